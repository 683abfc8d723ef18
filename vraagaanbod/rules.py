"""Who may state a figure, and how statements become one figure per cluster. Plain Python.

One figure per school year, opleidingscluster and soort (vraag or aanbod), so that nothing counts twice:

1. Per organisation (and for the region as a whole) the figure of the whole year counts when there is one; else the
   highest of its period figures: a student who needs a place in every period is one student.
2. When organisations have stated figures their sum counts, and the regional prognosis doesn't; else the prognosis.

Looking at one period, the figure of that period comes before the figure of the year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

HEEL_JAAR = ""


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One statement that counts: `organisatie` None is the regional prognosis, `periode` "" the whole year."""

    cluster: Any
    soort: str
    organisatie: Any
    periode: str
    aantal: int


@dataclass(slots=True)
class Som:
    """The figure of one cluster and soort, and what it was made from."""

    aantal: int | None = None
    organisaties: int = 0
    prognose: int | None = None

    @property
    def waarde(self) -> int:
        """The figure; 0 when nobody stated one."""
        return self.aantal or 0

    @property
    def vervangt_prognose(self) -> bool:
        """Whether figures of organisations count instead of a prognosis that is there too."""
        return self.organisaties > 0 and self.prognose is not None


@dataclass(slots=True)
class Stand:
    """Demand and supply of one cluster."""

    vraag: Som = field(default_factory=Som)
    aanbod: Som = field(default_factory=Som)

    @property
    def tekort(self) -> int:
        """Places short: max(0, vraag - aanbod)."""
        return max(0, self.vraag.waarde - self.aanbod.waarde)

    @property
    def overschot(self) -> int:
        """Places over: max(0, aanbod - vraag)."""
        return max(0, self.aanbod.waarde - self.vraag.waarde)


def figuur(per_periode: dict[str, int], periode: str = HEEL_JAAR) -> int | None:
    """Return the one figure in the statements of one organisation; None when it stated nothing for this period."""
    if periode and periode in per_periode:
        return per_periode[periode]
    if HEEL_JAAR in per_periode:
        return per_periode[HEEL_JAAR]
    if periode or not per_periode:
        return None
    return max(per_periode.values())


def tel(cijfers: Iterable[Cijfer], periode: str = HEEL_JAAR) -> dict[Any, Stand]:
    """Return the state per cluster, in the order in which the clusters first appear (R3.2)."""
    verzameld: dict[Any, dict[tuple[str, Any], dict[str, int]]] = {}
    for cijfer in cijfers:
        per_bron = verzameld.setdefault(cijfer.cluster, {})
        per_bron.setdefault((cijfer.soort, cijfer.organisatie), {})[cijfer.periode] = cijfer.aantal
    standen: dict[Any, Stand] = {}
    for cluster, per_bron in verzameld.items():
        stand = Stand()
        for (soort, organisatie), per_periode in per_bron.items():
            aantal = figuur(per_periode, periode)
            som: Som = getattr(stand, soort)
            if aantal is None:
                continue
            if organisatie is None:
                som.prognose = aantal
            else:
                som.organisaties += 1
                som.aantal = (som.aantal or 0) + aantal
        for som in (stand.vraag, stand.aanbod):
            if not som.organisaties:
                som.aantal = som.prognose
        if stand.vraag.aantal is not None or stand.aanbod.aantal is not None:
            standen[cluster] = stand
    return standen


def mag_bord_zien(user: Any) -> bool:
    """Whether the person sees the regional figures: everybody who steers or teaches (as `Opgave.visible_to`)."""
    return user.heeft_rol(
        "coordinator", "stagedocent", "praktijkopleider", "stagebegeleider", "coordinator_iz", "beheerder"
    )


def voor_iedereen(user: Any) -> bool:
    """Whether the person states figures for every organisation and for the region: beheerder, regional coordinator."""
    return user.is_beheerder or user.regio_coordinator


def organisaties_als(user: Any, soort: str) -> set[int]:
    """Return the organisations for which the person states this soort: a school its vraag, a leerbedrijf its aanbod."""
    return user.organisatie_ids_als("coordinator" if soort == "vraag" else "praktijkopleider")


def mag_opgeven(user: Any) -> bool:
    """Whether the person states any figures at all (R3.1)."""
    return voor_iedereen(user) or user.heeft_rol("coordinator", "praktijkopleider")


def mag_opgeven_voor(user: Any, soort: str, organisatie_id: int | None) -> bool:
    """Whether the person may state this soort for this organisation (None = the region as a whole)."""
    return voor_iedereen(user) or (organisatie_id is not None and organisatie_id in organisaties_als(user, soort))
