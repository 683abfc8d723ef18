"""The dropout figures: tables with charts, and a download; of a few people nothing is told (R10.3, R8.4)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.drempel import MINIMUM, Regel
from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from kern.rules import alleen
from plaatsingen.rules import mag_uitval_zien
from plaatsingen.services.stopcijfers import Stopcijfers, stopcijfers
from vraagaanbod.views.plan import gekozen_jaar, jaarnamen

Tabel = tuple[str, list[str], list[list[Any]]]  # title, heads, lines


@alleen(mag_uitval_zien)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show why and when stages ended early in a school year; a coordinator sees the own school.

    The same lines as on the page of who stops, so that neither tells more than the other.
    """
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "jaren": jaarnamen(), "minimum": MINIMUM}
    if jaar is not None:
        stand = stopcijfers(user=request.user, schooljaar=jaar, op=timezone.localdate())
        tabellen = _tabellen(stand, jaar.naam)
        if request.GET.get("formaat") in FORMATEN:
            return _bestand(request, tabellen, jaar.naam)
        context |= {"stand": stand, "gekozen": stand.gekozen, "grafieken": [_grafiek(*tabel) for tabel in tabellen]}
    return render(request, "plaatsingen/uitval.html", context)


def _tabellen(stand: Stopcijfers, jaar: str) -> list[Tabel]:
    """Return one table of reason by phase, or where that tells of a few two apart."""
    if stand.kruis:
        koppen = ["Reden", *(fase.naam for fase in stand.fasen), "Totaal"]
        rijen = [[naam, *aantallen, sum(aantallen)] for naam, aantallen in stand.kruis]
        return [(f"Eerder gestopt, per reden en moment, {jaar}", koppen, rijen)]
    return [
        (titel, [kop, "Totaal"], [[regel.naam, regel.totaal] for regel in regels])
        for titel, kop, regels in _delen(stand, jaar)
        if len(regels) > 1  # one line says no more than the year does
    ]


def _delen(stand: Stopcijfers, jaar: str) -> list[tuple[str, str, Sequence[Regel]]]:
    return [(f"Waarom, {jaar}", "Reden", stand.redenen), (f"Wanneer, {jaar}", "Moment", stand.fasen)]


def _grafiek(titel: str, koppen: list[str], rijen: list[list[Any]]) -> dict[str, Any]:
    reeksen = koppen[1:-1] or ["gestopt"]
    balken = [(rij[0], [("", rij[1:-1] or rij[1:])]) for rij in rijen]
    return {"titel": titel, "svg": stapelbalken(titel, balken, reeksen), "kolommen": koppen, "rijen": rijen}


def _bestand(request: HttpRequest, tabellen: list[Tabel], jaar: str) -> HttpResponse:
    """Return what stands on the page as one file, under the heads of its tables."""
    naam = f"Uitval {jaar}"
    if len(tabellen) == 1:
        _, koppen, rijen = tabellen[0]
        kolommen = [UitvoerKolom(kop, lambda rij, i=i: rij[i]) for i, kop in enumerate(koppen)]
        return tabel_response(request, naam, kolommen, rijen)
    kolommen = [
        UitvoerKolom(kop, lambda rij, i=i: rij[i]) for i, kop in enumerate(("Reden of moment", "Wat", "Totaal"))
    ]
    return tabel_response(
        request, naam, kolommen, [[koppen[0], *rij] for _, koppen, rijen in tabellen for rij in rijen]
    )
