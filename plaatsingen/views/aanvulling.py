"""Making an amendment to a signed agreement."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from plaatsingen.forms_overeenkomst import AanvullingForm
from plaatsingen.services.aanvulling import maak_aanvulling
from plaatsingen.services.overeenkomst import getekende_pok, open_overeenkomst
from plaatsingen.services.overeenkomst_verschil import verschillen
from plaatsingen.views.overeenkomst import plaatsing_van


@require_http_methods(["GET", "HEAD", "POST"])
def maken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask what changes (GET), try it, and make a concept of it (POST)."""
    plaatsing = plaatsing_van(request, public_id)
    if openstaand := open_overeenkomst(plaatsing):
        messages.info(request, "Er is nog iets dat niet klaar is. Rond dat eerst af, of trek het in.")
        return redirect("plaatsingen:overeenkomst", openstaand.public_id)
    pok = getekende_pok(plaatsing)
    if pok is None:
        messages.info(request, "Er is nog geen getekende overeenkomst om aan te vullen.")
        return redirect("plaatsingen:detail", public_id)
    form = AanvullingForm(request.POST or None, plaatsing=plaatsing)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            aanvulling = maak_aanvulling(
                plaatsing=plaatsing,
                wijziging=form.wijziging(),
                ingangsdatum=form.cleaned_data["ingangsdatum"],
                reden=form.cleaned_data["reden"],
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "De aanvulling staat klaar. Lees haar en verstuur haar om te tekenen.")
            return redirect("plaatsingen:overeenkomst", aanvulling.public_id)
    pok.plaatsing = plaatsing
    context = {"plaatsing": plaatsing, "form": form, "al_anders": verschillen(pok)}
    return render(request, "plaatsingen/aanvulling.html", context, status=ONGELDIG if form.errors else 200)
