"""Who may sign for an organisation."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, bladzijde, fouten_melden, naar_pagina
from kern.models import Organisatie
from plaatsingen.forms_ondertekenen import BevoegdForm, VervangerForm
from plaatsingen.models import Tekenbevoegdheid
from plaatsingen.services import bevoegd


@require_safe
def organisaties(request: HttpRequest) -> HttpResponse:
    """Show the organisations for which this person says who signs; with one, go there."""
    rijen = bevoegd.organisaties_van(request.user)
    if len(rijen) == 1:
        return naar_pagina(request, "plaatsingen:tekenbevoegd_organisatie", rijen[0].public_id)
    if not rijen and not (request.user.is_beheerder or request.user.regio_coordinator):
        raise PermissionDenied
    if not rijen:
        rijen = Organisatie.objects.filter(soort__in=["school", "leerbedrijf"]).order_by("naam", "pk")
    return render(request, "plaatsingen/tekenbevoegd_kies.html", {"pagina": bladzijde(request, rijen, per_pagina=50)})


def _haal_organisatie(request: HttpRequest, public_id: uuid.UUID) -> Organisatie:
    organisatie = get_object_or_404(Organisatie, public_id=public_id)
    tekent = Tekenbevoegdheid.objects.filter(user=request.user, organisatie=organisatie, ingetrokken_op=None)
    if not bevoegd.beheert(request.user, organisatie, timezone.localdate()) and not tekent.exists():
        raise Http404
    return organisatie


@require_http_methods(["GET", "HEAD", "POST"])
def organisatie(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who may sign for one organisation, and add somebody."""
    dag = timezone.localdate()
    org = _haal_organisatie(request, public_id)
    beheert = bevoegd.beheert(request.user, org, timezone.localdate())
    form = BevoegdForm(request.POST or None, initial={"van": dag}) if beheert else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with fouten_melden(request, form) as fouten:
                rij = bevoegd.wijs_aan(organisatie=org, by=request.user, at=timezone.now(), **form.cleaned_data)
            if not fouten:
                messages.success(request, f"{rij.naam} mag tekenen voor {org}.")
                return naar_pagina(request, "plaatsingen:tekenbevoegd_organisatie", public_id)
    rijen = Tekenbevoegdheid.objects.filter(organisatie=org).select_related("user", "via")
    geldig = set(Tekenbevoegdheid.objects.geldig_op(dag).filter(organisatie=org).values_list("pk", flat=True))
    context = {
        "organisatie": org,
        "beheert": beheert,
        "form": form,
        "rijen": [
            {
                "rij": rij,
                "geldig": rij.pk in geldig,
                "straks": not rij.ingetrokken_op and rij.van > dag,
                "vervangbaar": rij.pk in geldig and not rij.via_id and (beheert or rij.user_id == request.user.pk),
            }
            for rij in rijen.order_by(F("ingetrokken_op").desc(nulls_first=True), "naam", "pk")[:200]
        ],
    }
    status = ONGELDIG if form is not None and form.is_bound else 200
    return render(request, "plaatsingen/tekenbevoegd.html", context, status=status)


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Tekenbevoegdheid:
    rij = get_object_or_404(Tekenbevoegdheid.objects.select_related("organisatie", "user"), public_id=public_id)
    if rij.user_id != request.user.pk and not bevoegd.beheert(request.user, rij.organisatie, timezone.localdate()):
        raise Http404
    return rij


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End somebody's authority now."""
    rij = _haal(request, public_id)
    if not bevoegd.beheert(request.user, rij.organisatie, timezone.localdate()):
        raise PermissionDenied
    terug = reverse("plaatsingen:tekenbevoegd_organisatie", args=[rij.organisatie.public_id])
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            bevoegd.trek_bevoegdheid_in(bevoegdheid=rij, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, f"{rij.naam} mag niet meer tekenen voor {rij.organisatie}.")
        return naar_pagina(request, terug)
    context = {
        "titel": f"Bevoegdheid van {rij.naam} intrekken?",
        "tekst": f"{rij.naam} en eventuele vervangers kunnen meteen niet meer tekenen voor {rij.organisatie}. "
        "Wat al is getekend, blijft geldig.",
        "ja": "Intrekken",
        "gevaar": True,
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vervanger(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a colleague sign in somebody's place, for a time."""
    rij = _haal(request, public_id)
    terug = reverse("plaatsingen:tekenbevoegd_organisatie", args=[rij.organisatie.public_id])
    form = VervangerForm(request.POST or None, initial={"van": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            bevoegd.wijs_vervanger_aan(bevoegdheid=rij, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, f"{form.cleaned_data['naam']} vervangt {rij.naam} bij het tekenen.")
            return naar_pagina(request, terug)
    context = {
        "titel": f"Vervanger voor {rij.naam}",
        "tekst": f"De vervanger mag in deze tijd tekenen voor {rij.organisatie}. Daarna stopt het vanzelf.",
        "ja": "Vervanger aanwijzen",
        "formulier": form,
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.is_bound else 200)
