"""Pairs of stacked bars per row, such as what each school has a right to above what it got."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from basis.grafiek import REEKSKLEUREN
from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af, teken_breedte

Balk = tuple[str, Sequence[float]]


def stapelbalken(
    titel: str,
    rijen: Sequence[tuple[str, Sequence[Balk]]],
    reeksen: Sequence[str],
    *,
    breedte: int | None = None,
) -> SafeString:
    """Draw per row (name, bars) its bars below each other; a bar is (label, one value per series).

    All bars have one scale, so that rows can be compared. The total stands at the end of each bar.
    """
    hoogste = max((sum(waarden) for _, balken in rijen for _, waarden in balken), default=0)
    labels = max((teken_breedte(f"{label} 00.000", 13) for _, balken in rijen for label, _ in balken), default=0)
    ruimte = min(0.5, (labels + 10) / (breedte or SMALST))  # of the width, for label and total beside each bar
    kop = 20 * len(reeksen) + 8
    hoogte = kop + sum(26 + 20 * len(balken) + 8 for _, balken in rijen)
    tekening = Tekening(hoogte, breedte=breedte)
    tekening.legenda(list(reeksen), [REEKSKLEUREN[i % len(REEKSKLEUREN)] for i in range(len(reeksen))])
    y = kop
    for naam, balken in rijen:
        tekening.lijn(0, y, 1, y, "lijn")
        tekening.tekst(0, y + 19, kort_af(naam, breedte or SMALST))
        y += 26
        for label, waarden in balken:
            links = 0.0
            for i, waarde in enumerate(waarden):
                lengte = (1 - ruimte) * waarde / hoogste if hoogste else 0.0
                if lengte:
                    tekening.balk(links, y, lengte, 14, REEKSKLEUREN[i % len(REEKSKLEUREN)], straal=None)
                links += lengte
            tekst = f"{label} {format_number(sum(waarden))}"
            tekening.tekst(links, y + 12, tekst, dx=6, kleur="tekst-2", grootte=13)
            y += 20
        y += 8
    return tekening.klaar(titel, _omschrijf(rijen))


def _omschrijf(rijen: Sequence[tuple[str, Sequence[Balk]]]) -> str:
    if not rijen:
        return "Er zijn nog geen cijfers."
    zinnen = [
        f"{naam}: {', '.join(f'{label} {format_number(sum(waarden))}' for label, waarden in balken)}."
        for naam, balken in rijen
    ]
    return " ".join(zinnen)
