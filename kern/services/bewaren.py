"""How long data are kept: one register of terms, one run that clears away what is over, in blocks (D3, R10.4).

Each app registers what it keeps and how to clear a block of it; the number of days stands in BEWAARTERMIJNEN (settings)
and the reason goes with the rule, for the page of the beheerder. A rule says itself what must stay: what a running
placement, a legal term or an open objection needs. The audit log gets how many, never who.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from kern.models import Hartslag
from kern.services.audit import leg_vast

logger = logging.getLogger("stagebureau.bewaren")

HARTSLAG = "opruimen"
BLOK = 500
MAX_BLOKKEN = 200  # of one rule in one run: what is left waits for the next day


@dataclass(frozen=True, slots=True)
class Bewaarregel:
    """What is kept how long and why. `code` names its term in BEWAARTERMIJNEN.

    `vanaf` completes "... dagen nadat" on the page. `tel` gives how many would go at a moment; `ruim` clears one block
    in the caller's transaction and returns how many; 0: nothing is left. Without `tel` it is about no rows: it clears
    all at once, under no lock, and leaves no line in the log. `discreet`: how many there are is nobody's business, not
    on a page and not in a log: a number would tell that there was one.
    """

    code: str
    wat: str
    vanaf: str
    waarom: str
    bron: str
    ruim: Callable[[datetime], int]
    tel: Callable[[datetime], int] | None = None
    discreet: bool = False

    @property
    def dagen(self) -> int:
        """The term in days."""
        return settings.BEWAARTERMIJNEN[self.code]


_regels: dict[str, Bewaarregel] = {}


def registreer(regel: Bewaarregel) -> None:
    """Add a rule, or put another one in its place."""
    _regels[regel.code] = regel


def regels() -> list[Bewaarregel]:
    """Every rule, by what it is about."""
    return sorted(_regels.values(), key=lambda regel: regel.wat)


def grens(code: str, at: datetime) -> datetime:
    """Return the moment before which something must have ended to be cleared at `at`."""
    return at - timedelta(days=settings.BEWAARTERMIJNEN[code])


def blok_van(rijen: models.QuerySet, *, blok: int = BLOK) -> list[int]:
    """Lock and return the keys of one block of rows, in a fixed order; call it inside the transaction that clears."""
    return list(rijen.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)[:blok])


# --- What must stay ---

# Given nothing, the keys of students about whom something is being decided.
Houvast = Callable[[], models.QuerySet]
_houvast: dict[str, Houvast] = {}


def houd_vast(naam: str, studenten: Houvast) -> None:
    """Keep what concerns these students, whatever the term says: an objection of theirs is open."""
    _houvast[naam] = studenten


def zonder_houvast(rijen: models.QuerySet, veld: str = "student") -> models.QuerySet:
    """Leave out rows about students of whom something is being decided."""
    for studenten in _houvast.values():
        rijen = rijen.exclude(**{f"{veld}__in": studenten()})
    return rijen


def rijregel(rijen: Callable[[datetime], models.QuerySet], **velden: Any) -> Bewaarregel:
    """Return a rule about rows that go whole, with what hangs on them; the answer counts the rows themselves."""

    def ruim(at: datetime) -> int:
        nummers = blok_van(rijen(at))
        rijen(at).model._default_manager.filter(pk__in=nummers).delete()
        return len(nummers)

    return Bewaarregel(ruim=ruim, tel=lambda at: rijen(at).count(), **velden)


# --- The run ---


def ruim_op(*, at: datetime) -> dict[str, int]:
    """Clear away what is over, rule by rule; returns how many of each. Twice, or several at once, is once.

    A rule that fails doesn't hold up the others, and says -1.
    """
    uitkomst = {}
    for regel in regels():
        try:
            uitkomst[regel.code] = _ruim(regel, at)
        except Exception:
            logger.exception("bewaartermijn %s kon niet worden uitgevoerd", regel.code)
            uitkomst[regel.code] = -1
    _onthoud(uitkomst, at)
    return uitkomst


def _ruim(regel: Bewaarregel, at: datetime) -> int:
    if regel.tel is None:
        return regel.ruim(at)
    totaal = 0
    for _ in range(MAX_BLOKKEN):
        with transaction.atomic():
            _vergrendel()
            aantal = regel.ruim(at)
            if aantal:
                na = {"soort": regel.code, "dagen": regel.dagen} | ({} if regel.discreet else {"aantal": aantal})
                leg_vast(actie="bewaartermijn voorbij", obj=None, by=None, at=at, na=na)
        totaal += aantal
        if not aantal:
            break
    return totaal


def _vergrendel() -> Hartslag:
    """Let one run at a time clear a block: of two, the second finds what the first left."""
    Hartslag.objects.get_or_create(naam=HARTSLAG, defaults={"laatst_goed": None, "uitkomst": {}})
    return Hartslag.objects.select_for_update(of=("self",)).get(naam=HARTSLAG)


@transaction.atomic
def _onthoud(uitkomst: dict[str, int], at: datetime) -> None:
    """Keep when each rule last ran well, and when it last cleared something and how much."""
    rij = _vergrendel()
    oud = rij.uitkomst.get("regels", {})
    nieuw = {}
    for code, aantal in uitkomst.items():
        vorig = oud.get(code, {})
        if aantal > 0 and not _regels[code].discreet:
            vorig = {"weg_op": at.isoformat(), "weg": aantal}
        nieuw[code] = vorig | ({"gelopen_op": at.isoformat()} if aantal >= 0 else {"mislukt_op": at.isoformat()})
    rij.uitkomst, rij.laatst_goed = {"regels": nieuw}, at
    rij.save(update_fields=["uitkomst", "laatst_goed"])


def in_woorden(uitkomst: dict[str, int]) -> dict[str, int | str]:
    """Return the outcome of a run as a log may have it."""
    discreet = {regel.code for regel in regels() if regel.discreet}
    return {
        code: "mislukt" if aantal < 0 else "klaar" if code in discreet else aantal for code, aantal in uitkomst.items()
    }


# --- For the page and the command ---


@dataclass(frozen=True, slots=True)
class Regelstand:
    """One rule with what would go now (None: unknown) and when it last did something."""

    regel: Bewaarregel
    aantal: int | None
    gelopen_op: datetime | None
    weg_op: datetime | None
    weg: int
    mislukt: bool


def stand(*, at: datetime) -> list[Regelstand]:
    """Return every rule with how many would go at `at`; a count for each, and one query for the last runs."""
    uitkomst = Hartslag.objects.filter(naam=HARTSLAG).values_list("uitkomst", flat=True).first() or {}
    gedaan = uitkomst.get("regels", {})
    return [_stand(regel, gedaan.get(regel.code, {}), at) for regel in regels()]


def _stand(regel: Bewaarregel, gedaan: dict[str, Any], at: datetime) -> Regelstand:
    momenten = {
        naam: datetime.fromisoformat(gedaan[naam]) if gedaan.get(naam) else None
        for naam in ("gelopen_op", "weg_op", "mislukt_op")
    }
    gelopen, mislukt = momenten["gelopen_op"], momenten["mislukt_op"]
    return Regelstand(
        regel=regel,
        aantal=regel.tel(at) if regel.tel and not regel.discreet else None,
        gelopen_op=gelopen,
        weg_op=momenten["weg_op"],
        weg=gedaan.get("weg", 0),
        mislukt=mislukt is not None and (gelopen is None or mislukt > gelopen),
    )
