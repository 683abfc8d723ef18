"""Who stops, when and why, first-years apart, over the years; for management (R8.4, R10.3).

Counts the placements that this person may see. The year of study of then is reckoned back from that of now, or of the
year in which the student left.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from kern import kalender
from kern.models import Schooljaar, User
from plaatsingen.enums import GEEN_UITVAL, PlaatsingStatus, Stopreden, Uitvalfase
from plaatsingen.models import Beeindiging, Plaatsing
from plaatsingen.services.uitval import BEGONNEN, fase_van
from vacatures.rules import BUITEN_RONDE

JAREN = 5


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

    def procent(self, kant: int | None = None) -> float | None:
        """Return the share that stopped: 0 first-years, 1 others, None all together; None when none began."""
        kanten = range(2) if kant is None else (kant,)
        begonnen = sum(self.begonnen[i] for i in kanten)
        return round(100 * sum(self.gestopt[i] for i in kanten) / begonnen, 1) if begonnen else None


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of a table: a name, first-years, others."""

    naam: str
    eerstejaars: int
    anderen: int

    @property
    def totaal(self) -> int:
        """Both together."""
        return self.eerstejaars + self.anderen


@dataclass(frozen=True, slots=True)
class Stopcijfers:
    """Everything on the page but the early signs."""

    jaren: tuple[Jaar, ...]
    gekozen: Jaar | None
    fasen: tuple[Regel, ...]
    redenen: tuple[Regel, ...]
    maanden: tuple[Regel, ...]
    niet_dit_beroep: float | None


def eerstejaars_in(jaar: int, *, op: date, via: str = "student__") -> Q:
    """Return the condition: the student was in the first year of study in the school year that begins in `jaar`."""
    nu = kalender.begin_schooljaar(op).year
    waar = Q(**{f"{via}vertrokken_op__isnull": True, f"{via}leerjaar": 1 + nu - jaar})
    for vertrek in range(jaar, nu + 1):
        tijdens = {f"{via}vertrokken_op__gte": date(vertrek, 8, 1), f"{via}vertrokken_op__lt": date(vertrek + 1, 8, 1)}
        waar |= Q(**tijdens, **{f"{via}leerjaar": 1 + vertrek - jaar})
    return waar


def _eerste(jaren: Sequence[Schooljaar], op: date, via: str = "") -> Case:
    """Return the expression 1 for a first-year of the year of the stage, else 0."""
    keuzes = [
        When(
            Q(**{f"{via}stageplaats__schooljaar": jaar.pk})
            & eerstejaars_in(jaar.begin.year, op=op, via=f"{via}student__"),
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
    dit = [einde for einde in einden if einde.jaar == schooljaar.begin.year]
    eerste_jaars = [einde for einde in dit if einde.eerstejaars]
    beroep = sum(einde.reden == Stopreden.BEROEP for einde in eerste_jaars)
    return Stopcijfers(
        jaren=per_jaar,
        gekozen=next((jaar for jaar in per_jaar if jaar.naam == schooljaar.naam), None),
        fasen=_regels(((fase.label, lambda e, f=fase: e.fase is f) for fase in Uitvalfase), dit),
        redenen=tuple(
            sorted(
                (r for r in _regels(((s.label, lambda e, s=s: e.reden == s) for s in Stopreden), dit) if r.totaal),
                key=lambda regel: (-regel.totaal, regel.naam),
            )
        ),
        maanden=_regels(
            (
                (_maandnaam(nummer), lambda e, n=nummer: e.laatste.month == n)
                for nummer in (*range(8, 13), *range(1, 8))
            ),
            dit,
        ),
        niet_dit_beroep=round(100 * beroep / len(eerste_jaars), 1) if eerste_jaars else None,
    )


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


def _regels(soorten: Iterable[tuple[str, Callable[[Einde], bool]]], einden: Sequence[Einde]) -> tuple[Regel, ...]:
    uit = []
    for naam, past in soorten:
        passend = [einde for einde in einden if past(einde)]
        eerste = sum(einde.eerstejaars for einde in passend)
        uit.append(Regel(naam, eerste, len(passend) - eerste))
    return tuple(uit)


def _maandnaam(nummer: int) -> str:
    return ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")[nummer - 1]
