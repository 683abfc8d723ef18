"""`vraag_aanbod --schooljaar 2009/2010`: demand and supply per opleidingscluster."""

import argparse
from typing import Any

from django.utils import timezone

from basis.errors import DomainError
from kern.imports.schooljaren import lees_schooljaar
from kern.kalender import schooljaar as schooljaar_van
from kern.management.opdracht import Opdracht
from kern.models import Schooljaar
from vraagaanbod.services.bord import Bord, kies_schooljaar, maak_bord


class Command(Opdracht):
    help = "Laat per opleidingscluster de vraag, het aanbod, het tekort en het overschot van een schooljaar zien."

    def argumenten(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--schooljaar", default="", help="het schooljaar, zoals 2009/2010; zonder: het jaar dat het bord toont"
        )
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als een JSON-object")

    def voer_uit(self, *, schooljaar: str, **opties: Any) -> int | None:
        """Print the board; DomainError (exit code 1) for a year that isn't there or has no figures."""
        bord = maak_bord(schooljaar=self._jaar(schooljaar))
        if not bord.rijen:
            raise DomainError(
                f"Over schooljaar {bord.schooljaar.naam} zijn nog geen cijfers. Lees eerst een bestand in."
            )
        if opties["json"]:
            self.toon_json(bord.als_json())
        else:
            self._toon_tabel(bord)
        return None

    def _jaar(self, tekst: str) -> Schooljaar:
        try:
            naam = lees_schooljaar(tekst) if tekst else ""
        except ValueError as fout:
            raise DomainError(f"'{tekst}': {fout}") from None
        jaar = kies_schooljaar(naam=naam, nu=schooljaar_van(timezone.localdate()))
        if jaar is None:
            bekend = ", ".join(Schooljaar.objects.order_by("begin").values_list("naam", flat=True)) or "nog geen"
            raise DomainError(f"Het schooljaar {naam} is onbekend. Bekende schooljaren: {bekend}.")
        return jaar

    def _toon_tabel(self, bord: Bord) -> None:
        breedte = max(len(rij.cluster.naam) for rij in bord.rijen)
        self.toon(f"Vraag en aanbod {bord.schooljaar.naam}")
        self.toon(f"{'cluster':<{breedte}} {'vraag':>7} {'aanbod':>7} {'tekort':>7} {'overschot':>10}")
        for rij in bord.rijen:
            self.toon(
                f"{rij.cluster.naam:<{breedte}} {rij.vraag:>7} {rij.aanbod:>7} {rij.tekort:>7} {rij.overschot:>10}"
            )
        som = bord.totaal
        self.toon(
            f"{'totaal':<{breedte}} {som['vraag']:>7} {som['aanbod']:>7} {som['tekort']:>7} {som['overschot']:>10}"
        )
        self.toon(
            f"saldo {som['saldo']}; tekort in {som['clusters_met_tekort']} clusters, "
            f"overschot in {som['clusters_met_overschot']} clusters"
        )
