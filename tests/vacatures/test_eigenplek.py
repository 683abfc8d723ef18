"""A place that a student found: proposed, confirmed by the leerbedrijf, checked by the school."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht, Erkenning, Organisatie, Toegangslink
from plaatsingen.models import Plaatsing
from tests.factories import (
    ErkenningFactory,
    LocatieFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    StudentFactory,
    persoon,
)
from vacatures.models import EigenPlek
from vacatures.services import eigenplek, eigenplek_klok, eigenplek_school
from vacatures.services.eigenplek_school import Sbb

pytestmark = pytest.mark.django_db
DAG = timedelta(days=1)


@pytest.fixture
def student():
    docent = persoon("stagedocent")
    student = StudentFactory(stagedocent=docent, school=docent.lidmaatschappen.get().organisatie, dagen="ma di")
    vandaag = timezone.localdate()
    SchooljaarFactory(naam="2020/2040", begin=date(2020, 8, 1), eind=vandaag + 300 * DAG)
    return student


def velden(**anders):
    vandaag = timezone.localdate()
    return {
        "organisatie_naam": "Zorghuis De Iep",
        "afdeling_naam": "Begane grond",
        "adres": "Iepenlaan 1",
        "postcode": "9401 AB",
        "plaats": "Assen",
        "contact_naam": "Contact Iep",
        "contact_email": "iep@voorbeeld.test",
        "contact_telefoon": "0592 123456",
        "omschrijving": "Helpen bij wassen en eten.",
        "begindatum": vandaag + 30 * DAG,
        "einddatum": vandaag + 100 * DAG,
        "dagen": "ma di",
        "uren_per_week": 16,
        "leerbedrijf_code": "",
    } | anders


def stel_voor(student, **anders) -> EigenPlek:
    return eigenplek.stel_voor(student=student, velden=velden(**anders), by=student.user, at=timezone.now())


def klant(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def link_uit_mail() -> str:
    tekst = Bericht.objects.filter(soort="eigenplek_link").latest("pk").tekst
    return re.search(r"/eigen-plek/bevestigen/[^/]+/", tekst)[0]


def bevestig(plek: EigenPlek) -> EigenPlek:
    Client().post(link_uit_mail(), {"naam": "Contact Iep", "antwoord": "ja"})
    plek.refresh_from_db()
    assert plek.status == "in_controle"
    return plek


def keur_goed(plek, by, **anders) -> EigenPlek:
    standaard = {"organisatie": None, "leerbedrijf_code": "", "sbb": None, "gesproken": ""}
    return eigenplek_school.keur_goed(plek=plek, **(standaard | anders), by=by, at=timezone.now())


def test_voorstellen_by_the_form_mails_the_contact(student):
    client = klant(student.user)
    assert "data-concept" in client.get("/eigen-plek/nieuw/").content.decode()
    gegevens = velden(dagen=["di", "ma"], postcode="9401ab")
    antwoord = client.post("/eigen-plek/nieuw/", gegevens)
    plek = EigenPlek.objects.get()
    assert antwoord.status_code == 302
    assert (plek.dagen, plek.postcode, plek.status) == ("ma di", "9401 AB", "voorgesteld")
    mail = Bericht.objects.get(soort="eigenplek_link")
    assert mail.aan == "iep@voorbeeld.test"
    assert student.user.achternaam not in mail.onderwerp
    client.post("/eigen-plek/nieuw/", gegevens)  # a double click
    assert EigenPlek.objects.count() == 1
    pagina = client.get(f"/eigen-plek/{plek.public_id}/").content.decode()
    assert "kreeg een mail om dit te bevestigen" in pagina


@pytest.mark.parametrize(
    ("fout", "veld"),
    [
        ({"einddatum": date(2020, 1, 1)}, "einddatum"),
        ({"dagen": ""}, "dagen"),
    ],
)
def test_voorstellen_refuses_what_makes_no_sense(student, fout, veld):
    with pytest.raises(DomainError) as gevangen:
        stel_voor(student, **fout)
    assert gevangen.value.field == veld


def test_voorstellen_refuses_the_own_address_and_more_than_three(student):
    with pytest.raises(DomainError, match="niet dat van jezelf"):
        stel_voor(student, contact_email=student.user.email)
    for nummer in range(3):
        stel_voor(student, organisatie_naam=f"Huis {nummer}")
    with pytest.raises(DomainError, match="al 3 plekken"):
        stel_voor(student, organisatie_naam="Huis vier")


def test_student_does_not_mail_strangers_all_day(student):
    plek = stel_voor(student)
    for nummer in range(20):
        gegevens = {**velden(contact_email=f"wie{nummer}@voorbeeld.test"), "versie": plek.versie, "dagen": ["ma"]}
        klant(student.user).post(f"/eigen-plek/{plek.public_id}/wijzigen/", gegevens)
        plek.refresh_from_db()
    assert Bericht.objects.filter(soort="eigenplek_link").count() == eigenplek.MAX_MAILS


def test_contact_sees_only_what_is_needed_and_looking_writes_nothing(student):
    plek = stel_voor(student)
    pagina = Client().get(link_uit_mail())
    tekst = pagina.content.decode()
    assert "Zorghuis De Iep" in tekst
    assert student.user.voornaam in tekst
    for geheim in (
        student.user.achternaam,
        student.user.email,
        student.studentnummer,
        student.geboortedatum.isoformat(),
    ):
        assert geheim not in tekst
    assert "no-store" in pagina.headers["Cache-Control"]
    plek.refresh_from_db()
    assert plek.status == "voorgesteld"


def test_contact_confirms_once_and_the_school_is_asked(student):
    plek = stel_voor(student)
    adres = link_uit_mail()
    gegevens = {"naam": "Mevrouw De Wit", "afdeling": "Eerste etage", "leerbedrijf_code": "100012", "antwoord": "ja"}
    assert "Bedankt" in Client().post(adres, gegevens).content.decode()
    plek.refresh_from_db()
    assert (plek.status, plek.afdeling_naam, plek.leerbedrijf_code) == ("in_controle", "Eerste etage", "100012")
    assert plek.contact_bevestigd_op
    assert Bericht.objects.get(soort="eigenplek_nakijken").ontvanger == student.stagedocent
    assert Client().post(adres, gegevens).status_code == 410
    assert plek.stappen.count() == 2
    assert "Mevrouw De Wit" in plek.stappen.last().by_naam


def test_contact_says_no_with_a_reason(student):
    plek = stel_voor(student)
    adres = link_uit_mail()
    assert Client().post(adres, {"naam": "X", "antwoord": "nee"}).status_code == 422
    Client().post(adres, {"naam": "X", "antwoord": "nee", "opmerking": "Wij kennen deze student niet."})
    plek.refresh_from_db()
    assert plek.status == "afgewezen"
    assert "Wij kennen deze student niet." in klant(student.user).get(f"/eigen-plek/{plek.public_id}/").content.decode()


def test_verbeteren_kills_the_old_link(student):
    plek = stel_voor(student)
    oud = link_uit_mail()
    client = klant(student.user)
    gegevens = velden(contact_email="beter@voorbeeld.test", dagen=["ma"], versie=plek.versie)
    assert client.post(f"/eigen-plek/{plek.public_id}/wijzigen/", gegevens).status_code == 302
    assert Client().get(oud).status_code == 410
    assert Client().get(link_uit_mail()).status_code == 200
    assert Bericht.objects.filter(soort="eigenplek_link").latest("pk").aan == "beter@voorbeeld.test"
    botsing = client.post(f"/eigen-plek/{plek.public_id}/wijzigen/", gegevens | {"plaats": "Emmen"})
    assert botsing.status_code == 422


def test_intrekken_kills_the_link_and_happens_once(student):
    plek = stel_voor(student)
    adres = link_uit_mail()
    client = klant(student.user)
    for _ in range(2):
        client.post(f"/eigen-plek/{plek.public_id}/intrekken/")
    plek.refresh_from_db()
    assert plek.status == "ingetrokken"
    assert plek.stappen.count() == 2
    assert Client().get(adres).status_code == 410


def test_goedkeuren_of_a_known_recognised_leerbedrijf_makes_place_and_placement(student):
    huis = OrganisatieFactory(naam="Zorghuis de Iep")
    LocatieFactory(organisatie=huis, postcode="9401AB")
    ErkenningFactory(organisatie=huis, opleiding=student.opleiding)
    plek = bevestig(stel_voor(student))
    client = klant(student.stagedocent)
    pagina = client.get(f"/eigen-plek/{plek.public_id}/nakijken/").content.decode()
    assert "zelfde postcode" in pagina
    client.post(f"/eigen-plek/{plek.public_id}/nakijken/", {"organisatie": str(huis.public_id)})
    plek.refresh_from_db()
    assert plek.status == "goedgekeurd"
    plaats = plek.stageplaats
    assert plaats.leerbedrijf == huis
    assert huis.locaties.count() == 1
    assert (plaats.capaciteit, plaats.dagen, list(plaats.scholen.all())) == (1, "ma di", [student.school])
    assert student.user.achternaam not in f"{plaats.naam} {plaats.code}"
    assert Plaatsing.objects.get(eigen_plek=plek).stageplaats == plaats
    assert not Toegangslink.objects.filter(gebruikt_op=None, ingetrokken_op=None, object_id=plek.public_id).exists()
    with pytest.raises(DomainError, match="al afgehandeld"):
        keur_goed(plek, student.stagedocent, organisatie=huis)


def test_goedkeuren_of_an_unknown_leerbedrijf_needs_the_register(student):
    plek = bevestig(stel_voor(student))
    with pytest.raises(DomainError, match="register van SBB"):
        keur_goed(plek, persoon("coordinator", student.school))
    assert not Organisatie.objects.filter(naam="Zorghuis De Iep").exists()
    with pytest.raises(GeenToegang):
        keur_goed(plek, student.stagedocent, sbb=Sbb(None))
    with pytest.raises(DomainError, match="houdt op voordat"):
        keur_goed(plek, persoon("coordinator", student.school), sbb=Sbb(timezone.localdate() + 40 * DAG))
    coordinator = persoon("coordinator", student.school)
    gegevens = {"organisatie": "nieuw", "leerbedrijf_code": "100077", "sbb": "on"}
    klant(coordinator).post(f"/eigen-plek/{plek.public_id}/nakijken/", gegevens)
    plek.refresh_from_db()
    assert plek.status == "goedgekeurd"
    assert plek.organisatie.code == "100077"
    assert Erkenning.objects.get(organisatie=plek.organisatie).gecontroleerd_op == timezone.localdate()
    assert AuditRegel.objects.filter(actie="erkenning vastgelegd").exists()
    locatie = plek.stageplaats.afdeling.locatie
    assert (round(locatie.lat), locatie.plaats) == (53, "Assen")


def test_goedkeuren_without_an_answer_needs_a_talk(student):
    huis = OrganisatieFactory(naam="Zorghuis De Iep")
    ErkenningFactory(organisatie=huis, opleiding=student.opleiding)
    plek = stel_voor(student)
    with pytest.raises(DomainError, match="Bel en schrijf op"):
        keur_goed(plek, student.stagedocent, organisatie=huis)
    assert keur_goed(plek, student.stagedocent, organisatie=huis, gesproken="De Wit, telefoon").status == "goedgekeurd"


def test_recognition_must_cover_the_whole_stage(student):
    huis = OrganisatieFactory(naam="Zorghuis De Iep")
    ErkenningFactory(organisatie=huis, opleiding=student.opleiding, geldig_tot=timezone.localdate() + 60 * DAG)
    plek = bevestig(stel_voor(student))
    assert [rij.erkend for rij in eigenplek_school.kandidaten(plek)] == [False]
    with pytest.raises(DomainError, match="niet de hele stage erkend"):
        keur_goed(plek, student.stagedocent, organisatie=huis)


def test_not_recognised_tells_how_to_ask_and_can_be_approved_later(student):
    plek = bevestig(stel_voor(student))
    docent = klant(student.stagedocent)
    docent.post(f"/eigen-plek/{plek.public_id}/erkenning/", {"toelichting": "Niet in het register."})
    plek.refresh_from_db()
    assert plek.status == "erkenning"
    assert "s-bb.nl" in Bericht.objects.filter(soort="eigenplek_nieuws").latest("pk").tekst
    naar_huis = Bericht.objects.get(soort="eigenplek_contact")
    assert naar_huis.aan == "iep@voorbeeld.test"
    assert "U vraagt een erkenning aan" in naar_huis.tekst
    assert keur_goed(plek, persoon("coordinator", student.school), sbb=Sbb(None)).status == "goedgekeurd"


def test_afwijzen_needs_a_reason_that_the_student_reads(student):
    plek = bevestig(stel_voor(student))
    docent = klant(student.stagedocent)
    assert docent.post(f"/eigen-plek/{plek.public_id}/afwijzen/", {"reden": " "}).status_code == 422
    docent.post(f"/eigen-plek/{plek.public_id}/afwijzen/", {"reden": "Er is geen begeleider."})
    assert "Er is geen begeleider." in klant(student.user).get(f"/eigen-plek/{plek.public_id}/").content.decode()


def test_who_may_see_and_check(student):
    plek = bevestig(stel_voor(student))
    adres = f"/eigen-plek/{plek.public_id}/"
    assert klant(persoon("coordinator", student.school)).get(adres).status_code == 200
    assert klant(persoon("beheerder")).get(f"{adres}nakijken/").status_code == 200
    for vreemd in (persoon("coordinator"), persoon("stagedocent", student.school), persoon("praktijkopleider")):
        assert klant(vreemd).get(adres).status_code == 404
    for deel in ("nakijken", "afwijzen", "erkenning"):
        assert klant(student.user).get(f"{adres}{deel}/").status_code == 403
    assert klant(student.stagedocent).post(f"{adres}intrekken/").status_code == 403


def test_reminders_go_to_the_contact_then_student_and_school_each_once(student):
    plek = stel_voor(student)
    nu = timezone.now()
    assert eigenplek_klok.volg(at=nu + DAG)["herinnerd"] == 0
    for _ in range(2):
        eigenplek_klok.volg(at=nu + 6 * DAG)
    assert Bericht.objects.filter(soort="eigenplek_link").count() == 2
    for _ in range(2):
        eigenplek_klok.volg(at=nu + 14 * DAG)
    assert Bericht.objects.filter(soort="eigenplek_link").count() == 2
    assert Bericht.objects.filter(soort="eigenplek_nieuws").count() == 1
    assert Bericht.objects.get(soort="eigenplek_nakijken").ontvanger == student.stagedocent
    assert "antwoordt nog niet" in klant(student.user).get("/").content.decode()
    plek.refresh_from_db()
    assert plek.herinneringen == 2


def test_school_is_reminded_and_then_a_coordinator(student):
    coordinator = persoon("coordinator", student.school)
    bevestig(stel_voor(student))
    assert "zelf vond" in klant(student.stagedocent).get("/").content.decode()
    assert "zelf vond" not in klant(coordinator).get("/").content.decode()
    nu = timezone.now()
    eigenplek_klok.volg(at=nu + 6 * DAG)
    eigenplek_klok.volg(at=nu + 14 * DAG)
    gevraagd = Bericht.objects.filter(soort="eigenplek_nakijken").order_by("pk")
    assert [bericht.ontvanger for bericht in gevraagd] == [student.stagedocent, student.stagedocent, coordinator]
    assert "zelf vond" in klant(coordinator).get("/").content.decode()


def test_lijst_costs_the_same_with_many_rows(student, django_assert_max_num_queries):
    coordinator = klant(persoon("coordinator", student.school))
    stel_voor(student)
    coordinator.get("/eigen-plek/")
    with django_assert_max_num_queries(30) as een:
        assert "Zorghuis De Iep" in coordinator.get("/eigen-plek/").content.decode()
    for _ in range(10):
        stel_voor(StudentFactory(school=student.school))
    with django_assert_max_num_queries(len(een)):
        coordinator.get("/eigen-plek/")
