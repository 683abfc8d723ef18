"""Columns of the downloads of the plan, and the totals of the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from basis.uitvoer import UitvoerKolom
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.models import Maatregel
from vraagaanbod.services.plan import zet_van

STATUS_SOORT = {
    MaatregelStatus.IDEE: "neutraal",
    MaatregelStatus.TOEGEZEGD: "wacht",
    MaatregelStatus.UITGEVOERD: "klaar",
    MaatregelStatus.VERVALLEN: "let_op",
}


def kosten_van(maatregel: Maatregel) -> float:
    """Return the cost of the whole measure in euro."""
    return zet_van(maatregel).kosten(maatregel.plaatsen_naar) / 100


MAATREGEL_KOLOMMEN = [
    UitvoerKolom("schooljaar", "schooljaar.naam"),
    UitvoerKolom("maatregel", "titel"),
    UitvoerKolom("soort", lambda rij: rij.get_soort_display()),
    UitvoerKolom("van cluster", "van_cluster.naam"),
    UitvoerKolom("plekken weg", "plaatsen_van"),
    UitvoerKolom("naar cluster", "naar_cluster.naam"),
    UitvoerKolom("plekken erbij", "plaatsen_naar"),
    UitvoerKolom("vaste kosten", "kosten_vast"),
    UitvoerKolom("kosten per plek", "kosten_per_plaats"),
    UitvoerKolom("kosten samen", kosten_van),
    UitvoerKolom("eigenaar", "eigenaar"),
    UitvoerKolom("status", lambda rij: rij.get_status_display()),
    UitvoerKolom("geldt vanaf", "ingangsdatum"),
    UitvoerKolom("zit al in de cijfers", "verwerkt"),
    UitvoerKolom("toelichting", "toelichting"),
]


@dataclass(frozen=True, slots=True)
class Som:
    """Measures of one state together."""

    label: str
    soort: str
    aantal: int
    erbij: int
    weg: int
    kosten: float


def sommen(maatregelen: Iterable[Maatregel]) -> list[Som]:
    """Return the totals of effect and cost per state; states without measures are left out."""
    per_status: dict[str, list[Maatregel]] = {}
    for maatregel in maatregelen:
        per_status.setdefault(maatregel.status, []).append(maatregel)
    return [
        Som(
            label,
            STATUS_SOORT[status],
            len(rijen),
            sum(rij.plaatsen_naar for rij in rijen),
            sum(rij.plaatsen_van for rij in rijen),
            sum(kosten_van(rij) for rij in rijen),
        )
        for status, label in MaatregelStatus.choices
        if (rijen := per_status.get(status))
    ]


def vergelijk_kolommen(namen: Sequence[str]) -> list[UitvoerKolom]:
    """Return the columns of the comparison, three per variant; a row has `cluster`, `vraag` and `markten`."""
    kolommen = [UitvoerKolom("cluster", lambda rij: rij["cluster"]), UitvoerKolom("vraag", lambda rij: rij["vraag"])]
    koppen = ("aanbod", "tekort", "overschot")
    return kolommen + [
        UitvoerKolom(f"{kop}: {naam}", _uit_markt(nummer, kop)) for nummer, naam in enumerate(namen) for kop in koppen
    ]


def _uit_markt(nummer: int, kop: str) -> Any:
    return lambda rij: getattr(rij["markten"][nummer], kop)
