"""Command `regio_maken`."""

import json
from argparse import ArgumentParser
from datetime import date
from time import monotonic

from django.core.management.base import BaseCommand
from django.utils import timezone

from basis.errors import DomainError
from stagebureau.demo.maak import maak_regio


class Command(BaseCommand):
    """Fill the configured database with a fictitious region."""

    help = "Maakt een verzonnen regio van elke grootte in de database (die nog geen studenten mag hebben)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--studenten", type=int, required=True, metavar="N", help="aantal studenten")
        parser.add_argument("--seed", type=int, required=True, metavar="S", help="zelfde getal, zelfde regio")
        parser.add_argument("--vandaag", type=date.fromisoformat, help="dag waarvan de datums uitgaan (jjjj-mm-dd)")
        parser.add_argument("--json", action="store_true", help="uitkomst als JSON")

    def handle(self, *, studenten: int, seed: int, vandaag: date | None, **options: object) -> None:
        """Make the region; exit code 1 with a Dutch sentence when it can't be."""
        begin = monotonic()
        try:
            telling = maak_regio(
                aantal=studenten,
                seed=seed,
                vandaag=vandaag or timezone.localdate(),
                at=timezone.now(),
                meld=lambda stap: self.stderr.write(f"  {stap} ..."),
            )
        except DomainError as fout:
            self.stderr.write(fout.message)
            raise SystemExit(1) from fout
        telling["seconden"] = round(monotonic() - begin, 1)
        if options["json"]:
            self.stdout.write(json.dumps(telling, ensure_ascii=False))
            return
        for naam, aantal in telling.items():
            self.stdout.write(f"{naam}: {aantal}")
