"""Filters of the list of rungs: every running placement and what is the matter with it."""

import django_filters
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, QueryDict

from basis.filterkeuze import beperk, beperk_uit
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort, VerslagSoort
from evaluaties.filters import VERGETEN_EERST, begeleiders_van, met_stand, overzicht_voor, zoek_student
from evaluaties.models import LadderEvent, Verslagfeit
from kern.models import Opleidingscluster, Organisatie, User
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing

Type = regels.Type
LAATSTE_KANS = 3
TREDEN = (
    ("0", "niets vergeten"),
    ("1", "1 keer vergeten"),
    ("2", "2 keer vergeten"),
    ("3", "3 keer vergeten"),
    ("4", "4 keer of vaker"),
)
ZAKEN = (
    ("voorstel", "besluit nodig over een voorstel"),
    ("herziening", "besluit opnieuw bekijken"),
    ("laatste_kans", "laatste kans voorbij"),
    ("opdracht_te_laat", "vervangende opdracht te laat"),
    ("zonder_slb", "tussenevaluatie zonder stagedocent"),
    ("herinnering", "herinnering loopt"),
    ("voorbij", "dagen na de herinnering voorbij"),
    ("opdracht", "vervangende opdracht open"),
)
SORTEER = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "trede": ("vergeten",),
    "begeleider": ("stagebegeleider__achternaam", "stagebegeleider__voornaam"),
    "laatst": ("laatste_stap",),
}


def treden_voor(user: User) -> QuerySet[Plaatsing]:
    """Return the running placements that this person follows, with `vergeten`, `voorstellen` and `laatste_stap`."""
    rijen = overzicht_voor(user).filter(status__in=ACTIEF)
    laatste = LadderEvent.objects.filter(plaatsing=OuterRef("pk")).order_by("-at").values("at")[:1]
    return rijen.annotate(laatste_stap=Subquery(laatste))


def _events(soort: str) -> QuerySet[LadderEvent]:
    """Events of a kind about a miss that still stands, of the placement of the outer query."""
    zelfde = {naam: OuterRef(naam) for naam in ("plaatsing", "plicht", "generatie")}
    ongedaan = LadderEvent.objects.filter(soort=Type.MISS_UNDONE.value, **zelfde)
    return LadderEvent.objects.filter(~Exists(ongedaan), plaatsing=OuterRef("pk"), soort=soort)


def _zonder(events: QuerySet[LadderEvent], *soorten: str) -> QuerySet[LadderEvent]:
    """Those about whose miss none of these kinds was found."""
    zelfde = {naam: OuterRef(naam) for naam in ("plaatsing", "plicht", "generatie")}
    return events.filter(~Exists(LadderEvent.objects.filter(soort__in=soorten, **zelfde)))


def _niet_binnen(events: QuerySet[LadderEvent], soort: str = FeitSoort.SUBMISSION) -> QuerySet[LadderEvent]:
    zelfde = {naam: OuterRef(naam) for naam in ("plaatsing", "plicht")}
    return events.filter(~Exists(Verslagfeit.objects.filter(soort=soort, **zelfde)))


