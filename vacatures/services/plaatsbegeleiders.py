"""The begeleiders of a place, with niveau and training (R4.4, R7.8)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Rol
from kern.models import Lidmaatschap, User
from kern.services.audit import leg_vast
from vacatures.models import Plaatsbegeleider, Stageplaats
from vacatures.rules import mag_wijzigen


def keuzes(plaats: Stageplaats, *, op: date) -> QuerySet[User]:
    """Return who can be begeleider: werkbegeleiders and praktijkopleiders of the house on a day."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        rol__in=[Rol.WERKBEGELEIDER, Rol.PRAKTIJKOPLEIDER], organisatie=plaats.leerbedrijf
    )
    return User.objects.actief().filter(pk__in=leden.values("user")).order_by("achternaam", "pk")


def _vergrendeld(plaats: Stageplaats, by: User) -> Stageplaats:
    nu = Stageplaats.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=plaats.pk)
    if not mag_wijzigen(by, nu):
        raise GeenToegang("U mag deze stageplaats niet veranderen.")
    return nu


@transaction.atomic
def zet_begeleider(
    *,
    plaats: Stageplaats,
    user: User,
    niveau: int,
    opleiding: str,
    getraind_op: date | None,
    by: User,
    at: datetime,
) -> Plaatsbegeleider:
    """Add a begeleider to a place, or change niveau and training of one who is there. Twice does it once.

    Without a first begeleider the new one becomes it; without a stated niveau the place takes that of the begeleider.
    """
    nu = _vergrendeld(plaats, by)
    op = timezone.localdate(at)
    if not keuzes(nu, op=op).filter(pk=user.pk).exists():
        raise DomainError("Deze persoon werkt niet bij dit leerbedrijf.", field="user")
    if getraind_op and getraind_op > op:
        raise DomainError("De training is nog niet geweest. Vul een dag in het verleden in.", field="getraind_op")
    velden = {"niveau": niveau, "opleiding": opleiding.strip(), "getraind_op": getraind_op}
    rij, nieuw = Plaatsbegeleider.objects.get_or_create(stageplaats=nu, user=user, defaults=velden)
    voor = {} if nieuw else {veld: getattr(rij, veld) for veld in velden}
    if not nieuw:
        for veld, waarde in velden.items():
            setattr(rij, veld, waarde)
        rij.save()
    if nu.begeleider_id is None:
        nu.begeleider = user
        nu.save(update_fields=["begeleider"])
    if nieuw or voor != velden:
        leg_vast(actie="begeleider van stageplaats", obj=nu, by=by, at=at, voor=voor, na={**velden, "user": user.pk})
    return rij


@transaction.atomic
def haal_begeleider_weg(*, begeleider: Plaatsbegeleider, by: User, at: datetime) -> None:
    """Take a begeleider from a place; placements that name them stay as they are."""
    nu = _vergrendeld(begeleider.stageplaats, by)
    rij = nu.plaatsbegeleiders.filter(pk=begeleider.pk).first()
    if rij is None:
        return
    rij.delete()
    if nu.begeleider_id == begeleider.user_id:
        eerste = nu.plaatsbegeleiders.order_by("pk").first()
        nu.begeleider_id = eerste.user_id if eerste else None
        nu.save(update_fields=["begeleider"])
    leg_vast(actie="begeleider van stageplaats weg", obj=nu, by=by, at=at, voor={"user": begeleider.user_id})


def noteer_training(*, user: User, opleiding: str, getraind_op: date, by: User | None, at: datetime) -> int:
    """Write a training that somebody followed with the places they supervise; an older one never replaces a newer.

    Inside the caller's transaction. Returns how many places it changed (R7.8).
    """
    ouder = Q(getraind_op__isnull=True) | Q(getraind_op__lt=getraind_op)
    rijen = list(Plaatsbegeleider.objects.select_for_update(of=("self",)).filter(ouder, user=user).order_by("pk"))
    for rij in rijen:
        rij.opleiding, rij.getraind_op = opleiding[:120], getraind_op
    Plaatsbegeleider.objects.bulk_update(rijen, ["opleiding", "getraind_op"])
    if rijen:
        na = {"user": user.pk, "getraind_op": getraind_op, "plaatsen": len(rijen)}
        leg_vast(actie="training van begeleider bij stageplaatsen", obj=user, by=by, at=at, na=na)
    return len(rijen)
