"""Import of demand and supply (contract, section 5): statements are appended, replaced ones keep their figure.

And of which students need a place in a school year: a column more in the import of people (R3.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from basis.inlezen import Inlezing, Kolom, Rij, RijFout, RijPlan, Soort, Status, Wijziging
from kern.enums import PeriodeCode, Rol
from kern.imports.basis import BLOK, Namenboek, RegioImporteur, blokken, maak, zoek
from kern.imports.clusters import Clusterboek, bewaar_cluster
from kern.imports.personen import PersonenImporteur
from kern.imports.schooljaren import Jarenboek
from kern.models import Opleidingscluster, Organisatie, Student
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave, Stagevraag
from vraagaanbod.services.op_naam import schrijf_op_naam
from vraagaanbod.services.opgaven import MAX_AANTAL

SOORTEN = tuple(OpgaveSoort.values)
HOE_LEEG = "Vul een getal in; 0 als er geen zijn."


@dataclass(frozen=True, slots=True)
class Sleutel:
    """What a row is about."""

    jaar: str
    cluster: Opleidingscluster
    organisatie: Organisatie | None
    periode: str


class VraagAanbodImporteur(RegioImporteur):
    """One cluster of one school year a row, of the region or of one organisation, for the year or a period."""

    titel = "Vraag en aanbod"
    uitleg = (
        "Een opleidingscluster per rij, met de gevraagde en de aangeboden plekken. "
        "Zonder onderwijsinstelling is de rij een prognose voor de hele regio. "
        "Geven scholen of leerbedrijven zelf cijfers op, dan tellen die in plaats van de prognose."
    )
    kolommen = (
        Kolom("schooljaar", verplicht=True, maximum=20, uitleg="Schooljaar, zoals 2009/2010."),
        Kolom(
            "cluster",
            verplicht=True,
            maximum=120,
            ook=("opleidingscluster",),
            uitleg="Code of naam van het opleidingscluster.",
        ),
        Kolom(
            "vraag",
            soort=Soort.GETAL,
            minimum=0,
            maximum=MAX_AANTAL,
            ook=("gevraagd",),
            uitleg="Studenten die een plek nodig hebben. De kolom moet er zijn.",
        ),
        Kolom(
            "aanbod",
            soort=Soort.GETAL,
            minimum=0,
            maximum=MAX_AANTAL,
            ook=("aangeboden",),
            uitleg="Plekken die er zijn. De kolom moet er zijn.",
        ),
        Kolom(
            "periode",
            soort=Soort.KEUZE,
            keuzes=PeriodeCode.choices,
            uitleg="1, 2, 3, 4 of z (zomer); leeg is het hele jaar.",
        ),
        Kolom(
            "onderwijsinstelling",
            maximum=200,
            ook=("organisatie", "school", "leerbedrijf"),
            uitleg="Code of naam van de school of het leerbedrijf; leeg is de hele regio.",
        ),
    )
    voorbeeld = {"schooljaar": "2009/2010", "cluster": "2 HP 1e jaars parttime", "vraag": "435", "aanbod": "90"}

    def controleer(self, inlezing: Inlezing) -> None:
        super().controleer(inlezing)
        for kolom in self.kolommen:
            if kolom.naam in SOORTEN and kolom.naam not in inlezing.aanwezig:
                hoe = f"Voeg een kolom met de kop {kolom.naam} toe. {kolom.uitleg}"
                inlezing.fout(1, kolom.naam, "", "Deze kolom ontbreekt.", hoe)

    def laad(self, rijen: Sequence[Rij]) -> None:
        self._jaren = Jarenboek(self.inlezing)
        self._clusters = Clusterboek(self.inlezing)
        met_organisatie = any(rij["onderwijsinstelling"] for rij in rijen)
        self._organisaties = Namenboek(Organisatie.objects.all() if met_organisatie else (), "organisatie")
        jaren = {jaar.pk for naam in self._namen_van_jaren(rijen) if (jaar := self._jaren.jaar(naam))}
        self._geldend = {
            (opgave.schooljaar_id, opgave.cluster_id, opgave.organisatie_id, opgave.periode, opgave.soort): opgave
            for opgave in Opgave.objects.geldend().filter(schooljaar__in=jaren)
        }
        self._gezien: dict[tuple, int] = {}

    def _namen_van_jaren(self, rijen: Sequence[Rij]) -> set[str]:
        namen = set()
        for tekst, nummer in {rij["schooljaar"]: rij.nummer for rij in reversed(rijen)}.items():
            try:
                namen.add(self._jaren.zoek(tekst, nummer))
            except RijFout:
                continue  # `vergelijk` meets the same error and tells the row
        return namen

    def vergelijk(self, rij: Rij) -> RijPlan:
        sleutel = self._sleutel(rij)
        nieuw = {soort: rij[soort] for soort in SOORTEN if rij[soort] is not None}
        self._controleer(rij, sleutel, nieuw)
        oud = {soort: self._opgave(sleutel, soort) for soort in nieuw}
        wijzigingen = tuple(
            Wijziging(soort, opgave.aantal if (opgave := oud[soort]) else None, aantal)
            for soort, aantal in nieuw.items()
            if oud[soort] is None or oud[soort].aantal != aantal
        )
        if not any(oud.values()):
            status = Status.NIEUW
        else:
            status = Status.GEWIJZIGD if wijzigingen else Status.ONGEWIJZIGD
        delen = [sleutel.jaar, sleutel.cluster.naam]
        delen += [PeriodeCode(sleutel.periode).label] if sleutel.periode else []
        delen += [sleutel.organisatie.naam] if sleutel.organisatie else []
        return RijPlan(rij, status, ", ".join(delen), wijzigingen, None, (sleutel, oud))

    def _sleutel(self, rij: Rij) -> Sleutel:
        naam = rij["onderwijsinstelling"]
        return Sleutel(
            self._jaren.zoek(rij["schooljaar"], rij.nummer),
            self._clusters.zoek(rij["cluster"], rij.nummer),
            self._organisaties.zoek(naam, "onderwijsinstelling") if naam else None,
            rij["periode"],
        )

    def _controleer(self, rij: Rij, sleutel: Sleutel, nieuw: dict[str, int]) -> None:
        organisatie = sleutel.organisatie.pk if sleutel.organisatie else None
        plek = (sleutel.jaar, sleutel.cluster.code, organisatie, sleutel.periode)
        eerder = self._gezien.setdefault(plek, rij.nummer)
        if eerder != rij.nummer:
            raise RijFout("cluster", f"Dit cluster staat ook op rij {eerder}.", "Laat een van de twee rijen weg.")
        if organisatie is None or not nieuw:
            for soort in SOORTEN:
                if soort not in nieuw:
                    raise RijFout(soort, "Hier moet iets staan.", HOE_LEEG)

    def _opgave(self, sleutel: Sleutel, soort: str) -> Opgave | None:
        jaar = self._jaren.jaar(sleutel.jaar)
        if jaar is None or sleutel.cluster.pk is None:
            return None
        organisatie = sleutel.organisatie.pk if sleutel.organisatie else None
        return self._geldend.get((jaar.pk, sleutel.cluster.pk, organisatie, sleutel.periode, soort))

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        vervangen, nieuw = [], []
        bron = f"bestand {self.inlezing.bestand}"[:200]
        for plan in plannen:
            sleutel, oud = plan.extra
            jaar = self._jaren.bewaar(sleutel.jaar, by=by, at=at)
            cluster = bewaar_cluster(sleutel.cluster, by=by, at=at)
            for wijziging in plan.wijzigingen:
                opgave = oud[wijziging.veld]
                if opgave is not None:
                    vervangen.append(opgave.pk)
                nieuw.append(
                    Opgave(
                        schooljaar=jaar,
                        cluster=cluster,
                        soort=wijziging.veld,
                        organisatie=sleutel.organisatie,
                        periode=sleutel.periode,
                        aantal=wijziging.nieuw,
                        door=by,
                        op=at,
                        bron=bron,
                    )
                )
        for blok in blokken(vervangen, BLOK):
            Opgave.objects.filter(pk__in=blok).update(vervangen_op=at)
        maak(Opgave, nieuw)


class PersonenMetVraagImporteur(PersonenImporteur):
    """People; a student with a school year in this row needs a place in that year, by name."""

    kolommen = (
        *PersonenImporteur.kolommen,
        Kolom(
            "schooljaar",
            maximum=20,
            uitleg="Alleen bij een student: het schooljaar waarin die een stageplaats zoekt, zoals 2026/2027. "
            "De student telt dan op naam mee, in plaats van de prognose van de school.",
        ),
    )
    voorbeeld = {**PersonenImporteur.voorbeeld, "schooljaar": "2026/2027"}

    def laad(self, rijen: Sequence[Rij]) -> None:
        super().laad(rijen)
        self._jaren = Jarenboek(self.inlezing)
        met_jaar = {rij["studentnummer"] for rij in rijen if rij["schooljaar"] and rij["studentnummer"]}
        bekend = Stagevraag.objects.values_list("student__studentnummer", "schooljaar__naam", "cluster_id")
        self._gevraagd = {
            (nummer, jaar): cluster for nummer, jaar, cluster in zoek(bekend, "student__studentnummer", met_jaar)
        }

    def vergelijk(self, rij: Rij) -> RijPlan:
        if rij["schooljaar"] and rij["rol"] != Rol.STUDENT:
            raise RijFout("schooljaar", "Dit kan alleen bij een student.", "Maak dit vak leeg.")
        plan = super().vergelijk(rij)
        if not rij["schooljaar"]:
            return plan
        jaar = self._jaren.zoek(rij["schooljaar"], rij.nummer)
        cluster = plan.extra.student_velden.get("cluster") or plan.extra.student.cluster
        if self._gevraagd.get((rij["studentnummer"], jaar), 0) != cluster.pk:
            if plan.status == Status.ONGEWIJZIGD:
                plan.status = Status.GEWIJZIGD
            if plan.status == Status.GEWIJZIGD:
                plan.wijzigingen = (*plan.wijzigingen, Wijziging("schooljaar", "", jaar))
        return plan

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        super().schrijf_rijen(plannen, by=by, at=at)
        per_jaar: dict[str, list[str]] = {}
        for plan in plannen:
            if plan.rij["schooljaar"]:
                naam = self._jaren.zoek(plan.rij["schooljaar"], plan.rij.nummer)
                per_jaar.setdefault(naam, []).append(plan.rij["studentnummer"])
        bron = f"bestand {self.inlezing.bestand}"[:200]
        for naam, nummers in per_jaar.items():
            jaar = self._jaren.bewaar(naam, by=by, at=at)
            studenten = list(zoek(Student.objects.all(), "studentnummer", nummers))
            schrijf_op_naam(
                schooljaar=jaar,
                clusters={student.pk: student.cluster_id for student in studenten},
                bron=bron,
                by=by,
                at=at,
            )
