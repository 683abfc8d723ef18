"""Scarce things: lock them, then count them (R4.7, betrouwbaarheid C1).

Capacity counts heads present at the same moment: for every (periode, dag) at most `capaciteit` students of the place,
and likewise of its afdeling, locatie and organisatie, as far as those have a limit. There a stage counts that is on a
place of another school year too (a flexstage runs on into the next): in the periods that it touches in that time. A
part of a stage at a second host takes a seat there on its own days. Where a place has another capacity in some weeks
(R5.13), those weeks are counted apart, by weekday; weeks in which it is closed count only for who would be there in no
other week.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from basis.errors import DomainError
from basis.nederlands import period
from kern.models import Afdeling, Locatie, Organisatie, Periode, Student
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing, Stagedeel
from vacatures.bezetting import Kalenderregel, Stuk, kleinste, periodes_tussen, stukken
from vacatures.models import Stageplaats, Weekcapaciteit

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
Zitter = tuple[date, date, frozenset[tuple[str, str]]]  # first day, last day, every (periode, dag)


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


def afwijkende_weken(*, plaats_ids: Iterable[int], begin: date, eind: date) -> dict[int, list[Stuk]]:
    """Return per place the stretches of weeks that touch begin..eind and have a capacity of their own (R5.13)."""
    rijen = Weekcapaciteit.objects.filter(stageplaats_id__in=set(plaats_ids), begin__lte=eind, eind__gte=begin)
    uit: dict[int, list[Stuk]] = {}
    for plaats, van, tot, aantal in rijen.values_list("stageplaats_id", "begin", "eind", "capaciteit"):
        uit.setdefault(plaats, []).append((van, tot, aantal))
    return uit


def waarom_vol_in_weken(
    plaats: Stageplaats, afwijkend: Sequence[Stuk], aanvraag: Aanvraag, zitters: Sequence[Zitter]
) -> str:
    """Return why a place whose capacity differs by week has no seat (a Dutch sentence), or an empty string.

    Weeks with their own capacity are counted by weekday; the others by (periode, dag), as everywhere.
    """
    delen = list(stukken(plaats.capaciteit, afwijkend, aanvraag.begindatum, aanvraag.einddatum))
    if not kleinste(delen):
        return f"Stageplaats {plaats.naam} is in deze weken dicht."
    for van, tot, grens in delen:
        er_dan = [momenten for begin, eind, momenten in zitters if begin <= tot and eind >= van]
        if grens == plaats.capaciteit:
            tel = Counter(moment for momenten in er_dan for moment in momenten)
            vol = next((m for m in sorted(aanvraag.momenten) if tel[m] >= grens), None)
            bezet = tel[vol] if vol else 0
        else:
            per_dag = Counter(dag for momenten in er_dan for dag in {dag for _, dag in momenten})
            vol = next((m for m in sorted(aanvraag.momenten) if per_dag[m[1]] >= grens > 0), None)
            bezet = per_dag[vol[1]] if vol else 0
        if vol:
            return (
                f"Stageplaats {plaats.naam} is vol op {DAGNAMEN[vol[1]]} "
                f"({period(van, tot)}): {bezet} van {grens} plekken zijn bezet."
            )
    return ""


class Bezetting:
    """Heads per place, afdeling, locatie and organisatie, per (periode, dag), in a stretch of time.

    Placements whose dates lie apart from that stretch take no seat in it; nor does `zonder`, the one that is moved.
    """

    def __init__(
        self, *, stageplaatsen: Iterable[Stageplaats], begin: date, eind: date, zonder: int | None = None
    ) -> None:
        plaatsen = list(stageplaatsen)
        self._jaren = {plaats.schooljaar_id for plaats in plaatsen}
        self._kalender: list[Kalenderregel] | None = None
        self._tel: Counter[tuple[Knoop, tuple[str, str]]] = Counter()
        self._weken = afwijkende_weken(plaats_ids=[plaats.pk for plaats in plaatsen], begin=begin, eind=eind)
        self._zitters: dict[int, list[Zitter]] = defaultdict(list)
        huizen = {plaats.afdeling.locatie.organisatie_id for plaats in plaatsen}
        waar = {"stageplaats__afdeling__locatie__organisatie_id__in": huizen}
        self._lees(Plaatsing.objects.filter(**waar), "", begin, eind, zonder)
        self._lees(Stagedeel.objects.geldig().filter(**waar), "plaatsing__", begin, eind, zonder)

    def _lees(self, rijen: QuerySet, via: str, begin: date, eind: date, zonder: int | None) -> None:
        """Count rows that each sit somewhere: placements, or (`via` their placement) parts at a second host."""
        rijen = rijen.filter(
            **{f"{via}status__in": BEZET, f"{via}begindatum__lte": eind, f"{via}einddatum__gte": begin}
        ).exclude(**{f"{via}pk": zonder})
        rijen = rijen.values_list(
            f"{via}begindatum",
            f"{via}einddatum",
            f"{via}periodes",
            "dagen",
            "stageplaats__schooljaar_id",
            "stageplaats_id",
            "stageplaats__afdeling_id",
            "stageplaats__afdeling__locatie_id",
            "stageplaats__afdeling__locatie__organisatie_id",
        )
        for van, tot, periodes, dagen, jaar, plaats, afdeling, locatie, organisatie in rijen.iterator(chunk_size=2000):
            sleutels: list[Knoop] = [
                ("plaats", plaats),
                ("afdeling", afdeling),
                ("locatie", locatie),
                ("organisatie", organisatie),
            ]
            codes = periodes.split()
            if jaar not in self._jaren:
                codes = periodes_tussen(self._kalender_van(begin, eind), periodes, max(van, begin), min(tot, eind))
            momenten = frozenset((periode, dag) for periode in codes for dag in dagen.split())
            self._tel.update((sleutel, moment) for sleutel in sleutels for moment in momenten)
            if plaats in self._weken:
                self._zitters[plaats].append((van, tot, momenten))

    def _kalender_van(self, begin: date, eind: date) -> list[Kalenderregel]:
        """Return the periods of every school year that touch this time; asked once, and only when it matters."""
        if self._kalender is None:
            rijen = Periode.objects.filter(begin__lte=eind, eind__gte=begin)
            self._kalender = list(rijen.values_list("code", "begin", "eind"))
        return self._kalender

    def waarom_niet(self, plaats: Stageplaats, aanvraag: Aanvraag) -> str:
        """Return why the student doesn't fit (a Dutch sentence), or an empty string when there is room."""
        for sleutel, grens, naam in knopen(plaats):
            if grens is None:
                continue
            if sleutel[0] == "plaats" and plaats.pk in self._weken:
                vol = waarom_vol_in_weken(plaats, self._weken[plaats.pk], aanvraag, self._zitters[plaats.pk])
                if vol:
                    return vol
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
        self._zitters[plaats.pk].append((aanvraag.begindatum, aanvraag.einddatum, aanvraag.momenten))


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
