"""The route of a student through a template, the steps to its phases, and choosing the template (R5.5)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from plaatsingen import rules, rules_vorm
from plaatsingen.forms_vorm import NogNietForm, StapForm, VormKeuzeForm
from plaatsingen.models import Fasestap, Plaatsing, Vormfase
from plaatsingen.services.vormkeuze import kies_vorm, te_kiezen
from plaatsingen.services.vormroute import route_van
from plaatsingen.services.vormstappen import stel_stap_voor, stem_in, trek_stap_in, zeg_nog_niet
from plaatsingen.views.hulp import haal
from plaatsingen.vormtaken import routecontext


def _pagina(request: HttpRequest, plaatsing: Plaatsing, *, status: int = 200, **forms: Any) -> HttpResponse:
    route = route_van(plaatsing, op=timezone.localdate())
    context = {
        "plaatsing": plaatsing,
        "eigen": rules.is_student_van(request.user, plaatsing),
        "kiest_vorm": rules_vorm.mag_vorm_kiezen(request.user, plaatsing),
        "route": route,
        "stapform": StapForm(),
        "nietform": NogNietForm(),
        **(routecontext(request.user, plaatsing, route) if route else {}),
        **forms,
    }
    return render(request, "plaatsingen/route.html", context, status=status)


@require_safe
def route(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the weeks as a strip with where the student is, the phases, and what can be said now."""
    return _pagina(request, haal(request, public_id))


@require_POST
def voorstellen(request: HttpRequest, public_id: uuid.UUID, fase_id: int) -> HttpResponse:
    """Say that one is ready for a phase."""
    plaatsing = haal(request, public_id)
    if not rules_vorm.mag_stap_voorstellen(request.user, plaatsing):
        raise PermissionDenied
    fase = get_object_or_404(Vormfase, pk=fase_id, vorm=plaatsing.vorm_id)
    form = StapForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            stel_stap_voor(plaatsing=plaatsing, fase=fase, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Je voorstel is verstuurd. Je docent en je werkbegeleider krijgen bericht.")
            return redirect("plaatsingen:route", public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, stapform=form)


@require_POST
def antwoorden(request: HttpRequest, public_id: uuid.UUID, stap_id: uuid.UUID) -> HttpResponse:
    """Agree (`ja`), say 'not yet' with a reason (`niet`), or take back one's own step (`intrekken`)."""
    plaatsing = haal(request, public_id)
    stap = get_object_or_404(Fasestap, public_id=stap_id, plaatsing=plaatsing)
    wie = {"stap": stap, "by": request.user, "at": timezone.now()}
    form = NogNietForm(request.POST)
    if "intrekken" in request.POST:
        if not rules_vorm.mag_stap_voorstellen(request.user, plaatsing):
            raise PermissionDenied
        with fouten_melden(request):
            trek_stap_in(**wie)
    elif not rules_vorm.stapkanten(request.user, plaatsing):
        raise PermissionDenied
    elif "ja" in request.POST:
        with fouten_melden(request):
            stem_in(**wie)
            messages.success(request, "U stemde in.")
    elif form.is_valid():
        with fouten_melden(request):
            zeg_nog_niet(**wie, **form.cleaned_data)
            messages.success(request, "Uw antwoord is bewaard. De student krijgt bericht.")
    else:
        return _pagina(request, plaatsing, status=ONGELDIG, nietform=form)
    return redirect("plaatsingen:route", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def kiezen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose the template of a placement, or none."""
    plaatsing = haal(request, public_id)
    if not rules_vorm.mag_vorm_kiezen(request.user, plaatsing):
        raise PermissionDenied
    vormen = te_kiezen(opleiding=plaatsing.student.opleiding, op=timezone.localdate())
    begin = {"vorm": plaatsing.vorm.code if plaatsing.vorm else ""}
    form = VormKeuzeForm(request.POST or None, vormen=vormen, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            nu = kies_vorm(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            tekst = f"De stage volgt nu {nu.vorm}." if nu.vorm else "De stage heeft geen stagevorm meer."
            messages.success(request, tekst)
            return redirect("plaatsingen:route", public_id)
    context = {"plaatsing": plaatsing, "form": form, "vormen": vormen}
    return render(request, "plaatsingen/vorm_kiezen.html", context, status=ONGELDIG if form.is_bound else 200)
