"""Signatures on paper: putting a scan in, looking at it, sending it back."""

import logging
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden, naar_pagina
from basis.keuring import MAX_BYTES, Afgewezen, Gekeurd, keur_in_kind
from kern.enums import InzageUitkomst
from kern.services.inzage import leg_inzage_vast
from plaatsingen import rules
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.forms_ondertekenen import AfwijsForm, PapierForm
from plaatsingen.models import Ondertekening, Overeenkomst
from plaatsingen.services.papier import te_kiezen, teken_op_papier, wijs_scan_af
from plaatsingen.services.partijen import aan_de_beurt
from plaatsingen.views import tekenhulp

logger = logging.getLogger("stagebureau.ondertekenen")


@require_http_methods(["GET", "HEAD", "POST"])
def papier(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print the agreement, or put the scan of the signed one in."""
    overeenkomst = tekenhulp.haal_overeenkomst(request, public_id)
    partijen = _partijen(request, overeenkomst)
    if partijen is None:
        raise PermissionDenied
    form = PapierForm(
        request.POST or None,
        request.FILES or None,
        partijen=[(partij, te_kiezen(partij=partij, op=timezone.localdate())) for partij in partijen],
        initial={"datum": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid() and _bewaar(request, overeenkomst, form):
        messages.success(
            request, "De scan is bewaard. De handtekening telt mee, met de vermelding dat hij op papier is."
        )
        return naar_pagina(request, "plaatsingen:ondertekeningen_van", public_id)
    context = {
        "overeenkomst": overeenkomst,
        "plaatsing": overeenkomst.plaatsing,
        "partijen": partijen,
        "eerste": partijen[0] if partijen else None,
        "form": form,
    }
    return render(request, "plaatsingen/papier.html", context, status=ONGELDIG if form.is_bound else 200)


def _partijen(request: HttpRequest, overeenkomst: Overeenkomst) -> list[Ondertekening] | None:
    """Return the parties whose paper this person may put in now; None when of none at all."""
    alle = list(overeenkomst.partijen.select_related("organisatie").order_by("volgorde", "pk"))
    for partij in alle:
        partij.overeenkomst = overeenkomst
    eigen = [partij for partij in alle if rules.mag_ondertekening_regelen(request.user, partij)]
    if not eigen:
        return None
    if overeenkomst.status != OvereenkomstStatus.ONDERTEKENING:
        return []
    beurt = aan_de_beurt(alle)
    return [partij for partij in eigen if partij in beurt]


def _bewaar(request: HttpRequest, overeenkomst: Overeenkomst, form: PapierForm) -> bool:
    with fouten_melden(request, form) as fouten:
        teken_op_papier(
            overeenkomst=overeenkomst,
            handtekeningen=form.handtekeningen(),
            scan=_keur(form),
            datum=form.cleaned_data["datum"],
            by=request.user,
            at=timezone.now(),
        )
    return not fouten


def _keur(form: PapierForm) -> Gekeurd:
    """Judge the file; what is wrong with it stands at the field."""
    bestand = form.cleaned_data["scan"]
    try:
        # One byte too many is enough to know that it is too big.
        return keur_in_kind(bestand.name or "", bestand.read(MAX_BYTES + 1))
    except Afgewezen as fout:
        if fout.__cause__ is not None:
            logger.warning("keuring gestopt: %s", fout.__cause__)
        raise DomainError(fout.message, field="scan") from fout


def _haal_scan(request: HttpRequest, public_id: uuid.UUID) -> Ondertekening:
    partij = tekenhulp.haal_partij(request, public_id)
    if not rules.mag_ondertekening_regelen(request.user, partij):
        raise PermissionDenied
    if partij.scan is None:
        raise Http404
    return partij


@require_safe
def scan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the scan of a signed paper; each opening is a line in the access log (D2)."""
    partij = _haal_scan(request, public_id)
    leg_inzage_vast(
        obj=partij,
        student=partij.overeenkomst.plaatsing.student,
        user=request.user,
        at=timezone.now(),
        route="scan van een handtekening",
        uitkomst=InzageUitkomst.GEDOWNLOAD,
    )
    return tekenhulp.document(partij.scan, naam=partij.scan.naam)


@require_http_methods(["GET", "HEAD", "POST"])
def scan_afwijzen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send a bad scan back, with a reason."""
    partij = _haal_scan(request, public_id)
    terug = reverse("plaatsingen:ondertekeningen_van", args=[partij.overeenkomst.public_id])
    form = AfwijsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            wijs_scan_af(partij=partij, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, "De scan is afgewezen. Wie moet tekenen, krijgt opnieuw de vraag.")
            return naar_pagina(request, terug)
    context = {
        "titel": "Scan afwijzen",
        "tekst": "De handtekening op dit papier telt dan niet meer. De scan blijft in het logboek.",
        "ja": "Scan afwijzen",
        "gevaar": True,
        "formulier": form,
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.is_bound else 200)
