"""A match by another method than the best one, as a whole answer, to lay beside it.

It holds every hard rule and pin, but promises no optimum, so nothing is explained by bottlenecks: who has no place
hears only what was checked.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from .arrays import Arrays, Ints, to_arrays
from .assignment import Choice
from .eligibility import Pairs, find_pairs
from .errors import Geannuleerd, InvoerFout
from .funnel import funnel_sentences
from .greedy import greedy
from .instance import Instance
from .network import Network, build_network
from .pins import check_pins
from .result import GEEN_GESCHIKTE_PLAATS, TEKORT, NietGeplaatst, Result
from .solving import _conflict_result, _placements, _totals
from .stable import deferred_acceptance
from .state import Solved, join
from .validation import check_instance

METHODS: dict[str, Callable[[Network], Ints]] = {
    "wens": lambda network: deferred_acceptance(network).pair,
    "gulzig": greedy,
}
_NO_ROOM = (
    "Er zijn plaatsen die passen, maar met deze manier van verdelen was daar geen plek meer. Met de beste verdeling "
    "kan dat anders zijn."
)


def solve_otherwise(
    instance: Instance,
    method: str,
    *,
    progress: Callable[[int, str], None] = lambda _percentage, _sentence: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Result:
    """Match an instance by a method of METHODS; the same checks and the same form of answer as `solve`.

    Raises InvoerFout for a broken instance, Geannuleerd when `cancelled()` is True between steps.
    """
    started = time.monotonic()

    def report(percentage: int, sentence: str) -> None:
        if cancelled():
            raise Geannuleerd("De matching is gestopt.")
        progress(percentage, sentence)

    report(0, "De gegevens worden gecontroleerd")
    errors = check_instance(instance)
    if errors:
        raise InvoerFout(errors)
    arrays = to_arrays(instance)
    conflicts = check_pins(arrays)
    if conflicts:
        return _conflict_result(arrays, conflicts, started)
    report(10, "Geschikte plaatsen worden gezocht")
    pairs = find_pairs(arrays)
    report(40, "De studenten worden verdeeld")
    solved = _match(arrays, pairs, METHODS[method])
    report(100, "Klaar")
    return Result(
        plaatsingen=tuple(_placements(arrays, solved.placed)),
        niet_geplaatst=_unplaced(solved),
        knelpunten=(),
        samenvatting={
            **_totals(arrays, solved.placed),
            "seconden": round(time.monotonic() - started, 3),
            "optimaal": False,
            "bewijs": "Dit is een andere manier van verdelen, om mee te vergelijken. Ze is niet bewezen de beste.",
        },
    )


def _match(arrays: Arrays, pairs: Pairs, method: Callable[[Network], Ints]) -> Solved:
    pinned = np.zeros(len(arrays.students), dtype=bool)
    pinned[list(arrays.pins)] = True
    fixed = np.flatnonzero(pinned[pairs.student])
    network = build_network(arrays, pairs.take(~pinned[pairs.student]))
    chosen = np.asarray(method(network))
    placed = join(pairs.take(fixed), network.pairs.take(chosen[chosen >= 0]))
    return Solved(arrays, pairs, network, Choice(chosen), placed)


def _unplaced(solved: Solved) -> tuple[NietGeplaatst, ...]:
    arrays = solved.arrays
    waiting = np.ones(len(arrays.students), dtype=bool)
    waiting[solved.placed.student] = False
    has_pair = np.zeros(len(arrays.students), dtype=bool)
    has_pair[solved.pairs.student] = True
    told = [(student, GEEN_GESCHIKTE_PLAATS, text) for student, text in
            funnel_sentences(arrays, np.flatnonzero(waiting & ~has_pair))]  # fmt: skip
    told += [(student, TEKORT, _NO_ROOM) for student in np.flatnonzero(waiting & has_pair).tolist()]
    return tuple(NietGeplaatst(arrays.students[student], code, text) for student, code, text in sorted(told))
