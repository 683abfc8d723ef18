"""Mutation check: change the code in one small place at a time, and see whether the tests notice (R3 of the goals).

    .venv/bin/python scripts/mutatie.py [--deel 1/4] [--lijst]

Only for pure code: the tests run without Django, each mutant in a forked child. Prints the survivors, and exits with 1
when fewer than 95 % of the mutants were killed.
"""

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.util
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NoReturn

WORTEL = Path(__file__).resolve().parent.parent
PAKKET = "evaluaties/verslagregels"
# The readers and writers of files are plumbing; the ladder is what must be sharp.
MODULES = (
    "beleid",
    "controles",
    "correcties",
    "gebeurtenissen",
    "ladder",
    "overzicht",
    "pauzes",
    "ronde",
    "termijnen",
    "vegen",
)
# The quickest and sharpest first.
TESTS = (
    "test_voorbeelden",
    "test_verhalen_trap",
    "test_verhalen_correcties",
    "test_verhalen_voorstel",
    "test_verhalen_pauzes",
    "test_termijnen",
    "test_overzicht",
    "test_volgende_moment",
    "test_scenario",
    "test_eigenschappen",
)
NORM = 0.95
SECONDEN = 240

ANDERS = {
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}


def mutanten(boom: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Each mutant of a module: line, what was changed, and the changed tree."""
    versiering = {id(deel) for k in ast.walk(boom) for d in getattr(k, "decorator_list", ()) for deel in ast.walk(d)}
    for nummer, knoop in enumerate(ast.walk(boom)):
        if id(knoop) in versiering:  # `frozen` and `slots` guard against us, not against a wrong deadline
            continue
        for wat, verander in veranderingen(knoop):
            kopie = copy.deepcopy(boom)
            doel = next(k for n, k in enumerate(ast.walk(kopie)) if n == nummer)
            verander(doel)
            yield getattr(knoop, "lineno", 0), wat, ast.fix_missing_locations(kopie)


def veranderingen(knoop: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """Ways to change one node: a name, and the function that does it."""
    for veld in ("ops", "op"):
        teken = getattr(knoop, veld, None)
        if isinstance(teken, list):
            teken = teken[0] if len(teken) == 1 else None
        for ander in ANDERS.get(type(teken), ()):
            nieuw = [ander()] if veld == "ops" else ander()
            yield f"{type(teken).__name__} -> {ander.__name__}", partial(_zet, veld=veld, waarde=nieuw)
    match knoop:
        case ast.UnaryOp(op=ast.Not()):
            yield "not weg", lambda k: setattr(k, "operand", _niet(k.operand))
        case ast.Constant(value=bool()):
            yield f"{knoop.value} -> {not knoop.value}", partial(_zet, veld="value", waarde=not knoop.value)
        case ast.Constant(value=int()):
            yield f"{knoop.value} -> {knoop.value + 1}", partial(_zet, veld="value", waarde=knoop.value + 1)
        case ast.Call(func=ast.Name(id="min" | "max" as naam)):
            ander = {"min": "max", "max": "min"}[naam]
            yield f"{naam} -> {ander}", lambda k, ander=ander: _zet(k.func, "id", ander)
        case ast.If() | ast.IfExp():
            yield "if omgekeerd", lambda k: setattr(k, "test", _niet(k.test))
        case ast.Expr(value=ast.Call()):
            yield "aanroep weg", partial(_zet, veld="value", waarde=ast.Constant(value=None))


def _zet(knoop: ast.AST, veld: str, waarde: object) -> None:
    setattr(knoop, veld, waarde)


def _niet(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(op=ast.Not(), operand=test)


class Lader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module from a changed tree instead of from its file."""

    def __init__(self, naam: str, boom: ast.Module) -> None:
        self.naam, self.boom = naam, boom

    def find_spec(self, naam: str, pad: object = None, doel: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(naam, self) if naam == self.naam else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.boom, self.naam, "exec"), module.__dict__)  # noqa: S102 - the point of this script


def overleeft(naam: str, boom: ast.Module, ini: str) -> bool:
    """Whether the tests pass with this mutant; RuntimeError when they could not be run at all."""
    kind = os.fork()
    if kind == 0:
        _probeer(naam, boom, ini)
    _, status = os.waitpid(kind, 0)
    uitslag = os.waitstatus_to_exitcode(status)
    if uitslag > 2:  # not "failed" (1) or "could not be imported" (2), nor killed by the alarm (negative)
        raise RuntimeError(f"pytest gaf {uitslag}; draai de tests eerst zelf.")
    return uitslag == 0


def _probeer(naam: str, boom: ast.Module, ini: str) -> NoReturn:
    """In the child: run the tests with the mutant in place of the module, and leave without a trace."""
    signal.alarm(SECONDEN)  # an endless loop is a mutant that was noticed
    uit = os.open(os.devnull, os.O_WRONLY)
    os.dup2(uit, 1)
    os.dup2(uit, 2)
    sys.meta_path.insert(0, Lader(naam, boom))
    uitslag = 1
    try:
        opties = ["-c", ini, f"--rootdir={WORTEL}", "-x", "-q", "-m", "not slow"]
        uitslag = int(importlib.import_module("pytest").main([*opties, *paden()]))
    finally:
        os._exit(uitslag)


def paden() -> list[str]:
    """Give the test files, in the order in which they are tried."""
    return [str(WORTEL / "tests" / PAKKET / f"{naam}.py") for naam in TESTS]


def main() -> int:
    """Try the mutants of this share, print the survivors and the score."""
    uitleg = argparse.ArgumentParser(description="Verander de regels op één plek en kijk of de tests het merken.")
    uitleg.add_argument("--deel", default="1/1", help="welk deel van de mutanten, bijvoorbeeld 1/4")
    uitleg.add_argument("--module", action="append", choices=MODULES, help="alleen deze module (mag vaker)")
    uitleg.add_argument("--lijst", action="store_true", help="noem de mutanten zonder ze te proberen")
    keuze = uitleg.parse_args()
    deel, delen = map(int, keuze.deel.split("/"))
    sys.path.insert(0, str(WORTEL))
    sys.dont_write_bytecode = True
    # Loaded once, so that each child starts at once; nothing of the package under test may be among it.
    for naam in ("pytest", "hypothesis.strategies", "kern.kalender"):
        importlib.import_module(naam)
    sys.modules["kern.kalender"].feestdagen(2026)
    alle = [
        (f"{PAKKET.replace('/', '.')}.{module}", *mutant)
        for module in keuze.module or MODULES
        for mutant in mutanten(ast.parse((WORTEL / PAKKET / f"{module}.py").read_text(encoding="utf-8")))
    ][deel - 1 :: delen]
    with tempfile.NamedTemporaryFile("w", suffix=".ini") as ini:
        ini.write(
            "[pytest]\naddopts = --import-mode=importlib --noconftest -p no:django -p no:randomly -p no:cacheprovider\n"
            "markers =\n  slow: takes more than 3 seconds\n"
        )
        ini.flush()
        over = 0
        for naam, regel, wat, boom in alle:
            if keuze.lijst or overleeft(naam, boom, ini.name):
                over += 1
                print(f"{naam.rpartition('.')[2]}.py:{regel}: {wat}", flush=True)
    score = 1 - over / max(len(alle), 1)
    print(f"{len(alle)} mutanten, {over} overleefd: {score:.1%} gedood", flush=True)
    return 0 if keuze.lijst or score >= NORM else 1


if __name__ == "__main__":
    sys.exit(main())
