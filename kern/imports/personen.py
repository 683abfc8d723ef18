"""Import of people: one role of one person a row; students with what matching needs of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models.functions import Lower

from basis.inlezen import Rij, RijFout, RijPlan, Status, Wijziging
from kern.enums import OrganisatieSoort, Rol
from kern.imports.basis import Namenboek, RegioImporteur, dagen, gevuld, maak, op_code, periodes, werk_bij, zoek
from kern.imports.clusters import Clusterboek, bewaar_cluster
from kern.imports.personen_kolommen import KOLOMMEN, VOORBEELD
from kern.models import Afdeling, Lidmaatschap, Opleiding, Opleidingscluster, Organisatie, Student, User

PERSOON = ("email", "voornaam", "tussenvoegsel", "achternaam", "telefoon")
NODIG_BIJ_STUDENT = ("opleiding", "cluster", "leerjaar", "geboortedatum")
KAAL = ("leerjaar", "geboortedatum", "postcode", "woonplaats", "max_km", "vog", "voorrang")
OP_SCHOOL = frozenset({Rol.STUDENT, Rol.STAGEDOCENT})
STUDENTVELDEN = (
    "school",
    "opleiding",
    "cluster",
    "stagedocent",
    "lat",
    "lon",
    "periodes",
    "dagen",
    *KAAL,
)


@dataclass(slots=True)
class Persoon:
    """One person as the file wants it, gathered over all rows with the same address."""

    bestaand: User | None
    rij: int
    velden: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Rolplan:
    """What a row wants: a role of a person, and for a student the student's own fields."""

    email: str
    rol: str
    organisatie: Organisatie
    lid: Lidmaatschap | None
    lid_velden: dict[str, Any]
    student: Student | None = None
    student_velden: dict[str, Any] = field(default_factory=dict)
    oude_rol: Lidmaatschap | None = None


