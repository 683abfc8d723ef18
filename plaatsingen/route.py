"""Pictures of a template and of a student's route through it: one bar per stage week (R5.5)."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString

from basis.svg import Tekening, teken_breedte
from plaatsingen.stageweken import Blok

HOOGTE, KOP, VOET = 96, 26, 44
SMAL = 250  # as narrow as the picture gets, in pixels


def weekstrook(
    titel: str, blokken: Sequence[Blok], fasen: Sequence[tuple[str, int]], *, weken: int, nu: int | None = None
) -> SafeString:
    """Draw one bar per stage week, as high as its hours; `fasen` are (name, first week).

    With `nu` the weeks that have passed are dark, the week under way stands out, and what comes is light.
    """
    uren = [
        float(sum((blok.uren for blok in blokken if blok.van_week <= week <= blok.tot_week), 0))
        for week in range(1, weken + 1)
    ]
    hoogste = max(uren, default=0) or 1
    tekening = Tekening(KOP + HOOGTE + VOET)
    onder = KOP + HOOGTE
    vak = 1 / max(weken, 1)
    for nummer, aantal in enumerate(uren, start=1):
        hoog = HOOGTE * aantal / hoogste
        kleur = "merk" if nu is None or nummer < nu else "let-op" if nummer == nu else "hitte-2"
        tekening.balk(vak * (nummer - 1) + vak * 0.1, onder - hoog, vak * 0.8, hoog, kleur, straal=None)
    _schrijf_uren(tekening, blokken, hoogste, vak)
    tekening.lijn(0, onder, 1, onder, "lijn-2")
    _schrijf_weken(tekening, sorted({1, weken, *(van for _, van in fasen)}), onder, vak)
    for _, van in fasen:
        tekening.lijn(vak * (van - 1), onder, vak * (van - 1), onder + 22, "lijn-2")
    return tekening.klaar(titel, _omschrijf(blokken, fasen, weken, nu))


def _schrijf_uren(tekening: Tekening, blokken: Sequence[Blok], hoogste: float, vak: float) -> None:
    """Write the hours a week above each block that is wide enough."""
    for blok in blokken:
        tekst = f"{_getal(blok.uren)} uur"
        if vak * blok.weken * SMAL > teken_breedte(tekst, 13):
            midden = vak * (blok.van_week - 1 + blok.weken / 2)
            top = KOP + HOOGTE * (1 - float(blok.uren) / hoogste)
            tekening.tekst(midden, top - 6, tekst, anker="middle", grootte=13, vet=True)


def _schrijf_weken(tekening: Tekening, nummers: Sequence[int], onder: float, vak: float) -> None:
    """Write the numbers of the weeks where something begins, as far as they don't touch on a narrow screen."""
    vrij = -1.0
    for nummer in nummers:
        plek, breed = vak * (nummer - 1), teken_breedte(str(nummer), 13) / SMAL + 0.02
        aan_het_eind = plek + breed > 1
        begin = 1 - breed if aan_het_eind else plek
        if begin >= vrij:
            anker = {"anker": "end"} if aan_het_eind else {"dx": 4}
            tekening.tekst(1 if aan_het_eind else plek, onder + 18, str(nummer), kleur="tekst-2", grootte=13, **anker)
            vrij = begin + breed
    tekening.tekst(0, onder + 38, "stageweek", kleur="tekst-2", grootte=13)


def _omschrijf(blokken: Sequence[Blok], fasen: Sequence[tuple[str, int]], weken: int, nu: int | None) -> str:
    delen = [f"{weken} stageweken."] if nu is None else [f"Nu in week {nu} van {weken}."]
    delen += [f"Week {b.van_week} tot en met {b.tot_week}: {_getal(b.uren)} uur per week." for b in blokken]
    delen += [f"Vanaf week {van}: {naam}." for naam, van in fasen]
    return " ".join(delen)


def _getal(waarde: Any) -> str:
    return f"{waarde.normalize():f}".replace(".", ",")


def blokregels(blokken: Sequence[Blok]) -> list[list[str]]:
    """Return the table below the picture: weeks, hours a week, dagdelen, hours in total."""
    return [
        [
            f"{blok.naam or 'Blok'}: week {blok.van_week} tot en met {blok.tot_week}",
            _getal(blok.uren),
            str(blok.dagdelen),
            _getal(blok.totaal),
        ]
        for blok in blokken
    ]


BLOKKOLOMMEN = ("Blok", "Uren per week", "Dagdelen per week", "Uren samen")
