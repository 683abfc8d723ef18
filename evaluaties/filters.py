"""Filters of the overviews of reports and evaluations."""

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from basis.filterkeuze import beperk, beperk_uit, die_voorkomen
from basis.zoekwoorden import op_naam
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus, FeitSoort, VerslagStatus
from evaluaties.models import Bezwaar, Evaluatie, LadderEvent, Verslag, Verslagfeit
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.evaluatielijst import te_laat, te_tekenen, vast_te_stellen
from kern.enums import Rol
from kern.models import Lidmaatschap, Organisatie, User
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Plaatsing

STANDEN = (
    ("te_lezen", "te lezen"),
    ("te_laat", "vergeten en nog niet binnen"),
    ("vergeten", "iets vergeten"),
    ("voorstel", "voorstel onvoldoende"),
    ("terug", "terug voor verbetering"),
    ("bij", "niets vergeten"),
)
SORTEER = {
    "student": ("student__user__achternaam", "student__user__voornaam"),
    "vergeten": ("vergeten",),
    "begin": ("begindatum",),
}


VERGETEN_EERST = ("-vergeten", "student__user__achternaam", "pk")

# What adds one, and what takes it away again.
VERGETEN = ("MISS", "MISS_UNDONE")
VOORGESTELD = ("INSUFFICIENT_PROPOSED", "PROPOSAL_WITHDRAWN")


def _telling(bij: str, af: str) -> CombinedExpression:
    return Count("pk", filter=Q(soort=bij)) - Count("pk", filter=Q(soort=af))


def _saldo(bij: str, af: str) -> Coalesce:
    """Count what stands of two kinds of event, for each placement on its own: a list counts only what it needs."""
    events = LadderEvent.objects.filter(plaatsing=OuterRef("pk"), soort__in=(bij, af)).order_by().values("plaatsing")
    return Coalesce(Subquery(events.annotate(saldo=_telling(bij, af)).values("saldo")), 0)


def _ooit(soort: str) -> QuerySet:
    """Return the placements with such an event; few of very many, so that the rest needn't be counted."""
    return LadderEvent.objects.filter(soort=soort).values("plaatsing")


def overzicht_voor(user: User) -> QuerySet[Plaatsing]:
    """Return the placements whose reports this person follows, with `vergeten` and `voorstellen` that stand."""
    rijen = Plaatsing.objects.visible_to(user).filter(
        status__in=[*ACTIEF, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT]
    )
    rijen = met_registratie(rijen).met_betrokkenen()
    rijen = rijen.annotate(vergeten=_saldo(*VERGETEN), voorstellen=_saldo(*VOORGESTELD))
    return rijen.order_by(*VERGETEN_EERST)


def _vergaten() -> QuerySet:
    """Return the placements of which a miss stands: few of very many."""
    events = LadderEvent.objects.filter(soort__in=VERGETEN).order_by().values("plaatsing")
    return events.annotate(saldo=_telling(*VERGETEN)).filter(saldo__gt=0).values("plaatsing")


def _ziet_veel(user: User) -> bool:
    """Whether this person sees the placements of a whole school or of the region."""
    return user.ziet_hele_regio or user.rollen == {Rol.COORDINATOR}


def per_vergeten(rijen: QuerySet[Plaatsing], user: User) -> list[QuerySet]:
    """Cut the overview of whoever sees much, in the order of `vergeten`, in who forgot something and who did not.

    So the many needn't be counted and sorted for the pages of the few.
    """
    eerste, *rest = rijen.query.order_by
    if eerste not in {"vergeten", "-vergeten"} or not _ziet_veel(user):
        return [rijen]
    delen = [rijen.filter(pk__in=_vergaten()), rijen.exclude(pk__in=_vergaten()).order_by(*rest)]
    return delen if eerste == "-vergeten" else delen[::-1]


