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
            velden[naam].queryset = rijen
            continue
        # In no order: a database then stops as soon as it has found one too many.
        gevonden = list(rijen.order_by().values_list("pk", flat=True)[: MEEST + 1])
        if 2 <= len(gevonden) <= MEEST:
            # What may be chosen was found just now: finding it is the dear part, so not a second time for the names.
            velden[naam].queryset = rijen.model._default_manager.filter(pk__in=gevonden).order_by(
                *(rijen.query.order_by or rijen.model._meta.ordering)
            )
        else:
            del velden[naam]
