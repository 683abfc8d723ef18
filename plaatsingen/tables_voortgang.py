"""The curve of progress as a table, a picture and a download."""

from datetime import date, timedelta
from typing import Any

from django.utils.safestring import SafeString

from basis.grafiek import Reeks, verloopcurve
from basis.nederlands import format_number, short_date
from basis.uitvoer import UitvoerKolom
from plaatsingen.services.voortgang import DOEL_PROCENT, Voortgang
from plaatsingen.verloop import jaar_eerder, procent

METHODE = (
    "De verwachting kijkt naar vorig jaar: hoeveel van de studenten die toen op deze dag nog geen plek hadden, "
    "kregen er daarna nog een? De band loopt tot wat er vorig jaar in procentpunten bij kwam."
)
DEEL_KOLOMMEN = [
    UitvoerKolom("naam", "naam"),
    UitvoerKolom("gevraagd", "vraag"),
    UitvoerKolom("met een plek", "geplaatst"),
    UitvoerKolom("procent", lambda rij: round(rij.procent, 1)),
    UitvoerKolom("nog nodig voor 80 procent", "te_gaan"),
    UitvoerKolom("verwacht op 1 juni, laag", lambda rij: rij.verwachting and round(rij.verwachting.laag, 1)),
    UitvoerKolom("verwacht op 1 juni, hoog", lambda rij: rij.verwachting and round(rij.verwachting.hoog, 1)),
]
VERLOOP_KOLOMMEN = [
    UitvoerKolom(naam, naam) for naam in ("dag", "met een plek", "procent", "vorig jaar procent", "verwacht procent")
]
EEN_WEEK = timedelta(days=7)


def _dagen(voortgang: Voortgang, **waar: int | None) -> list[date]:
    """Return the days of the table: the first of each month from the first match to the target, and today."""
    punten = voortgang.nu.lijn(**waar).punten
    eerste = min([punten[0][0] if punten else voortgang.op, voortgang.op, voortgang.doeldag])
    laatste = max(voortgang.doeldag, min(voortgang.op, voortgang.nu.schooljaar.eind))
    uit, dag = {min(max(voortgang.op, eerste), laatste), voortgang.doeldag}, eerste.replace(day=1)
    while dag <= laatste:
        uit.add(dag)
        dag = (dag + timedelta(days=32)).replace(day=1)
    return sorted(uit)


def verloop(voortgang: Voortgang, **waar: int | None) -> list[dict[str, Any]]:
    """Return the table of the curve: per day the matched students, the share, that of last year, and the forecast."""
    vraag, lijn = voortgang.nu.gevraagd(**waar), voortgang.nu.lijn(**waar)
    vorig = voortgang.vorig
    oud_vraag, oud_lijn = (vorig.gevraagd(**waar), vorig.lijn(**waar)) if vorig else (0, None)
    uit = []
    for dag in _dagen(voortgang, **waar):
        geweest, verwacht = dag <= voortgang.op, voortgang.verwachting(dag, **waar)
        uit.append(
            {
                "dag": dag,
                "met een plek": lijn.op(dag) if geweest else None,
                "procent": round(procent(lijn.op(dag), vraag), 1) if geweest and vraag else None,
                "vorig jaar procent": round(procent(oud_lijn.op(jaar_eerder(dag)), oud_vraag), 1)
                if oud_lijn is not None and oud_vraag
                else None,
                "verwacht procent": round(verwacht.midden, 1) if verwacht else None,
            }
        )
    return uit


def leesbaar(rij: dict[str, Any]) -> list[str]:
    """Return a row of the table as a person reads it."""
    delen = [f"{format_number(rij[kop], 0)} %" if rij[kop] is not None else "–" for kop in list(rij)[2:]]
    aantal = format_number(rij["met een plek"]) if rij["met een plek"] is not None else "–"
    return [f"{short_date(rij['dag'])} {rij['dag'].year}", aantal, *delen]


def teken(voortgang: Voortgang, titel: str, *, breedte: int | None = None, **waar: int | None) -> SafeString:
    """Draw the share by day beside last year and the forecast, with the target as a dashed level."""
    vraag = voortgang.nu.gevraagd(**waar)
    if not vraag:
        return verloopcurve(titel, [], breedte=breedte)
    punten = [
        (dag, round(procent(som, vraag), 1)) for dag, som in voortgang.nu.lijn(**waar).punten if dag <= voortgang.op
    ]
    eind = min(voortgang.op, voortgang.nu.schooljaar.eind)
    punten.append((max(eind, punten[-1][0]) if punten else eind, punten[-1][1] if punten else 0.0))
    reeksen = [Reeks(f"Schooljaar {voortgang.nu.schooljaar.naam}", punten)]
    vorig = voortgang.vorig
    if vorig is not None and (oud := vorig.gevraagd(**waar)):
        tot = max(voortgang.doeldag, punten[-1][0])
        oude = [(_jaar_later(dag), round(procent(som, oud), 1)) for dag, som in vorig.lijn(**waar).punten]
        oude = [punt for punt in oude if punt[0] <= tot]
        if oude:
            reeksen.append(Reeks("Een jaar eerder", oude))
    verwacht = _verwachte_punten(voortgang, **waar)
    if verwacht:
        reeksen.append(Reeks("Verwachting", [punten[-1], *verwacht]))
    return verloopcurve(
        titel, reeksen, doel=float(DOEL_PROCENT), doel_naam="doel (%)", tot=voortgang.doeldag, breedte=breedte
    )


def _jaar_later(dag: date) -> date:
    leap_day = (dag.month, dag.day) == (2, 29)
    return dag.replace(year=dag.year + 1, day=28) if leap_day else dag.replace(year=dag.year + 1)


def _verwachte_punten(voortgang: Voortgang, **waar: int | None) -> list[tuple[date, float]]:
    uit, dag = [], voortgang.op + EEN_WEEK
    while dag < voortgang.doeldag:
        if (kans := voortgang.verwachting(dag, **waar)) is None:
            return []
        uit.append((dag, round(kans.midden, 1)))
        dag += 4 * EEN_WEEK
    if (kans := voortgang.verwachting(voortgang.doeldag, **waar)) is not None:
        uit.append((voortgang.doeldag, round(kans.midden, 1)))
    return uit
