"""Links by mail to answer an application without an account: which are open, and taking them back (R4.2)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.enums import Linkdoel
from kern.models import Toegangslink, User
from kern.services import toegangslinks
from kern.services.bewaarregels import houd_ingetrokken_links
from vacatures.models import Sollicitatie
from vacatures.rules_sollicitatie import mag_link_intrekken
from vacatures.services.sollicitatie_stap import noteer, vergrendeld

houd_ingetrokken_links(Linkdoel.SOLLICITATIE, lambda: Sollicitatie.objects.lopend().order_by().values("public_id"))


def open_link(sollicitatie: Sollicitatie, *, at: datetime) -> Toegangslink | None:
    """Return the newest link with which somebody can answer now, if any."""
    rijen = Toegangslink.objects.filter(doel=Linkdoel.SOLLICITATIE, object_id=sollicitatie.public_id)
    open_nu = rijen.filter(gebruikt_op__isnull=True, ingetrokken_op__isnull=True, geldig_tot__gt=at)
    return open_nu.order_by("-geldig_tot", "-pk").first()


def krijgt_geen_link(sollicitatie: Sollicitatie) -> bool:
    """Whether somebody took a link to the contact of now back: no reminder sends that address a new one."""
    rijen = Toegangslink.objects.filter(doel=Linkdoel.SOLLICITATIE, object_id=sollicitatie.public_id)
    adres = sollicitatie.vacature.contact_email.strip().lower()
    return rijen.filter(email=adres, ingetrokken_op__isnull=False).exists()


@transaction.atomic
def trek_link_in(*, sollicitatie: Sollicitatie, by: User, at: datetime, tekst: str = "") -> Sollicitatie:
    """Take the mailed links to this application back, at once; dated in what student and school read.

    By the school, the bureau or the house itself. Raises DomainError when none is open.
    """
    nu = vergrendeld(sollicitatie)
    if not mag_link_intrekken(by, nu):
        raise GeenToegang("De school, het bureau of het leerbedrijf trekt een link in.")
    link = open_link(nu, at=at)
    if link is None:
        raise DomainError("Er is geen link die nog werkt.")
    noteer(nu, tekst=f"De link per mail aan {link.email} is ingetrokken. {tekst}", at=at, by=by, alleen_school=True)
    toegangslinks.trek_in(doel=Linkdoel.SOLLICITATIE, object_id=nu.public_id, by=by, at=at)
    return nu
