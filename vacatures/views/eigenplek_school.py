"""The school checks a place that a student found: approve, wait for recognition, or decline."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import fouten_melden
from vacatures.forms_eigenplek import NakijkForm, RedenForm, ToelichtingForm
from vacatures.models import EigenPlek
from vacatures.rules_eigenplek import mag_erkenning_vastleggen, mag_nakijken
from vacatures.services import eigenplek_school as diensten
from vacatures.views.eigenplek import plek_van


def _te_keuren(request: HttpRequest, public_id: str) -> EigenPlek:
    plek = plek_van(request, public_id)
    if not mag_nakijken(request.user, plek):
        raise PermissionDenied
    return plek


@require_http_methods(["GET", "HEAD", "POST"])
def nakijken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say which leerbedrijf it is and approve the place."""
    plek = _te_keuren(request, public_id)
    kandidaten = diensten.kandidaten(plek)
    form = NakijkForm(
        request.POST if request.method == "POST" else None,
        initial={"leerbedrijf_code": plek.leerbedrijf_code},
        kandidaten=kandidaten,
        erkenning=mag_erkenning_vastleggen(request.user, plek),
        bevestigd=plek.contact_bevestigd_op is not None,
    )
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            diensten.keur_goed(plek=plek, **form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De plek is goedgekeurd. De student en het leerbedrijf krijgen bericht.")
            return redirect("eigenplek:detail", public_id=plek.public_id)
    context = {"plek": plek, "form": form, "kandidaten": kandidaten}
    return render(request, "vacatures/eigenplek_nakijken.html", context, status=422 if form.errors else 200)


def _vraag(  # noqa: PLR0917 - the parts of one small page
    request: HttpRequest, plek: EigenPlek, form: forms.Form, doe: Callable[..., object], klaar: str, context: dict
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            doe(plek=plek, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, klaar)
            return redirect("eigenplek:detail", public_id=plek.public_id)
    alles = {"plek": plek, "form": form, **context}
    return render(request, "vacatures/eigenplek_vraag.html", alles, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def afwijzen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decline with a reason."""
    plek = _te_keuren(request, public_id)
    form = RedenForm(request.POST if request.method == "POST" else None)
    context = {"titel": "Plek niet goedkeuren", "ja": "Niet goedkeuren", "uitleg": ""}
    return _vraag(request, plek, form, diensten.wijs_af, "De student krijgt bericht met uw reden.", context)


@require_http_methods(["GET", "HEAD", "POST"])
def erkenning(request: HttpRequest, public_id: str) -> HttpResponse:
    """Wait until the leerbedrijf is recognised; it is told how to ask for that."""
    plek = _te_keuren(request, public_id)
    form = ToelichtingForm(request.POST if request.method == "POST" else None)
    context = {"titel": "Erkenning aanvragen", "ja": "Laat het weten en wacht", "uitleg": diensten.SBB}
    klaar = "De student en het leerbedrijf krijgen bericht hoe zij de erkenning aanvragen."
    return _vraag(request, plek, form, diensten.wacht_op_erkenning, klaar, context)
