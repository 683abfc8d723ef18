"""The map of a search: what is on this page with its number in the list, the rest as dots; drawn here, asks nobody."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from basis.kaart import Naam, Vlak, maatstok, namen_op, procent
from basis.nederlands import count_noun
from basis.postcodes import Plek
from basis.svg import KLEUR, LETTERS
from vacatures.services.treffers import Treffer

Punt = tuple[float, float]
MEEST = 300  # dots beside those of the page


def teken(pagina: Sequence[Treffer], rest: Sequence[Treffer], *, eerste: int, thuis: Plek | None) -> SafeString | None:
    """Draw the map; None when nothing has a place on it. The list beside it says the same in words."""
    genummerd = [(nr, treffer, treffer.punt) for nr, treffer in enumerate(pagina, eerste) if treffer.punt is not None]
    los = [treffer.punt for treffer in rest if treffer.punt is not None][:MEEST]
    punten = [*los, *(punt for _, _, punt in genummerd)]
    if not punten:
        return None
    vlak = Vlak(punten + ([(thuis.lat, thuis.lon)] if thuis else []))
    delen = [_stip(vlak, punt) for punt in los]
    # From the last to the first, so that the first number lies on top where places coincide.
    delen += [_nummer(vlak, *rij) for rij in reversed(genummerd)]
    if thuis is not None:
        delen.append(_huis(vlak, thuis))
    delen += namen_op(vlak, _namen(genummerd))
    delen.append(maatstok(vlak))
    titel = f"Kaart met {count_noun(len(genummerd), 'vacature', 'vacatures')} uit de lijst"
    uitleg = "De nummers zijn die van de lijst." + (f" Het huis is {thuis.naam}." if thuis else "")
    kop = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="zoekkaart" role="img" width="100%" '
        f'font-family="{escape(LETTERS)}"><title>{escape(titel)}</title><desc>{escape(uitleg)}</desc>'
    )
    return mark_safe(f"{kop}{''.join(delen)}</svg>")  # noqa: S308 - every text and attribute is escaped


def _plek(vlak: Vlak, punt: Punt) -> tuple[str, str]:
    x, y = vlak.plek(*punt)
    return procent(x), procent(y)


def _stip(vlak: Vlak, punt: Punt) -> str:
    x, y = _plek(vlak, punt)
    return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{KLEUR["merk-licht"]}" stroke="{KLEUR["merk"]}"/>'


def _nummer(vlak: Vlak, nummer: int, treffer: Treffer, punt: Punt) -> str:
    x, y = _plek(vlak, punt)
    titel = escape(f"{nummer}. {treffer.vacature}") if treffer.vacature else str(nummer)
    stijl = f'font-size="12" font-weight="600" text-anchor="middle" fill="{KLEUR["merk"]}"'
    return (
        f'<g><title>{titel}</title><circle cx="{x}" cy="{y}" r="11" fill="#ffffff" stroke="{KLEUR["merk"]}" '
        f'stroke-width="2"/><text x="{x}" y="{y}" dy="4" {stijl}>{nummer}</text></g>'
    )


def _huis(vlak: Vlak, thuis: Plek) -> str:
    x, y = _plek(vlak, (thuis.lat, thuis.lon))
    vorm = f'<path d="M-9 1 L0 -8 L9 1 M-6 0 V8 H6 V0" fill="#ffffff" stroke="{KLEUR["fout"]}" stroke-width="2.5"/>'
    return f'<svg x="{x}" y="{y}" overflow="visible"><title>{escape(thuis.naam)}</title>{vorm}</svg>'


def _namen(genummerd: Sequence[tuple[int, Treffer, Punt]]) -> list[Naam]:
    uit: dict[str, Naam] = {}
    for _, treffer, punt in genummerd:
        if treffer.plaats:
            uit.setdefault(treffer.plaats, Naam(treffer.plaats, *punt))
    return list(uit.values())
