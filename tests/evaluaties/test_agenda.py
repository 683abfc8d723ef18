"""The calendar of one person: own days only, at a secret address that can be closed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from begeleiding.models import Gesprek, Vervolgstap
from evaluaties.models import Evaluatie, Evaluatieformulier, Verslag
from evaluaties.services import feiten
from kern.models import Agendasleutel, AuditRegel, Vrijedag
from kern.services.agendasleutel import eigenaar_van, geheim_van, maak_sleutel, trek_sleutel_in
from tests.basis.icallezer import lees
from tests.evaluaties.mailverhalen import NAMEN, OKTOBER, SEPTEMBER, maak_wereld, op, veeg, vergeet
from tests.factories import NU

pytestmark = pytest.mark.django_db


@pytest.fixture
def kring(db):
    return maak_wereld()


def adres(user, at=NU):
    return reverse("agenda", args=[maak_sleutel(user=user, by=user, at=at)])


def haal(pad, at, **koppen):
    with time_machine.travel(at, tick=False):
        return Client().get(pad, headers=koppen)


def punten(pad, at):
    """Read the calendar at a moment; returns its events by the last part of their UID."""
    antwoord = haal(pad, at)
    assert antwoord.status_code == 200
    return {punt["UID"].removesuffix("@stagebureau")[37:]: punt for punt in lees(antwoord.content)[1]}


def test_student_sees_the_days_of_all_reports(kring):
    veeg(op(9, 2))
    agenda = punten(adres(kring.student), op(9, 3))
    assert agenda["monthly-2026-09-verslag"]["DTSTART"] == date(2026, 10, 1)
    assert agenda["monthly-2026-10-verslag"]["DTSTART"] == date(2026, 11, 2)
    assert agenda["monthly-2026-09-verslag"]["SUMMARY"] == "Inleveren: reflectieverslag over september 2026"
    assert "/verslagen/schrijven/" in agenda["monthly-2026-09-verslag"]["URL"]


def test_day_after_a_reminder_moves_the_point_and_its_sequence_goes_up(kring):
    pad = adres(kring.student)
    veeg(op(9, 2))
    voor = punten(pad, op(9, 3))["monthly-2026-09-verslag"]
    veeg(op(10, 2))
    na = punten(pad, op(10, 2, 8))["monthly-2026-09-verslag"]
    assert (voor["DTSTART"], na["DTSTART"]) == (date(2026, 10, 1), date(2026, 10, 6))
    assert na["UID"] == voor["UID"]
    assert na["SEQUENCE"] > voor["SEQUENCE"]
    assert na["LAST-MODIFIED"] > voor["LAST-MODIFIED"]


@pytest.mark.parametrize("wat", ["uitstel", "pauze", "vrije dag"])
def test_any_move_makes_the_sequence_go_up(kring, wat):
    pad = adres(kring.student)
    veeg(op(9, 2))
    voor = punten(pad, op(9, 3))["monthly-2026-09-verslag"]
    plaatsing, by, at = kring.plaatsing, kring.coordinator, op(9, 4)
    if wat == "uitstel":
        feiten.geef_uitstel(plaatsing=plaatsing, plicht=SEPTEMBER, tot=date(2026, 10, 9), reden="x", by=by, at=at)
    elif wat == "pauze":
        feiten.pauzeer(plaatsing=plaatsing, van=date(2026, 9, 28), tot=date(2026, 10, 4), by=by, at=at)
    else:
        Vrijedag.objects.create(datum=date(2026, 10, 1), naam="Brugdag")
    na = punten(pad, op(9, 5))["monthly-2026-09-verslag"]
    assert na["DTSTART"] > voor["DTSTART"]
    assert na["SEQUENCE"] > voor["SEQUENCE"]


def test_assignment_is_a_point_of_its_own_until_it_is_in(kring):
    pad = adres(kring.student)
    vergeet(kring, op(11, 3))
    agenda = punten(pad, op(11, 3, 8))
    assert agenda["monthly-2026-10-opdracht"]["DTSTART"] == date(2026, 11, 17)
    assert agenda["monthly-2026-10-verslag"]["DTSTART"] == date(2026, 11, 6)
    feiten.meld_opdracht(
        plaatsing=kring.plaatsing, plicht=OKTOBER, received_at=op(11, 4), by=kring.student, at=op(11, 4)
    )
    assert "monthly-2026-10-opdracht" not in punten(pad, op(11, 4, 8))


def test_what_is_in_or_stands_still_is_no_point(kring):
    pad = adres(kring.student)
    veeg(op(9, 2))
    feiten.meld_inlevering(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, received_at=op(9, 20), by=kring.student, at=op(9, 20)
    )
    assert "monthly-2026-09-verslag" not in punten(pad, op(9, 21))
    feiten.pauzeer(plaatsing=kring.plaatsing, van=date(2026, 9, 22), tot=None, by=kring.coordinator, at=op(9, 22))
    assert "monthly-2026-10-verslag" not in punten(pad, op(9, 23))


def test_report_that_came_back_is_due_on_its_new_day(kring):
    plaatsing = kring.plaatsing
    feiten.meld_inlevering(plaatsing=plaatsing, plicht=SEPTEMBER, received_at=op(9, 20), by=kring.student, at=op(9, 20))
    Verslag.objects.create(
        plaatsing=plaatsing, plicht=SEPTEMBER, soort="monthly", bewaard_op=NU, status="terug", eerste_inlevering=NU,
        terug_tot=date(2026, 10, 9),
    )  # fmt: skip
    punt = punten(adres(kring.student), op(10, 2))["monthly-2026-09-verslag"]
    assert (punt["DTSTART"], punt["SUMMARY"]) == (date(2026, 10, 9), "Verbeteren: reflectieverslag over september 2026")


def test_evaluations_and_steps_are_for_whose_they_are(kring):
    evaluatie = Evaluatie.objects.create(
        plaatsing=kring.plaatsing, formulier=Evaluatieformulier.objects.first(), moment="tussen", geopend_op=NU,
        voor_datum=date(2026, 11, 20),
    )  # fmt: skip
    gesprek = Gesprek.objects.create(
        plaatsing=kring.plaatsing, soort="voortgang", datum=date(2026, 10, 5), vastgelegd_op=NU
    )
    for voor in ("student", "werkbegeleider"):
        Vervolgstap.objects.create(gesprek=gesprek, voor=voor, wat="KANARIE-stap", voor_datum=date(2026, 11, 5))
    for user, stap in ((kring.student, "stap-student-1"), (kring.werkbegeleider, "stap-werkbegeleider-1")):
        antwoord = haal(adres(user), NU)
        assert b"KANARIE" not in antwoord.content
        namen = {punt["UID"] for punt in lees(antwoord.content)[1]}
        assert {f"{evaluatie.public_id}-invullen@stagebureau", f"{gesprek.public_id}-{stap}@stagebureau"} <= namen
        assert len([naam for naam in namen if "stap" in naam]) == 1
    assert lees(haal(adres(kring.praktijkopleider), NU).content)[1] == []


def test_coordinator_sees_proposals_until_they_are_decided(kring):
    pad, ander = adres(kring.coordinator), adres(kring.stagedocent)
    vergeet(kring, op(1, 5, jaar=2027))
    (punt,) = punten(pad, op(1, 6, jaar=2027)).values()
    assert (punt["DTSTART"], punt["SUMMARY"]) == (date(2027, 1, 5), "Besluit nodig over een stage")
    assert punten(ander, op(1, 6, jaar=2027)) == {}
    feiten.leg_besluit_vast(
        plaatsing=kring.plaatsing, oordeel="reject", reden="x", by=kring.coordinator, at=op(1, 7, jaar=2027)
    )
    assert punten(pad, op(1, 8, jaar=2027)) == {}


def test_no_names_no_text_and_nothing_kept(kring):
    vergeet(kring, op(11, 3))
    antwoord = haal(adres(kring.student), op(11, 3, 8))
    tekst = antwoord.content.decode()
    assert not [naam for namen in NAMEN.values() for naam in namen if naam in tekst]
    assert antwoord["Content-Type"] == "text/calendar; charset=utf-8"
    assert antwoord["Cache-Control"] == "private, no-store"
    assert "noindex" in antwoord["X-Robots-Tag"]
    assert "Set-Cookie" not in antwoord
    assert not antwoord.cookies


def test_unchanged_calendar_is_not_sent_again(kring):
    pad = adres(kring.student)
    veeg(op(9, 2))
    eerst = haal(pad, op(9, 3))
    assert haal(pad, op(9, 4)).content == eerst.content
    weer = haal(pad, op(9, 4), if_none_match=f'W/"iets", {eerst["ETag"]}')
    assert (weer.status_code, weer.content) == (304, b"")
    veeg(op(10, 2))
    assert haal(pad, op(10, 2, 8), if_none_match=eerst["ETag"]).status_code == 200


def test_reading_writes_nothing_and_costs_the_same_queries(kring):
    pad = adres(kring.student)
    veeg(op(9, 2))
    with CaptureQueriesContext(connection) as eerst:
        haal(pad, op(9, 3))
    vergeet(kring, op(12, 2))
    with CaptureQueriesContext(connection) as later:
        haal(pad, op(12, 3))
    assert len(later) == len(eerst) <= 25
    assert not [q["sql"] for q in later if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


# --- the secret ---


def test_secret_is_long_and_not_in_the_database(kring):
    geheim = maak_sleutel(user=kring.student, by=kring.student, at=NU)
    assert len(geheim) >= 43
    rij = Agendasleutel.objects.values_list("zaad", "hash").get()
    assert geheim not in rij
    assert eigenaar_van(geheim) == kring.student
    assert geheim not in str(list(AuditRegel.objects.values()))


def test_new_address_closes_the_old_one_and_withdrawing_closes_all(kring):
    oud = adres(kring.student)
    nieuw = adres(kring.student)
    assert haal(oud, NU).status_code == 404
    assert haal(nieuw, NU).status_code == 200
    trek_sleutel_in(user=kring.student, by=kring.student, at=NU)
    assert haal(nieuw, NU).status_code == 404
    assert haal(reverse("agenda", args=["geen-sleutel"]), NU).content == haal(nieuw, NU).content


def test_blocked_person_has_no_calendar_at_once(kring):
    pad = adres(kring.student)
    kring.student.is_active = False
    kring.student.save()
    assert haal(pad, NU).status_code == 404


def test_role_that_ended_takes_its_days_along(kring):
    pad = adres(kring.coordinator)
    vergeet(kring, op(1, 5, jaar=2027))
    kring.coordinator.lidmaatschappen.update(tot=date(2027, 1, 5))
    assert punten(pad, op(1, 7, jaar=2027)) == {}


def test_address_keeps_working_when_the_portal_gets_another_key(kring, settings):
    geheim = maak_sleutel(user=kring.student, by=kring.student, at=NU)
    assert geheim_van(Agendasleutel.objects.get()) == geheim
    settings.SECRET_KEY = "een andere sleutel van het portaal, ook lang"
    assert eigenaar_van(geheim) == kring.student
    assert geheim_van(Agendasleutel.objects.get()) == ""


def test_page_makes_shows_renews_and_withdraws(kring, als):
    client, pagina = als(kring.student), reverse("account:agenda")
    assert "Adres maken" in client.get(pagina).content.decode()
    assert not Agendasleutel.objects.exists()
    client.post(pagina, {"actie": "nieuw"})
    eerste = client.get(pagina).context["adres"]
    assert eerste.endswith(".ics")
    assert eerste in client.get(pagina).content.decode()
    client.post(pagina, {"actie": "nieuw"})
    tweede = client.get(pagina).context["adres"]
    assert tweede != eerste
    assert haal(tweede.removeprefix("http://127.0.0.1:8000"), NU).status_code == 200
    client.post(pagina, {"actie": "intrekken"})
    assert not Agendasleutel.objects.exists()
    assert AuditRegel.objects.filter(actie__startswith="agenda-adres").count() == 3


def test_days_do_not_shift_with_the_zone(kring):
    """A day is a day: just before midnight in Amsterdam it is still that day."""
    pad = adres(kring.student)
    veeg(op(9, 2))
    laat = op(10, 1, 23, 59)
    assert punten(pad, laat)["monthly-2026-09-verslag"]["DTSTART"] == date(2026, 10, 1)
    assert punten(pad, laat + timedelta(minutes=2))["monthly-2026-09-verslag"]["DTSTART"] == date(2026, 10, 1)
