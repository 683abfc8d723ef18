"""Filters of the list of applications."""

import django_filters
from django import forms
from django.db.models import F, Q
from django.http import HttpRequest, QueryDict

from basis.filterkeuze import beperk
from kern.models import Opleidingscluster, Organisatie
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.models.sollicitatie import SollicitatieQuerySet
from vacatures.rules_sollicitatie import is_van_bureau, woord

VOLGORDES = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "vacature": ("vacature__titel",),
    "wacht": ("wacht_sinds",),
    "verstuurd": ("verstuurd_op",),
    "status": ("status",),
}
STATUSSEN = [(waarde, woord(waarde, student=False)) for waarde in SollicitatieStatus.values if waarde != "concept"]


class SollicitatieFilter(django_filters.FilterSet):
    """Search by student or vacature; by state, school, cluster and leerbedrijf; only what waits long."""

    q = django_filters.CharFilter(label="Zoek op student of vacature", method="zoek")
    status = django_filters.ChoiceFilter(label="Status", choices=STATUSSEN, empty_label="Alle statussen")
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
        field_name="vacature__stageplaats__afdeling__locatie__organisatie",
        queryset=Organisatie.objects.exclude(soort__in=["school", "bureau"]),
        empty_label="Alle leerbedrijven",
    )
    lang = django_filters.BooleanFilter(label="Alleen wat lang wacht", method="wacht_lang", widget=forms.CheckboxInput)

    class Meta:
        model = Sollicitatie
        fields = ["q", "status", "school", "cluster", "leerbedrijf", "lang"]

    def __init__(self, data: QueryDict | None, queryset: SollicitatieQuerySet, *, request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        # What the person's roles allow, not what the applications hold: asking them all costs more than it helps.
        user = request.user
        scholen = Organisatie.objects.scholen()
        huizen = Organisatie.objects.exclude(soort__in=["school", "bureau"])
        if not is_van_bureau(user):
            if eigen := user.organisatie_ids_als("coordinator", "stagedocent"):
                scholen = scholen.filter(pk__in=eigen)
            if eigen := user.organisatie_ids_als("praktijkopleider", "werkbegeleider"):
                huizen = huizen.filter(pk__in=eigen)
        beperk(self.filters, data, school=scholen, leerbedrijf=huizen)

    def zoek(self, queryset: SollicitatieQuerySet, name: str, value: str) -> SollicitatieQuerySet:
        """Every word must occur in the name of the student, the vacature or the leerbedrijf."""
        for deel in value.split()[:6]:
            queryset = queryset.filter(
                Q(student__user__voornaam__icontains=deel)
                | Q(student__user__achternaam__icontains=deel)
                | Q(vacature__titel__icontains=deel)
                | Q(vacature__stageplaats__afdeling__locatie__organisatie__naam__icontains=deel)
            )
        return queryset

    def wacht_lang(self, queryset: SollicitatieQuerySet, name: str, value: bool) -> SollicitatieQuerySet:  # noqa: FBT001 - the filter library calls it so
        """Only what had a reminder and still waits."""
        return queryset.lopend().filter(herinneringen__gt=0) if value else queryset


def sorteer(queryset: SollicitatieQuerySet, sleutel: str) -> SollicitatieQuerySet:
    """Sort by a key of VOLGORDES ("-" before it turns it round); an unknown key puts the newest first."""
    velden = VOLGORDES.get(sleutel.removeprefix("-"))
    if velden is None:
        return queryset.order_by("-begonnen_op", "-pk")
    terug = sleutel.startswith("-")
    # What has no moment yet comes last, on every database and both ways round.
    delen = [F(veld).desc(nulls_last=True) if terug else F(veld).asc(nulls_last=True) for veld in velden]
    return queryset.order_by(*delen, "pk")
