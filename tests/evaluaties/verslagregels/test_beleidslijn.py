"""A policy with versions: what holds on a day, and that nothing a student was told gets earlier (I1, I2, I6, I7)."""

import os
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluaties.verslagregels import (
    Beleid,
    Beleidslijn,
    Dossier,
    Gesprek,
    Pauze,
    Soort,
    Type,
    Uitstel,
    Versie,
    VervallenVrijeDag,
    Waarom,
    sweep,
    verplichtingen,
    volgende_moment,
)
from evaluaties.verslagregels.ronde import Ronde
from kern import kalender
from tests.evaluaties.verslagregels import geschiedenissen as g
from tests.evaluaties.verslagregels.test_eigenschappen import elke_dag, missers, staand, veeg

GEWOON = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
DIEP = settings(GEWOON, max_examples=int(os.environ.get("LADDER_GESCHIEDENISSEN", "40")), derandomize=False)
HUIS = Beleid()
DOSSIER = Dossier(start=date(2026, 9, 1), einde=date(2027, 1, 29))


def op(maand, dag, uur=12, jaar=2026):
    return kalender.lokaal_moment(date(jaar, maand, dag), time(uur))


def versie(vanaf, gemeld, rang=0, **cijfers):
    return Versie(Beleid(**cijfers), vanaf, gemeld, rang)


def due(beleid, at=None, plicht="monthly:2026-09", dossier=DOSSIER):
    return verplichtingen(dossier, beleid, at)[plicht].due


# --- Which version holds ---


def test_version_holds_from_its_day_on():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 11, 1), op(10, 1), grace_days=5)])
    assert (lijn.op(date(2026, 10, 31)).grace_days, lijn.op(date(2026, 11, 1)).grace_days) == (3, 5)
    assert Versie(HUIS, date(2026, 11, 1), op(10, 1)).rang == 0
    assert lijn.hersteltermijn(date(2026, 11, 2)) == date(2026, 11, 9)
    assert lijn.hersteltermijn(date(2026, 10, 26)) == date(2026, 10, 29)


def test_version_never_looks_back():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 1, 1), op(10, 1), grace_days=5)])
    assert (lijn.op(date(2026, 10, 1)).grace_days, lijn.op(date(2026, 10, 2)).grace_days) == (3, 5)


@pytest.mark.parametrize(
    ("eerste", "tweede", "dagen"),
    [
        # rank, first day, recorded: the more precise, else the newer day, else the one recorded last
        ((3, 11, 1), (0, 12, 2), 4),
        ((0, 11, 1), (1, 11, 1), 5),
        ((0, 12, 1), (0, 11, 2), 4),
        ((0, 11, 2), (0, 11, 1), 4),
        ((0, 11, 1), (0, 11, 1), 5),
    ],
)
def test_the_most_precise_then_newest_version_holds(eerste, tweede, dagen):
    versies = [
        versie(date(2026, maand, 1), op(9, gemeld), rang, grace_days=4 + nummer)
        for nummer, (rang, maand, gemeld) in enumerate((eerste, tweede))
    ]
    assert Beleidslijn(HUIS, versies).op(date(2027, 1, 1)).grace_days == dagen


def test_free_days_of_a_version_count_on_its_own_days_only():
    vrij = frozenset({date(2026, 10, 1), date(2026, 12, 1)})
    lijn = Beleidslijn(HUIS, [versie(date(2026, 11, 1), op(9, 10), extra_nonworking=vrij)])
    assert lijn.vrij == {date(2026, 12, 1)}
    assert lijn.rol(date(2026, 12, 1)) == date(2026, 12, 2)


def test_nudges_follow_the_day_of_the_deadline():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 11, 1), op(9, 10), nudge_days=(3,))])
    assert (lijn.nudges(date(2026, 10, 1)), lijn.nudges(date(2026, 11, 2))) == ((7, 1), (3,))


def test_policy_is_known_from_its_recording_on():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 11, 1), op(10, 1), grace_days=5)])
    assert lijn.bekend_op(op(9, 30)).op(date(2026, 12, 1)).grace_days == 3
    assert lijn.bekend_op(op(10, 1)) is lijn
    assert lijn.bekend_op(None) is lijn
    assert [moment for moment, _ in lijn.wissels(op(9, 30))] == [op(10, 1)]
    assert list(lijn.bekend_op(op(9, 30)).wissels(op(9, 1))) == []
    assert [etappe.op(date(2026, 12, 1)).grace_days for etappe in lijn.etappes(op(9, 1))] == [3, 5]
    assert [etappe.op(date(2026, 12, 1)).grace_days for etappe in lijn.etappes(op(10, 1))] == [5]


