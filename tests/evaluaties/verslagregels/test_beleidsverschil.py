"""What a new version of the policy would change for a placement, before it is recorded."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluaties.verslagregels import (
    Beleidslijn,
    Dossier,
    Gesloten,
    Gevolg,
    Inlevering,
    Pauze,
    Versie,
    beleidsverschil,
    verplichtingen,
)
from tests.evaluaties.verslagregels import geschiedenissen as g
from tests.evaluaties.verslagregels.test_beleidslijn import DOSSIER, GEWOON, HUIS, gesprek, lijnen, op, versie, versies

NU = op(10, 21)


def verschil(nieuw, dossier=DOSSIER, oud=None, at=NU):
    oud = oud or Beleidslijn(HUIS)
    return {
        rij.verplichting: (rij.gevolg.value, rij.oud, rij.nieuw)
        for rij in beleidsverschil(dossier, oud, oud.met(nieuw), at)
    }


@pytest.mark.parametrize(
    ("cijfers", "plicht", "verwacht"),
    [
        ({"min_active_days": 31}, "monthly:2026-11", ("vervalt", date(2026, 12, 1), None)),
        (
            {"extra_nonworking": frozenset({date(2026, 12, 1)})},
            "monthly:2026-11",
            ("later", date(2026, 12, 1), date(2026, 12, 2)),
        ),
        ({"check_time": time(9)}, "monthly:2026-11", ("controle_later", date(2026, 12, 1), date(2026, 12, 1))),
        ({"check_time": time(6)}, "monthly:2026-11", ("blijft", date(2026, 12, 1), date(2026, 12, 1))),
    ],
)
def test_difference_of_a_month(cijfers, plicht, verwacht):
    rijen = verschil(versie(date(2026, 12, 1), NU, **cijfers))
    assert rijen[plicht] == verwacht
    assert "monthly:2026-10" not in rijen


def test_a_month_that_becomes_owed():
    dossier = Dossier(date(2026, 9, 1), date(2026, 11, 5))
    rijen = verschil(versie(date(2026, 12, 1), NU, min_active_days=5), dossier)
    assert rijen == {"monthly:2026-11": ("erbij", None, date(2026, 12, 1))}


def test_a_told_date_stays():
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, (replace(gesprek(op(10, 20)), datum=date(2026, 10, 28)),))
    rijen = verschil(versie(date(2026, 10, 27), NU, meeting_report_days=3), dossier)
    assert rijen == {"kennismaking:1": ("blijft", date(2026, 11, 4), date(2026, 11, 4))}
    langer = verschil(versie(date(2026, 10, 27), NU, meeting_report_days=10), dossier)
    assert langer == {"kennismaking:1": ("later", date(2026, 11, 4), date(2026, 11, 9))}


@pytest.mark.parametrize(
    "feit",
    [
        Inlevering(recorded_at=op(10, 5), verplichting="monthly:2026-11", received_at=op(10, 5)),
        Gesloten(recorded_at=op(10, 5)),
        Pauze(recorded_at=op(10, 5), id="p", van=date(2026, 12, 1), tot=None),
    ],
)
def test_what_is_not_asked_is_not_told(feit):
    dossier = Dossier(DOSSIER.start, date(2026, 11, 30), (feit,))
    vrij = frozenset({date(2026, 12, 1)})
    assert verschil(versie(date(2026, 12, 1), NU, extra_nonworking=vrij), dossier) == {}
    assert verschil(versie(date(2026, 12, 1), NU, extra_nonworking=vrij), replace(dossier, feiten=())) != {}


def test_a_placement_that_is_not_known_yet_is_left_out():
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, recorded_at=op(10, 25))
    assert verschil(versie(date(2026, 12, 1), NU, min_active_days=31), dossier) == {}


def test_a_more_precise_version_goes_first():
    oud = Beleidslijn(HUIS, [versie(date(2026, 9, 1), op(8, 1), rang=3)])
    assert verschil(versie(date(2026, 12, 1), NU, rang=2, min_active_days=31), oud=oud) == {}


def test_a_check_counts_as_known_since_the_first_fact():
    """A meeting before the first day, whose report is in: its placement was known before the stricter version came."""
    vroeg = gesprek(op(8, 20))
    binnen = Inlevering(recorded_at=op(8, 24), verplichting=vroeg.verplichting, received_at=op(8, 24))
    oud = Beleidslijn(HUIS, [versie(date(2026, 9, 1), op(8, 25), check_time=time(6))])
    nieuw = versie(date(2026, 12, 1), NU, check_time=time(6, 30))
    gewoon = verschil(nieuw, oud=oud)
    assert gewoon["monthly:2026-11"] == ("controle_later", date(2026, 12, 1), date(2026, 12, 1))
    assert verschil(nieuw, Dossier(DOSSIER.start, DOSSIER.einde, (vroeg, binnen)), oud=oud) == {}


@GEWOON
@given(data=st.data())
def test_the_difference_is_what_happens(data):
    """The dates told beforehand are those that hold once the version is recorded; nothing else changes."""
    dossier, lijn, nieuw = data.draw(g.dossiers()), data.draw(lijnen), data.draw(versies)
    at = nieuw.recorded_at
    oud = Beleidslijn(lijn.basis, [v for v in lijn.versies if v.recorded_at < at], lijn.vervallen)
    straks = oud.met(Versie(nieuw.beleid, nieuw.vanaf, at, nieuw.rang))
    eerst, dan = verplichtingen(dossier, oud, at), verplichtingen(dossier, straks, at)
    rijen = {rij.verplichting: rij for rij in beleidsverschil(dossier, oud, straks, at)}
    kennis = dossier.kennis(at)
    for naam, plicht in dan.items():
        if naam in rijen:
            assert (rijen[naam].oud, rijen[naam].nieuw) == (eerst[naam].due, plicht.due)
            assert (rijen[naam].gevolg in (Gevolg.BLIJFT, Gevolg.CONTROLE_LATER)) == (eerst[naam].due == plicht.due)
        elif not kennis.gesloten and naam not in kennis.inleveringen:
            assert eerst[naam].due == plicht.due or None in (eerst[naam].due, plicht.due)
