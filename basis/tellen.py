"""Several counts in one query."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet, Value


def tel_samen(vragen: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Return how many rows each of these has, by its name; one query, in which a database plans each apart."""
    delen = [
        rijen.model._base_manager.filter(pk__in=rijen.order_by().values("pk"))
        .order_by()
        .annotate(welke_vraag=Value(naam))
        .values("welke_vraag")
        .annotate(aantal=Count("pk"))
        .values_list("welke_vraag", "aantal")
        for naam, rijen in vragen.items()
    ]
    eerste, *rest = delen
    return dict.fromkeys(vragen, 0) | dict(eerste.union(*rest, all=True) if rest else eerste)
