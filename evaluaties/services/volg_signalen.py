"""How often early signs were right: did the stage end early, or was nothing the matter (R8.4, R7.7).

A signal is secret outside its circle. So these are counts only, over stages that ended before the last closed half
year (looking again after one stage ends tells nothing), without safe reports and confidential signals, and a line is
shown only when nobody can be told apart in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalSoort
from begeleiding.models import Signaal
from evaluaties.services.volg_cijfers import zichtbaar
from kern.models import Schooljaar, User
from plaatsingen.enums import GEEN_UITVAL, PlaatsingStatus
from plaatsingen.models import Plaatsing

MINIMUM = 5
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
        return round(100 * self.vals / self.af) if self.af >= MINIMUM else None


@dataclass(frozen=True, slots=True)
class Tekens:
    """All kinds that may be shown, with and without any sign, and up to which day was counted."""

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


def tekens(*, user: User, op: date) -> Tekens:
    """Return how often early signs were right among the ended stages that this person may see. Four queries."""
    tot = grens(op)
    jaren = Schooljaar.objects.filter(begin__lt=tot).order_by("-begin")[:JAREN]
    einden = _einden(user, jaren, tot)
    gestopt = {pk for pk, (_, eerder) in einden.items() if eerder}
    per_soort: dict[str, set[int]] = defaultdict(set)
    afloop: dict[str, list[str]] = defaultdict(list)
    for pk, soort, gemeld, hoe in _signalen(einden):
        if timezone.localdate(gemeld) <= einden[pk][0] - VROEG:
            per_soort[soort].add(pk)
            if hoe:
                afloop[soort].append(hoe)
    namen = dict(SignaalSoort.choices)
    alle = [
        Teken(
            namen[soort],
            len(rij),
            len(rij & gestopt),
            sum(hoe == SignaalAfloop.VALS for hoe in afloop[soort]),
            len(afloop[soort]),
        )
        for soort, rij in per_soort.items()
    ]
    stoppers, rest = len(gestopt), len(einden) - len(gestopt)
    regels = [teken for teken in alle if mag_tonen(teken, stoppers, rest)]
    ooit = set().union(*per_soort.values()) if per_soort else set()
    met = Teken("Met een vroeg signaal", len(ooit), len(ooit & gestopt))
    zonder = Teken("Zonder vroeg signaal", len(einden) - len(ooit), len(gestopt - ooit))
    toon = mag_tonen(met, stoppers, rest)
    return Tekens(
        tot=tot,
        afgelopen=len(einden),
        gestopt=stoppers,
        regels=tuple(sorted(regels, key=lambda teken: (-(teken.procent or 0), teken.naam))),
        met=met if toon else None,
        zonder=zonder if toon else None,
        verborgen=len(alle) - len(regels),
    )


def mag_tonen(teken: Teken, gestopt: int, rest: int) -> bool:
    """Whether a line tells of nobody: enough with the sign, and enough without it on either side it occurs on."""
    klaar = teken.met - teken.gestopt
    onder_stoppers = not teken.gestopt or gestopt - teken.gestopt >= MINIMUM
    onder_rest = not klaar or rest - klaar >= MINIMUM
    return teken.met >= MINIMUM and onder_stoppers and onder_rest


def _einden(user: User, jaren: Iterable[Schooljaar], tot: date) -> dict[int, tuple[date, bool]]:
    """Return last day and whether it was early, per stage that ended before `tot`. Two queries."""
    rijen = zichtbaar(user, jaren).order_by()
    af = rijen.filter(status=PlaatsingStatus.AFGEROND, einddatum__lt=tot).values_list("pk", "einddatum")
    stop = rijen.filter(status=PlaatsingStatus.GESTOPT, beeindiging__laatste_dag__lt=tot)
    stop = stop.exclude(beeindiging__reden__in=GEEN_UITVAL).values_list("pk", "beeindiging__laatste_dag")
    return {pk: (dag, False) for pk, dag in af} | {pk: (dag, True) for pk, dag in stop}


def _signalen(einden: Collection[int]) -> Iterable[tuple[int, str, object, str]]:
    """Return the signals of these stages, past the circle: only counts leave this module."""
    rijen = Signaal.objects.filter(vertrouwelijk=False).exclude(bron=SignaalBron.MELDING).exclude(soort__in=GEHEIM)
    af = Plaatsing.objects.filter(status__in=[PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT]).values("pk")
    velden = ("plaatsing_id", "soort", "gemeld_op", "afloop")
    for rij in rijen.filter(plaatsing__in=af).order_by("pk").values_list(*velden).iterator(chunk_size=2000):
        if rij[0] in einden:
            yield rij
