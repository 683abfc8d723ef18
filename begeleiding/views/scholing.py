"""Trainings: list, one, planning, inviting, signing up, who was there (R7.8)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam
from begeleiding import rules_poule as rules
from begeleiding.enums import DeelnameStatus
from begeleiding.filters_scholing import TrainingFilter
from begeleiding.forms_scholing import TrainingForm
from begeleiding.models import Training
from begeleiding.services import scholing as services
from kern.models import Organisatie, User
from kern.rules import alleen

PER_PAGINA = 50
SOORT = {
    DeelnameStatus.UITGENODIGD: "let_op",
    DeelnameStatus.AANGEMELD: "loopt",
    DeelnameStatus.AFGEMELD: "neutraal",
    DeelnameStatus.AFGEROND: "klaar",
    DeelnameStatus.NIET_GEKOMEN: "fout",
}


@alleen(rules.mag_scholing_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the trainings to come, with seats left and the own place."""
    rijen = services.met_bezetting(Training.objects.visible_to(request.user), request.user)
    filter_ = TrainingFilter(request.GET, queryset=rijen, request=request)
    pagina = pagina_van(request, filter_.qs, PER_PAGINA)
    namen = dict(DeelnameStatus.choices)
    for training in pagina.object_list:
        training.vrij = max(0, training.plekken - training.bezet)
        training.eigen_woord, training.eigen_soort = (
            namen.get(training.eigen, ""),
            SOORT.get(training.eigen, "neutraal"),
        )
    context = {
        "filter": filter_,
        "pagina": pagina,
        "trainingen": pagina.object_list,
        "gefilterd": any(request.GET.get(naam) for naam in filter_.filters),
        "mag_geven": rules.mag_scholing_geven(request.user),
        "mag_mentoren": rules.mag_mentoren_zien(request.user),
    }
    return render(request, "begeleiding/scholing.html", context)


def training_of_404(request: HttpRequest, public_id: UUID) -> Training:
    """Return a training that this person may see."""
    rijen = services.met_bezetting(Training.objects.visible_to(request.user), request.user)
    training = rijen.filter(public_id=public_id).first()
    if training is None:
        raise Http404
    return training


def _eigen_training(request: HttpRequest, public_id: UUID) -> Training:
    training = training_of_404(request, public_id)
    if not rules.mag_training_beheren(request.user, training):
        raise PermissionDenied
    return training


