"""The matcher on generated regions: from files to files, the solver alone, its rivals, and HiGHS as a second proof."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings

from basis.errors import DomainError
from matching.engine import write_instance
from matching.engine.generator import Vorm, generate
from stagebureau.metingen.basis import Meting

GROOTTES = [5_000, 20_000, 100_000]
GROOTTES_WEEKDAGEN = [600, 2_000, 5_000]
# HiGHS solves the whole binary programme, goal by goal: above this many students that takes hours.
BEWIJS_TOT = 5_000
DOELEN = ("voorrang_som", "omzettingskosten", "rang_som", "huidig_behouden", "km_som")


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield per size the steps of a region in which everybody comes on the same days (one flow)."""
    for aantal in groottes or GROOTTES:
        yield from _regio(aantal, Vorm())


def meet_weekdagen(groottes: list[int]) -> Iterator[Meting]:
    """Yield per size the steps of a region whose students come on days that overlap partly."""
    for aantal in groottes or GROOTTES_WEEKDAGEN:
        yield from _regio(aantal, Vorm(weekdagen=True))


def _regio(aantal: int, vorm: Vorm) -> Iterator[Meting]:
    with tempfile.TemporaryDirectory(prefix="stagebureau-meting-") as tijdelijk:
        map_in, map_uit = Path(tijdelijk) / "in", Path(tijdelijk) / "uit"
        write_instance(generate(aantal, 1, vorm), map_in)
        naam = f"{aantal} studenten{', weekdagen' if vorm.weekdagen else ''}"
        seconden, uitkomst = _kind(map_in, "bestanden", map_uit)
        yield _rij(f"{naam}: van bestand tot bestand", {**uitkomst, "seconden": seconden})
        stappen = ["zonder_uitleg", "gretig", "stabiel"]
        if aantal <= BEWIJS_TOT and not vorm.weekdagen:
            stappen += ["wat_als", "milp"]
        namen = {
            "zonder_uitleg": "alleen oplossen",
            "gretig": "gretig",
            "stabiel": "stabiel (studenten kiezen)",
            "wat_als": "traagste wat-als-vraag (CPU)",
            "milp": "HiGHS, doel voor doel",
        }
        for stap in stappen:
            _, gevonden = _kind(map_in, stap)
            if stap == "milp":
                gevonden["zelfde_optimum"] = all(gevonden[doel] == uitkomst[doel] for doel in DOELEN)
            yield _rij(f"{naam}: {namen[stap]}", gevonden)


def _rij(naam: str, gevonden: dict[str, Any]) -> Meting:
    kolommen = ("seconden", "cpu_s", "piek_mib", "geplaatst", *DOELEN, "eerste_keus", "optimaal", "zelfde_optimum")
    return Meting(naam, {kolom: gevonden.get(kolom, "") for kolom in kolommen})


def _kind(map_in: Path, stap: str, *map_uit: Path) -> tuple[float, dict[str, Any]]:
    """Do one step in a process of its own: wall seconds from start to end, and what it says about itself."""
    opdracht = [sys.executable, "-m", "matching.engine.trial", str(map_in), stap, *map(str, map_uit)]
    begin = perf_counter()
    kind = subprocess.run(opdracht, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)  # noqa: S603 - our own program on our own folder
    seconden = round(perf_counter() - begin, 2)
    if kind.returncode:
        raise DomainError(f"De meting stopte met een fout: {kind.stderr[-400:]}")
    return seconden, json.loads(kind.stdout)