def test_a_sweep_is_planned_for_a_version_that_is_recorded_later():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 11, 1), op(9, 20), grace_days=5)])
    assert volgende_moment(DOSSIER, lijn, [], op(9, 10)) == op(9, 20)
    assert volgende_moment(DOSSIER, lijn, [], op(9, 20)) == kalender.lokaal_moment(date(2026, 10, 2), time(7))


# --- The ratchet ---


def gesprek(gemeld, nummer="1"):
    return Gesprek(recorded_at=gemeld, soort=Soort.KENNISMAKING, id=nummer, datum=kalender.lokale_dag(gemeld))


def test_a_shorter_term_holds_for_new_meetings_only():
    bekend, nieuw = gesprek(op(10, 20), "1"), gesprek(op(10, 27), "2")
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, (bekend, nieuw))
    lijn = Beleidslijn(HUIS, [versie(date(2026, 10, 27), op(10, 21), meeting_report_days=3)])
    # Also a meeting that was told before, on a day on which the new term holds.
    assert due(lijn, None, "kennismaking:1", dossier) == date(2026, 10, 27)
    assert due(lijn, None, "kennismaking:2", dossier) == date(2026, 10, 30)


def test_a_known_meeting_keeps_its_longer_term():
    later = Gesprek(recorded_at=op(10, 20), soort=Soort.KENNISMAKING, id="1", datum=date(2026, 10, 28))
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, (later,))
    lijn = Beleidslijn(HUIS, [versie(date(2026, 10, 27), op(10, 21), meeting_report_days=3)])
    assert due(lijn, None, "kennismaking:1", dossier) == date(2026, 11, 4)
    langer = Beleidslijn(HUIS, [versie(date(2026, 10, 27), op(10, 21), meeting_report_days=10)])
    assert due(langer, None, "kennismaking:1", dossier) == date(2026, 11, 9)
    assert due(langer, op(10, 20), "kennismaking:1", dossier) == date(2026, 11, 4)


def test_a_free_day_that_is_taken_back_leaves_a_told_date():
    vrij = frozenset({date(2026, 11, 2)})
    erbij = versie(date(2026, 10, 15), op(9, 10), extra_nonworking=vrij)
    weg = versie(date(2026, 10, 20), op(10, 5))
    assert due(Beleidslijn(HUIS, [erbij]), None, "monthly:2026-10") == date(2026, 11, 3)
    assert due(Beleidslijn(HUIS, [erbij, weg]), None, "monthly:2026-10") == date(2026, 11, 3)
    later = Dossier(date(2026, 10, 6), DOSSIER.einde)
    assert due(Beleidslijn(HUIS, [erbij, weg]), None, "monthly:2026-10", later) == date(2026, 11, 2)


def test_a_month_that_a_version_makes_owed_gets_a_term_after_it_was_recorded():
    dossier = Dossier(date(2026, 9, 1), date(2026, 10, 10))  # ten days in October
    laat = Beleidslijn(HUIS, [versie(date(2026, 10, 31), op(10, 30), min_active_days=5)])
    assert due(laat, None, "monthly:2026-10", dossier) == date(2026, 11, 6)
    vroeg = Beleidslijn(HUIS, [versie(date(2026, 10, 31), op(10, 2), min_active_days=5)])
    assert due(vroeg, None, "monthly:2026-10", dossier) == date(2026, 11, 2)
    te_laat = Beleidslijn(HUIS, [versie(date(2026, 11, 3), op(10, 2), min_active_days=5)])
    assert due(te_laat, None, "monthly:2026-10", dossier) is None


def test_a_month_that_a_version_drops_is_no_longer_owed():
    lijn = Beleidslijn(HUIS, [versie(date(2026, 12, 1), op(10, 5), min_active_days=31)])
    plichten = verplichtingen(DOSSIER, lijn, None)
    assert plichten["monthly:2026-10"].due == date(2026, 11, 2)
    assert plichten["monthly:2026-11"].waarom is Waarom.NIET_VERSCHULDIGD
    assert plichten["monthly:2026-12"].due == date(2027, 1, 4)
    assert verplichtingen(DOSSIER, lijn, op(10, 4))["monthly:2026-11"].due == date(2026, 12, 1)


