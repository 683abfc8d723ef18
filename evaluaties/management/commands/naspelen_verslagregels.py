"""Command: replay scenarios of the ladder, through the product or through the pure core."""

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluaties import verslagregels as regels
from evaluaties.services.naspelen import speel_na
from evaluaties.tasks import controleer_verslagen


class Command(BaseCommand):
    help = (
        "Speelt scenario's van de verslagregels na en schrijft de uitkomst. Gewoon: door de echte diensten, rijen en "
        "de geregistreerde controle, in een transactie die wordt weggegooid. Met --puur: alleen door de rekenkern."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path, metavar="BESTAND", help="JSON-bestand met scenario's.")
        parser.add_argument("--uit", type=Path, required=True, metavar="BESTAND2", help="Waar de uitkomst komt.")
        parser.add_argument("--puur", action="store_true", help="Alleen de rekenkern, zonder database.")

    def handle(self, *args: object, bestand: Path, uit: Path, puur: bool, **options: object) -> None:
        try:
            scenarios = regels.lees_bestand(bestand)
        except regels.ScenarioError as fout:
            raise CommandError("\n".join(fout.regels)) from fout
        logging.getLogger("stagebureau.verslagen").setLevel(logging.WARNING)  # a line per sweep would bury the errors
        speel = regels.naspelen if puur else _door_het_product
        try:
            regels.schrijf_bestand(uit, [speel(scenario) for scenario in scenarios])
        except OSError as fout:
            raise CommandError(f"{uit}: hier kan ik niet schrijven ({fout.strerror}). Kies een andere plek.") from fout
        self.stderr.write(f"{len(scenarios)} scenario's nagespeeld.")


def _door_het_product(scenario: regels.Scenario) -> dict[str, Any]:
    return speel_na(scenario, _veeg)


def _veeg(moment: datetime) -> None:
    controleer_verslagen.apply(kwargs={"op": moment.isoformat()}, throw=True)
