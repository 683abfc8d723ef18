"""The figures of the ladder in plain words, for the screens where people read and change them."""

from collections.abc import Iterable

from basis.nederlands import long_date
from evaluaties import verslagregels as regels

GEEN = "geen"


def in_woorden(beleid: regels.Beleid) -> dict[str, str]:
    """Say each figure in words: name of the rule -> what it says."""
    return {
        "Verslag over een maand": f"nodig bij {_dagen(beleid.min_active_days)} stage of meer in die maand",
        "Verslag na een gesprek": f"binnen {_dagen(beleid.meeting_report_days)}",
        "Controle": f"om {beleid.check_time:%H:%M} uur op de dag na de uiterste dag",
        "Na een herinnering": f"nog {_dagen(beleid.grace_days)} de tijd",
        "Vervangende opdracht": f"{_dagen(beleid.replacement_days)} de tijd",
        "Bericht vooraf": _vooraf(beleid.nudge_days),
        "Extra vrije dagen": _opsomming(long_date(dag) for dag in sorted(beleid.extra_nonworking)) or GEEN,
    }


def verandering(oud: regels.Beleid, nieuw: regels.Beleid) -> list[tuple[str, str, str]]:
    """Give the rules that differ: name, what it was, what it becomes."""
    was, wordt = in_woorden(oud), in_woorden(nieuw)
    return [(naam, was[naam], wordt[naam]) for naam in wordt if was[naam] != wordt[naam]]


def _dagen(aantal: int) -> str:
    return "1 dag" if aantal == 1 else f"{aantal} dagen"


def _vooraf(dagen: Iterable[int]) -> str:
    tekst = _opsomming(_dagen(aantal) for aantal in sorted(dagen, reverse=True))
    return f"{tekst} van tevoren" if tekst else GEEN


def _opsomming(delen: Iterable[str]) -> str:
    """`a, b en c`; empty for nothing."""
    delen = list(delen)
    return " en ".join(filter(None, [", ".join(delen[:-1]), *delen[-1:]]))
