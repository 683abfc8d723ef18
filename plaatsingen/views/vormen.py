"""Programme templates: list, one of them, make, copy, change, retire (R5.5)."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from kern.rules import alleen
from plaatsingen.forms_vorm import Vormbundel
from plaatsingen.models import Stagevorm
from plaatsingen.route import BLOKKOLOMMEN, blokregels, weekstrook
from plaatsingen.rules_vorm import mag_vormen_beheren, mag_vormen_zien
from plaatsingen.services.slot import DAGNAMEN
from plaatsingen.services.vormbeheer import (
    Vormgegevens,
    gegevens_van,
    in_gebruik,
    laat_vervallen,
    maak_vorm,
    wijzig_vorm,
)


def _dagen(gegevens: Vormgegevens) -> str:
    namen = [DAGNAMEN[dag] for dag in gegevens.dagen.split() if dag in DAGNAMEN]
    return " en ".join(filter(None, [", ".join(namen[:-1]), *namen[-1:]]))


def _beeld(gegevens: Vormgegevens) -> dict[str, Any]:
    """Return the picture of the weeks and the table below it."""
    fasen = [(fase.naam, fase.van_week) for fase in gegevens.fasen]
    return {
        "svg": weekstrook(f"De weken van {gegevens.naam}", gegevens.blokken, fasen, weken=gegevens.weken),
        "kolommen": BLOKKOLOMMEN,
        "regels": blokregels(gegevens.blokken),
        "dagen": _dagen(gegevens),
    }


@alleen(mag_vormen_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show every template with its picture; those that can't be chosen any more last."""
    vormen = Stagevorm.objects.prefetch_related("blokken", "fasen", "opleidingen").annotate(
        aantal=Count("plaatsingen", distinct=True)
    )
    rijen = [
        {"vorm": vorm, "gegevens": gegevens, **_beeld(gegevens)}
        for vorm in sorted(vormen, key=lambda vorm: vorm.vervallen_op is not None)
        for gegevens in [gegevens_van(vorm)]
    ]
    context = {"rijen": rijen, "beheert": mag_vormen_beheren(request.user)}
    return render(request, "plaatsingen/vormen.html", context)


@alleen(mag_vormen_zien)
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one template: its weeks, phases, programmes."""
    vorm = get_object_or_404(Stagevorm, code=code)
    gegevens = gegevens_van(vorm)
    context = {
        "vorm": vorm,
        "gegevens": gegevens,
        "in_gebruik": in_gebruik(vorm),
        "beheert": mag_vormen_beheren(request.user),
        **_beeld(gegevens),
    }
    return render(request, "plaatsingen/vorm.html", context)


@alleen(mag_vormen_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a template, empty or (`?van=code`) as a copy to change."""
    bron = Stagevorm.objects.filter(code=request.GET.get("van", "")).first()
    begin = gegevens_van(bron) if bron else None
    return _formulier(request, vorm=None, bron=bron, begin=begin)


@alleen(mag_vormen_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, code: str) -> HttpResponse:
    """Change a template; one in use refuses other weeks, hours, days and phases."""
    vorm = get_object_or_404(Stagevorm, code=code)
    return _formulier(request, vorm=vorm, bron=None, begin=gegevens_van(vorm))


def _formulier(
    request: HttpRequest, *, vorm: Stagevorm | None, bron: Stagevorm | None, begin: Vormgegevens | None
) -> HttpResponse:
    bundel = Vormbundel(request.POST or None, gegevens=begin)
    context: dict[str, Any] = {"vorm": vorm, "bron": bron, "bundel": bundel, "beeld": None, "fouten": []}
    if request.method == "POST" and bundel.is_valid():
        gegevens = bundel.gegevens()
        context |= {"beeld": _beeld(gegevens), "gegevens": gegevens, "fouten": gegevens.fouten()}
        if "bewaren" in request.POST and not context["fouten"]:
            with fouten_melden(request, bundel.vorm) as fouten:
                schrijf = {"gegevens": gegevens, "by": request.user, "at": timezone.now()}
                nu = wijzig_vorm(vorm=vorm, **schrijf) if vorm else maak_vorm(kopie_van=bron, **schrijf)
            if not fouten:
                messages.success(request, f"{nu.naam} is bewaard.")
                return redirect("plaatsingen:stagevorm", nu.code)
    elif begin is not None and request.method != "POST":
        context |= {"beeld": _beeld(begin), "gegevens": begin}
    context["in_gebruik"] = vorm is not None and in_gebruik(vorm)
    geweigerd = request.method == "POST" and ("bewaren" in request.POST or not bundel.is_valid())
    return render(request, "plaatsingen/vorm_form.html", context, status=ONGELDIG if geweigerd else 200)


@alleen(mag_vormen_beheren)
@require_POST
def vervallen(request: HttpRequest, code: str) -> HttpResponse:
    """Take a template out of the choice, or put it back."""
    vorm = get_object_or_404(Stagevorm, code=code)
    with fouten_melden(request):
        nu = laat_vervallen(vorm=vorm, terug="terug" in request.POST, by=request.user, at=timezone.now())
        woord = "niet meer" if nu.vervallen_op else "weer"
        messages.success(request, f"{nu.naam} is {woord} te kiezen. Stages die deze vorm hebben, houden hem.")
    return redirect("plaatsingen:stagevorm", code)
