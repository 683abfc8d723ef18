"""The legs of a route: what is done, what is left and what comes next, each read from where it is kept (R8.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun, format_number, short_date
from begeleiding.enums import AfspraakStatus, GesprekSoort
from begeleiding.models import Gesprek, Gespreksafspraak
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus
from evaluaties.models import Examengang
from evaluaties.services import examenlezen
from evaluaties.services.overzicht import Plaatsingverslagen
from plaatsingen.models import Plaatsing
from plaatsingen.services import documenten
from plaatsingen.services.urenstand import Urenstand

CONTACTMOMENTEN = 3  # the Stagepact: at least three talks between student, school and leerbedrijf
MOMENTEN = (EvaluatieMoment.TUSSEN, EvaluatieMoment.EIND)
FLEXMOMENTEN = (EvaluatieMoment.WEEK10, EvaluatieMoment.WEEK20, EvaluatieMoment.EIND)


@dataclass(frozen=True, slots=True)
class Punt:
    """One dated event on a leg; `soort` is klaar, wacht (to come) or fout (should have been)."""

    dag: date
    titel: str
    soort: str


@dataclass(frozen=True, slots=True)
class Deel:
    """One leg: so much of so much, in words with a kind of badge, what is next, and its events by day."""

    naam: str
    titel: str
    gedaan: float
    totaal: float
    woord: str
    soort: str
    volgende: str = ""
    url: str = ""
    eenheid: str = ""
    verwacht: float | None = None
    punten: tuple[Punt, ...] = ()

    @property
    def deel(self) -> float:
        """Share done, from 0 to 1."""
        return min(1.0, float(self.gedaan) / float(self.totaal)) if self.totaal else 1.0

    @property
    def hoort(self) -> float | None:
        """Share that should be done by now; None when nothing says so."""
        return min(1.0, float(self.verwacht) / float(self.totaal)) if self.verwacht and self.totaal else None

    @property
    def stand(self) -> str:
        """`212 van 400 uur`."""
        return f"{format_number(self.gedaan)} van {format_number(self.totaal)} {self.eenheid}".strip()


def urendeel(plaatsing: Plaatsing, stand: Urenstand) -> Deel | None:
    """Hours against the norm; None without a norm."""
    if not stand.norm:
        return None
    if stand.gehaald:
        woord, soort, volgende = "gehaald", "klaar", ""
    elif stand.achter > stand.norm * Decimal("0.05"):
        woord, soort = "achter", "let_op"
        volgende = f"{format_number(round(stand.achter))} uur achter op het rooster"
    else:
        woord, soort, volgende = "op schema", "loopt", ""
    url = reverse("plaatsingen:uren", args=[plaatsing.public_id])
    gedaan, hoort = float(stand.gemaakt), float(stand.verwacht)
    return Deel("uren", "Uren", gedaan, stand.norm, woord, soort, volgende, url, "uur", hoort)


def documentendeel(plaatsing: Plaatsing, op: date) -> Deel | None:
    """The checklist before the first day; None when there is none."""
    regels = documenten.toestanden(plaatsing, op=op)
    if not regels:
        return None
    klaar = sum(rij.klaar for rij in regels)
    eerste = next((rij for rij in regels if not rij.klaar), None)
    url = f"{reverse('plaatsingen:detail', args=[plaatsing.public_id])}#documenten"
    return _deel(
        "documenten",
        "Documenten",
        (klaar, len(regels)),
        volgende=eerste.regel.get_soort_display() if eerste else "",
        url=url,
    )


def verslagendeel(stage: Plaatsingverslagen, op: date) -> Deel | None:
    """Reports that are owed, with the misses that count; None before there are any."""
    nodig = [rij for rij in stage.rijen if rij.woord != "hoeft niet"]
    if not nodig:
        return None
    te_laat = sum(rij.ontvangen_op is None and rij.due is not None and rij.due < op for rij in nodig)
    klus = stage.volgende_klus(op)
    volgende = f"{klus.titel}, {_tot(klus.tot)}" if klus else ""
    punten = tuple(
        Punt(rij.due, rij.titel, _verslagsoort(rij.ontvangen_op is not None, rij.due, op)) for rij in nodig if rij.due
    )
    return _deel(
        "verslagen",
        "Verslagen",
        (stage.binnen, len(nodig)),
        te_laat=te_laat,
        volgende=volgende,
        url=reverse("verslagen:stand", args=[stage.plaatsing.public_id]),
        verwacht=sum(punt.dag < op for punt in punten),
        punten=punten,
    )


def _verslagsoort(binnen: bool, due: date, op: date) -> str:  # noqa: FBT001 - a plain choice of three words
    return "klaar" if binnen else "fout" if due < op else "wacht"


def handelingen_en_examens(
    plaatsing: Plaatsing, op: date, *, acts: bool, exams: bool, gangen: Iterable[tuple[date | None, str, str]] = ()
) -> list[Deel]:
    """Acts with a certificate and exams passed, as far as this person may see them. `gangen`: day, result, name."""
    if not (acts or exams):
        return []
    handelingen, examens = examenlezen.handelingen_en_examens(plaatsing, op=op)
    delen = []
    if acts and handelingen["totaal"]:
        url = reverse("handelingen:stage", args=[plaatsing.public_id])
        aantal = (handelingen["met"], handelingen["totaal"])
        delen.append(_deel("handelingen", "Handelingen", aantal, url=url))
    if exams and examens["totaal"]:
        punten = tuple(
            Punt(dag, naam, "klaar" if uitslag == "behaald" else "fout" if uitslag or dag < op else "wacht")
            for dag, uitslag, naam in gangen
            if dag is not None
        )
        komt = min((punt for punt in punten if punt.soort == "wacht"), key=lambda punt: punt.dag, default=None)
        volgende = f"{komt.titel}, {_tot(komt.dag)}" if komt else ""
        url = reverse("examens:stage", args=[plaatsing.public_id])
        aantal = (examens["behaald"], examens["totaal"])
        delen.append(_deel("examens", "Examens", aantal, volgende=volgende, url=url, punten=punten))
    return delen


def gesprekkendeel(plaatsing: Plaatsing, op: date) -> Deel:
    """Talks held against the contact moments of the Stagepact, with what is planned. Two queries."""
    gehad = list(Gesprek.objects.filter(plaatsing=plaatsing).order_by("datum").values_list("datum", "soort"))
    gepland = Gespreksafspraak.objects.filter(plaatsing=plaatsing, status=AfspraakStatus.GEPLAND).order_by("begin")
    komt = [(timezone.localdate(begin), soort) for begin, soort in gepland.values_list("begin", "soort")]
    namen = dict(GesprekSoort.choices)
    punten = [Punt(dag, namen[soort], "klaar") for dag, soort in gehad]
    punten += [Punt(dag, namen[soort], "wacht" if dag >= op else "fout") for dag, soort in komt]
    volgende = next((f"{namen[soort]}, {_tot(dag)}" for dag, soort in komt if dag >= op), "")
    url = f"{reverse('plaatsingen:detail', args=[plaatsing.public_id])}#gesprekken"
    aantal = (len(gehad), max(CONTACTMOMENTEN, len(gehad)))
    return _deel("gesprekken", "Gesprekken", aantal, volgende=volgende, url=url, punten=tuple(punten))


def evaluatiedeel(plaatsing: Plaatsing, op: date) -> Deel:
    """Evaluations that are fixed against the moments of this stage. One query."""
    rijen = list(plaatsing.evaluaties.values_list("moment", "status", "voor_datum", "vast_op"))
    nodig = FLEXMOMENTEN if plaatsing.vorm_id else MOMENTEN
    gevonden = {moment for moment, *_ in rijen}
    klaar = [rij for rij in rijen if rij[1] == EvaluatieStatus.VAST]
    namen = dict(EvaluatieMoment.choices)
    punten = []
    for moment, status, voor, vast in rijen:
        if status == EvaluatieStatus.VAST and vast:
            punten.append(Punt(timezone.localdate(vast), namen[moment], "klaar"))
        elif voor:
            punten.append(Punt(voor, namen[moment], "wacht" if voor >= op else "fout"))
    te_laat = sum(punt.soort == "fout" for punt in punten)
    komt = min((punt for punt in punten if punt.soort != "klaar"), key=lambda punt: punt.dag, default=None)
    volgende = f"{komt.titel}, {_tot(komt.dag)}" if komt else ""
    totaal = len(gevonden | {moment.value for moment in nodig})
    url = f"{reverse('plaatsingen:detail', args=[plaatsing.public_id])}#evaluaties"
    return _deel(
        "evaluaties",
        "Evaluaties",
        (len(klaar), totaal),
        te_laat=te_laat,
        volgende=volgende,
        url=url,
        punten=tuple(punten),
    )


def examengangen(plaatsing: Plaatsing) -> list[tuple[date | None, str, str]]:
    """Return day, result and name of every way to an exam of this student. One query."""
    rijen = Examengang.objects.filter(plaatsing__student=plaatsing.student_id).order_by("datum", "pk")
    return list(rijen.values_list("datum", "uitslag", "examen__naam"))


def _deel(
    naam: str,
    titel: str,
    aantal: tuple[int, int],
    *,
    te_laat: int = 0,
    volgende: str = "",
    url: str = "",
    verwacht: int | None = None,
    punten: tuple[Punt, ...] = (),
) -> Deel:
    """Return a leg that counts things, with the words for where it stands."""
    gedaan, totaal = aantal
    if te_laat:
        woord, soort = count_noun(te_laat, "te laat", "te laat"), "fout"
    elif gedaan >= totaal:
        woord, soort = "klaar", "klaar"
    elif gedaan:
        woord, soort = "bezig", "loopt"
    else:
        woord, soort = "moet nog", "wacht"
    return Deel(naam, titel, gedaan, totaal, woord, soort, volgende, url, "", verwacht, punten)


def _tot(dag: date | None) -> str:
    return short_date(dag) if dag else "zonder datum"