def test_a_month_that_was_dropped_and_comes_back_starts_anew():
    weg = versie(date(2026, 10, 2), op(9, 10), min_active_days=31)
    terug = versie(date(2026, 10, 31), op(10, 30))
    lijn = Beleidslijn(HUIS, [weg, terug])
    dossier = Dossier(date(2026, 9, 1), date(2026, 10, 30))
    assert due(lijn, op(10, 29), "monthly:2026-10", dossier) is None
    assert due(lijn, None, "monthly:2026-10", dossier) == date(2026, 11, 6)


def test_the_check_of_a_known_date_only_gets_later():
    def check(tijd, gemeld):
        lijn = Beleidslijn(HUIS, [versie(date(2026, 10, 1), gemeld, check_time=tijd)])
        return Ronde(DOSSIER, lijn, [], op(9, 30)).check(date(2026, 10, 1))

    nominaal = kalender.lokaal_moment(date(2026, 10, 2), time(7))
    assert check(time(6), op(9, 10)) == nominaal
    assert check(time(9), op(9, 10)) == nominaal + timedelta(hours=2)
    assert check(time(6), op(8, 10)) == nominaal - timedelta(hours=1)  # known before the placement was
    lijn = Beleidslijn(HUIS, [versie(date(2026, 10, 1), op(9, 10), check_time=time(6))])
    assert sweep(DOSSIER, lijn, [], nominaal - timedelta(minutes=1)) == []
    assert [e.type for e in sweep(DOSSIER, lijn, [], nominaal)] == [Type.MISS, Type.REMINDER]


def test_the_check_of_a_meeting_before_the_first_day_only_gets_later():
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, (gesprek(op(8, 28)),))
    lijn = Beleidslijn(HUIS, [versie(date(2026, 9, 1), op(8, 29), check_time=time(6))])
    ronde = Ronde(dossier, lijn, [], op(9, 1))
    assert ronde.check(date(2026, 9, 4)) == kalender.lokaal_moment(date(2026, 9, 5), time(7))
    laat = Dossier(dossier.start, dossier.einde, dossier.feiten, recorded_at=op(9, 3))
    assert Ronde(laat, lijn, [], op(9, 3)).check(date(2026, 9, 4)) == kalender.lokaal_moment(date(2026, 9, 5), time(6))


def test_an_extension_and_a_longer_policy_do_not_add_up():
    vrij = frozenset({date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 5)})
    lijn = Beleidslijn(HUIS, [versie(date(2026, 9, 20), op(9, 10), extra_nonworking=vrij)])
    kort = Uitstel(recorded_at=op(9, 5), verplichting="monthly:2026-09", due=date(2026, 10, 2))
    lang = Uitstel(recorded_at=op(9, 5), verplichting="monthly:2026-09", due=date(2026, 10, 9))
    for feit, verwacht in ((kort, date(2026, 10, 6)), (lang, date(2026, 10, 9))):
        assert due(lijn, dossier=Dossier(DOSSIER.start, DOSSIER.einde, (feit,))) == verwacht


def test_a_date_that_stands_still_under_one_version_stands_still():
    vrij = frozenset({date(2026, 10, 1), date(2026, 10, 2)})
    lijn = Beleidslijn(HUIS, [versie(date(2026, 9, 20), op(9, 10), extra_nonworking=vrij)])
    pauze = Pauze(recorded_at=op(9, 15), id="p", van=date(2026, 10, 3), tot=None)
    plicht = verplichtingen(Dossier(DOSSIER.start, DOSSIER.einde, (pauze,)), lijn, None)["monthly:2026-09"]
    assert (plicht.due, plicht.waarom) == (None, Waarom.PAUZE_OPEN)


def test_announced_dates_do_not_move_by_policy():
    pauze = Pauze(recorded_at=op(10, 2, 6), id="p", van=date(2026, 10, 5), tot=date(2026, 10, 9))
    dossier = Dossier(DOSSIER.start, DOSSIER.einde, (pauze,))
    events = sweep(dossier, HUIS, [], op(10, 2, 7))
    herstel = next(e for e in events if e.type is Type.REMINDER).datum
    lijn = Beleidslijn(HUIS, [versie(date(2026, 10, 6), op(10, 2, 9), extra_nonworking=frozenset({herstel}))])
    assert sweep(dossier, lijn, events, op(10, 5)) == []


# --- Free days of the region that were taken back ---


