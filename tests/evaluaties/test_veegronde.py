import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from evaluaties import verslagregels as regels
from evaluaties.models import LadderEvent, Veegstand, Verslagfeit
from evaluaties.services import feiten, veegronde
from evaluaties.services.ladderpost import Ladderpost
from evaluaties.services.postcontrole import brief_nog_waar
from evaluaties.tasks import controleer_verslagen
from kern.models import Bericht, Hartslag, Vrijedag
from kern.services import postrij
from kern.services.berichten import verstuur_wachtende
from plaatsingen.services.status import onderbreek, start_of_hervat
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, PlaatsingFactory

VOORBEELDEN = Path(__file__).parent / "verslagregels" / "voorbeelden.json"
BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
SEPTEMBER = "monthly:2026-09"


def op(maand, dag, uur=7, minuut=0, jaar=2026):
    return datetime(jaar, maand, dag, uur, minuut, tzinfo=AMSTERDAM)


def veeg(moment):
    return controleer_verslagen(moment.isoformat())


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


def soorten(plaatsing):
    return list(plaatsing.ladder_events.order_by("volgnummer").values_list("soort", flat=True))


def test_sweep_stores_miss_and_reminder_with_a_mail(kring):
    uitkomst = veeg(op(10, 2))
    assert soorten(kring.plaatsing) == ["MISS", "REMINDER"]
    bericht = Bericht.objects.get(soort="verslag_herinnering")
    assert bericht.ontvanger == kring.student
    assert "dinsdag 6 oktober" in bericht.tekst
    assert uitkomst["gebeurtenissen"] == 2


def test_second_sweep_at_same_or_earlier_instant_does_nothing(kring):
    veeg(op(10, 2))
    berichten = Bericht.objects.count()
    assert veeg(op(10, 2))["gebeurtenissen"] == 0
    Veegstand.objects.update(volgend_moment=None)
    assert veeg(op(9, 30))["gebeurtenissen"] == 0
    assert soorten(kring.plaatsing) == ["MISS", "REMINDER"]
    assert Bericht.objects.count() == berichten


@pytest.mark.django_db
def test_one_late_sweep_gives_the_misses_of_daily_sweeps():
    dagelijks, laat = (maak_kring(aangemaakt_op=BEGIN).plaatsing for _ in range(2))
    Veegstand.objects.create(plaatsing=laat, volgend_moment=veegronde.NOOIT)
    for dag in range(100):
        veeg(op(9, 1) + timedelta(days=dag))
    Veegstand.objects.filter(plaatsing=laat).update(volgend_moment=None)
    veeg(op(9, 1) + timedelta(days=100))

    def missers(plaatsing):
        return [
            (event.plicht, event.due, event.gegevens["rung"])
            for event in plaatsing.ladder_events.filter(soort="MISS").order_by("volgnummer")
        ]

    assert missers(dagelijks) == missers(laat)
    assert len(missers(laat)) == 3


def test_fact_makes_the_next_sweep_look_again_and_undoes(kring):
    veeg(op(10, 2))
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="Ziek.", by=kring.coordinator, at=op(10, 3, 10))
    veeg(op(10, 3, 10, 15))
    assert soorten(kring.plaatsing)[-1] == "MISS_UNDONE"


def test_submission_received_before_check_but_recorded_later_undoes(kring):
    veeg(op(10, 2))
    feiten.meld_inlevering(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, received_at=op(10, 2, 6, 59), by=None, at=op(10, 2, 9)
    )
    veeg(op(10, 2, 9))
    assert soorten(kring.plaatsing) == ["MISS", "REMINDER", "MISS_UNDONE"]


def test_reminder_becomes_friendly_receipt_when_report_came_in_between(kring, mailoutbox):
    veeg(op(10, 2))
    feiten.meld_inlevering(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, received_at=op(10, 2, 7, 5), by=kring.student, at=op(10, 2, 7, 5)
    )
    verstuur_wachtende(at=op(10, 2, 7, 6))
    verstuur_wachtende(at=op(10, 2, 7, 7))
    assert Bericht.objects.get(soort="verslag_herinnering").status == "vervallen"
    bedankt = [mail for mail in mailoutbox if "binnen" in mail.subject]
    assert len(bedankt) == 1
    assert "eerste keer vergeten" in bedankt[0].body
    assert not [mail for mail in mailoutbox if "Herinnering" in mail.subject]


def test_reminder_is_dropped_silently_when_excused(kring, mailoutbox):
    veeg(op(10, 2))
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="Ziek.", by=kring.coordinator, at=op(10, 2, 8))
    verstuur_wachtende(at=op(10, 2, 8, 1))
    assert Bericht.objects.get(soort="verslag_herinnering").status == "vervallen"
    assert not Bericht.objects.filter(soort="verslag_toch_binnen").exists()


def test_reminder_goes_when_nothing_changed(kring):
    veeg(op(10, 2))
    assert brief_nog_waar(Bericht.objects.get(soort="verslag_herinnering"), op(10, 2)) is None


