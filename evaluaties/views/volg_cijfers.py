"""Management: who stops and when, first-years apart, and what early signs said (R8.4)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.drempel import MINIMUM, Regel
from basis.grafiek import maandkolommen
from basis.nederlands import format_number
from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from evaluaties.rules_evc import mag_volgcijfers_zien
from evaluaties.services.volg_signalen import Teken, Tekens, tekens
from kern.rules import alleen
from plaatsingen.services.stopcijfers import Jaar, Stopcijfers, stopcijfers
from vraagaanbod.views.plan import gekozen_jaar, jaarnamen

GROEPEN = ("eerstejaars", "anderen")
SAMENKOLOMMEN = [UitvoerKolom("Wat", "naam"), UitvoerKolom("Totaal", "totaal")]
REGELKOLOMMEN = [
    SAMENKOLOMMEN[0],
    UitvoerKolom("Eerstejaars", "eerstejaars"),
    UitvoerKolom("Anderen", "anderen"),
    SAMENKOLOMMEN[1],
]
JAARKOLOMMEN = [
    UitvoerKolom("Schooljaar", "naam"),
    *[
        kolom
        for naam, kant in (("eerstejaars", 0), ("anderen", 1), ("samen", None))
        for kolom in (
            UitvoerKolom(f"Begonnen, {naam}", lambda rij, kant=kant: rij.aantallen(kant)[0]),
            UitvoerKolom(f"Gestopt, {naam}", lambda rij, kant=kant: rij.aantallen(kant)[1]),
            UitvoerKolom(f"{naam.capitalize()} in %", lambda rij, kant=kant: rij.procent(kant)),
        )
    ],
]
TEKENKOLOMMEN = [
    UitvoerKolom("Signaal", "naam"),
    UitvoerKolom("Stages met dit signaal", "met"),
    UitvoerKolom("Daarvan gestopt", "gestopt"),
    UitvoerKolom("Gestopt in %", "procent"),
    UitvoerKolom("Niets aan de hand in %", "vals_procent"),
]


@alleen(mag_volgcijfers_zien)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show the figures of a school year; `?wat=` and `?formaat=` give one of the tables as a file."""
    op, jaar = timezone.localdate(), gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "jaren": jaarnamen(), "stand": None}
    if jaar is not None:
        stand = stopcijfers(user=request.user, schooljaar=jaar, op=op)
        signalen = tekens(user=request.user, op=op)
        if request.GET.get("formaat") in FORMATEN:
            return _bestand(request, stand, signalen, jaar.naam)
        context |= {"stand": stand, "signalen": signalen, "minimum": MINIMUM, "grafieken": _grafieken(stand, jaar.naam)}
        context |= _signaalgrafiek(signalen)
    return render(request, "volg/cijfers.html", context)


def _bestand(request: HttpRequest, stand: Stopcijfers, signalen: Tekens, jaar: str) -> HttpResponse:
    totalen = [teken for teken in (signalen.met, signalen.zonder) if teken is not None]
    tabellen: dict[str, tuple[str, list[UitvoerKolom], Sequence[Any]]] = {
        "jaren": ("Eerder gestopt per schooljaar", JAARKOLOMMEN, stand.jaren),
        "fasen": (f"Wanneer gestopt {jaar}", _kolommen(stand.fasen), stand.fasen),
        "redenen": (f"Waarom gestopt {jaar}", _kolommen(stand.redenen), stand.redenen),
        "maanden": (f"Gestopt per maand {jaar}", _kolommen(stand.maanden), stand.maanden),
        "signalen": ("Vroege signalen", TEKENKOLOMMEN, [*totalen, *signalen.regels]),
    }
    titel, kolommen, rijen = tabellen.get(request.GET.get("wat", ""), tabellen["jaren"])
    return tabel_response(request, titel, kolommen, rijen)


