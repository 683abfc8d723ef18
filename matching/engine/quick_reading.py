"""Reads a folder without faults, column by column; at the first fault the patient reader takes over and tells all."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from .instance import Instance
from .reading import CODE, DIFFERENT, OPTIONAL, SPECS, Parser, Unreadable, read_folder
from .tables import FIELDS, Table, Tables, is_sound

BATCH = 20_000


def read_input(folder: Path) -> Instance | Tables:
    """The instance in a folder, ready for `solve`; raises InvoerFout like `read_folder`."""
    tables = read_tables(folder)
    return read_folder(folder) if tables is None else tables


def read_tables(folder: Path) -> Tables | None:
    """The columns of a folder in which everything is right; None when anything isn't."""
    found: dict[str, Table] = {}
    for name, (build, columns) in SPECS.items():
        try:
            text = (folder / name).read_bytes().decode("utf-8-sig")
            values = _columns(text, columns, OPTIONAL.get(name, {}))
        except (OSError, UnicodeDecodeError, csv.Error, Unreadable):
            return None
        defaults = {field.name: field.default for field in dataclasses.fields(build)}
        table = name.removesuffix(".csv")
        # The columns of a file stand in the order of the fields of its record; those left out have the default.
        fields = dict(zip(defaults, values, strict=False))
        length = len(values[0])
        found[table] = {field: fields.get(field) or [defaults[field]] * length for field in FIELDS[table]}
    tables = Tables(**found)
    return tables if is_sound(tables) else None


def _columns(text: str, columns: dict[str, Parser], optional: dict[str, Parser]) -> list[list[Any]]:
    header, _, _ = text.partition("\n")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heading = [cell.strip() for cell in next(reader, [])]
    if len(set(heading)) < len(heading) or not set(columns).issubset(heading):
        raise Unreadable
    present = columns | {column: parser for column, parser in optional.items() if column in heading}
    plan = [(heading.index(column), parser) for column, parser in present.items()]
    found: list[list[Any]] = [[] for _ in plan]
    known: list[dict[str, Any]] = [{} for _ in plan]
    width = {len(heading)}
    while batch := list(islice(reader, BATCH)):
        rows = [row for row in batch if any(row)]
        if not rows:
            continue
        if set(map(len, rows)) != width:
            raise Unreadable
        cells = list(zip(*rows, strict=True))
        for (index, parser), values, memory in zip(plan, found, known, strict=True):
            values.extend(_parse(list(map(str.strip, cells[index])), parser, memory))
    return found


def _parse(texts: list[str], parser: Parser, memory: dict[str, Any]) -> Iterable[Any]:
    if parser is CODE:
        if not all(texts):
            raise Unreadable
        return texts
    if parser in DIFFERENT:
        return map(parser, texts)
    # The other cells are much alike: each different text is read once.
    memory.update((one, parser(one)) for one in set(texts).difference(memory))
    return map(memory.__getitem__, texts)