def met_stand(rijen: QuerySet[Plaatsing], stand: str) -> QuerySet[Plaatsing]:  # noqa: PLR0911 - one per state
    """Narrow the overview to placements with one of STANDEN."""
    verslagen = Verslag.objects.filter(plaatsing=OuterRef("pk"))
    if stand == "te_lezen":
        return rijen.filter(Exists(verslagen.filter(status=VerslagStatus.INGELEVERD)))
    if stand == "terug":
        return rijen.filter(Exists(verslagen.filter(status=VerslagStatus.TERUG)))
    if stand == "vergeten":
        return rijen.filter(vergeten__gt=0, pk__in=_ooit("MISS"))
    if stand == "bij":
        return rijen.filter(vergeten=0)
    if stand == "voorstel":
        voorstel = LadderEvent.objects.filter(plaatsing=OuterRef("plaatsing"), soort="INSUFFICIENT_PROPOSED")
        laatste = Subquery(voorstel.order_by("-volgnummer").values("at")[:1])
        besluit = Verslagfeit.objects.filter(
            plaatsing=OuterRef("pk"), soort=FeitSoort.DECISION, recorded_at__gte=laatste
        )
        return rijen.filter(~Exists(besluit), voorstellen__gt=0, pk__in=_ooit("INSUFFICIENT_PROPOSED"))
    if stand == "te_laat":
        zelfde = {"plaatsing": OuterRef("plaatsing"), "plicht": OuterRef("plicht")}
        binnen = Verslagfeit.objects.filter(soort=FeitSoort.SUBMISSION, **zelfde)
        teruggedraaid = LadderEvent.objects.filter(soort="MISS_UNDONE", generatie=OuterRef("generatie"), **zelfde)
        gemist = LadderEvent.objects.filter(~Exists(binnen), ~Exists(teruggedraaid), soort="MISS")
        return rijen.filter(Exists(gemist.filter(plaatsing=OuterRef("pk"))))
    return rijen


def zoek_student(rijen: QuerySet, waarde: str) -> QuerySet:
    """Narrow placements: every word must occur in the student's name or be the student number."""
    return op_naam(rijen, waarde, "student__user__", gelijk=("student__studentnummer",))


def _geen_keuze(user: User) -> set[str]:
    """Return the filters in which this person could choose only one thing, by role: asking the data costs queries."""
    if user.rollen == {"stagebegeleider"}:
        return {"begeleider"}
    school = user.rollen <= {"coordinator", "stagedocent"} and not user.regio_coordinator
    return {"school"} if school and len(user.organisatie_ids_als("coordinator", "stagedocent")) < 2 else set()


def begeleiders_van(plaatsingen: QuerySet[Plaatsing], user: User) -> QuerySet[User]:
    """Return the stagebegeleiders of the placements that this person sees.

    Of very many: of whoever has or had that role, those who have one of these.
    """
    if not _ziet_veel(user):
        begeleid = plaatsingen.filter(stagebegeleider__isnull=False)
        return User.objects.filter(pk__in=begeleid.values("stagebegeleider"))
    ooit = Lidmaatschap.objects.filter(rol=Rol.STAGEBEGELEIDER).values("user")
    return die_voorkomen(User.objects.filter(pk__in=ooit), plaatsingen, "stagebegeleider")


