"""Reminders to sign: in working days, with a working link, by day, and stopping by themselves."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import Bericht, Vrijedag
from kern.services.berichten import verstuur_wachtende
from plaatsingen.services import ondertekenen
from plaatsingen.services.herinneren import herinner_nu, herinner_wachtende
from tests.factories import NU
from tests.plaatsingen.tekenwereld import Wereld, token_uit_mail

pytestmark = pytest.mark.django_db
MIA = "mia@voorbeeld.test"


@pytest.fixture
def wereld():
    return Wereld(minderjarig=True).stuur()  # on a Monday


def herinnerd(email=MIA):
    return Bericht.objects.filter(soort="ondertekenen_herinnering", aan=email).count()


def loop(tot, stap=timedelta(hours=6)):
    """Let the clock run; returns the days on which Mia was reminded."""
    dagen, moment, vorige = [], NU, 0
    while moment < tot:
        herinner_wachtende(at=moment)
        if herinnerd() > vorige:
            vorige = herinnerd()
            dagen.append((moment.date() - NU.date()).days)
        moment += stap
    return dagen


def test_after_three_and_seven_working_days_and_no_more(wereld):
    assert loop(NU + timedelta(days=30)) == [3, 9]  # Thursday, and Wednesday of the week after


def test_free_days_do_not_count():
    Vrijedag.objects.create(datum=NU.date() + timedelta(days=1), naam="brugdag")
    Wereld(minderjarig=True).stuur()
    assert loop(NU + timedelta(days=30)) == [4, 10]


@pytest.mark.parametrize(("dagen", "uur"), [(3, 6), (3, 18), (3, 23), (5, 10), (6, 10)])
def test_nobody_is_reminded_in_the_evening_or_at_the_weekend(wereld, dagen, uur):
    herinner_wachtende(at=(NU + timedelta(days=dagen)).replace(hour=uur))
    assert herinnerd() == 0


def test_twice_at_the_same_moment_reminds_once(wereld):
    at = NU + timedelta(days=3)
    assert herinner_wachtende(at=at)["herinnerd"] == 4
    assert herinner_wachtende(at=at)["herinnerd"] == 0
    assert herinnerd() == 1


def test_reminder_carries_a_link_that_works(client, wereld):
    at = NU + timedelta(days=3)
    herinner_wachtende(at=at)
    with time_machine.travel(at, tick=False):
        assert client.get(reverse("plaatsingen:teken", args=[token_uit_mail(MIA)])).status_code == 200
    mail = Bericht.objects.get(soort="ondertekenen_herinnering", aan=wereld.student.user.email)
    assert reverse("plaatsingen:onderteken", args=[wereld.partij("student").public_id]) in mail.tekst


def test_it_stops_by_itself(wereld):
    wereld.teken("student", wereld.student.user)
    herinner_wachtende(at=NU + timedelta(days=3))
    assert herinnerd(wereld.student.user.email) == 0
    ondertekenen.weiger(partij=wereld.partij("school"), reden="nee", by=wereld.coordinator, at=NU + timedelta(days=4))
    assert herinner_wachtende(at=NU + timedelta(days=9))["herinnerd"] == 0
    ondertekenen.staak_ondertekening(overeenkomst=wereld.overeenkomst, by=None, at=NU)
    wereld.overeenkomst.status = "vervallen"
    wereld.overeenkomst.save()
    assert herinner_wachtende(at=NU + timedelta(days=9)) == {"herinnerd": 0, "gemeld": 0}


def test_who_is_not_yet_in_turn_isnt_reminded():
    wereld = Wereld(minderjarig=True, volgorde="student ouder").stuur()
    herinner_wachtende(at=NU + timedelta(days=3))
    assert (herinnerd(), herinnerd(wereld.student.user.email)) == (0, 1)


def test_by_hand_counts_and_the_clock_leaves_that_day_alone(wereld):
    at = NU + timedelta(days=3)
    partij = herinner_nu(partij=wereld.partij("ouder"), by=wereld.coordinator, at=at)
    assert partij.herinnerd_op == at
    herinner_wachtende(at=at + timedelta(hours=1))
    assert herinnerd() == 1
    with pytest.raises(DomainError, match="Vandaag is al herinnerd, om 10:00"):
        herinner_nu(partij=partij, by=wereld.coordinator, at=at + timedelta(hours=2))
    with pytest.raises(GeenToegang):
        herinner_nu(partij=partij, by=wereld.opleider, at=at + timedelta(days=1))


def test_coordinator_hears_once_a_week_what_takes_long(wereld):
    stappen = [NU + timedelta(days=dag) for dag in range(31)]
    for at in stappen:
        herinner_wachtende(at=at)
    mails = Bericht.objects.filter(soort="ondertekenen_blijft_liggen", aan=wereld.coordinator.email)
    weken = {mail.aangemaakt_op.isocalendar()[1] for mail in mails}
    assert len(weken) == mails.count() == 4  # each week after the second reminder
    assert mails.latest("pk").tekst.count("4 handtekeningen wachten") == 1


def test_mail_that_is_no_longer_true_is_not_sent(wereld):
    herinner_wachtende(at=NU + timedelta(days=3))
    wereld.teken("student", wereld.student.user, NU + timedelta(days=3))
    wereld.ouder.vervallen_op = NU
    wereld.ouder.save()
    verstuur_wachtende(at=NU + timedelta(days=3, minutes=1))
    vervallen = Bericht.objects.filter(soort="ondertekenen_herinnering", status="vervallen")
    assert set(vervallen.values_list("aan", flat=True)) == {MIA, wereld.student.user.email}