def test_nudges_go_seven_and_one_day_before_once(kring):
    for dag in range(20, 31):
        veeg(op(9, dag, 7))
        veeg(op(9, dag, 9))
    vooraf = Bericht.objects.filter(soort="verslag_binnenkort").order_by("aangemaakt_op")
    assert [timedelta(days=1) + b.aangemaakt_op.date() - date(2026, 10, 1) for b in vooraf] == [
        timedelta(days=-6),
        timedelta(days=0),
    ]


def test_no_nudge_for_a_report_that_is_in(kring):
    feiten.meld_inlevering(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, received_at=op(9, 20), by=kring.student, at=op(9, 20)
    )
    veeg(op(9, 30, 9))
    assert not Bericht.objects.filter(soort="verslag_binnenkort").exists()


def test_proposal_mails_the_school_without_naming_the_student(kring):
    for maand, jaar in ((10, 2026), (11, 2026), (12, 2026), (1, 2027)):
        veeg(op(maand, 6, jaar=jaar))
    voorstel = Bericht.objects.filter(soort="verslag_voorstel")
    assert {bericht.ontvanger for bericht in voorstel} == {kring.coordinator, kring.stagedocent}
    for bericht in voorstel:
        assert kring.student.achternaam not in bericht.onderwerp + bericht.tekst


def test_decision_needs_coordinator_of_the_school_and_a_reason(kring, ander):
    with pytest.raises(Exception, match="Alleen de coördinator"):
        feiten.leg_besluit_vast(
            plaatsing=kring.plaatsing, oordeel="confirm", reden="x", by=ander.coordinator, at=op(1, 5)
        )
    with pytest.raises(Exception, match="waarom"):
        feiten.leg_besluit_vast(
            plaatsing=kring.plaatsing, oordeel="confirm", reden=" ", by=kring.coordinator, at=op(1, 5)
        )
    with pytest.raises(IntegrityError):
        Verslagfeit.objects.create(plaatsing=kring.plaatsing, soort="decision", waarde="confirm", recorded_at=BEGIN)


def test_interruption_stops_the_clock_until_it_is_over(kring):
    onderbreek(plaatsing=kring.plaatsing, by=kring.coordinator, at=op(9, 28, 9), reden="Ziek.")
    veeg(op(10, 5))
    assert soorten(kring.plaatsing) == []
    kring.plaatsing.refresh_from_db()
    start_of_hervat(plaatsing=kring.plaatsing, by=kring.coordinator, at=op(10, 12, 9))
    pauze = Verslagfeit.objects.filter(soort="pause").last()
    assert (pauze.datum, pauze.tot) == (date(2026, 9, 28), date(2026, 10, 11))
    veeg(op(10, 14))
    assert soorten(kring.plaatsing) == []


def test_extra_free_day_moves_the_due_date(kring):
    veeg(op(9, 29))
    Vrijedag.objects.create(datum=date(2026, 10, 1), naam="Brugdag")
    veeg(op(10, 2))
    assert soorten(kring.plaatsing) == []
    veeg(op(10, 3))
    assert soorten(kring.plaatsing)[0] == "MISS"


def test_a_mail_that_breaks_keeps_only_its_own_placement_waiting(kring, monkeypatch):
    kapot = PlaatsingFactory(aangemaakt_op=BEGIN)
    gewoon = Ladderpost.vertel
    monkeypatch.setattr(
        Ladderpost,
        "vertel",
        lambda post, plaatsing, rijen: 1 / 0 if plaatsing == kapot else gewoon(post, plaatsing, rijen),
    )
    assert veeg(op(10, 2))["fouten"] == 1
    assert soorten(kring.plaatsing)[0] == "MISS"
    assert soorten(kapot) == []
    monkeypatch.undo()
    veeg(op(10, 2, 9))
    assert soorten(kapot)[0] == "MISS"


def test_a_letter_that_cannot_be_composed_keeps_only_its_own_placement_waiting(kring, monkeypatch):
    kapot = PlaatsingFactory(aangemaakt_op=BEGIN)
    gewoon = postrij.maak_mail
    monkeypatch.setattr(
        postrij,
        "maak_mail",
        lambda naam, context: 1 / 0 if context["ontvanger"] == kapot.student.user else gewoon(naam, context),
    )
    uitkomst = veeg(op(10, 2))
    assert (uitkomst["bekeken"], uitkomst["fouten"]) == (2, 1)
    assert soorten(kring.plaatsing)[0] == "MISS"
    assert Bericht.objects.filter(ontvanger=kring.student).exists()
    assert soorten(kapot) == []
    assert veeg(op(10, 2))["bekeken"] == 0  # it waits its turn
    monkeypatch.undo()
    veeg(op(10, 2, 9))
    assert soorten(kapot)[0] == "MISS"
    assert Bericht.objects.filter(ontvanger=kapot.student.user).exists()


