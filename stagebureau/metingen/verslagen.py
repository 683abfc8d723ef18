"""One sweep over the placements in the database, everything rolled back."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluaties.services.veegronde import veeg
from plaatsingen.models import Plaatsing
from stagebureau.metingen.basis import Meting, piek_mib, stopwatch


def meet(_groottes: list[int]) -> Iterator[Meting]:
    """Yield seconds and queries of a first sweep (finds what is late) and of a second one with nothing to do."""
    aantal = Plaatsing.objects.actief().count()
    at = timezone.now()
    with transaction.atomic():
        for naam in ("eerste ronde", "ronde zonder werk"):
            with CaptureQueriesContext(connection) as vragen:
                seconden, _ = stopwatch(lambda: veeg(at=at))
            yield Meting(
                f"{naam}, {aantal} lopende plaatsingen",
                {"seconden": round(seconden, 2), "queries": len(vragen), "piek_mib": piek_mib()},
            )
        transaction.set_rollback(True)
