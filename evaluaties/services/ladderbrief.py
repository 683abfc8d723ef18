"""What a student is written about events of the ladder: one letter per report, whatever happened to it in one sweep.

Composed when the events are found, and again just before sending from what is still true by then.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from evaluaties import verslagregels as regels
from evaluaties.services.paden import opdrachtpad, schrijfpad, standpad
from evaluaties.verslagregels.ladder import ONVOLDOENDE
from evaluaties.woorden import keer, plichttitel
from plaatsingen.models import Plaatsing

Type = regels.Type
LAATSTE_KANS = 3  # the rung that is worded as the last chance (R6.5)
_DAGEN = ("due", "datum", "vorige")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deel:
    """One event as a letter needs it.

    `vorige`: the day that was told before; `voorbij`: `datum` has gone by; `ontvangen` (aware): the report came in.
    """

    soort: str
    plicht: str
    due: date
    generatie: int = 0
    rung: int | None = None
    aantal: int | None = None
    van: int | None = None
    wat: str = ""
    datum: date | None = None
    vorige: date | None = None
    voorbij: bool = False
    gewaarschuwd: bool = True
    ontvangen: datetime | None = None

    @classmethod
    def van_gebeurtenis(cls, gebeurtenis: regels.Gebeurtenis) -> "Deel":
        """Take from an event what letters tell."""
        return cls(
            soort=gebeurtenis.type.value,
            plicht=gebeurtenis.verplichting,
            due=gebeurtenis.due,
            generatie=gebeurtenis.generation,
            rung=gebeurtenis.rung,
            aantal=gebeurtenis.count,
            van=gebeurtenis.van_rung,
            wat=gebeurtenis.wat.value if gebeurtenis.wat else "",
            datum=gebeurtenis.datum,
            gewaarschuwd=gebeurtenis.warned is not False,
        )

    def als_json(self) -> dict[str, Any]:
        """Return the fields that say something, as JSON values."""
        waarden = {
            veld.name: getattr(self, veld.name) for veld in fields(self) if getattr(self, veld.name) != veld.default
        }
        return {naam: w.isoformat() if isinstance(w, date) else w for naam, w in waarden.items()}

    @classmethod
    def uit_json(cls, waarden: dict[str, Any]) -> "Deel":
        """Read back what `als_json` gave."""
        velden = dict(waarden)
        for naam in _DAGEN:
            if velden.get(naam):
                velden[naam] = date.fromisoformat(velden[naam])
        if velden.get("ontvangen"):
            velden["ontvangen"] = datetime.fromisoformat(velden["ontvangen"])
        return cls(**velden)


@dataclass(frozen=True, slots=True)
class Brief:
    """One letter: its template, what it tells, and where its link leads."""

    sjabloon: str
    delen: tuple[Deel, ...]
    context: dict[str, Any]
    pad: str


# In this order an event leads the letter; what it takes along stands behind it.
_MEE: dict[Type, frozenset[Type]] = {
    Type.MISS_UNDONE: frozenset({Type.REPLACEMENT_WITHDRAWN}),
    Type.MISS: frozenset({Type.REMINDER, Type.REPLACEMENT_ASSIGNED, Type.INSUFFICIENT_PROPOSED}),
    Type.INSUFFICIENT_PROPOSED: frozenset(),
    Type.REMINDER: frozenset({Type.REPLACEMENT_ASSIGNED, Type.RUNG_CHANGED}),
    Type.REPLACEMENT_ASSIGNED: frozenset({Type.GRACE_EXPIRED, Type.RUNG_CHANGED}),
    Type.GRACE_EXPIRED: frozenset(),
    Type.REPLACEMENT_OVERDUE: frozenset(),
    Type.PROPOSAL_WITHDRAWN: frozenset(),
    Type.RUNG_CHANGED: frozenset({Type.REPLACEMENT_WITHDRAWN}),
    Type.REPLACEMENT_WITHDRAWN: frozenset(),
    Type.DEADLINE_MOVED: frozenset({Type.DEADLINE_MOVED}),
}
_VOORRANG = tuple(_MEE)
AAN_STUDENT = frozenset(_MEE)  # REVIEW_REQUIRED is for school: a person must look again first


def brieven(plaatsing: Plaatsing, delen: Iterable[Deel]) -> list[Brief]:
    """Return the letters that tell these parts, in the order of the parts; parts for school only are left out."""
    per_verslag: dict[tuple[str, int], list[Deel]] = {}
    for deel in delen:
        if deel.soort in AAN_STUDENT:
            per_verslag.setdefault((deel.plicht, deel.generatie), []).append(deel)
    return [brief for groep in per_verslag.values() for brief in _over_verslag(plaatsing, groep)]


def _over_verslag(plaatsing: Plaatsing, groep: list[Deel]) -> list[Brief]:
    uit = []
    over = list(groep)
    while over:
        hoofd = min(over, key=lambda deel: _VOORRANG.index(Type(deel.soort)))
        mee = [deel for deel in over if deel is not hoofd and deel.soort in _MEE[Type(hoofd.soort)]]
        over = [deel for deel in over if deel is not hoofd and deel not in mee]
        uit.append(_schrijf(plaatsing, [hoofd, *mee]))
    return uit


def _schrijf(plaatsing: Plaatsing, delen: Sequence[Deel]) -> Brief:
    hoofd = delen[0]
    sjabloon = _sjabloon(delen)
    maak_pad = _PADEN.get(sjabloon)
    pad = maak_pad(plaatsing, hoofd.plicht) if maak_pad else standpad(plaatsing)
    return Brief(sjabloon, tuple(delen), _context(delen), pad)


def _sjabloon(delen: Sequence[Deel]) -> str:
    hoofd, soorten = delen[0], {deel.soort for deel in delen}
    if hoofd.soort == Type.MISS and hoofd.rung == ONVOLDOENDE:
        return "verslag_voorstel_student" if Type.INSUFFICIENT_PROPOSED in soorten else "verslag_vaker_vergeten"
    if Type.REMINDER in soorten:
        return "verslag_herinnering"
    if hoofd.soort == Type.MISS:
        return "verslag_toch_binnen"
    return _SJABLONEN[Type(hoofd.soort)]


_SJABLONEN = {
    Type.MISS_UNDONE: "verslag_correctie",
    Type.INSUFFICIENT_PROPOSED: "verslag_voorstel_student",
    Type.REPLACEMENT_ASSIGNED: "verslag_vervangend",
    Type.GRACE_EXPIRED: "verslag_dagen_voorbij",
    Type.REPLACEMENT_OVERDUE: "verslag_opdracht_te_laat",
    Type.PROPOSAL_WITHDRAWN: "verslag_voorstel_ingetrokken",
    Type.RUNG_CHANGED: "verslag_trede",
    Type.REPLACEMENT_WITHDRAWN: "verslag_opdracht_vervallen",
    Type.DEADLINE_MOVED: "verslag_termijn",
}
_PADEN: dict[str, Callable[[Plaatsing, str], str]] = {
    "verslag_herinnering": schrijfpad,
    "verslag_dagen_voorbij": schrijfpad,
    "verslag_vervangend": opdrachtpad,
    "verslag_opdracht_te_laat": opdrachtpad,
}


def _context(delen: Sequence[Deel]) -> dict[str, Any]:
    """Return everything that the templates of letters may ask."""
    hoofd = delen[0]
    per_soort = {deel.soort: deel for deel in delen}
    herinnering = per_soort.get(Type.REMINDER, hoofd)
    opdracht = per_soort.get(Type.REPLACEMENT_ASSIGNED)
    rung = herinnering.rung or hoofd.rung or 1
    return {
        "verslag": plichttitel(hoofd.plicht),
        "due": hoofd.due,
        "keer": keer(rung),
        "rung": rung,
        "laatste_kans": rung == LAATSTE_KANS,
        "aantal": hoofd.aantal or rung,
        "datum": herinnering.datum,
        "voorbij": herinnering.voorbij,
        "opdracht": opdracht is not None,
        "opdracht_datum": opdracht.datum if opdracht else None,
        "opdracht_voorbij": opdracht is not None and opdracht.voorbij,
        "opdracht_vervalt": Type.REPLACEMENT_WITHDRAWN in per_soort,
        "dagen_voorbij": Type.GRACE_EXPIRED in per_soort,
        "van": keer(hoofd.van or rung),
        "ontvangen_op": hoofd.ontvangen,
        "verplaatst": [
            {
                "opdracht": deel.wat == regels.Wat.OPDRACHT,
                "datum": deel.datum,
                "vorige": deel.vorige,
                "eerder": bool(deel.datum and deel.vorige and deel.datum < deel.vorige),
            }
            for deel in delen
            if deel.soort == Type.DEADLINE_MOVED
        ],
    }
