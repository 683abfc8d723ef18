"""Filling in and signing an evaluation behind the mailed link of a werkbegeleider; signing asks a code."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from evaluaties.enums import EvaluatieStatus, InvullingStatus, InvulRol, TekenRol
from evaluaties.forms import InvulForm
from evaluaties.models import Evaluatie
from evaluaties.services import evaluaties as services
from evaluaties.services import resultaat_tekenen, werkplek
from evaluaties.services.resultaat_lezen import lopend
from evaluaties.views.evaluaties_detail import ingediende_kanten, naast_elkaar, resultaatrijen
from evaluaties.views.evaluaties_invullen import beginwaarden, botsing, invulform, opnieuw
from evaluaties.views.werkplek import als_werkbegeleider
from kern.models import Toegangslink, User
from kern.services import toegangslinks

WAARVOOR = "een evaluatie te ondertekenen"
BOTSING = 409


class CodeForm(forms.Form):
    """Sign the text that was shown, with the code from the mail."""

    hash_ = forms.CharField(max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label="Code uit de mail",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Vul de code in die we u mailden."},
    )


@als_werkbegeleider
@require_http_methods(["GET", "HEAD", "POST"])
def evaluatie(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Fill in the own side; a post keeps it and, when asked, hands it in."""
    gevonden = werkplek.evaluatie_van(user, public_id)
    eigen = gevonden.invullingen.filter(rol=InvulRol.WERKBEGELEIDER).first()
    ingediend = eigen is not None and eigen.status == InvullingStatus.INGEDIEND
    if ingediend or gevonden.status in {EvaluatieStatus.TEKENEN, EvaluatieStatus.VAST}:
        messages.info(request, "Deze evaluatie is al ingediend.")
        return redirect("werkplek:start", token=token)
    context: dict[str, Any] = {"link": link, "token": token, "evaluatie": gevonden}
    if request.method != "POST":
        context["form"] = invulform(gevonden, initial=beginwaarden(eigen))
        return render(request, "werkplek/evaluatie.html", context)
    form = invulform(gevonden, request.POST)
    status = ONGELDIG
    if form.is_valid():
        try:
            _bewaar(request, gevonden, form, user)
        except services.InvulConflict as fout:
            status = BOTSING
            context |= botsing(gevonden, form, fout)
        except DomainError as fout:
            form = _met_fouten(gevonden, form, fout)
        else:
            klaar = request.POST.get("actie") == "indienen"
            messages.success(request, "De evaluatie is ingediend." if klaar else "De antwoorden zijn bewaard.")
            return redirect("werkplek:start", token=token)
    return render(request, "werkplek/evaluatie.html", {"form": form, **context}, status=status)


def _met_fouten(gevonden: Evaluatie, form: InvulForm, fout: DomainError) -> InvulForm:
    """Return the form as it was typed, with what is wrong at each field."""
    nu = gevonden.invullingen.filter(rol=InvulRol.WERKBEGELEIDER).first()
    nieuw = opnieuw(form, gevonden, nu.versie if nu else 0)
    velden = fout.velden if isinstance(fout, services.Onvolledig) else {fout.field: fout.message}
    for veld, tekst in velden.items():
        nieuw.add_error(veld if veld in nieuw.fields else None, tekst)
    return nieuw


def _bewaar(request: HttpRequest, gevonden: Evaluatie, form: InvulForm, user: User) -> None:
    """Keep the answers and hand in when asked."""
    wie = {"by": user, "via_link": True, "at": timezone.now()}
    bewaard = services.bewaar_invulling(
        evaluatie=gevonden,
        antwoorden=form.antwoorden(),
        algemeen=form.cleaned_data["algemeen"],
        versie=form.cleaned_data["versie"] or 0,
        **wie,
    )
    if request.POST.get("actie") == "indienen":
        services.dien_in(evaluatie=gevonden, versie=bewaard.versie, **wie)


@als_werkbegeleider
@require_http_methods(["GET", "HEAD", "POST"])
def tekenen(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Show the joint result and sign it with the code."""
    gevonden = werkplek.evaluatie_van(user, public_id)
    resultaat = lopend(gevonden)
    if gevonden.status != EvaluatieStatus.TEKENEN or resultaat is None:
        messages.info(request, "Er is nu niets te tekenen.")
        return redirect("werkplek:start", token=token)
    if request.method == "POST" and request.POST.get("hash_") != resultaat.hash:
        # Before the code: it isn't spent on a text that stands here no more.
        messages.error(request, "Het resultaat is intussen veranderd. Lees het opnieuw en teken daarna.")
        return redirect("werkplek:tekenen", token=token, public_id=gevonden.public_id)
    form = CodeForm(request.POST or None, initial={"hash_": resultaat.hash})
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        with fouten_melden(request, form) as fouten:
            # First, and by itself: a wrong try is counted, whatever comes of the rest.
            toegangslinks.controleer_code(link=link, code=form.cleaned_data["code"], at=at)
            resultaat_tekenen.teken(
                evaluatie=gevonden,
                rol=TekenRol.WERKBEGELEIDER.value,
                hash_=form.cleaned_data["hash_"],
                by=user,
                via_link=True,
                at=at,
            )
        if not fouten:
            messages.success(request, "Getekend. Dank u wel.")
            return redirect("werkplek:start", token=token)
    link.refresh_from_db()
    context = {
        "link": link,
        "token": token,
        "evaluatie": gevonden,
        "resultaat": resultaat,
        "rijen": resultaatrijen(gevonden, resultaat),
        "kanten": naast_elkaar(gevonden, ingediende_kanten(gevonden)),
        "form": form,
        "getekend": resultaat.handtekeningen.filter(rol=TekenRol.WERKBEGELEIDER).first(),
        "code_loopt": bool(link.code_hash) and link.code_tot is not None and link.code_tot > timezone.now(),
    }
    return render(request, "werkplek/tekenen.html", context, status=ONGELDIG if form.errors else 200)


@als_werkbegeleider
@require_POST
def code(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Mail a code, unless one was mailed a moment ago."""
    gevonden = werkplek.evaluatie_van(user, public_id)
    with fouten_melden(request) as fouten:
        toegangslinks.stuur_code(link=link, at=timezone.now(), waarvoor=WAARVOOR)
    if not fouten:
        messages.success(request, f"Er is een code gestuurd naar {link.email}.")
    return redirect("werkplek:tekenen", token=token, public_id=gevonden.public_id)
