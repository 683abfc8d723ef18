"""Who stops, when and why, first-years apart, over the years; for management (R8.4, R10.3).

Counts the placements that this person may see, so coarsely that nobody can be told apart (`basis.drempel`). First-year
is who does a stage of the programme for the first school year, in the first year of study. The year of study of then
is reckoned back from that of now, or of the year in which the student left; who repeats the first year and did a stage
before is no first-year again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from basis.drempel import Regel, bundel_kleine, fijnste, mag, mag_deel, meest_zeggend, samen
from kern import kalender
from kern.models import Schooljaar, User
from plaatsingen.enums import GEEN_UITVAL, PlaatsingStatus, Stopreden, Uitvalfase
from plaatsingen.models import Beeindiging, Plaatsing
from plaatsingen.services.uitval import BEGONNEN, fase_van
from vacatures.rules import BUITEN_RONDE

JAREN = 5
MAANDEN = (*range(8, 13), *range(1, 8))
NAMEN = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Einde:
    """One stage that ended early: school year (first calendar year), first-year or not, why, when."""

    jaar: int
    eerstejaars: bool
    reden: str
    laatste: date
    fase: Uitvalfase


@dataclass(frozen=True, slots=True)
class Jaar:
    """Begun and stopped stages of a school year; pairs are (first-years, others)."""

    naam: str
    begin: int
    begonnen: tuple[int, int]
    gestopt: tuple[int, int]

    @property
    def toonbaar(self) -> bool:
        """Whether it may be seen how many stopped."""
        return mag_deel(sum(self.begonnen), sum(self.gestopt))

    @property
    def apart(self) -> bool:
        """Whether first-years and others may be seen apart."""
        kanten = zip(self.begonnen, self.gestopt, strict=True)
        return self.toonbaar and all(mag(begonnen) and mag_deel(begonnen, gestopt) for begonnen, gestopt in kanten)

    def aantallen(self, kant: int | None = None) -> tuple[int | None, int | None]:
        """Return (begun, stopped) of a side as far as these may be seen: 0 first-years, 1 others, None together."""
        if kant is None:
            return sum(self.begonnen), sum(self.gestopt) if self.toonbaar else None
        return (self.begonnen[kant], self.gestopt[kant]) if self.apart else (None, None)

    def procent(self, kant: int | None = None) -> float | None:
        """Return the share that stopped; None when none began or it may not be seen."""
        begonnen, gestopt = self.aantallen(kant)
        return round(100 * gestopt / begonnen, 1) if begonnen and gestopt is not None else None


@dataclass(frozen=True, slots=True)
class Stopcijfers:
    """Everything on the pages but the early signs; `vooraf` are stages that ended before they began.

    `kruis` has a line per line of `redenen` with how many per line of `fasen`: () when that tells of a few.
    """

    jaren: tuple[Jaar, ...]
    gekozen: Jaar | None
    fasen: tuple[Regel, ...]
    redenen: tuple[Regel, ...]
    maanden: tuple[Regel, ...]
    vooraf: int | None
    niet_dit_beroep: float | None
    kruis: tuple[tuple[str, tuple[int, ...]], ...] = ()


def eerstejaars_in(jaar: int, *, op: date, via: str = "student__") -> Q:
    """Return the condition: the student was at most in the first year of study in the year that begins in `jaar`.

    Less than one comes out for who repeated a year since.
    """
    nu = kalender.begin_schooljaar(op).year
    waar = Q(**{f"{via}vertrokken_op__isnull": True, f"{via}leerjaar__lte": 1 + nu - jaar})
    for vertrek in range(jaar, nu + 1):
        tijdens = {f"{via}vertrokken_op__gte": date(vertrek, 8, 1), f"{via}vertrokken_op__lt": date(vertrek + 1, 8, 1)}
        waar |= Q(**tijdens, **{f"{via}leerjaar__lte": 1 + vertrek - jaar})
    return waar


def _eerder(via: str) -> Exists:
    """Return the expression: the student began a stage of the same programme in an earlier school year.

    A place is for clusters, which belong to a year of study; their letters tell the programme.
    """
    zelfde = Plaatsing.objects.filter(
        student=OuterRef(f"{via}student"),
        status__in=BEGONNEN,
        stageplaats__clusters__letters__contains=OuterRef(f"{via}student__opleiding__letters"),
        stageplaats__schooljaar__begin__lt=OuterRef(f"{via}stageplaats__schooljaar__begin"),
    )
    return Exists(zelfde.order_by())


def _eerste(jaren: Sequence[Schooljaar], op: date, via: str = "") -> Case:
    """Return the expression 1 for a first-year of the year of the stage, else 0."""
    keuzes = [
        When(
            Q(**{f"{via}stageplaats__schooljaar": jaar.pk})
            & eerstejaars_in(jaar.begin.year, op=op, via=f"{via}student__")
            & ~_eerder(via),
            then=1,
        )
        for jaar in jaren
    ]
    return Case(*keuzes, default=Value(0))


def zichtbaar(user: User, jaren: Iterable[Schooljaar]) -> QuerySet[Plaatsing]:
    """Return the placements of these years that count, as far as this person may see them."""
    rijen = Plaatsing.objects.filter(stageplaats__schooljaar__in=[jaar.pk for jaar in jaren])
    return rijen.exclude(stageplaats__soort__in=BUITEN_RONDE).visible_to(user)


def stopcijfers(*, user: User, schooljaar: Schooljaar, op: date) -> Stopcijfers:
    """Return the figures of a school year beside those of the years before. Three queries."""
    jaren = list(Schooljaar.objects.filter(begin__lte=schooljaar.begin).order_by("-begin")[:JAREN])[::-1]
    rijen = zichtbaar(user, jaren)
    tellen: Counter[tuple[int, int]] = Counter()
    begonnen = rijen.filter(status__in=BEGONNEN).order_by().annotate(eerste=_eerste(jaren, op))
    for begin, eerste, aantal in begonnen.values_list("stageplaats__schooljaar__begin", "eerste").annotate(
        n=Count("pk")
    ):
        tellen[begin.year, eerste] += aantal
    einden = _einden(rijen, jaren, op)
    gestopt: Counter[tuple[int, int]] = Counter(
        (einde.jaar, int(einde.eerstejaars)) for einde in einden if einde.fase is not Uitvalfase.VOORAF
    )
    per_jaar = tuple(
        Jaar(jaar.naam, y, (tellen[y, 1], tellen[y, 0]), (gestopt[y, 1], gestopt[y, 0]))
        for jaar in jaren
        for y in [jaar.begin.year]
        if tellen[y, 0] or tellen[y, 1]
    )
    gekozen = next((jaar for jaar in per_jaar if jaar.naam == schooljaar.naam), None)
    dit = [einde for einde in einden if einde.jaar == schooljaar.begin.year]
    return Stopcijfers(jaren=per_jaar, gekozen=gekozen, **_delen(gekozen, dit))


def _delen(jaar: Jaar | None, einden: Sequence[Einde]) -> dict[str, Any]:
    """Return when and why the begun stages of a year stopped, and how many ended before they began.

    All parts add up to the totals of the year, so that none says more than another; before the start is no part of it.
    """
    begonnen = [einde for einde in einden if einde.fase is not Uitvalfase.VOORAF]
    vooraf = len(einden) - len(begonnen)
    uit: dict[str, Any] = {
        "fasen": (),
        "redenen": (),
        "maanden": (),
        "vooraf": vooraf if mag(vooraf) else None,
        "niet_dit_beroep": None,
    }
    if jaar is None or not jaar.toonbaar:
        return uit

    def regels(soorten: Iterable[tuple[str, Callable[[Einde], bool]]]) -> list[Regel]:
        return _regels(soorten, begonnen, apart=jaar.apart)

    fasen = regels((fase.label, lambda e, f=fase: e.fase is f) for fase in Uitvalfase if fase is not Uitvalfase.VOORAF)
    maanden = regels((NAMEN[nummer - 1], lambda e, n=nummer: e.laatste.month == n) for nummer in MAANDEN)
    redenen = regels((reden.label, lambda e, r=reden: e.reden == r) for reden in Stopreden)
    gebundeld = meest_zeggend(redenen, lambda r: bundel_kleine(r, "Andere redenen samen", "Alle redenen samen"))
    wanneer = meest_zeggend(fasen, lambda r: fijnste([r, [r[0], samen("Later", r[1:])], [samen("Hele jaar", r)]]))
    return uit | {
        "fasen": wanneer,
        "redenen": gebundeld,
        "kruis": _kruis(gebundeld, wanneer, begonnen),
        "maanden": meest_zeggend(maanden, lambda r: fijnste([_blokken(r, lengte) for lengte in (1, 3, 6, 12)])),
        "niet_dit_beroep": _niet_dit_beroep(begonnen, gebundeld) if jaar.apart else None,
    }


def _kruis(
    redenen: Sequence[Regel], fasen: Sequence[Regel], einden: Sequence[Einde]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return how many stopped per line of both tables, when no cell is small; nothing else would add up to them.

    Where one of the tables has first-years apart, a cell must bear that too, for it can be worked out.
    """
    apart = any(regel.apart for regel in (*redenen, *fasen))
    tellen = Counter(
        (_regel_van(redenen, Stopreden(e.reden).label), _regel_van(fasen, e.fase.label), e.eerstejaars) for e in einden
    )
    vakken = {
        reden.naam: [
            Regel(f.naam, tellen[reden.naam, f.naam, True], tellen[reden.naam, f.naam, False], apart) for f in fasen
        ]
        for reden in redenen
    }
    if len(fasen) < 2 or not all(vak.toonbaar for rij in vakken.values() for vak in rij):
        return ()
    return tuple((naam, tuple(vak.totaal for vak in rij)) for naam, rij in vakken.items())


