"""360 feedback: who may do what, and what a sum may show so that nobody is singled out (R8.2).

The sum of an anonymous round never shows fewer than `minstens` answers together, also not by subtraction: what is left
out of a split is nothing, or again at least `minstens` answers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from evaluaties import rules

SCHAAL = (1, 2, 3, 4, 5)
MINSTENS = 3
MAX_UITNODIGINGEN = 20


def is_eigen(user: Any, ronde: Any) -> bool:
    """Whether the round is the person's own; only the student opens, invites, closes and shares."""
    return ronde.student.user_id == user.pk


def mag_modereren(user: Any) -> bool:
    """Who looks at texts that may hurt or tell who wrote: coordinators of a school, about its students."""
    return bool(user.organisatie_ids_als("coordinator"))


def mag_genodigden_zien(user: Any, ronde: Any) -> bool:
    """Who sees whom a student asks, and says yes or no where the school wants that: who reads for the school."""
    return rules.is_lezer_van(user, ronde.plaatsing)


def kijkt_naar_genodigden(user: Any) -> bool:
    """Whether the person may have students of whom this is to be seen."""
    return bool(user.heeft_rol("coordinator", "stagedocent", "stagebegeleider"))


def mag_vragen_schrijven(user: Any) -> bool:
    """Who writes new versions of the questions: beheerders, for the whole region."""
    return bool(user.is_beheerder)


@dataclass(frozen=True, slots=True)
class Gegeven:
    """One answer as the sum takes it: as what somebody answered, and a score per subject."""

    rol: str
    scores: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Spreiding:
    """How scores lie: how many gave 1 to 5."""

    verdeling: tuple[int, int, int, int, int]

    @property
    def aantal(self) -> int:
        """How many answers."""
        return sum(self.verdeling)

    @property
    def gemiddelde(self) -> float:
        """Mean score."""
        return sum(score * aantal for score, aantal in zip(SCHAAL, self.verdeling, strict=True)) / self.aantal

    @property
    def laagste(self) -> int:
        """Lowest score given."""
        return next(score for score, aantal in zip(SCHAAL, self.verdeling, strict=True) if aantal)

    @property
    def hoogste(self) -> int:
        """Highest score given."""
        return max(score for score, aantal in zip(SCHAAL, self.verdeling, strict=True) if aantal)


@dataclass(frozen=True, slots=True)
class Somregel:
    """One subject of the sum; `totaal` is None when too few answered it, `per_rol` holds what may be told apart."""

    code: str
    totaal: Spreiding | None
    per_rol: dict[str, Spreiding] = field(default_factory=dict)
    zelf: int | None = None


def spreid(scores: Iterable[int]) -> Spreiding:
    """Count scores of 1 to 5."""
    scores = list(scores)
    een, twee, drie, vier, vijf = (scores.count(score) for score in SCHAAL)
    return Spreiding((een, twee, drie, vier, vijf))


def tel_op(
    antwoorden: Sequence[Gegeven], codes: Sequence[str], *, minstens: int, zelf: Mapping[str, int]
) -> list[Somregel]:
    """Return a line per subject, in the order of `codes`. `minstens` is 1 for a round on name."""
    return [_regel(code, antwoorden, minstens, zelf.get(code)) for code in codes]


def _regel(code: str, antwoorden: Sequence[Gegeven], minstens: int, zelf: int | None) -> Somregel:
    per_rol: dict[str, list[int]] = {}
    for gegeven in antwoorden:
        if code in gegeven.scores:
            per_rol.setdefault(gegeven.rol, []).append(gegeven.scores[code])
    alle = list(chain.from_iterable(per_rol.values()))
    if len(antwoorden) < minstens or len(alle) < max(minstens, 1):
        return Somregel(code, None, zelf=zelf)
    rollen = apart_te_tonen({rol: len(scores) for rol, scores in per_rol.items()}, minstens)
    return Somregel(code, spreid(alle), {rol: spreid(per_rol[rol]) for rol in rollen}, zelf)


