"""Who still needs a place, and which places fit one student at a time: what placing by hand chooses from (R4.4)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from kern.kalender import dagcode
from kern.models import Periode, Student, User
from kern.models.student import StudentQuerySet
from plaatsingen.enums import BEZET
from plaatsingen.models import Plaatsing
from plaatsingen.services import slot
from plaatsingen.services.geschikt import Geschiktheid
from vacatures.models import Stageplaats
from vraagaanbod.models import Omzetting

MEEST = 400  # places that are judged at most; more is a question for a narrower search
WOORDEN = 6


@dataclass(slots=True)
class Plekken:
    """Places that fit, and places that were asked for by name and don't, each with why not."""

    passend: list[Stageplaats] = field(default_factory=list)
    niet: list[tuple[Stageplaats, str]] = field(default_factory=list)


def studenten_voor(*, user: User, op: date, q: str = "") -> StudentQuerySet:
    """Return the students whom this person may place; those without a place from `op` on come first."""
    studenten = Student.objects.visible_to(user).exclude(vertrokken_op__lte=op)
    if not (user.is_beheerder or user.regio_coordinator):
        studenten = studenten.filter(school_id__in=user.organisatie_ids_als("coordinator"))
    for woord in q.split()[:WOORDEN]:
        studenten = studenten.filter(
            Q(user__voornaam__icontains=woord)
            | Q(user__achternaam__icontains=woord)
            | Q(studentnummer__istartswith=woord)
        )
    lopend = Plaatsing.objects.filter(student=OuterRef("pk"), status__in=BEZET, einddatum__gte=op)
    return (
        studenten.annotate(heeft_plaats=Exists(lopend))
        .select_related("user", "school", "cluster")
        .order_by("heeft_plaats", "user__achternaam", "user__voornaam", "pk")
    )


def plekken_voor(*, student: Student, aanvraag: slot.Aanvraag, user: User, q: str = "") -> Plekken:
    """Return the places of this time that fit the student and have a seat on every day that is asked for.

    Without `q` only places of the student's cluster (or converted to it) are looked at; with `q` all whose name or
    house says so, so that whoever looks for one place reads why it doesn't fit.
    """
    plaatsen = (
        Stageplaats.objects.visible_to(user)
        .actief()
        .met_leerbedrijf()
        .filter(schooljaar__begin__lte=aanvraag.begindatum, schooljaar__eind__gte=aanvraag.einddatum)
        .order_by("afdeling__locatie__organisatie__naam", "naam", "pk")
    )
    plaatsen = plaatsen.zoek(q) if q.split() else _van_cluster(plaatsen, student)
    gevonden = list(plaatsen[:MEEST])
    tijd = {"begin": aanvraag.begindatum, "eind": aanvraag.einddatum}
    geschikt = Geschiktheid(plaatsen=gevonden, **tijd)
    bezetting = slot.Bezetting(stageplaatsen=gevonden, **tijd)
    uit = Plekken()
    for plaats in gevonden:
        reden = geschikt.waarom_niet(student, plaats, aanvraag) or bezetting.waarom_niet(plaats, aanvraag)
        if not reden:
            uit.passend.append(plaats)
        elif q.split():
            uit.niet.append((plaats, reden))
    return uit


def _van_cluster(plaatsen, student: Student):  # noqa: ANN001 - a queryset in, a queryset out
    van = Omzetting.objects.filter(naar_cluster_id=student.cluster_id).values("van_cluster_id")
    ids = Stageplaats.objects.filter(Q(clusters=student.cluster_id) | Q(clusters__in=van)).values("pk")
    return plaatsen.filter(pk__in=ids)


def voorstel_voor_tijd(student: Student, *, op: date) -> dict[str, object]:
    """Return what the form begins with: the periods of the student that aren't over, their dates, the student's days.

    Without a school calendar the dates stay out.
    """
    rijen = list(Periode.objects.filter(code__in=set(student.periodes.split()) - {"z"}, eind__gt=op).order_by("begin"))
    rijen = [rij for rij in rijen if rij.schooljaar_id == rijen[0].schooljaar_id]
    uit: dict[str, object] = {"dagen": student.dagen.split(), "periodes": student.periodes.split()}
    if rijen:
        uit["periodes"] = [rij.code for rij in rijen]
        begin = max(rijen[0].begin, op)
        week = [begin + timedelta(days=dag) for dag in range(7)]
        uit["begindatum"] = next((dag for dag in week if dagcode(dag) in student.dagen.split()), begin)
        uit["einddatum"] = max(rij.eind for rij in rijen)
    return uit
