"""Decisions by hand and present places, in the words of the engine."""

from matching.engine.instance import Vast
from matching.enums import PinSoort
from matching.models import Berekening, Pin, Ronde, Voorstel


def pins_van(ronde: Ronde) -> list[Vast]:
    """Return every student who must or may never sit on a place, as a coordinator decided."""
    rijen = Pin.objects.filter(ronde=ronde).order_by("pk")
    return [Vast(*rij) for rij in rijen.values_list("student__studentnummer", "stageplaats__code", "soort")]


def plaatsen_van(berekening: Berekening | None) -> list[Vast]:
    """Return where a calculation had students: they stay there as far as the goals before that one allow."""
    if berekening is None:
        return []
    rijen = Voorstel.objects.filter(berekening=berekening, stageplaats__isnull=False).order_by("pk")
    return [
        Vast(nummer, code, PinSoort.HUIDIG.value)
        for nummer, code in rijen.values_list("student__studentnummer", "stageplaats__code")
    ]


def tegenspraak(ronde: Ronde, berekening: Berekening) -> list[Pin]:
    """Return the decisions by hand that a calculation doesn't follow (any more), with student and place."""
    nu = dict(Voorstel.objects.filter(berekening=berekening).values_list("student_id", "stageplaats_id"))
    pins = Pin.objects.filter(ronde=ronde).select_related("student__user", "stageplaats")
    return [pin for pin in pins if volgt_niet(pin, nu.get(pin.student_id))]


def volgt_niet(pin: Pin, stageplaats_id: int | None) -> bool:
    """Whether a student on this place (None: on no place) goes against the decision."""
    if pin.soort == PinSoort.VAST:
        return stageplaats_id != pin.stageplaats_id
    return pin.soort == PinSoort.VERBODEN and stageplaats_id == pin.stageplaats_id
