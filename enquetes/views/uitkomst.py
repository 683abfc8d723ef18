"""What came out of a round: response, charts with tables, texts that may be read, and a trend."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from basis.nederlands import format_number
from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from enquetes.enums import MetingStatus
from enquetes.models import Meting
from enquetes.rules import mag_beheren, mag_uitkomst_zien
from enquetes.services import modereren, uitkomsten
from kern.models import User
from kern.rules import alleen

KOLOMMEN = [
    UitvoerKolom("Vraag", "vraag"),
    UitvoerKolom("Antwoord", "antwoord"),
    UitvoerKolom("Aantal", "aantal"),
    UitvoerKolom("Gemiddelde", "gemiddelde"),
]


@alleen(mag_uitkomst_zien)
@require_safe
def meting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one round: the region, or one group that is large enough; a praktijkopleider the own house."""
    gevonden = get_object_or_404(
        Meting.objects.visible_to(request.user).select_related("vragenlijst"), public_id=public_id
    )
    groepen = uitkomsten.groepen_voor(request.user, gevonden)
    gekozen = uitkomsten.kies(groepen, request.GET.get("groep", ""))
    if request.GET.get("groep") and gekozen is None:
        raise Http404
    context: dict[str, Any] = {
        "meting": gevonden,
        "gesloten": gevonden.status == MetingStatus.GESLOTEN,
        "beheer": mag_beheren(request.user),
        "groepen": groepen,
        "gekozen": gekozen,
        "respons": uitkomsten.respons(gevonden),
    }
    stand = gekozen.stand if gekozen else uitkomsten.totaal_van(gevonden)
    if stand is None:
        return render(request, "enquetes/meting.html", context)
    regels = uitkomsten.regels(gevonden, stand)
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, gekozen.naam if gekozen else gevonden.naam, KOLOMMEN, regels)
    context |= {
        "stand": stand,
        "beelden": [_beeld(vraag, stand) for vraag in uitkomsten.gesloten_vragen(gevonden)],
        "teksten": _teksten(request.user, gevonden, gekozen),
        "trend": uitkomsten.trend(request.user, gevonden, gekozen),
    }
    return render(request, "enquetes/meting.html", context)


def _beeld(vraag: dict[str, Any], stand: dict[str, Any]) -> dict[str, Any]:
    cijfers = stand["vragen"].get(vraag["code"], {"tel": {}, "gemiddelde": None})
    rijen = [[optie, aantal] for optie, aantal in cijfers["tel"].items()]
    return {
        "titel": vraag["tekst"],
        "verborgen": cijfers.get("verborgen", False),
        "gemiddelde": cijfers["gemiddelde"],
        "toelichting": f"Gemiddeld {format_number(cijfers['gemiddelde'])}." if cijfers["gemiddelde"] else "",
        "svg": stapelbalken(vraag["tekst"], [(optie, [("", [aantal])]) for optie, aantal in rijen], ["antwoorden"]),
        "kolommen": ["Antwoord", "Aantal"],
        "rijen": rijen,
    }


def _teksten(user: User, meting: Meting, gekozen: uitkomsten.Keuze | None) -> list[tuple[str, list[str]]]:
    """Return open answers; a house reads only the own: among those of the region it could know a student of its own."""
    leerbedrijf = gekozen.sleutel if gekozen and gekozen.dimensie == "leerbedrijf" else None
    if leerbedrijf is None and (gekozen or not user.heeft_rol("coordinator", "beheerder")):
        return []
    per_code = modereren.te_lezen(meting, leerbedrijf_id=leerbedrijf)
    return [
        (vraag["tekst"], per_code[vraag["code"]]) for vraag in meting.vragenlijst.vragen if per_code.get(vraag["code"])
    ]
