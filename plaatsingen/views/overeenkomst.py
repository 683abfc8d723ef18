"""The pages of one agreement: read, fill in, send, withdraw, download."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden, niet_bewaren
from basis.modeltekst import naar_html
from kern.services.inzage import leg_inzage_vast
from plaatsingen import rules_overeenkomst as rules
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.forms_overeenkomst import AfsprakenForm, IntrekkenForm
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services import partijen
from plaatsingen.services.aanvulling import voer_door
from plaatsingen.services.overeenkomst import bewerk, samengesteld, stel_op, trek_in, verstuur
from plaatsingen.services.overeenkomst_pdf import bestandsnaam, kort_kenmerk
from plaatsingen.services.overeenkomst_verschil import verschillen
from plaatsingen.views.hulp import haal
from plaatsingen.views.tekenhulp import document

BETROKKENEN = (
    "student__user",
    "student__school",
    "student__opleiding",
    "student__stagedocent",
    "stageplaats__afdeling__locatie__organisatie",
    "werkbegeleider",
    "tweede_begeleider",
    "stagebegeleider",
    "vorm",
    "sollicitatie__vacature",
)


def haal_overeenkomst(request: HttpRequest, public_id: uuid.UUID) -> Overeenkomst:
    """Return an agreement with its placement; 404 for whoever may not see it."""
    rijen = Overeenkomst.objects.visible_to(request.user).select_related(
        "bron__school", "pdf", "zegel_pdf", *(f"plaatsing__{naam}" for naam in BETROKKENEN)
    )
    return get_object_or_404(rijen, public_id=public_id)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the exact text, where it stands, and what this person can do with it."""
    overeenkomst = haal_overeenkomst(request, public_id)
    plaatsing, op = overeenkomst.plaatsing, timezone.localdate()
    inhoud = samengesteld(overeenkomst=overeenkomst, op=op)
    mag = rules.mag_opstellen(request.user, plaatsing)
    context = {
        "overeenkomst": overeenkomst,
        "plaatsing": plaatsing,
        "tekst": naar_html(inhoud.tekst),
        "kenmerk": kort_kenmerk(inhoud.tekst_hash),
        "tekst_hash": inhoud.tekst_hash,
        "concept": overeenkomst.status == OvereenkomstStatus.CONCEPT,
        "ontbreekt": inhoud.ontbreekt,
        "lichten": partijen.lichten(overeenkomst=overeenkomst, user=request.user, op=op),
        "mag_bewerken": rules.mag_bewerken(request.user, overeenkomst),
        "mag_intrekken": rules.mag_intrekken(request.user, overeenkomst),
        "mag_aanvullen": mag and overeenkomst.status == OvereenkomstStatus.GETEKEND,
        "wacht_op_doorvoeren": mag and rules.wacht_op_doorvoeren(overeenkomst),
        "verschillen": verschillen(overeenkomst) if mag else [],
        "bestand": overeenkomst.zegel_pdf_id or overeenkomst.pdf_id,
    }
    return render(request, "plaatsingen/overeenkomst.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def maken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Compose an agreement for a placement, and show it."""
    plaatsing = haal(request, public_id)
    if not rules.mag_opstellen(request.user, plaatsing):
        raise PermissionDenied
    terug = reverse("plaatsingen:detail", args=[public_id])
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            overeenkomst = stel_op(plaatsing=plaatsing, by=request.user, at=timezone.now())
        return redirect(terug) if fouten else redirect("plaatsingen:overeenkomst", overeenkomst.public_id)
    context = {
        "titel": "Overeenkomst opstellen",
        "tekst": "Het portaal maakt een concept van de gegevens van deze stage. U leest en vult aan voor u verstuurt.",
        "ja": "Overeenkomst opstellen",
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def bewerken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Fill in what only people know: goals, tasks, allowance, times."""
    overeenkomst = haal_overeenkomst(request, public_id)
    if not rules.mag_opstellen(request.user, overeenkomst.plaatsing):
        raise PermissionDenied
    if overeenkomst.status != OvereenkomstStatus.CONCEPT:
        messages.info(request, "Deze overeenkomst is al verstuurd. Trek haar in om een nieuwe versie te maken.")
        return redirect("plaatsingen:overeenkomst", public_id)
    begin = {**overeenkomst.gegevens.get("afspraken", {}), "uren_totaal": overeenkomst.plaatsing.uren_norm or None}
    form = AfsprakenForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        uren = form.cleaned_data.pop("uren_totaal")
        with fouten_melden(request, form) as fouten:
            bewerk(
                overeenkomst=overeenkomst,
                afspraken=form.cleaned_data,
                uren_totaal=uren,
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "Bewaard. Zo ziet de overeenkomst eruit.")
            return redirect("plaatsingen:overeenkomst", public_id)
    context = {"overeenkomst": overeenkomst, "plaatsing": overeenkomst.plaatsing, "form": form}
    return render(request, "plaatsingen/overeenkomst_bewerken.html", context, status=ONGELDIG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def versturen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more (GET), then fix text and document and ask everybody to sign (POST)."""
    overeenkomst = haal_overeenkomst(request, public_id)
    if not rules.mag_opstellen(request.user, overeenkomst.plaatsing):
        raise PermissionDenied
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            verstuur(overeenkomst=overeenkomst, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Verstuurd. Iedereen die aan de beurt is, krijgt een mail.")
        return redirect("plaatsingen:overeenkomst", public_id)
    context = {
        "titel": "Versturen om te tekenen",
        "tekst": "Daarna verandert de tekst niet meer. De partijen krijgen een mail en tekenen in het portaal, met een "
        "link of op papier.",
        "ja": "Versturen",
        "terug_url": reverse("plaatsingen:overeenkomst", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraw what isn't signed by all, with a reason; what was signed stays."""
    overeenkomst = haal_overeenkomst(request, public_id)
    if not rules.mag_opstellen(request.user, overeenkomst.plaatsing):
        raise PermissionDenied
    form = IntrekkenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            trek_in(overeenkomst=overeenkomst, reden=form.cleaned_data["reden"], by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Ingetrokken. Deze versie blijft leesbaar.")
            return redirect("plaatsingen:overeenkomst", public_id)
    context = {
        "titel": f"{overeenkomst.naam.capitalize()} intrekken",
        "tekst": "Niemand kan deze versie daarna nog tekenen. Wie al getekend heeft, krijgt een mail. Getekende "
        "versies worden nooit gewist.",
        "ja": "Intrekken",
        "gevaar": True,
        "formulier": form,
        "terug_url": reverse("plaatsingen:overeenkomst", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.errors else 200)


@require_POST
def doorvoeren(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Carry out a signed amendment that was refused before."""
    overeenkomst = haal_overeenkomst(request, public_id)
    if not rules.mag_opstellen(request.user, overeenkomst.plaatsing):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        voer_door(overeenkomst=overeenkomst, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Doorgevoerd. De plaatsing is bijgewerkt.")
    return redirect("plaatsingen:overeenkomst", public_id)


@require_safe
def pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand out the document: with its seal when it has one, else as it was sent; the access log keeps a line."""
    overeenkomst = haal_overeenkomst(request, public_id)
    bestand = overeenkomst.zegel_pdf or overeenkomst.pdf
    if bestand is None:
        raise Http404
    leg_inzage_vast(
        obj=overeenkomst,
        student=overeenkomst.plaatsing.student,
        user=request.user,
        at=timezone.now(),
        route="overeenkomst",
        uitkomst="gedownload",
    )
    return niet_bewaren(document(bestand, naam=bestandsnaam(overeenkomst)))


def plaatsing_van(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    """Return a placement whose agreements this person makes; 404 for strangers, 403 for others."""
    plaatsing = haal(request, public_id)
    if not rules.mag_opstellen(request.user, plaatsing):
        raise PermissionDenied
    return plaatsing
