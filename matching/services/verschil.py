"""What has changed since a round was frozen, in words (R4.3)."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from basis.nederlands import count_noun
from matching.models import Ronde
from matching.services.bevriezen import bevroren_gegevens
from matching.services.bezet import BEZET
from matching.services.momentopname import Momentopname, gegevens_van

# Columns of a student and of a place, and how one says that they changed.
STUDENTVELDEN = {
    "cluster": "cluster",
    "niveau": "niveau",
    "leerjaar": "leerjaar",
    "school": "school",
    "lat": "woonplaats",
    "lon": "woonplaats",
    "max_km": "hoogste reisafstand",
    "minderjarig": "leeftijd",
    "vog": "VOG",
    "voorrang": "voorrang",
    "periodes": "periodes",
    "dagen": "stagedagen",
}
PLAATSVELDEN = {
    "clusters": "clusters",
    "lat": "adres",
    "lon": "adres",
    "capaciteit": "aantal plekken",
    "min_leeftijd": "minimumleeftijd",
    "vog_vereist": "VOG nodig",
    "scholen": "voor welke scholen",
    "periodes": "periodes",
    "dagen": "dagen",
    "begeleider_niveau": "niveau van de begeleider",
    "soort": "soort",
}


@dataclass(frozen=True, slots=True)
class Regel:
    """One change: whom or what it is about, and what changed."""

    wie: str
    wat: str


@dataclass(frozen=True, slots=True)
class Groep:
    """Changes of one kind under a heading."""

    titel: str
    regels: tuple[Regel, ...]

    @property
    def aantal(self) -> int:
        """How many there are."""
        return len(self.regels)


def verschil(ronde: Ronde) -> list[Groep]:
    """Return what differs between the freeze and now, only the kinds that have something; DomainError when not frozen.

    Decisions by hand aren't among it: the next calculation takes those along by itself.
    """
    return vergelijk(bevroren_gegevens(ronde), gegevens_van(ronde))


def vergelijk(oud: Momentopname, nu: Momentopname) -> list[Groep]:
    """Return what differs between two pictures of a round."""
    namen = {**oud.namen, **nu.namen}
    studenten = _per(oud.instance.studenten, "student"), _per(nu.instance.studenten, "student")
    plaatsen = _per(oud.instance.plaatsen, "plaats"), _per(nu.instance.plaatsen, "plaats")
    groepen = [
        *_kwamen_en_gingen("Studenten", *studenten, namen),
        _veranderd("Gegevens van studenten", *studenten, STUDENTVELDEN, namen),
        *_kwamen_en_gingen("Stageplaatsen", *plaatsen, namen),
        _veranderd("Gegevens van stageplaatsen", *plaatsen, PLAATSVELDEN, namen),
        _grenzen(oud, nu, namen),
        _omzettingen(oud, nu, namen),
        _voorkeuren(oud, nu, namen),
        _bezet(oud, nu, namen),
    ]
    return [groep for groep in groepen if groep.regels]


def _per(rijen: Iterable[Any], sleutel: str) -> dict[str, Any]:
    return {getattr(rij, sleutel): rij for rij in rijen if not getattr(rij, sleutel).startswith(BEZET)}


def _kwamen_en_gingen(wat: str, oud: dict[str, Any], nu: dict[str, Any], namen: dict[str, str]) -> list[Groep]:
    erbij = [Regel(namen.get(code, code), "doet nu mee") for code in nu.keys() - oud.keys()]
    weg = [Regel(namen.get(code, code), "doet niet meer mee") for code in oud.keys() - nu.keys()]
    return [Groep(f"{wat} erbij", _op_naam(erbij)), Groep(f"{wat} weg", _op_naam(weg))]


def _op_naam(regels: Iterable[Regel]) -> tuple[Regel, ...]:
    return tuple(sorted(regels, key=lambda regel: (regel.wie.casefold(), regel.wat)))


def _veranderd(
    titel: str, oud: dict[str, Any], nu: dict[str, Any], velden: dict[str, str], namen: dict[str, str]
) -> Groep:
    regels = []
    for code in oud.keys() & nu.keys():
        if oud[code] == nu[code]:
            continue
        # One word for two columns is told once; a place that others sit on bears a mark that is no change.
        delen = {
            woord: _van_naar(woord, getattr(oud[code], veld), getattr(nu[code], veld), namen)
            for veld, woord in velden.items()
            if _kaal(getattr(oud[code], veld)) != _kaal(getattr(nu[code], veld))
        }
        if delen:
            regels.append(Regel(namen.get(code, code), ", ".join(delen.values())))
    return Groep(titel, _op_naam(regels))


def _kaal(waarde: Any) -> Any:
    return waarde - {BEZET} if isinstance(waarde, frozenset) else waarde


def _van_naar(woord: str, oud: Any, nu: Any, namen: dict[str, str]) -> str:
    if isinstance(oud, float) and woord != "hoogste reisafstand":
        return f"{woord} is anders"
    return f"{woord}: {_leesbaar(oud, namen)} werd {_leesbaar(nu, namen)}"


def _leesbaar(waarde: Any, namen: dict[str, str]) -> str:
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, frozenset):
        return " ".join(sorted(namen.get(code, code) for code in _kaal(waarde))) or "alle"
    if waarde is None:
        return "geen grens"
    if isinstance(waarde, float):
        return f"{waarde:g} km"
    return namen.get(waarde, waarde) if isinstance(waarde, str) else str(waarde)


def _per_sleutel(rijen: Iterable[Any], sleutel: Callable[[Any], Hashable]) -> dict[Any, Any]:
    return {sleutel(rij): rij for rij in rijen}


def _grenzen(oud: Momentopname, nu: Momentopname, namen: dict[str, str]) -> Groep:
    voor, na = (_per_sleutel(foto.instance.groepen, lambda rij: rij.groep) for foto in (oud, nu))
    regels = [
        Regel(
            namen.get(code, code),
            f"hoogste aantal: {_leesbaar(voor[code].capaciteit, {})} werd {_leesbaar(na[code].capaciteit, {})}",
        )
        for code in voor.keys() & na.keys()
        if voor[code].capaciteit != na[code].capaciteit
    ]
    return Groep("Grenzen van afdelingen, locaties en leerbedrijven", _op_naam(regels))


def _omzettingen(oud: Momentopname, nu: Momentopname, namen: dict[str, str]) -> Groep:
    voor, na = (
        _per_sleutel(foto.instance.omzettingen, lambda rij: (rij.van_cluster, rij.naar_cluster)) for foto in (oud, nu)
    )
    regels = []
    for paar in voor.keys() | na.keys():
        if voor.get(paar) == na.get(paar):
            continue
        wat = "vervallen" if paar not in na else "nieuw" if paar not in voor else "aantal of kosten zijn anders"
        regels.append(Regel(" naar ".join(namen.get(code, code) for code in paar), wat))
    return Groep("Omzettingen", _op_naam(regels))


def _voorkeuren(oud: Momentopname, nu: Momentopname, namen: dict[str, str]) -> Groep:
    voor, na = _lijsten(oud), _lijsten(nu)
    regels = [
        Regel(
            namen.get(student, student),
            f"{count_noun(len(voor.get(student, ())), 'voorkeur', 'voorkeuren')} werd {len(na.get(student, ()))}"
            if len(voor.get(student, ())) != len(na.get(student, ()))
            else "andere volgorde of andere plaatsen",
        )
        for student in voor.keys() | na.keys()
        if voor.get(student) != na.get(student) and student in oud.studenten and student in nu.studenten
    ]
    return Groep("Voorkeuren", _op_naam(regels))


def _lijsten(foto: Momentopname) -> dict[str, tuple[str, ...]]:
    lijsten: dict[str, list[tuple[int, str]]] = {}
    for (student, plaats), rang in foto.rangen.items():
        lijsten.setdefault(student, []).append((rang, plaats))
    return {student: tuple(plaats for _, plaats in sorted(rijen)) for student, rijen in lijsten.items()}


def _bezet(oud: Momentopname, nu: Momentopname, namen: dict[str, str]) -> Groep:
    """Seats that other placements take, per place: they may come free or be taken meanwhile."""
    voor, na = _zitters(oud), _zitters(nu)
    regels = [
        Regel(
            namen.get(code.removeprefix(BEZET), code),
            f"bezet door andere plaatsingen: {voor.get(code, 0)} werd {na.get(code, 0)}",
        )
        for code in voor.keys() | na.keys()
        if voor.get(code, 0) != na.get(code, 0)
    ]
    return Groep("Bezette plekken", _op_naam(regels))


def _zitters(foto: Momentopname) -> dict[str, int]:
    tel: dict[str, int] = {}
    for rij in foto.instance.vast:
        if rij.student.startswith(BEZET):
            tel[rij.plaats] = tel.get(rij.plaats, 0) + 1
    return tel
