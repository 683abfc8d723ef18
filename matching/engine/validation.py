"""Checks between the rows of an instance: duplicates, unknown references, cycles, pins that contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .errors import Fout
from .instance import Instance
from .moments import DAGEN, PERIODES


@dataclass(slots=True)
class Rows:
    """Where the records stood in their files: row numbers, keys of rows that were refused, files that can't be read."""

    numbers: dict[str, list[int]] = field(default_factory=dict)
    rejected: dict[str, set[str]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)

    def of(self, file: str, index: int) -> int | None:
        """Row number of the record with this index, None when the instance came from no file."""
        numbers = self.numbers.get(file)
        return numbers[index] if numbers else None


def check_instance(instance: Instance, rows: Rows | None = None) -> list[Fout]:
    """Every error in an instance, in Dutch; empty when it can be solved."""
    rows = rows or Rows()
    errors: list[Fout] = []
    students = _unique(instance.studenten, "studenten.csv", "student", rows, errors)
    places = _unique(instance.plaatsen, "plaatsen.csv", "plaats", rows, errors)
    groups = _unique(instance.groepen, "groepen.csv", "groep", rows, errors)
    errors += _values(instance, rows)
    _refer(instance.plaatsen, "plaatsen.csv", "groep", groups, "groepen.csv", rows, errors, optional=True)
    _refer(instance.groepen, "groepen.csv", "boven", groups, "groepen.csv", rows, errors, optional=True)
    for name, records in (("voorkeuren.csv", instance.voorkeuren), ("vast.csv", instance.vast)):
        _refer(records, name, "student", students, "studenten.csv", rows, errors)
        _refer(records, name, "plaats", places, "plaatsen.csv", rows, errors)
    errors += _cycles(instance, rows)
    errors += _pairs(instance, rows)
    return errors


def _unique(records: Iterable[Any], file: str, column: str, rows: Rows, errors: list[Fout]) -> set[str]:
    seen: dict[str, int] = {}
    for index, record in enumerate(records):
        key = getattr(record, column)
        if key in seen:
            first = rows.of(file, seen[key])
            where = f" (ook in rij {first})" if first else ""
            what = f"deze code komt vaker voor{where}."
            errors.append(Fout(file, rows.of(file, index), column, key, what, "Geef elke rij een eigen code."))
        else:
            seen[key] = index
    return set(seen) | rows.rejected.get(file, set())


def _refer(
    records: Iterable[Any],
    file: str,
    column: str,
    known: set[str],
    target: str,
    rows: Rows,
    errors: list[Fout],
    *,
    optional: bool = False,
) -> None:
    if target in rows.incomplete:
        return
    for index, record in enumerate(records):
        key = getattr(record, column)
        if key not in known and not (optional and key == ""):
            what = f"deze code staat niet in {target}."
            errors.append(
                Fout(file, rows.of(file, index), column, key, what, "Verbeter de code of voeg haar daar toe.")
            )


def _values(instance: Instance, rows: Rows) -> Iterator[Fout]:
    """Values that the reader refuses too: an instance may also be built from a database."""
    checks: list[tuple[str, Iterable[Any], str, Callable[[Any], bool], str]] = [
        ("studenten.csv", instance.studenten, "voorrang", lambda s: 1 <= s.voorrang <= 9, "Kies 1 tot en met 9."),
        ("studenten.csv", instance.studenten, "geheugen", lambda s: 0 <= s.geheugen <= 9, "Kies 0 tot en met 9."),
        ("studenten.csv", instance.studenten, "max_km", lambda s: s.max_km >= 0, "Kies 0 of hoger."),
        ("studenten.csv", instance.studenten, "periodes", lambda s: _within(s.periodes, PERIODES), _of(PERIODES)),
        ("studenten.csv", instance.studenten, "dagen", lambda s: _within(s.dagen, DAGEN), _of(DAGEN)),
        ("plaatsen.csv", instance.plaatsen, "capaciteit", lambda p: p.capaciteit >= 0, "Kies 0 of hoger."),
        ("plaatsen.csv", instance.plaatsen, "clusters", lambda p: bool(p.clusters), "Kies een cluster."),
        ("plaatsen.csv", instance.plaatsen, "periodes", lambda p: _within(p.periodes, PERIODES), _of(PERIODES)),
        ("plaatsen.csv", instance.plaatsen, "dagen", lambda p: _within(p.dagen, DAGEN), _of(DAGEN)),
        (
            "groepen.csv",
            instance.groepen,
            "capaciteit",
            lambda g: (g.capaciteit or 0) >= 0,
            "Kies 0 of hoger, of leeg.",
        ),
        ("omzettingen.csv", instance.omzettingen, "kosten", lambda o: 1 <= o.kosten <= 9, "Kies 1 tot en met 9."),
        ("omzettingen.csv", instance.omzettingen, "maximum", lambda o: (o.maximum or 0) >= 0, "Kies 0 of hoger."),
        ("voorkeuren.csv", instance.voorkeuren, "rang", lambda v: 1 <= v.rang <= 9999, "Kies 1 tot en met 9999."),
    ]
    for file, records, column, good, how in checks:
        for index, record in enumerate(records):
            if not good(record):
                value = str(getattr(record, column))
                yield Fout(file, rows.of(file, index), column, value, "deze waarde mag niet.", how)


