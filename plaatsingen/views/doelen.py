"""Goals of the region: write down, change, throw away (R3.9)."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from kern.rules import alleen
from vraagaanbod.forms_plan import DoelForm
from vraagaanbod.models import Regiodoel
from vraagaanbod.rules_plan import mag_plan_bewerken
from vraagaanbod.services import doelen
from vraagaanbod.views.plan import gekozen_jaar


def _terug(doel_jaar: str) -> str:
    return f"{reverse('cijfers:overzicht')}?{urlencode({'schooljaar': doel_jaar})}"


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Write down a goal for a school year."""
    jaar = gekozen_jaar(request)
    if jaar is None:
        raise Http404
    form = DoelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            doelen.voeg_toe(schooljaar=jaar, velden=form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het doel is bewaard.")
            return redirect(_terug(jaar.naam))
    context = {"form": form, "doel": None, "jaar": jaar, "terug": _terug(jaar.naam)}
    return render(request, "plaatsingen/doel.html", context, status=ONGELDIG if form.errors else 200)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a goal, or where it stands."""
    doel = _haal(request, public_id)
    form = DoelForm(request.POST or None, instance=doel)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            doelen.wijzig(doel=doel, velden=form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het doel is gewijzigd.")
            return redirect(_terug(doel.schooljaar.naam))
    context = {"form": form, "doel": doel, "jaar": doel.schooljaar, "terug": _terug(doel.schooljaar.naam)}
    return render(request, "plaatsingen/doel.html", context, status=ONGELDIG if form.errors else 200)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def verwijderen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Throw a goal away."""
    doel = _haal(request, public_id)
    terug = _terug(doel.schooljaar.naam)
    if request.method != "POST":
        context = {"titel": f"{doel.naam} weggooien?", "tekst": "", "ja": "Ja, weggooien", "terug_url": terug}
        return render(request, "componenten/bevestigpagina.html", context | {"gevaar": True})
    with fouten_melden(request) as fouten:
        doelen.verwijder(doel=doel, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Het doel is weggegooid.")
    return redirect(terug)


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Regiodoel:
    return get_object_or_404(
        Regiodoel.objects.visible_to(request.user).select_related("schooljaar"), public_id=public_id
    )
