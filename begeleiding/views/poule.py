"""The poule: its people as a list, one of them, and who is taken in (R7.1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from begeleiding import rules_poule as rules
from begeleiding.enums import CursusStatus
from begeleiding.filters_poule import PouleFilter
from begeleiding.forms_poule import AfwezigForm, BegeleiderForm, InzetForm, kandidaatkeuze
from begeleiding.models import Poulebegeleider
from begeleiding.services import poule as services
from begeleiding.services.poule_norm import norm_op
from begeleiding.services.poule_stand import TELT, komende_weken, maandag_van, met_rooster, standen
from kern.rules import alleen
from plaatsingen.models import Plaatsing

PER_PAGINA = 50
MEEST_STUDENTEN = 100
VOLGORDES = {
    "naam": ("user__achternaam", "user__voornaam", "pk"),
    "fte": ("fte", "user__achternaam", "pk"),
    "niveau": ("niveau", "user__achternaam", "pk"),
    "vanaf": ("in_poule_van", "user__achternaam", "pk"),
}
KOLOMMEN = [
    UitvoerKolom("Naam", "begeleider.user.naam"),
    UitvoerKolom("Fte", "begeleider.fte"),
    UitvoerKolom("Dienstverband", "begeleider.get_dienstverband_display"),
    UitvoerKolom("Cursus", "begeleider.get_cursus_display"),
    UitvoerKolom("Niveau", "begeleider.niveau"),
    UitvoerKolom("Werkt in", "begeleider.werkgebied"),
    UitvoerKolom("In de poule vanaf", "begeleider.in_poule_van"),
    UitvoerKolom("Tot en met", "begeleider.in_poule_tot"),
    UitvoerKolom("Studenten", "studenten"),
    UitvoerKolom("Uren nodig deze week", "uren"),
    UitvoerKolom("Uren beschikbaar deze week", "uren_beschikbaar"),
    UitvoerKolom("Let op", lambda stand: " ".join(stand.waarschuwingen)),
]


def sorteer(rijen: QuerySet[Poulebegeleider], wens: str) -> QuerySet[Poulebegeleider]:
    """Return the rows in the order of `?sorteer=`; a minus is from high to low, another word by name."""
    velden = VOLGORDES.get(wens.removeprefix("-"), VOLGORDES["naam"])
    eerste, *rest = velden
    return rijen.order_by(F(eerste).desc() if wens.startswith("-") else eerste, *rest)


@alleen(rules.mag_poule_openen)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show who is in the poule and how full they are this week; a supervisor goes to the own page."""
    user, vandaag = request.user, timezone.localdate()
    if not rules.mag_poule_zien(user):
        eigen = Poulebegeleider.objects.visible_to(user).filter(user=user).first()
        if eigen is not None:
            return redirect("poule:begeleider", eigen.public_id)
        return render(request, "begeleiding/poule_niet.html")
    norm = norm_op(vandaag)
    filter_ = PouleFilter(request.GET, queryset=Poulebegeleider.objects.visible_to(user), request=request)
    rijen = met_rooster(sorteer(filter_.qs, request.GET.get("sorteer", "")), vanaf=maandag_van(vandaag))
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(
            request, "Begeleiderspoule", KOLOMMEN, standen(list(rijen), norm=norm, op=vandaag), op=vandaag
        )
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {
        "filter": filter_,
        "pagina": pagina,
        "standen": standen(list(pagina.object_list), norm=norm, op=vandaag),
        "gefilterd": any(request.GET.get(naam) for naam in filter_.filters),
        "mag_beheren": rules.mag_poule_beheren(user),
        "norm": norm,
    }
    return render(request, "begeleiding/poule_lijst.html", context)


def begeleider_of_404(request: HttpRequest, public_id: UUID) -> Poulebegeleider:
    """Return the supervisor with absences and bookings that aren't over; 404 for who may not see the row."""
    rijen = met_rooster(Poulebegeleider.objects.visible_to(request.user), vanaf=maandag_van(timezone.localdate()))
    begeleider = rijen.select_related("user", "van_organisatie").filter(public_id=public_id).first()
    if begeleider is None:
        raise Http404
    return begeleider


