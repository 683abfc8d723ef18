"""What the pages of the review board share: who may see it, how it stands, and the way back to the list."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from basis.http import ONGELDIG, is_htmx
from kern.models import Student
from matching.enums import RondeStatus
from matching.models import Berekening, Ronde, Voorstel, Zet
from matching.services.bord.beeld import berekening_van
from matching.services.bord.grootboek import omschrijf
from matching.services.bord.ongedaan import laatst_teruggenomen, laatste_van
from matching.services.bord.stand import Stand, lees_stand
from matching.services.ronde import lopende_taak
from matching.views.hulp import haal_beheerd
from vacatures.models import Stageplaats

BOTSING = 409
STAPPEN = (
    ("bord", "Studenten"),
    ("bord_plaatsen", "Plaatsen"),
    ("bord_knelpunten", "Knelpunten"),
    ("bord_kaart", "Kaart"),
    ("bord_geschiedenis", "Geschiedenis"),
)


def met_bord(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a page of the board: when there is none to show, the person is sent to the page of the round."""

    @wraps(view)
    def omhuld(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except GeenBord as niets:
            return niets.antwoord

    return omhuld


class GeenBord(Exception):
    """There is no board to show; `naar` says why on another page."""

    def __init__(self, antwoord: HttpResponse) -> None:
        super().__init__()
        self.antwoord = antwoord


@dataclass(slots=True)
class Blik:
    """The board as one person looks at it."""

    ronde: Ronde
    berekening: Berekening
    stand: Stand
    dicht: str


def kijk(request: HttpRequest, public_id: uuid.UUID) -> Blik:
    """Return the board for who runs the round; GeenBord before the first calculation and after publication."""
    ronde = haal_beheerd(request, public_id)
    berekening = None
    if ronde.gepubliceerd_op is not None:
        messages.info(request, "Deze ronde is gepubliceerd. Het bord is dicht.")
    else:
        berekening = berekening_van(ronde)
        if berekening is None:
            messages.info(request, "Deze ronde is nog niet berekend. Daarna kunt u het bord openen.")
    if berekening is None:
        raise GeenBord(redirect("matching:ronde", public_id))
    return Blik(ronde, berekening, lees_stand(berekening), _waarom_dicht(ronde))


def _waarom_dicht(ronde: Ronde) -> str:
    """Why nothing can be changed now; empty when it can."""
    if ronde.status == RondeStatus.KLAARGEZET:
        return "De ronde staat klaar om te publiceren. Haal dat eerst terug. Daarna kunt u weer iets veranderen."
    if lopende_taak(ronde) is not None:
        return "Er loopt een berekening. U kunt kijken, maar nog niets veranderen."
    if ronde.status != RondeStatus.BEREKEND:
        return "Er is iets veranderd na de laatste berekening. Laat de ronde opnieuw berekenen."
    return ""


def haal_student(blik: Blik, student_id: uuid.UUID) -> Voorstel:
    """Return the row of a student, with what a page shows; 404 when the student isn't in the calculation."""
    rijen = blik.berekening.voorstellen.select_related(
        "student__user",
        "student__school",
        "student__cluster",
        "student__opleiding",
        "stageplaats__afdeling__locatie__organisatie",
    )
    return get_object_or_404(rijen, student__public_id=student_id)


def haal_plaats(blik: Blik, plaats_id: uuid.UUID) -> Stageplaats:
    """Return a place that takes part; 404 otherwise."""
    plaatsen = Stageplaats.objects.met_leerbedrijf().filter(schooljaar_id=blik.ronde.schooljaar_id)
    plaats = get_object_or_404(plaatsen, public_id=plaats_id)
    if plaats.pk not in blik.stand.beeld.plaats:
        raise Http404("Deze plaats doet niet mee in deze ronde.")
    return plaats


def terug_van(waarde: str) -> str:
    """Return the query string of the list somebody came from, safe to put behind an address."""
    return QueryDict(waarde[:500]).urlencode()


def naar_bord(ronde: Ronde, terug: str, **extra: Any) -> HttpResponse:
    """Go back to the list, as it was filtered."""
    delen = QueryDict(terug[:500], mutable=True)
    for naam, waarde in extra.items():
        delen[naam] = str(waarde)
    vraag = delen.urlencode()
    return redirect(f"{reverse('matching:bord', args=[ronde.public_id])}{f'?{vraag}' if vraag else ''}")


def toon(
    request: HttpRequest, blik: Blik, sjabloon: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the board; a refusal replaces only the right part when htmx asked."""
    deel = is_htmx(request) and request.headers.get("HX-Target") == "rechts"
    basis = {
        "ronde": blik.ronde,
        "berekening": blik.berekening,
        "dicht": blik.dicht,
        "deel": deel,
        "terug": terug_van(request.POST.get("terug") or request.GET.get("terug", "")),
        "bord_url": reverse("matching:bord", args=[blik.ronde.public_id]),
    }
    if not deel:
        basis |= {"tabs": _tabs(request, blik.ronde), **_laatste(request, blik.berekening)}
    htmx = is_htmx(request)
    if status != 200 and htmx:
        status = ONGELDIG
    antwoord = render(request, f"matching/bord/{sjabloon}.html", basis | context, status=status)
    antwoord["Vary"] = "HX-Request, HX-Target"
    if status != 200 and htmx:
        antwoord["HX-Retarget"], antwoord["HX-Reselect"] = "#rechts", "#rechts"
    return antwoord


def _tabs(request: HttpRequest, ronde: Ronde) -> list[dict[str, Any]]:
    hier = request.resolver_match.url_name if request.resolver_match else ""
    return [
        {"label": label, "url": reverse(f"matching:{naam}", args=[ronde.public_id]), "hier": naam == hier}
        for naam, label in STAPPEN
    ]


def _laatste(request: HttpRequest, berekening: Berekening) -> dict[str, Any]:
    """The change that `u` takes back and the one that can be done again, with their words."""
    return {
        "ongedaan": _met_tekst(laatste_van(berekening, request.user)),
        "opnieuw": _met_tekst(laatst_teruggenomen(berekening, request.user)),
    }


def _met_tekst(zet: Zet | None) -> dict[str, Any] | None:
    return None if zet is None else {"zet": zet, "tekst": omschrijf(zet)}


def nummer_van(blik: Blik, student: Student) -> int | None:
    """Return the index of a student on the board; None when data are missing."""
    return blik.stand.beeld.student.get(student.pk)
