"""Saved searches: kept, renamed, mailed about, thrown away. A person has at most MAX_ZOEKOPDRACHTEN."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import User
from vacatures.models import Zoekopdracht
from vacatures.models.vacature import MAX_ZOEKOPDRACHTEN

DUBBEL = "Je hebt al een zoekopdracht met deze naam. Kies een andere naam."


def _eigen_rijen(user: User) -> list[Zoekopdracht]:
    """Lock the person and return all that is kept, so that two clicks count one after the other."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    return list(Zoekopdracht.objects.filter(user=user))


def _vrije_naam(naam: str, rijen: list[Zoekopdracht], *, behalve: int | None = None) -> str:
    naam = " ".join(naam.split())
    if not naam:
        raise DomainError("Geef de zoekopdracht een naam.", field="naam")
    if any(rij.naam.casefold() == naam.casefold() and rij.pk != behalve for rij in rijen):
        raise DomainError(DUBBEL, field="naam")
    return naam


@transaction.atomic
def bewaar_zoekopdracht(*, user: User, naam: str, vraag: str, mail: bool, at: datetime) -> Zoekopdracht:
    """Keep a question (a query string) under a name; mails tell of what is published after `at`."""
    rijen = _eigen_rijen(user)
    if len(rijen) >= MAX_ZOEKOPDRACHTEN:
        raise DomainError(f"Je kunt {MAX_ZOEKOPDRACHTEN} zoekopdrachten bewaren. Gooi er eerst een weg.")
    naam = _vrije_naam(naam, rijen)
    return Zoekopdracht.objects.create(user=user, naam=naam, vraag=vraag, mail=mail, gemaakt_op=at, bekeken_tot=at)


@transaction.atomic
def wijzig_zoekopdracht(*, zoekopdracht: Zoekopdracht, naam: str, mail: bool, at: datetime) -> Zoekopdracht:
    """Rename it, and turn its mail on or off; turned on again it tells only of what is new from then on."""
    rijen = _eigen_rijen(zoekopdracht.user)
    nu = next((rij for rij in rijen if rij.pk == zoekopdracht.pk), None)
    if nu is None:
        raise DomainError("Deze zoekopdracht is al weggegooid.")
    if mail and not nu.mail:
        nu.bekeken_tot = at
    nu.naam, nu.mail = _vrije_naam(naam, rijen, behalve=nu.pk), mail
    nu.save(update_fields=["naam", "mail", "bekeken_tot"])
    return nu


@transaction.atomic
def verwijder_zoekopdracht(*, zoekopdracht: Zoekopdracht) -> None:
    """Throw a saved search away; twice does no harm."""
    Zoekopdracht.objects.filter(pk=zoekopdracht.pk, user=zoekopdracht.user_id).delete()
