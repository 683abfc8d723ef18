"""Why this place, in a plain sentence; and texts of the engine with names in place of codes."""

import re

from matching.engine.result import NietGeplaatst, Toewijzing, Waarom
from matching.services.momentopname import Momentopname

RANGWOORDEN = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde", 5: "vijfde"}
_CODE = re.compile(r"(?:groep )?([\w.:/+-]+[\w+]|\w)")


def met_namen(tekst: str, namen: dict[str, str]) -> str:
    """Put names in place of the codes that stand in a text as whole words; a bare number is never taken for a code."""

    def naam(stuk: re.Match[str]) -> str:
        code = stuk[1]
        return stuk[0] if code.isdigit() else namen.get(code, stuk[0])

    return _CODE.sub(naam, tekst)


# What the engine says about the first choice; the other kinds say what is told here anyway.
OVER_EERSTE_KEUS = frozenset(("past_niet", "vol", "groep_vol", "maximum", "geheel"))


def waarom(toewijzing: Toewijzing, foto: Momentopname, *, met_hand: str = "", eerste_keus: Waarom | None = None) -> str:
    """Tell why the student got this place: by hand, wish, distance, conversion; and why not the first choice."""
    zinnen = [met_hand] if met_hand else []
    keus = ""
    if eerste_keus is not None and eerste_keus.soort in OVER_EERSTE_KEUS and not met_hand:
        keus = met_namen(eerste_keus.zin, foto.namen)
    rang = foto.rangen.get((toewijzing.student, toewijzing.plaats))
    if rang is not None:
        zinnen.append(f"Dit is de {RANGWOORDEN.get(rang, f'{rang}e')} voorkeur van de student.")
        zinnen += [keus] if keus else []
    elif keus:
        zinnen.append(f"{keus} Deze plaats past wel.")
    elif toewijzing.student in foto.met_wensen:
        zinnen.append("Op de plaatsen van voorkeur was geen plek of die pasten niet. Deze plaats past wel.")
    else:
        zinnen.append("De student gaf geen voorkeur op. Deze plaats past bij opleiding, dagen en reisafstand.")
    if toewijzing.student in foto.afstand_vanaf_school:
        zinnen.append("De woonplaats is niet bekend. De reisafstand is daarom vanaf school gerekend.")
    if toewijzing.omzetting:
        van, _, naar = toewijzing.omzetting.partition(">")
        namen = foto.namen
        zinnen.append(f"De plaats was voor {namen.get(van, van)} en is omgezet naar {namen.get(naar, naar)}.")
    return " ".join(zinnen)


def waarom_niet(niet: NietGeplaatst, foto: Momentopname) -> str:
    """Return the explanation of the engine with names in place of codes."""
    tekst = met_namen(niet.toelichting, foto.namen)
    if niet.student in foto.afstand_vanaf_school:
        tekst += " De woonplaats is niet bekend; de reisafstand is vanaf school gerekend."
    return tekst
