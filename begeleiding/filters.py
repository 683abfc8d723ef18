"""Filters of the list of talks."""

import django_filters
from django.db.models import Exists, OuterRef, QuerySet

from basis.zoekwoorden import op_naam
from begeleiding.enums import GesprekSoort
from begeleiding.models import Gesprek, Vervolgstap


class GesprekFilter(django_filters.FilterSet):
    """Search, kind, and whether a step is still open."""

    q = django_filters.CharFilter(method="zoek", label="Zoek een student")
    soort = django_filters.ChoiceFilter(choices=GesprekSoort.choices, label="Soort", empty_label="Alle soorten")
    stappen = django_filters.ChoiceFilter(
        method="met_stappen", choices=[("open", "met open stappen")], label="Stappen", empty_label="Alle gesprekken"
    )

    class Meta:
        model = Gesprek
        fields = ["q", "soort", "stappen"]

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name or the student number."""
        return op_naam(rijen, waarde, "plaatsing__student__user__", gelijk=("plaatsing__student__studentnummer",))

    def met_stappen(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Only talks with a step that isn't done."""
        return rijen.filter(Exists(Vervolgstap.objects.filter(gesprek=OuterRef("pk"), gedaan_op__isnull=True)))
