"""Bars side by side: one figure per row for two or more variants, such as the shortage before and after."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from basis.grafiek import REEKSKLEUREN
from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af

DIKTE, TUSSEN = 15, 4


def groep_balken(
    titel: str,
    namen: Sequence[str],
    rijen: Sequence[tuple[str, Sequence[int]]],
    *,
    kleuren: Sequence[str] = REEKSKLEUREN,
    breedte: int | None = None,
) -> SafeString:
    """Draw per row a bar for each variant, in the order of `namen`; the figure stands behind the bar.

    A variant is told apart by its place and its number, not by colour alone.
    """
    kop = 20 * len(namen) + 12
    hoog = 24 + len(namen) * (DIKTE + TUSSEN) + 8
    tekening = Tekening(kop + hoog * len(rijen), breedte=breedte)
    tekening.legenda([f"{nummer}. {naam}" for nummer, naam in enumerate(namen, start=1)], kleuren)
    hoogste = max((waarde for _, waarden in rijen for waarde in waarden), default=0) or 1
    for i, (label, waarden) in enumerate(rijen):
        y = kop + hoog * i
        tekening.lijn(0, y, 1, y, "lijn")
        tekening.tekst(0, y + 17, kort_af(label, breedte or SMALST))
        for j, waarde in enumerate(waarden):
            boven = y + 24 + j * (DIKTE + TUSSEN)
            tekening.tekst(0, boven + 12, f"{j + 1}.", kleur="tekst-2", grootte=13)
            lengte = 0.72 * waarde / hoogste
            if waarde:
                tekening.balk(0.08, boven, lengte, DIKTE, kleuren[j % len(kleuren)])
            tekening.tekst(0.08 + lengte, boven + 12, format_number(waarde), dx=6, grootte=13, vet=True)
    sommen = [sum(waarden[j] for _, waarden in rijen) for j in range(len(namen))]
    delen = [f"{naam}: {format_number(som)} samen" for naam, som in zip(namen, sommen, strict=True)]
    return tekening.klaar(titel, f"{len(rijen)} rijen. {'; '.join(delen)}.")
