"""Older students who coach juniors: who coaches whom, and notes that both can read (R7.5).

An older student sees only the own juniors, by name and year; nothing of their stage, reports or talks.
"""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_groepen as rules
from begeleiding.models import Juniorcontact, Juniorkoppeling
from kern.models import Student, User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar

__all__ = ["koppel", "ontkoppel", "schrijf_contact"]


@transaction.atomic
def koppel(*, ouderejaars: Student, junior: Student, by: User, at: datetime) -> Juniorkoppeling:
    """Let an older student coach a junior of the same school. DomainError when the years or the school don't fit."""
    rijen = Student.objects.select_for_update(of=("self",), no_key=True).select_related("user").order_by("pk")
    nu = {rij.pk: rij for rij in rijen.filter(pk__in=[ouderejaars.pk, junior.pk])}
    if len(nu) < 2:
        raise DomainError("Kies twee verschillende studenten.", field="junior")
    ouderejaars, junior = nu[ouderejaars.pk], nu[junior.pk]
    if not rules.mag_juniors_koppelen(by, junior):
        raise GeenToegang("Deze student begeleidt u niet.")
    if ouderejaars.school_id != junior.school_id:
        raise DomainError("De twee studenten zitten niet op dezelfde school.", field="ouderejaars")
    if ouderejaars.leerjaar <= junior.leerjaar:
        raise DomainError("Een ouderejaars begeleidt iemand uit een lager leerjaar.", field="ouderejaars")
    lopend = Juniorkoppeling.objects.filter(tot__isnull=True)
    al = lopend.filter(junior=junior).first()
    if al is not None:
        if al.ouderejaars_id == ouderejaars.pk:
            return al
        raise DomainError(f"{junior.naam} heeft al een ouderejaars. Beëindig dat eerst.", field="junior")
    if lopend.filter(ouderejaars=ouderejaars).count() >= rules.MAX_JUNIORS:
        tekst = f"{ouderejaars.naam} begeleidt al {rules.MAX_JUNIORS} studenten."
        raise DomainError(tekst, field="ouderejaars")
    rij = Juniorkoppeling.objects.create(
        ouderejaars=ouderejaars, junior=junior, gekoppeld_door=by, van=timezone.localdate(at)
    )
    na = {"ouderejaars": str(ouderejaars.public_id), "junior": str(junior.public_id)}
    leg_vast(actie="ouderejaars gekoppeld", obj=rij, by=by, at=at, na=na)
    for student in (ouderejaars, junior):
        zet_klaar(
            soort="junior_gekoppeld",
            sleutel=f"junior:{rij.public_id}:{student.pk}",
            at=at,
            sjabloon="junior_gekoppeld",
            context={"junior": student == junior},
            ontvanger=student.user,
            pad=reverse("groepen:juniors"),
        )
    return rij


@transaction.atomic
def ontkoppel(*, koppeling: Juniorkoppeling, by: User, at: datetime) -> Juniorkoppeling:
    """End a pair today: from now on they see nothing of each other. Twice does no harm."""
    rijen = Juniorkoppeling.objects.select_for_update(of=("self",), no_key=True)
    nu = rijen.select_related("junior", "ouderejaars").get(pk=koppeling.pk)
    if not rules.mag_juniors_koppelen(by, nu.junior):
        raise GeenToegang("Deze student begeleidt u niet.")
    if nu.tot is None:
        nu.tot = max(nu.van, timezone.localdate(at))
        nu.save(update_fields=["tot"])
        leg_vast(actie="ouderejaars ontkoppeld", obj=nu, by=by, at=at, na={"tot": nu.tot})
    return nu


@transaction.atomic
def schrijf_contact(*, koppeling: Juniorkoppeling, datum: date, notitie: str, by: User, at: datetime) -> Juniorcontact:
    """Write that the two had contact, with a line that both can read. The same again is kept once (C2)."""
    rijen = Juniorkoppeling.objects.select_for_update(of=("self",), no_key=True)
    nu = rijen.select_related("junior", "ouderejaars").get(pk=koppeling.pk)
    if not rules.hoort_bij_koppeling(by, nu):
        raise GeenToegang("Deze student begeleid je niet.")
    if not nu.van <= datum <= timezone.localdate(at):
        raise DomainError("Kies vandaag of een eerdere dag, sinds jullie gekoppeld zijn.", field="datum")
    velden = {"door": by, "datum": datum, "notitie": notitie.strip()[:500]}
    if al := nu.contacten.filter(**velden).first():
        return al
    return Juniorcontact.objects.create(koppeling=nu, gemaakt_op=at, **velden)
