"""Command `bpv_boek`."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from basis.errors import DomainError
from evaluaties.pdf import RELATIES, boek_van
from evaluaties.services.boek import met_boek
from kern.models import Student


class Command(BaseCommand):
    """Write one BPV-boek to a file, or list who has one."""

    help = "Maakt het BPV-boek van een student als PDF, of noemt met --lijst de studentnummers die er een hebben."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("studentnummer", nargs="?", help="nummer van de student")
        parser.add_argument("--uit", type=Path, metavar="BESTAND.pdf", help="waar de PDF komt")
        parser.add_argument("--lijst", action="store_true", help="studentnummers met een boek, één per regel")

    def handle(self, *, studentnummer: str | None, uit: Path | None, lijst: bool, **options: object) -> None:
        """Exit code 0 when done, 1 when the student has no book, 2 on wrong usage."""
        if lijst:
            nummers = Student.objects.filter(met_boek()).order_by("studentnummer")
            for nummer in nummers.values_list("studentnummer", flat=True):
                self.stdout.write(nummer)
            return
        if not studentnummer or uit is None:
            msg = "Geef een studentnummer en --uit BESTAND.pdf, of --lijst."
            raise CommandError(msg, returncode=2)
        student = Student.objects.select_related(*RELATIES).filter(studentnummer=studentnummer).first()
        if student is None:
            msg = f"Er is geen student met nummer {studentnummer}. Bekijk de nummers met --lijst."
            raise CommandError(msg, returncode=1)
        try:
            boek = boek_van(student, by=None, at=timezone.now())
        except DomainError as fout:
            raise CommandError(fout.message, returncode=1) from fout
        with boek.bestand.pad.open("rb") as bron:
            try:
                uit.write_bytes(bron.read())
            except OSError as fout:
                msg = f"Het bestand {uit} kan niet worden geschreven: {fout.strerror}. Kies een andere map."
                raise CommandError(msg, returncode=1) from fout
        self.stdout.write(f"{uit}: versie {boek.versie}, sha256 {boek.bestand.sha256}")
