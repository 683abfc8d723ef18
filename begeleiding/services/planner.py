"""The planner of the poule: what stages ask against what supervisors have, per week and region, and what if (R7.1)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from django.db.models import Avg, Count, Q

from begeleiding.capaciteit import Dekking, Kracht, Norm, Periode, dek, fte_voor
from begeleiding.models import Poulebegeleider, Poulenorm
from begeleiding.services.poule_norm import norm_van
from begeleiding.services.poule_stand import TELT, als_kracht, bereik, maandag_van, met_rooster
from kern.models import Locatie
from plaatsingen.models import Plaatsing

ONBEKEND = "plaats onbekend"
ANDERE = "andere plaatsen"
KLEIN = 5  # students; a town with fewer is shown with others to who doesn't see the students of the whole region


@dataclass(frozen=True, slots=True)
class WatAls:
    """What a planner tries out; nothing of it is kept."""

    fte_erbij: float = 0.0
    online: float = 0.0  # part of the visits, 0-1
    minuten: int | None = None  # per student, instead of the norm
    groei: int = 0  # percent more students

    @property
    def leeg(self) -> bool:
        """Whether nothing differs from how it is."""
        return self == WatAls()


@dataclass(frozen=True, slots=True)
class Gebiedsweek:
    """One region in one week; minutes."""

    maandag: date
    gebied: str
    studenten: int
    nodig: int
    gedekt: int
    ruimte: int

    @property
    def tekort(self) -> int:
        """Minutes that nobody can give."""
        return self.nodig - self.gedekt


@dataclass(frozen=True, slots=True)
class Weekstand:
    """All regions in one week; minutes. `fte` is that of everybody in the poule, also who is away or in training."""

    maandag: date
    studenten: int
    nodig: int
    beschikbaar: int
    gedekt: int
    fte: float
    norm: Norm
    gebieden: list[Gebiedsweek]

    @property
    def tekort(self) -> int:
        """Minutes that nobody can give."""
        return self.nodig - self.gedekt

    @property
    def fte_tekort(self) -> float:
        """Fte that would solve the shortage."""
        return fte_voor(self.norm, self.tekort)

    @property
    def kosten(self) -> float:
        """Euros in a year for everybody in the poule."""
        return self.fte * self.norm.kosten_per_fte

    @property
    def kosten_tekort(self) -> float:
        """Euros in a year that solving the shortage would cost."""
        return self.fte_tekort * self.norm.kosten_per_fte

    @property
    def studenten_tekort(self) -> int:
        """Students for whom there is no time, about."""
        return round(self.tekort / self.norm.minuten_per_student) if self.norm.minuten_per_student else 0


@dataclass(frozen=True, slots=True)
class Gegevens:
    """What a plan is made from, read once: the same for every what-if."""

    weken: list[date]
    vraag: dict[tuple[str, str], list[int]]  # (town, kind of stage): students in each week
    krachten: list[tuple[Kracht, Periode]]  # with when somebody is in the poule, also in training
    normen: list[Poulenorm]


@dataclass(frozen=True, slots=True)
class Plan:
    """The weeks of a plan."""

    weken: list[Weekstand]

    @property
    def krapst(self) -> Weekstand:
        """The week with the greatest shortage; without any, the fullest."""
        return max(self.weken, key=lambda week: (week.tekort, week.nodig))

    @property
    def tekort_uren(self) -> float:
        """Hours that are lacking in all weeks together."""
        return sum(week.tekort for week in self.weken) / 60

    def gebieden(self) -> list[tuple[str, list[Gebiedsweek]]]:
        """Return the regions with their weeks, the greatest shortage first, then the greatest need."""
        per_gebied: dict[str, list[Gebiedsweek]] = defaultdict(list)
        for week in self.weken:
            for rij in week.gebieden:
                per_gebied[rij.gebied].append(rij)
        gewicht = {
            naam: (-sum(rij.tekort for rij in rijen), -sum(rij.nodig for rij in rijen), naam)
            for naam, rijen in per_gebied.items()
        }
        return sorted(per_gebied.items(), key=lambda paar: gewicht[paar[0]])

    def rijen(self) -> Iterable[Gebiedsweek]:
        """Return every region in every week, for a download."""
        return (rij for week in self.weken for rij in week.gebieden)


def zonder_kleine_plaatsen(plan: Plan) -> Plan:
    """Return the plan in which no town stands alone that never has `KLEIN` students; figures are summed, not left out.

    Where those together are too few as well, the next smallest goes along, so that no difference tells them apart.
    """
    meest = {naam: max(rij.studenten for rij in rijen) for naam, rijen in plan.gebieden()}
    samen: set[str] = set()
    for naam in sorted(meest, key=lambda naam: (meest[naam], naam)):
        if meest[naam] >= KLEIN and (not samen or _piek(plan, samen) >= KLEIN):
            break
        samen.add(naam)
    return Plan([replace(week, gebieden=_samen(week, samen)) for week in plan.weken]) if samen else plan


def _piek(plan: Plan, namen: set[str]) -> int:
    """Students that these towns have together in the week with most."""
    return max(sum(rij.studenten for rij in week.gebieden if rij.gebied in namen) for week in plan.weken)


def _samen(week: Weekstand, namen: set[str]) -> list[Gebiedsweek]:
    klein = [rij for rij in week.gebieden if rij.gebied in namen]
    velden = ("studenten", "nodig", "gedekt", "ruimte")
    som = {veld: sum(getattr(rij, veld) for rij in klein) for veld in velden}
    rest = [rij for rij in week.gebieden if rij.gebied not in namen]
    return [*rest, Gebiedsweek(week.maandag, ANDERE, **som)] if klein else rest


def lees(*, vanaf: date, aantal: int) -> Gegevens:
    """Read what a plan of `aantal` weeks from the week of `vanaf` is made from. Six queries, however many rows."""
    begin = maandag_van(vanaf)
    weken = [begin + timedelta(weeks=nummer) for nummer in range(aantal)]
    vraag = _vraag(begin, aantal)
    plekken = _plekken({gebied for gebied, _ in vraag})
    poule = Poulebegeleider.objects.filter(Q(in_poule_tot__isnull=True) | Q(in_poule_tot__gte=begin))
    krachten = [
        (als_kracht(rij, bereik(rij, plekken)), Periode(rij.in_poule_van, rij.in_poule_tot))
        for rij in met_rooster(poule, vanaf=begin)
    ]
    return Gegevens(weken, vraag, krachten, list(Poulenorm.objects.order_by("-geldig_van")))


def _vraag(begin: date, aantal: int) -> dict[tuple[str, str], list[int]]:
    """Return how many students there are per town, kind of stage and week; one query, however many stages."""
    rijen = (
        Plaatsing.objects.filter(status__in=TELT, begindatum__lt=begin + timedelta(weeks=aantal), einddatum__gte=begin)
        .order_by()
        .values_list("stageplaats__afdeling__locatie__plaats", "stageplaats__soort", "begindatum", "einddatum")
        .annotate(aantal=Count("pk"))
    )
    erbij: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (aantal + 1))
    for plaats, soort, van, tot, studenten in rijen:
        tellers = erbij[plaats.strip() or ONBEKEND, soort]
        tellers[max(0, (van - begin).days // 7)] += studenten
        tellers[min(aantal, (tot - begin).days // 7 + 1)] -= studenten
    return {sleutel: list(accumulate(tellers))[:aantal] for sleutel, tellers in erbij.items()}


def _plekken(namen: set[str]) -> dict[str, tuple[float, float] | None]:
    """Return the middle of each town, from the addresses there."""
    rijen = Locatie.objects.filter(plaats__in=namen).order_by().values("plaats").annotate(la=Avg("lat"), lo=Avg("lon"))
    midden = {rij["plaats"]: (rij["la"], rij["lo"]) for rij in rijen if rij["la"] is not None}
    return {naam: midden.get(naam) for naam in namen}


def maak_plan(gegevens: Gegevens, wat_als: WatAls = WatAls()) -> Plan:
    """Return need, capacity and shortage per week and region."""
    onthouden: dict[tuple, Dekking] = {}
    return Plan([_week(gegevens, nummer, wat_als, onthouden) for nummer in range(len(gegevens.weken))])


def _week(gegevens: Gegevens, nummer: int, wat_als: WatAls, onthouden: dict[tuple, Dekking]) -> Weekstand:
    maandag = gegevens.weken[nummer]
    norm = norm_van(gegevens.normen, maandag)
    studenten, vraag = _vraag_in_week(gegevens.vraag, nummer, norm, wat_als)
    in_poule = sum(kracht.fte for kracht, periode in gegevens.krachten if periode.heeft_deel_van(maandag))
    aanbod = _aanbod_in_week(gegevens, maandag, norm, wat_als.fte_erbij, in_poule)
    beschikbaar = sum(minuten for minuten, _ in aanbod)
    sleutel = (tuple(sorted(vraag.items())), tuple(aanbod))
    if sleutel not in onthouden:  # most weeks are as the one before
        onthouden[sleutel] = dek(vraag, aanbod)
    dekking = onthouden[sleutel]
    return Weekstand(
        maandag=maandag,
        studenten=sum(studenten.values()),
        nodig=sum(vraag.values()),
        beschikbaar=beschikbaar,
        gedekt=sum(dekking.gedekt.values()),
        fte=max(0.0, round(in_poule + wat_als.fte_erbij, 2)),
        norm=norm,
        gebieden=[
            Gebiedsweek(maandag, naam, studenten[naam], vraag[naam], dekking.gedekt[naam], dekking.ruimte[naam])
            for naam in sorted(vraag)
        ],
    )


def _aanbod_in_week(
    gegevens: Gegevens, maandag: date, norm: Norm, erbij: float, in_poule: float
) -> list[tuple[int, frozenset[str] | None]]:
    """Return minutes and reach of everybody; who comes in addition goes everywhere, a cut takes from all alike."""
    deel = max(0.0, 1 + erbij / in_poule) if erbij < 0 and in_poule else 1.0
    aanbod = [(round(kracht.minuten(norm, maandag) * deel), kracht.gebieden) for kracht, _ in gegevens.krachten]
    return [*aanbod, (round(norm.contact_minuten(erbij)), None)] if erbij > 0 else aanbod


def _vraag_in_week(
    vraag: dict[tuple[str, str], list[int]], nummer: int, norm: Norm, wat_als: WatAls
) -> tuple[dict[str, int], dict[str, int]]:
    """Return students and minutes per region; a region without stages this week stays, with nothing."""
    meer = 1 + wat_als.groei / 100
    deel = norm.reisdeel(wat_als.online) * meer
    studenten = dict.fromkeys((gebied for gebied, _ in vraag), 0)
    minuten = dict.fromkeys(studenten, 0.0)
    for (gebied, soort), aantallen in vraag.items():
        per_student = norm.minuten_voor(soort) * deel
        if wat_als.minuten is not None:
            per_student *= wat_als.minuten / norm.minuten_per_student
        studenten[gebied] += aantallen[nummer]
        minuten[gebied] += aantallen[nummer] * per_student
    return (
        {naam: round(aantal * meer) for naam, aantal in studenten.items()},
        {naam: round(aantal) for naam, aantal in minuten.items()},
    )
