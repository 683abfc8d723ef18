"""The portfolio: the own pieces with versions, and one piece for who may see it (R8.3)."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from basis.keuring import MAX_BYTES, Afgewezen, Gekeurd, keur_in_kind
from evaluaties.forms_doelen import BestandForm, NieuwStukForm, StukForm
from evaluaties.models import Bewijsstuk, Bewijsversie
from evaluaties.rules_doelen import is_eigen
from evaluaties.services import portfolio as services
from evaluaties.services.doeldraad import Kijker, kijker_van
from evaluaties.views.bijlagen import CSP
from evaluaties.views.doelen import eigen_student
from kern.models import Bestand
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import vraag_taak_aan

logger = logging.getLogger("stagebureau.portfolio")
TAAKSOORT = "portfolio_meenemen"


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show the own pieces and with whom they are shared."""
    student = eigen_student(request)
    at = timezone.now()
    stukken = services.met_versies(student.bewijsstukken.aanwezig())
    delingen = student.portfoliodelingen.filter(ingetrokken_op__isnull=True, geldig_tot__gt=at)
    context = {
        "regels": [{"stuk": stuk, "versie": services.nieuwste(stuk)} for stuk in stukken],
        "delingen": delingen.count(),
    }
    return render(request, "portfolio/portfolio.html", context)


def _keur(request: HttpRequest) -> Gekeurd | None:
    """Judge the file of a POST, if any. Raises DomainError at the field `bestand`."""
    bestand = request.FILES.get("bestand")
    if bestand is None:
        return None
    try:
        # One byte too many is enough to know that it is too big.
        return keur_in_kind(bestand.name or "", bestand.read(MAX_BYTES + 1))
    except Afgewezen as fout:
        if fout.__cause__ is not None:
            logger.warning("keuring gestopt: %s", fout.__cause__)
        raise DomainError(fout.message, field="bestand") from None


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Add a piece."""
    student = eigen_student(request)
    form = NieuwStukForm(request.POST or None, request.FILES or None, student=student)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            stuk = services.maak_stuk(
                student=student,
                tekst=form.cleaned_data["tekst"],
                gekeurd=_keur(request),
                by=request.user,
                at=timezone.now(),
                **form.velden(),
            )
        if not fouten:
            messages.success(request, "Het stuk staat in je portfolio.")
            return redirect("doelen:stuk", stuk.public_id)
    context = {"form": form, "stuk": None}
    return render(request, "portfolio/formulier.html", context, status=ONGELDIG if form.errors else 200)


def _stuk(request: HttpRequest, public_id: UUID) -> tuple[Bewijsstuk, Kijker]:
    """Return a piece that this person may see, and as what."""
    op = timezone.localdate()
    rijen = services.met_versies(Bewijsstuk.objects.visible_to(request.user, op).select_related("student__user"))
    stuk = get_object_or_404(rijen, public_id=public_id)
    kijker = kijker_van(request.user, stuk.student, op)
    if kijker is None:
        raise Http404
    return stuk, kijker


def _eigen_stuk(request: HttpRequest, public_id: UUID) -> Bewijsstuk:
    stuk, kijker = _stuk(request, public_id)
    if not kijker.eigen:
        raise PermissionDenied
    return stuk


@require_safe
def stuk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a piece with its versions."""
    return _toon(request, *_stuk(request, public_id), BestandForm())


def _toon(
    request: HttpRequest, rij: Bewijsstuk, kijker: Kijker, form: BestandForm, *, status: int = 200
) -> HttpResponse:
    if not kijker.eigen:
        route = request.resolver_match.view_name
        leg_inzage_vast(obj=rij, student=rij.student, user=request.user, at=timezone.now(), route=route)
    versies = sorted(rij.versies.all(), key=lambda versie: -versie.versie)
    context: dict[str, Any] = {"stuk": rij, "kijker": kijker, "versies": versies, "form": form}
    return render(request, "portfolio/stuk.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what a piece is, and who may see it."""
    rij = _eigen_stuk(request, public_id)
    begin = {naam: getattr(rij, naam) for naam in services.VELDEN} | {"doelen": list(rij.doelen.all())}
    form = StukForm(request.POST or None, student=rij.student, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.wijzig_stuk(stuk=rij, by=request.user, at=timezone.now(), **form.velden())
        if not fouten:
            messages.success(request, "Bewaard.")
            return redirect("doelen:stuk", rij.public_id)
    context = {"form": form, "stuk": rij}
    return render(request, "portfolio/formulier.html", context, status=ONGELDIG if form.errors else 200)


@require_POST
def versie(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a version of a piece; without a new file the last one goes along."""
    rij, kijker = _stuk(request, public_id)
    if not kijker.eigen:
        raise PermissionDenied
    form = BestandForm(request.POST, request.FILES)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.nieuwe_versie(
                stuk=rij,
                tekst=form.cleaned_data["tekst"],
                gekeurd=_keur(request),
                houd_bestand=True,
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "De nieuwe versie is bewaard.")
            return redirect("doelen:stuk", rij.public_id)
    return _toon(request, rij, kijker, form, status=ONGELDIG)


@require_http_methods(["GET", "HEAD", "POST"])
def weg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a piece for good."""
    rij = _eigen_stuk(request, public_id)
    if request.method != "POST":
        context = {
            "titel": f"{rij.titel} weghalen?",
            "tekst": "Alle versies en bestanden verdwijnen. Je kunt dit niet terugdraaien.",
            "ja": "Ja, weghalen",
            "gevaar": True,
            "terug_url": reverse("doelen:stuk", args=[rij.public_id]),
        }
        return render(request, "componenten/bevestigpagina.html", context)
    with fouten_melden(request) as fouten:
        services.haal_weg(stuk=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Het stuk is weg.")
    return redirect("doelen:portfolio")


@require_safe
def bestand(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the file of one version to who may see the piece; each opening by somebody else leaves a line (D2)."""
    zichtbaar = Bewijsstuk.objects.visible_to(request.user, timezone.localdate()).values("pk")
    rijen = Bewijsversie.objects.filter(stuk__in=zichtbaar, bestand__isnull=False)
    rij = get_object_or_404(rijen.select_related("bestand", "stuk__student__user"), public_id=public_id)
    if not is_eigen(request.user, rij.stuk.student):
        route = request.resolver_match.view_name
        leg_inzage_vast(obj=rij.stuk, student=rij.stuk.student, user=request.user, at=timezone.now(), route=route)
    return als_download(rij.bestand)


def als_download(rij: Bestand) -> HttpResponse:
    """Hand out a file that somebody sent: never a page of ours, whatever a browser makes of it (F2)."""
    if not default_storage.exists(rij.pad.name):
        logger.error("bestand %s staat niet op de schijf", rij.pk)
        raise Http404
    uit = FileResponse(rij.pad.open("rb"), as_attachment=True, filename=rij.naam, content_type=rij.mime)
    uit.headers["Content-Security-Policy"] = CSP
    uit.headers["X-Content-Type-Options"] = "nosniff"
    uit.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    uit.headers["Cache-Control"] = "no-store, private"
    return uit


@require_POST
def meenemen(request: HttpRequest) -> HttpResponse:
    """Make a zip of everything in the background; the page of the work shows how far it is."""
    student = eigen_student(request)
    taak = vraag_taak_aan(
        soort=TAAKSOORT,
        titel="Mijn portfolio meenemen",
        gegevens={"student": student.pk},
        by=request.user,
        at=timezone.now(),
        terug_url=reverse("doelen:portfolio"),
    )
    return redirect("taken:detail", taak.public_id)
