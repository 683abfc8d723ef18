"""`importeer SOORT BESTAND`: import a CSV or XLSX file, all of it or nothing."""

import argparse
import sys
from typing import Any

from django.utils import timezone

from basis.inlezen import importeer, soorten
from kern.management.opdracht import FOUT, Opdracht


class Command(Opdracht):
    help = (
        "Lees een CSV- of XLSX-bestand in. Alles gaat erin, of niets. Nog een keer inlezen verandert niets. "
        "Welke kolommen een soort heeft, staat in docs/handleiding/importeren.md."
    )

    def argumenten(self, parser: argparse.ArgumentParser) -> None:
        keuze = ", ".join(soorten())
        parser.add_argument(
            "soort", metavar="SOORT", choices=list(soorten()), help=f"wat er in het bestand staat: {keuze}"
        )
        parser.add_argument("bestand", metavar="BESTAND", help="het CSV- of XLSX-bestand")
        parser.add_argument("--proef", action="store_true", help="vertel alleen wat er zou gebeuren; schrijf niets")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als een JSON-object")

    def voer_uit(self, *, soort: str, bestand: str, proef: bool, **opties: Any) -> int | None:
        """Import and tell the counts; exit code 1 when the file has errors."""
        resultaat = importeer(soort, bestand, by=None, at=timezone.now(), proef=proef, voortgang=self._meld())
        self.fouten(resultaat.fouten.regels())
        if opties["json"]:
            self.toon_json(resultaat.to_json())
        else:
            self.toon(resultaat.als_tekst())
            self.fouten(f"let op: {regel}" for regel in resultaat.let_op.regels())
        return None if resultaat.ok else FOUT

    def _meld(self) -> Any:
        """Return a progress callback for a terminal; a file or pipe gets no progress."""
        if not sys.stderr.isatty():
            return None

        def meld(stap: str, gedaan: int, totaal: int) -> None:
            self.stderr.write(f"\r{stap} {gedaan}{f' van {totaal}' if totaal else ''}   ", ending="", style_func=str)
            if stap == "schrijven" and gedaan == totaal:
                self.stderr.write("\n", ending="", style_func=str)

        return meld
