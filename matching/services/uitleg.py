"""Why this place, in a plain sentence; and texts of the engine with names in place of codes."""

import re

from basis.nederlands import ordinal
from matching.engine.reasons import RULE_WORDS
from matching.engine.result import NietGeplaatst, Toewijzing, Waarom
from matching.services.momentopname import Momentopname

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
        zinnen.append(f"Dit is de {ordinal(rang)} voorkeur van de student.")
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


# The same, said to the student: without figures of others, for how many want a place is told as a band only (R4.6).
WAAROM_JIJ_NIET = {
    "vol": "Alle plekken daar zijn bezet.",
    "groep_vol": "Daar is geen plek meer.",
    "maximum": "Die plek is eigenlijk voor een andere opleiding. Meer plekken mogen daar niet worden omgezet.",
    "geheel": "Voor alle studenten samen is deze verdeling beter.",
}
REGEL_VOOR_JOU = {
    "cluster": "is er niet voor jouw opleiding",
    "periodes": "is er niet in al jouw periodes",
    "dagen": "is er niet op al jouw stagedagen",
    "leeftijd": "vraagt een student van 18 jaar of ouder",
    "vog": "vraagt een VOG en die heb je nog niet",
    "school": "is niet open voor jouw school",
    "niveau": "heeft geen begeleider voor jouw niveau",
    "reisafstand": "ligt verder weg dan je kunt reizen",
}
ANDERS = "kan voor jou niet. Je stagecoördinator kan je vertellen waarom"


def aan_student(eerste_keus: Waarom | None, foto: Momentopname) -> str:
    """Tell the student why it isn't the first choice; empty when it is, or when none was given."""
    if eerste_keus is None or eerste_keus.soort not in OVER_EERSTE_KEUS:
        return ""
    reden = WAAROM_JIJ_NIET.get(eerste_keus.soort)
    if reden is None:
        regel = next((naam for naam, tekst in RULE_WORDS.items() if eerste_keus.zin.endswith(f"{tekst}.")), "")
        reden = f"Die plaats {REGEL_VOOR_JOU.get(regel, ANDERS)}."
    return f"Je eerste keus was {foto.namen.get(eerste_keus.keus, eerste_keus.keus)}. {reden}"


def waarom_niet(niet: NietGeplaatst, foto: Momentopname) -> str:
    """Return the explanation of the engine with names in place of codes."""
    tekst = met_namen(niet.toelichting, foto.namen)
    if niet.student in foto.afstand_vanaf_school:
        tekst += " De woonplaats is niet bekend; de reisafstand is vanaf school gerekend."
    return tekst
