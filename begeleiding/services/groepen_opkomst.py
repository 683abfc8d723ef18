"""Who was at a meeting; staying away from intervisie without word is a signal (R7.5, R7.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_groepen as rules
from begeleiding.enums import Opkomst, ReeksSoort, SignaalSoort
from begeleiding.models import Aanwezigheid, Bijeenkomst, Signaal, Signaalfeit
from begeleiding.services import signaalfeiten
from begeleiding.services.groepen import leden_bij, vergrendel_bijeenkomst
from begeleiding.services.signalen import trek_feit_in
from kern.models import Student, User
from kern.services.audit import leg_vast
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing


@dataclass(frozen=True, slots=True)
class Wie:
    """Whether one student was there, and why not."""

    opkomst: str
    reden: str = ""


@transaction.atomic
def leg_opkomst_vast(*, bijeenkomst: Bijeenkomst, opkomst: Mapping[int, Wie], by: User, at: datetime) -> Bijeenkomst:
    """Record who was there, by id of the student; the same again changes nothing. A mistake can be mended later.

    Staying away without word counts towards a signal at once; a mended mistake takes that signal back.
    """
    nu = vergrendel_bijeenkomst(bijeenkomst, by)
    if nu.reeks.soort != ReeksSoort.INTERVISIE:
        raise DomainError("Bij een spreekuur houdt u geen opkomst bij.")
    if not rules.kan_opkomst(nu, at):
        raise DomainError("Deze bijeenkomst is nog niet geweest.")
    _vergrendel_vooraf(opkomst)
    leden = {lid.student_id: lid.student for lid in leden_bij(nu.reeks, nu.begin)}
    al = {rij.student_id: rij for rij in nu.aanwezigheden.all()}
    veranderd = {}
    for pk, wie in opkomst.items():
        student, rij = leden.get(pk) or (al[pk].student if pk in al else None), al.get(pk)
        if student is None:
            raise DomainError("Deze student hoort niet bij de groep.")
        if rij is None or (rij.opkomst, rij.reden) != (wie.opkomst, wie.reden):
            veranderd[str(student.public_id)] = wie.opkomst
            _schrijf(nu, student, rij, wie, by, at)
    if veranderd or nu.opkomst_op is None:
        nu.opkomst_op = nu.opkomst_op or at
        nu.save(update_fields=["opkomst_op"])
        leg_vast(actie="opkomst vastgelegd", obj=nu, by=by, at=at, na=veranderd)
    return nu


def _vergrendel_vooraf(studenten: Iterable[int]) -> None:
    """Lock, in a fixed order, all that may follow: after the first line in the audit log nothing more is waited for."""
    stages = Plaatsing.objects.filter(student__in=list(studenten), status=PlaatsingStatus.LOPEND)
    list(stages.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))
    signalen = Signaal.objects.filter(student__in=list(studenten), soort=SignaalSoort.INTERVISIE)
    list(signalen.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def _schrijf(  # noqa: PLR0917 - one row has all of this
    nu: Bijeenkomst, student: Student, rij: Aanwezigheid | None, wie: Wie, by: User, at: datetime
) -> None:
    was = rij.opkomst if rij else ""
    velden = {"opkomst": wie.opkomst, "reden": wie.reden[:200], "vastgelegd_door": by, "vastgelegd_op": at}
    rij, _ = Aanwezigheid.objects.update_or_create(bijeenkomst=nu, student=student, defaults=velden)
    if Opkomst.AFWEZIG not in {was, wie.opkomst} or was == wie.opkomst:
        return
    dag = timezone.localdate(nu.begin)
    stages = Plaatsing.objects.filter(student=student, begindatum__lte=dag, einddatum__gte=dag)
    for plaatsing in stages.filter(status=PlaatsingStatus.LOPEND).order_by("pk"):
        if wie.opkomst == Opkomst.AFWEZIG:
            signaalfeiten.kijk_na(plaatsing=plaatsing, soort=SignaalSoort.INTERVISIE, at=at)
        else:
            _neem_terug(plaatsing, rij, wie, at)


def _neem_terug(plaatsing: Plaatsing, rij: Aanwezigheid, wie: Wie, at: datetime) -> None:
    feiten = Signaalfeit.objects.filter(sleutel=f"{SignaalSoort.INTERVISIE}:{plaatsing.pk}:{rij.pk}")
    for feit in feiten.select_related("signaal"):
        trek_feit_in(signaal=feit.signaal, tekst=f"De opkomst is verbeterd: {Opkomst(wie.opkomst).label}.", at=at)
        feit.delete()  # so that the same miss can count again


@transaction.atomic
def meld_af(*, bijeenkomst: Bijeenkomst, student: Student, reden: str, komt: bool, by: User, at: datetime) -> None:
    """A student calls off before it begins, or comes after all."""
    if student.user_id != by.pk:
        raise GeenToegang("Afzeggen doe je zelf.")
    nu = Bijeenkomst.objects.select_for_update(of=("self",), no_key=True).select_related("reeks").get(pk=bijeenkomst.pk)
    if nu.afgezegd_op is not None or nu.begin <= at:
        raise DomainError("Afzeggen kan tot de bijeenkomst begint. Bel of mail daarna je begeleider.")
    if student.pk not in {lid.student_id for lid in leden_bij(nu.reeks, nu.begin)}:
        raise DomainError("Je hoort niet bij deze groep.")
    if komt:
        Aanwezigheid.objects.filter(bijeenkomst=nu, student=student, opkomst=Opkomst.AFGEMELD).delete()
        return
    velden = {"opkomst": Opkomst.AFGEMELD, "reden": reden.strip()[:200], "vastgelegd_door": by, "vastgelegd_op": at}
    Aanwezigheid.objects.update_or_create(bijeenkomst=nu, student=student, defaults=velden)
