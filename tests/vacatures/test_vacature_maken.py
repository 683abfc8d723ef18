"""A vacature from a place to published: the guided form, autosave, two editors, recognition, withdrawing."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from kern.models import AuditRegel, Periode
from tests.factories import (
    NU,
    ErkenningFactory,
    LidmaatschapFactory,
    OrganisatieFactory,
    StageplaatsFactory,
    StudentFactory,
    VacatureFactory,
    persoon,
)
from vacatures.forms_vacature import STAPPEN
from vacatures.models import Vacature
from vacatures.rules import eerste_gat
from vacatures.services.vacature_controle import bezwaren

pytestmark = pytest.mark.django_db
OP = NU.date()


@pytest.fixture(autouse=True)
def _nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def plaats():
    plaats = StageplaatsFactory(naam="Somatiek", dagen="ma di", toelichting="Een warm team.", capaciteit=2)
    Periode.objects.create(schooljaar=plaats.schooljaar, code="3", begin=date(2027, 1, 25), eind=date(2027, 4, 18))
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    return plaats


@pytest.fixture
def opleider(plaats, client):
    user = LidmaatschapFactory(rol="praktijkopleider", organisatie=plaats.leerbedrijf).user
    client.force_login(user)
    return user


def url(naam, vacature, *rest):
    return reverse(f"vacature:{naam}", args=[vacature.public_id, *rest])


def test_guided_form_from_place_to_published_without_script(client, opleider, plaats):
    school = OrganisatieFactory(school=True)
    antwoord = client.post(reverse("vacature:nieuw"), {"plaats": str(plaats.public_id)})
    vacature = Vacature.objects.get()
    assert antwoord.url == url("bewerken", vacature, "plek")
    assert (vacature.inhoud, vacature.dagen, vacature.contact) == ("Een warm team.", "ma di", opleider)
    assert (vacature.begindatum, vacature.einddatum) == (date(2027, 1, 25), date(2027, 4, 18))
    client.post(reverse("vacature:nieuw"), {"plaats": str(plaats.public_id)})
    assert Vacature.objects.count() == 1  # a second click goes on with the same concept
    stappen = {
        "plek": {"titel": "Stage Somatiek", "doel": "Zorgen", "inhoud": "Warm"},
        "werk": {"taken": "Wassen", "begeleiding": "Elke dag"},
        "tijd": {
            "begindatum": "2027-02-01",
            "einddatum": "2027-07-02",
            "dagen": ["ma"],
            "uren_per_week": 8,
            "vergoeding": "reiskosten",
        },
        "eisen": {"eisen": "Zin in ouderen"},
        "reageren": {
            "hoe": "Schrijf",
            "contact": opleider.pk,
            "verloopt_op": "2026-12-01",
            "regie": "on",
            "scholen": [school.pk],
        },
    }
    verder = None
    for stap in STAPPEN:
        assert client.get(url("bewerken", vacature, stap.naam)).status_code == 200
        vacature.refresh_from_db()
        verder = client.post(url("bewerken", vacature, stap.naam), {**stappen[stap.naam], "versie": vacature.versie})
        assert verder.status_code == 302, verder.context["form"].errors
    assert verder.url == url("controle", vacature)
    pagina = client.get(verder.url)
    assert pagina.context["bezwaren"] == []
    assert "Zo ziet een student het" in pagina.content.decode()
    assert client.post(url("publiceren", vacature)).url == url("detail", vacature)
    client.post(url("publiceren", vacature))
    vacature.refresh_from_db()
    assert (vacature.status, vacature.regie, list(vacature.scholen.all())) == ("gepubliceerd", True, [school])
    assert AuditRegel.objects.filter(actie="vacature gepubliceerd").count() == 1
    assert vacature.versies.count() == 1


def test_administrator_starts_from_the_place(client, plaats):
    client.force_login(persoon("beheerder"))
    adres = reverse("vacature:nieuw")
    assert "Kies eerst een stageplaats" in client.get(adres).content.decode()
    assert plaats.naam in client.get(adres, {"plaats": str(plaats.public_id)}).content.decode()
    assert client.post(adres, {"plaats": "onzin"}).status_code == 422
    assert client.post(adres, {"plaats": str(plaats.public_id)}).status_code == 302


def test_vacature_is_seen_by_chosen_schools_only(client, plaats):
    school, andere = OrganisatieFactory(school=True), OrganisatieFactory(school=True)
    vacature = VacatureFactory(stageplaats=plaats, scholen=[school], regie=True)
    for wie, status in ((school, 200), (andere, 404)):
        client.force_login(StudentFactory(school=wie).user)
        assert client.get(url("detail", vacature)).status_code == status
    client.force_login(persoon("praktijkopleider"))
    assert client.get(url("detail", vacature)).status_code == 404
    client.force_login(LidmaatschapFactory(rol="werkbegeleider", organisatie=plaats.leerbedrijf).user)
    assert client.get(url("bewerken", vacature, "plek")).status_code == 403
    assert client.post(url("publiceren", vacature)).status_code == 403


def test_concept_is_seen_by_the_own_house_only(client, opleider, plaats):
    vacature = VacatureFactory(stageplaats=plaats, status="concept", gepubliceerd_op=None)
    assert client.get(url("detail", vacature)).status_code == 200
    client.force_login(StudentFactory().user)
    assert client.get(url("detail", vacature)).status_code == 404
    client.force_login(persoon("coordinator"))
    assert client.get(url("detail", vacature)).status_code == 404


# --- recognition ---


def test_publishing_without_recognition_is_refused_with_the_way_out(client, opleider, plaats):
    vraagbaak = persoon("beheerder", achternaam="Vraagbaak")
    vacature = VacatureFactory(stageplaats=plaats, status="concept", gepubliceerd_op=None)
    erkenning = plaats.leerbedrijf.erkenningen.get()
    erkenning.geldig_tot = date(2027, 3, 31)
    erkenning.save()
    antwoord = client.post(url("publiceren", vacature), follow=True)
    tekst = antwoord.content.decode()
    assert "De vacature is niet gepubliceerd" in tekst
    assert "donderdag 1 april" in tekst
    assert "Verzorgende IG" in tekst
    assert vraagbaak.email in tekst
    assert "https://www.s-bb.nl/" in tekst
    assert url("bewerken", vacature, "tijd") in tekst
    vacature.refresh_from_db()
    assert vacature.status == "concept"
    erkenning.delete()
    assert [rij.erkenning for rij in bezwaren(vacature, op=OP)] == [True]
    plaats.soort = "stagegezin"
    plaats.save()
    vacature.stageplaats.refresh_from_db()
    assert bezwaren(vacature, op=OP) == []


def test_recognitions_that_follow_each_other_count_as_one():
    begin, eind = date(2027, 2, 1), date(2027, 7, 2)
    een, ander = (date(2020, 1, 1), date(2027, 3, 31)), (date(2027, 4, 1), None)
    assert eerste_gat([ander, een], begin, eind) is None
    assert eerste_gat([een, (date(2027, 4, 2), None)], begin, eind) == date(2027, 4, 1)
    assert eerste_gat([], begin, eind) == begin
    assert eerste_gat([(date(2020, 1, 1), eind)], begin, eind) is None


def test_what_is_published_must_stay_right(client, opleider, plaats):
    vacature = VacatureFactory(stageplaats=plaats)
    invoer = {"begindatum": "2027-02-01", "einddatum": "2029-07-02", "dagen": ["ma"], "uren_per_week": 8, "versie": 1}
    antwoord = client.post(url("bewerken", vacature, "tijd"), invoer)
    assert antwoord.status_code == 422
    assert "niet in schooljaar" in antwoord.content.decode()
    vacature.refresh_from_db()
    assert vacature.einddatum == date(2027, 7, 2)


def test_house_reads_which_vacature_is_no_longer_right_when_the_place_or_the_recognition_changed(
    client, opleider, plaats
):
    vacature = VacatureFactory(stageplaats=plaats, titel="Leren in de wijk", dagen="ma di")
    assert "klopt niet meer" not in client.get(url("detail", vacature)).content.decode()
    adres = reverse("vacatures:wijzigen", args=[plaats.public_id])
    velden = {veld.name: veld.value() for veld in client.get(adres).context["form"] if veld.value() is not None}
    na = client.post(adres, velden | {"dagen": ["di"]}, follow=True)
    assert "De vacature Leren in de wijk klopt niet meer. De stageplaats is er niet" in na.content.decode()
    plaats.leerbedrijf.erkenningen.all().delete()
    pagina = client.get(url("detail", vacature)).content.decode()
    assert "Deze vacature klopt niet meer." in pagina
    assert "geen geldige erkenning" in pagina
    client.force_login(StudentFactory().user)
    assert "klopt niet meer" not in client.get(url("detail", vacature)).content.decode()


@pytest.mark.parametrize(
    ("velden", "woord"),
    [
        ({"verloopt_op": OP - timedelta(days=1)}, "laatste dag om te reageren is voorbij"),
        ({"verloopt_op": date(2027, 7, 3)}, "nadat de stage is afgelopen"),
        ({"dagen": "ma wo"}, "niet op al deze dagen"),
        ({"contact_email": ""}, "een contactpersoon"),
        ({"doel": ""}, "wat een student leert"),
        ({"begindatum": date(2027, 1, 1), "einddatum": date(2028, 1, 1)}, "niet in schooljaar"),
    ],
)
def test_objections_say_what_is_wrong(plaats, velden, woord):
    vacature = VacatureFactory(stageplaats=plaats, **velden)
    assert woord in " ".join(rij.tekst for rij in bezwaren(vacature, op=OP))


def test_closed_weeks_and_other_schools_are_objections(plaats):
    school = OrganisatieFactory(school=True)
    plaats.scholen.set([school])
    plaats.weekcapaciteiten.create(begin=date(2027, 2, 1), eind=date(2027, 7, 2), capaciteit=0)
    vacature = VacatureFactory(stageplaats=plaats)
    tekst = " ".join(rij.tekst for rij in bezwaren(vacature, op=OP))
    assert "geen plekken" in tekst
    assert "andere scholen" in tekst
    vacature.scholen.set([school])
    assert "andere scholen" not in " ".join(rij.tekst for rij in bezwaren(vacature, op=OP))


# --- saving ---


def test_autosave_keeps_a_concept_and_refuses_what_is_published(client, opleider, plaats):
    vacature = VacatureFactory(stageplaats=plaats, status="concept", gepubliceerd_op=None)
    invoer = {"titel": "Half", "doel": "", "inhoud": "", "versie": 1}
    antwoord = client.post(url("bewaren", vacature, "plek"), invoer)
    assert antwoord.json() == {"versie": 2, "tekst": "Opgeslagen om 10:00"}
    assert client.post(url("bewaren", vacature, "plek"), {**invoer, "titel": "Oud"}).status_code == 409
    live = VacatureFactory(stageplaats=plaats)
    assert client.post(url("bewaren", live, "plek"), {**invoer, "versie": 1}).status_code == 409
    assert client.post(url("bewaren", vacature, "bestaat-niet"), invoer).status_code == 404


def test_second_editor_gets_both_texts(client, opleider, plaats):
    vacature = VacatureFactory(stageplaats=plaats, titel="Eerste tekst")
    assert client.get(url("versies", vacature)).status_code == 200
    invoer = {"titel": "Van de een", "doel": "a", "inhoud": "b", "versie": 1}
    assert client.post(url("bewerken", vacature, "plek"), invoer).status_code == 302
    antwoord = client.post(url("bewerken", vacature, "plek"), {**invoer, "titel": "Van de ander"})
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Van de een" in tekst
    assert 'value="Van de ander"' in tekst
    assert 'name="versie" value="2"' in tekst
    vacature.refresh_from_db()
    assert vacature.titel == "Van de een"
    assert client.post(url("bewerken", vacature, "plek"), {**invoer, "titel": "Samen", "versie": 2}).status_code == 302
    pagina = client.get(url("versies", vacature)).content.decode()
    assert "Eerste tekst" in pagina  # also what was published in another way, such as by the demo
    assert "Van de een" in pagina
    assert "Samen" in pagina
    client.force_login(StudentFactory().user)
    assert client.get(url("versies", vacature)).status_code == 403


def test_withdraw_with_a_reason_and_publish_again(client, opleider, plaats):
    vacature = VacatureFactory(stageplaats=plaats)
    assert client.post(url("intrekken", vacature), {"reden": ""}).status_code == 422
    assert client.post(url("intrekken", vacature), {"reden": "De afdeling verhuist."}).status_code == 302
    vacature.refresh_from_db()
    assert (vacature.status, vacature.status_reden) == ("ingetrokken", "De afdeling verhuist.")
    client.post(url("publiceren", vacature))
    vacature.refresh_from_db()
    assert (vacature.status, vacature.status_reden) == ("gepubliceerd", "")


def test_who_applied_still_reads_what_was_withdrawn(client, plaats):
    vacature, student = VacatureFactory(stageplaats=plaats, status="ingetrokken"), StudentFactory()
    vacature.sollicitaties.create(student=student, status="vervallen", begonnen_op=NU, bewaard_op=NU)
    client.force_login(student.user)
    assert "ingetrokken" in client.get(url("detail", vacature)).content.decode()
    client.force_login(StudentFactory().user)
    assert client.get(url("detail", vacature)).status_code == 404


def test_search_of_the_portal_finds_vacatures(client, plaats):
    VacatureFactory(stageplaats=plaats, titel="Zeldzame stage")
    VacatureFactory(stageplaats=plaats, titel="Zeldzaam concept", status="concept")
    client.force_login(StudentFactory().user)
    assert [rij.titel for rij in client.get("/zoeken/", {"q": "zeldza"}).context["vacatures"]] == ["Zeldzame stage"]


def test_concept_can_be_thrown_away_but_not_what_was_published(client, opleider, plaats):
    concept = VacatureFactory(stageplaats=plaats, status="concept", gepubliceerd_op=None)
    ooit = VacatureFactory(stageplaats=plaats, status="verlopen")
    client.post(url("weggooien", concept))
    client.post(url("weggooien", ooit))
    assert list(Vacature.objects.all()) == [ooit]


# --- lists ---


def test_own_list_shows_state_waiting_and_views_in_few_queries(client, opleider, plaats, django_assert_max_num_queries):
    vacature = VacatureFactory(stageplaats=plaats, bekeken=7, verloopt_op=OP + timedelta(days=3))
    vacature.sollicitaties.create(
        student=StudentFactory(), status="bij_leerbedrijf", begonnen_op=NU, bewaard_op=NU, bereikte_leerbedrijf_op=NU
    )
    VacatureFactory(titel="Van een ander huis")
    with django_assert_max_num_queries(30) as een:
        pagina = client.get(reverse("vacature:beheer"))
    (rij,) = pagina.context["vacatures"]
    assert (rij.wachtend, rij.bekeken, rij.stand) == (1, 7, ("bijna voorbij", "let_op"))
    VacatureFactory.create_batch(10, stageplaats=plaats)
    with django_assert_max_num_queries(30) as veel:
        client.get(reverse("vacature:beheer"))
    assert len(veel.captured_queries) == len(een.captured_queries)
    assert client.get(reverse("vacature:beheer"), {"status": "concept"}).context["pagina"].paginator.count == 0
    client.force_login(persoon("coordinator"))
    assert client.get(reverse("vacature:beheer")).status_code == 403


def test_student_who_looks_is_counted_once(client, plaats):
    vacature = VacatureFactory(stageplaats=plaats)
    client.force_login(StudentFactory().user)
    assert "bekeken/" in client.get(url("detail", vacature)).content.decode()
    client.post(url("bekeken", vacature))
    client.post(url("bekeken", vacature))
    vacature.refresh_from_db()
    assert vacature.bekeken == 1
    assert "bekeken/" not in client.get(url("detail", vacature)).content.decode()
