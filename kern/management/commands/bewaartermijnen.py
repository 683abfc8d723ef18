"""Say what the next run of the terms would clear away; clear it only when asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kern.services import bewaren


class Command(BaseCommand):
    """Dry run by default: counts and nothing else, no name leaves the database."""

    help = "Toont hoeveel er per bewaartermijn weggaat. Met --uitvoeren wordt het ook weggehaald."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one switch."""
        parser.add_argument("--uitvoeren", action="store_true", help="Haal weg wat voorbij zijn termijn is.")

    def handle(self, *args: Any, **opties: Any) -> None:
        """Print a line per rule; raises CommandError when a rule failed."""
        at = timezone.now()
        if not opties["uitvoeren"]:
            for rij in bewaren.stand(at=at):
                aantal = "?" if rij.aantal is None else rij.aantal
                self.stdout.write(f"{rij.regel.code}: {aantal} (na {rij.regel.dagen} dagen) {rij.regel.wat}")
            self.stdout.write("Er is niets weggehaald. Met --uitvoeren gebeurt dat wel.")
            return
        uitkomst = bewaren.ruim_op(at=at)
        for code, tekst in bewaren.in_woorden(uitkomst).items():
            self.stdout.write(f"{code}: {tekst}")
        if -1 in uitkomst.values():
            raise CommandError("Niet alles lukte. Kijk in het serverlogboek.")
