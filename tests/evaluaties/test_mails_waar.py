"""Just before sending: is it still true (betrouwbaarheid R9)? The outbox is paused by not running the relay."""

from datetime import date, timedelta

import pytest
from django.core import mail

from evaluaties.services import feiten
from evaluaties.services.postcontrole import BRIEF
from kern.models import Bericht
from kern.services import postrij
from kern.services.berichten import verstuur_wachtende
from tests.evaluaties.mailverhalen import NOVEMBER, OKTOBER, SEPTEMBER, maak_wereld, op, veeg, vergeet

pytestmark = pytest.mark.django_db


@pytest.fixture
def kring(db):
    return maak_wereld()


def verstuur(at):
    """Resume the outbox; returns what the student got, as (subject, body)."""
    eerder = len(mail.outbox)
    verstuur_wachtende(at=at)
    return [(post.subject, post.body) for post in mail.outbox[eerder:] if post.to == ["student@voorbeeld.test"]]


def lever_in(kring, plicht, at):
    feiten.meld_inlevering(plaatsing=kring.plaatsing, plicht=plicht, received_at=at, by=kring.student, at=at)


def lever_opdracht_in(kring, plicht, at):
    feiten.meld_opdracht(plaatsing=kring.plaatsing, plicht=plicht, received_at=at, by=kring.student, at=at)


def stel_vrij(kring, plicht, at):
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=plicht, reden="Ziek.", by=kring.coordinator, at=at)


def test_only_the_last_of_two_extensions_and_of_two_versions_of_a_pause_is_told(kring):
    vast = {"plaatsing": kring.plaatsing, "by": kring.coordinator, "reden": "x"}
    for dag in (5, 9):
        feiten.geef_uitstel(plicht=SEPTEMBER, tot=date(2026, 10, dag), at=op(10, 1), **vast)
    feiten.geef_uitstel(plicht=OKTOBER, tot=date(2026, 11, 9), at=op(10, 1), **vast)
    for dag in (6, 20):
        feiten.pauzeer(van=date(2026, 10, 2), tot=date(2026, 10, dag), ref="griep", at=op(10, 1), **vast)
    teksten = "".join(tekst for _, tekst in verstuur(op(10, 1, 8)))
    for dag in ("vrijdag 9 oktober", "maandag 9 november", "dinsdag 20 oktober"):
        assert dag in teksten
    for dag in ("5 oktober", "6 oktober"):
        assert dag not in teksten


def test_extension_of_a_report_that_was_excused_is_not_told(kring):
    vast = {"plaatsing": kring.plaatsing, "by": kring.coordinator, "reden": "x", "at": op(10, 1)}
    feiten.geef_uitstel(plicht=SEPTEMBER, tot=date(2026, 10, 9), **vast)
    stel_vrij(kring, SEPTEMBER, op(10, 1))
    assert [onderwerp for onderwerp, _ in verstuur(op(10, 1, 8))] == ["Een verslag hoeft niet"]


def test_miss_reminder_and_assignment_of_one_sweep_are_one_mail(kring):
    veeg(op(10, 2))
    lever_in(kring, SEPTEMBER, op(10, 2, 9))
    verstuur(op(10, 2, 10))
    veeg(op(11, 3))
    post = verstuur(op(11, 3, 7, 1))
    assert [onderwerp for onderwerp, _ in post] == ["Herinnering: een verslag mist nog"]
    assert "tweede keer" in post[0][1]
    assert "dinsdag 17 november" in post[0][1]
    assert "vrijdag 6 november" in post[0][1]


def test_report_that_came_in_turns_the_reminder_into_thanks_with_the_assignment_that_stays(kring):
    veeg(op(10, 2))
    lever_in(kring, SEPTEMBER, op(10, 2, 8))
    verstuur(op(10, 2, 9))
    veeg(op(11, 3))
    lever_in(kring, OKTOBER, op(11, 3, 8))
    post = verstuur(op(11, 3, 9))
    assert [onderwerp for onderwerp, _ in post] == ["Je verslag is binnen"]
    assert "telt als tweede keer vergeten" in post[0][1]
    assert "dinsdag 17 november" in post[0][1]
    assert "Lever het" not in post[0][1]


def test_control_without_the_check_an_untrue_demand_would_go(kring, monkeypatch):
    monkeypatch.setitem(postrij._controles, BRIEF, lambda bericht, at: None)
    veeg(op(10, 2))
    lever_in(kring, SEPTEMBER, op(10, 2, 8))
    assert [onderwerp for onderwerp, _ in verstuur(op(10, 2, 9))] == ["Herinnering: een verslag mist nog"]


