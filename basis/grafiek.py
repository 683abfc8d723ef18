"""The charts of the portal, as SVG for page, print and PDF: figures in, a safe string out.

Each function takes `titel` (the accessible name) and `breedte`: None on a screen (fluid), a number of pixels on paper.
The number stands at the mark; the exact figures belong in the table beside the chart. Drawing takes about a
millisecond, so nothing is cached.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.safestring import SafeString

from basis.nederlands import format_number
from basis.svg import SMALST, Tekening, kort_af, mooie_stappen, teken_breedte

REEKSKLEUREN = ("merk", "let-op", "wacht", "klaar", "merk-licht", "fout")
MAANDEN = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
MAX_PUNTEN = 120


@dataclass(frozen=True, slots=True)
class Saldo:
    """Demand and supply of one cluster."""

    naam: str
    vraag: int
    aanbod: int

    @property
    def saldo(self) -> int:
        """Supply minus demand: below zero is a shortage."""
        return self.aanbod - self.vraag


@dataclass(frozen=True, slots=True)
class UrenStand:
    """Hours made against the norm; `verwacht` is what should be done by now."""

    naam: str
    uren: float
    norm: float
    verwacht: float | None = None


@dataclass(frozen=True, slots=True)
class Reeks:
    """A named line: (day, value) in order of time."""

    naam: str
    punten: Sequence[tuple[date, float]]


def tekort_balken(titel: str, rijen: Sequence[Saldo], *, breedte: int | None = None) -> SafeString:
    """Draw shortage and surplus per cluster around a zero line, the greatest shortage on top.

    Shortage runs to the left in red, surplus to the right; the figure stands at the zero line, across from its bar.
    """
    rijen = sorted(rijen, key=lambda rij: (rij.saldo, rij.naam))
    meest = max((-rij.saldo for rij in rijen if rij.saldo < 0), default=0)
    over = max((rij.saldo for rij in rijen if rij.saldo > 0), default=0)
    nul = min(max(meest / (meest + over or 1), 0.3), 0.7)  # room for the figures on either side
    schaal = min(nul / meest if meest else math.inf, (1 - nul) / over if over else math.inf)
    tekening = Tekening(30 + 46 * len(rijen), breedte=breedte)
    tekening.tekst(nul, 16, "tekort", dx=-8, anker="end", kleur="tekst-2")
    tekening.tekst(nul, 16, "overschot", dx=8, kleur="tekst-2")
    for i, rij in enumerate(rijen):
        y = 30 + 46 * i
        tekening.lijn(0, y - 2, 1, y - 2, "lijn")
        tekening.tekst(0, y + 14, kort_af(rij.naam, breedte or SMALST))
        tekort = rij.saldo < 0
        lengte = abs(rij.saldo) * schaal if rij.saldo else 0
        tekening.balk(nul - lengte if tekort else nul, y + 20, lengte, 18, "fout" if tekort else "merk")
        woord = format_number(abs(rij.saldo)) if rij.saldo else "in evenwicht"
        tekening.tekst(nul, y + 34, woord, dx=8 if tekort else -8, anker="start" if tekort else "end", vet=True)
        tekening.lijn(nul, y + 18, nul, y + 40, "lijn-2")
    return tekening.klaar(titel, _omschrijf_saldo(rijen))


def _omschrijf_saldo(rijen: Sequence[Saldo]) -> str:
    if not rijen:
        return "Er zijn nog geen cijfers."
    tekorten = [rij for rij in rijen if rij.saldo < 0]
    zin = f"{len(tekorten)} van de {len(rijen)} met een tekort."
    return f"{zin} Het grootste: {rijen[0].naam}, {format_number(-rijen[0].saldo)}." if tekorten else zin


def uren_balken(titel: str, rijen: Sequence[UrenStand], *, breedte: int | None = None) -> SafeString:
    """Draw hours against the norm: a bar in a track up to the norm, a line where one should be by now."""
    hoogste = max((max(rij.uren, rij.norm) for rij in rijen), default=1) or 1
    schaal = 0.6 / hoogste  # the rest of the width is for the figures
    tekening = Tekening(46 * len(rijen) or 10, breedte=breedte)
    for i, rij in enumerate(rijen):
        y = 46 * i
        tekening.tekst(0, y + 15, kort_af(rij.naam, breedte or SMALST))
        achter = rij.verwacht is not None and rij.uren < rij.verwacht
        kleur = "klaar" if rij.uren >= rij.norm else "let-op" if achter else "merk"
        tekening.balk(0, y + 22, rij.norm * schaal, 16, "lijn")
        tekening.balk(0, y + 22, rij.uren * schaal, 16, kleur)
        if rij.verwacht is not None:
            plek = min(rij.verwacht * schaal, 0.6)
            tekening.lijn(plek, y + 19, plek, y + 41, "tekst", dikte=2)
        stand = f"{format_number(rij.uren)} / {format_number(rij.norm)}"
        tekening.tekst(0.62, y + 35, stand, vet=True)
    gehaald = sum(rij.uren >= rij.norm for rij in rijen)
    return tekening.klaar(titel, f"{gehaald} van de {len(rijen)} hebben de norm gehaald.")


def verloopcurve(
    titel: str,
    reeksen: Sequence[Reeks],
    *,
    doel: float | None = None,
    doel_naam: str = "doel",
    tot: date | None = None,
    breedte: int | None = None,
) -> SafeString:
    """Draw lines over time, from 0 up, with the last value at the end of each; `doel` is a dashed level.

    `tot` extends the time axis to a day in the future (1 June, for the progress of placing).
    """
    reeksen = [Reeks(reeks.naam, _dun_uit(reeks.punten)) for reeks in reeksen if reeks.punten]
    dagen = [dag for reeks in reeksen for dag, _ in reeks.punten] + ([tot] if tot else [])
    if not reeksen:
        return Tekening(10, breedte=breedte).klaar(titel, "Er zijn nog geen cijfers.")
    eerste, laatste = min(dagen), max(dagen)
    span = (laatste - eerste).days or 1
    stappen = mooie_stappen(max([waarde for reeks in reeksen for _, waarde in reeks.punten] + [doel or 0]))
    kop = 20 * len(reeksen) + 20 if len(reeksen) > 1 else 24
    tekening = Tekening(kop + 250, breedte=breedte)
    if len(reeksen) > 1:
        tekening.legenda([reeks.naam for reeks in reeksen], REEKSKLEUREN, vormen=True)

    def x(dag: date) -> float:
        return 0.02 + 0.96 * (dag - eerste).days / span

    def y(waarde: float) -> float:
        return kop + 215 * (1 - waarde / stappen[-1])

    _teken_raster(tekening, stappen, y)
    for dag, naam, anker in _tijdstreepjes(eerste, laatste):
        tekening.lijn(x(dag), y(0), x(dag), y(0) + 5, "lijn-2")
        tekening.tekst(x(dag), y(0) + 20, naam, anker=anker, kleur="tekst-2", grootte=13)
    if doel is not None:
        tekening.lijn(0, y(doel), 1, y(doel), "klaar", dikte=2, stroke_dasharray="6 4")
        label = f"{doel_naam} {format_number(doel)}"
        tekening.tekst(1, y(doel) - 6, label, anker="end", kleur="tekst-2", grootte=13)
    for i, reeks in enumerate(reeksen):
        kleur = REEKSKLEUREN[i % len(REEKSKLEUREN)]
        for (van, begin), (naar, eind) in pairwise(reeks.punten):
            tekening.lijn(x(van), y(begin), x(naar), y(eind), kleur, dikte=2.5, stroke_linecap="round")
        dag, waarde = reeks.punten[-1]
        tekening.punt(x(dag), y(waarde), kleur, i % 3)
        einde = x(dag) > 0.8
        tekening.tekst(
            x(dag),
            y(waarde) - 9,
            format_number(waarde),
            dx=-4 if einde else 6,
            anker="end" if einde else "start",
            vet=True,
        )
    return tekening.klaar(titel, _omschrijf_verloop(reeksen, doel, doel_naam))


def _dun_uit(punten: Sequence[tuple[date, float]]) -> Sequence[tuple[date, float]]:
    """Return at most MAX_PUNTEN points, first and last included."""
    if len(punten) <= MAX_PUNTEN:
        return punten
    stap = (len(punten) - 1) / (MAX_PUNTEN - 1)
    return [punten[round(i * stap)] for i in range(MAX_PUNTEN)]


def _tijdstreepjes(eerste: date, laatste: date) -> list[tuple[date, str, str]]:
    """Return (day, label, anchor): the first days of at most six months, or both ends of a short span."""
    eersten = []
    jaar, maand = eerste.year, eerste.month
    while date(jaar, maand, 1) <= laatste:
        if date(jaar, maand, 1) >= eerste:
            eersten.append(date(jaar, maand, 1))
        jaar, maand = (jaar + 1, 1) if maand == 12 else (jaar, maand + 1)
    if len(eersten) < 2:
        ends = {eerste: "start", laatste: "end"}
        return [(dag, f"{dag.day} {MAANDEN[dag.month - 1]}", anker) for dag, anker in ends.items()]
    gekozen = eersten[:: math.ceil(len(eersten) / 6)]
    meer_jaren = gekozen[0].year != gekozen[-1].year and len(eersten) > 12
    span = (laatste - eerste).days

    def anker(dag: date) -> str:
        deel = (dag - eerste).days / span
        return "start" if deel < 0.04 else "end" if deel > 0.94 else "middle"

    return [(dag, MAANDEN[dag.month - 1] + (f" ’{dag:%y}" if meer_jaren else ""), anker(dag)) for dag in gekozen]


def _omschrijf_verloop(reeksen: Sequence[Reeks], doel: float | None, doel_naam: str) -> str:
    zinnen = []
    for reeks in reeksen:
        dag, waarde = reeks.punten[-1]
        zinnen.append(f"{reeks.naam}: {format_number(waarde)} op {dag.day} {MAANDEN[dag.month - 1]} {dag.year}.")
    if doel is not None:
        zinnen.append(f"{doel_naam.capitalize()}: {format_number(doel)}.")
    return " ".join(zinnen)


def _teken_raster(tekening: Tekening, stappen: Sequence[float], y: Callable[[float], float]) -> None:
    """Draw level lines with their value above them at the left, so that no margin is lost on a phone."""
    for stap in stappen:
        tekening.lijn(0, y(stap), 1, y(stap), "lijn-2" if stap == 0 else "lijn")
        if stap:
            tekening.tekst(0, y(stap) - 4, format_number(stap), kleur="tekst-2", grootte=13)


def maandkolommen(
    titel: str,
    labels: Sequence[str],
    reeksen: Sequence[tuple[str, Sequence[float]]],
    *,
    kleuren: Sequence[str] = REEKSKLEUREN,
    breedte: int | None = None,
) -> SafeString:
    """Draw stacked columns, one per label (a month); the total stands on top where it fits on a narrow screen."""
    totalen = [sum(waarden[i] for _, waarden in reeksen) for i in range(len(labels))]
    stappen = mooie_stappen(max(totalen, default=0))
    kop = 20 * len(reeksen) + 24 if len(reeksen) > 1 else 24
    tekening = Tekening(kop + 250, breedte=breedte)
    if len(reeksen) > 1:
        tekening.legenda([naam for naam, _ in reeksen], kleuren)

    def y(waarde: float) -> float:
        return kop + 215 * (1 - waarde / stappen[-1])

    past = _past(labels, breedte)
    getallen = _past([format_number(totaal) for totaal in totalen], breedte) == 1
    links = 0.0 if getallen else 0.09  # without figures the level lines tell, and need room for theirs
    vak = (1 - links) / (len(labels) or 1)
    if getallen:
        tekening.lijn(0, y(0), 1, y(0), "lijn-2")
    else:
        _teken_raster(tekening, stappen, y)
    for i, label in enumerate(labels):
        onder = 0.0
        for j, (_, waarden) in enumerate(reeksen):
            dikte = y(onder) - y(onder + waarden[i])
            kleur = kleuren[j % len(kleuren)]
            if dikte > 0:
                tekening.balk(links + vak * (i + 0.15), y(onder + waarden[i]), vak * 0.7, dikte, kleur, straal=None)
            onder += waarden[i]
        midden = links + vak * (i + 0.5)
        if getallen:
            tekening.tekst(midden, y(onder) - 6, format_number(onder), anker="middle", grootte=13, vet=True)
        if i % past == 0:
            tekening.tekst(midden, y(0) + 18, label, anker="middle", kleur="tekst-2", grootte=13)
    return tekening.klaar(titel, _omschrijf_kolommen(labels, totalen))


def _past(teksten: Sequence[str], breedte: int | None) -> int:
    """Return how many places apart texts must stand so as not to touch on the narrowest screen."""
    breedste = max((teken_breedte(tekst, 13) for tekst in teksten), default=0) + 4
    return max(1, math.ceil(breedste * len(teksten) / (breedte or SMALST)))


def _omschrijf_kolommen(labels: Sequence[str], totalen: Sequence[float]) -> str:
    if not any(totalen):
        return "Er zijn nog geen cijfers."
    hoogste = max(range(len(labels)), key=totalen.__getitem__)
    return (
        f"In totaal {format_number(sum(totalen))}. Het hoogst in {labels[hoogste]}: {format_number(totalen[hoogste])}."
    )


def hittekaart(
    titel: str,
    kolommen: Sequence[str],
    rijen: Sequence[tuple[str, Sequence[float | None]]],
    *,
    maximum: float | None = None,
    breedte: int | None = None,
) -> SafeString:
    """Draw a grid of weeks (columns) by something (rows): the darker, the more; None is an empty place.

    `maximum` is the value of the darkest step (default: the highest). Values are written in the cells where they fit.
    """
    waarden = [waarde for _, cellen in rijen for waarde in cellen if waarde is not None]
    top = maximum or max(waarden, default=0) or 1
    vak = 1 / (len(kolommen) or 1)
    langste = max((format_number(waarde) for waarde in waarden), key=len, default="")
    schrijven = _past([langste] * len(kolommen), breedte) == 1
    stap = _past(kolommen, breedte)
    tekening = Tekening(24 + 50 * len(rijen), breedte=breedte)
    for i, kolom in enumerate(kolommen):
        if i % stap == 0:
            plek, anker = (vak * (i + 0.5), "middle") if stap == 1 else (vak * i, "start")
            tekening.tekst(plek, 15, kolom, anker=anker, kleur="tekst-2", grootte=13)
    for r, (naam, cellen) in enumerate(rijen):
        y = 24 + 50 * r
        tekening.tekst(0, y + 15, kort_af(naam, breedte or SMALST))
        for i, waarde in enumerate(cellen):
            if waarde is None:
                tekening.lijn(vak * (i + 0.3), y + 33, vak * (i + 0.7), y + 33, "lijn-2")
                continue
            trap = min(4, max(1, math.ceil(4 * waarde / top))) if waarde > 0 else 0
            tekening.balk(vak * (i + 0.04), y + 21, vak * 0.92, 24, f"hitte-{trap}" if trap else "lijn")
            if schrijven:
                kleur = "op-hitte-4" if trap == 4 else "op-hitte"
                tekening.tekst(vak * (i + 0.5), y + 38, format_number(waarde), anker="middle", kleur=kleur, grootte=13)
    hoogste = format_number(max(waarden, default=0))
    return tekening.klaar(titel, f"{len(rijen)} rijen, {len(kolommen)} kolommen. Het hoogst: {hoogste}.")
