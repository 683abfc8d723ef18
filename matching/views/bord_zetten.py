"""Small decisions on the board, taking changes back, and the history (R4.3)."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.errors import DomainError
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from matching.forms_bord import HandelingForm
from matching.models import Voorstel, Zet
from matching.services.bord import afspraken, zetten
from matching.services.bord.grootboek import Botsing, omschrijf
from matching.services.bord.ongedaan import doe_opnieuw, maak_ongedaan
from matching.views.bord_hulp import BOTSING, Blik, haal_plaats, haal_student, kijk, met_bord, naar_bord, toon

PER_PAGINA = 50
KOLOMMEN = [
    UitvoerKolom("Wanneer", "op"),
    UitvoerKolom("Wie", lambda zet: str(zet.door or "")),
    UitvoerKolom("Wat", omschrijf),
    UitvoerKolom("Gevolg", lambda zet: zet.effect.get("tekst", "")),
    UitvoerKolom("Waarom", "reden"),
    UitvoerKolom("Ongedaan gemaakt", "ongedaan_op"),
]


@require_POST
@met_bord
def handeling(request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID) -> HttpResponse:
    """Take off, keep, let go, exclude or note; then back to the student."""
    blik = kijk(request, public_id)
    rij = haal_student(blik, student_id)
    form = HandelingForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dit verzoek klopt niet. Ververs de pagina en probeer het opnieuw.")
        return redirect("matching:bord_student", public_id, student_id)
    wat = form.cleaned_data["wat"]
    try:
        tekst = _doe(request, blik, rij, form.cleaned_data)
    except DomainError as fout:
        invoer = form.cleaned_data["notitie" if wat == "notitie" else "reden"]
        context = {"rij": rij, "fout": fout.message, "wat": wat, "invoer": invoer, "versie": rij.versie}
        context |= {"plaats": form.cleaned_data["plaats"], "verbied": form.cleaned_data["verbied"]}
        return toon(request, blik, "handeling", context, status=BOTSING if isinstance(fout, Botsing) else 422)
    messages.success(request, tekst)
    if form.cleaned_data["terug"] or wat == "weghalen":
        return naar_bord(blik.ronde, form.cleaned_data["terug"])
    return redirect("matching:bord_student", public_id, student_id)


def _doe(request: HttpRequest, blik: Blik, rij: Voorstel, velden: dict) -> str:
    vast = {"ronde": blik.ronde, "student": rij.student, "versie": velden["versie"]}
    vast |= {"by": request.user, "at": timezone.now()}
    naam, wat = rij.student.naam, velden["wat"]
    if wat == "weghalen":
        zet = zetten.haal_weg(**vast, reden=velden["reden"], verbied=velden["verbied"])
        return f"{naam} heeft geen plaats meer. {zet.effect['tekst']}"
    if wat == "vastzetten":
        afspraken.zet_vast(**vast, reden=velden["reden"])
        return f"{naam} staat vast. Dat blijft zo bij een nieuwe berekening."
    if wat == "notitie":
        afspraken.noteer(**vast, tekst=velden["notitie"])
        return f"De notitie bij {naam} is bewaard."
    plaats = haal_plaats(blik, velden["plaats"]) if velden["plaats"] else None
    if wat == "loslaten":
        afspraken.laat_los(**vast, stageplaats=plaats)
        return f"{naam} is losgelaten."
    if plaats is None:
        raise DomainError("Kies eerst een plaats.")
    afspraken.verbied(**vast, stageplaats=plaats, reden=velden["reden"])
    return f"{plaats.naam} is uitgesloten voor {naam}."


@require_POST
@met_bord
def draai(request: HttpRequest, public_id: uuid.UUID, zet_id: uuid.UUID) -> HttpResponse:
    """Take a change back (`wat=ongedaan`) or do it again (`wat=opnieuw`)."""
    blik = kijk(request, public_id)
    zet = get_object_or_404(
        Zet.objects.filter(berekening=blik.berekening).select_related("student__user", "andere_student__user"),
        public_id=zet_id,
    )
    opnieuw = request.POST.get("wat") == "opnieuw"
    try:
        (doe_opnieuw if opnieuw else maak_ongedaan)(zet=zet, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, f"{'Opnieuw gedaan' if opnieuw else 'Ongedaan gemaakt'}: {omschrijf(zet)}.")
    if request.POST.get("naar") == "geschiedenis":
        return redirect("matching:bord_geschiedenis", public_id)
    return naar_bord(blik.ronde, request.POST.get("terug", ""))


@require_safe
@met_bord
def geschiedenis(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who changed what on the board, when, and what it did; `?formaat=` downloads it."""
    blik = kijk(request, public_id)
    rijen = (
        Zet.objects.filter(berekening=blik.berekening)
        .select_related("student__user", "andere_student__user", "door", "ongedaan_door")
        .order_by("-op", "-pk")
    )
    if request.GET.get("formaat") in FORMATEN:
        op = timezone.localdate()
        return tabel_response(request, f"{blik.ronde.naam} wijzigingen", KOLOMMEN, rijen, op=op)
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    zetten_ = [{"zet": zet, "tekst": omschrijf(zet)} for zet in pagina.object_list]
    return toon(request, blik, "geschiedenis", {"pagina": pagina, "zetten": zetten_})
