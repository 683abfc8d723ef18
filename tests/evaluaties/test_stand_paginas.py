"""Where a student stands, and the next deadline on top: through the front door."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluaties.models import Verslag
from evaluaties.services import feiten
from evaluaties.services.besluiten import besluit
from evaluaties.tasks import controleer_verslagen
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, EvaluatieFactory, UserFactory, VerslagFactory

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
SEPTEMBER, OKTOBER = "monthly:2026-09", "monthly:2026-10"
IEDEREEN = ("student", "coordinator", "stagedocent", "stagebegeleider", "werkbegeleider", "praktijkopleider")


def op(maand, dag, uur=9, minuut=0):
    return datetime(2026, maand, dag, uur, minuut, tzinfo=AMSTERDAM)


def tekst(antwoord):
    """Words of a page, without markup."""
    html = re.sub(r"<[^>]+>", " ", antwoord.content.decode())
    return re.sub(r"\s+([,.])", r"\1", re.sub(r"\s+", " ", html))


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


@pytest.fixture
def vergeten(kring, time_machine):
    """September was forgotten; it is Saturday 3 October and the three days run."""
    controleer_verslagen(op(10, 2, 7).isoformat())
    time_machine.move_to(op(10, 3), tick=False)
    return kring


def stand_url(kring):
    return reverse("verslagen:stand", args=[kring.plaatsing.public_id])


def test_student_reads_the_rung_the_cause_and_what_happens_otherwise(vergeten, als):
    antwoord = als(vergeten.student).get(stand_url(vergeten))
    woorden = tekst(antwoord)
    for zin in (
        "Je staat op trede 1 van 4",
        "Reflectieverslag over september 2026, nodig op donderdag 1 oktober. Geteld op vrijdag 2 oktober.",
        "Lever je het niet in voor het einde van dinsdag 6 oktober, dan krijg je ook een vervangende opdracht.",
        "Eerste keer vergeten",
    ):
        assert zin in woorden
    assert 'aria-current="step"' in antwoord.content.decode()


@pytest.mark.parametrize("wie", IEDEREEN)
def test_everybody_concerned_sees_the_same_timeline(vergeten, als, wie):
    woorden = tekst(als(getattr(vergeten, wie)).get(stand_url(vergeten)))
    assert "Eerste keer vergeten" in woorden
    assert "Het reflectieverslag over september 2026 inleveren uiterlijk dinsdag 6 oktober" in woorden
    aangesproken = "Je staat op trede 1 van 4" in woorden
    assert aangesproken == (wie == "student")
    assert (f"{vergeten.leerling.naam} staat op trede 1 van 4" in woorden) == (wie != "student")


@pytest.mark.parametrize(
    ("wie", "ziet"), [(wie, wie not in {"werkbegeleider", "praktijkopleider"}) for wie in IEDEREEN]
)
def test_reason_of_an_excuse_is_for_student_and_school(vergeten, als, wie, ziet):
    feiten.stel_vrij(
        plaatsing=vergeten.plaatsing, plicht=SEPTEMBER, reden="KANARIE griep", by=vergeten.coordinator, at=op(10, 3, 8)
    )
    controleer_verslagen(op(10, 3, 8, 15).isoformat())
    woorden = tekst(als(getattr(vergeten, wie)).get(stand_url(vergeten)))
    assert "telt sinds zaterdag 3 oktober niet meer als vergeten" in woorden
    assert ("KANARIE" in woorden) == ziet


def test_strangers_do_not_learn_that_the_page_is_there(vergeten, ander, als):
    for wie in IEDEREEN:
        assert als(getattr(ander, wie)).get(stand_url(vergeten)).status_code == 404
    assert als(UserFactory()).get(stand_url(vergeten)).status_code == 404


@pytest.mark.django_db
def test_page_before_the_stage_says_what_comes(als):
    kring = maak_kring(aangemaakt_op=BEGIN, status="geaccepteerd")
    assert "De stage is nog niet begonnen" in tekst(als(kring.student).get(stand_url(kring)))


def test_confirmed_proposal_tells_the_student_how_to_object(kring, als, time_machine):
    for moment in (op(10, 2, 7), op(11, 3, 7), op(12, 2, 7), op(12, 2, 7) + timedelta(days=34)):
        controleer_verslagen(moment.isoformat())
    later = datetime(2027, 1, 6, 9, tzinfo=AMSTERDAM)
    besluit(plaatsing=kring.plaatsing, oordeel="confirm", reden="Alles gewogen.", by=kring.coordinator, at=later)
    time_machine.move_to(later + timedelta(hours=1))
    woorden = tekst(als(kring.student).get(stand_url(kring)))
    assert "De stage is onvoldoende" in woorden
    assert "Je kunt ook bezwaar maken bij de examencommissie van je school." in woorden


# --- The next deadline on top ---


def bladen(kring):
    plaatsing = kring.plaatsing
    return {
        "stage": reverse("plaatsingen:detail", args=[plaatsing.public_id]),
        "uren": reverse("plaatsingen:uren", args=[plaatsing.public_id]),
        "week": reverse("plaatsingen:uren_week", args=[plaatsing.public_id, 2026, 40]),
        "ander verslag": reverse("verslagen:schrijven", args=[plaatsing.public_id, OKTOBER]),
    }


@pytest.mark.parametrize("blad", ["stage", "uren", "week", "ander verslag"])
def test_next_deadline_stands_on_top_of_every_page_of_the_stage(vergeten, als, blad):
    url = bladen(vergeten)[blad]
    woorden = tekst(als(vergeten.student).get(url))
    assert (
        "Je volgende verslag: reflectieverslag over september 2026, uiterlijk dinsdag 6 oktober, nog 3 dagen" in woorden
    )
    if blad != "ander verslag":
        assert "Je volgende verslag" not in tekst(als(vergeten.coordinator).get(url))


def test_page_of_the_report_itself_needs_no_pointer_to_itself(vergeten, als):
    url = reverse("verslagen:schrijven", args=[vergeten.plaatsing.public_id, SEPTEMBER])
    assert "stagekop" not in als(vergeten.student).get(url).content.decode()


def test_what_is_behind_is_not_in_the_way_of_what_comes(kring, als, time_machine):
    for moment in (op(10, 2, 7), op(10, 7, 7), op(10, 22, 7)):
        controleer_verslagen(moment.isoformat())
    time_machine.move_to(op(10, 26))
    woorden = tekst(als(kring.student).get(bladen(kring)["uren"]))
    assert "Je volgende verslag: reflectieverslag over oktober 2026, uiterlijk maandag 2 november" in woorden
    assert "Er wachten ook nog 2 dingen van eerder" in woorden


def test_what_is_behind_is_counted_without_the_one_that_is_named(vergeten, als, time_machine):
    controleer_verslagen(op(10, 7, 7).isoformat())
    nu = op(10, 22)
    time_machine.move_to(nu)
    feiten.pauzeer(plaatsing=vergeten.plaatsing, van=nu.date(), tot=None, reden="Ziek.", by=vergeten.coordinator, at=nu)
    antwoord = als(vergeten.student).get(bladen(vergeten)["uren"])
    assert "Nog inleveren: reflectieverslag over september 2026" in tekst(antwoord)
    assert "Er wacht ook nog iets van eerder" in tekst(antwoord)
    taken = als(vergeten.student).get("/").context["taken"]
    assert [taak["titel"] for taak in taken].count(
        "Vervangende opdracht bij het reflectieverslag over september 2026"
    ) == 1


def test_home_begins_with_the_next_deadline(vergeten, als):
    woorden = tekst(als(vergeten.student).get("/"))
    assert "Je volgende verslag: reflectieverslag over september 2026 Uiterlijk dinsdag 6 oktober" in woorden
    assert woorden.count("Verslag schrijven : Reflectieverslag over september 2026") == 0  # not twice


def test_home_tells_the_next_deadline_also_when_it_is_far_away(kring, als, time_machine):
    time_machine.move_to(op(9, 3))
    woorden = tekst(als(kring.student).get("/"))
    assert "Je volgende verslag: reflectieverslag over september 2026 Uiterlijk donderdag 1 oktober" in woorden
    assert "Je volgende verslag" not in tekst(als(kring.coordinator).get("/"))


@pytest.mark.django_db
def test_pointer_costs_the_same_queries_whatever_happened(als, time_machine):
    weinig, veel = maak_kring(aangemaakt_op=BEGIN), maak_kring(aangemaakt_op=BEGIN)
    for dag in range(1, 20):
        feiten.pauzeer(plaatsing=veel.plaatsing, van=date(2026, 9, dag), tot=date(2026, 9, dag), by=None, at=op(9, dag))
    time_machine.move_to(op(10, 3), tick=False)
    aantallen = []
    for kring in (weinig, veel):
        client = als(kring.student)
        client.get(bladen(kring)["uren"])
        with CaptureQueriesContext(connection) as met:
            client.get(bladen(kring)["uren"])
        aantallen.append(len(met))
    assert aantallen[0] == aantallen[1]


def test_stage_page_reckons_the_reports_once(vergeten, als):
    client = als(vergeten.student)
    client.get(bladen(vergeten)["stage"])
    with CaptureQueriesContext(connection) as queries:
        client.get(bladen(vergeten)["stage"])
    facts = [q["sql"] for q in queries if 'FROM "evaluaties_verslag"' in q["sql"]]
    assert len(facts) == 1


# --- The own list ---


def test_own_list_shows_until_when_a_report_must_be_mended(kring, als, time_machine):
    VerslagFactory(
        plaatsing=kring.plaatsing,
        plicht=SEPTEMBER,
        status="terug",
        eerste_inlevering=op(9, 30),
        laatste_inlevering=op(9, 30),
        terug_tot=date(2026, 10, 9),
    )
    feiten.meld_inlevering(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, received_at=op(9, 30), by=kring.student, at=op(9, 30)
    )
    time_machine.move_to(op(10, 5))
    antwoord = als(kring.student).get(reverse("verslagen:lijst"))
    woorden = tekst(antwoord)
    assert "verbeteren tot en met vrijdag 9 oktober" in woorden
    assert "Nu: reflectieverslag over september 2026 Verbeteren tot en met vrijdag 9 oktober" in woorden
    assert "Verslag verbeteren" in woorden
    assert stand_url(kring) in antwoord.content.decode()
    assert "Lees de feedback en maak je verslag beter." in tekst(als(kring.student).get("/"))


def test_own_list_and_home_link_the_replacement_assignment(vergeten, als, time_machine):
    controleer_verslagen(op(10, 7, 7).isoformat())
    time_machine.move_to(op(10, 8))
    url = reverse("verslagen:opdracht", args=[vergeten.plaatsing.public_id, SEPTEMBER])
    for pagina in ("/", reverse("verslagen:lijst"), stand_url(vergeten), bladen(vergeten)["stage"]):
        assert url in als(vergeten.student).get(pagina).content.decode(), pagina


def test_nothing_is_asked_after_the_stage_was_closed(vergeten, als, time_machine):
    feiten.sluit(plaatsing=vergeten.plaatsing, by=vergeten.coordinator, at=op(10, 3, 8))
    assert Verslag.objects.count() == 0
    woorden = tekst(als(vergeten.student).get(stand_url(vergeten)))
    assert "Je verslagen zijn afgesloten" in woorden
    assert "Wat is er nu nodig?" not in woorden
    assert "stagekop" not in als(vergeten.student).get(bladen(vergeten)["uren"]).content.decode()


# --- What a role does not need ---


def test_coordinator_of_one_school_gets_no_choice_of_school(kring, als):
    html = als(kring.coordinator).get(reverse("verslagen:lijst")).content.decode()
    assert 'name="school"' not in html
    assert "---------" not in html


def test_student_needs_no_own_name_in_the_list_of_evaluations(kring, als):
    EvaluatieFactory(plaatsing=kring.plaatsing)
    hoofd = als(kring.student).get(reverse("evaluaties:lijst")).content.decode().partition("<main")[2]
    assert kring.bedrijf.naam in hoofd
    assert 'name="q"' not in hoofd
    assert ">Student</th>" in als(kring.coordinator).get(reverse("evaluaties:lijst")).content.decode()
