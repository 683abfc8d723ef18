"""The route of a student through the weeks and phases of the template: where am I, what comes, early or late (R5.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from plaatsingen import stageweken
from plaatsingen.models import Fasestap, Plaatsing, Vormfase
from plaatsingen.onthoud import eenmaal
from plaatsingen.services.vormplan import fasen_van, plan_uren
from plaatsingen.stageweken import Planweek

VRAAGTIJD = 1  # stage weeks before the plan that a student is reminded


@dataclass(frozen=True, slots=True)
class Fasestand:
    """One phase for one student.

    `stand`: gedaan, bezig, gevraagd (waits for an answer), kan (the time to ask is there or near), straks. `begonnen`
    is the day it began, `week` the stage week of that day, `verschil` weeks after the plan (negative: early). `stap` is
    the proposal that stands, `eerder` those that were answered 'not yet' or taken back.
    """

    fase: Vormfase
    stand: str
    begonnen: date | None = None
    week: int | None = None
    verschil: int = 0
    stap: Fasestap | None = None
    eerder: tuple[Fasestap, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Where a placement with a template stands on a day; `weken` are all weeks of the template in order.

    `nu` is the stage week (0: not begun), `gepland` the hours planned by now, `ontbreekt` the stage weeks that don't
    fit before the last day any more.
    """

    weken: list[Planweek]
    nu: int
    totaal: int
    gepland: Decimal
    fasen: list[Fasestand]
    ontbreekt: int

    @property
    def nog(self) -> int:
        """Stage weeks to come after this one."""
        return max(0, self.totaal - self.nu)

    @property
    def huidig(self) -> Fasestand | None:
        """The phase under way."""
        return next((stand for stand in reversed(self.fasen) if stand.stand == "bezig"), None)

    @property
    def volgende(self) -> Fasestand | None:
        """The next phase for which a step is needed and not set."""
        return next((stand for stand in self.fasen if stand.fase.samen and stand.begonnen is None), None)


def route_van(plaatsing: Plaatsing, *, op: date) -> Route | None:
    """Return the route of a placement on a day; None without a template. Six queries."""
    if plaatsing.vorm_id is None:
        return None
    weken = plan_uren(plaatsing)
    vorm = plaatsing.vorm
    stappen = stappen_van(plaatsing)
    nu = min(stageweken.weeknummer(weken, op), vorm.weken)
    return Route(
        weken=weken[: vorm.weken],
        nu=nu,
        totaal=vorm.weken,
        gepland=stageweken.verwacht(weken, op),
        fasen=fasestanden(fasen_van(plaatsing), stappen, weken, nu),
        ontbreekt=max(0, vorm.weken - len(weken)),
    )


def stappen_van(plaatsing: Plaatsing) -> list[Fasestap]:
    """Return every step that was asked, in order, with who answered it; none without a template."""
    if plaatsing.vorm_id is None:
        return []
    rijen = plaatsing.fasestappen.select_related("fase", "docent", "werkbegeleider", "afgewezen_door")
    return eenmaal(plaatsing, "fasestappen", lambda: list(rijen))


def fasestanden(fasen: list[Vormfase], stappen: list[Fasestap], weken: list[Planweek], nu: int) -> list[Fasestand]:
    """Return where a student stands in each phase; only the last one that began is under way."""
    begonnen = [_begin(fase, stappen, weken, nu) for fase in fasen]
    laatste = max((nummer for nummer, rij in enumerate(begonnen) if rij is not None), default=-1)
    uit = []
    for nummer, (fase, begin) in enumerate(zip(fasen, begonnen, strict=True)):
        eigen = [stap for stap in stappen if stap.fase_id == fase.pk]
        staat = next((stap for stap in eigen if stap.afgewezen_op is None), None)
        eerder = tuple(stap for stap in eigen if stap.afgewezen_op is not None)
        if begin is not None:
            dag, week = begin
            stand = "bezig" if nummer == laatste else "gedaan"
            uit.append(Fasestand(fase, stand, dag, week, week - fase.van_week, staat, eerder))
            continue
        kan = fase.samen and nu >= fase.van_week - VRAAGTIJD
        stand = "gevraagd" if staat else "kan" if kan else "straks"
        uit.append(Fasestand(fase, stand, verschil=max(0, nu - fase.van_week), stap=staat, eerder=eerder))
    return uit


def _begin(fase: Vormfase, stappen: list[Fasestap], weken: list[Planweek], nu: int) -> tuple[date, int] | None:
    """Return the day and stage week in which a phase began: agreed by both, or by the plan when no step is needed."""
    if not fase.samen:
        if nu < fase.van_week or fase.van_week > len(weken):
            return None
        return weken[fase.van_week - 1].dagen[0], fase.van_week
    for stap in stappen:
        moment = akkoord_op(stap)
        if stap.fase_id == fase.pk and moment is not None:
            dag = timezone.localdate(moment)
            return dag, max(1, stageweken.weeknummer(weken, dag))
    return None


def akkoord_op(stap: Fasestap) -> datetime | None:
    """Return when the second of both agreed; None as long as one of them didn't, or said 'not yet'."""
    if stap.afgewezen_op is not None or stap.docent_op is None or stap.werkbegeleider_op is None:
        return None
    return max(stap.docent_op, stap.werkbegeleider_op)
