"""The proposal 'onvoldoende': history, decision by a named person, objection, review (R6.6, AVG art. 22)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.services import feiten, veegronde
from evaluaties.services.besluiten import besluit, besluitstand
from evaluaties.services.voorstelgeschiedenis import geschiedenis
from kern.models import AuditRegel, Bericht
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
NU = datetime(2027, 1, 6, 9, 0, tzinfo=AMSTERDAM)
OKTOBER = "monthly:2026-10"
AFWIJZEN = {"oordeel": "reject", "reden": "REDEN-Ziek geweest."}
BEVESTIGEN = {"oordeel": "confirm", "reden": "REDEN-Besproken op school.", "zeker": "on"}


def op(maand, dag, uur=7, jaar=2026):
    return datetime(jaar, maand, dag, uur, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    """Four reports forgotten, each seen in time; it is now the morning on which a person decides."""
    kring = maak_kring(aangemaakt_op=BEGIN)
    for maand, jaar in ((10, 2026), (11, 2026), (12, 2026), (1, 2027)):
        veegronde.veeg(at=op(maand, 6, jaar=jaar))
    with time_machine.travel(NU, tick=False):
        yield kring


@pytest.fixture
def laat(db):
    """The sweeps were down from the first of October to the sixth of January: nobody was told in time."""
    kring = maak_kring(aangemaakt_op=BEGIN)
    veegronde.veeg(at=op(1, 6, jaar=2027))
    with time_machine.travel(NU, tick=False):
        yield kring


def url(kring):
    return reverse("verslagen:voorstel", args=[kring.plaatsing.public_id])


def tekst(antwoord):
    return antwoord.content.decode()


def bevestigd_en_vrijgesteld(kring):
    besluit(
        plaatsing=kring.plaatsing, oordeel="confirm", reden="Zo is het.", by=kring.coordinator, at=op(1, 6, 8, 2027)
    )
    feiten.stel_vrij(
        plaatsing=kring.plaatsing, plicht=OKTOBER, reden="Ziek.", by=kring.coordinator, at=op(1, 6, 8, 2027)
    )
    veegronde.veeg(at=NU - timedelta(minutes=30))
    assert besluitstand(kring.plaatsing).herziening_nodig


# --- the page ---


def test_page_shows_the_whole_history_and_who_it_is_about(kring, als):
    feiten.meld_opdracht(
        plaatsing=kring.plaatsing, plicht=OKTOBER, received_at=op(11, 10, 12), by=kring.coordinator, at=op(11, 10, 12)
    )
    pagina = tekst(als(kring.coordinator).get(url(kring)))
    for stuk in ("Eerste keer: reflectieverslag over september 2026", "Vierde keer", "Op tijd gehoord"):
        assert stuk in pagina
    assert "ingeleverd op" in pagina
    assert kring.student.email in pagina
    assert kring.stagedocent.naam in pagina
    assert "niet op tijd gewaarschuwd" not in pagina


def test_history_tells_when_the_student_heard_of_each(kring):
    rijen = geschiedenis(kring.plaatsing)
    assert [rij.rung for rij in rijen] == [1, 2, 3, 4]
    assert [rij.verteld for rij in rijen] == [True, True, True, None]
    assert [rij.herinnerd_op is not None for rij in rijen] == [True, True, True, False]
    assert rijen[0].due == date(2026, 10, 1)
    assert rijen[2].opdracht_woord == "te laat"


def test_page_warns_when_the_student_was_not_told_in_time(laat, als):
    assert LadderEvent.objects.get(soort="INSUFFICIENT_PROPOSED").gegevens["warned"] is False
    assert "De student is niet op tijd gewaarschuwd. Weeg dat mee." in tekst(als(laat.coordinator).get(url(laat)))


def test_history_keeps_what_was_undone_apart(kring):
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=OKTOBER, reden="Ziek.", by=kring.coordinator, at=NU)
    veegronde.veeg(at=NU)
    rijen = geschiedenis(kring.plaatsing)
    assert [(rij.telt, rij.rung) for rij in rijen] == [(True, 1), (False, 2), (True, 2), (True, 3)]
    assert rijen[1].opdracht_woord == "te laat"


@pytest.mark.parametrize("wie", ["stagedocent", "stagebegeleider"])
def test_readers_see_it_and_do_not_decide(kring, als, wie):
    client = als(getattr(kring, wie))
    pagina = tekst(client.get(url(kring)))
    assert "besluit-kop" not in pagina
    assert client.post(url(kring), BEVESTIGEN).status_code == 403
    assert not Verslagfeit.objects.exists()


@pytest.mark.parametrize("wie", ["werkbegeleider", "praktijkopleider"])
def test_the_host_sees_neither_proposal_nor_reason(kring, als, wie):
    assert als(getattr(kring, wie)).get(url(kring)).status_code == 403
    assert als(getattr(kring, wie)).post(url(kring), BEVESTIGEN).status_code == 403


@pytest.mark.parametrize("wie", ["coordinator", "stagedocent", "stagebegeleider", "werkbegeleider", "student"])
def test_strangers_get_the_page_of_a_missing_placement(kring, ander, als, wie):
    client = als(getattr(ander, wie))
    assert client.get(url(kring)).status_code == client.post(url(kring), BEVESTIGEN).status_code == 404
    assert not Verslagfeit.objects.exists()


def test_regional_coordinator_does_not_decide(kring, als):
    regio = persoon("coordinator", persoon("beheerder").lidmaatschappen.get().organisatie)
    assert als(regio).post(url(kring), BEVESTIGEN).status_code == 403


def test_page_costs_the_same_queries_with_a_long_history(kring, als):
    kort = maak_kring(aangemaakt_op=BEGIN)
    kort.plaatsing.student.school = kring.school
    kort.plaatsing.student.save()
    client = als(kring.coordinator)
    client.get(url(kring))

    def tel(wie):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(wie)).status_code == 200
        return len(queries)

    assert tel(kort) <= tel(kring) <= 25


# --- the decision ---


@pytest.mark.parametrize(("data", "staat"), [(BEVESTIGEN, "insufficient"), (AFWIJZEN, "running")])
def test_decision_is_taken_with_a_reason_and_told(kring, als, data, staat):
    client = als(kring.coordinator)
    assert client.post(url(kring), {**data, "reden": " "}).status_code == 422
    assert client.post(url(kring), {**data, "gesproken": "on", "datum": "2027-01-05"}).status_code == 302
    feit = Verslagfeit.objects.get()
    assert (feit.soort, feit.waarde, feit.by, feit.datum) == (
        "decision",
        data["oordeel"],
        kring.coordinator,
        date(2027, 1, 5),
    )
    bericht = Bericht.objects.get(soort="verslag_besluit")
    assert bericht.ontvanger == kring.student
    assert "REDEN" not in bericht.tekst + bericht.onderwerp
    assert bericht.tekst.count(url(kring)) == 1
    assert AuditRegel.objects.filter(reden=data["reden"]).exists()
    pagina = tekst(client.get(url(kring)))
    assert "REDEN" in pagina
    assert "besluit-kop" not in pagina
    assert besluitstand(kring.plaatsing).onvoldoende is (staat == "insufficient")


def test_confirming_takes_a_second_tick(kring, als):
    data = {naam: waarde for naam, waarde in BEVESTIGEN.items() if naam != "zeker"}
    antwoord = als(kring.coordinator).post(url(kring), data)
    assert antwoord.status_code == 422
    assert "REDEN-Besproken" in tekst(antwoord)
    assert not Verslagfeit.objects.exists()


def test_a_talk_in_the_future_is_refused(kring, als):
    als(kring.coordinator).post(url(kring), {**AFWIJZEN, "datum": "2027-01-07"})
    assert not Verslagfeit.objects.exists()


def test_second_coordinator_hears_who_was_first_and_nothing_is_double(kring, als):
    tweede = persoon("coordinator", kring.school)
    beide = [als(kring.coordinator), als(tweede)]
    for client in beide:
        assert "besluit-kop" in tekst(client.get(url(kring)))
    beide[0].post(url(kring), AFWIJZEN)
    antwoord = beide[1].post(url(kring), BEVESTIGEN, follow=True)
    assert f"{kring.coordinator.naam} heeft dit voorstel al afgewezen. Uw besluit is niet vastgelegd." in tekst(
        antwoord
    )
    assert Verslagfeit.objects.count() == Bericht.objects.filter(soort="verslag_besluit").count() == 1


def test_a_double_click_is_one_decision(kring, als):
    client = als(kring.coordinator)
    for _ in range(3):
        assert "vastgelegd. De student krijgt bericht" in tekst(client.post(url(kring), AFWIJZEN, follow=True))
    assert Verslagfeit.objects.count() == Bericht.objects.filter(soort="verslag_besluit").count() == 1


def test_decision_without_a_proposal_is_refused(db):
    kring = maak_kring(aangemaakt_op=BEGIN)
    with pytest.raises(DomainError, match="geen voorstel"):
        besluit(plaatsing=kring.plaatsing, oordeel="confirm", reden="Zomaar.", by=kring.coordinator, at=NU)
    assert not Verslagfeit.objects.exists()


def test_decision_on_a_withdrawn_proposal_is_refused_kindly(kring, als):
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=OKTOBER, reden="Ziek.", by=kring.coordinator, at=NU)
    client = als(kring.coordinator)
    nog_niet_gezien = tekst(client.post(url(kring), BEVESTIGEN, follow=True))
    assert "waardoor het voorstel vervalt" in nog_niet_gezien
    veegronde.veeg(at=NU)
    gezien = tekst(client.post(url(kring), BEVESTIGEN, follow=True))
    assert "Het voorstel is ingetrokken" in gezien
    assert Verslagfeit.objects.count() == 1


def test_next_miss_after_a_rejection_proposes_again_and_can_be_decided(kring):
    besluit(plaatsing=kring.plaatsing, oordeel="reject", reden="Ziek.", by=kring.coordinator, at=NU)
    veegronde.veeg(at=op(2, 3, jaar=2027))
    assert besluitstand(kring.plaatsing).open
    besluit(plaatsing=kring.plaatsing, oordeel="confirm", reden="Weer.", by=kring.coordinator, at=op(2, 3, 9, 2027))
    assert besluitstand(kring.plaatsing).onvoldoende


@pytest.mark.parametrize(("by", "reden"), [("NULL", "'Een reden'"), ("{}", "''")])
def test_database_refuses_insufficient_without_a_person_or_reason(kring, by, reden):
    sql = (
        "INSERT INTO evaluaties_verslagfeit "
        "(plaatsing_id, soort, plicht, ref, waarde, reden, bron, recorded_at, by_id) "
        f"VALUES ({kring.plaatsing.pk}, 'decision', '', '', 'confirm', {reden}, '', '2027-01-06 09:00', "
        f"{by.format(kring.coordinator.pk)})"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    with connection.cursor() as cursor:  # control: with both it goes in
        cursor.execute(sql.replace("NULL", str(kring.coordinator.pk)).replace(" '', '', '2027", " 'x', '', '2027"))


# --- the student ---


def test_student_reads_the_decision_the_reason_and_how_to_object(kring, als):
    client = als(kring.student)
    assert "nog geen besluit" in tekst(client.get(url(kring)))
    als(kring.coordinator).post(url(kring), BEVESTIGEN)
    pagina = tekst(client.get(url(kring)))
    for stuk in ("Je stage is onvoldoende", "REDEN-Besproken", kring.coordinator.naam, "examencommissie van"):
        assert stuk in pagina
    assert "woensdag 20 januari" in pagina
    assert client.post(url(kring), AFWIJZEN).status_code == 405


# --- the review after a confirmation (T1) ---


def test_review_is_shown_with_what_it_would_change(kring, als):
    bevestigd_en_vrijgesteld(kring)
    pagina = tekst(als(kring.coordinator).get(url(kring)))
    assert "Opnieuw bekijken" in pagina
    assert "Reflectieverslag over november 2026 wordt de tweede keer in plaats van de derde keer." in pagina


def test_decision_is_taken_back_after_a_review(kring, als):
    bevestigd_en_vrijgesteld(kring)
    als(kring.coordinator).post(url(kring), AFWIJZEN)
    stand = besluitstand(kring.plaatsing)
    assert (stand.onvoldoende, stand.herziening_nodig, len(stand.besluiten)) == (False, False, 2)
    veegronde.veeg(at=op(1, 6, 10, 2027))
    assert LadderEvent.objects.filter(soort="MISS_UNDONE").count() == 1
    assert Bericht.objects.filter(soort="verslag_besluit").count() == 2
    assert "Je stage gaat door" in tekst(als(kring.student).get(url(kring)))


def test_decision_stays_after_a_review_and_the_task_goes(kring, als):
    bevestigd_en_vrijgesteld(kring)
    client = als(kring.coordinator)
    client.post(url(kring), {"oordeel": "confirm", "reden": "REDEN-Blijft."})
    stand = besluitstand(kring.plaatsing)
    assert (stand.onvoldoende, stand.herziening_nodig) == (True, False)
    antwoord = client.post(url(kring), AFWIJZEN, follow=True)
    assert "al bevestigd" in tekst(antwoord)
    veegronde.veeg(at=op(1, 6, 10, 2027))
    assert not LadderEvent.objects.filter(soort="MISS_UNDONE").exists()
