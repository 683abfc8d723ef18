"""What a school wants of 360 feedback, and what the portal knows of an address that a student gives (R8.2)."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from basis.errors import DomainError
from evaluaties.enums import Herkomst
from evaluaties.models import Feedbackbeleid, Feedbackronde
from evaluaties.rules_feedback import GRATIS, domein_van, postbus
from kern.models import Lidmaatschap, Organisatie, Student, User
from kern.services.audit import leg_vast


def beleid_van(school_id: int) -> Feedbackbeleid:
    """Return what holds for a school; what it never said has its default."""
    return Feedbackbeleid.objects.filter(school=school_id).first() or Feedbackbeleid(school_id=school_id)


@transaction.atomic
def bewaar_beleid(*, school: Organisatie, keuren: bool, alles_nalezen: bool, by: User, at: datetime) -> None:
    """Keep what a school wants, for who is asked and what is written from now on. The same again changes nothing."""
    if school.pk not in by.organisatie_ids_als("coordinator"):
        raise DomainError("Alleen een coördinator van de school legt dit vast.")
    Organisatie.objects.select_for_update(of=("self",)).get(pk=school.pk)  # two at once: one after the other
    beleid = beleid_van(school.pk)
    voor = {"keuren": beleid.keuren, "alles_nalezen": beleid.alles_nalezen}
    na = {"keuren": keuren, "alles_nalezen": alles_nalezen}
    if voor == na:
        return
    beleid.keuren, beleid.alles_nalezen = keuren, alles_nalezen
    beleid.gewijzigd_door, beleid.gewijzigd_op = by, at
    beleid.save()
    leg_vast(actie="afspraken over 360 feedback gewijzigd", obj=school, by=by, at=at, voor=voor, na=na)


def is_eigen_postbus(email: str, user: User) -> bool:
    """Whether mail to this address lands in a box of this person, also by a + or another address of the account."""
    eigen = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    return postbus(email) in {postbus(adres) for adres in eigen}


def herkomst_van(email: str, ronde: Feedbackronde) -> Herkomst:
    """Return what kind of address this is, for the school of the student: with an account or not, and whose."""
    huis = ronde.plaatsing.stageplaats.afdeling.locatie.organisatie_id
    school = ronde.student.school_id
    mens = User.objects.filter(email__iexact=email, is_active=True).order_by("pk").first()
    if mens is not None:
        bij = set(mens.lidmaatschappen.values_list("organisatie", flat=True))
        if huis in bij:
            return Herkomst.HUIS
        klasgenoot = Student.objects.filter(user=mens, school=school).exists()
        return Herkomst.SCHOOL if school in bij or klasgenoot else Herkomst.PORTAAL
    domein = domein_van(email)
    if domein in GRATIS:
        return Herkomst.GRATIS
    leden = Lidmaatschap.objects.filter(organisatie__in=[huis, school], user__email__iendswith=f"@{domein}")
    return Herkomst.DOMEIN if leden.exists() else Herkomst.ANDERS
