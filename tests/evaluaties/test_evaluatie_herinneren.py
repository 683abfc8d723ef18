"""Reminders of evaluations that wait: whom, when, how often, and what happens when they stay (R8.1)."""

from datetime import date, datetime, timedelta

import pytest

from evaluaties.models import Evaluatie
from evaluaties.services import evaluaties, werkplek
from evaluaties.services.evaluatie_herinneren import HERINNERING, STILSTAND, herinner
from kern.models import Bericht, Mailvoorkeur, Toegangslink
from kern.services.berichten import verstuur_wachtende
from tests.evaluaties.conftest import maak_kring
from tests.evaluaties.test_evaluatie_resultaat import bied_aan, teken
from tests.evaluaties.test_evaluaties import NU, vul_in
from tests.factories import AMSTERDAM

VOOR = date(2026, 11, 13)  # a Friday


def op(dag, uur=10, maand=11):
    return datetime(2026, maand, dag, uur, tzinfo=AMSTERDAM)


@pytest.fixture
def evaluatie(kring):
    return open_voor(kring)


def open_voor(kring, voor=VOOR):
    return evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=voor, by=kring.coordinator, at=NU
    )


def gekregen(soort=HERINNERING):
    return {bericht.ontvanger for bericht in Bericht.objects.filter(soort=soort)}


@pytest.mark.parametrize(
    ("moment", "aantal"),
    [
        (op(16), 0),  # one working day too late
        (op(17, 6), 0),
        (op(17, 7), 2),
        (op(17, 17), 2),
        (op(17, 18), 0),
        (op(21), 0),  # Saturday
    ],
)
def test_reminded_from_the_second_working_day_during_the_day(kring, evaluatie, moment, aantal):
    assert herinner(at=moment)["herinnerd"] == aantal
    assert gekregen() == ({kring.student, kring.werkbegeleider} if aantal else set())


def test_once_per_term_however_often_it_runs(kring, evaluatie):
    aantallen = [herinner(at=op(dag, uur))["herinnerd"] for dag in (17, 18, 20, 23, 24) for uur in (8, 9)]
    assert aantallen == [2, 0, 0, 0, 0, 0, 0, 0, 2, 0]


def test_only_who_must_still_do_something(kring, evaluatie):
    vul_in(evaluatie, kring.student)
    herinner(at=op(17))
    assert gekregen() == {kring.werkbegeleider}


def test_talk_is_the_werkbegeleiders_and_signing_everybodys_who_did_not(kring, evaluatie):
    for user in (kring.student, kring.werkbegeleider):
        vul_in(evaluatie, user)
    evaluatie.refresh_from_db()
    assert herinner(at=op(17))["herinnerd"] == 0
    assert herinner(at=op(18))["herinnerd"] == 1
    assert gekregen() == {kring.werkbegeleider}
    bied_aan(evaluatie, kring.werkbegeleider)
    teken(evaluatie, kring.student, "student")
    Bericht.objects.all().delete()
    herinner(at=op(18))
    assert gekregen() == {kring.werkbegeleider, kring.stagedocent}


def test_onvoldoende_waits_for_the_school(kring):
    kring.plaatsing.einddatum = date(2027, 6, 30)
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="eind", voor_datum=VOOR, by=kring.coordinator, at=NU
    )
    for user in (kring.student, kring.werkbegeleider):
        vul_in(evaluatie, user)
    evaluatie.refresh_from_db()
    bied_aan(evaluatie, kring.werkbegeleider, eindscore="onvoldoende", onderbouwing="Het ging nog niet goed genoeg.")
    herinner(at=op(18))
    assert gekregen() == {kring.stagedocent, kring.coordinator}


def test_one_mail_tells_of_all_that_waits_and_says_no_name(kring):
    ander = maak_kring()
    ander.plaatsing.werkbegeleider = kring.werkbegeleider
    ander.plaatsing.save()
    for wie in (kring, ander):
        open_voor(wie)
    herinner(at=op(17))
    mail = Bericht.objects.get(ontvanger=kring.werkbegeleider, soort=HERINNERING)
    assert "2 evaluaties wachten nog op u" in mail.tekst
    assert mail.tekst.count("Tussenevaluatie: invullen.") == 2
    for naam in (kring.student.achternaam, ander.student.achternaam):
        assert naam not in mail.onderwerp + mail.tekst