class VerslagenFilter(django_filters.FilterSet):
    """Search, state, school, supervisor and whether the stage is under way."""

    q = django_filters.CharFilter(method="zoek", label="Zoek een student")
    stand = django_filters.ChoiceFilter(method="op_stand", choices=STANDEN, label="Stand", empty_label="Alle standen")
    school = django_filters.ModelChoiceFilter(
        field_name="student__school",
        queryset=Organisatie.objects.none(),
        to_field_name="public_id",
        label="School",
        empty_label="Alle scholen",
    )
    begeleider = django_filters.ModelChoiceFilter(
        field_name="stagebegeleider",
        queryset=User.objects.none(),
        to_field_name="public_id",
        label="Stagebegeleider",
        empty_label="Alle stagebegeleiders",
    )
    afgelopen = django_filters.BooleanFilter(
        method="ook_afgelopen", label="Ook afgelopen stages", widget=forms.CheckboxInput
    )

    class Meta:
        model = Plaatsing
        fields = ["q", "stand", "school", "begeleider", "afgelopen"]

    def __init__(self, data: QueryDict | None, queryset: QuerySet, *, request: HttpRequest, **kwargs: object) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        zichtbaar = Plaatsing.objects.visible_to(request.user)
        geen = _geen_keuze(request.user)
        for naam in geen:
            del self.filters[naam]
        if "begeleider" not in geen:
            beperk(self.filters, data, begeleider=begeleiders_van(zichtbaar, request.user))
        if "school" not in geen:
            scholen = Organisatie.objects.scholen().order_by("naam")
            beperk_uit(self.filters, data, zichtbaar, school=("student__school", scholen))

    @property
    def qs(self) -> QuerySet[Plaatsing]:
        """The narrowed list in the order that ?sorteer= asks for."""
        rijen = super().qs
        if not self.form.is_valid() or not self.form.cleaned_data.get("afgelopen"):
            rijen = rijen.filter(status__in=ACTIEF)
        sorteer = self.request.GET.get("sorteer", "")
        velden = SORTEER.get(sorteer.removeprefix("-"))
        if velden:
            teken = "-" if sorteer.startswith("-") else ""
            rijen = rijen.order_by(*(f"{teken}{veld}" for veld in velden), "pk")
        return rijen

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name or the student number."""
        return zoek_student(rijen, waarde)

    def op_stand(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Narrow by state."""
        return met_stand(rijen, waarde)

    def ook_afgelopen(self, rijen: QuerySet, naam: str, waarde: bool) -> QuerySet:  # noqa: FBT001 - django-filter's call
        """Done in `qs`: without the tick only stages under way are shown."""
        return rijen


EVALUATIESTANDEN = (
    ("te_laat", "te laat"),
    *EvaluatieStatus.choices,
    ("te_tekenen", "wacht op de school"),
    ("vaststellen", "onvoldoende vast te stellen"),
    ("bezwaar", "met een open bezwaar"),
)


class EvaluatieFilter(django_filters.FilterSet):
    """Search, moment and state; a student needs none for the own few. Only the school asks after objections (P7)."""

    q = django_filters.CharFilter(method="zoek", label="Zoek een student")
    moment = django_filters.ChoiceFilter(choices=EvaluatieMoment, label="Moment", empty_label="Alle momenten")
    stand = django_filters.ChoiceFilter(
        method="op_stand", choices=EVALUATIESTANDEN, label="Stand", empty_label="Alle standen"
    )

    class Meta:
        model = Evaluatie
        fields = ["q", "moment", "stand"]

    def __init__(self, data: QueryDict | None, queryset: QuerySet, *, request: HttpRequest, **kwargs: object) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        if hasattr(request.user, "student"):
            self.filters.clear()
        elif not request.user.heeft_rol("coordinator", "stagedocent"):
            self.filters["stand"].extra["choices"] = EVALUATIESTANDEN[:-3]

    def zoek(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Every word must occur in the name."""
        return op_naam(rijen, waarde, "plaatsing__student__user__")

    def op_stand(self, rijen: QuerySet, naam: str, waarde: str) -> QuerySet:
        """Narrow by state."""
        return evaluaties_met_stand(rijen, waarde, self.request.user)


def evaluaties_met_stand(rijen: QuerySet, stand: str, user: User) -> QuerySet:
    """Narrow evaluations to one of EVALUATIESTANDEN."""
    if stand in EvaluatieStatus.values:
        return rijen.filter(status=stand)
    if stand == "te_laat":
        return rijen.filter(pk__in=te_laat(timezone.localdate()).values("pk"))
    if stand == "te_tekenen":
        return rijen.filter(pk__in=te_tekenen().values("pk"))
    if stand == "vaststellen":
        return rijen.filter(pk__in=vast_te_stellen().values("pk"))
    return rijen.filter(pk__in=Bezwaar.objects.visible_to(user).open().values("resultaat__evaluatie"))
