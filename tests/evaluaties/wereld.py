"""One placement lived twice: through the real services and rows, and through the pure core on the same facts.

`Wereld` keeps its own list of the facts it told the services; after each sweep the rows must hold exactly the events
that the core finds in that list. `Speler` lives a history from a seed, the same one on every database and machine.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from basis.errors import DomainError
from evaluaties import verslagregels as regels
from evaluaties.models import Veegstand, Verslagfeit
from evaluaties.services import feiten, veegronde
from evaluaties.services.dossiers import gebeurtenissen
from evaluaties.verslagregels import Soort, Staat, Type
from kern import kalender
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import maak_kring

BEGIN = date(2026, 9, 1)
EINDE = date(2027, 1, 29)
SLOT = datetime(2027, 9, 1, tzinfo=UTC)  # by now every check has come
BELEID = regels.Beleid()
UREN = (0, 1, 5, 7, 12, 24, 30, 48, 72, 168, 360, 720)


def maak_plaatsing(**velden: Any) -> tuple[Plaatsing, Any]:
    """A running placement that was known in time, and the coordinator of its school."""
    opties = {"begindatum": BEGIN, "einddatum": EINDE, "aangemaakt_op": kalender.begin_van_dag(BEGIN)} | velden
    kring = maak_kring(**opties)
    return kring.plaatsing, kring.coordinator


class Wereld:
    """The placement, the clock, and what the core says of it all."""

    def __init__(self, plaatsing: Plaatsing, coordinator: Any, beleid: regels.Beleid = BELEID) -> None:
        self.plaatsing, self.coordinator, self.beleid = plaatsing, coordinator, beleid
        self.klok = kalender.begin_van_dag(BEGIN) + timedelta(hours=9)
        self.geveegd: datetime | None = None
        self.dossier = regels.Dossier(start=plaatsing.begindatum, einde=plaatsing.einddatum)
        self.orakel: list[regels.Gebeurtenis] = []
        self.verteld: list[
            int
        ] = []  # per event: how many facts had been told (a clock that went back dates some before)
        self.korter = False  # whether a pause was ever made shorter (I6 makes an exception for it)

    # --- facts, each through its service and on the list of the core ---

    def _vertel(self, feit: regels.Feit, service: Callable[..., Any], **velden: Any) -> bool:
        try:
            service(plaatsing=self.plaatsing, by=self.coordinator, at=self.klok, **velden)
        except DomainError:
            return False
        self.dossier = replace(self.dossier, feiten=(*self.dossier.feiten, feit))
        return True

    def lever_in(self, plicht: str, eerder: timedelta) -> bool:
        op = self.klok - eerder
        feit = regels.Inlevering(recorded_at=self.klok, verplichting=plicht, received_at=op)
        return self._vertel(feit, feiten.meld_inlevering, plicht=plicht, received_at=op)

    def lever_opdracht_in(self, plicht: str, eerder: timedelta) -> bool:
        op = self.klok - eerder
        feit = regels.OpdrachtIngeleverd(recorded_at=self.klok, verplichting=plicht, received_at=op)
        return self._vertel(feit, feiten.meld_opdracht, plicht=plicht, received_at=op)

    def voer_gesprek(self, soort: Soort, nummer: str, dagen: int) -> bool:
        dag = kalender.lokale_dag(self.klok) + timedelta(days=dagen)
        feit = regels.Gesprek(recorded_at=self.klok, soort=soort, id=nummer, datum=dag)
        return self._vertel(feit, feiten.meld_gesprek, soort=soort.value, ref=nummer, datum=dag)

    def stel_vrij(self, plicht: str) -> bool:
        feit = regels.Vrijstelling(recorded_at=self.klok, verplichting=plicht)
        return self._vertel(feit, feiten.stel_vrij, plicht=plicht, reden="ziek")

    def geef_uitstel(self, plicht: str, dagen: int) -> bool:
        tot = kalender.lokale_dag(self.klok) + timedelta(days=dagen)
        feit = regels.Uitstel(recorded_at=self.klok, verplichting=plicht, due=tot)
        return self._vertel(feit, feiten.geef_uitstel, plicht=plicht, tot=tot, reden="druk")

    def pauzeer(self, naam: str, van_dagen: int, duur: int | None) -> bool:
        van = kalender.lokale_dag(self.klok) + timedelta(days=van_dagen)
        eerdere = [feit for feit in self.dossier.feiten if isinstance(feit, regels.Pauze) and feit.id == naam]
        if eerdere:
            van = eerdere[-1].van
        tot = None if duur is None else van + timedelta(days=duur)
        feit = regels.Pauze(recorded_at=self.klok, id=naam, van=van, tot=tot)
        gelukt = self._vertel(feit, feiten.pauzeer, ref=naam, van=van, tot=tot, reden="ziek")
        self.korter |= gelukt and bool(eerdere) and tot is not None and (tot < (eerdere[-1].tot or date.max))
        return gelukt

    def verzet_einde(self, dagen: int) -> bool:
        oud = self.plaatsing.einddatum
        nieuw = max(BEGIN, EINDE + timedelta(days=dagen))
        self.plaatsing.einddatum = nieuw
        self.plaatsing.save(update_fields=["einddatum"])
        feit = regels.EindeGewijzigd(recorded_at=self.klok, einde=nieuw)
        return self._vertel(feit, feiten.wijzig_einde, oud=oud, nieuw=nieuw)

    def besluit(self, oordeel: regels.Oordeel) -> bool:
        feit = regels.Besluit(recorded_at=self.klok, oordeel=oordeel)
        return self._vertel(feit, feiten.leg_besluit_vast, oordeel=oordeel.value, reden="gesproken")

    def sluit(self) -> bool:
        if any(isinstance(feit, regels.Gesloten) for feit in self.dossier.feiten):
            return False
        return self._vertel(regels.Gesloten(recorded_at=self.klok), feiten.sluit)

    # --- the clock and the sweep ---

    def verzet_klok(self, stap: timedelta) -> None:
        self.klok = min(max(self.klok + stap, kalender.begin_van_dag(BEGIN)), SLOT)

    def naar_volgende_moment(self, ernaast: timedelta) -> None:
        """Put the clock at, or just beside, the next instant at which something may be due."""
        op = max(self.klok, self.geveegd or self.klok)
        volgend = regels.volgende_moment(self.dossier, self.beleid, self.orakel, op)
        if volgend is not None:
            self.klok = min(max(self.klok, volgend + ernaast), SLOT)

    def veeg(self, at: datetime | None = None) -> int:
        """Sweep both; the rows must be what the core says. Returns how many events were new."""
        at = at or self.klok
        self.geveegd = max(at, self.geveegd or at)
        nieuw = regels.sweep(self.dossier, self.beleid, self.orakel, self.geveegd)
        self.orakel += nieuw
        self.verteld += [len(self.dossier.feiten)] * len(nieuw)
        uitkomst = veegronde.veeg(at=at)
        assert uitkomst.fouten == 0
        assert uitkomst.gebeurtenissen == len(nieuw)
        self.vergelijk()
        return len(nieuw)

    def rijen(self) -> list[regels.Gebeurtenis]:
        return gebeurtenissen([self.plaatsing])[self.plaatsing.pk]

    def vergelijk(self) -> None:
        assert self.rijen() == self.orakel

    def veeg_dubbel(self, terug: timedelta) -> None:
        """I2: once more, at the same and at an earlier instant, also when every placement is looked at again."""
        self.veeg()
        Veegstand.objects.update(volgend_moment=None)
        for at in (self.klok, self.klok - terug):
            assert veegronde.veeg(at=at).gebeurtenissen == 0
        self.vergelijk()

    # --- what must always hold ---

    def ladder(self) -> regels.Ladder:
        op = self.geveegd or self.klok
        return regels.Ladder(self.orakel, self.dossier.kennis(op).besluiten)

    def plichten(self) -> list[str]:
        """What one may talk about: all reports that exist, and one that doesn't."""
        return [*regels.verplichtingen(self.dossier, self.beleid, self.klok), "monthly:2027-05"]

    def controleer(self) -> None:
        """I2-I8 on the rows as they stand."""
        rijen = self.rijen()
        sleutels = [rij.sleutel for rij in rijen]
        assert len(sleutels) == len(set(sleutels)), "I2"
        for rang, verzuim in enumerate(self.ladder().op_volgorde, start=1):
            assert verzuim.rung <= min(rang, 4), "I4"
        aangekondigd: dict[tuple, date] = {}
        for rij, aantal in zip(rijen, self.verteld, strict=True):
            self._controleer_rij(rij, replace(self.dossier, feiten=self.dossier.feiten[:aantal]))
            self._controleer_datum(rij, aangekondigd)
        if self.ladder().staat is Staat.ONVOLDOENDE:
            bevestigd = Verslagfeit.objects.filter(plaatsing=self.plaatsing, soort="decision", waarde="confirm")
            assert bevestigd.filter(by=self.coordinator).exclude(reden="").exists(), "I8"

    def _controleer_rij(self, rij: regels.Gebeurtenis, dossier: regels.Dossier) -> None:
        if rij.type is Type.MISS:
            check = self.beleid.check(rij.due)
            toen = dossier.kennis(rij.at)
            assert rij.at >= check, "I3"
            assert not toen.verslag_binnen(rij.verplichting, voor=check), "I3"
            # I7: an extension is a person naming the day; all else never makes a due date that has passed already.
            if not toen.uitstel.get(rij.verplichting):
                sinds = self._sinds(rij, dossier)
                assert sinds is None or kalender.lokale_dag(sinds) <= rij.due, "I7"
        if rij.type is Type.REMINDER and rij.datum is not None:
            dag = kalender.lokale_dag(rij.at)
            dagen = [dag + timedelta(days=n) for n in range(1, (rij.datum - dag).days + 1)]
            assert len(dagen) >= 3, "I5"
            assert sum(kalender.is_werkdag(d) for d in dagen) >= 2, "I5"

    def _sinds(self, rij: regels.Gebeurtenis, dossier: regels.Dossier) -> datetime | None:
        """Since when, without a break until the miss, the report was due on that day."""
        tijden = sorted({feit.recorded_at for feit in dossier.feiten if feit.recorded_at <= rij.at})
        sinds = None
        for at in [kalender.begin_van_dag(BEGIN), *tijden]:
            plicht = regels.verplichtingen(dossier, self.beleid, at).get(rij.verplichting)
            if plicht is None or plicht.due != rij.due:
                sinds = None
            elif sinds is None:
                sinds = at
        return sinds

    def _controleer_datum(self, rij: regels.Gebeurtenis, aangekondigd: dict[tuple, date]) -> None:
        soorten = {Type.REMINDER: "grace", Type.REPLACEMENT_ASSIGNED: "replacement"}
        wat = soorten.get(rij.type) or (rij.wat and rij.wat.value)
        if wat and rij.datum is not None:
            plek = (rij.verplichting, rij.generation, wat)
            assert self.korter or rij.datum >= aangekondigd.get(plek, rij.datum), "I6"
            aangekondigd[plek] = rij.datum

    def rond_af(self) -> None:
        """I1 and I9: whatever was swept when, in the end the misses stand that one single sweep would have found."""
        self.klok = SLOT
        self.veeg()
        self.controleer()
        if self.ladder().besluit is not None or self.dossier.kennis(SLOT).gesloten:
            return  # what a person decided, or closed, depends on when
        if any(isinstance(feit, regels.Besluit) for feit in self.dossier.feiten):
            return
        in_een_keer = regels.Ladder(regels.sweep(self.dossier, self.beleid, [], SLOT))
        assert {(v.verplichting, v.due) for v in self.ladder().staand.values()} == {
            (v.verplichting, v.due) for v in in_een_keer.staand.values()
        }, "I1"


