"""The engine on files: shared by `manage.py matchen` and `python -m matching.engine`."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from .errors import InvoerFout
from .options import CONTRACT, MODI, SEARCH_SECONDS, Opties
from .quick_reading import read_input
from .result import VAST_CONFLICT, Result
from .solving import solve
from .writing import write_result

HELP = "Matcht studenten met stageplaatsen: leest een map met CSV-bestanden en schrijft de beste indeling met uitleg."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "map", metavar="MAP", type=Path, help="map met studenten.csv, plaatsen.csv en de andere bestanden"
    )
    parser.add_argument("--uit", metavar="MAP2", type=Path, required=True, help="map waarin de uitkomst komt")
    parser.add_argument("--json", action="store_true", help="druk de samenvatting af als een JSON-object")
    parser.add_argument(
        "--zoektijd",
        metavar="SECONDEN",
        type=float,
        default=SEARCH_SECONDS,
        help="langste zoektijd waar dagen of periodes elkaar deels overlappen (standaard %(default)g)",
    )
    parser.add_argument(
        "--modus",
        choices=MODI,
        default=CONTRACT,
        help="hoe zwaar de huidige plaats telt: gewoon, zo min mogelijk verhuizingen, niemand verhuist, of niet",
    )
    parser.add_argument(
        "--uitleg", action="store_true", help="schrijf ook uitleg.csv: per geplaatste student waarom deze plaats"
    )


class _Steps:
    """Prints each new step once."""

    def __init__(self, err: TextIO) -> None:
        self.err, self.last = err, ""

    def __call__(self, percentage: int, sentence: str) -> None:
        if sentence != self.last:
            print(f"{percentage:3d} % {sentence}", file=self.err)
        self.last = sentence


def run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Match a folder: 0 done, 1 wrong input or conflicting pins (told on `err`)."""
    with _uncollected():
        return _run(arguments, out, err)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without searching for cycles of objects: a large region is millions of objects and none forms a cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _run(arguments: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    try:
        result = solve(
            read_input(arguments.map),
            progress=_Steps(err),
            options=Opties(modus=arguments.modus, zoektijd=arguments.zoektijd),
        )
    except InvoerFout as error:
        for fout in error.fouten:
            print(fout, file=err)
        return 1
    try:
        write_result(result, arguments.uit, reasons=arguments.uitleg)
    except OSError as error:
        print(f"{arguments.uit}: de uitkomst is niet te schrijven ({error.strerror}). Kies een andere map.", file=err)
        return 1
    print(_report(result, as_json=arguments.json), file=out)
    if result.conflict:
        for row in result.niet_geplaatst:
            if row.reden == VAST_CONFLICT and not row.toelichting.startswith("Niemand"):
                print(
                    f"vast.csv, kolom student, waarde '{row.student}': {row.toelichting} Pas deze regel aan.", file=err
                )
        return 1
    return 0


def _report(result: Result, *, as_json: bool) -> str:
    summary = result.samenvatting
    if as_json:
        return json.dumps(summary, ensure_ascii=False)
    proof = "bewezen optimaal" if summary["optimaal"] else "niet bewezen optimaal"
    return "\n".join(
        [
            f"Geplaatst: {summary['geplaatst']}, niet geplaatst: {len(result.niet_geplaatst)} ({proof})",
            f"Som van de voorrang: {summary['voorrang_som']}",
            f"Kosten van omzettingen: {summary['omzettingskosten']}",
            f"Som van de rang: {summary['rang_som']}",
            f"Huidige plaats behouden: {summary['huidig_behouden']}",
            f"Kilometers: {summary['km_som']}",
            summary["bewijs"],
        ]
    )


def main(argv: list[str] | None = None) -> int:
    """Entry point of `python -m matching.engine`."""
    parser = argparse.ArgumentParser(prog="python -m matching.engine", description=HELP)
    add_arguments(parser)
    return run(parser.parse_args(argv), sys.stdout, sys.stderr)
