"""Our figures beside a list from outside, such as the pre-filled form of the Stagefonds: what differs (R10.2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from basis.inlezen import Inlezing, Kolom, Soort, lees

MAX_RIJEN = 20_000
KOLOMMEN = (
    Kolom("leerbedrijf", verplicht=True, uitleg="de code of de naam van het leerbedrijf", ook=("code", "organisatie")),
    Kolom("crebo", verplicht=True, uitleg="de code van de opleiding", ook=("opleiding", "crebocode")),
    Kolom("uren", soort=Soort.DECIMAAL, minimum=Decimal(0), uitleg="gerealiseerde uren in het schooljaar"),
    Kolom("fte", soort=Soort.DECIMAAL, minimum=Decimal(0), uitleg="hele plaatsen; vul uren of fte in, of allebei"),
)
UUR = Decimal(1)
FTE = Decimal("0.01")
Sleutel = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verschil:
    """One leerbedrijf and programme in which the lists differ; hours and fte of each side, None when it has none.

    `soort` is `hier` (only in the portal), `daar` (only in the file) or `anders`.
    """

    soort: str
    leerbedrijf: str
    crebo: str
    uren_hier: Decimal | None = None
    fte_hier: Decimal | None = None
    uren_daar: Decimal | None = None
    fte_daar: Decimal | None = None

    @property
    def woord(self) -> str:
        """What it is in words."""
        return {"hier": "alleen in het portaal", "daar": "alleen in de lijst"}.get(self.soort, "anders")


@dataclass(frozen=True, slots=True)
class Vergelijking:
    """What came out: the differences and how many rows are the same."""

    verschillen: list[Verschil]
    gelijk: int


def lees_lijst(bron: Any, naam: str) -> Inlezing:
    """Read a CSV or XLSX file with the columns of KOLOMMEN; errors are in the answer, never raised."""
    inlezing = lees(bron, KOLOMMEN, naam=naam, max_rijen=MAX_RIJEN)
    for rij in inlezing.rijen:
        if rij["uren"] is None and rij["fte"] is None:
            inlezing.fout(rij.nummer, "uren", "", "Uren en fte zijn allebei leeg.", "Vul er een van in.")
    return inlezing


def _norm(tekst: Any) -> str:
    return " ".join(str(tekst).split()).casefold()


def _tel_op(inlezing: Inlezing) -> dict[Sleutel, dict[str, Any]]:
    """Rows of the file by leerbedrijf and crebo; a pair that stands there twice is added up."""
    per_sleutel: dict[Sleutel, dict[str, Any]] = defaultdict(lambda: {"uren": None, "fte": None, "naam": ""})
    for rij in inlezing.rijen:
        som = per_sleutel[_norm(rij["leerbedrijf"]), _norm(rij["crebo"])]
        som["naam"] = rij["leerbedrijf"]
        for veld in ("uren", "fte"):
            if rij[veld] is not None:
                som[veld] = (som[veld] or Decimal(0)) + rij[veld]
    return per_sleutel


def vergelijk(hier: Iterable[dict[str, Any]], inlezing: Inlezing) -> Vergelijking:
    """Compare our rows (see `stagefonds.vul_aan`) with the file: by code of the leerbedrijf, else by name."""
    daar = _tel_op(inlezing)
    verschillen, gelijk = [], 0
    for rij in hier:
        crebo = _norm(rij["opleiding__code"])
        namen = (_norm(rij["leerbedrijf__code"]), _norm(rij["leerbedrijf__naam"]))
        ander = next((daar.pop((naam, crebo)) for naam in namen if (naam, crebo) in daar), None)
        onze = {"uren_hier": rij["uren"], "fte_hier": rij["fte"]}
        waar = {"leerbedrijf": rij["leerbedrijf__naam"], "crebo": rij["opleiding__code"]}
        if ander is None:
            verschillen.append(Verschil("hier", **waar, **onze))
        elif _anders(rij, ander):
            verschillen.append(Verschil("anders", **waar, **onze, uren_daar=ander["uren"], fte_daar=ander["fte"]))
        else:
            gelijk += 1
    verschillen += [
        Verschil("daar", som["naam"], crebo, uren_daar=som["uren"], fte_daar=som["fte"])
        for (_, crebo), som in daar.items()
    ]
    volgorde = {"anders": 0, "daar": 1, "hier": 2}
    verschillen.sort(key=lambda rij: (volgorde[rij.soort], rij.leerbedrijf.casefold(), rij.crebo))
    return Vergelijking(verschillen, gelijk)


def _anders(hier: dict[str, Any], daar: dict[str, Any]) -> bool:
    """Whether hours differ by more than an hour, or whole places by more than a hundredth."""
    if daar["uren"] is not None and abs(daar["uren"] - hier["uren"]) > UUR:
        return True
    return daar["fte"] is not None and (hier["fte"] is None or abs(daar["fte"] - hier["fte"]) > FTE)
