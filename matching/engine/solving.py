"""The whole engine in one call: check, filter, match, explain."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .arrays import Arrays, Bools, Ints, to_arrays
from .assignment import Choice
from .bounds import Bound, bounds_of, gap_sentence
from .eligibility import Pairs
from .errors import Geannuleerd, InvoerFout
from .explanation import Explanation, explain
from .instance import Instance
from .options import SEARCH_SECONDS, Opties
from .pins import check_pins
from .result import VAST_CONFLICT, NietGeplaatst, Result, Toewijzing
from .state import Solved, goal_values, match
from .tables import Tables
from .validation import check_instance

__all__ = ["SEARCH_SECONDS", "solve"]

Progress = Callable[[int, str], None]
Cancelled = Callable[[], bool]


def solve(
    instance: Instance | Tables,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    search_seconds: float | None = None,
    options: Opties | None = None,
) -> Result:
    """Match an instance: strictly in the order of the goals, with reasons and bottlenecks.

    `progress(percentage, Dutch sentence)` is called on the way; when `cancelled()` returns True, Geannuleerd is
    raised soon after. `options` chooses the order of the goals (the contract's by default) and the search time in
    parts where moments overlap (`search_seconds` overrules it); there the summary says `optimaal: False` with the gap
    when it was too short. Raises InvoerFout for a broken instance. Equal input gives equal output whatever the order
    of the rows (R4.3-R4.6).
    """
    started = time.monotonic()
    options = options or Opties()
    seconds = options.zoektijd if search_seconds is None else search_seconds

    def check() -> None:
        if cancelled is not None and cancelled():
            raise Geannuleerd("De matching is gestopt.")

    def report(percentage: int, sentence: str) -> None:
        check()
        if progress is not None:
            progress(percentage, sentence)

    report(0, "De gegevens worden gecontroleerd")
    errors = [] if isinstance(instance, Tables) else check_instance(instance)
    if errors:
        raise InvoerFout(errors)
    arrays = to_arrays(instance, options.modus)
    conflicts = check_pins(arrays)
    if conflicts:
        return _conflict_result(arrays, conflicts, started)
    solved = match(arrays, seconds=seconds, report=report, check=check)
    report(85, "De uitleg wordt gemaakt")
    explanation = explain(solved, check=options.nagaan)
    report(100, "Klaar")
    return Result(
        plaatsingen=tuple(_placements(arrays, solved.placed)),
        niet_geplaatst=tuple(explanation.unplaced),
        knelpunten=tuple(explanation.bottlenecks),
        samenvatting=_summary(solved, started, explanation),
        waarom=tuple(explanation.placed),
    )


def _placements(arrays: Arrays, placed: Pairs) -> list[Toewijzing]:
    names = [""] + [f"{option.van_cluster}>{option.naar_cluster}" for option in arrays.conversions]
    return [
        Toewijzing(arrays.students[student], arrays.places[place], rank, tenths / 10, names[conversion + 1])
        for student, place, rank, tenths, conversion in zip(
            placed.student.tolist(),
            placed.place.tolist(),
            placed.rank.tolist(),
            placed.tenths.tolist(),
            placed.conversion.tolist(),
            strict=True,
        )
    ]


def _totals(arrays: Arrays, placed: Pairs) -> dict[str, Any]:
    return {
        "geplaatst": len(placed),
        **goal_values(arrays, placed),
        "per_cluster": _per_cluster(arrays, placed.student),
    }


def _per_cluster(arrays: Arrays, placed: Ints) -> dict[str, dict[str, int]]:
    count = len(arrays.clusters)
    asked = np.bincount(arrays.s_cluster, minlength=count)
    done = np.bincount(arrays.s_cluster[placed], minlength=count)
    return {
        code: {
            "vraag": int(asked[number]),
            "aanbod": int(arrays.p_capacity[arrays.cluster_places[number]].sum()),
            "geplaatst": int(done[number]),
            "niet_geplaatst": int(asked[number] - done[number]),
        }
        for number, code in enumerate(arrays.clusters)
    }


def _summary(solved: Solved, started: float, explanation: Explanation) -> dict[str, Any]:
    totals = _totals(solved.arrays, solved.placed)
    bounds = bounds_of(solved.arrays.goals, totals, solved.choice.gaps)
    return {
        **totals,
        "seconden": round(time.monotonic() - started, 3),
        "optimaal": solved.proven,
        "ondergrenzen": bounds,
        "bewijs": _proof(bounds, solved.choice, explanation, proven=solved.proven),
    }


def _proof(bounds: dict[str, Bound], choice: Choice, explanation: Explanation, *, proven: bool) -> str:
    parts = []
    if choice.flow_students:
        parts.append(
            f"{choice.flow_students} studenten zijn als stroom gematcht; elke stap heeft een sluitend bewijs met "
            "prijzen, nagerekend in hele getallen."
        )
    if choice.priced_students:
        parts.append(
            f"{choice.priced_students} studenten zijn als stroom gematcht met een prijs op omzettingen die aan hun "
            "maximum zitten; prijs en gebruik sluiten precies, nagerekend in hele getallen."
        )
    if choice.milp_students:
        limit = "en omzettingen met een maximum" if choice.active else "of grenzen"
        how = "voor elk doel is de ondergrens gelijk aan de gevonden waarde" if proven else "niet elk doel is bewezen"
        parts.append(
            f"{choice.milp_students} studenten zijn met geheeltallig zoeken gematcht omdat dagen en periodes {limit} "
            f"elkaar deels overlappen; {how}."
        )
    if not proven:
        parts.append(gap_sentence(bounds, choice.gaps))
    if not explanation.exact_gains:
        parts.append("Van sommige knelpunten is de winst bij een plaats meer een bewezen minimum.")
    if explanation.checked:
        parts.append(f"De winst van {explanation.checked} knelpunten is nagerekend door opnieuw te matchen.")
    return " ".join(parts) or "Er zijn geen geschikte plaatsen, dus er valt niets te kiezen."


def _conflict_result(arrays: Arrays, conflicts: dict[int, str], started: float) -> Result:
    nobody = _nobody(arrays)
    others = "Niemand is geplaatst, omdat de vaste plaatsing van een andere student niet kan."
    unplaced = tuple(
        NietGeplaatst(code, VAST_CONFLICT, conflicts.get(number, others)) for number, code in enumerate(arrays.students)
    )
    summary = {
        **_totals(arrays, nobody),
        "seconden": round(time.monotonic() - started, 3),
        "optimaal": False,
        "bewijs": f"Niemand is geplaatst: {len(conflicts)} vaste plaatsingen kunnen niet.",
    }
    return Result((), unplaced, (), summary, conflict=True)


def _nobody(arrays: Arrays) -> Pairs:
    del arrays
    none: Ints = np.zeros(0, dtype=np.int64)
    empty: Bools = np.zeros(0, dtype=bool)
    return Pairs(none, none, none, none, none, empty, none)
