"""A visit before the placement is final: planned, and answered by both sides (R4.8)."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import GeenToegang
from basis.http import ONGELDIG, fouten_melden
from plaatsingen import rules
from plaatsingen.enums import Antwoord, PlaatsingStatus
from plaatsingen.forms_verloop import AntwoordForm, KennismakingForm
from plaatsingen.models import Kennismaking
from plaatsingen.services import kennismaking as dienst
from plaatsingen.views.hulp import haal
from plaatsingen.views.verloop import vraag

VRAGEN = {
    dienst.STUDENT: ("Wil je hier stage lopen?", "Ja, dat wil ik", "Nee, deze plek past niet"),
    dienst.LEERBEDRIJF: ("Gaat u met deze student verder?", "Ja, de student is welkom", "Nee, dit gaat niet door"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def plannen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree on a visit, or change it."""
    at, plaatsing = timezone.now(), haal(request, public_id)
    if not rules.mag_kennismaking_plannen(request.user, plaatsing):
        raise PermissionDenied
    rij = dienst.open_kennismaking(plaatsing)
    begin = {"waar": plaatsing.stageplaats.afdeling.locatie.adres}
    if rij is not None and rij.gepland_op is not None:
        moment = timezone.localtime(rij.gepland_op)
        begin = {"dag": moment.date(), "tijd": moment.time(), "waar": rij.waar}
    form = KennismakingForm(request.POST or None, initial=begin)

    def doe() -> None:
        gegevens = form.cleaned_data
        moment = timezone.make_aware(datetime.combine(gegevens["dag"], gegevens["tijd"]))
        dienst.plan(plaatsing=plaatsing, gepland_op=moment, waar=gegevens["waar"], by=request.user, at=at)

    return vraag(
        request,
        plaatsing,
        form,
        doe,
        titel="Kennismaking plannen",
        knop="Afspraak bewaren",
        gelukt="De afspraak staat. De student en het leerbedrijf krijgen een mail.",
        uitleg="De student en het leerbedrijf maken kennis voordat de plek vaststaat. Daarna is er bedenktijd. "
        "Beide kanten zeggen ja of nee. Nee zeggen mag zonder gevolgen: alleen school leest waarom.",
        extra={"afzeggen": rij is not None},
    )


@require_POST
def afzeggen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Call the visit off."""
    plaatsing = haal(request, public_id)
    if not rules.mag_kennismaking_plannen(request.user, plaatsing):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        dienst.zeg_af(plaatsing=plaatsing, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De kennismaking is afgezegd. De student zegt gewoon ja of nee tegen het aanbod.")
    return redirect("plaatsingen:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def antwoord(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say yes or no after the visit."""
    at, plaatsing = timezone.now(), haal(request, public_id)
    partij = dienst.partij_van(request.user, plaatsing)
    if not partij:
        raise PermissionDenied
    rij = Kennismaking.objects.filter(plaatsing=plaatsing).first()
    if rij is None:
        raise Http404
    form = AntwoordForm(request.POST or None, vragen=VRAGEN[partij])
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            try:
                nu = dienst.antwoord(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at)
            except GeenToegang as fout:
                raise PermissionDenied(fout.message) from fout
        if not fouten:
            messages.success(request, _bedankt(nu.status, form.cleaned_data["zegt"]))
            return redirect("plaatsingen:detail", public_id)
    context = {
        "plaatsing": plaatsing,
        "kennismaking": rij,
        "form": form,
        "gegeven": getattr(rij, f"get_{partij}_antwoord_display")(),
        "open": plaatsing.status == PlaatsingStatus.AANGEBODEN,
        "eigen": partij == dienst.STUDENT,
    }
    return render(request, "plaatsingen/kennismaking_antwoord.html", context, status=ONGELDIG if form.is_bound else 200)


def _bedankt(status: str, zegt: str) -> str:
    if status == PlaatsingStatus.GEACCEPTEERD:
        return "Beide kanten zeiden ja. De stageplaats staat vast."
    if zegt == Antwoord.NEE:
        return "Het antwoord is doorgegeven. School zoekt een andere oplossing."
    return "Het antwoord is bewaard. De ander antwoordt ook nog."
