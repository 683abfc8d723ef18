"""Which evaluation of a placement comes next and about when; opening it for many at once (R8.1)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from basis.errors import DomainError
from evaluaties.enums import EvaluatieMoment
from evaluaties.models import Evaluatie
from evaluaties.rules_evaluatie import momenten_voor
from evaluaties.services.evaluaties import open_evaluatie
from kern.models import User
from plaatsingen.models import Plaatsing, Vormfase

VOOR_HET_EIND = timedelta(weeks=3)
WEKEN = {EvaluatieMoment.WEEK10: 10, EvaluatieMoment.WEEK20: 20}


@dataclass(frozen=True, slots=True)
class Volgende:
    """The next moment that isn't opened yet; `rond` is about the day, holidays not counted."""

    moment: EvaluatieMoment
    rond: date


def rond_dag(plaatsing: Plaatsing, moment: EvaluatieMoment) -> date:
    """Return about when a moment is: half-way, some weeks before the end, or after so many weeks."""
    if moment == EvaluatieMoment.EIND:
        return max(plaatsing.begindatum, plaatsing.einddatum - VOOR_HET_EIND)
    if moment in WEKEN:
        return plaatsing.begindatum + timedelta(weeks=WEKEN[moment])
    return plaatsing.begindatum + (plaatsing.einddatum - plaatsing.begindatum) / 2


def volgende_momenten(plaatsingen: Sequence[Plaatsing]) -> dict[int, Volgende]:
    """Return by placement what is to be opened next; a placement with everything opened has none. Two queries."""
    geopend: dict[int, set[str]] = defaultdict(set)
    ids = [plaatsing.pk for plaatsing in plaatsingen]
    for plaatsing_id, moment in Evaluatie.objects.filter(plaatsing_id__in=ids).values_list("plaatsing_id", "moment"):
        geopend[plaatsing_id].add(moment)
    fasen: dict[int, set[int]] = defaultdict(set)
    vormen = {plaatsing.vorm_id for plaatsing in plaatsingen if plaatsing.vorm_id}
    for vorm_id, van_week in Vormfase.objects.filter(vorm_id__in=vormen).values_list("vorm_id", "van_week"):
        fasen[vorm_id].add(van_week)
    uit = {}
    for plaatsing in plaatsingen:
        momenten = momenten_voor(fasen[plaatsing.vorm_id] if plaatsing.vorm_id else set())
        nog = next((moment for moment in momenten if moment not in geopend[plaatsing.pk]), None)
        if nog is not None:
            uit[plaatsing.pk] = Volgende(nog, rond_dag(plaatsing, nog))
    return uit


def open_voor_velen(
    *,
    plaatsingen: Iterable[Plaatsing],
    getoond: Mapping[UUID, str],
    voor_datum: date | None,
    by: User,
    at: datetime,
) -> tuple[int, list[str]]:
    """Open for each of these the next moment; returns how many were, and why others were not. Each on its own.

    `getoond` is the moment that stood with each: when that is open by now (the same form sent twice, a colleague), the
    one after it stays closed (C2).
    """
    rijen = list(plaatsingen)
    volgende = volgende_momenten(rijen)
    gedaan, niet = 0, []
    for plaatsing in rijen:
        moment = volgende[plaatsing.pk].moment if plaatsing.pk in volgende else None
        if moment is None or moment != getoond.get(plaatsing.public_id):
            continue
        try:
            open_evaluatie(plaatsing=plaatsing, moment=moment, voor_datum=voor_datum, by=by, at=at)
            gedaan += 1
        except DomainError as fout:
            niet.append(f"{plaatsing.student.naam}: {fout.message}")
    return gedaan, niet
