"""Why a student has no suitable place at all: how many places remain after each rule, in one true Dutch sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .arrays import Arrays, Bools, Ints
from .eligibility import options_of, rules

CHUNK = 4_000_000


def _step(arrays: Arrays, name: str, student: int) -> str:
    school_codes = {
        "periodes": "in alle gevraagde periodes",
        "dagen": "op alle gevraagde dagen",
        "leeftijd": "zonder een leeftijdsgrens die tegenhoudt",
        "vog": "zonder een VOG-eis die tegenhoudt",
        "school": "open voor de school van de student",
        "niveau": "met een begeleider van voldoende niveau",
        "reisafstand": f"binnen {arrays.s_max_km[student]:g} km",
        "verboden": "die niet door de coördinator zijn uitgesloten",
    }
    return school_codes[name]


def funnel_sentences(arrays: Arrays, students: Ints) -> Iterator[tuple[int, str]]:
    """(student, sentence) for students without any allowed place, in the order given."""
    for student, counts in funnel_counts(arrays, students):
        yield student, _sentence(arrays, student, counts)


def funnel_counts(arrays: Arrays, students: Ints) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """(student, places left after each rule) in the order given; the first rule is `cluster`."""
    allowed_clusters = place_clusters(arrays, options_of(arrays))
    places = np.arange(len(arrays.places))
    step = max(1, CHUNK // max(1, len(places)))
    for start in range(0, len(students), step):
        chosen = students[start : start + step]
        left = allowed_clusters[arrays.s_cluster[chosen]]
        counts = [("cluster", left.sum(axis=1))]
        if len(places):
            for name, mask in rules(arrays, chosen[:, None], places[None, :]):
                left = left & mask
                counts.append((name, left.sum(axis=1)))
        for number, student in enumerate(chosen.tolist()):
            yield student, [(name, int(count[number])) for name, count in counts]


def place_clusters(arrays: Arrays, options: Iterable[tuple[int, int]]) -> Bools:
    """Table [student cluster, place]: whether the place may serve the cluster by one of these (source, target)."""
    table = np.zeros((len(arrays.clusters), len(arrays.places)), dtype=bool)
    for source, target in options:
        table[target, arrays.cluster_places[source]] = True
    return table


def _sentence(arrays: Arrays, student: int, counts: list[tuple[str, int]]) -> str:
    cluster = arrays.clusters[int(arrays.s_cluster[student])]
    total, first = len(arrays.places), counts[0][1]
    if not first:
        return f"Van de {total} plaatsen is er geen een voor cluster {cluster}, ook niet door een omzetting."
    parts = []
    before = first
    for name, count in counts[1:]:
        if count != before:
            parts.append(f"{count or 'geen een'} {_step(arrays, name, student)}")
        before = count
        if not count:
            break
    start = f"Van de {total} plaatsen zijn er {first} voor cluster {cluster} (eigen of omgezet)"
    return f"{start}; daarvan {', '.join(parts)}."
