"""What if: one more seat, an agreement or longer travel, reckoned from the board as it stands now (R4.6)."""

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from basis.errors import DomainError
from basis.nederlands import count_noun, format_number
from kern.models import Student
from matching.engine.arrays import Arrays, contains, to_arrays
from matching.engine.assignment import Choice
from matching.engine.changes import OmzettingToestaan, PlekErbij, VerderReizen, Wijziging
from matching.engine.effect import Effect, compare
from matching.engine.eligibility import Pairs, find_pairs
from matching.engine.errors import WijzigingFout
from matching.engine.instance import Instance, Vast
from matching.engine.nearby import match_nearby
from matching.engine.network import build_network
from matching.engine.pairing import pairs_of
from matching.engine.pins import check_pins
from matching.engine.state import Solved, join
from matching.services.bord.beeld import GEEN, Beeld
from matching.services.bord.gevolg import Gevolg
from matching.services.bord.stand import Stand

SOORTEN = ("plaats", "groep", "omzetting", "reizen")
VERDER_KM = 5
SECONDEN = 1.5
LATEN_ZIEN = 10


@dataclass(frozen=True, slots=True)
class Antwoord:
    """What a change would do at least: in words, and who would get a place (ids of students)."""

    vraag: str
    gevolg: Gevolg
    geplaatst: tuple[int, ...]
    verhuisd: int
    seconden: float

    @property
    def wint(self) -> bool:
        """Whether it helps."""
        return self.gevolg.oordeel == "beter"

    @property
    def meer(self) -> int:
        """How many of the newly placed are not named."""
        return max(0, len(self.geplaatst) - LATEN_ZIEN)


def wijziging_van(beeld: Beeld, soort: str, wie: str) -> tuple[Wijziging, str]:
    """Return the change that is asked with its question in words; DomainError when there is no such thing."""
    namen = beeld.foto.namen
    if soort in {"plaats", "groep"}:
        return PlekErbij(wie, soort), f"Eén plek erbij: {namen.get(wie, wie)}"
    if soort == "omzetting":
        van, _, naar = wie.partition(">")
        if van == naar or not {van, naar} <= set(beeld.arrays.clusters):
            raise DomainError("Kies twee verschillende clusters die meedoen.")
        bestaand = next(
            (o for o in beeld.foto.instance.omzettingen if (o.van_cluster, o.naar_cluster) == (van, naar)), None
        )
        tekst = f"{namen.get(van, van)} naar {namen.get(naar, naar)}"
        if bestaand is not None and bestaand.maximum is not None:
            return (
                OmzettingToestaan(van, naar, bestaand.kosten, bestaand.maximum + 1),
                f"Eén omzetting meer: {tekst}",
            )
        return OmzettingToestaan(van, naar), f"Deze omzetting toestaan: {tekst}"
    if soort == "reizen":
        if wie not in beeld.arrays.clusters:
            raise DomainError("Dit cluster doet niet mee.")
        return VerderReizen(VERDER_KM, cluster=wie), f"{VERDER_KM} km verder reizen: {namen.get(wie, wie)}"
    raise DomainError("Deze vraag bestaat niet.")


def wat_als(stand: Stand, soort: str, wie: str) -> Antwoord:
    """Answer one question. Whoever is pinned stays; who is near the change may move, all others stay where they are.

    So the answer is what can be reached at least. Raises DomainError for a question that makes no sense.
    """
    begin = time.monotonic()
    beeld = stand.beeld
    wijziging, vraag = wijziging_van(beeld, soort, wie)
    instance = _met_vast(stand)
    arrays = to_arrays(instance)
    nu = {student: int(plaats) for student, plaats in enumerate(stand.waar.tolist()) if plaats >= 0}
    paren = _zonder_verboden(stand)
    voor = Solved(
        arrays, paren, build_network(arrays, _geen(paren)), Choice(np.zeros(0, np.int64)), pairs_of(arrays, nu)
    )
    try:
        anders = wijziging.apply(instance)
    except WijzigingFout as fout:
        raise DomainError("Deze plaats of dit cluster doet niet mee.") from fout
    nieuw = to_arrays(anders)
    if check_pins(nieuw):
        raise DomainError("Een vastgezette keuze past niet bij deze vraag. Haal die eerst weg.")
    na = match_nearby(voor, nieuw, _ruimer(paren, arrays, nieuw, wijziging), seconds=SECONDEN)
    effect = compare(nieuw, voor.placed, na.placed, proven=False)
    return _antwoord(beeld, vraag, effect, time.monotonic() - begin)


