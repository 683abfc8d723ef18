"""One step on an instance folder, in a process of its own, so that its time and memory are its own.

`python -m matching.engine.trial MAP STAP [MAP2]` prints one JSON object. Used by the benchmarks.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .arrays import Arrays, Ints, to_arrays
from .eligibility import find_pairs
from .greedy import greedy
from .network import Network, build_network
from .options import Opties
from .proof_milp import milp_goals
from .reading import read_folder
from .reasons import first_choices
from .solving import solve
from .stable import deferred_acceptance
from .state import goal_values, match
from .writing import write_result

STAPPEN = ("bestanden", "zonder_uitleg", "gretig", "stabiel", "milp")
SECONDS = 900.0


def trial(folder: Path, step: str, target: Path | None = None) -> dict[str, Any]:
    """Read the folder and do one step.

    `seconden` is the step without the reading, except for `bestanden`, which is everything from reading to writing
    `target`; `piek_mib` and `cpu_s` (what a quiet machine takes) are the whole process.
    """
    started = time.perf_counter()
    instance = read_folder(folder)
    if step == "bestanden":
        result = solve(instance, options=Opties(zoektijd=SECONDS))
        if target is not None:
            write_result(result, target)
        leave = ("per_cluster", "seconden", "bewijs")
        found = {name: value for name, value in result.samenvatting.items() if name not in leave}
    else:
        started = time.perf_counter()
        found = _step(to_arrays(instance), step)
    return {
        "stap": step,
        "seconden": round(time.perf_counter() - started, 2),
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