def _regel_van(regels: Sequence[Regel], naam: str) -> str:
    """Return the name of the line in which this is counted: its own, or the last, which is the rest."""
    namen = [regel.naam for regel in regels]
    return naam if naam in namen or not namen else namen[-1]


def _niet_dit_beroep(einden: Sequence[Einde], redenen: Sequence[Regel]) -> float | None:
    """Return the share of first-years who stopped because the job isn't what they thought.

    None when that would tell of a few: among the others, for other reasons, or in a bundle of which it is a part.
    """
    tellen = Counter((einde.eerstejaars, einde.reden == Stopreden.BEROEP) for einde in einden)
    allen = tellen[True, True] + tellen[True, False]
    vakken = [tellen[eerste, beroep] for eerste in (True, False) for beroep in (True, False)]
    in_bundel = any(rij.apart for rij in redenen) and not any(rij.naam == Stopreden.BEROEP.label for rij in redenen)
    if not allen or in_bundel or not all(mag(aantal) for aantal in vakken):
        return None
    return round(100 * tellen[True, True] / allen, 1)


def _blokken(maanden: Sequence[Regel], lengte: int) -> list[Regel]:
    """Return the months, so many together."""
    if lengte == 1:
        return list(maanden)
    delen = [maanden[i : i + lengte] for i in range(0, len(maanden), lengte)]
    return [samen(f"{deel[0].naam}-{deel[-1].naam}", deel) for deel in delen]