def _geen(paren: Pairs) -> Pairs:
    return paren.take(np.zeros(0, dtype=np.int64))


def _met_vast(stand: Stand) -> Instance:
    """The problem in which whoever was pinned on the board stays there."""
    beeld = stand.beeld
    arrays = beeld.arrays
    vast = [rij for rij in beeld.foto.instance.vast if rij.soort == "huidig" or rij.student not in beeld.foto.studenten]
    vast += [
        Vast(arrays.students[wie], arrays.places[int(stand.waar[wie])], "vast")
        for wie in sorted(stand.vast)
        if stand.waar[wie] >= 0
    ]
    vast += [Vast(arrays.students[wie], arrays.places[plaats], "verboden") for wie, plaats in sorted(stand.verboden)]
    return replace(beeld.foto.instance, vast=tuple(vast))


def _zonder_verboden(stand: Stand) -> Pairs:
    paren, breedte = stand.beeld.paren, stand.beeld.arrays.width
    if not stand.verboden:
        return paren
    weg = np.array(sorted(wie * breedte + plaats for wie, plaats in stand.verboden), dtype=np.int64)
    return paren.take(~contains(weg, paren.student * breedte + paren.place))


def _ruimer(paren: Pairs, oud: Arrays, nieuw: Arrays, wijziging: Wijziging) -> Pairs:
    """The pairs after the change: only students of one cluster get others, and of those alone they are sought."""
    if isinstance(wijziging, PlekErbij):
        return paren
    codes = [(o.van_cluster, o.naar_cluster, o.kosten) for o in nieuw.conversions]
    if codes == [(o.van_cluster, o.naar_cluster, o.kosten) for o in oud.conversions] and not _verder(wijziging):
        return paren
    code = wijziging.cluster if isinstance(wijziging, VerderReizen) else wijziging.naar
    wie = nieuw.s_cluster == nieuw.clusters.index(code)
    # A cluster that doesn't exist leaves the others out of the search.
    alleen = replace(nieuw, s_cluster=np.where(wie, nieuw.s_cluster, len(nieuw.clusters)), pins={})
    erbij = find_pairs(alleen)
    houden = paren.take(~wie[paren.student])
    nummer = {sleutel[:2]: index for index, sleutel in enumerate(codes)}
    vertaal = np.array([*(nummer[o.van_cluster, o.naar_cluster] for o in oud.conversions), GEEN], dtype=np.int64)
    houden = replace(houden, conversion=vertaal[houden.conversion])
    samen = join(houden, erbij)
    return samen.take(np.lexsort((samen.place, samen.student)))


def _verder(wijziging: Wijziging) -> bool:
    return isinstance(wijziging, VerderReizen)


def _antwoord(beeld: Beeld, vraag: str, effect: Effect, seconden: float) -> Antwoord:
    verschil: dict[str, Any] = effect.verschil
    return Antwoord(
        vraag=vraag,
        gevolg=Gevolg(
            geplaatst=effect.geplaatst,
            voorrang=verschil["voorrang_som"],
            omzettingskosten=verschil["omzettingskosten"],
            rang=verschil["rang_som"],
            huidig=verschil["huidig_behouden"],
            tienden=round(verschil["km_som"] * 10),
        ),
        geplaatst=tuple(beeld.foto.studenten[code] for code in effect.nieuw_geplaatst if code in beeld.foto.studenten),
        verhuisd=len(effect.verhuisd),
        seconden=seconden,
    )


def in_woorden(antwoord: Antwoord, namen: dict[int, Student]) -> str:
    """The answer as sentences."""
    if not antwoord.wint:
        return "Dit levert vanaf hoe het bord nu staat niets op."
    delen = [antwoord.gevolg.tekst]
    wie = [namen[pk].naam for pk in antwoord.geplaatst[:LATEN_ZIEN] if pk in namen]
    if wie:
        meer = f" en nog {format_number(antwoord.meer)}" if antwoord.meer else ""
        delen.append(f"Dan krijgt een plaats: {', '.join(wie)}{meer}.")
    if antwoord.verhuisd:
        delen.append(f"{count_noun(antwoord.verhuisd, 'student krijgt', 'studenten krijgen')} een andere plaats.")
    return " ".join(delen)
