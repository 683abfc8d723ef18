"""Who is to act on an application, and who next when nobody does (R4.2)."""

from datetime import date

from kern.enums import Rol
from kern.models import User
from kern.services.wie import bureau, coordinatoren, met_rol
from vacatures.models import Sollicitatie, Vacature


def werkt_nog(user: User | None, *, op: date) -> User | None:
    """Return the person when it still works for a school on a day; who left hears no more of students (P5)."""
    if user is None or not user.is_active:
        return None
    return user if met_rol(op, [Rol.STAGEDOCENT, Rol.COORDINATOR], user_id=user.pk) else None


def regisseurs(sollicitatie: Sollicitatie, *, op: date) -> list[User]:
    """Return who reads it first at school: the regisseur, else the coordinators, else the bureau."""
    if regisseur := werkt_nog(sollicitatie.regisseur, op=op):
        return [regisseur]
    return coordinatoren(sollicitatie.student.school_id, op=op) or bureau(op=op)


def _praktijkopleiders(vacature: Vacature, *, op: date) -> list[User]:
    return met_rol(op, [Rol.PRAKTIJKOPLEIDER], organisatie_id=vacature.leerbedrijf.pk)


def _contact(vacature: Vacature, *, op: date) -> User | None:
    """Return the contact (also when only the address is given) as long as that person works in the house."""
    if vacature.contact_id:
        wie: dict[str, object] = {"user_id": vacature.contact_id}
    elif vacature.contact_email:
        wie = {"user__email__iexact": vacature.contact_email}
    else:
        return None
    huis = met_rol(op, [Rol.PRAKTIJKOPLEIDER], organisatie_id=vacature.leerbedrijf.pk, **wie)
    if not huis and vacature.contact_id:
        huis = met_rol(op, [Rol.WERKBEGELEIDER], organisatie_id=vacature.leerbedrijf.pk, **wie)
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
