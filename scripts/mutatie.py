"""Mutation check: change the code in one small place at a time, and see whether the tests notice (R3 of the goals).

    .venv/bin/python scripts/mutatie.py [--deel 1/4] [--module ladder] [--lijst]

Only for pure code. The tests are collected once, without Django; each mutant is a forked child in which one function is
changed, and which ends at the first test that fails. What stands outside a function (a constant, a default) is loaded
anew instead. Prints the survivors, and exits with 1 when fewer than 95 % of the mutants were killed.
"""

import argparse
import ast
import copy
import gc
import importlib
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NoReturn

WORTEL = Path(__file__).resolve().parent.parent
PAKKET = "evaluaties.verslagregels"
# Readers and writers of scenario files are plumbing: they decide nothing about a student.
LEIDINGWERK = {"__init__", "scenario", "replay"}
MODULES = [
    *(
        f"{PAKKET}.{p.stem}"
        for p in sorted((WORTEL / PAKKET.replace(".", "/")).glob("*.py"))
        if p.stem not in LEIDINGWERK
    ),
    "kern.kalender",
]
TESTMAP = WORTEL / "tests" / PAKKET.replace(".", "/")
LAATST = ("test_scenario", "test_eigenschappen", "test_kalender")  # the slow ones are tried last
TESTS = sorted([*TESTMAP.glob("test_*.py"), WORTEL / "tests/kern/test_kalender.py"], key=lambda pad: pad.stem in LAATST)
NORM = 0.95
CPU_PER_TEST = 25  # seconds; an endless loop is a mutant that was noticed
GEHEUGEN = 3 << 30
OPTIES = ["-x", "-s", "--import-mode=importlib", "--noconftest", "-m", "not slow", f"--rootdir={WORTEL}"]
OPTIES += [
    deel
    for naam in ("django", "randomly", "cacheprovider", "terminal", "xdist", "cov")
    for deel in ("-p", f"no:{naam}")
]

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
OMGEKEERD = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One small change: where, what, in which function (None = outside any), and the changed module."""

    module: str
    regel: int
    wat: str
    functie: str | None
    boom: ast.Module

    def __str__(self) -> str:
        return f"{self.module.rpartition('.')[2]}.py:{self.regel}: {self.wat}"


def mutanten(module: str) -> Iterator[Mutant]:
    """Each mutant of a module."""
    boom = ast.parse((WORTEL / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
    versiering = {id(deel) for k in ast.walk(boom) for d in getattr(k, "decorator_list", ()) for deel in ast.walk(d)}
    functies = dict(_functie_per_knoop(boom, "", None))
    for nummer, knoop in enumerate(ast.walk(boom)):
        if id(knoop) in versiering:  # `frozen` and `slots` guard against us, not against a wrong deadline
            continue
        for wat, verander in veranderingen(knoop):
            kopie = copy.deepcopy(boom)
            verander(next(k for n, k in enumerate(ast.walk(kopie)) if n == nummer))
            functie = functies.get(id(knoop))
            yield Mutant(module, getattr(knoop, "lineno", 0), wat, functie, ast.fix_missing_locations(kopie))


def _functie_per_knoop(knoop: ast.AST, pad: str, functie: str | None) -> Iterator[tuple[int, str | None]]:
    """Give for each node (by id) the outermost function in whose body it lies, by its qualified name."""
    for veld, waarde in ast.iter_fields(knoop):
        for kind in waarde if isinstance(waarde, list) else [waarde]:
            if not isinstance(kind, ast.AST):
                continue
            binnen, verder = functie, pad
            if isinstance(knoop, ast.FunctionDef) and veld == "body" and functie is None:
                binnen = f"{pad}{knoop.name}"
            elif isinstance(knoop, ast.ClassDef) and veld == "body":
                verder = f"{pad}{knoop.name}."
            yield id(kind), binnen
            yield from _functie_per_knoop(kind, verder, binnen)


def veranderingen(knoop: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """Ways to change one node: a name, and the function that does it."""
    yield from _ander_teken(knoop)
    yield from _ander_verloop(knoop)
    match knoop:
        case ast.UnaryOp(op=ast.Not()):
            yield "not weg", lambda k: setattr(k, "operand", _niet(k.operand))
        case ast.Constant(value=bool()):
            yield f"{knoop.value} -> {not knoop.value}", partial(_zet, veld="value", waarde=not knoop.value)
        case ast.Constant(value=int()):
            yield f"{knoop.value} -> {knoop.value + 1}", partial(_zet, veld="value", waarde=knoop.value + 1)
        case ast.Call(func=ast.Name(id="min" | "max" | "any" | "all" as naam)):
            ander = OMGEKEERD[naam]
            yield f"{naam} -> {ander}", lambda k, ander=ander: _zet(k.func, "id", ander)
        case ast.If() | ast.IfExp():
            yield "if omgekeerd", lambda k: setattr(k, "test", _niet(k.test))
        case ast.Expr(value=ast.Call()):
            yield "aanroep weg", partial(_zet, veld="value", waarde=ast.Constant(value=None))
        case ast.Return(value=ast.AST() as waarde) if not isinstance(waarde, ast.Constant):
            yield "return None", partial(_zet, veld="value", waarde=ast.Constant(value=None))


def _ander_teken(knoop: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    for veld in ("ops", "op"):
        teken = getattr(knoop, veld, None)
        if isinstance(teken, list):
            teken = teken[0] if len(teken) == 1 else None
        for ander in ANDERS.get(type(teken), ()):
            nieuw = [ander()] if veld == "ops" else ander()
            yield f"{type(teken).__name__} -> {ander.__name__}", partial(_zet, veld=veld, waarde=nieuw)


def _ander_verloop(knoop: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    for blok in ("body", "orelse"):
        regels = getattr(knoop, blok, None)
        for plek, regel in enumerate(regels if isinstance(regels, list) else ()):
            if isinstance(regel, ast.Continue | ast.Break):
                ander = ast.Break if isinstance(regel, ast.Continue) else ast.Continue
                nieuw = [*regels[:plek], ander(), *regels[plek + 1 :]]
                yield f"{type(regel).__name__} -> {ander.__name__}", partial(_zet, veld=blok, waarde=nieuw)


def _zet(knoop: ast.AST, veld: str, waarde: object) -> None:
    setattr(knoop, veld, waarde)


def _niet(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(op=ast.Not(), operand=test)


# --- In the child: one function gets other code ---


def verwissel(mutant: Mutant) -> None:
    """Put the code of the mutant in the function as it lives in this process; LookupError when it isn't found."""
    code = next(c for c in _alle_code(compile(mutant.boom, mutant.module, "exec")) if c.co_qualname == mutant.functie)
    geraakt = 0
    for functie in _functies(sys.modules[mutant.module]):
        if functie.__code__.co_qualname == mutant.functie:
            functie.__code__ = code
            geraakt += 1
    if not geraakt:
        raise LookupError(mutant.functie)


