"""Where school arranges reports: excuse, extension, replacement assignment, and the decision about a proposal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from evaluaties import rules
from evaluaties.forms import BesluitForm, RegelForm
from evaluaties.services import feiten
from evaluaties.services.overzicht import Plaatsingverslagen, verslagen_van
from evaluaties.views.gemeenschappelijk import plaatsing_of_404
from plaatsingen.models import Plaatsing


def _regel_form(stage: Plaatsingverslagen, data: Any, *, beheert: bool) -> RegelForm:
    plichten = [(rij.plicht, rij.titel) for rij in stage.rijen]
    return RegelForm(data, plichten=plichten, beheert=beheert)


def _leg_vast(request: HttpRequest, plaatsing: Plaatsing, form: RegelForm, at: datetime) -> str:
    """Record what the form says; returns what to tell."""
    schoon = form.cleaned_data
    vast = {"plaatsing": plaatsing, "plicht": schoon["plicht"], "by": request.user, "at": at}
    if schoon["wat"] == RegelForm.OPDRACHT:
        feiten.meld_opdracht(received_at=at, **vast)
        return "De vervangende opdracht staat als ingeleverd."
    if schoon["wat"] == RegelForm.UITSTEL:
        feiten.geef_uitstel(tot=schoon["datum"], reden=schoon["reden"], **vast)
        return "Het uitstel is vastgelegd. Binnen een kwartier zijn alle termijnen aangepast."
    feiten.stel_vrij(reden=schoon["reden"], **vast)
    return "Het verslag hoeft niet meer. Binnen een kwartier zijn alle termijnen aangepast."


def _pagina(request: HttpRequest, plaatsing: Plaatsing, stage: Plaatsingverslagen, **forms: Any) -> HttpResponse:
    status = 422 if any(form is not None and form.is_bound for form in forms.values()) else 200
    context = {"plaatsing": plaatsing, "stage": stage, **forms}
    return render(request, "verslagen/regelen.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def regelen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what can be arranged for the reports of a placement, and record it."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.is_lezer_van(request.user, plaatsing):
        reden = "Alleen school en de stagebegeleider regelen iets bij verslagen."
        return render(request, "verslagen/geen_toegang.html", {"reden": reden, "mag_nood": False}, status=403)
    beheert = rules.mag_ladder_beheren(request.user, plaatsing)
    stage = verslagen_van([plaatsing], at)[0]
    besluit_kan = stage.voorstel_open and beheert
    if request.method != "POST":
        besluit = BesluitForm() if besluit_kan else None
        return _pagina(request, plaatsing, stage, form=_regel_form(stage, None, beheert=beheert), besluit=besluit)
    if "oordeel" in request.POST and besluit_kan:
        return _besluit(request, plaatsing, stage, at)
    form = _regel_form(stage, request.POST, beheert=beheert)
    if form.is_valid():
        try:
            tekst = _leg_vast(request, plaatsing, form, at)
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, tekst)
            return redirect("plaatsingen:detail", public_id)
    return _pagina(request, plaatsing, stage, form=form, besluit=BesluitForm() if besluit_kan else None)


def _besluit(request: HttpRequest, plaatsing: Plaatsing, stage: Plaatsingverslagen, at: datetime) -> HttpResponse:
    besluit = BesluitForm(request.POST)
    if besluit.is_valid():
        try:
            feiten.besluit(plaatsing=plaatsing, by=request.user, at=at, **besluit.cleaned_data)
        except DomainError as fout:
            besluit.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Uw besluit is vastgelegd. De student krijgt bericht.")
            return redirect("plaatsingen:detail", plaatsing.public_id)
    return _pagina(request, plaatsing, stage, form=_regel_form(stage, None, beheert=True), besluit=besluit)