@require_safe
def begeleider(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one supervisor: time and students, the weeks to come, absence, bookings."""
    rij = begeleider_of_404(request, public_id)
    return render(request, "begeleiding/poule_begeleider.html", gegevens_van(request, rij))


def gegevens_van(
    request: HttpRequest,
    rij: Poulebegeleider,
    *,
    afwezig_form: AfwezigForm | None = None,
    inzet_form: InzetForm | None = None,
) -> dict[str, Any]:
    """Return what the page of a supervisor shows."""
    user, vandaag = request.user, timezone.localdate()
    norm = norm_op(vandaag)
    (stand,) = standen([rij], norm=norm, op=vandaag)
    weken = komende_weken(rij, norm=norm, op=vandaag)
    return {
        "begeleider": rij,
        "stand": stand,
        "eigen": rules.is_eigen(user, rij),
        "weken": [f"{maandag.isocalendar().week}" for maandag, _, _ in weken],
        "weekrijen": _weekrijen(weken),
        "krap": _krap(weken),
        "studenten": _studenten(request, rij),
        "sectoren": [cluster.naam for cluster in rij.sectoren.all()],
        "mag_beheren": rules.mag_poule_beheren(user),
        "mag_melden": rules.mag_afwezig_melden(user, rij),
        "mag_reden": rules.mag_reden_zien(user, rij),
        "afwezig_form": afwezig_form or AfwezigForm(prefix="afwezig", initial={"van": vandaag}),
        "inzet_form": inzet_form or InzetForm(prefix="inzet", initial={"van": vandaag, "soort": "begeleiding"}),
        "vandaag": vandaag,
    }


def _weekrijen(weken: list[tuple[Any, int, int]]) -> list[dict[str, Any]]:
    cellen = [(round(nodig / 60), round(er_is / 60)) for _, nodig, er_is in weken]
    return [{"label": "Uren nodig / uren beschikbaar", "url": "", "cellen": cellen}]


def _krap(weken: list[tuple[Any, int, int]]) -> Any:
    """Return the first Monday of a week with too little time; None when there is enough."""
    return next((maandag for maandag, nodig, er_is in weken if nodig > er_is), None)


def _studenten(request: HttpRequest, rij: Poulebegeleider) -> list[Plaatsing]:
    """Return the stages of this supervisor that the visitor may see, under way or about to begin."""
    rijen = Plaatsing.objects.visible_to(request.user).filter(stagebegeleider=rij.user_id, status__in=TELT)
    rijen = rijen.filter(einddatum__gte=timezone.localdate()).met_betrokkenen()
    return list(rijen.order_by("student__user__achternaam", "pk")[:MEEST_STUDENTEN])


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Take somebody into the poule."""
    at = timezone.now()
    wie = kandidaatkeuze(services.kandidaten(timezone.localdate(at)))
    begin = {"fte": 1, "cursus": CursusStatus.NIET_BEGONNEN, "niveau": 4, "max_km": 40}
    form = BegeleiderForm(request.POST or None, wie=wie, initial=begin | {"in_poule_van": timezone.localdate(at)})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            rij = services.neem_op(
                user=form.cleaned_data["persoon"], gegevens=form.cleaned_data, by=request.user, at=at
            )
        if not fouten:
            messages.success(request, f"{rij} staat in de poule.")
            return redirect("poule:begeleider", rij.public_id)
    context = {"form": form, "begeleider": None, "niemand": not wie}
    return render(request, "begeleiding/poule_formulier.html", context, status=422 if form.errors else 200)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what the poule knows of somebody, or let their time in it end."""
    rij = begeleider_of_404(request, public_id)
    form = BegeleiderForm(request.POST or None, begeleider=rij)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.wijzig(begeleider=rij, gegevens=form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De gegevens zijn bewaard.")
            return redirect("poule:begeleider", rij.public_id)
    context = {"form": form, "begeleider": rij, "niemand": False}
    return render(request, "begeleiding/poule_formulier.html", context, status=422 if form.errors else 200)
