"""The figures of one outcome: its summary, its bottlenecks, and those by which a coordinator compares variants."""

from collections import Counter
from statistics import median
from typing import Any

from matching.engine.result import Result
from matching.enums import PinSoort
from matching.services import uitleg
from matching.services.bezet import BEZET
from matching.services.momentopname import Momentopname

LAATSTE_RANG = 5  # ranks from here on are counted together


def cijfers_van(foto: Momentopname, resultaat: Result) -> dict[str, Any]:
    """Return the figures of one outcome, over the students of the round only.

    `rangen` counts per rank ("1" to "4", "5" for the fifth and further), `buiten_lijst` who got a place outside the
    own list, `zonder_lijst` who gave none; kilometres are as the crow flies.
    """
    echt = [rij for rij in resultaat.plaatsingen if rij.student in foto.studenten]
    personen = {rij.student: rij for rij in foto.instance.studenten}
    huidig = {(rij.student, rij.plaats) for rij in foto.instance.vast if rij.soort == PinSoort.HUIDIG}
    rangen: Counter[str] = Counter()
    for rij in echt:
        rang = foto.rangen.get((rij.student, rij.plaats))
        if rang is not None:
            rangen[str(min(rang, LAATSTE_RANG))] += 1
        else:
            rangen["buiten_lijst" if rij.student in foto.met_wensen else "zonder_lijst"] += 1
    kms = sorted(rij.km for rij in echt)
    geplaatst = {rij.student for rij in echt}
    return {
        "geplaatst": len(echt),
        "niet_geplaatst": len(foto.studenten) - len(echt) + len(foto.onvolledig),
        "voorrang_som": sum(personen[rij.student].voorrang for rij in echt),
        "rangen": {str(rang): rangen[str(rang)] for rang in range(1, LAATSTE_RANG + 1)},
        "buiten_lijst": rangen["buiten_lijst"],
        "zonder_lijst": rangen["zonder_lijst"],
        "km_mediaan": round(median(kms), 1) if kms else None,
        "km_p90": kms[min(len(kms) - 1, int(0.9 * len(kms)))] if kms else None,
        "km_som": round(sum(kms), 1),
        "omzettingen": sum(bool(rij.omzetting) for rij in echt),
        "had_plaats": len(huidig),
        "behouden": sum((rij.student, rij.plaats) in huidig for rij in echt),
        "per_school": _per(foto, geplaatst, "school"),
        "per_cluster": _per(foto, geplaatst, "cluster"),
    }


def _per(foto: Momentopname, geplaatst: set[str], veld: str) -> dict[str, list[int]]:
    """Placed and all, per code of a school or cluster."""
    tel: dict[str, list[int]] = {}
    for student in foto.instance.studenten:
        if student.student in foto.studenten:
            rij = tel.setdefault(getattr(student, veld), [0, 0])
            rij[0] += student.student in geplaatst
            rij[1] += 1
    return dict(sorted(tel.items()))


def samenvatting_van(foto: Momentopname, resultaat: Result) -> dict[str, Any]:
    """Return the engine's summary without the students who only hold a seat."""
    echt = [rij for rij in resultaat.plaatsingen if rij.student in foto.studenten]
    bron = resultaat.samenvatting
    return {
        "geplaatst": len(echt),
        "niet_geplaatst": len(foto.studenten) - len(echt) + len(foto.onvolledig),
        "omzettingen": sum(bool(rij.omzetting) for rij in echt),
        "km_som": round(sum(rij.km for rij in echt), 1),
        "seconden": bron.get("seconden"),
        "optimaal": bool(bron.get("optimaal")),
        "bewijs": bron.get("bewijs"),
    }


def knelpunten_van(foto: Momentopname, resultaat: Result) -> list[dict[str, Any]]:
    """Return the bottlenecks with names in place of codes, without the seats that others hold."""
    return [
        {
            "soort": punt.soort,
            "wie": punt.wie,
            "naam": uitleg.met_namen(punt.wie, foto.namen).replace(">", " naar "),
            "studenten_tegengehouden": punt.studenten_tegengehouden,
            "winst": punt.winst_bij_een_plaats_meer,
            "dagen": punt.dagen,
            "zeker": punt.zeker,
            "nagerekend": punt.nagerekend,
        }
        for punt in resultaat.knelpunten
        if not punt.wie.startswith(BEZET)
    ]