def _alle_code(code: CodeType) -> Iterator[CodeType]:
    yield code
    for deel in code.co_consts:
        if isinstance(deel, CodeType):
            yield from _alle_code(deel)


def _functies(huis: ModuleType | type) -> Iterator[FunctionType]:
    for ding in list(vars(huis).values()):
        if isinstance(ding, type) and ding.__module__ == getattr(huis, "__module__", huis.__name__):
            yield from _functies(ding)
        for kern in _kernen(ding):
            if isinstance(kern, FunctionType):
                yield kern
        if hasattr(ding, "cache_clear"):
            ding.cache_clear()


def _kernen(ding: Any) -> Iterator[Any]:
    yield ding
    if isinstance(ding, property):
        yield ding.fget
    elif isinstance(ding, cached_property):
        yield ding.func
    else:
        yield getattr(ding, "__wrapped__", None)


class Proef:
    """Pytest plugin: when the tests are collected, try each mutant in a forked child."""

    def __init__(self, mutanten: list[Mutant]) -> None:
        self.mutanten = mutanten
        self.over: list[Mutant] = []
        self.pijp: int | None = None

    def pytest_runtestloop(self, session: Any) -> bool:
        """Run all tests once on the code as it is; then per mutant until one fails. The last killer goes first."""
        tests = sorted(session.items, key=lambda item: Path(item.location[0]).stem in LAATST)
        if self._kind(session, tests, None) is not None:
            raise RuntimeError("de tests slagen niet op de ongewijzigde code; draai ze eerst zelf.")
        gc.collect()
        gc.freeze()  # what is collected now stays shared with every child
        for nummer, mutant in enumerate(self.mutanten, start=1):
            if nummer % 50 == 0:
                print(f"{nummer} van {len(self.mutanten)}", file=sys.stderr, flush=True)
            dader = self._kind(session, tests, mutant)
            if dader is None:
                self.over.append(mutant)
                print(mutant, flush=True)
            elif dader:
                tests.sort(key=lambda item, dader=dader: item.nodeid != dader)
        return True

    def _kind(self, session: Any, tests: list[Any], mutant: Mutant | None) -> str | None:
        """Run the tests in a child: None when all pass, else the test that failed ('' when it died)."""
        lees, schrijf = os.pipe()
        kind = os.fork()
        if kind == 0:
            self.pijp = schrijf
            _in_kind()
            try:
                if mutant is not None:
                    verwissel(mutant)
                for nummer, test in enumerate(tests):
                    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_PER_TEST)
                    volgende = tests[nummer + 1] if nummer + 1 < len(tests) else None
                    session.config.hook.pytest_runtest_protocol(item=test, nextitem=volgende)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(schrijf)
        with os.fdopen(lees, encoding="utf-8") as bericht:
            dader = bericht.read()
        _, status = os.waitpid(kind, 0)
        return None if os.waitstatus_to_exitcode(status) == 0 else dader

    def pytest_runtest_logreport(self, report: Any) -> None:
        """In a child: end at the first failure, and tell which it was."""
        if report.failed and self.pijp is not None:
            os.write(self.pijp, report.nodeid.encode())
            os._exit(1)


