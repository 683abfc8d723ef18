"""The dropout figures: a table with a chart, and a download (R10.3)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from kern.rules import alleen
from plaatsingen.enums import Uitvalfase
from plaatsingen.rules import mag_uitval_zien
from plaatsingen.services.uitval import uitval
from vraagaanbod.views.plan import gekozen_jaar, jaarnamen

KOLOMMEN = [
    UitvoerKolom("Reden", "reden"),
    *[UitvoerKolom(fase.label, lambda rij, i=i: rij.per_fase[i]) for i, fase in enumerate(Uitvalfase)],
    UitvoerKolom("Totaal", "totaal"),
]


@alleen(mag_uitval_zien)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show why and when stages ended early in a school year; a coordinator sees the own school."""
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "jaren": jaarnamen()}
    if jaar is not None:
        stand = uitval(user=request.user, schooljaar=jaar)
        if request.GET.get("formaat") in FORMATEN:
            return tabel_response(request, f"Uitval {jaar.naam}", KOLOMMEN, stand.regels)
        fasen = [fase.label for fase in Uitvalfase]
        balken = [(regel.reden, [("", regel.per_fase)]) for regel in stand.regels]
        context |= {
            "stand": stand,
            "fasen": fasen,
            "svg": stapelbalken(f"Eerder gestopt, {jaar.naam}", balken, fasen) if balken else "",
            "kolommen": ["Reden", *fasen, "Totaal"],
            "rijen": [[regel.reden, *regel.per_fase, regel.totaal] for regel in stand.regels],
        }
    return render(request, "plaatsingen/uitval.html", context)
