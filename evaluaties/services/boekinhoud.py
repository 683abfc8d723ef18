"""What a BPV-boek holds (R8.6): plain data for one reader, read set-based, with a hash over exactly that data.

The sections are modules of `boekdelen`; here they are put together. A book begins when a place was accepted.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from evaluaties.enums import EvaluatieMoment, EvaluatieStatus
from evaluaties.models import Evaluatie
from evaluaties.services.boekdelen import (
    doelen,
    evaluaties,
    feedback360,
    gesprekken,
    ladder,
    overeenkomst,
    portfolio,
    sporen,
    uren,
    vaardig,
    verslagen,
)
from evaluaties.services.boekdelen.bundel import Bundel, gevuld, naam_van
from evaluaties.services.boeklezer import WEGGELATEN, ZELF, Lezer, Soort
from kern.kalender import schooljaar
from kern.models import Student
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services.slot import DAGNAMEN

IN_BOEK = (
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
    PlaatsingStatus.LOPEND,
    PlaatsingStatus.ONDERBROKEN,
    PlaatsingStatus.AFGEROND,
    PlaatsingStatus.GESTOPT,
)
VOORBIJ = (PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT)


def stages_van(student: Student, lezer: Lezer = ZELF) -> list[Plaatsing]:
    """Return the placements that belong in the book of this reader, oldest first."""
    rijen = student.plaatsingen.filter(status__in=IN_BOEK).met_betrokkenen().select_related("vorm")
    if lezer.plaatsingen is not None:
        rijen = rijen.filter(pk__in=lezer.plaatsingen)
    rijen = rijen.prefetch_related(
        "statuswijzigingen", "delen__stageplaats__afdeling__locatie__organisatie", "delen__werkbegeleider"
    )
    return list(rijen.order_by("begindatum", "pk"))


def verzamel(student: Student, lezer: Lezer = ZELF) -> dict[str, Any]:
    """Return everything of the book that `lezer` may see, as plain data (dates, datetimes, Decimals, text)."""
    bundel = Bundel(student, tuple(stages_van(student, lezer)), lezer)
    stages, trajecten = _stages(bundel), portfolio.evc(bundel)
    concept = sporen.waarom_concept(stages)
    if lezer.soort == Soort.ASSESSOR:
        concept = ["Over het EVC-traject is nog geen besluit."] * any("besloten" not in rij for rij in trajecten)
    inhoud = _over_student(bundel) | {
        "doelen": doelen.lees(bundel),
        "stages": stages,
        **gevuld(
            {
                "certificaten": vaardig.certificaten(bundel),
                "portfolio": portfolio.stukken(bundel),
                "evc": trajecten,
                "handtekeningen": sporen.handtekeningen(stages),
                "concept": concept,
            }
        ),
    }
    return inhoud | gevuld({"bronnen": sporen.bronnen(inhoud)})


def _over_student(bundel: Bundel) -> dict[str, Any]:
    student, lezer = bundel.student, bundel.lezer
    uit = {
        "lezer": {"soort": lezer.soort.value, "voor": lezer.voor, "weggelaten": WEGGELATEN[lezer.soort]},
        "naam": student.naam,
        "studentnummer": student.studentnummer,
        "school": student.school.naam,
        "opleiding": str(student.opleiding),
        "niveau": student.opleiding.niveau,
        "leerweg": student.opleiding.get_leerweg_display(),
        "leerjaar": student.leerjaar,
        "cluster": student.cluster.naam,
        "stagedocent": naam_van(student.stagedocent, ""),
        "schooljaar": schooljaar(bundel.stages[0].begindatum) if bundel.stages else "",
    }
    if lezer.leest_alles:
        coaches = student.coaches.select_related("user").order_by("van", "pk")
        uit |= gevuld(
            {
                "coaches": [
                    {"naam": rij.user.naam, "soort": rij.soort, "van": rij.van, "tot": rij.tot} for rij in coaches
                ]
            }
        )
    return uit


def _stages(bundel: Bundel) -> list[dict[str, Any]]:
    """Return the stages with their sections; every section reads once for all of them."""
    altijd = {
        "uren": uren.lees(bundel),
        "gesprekken": gesprekken.lees(bundel),
        "verslagen": verslagen.lees(bundel),
        "evaluaties": evaluaties.lees(bundel),
    }
    soms = {
        "overeenkomsten": overeenkomst.lees(bundel),
        "ladder": ladder.lees(bundel),
        "feedback360": feedback360.lees(bundel),
    }
    vaardigheden, beoordeeld = vaardig.lees(bundel), _eindbeoordeeld(bundel)
    return [
        _stage(plaatsing, bundel)
        | {"eindbeoordeeld": plaatsing.pk in beoordeeld}
        | {naam: delen.get(plaatsing.pk, []) for naam, delen in altijd.items()}
        | gevuld({naam: delen.get(plaatsing.pk) for naam, delen in soms.items()})
        | vaardigheden.get(plaatsing.pk, {})
        for plaatsing in bundel.stages
    ]


def _eindbeoordeeld(bundel: Bundel) -> set[int]:
    """Return the placements of which the final judgement is fixed."""
    eind = Evaluatie.objects.filter(
        plaatsing__in=bundel.ids, moment=EvaluatieMoment.EIND, status=EvaluatieStatus.VAST
    ).order_by()
    return set(eind.values_list("plaatsing_id", flat=True))


def _stage(plaatsing: Plaatsing, bundel: Bundel) -> dict[str, Any]:
    plek = plaatsing.stageplaats.afdeling
    redenen = bundel.lezer.leest_alles
    return {
        "leerbedrijf": plek.locatie.organisatie.naam,
        "afdeling": plek.naam,
        "locatie": str(plek.locatie),
        "begin": plaatsing.begindatum,
        "eind": plaatsing.einddatum,
        "dagen": _dagnamen(plaatsing.dagen),
        "status": plaatsing.get_status_display(),
        "voorbij": plaatsing.status in VOORBIJ,
        "gestopt": plaatsing.status == PlaatsingStatus.GESTOPT,
        "werkbegeleider": naam_van(plaatsing.werkbegeleider, ""),
        "stagebegeleider": naam_van(plaatsing.stagebegeleider, ""),
        # Why a stage was paused or stopped may be about health: for student and school only.
        "verloop": [
            {"naar": rij.get_naar_display(), "at": rij.at, "reden": rij.reden if redenen else ""}
            for rij in plaatsing.statuswijzigingen.all()
        ],
        **gevuld(
            {
                "tweede_begeleider": naam_van(plaatsing.tweede_begeleider, ""),
                "delen": [
                    {
                        "leerbedrijf": deel.stageplaats.afdeling.locatie.organisatie.naam,
                        "afdeling": deel.stageplaats.afdeling.naam,
                        "dagen": _dagnamen(deel.dagen),
                        "uren": deel.uren_norm,
                        "werkbegeleider": naam_van(deel.werkbegeleider, ""),
                    }
                    for deel in plaatsing.delen.all()
                    if deel.vervallen_op is None
                ],
            }
        ),
    }


def _dagnamen(codes: str) -> str:
    """Return 'ma di do' as 'maandag, dinsdag en donderdag'."""
    namen = [DAGNAMEN.get(code, code) for code in codes.split()]
    return " en ".join(filter(None, [", ".join(namen[:-1]), namen[-1]])) if namen else "niet bekend"


def inhoud_hash(inhoud: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of the book's data: the same data, the same hash."""

    def plat(waarde: Any) -> Any:
        return waarde.timestamp() if isinstance(waarde, datetime) else DjangoJSONEncoder().default(waarde)

    tekst = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plat)
    return hashlib.sha256(tekst.encode()).hexdigest()