def test_a_regional_free_day_that_is_taken_back_leaves_told_dates():
    lijn = Beleidslijn(HUIS, (), [VervallenVrijeDag(date(2026, 11, 2), op(10, 5))])
    assert due(lijn, op(10, 4), "monthly:2026-10") == date(2026, 11, 3)
    assert due(lijn, None, "monthly:2026-10") == date(2026, 11, 3)
    later = Dossier(date(2026, 10, 6), DOSSIER.einde)
    assert due(lijn, None, "monthly:2026-10", later) == date(2026, 11, 2)


def test_a_regional_free_day_that_has_come_stays_free():
    lijn = Beleidslijn(HUIS, (), [VervallenVrijeDag(date(2026, 10, 1), op(10, 1))])
    later = Dossier(date(2026, 9, 2), DOSSIER.einde, recorded_at=op(10, 2))
    assert lijn.rol(date(2026, 10, 1)) == date(2026, 10, 2)
    assert due(lijn, None, "monthly:2026-09") == date(2026, 10, 2)
    assert due(lijn, None, "monthly:2026-09", later) == date(2026, 10, 9)


# --- Properties over invented histories and invented policies ---

maandbegin = st.sampled_from(
    [date(jaar, maand, dag) for jaar, maand in ((2026, 10), (2026, 11), (2026, 12), (2027, 1)) for dag in range(1, 6)]
)
cijfers = st.builds(
    Beleid,
    check_time=st.sampled_from([time(7), time(0), time(6), time(12), time(23, 59)]),
    min_active_days=st.sampled_from([14, 1, 10, 20, 31]),
    grace_days=st.integers(1, 10),
    replacement_days=st.sampled_from([14, 1, 30]),
    meeting_report_days=st.sampled_from([7, 1, 3, 14]),
    extra_nonworking=st.frozensets(maandbegin, max_size=4),
)
versies = st.builds(
    lambda beleid, gemeld, over, rang: Versie(beleid, gemeld.date() + timedelta(days=over), gemeld, rang),
    cijfers,
    g.momenten | g.hete_dagen.map(lambda dag: datetime(dag.year, dag.month, dag.day, 12, tzinfo=UTC)),
    st.integers(-5, 60),
    st.integers(0, 3),
)
vervallen = st.builds(VervallenVrijeDag, maandbegin, g.momenten)
lijnen = st.builds(Beleidslijn, g.beleid, st.lists(versies, min_size=1, max_size=3), st.lists(vervallen, max_size=2))


def momenten_van(dossier, lijn):
    bekend = [feit.recorded_at for feit in (*dossier.feiten, *lijn.versies, *lijn.vervallen)]
    return sorted({dossier.geregistreerd, *(moment for moment in bekend if moment >= dossier.geregistreerd)})


def om_de_dag():
    return [*elke_dag()[::2], g.SLOT]


def i1_zonder_correcties(dossier, lijn, rooster):
    assert missers(veeg(dossier, lijn, [*rooster, g.SLOT])) == missers(veeg(dossier, lijn, om_de_dag()))


def i1_staande_missers(dossier, lijn, rooster):
    assert staand(veeg(dossier, lijn, [*rooster, g.SLOT])) == staand(veeg(dossier, lijn, om_de_dag()))


def i2_tweede_sweep(dossier, lijn, rooster):
    events, now = [], None
    for moment in [*rooster, g.SLOT]:
        now = moment if now is None else max(now, moment)
        events += sweep(dossier, lijn, events, now)
        assert sweep(dossier, lijn, events, now) == []


def i3_op_tijd_telt_nooit(dossier, lijn, rooster):
    for event in veeg(dossier, lijn, [*rooster, g.SLOT]):
        if event.type is Type.MISS:
            check = Ronde(dossier, lijn, [], event.at).check(event.due)
            assert event.at >= check
            assert not dossier.kennis(event.at).verslag_binnen(event.verplichting, voor=check)


def i5_dagen_na_herinnering(dossier, lijn, rooster):
    for event in veeg(dossier, lijn, [*rooster, g.SLOT]):
        if event.type is Type.REMINDER and event.datum is not None:
            dag, bekend = kalender.lokale_dag(event.at), lijn.bekend_op(event.at)
            dagen = [dag + timedelta(days=n) for n in range(1, (event.datum - dag).days + 1)]
            assert len(dagen) >= bekend.op(dag).grace_days
            assert sum(kalender.is_werkdag(d, bekend.vrij) for d in dagen) >= 2


