import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from enquetes.models import Antwoordblad, Deelnemer, Meting, Vragenlijst
from enquetes.services import deelnemen, metingen, modereren
from enquetes.services.sluiten import sluit
from kern.models import AuditRegel, Bericht, Toegangslink
from kern.services.berichten import verstuur_wachtende
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, OrganisatieFactory, PlaatsingFactory, persoon

pytestmark = pytest.mark.django_db
NU = datetime(2026, 11, 23, 9, 0, tzinfo=AMSTERDAM)
KANARIE = "KANARIE: de koffie was koud"


@pytest.fixture(autouse=True)
def _klok(time_machine):
    time_machine.move_to(NU, tick=False)


@pytest.fixture
def kring():
    return maak_kring(einddatum=date(2026, 11, 30))


@pytest.fixture
def beheerder():
    return persoon("beheerder", OrganisatieFactory(bureau=True))


@pytest.fixture
def als(client):
    def inloggen(user):
        client.force_login(user)
        return client

    return inloggen


def maak(beheerder, soort="student", van=date(2026, 11, 1), tot=date(2026, 12, 20), naam="Najaar"):
    lijst = Vragenlijst.objects.get(soort=soort, versie=1)
    return metingen.maak_meting(vragenlijst=lijst, naam=naam, van=van, tot=tot, by=beheerder, at=NU)


def antwoorden(meting, keuze=0, tekst=KANARIE):
    uit = {}
    for vraag in meting.vragenlijst.vragen:
        soort = vraag["soort"]
        opties = {"schaal": "54321", "ja_nee": ["ja", "nee"], "keuze": vraag["keuzes"], "open": [tekst] * 5}[soort]
        uit[vraag["code"]] = opties[min(keuze, len(opties) - 1)]
    return uit


def vul_in(meting, aantal, huis=None, keuzes=2):
    plaats = (huis or maak_kring()).plaatsing.stageplaats
    for nummer in range(aantal):
        plaatsing = PlaatsingFactory(stageplaats=plaats, status="afgerond", einddatum=date(2026, 11, 20))
        deelnemer = Deelnemer.objects.create(
            meting=meting, user=plaatsing.student.user, plaatsing=plaatsing, uitgenodigd_op=NU
        )
        deelnemen.lever_in(deelnemer=deelnemer, antwoorden=antwoorden(meting, keuze=nummer % keuzes), at=NU)
    return plaats.leerbedrijf


def link_van(bericht):
    return re.search(r"http\S+?(/enquetes/\S+)", bericht.tekst)[1]


def test_student_is_asked_near_the_end_once_and_answers_with_the_mail_alone(kring, beheerder, client):
    meting = maak(beheerder)
    PlaatsingFactory(einddatum=date(2027, 1, 29))
    for _ in range(2):
        deelnemen.volg(at=NU)
    bericht = Bericht.objects.get(soort="enquete_vraag")
    assert bericht.ontvanger == kring.student
    pad = link_van(bericht)
    pagina = client.get(pad)
    assert pagina.status_code == 200
    assert kring.student.naam not in pagina.content.decode()
    half = client.post(pad, {"opleiding": "4"})
    assert half.status_code == 422
    assert Antwoordblad.objects.count() == 0
    client.post(pad, antwoorden(meting))
    assert Antwoordblad.objects.count() == 1
    client.post(pad, antwoorden(meting, keuze=1))
    assert Antwoordblad.objects.count() == 1
    assert "binnen" in client.get(pad).content.decode()


def test_nothing_ties_a_sheet_to_a_person_or_a_moment(kring, beheerder, client):
    meting = maak(beheerder)
    deelnemen.volg(at=NU)
    voor = (AuditRegel.objects.count(), list(Toegangslink.objects.values()), list(Bericht.objects.values()))
    client.post(link_van(Bericht.objects.get(soort="enquete_vraag")), antwoorden(meting))
    assert voor == (AuditRegel.objects.count(), list(Toegangslink.objects.values()), list(Bericht.objects.values()))
    velden = {veld.name for veld in Antwoordblad._meta.get_fields()}
    assert velden == {"sleutel", "meting", "leerbedrijf", "school", "cluster", "antwoorden", "oordelen"}
    assert KANARIE not in str(list(Deelnemer.objects.values()))


