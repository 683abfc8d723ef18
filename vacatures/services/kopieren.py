"""Copying places to another school year, many at once: dates and periods of the new year, recognition looked up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from kern.models import Afdeling, Erkenning, Opleiding, Periode, Schooljaar, Schoolvakantie, User
from kern.services.audit import leg_vast
from vacatures.models import Plaatsbegeleider, Stageplaats, StageplaatsQuerySet, Weekcapaciteit
from vacatures.rules import ZONDER_ERKENNING, eerste_gat
from vacatures.services.plaatsen import nieuwe_code

EEN_JAAR = timedelta(weeks=52)  # the same weekdays
MAX_PLAATSEN = 500
GEKOPIEERD = (
    "naam",
    "afdeling",
    "capaciteit",
    "periodes",
    "dagen",
    "min_leeftijd",
    "vog_vereist",
    "vaccinatie_gevraagd",
    "overige_eisen",
    "begeleider_niveau",
    "begeleider",
    "soort",
    "toelichting",
)


@dataclass(slots=True)
class Kopieplan:
    """What copying one place comes to: when, for how many, and what stands in the way."""

    plaats: Stageplaats
    begin: date
    eind: date
    weken: list[tuple[date, date, int, str]] = field(default_factory=list)
    er_is_al: Stageplaats | None = None
    niet_erkend: list[str] = field(default_factory=list)

    @property
    def kan(self) -> bool:
        """Whether the place can be copied and used."""
        return self.er_is_al is None and not self.niet_erkend


def eigen_plaatsen(user: User) -> StageplaatsQuerySet:
    """Return the places that the person may copy: of the own leerbedrijven; an administrator all."""
    plaatsen = Stageplaats.objects.actief().met_leerbedrijf()
    if user.is_beheerder:
        return plaatsen
    return plaatsen.filter(afdeling__locatie__organisatie__in=user.organisatie_ids_als("praktijkopleider"))


def plannen(*, plaatsen: Sequence[Stageplaats], naar: Schooljaar) -> list[Kopieplan]:
    """Return for each place what its copy would be. The same number of queries for one and for many."""
    kaart = _Jaarkaart([plaats.schooljaar for plaats in plaatsen], naar)
    al = {rij.kopie_van_id: rij for rij in Stageplaats.objects.filter(kopie_van__in=plaatsen, schooljaar=naar)}
    erkend = _Erkend(plaatsen)
    weken: dict[int, list[Weekcapaciteit]] = {}
    for rij in Weekcapaciteit.objects.filter(stageplaats__in=plaatsen):
        weken.setdefault(rij.stageplaats_id, []).append(rij)
    uit = []
    for plaats in plaatsen:
        begin, eind = kaart.looptijd(plaats)
        verzet = [(*kaart.verzet(rij.begin, rij.eind), rij.capaciteit, rij.reden) for rij in weken.get(plaats.pk, [])]
        binnen = [
            (max(van, naar.begin), min(tot, naar.eind), aantal, reden)
            for van, tot, aantal, reden in verzet
            if van <= naar.eind and tot >= naar.begin
        ]
        uit.append(Kopieplan(plaats, begin, eind, binnen, al.get(plaats.pk), erkend.mist(plaats, begin, eind)))
    return uit


class _Jaarkaart:
    """Turns days of one school year into those of another: holidays by name, periods by number, else 52 weeks on."""

    def __init__(self, van: Iterable[Schooljaar], naar: Schooljaar) -> None:
        self.naar = naar
        jaren = {jaar.pk: jaar for jaar in van} | {naar.pk: naar}
        self._periodes: dict[int, dict[str, Periode]] = {}
        for rij in Periode.objects.filter(schooljaar__in=jaren):
            self._periodes.setdefault(rij.schooljaar_id, {})[rij.code] = rij
        nieuw = Schoolvakantie.objects.filter(begin__gte=naar.begin, begin__lte=naar.eind)
        namen = {_kale_naam(rij.naam): (rij.begin, rij.eind) for rij in nieuw}
        nieuwe = self._periodes.get(naar.pk, {})
        self._vast: dict[tuple[date, date], tuple[date, date]] = {}
        for jaar in jaren.values():
            if jaar.pk == naar.pk:
                continue
            for rij in Schoolvakantie.objects.filter(begin__gte=jaar.begin, begin__lte=jaar.eind):
                if _kale_naam(rij.naam) in namen:
                    self._vast[rij.begin, rij.eind] = namen[_kale_naam(rij.naam)]
            for code, rij in self._periodes.get(jaar.pk, {}).items():
                if code in nieuwe:
                    self._vast[rij.begin, rij.eind] = (nieuwe[code].begin, nieuwe[code].eind)

    def looptijd(self, plaats: Stageplaats) -> tuple[date, date]:
        """Return the first and last day of the place in the new year: those of its periods."""
        eigen = [rij for code, rij in self._periodes.get(self.naar.pk, {}).items() if code in plaats.periodes.split()]
        if not eigen:
            return self.naar.begin, self.naar.eind
        return min(rij.begin for rij in eigen), max(rij.eind for rij in eigen)

    def verzet(self, begin: date, eind: date) -> tuple[date, date]:
        """Return where a stretch of days lies in the new year."""
        if (begin, eind) in self._vast:
            return self._vast[begin, eind]
        jaren = max(1, round((self.naar.begin - begin).days / 365.25 + 0.5)) if begin < self.naar.begin else 0
        return begin + EEN_JAAR * jaren, eind + EEN_JAAR * jaren


def _kale_naam(naam: str) -> str:
    return re.sub(r"\s*\d{4}(/\d{4})?", "", naam).strip().casefold()


class _Erkend:
    """Looks up which clusters of places have no recognised programme. Three queries."""

    def __init__(self, plaatsen: Sequence[Stageplaats]) -> None:
        self._clusters: dict[int, list[tuple[str, set[str]]]] = {}
        door = Stageplaats.clusters.through.objects.filter(stageplaats__in=plaatsen)
        for pk, naam, letters in door.values_list(
            "stageplaats_id", "opleidingscluster__naam", "opleidingscluster__letters"
        ):
            self._clusters.setdefault(pk, []).append((naam, set(letters.split())))
        letters_van = dict(Opleiding.objects.values_list("pk", "letters"))
        huizen = {plaats.leerbedrijf.pk for plaats in plaatsen}
        self._stukken: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
        for rij in Erkenning.objects.filter(organisatie__in=huizen):
            sleutel = (rij.organisatie_id, rij.opleiding_id)
            self._stukken.setdefault(sleutel, []).append((rij.geldig_van, rij.geldig_tot))
        self._letters = letters_van

    def mist(self, plaats: Stageplaats, begin: date, eind: date) -> list[str]:
        if plaats.soort in ZONDER_ERKENNING:
            return []
        goed = {
            self._letters[opleiding]
            for (huis, opleiding), delen in self._stukken.items()
            if huis == plaats.leerbedrijf.pk and eerste_gat(delen, begin, eind) is None
        }
        return [naam for naam, letters in self._clusters.get(plaats.pk, []) if not letters & goed]


@transaction.atomic
def kopieer(*, plaatsen: Iterable[UUID], naar: Schooljaar, by: User, at: datetime) -> list[Stageplaats]:
    """Copy own places (public ids) to a school year; return the new ones. What was copied before is left alone.

    Places without recognition in the new year are copied too when chosen: nobody can be placed there until it is
    there. The copies count as confirmed today.
    """
    ids = list(dict.fromkeys(plaatsen))[:MAX_PLAATSEN]
    eigen = eigen_plaatsen(by).filter(public_id__in=ids)
    # In the order in which taking a seat locks; a second click waits and then finds what the first made.
    afdelingen = set(eigen.values_list("afdeling_id", flat=True).order_by())
    list(Afdeling.objects.select_for_update(of=("self",)).filter(pk__in=afdelingen).order_by("pk").values_list("pk"))
    rijen = list(eigen.select_for_update(of=("self",)).order_by("pk"))
    if not rijen:
        raise DomainError("Kies minstens een stageplaats.")
    if any(plaats.schooljaar_id == naar.pk for plaats in rijen):
        raise DomainError("Kies een ander schooljaar dan dat van de stageplaatsen.")
    nieuw = [_kopie(plan, naar, at) for plan in plannen(plaatsen=rijen, naar=naar) if plan.er_is_al is None]
    per_huis: dict[int, list[Stageplaats]] = {}
    for plaats in nieuw:
        per_huis.setdefault(plaats.leerbedrijf.pk, []).append(plaats)
    for groep in per_huis.values():
        wat = {"stageplaatsen": [plaats.code for plaats in groep], "schooljaar": naar.naam}
        leg_vast(actie="stageplaatsen gekopieerd", obj=groep[0].leerbedrijf, by=by, at=at, na=wat)
    return nieuw


def _kopie(plan: Kopieplan, naar: Schooljaar, at: datetime) -> Stageplaats:
    bron = plan.plaats
    plaats = Stageplaats.objects.create(
        code=nieuwe_code(bron.afdeling),
        schooljaar=naar,
        kopie_van=bron,
        bevestigd_op=timezone.localdate(at),
        **{veld: getattr(bron, veld) for veld in GEKOPIEERD},
    )
    plaats.clusters.set(bron.clusters.all())
    plaats.scholen.set(bron.scholen.all())
    Weekcapaciteit.objects.bulk_create(
        [
            Weekcapaciteit(stageplaats=plaats, begin=van, eind=tot, capaciteit=aantal, reden=reden)
            for van, tot, aantal, reden in plan.weken
        ]
    )
    Plaatsbegeleider.objects.bulk_create(
        [
            Plaatsbegeleider(
                stageplaats=plaats,
                user_id=rij.user_id,
                niveau=rij.niveau,
                opleiding=rij.opleiding,
                getraind_op=rij.getraind_op,
            )
            for rij in bron.plaatsbegeleiders.filter(user__is_active=True)
        ]
    )
    return plaats
