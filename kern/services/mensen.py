"""Roles, invitations and the right to log in."""

import hashlib
import secrets
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from kern.enums import Rol
from kern.models import Afdeling, Lidmaatschap, Organisatie, Uitnodiging, User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar

GELDIG = timedelta(days=14)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def nodig_uit(
    *,
    email: str,
    rol: str,
    organisatie: Organisatie,
    by: User,
    at: datetime,
    afdeling: Afdeling | None = None,
) -> Uitnodiging:
    """Mail a link with which somebody takes `rol` at `organisatie`; valid 14 days, works once.

    An earlier open invitation for the same person and role is withdrawn. Raises DomainError when the person has the
    role already.
    """
    email = email.strip().lower()
    bestaand = Lidmaatschap.objects.geldig_op(timezone.localdate(at)).filter(
        user__email__iexact=email, organisatie=organisatie, rol=rol
    )
    if bestaand.exists():
        msg = f"{email} is hier al {Rol(rol).label}."
        raise DomainError(msg, field="email")
    if afdeling and afdeling.locatie.organisatie_id != organisatie.pk:
        msg = "Deze afdeling hoort niet bij deze organisatie."
        raise DomainError(msg, field="afdeling")
    Uitnodiging.objects.filter(
        email__iexact=email, organisatie=organisatie, rol=rol, gebruikt_op__isnull=True, ingetrokken_op__isnull=True
    ).update(ingetrokken_op=at)
    token = secrets.token_urlsafe(32)
    uitnodiging = Uitnodiging.objects.create(
        email=email,
        rol=rol,
        organisatie=organisatie,
        afdeling=afdeling,
        token_hash=_hash(token),
        uitgenodigd_door=by,
        uitgenodigd_op=at,
        geldig_tot=at + GELDIG,
    )
    zet_klaar(
        soort="uitnodiging",
        sleutel=f"uitnodiging:{uitnodiging.public_id}",
        at=at,
        sjabloon="uitnodiging",
        context={"uitnodiging": uitnodiging, "door": by},
        aan=email,
        pad=f"/account/uitnodiging/{token}/",
        gevoelig=True,
    )
    leg_vast(actie="uitgenodigd", obj=uitnodiging, by=by, at=at, na={"rol": rol, "organisatie": organisatie.code})
    return uitnodiging


def vind_uitnodiging(token: str, at: datetime) -> Uitnodiging | None:
    """Return the invitation behind a link if it can still be used at `at`."""
    return (
        Uitnodiging.objects.select_related("organisatie", "uitgenodigd_door")
        .filter(token_hash=_hash(token), geldig_tot__gte=at, gebruikt_op__isnull=True, ingetrokken_op__isnull=True)
        .first()
    )


@transaction.atomic
def neem_uitnodiging_aan(
    *, uitnodiging: Uitnodiging, at: datetime, voornaam: str = "", achternaam: str = "", wachtwoord: str = ""
) -> User:
    """Make the person if needed and give the role; the link works once.

    A person who exists keeps name and password (and must log in with them). Raises DomainError (field `wachtwoord`)
    when the password is too weak.
    """
    vast = Uitnodiging.objects.select_for_update(of=("self",)).get(pk=uitnodiging.pk)
    if vast.gebruikt_op or vast.ingetrokken_op or vast.geldig_tot < at:
        msg = "Deze uitnodiging is al gebruikt of verlopen. Vraag een nieuwe aan."
        raise DomainError(msg)
    user = User.objects.filter(email__iexact=vast.email).first()
    if user is None:
        user = User(email=vast.email, voornaam=voornaam, achternaam=achternaam, date_joined=at)
        try:
            validate_password(wachtwoord, user)
        except ValidationError as fout:
            raise DomainError(" ".join(fout.messages), field="wachtwoord") from fout
        user.set_password(wachtwoord)
        user.save()
    Lidmaatschap.objects.get_or_create(
        user=user,
        organisatie=vast.organisatie,
        rol=vast.rol,
        van=timezone.localdate(at),
        defaults={"afdeling": vast.afdeling},
    )
    vast.gebruikt_op = at
    vast.save(update_fields=["gebruikt_op"])
    leg_vast(actie="uitnodiging aangenomen", obj=vast, by=user, at=at, na={"rol": vast.rol})
    return user


@transaction.atomic
def geef_rol(
    *,
    user: User,
    organisatie: Organisatie,
    rol: str,
    van: date,
    by: User,
    at: datetime,
    tot: date | None = None,
) -> Lidmaatschap:
    """Give a role from `van` up to and including `tot`. Raises DomainError when it overlaps the same role."""
    if tot and tot < van:
        msg = "De einddatum ligt voor de begindatum."
        raise DomainError(msg, field="tot")
    if Lidmaatschap.objects.geldig_op(van).filter(user=user, organisatie=organisatie, rol=rol).exists():
        msg = f"{user.naam} is op die dag al {Rol(rol).label} bij {organisatie.naam}."
        raise DomainError(msg, field="rol")
    lid = Lidmaatschap.objects.create(user=user, organisatie=organisatie, rol=rol, van=van, tot=tot)
    leg_vast(actie="rol gegeven", obj=user, by=by, at=at, na={"rol": rol, "organisatie": organisatie.code})
    return lid


@transaction.atomic
def beeindig_rol(*, lidmaatschap: Lidmaatschap, by: User, at: datetime) -> None:
    """End a role: from the next request on it no longer holds."""
    if lidmaatschap.user_id == by.pk and lidmaatschap.rol == Rol.BEHEERDER:
        msg = "U kunt uw eigen rol als beheerder niet beëindigen. Vraag een andere beheerder."
        raise DomainError(msg)
    gisteren = timezone.localdate(at) - timedelta(days=1)
    if lidmaatschap.van > gisteren:
        lidmaatschap.delete()
    else:
        lidmaatschap.tot = gisteren
        lidmaatschap.save(update_fields=["tot"])
    leg_vast(actie="rol beëindigd", obj=lidmaatschap.user, by=by, at=at, voor={"rol": lidmaatschap.rol})


@transaction.atomic
def zet_toegang(*, user: User, mag_inloggen: bool, by: User, at: datetime) -> None:
    """Allow or stop logging in; stopping works at the next request, also in open sessions."""
    if user.pk == by.pk:
        msg = "U kunt uw eigen account niet blokkeren."
        raise DomainError(msg)
    if user.is_active != mag_inloggen:
        user.is_active = mag_inloggen
        user.save(update_fields=["is_active"])
        actie = "account geopend" if mag_inloggen else "account geblokkeerd"
        leg_vast(actie=actie, obj=user, by=by, at=at)


@transaction.atomic
def wijzig_gegevens(*, user: User, telefoon: str, by: User, at: datetime) -> None:
    """Change what a person may change about oneself."""
    if user.telefoon != telefoon:
        user.telefoon = telefoon
        user.save(update_fields=["telefoon"])
        leg_vast(actie="eigen gegevens gewijzigd", obj=user, by=by, at=at)
