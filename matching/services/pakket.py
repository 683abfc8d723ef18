"""A matching problem as bytes and back: the form in which a round is frozen, the same for the same data.

Holds student numbers and codes, no names: those are read anew when somebody looks.
"""

import hashlib
import json
import zlib
from dataclasses import Field, fields
from functools import cache
from operator import attrgetter
from typing import Any

from matching.engine import instance as engine

SOORTEN: dict[str, type] = {
    "studenten": engine.Student,
    "plaatsen": engine.Plaats,
    "groepen": engine.Groep,
    "omzettingen": engine.Omzetting,
    "voorkeuren": engine.Voorkeur,
    "vast": engine.Vast,
}


@cache
def _velden(soort: type) -> tuple[Field, ...]:
    return fields(soort)


def _is_verzameling(veld: Field) -> bool:
    return str(veld.type).startswith("frozenset")


def _rijen(soort: type, rijen: tuple) -> dict[str, Any]:
    """Columns and rows, the rows in an order that doesn't depend on that of the database."""
    velden = _velden(soort)
    haal = attrgetter(*(veld.name for veld in velden))
    sets = [index for index, veld in enumerate(velden) if _is_verzameling(veld)]
    uit = []
    for rij in rijen:
        waarden = list(haal(rij))
        for index in sets:
            waarden[index] = sorted(waarden[index])
        uit.append(waarden)
    return {"kolommen": [veld.name for veld in velden], "rijen": sorted(uit, key=_json)}


def _json(waarde: Any) -> str:
    return json.dumps(waarde, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def beschrijf(instance: engine.Instance) -> dict[str, Any]:
    """Return the problem as plain lists and dicts, ready for JSON."""
    return {naam: _rijen(soort, getattr(instance, naam)) for naam, soort in SOORTEN.items()}


def lees(beschrijving: dict[str, Any]) -> engine.Instance:
    """Return the problem that `beschrijf` described; columns that the engine no longer knows are left out."""
    return engine.Instance(**{naam: tuple(_lees_rijen(soort, beschrijving[naam])) for naam, soort in SOORTEN.items()})


def _lees_rijen(soort: type, tabel: dict[str, Any]) -> list[Any]:
    bekend = {veld.name: veld for veld in _velden(soort)}
    kolommen = [(index, naam) for index, naam in enumerate(tabel["kolommen"]) if naam in bekend]
    sets = {naam for _, naam in kolommen if _is_verzameling(bekend[naam])}
    return [
        soort(**{naam: frozenset(rij[index]) if naam in sets else rij[index] for index, naam in kolommen})
        for rij in tabel["rijen"]
    ]


def hash_van(instance: engine.Instance) -> str:
    """SHA-256 (hex) of the problem; the order of rows doesn't matter."""
    return hashlib.sha256(_json(beschrijf(instance)).encode()).hexdigest()


def pak_in(inhoud: dict[str, Any]) -> bytes:
    """Return `inhoud` as compressed JSON; equal content gives equal bytes."""
    return zlib.compress(_json(inhoud).encode(), 6)


def pak_uit(gegevens: bytes) -> dict[str, Any]:
    """Return what `pak_in` packed."""
    return json.loads(zlib.decompress(bytes(gegevens)))
