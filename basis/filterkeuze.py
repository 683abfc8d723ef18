"""Filters that offer only a real choice: not one thing, and not a list that nobody reads."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from django.db.models import QuerySet

MEEST = 60  # a longer list is searched by name


def beperk(velden: MutableMapping[str, Any], data: Mapping[str, Any] | None, **keuzes: QuerySet) -> None:
    """Let each named field (or filter) offer these rows; take it out when fewer than two or more than MEEST are left.

    What the address asks for stays, so that a link keeps its meaning. `velden` is `form.fields` or `filterset.filters`.
    """
    for naam, rijen in keuzes.items():
        if data and data.get(naam):
            continue
        velden[naam].queryset = rijen
        # In no order: a database then stops as soon as it has found one too many.
        if not 2 <= len(rijen.order_by().values_list("pk")[: MEEST + 1]) <= MEEST:
            del velden[naam]