def _within(codes: frozenset[str], known: tuple[str, ...]) -> bool:
    return bool(codes) and codes <= frozenset(known)


def _of(known: tuple[str, ...]) -> str:
    return f"Kies uit: {' '.join(known)}."


def _cycles(instance: Instance, rows: Rows) -> Iterator[Fout]:
    above = {group.groep: group.boven for group in instance.groepen}
    done: set[str] = set()
    for index, group in enumerate(instance.groepen):
        path: list[str] = []
        at = group.groep
        while at and at in above and at not in done and at not in path:
            path.append(at)
            at = above[at]
        if at in path:
            ring = " < ".join([*path[path.index(at) :], at])
            what = f"deze groep ligt in een kring ({ring})."
            how = "Maak er een boom van: laat 'boven' bij de hoogste groep leeg."
            yield Fout("groepen.csv", rows.of("groepen.csv", index), "boven", group.boven, what, how)
        done.update(path)


def _pairs(instance: Instance, rows: Rows) -> Iterator[Fout]:
    seen: set[tuple[str, ...]] = set()
    for index, wish in enumerate(instance.voorkeuren):
        key: tuple[str, ...] = (wish.student, wish.plaats)
        if key in seen:
            what = f"student {wish.student} noemt deze plaats twee keer."
            yield Fout(
                "voorkeuren.csv", rows.of("voorkeuren.csv", index), "plaats", wish.plaats, what, "Laat er een weg."
            )
        seen.add(key)
    seen = set()
    for index, option in enumerate(instance.omzettingen):
        key = (option.van_cluster, option.naar_cluster)
        row = rows.of("omzettingen.csv", index)
        if key in seen:
            what = "deze omzetting staat er twee keer."
            yield Fout("omzettingen.csv", row, "naar_cluster", option.naar_cluster, what, "Laat er een weg.")
        if option.van_cluster == option.naar_cluster:
            what = "een cluster kan niet naar zichzelf worden omgezet."
            yield Fout("omzettingen.csv", row, "naar_cluster", option.naar_cluster, what, "Kies een ander cluster.")
        seen.add(key)
    yield from _pins(instance, rows)


def _pins(instance: Instance, rows: Rows) -> Iterator[Fout]:
    seen: set[tuple[str, str, str]] = set()
    stay: dict[str, str] = {pin.student: pin.plaats for pin in reversed(instance.vast) if pin.soort == "vast"}
    for index, pin in enumerate(instance.vast):
        row = rows.of("vast.csv", index)
        key = (pin.student, pin.plaats, pin.soort)
        if key in seen:
            yield Fout("vast.csv", row, "plaats", pin.plaats, "deze regel staat er twee keer.", "Laat er een weg.")
        elif pin.soort == "vast" and stay[pin.student] != pin.plaats:
            what = f"student {pin.student} staat al vast op plaats {stay[pin.student]}."
            yield Fout("vast.csv", row, "plaats", pin.plaats, what, "Laat een van de twee weg.")
        elif pin.soort == "verboden" and stay.get(pin.student) == pin.plaats:
            what = f"student {pin.student} staat op deze plaats vast en is er ook verboden."
            yield Fout("vast.csv", row, "soort", pin.soort, what, "Laat een van de twee weg.")
        seen.add(key)
