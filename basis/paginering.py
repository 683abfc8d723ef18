"""Pages of long lists, without carrying all that a row shows through the sorting."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


class Bladwijzer(Paginator):
    """A paginator that first finds which rows stand on a page, and then asks only for those with all they show.

    A database that must join nine tables before it sorts reads them for every row of the list. Takes a queryset in a
    total order; a list works as with Django's own.
    """

    def page(self, number: Any) -> Page:
        """Return the page with this number; raises InvalidPage as Django's own does."""
        if not isinstance(self.object_list, QuerySet):
            return super().page(number)
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        eind = min(begin + self.per_page, self.count)
        ids = list(self.object_list.values_list("pk", flat=True)[begin:eind]) if eind > begin else []
        return self._get_page(self.object_list.filter(pk__in=ids), number, self)


def pagina_van(request: HttpRequest, rijen: Any, per_pagina: int) -> Page:
    """Return the page that ?pagina= asks for; a number that does not exist gives the nearest one. Three queries."""
    return Bladwijzer(rijen, per_pagina).get_page(request.GET.get("pagina"))
