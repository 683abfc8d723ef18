"""The settings of one run of the matcher: what a coordinator may vary within one freeze."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from matching.engine import instance as engine
from matching.engine.options import CONTRACT, MODI, STABIEL, VAST
from matching.enums import Methode, Voorrangskeuze
from matching.models import Ronde
from matching.services.momentopname import Momentopname

MEESTE_KM = 50
HOOGSTE_VOORRANG = 9


@dataclass(frozen=True, slots=True)
class Instellingen:
    """One variant. `basis` is the public id of the calculation whose places count as present ones (empty: none)."""

    methode: str = Methode.BESTE
    modus: str = CONTRACT
    omzettingen: bool = True
    eerlijkheid: bool = False
    extra_km: int = 0
    voorrang: str = Voorrangskeuze.INGEVULD
    basis: str = ""

    @classmethod
    def lees(cls, waarden: dict[str, Any], *, ronde: Ronde) -> "Instellingen":
        """Return settings from what was stored or asked; what is missing is as the round says."""
        bekend = {veld.name for veld in fields(cls)}
        vast = {"eerlijkheid": ronde.eerlijkheid}
        return cls(**(vast | {naam: waarde for naam, waarde in waarden.items() if naam in bekend}))

    def als_dict(self) -> dict[str, Any]:
        """Return the settings as they are stored."""
        return {naam: str(waarde) if isinstance(waarde, str) else waarde for naam, waarde in asdict(self).items()}

    def geldig(self) -> bool:
        """Whether each value is one that exists."""
        return (
            self.methode in Methode.values
            and self.modus in MODI
            and 0 <= self.extra_km <= MEESTE_KM
            and self.voorrang in Voorrangskeuze.values
        )

    def naam(self) -> str:
        """Return a short Dutch name: what differs from the usual settings."""
        if self.methode != Methode.BESTE:
            label = Methode(self.methode).label
            return label[0].upper() + label[1:]
        delen = [
            "zo min mogelijk verplaatsen" if self.modus == STABIEL else "",
            "wie een plaats heeft blijft" if self.modus == VAST else "",
            "" if self.omzettingen else "zonder omzettingen",
            "eerdere uitkomst telt mee" if self.eerlijkheid else "",
            f"{self.extra_km} km verder" if self.extra_km else "",
            "" if self.voorrang == Voorrangskeuze.INGEVULD else Voorrangskeuze(self.voorrang).label,
        ]
        tekst = ", ".join(deel for deel in delen if deel) or "gewone verdeling"
        return tekst[0].upper() + tekst[1:]


def pas_toe(foto: Momentopname, instellingen: Instellingen) -> Momentopname:
    """Return the picture under these settings; students who only hold a seat stay as they are."""
    studenten = tuple(
        _student(student, instellingen) if student.student in foto.studenten else student
        for student in foto.instance.studenten
    )
    omzettingen = foto.instance.omzettingen if instellingen.omzettingen else ()
    return replace(foto, instance=replace(foto.instance, studenten=studenten, omzettingen=omzettingen))


def _student(student: engine.Student, instellingen: Instellingen) -> engine.Student:
    voorrang = student.voorrang
    if instellingen.voorrang == Voorrangskeuze.GELIJK:
        voorrang = 1
    elif instellingen.voorrang == Voorrangskeuze.EERSTEJAARS and student.leerjaar == 1:
        voorrang = min(HOOGSTE_VOORRANG, voorrang + 1)
    return replace(
        student,
        max_km=student.max_km + instellingen.extra_km,
        voorrang=voorrang,
        geheugen=student.geheugen if instellingen.eerlijkheid else 0,
    )