def test_closing_forgets_who_was_asked_and_keeps_each_text_by_itself(kring, beheerder, client):
    meting = maak(beheerder)
    deelnemen.volg(at=NU)
    pad = link_van(Bericht.objects.get(soort="enquete_vraag"))
    Bericht.objects.update(status="verzonden", verzonden_op=NU)
    eigen = reverse("enquetes:invullen", args=[Deelnemer.objects.get().public_id])
    vul_in(meting, 5, kring)
    vul_in(meting, 2)
    sluit(meting=meting, by=beheerder, at=NU)
    assert not Deelnemer.objects.exists()
    assert not Bericht.objects.filter(ontvanger=kring.student).exists()
    assert not Toegangslink.objects.exclude(email="").exists()
    assert client.get(pad).status_code == 410
    client.force_login(kring.student)
    weg = client.get(eigen)
    assert (weg.status_code, "gesloten" in weg.content.decode()) == (404, True)
    assert "Wat je al verstuurde" in weg.content.decode()
    bladen = list(Antwoordblad.objects.all())
    assert len(bladen) == 21  # three texts of seven people
    assert all(len(blad.antwoorden) == 1 for blad in bladen)
    # Of the house with two answers nothing says where a text came from; the other one would be the rest.
    assert {blad.leerbedrijf_id for blad in bladen} == {None}
    assert {blad.school_id for blad in bladen} == {blad.cluster_id for blad in bladen} == {None}
    meting.refresh_from_db()
    assert (meting.uitkomst["gevraagd"], meting.uitkomst["ingevuld"]) == (8, 7)


def test_mail_that_still_waited_when_the_round_closed_is_forgotten_as_well(kring, beheerder):
    meting = maak(beheerder)
    deelnemen.volg(at=NU)
    sluit(meting=meting, by=beheerder, at=NU)
    verstuur_wachtende(at=NU)  # calls it off
    assert Bericht.objects.get(soort="enquete_vraag").status == "vervallen"
    deelnemen.volg(at=NU)
    assert not Bericht.objects.filter(ontvanger=kring.student).exists()


def test_order_of_answering_is_not_the_order_in_the_table(beheerder):
    meting = maak(beheerder)
    plaats = maak_kring().plaatsing.stageplaats
    for nummer in range(12):
        plaatsing = PlaatsingFactory(stageplaats=plaats, status="afgerond", einddatum=date(2026, 11, 20))
        wie = Deelnemer.objects.create(
            meting=meting, user=plaatsing.student.user, plaatsing=plaatsing, uitgenodigd_op=NU
        )
        deelnemen.lever_in(deelnemer=wie, antwoorden=antwoorden(meting, tekst=f"{nummer:02d}"), at=NU)
    if connection.vendor == "sqlite":
        plek = "rowid"
    else:
        plek = "ctid"
    with connection.cursor() as rij:
        rij.execute(f"SELECT antwoorden FROM enquetes_antwoordblad ORDER BY {plek}")
        volgorde = [str(antwoord) for (antwoord,) in rij.fetchall()]
    gevonden = [int(re.search(r"goed\W+(\d\d)", tekst)[1]) for tekst in volgorde]
    assert sorted(gevonden) == list(range(12))
    assert gevonden != list(range(12))  # 1 in 479,001,600


