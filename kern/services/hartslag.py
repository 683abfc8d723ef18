"""Heartbeats of returning work."""

from datetime import datetime

from kern.models import Hartslag


def klop(*, naam: str, at: datetime, uitkomst: dict | None = None) -> None:
    """Record that the returning work `naam` ended well at `at`."""
    Hartslag.objects.update_or_create(naam=naam, defaults={"laatst_goed": at, "uitkomst": uitkomst or {}})
