"""Scarce things: lock them, then count them (R4.7, betrouwbaarheid C1).

Capacity counts heads present at the same moment: for every (periode, dag) at most `capaciteit` students of the place,
and likewise of its afdeling, locatie and organisatie, as far as those have a limit.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from basis.errors import DomainError
from kern.models import Afdeling, Locatie, Organisatie, Student
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing
from vacatures.models import Stageplaats

DAGNAMEN = {
    "ma": "maandag",
    "di": "dinsdag",
    "wo": "woensdag",
    "do": "donderdag",
    "vr": "vrijdag",
    "za": "zaterdag",
    "zo": "zondag",
}
Knoop = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Aanvraag:
    """Somebody who asks for a seat: when, on which days. `periodes` and `dagen` are codes with spaces between."""

    student_id: int
    begindatum: date
    einddatum: date
    periodes: str
    dagen: str

    @property
    def momenten(self) -> frozenset[tuple[str, str]]:
        """Every (periode, dag) on which the student is there."""
        return frozenset((periode, dag) for periode in self.periodes.split() for dag in self.dagen.split())


def vergrendel(*, stageplaats_ids: Iterable[int], student_ids: Iterable[int]) -> dict[int, Stageplaats]:
    """Lock places, all that stands above them, and students; always in the same order, so nobody waits in a circle.

    Call it inside a transaction. Returns the places by id as they are now. On SQLite a write transaction is alone by
    itself (BEGIN IMMEDIATE), so there this only reads.
    """
    keten = list(
        Stageplaats.objects.filter(pk__in=set(stageplaats_ids)).values_list(
            "pk", "afdeling_id", "afdeling__locatie_id", "afdeling__locatie__organisatie_id"
        )
    )
    for model, kolom in ((Organisatie, 3), (Locatie, 2), (Afdeling, 1)):
        ids = {rij[kolom] for rij in keten}
        list(model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    plaatsen = (
        Stageplaats.objects.select_for_update(of=("self",))
        .filter(pk__in=[rij[0] for rij in keten])
        .met_leerbedrijf()
        .order_by("pk")
    )
    gevonden = {plaats.pk: plaats for plaats in plaatsen}
    studenten = Student.objects.select_for_update(of=("self",)).filter(pk__in=set(student_ids)).order_by("pk")
    list(studenten.values_list("pk"))
    return gevonden


def knopen(plaats: Stageplaats) -> list[tuple[Knoop, int | None, str]]:
    """Return the place and all above it: key, limit (None: no limit) and Dutch name."""
    afdeling = plaats.afdeling
    locatie = afdeling.locatie
    organisatie = locatie.organisatie
    return [
        (("plaats", plaats.pk), plaats.capaciteit, f"Stageplaats {plaats.naam}"),
        (("afdeling", afdeling.pk), afdeling.capaciteit, f"Afdeling {afdeling.naam}"),
        (("locatie", locatie.pk), locatie.capaciteit, f"Locatie {locatie.naam}"),
        (("organisatie", organisatie.pk), organisatie.capaciteit, organisatie.naam),
    ]


class Bezetting:
    """Heads per place, afdeling, locatie and organisatie, per (periode, dag), in a stretch of time.

    Placements whose dates lie apart from that stretch take no seat in it; nor does `zonder`, the one that is moved.
    """

    def __init__(
        self, *, stageplaatsen: Iterable[Stageplaats], begin: date, eind: date, zonder: int | None = None
    ) -> None:
        plaatsen = list(stageplaatsen)
        organisaties = {plaats.afdeling.locatie.organisatie_id for plaats in plaatsen}
        schooljaren = {plaats.schooljaar_id for plaats in plaatsen}
        self._tel: Counter[tuple[Knoop, tuple[str, str]]] = Counter()
        rijen = Plaatsing.objects.filter(
            status__in=BEZET,
            begindatum__lte=eind,
            einddatum__gte=begin,
            stageplaats__schooljaar_id__in=schooljaren,
            stageplaats__afdeling__locatie__organisatie_id__in=organisaties,
        ).exclude(pk=zonder)
        rijen = rijen.values_list(
            "periodes",
            "dagen",
            "stageplaats_id",
            "stageplaats__afdeling_id",
            "stageplaats__afdeling__locatie_id",
            "stageplaats__afdeling__locatie__organisatie_id",
        )
        for periodes, dagen, plaats, afdeling, locatie, organisatie in rijen.iterator(chunk_size=2000):
            sleutels: list[Knoop] = [
                ("plaats", plaats),
                ("afdeling", afdeling),
                ("locatie", locatie),
                ("organisatie", organisatie),
            ]
            momenten = [(periode, dag) for periode in periodes.split() for dag in dagen.split()]
            self._tel.update((sleutel, moment) for sleutel in sleutels for moment in momenten)

    def waarom_niet(self, plaats: Stageplaats, aanvraag: Aanvraag) -> str:
        """Return why the student doesn't fit (a Dutch sentence), or an empty string when there is room."""
        for sleutel, grens, naam in knopen(plaats):
            if grens is None:
                continue
            for periode, dag in sorted(aanvraag.momenten):
                bezet = self._tel[sleutel, (periode, dag)]
                if bezet >= grens:
                    in_periode = "in de zomer" if periode == "z" else f"in periode {periode}"
                    return f"{naam} is vol op {DAGNAMEN[dag]} {in_periode}: {bezet} van {grens} plekken zijn bezet."
        return ""

    def neem(self, plaats: Stageplaats, aanvraag: Aanvraag) -> None:
        """Count one more student; call it after `waarom_niet` said nothing."""
        for sleutel, _, _ in knopen(plaats):
            self._tel.update((sleutel, moment) for moment in aanvraag.momenten)


def overlappende_plaatsingen(
    *, student_ids: Iterable[int], begin: date, eind: date, zonder: int | None = None
) -> dict[int, Plaatsing]:
    """Return per student a placement (another than `zonder`) that takes a seat in this stretch of time (R4.7)."""
    rijen = Plaatsing.objects.filter(
        student_id__in=set(student_ids), status__in=BEZET, begindatum__lte=eind, einddatum__gte=begin
    ).exclude(pk=zonder)
    return {plaatsing.student_id: plaatsing for plaatsing in rijen.select_related("stageplaats").order_by("-pk")}


def controleer_tijd(*, aanvraag: Aanvraag, zonder: int | None = None) -> None:
    """Raise DomainError when the student has another placement (than `zonder`) then; the student must be locked."""
    anders = overlappende_plaatsingen(
        student_ids=[aanvraag.student_id], begin=aanvraag.begindatum, eind=aanvraag.einddatum, zonder=zonder
    )
    if anders:
        raise DomainError(
            f"Deze student heeft in die tijd al een plaatsing ({anders[aanvraag.student_id].stageplaats.naam}). "
            "Beëindig die eerst of kies andere datums."
        )


def controleer(*, plaats: Stageplaats, aanvraag: Aanvraag) -> None:
    """Raise DomainError when there is no seat or the student has another placement then; the rows must be locked."""
    if plaats.ingetrokken_op is not None:
        raise DomainError(f"Stageplaats {plaats.naam} is ingetrokken. Kies een andere stageplaats.")
    controleer_tijd(aanvraag=aanvraag)
    bezetting = Bezetting(stageplaatsen=[plaats], begin=aanvraag.begindatum, eind=aanvraag.einddatum)
    reden = bezetting.waarom_niet(plaats, aanvraag)
    if reden:
        raise DomainError(f"{reden} Kies een andere stageplaats of andere dagen.")
