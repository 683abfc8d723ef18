"""The picture of a round: from the database to the problem that the engine solves (R4.3, R4.4).

A fixed number of queries, whatever the size. Ids in the problem are student numbers and codes of places, so that equal
data gives equal results on every database. `gegevens_van` is what gets frozen (services/bevriezen.py); decisions made
by hand come on top of it at each calculation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from matching.engine import instance as engine
from matching.engine.moments import DAGEN, PERIODES
from matching.models import Ronde
from matching.services import bezet, keuzes, pakket
from matching.services.bouwer import Bouwer
from matching.services.namen import namen_van
from matching.services.zitters import lees_zitters


@dataclass(frozen=True, slots=True)
class Telling:
    """The figures of the checklist."""

    studenten: int
    al_geplaatst: int
    andere_periode: int
    onvolledig: int
    zonder_woonplaats: int
    met_voorkeur: int
    plaatsen: int
    plekken: int
    plaatsen_zonder_erkenning: int
    plaatsen_zonder_adres: int
    al_bezet: int
    omzettingen: int
    met_hand: int


@dataclass(frozen=True)
class Momentopname:
    """The problem, and how to read its ids."""

    instance: engine.Instance
    telling: Telling
    studenten: dict[str, int]
    plaatsen: dict[str, int]
    namen: Mapping[str, str]
    afstand_vanaf_school: frozenset[str]
    onvolledig: dict[int, str]
    rangen: dict[tuple[str, str], int]

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical form of the problem; the order of rows doesn't matter."""
        return pakket.hash_van(self.instance)

    @cached_property
    def met_wensen(self) -> frozenset[str]:
        """Students who gave a preference that takes part."""
        return frozenset(student for student, _ in self.rangen)


def momentopname(ronde: Ronde) -> Momentopname:
    """Return the round as it is now, with the decisions by hand and where the last calculation had students."""
    foto = gegevens_van(ronde)
    return met_keuzes(
        foto, vast=keuzes.pins_van(ronde), huidig=keuzes.plaatsen_van(ronde.gekozen or ronde.berekeningen.first())
    )


def met_keuzes(foto: Momentopname, *, vast: list[engine.Vast], huidig: list[engine.Vast]) -> Momentopname:
    """Return the picture with decisions by hand and present places, as far as student and place take part.

    A pair with a decision by hand has no present place.
    """
    vast = [rij for rij in vast if rij.student in foto.studenten and rij.plaats in foto.plaatsen]
    bezet_paren = {(rij.student, rij.plaats) for rij in vast}
    huidig = [
        rij
        for rij in huidig
        if rij.student in foto.studenten
        and rij.plaats in foto.plaatsen
        and (rij.student, rij.plaats) not in bezet_paren
    ]
    instance = replace(foto.instance, vast=(*vast, *huidig, *foto.instance.vast))
    return replace(foto, instance=instance, telling=replace(foto.telling, met_hand=len(vast)))


def gegevens_van(ronde: Ronde) -> Momentopname:
    """Read the round and everything that bears on it; return the problem without decisions by hand.

    Left out: students who have left, have a placement in that time, or have no stage in these periods; places that were
    withdrawn, have no recognition for the whole round (R4.4; a stagegezin and informal care need none) or no address. A
    student whose home is unknown travels from school.
    """
    bouwer = Bouwer(ronde)
    studenten, student_ids = bouwer.lees_studenten()
    plaatsen, plaats_ids = bouwer.lees_plaatsen()
    groepen = bouwer.lees_groepen()
    knopen = [groep.groep for groep in groepen]
    zitters = lees_zitters(ronde=ronde, periodes=bouwer.periodes, knopen=knopen)
    bezetters = bezet.verdeel(zitters, plaatsen=plaatsen, grenzen={groep.groep: groep.capaciteit for groep in groepen})
    omzettingen = bouwer.lees_omzettingen()
    voorkeuren = bouwer.lees_voorkeuren(studenten, plaatsen)
    instance = engine.Instance(
        studenten=(*studenten.values(), *bezetters.studenten),
        plaatsen=(*_met_bezetters(plaatsen, bezetters), *_extra_plaatsen(bezetters)),
        groepen=tuple(groepen),
        omzettingen=tuple(omzettingen),
        voorkeuren=tuple(voorkeuren),
        vast=tuple(bezetters.vast),
    )
    teller = bouwer.teller
    return Momentopname(
        instance=instance,
        telling=Telling(
            studenten=len(studenten),
            al_geplaatst=teller["al_geplaatst"],
            andere_periode=teller["andere_periode"],
            onvolledig=len(bouwer.onvolledig),
            zonder_woonplaats=teller["zonder_woonplaats"],
            met_voorkeur=len({rij.student for rij in voorkeuren}),
            plaatsen=len(plaatsen),
            plekken=sum(plaats.capaciteit for plaats in plaatsen.values()),
            plaatsen_zonder_erkenning=teller["zonder_erkenning"],
            plaatsen_zonder_adres=teller["zonder_adres"],
            al_bezet=len(zitters),
            omzettingen=len(omzettingen),
            met_hand=0,
        ),
        studenten=student_ids,
        plaatsen=plaats_ids,
        namen=namen_van(ronde),
        afstand_vanaf_school=frozenset(bouwer.vanaf_school),
        onvolledig=bouwer.onvolledig,
        rangen={(rij.student, rij.plaats): rij.rang for rij in voorkeuren},
    )


def _met_bezetters(plaatsen: dict[str, engine.Plaats], bezetters: bezet.Bezetters) -> list[engine.Plaats]:
    return [
        replace(plaats, clusters=plaats.clusters | {bezet.BEZET}) if bezetters.per_plaats[code] else plaats
        for code, plaats in plaatsen.items()
    ]


def _extra_plaatsen(bezetters: bezet.Bezetters) -> list[engine.Plaats]:
    return [
        engine.Plaats(
            plaats=code,
            clusters=frozenset({bezet.BEZET}),
            groep=code.removeprefix(bezet.BEZET),
            lat=0.0,
            lon=0.0,
            capaciteit=aantal,
            min_leeftijd=0,
            vog_vereist=False,
            scholen=frozenset(),
            periodes=frozenset(PERIODES),
            dagen=frozenset(DAGEN),
            begeleider_niveau=0,
        )
        for code, aantal in sorted(bezetters.plaatsen.items())
    ]
