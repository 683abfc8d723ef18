"""What a published round says to the student: the outcome and why, in plain words (R4.6)."""

from dataclasses import dataclass

from basis.nederlands import ordinal
from kern.models import Student
from matching.enums import Reden
from matching.models import Voorstel
from matching.services.voorkeuren import laatste_uitslag
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing

GEEN_PLAATS = {
    Reden.TEKORT: "Er zijn plaatsen die bij je passen, maar die zijn vol. Er waren meer studenten dan plekken.",
    Reden.GEEN_GESCHIKTE_PLAATS: "Er was geen plaats die past bij je opleiding, je dagen en hoe ver je kunt reizen.",
    Reden.MET_HAND: "Er is nog geen plaats gevonden die bij je past. Je stagecoördinator kan je er meer over zeggen.",
}


@dataclass(frozen=True, slots=True)
class Uitslag:
    """A heading, the reason in sentences, and the placement when it still stands."""

    kop: str
    zinnen: tuple[str, ...]
    plaatsing: Plaatsing | None


def uitslag_van(student: Student) -> Uitslag | None:
    """Return what the last published round said of this student; None before one is published."""
    voorstel = laatste_uitslag(student)
    if voorstel is None:
        return None
    naam = voorstel.berekening.ronde.naam
    if voorstel.stageplaats is None:
        return Uitslag(
            f"Nog geen plaats in {naam}",
            (
                waarom_niet(voorstel),
                "Wat gebeurt er nu? Je stagecoördinator zoekt met je verder. In de volgende ronde ga je voor.",
                "Kijk of je voorkeuren nog kloppen.",
            ),
            None,
        )
    plaatsing = voorstel.plaatsing
    if plaatsing is None or plaatsing.status not in BEZET:
        return None
    return Uitslag(f"Je plaats uit {naam}", (f"Je stageplaats: {voorstel.stageplaats}.", *waarom(voorstel)), plaatsing)


def waarom_niet(voorstel: Voorstel) -> str:
    """Return why there is no place, said to the student: the details of the coordinators and the board are not told."""
    zin = GEEN_PLAATS.get(Reden(voorstel.reden)) if voorstel.reden in Reden.values else None
    return voorstel.waarom.get("aan_student") or zin or GEEN_PLAATS[Reden.MET_HAND]


def waarom(voorstel: Voorstel) -> tuple[str, ...]:
    """Return why the student got this place, said to the student."""
    zinnen = []
    if voorstel.rang is not None:
        zinnen.append(f"Dit is je {ordinal(voorstel.rang)} keus.")
    elif voorstel.met_hand:
        zinnen.append("Je stagecoördinator heeft deze plaats voor je gekozen.")
    elif voorstel.student.voorkeuren.exists():
        zinnen.append("Op de plaatsen van je lijst was geen plek meer. Deze plaats past wel bij je.")
    else:
        zinnen.append("Je had geen lijst gemaakt. Deze plaats past bij je opleiding, je dagen en je reisafstand.")
    aan_student = voorstel.waarom.get("aan_student", "")
    if aan_student:
        zinnen.append(aan_student)
    if voorstel.km is not None:
        zinnen.append(f"Het is {str(voorstel.km).replace('.', ',')} km van je huis.")
    if voorstel.omzetting:
        zinnen.append("Deze plaats was eerst voor een andere opleiding. Het leerbedrijf neemt nu ook jou aan.")
    return tuple(zinnen)
