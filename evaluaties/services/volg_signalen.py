"""How often early signs were right: did the stage end early, or was nothing the matter (R8.4, R7.7).

A signal is secret outside its circle. So these are counts only, over stages that ended before the last closed half
year (looking again after one stage ends tells nothing), without safe reports and confidential signals, and a line is
shown only when nobody can be told apart in it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from basis.drempel import MINIMUM, mag, mag_deel
from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalSoort
from begeleiding.models import Signaal
from kern.models import Schooljaar, User
from plaatsingen.enums import GEEN_UITVAL, PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services.stopcijfers import zichtbaar

VROEG = timedelta(days=7)  # a sign in the last week isn't early any more
JAREN = 3
GEHEIM = frozenset({SignaalSoort.ONVEILIG})


@dataclass(frozen=True, slots=True)
class Teken:
    """One kind of sign over ended stages: with it (`met`), of which stopped; `vals`: "nothing the matter" of `af`."""

    naam: str
    met: int
    gestopt: int
    vals: int = 0
    af: int = 0

    @property
    def procent(self) -> int | None:
        """Of the stages with this sign the share that stopped."""
        return round(100 * self.gestopt / self.met) if self.met else None

    @property
    def vals_procent(self) -> int | None:
        """Of the signals that were closed the share where nothing was the matter."""
        return round(100 * self.vals / self.af) if self.af >= MINIMUM and mag_deel(self.af, self.vals) else None


@dataclass(frozen=True, slots=True)
class Tekens:
    """All kinds that may be shown, with and without any sign: of stages begun from `vanaf` on, ended before `tot`."""

    vanaf: date
    tot: date
    afgelopen: int
    gestopt: int
    regels: tuple[Teken, ...]
    met: Teken | None
    zonder: Teken | None
    verborgen: int

    @property
    def gezien(self) -> int | None:
        """Of the stages that stopped the share that had a sign before."""
        return round(100 * self.met.gestopt / self.gestopt) if self.met and self.gestopt else None


def grens(op: date) -> date:
    """Return the first day of the half year that is under way: 1 August or 1 February."""
    if op.month >= 8:
        return date(op.year, 8, 1)
    return date(op.year, 2, 1) if op.month >= 2 else date(op.year - 1, 8, 1)


def vanaf_dag(tot: date) -> date:
    """Return the day from which a stage must have begun to count in the half year from `tot` on.

    Of older ones signals may be past their term before this half year is over: then they seem to have had none.
    """
    volgende = grens(tot + timedelta(days=190))
    return volgende - timedelta(days=settings.BEWAARTERMIJNEN["signalen"])


def tekens(*, user: User, op: date) -> Tekens:
    """Return how often early signs were right among the ended stages that this person may see. Five queries."""
    tot = grens(op)
    jaren = list(Schooljaar.objects.filter(begin__lt=tot).order_by("-begin")[:JAREN])
    af, stop = _einden(user, jaren, tot)
    klaar, stoppers = af.count(), stop.count()
    per_soort: dict[str, set[int]] = defaultdict(set)
    afloop: dict[str, list[str]] = defaultdict(list)
    gestopt: set[int] = set()
    for eerder, pk, soort, gemeld, hoe, einde in _signalen(af, stop):
        if timezone.localdate(gemeld) <= einde - VROEG:
            per_soort[soort].add(pk)
            gestopt |= {pk} if eerder else set()
            afloop[soort] += [hoe] if hoe else []
    alle = [_teken(soort, rij, gestopt, afloop[soort]) for soort, rij in per_soort.items()]
    ooit = {pk for rij in per_soort.values() for pk in rij}
    met = Teken("Met een vroeg signaal", len(ooit), len(gestopt))
    zonder = Teken("Zonder vroeg signaal", klaar + stoppers - len(ooit), stoppers - len(gestopt))
    toon = mag_tonen(met, stoppers, klaar) and mag_deel(zonder.met, zonder.gestopt)
    regels = [teken for teken in alle if mag_tonen(teken, stoppers, klaar) and (not toon or naast(teken, met))]
    return Tekens(
        vanaf=vanaf_dag(tot),
        tot=tot,
        afgelopen=klaar + stoppers,
        gestopt=stoppers,
        regels=tuple(sorted(regels, key=lambda teken: (-(teken.procent or 0), teken.naam))),
        met=met if toon else None,
        zonder=zonder if toon else None,
        verborgen=len(alle) - len(regels),
    )


def _teken(soort: str, stages: set[int], gestopt: set[int], afloop: Sequence[str]) -> Teken:
    naam = dict(SignaalSoort.choices)[soort]
    vals = sum(hoe == SignaalAfloop.VALS for hoe in afloop)
    return Teken(naam, len(stages), len(stages & gestopt), vals, len(afloop))


def mag_tonen(teken: Teken, gestopt: int, rest: int) -> bool:
    """Whether a line tells of nobody: enough with the sign, and enough without it on either side it occurs on.

    Of those with the sign nobody stopped, or enough did and enough did not.
    """
    klaar = teken.met - teken.gestopt
    onder_stoppers = not teken.gestopt or gestopt - teken.gestopt >= MINIMUM
    onder_rest = not klaar or rest - klaar >= MINIMUM
    return teken.met >= MINIMUM and mag_deel(teken.met, teken.gestopt) and onder_stoppers and onder_rest


def naast(teken: Teken, alle: Teken) -> bool:
    """Whether a line may stand beside that of all signs: what is left of it is no few either."""
    klaar, alle_klaar = teken.met - teken.gestopt, alle.met - alle.gestopt
    return mag(alle.gestopt - teken.gestopt) and mag(alle_klaar - klaar)


def _einden(user: User, jaren: Sequence[Schooljaar], tot: date) -> tuple[QuerySet[Plaatsing], QuerySet[Plaatsing]]:
    """Return the stages that were completed and those that stopped early, before `tot`."""
    rijen = zichtbaar(user, jaren).filter(begindatum__gte=vanaf_dag(tot)).order_by()
    af = rijen.filter(status=PlaatsingStatus.AFGEROND, einddatum__lt=tot)
    stop = rijen.filter(status=PlaatsingStatus.GESTOPT, beeindiging__laatste_dag__lt=tot)
    return af, stop.exclude(beeindiging__reden__in=GEEN_UITVAL)


def _signalen(
    af: QuerySet[Plaatsing], stop: QuerySet[Plaatsing]
) -> Iterator[tuple[bool, int, str, datetime, str, date]]:
    """Return the signals of these stages, past the circle: only counts leave this module.

    Whether the stage stopped early, its id, kind and moment of the signal, how it ended, last day of the stage.
    """
    rijen = Signaal.objects.filter(vertrouwelijk=False).exclude(bron=SignaalBron.MELDING).exclude(soort__in=GEHEIM)
    for eerder, stages, einde in ((False, af, "einddatum"), (True, stop, "beeindiging__laatste_dag")):
        velden = ("plaatsing_id", "soort", "gemeld_op", "afloop", f"plaatsing__{einde}")
        bij = rijen.filter(plaatsing__in=stages.values("pk")).order_by("pk").values_list(*velden)
        yield from ((eerder, *rij) for rij in bij.iterator(chunk_size=2000))