class PersonenImporteur(RegioImporteur):
    """People by e-mail address, students by `studentnummer`; a person may have several rows with other roles."""

    titel = "Personen"
    uitleg = (
        "Een rol van een persoon per rij. Iemand met twee rollen heeft twee rijen. "
        "Bij een student hoort een studentnummer. "
        "Er gaat geen mail uit: de eerste keer kiest iemand op de inlogpagina 'Wachtwoord vergeten?', "
        "of logt in met het schoolaccount."
    )
    kolommen = KOLOMMEN
    voorbeeld = VOORBEELD
    sleutel = ("email", "rol", "organisatie")

    def laad(self, rijen: Sequence[Rij]) -> None:
        nummers = [rij["studentnummer"] for rij in rijen if rij["studentnummer"]]
        self._studenten = op_code(Student.objects.select_related("user"), nummers, "studentnummer")
        adressen = {rij["email"] for rij in rijen} | {rij["stagedocent"] for rij in rijen if rij["stagedocent"]}
        mensen = User.objects.annotate(adres=Lower("email"))
        self._mensen = {user.adres: user for user in zoek(mensen, "adres", adressen)}
        self._in_bestand = {rij["email"] for rij in rijen}
        users = {user.pk for user in self._mensen.values()} | {student.user_id for student in self._studenten.values()}
        self._nummer_van = dict(zoek(Student.objects.values_list("user_id", "studentnummer"), "user_id", users))
        self._leden: dict[tuple[int, int, str], list[Lidmaatschap]] = {}
        for lid in zoek(Lidmaatschap.objects.order_by("van"), "user_id", users):
            self._leden.setdefault((lid.user_id, lid.organisatie_id, lid.rol), []).append(lid)
        self._organisaties = Namenboek(Organisatie.objects.all(), "organisatie")
        afdelingen = Afdeling.objects.select_related("locatie")
        self._afdelingen = op_code(afdelingen, (rij["afdeling"] for rij in rijen if rij["afdeling"]))
        self._opleidingen = {opleiding.code: opleiding for opleiding in Opleiding.objects.all()}
        self._clusters = Clusterboek(self.inlezing)
        self._personen: dict[str, Persoon] = {}
        self._nummers: dict[str, int] = {}
        self._namen: dict[str, dict[int, str]] = {}

    def vergelijk(self, rij: Rij) -> RijPlan:
        organisatie = self._organisaties.zoek(rij["organisatie"], "organisatie")
        if rij["rol"] in OP_SCHOOL and organisatie.soort != OrganisatieSoort.SCHOOL:
            raise RijFout("organisatie", f"{organisatie.naam} is geen school.", "Kies een school bij deze rol.")
        student = self._student(rij) if rij["rol"] == Rol.STUDENT else None
        persoon = self._persoon(rij, student)
        plan = Rolplan(
            rij["email"],
            rij["rol"],
            organisatie,
            self._lid(rij, persoon, organisatie),
            self._lid_velden(rij, organisatie),
            student,
        )
        wijzigingen = self._verschil(persoon.bestaand, gevuld(rij, PERSOON))
        wijzigingen += self._rolverschil(rij, plan)
        if rij["rol"] == Rol.STUDENT:
            plan.student_velden = self._studentvelden(rij, organisatie, student)
            wijzigingen += self._studentverschil(student, plan.student_velden)
            plan.oude_rol = self._oude_rol(student, organisatie)
        nieuw = persoon.bestaand is None
        status = Status.NIEUW if nieuw else Status.GEWIJZIGD if wijzigingen else Status.ONGEWIJZIGD
        naam = " ".join(filter(None, (rij["voornaam"], rij["tussenvoegsel"], rij["achternaam"]))) or rij["email"]
        omschrijving = f"{naam}, {Rol(rij['rol']).label} bij {organisatie.naam}"
        return RijPlan(rij, status, omschrijving, () if nieuw else tuple(wijzigingen), persoon.bestaand, plan)

    # --- what a row says ---

    def _student(self, rij: Rij) -> Student | None:
        nummer = rij["studentnummer"]
        if not nummer:
            raise RijFout("studentnummer", "Hier moet iets staan.", "Een student heeft een studentnummer.")
        eerder = self._nummers.setdefault(nummer, rij.nummer)
        if eerder != rij.nummer:
            raise RijFout("studentnummer", f"Dit studentnummer staat ook op rij {eerder}.", "Laat een van de twee weg.")
        student = self._studenten.get(nummer)
        eigenaar = self._mensen.get(rij["email"])
        if student is None and eigenaar is not None and eigenaar.pk in self._nummer_van:
            ander = self._nummer_van[eigenaar.pk]
            raise RijFout("email", f"Dit e-mailadres is al van student {ander}.", "Kijk welk studentnummer klopt.")
        if student is not None and eigenaar is not None and eigenaar.pk != student.user_id:
            raise RijFout("email", "Dit e-mailadres is al van iemand anders.", "Kijk welk adres klopt.")
        if student is None:
            for kolom in NODIG_BIJ_STUDENT:
                if rij[kolom] in (None, ""):
                    raise RijFout(kolom, "Hier moet iets staan.", "Bij een nieuwe student is dit nodig.")
        return student

    def _persoon(self, rij: Rij, student: Student | None) -> Persoon:
        persoon = self._personen.get(rij["email"])
        if persoon is None:
            bestaand = self._mensen.get(rij["email"]) or (student.user if student else None)
            persoon = self._personen[rij["email"]] = Persoon(bestaand, rij.nummer)
        velden = gevuld(rij, PERSOON)
        for veld, waarde in velden.items():
            if persoon.velden.get(veld, waarde) != waarde:
                raise RijFout(
                    veld, f"Op rij {persoon.rij} staat iets anders bij dezelfde persoon.", "Maak de rijen gelijk."
                )
        if persoon.bestaand is None and "achternaam" not in {**persoon.velden, **velden}:
            raise RijFout("achternaam", "Hier moet iets staan.", "Bij een nieuwe persoon is de achternaam nodig.")
        persoon.velden.update(velden)
        return persoon

    def _lid(self, rij: Rij, persoon: Persoon, organisatie: Organisatie) -> Lidmaatschap | None:
        if persoon.bestaand is None:
            return None
        leden = self._leden.get((persoon.bestaand.pk, organisatie.pk, rij["rol"]), [])
        zelfde = [lid for lid in leden if lid.van == rij["van"]]
        lopend = [lid for lid in leden if lid.tot is None or lid.tot >= self.vandaag]
        return (zelfde or lopend or [None])[-1]

    def _lid_velden(self, rij: Rij, organisatie: Organisatie) -> dict[str, Any]:
        velden = gevuld(rij, ("van", "tot"))
        van = rij["van"] or self.vandaag
        if rij["tot"] and rij["tot"] < van:
            raise RijFout("tot", "De laatste dag ligt voor de eerste dag.", "Verbeter de datums.")
        if rij["afdeling"]:
            afdeling = self._afdelingen.get(rij["afdeling"])
            if afdeling is None or afdeling.locatie.organisatie_id != organisatie.pk:
                raise RijFout(
                    "afdeling", f"Deze afdeling is er niet bij {organisatie.naam}.", "Lees eerst de organisaties in."
                )
            velden["afdeling"] = afdeling
        return velden

    def _studentvelden(self, rij: Rij, school: Organisatie, student: Student | None) -> dict[str, Any]:
        velden: dict[str, Any] = {"school": school, **gevuld(rij, KAAL)}
        if rij["opleiding"]:
            velden["opleiding"] = self._opleidingen.get(rij["opleiding"])
            if velden["opleiding"] is None:
                raise RijFout("opleiding", "Deze opleiding is onbekend.", "Lees eerst de opleidingen in.")
        if rij["cluster"]:
            velden["cluster"] = self._clusters.zoek(rij["cluster"], rij.nummer)
        if rij["stagedocent"]:
            if rij["stagedocent"] not in self._mensen and rij["stagedocent"] not in self._in_bestand:
                raise RijFout("stagedocent", "Deze stagedocent is onbekend.", "Zet de stagedocent ook in dit bestand.")
            velden["stagedocent"] = rij["stagedocent"]
        velden |= {veld: float(rij[veld]) for veld in ("lat", "lon") if rij[veld] is not None}
        if rij["periodes"]:
            velden["periodes"] = periodes(rij["periodes"])
        if rij["dagen"]:
            velden["dagen"] = dagen(rij["dagen"])
        if rij["geboortedatum"] and rij["geboortedatum"] >= self.vandaag:
            raise RijFout("geboortedatum", "Deze datum ligt in de toekomst.", "Verbeter de geboortedatum.")
        return velden

    def _oude_rol(self, student: Student | None, school: Organisatie) -> Lidmaatschap | None:
        if student is None or student.school_id == school.pk:
            return None
        leden = self._leden.get((student.user_id, student.school_id, Rol.STUDENT), [])
        return next((lid for lid in leden if lid.tot is None or lid.tot >= self.vandaag), None)

    # --- what changes ---

    @staticmethod
    def _verschil(bestaand: Any, velden: dict[str, Any]) -> list[Wijziging]:
        if bestaand is None:
            return []
        return [
            Wijziging(veld, getattr(bestaand, veld), waarde)
            for veld, waarde in velden.items()
            if getattr(bestaand, veld) != waarde
        ]

    def _rolverschil(self, rij: Rij, plan: Rolplan) -> list[Wijziging]:
        if plan.lid is None:
            return [Wijziging("rol", "", f"{Rol(rij['rol']).label} bij {plan.organisatie.naam}")]
        return self._verschil(
            plan.lid, {veld: waarde for veld, waarde in plan.lid_velden.items() if veld != "afdeling"}
        ) + (
            [Wijziging("afdeling", "", plan.lid_velden["afdeling"].code)]
            if "afdeling" in plan.lid_velden and plan.lid.afdeling_id != plan.lid_velden["afdeling"].pk
            else []
        )

    def _studentverschil(self, student: Student | None, velden: dict[str, Any]) -> list[Wijziging]:
        if student is None:
            return [Wijziging("student", "", "nieuw")]
        anders = []
        for veld, waarde in velden.items():
            if veld in {"school", "opleiding", "cluster"}:
                if getattr(student, f"{veld}_id") != waarde.pk:
                    anders.append(Wijziging(veld, self._naam_van(veld, getattr(student, f"{veld}_id")), waarde.naam))
            elif veld == "stagedocent":
                user = self._mensen.get(waarde)
                if user is None or student.stagedocent_id != user.pk:
                    anders.append(Wijziging(veld, "", waarde))
            elif getattr(student, veld) != waarde:
                anders.append(Wijziging(veld, getattr(student, veld), waarde))
        return anders

    def _naam_van(self, veld: str, pk: int) -> str:
        model = {"school": Organisatie, "opleiding": Opleiding, "cluster": Opleidingscluster}[veld]
        if veld not in self._namen:
            self._namen[veld] = dict(model.objects.values_list("pk", "naam"))
        return self._namen[veld].get(pk, "")

    # --- writing ---

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        rollen = [plan.extra for plan in plannen]
        self._schrijf_mensen(at=at)
        self._schrijf_rollen(rollen)
        self._schrijf_studenten([(plan.rij, plan.extra) for plan in plannen if plan.extra.student_velden], by=by, at=at)

    def _schrijf_mensen(self, *, at: Any) -> None:
        nieuw, gewijzigd = [], []
        for persoon in self._personen.values():
            if persoon.bestaand is None:
                nieuw.append(User(**persoon.velden, password=make_password(None), date_joined=at))
            elif self._verschil(persoon.bestaand, persoon.velden):
                for veld, waarde in persoon.velden.items():
                    setattr(persoon.bestaand, veld, waarde)
                gewijzigd.append(persoon.bestaand)
        self._mensen |= {user.email: user for user in maak(User, nieuw)}
        self._mensen |= {adres: persoon.bestaand for adres, persoon in self._personen.items() if persoon.bestaand}
        werk_bij(User, gewijzigd, PERSOON)

    def _schrijf_rollen(self, rollen: Sequence[Rolplan]) -> None:
        gisteren = self.vandaag - timedelta(days=1)
        nieuw, gewijzigd = [], []
        for plan in rollen:
            velden = plan.lid_velden
            if plan.oude_rol is not None:
                plan.oude_rol.tot = max(gisteren, plan.oude_rol.van)
                gewijzigd.append(plan.oude_rol)
            if plan.lid is None:
                velden = {"van": self.vandaag, **velden}
                nieuw.append(
                    Lidmaatschap(user=self._mensen[plan.email], organisatie=plan.organisatie, rol=plan.rol, **velden)
                )
            elif self._verschil(plan.lid, velden):
                for veld, waarde in velden.items():
                    setattr(plan.lid, veld, waarde)
                gewijzigd.append(plan.lid)
        maak(Lidmaatschap, nieuw)
        werk_bij(Lidmaatschap, gewijzigd, ["van", "tot", "afdeling"])

    def _schrijf_studenten(self, rijen: Sequence[tuple[Rij, Rolplan]], *, by: Any, at: Any) -> None:
        nieuw, gewijzigd = [], []
        for rij, plan in rijen:
            velden = dict(plan.student_velden)
            if "cluster" in velden:
                velden["cluster"] = bewaar_cluster(velden["cluster"], by=by, at=at)
            if "stagedocent" in velden:
                velden["stagedocent"] = self._mensen[velden["stagedocent"]]
            if plan.student is None:
                nieuw.append(Student(user=self._mensen[plan.email], studentnummer=rij["studentnummer"], **velden))
            else:
                for veld, waarde in velden.items():
                    setattr(plan.student, veld, waarde)
                gewijzigd.append(plan.student)
        maak(Student, nieuw)
        werk_bij(Student, gewijzigd, STUDENTVELDEN)
