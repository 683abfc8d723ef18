"""Command `demo_laden`: what `make demo` runs on an empty database."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from kern.models import Student
from stagebureau.demo.maak import maak_regio

STUDENTEN, SEED = 600, 2009


class Command(BaseCommand):
    """Load the demo region once."""

    help = "Laadt de demoregio als de database nog leeg is. Nog een keer draaien verandert niets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--studenten", type=int, default=STUDENTEN, help="aantal studenten (standaard 600)")

    def handle(self, *, studenten: int, **options: object) -> None:
        """Load unless there are students."""
        if not settings.DEMO:
            self.stderr.write("De demoregio is er alleen in de demo-omgeving.")
            raise SystemExit(1)
        if Student.objects.exists():
            self.stdout.write("De demoregio staat er al.")
            return
        maak_regio(aantal=studenten, seed=SEED, vandaag=timezone.localdate(), at=timezone.now())
        self.stdout.write(f"Demoregio geladen: {studenten} studenten.")
