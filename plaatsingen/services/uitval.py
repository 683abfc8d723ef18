"""Why and when stages ended early: dropout by reason and phase, from the rows that ended them (R5.8, R10.3)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kern.models import Schooljaar, User
from plaatsingen.enums import GEEN_UITVAL, PlaatsingStatus, Stopreden, Uitvalfase
from plaatsingen.models import Beeindiging, Plaatsing
from vacatures.rules import BUITEN_RONDE

WEEK = timedelta(days=7)
GRENZEN = ((5, Uitvalfase.BEGIN), (20, Uitvalfase.MIDDEN))
BEGONNEN = (PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT)


@dataclass(frozen=True, slots=True)
class Uitvalregel:
    """One reason with how often, per phase in the order of `Uitvalfase`."""

    reden: str
    per_fase: tuple[int, ...]

    @property
    def totaal(self) -> int:
        """All phases together."""
        return sum(self.per_fase)


@dataclass(frozen=True, slots=True)
class Uitval:
    """Dropout of a school year: lines by reason (most first), and how many stages had begun."""

    regels: tuple[Uitvalregel, ...]
    begonnen: int

    @property
    def totaal(self) -> int:
        """All reasons together."""
        return sum(regel.totaal for regel in self.regels)

    @property
    def gestopt(self) -> int:
        """Those that had begun."""
        return self.totaal - sum(regel.per_fase[0] for regel in self.regels)

    @property
    def procent(self) -> float | None:
        """Of the stages that began the share that ended early; None when none began."""
        return round(100 * self.gestopt / self.begonnen, 1) if self.begonnen else None


def fase_van(begin: date, laatste: date, *, begonnen: bool) -> Uitvalfase:
    """Return in which phase a stage ended."""
    if not begonnen:
        return Uitvalfase.VOORAF
    week = (laatste - begin).days // 7 + 1
    return next((fase for grens, fase in GRENZEN if week <= grens), Uitvalfase.LAAT)


def tel(rijen: Iterable[tuple[str, date, date, str]]) -> tuple[Uitvalregel, ...]:
    """Count (reason, first day, last day, state of the placement) by reason and phase, most frequent first."""
    tellen: Counter[tuple[str, str]] = Counter()
    for reden, begin, laatste, status in rijen:
        tellen[reden, fase_van(begin, laatste, begonnen=status == PlaatsingStatus.GESTOPT)] += 1
    regels = [
        Uitvalregel(reden.label, tuple(tellen[reden, fase] for fase in Uitvalfase))
        for reden in Stopreden
        if any(tellen[reden, fase] for fase in Uitvalfase)
    ]
    return tuple(sorted(regels, key=lambda regel: (-regel.totaal, regel.reden)))


def uitval(*, user: User, schooljaar: Schooljaar) -> Uitval:
    """Return the dropout of a school year among the placements that this person may see; in two queries."""
    jaar = {"stageplaats__schooljaar": schooljaar}
    zichtbaar = Plaatsing.objects.filter(**jaar).exclude(stageplaats__soort__in=BUITEN_RONDE).visible_to(user)
    einden = Beeindiging.objects.filter(plaatsing__in=zichtbaar.values("pk")).exclude(reden__in=GEEN_UITVAL)
    rijen = einden.order_by().values_list("reden", "plaatsing__begindatum", "laatste_dag", "plaatsing__status")
    return Uitval(tel(rijen.iterator(chunk_size=2000)), zichtbaar.filter(status__in=BEGONNEN).order_by().count())
