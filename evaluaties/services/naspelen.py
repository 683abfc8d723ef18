"""Playing a scenario through the real services, rows and the sweep, in a transaction that is thrown away."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from evaluaties import verslagregels as regels
from evaluaties.services import feiten
from evaluaties.services.beleidsboek import onder_beleid
from evaluaties.services.dossiers import dossiers, gebeurtenissen, met_registratie
from evaluaties.services.veegronde import HARTSLAG
from evaluaties.verslagregels.replay import due_uitvoer
from kern.kalender import begin_van_dag
from kern.models import (
    Afdeling,
    Hartslag,
    Lidmaatschap,
    Locatie,
    Opleiding,
    Opleidingscluster,
    Organisatie,
    Schooljaar,
    Student,
    User,
)
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Plaatsing
from vacatures.models import Stageplaats

Veeg = Callable[[datetime], object]
WAAROM = "naspelen"


class _WeesWeg(Exception):
    pass


def speel_na(scenario: regels.Scenario, veeg: Veeg) -> dict[str, Any]:
    """Play one scenario: `{"id", "due", "events", "final"}` in the form of contract.md; leaves no row behind.

    `veeg(moment)` must run the registered sweep as if the clock stood at `moment`.
    """
    uitkomst: dict[str, Any] = {}
    try:
        with transaction.atomic(), onder_beleid(scenario.beleid):
            uitkomst = _Voorstelling(scenario, veeg).speel()
            raise _WeesWeg
    except _WeesWeg:
        return uitkomst


class _Voorstelling:
    def __init__(self, scenario: regels.Scenario, veeg: Veeg) -> None:
        self.scenario = scenario
        self.veeg = veeg
        Plaatsing.objects.filter(status__in=ACTIEF).update(status=PlaatsingStatus.AFGEROND)
        Hartslag.objects.filter(naam=HARTSLAG).delete()
        self.coordinator, self.plaatsing = _maak_wereld(scenario)
        self.nog_te_melden = list(scenario.dossier.op_volgorde)

    def speel(self) -> dict[str, Any]:
        laatst: datetime | None = None
        for moment in self.scenario.sweeps:
            laatst = moment if laatst is None else max(laatst, moment)
            self._meld_tot(laatst)
            self.veeg(moment)
        self._meld_tot(None)
        plaatsing = met_registratie(Plaatsing.objects.filter(pk=self.plaatsing.pk)).get()
        dossier = dossiers([plaatsing])[plaatsing.pk]
        events = gebeurtenissen([plaatsing])[plaatsing.pk]
        op = self.scenario.as_of or laatst
        return {
            "id": self.scenario.id,
            "due": due_uitvoer(regels.verplichtingen(dossier, self.scenario.beleid, op), self.scenario),
            "events": [event.als_scenario() for event in events],
            "final": regels.eindstand(dossier, events, laatst),
        }

    def _meld_tot(self, moment: datetime | None) -> None:
        while self.nog_te_melden and (moment is None or self.nog_te_melden[0].recorded_at <= moment):
            self._meld(self.nog_te_melden.pop(0))

    def _meld(self, feit: regels.Feit) -> None:
        vast = {"plaatsing": self.plaatsing, "by": self.coordinator, "at": feit.recorded_at}
        match feit:
            case regels.Inlevering():
                feiten.meld_inlevering(plicht=feit.verplichting, received_at=feit.received_at, **vast)
            case regels.OpdrachtIngeleverd():
                feiten.meld_opdracht(plicht=feit.verplichting, received_at=feit.received_at, **vast)
            case regels.Gesprek():
                feiten.meld_gesprek(soort=feit.soort.value, ref=feit.id, datum=feit.datum, **vast)
            case regels.Vrijstelling():
                feiten.stel_vrij(plicht=feit.verplichting, reden=WAAROM, **vast)
            case regels.Uitstel():
                feiten.geef_uitstel(plicht=feit.verplichting, tot=feit.due, reden=WAAROM, **vast)
            case regels.Pauze():
                feiten.pauzeer(ref=feit.id, van=feit.van, tot=feit.tot, reden=WAAROM, **vast)
            case regels.EindeGewijzigd():
                self._wijzig_einde(feit.einde, vast)
            case regels.Besluit():
                feiten.leg_besluit_vast(oordeel=feit.oordeel.value, reden=WAAROM, **vast)
            case regels.Gesloten():
                feiten.sluit(**vast)

    def _wijzig_einde(self, einde: date, vast: dict[str, Any]) -> None:
        oud, self.plaatsing.einddatum = self.plaatsing.einddatum, einde
        self.plaatsing.save(update_fields=["einddatum"])
        feiten.wijzig_einde(oud=oud, nieuw=einde, **vast)


def _maak_wereld(scenario: regels.Scenario) -> tuple[User, Plaatsing]:
    """Make the least rows a placement needs: a school with a coordinator and a student, a host with one place."""
    dossier = scenario.dossier
    school = Organisatie.objects.create(soort="school", code="naspelen-school", naam="School")
    bedrijf = Organisatie.objects.create(soort="leerbedrijf", code="naspelen-bedrijf", naam="Leerbedrijf")
    lang_geleden = date(2000, 1, 1)
    coordinator, leerling = (
        User.objects.create(email=f"{naam}@naspelen.invalid", voornaam=naam) for naam in ("coordinator", "student")
    )
    Lidmaatschap.objects.create(user=coordinator, organisatie=school, rol="coordinator", van=lang_geleden)
    opleiding, _ = Opleiding.objects.get_or_create(
        code="naspelen", defaults={"naam": "Zorg", "letters": "VZ", "niveau": 3, "leerweg": "bol", "jaren": 3}
    )
    cluster, _ = Opleidingscluster.objects.get_or_create(
        code="naspelen",
        defaults={"naam": "naspelen", "niveau": 3, "leerjaren": "1", "letters": "VZ", "intensiteit": "fulltime"},
    )
    student = Student.objects.create(
        user=leerling,
        studentnummer="naspelen",
        school=school,
        opleiding=opleiding,
        cluster=cluster,
        leerjaar=1,
        geboortedatum=lang_geleden,
    )
    locatie = Locatie.objects.create(organisatie=bedrijf, code="naspelen", naam="Locatie")
    schooljaar, _ = Schooljaar.objects.get_or_create(
        naam="1900/1901", defaults={"begin": date(1900, 8, 1), "eind": date(1901, 7, 31)}
    )
    plaats = Stageplaats.objects.create(
        code="naspelen",
        naam="Stageplaats",
        afdeling=Afdeling.objects.create(locatie=locatie, code="naspelen", naam="Afdeling"),
        schooljaar=schooljaar,
        capaciteit=1,
    )
    plaatsing = Plaatsing.objects.create(
        student=student,
        stageplaats=plaats,
        begindatum=dossier.start,
        einddatum=dossier.einde,
        status=PlaatsingStatus.LOPEND,
        aangemaakt_op=dossier.recorded_at or begin_van_dag(dossier.start),
    )
    return coordinator, plaatsing
