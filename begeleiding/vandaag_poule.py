"""What the poule asks of the bureau and of schools today: somebody is away and nobody takes over (R7.3)."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from basis.nederlands import count_noun, long_date
from basis.tellen import Deel, telt
from begeleiding.models import Afwezigheid
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.afwezigheid import KOMT, WERKWEEK, afwezig_zonder_waarnemer, regel_adres, zonder_waarnemer
from kern.kalender import lokale_dag
from kern.models import User

VEEL = 2  # supervisors that each have a row of their own


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return a row per supervisor who is away, or soon will be, without cover for students; two queries when any."""
    bureau = mag_poule_beheren(user)
    scholen = set() if bureau else user.organisatie_ids_als("coordinator")
    if not bureau and not scholen:
        return []
    dag = lokale_dag(at)
    rijen = zonder_waarnemer(dag, komt=KOMT, minstens=WERKWEEK)
    if not bureau:
        rijen = rijen.filter(student__school__in=scholen)
    aantal = yield {"zonder": rijen}
    if not aantal["zonder"]:
        return []
    weg = afwezig_zonder_waarnemer(rijen)
    if len(weg) > VEEL:
        return [_samen(weg, aantal["zonder"], dag, bureau=bureau)]
    return [_rij(een, studenten, dag, bureau=bureau) for een, studenten in weg]


def _rij(weg: Afwezigheid, studenten: int, dag: date, *, bureau: bool) -> dict[str, Any]:
    is_weg = weg.van <= dag
    wanneer = "is afwezig" if is_weg else f"is afwezig vanaf {long_date(weg.van, today=dag)}"
    wie = count_noun(studenten, "student heeft", "studenten hebben")
    return {
        "titel": f"{weg.begeleider} {wanneer}: {wie} geen waarnemer",
        "uitleg": "Regel wie de studenten overneemt." if bureau else _van_school(),
        "url": regel_adres(weg, dag) if bureau else reverse("poule:begeleider", args=[weg.begeleider.public_id]),
        "knop": "Waarneming regelen" if bureau else "Begeleider bekijken",
        "voor": weg.van,
        "ernst": ("rood" if is_weg else "oranje") if bureau else "gewoon",
    }


def _samen(weg: list[tuple[Afwezigheid, int]], studenten: int, dag: date, *, bureau: bool) -> dict[str, Any]:
    eerste = weg[0][0].van
    wie = count_noun(studenten, "student heeft", "studenten hebben")
    return {
        "titel": f"{len({rij.begeleider_id for rij, _ in weg})} begeleiders zijn afwezig: {wie} geen waarnemer",
        "uitleg": "Regel wie de studenten overneemt." if bureau else _van_school(),
        "url": reverse("toewijzen:waarnemen") if bureau else reverse("poule:lijst"),
        "knop": "Waarneming regelen" if bureau else "Poule bekijken",
        "voor": eerste,
        "ernst": ("rood" if eerste <= dag else "oranje") if bureau else "gewoon",
    }


def _van_school() -> str:
    return "Het bureau regelt wie het overneemt. Kan een student niet wachten? Bel het bureau."
