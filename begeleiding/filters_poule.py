"""Filters of the lists of the poule, of mentors and of trained people."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from basis.zoekwoorden import op_naam
from begeleiding.enums import CursusStatus, Dienstverband
from begeleiding.models import Afwezigheid, Poulebegeleider
from kern.models import Opleidingscluster


class PouleFilter(django_filters.FilterSet):
    """Name or town, whether somebody can start, employment, cluster."""

    q = django_filters.CharFilter(method="zoek", label="Zoek op naam of plaats")
    stand = django_filters.ChoiceFilter(
        method="bij_stand",
        label="Inzet",
        empty_label="Iedereen in de poule",
        choices=[
            ("inzetbaar", "kan nu begeleiden"),
            ("cursus", "cursus nog niet klaar"),
            ("afwezig", "nu afwezig"),
            ("weg", "uit de poule"),
        ],
    )
    dienstverband = django_filters.ChoiceFilter(
        label="Dienstverband", choices=Dienstverband.choices, empty_label="Elk dienstverband"
    )
    cluster = django_filters.ModelChoiceFilter(
        label="Kent cluster",
        queryset=Opleidingscluster.objects.all(),
        method="bij_cluster",
        empty_label="Alle clusters",
    )

    class Meta:
        model = Poulebegeleider
        fields = ["q", "stand", "dienstverband", "cluster"]

    @property
    def qs(self) -> QuerySet:
        """Without a choice, who is in the poule now or soon."""
        rijen = super().qs
        if self.form.is_valid() and self.form.cleaned_data.get("stand") == "weg":
            return rijen
        return rijen.filter(Q(in_poule_tot__isnull=True) | Q(in_poule_tot__gte=timezone.localdate()))

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name, or all of it in the towns."""
        return rijen.filter(
            Q(pk__in=op_naam(Poulebegeleider.objects.all(), waarde).values("pk")) | Q(werkgebied__icontains=waarde)
        )

    def bij_stand(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Who can supervise now, who can't yet, who is away, who left."""
        vandaag = timezone.localdate()
        weg = Afwezigheid.objects.filter(begeleider=OuterRef("pk"), van__lte=vandaag)
        weg = Exists(weg.filter(Q(tot__isnull=True) | Q(tot__gte=vandaag)))
        if waarde == "inzetbaar":
            return rijen.filter(~weg, cursus=CursusStatus.KLAAR, in_poule_van__lte=vandaag)
        if waarde == "cursus":
            return rijen.exclude(cursus=CursusStatus.KLAAR)
        if waarde == "afwezig":
            return rijen.filter(weg)
        return rijen.filter(in_poule_tot__lt=vandaag)

    def bij_cluster(self, rijen: QuerySet, naam: str, waarde: Opleidingscluster) -> QuerySet:
        """Who knows the work of this cluster."""
        kent = Poulebegeleider.sectoren.through.objects.filter(opleidingscluster=waarde)
        return rijen.filter(pk__in=kent.values("poulebegeleider"))