def test_thanks_are_sent_once_also_when_the_relay_comes_again(kring):
    veeg(op(10, 2))
    lever_in(kring, SEPTEMBER, op(10, 2, 8))
    assert len(verstuur(op(10, 2, 9))) == 1
    Bericht.objects.filter(soort="verslag_herinnering").update(status="wacht", huur_tot=None)
    assert verstuur(op(10, 2, 10)) == []


def test_reminder_that_waited_for_days_tells_no_day_that_has_gone_by(kring):
    veeg(op(10, 2))
    post = verstuur(op(10, 7, 6))
    assert "De extra dagen zijn voorbij" in post[0][1]
    assert "6 oktober" not in post[0][1]


def test_reminder_tells_the_date_as_a_pause_moved_it(kring):
    veeg(op(10, 2))
    feiten.pauzeer(
        plaatsing=kring.plaatsing, van=date(2026, 10, 5), tot=date(2026, 10, 9), by=kring.coordinator, at=op(10, 2, 9)
    )
    veeg(op(10, 2, 9, 15))
    teksten = "\n".join(tekst for _, tekst in verstuur(op(10, 2, 10)))
    assert "dinsdag 6 oktober" not in teksten
    assert "tot en met" in teksten
    assert Bericht.objects.get(soort="verslag_termijn").status == "vervallen"


@pytest.mark.parametrize("wat", ["ingeleverd", "vrijgesteld", "gesloten"])
def test_assignment_is_not_announced_when_it_is_no_longer_asked(kring, wat):
    veeg(op(10, 2))
    verstuur(op(10, 2, 8))
    veeg(op(10, 7))
    assert Bericht.objects.get(soort="verslag_vervangend").status == "wacht"
    if wat == "ingeleverd":
        lever_opdracht_in(kring, SEPTEMBER, op(10, 7, 8))
    elif wat == "vrijgesteld":
        stel_vrij(kring, SEPTEMBER, op(10, 7, 8))
    else:
        feiten.sluit(plaatsing=kring.plaatsing, by=kring.coordinator, at=op(10, 7, 8))
    teksten = "\n".join(tekst for _, tekst in verstuur(op(10, 7, 9)))
    assert "vervangende opdracht" not in teksten
    assert Bericht.objects.get(soort="verslag_taak_omschrijven").status == "vervallen"


def test_assignment_that_is_overdue_is_not_asked_again_when_it_is_in(kring):
    for moment in (op(10, 2), op(10, 7)):
        veeg(moment)
        verstuur(moment)
    veeg(op(10, 22))
    lever_opdracht_in(kring, SEPTEMBER, op(10, 22, 8))
    assert verstuur(op(10, 22, 9)) == []
    assert Bericht.objects.get(soort="verslag_taak_opdracht").status == "vervallen"


def test_extra_days_gone_by_are_not_told_when_the_report_is_in(kring):
    vergeet(kring, op(12, 2))
    verstuur(op(12, 2, 8))
    veeg(op(12, 8))
    wachtend = Bericht.objects.filter(soort="verslag_dagen_voorbij", status="wacht")
    assert wachtend.exists()
    lever_in(kring, NOVEMBER, op(12, 8, 8))
    teksten = "\n".join(tekst for _, tekst in verstuur(op(12, 8, 9)))
    assert "november" not in teksten
    assert Bericht.objects.get(soort="verslag_taak_derde_kans").status == "vervallen"


def test_warning_before_is_dropped_without_thanks_when_the_report_is_in(kring):
    veeg(op(9, 24, 9))
    lever_in(kring, SEPTEMBER, op(9, 24, 10))
    assert verstuur(op(9, 24, 11)) == []
    assert not Bericht.objects.filter(soort="verslag_toch_binnen").exists()


def test_warning_before_is_dropped_when_the_day_moved(kring):
    veeg(op(9, 24, 9))
    feiten.geef_uitstel(
        plaatsing=kring.plaatsing, plicht=SEPTEMBER, tot=date(2026, 10, 20), reden="x", by=kring.coordinator,
        at=op(9, 24, 10),
    )  # fmt: skip
    assert [onderwerp for onderwerp, _ in verstuur(op(9, 24, 11))] == ["Je hebt uitstel voor een verslag"]


def test_correction_of_what_nobody_heard_is_not_sent(kring):
    veeg(op(10, 2))
    stel_vrij(kring, SEPTEMBER, op(10, 2, 8))
    veeg(op(10, 2, 8, 15))
    assert [onderwerp for onderwerp, _ in verstuur(op(10, 2, 9))] == ["Een verslag hoeft niet"]
    assert Bericht.objects.get(soort="verslag_correctie").status == "vervallen"


