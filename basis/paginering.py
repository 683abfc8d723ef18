"""Pages of long lists, without carrying all that a row shows through the sorting."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from basis.onthouden import VEEL, herinner, onthoud, sleutel_van

ONTHOUD = 60  # seconds


class Bladwijzer(Paginator):
    """A paginator that first finds which rows stand on a page, and then asks only for those with all they show.

    A database that must join nine tables before it sorts reads them for every row of the list. Takes a queryset in a
    total order; a list works as with Django's own. `lagen`: the same rows in the same order, cut in
    parts of which each is found sooner than the whole.
    """

    def __init__(self, *args: Any, lagen: Sequence[QuerySet] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lagen = lagen

    def page(self, number: Any) -> Page:
        """Return the page with this number; raises InvalidPage as Django's own does."""
        if not isinstance(self.object_list, QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        eind = min(begin + self.per_page, self.count)
        ids = self._ids(begin, eind) if eind > begin else []
        return self._get_page(self.object_list.filter(pk__in=ids), number, self)

    @cached_property
    def count(self) -> int:
        """How many rows there are. Of very many (VEEL) it is remembered for a minute: nobody counts them."""
        if not isinstance(self.object_list, QuerySet):
            return super().count
        sleutel = sleutel_van(self.object_list.order_by().values("pk"))
        aantal: int | None = herinner(sleutel)
        if aantal is None:
            aantal = self.object_list.count()
            if aantal > VEEL:
                onthoud(sleutel, aantal, seconden=ONTHOUD)
        return aantal

    def _ids(self, begin: int, eind: int) -> list[Any]:
        """Return the keys of the rows from `begin` up to `eind`."""
        *eerst, laatste = self.lagen or [self.object_list]
        ids: list[Any] = []
        for laag in eerst:
            hier = list(laag.values_list("pk", flat=True)[begin:eind])
            ids += hier
            if len(hier) == eind - begin:
                return ids
            voor = begin + len(hier) if hier else min(begin, laag.count())
            begin, eind = begin + len(hier) - voor, eind - voor
        return ids + list(laatste.values_list("pk", flat=True)[begin:eind])


def pagina_van(request: HttpRequest, rijen: Any, per_pagina: int) -> Page:
    """Return the page that ?pagina= asks for; a number that does not exist gives the nearest one. Three queries."""
    return Bladwijzer(rijen, per_pagina).get_page(request.GET.get("pagina"))
