"""I1-I10 over invented histories: rows and services on one side, the pure core on the same facts on the other.

STATEFUL_GESCHIEDENISSEN=2000 (`make test-chaos`; 20000 before a release) makes the exploring test longer than in the
daily run, and lives all forty fixed histories.
"""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from evaluaties import verslagregels as regels
from evaluaties.services import feiten, veegronde
from evaluaties.verslagregels import Type
from tests.evaluaties.wereld import EERDER, GESPREKKEN, UREN, Speler, Wereld, maak_plaatsing, vingerafdruk

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AANTAL = int(os.environ.get("STATEFUL_GESCHIEDENISSEN", "15"))
STAPPEN = 50
# The fixed histories (a dozen and the one that ends in a review: every kind of event), and their fingerprint.
ZADEN, AFDRUK = [*range(12), 28], "c60cd7a76944d6a42253bd75b350161ffcbb8290d262e59ea32ae3276fb9ea6b"
if AANTAL > 100:
    ZADEN, AFDRUK = [*range(40)], "1521b118f3bcb00be01778cd3c0c7c6b8767404f3760ce0de5dc2616246a508e"

eerder = st.sampled_from(EERDER)
nummer = st.integers(0, 12)


class Leven(RuleBasedStateMachine):
    """One placement in a savepoint of its own; every rule is a service, the clock or a sweep."""

    omgeving: tuple = ()

    def __init__(self) -> None:
        super().__init__()
        self.punt = transaction.atomic()
        self.punt.__enter__()
        plaatsing, coordinator = self.omgeving
        plaatsing.refresh_from_db()
        self.wereld = Wereld(plaatsing, coordinator)

    def teardown(self) -> None:
        try:
            self.wereld.rond_af()
        finally:
            transaction.set_rollback(True)
            self.punt.__exit__(None, None, None)

    def _plicht(self, nummer: int) -> str:
        namen = self.wereld.plichten()
        return namen[nummer % len(namen)]

    @rule(uren=st.sampled_from(UREN))
    def klok_vooruit(self, uren):
        self.wereld.verzet_klok(timedelta(hours=uren))

    @rule(uren=st.sampled_from(UREN[:9]))
    def klok_terug(self, uren):
        self.wereld.verzet_klok(-timedelta(hours=uren))

    @rule(seconden=st.sampled_from([-1, 0, 1, 3600]))
    def naar_volgende_moment(self, seconden):
        self.wereld.naar_volgende_moment(timedelta(seconds=seconden))

    @rule()
    def veeg(self):
        self.wereld.veeg()

    @rule(seconden=st.sampled_from([-1, 0, 1]))
    def naar_volgende_moment_en_veeg(self, seconden):
        self.wereld.naar_volgende_moment(timedelta(seconds=seconden))
        self.wereld.veeg()

    @rule(uren=st.sampled_from(UREN))
    def veeg_dubbel(self, uren):
        self.wereld.veeg_dubbel(timedelta(hours=uren))

    @rule(nummer=nummer, eerder=eerder)
    def verslag(self, nummer, eerder):
        self.wereld.lever_in(self._plicht(nummer), eerder)

    @rule(nummer=nummer, eerder=eerder)
    def opdracht(self, nummer, eerder):
        self.wereld.lever_opdracht_in(self._plicht(nummer), eerder)

    @rule(welk=st.sampled_from(GESPREKKEN), dagen=st.integers(-20, 10))
    def gesprek(self, welk, dagen):
        self.wereld.voer_gesprek(*welk, dagen)

    @rule(nummer=nummer)
    def vrij(self, nummer):
        self.wereld.stel_vrij(self._plicht(nummer))

    @rule(nummer=nummer, dagen=st.integers(-5, 30))
    def uitstel(self, nummer, dagen):
        self.wereld.geef_uitstel(self._plicht(nummer), dagen)

    @rule(naam=st.sampled_from("pq"), van=st.integers(-10, 6), duur=st.none() | st.integers(0, 30))
    def pauze(self, naam, van, duur):
        self.wereld.pauzeer(naam, van, duur)

    @rule(dagen=st.integers(-90, 60))
    def einde(self, dagen):
        self.wereld.verzet_einde(dagen)

    @precondition(lambda self: self.wereld.orakel)
    @rule(oordeel=st.sampled_from(regels.Oordeel))
    def besluit(self, oordeel):
        self.wereld.besluit(oordeel)

    @precondition(lambda self: len(self.wereld.orakel) > 6)
    @rule()
    def sluit(self):
        self.wereld.sluit()

    @invariant()
    def klopt(self):
        self.wereld.vergelijk()


def test_rows_and_core_agree_over_invented_histories():
    Leven.omgeving = maak_plaatsing()
    instelling = settings(
        max_examples=AANTAL,
        stateful_step_count=STAPPEN,
        deadline=None,
        database=None,
        derandomize=AANTAL <= 100,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Leven, settings=instelling)


def leef(zaden):
    """Live a history per seed, each in a savepoint that is rolled back; returns their events."""
    omgeving = maak_plaatsing()
    uitkomsten = []
    for zaad in zaden:
        with transaction.atomic():
            omgeving[0].refresh_from_db()
            uitkomsten.append(Speler(Wereld(*omgeving), zaad).speel(STAPPEN))
            transaction.set_rollback(True)
    return uitkomsten


def test_fixed_histories_give_the_same_events_on_every_database():
    """I10: the fingerprint stands here, so whichever database gives another one is red."""
    uitkomsten = leef(ZADEN)
    assert {rij.type for geschiedenis in uitkomsten for rij in geschiedenis} == set(Type)
    assert vingerafdruk(uitkomsten) == AFDRUK


def _met_andere_regels(monkeypatch, **anders):
    """The sweep over the rows gets other rules; the core beside it keeps its own."""
    monkeypatch.setattr(veegronde, "regels", SimpleNamespace(**{**vars(regels), **anders}))


@pytest.mark.parametrize("gebrek", ["wekken", "volgorde", "plan"])
def test_histories_notice_a_broken_house(monkeypatch, gebrek):
    """Positive control: with a guard taken away the same histories find it."""
    if gebrek == "wekken":  # a fact no longer makes the sweep look again
        monkeypatch.setattr(feiten, "maak_los", lambda ids=None: None)
    elif gebrek == "volgorde":  # the last event of a sweep gets lost on the way to its row
        _met_andere_regels(monkeypatch, sweep=lambda *a: regels.sweep(*a)[:-1])
    else:  # the plan for the next sweep is a day late
        later = lambda *a: (m := regels.volgende_moment(*a)) and m + timedelta(days=1)  # noqa: E731 - as short as it is
        _met_andere_regels(monkeypatch, volgende_moment=later)
    with pytest.raises(AssertionError):
        leef(range(10))
