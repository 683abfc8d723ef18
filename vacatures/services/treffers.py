"""What a search found: the ids in order, and of those asked for what a list and a map show of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from django.db.models import QuerySet
from django.utils.functional import cached_property

from basis.afstand import hemelsbreed_km
from basis.postcodes import Plek, zoek_plek
from vacatures.bezetting import Bezetting
from vacatures.models import Vacature
from vacatures.services.sollicitatie_drukte import Drukte

EERSTE = 320  # ids that are read at once: a page, and what its map shows beside it
LICHT = {
    "pk": "pk",
    "plaats_id": "stageplaats_id",
    "eigen_dagen": "dagen",
    "dagen": "stageplaats__dagen",
    "periodes": "stageplaats__periodes",
    "min_leeftijd": "stageplaats__min_leeftijd",
    "vog_vereist": "stageplaats__vog_vereist",
    "lat": "stageplaats__afdeling__locatie__lat",
    "lon": "stageplaats__afdeling__locatie__lon",
    "postcode": "stageplaats__afdeling__locatie__postcode",
    "plaats": "stageplaats__afdeling__locatie__plaats",
}


@dataclass(slots=True)
class Treffer:
    """One vacature that was found; `vacature`, `bezetting` and `drukte` are there once `vul` filled them in."""

    pk: int
    plaats_id: int
    eigen_dagen: str
    dagen: str
    periodes: str
    min_leeftijd: int
    vog_vereist: bool
    lat: float | None
    lon: float | None
    postcode: str
    plaats: str
    km: float | None = None
    vacature: Vacature | None = None
    redenen: list[str] = field(default_factory=list)
    bezetting: Bezetting | None = None
    drukte: Drukte | None = None
    wanneer: str = ""

    @property
    def punt(self) -> tuple[float, float] | None:
        """Where it lies (latitude, longitude); None when nobody knows."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)


class Gevonden(Sequence[Treffer]):
    """What was found, in order: only what is asked for is read, so that a page costs the same in a large region.

    `delen` come one after the other: questions for ids, each in its own order, of which mostly the first is enough.
    """

    def __init__(self, delen: Sequence[QuerySet | list[int]], *, alle: QuerySet | None, vanaf: Plek | None) -> None:
        self.delen, self.vanaf = delen, vanaf
        self._alle = alle
        self._eerste: list[int] = []
        self._gelezen = 0  # so many of the first are in `_eerste`, if there are

    def __len__(self) -> int:
        """How many there are; counted once, and not at all when they were read to the last."""
        if self._alle is None:
            return sum(len(deel) for deel in self.delen)
        if self._gelezen > len(self._eerste):
            return len(self._eerste)
        return self._aantal

    @cached_property
    def _aantal(self) -> int:
        return 0 if self._alle is None else self._alle.count()

    @overload
    def __getitem__(self, welke: int) -> Treffer: ...

    @overload
    def __getitem__(self, welke: slice) -> list[Treffer]: ...

    def __getitem__(self, welke: int | slice) -> Treffer | list[Treffer]:
        """Return these (from the front), in order, with how far they are."""
        if isinstance(welke, int):
            return _lees(self._tot(welke + 1)[welke : welke + 1], self.vanaf)[0]
        tot = self._aantal if welke.stop is None else welke.stop
        return _lees(self._tot(tot)[welke], self.vanaf)

    def _tot(self, aantal: int) -> list[int]:
        """Return at least so many of the first ids, if there are."""
        if aantal > self._gelezen:
            self._gelezen = max(aantal, EERSTE)
            self._eerste = []
            for deel in self.delen:
                self._eerste += deel[: self._gelezen - len(self._eerste)]
                if len(self._eerste) == self._gelezen:
                    break
        return self._eerste


def _lees(ids: list[int], vanaf: Plek | None) -> list[Treffer]:
    rijen = Vacature.objects.filter(pk__in=ids).order_by().values_list(*LICHT.values())
    per_id = {rij[0]: Treffer(**dict(zip(LICHT, rij, strict=True))) for rij in rijen}
    treffers = [per_id[pk] for pk in ids if pk in per_id]
    for treffer in treffers:
        treffer.dagen = treffer.eigen_dagen or treffer.dagen
        plek = (treffer.lat, treffer.lon, treffer.postcode, treffer.plaats)
        treffer.lat, treffer.lon = punt_van(*plek) or (None, None)
        treffer.km = km_tussen(treffer.punt, vanaf)
    return treffers


def punt_van(lat: float | None, lon: float | None, postcode: str, plaats: str) -> tuple[float, float] | None:
    """Return the coordinates, else those of the postcode or the town."""
    if lat is not None and lon is not None:
        return lat, lon
    plek = zoek_plek(postcode) or zoek_plek(plaats)
    return (plek.lat, plek.lon) if plek else None


def km_tussen(punt: tuple[float, float] | None, vanaf: Plek | None) -> float | None:
    """Return the distance as the crow flies; None when one of the two is unknown."""
    return None if punt is None or vanaf is None else hemelsbreed_km(vanaf.lat, vanaf.lon, *punt)
