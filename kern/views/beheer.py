"""Administration: people and roles, mailbox, logs, machinery."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.galerij import galerij_context
from basis.nederlands import count_noun
from kern import forms
from kern.enums import BerichtStatus, TaakStatus
from kern.models import (
    Achtergrondtaak,
    Bericht,
    Hartslag,
    Lidmaatschap,
    Organisatie,
    Student,
    Uitnodiging,
    User,
)
from kern.rules import alleen, mag_beheren
from kern.services import mensen
from kern.services.berichten import probeer_alle_opnieuw, probeer_opnieuw
from kern.services.hartslag import is_te_oud
from kern.services.postrij import te_beheren
from kern.services.tweede_stap import tweede_stap_van


def _pagina(request: HttpRequest, rijen: Any, per_pagina: int = 50) -> Any:
    return Paginator(rijen, per_pagina).get_page(request.GET.get("pagina"))


@alleen(mag_beheren)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Overview of administration."""
    telling = Bericht.objects.aggregate(
        wacht=Count("pk", filter=Q(status=BerichtStatus.WACHT)),
        mislukt=Count("pk", filter=Q(status=BerichtStatus.MISLUKT)),
    )
    hartslagen = {hartslag.naam: hartslag for hartslag in Hartslag.objects.all()}
    veegronde = hartslagen.get("verslagen")
    context = {
        "mensen": User.objects.actief().count(),
        "studenten": Student.objects.count(),
        "organisaties": Organisatie.objects.count(),
        "post": telling,
        "lopend": Achtergrondtaak.objects.lopend().count(),
        "mislukt": Achtergrondtaak.objects.filter(status=TaakStatus.MISLUKT).count(),
        "hartslagen": hartslagen,
        "veegronde_te_oud": is_te_oud(veegronde and veegronde.laatst_goed, timezone.now()),
    }
    return render(request, "beheer/start.html", context)


@alleen(mag_beheren)
@require_safe
def lijst_mensen(request: HttpRequest) -> HttpResponse:
    """People with their roles; search by name, role and organisation."""
    rijen = User.objects.visible_to(request.user)
    filterform = forms.MensenFilter(request.GET)
    if filterform.is_valid():
        gegevens = filterform.cleaned_data
        for woord in gegevens["q"].split():
            rijen = rijen.filter(
                Q(voornaam__icontains=woord) | Q(achternaam__icontains=woord) | Q(email__icontains=woord)
            )
        leden = Lidmaatschap.objects.geldig_op(timezone.localdate())
        if gegevens["rol"]:
            rijen = rijen.filter(pk__in=leden.filter(rol=gegevens["rol"]).values("user_id"))
        if gegevens["organisatie"]:
            rijen = rijen.filter(
                pk__in=leden.filter(organisatie__naam__icontains=gegevens["organisatie"]).values("user_id")
            )
    pagina = _pagina(request, rijen.prefetch_related("lidmaatschappen__organisatie"))
    return render(request, "beheer/mensen.html", {"pagina": pagina, "filter": filterform})


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def uitnodigen(request: HttpRequest) -> HttpResponse:
    """Invite somebody by link."""
    form = forms.UitnodigingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            uitnodiging = mensen.nodig_uit(**form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, f"De uitnodiging aan {uitnodiging.email} wordt verstuurd.")
            return redirect("beheer:uitnodigen")
    open_uitnodigingen = Uitnodiging.objects.select_related("organisatie").filter(
        gebruikt_op__isnull=True, ingetrokken_op__isnull=True
    )[:50]
    return render(request, "beheer/uitnodigen.html", {"form": form, "uitnodigingen": open_uitnodigingen})


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def persoon(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: roles, access; give a role."""
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    form = forms.RolForm(request.POST or None, initial={"van": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            mensen.geef_rol(user=user, **form.cleaned_data, by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De rol is gegeven.")
            return redirect("beheer:persoon", public_id=user.public_id)
    leden = user.lidmaatschappen.select_related("organisatie").order_by("-van", "pk")
    return render(
        request,
        "beheer/persoon.html",
        {
            "persoon": user,
            "form": form,
            "leden": leden,
            "vandaag": timezone.localdate(),
            "tweede_stap": tweede_stap_van(user),
        },
    )


@alleen(mag_beheren)
@require_POST
def rol_beeindigen(request: HttpRequest, public_id: str, lid_id: int) -> HttpResponse:
    """End a role as of today."""
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    lid = get_object_or_404(user.lidmaatschappen, pk=lid_id)
    try:
        mensen.beeindig_rol(lidmaatschap=lid, by=request.user, at=timezone.now())
        messages.success(request, "De rol is beëindigd.")
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect("beheer:persoon", public_id=user.public_id)


@alleen(mag_beheren)
@require_POST
def toegang(request: HttpRequest, public_id: str) -> HttpResponse:
    """Block or open an account."""
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    try:
        mensen.zet_toegang(
            user=user, mag_inloggen=request.POST.get("mag_inloggen") == "ja", by=request.user, at=timezone.now()
        )
        messages.success(request, "De toegang is aangepast.")
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect("beheer:persoon", public_id=user.public_id)


@alleen(mag_beheren)
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """Every mail of the portal: waiting, sent, no longer needed, failed (the dead letters, with the way back)."""
    rijen = te_beheren().defer("html", "tekst").select_related("ontvanger")
    filterform = forms.PostFilter(request.GET)
    if filterform.is_valid():
        if filterform.cleaned_data["status"]:
            rijen = rijen.filter(status=filterform.cleaned_data["status"])
        zoek = filterform.cleaned_data["q"]
        if zoek:
            rijen = rijen.filter(Q(onderwerp__icontains=zoek) | Q(aan__icontains=zoek))
    mislukt = Bericht.objects.filter(status=BerichtStatus.MISLUKT).count()
    context = {"pagina": _pagina(request, rijen), "filter": filterform, "mislukt": mislukt}
    return render(request, "beheer/post.html", context)


@alleen(mag_beheren)
@require_safe
def post_bericht(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mail; its text in the demo only, as an administrator is no reader of other people's mail."""
    bericht = get_object_or_404(te_beheren().select_related("ontvanger", "onderdeel_van"), public_id=public_id)
    return render(request, "beheer/post_bericht.html", {"bericht": bericht, "toon_tekst": settings.DEMO})


@alleen(mag_beheren)
@require_POST
def post_opnieuw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try a failed mail again."""
    bericht = get_object_or_404(Bericht, public_id=public_id)
    probeer_opnieuw(bericht=bericht, by=request.user, at=timezone.now())
    messages.success(request, "Het bericht staat weer in de rij.")
    return redirect("beheer:post_bericht", public_id=bericht.public_id)


@alleen(mag_beheren)
@require_POST
def post_alles_opnieuw(request: HttpRequest) -> HttpResponse:
    """Try every failed mail again."""
    aantal = probeer_alle_opnieuw(by=request.user, at=timezone.now())
    messages.success(request, f"Weer in de rij gezet: {count_noun(aantal, 'bericht', 'berichten')}.")
    return redirect("beheer:post")


@alleen(mag_beheren)
@require_safe
def stijl(request: HttpRequest) -> HttpResponse:
    """The gallery of components in all their states."""
    return render(request, "beheer/stijl.html", galerij_context(request, at=timezone.now()))


@login_not_required
def naar_inloggen(request: HttpRequest) -> HttpResponse:
    """Stand in for the login page of the Django admin: who is logged in already may not enter, others log in."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", ""))
