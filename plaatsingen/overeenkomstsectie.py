"""What agreements put on the page of a placement: the section, and rows of its timeline."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from plaatsingen import rules_overeenkomst as rules
from plaatsingen import secties
from plaatsingen.enums import OvereenkomstSoort, OvereenkomstStatus, PartijRol, PlaatsingStatus
from plaatsingen.models import Ondertekening, Plaatsing
from plaatsingen.rules import ziet_vertegenwoordiger
from plaatsingen.services import partijen
from plaatsingen.services.rijen import overeenkomsten
from plaatsingen.stap import Actie, Stap

S = OvereenkomstStatus
MET_OVEREENKOMST = {PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, PlaatsingStatus.LOPEND}


def tekenstap(request: HttpRequest, plaatsing: Plaatsing) -> Stap | None:
    """Return the next step of somebody whose signature of an agreement of this placement is waited for."""
    if plaatsing.status not in MET_OVEREENKOMST:
        return None
    if all(rij.status != S.ONDERTEKENING for rij in overeenkomsten(plaatsing, request.user)):
        return None
    partij = (
        Ondertekening.objects.te_tekenen_door(request.user, timezone.localdate())
        .filter(overeenkomst__plaatsing=plaatsing)
        .select_related("overeenkomst", "organisatie")
        .defer("overeenkomst__tekst", "overeenkomst__gegevens")
        .order_by("gevraagd_op", "pk")
        .first()
    )
    if partij is None:
        return None
    eigen = partij.rol == PartijRol.STUDENT
    return Stap(
        f"Teken {'je' if eigen else 'de'} {partij.overeenkomst.naam}",
        "Lees de tekst en zet je handtekening." if eigen else f"Lees de tekst en teken namens {partij.organisatie}.",
        (Actie("Lezen en tekenen", reverse("plaatsingen:onderteken", args=[partij.public_id])),),
        "let_op",
    )


def sectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Agreements and amendments that this person may see, with the lights of the one that is being signed."""
    rijen = overeenkomsten(plaatsing, request.user)
    mag = rules.mag_opstellen(request.user, plaatsing)
    kan = rules.kan_overeenkomst(plaatsing)
    if not rijen and not (mag and kan):
        return None
    for rij in rijen:
        rij.plaatsing = plaatsing
    openstaand = next((rij for rij in rijen if rij.status in rules.OPEN), None)
    getekend = any(rij.soort == OvereenkomstSoort.POK and rij.status == S.GETEKEND for rij in rijen)
    loopt = openstaand is not None and openstaand.status == S.ONDERTEKENING
    return {
        "titel": "Overeenkomst",
        "sjabloon": "plaatsingen/secties/overeenkomst.html",
        "context": {
            "rijen": [rij for rij in rijen if rij.status != S.VERVALLEN],
            "vervallen": [rij for rij in rijen if rij.status == S.VERVALLEN],
            "lichten": partijen.lichten(overeenkomst=openstaand, user=request.user, op=timezone.localdate())
            if loopt
            else [],
            "ouders": ziet_vertegenwoordiger(request.user, plaatsing)
            and plaatsing.student.is_minderjarig(timezone.localdate()),
            "mag_maken": mag and kan and not getekend and openstaand is None,
            "mag_aanvullen": mag and kan and getekend and openstaand is None,
        },
    }


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """When agreements were sent, signed by all, carried out and withdrawn."""
    verstuurd = (rij for rij in overeenkomsten(plaatsing, request.user) if rij.verstuurd_op is not None)
    regels = []
    for rij in sorted(verstuurd, key=lambda rij: (rij.volgnummer, rij.versie)):
        naam = rij.naam.capitalize()
        momenten = (
            (rij.verstuurd_op, f"{naam} verstuurd om te tekenen", "", "loopt"),
            (rij.getekend_op, f"{naam} door iedereen getekend", "", "klaar"),
            (rij.doorgevoerd_op, f"{naam} doorgevoerd", "", "klaar"),
            (rij.vervallen_op, f"{naam} ingetrokken", rij.reden, "let_op"),
        )
        regels += [
            {"moment": moment, "titel": titel, "tekst": tekst, "soort": soort}
            for moment, titel, tekst, soort in momenten
            if moment
        ]
    return regels


def registreer() -> None:
    """Put both on the page of a placement."""
    secties.registreer_sectie("overeenkomst", 15, sectie)
    secties.registreer_tijdlijn("overeenkomst", tijdlijn)
