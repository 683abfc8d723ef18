"""Who may state a figure, and how statements become one figure per cluster. Plain Python.

One figure per school year, opleidingscluster and soort (vraag or aanbod), so that nothing counts twice:

1. Per organisation (and for the region as a whole) the figure of the whole year counts when there is one; else the
   highest of its period figures: a student who needs a place in every period is one student.
2. When a school has students by name for a cluster, their number counts instead of what the school stated (R3.1).
3. When organisations have stated figures their sum counts, and the regional prognosis doesn't; else the prognosis.

Looking at one period, the figure of that period comes before the figure of the year, and only students who need a
place in that period count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

HEEL_JAAR = ""
# Named students are "much lower" than what was expected when this part, and at least so many students, are missing.
VEEL_LAGER_DEEL, VEEL_LAGER_AANTAL = 0.2, 5


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One statement that counts: `organisatie` None is the regional prognosis, `periode` "" the whole year."""

    cluster: Any
    soort: str
    organisatie: Any
    periode: str
    aantal: int


@dataclass(frozen=True, slots=True)
class OpNaam:
    """Named students of one school for one cluster who need a place in the same periods ("1 2 3 4")."""

    cluster: Any
    organisatie: Any
    periodes: str
    aantal: int


@dataclass(slots=True)
class Som:
    """The figure of one cluster and soort, and what it was made from.

    `op_naam` students are in `aantal` by name; `verwacht` is what their schools had stated before (None = nothing).
    """

    aantal: int | None = None
    organisaties: int = 0
    prognose: int | None = None
    op_naam: int = 0
    verwacht: int | None = None

    @property
    def veel_lager(self) -> bool:
        """Whether far fewer students are known by name than their schools had stated."""
        return veel_lager(self.op_naam, self.verwacht)

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


def veel_lager(op_naam: int, verwacht: int | None) -> bool:
    """Whether the number of named students is so far below what was stated that somebody should look (R3.1)."""
    if verwacht is None or not op_naam:
        return False
    te_weinig = verwacht - op_naam
    return te_weinig >= VEEL_LAGER_AANTAL and te_weinig > VEEL_LAGER_DEEL * verwacht


def tel(cijfers: Iterable[Cijfer], periode: str = HEEL_JAAR, *, op_naam: Iterable[OpNaam] = ()) -> dict[Any, Stand]:
    """Return the state per cluster, in the order in which the clusters first appear (R3.2)."""
    verzameld: dict[Any, dict[tuple[str, Any], dict[str, int]]] = {}
    for cijfer in cijfers:
        per_bron = verzameld.setdefault(cijfer.cluster, {})
        per_bron.setdefault((cijfer.soort, cijfer.organisatie), {})[cijfer.periode] = cijfer.aantal
    namen = _op_naam(op_naam, periode)
    standen: dict[Any, Stand] = {}
    for cluster in dict.fromkeys([*verzameld, *namen]):
        stand = _stand(verzameld.get(cluster, {}), namen.get(cluster, {}), periode)
        if stand.vraag.aantal is not None or stand.aanbod.aantal is not None:
            standen[cluster] = stand
    return standen


def _op_naam(rijen: Iterable[OpNaam], periode: str) -> dict[Any, dict[Any, int]]:
    """Return cluster to school to the number of named students; a school whose students need other periods has 0."""
    uit: dict[Any, dict[Any, int]] = {}
    for rij in rijen:
        per_school = uit.setdefault(rij.cluster, {})
        erbij = rij.aantal if periode == HEEL_JAAR or periode in rij.periodes.split() else 0
        per_school[rij.organisatie] = per_school.get(rij.organisatie, 0) + erbij
    return uit


def _stand(per_bron: dict[tuple[str, Any], dict[str, int]], namen: dict[Any, int], periode: str) -> Stand:
    stand = Stand()
    for (soort, organisatie), per_periode in per_bron.items():
        aantal = figuur(per_periode, periode)
        som: Som = getattr(stand, soort)
        if aantal is None:
            continue
        if organisatie is None:
            som.prognose = aantal
        elif soort == "vraag" and organisatie in namen:
            som.verwacht = (som.verwacht or 0) + aantal
        else:
            som.organisaties += 1
            som.aantal = (som.aantal or 0) + aantal
    for aantal in namen.values():
        stand.vraag.organisaties += 1
        stand.vraag.op_naam += aantal
        stand.vraag.aantal = (stand.vraag.aantal or 0) + aantal
    for som in (stand.vraag, stand.aanbod):
        if not som.organisaties:
            som.aantal = som.prognose
    return stand


def vraag_per_school(
    cijfers: Iterable[Cijfer], periode: str = HEEL_JAAR, *, op_naam: Iterable[OpNaam] = ()
) -> dict[tuple[Any, Any], int]:
    """Return how many students each school has: (cluster, school) to the number by name, else what it stated."""
    verzameld: dict[tuple[Any, Any], dict[str, int]] = {}
    for cijfer in cijfers:
        if cijfer.soort == "vraag" and cijfer.organisatie is not None:
            verzameld.setdefault((cijfer.cluster, cijfer.organisatie), {})[cijfer.periode] = cijfer.aantal
    uit = {paar: figuur(per_periode, periode) for paar, per_periode in verzameld.items()}
    for cluster, per_school in _op_naam(op_naam, periode).items():
        uit |= {(cluster, school): aantal for school, aantal in per_school.items()}
    return {paar: aantal for paar, aantal in uit.items() if aantal}


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


def mag_belangstelling_zien(user: Any) -> bool:
    """Whether the person sees which leerbedrijven want students, or answers for one."""
    return user.heeft_rol("coordinator", "beheerder", "praktijkopleider")


def mag_belangstelling_vragen(user: Any) -> bool:
    """Whether the person sees all answers and asks who has not answered: who coordinates, and the bureau."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_belangstelling_geven(user: Any, organisatie_id: int) -> bool:
    """Whether the person answers for this leerbedrijf: its praktijkopleider, or the bureau."""
    return mag_opgeven_voor(user, "aanbod", organisatie_id)


def mag_op_naam(user: Any) -> bool:
    """Whether the person says which students need a place: coordinator of a school, or the bureau."""
    return voor_iedereen(user) or user.heeft_rol("coordinator")


def mag_op_naam_voor(user: Any, school_id: int) -> bool:
    """Whether the person does so for this school."""
    return mag_opgeven_voor(user, "vraag", school_id)


def mag_verdelingen_zien(user: Any) -> bool:
    """Whether the person sees how places are divided over schools: every coordinator (as `Verdeling.visible_to`)."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_verdelen(user: Any) -> bool:
    """Whether the person divides places over schools: the bureau."""
    return voor_iedereen(user)
