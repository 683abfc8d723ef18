"""What the pages of signing share: fetching a party, showing again who one is, handing out the document."""

import time
import uuid
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from basis.modeltekst import naar_html
from kern.models import Bestand, Erkenning
from plaatsingen.models import Ondertekening, Overeenkomst
from vacatures.rules import ZONDER_ERKENNING

NET_BEWEZEN = 5 * 60  # seconds
# A file of somebody else is never a page of ours, whatever a browser makes of it.
CSP = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def haal_partij(request: HttpRequest, public_id: uuid.UUID) -> Ondertekening:
    """Return a party of an agreement; 404 for whoever sees neither the agreement nor may sign it."""
    rijen = Ondertekening.objects.visible_to(request.user, timezone.localdate()).select_related(
        "organisatie",
        "scan",
        "overeenkomst__pdf",
        "overeenkomst__zegel_pdf",
        "overeenkomst__plaatsing__student__user",
        "overeenkomst__plaatsing__student__opleiding",
        "overeenkomst__plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    return get_object_or_404(rijen, public_id=public_id)


def haal_overeenkomst(request: HttpRequest, public_id: uuid.UUID) -> Overeenkomst:
    """Return an agreement that was sent; 404 for strangers."""
    rijen = Overeenkomst.objects.visible_to(request.user).exclude(verstuurd_op=None)
    rijen = rijen.select_related(
        "plaatsing__student__user",
        "plaatsing__student__opleiding",
        "pdf",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    return get_object_or_404(rijen, public_id=public_id)


def bewijs(request: HttpRequest) -> dict[str, Any]:
    """Whether this person showed who it is in the last five minutes (`net`), and where to do so again (`wegen`)."""
    momenten = [record.get("at", 0) for record in get_authentication_records(request, request.user)]
    net = any(time.time() - moment < NET_BEWEZEN for moment in momenten)
    return {"net": net, "wegen": get_adapter().get_reauthentication_methods(request.user)}


def tekst_van(overeenkomst: Overeenkomst) -> str:
    """Return the exact text of an agreement as HTML."""
    return naar_html(overeenkomst.tekst)


def waarschuwing(overeenkomst: Overeenkomst, at: datetime) -> str:
    """What whoever signs should know: the recognition of a leerbedrijf of this stage was taken back since.

    A stagegezin and informal care have none and need none (R4.1).
    """
    plaatsing, dag = overeenkomst.plaatsing, timezone.localdate(at)
    plaatsen = [plaatsing.stageplaats, *(deel.stageplaats for deel in plaatsing.geldige_delen)]
    huizen = {plaats.leerbedrijf.pk: plaats.leerbedrijf for plaats in plaatsen if plaats.soort not in ZONDER_ERKENNING}
    rijen = Erkenning.objects.geldig_van_tot(dag, dag).filter(
        organisatie__in=huizen, opleiding__code=plaatsing.student.opleiding.code
    )
    erkend = set(rijen.values_list("organisatie_id", flat=True))
    namen = [str(huis) for pk, huis in huizen.items() if pk not in erkend]
    if not namen:
        return ""
    heeft = "hebben" if len(namen) > 1 else "heeft"
    return f"{' en '.join(namen)} {heeft} nu geen geldige erkenning voor deze opleiding."


def document(bestand: Bestand | None, *, naam: str) -> HttpResponse:
    """Hand out a file as a download that no cache keeps; 404 when it isn't there."""
    if bestand is None or not default_storage.exists(bestand.pad.name):
        raise Http404
    antwoord = FileResponse(
        default_storage.open(bestand.pad.name), as_attachment=True, filename=naam, content_type=bestand.mime
    )
    antwoord.headers["Content-Security-Policy"] = CSP
    antwoord.headers["Cache-Control"] = "no-store, private"
    return antwoord
