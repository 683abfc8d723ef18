"""The rules of R4.4 and R4.7 asked of the database of now, for pairs on a board that was frozen earlier."""

from collections.abc import Mapping

from kern.models import Student
from matching.models import Ronde
from plaatsingen.services import slot
from plaatsingen.services.geschikt import Geschiktheid
from vacatures.models import Stageplaats


def waarom_nu_niet(ronde: Ronde, paren: Mapping[Student, Stageplaats]) -> dict[Student, str]:
    """Return per student what stands in the way now; students and places come with what they refer to.

    Soft rules aren't asked: those were weighed on the board. Seats of other placements are counted.
    """
    plaatsen = {plaats.pk: plaats for plaats in paren.values()}
    elders = slot.overlappende_plaatsingen(
        student_ids=[student.pk for student in paren], begin=ronde.begindatum, eind=ronde.einddatum
    )
    geschikt = Geschiktheid(plaatsen=plaatsen.values(), begin=ronde.begindatum, eind=ronde.einddatum)
    bezetting = slot.Bezetting(stageplaatsen=plaatsen.values(), begin=ronde.begindatum, eind=ronde.einddatum)
    uit = {}
    for student, plaats in paren.items():
        vraag = aanvraag(ronde, student)
        reden = geschikt.waarom_niet(student, plaats, vraag, met_hand=True) or bezetting.waarom_niet(plaats, vraag)
        if student.pk in elders:
            reden = "De student heeft nu al een plaatsing in die tijd."
        if reden:
            uit[student] = reden
    return uit


def aanvraag(ronde: Ronde, student: Student) -> slot.Aanvraag:
    """Return when and on which days a student would come, within the round."""
    periodes = " ".join(code for code in student.periodes.split() if code in ronde.periodes.split())
    return slot.Aanvraag(student.pk, ronde.begindatum, ronde.einddatum, periodes, student.dagen)