@require_safe
def training(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one training: when, where, the own place; to who gives it also who is in it."""
    rij = training_of_404(request, public_id)
    user, at = request.user, timezone.now()
    mag = rules.mag_training_beheren(user, rij)
    deelnemers = list(rij.deelnames.select_related("user", "bekwaamheid")) if mag else []
    for deelname in deelnemers:
        deelname.soort = SOORT[deelname.status]
        deelname.papier = getattr(deelname, "bekwaamheid", None)
    open_ = rij.afgezegd_op is None and rij.begin > at
    context = {
        "training": rij,
        "open": open_,
        "vrij": max(0, rij.plekken - rij.bezet),
        "eigen_woord": dict(DeelnameStatus.choices).get(rij.eigen, ""),
        "eigen_soort": SOORT.get(rij.eigen, "neutraal"),
        "kan_aan": open_ and rules.mag_training_volgen(user) and rij.eigen != DeelnameStatus.AANGEMELD,
        "kan_af": open_ and rij.eigen in {DeelnameStatus.AANGEMELD, DeelnameStatus.UITGENODIGD},
        "mag": mag,
        "deelnemers": deelnemers,
        "aanwezigheid": [rij for rij in deelnemers if rij.status in services.BEZET],
        "opkomst": mag and rij.afgezegd_op is None and rij.begin <= at,
    }
    return render(request, "begeleiding/training.html", context)


def _aanbieders(user: User) -> QuerySet[Organisatie]:
    """Return the organisations for which somebody may plan a training: the own ones, for the bureau its own."""
    return Organisatie.objects.filter(
        pk__in=user.organisatie_ids_als("coordinator", "praktijkopleider", "beheerder")
    ).order_by("naam")


@alleen(rules.mag_scholing_geven)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Plan a training."""
    begin = {"minuten": 180, "plekken": 20, "jaren_geldig": 5}
    form = TrainingForm(request.POST or None, aanbieders=_aanbieders(request.user), initial=begin)
    if request.method == "POST" and form.is_valid():
        gegevens = dict(form.cleaned_data)
        with fouten_melden(request, form) as fouten:
            rij = services.plan_training(
                aanbieder=gegevens.pop("aanbieder"), gegevens=gegevens, by=request.user, at=timezone.now()
            )
        if not fouten:
            messages.success(request, "De training staat klaar. Nodig nu mensen uit.")
            return redirect("scholing:uitnodigen", rij.public_id)
    status = 422 if form.errors else 200
    return render(request, "begeleiding/training_formulier.html", {"form": form, "training": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a training that is to come."""
    rij = _eigen_training(request, public_id)
    form = TrainingForm(request.POST or None, training=rij)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.wijzig_training(training=rij, gegevens=form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De training is veranderd. Wie meedoet, krijgt bericht.")
            return redirect("scholing:training", rij.public_id)
    status = 422 if form.errors else 200
    return render(request, "begeleiding/training_formulier.html", {"form": form, "training": rij}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def afzeggen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call a training off."""
    rij = _eigen_training(request, public_id)
    terug = redirect("scholing:training", rij.public_id)
    if request.method != "POST":
        context: dict[str, Any] = {
            "titel": "Deze training afzeggen?",
            "tekst": "Iedereen die is uitgenodigd of aangemeld, krijgt bericht.",
            "ja": "Ja, afzeggen",
            "gevaar": True,
            "terug_url": terug.url,
        }
        return render(request, "componenten/bevestigpagina.html", context)
    with fouten_melden(request) as fouten:
        services.zeg_af(training=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De training is afgezegd.")
    return terug


@require_http_methods(["GET", "HEAD", "POST"])
def uitnodigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose whom to invite; who has no valid certificate stands first."""
    at = timezone.now()
    rij = _eigen_training(request, public_id)
    rijen = services.kandidaten(training=rij, by=request.user, op=timezone.localdate(at))
    if request.method == "POST":
        wie = list(rijen.filter(public_id__in=_ids(request)))
        with fouten_melden(request) as fouten:
            aantal = services.nodig_uit(training=rij, wie=wie, by=request.user, at=at)
        if not fouten:
            messages.success(request, f"Uitgenodigd: {aantal}." if aantal else "U heeft niemand nieuw gekozen.")
        return redirect("scholing:training", rij.public_id)
    zoek = request.GET.get("q", "").strip()
    pagina = pagina_van(request, op_naam(rijen, zoek, voor="") if zoek else rijen, PER_PAGINA)
    context = {"training": rij, "pagina": pagina, "mensen": pagina.object_list, "zoek": zoek}
    return render(request, "begeleiding/training_uitnodigen.html", context)


def _ids(request: HttpRequest) -> list[UUID]:
    """Return the chosen ids; what is no id can't be chosen."""
    uit = []
    for tekst in request.POST.getlist("kies")[:PER_PAGINA]:
        try:
            uit.append(UUID(tekst))
        except ValueError:
            continue
    return uit


@require_POST
def aanmelden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a seat."""
    rij = training_of_404(request, public_id)
    if not rules.mag_training_volgen(request.user):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        services.meld_aan(training=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "U doet mee. In de mail zit de afspraak voor uw agenda.")
    return redirect("scholing:training", rij.public_id)


@require_POST
def afmelden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the seat back, or decline."""
    rij = training_of_404(request, public_id)
    with fouten_melden(request) as fouten:
        services.meld_af(training=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "U bent afgemeld. Uw plek is vrij voor een ander.")
    return redirect("scholing:training", rij.public_id)


@require_POST
def opkomst(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down who was there."""
    rij = _eigen_training(request, public_id)
    with fouten_melden(request) as fouten:
        aantal = services.leg_opkomst_vast(
            training=rij, aanwezig=set(request.POST.getlist("aanwezig")), by=request.user, at=timezone.now()
        )
    if not fouten:
        woord = f"Er worden certificaten gemaakt: {aantal}." if aantal else "Er zijn geen nieuwe certificaten."
        messages.success(request, f"De opkomst is bewaard. {woord}")
    return redirect("scholing:training", rij.public_id)