GESPREKKEN = ((Soort.KENNISMAKING, "1"), (Soort.KENNISMAKING, "2"), (Soort.TUSSENEVALUATIE, "1"))
EERDER = (timedelta(0), timedelta(0), timedelta(hours=1), timedelta(days=1), timedelta(days=9))


class Speler:
    """Lives a history from a seed, with nothing but `random.Random`: the same on every machine."""

    def __init__(self, wereld: Wereld, zaad: int) -> None:
        self.wereld, self.kans = wereld, Random(zaad)

    def speel(self, stappen: int) -> list[regels.Gebeurtenis]:
        for _ in range(stappen):
            self._stap()
        self.wereld.rond_af()
        return self.wereld.rijen()

    def _stap(self) -> None:
        wereld, kans = self.wereld, self.kans
        keuze = kans.randrange(100)
        staat = wereld.ladder().staat
        if staat is Staat.VOORGESTELD and keuze % 3:
            keuze = (86, 86, 98)[keuze % 5 % 3]  # a report was not owed after all, or a person decides
        elif staat is Staat.ONVOLDOENDE and keuze % 3 == 0:
            keuze = 86
        if keuze < 24:
            wereld.verzet_klok(timedelta(hours=kans.choice(UREN)))
        elif keuze < 28:
            wereld.verzet_klok(-timedelta(hours=kans.choice(UREN[:9])))
        elif keuze < 40:
            wereld.naar_volgende_moment(timedelta(seconds=kans.choice((-1, 0, 0, 1, 3600))))
        elif keuze < 65:
            wereld.veeg()
        elif keuze < 68:
            wereld.veeg_dubbel(timedelta(hours=kans.choice(UREN)))
        else:
            self._feit(keuze)

    def _feit(self, keuze: int) -> None:
        wereld, kans = self.wereld, self.kans
        plicht = kans.choice(wereld.plichten())
        if keuze < 75:
            wereld.lever_in(plicht, kans.choice(EERDER))
        elif keuze < 78:
            wereld.lever_opdracht_in(plicht, kans.choice(EERDER))
        elif keuze < 85:
            wereld.voer_gesprek(*kans.choice(GESPREKKEN), kans.randrange(-20, 10))
        elif keuze < 88:
            wereld.stel_vrij(plicht)
        elif keuze < 91:
            wereld.geef_uitstel(plicht, kans.randrange(-5, 30))
        elif keuze < 95:
            wereld.pauzeer(kans.choice("pq"), kans.randrange(-10, 6), kans.choice((None, 0, 3, 10, 30)))
        elif keuze < 97:
            wereld.verzet_einde(kans.randrange(-90, 60))
        elif keuze < 99:
            wereld.besluit(kans.choice((regels.Oordeel.BEVESTIGD, regels.Oordeel.AFGEWEZEN, regels.Oordeel.AFGEWEZEN)))
        elif kans.randrange(4) == 0:
            wereld.sluit()


def vingerafdruk(geschiedenissen: list[list[regels.Gebeurtenis]]) -> str:
    """SHA-256 of all events with their moments: equal on two databases only if every event is."""
    rijen = [
        [[*map(str, rij.sleutel), rij.at.astimezone(UTC).isoformat(), rij.payload] for rij in geschiedenis]
        for geschiedenis in geschiedenissen
    ]
    return hashlib.sha256(json.dumps(rijen, sort_keys=True).encode()).hexdigest()


def om_zeven(dag: date) -> datetime:
    """Seven o'clock local time, the moment of the check."""
    return kalender.lokaal_moment(dag, time(7))
