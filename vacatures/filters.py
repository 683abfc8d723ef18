"""Filters of the list of places."""

import django_filters
from django import forms
from django.http import HttpRequest, QueryDict

from basis.filterkeuze import beperk, die_voorkomen
from kern.enums import PeriodeCode
from kern.kalender import DAGEN
from kern.models import Opleidingscluster, Organisatie, Schooljaar
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats, StageplaatsQuerySet
from vacatures.rules import DAGNAMEN

HUISROLLEN = frozenset({"praktijkopleider", "werkbegeleider"})
NIVEAUS = [(str(niveau), f"niveau {niveau}" if niveau < 5 else "hbo") for niveau in range(1, 6)]
VOLGORDES = {
    "naam": ("naam",),
    "leerbedrijf": ("afdeling__locatie__organisatie__naam", "naam"),
    "plaats": ("afdeling__locatie__plaats", "naam"),
    "capaciteit": ("capaciteit", "naam"),
}


class StageplaatsFilter(django_filters.FilterSet):
    """Search by text; by cluster, niveau, leerbedrijf, period, day, kind, school year and free places.

    Through `clusters` it filters by subquery: a join would show a place once for each of its clusters.
    """

    q = django_filters.CharFilter(label="Zoek op naam, leerbedrijf of plaats", method="zoek")
    cluster = django_filters.ModelChoiceFilter(
        label="Opleidingscluster",
        queryset=Opleidingscluster.objects.all(),
        method="bij_cluster",
        empty_label="Alle clusters",
    )
    niveau = django_filters.ChoiceFilter(
        label="Niveau", choices=NIVEAUS, method="bij_niveau", empty_label="Alle niveaus"
    )
    leerbedrijf = django_filters.ModelChoiceFilter(
        label="Leerbedrijf",
        field_name="afdeling__locatie__organisatie",
        queryset=Organisatie.objects.exclude(soort__in=["school", "bureau"]),
        empty_label="Alle leerbedrijven",
    )
    periode = django_filters.ChoiceFilter(
        label="Periode",
        choices=PeriodeCode.choices,
        field_name="periodes",
        lookup_expr="contains",
        empty_label="Alle periodes",
    )
    dag = django_filters.ChoiceFilter(
        label="Dag",
        choices=[(dag, DAGNAMEN[dag]) for dag in DAGEN],
        field_name="dagen",
        lookup_expr="contains",
        empty_label="Alle dagen",
    )
    soort = django_filters.ChoiceFilter(label="Soort", choices=PlaatsSoort.choices, empty_label="Alle soorten")
    schooljaar = django_filters.ModelChoiceFilter(
        label="Schooljaar", queryset=Schooljaar.objects.all(), to_field_name="naam", empty_label="Alle schooljaren"
    )
    vrij = django_filters.BooleanFilter(label="Alleen met vrije plekken", method="niets", widget=forms.CheckboxInput)

    class Meta:
        model = Stageplaats
        fields = ["q", "cluster", "niveau", "leerbedrijf", "periode", "dag", "soort", "schooljaar", "vrij"]

    def __init__(self, data: QueryDict | None, queryset: StageplaatsQuerySet, *, request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        user = request.user
        zichtbaar = Stageplaats.objects.visible_to(user).actief()
        huizen = Organisatie.objects.all()
        if user.rollen <= HUISROLLEN:
            huizen = huizen.filter(pk__in=user.organisatie_ids_als(*HUISROLLEN))
        leerbedrijven = die_voorkomen(huizen, zichtbaar, "afdeling__locatie__organisatie")
        clusters = die_voorkomen(Opleidingscluster.objects.all(), zichtbaar, "clusters")
        beperk(self.filters, data, leerbedrijf=leerbedrijven, cluster=clusters)

    def zoek(self, queryset: StageplaatsQuerySet, name: str, value: str) -> StageplaatsQuerySet:
        """Every word must occur in the name, department, location, town or leerbedrijf."""
        return queryset.zoek(value)

    def bij_cluster(self, queryset: StageplaatsQuerySet, name: str, value: Opleidingscluster) -> StageplaatsQuerySet:
        """Only places of this cluster."""
        return queryset.filter(pk__in=Stageplaats.objects.filter(clusters=value).values("pk"))

    def bij_niveau(self, queryset: StageplaatsQuerySet, name: str, value: str) -> StageplaatsQuerySet:
        """Only places of a cluster of this niveau."""
        return queryset.filter(pk__in=Stageplaats.objects.filter(clusters__niveau=int(value)).values("pk"))

    def niets(self, queryset: StageplaatsQuerySet, name: str, value: bool) -> StageplaatsQuerySet:  # noqa: FBT001 - the filter library calls it so
        """Leave it to the view, which counts the seats of all places at once."""
        return queryset


def sorteer(queryset: StageplaatsQuerySet, sleutel: str) -> StageplaatsQuerySet:
    """Sort by a key of VOLGORDES ("-" before it turns it round); an unknown key keeps the usual order."""
    velden = VOLGORDES.get(sleutel.removeprefix("-"), ("naam",))
    teken = "-" if sleutel.startswith("-") else ""
    return queryset.order_by(*(f"{teken}{veld}" for veld in velden), "pk")