def test_correction_is_sent_to_who_read_the_reminder_in_the_portal(kring):
    veeg(op(10, 2))
    Bericht.objects.filter(soort="verslag_herinnering").update(gelezen_op=op(10, 2, 7, 30))
    stel_vrij(kring, SEPTEMBER, op(10, 2, 8))
    veeg(op(10, 2, 8, 15))
    assert "Een verslag telt niet meer als vergeten" in [onderwerp for onderwerp, _ in verstuur(op(10, 2, 9))]


def test_letters_that_went_out_are_corrected(kring):
    for maand, dag in ((10, 2), (11, 3)):
        veeg(op(maand, dag))
        verstuur(op(maand, dag, 8))
    stel_vrij(kring, SEPTEMBER, op(11, 4, 8))
    veeg(op(11, 4, 8, 15))
    post = verstuur(op(11, 4, 9))
    assert [onderwerp for onderwerp, _ in post] == ["Een verslag hoeft niet", "Er zijn 2 berichten voor je"]
    assert "telt niet meer als vergeten" in post[1][1]
    assert "telt nu als eerste keer vergeten" in post[1][1]


def test_proposal_that_was_withdrawn_before_the_mail_went_is_told_to_nobody(kring):
    vergeet(kring, op(12, 2))
    verstuur(op(12, 2, 8))
    veeg(op(1, 5, jaar=2027))
    stel_vrij(kring, SEPTEMBER, op(1, 5, 8, jaar=2027))
    veeg(op(1, 5, 8, 15, jaar=2027))
    eerder = len(mail.outbox)
    verstuur(op(1, 5, 9, jaar=2027))
    onderwerpen = [post.subject for post in mail.outbox[eerder:]]
    assert not [onderwerp for onderwerp in onderwerpen if "besluit" in onderwerp or "voorstel" in onderwerp]
    assert "Een mens kijkt mee naar je stage" not in "\n".join(post.body for post in mail.outbox[eerder:])
    assert set(Bericht.objects.filter(soort__startswith="verslag_voorstel").values_list("status", flat=True)) == {
        "vervallen"
    }


def test_outage_gives_one_mail_with_everything_that_is_true(kring):
    veeg(op(12, 2))
    assert Bericht.objects.filter(soort="verslag_herinnering").count() == 3
    lever_in(kring, OKTOBER, op(12, 2, 8))
    post = verstuur(op(12, 2, 9))
    assert len(post) == 1
    onderwerp, tekst = post[0]
    assert onderwerp == "Er zijn 3 berichten voor je"
    assert "reflectieverslag over september 2026 was uiterlijk" in tekst
    assert "reflectieverslag over oktober 2026 is binnen" in tekst
    assert "reflectieverslag over november 2026 was uiterlijk" in tekst


def test_combined_mail_that_could_not_go_is_made_again_from_what_is_true(kring, settings):
    veeg(op(12, 2))
    settings.EMAIL_BACKEND = "tests.kern.postservers.Weg"
    assert verstuur(op(12, 2, 8)) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    stel_vrij(kring, SEPTEMBER, op(12, 2, 9))
    post = verstuur(op(12, 2, 10))
    tekst = next(tekst for onderwerp, tekst in post if onderwerp == "Er zijn 2 berichten voor je")
    assert "september" not in tekst
    assert "oktober" in tekst
    assert len([onderwerp for onderwerp, _ in post if onderwerp.startswith("Er zijn")]) == 1


def test_all_reports_in_leave_no_demand_at_all(kring):
    veeg(op(12, 2))
    for plicht in (SEPTEMBER, OKTOBER, NOVEMBER):
        lever_in(kring, plicht, op(12, 2, 8))
        lever_opdracht_in(kring, plicht, op(12, 2, 8))
    teksten = "\n".join(tekst for _, tekst in verstuur(op(12, 2, 9)))
    assert teksten.count("2026 is binnen") == 3
    assert "inleveren tot en met" not in teksten
    assert "vervangende opdracht" not in teksten


def test_every_event_about_the_student_is_in_exactly_one_message(kring):
    for dagen in range(0, 160, 3):
        veeg(op(9, 2) + timedelta(days=dagen))
    verteld = [
        (deel["plicht"], deel.get("generatie", 0), deel["soort"])
        for gegevens in Bericht.objects.filter(controle="evaluaties.brief_nog_waar").values_list(
            "controle_gegevens", flat=True
        )
        for deel in gegevens["delen"]
    ]
    events = kring.plaatsing.ladder_events.values_list("plicht", "generatie", "soort")
    assert sorted(verteld) == sorted(events)