def apart_te_tonen(aantallen: Mapping[str, int], minstens: int) -> list[str]:
    """Return the roles that may stand apart beside a total, largest first.

    Each has at least `minstens` answers, and so have those left out together, else the total minus the rest would tell
    what they said. One role alone is the total: no split.
    """
    rollen = sorted((rol for rol, n in aantallen.items() if n), key=lambda rol: (-aantallen[rol], rol))
    apart = [rol for rol in rollen if aantallen[rol] >= minstens]
    rest = sum(aantallen[rol] for rol in rollen if rol not in apart)
    while apart and 0 < rest < minstens:
        rest += aantallen[apart.pop()]
    return apart if len(rollen) > 1 else []


@dataclass(frozen=True, slots=True)
class Tekstgroep:
    """Texts that may be read together; `code` is "" when subjects are put together."""

    code: str
    teksten: list[Any]


def groepeer_teksten(
    teksten: Sequence[Any], codes: Sequence[str], *, antwoorden: int, minstens: int
) -> list[Tekstgroep]:
    """Return texts (each with a `code`) by subject; all in one list when a subject has fewer than `minstens`.

    Empty when there are fewer than `minstens` texts or answers: then a text would stand alone.
    """
    if not teksten or len(teksten) < minstens or antwoorden < minstens:
        return []
    per_code = {code: [tekst for tekst in teksten if tekst.code == code] for code in codes}
    gevuld = {code: rij for code, rij in per_code.items() if rij}
    if any(len(rij) < minstens for rij in gevuld.values()):
        return [Tekstgroep("", list(teksten))]
    return [Tekstgroep(code, rij) for code, rij in gevuld.items()]


# --- The address ---

_GRATIS = (
    "gmail.com googlemail.com hotmail.com hotmail.nl outlook.com outlook.nl live.nl live.com msn.com icloud.com me.com "
    "yahoo.com yahoo.nl proton.me protonmail.com gmx.com gmx.net mail.com kpnmail.nl kpnplanet.nl planet.nl hetnet.nl "
    "ziggo.nl home.nl xs4all.nl upcmail.nl chello.nl telfort.nl zonnet.nl casema.nl quicknet.nl caiway.nl online.nl"
)
GRATIS = frozenset(_GRATIS.split())
ZONDER_PUNTEN = frozenset({"gmail.com", "googlemail.com"})


def domein_van(email: str) -> str:
    """Return what stands behind the @, in small letters."""
    return email.rpartition("@")[2].casefold()


def postbus(email: str) -> str:
    """Return the box in which mail to this address lands: what stands behind a + is left out, and dots at Gmail."""
    naam, _, domein = email.strip().casefold().rpartition("@")
    naam = naam.partition("+")[0] or naam
    if domein in ZONDER_PUNTEN:
        naam, domein = naam.replace(".", ""), "gmail.com"
    return f"{naam}@{domein}"


# --- The text itself ---

_MAIL = re.compile(r"\S+@\S+\.\w+")
_WEB = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_TELEFOON = re.compile(r"(?:\+31|0)[\s-]?\d(?:[\s-]?\d){7,9}")
_WOORD = re.compile(r"[^\W\d_]+")
_GROF = (
    "aap achterlijk achterlijke debiel debiele dom domme dikke dikzak eikel flikker geil hekel hoer homo idioot "
    "imbeciel kanker klootzak kut kutwijf kutwerk lelijk lelijke loser mongool neger rot rotzak slet sukkel stom "
    "stomme tering trut tyfus vies vieze walgelijk waardeloos waardeloze wijf zeikerd"
)
GROF = frozenset(_GROF.split())
LANG = 3  # shorter words are too common to be somebody's name


def waarom_kijken(tekst: str, namen: Iterable[str]) -> str:
    """Why a person should look at a text before it is shown ("" = no reason): rude, or it tells who wrote.

    `namen` are names of the people around the round. What is not caught here can be reported by the student.
    """
    woorden = {woord.casefold() for woord in _WOORD.findall(tekst)}
    if woorden & GROF:
        return "Er staat een woord in dat kan kwetsen."
    if _MAIL.search(tekst) or _WEB.search(tekst) or _TELEFOON.search(tekst):
        return "Er staat een adres of telefoonnummer in."
    bekend = {deel.casefold() for naam in namen for deel in _WOORD.findall(naam) if len(deel) >= LANG}
    return "Er staat een naam in." if woorden & bekend else ""
