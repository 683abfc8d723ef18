"""Writes results and instances as folders of CSV files."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .instance import SOORTEN, Instance, Plaats
from .moments import DAGEN, PERIODES
from .reading import OPTIONAL, SPECS
from .result import Result, Waarom


def result_files(result: Result) -> dict[str, str]:
    """File names and texts of a result, as the contract names them."""
    return {
        "plaatsingen.csv": _table(
            ("student", "plaats", "rang", "km", "omzetting"),
            ((p.student, p.plaats, p.rang, f"{p.km:.1f}", p.omzetting) for p in result.plaatsingen),
        ),
        "niet_geplaatst.csv": _table(
            ("student", "reden", "toelichting"),
            ((n.student, n.reden, n.toelichting) for n in result.niet_geplaatst),
        ),
        "knelpunten.csv": _table(
            ("soort", "wie", "studenten_tegengehouden", "winst_bij_een_plaats_meer"),
            ((k.soort, k.wie, k.studenten_tegengehouden, k.winst_bij_een_plaats_meer) for k in result.knelpunten),
        ),
        "samenvatting.json": json.dumps(result.samenvatting, ensure_ascii=False, indent=1) + "\n",
    }


def reasons_file(result: Result) -> dict[str, str]:
    """The extra file `uitleg.csv`: per placed student why this place and not the first choice."""
    columns = [field.name for field in dataclasses.fields(Waarom)]
    return {"uitleg.csv": _table(columns, ([getattr(row, column) for column in columns] for row in result.waarom))}


def write_result(result: Result, folder: Path, *, reasons: bool = False) -> None:
    """Write the four files, and `uitleg.csv` when asked; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, result_files(result) | (reasons_file(result) if reasons else {}))


def write_instance(instance: Instance, folder: Path) -> None:
    """Write an instance folder that `read_folder` reads back."""
    folder.mkdir(parents=True, exist_ok=True)
    records = (
        instance.studenten,
        [_in_words_of_the_folder(place) for place in instance.plaatsen],
        instance.groepen,
        instance.omzettingen,
        instance.voorkeuren,
        instance.vast,
    )
    files = {}
    for (name, (build, columns)), rows in zip(SPECS.items(), records, strict=True):
        fields = [field.name for field in dataclasses.fields(build)]
        extra = [column for column in OPTIONAL.get(name, ()) if any(getattr(row, column) for row in rows)]
        heading = [*columns, *extra]
        fields = fields[: len(heading)]
        files[name] = _table(heading, ([_cell(getattr(row, field)) for field in fields] for row in rows))
    _write(folder, files)


def _in_words_of_the_folder(place: Plaats) -> Plaats:
    """A kind that only the portal knows is `regulier` in a folder: others read it by the contract."""
    return place if place.soort in SOORTEN else dataclasses.replace(place, soort="regulier")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, frozenset):
        order = PERIODES + DAGEN
        return " ".join(sorted(value, key=lambda code: (order.index(code) if code in order else -1, code)))
    return str(value)


def _table(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _write(folder: Path, files: dict[str, str]) -> None:
    waiting = []
    for name, text in files.items():
        draft = folder / f".{name}.deel"
        draft.write_text(text, encoding="utf-8")
        waiting.append((draft, folder / name))
    for draft, final in waiting:
        draft.replace(final)
