"""Import of placements: one student on one place from a day a row."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from basis.inlezen import Inlezing, Kolom, Rij, RijFout, RijPlan, Soort, Status, Wijziging
from kern.enums import PeriodeCode
from kern.imports.basis import (
    OPZOEKBLOK,
    RegioImporteur,
    blokken,
    dagen,
    maak,
    moet_bestaan,
    op_code,
    periodes,
    werk_bij,
    zoek,
)
from kern.kalender import DAGEN
from kern.models import Periode, Student, User
from plaatsingen import signals
from plaatsingen.enums import BEZET, PlaatsingStatus
from plaatsingen.models import Plaatsing, Statuswijziging
from plaatsingen.rules import overgang_mag
from plaatsingen.services import slot
from plaatsingen.services.normen import Normen
from plaatsingen.services.status import wijzig_status
from plaatsingen.services.zitplaatsen import Sleutel, Wens, Zitplaatsen, weken_van
from vacatures.models import Stageplaats

REDEN = "ingelezen uit een bestand"
VELDEN = ("einddatum", "periodes", "dagen", "werkbegeleider", "stagebegeleider", "uren_norm")


class PlaatsingenImporteur(RegioImporteur):
    """Placements by student, place and first day. Seats and overlap are checked; recognition isn't (history)."""

    titel = "Plaatsingen"
    uitleg = (
        "Een plaatsing per rij. Lees eerst de personen en de stageplaatsen in. "
        "Een student kan geen twee plaatsingen tegelijk hebben. "
        "Een stageplaats krijgt nooit meer studenten dan er plekken zijn."
    )
    kolommen = (
        Kolom("studentnummer", verplicht=True, maximum=20, ook=("student",), uitleg="Studentnummer."),
        Kolom("stageplaats", verplicht=True, maximum=80, ook=("plaats",), uitleg="Code van de stageplaats."),
        Kolom("begindatum", verplicht=True, soort=Soort.DATUM, uitleg="Eerste dag."),
        Kolom("einddatum", verplicht=True, soort=Soort.DATUM, uitleg="Laatste dag."),
        Kolom(
            "status",
            soort=Soort.KEUZE,
            keuzes=PlaatsingStatus.choices,
            uitleg="Status; leeg betekent lopend bij een nieuwe plaatsing.",
        ),
        Kolom("werkbegeleider", soort=Soort.EMAIL, uitleg="E-mailadres van de werkbegeleider."),
        Kolom("stagebegeleider", soort=Soort.EMAIL, uitleg="E-mailadres van de stagebegeleider."),
        Kolom(
            "periodes",
            soort=Soort.LIJST,
            keuzes=PeriodeCode.choices,
            uitleg="Periodes; leeg betekent: volgens de datums.",
        ),
        Kolom("dagen", soort=Soort.LIJST, keuzes=DAGEN, uitleg="Stagedagen; leeg betekent: de dagen van de student."),
        Kolom(
            "uren_norm",
            soort=Soort.GETAL,
            minimum=0,
            maximum=10_000,
            uitleg="Uren in totaal; leeg betekent: volgens de urennorm.",
        ),
    )
    voorbeeld = {
        "studentnummer": "S001234",
        "stageplaats": "PL-0001",
        "begindatum": "2026-08-31",
        "einddatum": "2027-01-24",
        "status": "lopend",
        "werkbegeleider": "werkbegeleider@zorg.example",
        "periodes": "1 2",
        "dagen": "ma di",
    }
    sleutel = ("studentnummer", "stageplaats", "begindatum")

    def controleer(self, inlezing: Inlezing) -> None:
        super().controleer(inlezing)
        for rij in inlezing.rijen:
            if rij["einddatum"] < rij["begindatum"]:
                inlezing.fout(
                    rij.nummer,
                    "einddatum",
                    rij["einddatum"],
                    "De laatste dag ligt voor de eerste dag.",
                    "Verbeter de datums.",
                )

    def laad(self, rijen: Sequence[Rij]) -> None:
        studenten = Student.objects.select_related("user", "opleiding")
        self._studenten = op_code(studenten, (rij["studentnummer"] for rij in rijen), "studentnummer")
        self._plaatsen = op_code(Stageplaats.objects.met_leerbedrijf(), (rij["stageplaats"] for rij in rijen))
        if not self.proef:
            self._vergrendel()
        adressen = {rij[kolom] for rij in rijen for kolom in ("werkbegeleider", "stagebegeleider") if rij[kolom]}
        self._mensen = op_code(User.objects.all(), adressen, "email")
        self._namen = dict(User.objects.filter(plaatsingen_als_werkbegeleider__isnull=False).values_list("pk", "email"))
        self._periodes: dict[int, list[Periode]] = defaultdict(list)
        for periode in Periode.objects.filter(
            schooljaar__in={plaats.schooljaar_id for plaats in self._plaatsen.values()}
        ):
            self._periodes[periode.schooljaar_id].append(periode)
        self._normen = Normen(op=self.vandaag)
        self._clusters: dict[int, set[int]] = defaultdict(set)
        through = Stageplaats.clusters.through.objects.values_list("stageplaats_id", "opleidingscluster_id")
        for plaats, cluster in zoek(through, "stageplaats_id", [plaats.pk for plaats in self._plaatsen.values()]):
            self._clusters[plaats].add(cluster)
        self._lees_bestaande(rijen)

    def _vergrendel(self) -> None:
        """Lock places and students, in blocks in the order of their ids."""
        plaatsen = [plaats.pk for plaats in self._plaatsen.values()]
        studenten = sorted(student.pk for student in self._studenten.values())
        for blok in blokken(sorted(plaatsen), OPZOEKBLOK):
            slot.vergrendel(stageplaats_ids=blok, student_ids=())
        for blok in blokken(studenten, OPZOEKBLOK):
            slot.vergrendel(stageplaats_ids=(), student_ids=blok)

    def _lees_bestaande(self, rijen: Sequence[Rij]) -> None:
        """Fill the seats with what is there, as it will be when the file is in."""
        organisaties = {plaats.afdeling.locatie.organisatie_id for plaats in self._plaatsen.values()}
        veld = "stageplaats__afdeling__locatie__organisatie_id"
        gevonden = {rij.pk: rij for rij in zoek(Plaatsing.objects.all(), veld, organisaties)}
        eigen = [student.pk for student in self._studenten.values()]
        gevonden |= {rij.pk: rij for rij in zoek(Plaatsing.objects.all(), "student_id", eigen)}
        plaatsen = {plaats.pk: plaats for plaats in self._plaatsen.values()}
        ander = {rij.stageplaats_id for rij in gevonden.values()} - plaatsen.keys()
        plaatsen |= {plaats.pk: plaats for plaats in zoek(Stageplaats.objects.met_leerbedrijf(), "pk", ander)}
        self._bestaand: dict[Sleutel, Plaatsing] = {}
        for plaatsing in sorted(gevonden.values(), key=lambda rij: rij.pk):
            sleutel = (plaatsing.student_id, plaatsing.stageplaats_id, plaatsing.begindatum)
            if sleutel not in self._bestaand or plaatsing.status in BEZET:
                self._bestaand[sleutel] = plaatsing
        self._zitplaatsen = Zitplaatsen(weken_van(plaatsen))
        self._zitplaatsen.neem_delen(organisaties)
        uit_bestand = set()
        for rij in rijen:
            sleutel = self._sleutel(rij)
            if sleutel in self._bestaand:
                try:
                    self._zitplaatsen.neem(self._wens(rij, sleutel, self._bestaand[sleutel]))
                except RijFout:
                    continue  # `vergelijk` meets the same error and tells it; then nothing is written at all
                uit_bestand.add(self._bestaand[sleutel].pk)
        for plaatsing in gevonden.values():
            if plaatsing.pk not in uit_bestand:
                self._zitplaatsen.neem(self._als_wens(plaatsing, plaatsen[plaatsing.stageplaats_id]))

    def _sleutel(self, rij: Rij) -> Sleutel | None:
        student, plaats = self._studenten.get(rij["studentnummer"]), self._plaatsen.get(rij["stageplaats"])
        return (student.pk, plaats.pk, rij["begindatum"]) if student and plaats else None

    @staticmethod
    def _als_wens(plaatsing: Plaatsing, plaats: Stageplaats) -> Wens:
        velden = {veld: getattr(plaatsing, veld) for veld in ("einddatum", "periodes", "dagen")}
        sleutel = (plaatsing.student_id, plaatsing.stageplaats_id, plaatsing.begindatum)
        return Wens(sleutel, None, plaats, velden, plaatsing.status)

    def _wens(self, rij: Rij, sleutel: Sleutel, bestaand: Plaatsing | None) -> Wens:
        student, plaats = self._studenten[rij["studentnummer"]], self._plaatsen[rij["stageplaats"]]
        velden: dict[str, Any] = {"einddatum": rij["einddatum"]}
        velden["periodes"] = periodes(rij["periodes"]) or (
            bestaand.periodes if bestaand else self._periodes_van(rij, plaats)
        )
        velden["dagen"] = dagen(rij["dagen"]) or (
            bestaand.dagen if bestaand else dagen(set(student.dagen.split()) & set(plaats.dagen.split()))
        )
        if not velden["dagen"]:
            raise RijFout("dagen", "De student en de stageplaats hebben geen stagedag samen.", "Vul de stagedagen in.")
        for kolom in ("periodes", "dagen"):
            if bestaand is None and set(velden[kolom].split()) - set(getattr(plaats, kolom).split()):
                raise RijFout(kolom, f"Deze stageplaats heeft alleen: {getattr(plaats, kolom)}.", "Kies daaruit.")
        for kolom in ("werkbegeleider", "stagebegeleider"):
            if rij[kolom]:
                velden[kolom] = moet_bestaan(
                    self._mensen, rij[kolom], kolom, "Deze persoon is onbekend.", "Lees eerst de personen in."
                )
        if rij["uren_norm"] is not None:
            velden["uren_norm"] = rij["uren_norm"]
        status = rij["status"] or (bestaand.status if bestaand else PlaatsingStatus.LOPEND)
        return Wens(sleutel, student, plaats, velden, status)

    def _periodes_van(self, rij: Rij, plaats: Stageplaats) -> str:
        codes = {
            p.code
            for p in self._periodes[plaats.schooljaar_id]
            if p.begin <= rij["einddatum"] and p.eind >= rij["begindatum"]
        }
        return periodes(codes & set(plaats.periodes.split())) or plaats.periodes

    def vergelijk(self, rij: Rij) -> RijPlan:
        student = moet_bestaan(
            self._studenten,
            rij["studentnummer"],
            "studentnummer",
            "Deze student is onbekend.",
            "Lees eerst de personen in.",
        )
        plaats = moet_bestaan(
            self._plaatsen,
            rij["stageplaats"],
            "stageplaats",
            "Deze stageplaats is onbekend.",
            "Lees eerst de stageplaatsen in.",
        )
        sleutel = (student.pk, plaats.pk, rij["begindatum"])
        bestaand = self._bestaand.get(sleutel)
        wens = self._wens(rij, sleutel, bestaand)
        omschrijving = f"{student.naam} bij {plaats.naam}"
        wijzigingen = self._verschil(bestaand, wens) if bestaand else ()
        if bestaand is None or wijzigingen:
            kolom, reden = self._zitplaatsen.waarom_niet(wens)
            if reden:
                raise RijFout(kolom, reden, "Kies een andere plek of andere datums.")
        if bestaand is None:
            self._zitplaatsen.neem(wens)
            self._let_op(rij, wens)
            return RijPlan(rij, Status.NIEUW, omschrijving, (), None, wens)
        status = Status.GEWIJZIGD if wijzigingen else Status.ONGEWIJZIGD
        return RijPlan(rij, status, omschrijving, wijzigingen, bestaand, wens)

    def _verschil(self, bestaand: Plaatsing, wens: Wens) -> tuple[Wijziging, ...]:
        anders = []
        for veld, waarde in wens.velden.items():
            if veld in {"werkbegeleider", "stagebegeleider"}:
                oud = getattr(bestaand, f"{veld}_id")
                if oud != waarde.pk:
                    anders.append(Wijziging(veld, self._namen.get(oud, ""), waarde.email))
            elif getattr(bestaand, veld) != waarde:
                anders.append(Wijziging(veld, getattr(bestaand, veld), waarde))
        if bestaand.status != wens.status:
            if not overgang_mag(bestaand.status, wens.status):
                van, naar = PlaatsingStatus(bestaand.status).label, PlaatsingStatus(wens.status).label
                raise RijFout("status", f"Een plaatsing kan niet van '{van}' naar '{naar}'.", "Laat de status leeg.")
            anders.append(Wijziging("status", bestaand.status, wens.status))
        return tuple(anders)

    def _let_op(self, rij: Rij, wens: Wens) -> None:
        """Tell what is odd about a new placement, without refusing it: the file may tell of the past."""
        if wens.student.cluster_id not in self._clusters[wens.plaats.pk]:
            self.inlezing.melding(
                rij.nummer, "stageplaats", rij["stageplaats"], "Deze plek is voor een ander opleidingscluster."
            )
        if wens.plaats.min_leeftijd >= 18 and wens.student.is_minderjarig(rij["begindatum"]):
            self.inlezing.melding(
                rij.nummer, "stageplaats", rij["stageplaats"], "De student is jonger dan 18; deze plek vraagt 18 jaar."
            )
        jaar = wens.plaats.schooljaar
        if rij["begindatum"] < jaar.begin or rij["einddatum"] > jaar.eind:
            self.inlezing.melding(
                rij.nummer, "einddatum", rij["einddatum"], f"Deze datums vallen buiten schooljaar {jaar.naam}."
            )

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        nieuw = [plan.extra for plan in plannen if plan.status == Status.NIEUW]
        gemaakt = maak(Plaatsing, [self._plaatsing(wens, at) for wens in nieuw])
        maak(
            Statuswijziging,
            [Statuswijziging(plaatsing=rij, van="", naar=rij.status, at=at, by=by, reden=REDEN) for rij in gemaakt],
        )
        gewijzigd = [plan for plan in plannen if plan.status == Status.GEWIJZIGD]
        eindes = {plan.bestaand.pk: plan.bestaand.einddatum for plan in gewijzigd}
        for plan in gewijzigd:
            for veld, waarde in plan.extra.velden.items():
                setattr(plan.bestaand, veld, waarde)
        werk_bij(Plaatsing, [plan.bestaand for plan in gewijzigd], VELDEN)
        self._meld_eindes(gewijzigd, eindes, by=by, at=at)
        for plan in gewijzigd:
            if plan.bestaand.status != plan.extra.status:
                wijzig_status(plaatsing=plan.bestaand, naar=plan.extra.status, by=by, at=at, reden=REDEN)
        for plaatsing in gemaakt:
            if plaatsing.status == PlaatsingStatus.LOPEND:
                signals.plaatsing_gestart.send(Plaatsing, plaatsing=plaatsing, by=by, at=at)

    @staticmethod
    def _meld_eindes(gewijzigd: Sequence[RijPlan], eindes: dict[int, date], *, by: Any, at: Any) -> None:
        for plan in gewijzigd:
            oud, nieuw = eindes[plan.bestaand.pk], plan.bestaand.einddatum
            if oud != nieuw:
                signals.einddatum_gewijzigd.send(
                    Plaatsing, plaatsing=plan.bestaand, oud=oud, nieuw=nieuw, by=by, at=at, reden=REDEN
                )

    def _plaatsing(self, wens: Wens, at: Any) -> Plaatsing:
        velden = {
            "werkbegeleider_id": wens.plaats.begeleider_id,
            "uren_norm": self._normen.voor_periodes(wens.student.opleiding, wens.velden["periodes"].split()),
        }
        if "werkbegeleider" in wens.velden:
            del velden["werkbegeleider_id"]
        return Plaatsing(
            student=wens.student,
            stageplaats=wens.plaats,
            begindatum=wens.sleutel[2],
            status=wens.status,
            aangemaakt_op=at,
            **{**velden, **wens.velden},
        )
