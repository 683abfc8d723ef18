"""The quick reader gives exactly what the patient one gives, and steps aside for every fault."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.engine import Instance, InvoerFout, read_folder, write_instance
from matching.engine.arrays import Arrays, to_arrays
from matching.engine.generator import Vorm, generate
from matching.engine.quick_reading import read_input, read_tables
from tests.matching.engine.engine_oracle import random_instance


def plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def same(one: Arrays, other: Arrays) -> bool:
    return all(
        plain(getattr(one, field.name)) == plain(getattr(other, field.name)) for field in dataclasses.fields(Arrays)
    )


def instances() -> list[Instance]:
    small = [random_instance(seed, overlapping=seed % 2 == 0) for seed in range(12)]
    return [*small, generate(150, 3, Vorm(weekdagen=True, vast=True, maximum_aandeel=0.1)), Instance((), ())]


@pytest.mark.parametrize("number", range(14))
def test_quick_reader_equals_patient_reader(number: int, tmp_path: Path) -> None:
    write_instance(instances()[number], tmp_path)
    tables = read_tables(tmp_path)
    assert tables is not None
    assert same(to_arrays(tables), to_arrays(read_folder(tmp_path)))


def test_quick_reader_takes_semicolons_bom_spaces_empty_lines_and_other_columns(tmp_path: Path) -> None:
    write_instance(generate(40, 1), tmp_path)
    expected = to_arrays(read_folder(tmp_path))
    path = tmp_path / "studenten.csv"
    head, *rows = path.read_text().splitlines()
    changed = [f"{head};opmerking", "", *(f" {row} ;x" for row in rows), ""]
    path.write_text("\ufeff" + "\n".join(changed).replace(",", ";"), encoding="utf-8")
    tables = read_tables(tmp_path)
    assert tables is not None
    assert same(to_arrays(tables), expected)
    assert same(to_arrays(read_folder(tmp_path)), expected)


def spoil(folder: Path, rng: random.Random) -> None:
    """One random change in one file: a cell, a row twice, a row gone, a column gone."""
    path = rng.choice([one for one in sorted(folder.glob("*.csv")) if len(one.read_text().splitlines()) > 1])
    rows = [line.split(",") for line in path.read_text().splitlines()]
    kind = rng.choice(("cell", "cell", "cell", "twice", "gone", "column", "short"))
    at = rng.randrange(1, len(rows))
    if kind == "cell":
        rows[at][rng.randrange(len(rows[0]))] = rng.choice(("", "x", "-1", "0", "99999", "1", "ma ma", "5 6", "n.v.t."))
    elif kind == "twice":
        rows.insert(at, rows[at])
    elif kind == "gone":
        del rows[at]
    elif kind == "column":
        drop = rng.randrange(len(rows[0]))
        rows = [row[:drop] + row[drop + 1 :] for row in rows]
    else:
        rows[at].pop()
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")


@pytest.mark.parametrize("seed", range(80))
def test_quick_reader_accepts_exactly_what_the_patient_reader_accepts(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    write_instance(generate(25, seed, Vorm(vast=True)), tmp_path)
    spoil(tmp_path, rng)
    try:
        expected = to_arrays(read_folder(tmp_path))
    except InvoerFout:
        assert read_tables(tmp_path) is None
        with pytest.raises(InvoerFout):
            read_input(tmp_path)
        return
    tables = read_tables(tmp_path)
    assert tables is not None
    assert same(to_arrays(tables), expected)


@pytest.mark.parametrize(
    ("rows", "good"),
    [
        ("a,,\nb,a,1\nc,b,\n", True),
        ("a,b,\nb,a,1\nc,b,\n", False),
        ("a,a,\nb,,\nc,,\n", False),
        ("a,,\na,,\nb,,\nc,,\n", False),
    ],
)
def test_quick_reader_sees_rings_of_groups(rows: str, good: bool, tmp_path: Path) -> None:
    write_instance(Instance((), ()), tmp_path)
    (tmp_path / "groepen.csv").write_text("groep,boven,capaciteit\n" + rows)
    assert (read_tables(tmp_path) is not None) == good
