"""Import of programmes (opleidingen), by crebo or croho."""

from collections.abc import Sequence
from typing import Any

from basis.inlezen import Kolom, Rij, RijPlan, Soort, Status
from kern.enums import Leerweg
from kern.imports.basis import RegioImporteur, maak, op_code, plan_velden, werk_bij
from kern.models import Opleiding

VELDEN = ("naam", "letters", "niveau", "leerweg", "jaren")


class OpleidingenImporteur(RegioImporteur):
    """One programme a row; the code is the key."""

    titel = "Opleidingen"
    uitleg = "Een opleiding per rij. De code is het crebonummer (mbo) of het crohonummer (hbo)."
    kolommen = (
        Kolom(
            "code",
            verplicht=True,
            maximum=10,
            patroon=r"[0-9A-Za-z-]+",
            ook=("crebo", "croho"),
            patroon_uitleg="Schrijf alleen cijfers, bijvoorbeeld 25655.",
            uitleg="Crebonummer of crohonummer.",
        ),
        Kolom("naam", verplicht=True, maximum=200, uitleg="Naam van de opleiding."),
        Kolom("letters", verplicht=True, maximum=10, uitleg="Korte letters: ZH, HP, VZ, VP of HBO-V."),
        Kolom(
            "niveau",
            verplicht=True,
            soort=Soort.GETAL,
            minimum=1,
            maximum=5,
            uitleg="1 tot en met 4 voor mbo, 5 voor hbo.",
        ),
        Kolom(
            "leerweg",
            verplicht=True,
            soort=Soort.KEUZE,
            keuzes=Leerweg.choices,
            uitleg="bol, bbl, voltijd, deeltijd of duaal.",
        ),
        Kolom("jaren", verplicht=True, soort=Soort.GETAL, minimum=1, maximum=8, ook=("duur",), uitleg="Duur in jaren."),
    )
    voorbeeld = {
        "code": "25655",
        "naam": "Mbo-verpleegkundige",
        "letters": "VP",
        "niveau": "4",
        "leerweg": "bol",
        "jaren": "4",
    }
    sleutel = ("code",)

    def laad(self, rijen: Sequence[Rij]) -> None:
        self._bestaand = op_code(Opleiding.objects.all(), (rij["code"] for rij in rijen))

    def vergelijk(self, rij: Rij) -> RijPlan:
        nieuw = {veld: rij[veld] for veld in VELDEN}
        return plan_velden(
            rij,
            nieuw=nieuw,
            bestaand=self._bestaand.get(rij["code"]),
            omschrijving=f"{rij['naam']} ({rij['code']})",
            extra=nieuw,
        )

    def schrijf_rijen(self, plannen: Sequence[RijPlan], *, by: Any, at: Any) -> None:
        maak(
            Opleiding,
            [Opleiding(code=plan.rij["code"], **plan.extra) for plan in plannen if plan.status == Status.NIEUW],
        )
        gewijzigd = [plan for plan in plannen if plan.status == Status.GEWIJZIGD]
        for plan in gewijzigd:
            for veld, waarde in plan.extra.items():
                setattr(plan.bestaand, veld, waarde)
        werk_bij(Opleiding, [plan.bestaand for plan in gewijzigd], VELDEN)
