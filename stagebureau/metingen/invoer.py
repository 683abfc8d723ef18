"""Imports of generated files; everything is rolled back."""

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from basis.inlezen import importeer
from kern.models import Opleidingscluster
from stagebureau.metingen.basis import Meting, piek_mib, stopwatch


def _schrijf(pad: Path, aantal: int) -> None:
    clusters = list(Opleidingscluster.objects.values_list("naam", flat=True))
    with pad.open("w", newline="", encoding="utf-8") as bestand:
        schrijver = csv.writer(bestand)
        schrijver.writerow(["schooljaar", "cluster", "vraag", "aanbod"])
        for nummer in range(aantal):
            jaar = 2100 + nummer // len(clusters)
            schrijver.writerow([f"{jaar}/{jaar + 1}", clusters[nummer % len(clusters)], nummer % 900, nummer % 800])


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
