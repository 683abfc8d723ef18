"""Reads an instance folder of CSV files into an `Instance`, or tells everything that is wrong with it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from .errors import Fout, InvoerFout
from .instance import SOORTEN, VAST_SOORTEN, Groep, Instance, Omzetting, Plaats, Student, Vast, Voorkeur
from .moments import DAGEN, PERIODES
from .validation import Rows, check_instance

Parser = Callable[[str], Any]


class Unreadable(ValueError):
    """A value that can't be read: what is wrong, and how to mend it."""


def _code(text: str) -> str:
    if not text:
        raise Unreadable("is leeg.", "Vul een code in.")
    return text


def _optional(text: str) -> str:
    return text


def _whole(low: int, high: int | None = None) -> Parser:
    span = f"van {low} tot en met {high}" if high is not None else f"van {low} of hoger"

    @cache
    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise Unreadable("is geen heel getal.", f"Vul een heel getal in {span}.") from None
        if number < low or (high is not None and number > high):
            raise Unreadable("is te klein." if number < low else "is te groot.", f"Vul een heel getal in {span}.")
        return number

    return parse


def _whole_or_none(low: int) -> Parser:
    inner = _whole(low)
    return lambda text: None if text == "" else inner(text)


def _number(low: float, high: float) -> Parser:
    def parse(text: str) -> float:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            raise Unreadable("is geen getal.", "Vul een getal in, bijvoorbeeld 52.99.") from None
        if not math.isfinite(number) or not low <= number <= high:
            raise Unreadable("ligt buiten het bereik.", f"Vul een getal in van {low:g} tot en met {high:g}.")
        return number

    return parse


def _choice(*options: str, convert: Callable[[str], Any] = str) -> Parser:
    def parse(text: str) -> Any:
        if text not in options:
            raise Unreadable("is hier niet bekend.", f"Kies uit: {', '.join(options)}.")
        return convert(text)

    return parse


def _codes(known: tuple[str, ...] | None) -> Parser:
    @cache
    def parse(text: str) -> frozenset[str]:
        codes = text.split()
        if known is None:
            return frozenset(codes)
        if not codes:
            raise Unreadable("is leeg.", f"Vul een of meer codes in, met spaties ertussen: {' '.join(known)}.")
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise Unreadable(f"bevat de onbekende code '{unknown[0]}'.", f"Kies uit: {' '.join(known)}.")
        if len(set(codes)) < len(codes):
            raise Unreadable("bevat een code twee keer.", "Noem elke code een keer.")
        return frozenset(codes)

    return parse


def _cluster_set(text: str) -> frozenset[str]:
    if not text.split():
        raise Unreadable("is leeg.", "Vul de code van een cluster in.")
    return frozenset(text.split())


_BIT = _choice("0", "1", convert=lambda text: text == "1")
_LAT, _LON = _number(-90, 90), _number(-180, 180)
# Parsers of cells that are all different.
CODE = _code
DIFFERENT = (_LAT, _LON)

SPECS: dict[str, tuple[type, dict[str, Parser]]] = {
    "studenten.csv": (
        Student,
        {
            "student": _code,
            "cluster": _code,
            "niveau": _whole(1, 9),
            "leerjaar": _whole(1, 9),
            "school": _code,
            "lat": _LAT,
            "lon": _LON,
            "max_km": _number(0, 25_000),
            "minderjarig": _BIT,
            "vog": _BIT,
            "voorrang": _whole(1, 9),
            "periodes": _codes(PERIODES),
            "dagen": _codes(DAGEN),
        },
    ),
    "plaatsen.csv": (
        Plaats,
        {
            "plaats": _code,
            "cluster": _cluster_set,
            "groep": _optional,
            "lat": _LAT,
            "lon": _LON,
            "capaciteit": _whole(0, 1_000_000),
            "min_leeftijd": _choice("0", "18", convert=int),
            "vog_vereist": _BIT,
            "scholen": _codes(None),
            "periodes": _codes(PERIODES),
            "dagen": _codes(DAGEN),
            "begeleider_niveau": _whole(0, 9),
            "soort": _choice(*SOORTEN),
        },
    ),
    "groepen.csv": (Groep, {"groep": _code, "boven": _optional, "capaciteit": _whole_or_none(0)}),
    "omzettingen.csv": (
        Omzetting,
        {"van_cluster": _code, "naar_cluster": _code, "kosten": _whole(1, 9), "maximum": _whole_or_none(0)},
    ),
    "voorkeuren.csv": (Voorkeur, {"student": _code, "plaats": _code, "rang": _whole(1, 9999)}),
    "vast.csv": (Vast, {"student": _code, "plaats": _code, "soort": _choice(*VAST_SOORTEN)}),
}


