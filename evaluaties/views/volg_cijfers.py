"""Management: who stops and when, first-years apart, and what early signs said (R8.4)."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.grafiek import maandkolommen
from basis.nederlands import format_number
from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from evaluaties.rules_evc import mag_volgcijfers_zien
from evaluaties.services.volg_cijfers import Jaar, Regel, Stopcijfers, stopcijfers
from evaluaties.services.volg_signalen import MINIMUM, Teken, Tekens, tekens
from kern.rules import alleen
from vraagaanbod.views.plan import gekozen_jaar, jaarnamen

GROEPEN = ("eerstejaars", "anderen")
REGELKOLOMMEN = [
    UitvoerKolom("Wat", "naam"),
    UitvoerKolom("Eerstejaars", "eerstejaars"),
    UitvoerKolom("Anderen", "anderen"),
    UitvoerKolom("Totaal", "totaal"),
]
JAARKOLOMMEN = [
    UitvoerKolom("Schooljaar", "naam"),
    UitvoerKolom("Begonnen, eerstejaars", lambda rij: rij.begonnen[0]),
    UitvoerKolom("Gestopt, eerstejaars", lambda rij: rij.gestopt[0]),
    UitvoerKolom("Eerstejaars in %", lambda rij: rij.procent(0)),
    UitvoerKolom("Begonnen, anderen", lambda rij: rij.begonnen[1]),
    UitvoerKolom("Gestopt, anderen", lambda rij: rij.gestopt[1]),
    UitvoerKolom("Anderen in %", lambda rij: rij.procent(1)),
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
        "fasen": (f"Wanneer gestopt {jaar}", REGELKOLOMMEN, stand.fasen),
        "redenen": (f"Waarom gestopt {jaar}", REGELKOLOMMEN, stand.redenen),
        "maanden": (f"Gestopt per maand {jaar}", REGELKOLOMMEN, stand.maanden),
        "signalen": ("Vroege signalen", TEKENKOLOMMEN, [*totalen, *signalen.regels]),
    }
    titel, kolommen, rijen = tabellen.get(request.GET.get("wat", ""), tabellen["jaren"])
    return tabel_response(request, titel, kolommen, rijen)


def _grafieken(stand: Stopcijfers, jaar: str) -> list[dict[str, Any]]:
    """Return each picture with its table and the name of its download."""
    kolommen = ["Wat", "Eerstejaars", "Anderen", "Samen"]
    procenten = [
        (rij.naam, [(groep, [rij.procent(kant) or 0]) for kant, groep in enumerate(GROEPEN)]) for rij in stand.jaren
    ]
    uit = [
        {
            "wat": "jaren",
            "titel": "Eerder gestopt, in procent van de begonnen stages",
            "svg": stapelbalken("Eerder gestopt per schooljaar, in procent", procenten, ["procent gestopt"]),
            "kolommen": [kolom.kop for kolom in JAARKOLOMMEN],
            "rijen": [_jaarrij(rij) for rij in stand.jaren],
        }
    ]
    for wat, titel, regels in (
        ("fasen", f"Wanneer, {jaar}", stand.fasen),
        ("redenen", f"Waarom, {jaar}", stand.redenen),
    ):
        balken = [(regel.naam, [("", [regel.eerstejaars, regel.anderen])]) for regel in regels]
        svg = stapelbalken(titel, balken, GROEPEN)
        uit.append({"wat": wat, "titel": titel, "svg": svg, "kolommen": kolommen, "rijen": [_rij(r) for r in regels]})
    maanden = [
        ("eerstejaars", [regel.eerstejaars for regel in stand.maanden]),
        ("anderen", [regel.anderen for regel in stand.maanden]),
    ]
    titel = f"Per maand, {jaar}"
    svg = maandkolommen(titel, [regel.naam for regel in stand.maanden], maanden)
    uit.append(
        {"wat": "maanden", "titel": titel, "svg": svg, "kolommen": kolommen, "rijen": [_rij(r) for r in stand.maanden]}
    )
    return uit


def _jaarrij(rij: Jaar) -> list[str]:
    return [tekst if isinstance(tekst := kolom.lees(rij), str) else _getal(tekst) for kolom in JAARKOLOMMEN]


def _getal(waarde: float | None) -> str:
    return "–" if waarde is None else format_number(waarde)


def _rij(regel: Regel) -> list[Any]:
    return [regel.naam, regel.eerstejaars, regel.anderen, regel.totaal]


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
