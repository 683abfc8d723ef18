"""`vast` pins: they override the soft rules (school, travel, level), never the hard ones."""

from __future__ import annotations

from collections import Counter

from .arrays import UNLIMITED, Arrays
from .eligibility import options_of, pin_option
from .moments import cell_name, cells_of


def ancestors(arrays: Arrays, place: int) -> list[int]:
    """Nodes above and including a place: the place itself, then `len(places) + group` upwards."""
    nodes = [place]
    group = int(arrays.p_group[place])
    while group >= 0:
        nodes.append(len(arrays.places) + group)
        group = int(arrays.g_above[group])
    return nodes


def node_capacity(arrays: Arrays, node: int) -> int:
    """Capacity of a node (place or group); UNLIMITED (-1) when there is no limit."""
    count = len(arrays.places)
    return int(arrays.p_capacity[node]) if node < count else int(arrays.g_capacity[node - count])


def node_name(arrays: Arrays, node: int) -> str:
    """Dutch name of a node, e.g. `plaats p001` or `groep o1a2`."""
    count = len(arrays.places)
    return f"plaats {arrays.places[node]}" if node < count else f"groep {arrays.groups[node - count]}"


def pin_load(arrays: Arrays) -> dict[int, Counter[int]]:
    """Heads that pins take, per node and per cell."""
    load: dict[int, Counter[int]] = {}
    for student, place in arrays.pins.items():
        cells = cells_of(int(arrays.s_cells[student]))
        for node in ancestors(arrays, place):
            load.setdefault(node, Counter()).update(cells)
    return load


def check_pins(arrays: Arrays) -> dict[int, str]:
    """Students whose pin breaks a hard rule, with the Dutch reason; empty when every pin can be kept."""
    conflicts: dict[int, str] = {}
    options = options_of(arrays)
    used: Counter[int] = Counter()
    for student, place in arrays.pins.items():
        conversion, _ = pin_option(arrays, options, student, place)
        used[conversion] += 1
        reason = _pair_conflict(arrays, student, place, conversion)
        if reason:
            conflicts[student] = f"De vaste plaatsing op {arrays.places[place]} kan niet: {reason}."
    for student, place in arrays.pins.items():
        conversion, _ = pin_option(arrays, options, student, place)
        limit = arrays.conversions[conversion].maximum if conversion >= 0 else None
        if limit is not None and used[conversion] > limit:
            option = arrays.conversions[conversion]
            conflicts.setdefault(
                student,
                f"De vaste plaatsingen gebruiken {used[conversion]} keer de omzetting van {option.van_cluster} naar "
                f"{option.naar_cluster}; er zijn er {limit} afgesproken.",
            )
    for node, cells in sorted(pin_load(arrays).items()):
        limit = node_capacity(arrays, node)
        over = [cell for cell in sorted(cells) if limit != UNLIMITED and cells[cell] > limit]
        if not over:
            continue
        for student, place in arrays.pins.items():
            here = [cell for cell in over if arrays.s_cells[student] >> cell & 1]
            if here and node in ancestors(arrays, place):
                conflicts.setdefault(
                    student,
                    f"De vaste plaatsing op {arrays.places[place]} past niet: bij {node_name(arrays, node)} staan in "
                    f"{cell_name(here[0])} {cells[here[0]]} studenten vast en er is plek voor {limit}.",
                )
    return dict(sorted(conflicts.items()))


def _pair_conflict(arrays: Arrays, s: int, p: int, conversion: int) -> str:
    if conversion == -2:
        return "het cluster van de plaats past niet bij het cluster van de student"
    if arrays.s_periods[s] & ~arrays.p_periods[p]:
        return "de plaats is er niet in alle periodes van de student"
    if arrays.s_days[s] & ~arrays.p_days[p]:
        return "de plaats is er niet op alle dagen van de student"
    if arrays.s_minor[s] and arrays.p_adult[p]:
        return "de student is jonger dan 18 jaar en de plaats vraagt 18 jaar of ouder"
    if arrays.p_vog[p] and not arrays.s_vog[s]:
        return "de plaats vraagt een VOG en de student heeft er geen"
    return ""
