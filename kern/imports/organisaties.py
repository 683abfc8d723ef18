"""Import of organisations with their locations, departments and recognitions: one department (or less) a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from basis.inlezen import Rij, RijFout, RijPlan, Status, Wijziging
from kern.enums import OrganisatieSoort
from kern.imports.basis import RegioImporteur, gevuld, maak, op_code, werk_bij, zoek
from kern.imports.organisaties_kolommen import KOLOMMEN, VOORBEELD
from kern.models import Afdeling, Erkenning, Locatie, Opleiding, Organisatie
from kern.signals import erkenningen_gewijzigd

# File column -> model field, per level.
VELDEN: dict[str, dict[str, str]] = {
    "organisatie": {
        "naam": "naam",
        "sector": "sector",
        "website": "website",
        "telefoon": "telefoon",
        "capaciteit": "capaciteit",
    },
    "locatie": {
        "locatie": "naam",
        "adres": "adres",
        "postcode": "postcode",
        "plaats": "plaats",
        "lat": "lat",
        "lon": "lon",
        "locatie_capaciteit": "capaciteit",
    },
    "afdeling": {"afdeling": "naam", "afdeling_capaciteit": "capaciteit"},
}
MODELLEN: dict[str, type[models.Model]] = {"organisatie": Organisatie, "locatie": Locatie, "afdeling": Afdeling}
CODEKOLOM = {"organisatie": "code", "locatie": "locatie_code", "afdeling": "afdeling_code"}
BOVEN = {"locatie": "organisatie", "afdeling": "locatie"}
ERKENBAAR = frozenset({OrganisatieSoort.LEERBEDRIJF, OrganisatieSoort.WELZIJN})


@dataclass(slots=True)
class Knoop:
    """One organisation, location or department as the file wants it, gathered over all its rows."""

    niveau: str
    code: str
    boven: str = ""
    velden: dict[str, Any] = field(default_factory=dict)
    rij: int = 0
    bestaand: Any = None


class OrganisatiesImporteur(RegioImporteur):
    """Organisations by `code`; `locatie_code` and `afdeling_code` are optional levels."""

    titel = "Organisaties"
    uitleg = (
        "Een afdeling per rij, met de gegevens van de locatie en de organisatie ervoor. "
        "Locatie en afdeling mogen leeg blijven. "
        "Komt een organisatie vaker voor, dan hoeven haar gegevens maar op een rij te staan."
    )
    kolommen = KOLOMMEN
    voorbeeld = VOORBEELD
    sleutel = ("code", "locatie_code", "afdeling_code")

    def laad(self, rijen: Sequence[Rij]) -> None:
        self._knopen: dict[tuple[str, str], Knoop] = {}
        self._er: dict[str, dict[str, Any]] = {
            niveau: op_code(model.objects.all(), (rij[CODEKOLOM[niveau]] for rij in rijen if rij[CODEKOLOM[niveau]]))
            for niveau, model in MODELLEN.items()
        }
        organisatie_ids = {rij.organisatie_id for rij in self._er["locatie"].values()}
        locatie_ids = {rij.locatie_id for rij in self._er["afdeling"].values()}
        self._boven = {
            "locatie": dict(zoek(Organisatie.objects.values_list("pk", "code"), "pk", organisatie_ids)),
            "afdeling": dict(zoek(Locatie.objects.values_list("pk", "code"), "pk", locatie_ids)),
        }
        self._opleidingen = {opleiding.code: opleiding for opleiding in Opleiding.objects.all()}
        organisaties = [rij.pk for rij in self._er["organisatie"].values()]
        self._erkenningen = {
            (erkenning.organisatie_id, erkenning.opleiding_id, erkenning.geldig_van): erkenning
            for erkenning in zoek(Erkenning.objects.all(), "organisatie_id", organisaties)
        }
        self._erkend: dict[tuple[str, str, date], tuple[date | None, int]] = {}

    def vergelijk(self, rij: Rij) -> RijPlan:
        self._controleer_niveaus(rij)
        knopen = [self._neem_op(rij, niveau) for niveau in VELDEN if rij[CODEKOLOM[niveau]]]
        wijzigingen = [
            verschil for knoop in knopen if knoop.bestaand is not None for verschil in self._verschillen(rij, knoop)
        ]
        erkend = self._vergelijk_erkend(rij, knopen[0])
        if erkend is not None:
            wijzigingen.append(erkend)
        diepste = knopen[-1]
        if diepste.bestaand is None:
            status = Status.NIEUW
        else:
            status = Status.GEWIJZIGD if wijzigingen else Status.ONGEWIJZIGD
        naam = " / ".join(
            filter(None, (rij["naam"], rij["locatie"] or rij["locatie_code"], rij["afdeling"] or rij["afdeling_code"]))
        )
        return RijPlan(rij, status, naam, tuple(wijzigingen))

    def _controleer_niveaus(self, rij: Rij) -> None:
        if rij["afdeling_code"] and not rij["locatie_code"]:
            raise RijFout("locatie_code", "Bij een afdeling hoort een locatie.", "Vul de code van de locatie in.")
        for niveau in ("locatie", "afdeling"):
            if not rij[CODEKOLOM[niveau]] and gevuld(rij, VELDEN[niveau]):
                raise RijFout(
                    CODEKOLOM[niveau], f"Deze {niveau} heeft geen code.", "Geef een vaste code, bijvoorbeeld LB0001-1."
                )
        if rij["erkend_voor"] and rij["soort"] not in ERKENBAAR:
            raise RijFout("erkend_voor", "Alleen een leerbedrijf kan erkend zijn.", "Maak deze cel leeg.")
        if rij["erkend_voor"] and not rij["erkend_van"]:
            raise RijFout("erkend_van", "Hier moet een datum staan.", "Vul de eerste dag van de erkenning in.")
        if rij["erkend_van"] and rij["erkend_tot"] and rij["erkend_tot"] < rij["erkend_van"]:
            raise RijFout("erkend_tot", "De einddatum ligt voor de begindatum.")

    def _neem_op(self, rij: Rij, niveau: str) -> Knoop:
        """Add what the row says of one level to what earlier rows said; a contradiction is an error."""
        code = rij[CODEKOLOM[niveau]]
        bestaand = self._er[niveau].get(code)
        boven = rij[CODEKOLOM[BOVEN[niveau]]] if niveau in BOVEN else ""
        knoop = self._knopen.get((niveau, code))
        if knoop is None:
            knoop = Knoop(niveau, code, boven, rij=rij.nummer, bestaand=bestaand)
            self._controleer_bestaand(rij, knoop)
        elif knoop.boven != boven:
            raise RijFout(
                CODEKOLOM[niveau],
                f"Op rij {knoop.rij} hoort deze {niveau} bij {knoop.boven}.",
                "Geef elke code een keer uit.",
            )
        velden = self._velden(rij, niveau)
        for veld, waarde in velden.items():
            if knoop.velden.get(veld, waarde) != waarde:
                kolom = next((kolom for kolom, naam in VELDEN[niveau].items() if naam == veld), veld)
                raise RijFout(
                    kolom, f"Op rij {knoop.rij} staat iets anders bij dezelfde {niveau}.", "Maak de rijen gelijk."
                )
        if knoop.bestaand is None and "naam" not in {**knoop.velden, **velden}:
            raise RijFout(niveau, f"Een nieuwe {niveau} heeft een naam nodig.", "Vul de naam in.")
        knoop.velden.update(velden)
        self._knopen[niveau, code] = knoop
        return knoop

    def _velden(self, rij: Rij, niveau: str) -> dict[str, Any]:
        velden = {VELDEN[niveau][kolom]: waarde for kolom, waarde in gevuld(rij, VELDEN[niveau]).items()}
        for veld in ("lat", "lon"):
            if veld in velden:
                velden[veld] = float(velden[veld])
        if niveau == "organisatie":
            velden["soort"] = rij["soort"]
        return velden

    def _controleer_bestaand(self, rij: Rij, knoop: Knoop) -> None:
        if knoop.bestaand is None:
            return
        if knoop.niveau == "organisatie" and knoop.bestaand.soort != rij["soort"]:
            raise RijFout(
                "soort",
                f"De code {knoop.code} is al van een {knoop.bestaand.get_soort_display()}.",
                "Gebruik een andere code.",
            )
        if knoop.niveau in BOVEN:
            boven = self._boven[knoop.niveau][getattr(knoop.bestaand, f"{BOVEN[knoop.niveau]}_id")]
            if boven != knoop.boven:
                raise RijFout(
                    CODEKOLOM[knoop.niveau], f"Deze {knoop.niveau} hoort al bij {boven}.", "Gebruik een andere code."
                )

    def _verschillen(self, rij: Rij, knoop: Knoop) -> list[Wijziging]:
        velden = self._velden(rij, knoop.niveau)
        kolommen = {veld: kolom for kolom, veld in VELDEN[knoop.niveau].items()}
        return [
            Wijziging(kolommen.get(veld, veld), getattr(knoop.bestaand, veld), waarde)
            for veld, waarde in velden.items()
            if getattr(knoop.bestaand, veld) != waarde
        ]

    def _vergelijk_erkend(self, rij: Rij, organisatie: Knoop) -> Wijziging | None:
        nieuw: list[str] = []
        oud: list[str] = []
        for code in rij["erkend_voor"]:
            if code not in self._opleidingen:
                raise RijFout("erkend_voor", f"De opleiding {code} is onbekend.", "Lees eerst de opleidingen in.")
            sleutel = (organisatie.code, code, rij["erkend_van"])
            eerder = self._erkend.get(sleutel)
            if eerder is not None and eerder[0] != rij["erkend_tot"]:
                raise RijFout("erkend_tot", f"Op rij {eerder[1]} staat een andere einddatum.", "Maak de rijen gelijk.")
            bestaand = self._erkenning(organisatie, code, rij["erkend_van"])
            if bestaand is None or (rij["erkend_tot"] and bestaand.geldig_tot != rij["erkend_tot"]):
                self._erkend[sleutel] = (rij["erkend_tot"], rij.nummer)
                nieuw.append(f"{code} {rij['erkend_van']} – {rij['erkend_tot'] or ''}".strip())
                if bestaand is not None:
                    oud.append(f"{code} {bestaand.geldig_van} – {bestaand.geldig_tot or ''}".strip())
        return Wijziging("erkend_voor", ", ".join(oud), ", ".join(nieuw)) if nieuw else None

    def _erkenning(self, organisatie: Knoop, code: str, van: date) -> Erkenning | None:
        if organisatie.bestaand is None:
            return None
        return self._erkenningen.get((organisatie.bestaand.pk, self._opleidingen[code].pk, van))

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        for niveau, model in MODELLEN.items():
            self._schrijf_niveau(niveau, model)
        nieuw, gewijzigd = [], []
        for (code, opleiding, van), (tot, _) in self._erkend.items():
            organisatie = self._er["organisatie"][code]
            sleutel = (organisatie.pk, self._opleidingen[opleiding].pk, van)
            bestaand = self._erkenningen.get(sleutel)
            if bestaand is None:
                nieuw.append(
                    Erkenning(
                        organisatie_id=sleutel[0],
                        opleiding_id=sleutel[1],
                        geldig_van=van,
                        geldig_tot=tot,
                        gecontroleerd_op=self.vandaag,
                    )
                )
            else:
                bestaand.geldig_tot, bestaand.gecontroleerd_op = tot, self.vandaag
                gewijzigd.append(bestaand)
        maak(Erkenning, nieuw)
        werk_bij(Erkenning, gewijzigd, ["geldig_tot", "gecontroleerd_op"])
        if gewijzigd:
            huizen = {rij.organisatie_id for rij in gewijzigd}
            erkenningen_gewijzigd.send(Erkenning, organisaties=huizen, at=at)

    def _schrijf_niveau(self, niveau: str, model: type[models.Model]) -> None:
        nieuw, gewijzigd = [], []
        for knoop in (knoop for knoop in self._knopen.values() if knoop.niveau == niveau):
            if knoop.bestaand is None:
                boven = {BOVEN[niveau]: self._er[BOVEN[niveau]][knoop.boven]} if niveau in BOVEN else {}
                nieuw.append(model(code=knoop.code, **boven, **knoop.velden))
            elif any(getattr(knoop.bestaand, veld) != waarde for veld, waarde in knoop.velden.items()):
                for veld, waarde in knoop.velden.items():
                    setattr(knoop.bestaand, veld, waarde)
                gewijzigd.append(knoop.bestaand)
        for rij in maak(model, nieuw):
            self._er[niveau][rij.code] = rij
        velden = sorted({*VELDEN[niveau].values(), *({"soort"} if niveau == "organisatie" else ())})
        werk_bij(model, gewijzigd, velden)