def test_one_impossible_placement_does_not_hold_up_the_others(kring, caplog):
    kapot = PlaatsingFactory(aangemaakt_op=BEGIN)
    Verslagfeit.objects.create(plaatsing=kapot, soort="pause", ref="x", recorded_at=BEGIN)
    Veegstand.objects.create(plaatsing=kapot, volgend_moment=None)
    uitkomst = veeg(op(10, 2))
    assert uitkomst["fouten"] == 1
    assert soorten(kring.plaatsing) == ["MISS", "REMINDER"]


def test_natural_key_refuses_the_same_event_twice(kring):
    veeg(op(10, 2))
    event = kring.plaatsing.ladder_events.first()
    event.pk, event.volgnummer = None, 99
    with pytest.raises(IntegrityError):
        event.save(force_insert=True)


def test_heartbeat_tells_the_clock_and_not_an_invented_moment(kring):
    veeg(op(10, 2))
    hartslag = Hartslag.objects.get(naam="verslagen")
    assert hartslag.uitkomst["gebeurtenissen"] == 2


def test_sweeps_in_small_batches_give_the_same(db):
    plaatsingen = [PlaatsingFactory(aangemaakt_op=BEGIN) for _ in range(5)]
    veegronde.veeg(at=op(10, 2), per_keer=2)
    assert all(soorten(plaatsing) == ["MISS", "REMINDER"] for plaatsing in plaatsingen)


@pytest.mark.parametrize("aantal", [1, 6])
def test_idle_sweep_costs_the_same_queries_for_one_and_many(db, aantal):
    PlaatsingFactory.create_batch(aantal, aangemaakt_op=BEGIN)
    veeg(op(9, 2))
    with CaptureQueriesContext(connection) as queries:
        veeg(op(9, 3))
    assert len(queries) <= 12


def test_cold_sweep_of_many_without_news_stays_within_forty_queries(db):
    PlaatsingFactory.create_batch(30, aangemaakt_op=BEGIN)
    with CaptureQueriesContext(connection) as queries:
        veeg(op(9, 2))
    assert len(queries) <= 20


@pytest.mark.slow
@pytest.mark.parametrize("puur", [True, False])
def test_replay_gives_what_the_samples_expect(db, tmp_path, puur):
    uit = tmp_path / "uit.json"
    opties = ["--puur"] if puur else []
    call_command("naspelen_verslagregels", str(VOORBEELDEN), "--uit", str(uit), *opties)
    uitkomsten = {rij["id"]: rij for rij in json.loads(uit.read_text())["vectors"]}
    verwacht = json.loads(VOORBEELDEN.read_text())["vectors"]
    assert len(uitkomsten) == len(verwacht)
    assert {v["id"]: regels.verschillen(v, uitkomsten[v["id"]]) for v in verwacht} == {v["id"]: [] for v in verwacht}
    assert not LadderEvent.objects.exists()


@pytest.mark.slow
def test_replay_leaves_other_placements_alone(kring, tmp_path):
    call_command("naspelen_verslagregels", str(VOORBEELDEN), "--uit", str(tmp_path / "uit.json"))
    kring.plaatsing.refresh_from_db()
    assert kring.plaatsing.status == "lopend"
    assert not Verslagfeit.objects.exists()


def test_command_refuses_a_moment_without_zone(db):
    with pytest.raises(CommandError, match="geen tijdstip"):
        call_command("controleer_verslagen", "--op", "2026-10-02")


def test_command_refuses_another_moment_outside_the_demo(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="alleen in de demo"):
        call_command("controleer_verslagen", "--op", "2026-10-02T07:00:00+02:00")


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_four_sweeps_at_once_give_each_event_and_mail_once():
    plaatsingen = [maak_kring(aangemaakt_op=BEGIN).plaatsing for _ in range(12)]

    def doe(_):
        try:
            return veegronde.veeg(at=op(10, 2), per_keer=5).gebeurtenissen
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(doe, range(8)))
    veeg(op(10, 2))
    assert [soorten(plaatsing) for plaatsing in plaatsingen] == [["MISS", "REMINDER"]] * 12
    assert Bericht.objects.filter(soort="verslag_herinnering").count() == 12


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_fact_recorded_during_a_sweep_is_not_overlooked():
    plaatsing = maak_kring(aangemaakt_op=BEGIN).plaatsing
    veeg(op(9, 2))

    def meld():
        try:
            feiten.meld_gesprek(
                plaatsing=plaatsing, soort="kennismaking", datum=date(2026, 9, 3), by=None, at=op(9, 3, 12)
            )
        finally:
            connections.close_all()

    Veegstand.objects.update(volgend_moment=None)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rij = veegronde._aan_de_beurt(op(9, 3, 12), 0, 10)
            klaar = pool.submit(meld)
            time.sleep(0.3)
            assert not klaar.done(), "the fact must wait for the sweep"
            veegronde._veeg_groep(rij, veegronde.Ladderpost(op(9, 3, 12)), op(9, 3, 12), veegronde.Uitkomst())
        klaar.result(timeout=10)
    assert Veegstand.objects.get().volgend_moment is None