def met_zaak(rijen: QuerySet[Plaatsing], zaak: str) -> QuerySet[Plaatsing]:  # noqa: PLR0911 - one per matter
    """Narrow placements to those with one of ZAKEN."""
    voorbij = _niet_binnen(_events(Type.GRACE_EXPIRED.value))
    match zaak:
        case "voorstel":
            return met_stand(rijen, "voorstel")
        case "herziening":
            besluit = Verslagfeit.objects.filter(plaatsing=OuterRef("plaatsing"), soort=FeitSoort.DECISION)
            laatste = Subquery(besluit.order_by("-recorded_at").values("recorded_at")[:1])
            events = LadderEvent.objects.filter(plaatsing=OuterRef("pk"), soort=Type.REVIEW_REQUIRED.value)
            return rijen.filter(Exists(events.filter(at__gt=laatste)))
        case "laatste_kans":
            kans = _zonder(voorbij.filter(gegevens__rung=LAATSTE_KANS), Type.RUNG_CHANGED.value)
            return rijen.filter(Exists(kans))
        case "opdracht_te_laat":
            return rijen.filter(Exists(_niet_binnen(_events(Type.REPLACEMENT_OVERDUE.value), FeitSoort.REPLACEMENT)))
        case "zonder_slb":
            gesprek = Verslagfeit.objects.filter(
                plaatsing=OuterRef("pk"), soort=FeitSoort.MEETING, waarde=VerslagSoort.TUSSENEVALUATIE
            )
            return rijen.filter(Exists(gesprek), student__stagedocent__isnull=True)
        case "herinnering":
            loopt = _zonder(_niet_binnen(_events(Type.REMINDER.value)), Type.GRACE_EXPIRED.value)
            return rijen.filter(Exists(loopt))
        case "voorbij":
            return rijen.filter(Exists(voorbij))
        case "opdracht":
            weg = (Type.REPLACEMENT_WITHDRAWN.value, Type.REPLACEMENT_OVERDUE.value)
            gegeven = _zonder(_events(Type.REPLACEMENT_ASSIGNED.value), *weg)
            return rijen.filter(Exists(_niet_binnen(gegeven, FeitSoort.REPLACEMENT)))
    return rijen


class TredenFilter(django_filters.FilterSet):
    """Rung, what is the matter, school, cluster, supervisor, name."""

    q = django_filters.CharFilter(method="zoek", label="Zoek een student")
    trede = django_filters.ChoiceFilter(method="op_trede", choices=TREDEN, label="Trede", empty_label="Alle treden")
    zaak = django_filters.ChoiceFilter(
        method="op_zaak", choices=ZAKEN, label="Wat is er aan de hand", empty_label="Alle studenten"
    )
    school = django_filters.ModelChoiceFilter(
        field_name="student__school",
        queryset=Organisatie.objects.none(),
        to_field_name="public_id",
        label="School",
        empty_label="Alle scholen",
    )
    cluster = django_filters.ModelChoiceFilter(
        field_name="student__cluster",
        queryset=Opleidingscluster.objects.none(),
        to_field_name="code",
        label="Cluster",
        empty_label="Alle clusters",
    )
    begeleider = django_filters.ModelChoiceFilter(
        field_name="stagebegeleider",
        queryset=User.objects.none(),
        to_field_name="public_id",
        label="Stagebegeleider",
        empty_label="Alle stagebegeleiders",
    )

    class Meta:
        model = Plaatsing
        fields = ["q", "trede", "zaak", "school", "cluster", "begeleider"]

    def __init__(self, data: QueryDict | None, queryset: QuerySet, *, request: HttpRequest, **kwargs: object) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        zichtbaar = Plaatsing.objects.visible_to(request.user).actief()
        beperk(self.filters, data, begeleider=begeleiders_van(zichtbaar, request.user))
        beperk_uit(
            self.filters,
            data,
            zichtbaar,
            school=("student__school", Organisatie.objects.scholen().order_by("naam")),
            cluster=("student__cluster", Opleidingscluster.objects.all()),
        )

    @property
    def qs(self) -> QuerySet[Plaatsing]:
        """The narrowed list in the order that ?sorteer= asks for; who is highest stands first."""
        rijen = super().qs
        sorteer = self.request.GET.get("sorteer", "")
        velden = SORTEER.get(sorteer.removeprefix("-"))
        if velden is None:
            return rijen.order_by(*VERGETEN_EERST)
        if velden == ("vergeten",):
            return rijen.order_by(sorteer.replace("trede", "vergeten"), "pk")
        volgorde = [F(veld).desc(nulls_last=True) if sorteer.startswith("-") else F(veld).asc() for veld in velden]
        return rijen.order_by(*volgorde, "pk")

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name or be the student number."""
        return zoek_student(rijen, waarde)

    def op_trede(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Narrow by how often something was forgotten."""
        return rijen.filter(vergeten__gte=4) if waarde == "4" else rijen.filter(vergeten=int(waarde))

    def op_zaak(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Narrow by what is the matter."""
        return met_zaak(rijen, waarde)