def _in_kind() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GEHEUGEN, GEHEUGEN))
    stil = os.open(os.devnull, os.O_WRONLY)
    os.dup2(stil, 1)
    os.dup2(stil, 2)


# --- What stands outside a function: the whole module is loaded anew ---


class Lader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module from a changed tree instead of from its file."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, naam: str, pad: object = None, doel: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(naam, self) if naam == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.boom, self.mutant.module, "exec"), module.__dict__)  # noqa: S102 - the point of this


def overleeft_geladen(mutant: Mutant, opties: list[str]) -> bool:
    """Whether the tests pass when the module is loaded with this mutant, in a child."""
    kind = os.fork()
    if kind == 0:
        _probeer_geladen(mutant, opties)
    _, status = os.waitpid(kind, 0)
    uitslag = os.waitstatus_to_exitcode(status)
    if uitslag > 2:  # not "failed" (1) or "could not be imported" (2), nor killed (negative)
        raise RuntimeError(f"pytest gaf {uitslag}; draai de tests eerst zelf.")
    return uitslag == 0


def _probeer_geladen(mutant: Mutant, opties: list[str]) -> NoReturn:
    _in_kind()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_PER_TEST * 8, CPU_PER_TEST * 8))
    sys.modules.pop("kern.kalender", None)
    sys.meta_path.insert(0, Lader(mutant))
    uitslag = 1
    try:
        uitslag = int(importlib.import_module("pytest").main(opties))
    finally:
        os._exit(uitslag)


def main() -> int:
    """Try the mutants of this share, print the survivors and the score."""
    uitleg = argparse.ArgumentParser(description="Verander de regels op één plek en kijk of de tests het merken.")
    uitleg.add_argument("--deel", default="1/1", help="welk deel van de mutanten, bijvoorbeeld 1/4")
    namen = sorted(module.rpartition(".")[2] for module in MODULES)
    uitleg.add_argument("--module", action="append", choices=namen, help="alleen deze module (mag vaker)")
    uitleg.add_argument("--lijst", action="store_true", help="noem de mutanten zonder ze te proberen")
    keuze = uitleg.parse_args()
    deel, delen = map(int, keuze.deel.split("/"))
    modules = [m for m in MODULES if not keuze.module or m.rpartition(".")[2] in keuze.module]
    alle = [mutant for module in modules for mutant in mutanten(module)][deel - 1 :: delen]
    if keuze.lijst:
        print(*alle, sep="\n")
        return 0
    begin = time.monotonic()
    over = probeer(alle)
    score = 1 - len(over) / max(len(alle), 1)
    duur = time.monotonic() - begin
    print(f"{len(alle)} mutanten, {len(over)} overleefd: {score:.1%} gedood ({duur:.0f} s)", flush=True)
    return 0 if score >= NORM else 1


def probeer(alle: list[Mutant]) -> list[Mutant]:
    """Give the mutants that no test notices."""
    sys.path.insert(0, str(WORTEL))
    with tempfile.TemporaryDirectory() as kladmap:
        sys.pycache_prefix = kladmap  # tests are prepared once, and nothing of it stays
        ini = Path(kladmap, "mutatie.ini")
        ini.write_text("[pytest]\nmarkers =\n  slow: takes more than 3 seconds\n", encoding="utf-8")
        opties = [*OPTIES, "-c", str(ini), *map(str, TESTS)]
        pytest = importlib.import_module("pytest")
        hypothesis = importlib.import_module("hypothesis")
        # The first counterexample will do; making it small would take most of the time.
        fasen = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile("mutatie", phases=fasen, derandomize=True, database=None, deadline=None)
        hypothesis.settings.load_profile("mutatie")
        over = []
        for mutant in (m for m in alle if m.functie is None):
            if overleeft_geladen(mutant, opties):
                over.append(mutant)
                print(mutant, flush=True)
        proef = Proef([m for m in alle if m.functie is not None])
        if pytest.main(opties, plugins=[proef]) != 0:
            raise RuntimeError("de tests konden niet worden verzameld.")
        return [*over, *proef.over]


if __name__ == "__main__":
    sys.exit(main())
