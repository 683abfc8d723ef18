"""Who is to act on an application, and who next when nobody does (R4.2)."""

from collections.abc import Iterable
from datetime import date

from kern.enums import OrganisatieSoort, Rol
from kern.models import Lidmaatschap, User
from vacatures.models import Sollicitatie, Vacature


def _mensen(op: date, rollen: Iterable[str], **waar: object) -> list[User]:
    leden = (
        Lidmaatschap.objects.geldig_op(op)
        .filter(rol__in=list(rollen), user__is_active=True, **waar)
        .select_related("user")
        .order_by("user__achternaam", "user_id")
    )
    return list({lid.user_id: lid.user for lid in leden}.values())


def bureau(*, op: date) -> list[User]:
    """Return the coordinators of the regional bureau."""
    return _mensen(op, [Rol.COORDINATOR], organisatie__soort=OrganisatieSoort.BUREAU)


def coordinatoren(school_id: int, *, op: date) -> list[User]:
    """Return the coordinators of a school."""
    return _mensen(op, [Rol.COORDINATOR], organisatie_id=school_id)


def werkt_nog(user: User | None, *, op: date) -> User | None:
    """Return the person when it still works for a school on a day; who left hears no more of students (P5)."""
    if user is None or not user.is_active:
        return None
    return user if _mensen(op, [Rol.STAGEDOCENT, Rol.COORDINATOR], user_id=user.pk) else None


def regisseurs(sollicitatie: Sollicitatie, *, op: date) -> list[User]:
    """Return who reads it first at school: the regisseur, else the coordinators, else the bureau."""
    if regisseur := werkt_nog(sollicitatie.regisseur, op=op):
        return [regisseur]
    return coordinatoren(sollicitatie.student.school_id, op=op) or bureau(op=op)


def _praktijkopleiders(vacature: Vacature, *, op: date) -> list[User]:
    return _mensen(op, [Rol.PRAKTIJKOPLEIDER], organisatie_id=vacature.leerbedrijf.pk)


def _contact(vacature: Vacature, *, op: date) -> User | None:
    """Return the contact (also when only the address is given) as long as that person works in the house."""
    if vacature.contact_id:
        wie: dict[str, object] = {"user_id": vacature.contact_id}
    elif vacature.contact_email:
        wie = {"user__email__iexact": vacature.contact_email}
    else:
        return None
    huis = _mensen(op, [Rol.PRAKTIJKOPLEIDER], organisatie_id=vacature.leerbedrijf.pk, **wie)
    if not huis and vacature.contact_id:
        huis = _mensen(op, [Rol.WERKBEGELEIDER], organisatie_id=vacature.leerbedrijf.pk, **wie)
    return huis[0] if huis else None


def beoordelaars(vacature: Vacature, *, op: date) -> list[User]:
    """Return who answers with an account: the contact, else the praktijkopleiders; empty when a link must be mailed."""
    contact = _contact(vacature, op=op)
    if contact is not None:
        return [contact]
    return [] if vacature.contact_email else _praktijkopleiders(vacature, op=op)


def antwoordt_met(vacature: Vacature, email: str) -> bool:
    """Whether this address is that of the contact of now: links to a former contact open nothing any more (P5)."""
    adres = vacature.contact.email if vacature.contact is not None else vacature.contact_email
    return email.casefold() == adres.strip().casefold()


def collegas(sollicitatie: Sollicitatie, *, bij_school: bool, op: date) -> list[User]:
    """Return who is asked when the first doesn't act: other coordinators, or other praktijkopleiders of the house."""
    if bij_school:
        eerst = regisseurs(sollicitatie, op=op)
        anderen = coordinatoren(sollicitatie.student.school_id, op=op)
    else:
        eerst = beoordelaars(sollicitatie.vacature, op=op)
        anderen = _praktijkopleiders(sollicitatie.vacature, op=op)
    al = {user.pk for user in eerst}
    return [user for user in anderen if user.pk not in al]