def test_house_where_all_answer_alike_does_not_learn_what_each_of_them_answered(beheerder, als):
    meting = maak(beheerder)
    kring = maak_kring()
    vul_in(meting, 6, kring, keuzes=1)
    ander = vul_in(meting, 12)
    sluit(meting=meting, by=beheerder, at=NU)
    adres = reverse("enquetes:meting", args=[meting.public_id])
    huis = {"groep": f"leerbedrijf-{kring.bedrijf.pk}"}
    pagina = als(kring.praktijkopleider).get(adres, huis)
    assert pagina.content.decode().count("Dit laten we niet zien") == 8
    csv = als(kring.praktijkopleider).get(adres, huis | {"formaat": "csv"}).content.decode()
    assert csv.count("niet te zien") == 8
    heel = als(beheerder).get(adres).content.decode()
    assert "Dit laten we niet zien" not in heel
    # The other house would give it away: the region less the other is this one.
    buren = als(beheerder).get(adres, {"groep": f"leerbedrijf-{ander.pk}"}).content.decode()
    assert buren.count("Dit laten we niet zien") == 8


def test_below_the_threshold_nothing_is_shown_and_not_before_the_end(beheerder, als):
    meting = maak(beheerder)
    huis = vul_in(meting, 4)
    open_ = als(beheerder).get(reverse("enquetes:meting", args=[meting.public_id]))
    assert "stand" not in open_.context or not open_.context["stand"]
    sluit(meting=meting, by=beheerder, at=NU)
    meting.refresh_from_db()
    assert meting.uitkomst["totaal"] is None
    pagina = als(beheerder).get(reverse("enquetes:meting", args=[meting.public_id])).content.decode()
    assert "Te weinig antwoorden" in pagina
    assert huis.naam not in pagina


def test_house_sees_the_own_outcome_and_no_other(beheerder, als):
    meting = maak(beheerder)
    kring, ander = maak_kring(), maak_kring()
    vul_in(meting, 6, kring)
    vul_in(meting, 7, ander)
    sluit(meting=meting, by=beheerder, at=NU)
    adres = reverse("enquetes:meting", args=[meting.public_id])
    client = als(kring.praktijkopleider)
    tekst = client.get(adres).content.decode()
    assert kring.bedrijf.naam in tekst
    assert ander.bedrijf.naam not in tekst
    assert client.get(adres, {"groep": f"leerbedrijf-{kring.bedrijf.pk}"}).status_code == 200
    assert client.get(adres, {"groep": f"leerbedrijf-{ander.bedrijf.pk}"}).status_code == 404
    assert client.get(adres, {"groep": f"leerbedrijf-{kring.bedrijf.pk}", "formaat": "csv"}).status_code == 200


def test_open_answers_are_read_only_after_somebody_looked(beheerder, als):
    meting = maak(beheerder)
    vul_in(meting, 6)
    assert modereren.te_bekijken(meting) == ([], 0)
    sluit(meting=meting, by=beheerder, at=NU)
    meting.refresh_from_db()
    adres = reverse("enquetes:meting", args=[meting.public_id])
    client = als(beheerder)
    assert KANARIE not in client.get(adres).content.decode()
    teksten, totaal = modereren.te_bekijken(meting)
    assert totaal == 18
    pagina = reverse("enquetes:nakijken", args=[meting.public_id])
    client.post(pagina, {"sleutel": str(teksten[0].sleutel), "code": teksten[0].code, "oordeel": "tonen"})
    client.post(pagina, {"sleutel": str(teksten[1].sleutel), "code": teksten[1].code, "oordeel": "verbergen"})
    assert client.get(adres).content.decode().count(KANARIE) == 1
    assert modereren.te_bekijken(meting)[1] == 16
    # A house without enough answers of its own doesn't read those of the region, which hold its own.
    huis = als(persoon("praktijkopleider", OrganisatieFactory()))
    assert KANARIE not in huis.get(adres).content.decode()


def test_leerbedrijven_are_asked_and_reminded_once(kring, beheerder):
    maak(beheerder, soort="werkveld")
    deelnemen.volg(at=NU)
    assert Bericht.objects.get(soort="enquete_vraag").ontvanger == kring.praktijkopleider
    for dagen in (3, 8, 9):
        deelnemen.volg(at=NU + timedelta(days=dagen))
    assert Bericht.objects.filter(soort="enquete_herinnering").count() == 1


