"""Filters of the lists of agreements, and of placements that have none yet."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from basis.filterkeuze import beperk
from kern.models import Organisatie
from plaatsingen.enums import ACTIEF, OvereenkomstStatus, PlaatsingStatus
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet

ZONDER = frozenset({PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF})
WOORDEN = 6


def zonder_overeenkomst(rijen: PlaatsingQuerySet) -> PlaatsingQuerySet:
    """Placements that are accepted or under way and have no agreement that counts."""
    geldig = Overeenkomst.objects.filter(plaatsing=OuterRef("pk"), volgnummer=0).exclude(
        status=OvereenkomstStatus.VERVALLEN
    )
    return rijen.filter(~Exists(geldig), status__in=ZONDER, einddatum__gte=timezone.localdate())


class _Filter(django_filters.FilterSet):
    """What both lists have: search, school and leerbedrijf. `naar` is the way to the placement."""

    naar = ""

    def __init__(self, data: QueryDict | None, queryset: QuerySet, *, request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        scholen = Organisatie.objects.scholen()
        if not (request.user.is_beheerder or request.user.regio_coordinator):
            scholen = scholen.filter(pk__in=request.user.organisatie_ids_als("coordinator"))
        zichtbaar = Plaatsing.objects.visible_to(request.user)
        bij = Exists(zichtbaar.filter(stageplaats__afdeling__locatie__organisatie=OuterRef("pk")).order_by())
        beperk(self.filters, data, school=scholen, leerbedrijf=Organisatie.objects.filter(bij))

    def zoek(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word must occur in the name of the student or the leerbedrijf."""
        for woord in value.split()[:WOORDEN]:
            queryset = queryset.filter(
                Q(**{f"{self.naar}student__user__voornaam__icontains": woord})
                | Q(**{f"{self.naar}student__user__achternaam__icontains": woord})
                | Q(**{f"{self.naar}stageplaats__afdeling__locatie__organisatie__naam__icontains": woord})
            )
        return queryset


def _keuze(label: str, veld: str, queryset: Any, leeg: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(label=label, field_name=veld, queryset=queryset, empty_label=leeg)


class OvereenkomstFilter(_Filter):
    """By state, school and leerbedrijf."""

    naar = "plaatsing__"

    q = django_filters.CharFilter(label="Zoek op student of leerbedrijf", method="zoek")
    status = django_filters.ChoiceFilter(label="Stand", choices=OvereenkomstStatus.choices, empty_label="Alle standen")
    school = _keuze("School", "plaatsing__student__school", Organisatie.objects.scholen(), "Alle scholen")
    leerbedrijf = _keuze(
        "Leerbedrijf",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
        Organisatie.objects.leerbedrijven(),
        "Alle leerbedrijven",
    )

    class Meta:
        model = Overeenkomst
        fields = ["q", "status", "school", "leerbedrijf"]


class ZonderFilter(_Filter):
    """Placements without an agreement: by school and leerbedrijf."""

    q = django_filters.CharFilter(label="Zoek op student of leerbedrijf", method="zoek")
    school = _keuze("School", "student__school", Organisatie.objects.scholen(), "Alle scholen")
    leerbedrijf = _keuze(
        "Leerbedrijf",
        "stageplaats__afdeling__locatie__organisatie",
        Organisatie.objects.leerbedrijven(),
        "Alle leerbedrijven",
    )

    class Meta:
        model = Plaatsing
        fields = ["q", "school", "leerbedrijf"]
