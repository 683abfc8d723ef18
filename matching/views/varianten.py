"""Variants of a round: ask for one, compare them, choose one, throw one away; and what changed since the freeze."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.uitvoer import FORMATEN, tabel_response
from matching import rules, tables
from matching.forms import VariantForm
from matching.models import Berekening, Ronde
from matching.services.berekenen import start_berekening
from matching.services.bevriezen import bevries, bevries_opnieuw, geldende_bevriezing, ontdooi
from matching.services.kiezen import kies_berekening, verwijder_variant
from matching.services.ronde import BEREKENEN, lopende_taken
from matching.services.varianten import varianten_van
from matching.services.verschil import verschil as wat_veranderde
from matching.uitslag import namen_van_codes, rangen_balken, vergelijktabel
from matching.views.hulp import haal_beheerd, versie_uit


@require_http_methods(["GET", "HEAD", "POST"])
def varianten(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the variants side by side; POST asks for a new one. `?formaat=` downloads the comparison."""
    ronde = haal_beheerd(request, public_id)
    bewerkbaar = rules.is_bewerkbaar(ronde)
    form = VariantForm(request.POST or None, ronde=ronde)
    if request.method == "POST" and form.is_valid():
        gevraagd = {"instellingen": form.instellingen(), "naam": form.cleaned_data["naam"]}
        try:
            taak = start_berekening(ronde=ronde, by=request.user, at=timezone.now(), **gevraagd)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            return _volg(request, ronde, taak)
    gevonden = varianten_van(ronde)
    tabel = vergelijktabel(gevonden, namen_van_codes(ronde, gevonden))
    if request.GET.get("formaat") in FORMATEN:
        kolommen = tables.vergelijking([variant.berekening for variant in gevonden])
        return tabel_response(request, f"{ronde.naam} varianten", kolommen, tabel, op=timezone.localdate())
    return render(
        request,
        "matching/varianten.html",
        {
            "ronde": ronde,
            "varianten": gevonden,
            "tabel": tabel,
            "grafiek": rangen_balken(gevonden),
            "form": form if bewerkbaar else None,
            "taken": lopende_taken(ronde, BEREKENEN),
            "bewerkbaar": bewerkbaar,
        },
        status=422 if form.is_bound else 200,
    )


def _volg(request: HttpRequest, ronde: Ronde, taak: object) -> HttpResponse:
    messages.success(request, f"{taak.titel}: de berekening is gestart. U ziet haar hier als ze klaar is.")
    return redirect("matching:varianten", ronde.public_id)


def _variant(ronde: Ronde, berekening_id: uuid.UUID) -> Berekening:
    return get_object_or_404(ronde.berekeningen, public_id=berekening_id)


@require_POST
def kiezen(request: HttpRequest, public_id: uuid.UUID, berekening_id: uuid.UUID) -> HttpResponse:
    """Make a variant the one under review."""
    ronde = haal_beheerd(request, public_id)
    variant = _variant(ronde, berekening_id)
    try:
        kies_berekening(ronde=ronde, berekening=variant, by=request.user, at=timezone.now(), versie=versie_uit(request))
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("matching:varianten", public_id)
    messages.success(request, f"U bekijkt nu: {variant.naam or 'deze variant'}.")
    return redirect("matching:ronde", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def verwijderen(request: HttpRequest, public_id: uuid.UUID, berekening_id: uuid.UUID) -> HttpResponse:
    """Ask, and throw a variant away."""
    ronde = haal_beheerd(request, public_id)
    if request.method != "POST":
        variant = _variant(ronde, berekening_id)
        vraag = {
            "titel": "Variant verwijderen?",
            "tekst": f"{variant.naam or 'Deze variant'} en haar voorstellen zijn dan weg.",
            "ja": "Variant verwijderen",
            "gevaar": True,
        }
        return _vraag(request, ronde, vraag)
    variant = ronde.berekeningen.filter(public_id=berekening_id).first()
    try:
        if variant is not None:
            verwijder_variant(ronde=ronde, berekening=variant, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De variant is verwijderd.")
    return redirect("matching:varianten", public_id)


def _vraag(request: HttpRequest, ronde: Ronde, vraag: dict) -> HttpResponse:
    terug = redirect("matching:ronde", ronde.public_id).url
    return render(request, "componenten/bevestigpagina.html", {"terug_url": terug, **vraag})


@require_POST
def bevriezen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Freeze a round; with `opnieuw` take in what has changed since."""
    ronde = haal_beheerd(request, public_id)
    opnieuw = "opnieuw" in request.POST
    dienst = bevries_opnieuw if opnieuw else bevries
    try:
        dienst(ronde=ronde, by=request.user, at=timezone.now(), versie=versie_uit(request))
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        gedaan = "De gegevens van nu doen mee. Reken de ronde opnieuw door." if opnieuw else "De ronde is bevroren."
        messages.success(request, gedaan)
    return redirect("matching:ronde", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def ontdooien(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, and take the freeze back."""
    ronde = haal_beheerd(request, public_id)
    if request.method != "POST":
        vraag = {
            "titel": "Ronde ontdooien?",
            "tekst": "Studenten kunnen weer kiezen. De berekeningen tellen niet meer mee.",
            "ja": "Ontdooien",
        }
        return _vraag(request, ronde, vraag)
    try:
        ontdooi(ronde=ronde, by=request.user, at=timezone.now(), versie=versie_uit(request))
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De ronde is ontdooid.")
    return redirect("matching:ronde", public_id)


@require_safe
def verschil(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what has changed since the freeze; `?formaat=` downloads it."""
    ronde = haal_beheerd(request, public_id)
    bevriezing = geldende_bevriezing(ronde)
    groepen = wat_veranderde(ronde) if bevriezing is not None else []
    if bevriezing is not None and request.GET.get("formaat") in FORMATEN:
        regels = [(groep.titel, regel.wie, regel.wat) for groep in groepen for regel in groep.regels]
        return tabel_response(request, f"{ronde.naam} veranderd", tables.VERSCHIL, regels, op=timezone.localdate())
    return render(
        request,
        "matching/verschil.html",
        {"ronde": ronde, "bevriezing": bevriezing, "groepen": groepen, "bewerkbaar": rules.is_bewerkbaar(ronde)},
    )
