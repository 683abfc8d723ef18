"""Writes results and instances as folders of CSV files."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .instance import Instance
from .moments import DAGEN, PERIODES, spell
from .result import Result


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


def write_result(result: Result, folder: Path) -> None:
    """Write the four files; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, result_files(result))


def write_instance(instance: Instance, folder: Path) -> None:
    """Write an instance folder that `read_folder` reads back."""
    folder.mkdir(parents=True, exist_ok=True)
    bit = {False: "0", True: "1"}
    _write(
        folder,
        {
            "studenten.csv": _table(
                "student cluster niveau leerjaar school lat lon max_km minderjarig vog voorrang periodes dagen".split(),
                (
                    (s.student, s.cluster, s.niveau, s.leerjaar, s.school, s.lat, s.lon, f"{s.max_km:g}")
                    + (bit[s.minderjarig], bit[s.vog], s.voorrang, spell(s.periodes, PERIODES), spell(s.dagen, DAGEN))
                    for s in instance.studenten
                ),
            ),
            "plaatsen.csv": _table(
                (
                    "plaats cluster groep lat lon capaciteit min_leeftijd vog_vereist scholen periodes dagen "
                    "begeleider_niveau soort"
                ).split(),
                (
                    (p.plaats, " ".join(sorted(p.clusters)), p.groep, p.lat, p.lon, p.capaciteit, p.min_leeftijd)
                    + (bit[p.vog_vereist], " ".join(sorted(p.scholen)), spell(p.periodes, PERIODES))
                    + (spell(p.dagen, DAGEN), p.begeleider_niveau, p.soort)
                    for p in instance.plaatsen
                ),
            ),
            "groepen.csv": _table(
                ("groep", "boven", "capaciteit"),
                ((g.groep, g.boven, "" if g.capaciteit is None else g.capaciteit) for g in instance.groepen),
            ),
            "omzettingen.csv": _table(
                ("van_cluster", "naar_cluster", "kosten", "maximum"),
                (
                    (o.van_cluster, o.naar_cluster, o.kosten, "" if o.maximum is None else o.maximum)
                    for o in instance.omzettingen
                ),
            ),
            "voorkeuren.csv": _table(
                ("student", "plaats", "rang"), ((v.student, v.plaats, v.rang) for v in instance.voorkeuren)
            ),
            "vast.csv": _table(
                ("student", "plaats", "soort"), ((v.student, v.plaats, v.soort) for v in instance.vast)
            ),
        },
    )


def _table(header: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
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
        os.replace(draft, final)