# Columns that may be left out; the records then have their default.
OPTIONAL: dict[str, dict[str, Parser]] = {"studenten.csv": {"geheugen": _whole(0, 9)}}


def read_folder(folder: Path) -> Instance:
    """The instance in a folder; raises InvoerFout with every error in every file, in Dutch."""
    if not folder.is_dir():
        raise InvoerFout(
            [Fout(str(folder), None, "", "", "deze map bestaat niet.", "Geef de map met de CSV-bestanden.")]
        )
    errors: list[Fout] = []
    records: dict[str, tuple[Any, ...]] = {}
    rows = Rows()
    for name in SPECS:
        records[name] = _read_file(folder / name, name, rows, errors)
    instance = Instance(*(records[name] for name in SPECS))
    errors += check_instance(instance, rows)
    if errors:
        order = {name: index for index, name in enumerate(SPECS)}
        raise InvoerFout(sorted(errors, key=lambda fout: (order[fout.bestand], fout.rij or 0)))
    return instance


def _read_file(path: Path, name: str, rows: Rows, errors: list[Fout]) -> tuple[Any, ...]:
    build, columns = SPECS[name]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        columns_text = ",".join(columns)
        rows.incomplete.add(name)
        errors.append(Fout(name, None, "", "", "dit bestand ontbreekt.", f"Maak het met de kopregel {columns_text}."))
        return ()
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        rows.incomplete.add(name)
        errors.append(Fout(name, row, "", "", "dit bestand is niet als UTF-8 bewaard.", "Bewaar het als CSV UTF-8."))
        return ()
    header, _, _ = text.partition("\n")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading = [cell.strip() for cell in next(reader, [])]
    missing = [column for column in columns if column not in heading]
    errors += [
        Fout(name, 1, column, "", "deze kolom ontbreekt.", "Voeg de kolom toe aan de kopregel.") for column in missing
    ]
    errors += [
        Fout(name, 1, column, column, "deze kolom staat er twee keer.", "Laat er een weg.")
        for column in sorted({cell for cell in heading if heading.count(cell) > 1})
    ]
    if missing:
        rows.incomplete.add(name)
        return ()
    present = {column: parser for column, parser in OPTIONAL.get(name, {}).items() if column in heading}
    return _read_rows(reader, name, build, columns | present, heading, rows, errors)


def _read_rows(
    reader: Any, name: str, build: type, columns: dict[str, Parser], heading: list[str], rows: Rows, errors: list[Fout]
) -> tuple[Any, ...]:
    plan = [(heading.index(column), column, parser) for column, parser in columns.items()]
    found: list[Any] = []
    numbers = rows.numbers.setdefault(name, [])
    width = len(heading)
    row = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return tuple(found)
        except csv.Error as error:
            errors.append(Fout(name, row + 1, "", "", f"deze rij is niet te lezen ({error}).", "Bewaar het als CSV."))
            rows.incomplete.add(name)
            return tuple(found)
        row += 1
        if not any(cells):
            continue
        if len(cells) != width:
            wat = f"deze rij heeft {len(cells)} waarden, de kopregel heeft er {width}."
            errors.append(Fout(name, row, "", "", wat, "Maak het aantal gelijk."))
            rows.rejected.setdefault(name, set()).add(cells[0].strip())
            continue
        values = []
        for index, column, parser in plan:
            text = cells[index].strip()
            try:
                values.append(parser(text))
            except Unreadable as bad:
                errors.append(Fout(name, row, column, text, *bad.args))
        if len(values) == len(plan):
            found.append(build(*values))
            numbers.append(row)
        else:
            rows.rejected.setdefault(name, set()).add(cells[plan[0][0]].strip())
