"""Command `meet`: the benchmarks."""

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from basis.errors import DomainError
from stagebureau.metingen import boeken, invoer, matching, paginas, toewijzen, verslagen
from stagebureau.metingen.basis import Meting, machine

ONDERWERPEN = {
    "matching": matching.meet,
    "paginas": paginas.meet,
    "verslagen": verslagen.meet,
    "bpv-boek": boeken.meet,
    "import": invoer.meet,
    "toewijzen": toewijzen.meet,
}


class Command(BaseCommand):
    """Measure one subject, print a table and write JSON."""

    help = "Meet hoe snel een onderwerp gaat. Drukt een tabel af en schrijft JSON in var/metingen/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("onderwerp", choices=sorted(ONDERWERPEN), help="wat er gemeten wordt")
        parser.add_argument(
            "--grootte",
            type=int,
            action="append",
            default=[],
            metavar="N",
            help="aantal studenten, rijen of boeken; mag vaker",
        )
        parser.add_argument(
            "--weekdagen",
            action="store_true",
            help="bij matching: de dagen van studenten overlappen elkaar deels",
        )
        parser.add_argument("--json", action="store_true", help="ook op het scherm als JSON")

    def handle(self, *, onderwerp: str, grootte: list[int], **options: object) -> None:
        """Run the benchmark."""
        rijen: list[Meting] = []
        weekdagen = onderwerp == "matching" and bool(options["weekdagen"])
        meet = matching.meet_weekdagen if weekdagen else ONDERWERPEN[onderwerp]
        try:
            for meting in meet(grootte):
                rijen.append(meting)
                self.stderr.write(f"  {meting.naam}  {json.dumps(meting.waarden, ensure_ascii=False)}")
        except DomainError as fout:
            self.stderr.write(fout.message)
            raise SystemExit(1) from fout
        uitkomst = {
            "onderwerp": onderwerp,
            "op": timezone.localtime().isoformat(timespec="seconds"),
            "machine": machine(),
            "metingen": [{"naam": rij.naam, **rij.waarden} for rij in rijen],
        }
        map_ = settings.VAR_DIR / "metingen"
        map_.mkdir(parents=True, exist_ok=True)
        tekst = json.dumps(uitkomst, indent=1, ensure_ascii=False)
        (map_ / f"{onderwerp}{'-weekdagen' if weekdagen else ''}.json").write_text(tekst, encoding="utf-8")
        self.stdout.write(tekst if options["json"] else self._tabel(rijen))

    def _tabel(self, rijen: list[Meting]) -> str:
        koppen = ["meting", *rijen[0].waarden]
        regels = [koppen, *([rij.naam, *(str(rij.waarden.get(kop, "")) for kop in koppen[1:])] for rij in rijen)]
        breedtes = [max(len(regel[i]) if i < len(regel) else 0 for regel in regels) for i in range(len(koppen))]
        return "\n".join(
            "  ".join(cel.ljust(breedte) for cel, breedte in zip(regel, breedtes, strict=False)).rstrip()
            for regel in regels
        )
