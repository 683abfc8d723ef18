"""Scores of several sides next to each other on one short scale, such as oefenen - voldoende - goed or 1 to 5."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from basis.grafiek import REEKSKLEUREN
from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af

DIKTE, TUSSEN = 13, 5


def scorebalken(
    titel: str,
    namen: Sequence[str],
    rijen: Sequence[tuple[str, Sequence[float | None]]],
    schaal: Sequence[str],
    *,
    breedte: int | None = None,
) -> SafeString:
    """Draw per row (label, a score per name) a bar for each name; the score stands behind the bar.

    `schaal` are the words of the scores 1, 2, ... from low to high; None is "no score" and has no bar. A side is told
    apart by its number, not by colour alone.
    """
    kop = 20 * len(namen) + 30
    hoog = 24 + len(namen) * (DIKTE + TUSSEN) + 8
    tekening = Tekening(kop + hoog * len(rijen), breedte=breedte)
    tekening.legenda([f"{nummer}. {naam}" for nummer, naam in enumerate(namen, start=1)], REEKSKLEUREN)
    links, ruimte = 0.05, 0.82

    def plek(score: float) -> float:
        return links + ruimte * score / len(schaal)

    for punt, woord in enumerate(schaal, start=1):
        tekening.lijn(plek(punt), kop - 4, plek(punt), kop + hoog * len(rijen), "lijn")
        tekening.tekst(plek(punt), kop - 10, woord, anker="middle", kleur="tekst-2", grootte=13)
    for i, (label, scores) in enumerate(rijen):
        y = kop + hoog * i
        tekening.lijn(0, y, 1, y, "lijn")
        tekening.tekst(0, y + 17, kort_af(label, (breedte or SMALST) * 0.98))
        for j, score in enumerate(scores):
            boven = y + 24 + j * (DIKTE + TUSSEN)
            tekening.tekst(0, boven + 11, f"{j + 1}.", kleur="tekst-2", grootte=13)
            if score is None:
                tekening.tekst(links, boven + 11, "geen score", dx=4, kleur="tekst-2", grootte=13)
                continue
            tekening.balk(links, boven, plek(score) - links, DIKTE, REEKSKLEUREN[j % len(REEKSKLEUREN)])
            tekening.tekst(plek(score), boven + 11, _getal(score), dx=6, grootte=13, vet=True)
    return tekening.klaar(titel, _omschrijf(namen, rijen, schaal))


def _getal(score: float) -> str:
    return format_number(score, 0 if score == round(score) else 1)


def _omschrijf(namen: Sequence[str], rijen: Sequence[tuple[str, Sequence[float | None]]], schaal: Sequence[str]) -> str:
    delen = [
        f"{label}: "
        + ", ".join(
            f"{naam} {_getal(score) if score is not None else 'geen score'}"
            for naam, score in zip(namen, scores, strict=True)
        )
        for label, scores in rijen
    ]
    return f"Van 1 ({schaal[0]}) tot {len(schaal)} ({schaal[-1]}). {'. '.join(delen)}."
