"""Reading the certificatenboekje: certificates, what may be done on stage, how independently it goes (R5.6)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from evaluaties import mag
from evaluaties.enums import MagStand
from evaluaties.models import Beheersing, Handeling, Handelingscertificaat
from kern.models import Student
from plaatsingen.models import Plaatsing
from plaatsingen.services.vormplan import stageweek


@dataclass(slots=True)
class Regel:
    """One act for one student: the certificate that says most, all of them, the answer, and the levels on stage.

    `niveau` is the last that was confirmed, `open` a proposal that waits, `teruggelegd` the last answer 'not yet' when
    nothing came after it.
    """

    handeling: Handeling
    oordeel: mag.Oordeel
    certificaat: Handelingscertificaat | None = None
    certificaten: list[Handelingscertificaat] = field(default_factory=list)
    niveau: Beheersing | None = None
    open: Beheersing | None = None
    teruggelegd: Beheersing | None = None


def handelingen_van(student: Student, op: date) -> list[Handeling]:
    """Return the acts on the list of a student's programme."""
    return list(Handeling.objects.geldig_op(op).filter(opleidingen=student.opleiding_id))


def boekje(student: Student, *, op: date, plaatsing: Plaatsing | None = None, zoek: str = "") -> list[Regel]:
    """Return every act of the programme with where the student stands; with a placement also its levels.

    The advice of the stage week counts only with a placement that has a template. Acts that left the list stay as long
    as the student has something of them. At most eight queries.
    """
    certificaten: dict[int, list[Handelingscertificaat]] = defaultdict(list)
    for rij in student.handelingscertificaten.select_related("door", "handeling"):
        certificaten[rij.handeling_id].append(rij)
    niveaus: dict[int, list[Beheersing]] = defaultdict(list)
    if plaatsing is not None:
        for melding in plaatsing.beheersingen.select_related("door", "bevestigd_door", "teruggelegd_door", "handeling"):
            niveaus[melding.handeling_id].append(melding)
    lijst = {handeling.pk: handeling for handeling in handelingen_van(student, op)}
    for rijen in (*certificaten.values(), *niveaus.values()):
        lijst.setdefault(rijen[0].handeling_id, rijen[0].handeling)
    week = stageweek(plaatsing, op) if plaatsing is not None and plaatsing.vorm_id else None
    woorden = zoek.lower().split()
    regels = []
    for handeling in sorted(lijst.values(), key=lambda rij: (rij.volgorde, rij.naam)):
        if any(woord not in f"{handeling.naam} {handeling.groep}".lower() for woord in woorden):
            continue
        eigen = certificaten[handeling.pk]
        beste = mag.beste(eigen, op)
        oordeel = mag.oordeel(adl=handeling.adl, vanaf_week=handeling.vanaf_week, certificaat=beste, week=week, op=op)
        regels.append(Regel(handeling, oordeel, beste, eigen, **_stand(niveaus[handeling.pk])))
    return regels


def _stand(meldingen: list[Beheersing]) -> dict[str, Beheersing | None]:
    laatste = meldingen[-1] if meldingen else None
    return {
        "niveau": next((rij for rij in reversed(meldingen) if rij.bevestigd_op), None),
        "open": next((rij for rij in meldingen if not rij.bevestigd_op and not rij.teruggelegd_op), None),
        "teruggelegd": laatste if laatste is not None and laatste.teruggelegd_op else None,
    }


def per_groep(regels: Iterable[Regel]) -> list[tuple[str, list[Regel]]]:
    """Return the acts by group, in order."""
    groepen: dict[str, list[Regel]] = {}
    for regel in regels:
        groepen.setdefault(regel.handeling.groep, []).append(regel)
    return list(groepen.items())


def tel(regels: Iterable[Regel]) -> dict[str, int]:
    """Return how many acts may be done (wel), rather later (let_op), and not yet (niet)."""
    uit = {stand.value: 0 for stand in MagStand}
    for regel in regels:
        uit[regel.oordeel.stand.value] += 1
    return uit


def tellingen(plaatsing: Plaatsing, *, op: date) -> QuerySet:
    """Return per act of the programme: a word for the list, whether it has a certificate, whether a level waits."""
    eigen = {"handeling": OuterRef("pk")}
    papier = Handelingscertificaat.objects.geldig_op(op).filter(**eigen, student=plaatsing.student_id)
    open_ = Beheersing.objects.open().filter(**eigen, plaatsing=plaatsing)
    lijst = Handeling.objects.geldig_op(op).filter(opleidingen=plaatsing.student.opleiding_id).order_by()
    return lijst.annotate(lijst=Value("handelingen"), ja=Exists(papier), nu=Exists(open_)).values_list(
        "lijst", "ja", "nu"
    )


def aantal_certificaten(student_ids: Iterable[int], *, op: date) -> dict[int, int]:
    """Return per student for how many acts a certificate holds on a day; one query."""
    rijen = Handelingscertificaat.objects.geldig_op(op).filter(student_id__in=list(student_ids)).order_by()
    return dict(rijen.values_list("student_id").annotate(n=Count("handeling", distinct=True)))


def open_niveaus(plaatsing_ids: Iterable[int]) -> dict[int, int]:
    """Return per placement how many proposals wait for the leerbedrijf; one query."""
    rijen = Beheersing.objects.open().filter(plaatsing_id__in=list(plaatsing_ids)).order_by()
    return dict(rijen.values_list("plaatsing_id").annotate(n=Count("pk")))
