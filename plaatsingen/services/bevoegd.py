"""Who may sign for an organisation, from when to when; deputies; taken back at once (R5.2)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.enums import Linkdoel, OrganisatieSoort
from kern.models import Organisatie, User
from kern.services import toegangslinks
from kern.services.audit import leg_vast
from plaatsingen.models import Ondertekening, Plaatsing, Tekenbevoegdheid
from plaatsingen.services import ondertekenpost
from plaatsingen.services.partijen import Tekenaar


def organisaties_van(user: User) -> list[Organisatie]:
    """Return the organisations for which this person registers who may sign, or signs, own first."""
    eigen = user.organisatie_ids_als("coordinator", "praktijkopleider")
    tekent = set(Tekenbevoegdheid.objects.filter(user=user, ingetrokken_op=None).values_list("organisatie", flat=True))
    soorten = [OrganisatieSoort.SCHOOL, OrganisatieSoort.LEERBEDRIJF]
    return list(Organisatie.objects.filter(pk__in=eigen | tekent, soort__in=soorten).order_by("naam", "pk"))


def beheert(user: User, organisatie: Organisatie, op: date) -> bool:
    """Whether this person says on a day who may sign: the organisation's coordinator or praktijkopleider, the bureau.

    The coordinator of a school also for a leerbedrijf that has students of that school and nobody of its own.
    """
    if user.is_beheerder or user.regio_coordinator:
        return True
    if organisatie.pk in user.organisatie_ids_als("coordinator", "praktijkopleider"):
        return True
    if organisatie.soort != OrganisatieSoort.LEERBEDRIJF or not user.heeft_rol("coordinator"):
        return False
    eigen_mensen = organisatie.lidmaatschappen.geldig_op(op).filter(rol="praktijkopleider", user__is_active=True)
    onze = Plaatsing.objects.visible_to(user).filter(stageplaats__afdeling__locatie__organisatie=organisatie)
    return not eigen_mensen.exists() and onze.exists()


def _controleer(by: User, organisatie: Organisatie, at: datetime) -> None:
    if not beheert(by, organisatie, timezone.localdate(at)):
        raise GeenToegang(f"U bepaalt niet wie er tekent voor {organisatie}.")


@transaction.atomic
def wijs_aan(
    *,
    organisatie: Organisatie,
    naam: str,
    email: str,
    van: date,
    by: User,
    at: datetime,
    tot: date | None = None,
    functie: str = "",
) -> Tekenbevoegdheid:
    """Register that somebody may sign for an organisation from `van` up to and including `tot`.

    Whoever has an account signs with it; others by mail link. What waits for a signature is asked at once. Raises
    DomainError when the days are the wrong way round or this person may sign in that time already.
    """
    _controleer(by, organisatie, at)
    return _leg_vast(None, organisatie, naam, email, van, tot, functie, by, at)


@transaction.atomic
def laat_gezin_tekenen(
    *, organisatie: Organisatie, naam: str, email: str, van: date, by: User, at: datetime
) -> Tekenbevoegdheid:
    """An approved stagegezin signs for itself (R5.10); who approved it was asked before."""
    return _leg_vast(None, organisatie, naam, email, van, None, "", by, at)


@transaction.atomic
def gezin_tekent_niet_meer(*, organisatie: Organisatie, by: User, at: datetime) -> None:
    """A stagegezin that stopped signs nothing any more, unless a student is still there or an agreement waits."""
    nog_daar = Plaatsing.objects.bezet().filter(
        stageplaats__afdeling__locatie__organisatie=organisatie, einddatum__gte=timezone.localdate(at)
    )
    if not nog_daar.exists():
        rijen = Tekenbevoegdheid.objects.filter(organisatie=organisatie, ingetrokken_op=None)
        for rij in rijen.select_for_update(of=("self",)):
            rij.ingetrokken_op = at
            rij.save(update_fields=["ingetrokken_op"])
            leg_vast(actie="tekenbevoegdheid ingetrokken", obj=rij, by=by, at=at)


@transaction.atomic
def wijs_vervanger_aan(
    *, bevoegdheid: Tekenbevoegdheid, naam: str, email: str, van: date, tot: date, by: User, at: datetime
) -> Tekenbevoegdheid:
    """Let a colleague sign in the place of somebody who may, for a time; ends with that person's own authority.

    By the person, or by who registers for the organisation. A deputy has no deputies.
    """
    nu = Tekenbevoegdheid.objects.select_for_update(of=("self",)).select_related("organisatie").get(pk=bevoegdheid.pk)
    if nu.user_id != by.pk:
        _controleer(by, nu.organisatie, at)
    if nu.via_id:
        raise DomainError("Een vervanger kan niet zelf weer een vervanger aanwijzen.")
    if nu.ingetrokken_op or (nu.tot and tot > nu.tot):
        einde = f" Die geldt tot en met {long_date(nu.tot)}." if nu.tot else ""
        raise DomainError(f"De vervanging kan niet langer duren dan de bevoegdheid zelf.{einde}", field="tot")
    return _leg_vast(nu, nu.organisatie, naam, email, van, tot, "", by, at)


def _leg_vast(  # noqa: PLR0917 - the parts of one row
    via: Tekenbevoegdheid | None,
    organisatie: Organisatie,
    naam: str,
    email: str,
    van: date,
    tot: date | None,
    functie: str,
    by: User,
    at: datetime,
) -> Tekenbevoegdheid:
    email = email.strip().lower()
    if tot and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    # Of two people who register the same colleague at once the second must see the first.
    Organisatie.objects.select_for_update(of=("self",)).get(pk=organisatie.pk)
    eerder = Tekenbevoegdheid.objects.filter(organisatie=organisatie, email__iexact=email, ingetrokken_op=None)
    if any(rij.van <= (tot or date.max) and (rij.tot or date.max) >= van for rij in eerder):
        raise DomainError(f"{email} mag in deze tijd al tekenen voor {organisatie}.", field="email")
    rij = Tekenbevoegdheid.objects.create(
        organisatie=organisatie,
        user=User.objects.filter(email__iexact=email).first(),
        naam=naam.strip(),
        email=email,
        functie=functie.strip(),
        van=van,
        tot=tot,
        via=via,
        vastgelegd_door=by,
        vastgelegd_op=at,
    )
    na = {"organisatie": organisatie.code, "van": van, "tot": tot, "via": str(via.public_id) if via else None}
    leg_vast(actie="tekenbevoegdheid vastgelegd", obj=rij, by=by, at=at, na=na)
    _vraag_wat_wacht(rij, by, at)
    return rij


def _wachtend(rij: Tekenbevoegdheid) -> list[Ondertekening]:
    partijen = Ondertekening.objects.wachtend().filter(organisatie=rij.organisatie_id)
    return list(partijen.select_related("overeenkomst__plaatsing__student__user", "organisatie").order_by("pk"))


def _vraag_wat_wacht(rij: Tekenbevoegdheid, by: User, at: datetime) -> None:
    """Ask the new person for what waits now."""
    if not Tekenbevoegdheid.objects.geldig_op(timezone.localdate(at)).filter(pk=rij.pk).exists():
        return
    mens = Tekenaar(
        rij.user.naam if rij.user else rij.naam, rij.user.email if rij.user else rij.email, rij.user, None, rij
    )
    for partij in _wachtend(rij):
        ondertekenpost.vraag(partij=partij, at=at, by=by, alleen=mens)


@transaction.atomic
def trek_bevoegdheid_in(*, bevoegdheid: Tekenbevoegdheid, by: User, at: datetime) -> Tekenbevoegdheid:
    """End somebody's authority, and that of the deputies, from this moment; their links are dead. Twice = once."""
    nu = Tekenbevoegdheid.objects.select_for_update(of=("self",)).select_related("organisatie").get(pk=bevoegdheid.pk)
    _controleer(by, nu.organisatie, at)
    if nu.ingetrokken_op:
        return nu
    weg = [nu, *nu.vervangers.filter(ingetrokken_op=None)]
    for rij in weg:
        rij.ingetrokken_op = at
        rij.save(update_fields=["ingetrokken_op"])
        leg_vast(actie="tekenbevoegdheid ingetrokken", obj=rij, by=by, at=at)
        for partij in _wachtend(rij):
            toegangslinks.trek_in(
                doel=Linkdoel.ONDERTEKENING, object_id=partij.public_id, by=by, at=at, email=rij.email
            )
    return nu


@transaction.atomic
def vraag_collega(*, partij: Ondertekening, bevoegdheid: Tekenbevoegdheid, by: User, at: datetime) -> bool:
    """Pass the question on to a colleague who may sign; returns whether a mail went out (once per person per day)."""
    geldig = Tekenbevoegdheid.objects.geldig_op(timezone.localdate(at)).select_related("user")
    rij = geldig.filter(pk=bevoegdheid.pk, organisatie=partij.organisatie_id).first()
    if rij is None:
        raise DomainError("Deze collega mag niet tekenen. Kies iemand van de lijst.", field="collega")
    if not Ondertekening.objects.wachtend().filter(pk=partij.pk).exists():
        raise DomainError("Hier hoeft niemand meer te tekenen.")
    mens = Tekenaar(
        rij.user.naam if rij.user else rij.naam, rij.user.email if rij.user else rij.email, rij.user, None, rij
    )
    return bool(ondertekenpost.vraag(partij=partij, at=at, by=by, alleen=mens))