def i6_nooit_eerder(dossier, lijn, rooster):
    """No due date and no check of a known placement gets earlier by a fact or a version, while the report is owed."""
    for eerder, later in pairwise(momenten_van(dossier, lijn)):
        oud, nieuw = verplichtingen(dossier, lijn, eerder), verplichtingen(dossier, lijn, later)
        toen, nu = Ronde(dossier, lijn, [], eerder), Ronde(dossier, lijn, [], later)
        for naam, plicht in oud.items():
            if plicht.due is not None and naam in nieuw and nieuw[naam].due is not None:
                assert nieuw[naam].due >= plicht.due
                assert nu.check(nieuw[naam].due) >= toen.check(plicht.due)


def i7_geen_datum_in_het_verleden(dossier, lijn, rooster):
    """What a version makes owed is due no earlier than a term after it was recorded."""
    for versie_ in lijn.versies:
        net_ervoor = versie_.recorded_at - timedelta(microseconds=1)
        oud = verplichtingen(dossier, lijn.bekend_op(net_ervoor), versie_.recorded_at)
        nieuw = verplichtingen(dossier, lijn, versie_.recorded_at)
        dag = kalender.lokale_dag(versie_.recorded_at)
        termijn = lijn.bekend_op(versie_.recorded_at).gesprekstermijn(dag)
        for naam, plicht in nieuw.items():
            if oud[naam].waarom is Waarom.NIET_VERSCHULDIGD and plicht.due is not None:
                assert plicht.due >= termijn


def alleen_vanaf(dossier, lijn, rooster):
    """A version leaves every due date before its first day alone, and changes nothing at the moment itself."""
    events = veeg(dossier, lijn, rooster)
    for versie_ in lijn.versies:
        net_ervoor = versie_.recorded_at - timedelta(microseconds=1)
        oud = verplichtingen(dossier, lijn.bekend_op(net_ervoor), versie_.recorded_at)
        nieuw = verplichtingen(dossier, lijn, versie_.recorded_at)
        eerst = min(v.geldt_vanaf for v in lijn.versies if v.recorded_at == versie_.recorded_at)
        ook = [v.dag for v in lijn.vervallen if v.recorded_at == versie_.recorded_at]
        for naam, plicht in oud.items():
            if plicht.due is not None and plicht.due < min([eerst, *ook]):
                assert nieuw[naam] == plicht
        tot_nu = [e for e in events if e.at <= net_ervoor]
        tot_nu += sweep(dossier, lijn.bekend_op(net_ervoor), tot_nu, versie_.recorded_at)
        assert sweep(dossier, lijn, tot_nu, versie_.recorded_at) == []


def niets_voor_het_volgende_moment(dossier, lijn, rooster):
    events = veeg(dossier, lijn, rooster)
    now = max([*rooster, dossier.geregistreerd])
    volgende = volgende_moment(dossier, lijn, events, now)
    for moment in (m for m in elke_dag(5) if now <= m and (volgende is None or m < volgende)):
        assert sweep(dossier, lijn, events, moment) == []


def oud_beleid_is_gewoon_beleid(dossier, lijn, rooster):
    """One version from long before the placement gives what a plain policy gives."""
    lang_geleden = datetime(2020, 1, 1, tzinfo=UTC)
    beleid = lijn.versies[0].beleid
    enkel = Beleidslijn(HUIS, [Versie(beleid, date(2020, 2, 1), lang_geleden)])
    assert veeg(dossier, enkel, [*rooster, g.SLOT]) == veeg(dossier, beleid, [*rooster, g.SLOT])


GEVALLEN = [
    (i1_zonder_correcties, {"correcties": False}),
    (i1_staande_missers, {}),
    (i2_tweede_sweep, {}),
    (i3_op_tijd_telt_nooit, {}),
    (i5_dagen_na_herinnering, {}),
    (i6_nooit_eerder, {"korter": False, "einde": False}),
    (i7_geen_datum_in_het_verleden, {}),
    (alleen_vanaf, {}),
    (niets_voor_het_volgende_moment, {}),
    (oud_beleid_is_gewoon_beleid, {}),
]
alle_gevallen = pytest.mark.parametrize(
    ("eigenschap", "soort"), GEVALLEN, ids=[geval[0].__name__ for geval in GEVALLEN]
)


@alle_gevallen
@GEWOON
@given(data=st.data())
def test_property_holds_with_versions(data, eigenschap, soort):
    eigenschap(data.draw(g.dossiers(**soort)), data.draw(lijnen), data.draw(g.roosters))


@pytest.mark.slow
@alle_gevallen
@DIEP
@given(data=st.data())
def test_property_holds_with_versions_over_many_histories(data, eigenschap, soort):
    eigenschap(data.draw(g.dossiers(**soort)), data.draw(lijnen), data.draw(g.roosters))
