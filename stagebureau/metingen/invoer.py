"""Imports of generated files; everything is rolled back."""

import csv
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.inlezen import importeer
from kern.models import Opleidingscluster, Organisatie
from stagebureau.metingen.basis import Meting, piek_mib, stopwatch


def _schrijf(pad: Path, aantal: int) -> None:
    """Write `aantal` rows: demand per cluster, period and (made-up, rolled back) school in one school year."""
    clusters = list(Opleidingscluster.objects.values_list("naam", flat=True))
    sleutels = list(product(clusters, "1234"))
    scholen = [f"METING-{nummer}" for nummer in range(-(-aantal // len(sleutels)))]
    Organisatie.objects.bulk_create([Organisatie(soort="school", code=code, naam=code) for code in scholen])
    with pad.open("w", newline="", encoding="utf-8") as bestand:
        schrijver = csv.writer(bestand)
        schrijver.writerow(["schooljaar", "cluster", "periode", "onderwijsinstelling", "vraag", "aanbod"])
        for nummer, (school, (cluster, periode)) in zip(range(aantal), product(scholen, sleutels), strict=False):
            schrijver.writerow(["2031/2032", cluster, periode, school, nummer % 900, ""])


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield per number of rows: seconds of the first import and of the same file again (nothing changes)."""
    for aantal in groottes or [1_000, 10_000]:
        with tempfile.TemporaryDirectory() as map_, transaction.atomic():
            pad = Path(map_) / "meting.csv"
            _schrijf(pad, aantal)
            eerste, resultaat = stopwatch(
                lambda pad=pad: importeer("vraag-aanbod", str(pad), by=None, at=timezone.now())
            )
            weer, nogmaals = stopwatch(lambda pad=pad: importeer("vraag-aanbod", str(pad), by=None, at=timezone.now()))
            transaction.set_rollback(True)
        if not resultaat.ok:
            raise DomainError(f"Het meetbestand klopt niet: {resultaat.fouten.regels()[0]}")
        yield Meting(
            f"vraag-aanbod, {aantal} rijen",
            {
                "eerste_keer_s": round(eerste, 2),
                "tweede_keer_s": round(weer, 2),
                "nieuw": resultaat.to_json()["nieuw"],
                "ongewijzigd_tweede_keer": nogmaals.to_json()["ongewijzigd"],
                "piek_mib": piek_mib(),
            },
        )
