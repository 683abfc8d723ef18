"""Command `voorbeeld_2009`: the story of 2009 as a worked example."""

from typing import Any

from django.utils import timezone

from kern.management.opdracht import Opdracht
from stagebureau.demo.voorbeeld_2009 import laad
from vraagaanbod.services.plan import maak_plan, som


class Command(Opdracht):
    help = "Laadt het voorbeeld van 2009/2010: de tabel, de maatregelen en twee scenario's. Nog eens draaien is veilig."

    def voer_uit(self, **opties: Any) -> int | None:
        """Load the example and print the shortage before and after."""
        plan = maak_plan(schooljaar=laad(by=None, at=timezone.now()))
        zonder, na = som(plan.zonder), som(plan.na)
        self.toon(f"Voorbeeld 2009/2010: {len(plan.maatregelen)} maatregelen.")
        self.toon(f"tekort zonder maatregelen {zonder['tekort']}, met maatregelen {na['tekort']}")
        return None
