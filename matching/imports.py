"""Import of preferences of students (voorkeuren)."""

from collections.abc import Sequence
from typing import Any

from basis.inlezen import Kolom, Rij, RijFout, RijPlan, Soort, Status
from kern.imports.basis import RegioImporteur, maak, moet_bestaan, op_code, plan_velden, werk_bij, zoek
from kern.models import Student
from matching.models import Voorkeur
from vacatures.models import Stageplaats


class VoorkeurenImporteur(RegioImporteur):
    """One wish a row. Wishes that aren't in the file stay; a student can't give two places the same rank."""

    titel = "Voorkeuren"
    uitleg = (
        "Een voorkeur per rij. Rang 1 is de liefste plek. "
        "Voorkeuren die niet in het bestand staan, blijven zoals ze zijn."
    )
    kolommen = (
        Kolom("studentnummer", verplicht=True, maximum=20, ook=("student",), uitleg="Studentnummer."),
        Kolom("stageplaats", verplicht=True, maximum=80, ook=("plaats",), uitleg="Code van de stageplaats."),
        Kolom("rang", verplicht=True, soort=Soort.GETAL, minimum=1, maximum=99, uitleg="1 is de liefste plek."),
    )
    voorbeeld = {"studentnummer": "S001234", "stageplaats": "PL-0001", "rang": "1"}
    sleutel = ("studentnummer", "stageplaats")

    def laad(self, rijen: Sequence[Rij]) -> None:
        self._studenten = op_code(Student.objects.all(), (rij["studentnummer"] for rij in rijen), "studentnummer")
        self._plaatsen = op_code(Stageplaats.objects.all(), (rij["stageplaats"] for rij in rijen))
        ids = [student.pk for student in self._studenten.values()]
        self._er = {
            (wens.student_id, wens.stageplaats_id): wens for wens in zoek(Voorkeur.objects.all(), "student_id", ids)
        }
        self._rangen: dict[tuple[int, int], str] = {}
        in_bestand = {
            (self._pk(self._studenten, rij["studentnummer"]), self._pk(self._plaatsen, rij["stageplaats"]))
            for rij in rijen
        }
        for (student, plaats), wens in self._er.items():
            if (student, plaats) not in in_bestand:
                self._rangen[student, wens.rang] = "een plek die niet in dit bestand staat"
        reserveringen = zoek(
            Stageplaats.scholen.through.objects.values_list("stageplaats_id", "organisatie_id"),
            "stageplaats_id",
            [plaats.pk for plaats in self._plaatsen.values()],
        )
        self._scholen: dict[int, set[int]] = {}
        for plaats, school in reserveringen:
            self._scholen.setdefault(plaats, set()).add(school)

    @staticmethod
    def _pk(rijen: dict[str, Any], code: str) -> int | None:
        return rijen[code].pk if code in rijen else None

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
        scholen = self._scholen.get(plaats.pk)
        if scholen and student.school_id not in scholen:
            raise RijFout("stageplaats", "Deze stageplaats is voor andere scholen.", "Kies een andere plek.")
        eerder = self._rangen.setdefault((student.pk, rij["rang"]), f"rij {rij.nummer}")
        if eerder != f"rij {rij.nummer}":
            raise RijFout(
                "rang", f"Deze student heeft rang {rij['rang']} al: {eerder}.", "Geef elke plek een eigen rang."
            )
        wens = self._er.get((student.pk, plaats.pk))
        omschrijving = f"{rij['studentnummer']}: {plaats.naam}"
        return plan_velden(
            rij, nieuw={"rang": rij["rang"]}, bestaand=wens, omschrijving=omschrijving, extra=(student, plaats)
        )

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        nieuw, gewijzigd = [], []
        for plan in plannen:
            if plan.status == Status.NIEUW:
                student, plaats = plan.extra
                nieuw.append(Voorkeur(student=student, stageplaats=plaats, rang=plan.rij["rang"], ingevoerd_op=at))
            else:
                plan.bestaand.rang, plan.bestaand.ingevoerd_op = plan.rij["rang"], at
                gewijzigd.append(plan.bestaand)
        maak(Voorkeur, nieuw)
        werk_bij(Voorkeur, gewijzigd, ["rang", "ingevoerd_op"])
