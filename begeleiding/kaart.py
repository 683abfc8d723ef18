"""The map of a week of visits: numbers in order with a line per day, drawn here; asks nobody."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from basis.kaart import Naam, Vlak, maatstok, namen_op, procent
from basis.svg import KLEUR, LETTERS
from begeleiding.reistijd import Punt
from begeleiding.services.bezoekroute import Routedag

STREPEN = ("none", "8 5", "2 5", "12 4 2 4", "1 8", "16 6", "4 4")  # days differ by stroke, not by colour


def teken(dagen: Sequence[Routedag], *, start: Punt | None) -> SafeString | None:
    """Draw the route; None when no visit has a place on it. The list beside it says the same in words."""
    stops = [(bezoek.nummer, bezoek.punt, bezoek) for dag in dagen for bezoek in dag.bezoeken if bezoek.punt]
    if not stops:
        return None
    vlak = Vlak([punt for _, punt, _ in stops] + ([start] if start else []))
    delen = []
    for dag in dagen:
        pad = [bezoek.punt for bezoek in dag.bezoeken if bezoek.punt]
        if start and pad:
            pad = [start, *pad, start]
        delen += [_lijn(vlak, van, naar, STREPEN[dag.dag.weekday()]) for van, naar in pairwise(pad) if van != naar]
    # From the last to the first, so that the first number lies on top where places coincide.
    delen += [
        _nummer(vlak, nummer, punt, bezoek.afspraak.plaatsing.student.naam) for nummer, punt, bezoek in stops[::-1]
    ]
    if start:
        delen.append(_huis(vlak, start))
    namen: dict[str, Naam] = {}
    for _, punt, bezoek in stops:
        plaats = bezoek.afspraak.plaatsing.stageplaats.afdeling.locatie.plaats
        if plaats:
            namen.setdefault(plaats, Naam(plaats, *punt))
    delen += [*namen_op(vlak, list(namen.values())), maatstok(vlak)]
    kop = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="zoekkaart" role="img" width="100%" '
        f'font-family="{escape(LETTERS)}"><title>Kaart met {len(stops)} bezoeken</title>'
        f"<desc>De nummers zijn die van de lijst; de lijnen verbinden de bezoeken van een dag.</desc>"
    )
    return mark_safe(f"{kop}{''.join(delen)}</svg>")  # noqa: S308 - every text and attribute is escaped


def _plek(vlak: Vlak, punt: Punt) -> tuple[str, str]:
    x, y = vlak.plek(*punt)
    return procent(x), procent(y)


def _lijn(vlak: Vlak, van: Punt, naar: Punt, streep: str) -> str:
    (x1, y1), (x2, y2) = _plek(vlak, van), _plek(vlak, naar)
    stijl = f'stroke="{KLEUR["merk"]}" stroke-width="2" stroke-dasharray="{streep}"'
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {stijl}/>'


def _nummer(vlak: Vlak, nummer: int | None, punt: Punt, naam: str) -> str:
    x, y = _plek(vlak, punt)
    stijl = f'font-size="12" font-weight="600" text-anchor="middle" fill="{KLEUR["merk"]}"'
    return (
        f'<g><title>{nummer}. {escape(naam)}</title><circle cx="{x}" cy="{y}" r="11" fill="#ffffff" '
        f'stroke="{KLEUR["merk"]}" stroke-width="2"/><text x="{x}" y="{y}" dy="4" {stijl}>{nummer}</text></g>'
    )


def _huis(vlak: Vlak, punt: Punt) -> str:
    x, y = _plek(vlak, punt)
    vorm = f'<path d="M-9 1 L0 -8 L9 1 M-6 0 V8 H6 V0" fill="#ffffff" stroke="{KLEUR["fout"]}" stroke-width="2.5"/>'
    return f'<svg x="{x}" y="{y}" overflow="visible"><title>Vertrekpunt</title>{vorm}</svg>'
