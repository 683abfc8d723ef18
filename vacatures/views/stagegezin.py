"""Stagegezinnen: the list, one family, a new one, and the public form."""

import uuid

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, bladzijde, fouten_melden, niet_bewaren
from kern.rules import alleen
from kern.services.inzage import leg_inzage_vast
from vacatures.enums import StagegezinStatus
from vacatures.forms_stagegezin import AanmeldForm
from vacatures.models import Stagegezin
from vacatures.models.stagegezin import OPEN
from vacatures.rules import DAGNAMEN, in_het_kort
from vacatures.rules_stagegezin import SOORT, acties_van, ziet_overzicht
from vacatures.services import stagegezin as diensten

PER_PAGINA = 50
TE_VAAK = 429
KEUZES = (("open", "Nog open"), *StagegezinStatus.choices)
ACTIEWOORD = {
    "plannen": "Huisbezoek afspreken",
    "bezoek": "Huisbezoek vastleggen",
    "voorwaarden": "Voorwaarden vastleggen",
    "goedkeuren": "Goedkeuren",
    "afwijzen": "Niet goedkeuren",
    "stoppen": "Gezin stopt",
}


def gezin_van(request: HttpRequest, public_id: uuid.UUID) -> Stagegezin:
    """Return the family when the person may see it (404)."""
    rijen = Stagegezin.objects.visible_to(request.user).select_related("school", "docent", "stageplaats")
    return get_object_or_404(rijen, public_id=public_id)


@alleen(ziet_overzicht)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the families: number, town and state; not who they are."""
    gezinnen = Stagegezin.objects.visible_to(request.user).select_related("school", "docent")
    keuze = request.GET.get("status", "open")
    if keuze in StagegezinStatus.values:
        gezinnen = gezinnen.filter(status=keuze)
    elif keuze == "open":
        gezinnen = gezinnen.filter(status__in=OPEN).order_by("aangemeld_op", "pk")
    pagina = bladzijde(request, gezinnen, per_pagina=PER_PAGINA)
    for gezin in pagina.object_list:
        gezin.soort = SOORT[gezin.status]
    context = {"pagina": pagina, "keuzes": KEUZES, "keuze": keuze}
    return render(request, "vacatures/stagegezin/lijst.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one family with all that is known; who opens it is written down."""
    gezin = gezin_van(request, public_id)
    if not ziet_overzicht(request.user):
        raise PermissionDenied
    leg_inzage_vast(obj=gezin, student=None, user=request.user, at=timezone.now(), route=request.path)
    stappen = [
        {
            "moment": stap.at,
            "titel": stap.get_naar_display().capitalize(),
            "tekst": stap.tekst,
            "wie": stap.by.naam if stap.by else "",
            "soort": SOORT[stap.naar],
        }
        for stap in reversed(gezin.stappen.select_related("by"))
    ]
    acties = acties_van(request.user, gezin)
    context = {
        "gezin": gezin,
        "soort": SOORT[gezin.status],
        "dagen": in_het_kort(gezin.dagen, tuple(DAGNAMEN)),
        "stappen": stappen,
        "acties": [(actie, ACTIEWOORD[actie]) for actie in acties],
    }
    return niet_bewaren(render(request, "vacatures/stagegezin/detail.html", context))


@alleen(ziet_overzicht)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Write down a family that called or was met."""
    form = AanmeldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            gezin = diensten.meld_aan(velden=form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            if not Stagegezin.objects.visible_to(request.user).filter(pk=gezin.pk).exists():
                # Somebody else was first: the family is with the bureau or with another school.
                messages.info(request, f"Dit gezin is al bekend als {gezin}. Het bureau weet hoe het staat.")
                return redirect("stagegezin:lijst")
            messages.success(request, f"{gezin} is aangemeld. Spreek nu een huisbezoek af.")
            return redirect("stagegezin:detail", gezin.public_id)
    context = {"form": form, "openbaar": False}
    return render(request, "vacatures/stagegezin/nieuw.html", context, status=ONGELDIG if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def aanmelden(request: HttpRequest) -> HttpResponse:
    """Let a family offer itself, without an account; nothing that is known is shown."""
    form = AanmeldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not ratelimit.consume(request, action="stagegezin"):
        tekst = "Er zijn net veel aanmeldingen verstuurd. Wacht een uur en probeer het dan opnieuw."
        form.is_valid()
        form.add_error(None, tekst)
        context = {"form": form, "openbaar": True}
        return niet_bewaren(render(request, "vacatures/stagegezin/nieuw.html", context, status=TE_VAAK))
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            diensten.meld_aan(velden=form.cleaned_data, by=None, at=timezone.now())
        if not fouten:
            return redirect("stagegezin:dank")
    context = {"form": form, "openbaar": True}
    status = ONGELDIG if form.errors else 200
    return niet_bewaren(render(request, "vacatures/stagegezin/nieuw.html", context, status=status))


@login_not_required
@require_safe
def dank(request: HttpRequest) -> HttpResponse:
    """Say what happens next."""
    return render(request, "vacatures/stagegezin/dank.html")