def _grafieken(stand: Stopcijfers, jaar: str) -> list[dict[str, Any]]:
    """Return each picture with its table and the name of its download."""
    uit = [
        {
            "wat": "jaren",
            "titel": "Eerder gestopt, in procent van de begonnen stages",
            "svg": stapelbalken("Eerder gestopt per schooljaar, in procent", _procenten(stand), ["procent gestopt"]),
            "kolommen": [kolom.kop for kolom in JAARKOLOMMEN],
            "rijen": [_rij(jaarrij, JAARKOLOMMEN) for jaarrij in stand.jaren],
        }
    ]
    for wat, titel, regels in (
        ("fasen", f"Wanneer, {jaar}", stand.fasen),
        ("redenen", f"Waarom, {jaar}", stand.redenen),
        ("maanden", f"Per maand, {jaar}", stand.maanden),
    ):
        if len(regels) > 1:  # one line says no more than the year does
            svg = _maandbeeld(titel, regels) if wat == "maanden" else _balkenbeeld(titel, regels)
            kolommen = _kolommen(regels)
            rijen = [_rij(regel, kolommen) for regel in regels]
            koppen = [kolom.kop for kolom in kolommen]
            uit.append({"wat": wat, "titel": titel, "svg": svg, "kolommen": koppen, "rijen": rijen})
    return uit


def _kolommen(regels: Sequence[Regel]) -> list[UitvoerKolom]:
    """Return the columns: only the total where first-years and others can't stand apart."""
    return REGELKOLOMMEN if all(regel.apart for regel in regels) else SAMENKOLOMMEN


def _procenten(stand: Stopcijfers) -> list[tuple[str, list[tuple[str, list[float]]]]]:
    """Return the bars per school year: first-years and others, or all together where these can't stand apart."""
    uit = []
    for rij in stand.jaren:
        if rij.toonbaar:
            kanten = tuple(enumerate(GROEPEN)) if rij.apart else ((None, "samen"),)
            uit.append((rij.naam, [(groep, [rij.procent(kant) or 0]) for kant, groep in kanten]))
    return uit


def _reeksen(regels: Sequence[Regel]) -> list[tuple[str, list[int]]]:
    if all(regel.apart for regel in regels):
        aantallen = [(regel.eerstejaars, regel.anderen) for regel in regels]
        return [(groep, [paar[kant] for paar in aantallen]) for kant, groep in enumerate(GROEPEN)]
    return [("eerstejaars en anderen samen", [regel.totaal for regel in regels])]


def _balkenbeeld(titel: str, regels: Sequence[Regel]) -> str:
    reeksen = _reeksen(regels)
    balken = [(regel.naam, [("", [waarden[i] for _, waarden in reeksen])]) for i, regel in enumerate(regels)]
    return stapelbalken(titel, balken, [naam for naam, _ in reeksen])


def _maandbeeld(titel: str, regels: Sequence[Regel]) -> str:
    return maandkolommen(titel, [regel.naam for regel in regels], _reeksen(regels))


def _getal(waarde: float | None) -> str:
    return "–" if waarde is None else format_number(waarde)


def _rij(rij: Jaar | Regel, kolommen: Sequence[UitvoerKolom]) -> list[str]:
    """Return a line of a table; what may not be seen is a dash."""
    return [tekst if isinstance(tekst := kolom.lees(rij), str) else _getal(tekst) for kolom in kolommen]


def _signaalgrafiek(signalen: Tekens) -> dict[str, Any]:
    totalen = [teken for teken in (signalen.met, signalen.zonder) if teken is not None]
    regels: list[Teken] = [*totalen, *signalen.regels]
    balken = [(teken.naam, [("", [teken.gestopt, teken.met - teken.gestopt])]) for teken in regels]
    return {
        "signaalsvg": stapelbalken("Hoe ging de stage verder na een vroeg signaal?", balken, ["gestopt", "afgerond"])
        if regels
        else "",
        "signaalkolommen": [kolom.kop for kolom in TEKENKOLOMMEN],
        "signaalrijen": [
            [teken.naam, teken.met, teken.gestopt, _getal(teken.procent), _getal(teken.vals_procent)]
            for teken in regels
        ],
    }
