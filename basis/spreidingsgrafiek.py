"""How answers on a scale lie: one bar per subject in parts, darker for a higher score, with mean and own score."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af, teken_breedte

TINTEN = ("let-op", "hitte-1", "hitte-2", "hitte-3", "hitte-4")
OP_TINT = ("op-hitte", "op-hitte", "op-hitte", "op-hitte", "op-hitte-4")
HOOG = 54
VIERKANT = 0.04  # of the width


@dataclass(frozen=True, slots=True)
class Balk:
    """One subject: how many gave each score, lowest first; `zelf` is the own score (1 = lowest), if any."""

    naam: str
    verdeling: Sequence[int]
    zelf: int | None = None

    @property
    def gemiddelde(self) -> float:
        """Mean score, from 1."""
        return sum(score * n for score, n in enumerate(self.verdeling, start=1)) / sum(self.verdeling)


def spreiding(titel: str, rijen: Sequence[Balk], schaal: Sequence[str], *, breedte: int | None = None) -> SafeString:
    """Draw the subjects below each other; every bar is as long, its parts are shares, with the number of answers in it.

    `schaal` names the scores, lowest first. A subject without answers is left out.
    """
    rijen = [rij for rij in rijen if sum(rij.verdeling)]
    kop = 20 * len(schaal) + 10
    tekening = Tekening(kop + HOOG * len(rijen), breedte=breedte)
    for nummer, naam in enumerate(schaal):
        # A bar and not `legenda`: the tints of a heat map have their own class, by which the dark theme finds them.
        tekening.balk(0, 3 + 20 * nummer, VIERKANT, 12, TINTEN[nummer])
        tekening.tekst(VIERKANT, 14 + 20 * nummer, f"{nummer + 1}. {naam}", dx=8, kleur="tekst-2")
    for i, rij in enumerate(rijen):
        _teken(tekening, rij, kop + HOOG * i, breedte or SMALST)
    zinnen = [
        f"{rij.naam}: gemiddeld {format_number(rij.gemiddelde, 1)} van {sum(rij.verdeling)} antwoorden."
        for rij in rijen
    ]
    return tekening.klaar(titel, " ".join(zinnen) or "Er zijn nog geen antwoorden.")


def _teken(tekening: Tekening, rij: Balk, y: float, ruimte: int) -> None:
    cijfer = format_number(rij.gemiddelde, 1) + (f" (zelf {rij.zelf})" if rij.zelf else "")
    tekening.tekst(0, y + 16, kort_af(rij.naam, ruimte - teken_breedte(cijfer) - 12))
    tekening.tekst(1, y + 16, cijfer, anker="end", vet=True)
    links, totaal = 0.0, sum(rij.verdeling)
    for nummer, aantal in enumerate(rij.verdeling):
        deel = aantal / totaal
        if aantal:
            tekening.balk(links, y + 22, deel, 20, TINTEN[nummer], straal=None)
            tekening.tekst(
                links + deel / 2, y + 37, str(aantal), anker="middle", kleur=OP_TINT[nummer], grootte=13, vet=True
            )
        links += deel
