"""R5: the clock, the worker or the database away for an hour up to forty days: the same reports count as forgotten.

`make test-chaos` (STATEFUL_GESCHIEDENISSEN) tries every length; the daily run a short one and the longest.
"""

import os
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from evaluaties import verslagregels as regels
from evaluaties.services import veegronde
from evaluaties.verslagregels import Type
from kern.models import Hartslag
from kern.services.berichten import verstuur_wachtende
from plaatsingen.models import Plaatsing
from tests.evaluaties.wereld import Wereld, maak_plaatsing
from tests.factories import AMSTERDAM

pytestmark = pytest.mark.django_db

WEG = [timedelta(days=2), timedelta(days=40)]
if "STATEFUL_GESCHIEDENISSEN" in os.environ:
    WEG += [timedelta(hours=1), timedelta(days=9)]
# Away from just before a check, from the middle of a term after a reminder, and over the turn of the year.
VANAF = [datetime(2026, 10, 2, 6, 45, tzinfo=AMSTERDAM), datetime(2026, 11, 5, 3, 0, tzinfo=AMSTERDAM)]
STAP = timedelta(days=1)


def leef(weg_van, weg_tot):
    """Half a year with a sweep every day at seven, none while it is away; alone in the house."""
    Plaatsing.objects.all().delete()
    Hartslag.objects.all().delete()
    wereld = Wereld(*maak_plaatsing())
    wereld.klok = datetime(2026, 9, 29, 7, tzinfo=AMSTERDAM)
    einde = datetime(2027, 2, 3, tzinfo=AMSTERDAM)
    while wereld.klok < einde:
        wereld.klok += STAP
        if not weg_van <= wereld.klok < weg_tot:
            wereld.veeg()
    return wereld


def lijst(wereld):
    return [(rij.verplichting, rij.rung, rij.due) for rij in wereld.rijen() if rij.type is Type.MISS]


@pytest.mark.slow
@pytest.mark.parametrize("van", VANAF, ids=["before a check", "within a term"])
def test_outage_changes_no_miss(van):
    ongestoord = lijst(leef(van, van))
    assert len(ongestoord) == 5
    for duur in WEG:
        wereld = leef(van, van + duur)
        assert lijst(wereld) == ongestoord, duur
        wereld.controleer()  # among which: nobody gets fewer than three days after a reminder that came late


def test_control_a_sweep_that_counts_from_its_own_moment_is_noticed(monkeypatch):
    """Positive control: rules that reckon with when the sweep ran, and not with when a report was due."""

    def vergeetachtig(dossier, beleid, gebeurtenissen, now):
        nieuw = regels.sweep(dossier, beleid, gebeurtenissen, now)
        return [rij for rij in nieuw if rij.type is not Type.MISS or now - beleid.check(rij.due) < timedelta(days=1)]

    monkeypatch.setattr(veegronde, "regels", SimpleNamespace(**{**vars(regels), "sweep": vergeetachtig}))
    with pytest.raises(AssertionError):
        leef(VANAF[0], VANAF[0] + timedelta(days=9))


def test_first_mail_after_an_outage_tells_only_what_is_still_asked(mailoutbox):
    wereld = Wereld(*maak_plaatsing())
    wereld.klok = datetime(2026, 11, 12, 7, tzinfo=AMSTERDAM)  # away since September: two checks and a term are over
    wereld.veeg()
    verstuur_wachtende(at=wereld.klok)
    assert [rij.type for rij in wereld.rijen()].count(Type.MISS) == 2
    assert len(mailoutbox) == len({mail.extra_headers["Message-ID"] for mail in mailoutbox})
    assert Hartslag.objects.get(naam="verslagen").uitkomst["gebeurtenissen"] == len(wereld.orakel)