def _einden(rijen: QuerySet[Plaatsing], jaren: Sequence[Schooljaar], op: date) -> list[Einde]:
    einden = Beeindiging.objects.filter(plaatsing__in=rijen.order_by().values("pk")).exclude(reden__in=GEEN_UITVAL)
    einden = einden.annotate(
        eerste=_eerste(jaren, op, "plaatsing__"), jaar=F("plaatsing__stageplaats__schooljaar__begin")
    )
    velden = ("jaar", "eerste", "reden", "plaatsing__begindatum", "laatste_dag", "plaatsing__status")
    return [
        Einde(
            jaar.year,
            bool(eerste),
            reden,
            laatste,
            fase_van(begin, laatste, begonnen=status == PlaatsingStatus.GESTOPT),
        )
        for jaar, eerste, reden, begin, laatste, status in einden.order_by("laatste_dag", "pk").values_list(*velden)
    ]


def _regels(
    soorten: Iterable[tuple[str, Callable[[Einde], bool]]], einden: Sequence[Einde], *, apart: bool
) -> list[Regel]:
    uit = []
    for naam, past in soorten:
        passend = [einde for einde in einden if past(einde)]
        eerste = sum(einde.eerstejaars for einde in passend)
        uit.append(Regel(naam, eerste, len(passend) - eerste, apart))
    return uit
