"""Rounds and questions, for the bureau; looking at open answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, bladzijde
from enquetes.enums import EnqueteSoort, MetingStatus
from enquetes.forms import MetingForm, VragenFormSet, als_rijen, uit_rijen
from enquetes.models import Meting, Vragenlijst
from enquetes.rules import mag_beheren, mag_uitkomst_zien
from enquetes.services import metingen, modereren
from enquetes.services.sluiten import sluit
from kern.rules import alleen

PER_PAGINA = 50
SOORT = {MetingStatus.CONCEPT: "wacht", MetingStatus.OPEN: "loopt", MetingStatus.GESLOTEN: "klaar"}


@alleen(mag_uitkomst_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the rounds, newest first; a praktijkopleider sees those of students that are closed."""
    rijen = Meting.objects.visible_to(request.user).select_related("vragenlijst").order_by("-van", "-pk")
    pagina = bladzijde(request, rijen, per_pagina=PER_PAGINA)
    for meting in pagina.object_list:
        meting.soort = SOORT[MetingStatus(meting.status)]
    beheer = mag_beheren(request.user)
    context = {
        "pagina": pagina,
        "beheer": beheer,
        "lijsten": MetingForm().fields["vragenlijst"].queryset if beheer else [],
    }
    return render(request, "enquetes/lijst.html", context)


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a round."""
    form = MetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meting = metingen.maak_meting(**form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field or None, fout.message)
        else:
            messages.success(request, "De meting staat klaar. Wie aan de beurt is, krijgt vanzelf een mail.")
            return redirect("enquetes:meting", public_id=meting.public_id)
    return render(request, "enquetes/nieuw.html", {"form": form}, status=ONGELDIG if form.errors else 200)


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def vragen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the questions: a new version, for rounds that are made from now on."""
    vragenlijst = get_object_or_404(Vragenlijst, public_id=public_id)
    formset = VragenFormSet(request.POST or None, initial=als_rijen(vragenlijst.vragen), prefix="v")
    fout = None
    if request.method == "POST" and formset.is_valid():
        try:
            versie = metingen.nieuwe_versie(
                vragenlijst=vragenlijst,
                vragen=uit_rijen([form.cleaned_data for form in formset]),
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as gevonden:
            fout = gevonden
        else:
            messages.success(
                request, f"Bewaard als versie {versie.versie}. Metingen die al bestaan, houden hun vragen."
            )
            return redirect("enquetes:lijst")
    status = ONGELDIG if fout or (request.method == "POST" and not formset.is_valid()) else 200
    context = {"vragenlijst": vragenlijst, "formset": formset, "fout": fout, "soort": EnqueteSoort(vragenlijst.soort)}
    return render(request, "enquetes/vragen.html", context, status=status)


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def sluiten(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a round before its last day, after asking."""
    meting = get_object_or_404(Meting.objects.visible_to(request.user), public_id=public_id)
    if request.method != "POST":
        return render(
            request,
            "componenten/bevestigpagina.html",
            {
                "titel": f"{meting.naam} sluiten?",
                "tekst": "Daarna kan niemand meer invullen, en staat de uitkomst vast.",
                "ja": "Sluiten",
                "terug_url": reverse("enquetes:meting", args=[meting.public_id]),
                "gevaar": True,
                "formulier": None,
            },
        )
    sluit(meting=meting, by=request.user, at=timezone.now())
    messages.success(request, "De meting is gesloten. Hieronder staat de uitkomst.")
    return redirect("enquetes:meting", public_id=meting.public_id)


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nakijken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at open answers, one by one: show or don't."""
    meting = get_object_or_404(
        Meting.objects.visible_to(request.user).select_related("vragenlijst"), public_id=public_id
    )
    if request.method == "POST":
        return _beoordeel(request, meting)
    teksten, totaal = modereren.te_bekijken(meting)
    return render(request, "enquetes/nakijken.html", {"meting": meting, "teksten": teksten, "totaal": totaal})


def _beoordeel(request: HttpRequest, meting: Meting) -> HttpResponse:
    try:
        modereren.beoordeel(
            meting=meting,
            sleutel=UUID(request.POST.get("sleutel", "")),
            code=request.POST.get("code", ""),
            tonen=request.POST.get("oordeel") == "tonen",
            by=request.user,
            at=timezone.now(),
        )
    except ValueError:
        messages.error(request, "Dit antwoord is er niet meer. Ververs de pagina.")
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect("enquetes:nakijken", public_id=meting.public_id)