def test_who_hardly_logs_in_gets_a_link_and_who_does_gets_the_page(kring, evaluatie):
    herinner(at=op(17))
    mail = Bericht.objects.get(ontvanger=kring.werkbegeleider, soort=HERINNERING)
    assert mail.gevoelig
    assert mail.pad.startswith("/werkplek/")
    assert werkplek.persoon_achter(Toegangslink.objects.latest("pk")) == kring.werkbegeleider
    assert str(evaluatie.public_id) in Bericht.objects.get(ontvanger=kring.student, soort=HERINNERING).pad


def test_what_was_done_before_sending_lapses_and_the_rest_still_goes(kring):
    ander = maak_kring()
    ander.plaatsing.werkbegeleider = kring.werkbegeleider
    ander.plaatsing.save()
    eerste, _ = open_voor(kring), open_voor(ander)
    herinner(at=op(17))
    for user in (kring.student, kring.werkbegeleider):
        vul_in(eerste, user)
    for _ in range(2):
        verstuur_wachtende(at=op(17, 11))
    mails = Bericht.objects.filter(soort=HERINNERING)
    assert mails.get(ontvanger=kring.student).status == "vervallen"
    assert [rij.status for rij in mails.filter(ontvanger=kring.werkbegeleider).order_by("pk")] == [
        "vervallen",
        "verzonden",
    ]
    assert "Een evaluatie wacht nog op u" in mails.filter(ontvanger=kring.werkbegeleider).latest("pk").tekst
    assert herinner(at=op(18))["herinnerd"] == 0


def test_a_later_day_and_a_pause_end_the_reminding(kring, evaluatie):
    herinner(at=op(17))
    Evaluatie.objects.update(voor_datum=date(2026, 12, 1))
    verstuur_wachtende(at=op(17, 11))
    assert set(Bericht.objects.filter(soort=HERINNERING).values_list("status", flat=True)) == {"vervallen"}
    Evaluatie.objects.update(voor_datum=VOOR)
    kring.plaatsing.status = "onderbroken"
    kring.plaatsing.save()
    assert herinner(at=op(25)) == {"herinnerd": 0, "gemeld": 0}


def test_begeleider_hears_after_seven_working_days_and_the_coordinator_after_twelve(kring, evaluatie):
    gemeld = {}
    for dagen in range(45):
        at = op(14) + timedelta(days=dagen)
        for _ in range(2):
            herinner(at=at)
        for user in gekregen(STILSTAND):
            gemeld.setdefault(user, at.date())
    assert gemeld == {kring.stagebegeleider: date(2026, 11, 24), kring.coordinator: date(2026, 12, 1)}
    weken = Bericht.objects.filter(soort=STILSTAND, ontvanger=kring.coordinator).order_by("pk")
    assert [bericht.aangemaakt_op.date() for bericht in weken][:3] == [
        date(2026, 12, 1),
        date(2026, 12, 8),
        date(2026, 12, 15),
    ]


def test_preferences_are_respected(kring, evaluatie):
    Mailvoorkeur.objects.create(user=kring.student, groep="evaluaties", wijze="portaal")
    herinner(at=op(17))
    verstuur_wachtende(at=op(17, 11))
    mails = Bericht.objects.filter(soort=HERINNERING)
    assert mails.get(ontvanger=kring.student).status == "portaal"
    assert mails.get(ontvanger=kring.werkbegeleider).status == "verzonden"


def test_rhythm_is_set_in_one_place(kring, evaluatie, settings):
    settings.EVALUATIE_RITME = settings.EVALUATIE_RITME | {"herinneren_werkdagen": 1, "begeleider_werkdagen": 1}
    assert herinner(at=op(16)) == {"herinnerd": 2, "gemeld": 1}
