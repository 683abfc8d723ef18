"""Heartbeats of returning work."""

from datetime import datetime, timedelta

from kern.models import Hartslag

TE_OUD_NA = timedelta(hours=2)  # a sweep is due every quarter of an hour


def klop(*, naam: str, at: datetime, uitkomst: dict | None = None) -> None:
    """Record that the returning work `naam` ended well at `at`."""
    Hartslag.objects.update_or_create(naam=naam, defaults={"laatst_goed": at, "uitkomst": uitkomst or {}})


def is_te_oud(laatst_goed: datetime | None, at: datetime) -> bool:
    """Whether work that last ended well at `laatst_goed` (None = never) has been away too long at `at`."""
    return laatst_goed is None or at - laatst_goed > TE_OUD_NA
