"""Hour norms: how many hours a programme and a placement ask for (R5.4)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from kern.models import Opleiding, Urennorm

PERIODES_PER_JAAR = 4


class Normen:
    """The norms that hold on a day, read once for many placements."""

    def __init__(self, *, op: date) -> None:
        geldig = Urennorm.objects.filter(geldig_van__lte=op).filter(Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=op))
        self._normen = {(norm.leerweg, norm.jaren): norm for norm in geldig.order_by("geldig_van")}

    def voor_opleiding(self, opleiding: Opleiding) -> int | None:
        """Return the legal hours of the whole programme; None when the law names none (hbo)."""
        norm = self._norm(opleiding)
        if norm is None:
            return None
        return norm.uren * opleiding.jaren if norm.per_jaar else norm.uren

    def voor_periodes(self, opleiding: Opleiding, periodes: Iterable[str]) -> int:
        """Return the share of a placement: the hours of one school year, by its number of periods; 0 without norm."""
        norm = self._norm(opleiding)
        aantal = len(set(periodes) - {"z"})
        if norm is None or not aantal:
            return 0
        per_jaar = norm.uren if norm.per_jaar else norm.uren / opleiding.jaren
        return round(per_jaar * aantal / PERIODES_PER_JAAR)

    def _norm(self, opleiding: Opleiding) -> Urennorm | None:
        return self._normen.get((opleiding.leerweg, opleiding.jaren)) or self._normen.get((opleiding.leerweg, None))
