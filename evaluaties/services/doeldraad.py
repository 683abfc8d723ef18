"""Reading goals: the thread of one through reports, talks, evaluations and feedback, and whose goals one follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from basis.nederlands import short_date
from begeleiding.models import Gesprek
from evaluaties.enums import VerslagStatus, VerwijsSoort
from evaluaties.models import Bewijsstuk, Doelverwijzing, Evaluatie, Feedbackronde, Leerdoel, Verslag
from evaluaties.models.doelkring import studenten_via_school, studenten_via_stage
from evaluaties.rules_doelen import is_eigen
from evaluaties.woorden import plichttitel
from kern.kalender import lokaal_moment, lokale_dag
from kern.models import Student, User

MIDDAG = time(12)
INGELEVERD = (VerslagStatus.INGELEVERD, VerslagStatus.TERUG, VerslagStatus.BESPROKEN)
MAX_KANDIDATEN = 60


@dataclass(frozen=True, slots=True)
class Ding:
    """Something of the student that a goal can be about."""

    soort: str
    object_id: UUID
    titel: str
    dag: date
    url: str

    @property
    def sleutel(self) -> str:
        """What a choice field posts."""
        return f"{self.soort}:{self.object_id}"

    @property
    def label(self) -> str:
        """How a choice field calls it."""
        return f"{self.titel}, {short_date(self.dag)}"


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _verslag(rij: Verslag) -> Ding:
    url = reverse("verslagen:detail", args=[rij.public_id])
    dag = lokale_dag(rij.eerste_inlevering or rij.bewaard_op)
    return Ding(VerwijsSoort.VERSLAG.value, rij.public_id, _hoofdletter(plichttitel(rij.plicht)), dag, url)


def _gesprek(rij: Gesprek) -> Ding:
    url = reverse("begeleiding:detail", args=[rij.public_id])
    return Ding(VerwijsSoort.GESPREK.value, rij.public_id, f"Gesprek: {rij.get_soort_display()}", rij.datum, url)


def _evaluatie(rij: Evaluatie) -> Ding:
    url = reverse("evaluaties:detail", args=[rij.public_id])
    titel = _hoofdletter(rij.get_moment_display())
    return Ding(VerwijsSoort.EVALUATIE.value, rij.public_id, titel, lokale_dag(rij.geopend_op), url)


def _ronde(rij: Feedbackronde) -> Ding:
    url = reverse("feedback:ronde", args=[rij.public_id])
    return Ding(VerwijsSoort.FEEDBACK.value, rij.public_id, f"Feedback: {rij.titel}", lokale_dag(rij.gesloten_op), url)


def _bronnen(student: Student | int, voor: User, nummers: dict[str, list[UUID]] | None = None) -> Iterable[Ding]:
    """Yield what goals of this student can be about: all, or those with these public ids per kind.

    A round of feedback is there for `voor` only when the student shares it: that it was held is the student's own.
    """
    rondes = Feedbackronde.objects.visible_to(voor).filter(student=student, gesloten_op__isnull=False)
    soorten: list[tuple[str, QuerySet[Any], Any]] = [
        ("verslag", Verslag.objects.filter(plaatsing__student=student, status__in=INGELEVERD), _verslag),
        ("gesprek", Gesprek.objects.filter(plaatsing__student=student), _gesprek),
        ("evaluatie", Evaluatie.objects.filter(plaatsing__student=student), _evaluatie),
        ("feedback", rondes, _ronde),
    ]
    for soort, rijen, maak in soorten:
        if nummers is None:
            yield from (maak(rij) for rij in rijen.order_by("-pk")[:MAX_KANDIDATEN])
        elif nummers.get(soort):
            yield from (maak(rij) for rij in rijen.filter(public_id__in=nummers[soort]))


def kandidaten(doel: Leerdoel, voor: User) -> list[Ding]:
    """Return what `voor` can tie this goal to, newest first. Four queries."""
    return sorted(_bronnen(doel.student_id, voor), key=lambda ding: ding.dag, reverse=True)[:MAX_KANDIDATEN]


def verslagen_op_naam(doel: Leerdoel) -> QuerySet[Verslag]:
    """Return reports in which the student chose this goal: by its words, as the writing page keeps it."""
    return Verslag.objects.filter(plaatsing__student=doel.student_id, leerdoel=doel.titel, status__in=INGELEVERD)


def draad(
    doel: Leerdoel, voor: User, verwijzingen: list[Doelverwijzing], stukken: Iterable[Bewijsstuk]
) -> list[dict[str, Any]]:
    """Return the thread of a goal for the timeline, oldest first: when it was set, what is about it, what was reached.

    `stukken` are the pieces of evidence with this goal that the reader may see.
    """
    nummers: dict[str, list[UUID]] = {}
    for rij in verwijzingen:
        nummers.setdefault(rij.soort, []).append(rij.object_id)
    dingen = {(ding.soort, ding.object_id): ding for ding in _bronnen(doel.student_id, voor, nummers)}
    op_naam = {(ding.soort, ding.object_id): ding for ding in map(_verslag, verslagen_op_naam(doel))}
    rijen = [_rij(doel.gemaakt_op, "Doel gemaakt", soort="neutraal")]
    per_sleutel = {(rij.soort, rij.object_id): rij for rij in verwijzingen}
    for sleutel, ding in {**op_naam, **dingen}.items():
        verwijzing = per_sleutel.get(sleutel)
        tekst = verwijzing.notitie if verwijzing else "Dit verslag gaat over dit doel."
        wie = verwijzing.gemaakt_door.naam if verwijzing and verwijzing.notitie and verwijzing.gemaakt_door else ""
        rijen.append(_rij(_middag(ding.dag), ding.titel, tekst, wie=wie, url=ding.url, soort="loopt"))
    rijen += [_rij(_middag(stap.gedaan_op), "Stap gedaan", stap.wat) for stap in _gedaan(doel)]
    for stuk in stukken:
        url = reverse("doelen:stuk", args=[stuk.public_id])
        rijen.append(_rij(stuk.gemaakt_op, f"Bewijs: {stuk.titel}", url=url))
    if doel.behaald_op:
        rijen.append(_rij(_middag(doel.behaald_op), "Doel behaald", doel.terugblik))
    if doel.gestopt_op:
        rijen.append(_rij(_middag(doel.gestopt_op), "Met dit doel gestopt", doel.terugblik, soort="neutraal"))
    return sorted(rijen, key=lambda rij: rij["moment"])


def _gedaan(doel: Leerdoel) -> list[Any]:
    return [stap for stap in doel.actiepunten.all() if stap.gedaan_op]


def _middag(dag: date) -> datetime:
    return lokaal_moment(dag, MIDDAG)


def _rij(
    moment: datetime, titel: str, tekst: str = "", *, wie: str = "", url: str = "", soort: str = "klaar"
) -> dict[str, Any]:
    return {"moment": moment, "titel": titel, "tekst": tekst, "wie": wie, "soort": soort, "url": url}


# --- Whose goals one follows ---


def gevolgde_studenten(user: User, op: date) -> QuerySet[Student]:
    """Return students whose goals this person follows, with how many goals are open and pieces of evidence exist."""
    via_school, via_stage = studenten_via_school(user, op), studenten_via_stage(user)
    if via_stage.query.is_empty():
        rijen = via_school
    else:
        een, ander = (rijen.order_by().values("pk") for rijen in (via_school, via_stage))
        rijen = Student.objects.filter(pk__in=een.union(ander))
    doelen = Leerdoel.objects.lopend().filter(student=OuterRef("pk"))
    return rijen.select_related("user", "school", "opleiding").annotate(doelen_open=_aantal(doelen))


def _aantal(rijen: QuerySet[Any]) -> Coalesce:
    geteld = rijen.order_by().values("student").annotate(aantal=Count("pk")).values("aantal")
    return Coalesce(Subquery(geteld, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Kijker:
    """As what somebody looks at what a student takes along."""

    eigen: bool
    school: bool

    @property
    def leest_waarom(self) -> bool:
        """Why a student has a goal can be private: not for the leerbedrijf."""
        return self.eigen or self.school


def kijker_van(user: User, student: Student, op: date) -> Kijker | None:
    """Return as what this person may see the goals of a student on `op`; None = not at all."""
    if is_eigen(user, student):
        return Kijker(eigen=True, school=False)
    if studenten_via_school(user, op).filter(pk=student.pk).exists():
        return Kijker(eigen=False, school=True)
    return Kijker(eigen=False, school=False) if studenten_via_stage(user).filter(pk=student.pk).exists() else None


def pad_van_student(student: Student, voor: User) -> str:
    """Return the page with the goals of a student, as this person sees it."""
    return reverse("doelen:lijst") if is_eigen(voor, student) else reverse("doelen:student", args=[student.public_id])
