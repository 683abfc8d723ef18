"""Filters of the list of placements."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from basis.filterkeuze import beperk
from kern.models import Opleidingscluster, Organisatie
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet

VOLGORDES = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "leerbedrijf": ("stageplaats__afdeling__locatie__organisatie__naam",),
    "begin": ("begindatum",),
    "eind": ("einddatum",),
    "status": ("status",),
}
OVER_TIJD = ("over_tijd", "voorbij en nog niet afgerond")


def _komt_voor(rijen: PlaatsingQuerySet, veld: str) -> Exists:
    """Whether a placement has this as its `veld`: one is enough, so nothing reads all of them."""
    return Exists(rijen.filter(**{veld: OuterRef("pk")}).order_by())


class PlaatsingFilter(django_filters.FilterSet):
    """Search by name of student or place; by state, school, cluster and leerbedrijf."""

    q = django_filters.CharFilter(label="Zoek op student, plek of leerbedrijf", method="zoek")
    status = django_filters.ChoiceFilter(
        label="Status", choices=[*PlaatsingStatus.choices, OVER_TIJD], empty_label="Alle statussen", method="met_status"
    )
    school = django_filters.ModelChoiceFilter(
        label="School", field_name="student__school", queryset=Organisatie.objects.scholen(), empty_label="Alle scholen"
    )
    cluster = django_filters.ModelChoiceFilter(
        label="Cluster",
        field_name="student__cluster",
        queryset=Opleidingscluster.objects.all(),
        empty_label="Alle clusters",
    )
    leerbedrijf = django_filters.ModelChoiceFilter(
        label="Leerbedrijf",
        field_name="stageplaats__afdeling__locatie__organisatie",
        queryset=Organisatie.objects.leerbedrijven(),
        empty_label="Alle leerbedrijven",
    )

    class Meta:
        model = Plaatsing
        fields = ["q", "status", "school", "cluster", "leerbedrijf"]

    def __init__(self, data: QueryDict | None, queryset: PlaatsingQuerySet, *, request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        zichtbaar = Plaatsing.objects.visible_to(request.user)
        beperk(
            self.filters,
            data,
            school=Organisatie.objects.filter(_komt_voor(zichtbaar, "student__school")),
            cluster=Opleidingscluster.objects.filter(_komt_voor(zichtbaar, "student__cluster")),
            leerbedrijf=Organisatie.objects.filter(
                _komt_voor(zichtbaar, "stageplaats__afdeling__locatie__organisatie")
            ),
        )

    def met_status(self, queryset: PlaatsingQuerySet, name: str, value: str) -> PlaatsingQuerySet:
        """With this state; or over and not closed, paused ones too."""
        if value == OVER_TIJD[0]:
            return queryset.over_tijd(timezone.localdate())
        return queryset.filter(status=value)

    def zoek(self, queryset: PlaatsingQuerySet, name: str, value: str) -> PlaatsingQuerySet:
        """Every word must occur in the name of the student, the place or the leerbedrijf."""
        for woord in value.split()[:6]:
            queryset = queryset.filter(
                Q(student__user__voornaam__icontains=woord)
                | Q(student__user__achternaam__icontains=woord)
                | Q(stageplaats__naam__icontains=woord)
                | Q(stageplaats__afdeling__naam__icontains=woord)
                | Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=woord)
            )
        return queryset


def sorteer(queryset: PlaatsingQuerySet, sleutel: str) -> PlaatsingQuerySet:
    """Sort by a key of VOLGORDES ("-" before it turns it round); an unknown key keeps the usual order."""
    velden = VOLGORDES.get(sleutel.removeprefix("-"))
    if velden is None:
        return queryset.order_by("-begindatum", "-pk")
    teken = "-" if sleutel.startswith("-") else ""
    return queryset.order_by(*(f"{teken}{veld}" for veld in velden), "pk")
