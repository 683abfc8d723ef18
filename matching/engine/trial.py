"""One step on an instance folder, in a process of its own, so that its time and memory are its own.

`python -m matching.engine.trial MAP STAP [MAP2]` prints one JSON object. Used by the benchmarks.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .arrays import Arrays, Ints, to_arrays
from .changes import OmzettingToestaan, PlekErbij, Verbied, VerderReizen
from .eligibility import find_pairs
from .greedy import greedy
from .instance import Instance
from .network import Network, build_network
from .options import Opties
from .proof_milp import milp_goals
from .reading import read_folder
from .reasons import first_choices
from .solving import solve
from .stable import deferred_acceptance
from .state import goal_values, match
from .whatif import Voorbereid
from .writing import write_result

STAPPEN = ("bestanden", "zonder_uitleg", "gretig", "stabiel", "milp", "wat_als")
SECONDS = 900.0


def trial(folder: Path, step: str, target: Path | None = None) -> dict[str, Any]:
    """Read the folder and do one step.

    `seconden` is the step without the reading, except for `bestanden` (all from reading to writing `target`) and
    `wat_als` (CPU time of the slowest question). `piek_mib` and `cpu_s` (what a quiet machine takes) are the whole
    process.
    """
    started = time.perf_counter()
    instance = read_folder(folder)
    if step == "bestanden":
        result = solve(instance, options=Opties(zoektijd=SECONDS))
        if target is not None:
            write_result(result, target)
        leave = ("per_cluster", "seconden", "bewijs")
        found = {name: value for name, value in result.samenvatting.items() if name not in leave}
    elif step == "wat_als":
        found = _what_if(instance)
    else:
        started = time.perf_counter()
        found = _step(to_arrays(instance), step)
    return {
        "stap": step,
        "seconden": round(found.pop("seconden", time.perf_counter() - started), 2),
        "cpu_s": round(time.process_time(), 2),
        "piek_mib": peak_mib(),
        **found,
    }


def _step(arrays: Arrays, step: str) -> dict[str, Any]:
    if step == "zonder_uitleg":
        solved = match(arrays, seconds=SECONDS)
        return {**_told(arrays, solved.network, solved.choice.pair), "optimaal": solved.proven}
    pairs = find_pairs(arrays)
    if step == "milp":
        values = milp_goals(arrays, pairs)
        return {**values, "km_som": values["km_tienden"] / 10, "optimaal": True}
    rival: dict[str, Callable[[Network], Ints]] = {
        "gretig": greedy,
        "stabiel": lambda network: deferred_acceptance(network).pair,
    }
    network = build_network(arrays, pairs)
    return _told(arrays, network, rival[step](network))


def _what_if(instance: Instance) -> dict[str, Any]:
    """The slowest of some what-if questions on a solved problem; whether every answer is exact."""
    ready = Voorbereid(instance, options=Opties(zoektijd=SECONDS))
    placed = ready.plaatsingen
    waiting = [s for s in instance.studenten if s.student not in placed]
    place, group = instance.plaatsen[0], instance.groepen[0].groep
    target = Counter(s.cluster for s in waiting).most_common(1)[0][0]
    sources = Counter(c for p in instance.plaatsen for c in p.clusters if c != target).most_common(3)
    questions = (
        PlekErbij(place.plaats),
        PlekErbij(group, "groep"),
        OmzettingToestaan(sources[0][0], target),
        *(OmzettingToestaan(source, target, 2, 10) for source, _ in sources),
        VerderReizen(5.0, frozenset((waiting[0].student,))),
        VerderReizen(5.0, cluster=target),
        Verbied(waiting[0].student, place.plaats),
    )
    seconds, exact = 0.0, True
    for question in questions:
        started = time.process_time()
        exact = ready.effect(question).bewezen and exact
        seconds = max(seconds, time.process_time() - started)
    return {"seconden": seconds, "optimaal": exact}


def _told(arrays: Arrays, network: Network, chosen: Ints) -> dict[str, Any]:
    rows = network.pairs.take(chosen[chosen >= 0])
    first = int((first_choices(arrays)[rows.student] == rows.place).sum())
    return {"geplaatst": len(rows), **goal_values(arrays, rows), "eerste_keus": first}


def peak_mib() -> int:
    """The highest memory of this process so far, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # The resource usage would count the process that started this one too.
        (line,) = [row for row in status.read_text().splitlines() if row.startswith("VmHWM")]
        return int(line.split()[1]) // 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(argv: list[str]) -> int:
    """Entry point: folder, step and the folder to write to."""
    folder, step, *target = argv
    sys.stdout.write(json.dumps(trial(Path(folder), step, Path(target[0]) if target else None)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
