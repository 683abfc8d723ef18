"""Filters that offer only a real choice: not one thing, and not a list that nobody reads."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from basis.onthouden import VEEL, herinner, onthoud, sleutel_van

MEEST = 60  # a longer list is searched by name
ONTHOUD = 600  # seconds that the choices found in very many rows are kept


def die_voorkomen(keuzes: QuerySet, rijen: QuerySet, veld: str) -> QuerySet:
    """Narrow `keuzes` (some) to those that occur as `veld` in `rijen` (very many), where `veld` has an index.

    Of each choice one row is looked for: a subquery of one row, as a database turns EXISTS into reading all of them.
    """
    een = rijen.filter(**{veld: OuterRef("pk")}).order_by().values("pk")[:1]
    return keuzes.alias(komt_voor=Subquery(een)).filter(komt_voor__isnull=False)


def beperk_uit(
    velden: MutableMapping[str, Any], data: Mapping[str, Any] | None, rijen: QuerySet, **keuzes: tuple[str, QuerySet]
) -> None:
    """Do as `beperk`, with what occurs in `rijen`: per field the way from a row to it, and what there is to choose.

    The rows are read once for all fields together; of very many the answer is kept for ten minutes.
    """
    paden = [pad for pad, _ in keuzes.values()]
    gevonden = dict(zip(keuzes, _voorkomend(rijen, paden), strict=True))
    for naam, (_, alle) in keuzes.items():
        if (data and data.get(naam)) or 2 <= len(gevonden[naam]) <= MEEST:
            velden[naam].queryset = alle.filter(pk__in=gevonden[naam])
        else:
            del velden[naam]


def _voorkomend(rijen: QuerySet, paden: list[str]) -> list[set[int]]:
    """Return per way the ids that occur in the rows. One query."""
    geteld = rijen.order_by().values_list(*paden).annotate(aantal=Count("pk"))
    sleutel = sleutel_van(geteld)
    gevonden: list[set[int]] | None = herinner(sleutel)
    if gevonden is None:
        combinaties = list(geteld)
        gevonden = [{rij[nummer] for rij in combinaties} - {None} for nummer in range(len(paden))]
        if sum(rij[-1] for rij in combinaties) > VEEL:
            onthoud(sleutel, gevonden, seconden=ONTHOUD)
    return gevonden


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
