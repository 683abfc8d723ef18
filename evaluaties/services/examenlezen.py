"""Reading exams: where each stands, per student and per class (R5.7)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Value

from evaluaties.enums import Examenuitslag, GoKant
from evaluaties.models import Examen, Examengang, ExamenGo
from evaluaties.services import handelingen
from plaatsingen.models import Plaatsing
from plaatsingen.onthoud import eenmaal

UITSLAGSOORT = {
    Examenuitslag.BEHAALD: "klaar",
    Examenuitslag.NIET_BEHAALD: "fout",
    Examenuitslag.NIET_GEKOMEN: "let_op",
}


@dataclass(slots=True)
class Examenstand:
    """One exam for one student: the way under way or done last, what each side says, and a word for it."""

    examen: Examen
    gang: Examengang | None = None
    school: ExamenGo | None = None
    stage: ExamenGo | None = None
    vervallen: list[ExamenGo] = field(default_factory=list)
    eerder: list[Examengang] = field(default_factory=list)
    mag: dict[str, bool] = field(default_factory=dict)

    @property
    def school_go(self) -> bool:
        """Whether school said GO."""
        return self.school is not None and self.school.go

    @property
    def stage_go(self) -> bool:
        """Whether the stage said GO."""
        return self.stage is not None and self.stage.go

    @property
    def twee_go(self) -> bool:
        """Whether both sides said GO."""
        return self.school_go and self.stage_go

    @property
    def woord(self) -> tuple[str, str]:
        """The state in words, and the kind of badge."""
        gang = self.gang
        if gang is None:
            return "Nog niet aangevraagd", "neutraal"
        if gang.uitslag:
            return gang.get_uitslag_display().capitalize(), UITSLAGSOORT[Examenuitslag(gang.uitslag)]
        if gang.datum:
            return "Gepland", "loopt"
        if self.twee_go:
            return "GO, kies een dag", "let_op"
        if any(go is not None and not go.go for go in (self.school, self.stage)):
            return "Nog niet", "let_op"
        return "Wacht op GO", "wacht"

    @property
    def kanten(self) -> list[tuple[str, ExamenGo | None]]:
        """Both sides in order: Dutch name, what it says."""
        return [(GoKant.SCHOOL.label, self.school), (GoKant.STAGE.label, self.stage)]

    @property
    def opnieuw(self) -> bool:
        """Whether the exam may be asked: never asked, or the last try wasn't passed."""
        return self.gang is None or self.gang.uitslag in {Examenuitslag.NIET_BEHAALD, Examenuitslag.NIET_GEKOMEN}


def _tellingen(plaatsing: Plaatsing, *, op: date) -> QuerySet:
    """Return per exam of the programme: a word for the list, whether it is passed, whether it is under way."""
    eigen = Examengang.objects.filter(examen=OuterRef("pk"), plaatsing__student=plaatsing.student_id)
    lijst = Examen.objects.geldig_op(op).filter(opleidingen=plaatsing.student.opleiding_id).order_by()
    return lijst.annotate(
        lijst=Value("examens"),
        ja=Exists(eigen.filter(uitslag=Examenuitslag.BEHAALD)),
        nu=Exists(eigen.filter(uitslag="")),
    ).values_list("lijst", "ja", "nu")


def handelingen_en_examens(plaatsing: Plaatsing, *, op: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return two counts, of acts and of exams. One query, read once for a page.

    Acts: how many there are (`totaal`), have a certificate (`met`) and wait (`wacht`). Exams: how many there are
    (`totaal`), are passed (`behaald`) and under way (`bezig`).
    """
    lees = handelingen.tellingen(plaatsing, op=op).union(_tellingen(plaatsing, op=op), all=True)
    rijen = eenmaal(plaatsing, f"handelingen en examens {op}", lambda: list(lees))
    acts = [(ja, nu) for lijst, ja, nu in rijen if lijst == "handelingen"]
    exams = [(ja, nu) for lijst, ja, nu in rijen if lijst == "examens"]
    return (
        {"totaal": len(acts), "met": sum(ja for ja, _ in acts), "wacht": sum(nu for _, nu in acts)},
        {"totaal": len(exams), "behaald": sum(ja for ja, _ in exams), "bezig": sum(nu for _, nu in exams)},
    )


def standen(plaatsingen: Iterable[Plaatsing], *, op: date) -> dict[int, list[Examenstand]]:
    """Return per placement where the student stands with every exam of the programme; four queries for all.

    What a student did on an earlier placement counts: exams are of the student.
    """
    rijen = list(plaatsingen)
    examens: dict[int, list[Examen]] = {}
    koppels = Examen.opleidingen.through.objects.filter(
        opleiding_id__in={rij.student.opleiding_id for rij in rijen}
    ).values_list("opleiding_id", "examen_id")
    geldig = {examen.pk: examen for examen in Examen.objects.geldig_op(op)}
    for opleiding_id, examen_id in koppels:
        if examen_id in geldig:
            examens.setdefault(opleiding_id, []).append(geldig[examen_id])
    gangen: dict[tuple[int, int], list[Examengang]] = {}
    alle = Examengang.objects.filter(plaatsing__student_id__in={rij.student_id for rij in rijen})
    for gang in (
        alle.select_related("plaatsing", "examen", "aangevraagd_door", "datum_door", "uitslag_door")
        .prefetch_related("gos__door", "gos__vervallen_door")
        .order_by("poging", "pk")
    ):
        gangen.setdefault((gang.plaatsing.student_id, gang.examen_id), []).append(gang)
    return {
        rij.pk: [
            _stand(examen, gangen.get((rij.student_id, examen.pk), []))
            for examen in sorted(examens.get(rij.student.opleiding_id, []), key=lambda e: (e.volgorde, e.naam))
        ]
        for rij in rijen
    }


def _stand(examen: Examen, gangen: list[Examengang]) -> Examenstand:
    if not gangen:
        return Examenstand(examen)
    gang = gangen[-1]
    gos = list(gang.gos.all())
    geldt = {go.kant: go for go in gos if go.vervallen_op is None}
    return Examenstand(
        examen,
        gang,
        geldt.get(GoKant.SCHOOL),
        geldt.get(GoKant.STAGE),
        [go for go in gos if go.vervallen_op is not None],
        gangen[:-1],
    )


def gangen_met_gos(plaatsing: Plaatsing) -> list[tuple[Examengang, list[ExamenGo]]]:
    """Return the ways to exams of one placement with what both sides said, in order. One query.

    Nothing is planned or decided without a word of both sides, so a way on which nobody said anything has no story.
    """
    gos = ExamenGo.objects.filter(gang__plaatsing=plaatsing).select_related(
        "door", "gang__examen", "gang__uitslag_door"
    )
    gangen: dict[int, tuple[Examengang, list[ExamenGo]]] = {}
    for go in gos.order_by(
        "gang__examen__volgorde", "gang__examen__naam", "gang__examen", "gang__poging", "gang", "at", "pk"
    ):
        gangen.setdefault(go.gang_id, (go.gang, []))[1].append(go)
    return list(gangen.values())
