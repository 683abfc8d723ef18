"""The screens of the rules for reports, through the front door."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluaties import verslagregels as regels
from evaluaties.models import Verslagbeleid
from evaluaties.services.beleid import leg_beleid_vast
from kern.models import AuditRegel
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, OpleidingFactory, OrganisatieFactory, PlaatsingFactory, persoon

NU = datetime(2026, 10, 12, 12, 0, tzinfo=AMSTERDAM)
LIJST = "/verslagen/beleid/"
NIEUW = "/verslagen/beleid/nieuw/"
INGEVULD = {
    "vanaf": "2026-11-01",
    "min_active_days": "14",
    "meeting_report_days": "7",
    "check_time": "07:00",
    "grace_days": "5",
    "replacement_days": "14",
    "nudge_days": "7, 1",
    "extra_nonworking": "01-12-2026",
    "reden": "Afgesproken in het overleg.",
}


@pytest.fixture(autouse=True)
def nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM))


@pytest.fixture
def beheerder(db):
    return persoon("beheerder")


def adres(school=None, opleiding=None):
    return f"{NIEUW}?school={school.public_id if school else ''}&opleiding={opleiding.code if opleiding else ''}"


def verborgen(antwoord):
    """Hidden fields of the preview, as a browser sends them back."""
    form = antwoord.context["form"]
    velden = {veld.name: veld.value() for veld in form}
    return velden | {"gezien": antwoord.context["gezien"]}


def leg_vast(by, school=None, vanaf=date(2026, 11, 1), **cijfers):
    return leg_beleid_vast(
        school=school,
        opleiding=None,
        vanaf=vanaf,
        beleid=regels.Beleid(**cijfers),
        reden="Afgesproken.",
        by=by,
        at=NU,
    )


# --- Rights ---


@pytest.mark.parametrize("pad", [LIJST, NIEUW])
@pytest.mark.parametrize("rol", ["student", "stagedocent", "werkbegeleider", "praktijkopleider", "stagebegeleider"])
def test_only_who_looks_after_rules_gets_in(kring, als, pad, rol):
    assert als(getattr(kring, rol)).get(pad).status_code == 403


def test_coordinator_of_the_bureau_reads_and_records_nothing(db, als):
    client = als(persoon("coordinator", OrganisatieFactory(bureau=True)))
    assert client.get(LIJST).status_code == 200
    assert "Nieuwe regels" not in client.get(LIJST).content.decode()
    assert client.get(NIEUW).status_code == 403


def test_rules_of_another_school_are_not_there(kring, ander, als, beheerder):
    leg_vast(beheerder, ander.school, grace_days=9)
    client = als(kring.coordinator)
    assert ander.school.naam not in client.get(LIJST).content.decode()
    for wie in (adres(ander.school), adres(kring.bedrijf), f"{NIEUW}?school=00000000-0000-4000-8000-000000000000"):
        assert client.get(wie).status_code == 404
        assert client.post(wie, INGEVULD | {"stap": "vastleggen"}).status_code == 404
    assert client.get(adres(kring.school) + "onbekend").status_code == 404


def test_coordinator_can_not_record_for_all_schools(kring, als):
    assert als(kring.coordinator).get(adres()).status_code == 404
    assert als(kring.coordinator).post(adres(), INGEVULD | {"stap": "vastleggen"}).status_code == 404
    assert not Verslagbeleid.objects.exists()


# --- The three steps ---


def test_the_three_steps_record_a_version(kring, als):
    client = als(kring.coordinator)
    assert kring.school.naam in client.get(NIEUW).content.decode()
    formulier = client.get(adres(kring.school))
    assert formulier.context["form"].initial["grace_days"] == 3
    vooraf = client.post(adres(kring.school), INGEVULD | {"stap": "bekijken"})
    assert vooraf.status_code == 200
    tekst = vooraf.content.decode()
    assert "nog 5 dagen de tijd" in tekst
    assert "dinsdag 1 december" in tekst
    assert "woensdag 2 december" in tekst
    assert not Verslagbeleid.objects.exists()
    klaar = client.post(adres(kring.school), verborgen(vooraf) | {"stap": "vastleggen"})
    assert klaar.url == reverse("verslagen:beleid")
    rij = Verslagbeleid.objects.get()
    assert (rij.school, rij.opleiding, rij.vanaf) == (kring.school, None, date(2026, 11, 1))
    assert (rij.grace_days, rij.extra_nonworking, rij.nudge_days) == (5, ["2026-12-01"], [7, 1])
    assert (rij.vastgelegd_door, rij.vastgelegd_op) == (kring.coordinator, NU)
    assert AuditRegel.objects.filter(object_id=str(rij.public_id)).exists()


def test_pressing_twice_records_once(kring, als):
    client = als(kring.coordinator)
    data = verborgen(client.post(adres(kring.school), INGEVULD | {"stap": "bekijken"})) | {"stap": "vastleggen"}
    adressen = [client.post(adres(kring.school), data).url for _ in range(3)]
    assert adressen == [LIJST] * 3
    assert Verslagbeleid.objects.count() == 1


def test_a_preview_that_is_no_longer_true_is_shown_again(kring, als, beheerder):
    client = als(kring.coordinator)
    data = verborgen(client.post(adres(kring.school), INGEVULD | {"stap": "bekijken"})) | {"stap": "vastleggen"}
    leg_vast(beheerder, grace_days=9)
    antwoord = client.post(adres(kring.school), data)
    assert antwoord.status_code == 200
    assert "iets veranderd" in antwoord.content.decode()
    assert Verslagbeleid.objects.count() == 1
    with time_machine.travel(datetime(2026, 10, 13, 9, tzinfo=AMSTERDAM), tick=False):
        client = als(kring.coordinator)
        nog_eens = client.post(adres(kring.school), verborgen(antwoord) | {"stap": "vastleggen"})
        assert nog_eens.status_code == 200
        client.post(adres(kring.school), verborgen(nog_eens) | {"stap": "vastleggen"})
    assert Verslagbeleid.objects.count() == 2


def test_going_back_keeps_what_was_typed(kring, als):
    client = als(kring.coordinator)
    vooraf = client.post(adres(kring.school), INGEVULD | {"stap": "bekijken"})
    terug = client.post(adres(kring.school), verborgen(vooraf) | {"stap": "terug"})
    assert terug.status_code == 200
    assert {veld.name: veld.value() for veld in terug.context["form"]} == INGEVULD


@pytest.mark.parametrize(
    ("veld", "waarde", "zin"),
    [
        ("vanaf", "2026-10-12", "vanaf 13-10-2026"),
        ("vanaf", "", "Kies de eerste dag"),
        ("grace_days", "0", "Schrijf een heel getal van 1 tot en met 60."),
        ("check_time", "zeven", "Schrijf een tijd"),
        ("nudge_days", "7, een", "Schrijf alleen getallen"),
        ("nudge_days", "99", "van 1 tot en met 30"),
        ("extra_nonworking", "31-2-2026", "geen datum"),
        ("reden", " ", "Schrijf op waarom"),
    ],
)
def test_a_mistake_is_told_and_keeps_what_was_typed(kring, als, veld, waarde, zin):
    antwoord = als(kring.coordinator).post(adres(kring.school), INGEVULD | {veld: waarde, "stap": "bekijken"})
    assert antwoord.status_code == 422
    assert zin in antwoord.content.decode()
    assert antwoord.context["form"]["grace_days"].value() == (waarde if veld == "grace_days" else "5")
    assert not Verslagbeleid.objects.exists()


def test_form_starts_with_what_holds(kring, als, beheerder):
    leg_vast(
        beheerder,
        kring.school,
        vanaf=date(2026, 10, 13),
        check_time=time(9),
        nudge_days=(),
        extra_nonworking=frozenset({date(2026, 10, 12), date(2026, 12, 24)}),
    )
    begin = als(kring.coordinator).get(adres(kring.school)).context["form"].initial
    assert (begin["check_time"], begin["nudge_days"], begin["extra_nonworking"]) == (time(9), "", "24-12-2026")
    assert begin["vanaf"] == date(2026, 10, 13)
    gewoon = als(beheerder).get(adres(opleiding=kring.leerling.opleiding)).context["form"].initial
    assert (gewoon["check_time"], gewoon["nudge_days"]) == (time(7), "7, 1")


def test_preview_of_a_policy_that_changes_nothing(kring, als):
    antwoord = als(kring.coordinator).post(
        adres(kring.school), INGEVULD | {"grace_days": "3", "extra_nonworking": "", "stap": "bekijken"}
    )
    tekst = antwoord.content.decode()
    assert "gelijk aan wat dan al geldt" in tekst
    assert "Er verandert niets aan de data" in tekst


def test_preview_table_is_cut_short_in_words(kring, als):
    PlaatsingFactory.create_batch(60, student__school=kring.school)
    antwoord = als(kring.coordinator).post(adres(kring.school), INGEVULD | {"stap": "bekijken"})
    assert antwoord.context["beeld"].meer == 11
    assert "De eerste 50 verslagen. Er zijn er nog 11." in " ".join(antwoord.content.decode().split())


def test_preview_warns_for_rules_that_were_planned_before(kring, als, beheerder):
    leg_vast(beheerder, kring.school, vanaf=date(2026, 12, 1), grace_days=9)
    client = als(kring.coordinator)
    antwoord = client.post(adres(kring.school), INGEVULD | {"stap": "bekijken"})
    assert "Vanaf dinsdag 1 december gelden al andere regels" in antwoord.content.decode()
    later = client.post(adres(kring.school), INGEVULD | {"vanaf": "2026-12-01", "stap": "bekijken"})
    assert "gelden al andere regels" not in later.content.decode()


# --- The list ---


def test_list_tells_what_holds_what_comes_and_who_changed_it(kring, als, beheerder):
    leg_vast(beheerder, vanaf=date(2026, 10, 13), grace_days=4)
    leg_vast(kring.coordinator, kring.school, grace_days=6)
    leg_vast(kring.coordinator, kring.school, vanaf=date(2026, 12, 1), grace_days=8)
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=AMSTERDAM), tick=False):
        antwoord = als(kring.coordinator).get(LIJST)
    tekst = " ".join(antwoord.content.decode().split())
    assert [rij.regels["Na een herinnering"] for rij, _ in antwoord.context["nu"]] == [
        "nog 4 dagen de tijd",
        "nog 6 dagen de tijd",
    ]
    assert [mag for _, mag in antwoord.context["nu"]] == [False, True]
    assert "Vanaf dinsdag 1 december gelden nieuwe regels." in tekst
    assert "Na een herinnering: nog 8 dagen de tijd (was: nog 6 dagen de tijd)" in tekst
    assert tekst.count("Eerste regels voor deze groep.") == 2
    assert kring.coordinator.naam in tekst
    assert beheerder.naam in tekst


def test_list_costs_the_same_queries_for_one_and_many(kring, als, beheerder):
    client = als(beheerder)
    leg_vast(beheerder)

    def tel():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIJST).status_code == 200
        return len(queries)

    een = tel()
    for nummer in range(5):
        leg_vast(beheerder, OrganisatieFactory(school=True), grace_days=4 + nummer)
    OpleidingFactory(code="12345")
    assert tel() == een


@pytest.mark.parametrize("pad", [LIJST, NIEUW])
def test_reading_writes_nothing(kring, als, pad):
    als(kring.coordinator).get(pad)
    als(kring.coordinator).get(adres(kring.school))
    als(kring.coordinator).post(adres(kring.school), INGEVULD | {"stap": "bekijken"})
    assert not Verslagbeleid.objects.exists()
    assert not AuditRegel.objects.exists()