def test_round_opens_and_closes_by_itself(beheerder):
    meting = maak(beheerder, van=date(2026, 12, 1), tot=date(2026, 12, 5))
    assert meting.status == "concept"
    deelnemen.volg(at=NU + timedelta(days=8))
    assert Meting.objects.get().status == "open"
    deelnemen.volg(at=NU + timedelta(days=13))
    assert Meting.objects.get().status == "gesloten"


def test_two_rounds_at_one_time_are_refused(beheerder):
    maak(beheerder)
    with pytest.raises(DomainError, match="loopt al Najaar"):
        maak(beheerder, naam="Nog een")
    assert maak(beheerder) == Meting.objects.get()  # the same form, sent twice


def test_new_questions_never_share_a_code(beheerder):
    lijst = Vragenlijst.objects.get(soort="student", versie=1)
    nieuw = {"tekst": "Nieuw?", "soort": "ja_nee"}
    zo = {"by": beheerder, "at": NU}
    twee = metingen.nieuwe_versie(vragenlijst=lijst, vragen=[lijst.vragen[0], nieuw], **zo)
    drie = metingen.nieuwe_versie(vragenlijst=lijst, vragen=[twee.vragen[1], nieuw, nieuw, twee.vragen[0]], **zo)
    codes = [vraag["code"] for vraag in drie.vragen]
    assert len(set(codes)) == 4
    assert (codes[0], codes[3]) == (twee.vragen[1]["code"], "opleiding")


def test_other_questions_are_a_new_version_and_a_round_keeps_its_own(beheerder, als):
    meting = maak(beheerder)
    lijst = meting.vragenlijst
    adres = reverse("enquetes:vragen", args=[lijst.public_id])
    client = als(beheerder)
    html = client.get(adres).content.decode()
    data = dict(re.findall(r'name="(v-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_\w+|v-\w+_FORMS)" value="(\d+)"', html))
    for nummer, vraag in enumerate(lijst.vragen):
        data |= {f"v-{nummer}-{naam}": vraag[naam] for naam in ("code", "tekst", "soort", "uitleg")}
        data[f"v-{nummer}-keuzes"] = "\n".join(vraag["keuzes"])
    for nummer in range(len(lijst.vragen), len(lijst.vragen) + 2):
        data[f"v-{nummer}-soort"] = "schaal"
    data["v-0-tekst"] = ""
    assert client.post(adres, data).status_code == 302
    nieuw = Vragenlijst.objects.get(naam=lijst.naam, versie=2)
    assert len(nieuw.vragen) == len(lijst.vragen) - 1
    meting.refresh_from_db()
    assert meting.vragenlijst == lijst


def test_means_of_earlier_rounds_stand_beside(beheerder, als):
    for naam, van, tot in (
        ("Vorig jaar", date(2026, 10, 1), date(2026, 11, 23)),
        ("Dit jaar", date(2026, 11, 24), date(2026, 12, 20)),
    ):
        meting = maak(beheerder, naam=naam, van=van, tot=tot)
        Meting.objects.filter(pk=meting.pk).update(status="open")
        vul_in(meting, 5)
        sluit(meting=meting, by=beheerder, at=NU)
    pagina = als(beheerder).get(reverse("enquetes:meting", args=[meting.public_id]))
    assert pagina.context["trend"]["kolommen"] == ["Vraag", "Vorig jaar", "Dit jaar"]


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "stagedocent", "stagebegeleider"])
def test_others_see_no_rounds(kring, beheerder, als, wie):
    meting = maak(beheerder)
    client = als(getattr(kring, wie))
    assert client.get(reverse("enquetes:lijst")).status_code == 403
    assert client.get(reverse("enquetes:meting", args=[meting.public_id])).status_code in {403, 404}


def test_pages_stay_within_the_budget(beheerder, als):
    meting = maak(beheerder)
    vul_in(meting, 6)
    sluit(meting=meting, by=beheerder, at=NU)
    client = als(beheerder)
    for adres in (reverse("enquetes:lijst"), reverse("enquetes:meting", args=[meting.public_id])):
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(adres).status_code == 200
        assert len(vragen) <= 20
