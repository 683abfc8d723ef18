"""Who sits where during a round: placements, and their parts at a second host.

A stage that runs on from a place of another school year takes no place of this round, but it counts for the limits of
the afdeling, locatie and organisatie, as it does when a placement is made (`plaatsingen.services.slot`).
"""

from collections.abc import Iterable

from kern.models import Periode
from matching.engine.moments import DAGEN
from matching.models import Ronde
from matching.services.bezet import Zitter
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing, Stagedeel
from vacatures.bezetting import periodes_tussen

WAAR = (
    "stageplaats__schooljaar_id",
    "stageplaats__code",
    "stageplaats__afdeling_id",
    "stageplaats__afdeling__locatie_id",
    "stageplaats__afdeling__locatie__organisatie_id",
)
BOVEN = ("afdeling", "locatie", "organisatie")


def lees_zitters(*, ronde: Ronde, periodes: frozenset[str], knopen: Iterable[str]) -> list[Zitter]:
    """Return who sits where in `periodes`, below one of these groups ("afdeling:7").

    Two queries, and one more for the calendar when a stage of another school year is among them.
    """
    knopen, begin, eind = frozenset(knopen), ronde.begindatum, ronde.einddatum
    rijen = [
        *Plaatsing.objects.filter(**_tijdens(ronde)).order_by("pk").values_list(*_velden(), *WAAR),
        *Stagedeel.objects.geldig()
        .filter(**_tijdens(ronde, "plaatsing__"))
        .order_by("pk")
        .values_list(*_velden("plaatsing__"), *WAAR),
    ]
    kalender = []
    if any(rij[4] != ronde.schooljaar_id for rij in rijen):
        kalender = list(Periode.objects.filter(begin__lte=eind, eind__gte=begin).values_list("code", "begin", "eind"))
    zitters = []
    for van, tot, codes, dagen, jaar, plaats, *ids in rijen:
        er_dan = codes.split()
        if jaar != ronde.schooljaar_id:
            er_dan = periodes_tussen(kalender, codes, max(van, begin), min(tot, eind))
        wanneer, dagcodes = frozenset(er_dan) & periodes, frozenset(dagen.split()) & frozenset(DAGEN)
        keten = tuple(f"{soort}:{pk}" for soort, pk in zip(BOVEN, ids, strict=True) if f"{soort}:{pk}" in knopen)
        if wanneer and dagcodes and keten:
            zitters.append(Zitter(plaats, keten, wanneer, dagcodes))
    return zitters


def _velden(via: str = "") -> tuple[str, ...]:
    return (f"{via}begindatum", f"{via}einddatum", f"{via}periodes", "dagen")


def _tijdens(ronde: Ronde, via: str = "") -> dict[str, object]:
    """Return what must hold of a placement that takes a seat during the round."""
    return {
        f"{via}status__in": BEZET,
        f"{via}begindatum__lte": ronde.einddatum,
        f"{via}einddatum__gte": ronde.begindatum,
    }
