"""Signing an agreement: in the portal, by mail link or on paper; mixed is normal (R5.2).

Every step locks the placement, then the agreement, then looks: of two signers at once for the same party one is first,
and nothing is signed after a withdrawal. What is signed is the text whose hash stands with the agreement.
"""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import short_date
from kern.enums import Linkdoel
from kern.models import Toegangslink, User
from kern.services import toegangslinks
from kern.services.audit import leg_vast
from plaatsingen.enums import OvereenkomstStatus, PartijRol, TekenWijze
from plaatsingen.models import Ondertekening, Overeenkomst, Plaatsing
from plaatsingen.services import ondertekenpost, zegel
from plaatsingen.services.partijen import (
    Tekenaar,
    aan_de_beurt,
    lees_volgorde,
    namens_van,
    nodige_partijen,
    ontbreekt,
    tekenaars,
)

MAG_NIET_MEER = "U mag deze overeenkomst niet meer tekenen. Vraag de school of uw organisatie hoe het zit."
NIET_BEVOEGD = (
    "U staat niet op de lijst van mensen die mogen tekenen namens {}. "
    "Vraag een collega die dat wel mag, of laat u op de lijst zetten."
)


# --- Beginning and ending (called by the services of agreements) ---


@transaction.atomic
def start_ondertekening(*, overeenkomst: Overeenkomst, by: User | None, at: datetime) -> list[Ondertekening]:
    """Make the parties of an agreement that was just sent, and ask those whose turn it is; returns all parties.

    Call it in the transaction that sends it. Twice makes nothing new. Raises DomainError when a minor has no parent or
    guardian on record.
    """
    dag = timezone.localdate(at)
    if fouten := ontbreekt(plaatsing=overeenkomst.plaatsing, op=dag):
        raise DomainError(" ".join(fouten))
    beurten = lees_volgorde(overeenkomst.bron.volgorde)
    for velden in nodige_partijen(plaatsing=overeenkomst.plaatsing, op=dag):
        Ondertekening.objects.get_or_create(
            overeenkomst=overeenkomst,
            rol=velden["rol"],
            organisatie=velden.get("organisatie"),
            defaults={**velden, "volgorde": beurten[velden["rol"]]},
        )
    _ga_verder(overeenkomst, by, at)
    return _partijen(overeenkomst)


@transaction.atomic
def staak_ondertekening(*, overeenkomst: Overeenkomst, by: User | None, at: datetime) -> None:
    """Take back every link of an agreement that is withdrawn, at once; what was signed stays as it is."""
    for partij in _partijen(overeenkomst):
        toegangslinks.trek_in(doel=Linkdoel.ONDERTEKENING, object_id=partij.public_id, by=by, at=at)


def _partijen(overeenkomst: Overeenkomst) -> list[Ondertekening]:
    partijen = list(overeenkomst.partijen.select_related("organisatie").order_by("volgorde", "pk"))
    for partij in partijen:
        partij.overeenkomst = overeenkomst
    return partijen


def _ga_verder(overeenkomst: Overeenkomst, by: User | None, at: datetime) -> None:
    """Ask those whose turn it is now; when everybody has signed, the agreement is complete."""
    partijen = _partijen(overeenkomst)
    if all(partij.getekend_op for partij in partijen):
        zegel.rond_af(overeenkomst=overeenkomst, at=at)
        return
    for partij in aan_de_beurt(partijen):
        if partij.gevraagd_op is None:
            partij.gevraagd_op = at
            partij.save(update_fields=["gevraagd_op"])
            ondertekenpost.vraag(partij=partij, at=at, by=by)


# --- One lock for every step ---


def vergrendel(partij: Ondertekening) -> Ondertekening:
    """Lock placement and agreement, in that order, and return the party as it is now."""
    overeenkomst = vergrendel_overeenkomst(partij.overeenkomst)
    nu = next((rij for rij in _partijen(overeenkomst) if rij.pk == partij.pk), None)
    if nu is None:
        raise DomainError("Deze handtekening is niet meer nodig.")
    return nu


def vergrendel_overeenkomst(overeenkomst: Overeenkomst) -> Overeenkomst:
    """Lock placement and agreement, in that order: a change of state of the placement takes them so too."""
    Plaatsing.objects.select_for_update(of=("self",)).get(pk=overeenkomst.plaatsing_id)
    rijen = Overeenkomst.objects.select_for_update(of=("self",)).select_related("plaatsing__student__user", "bron")
    return rijen.get(pk=overeenkomst.pk)


def _controleer(partij: Ondertekening, tekst_hash: str, *, akkoord: bool) -> None:
    """Raise DomainError when this party can't be signed now, or when it isn't the exact text that was shown."""
    controleer_open(partij)
    overeenkomst = partij.overeenkomst
    echt = hashlib.sha256(overeenkomst.tekst.encode()).hexdigest()
    if tekst_hash != overeenkomst.tekst_hash or echt != overeenkomst.tekst_hash:
        raise DomainError("De tekst is niet meer dezelfde als die u las. Open de overeenkomst opnieuw.")
    if not akkoord:
        raise DomainError("Zet een vinkje als u de overeenkomst hebt gelezen en ermee akkoord gaat.", field="akkoord")


def controleer_open(partij: Ondertekening) -> None:
    """Raise DomainError when nobody can sign for this party now, with why."""
    overeenkomst = partij.overeenkomst
    if partij.getekend_op:
        wie = "" if partij.rol == PartijRol.OUDER else f" door {partij.getekend_door}"
        raise DomainError(f"Er is al getekend{wie}, op {short_date(partij.getekend_op)}. U hoeft niets meer te doen.")
    if overeenkomst.status != OvereenkomstStatus.ONDERTEKENING:
        raise DomainError("Deze overeenkomst is ingetrokken. U hoeft niet meer te tekenen.")
    if partij not in aan_de_beurt(_partijen(overeenkomst)):
        if overeenkomst.partijen.filter(geweigerd_op__isnull=False).exists():
            raise DomainError("Iemand heeft geweigerd te tekenen. De coördinator kijkt eerst wat er moet gebeuren.")
        raise DomainError("U bent nog niet aan de beurt. U krijgt een mail zodra u kunt tekenen.")


# --- Three ways ---


def tekenaar_met_account(*, partij: Ondertekening, user: User, at: datetime) -> Tekenaar | None:
    """Return as whom this account may sign for a party at `at`; None when it may not."""
    mensen = tekenaars(partij=partij, op=timezone.localdate(at))
    return next((mens for mens in mensen if mens.user is not None and mens.user.pk == user.pk), None)


def tekenaar_met_link(*, partij: Ondertekening, link: Toegangslink, at: datetime) -> Tekenaar:
    """Return as whom a mail link may sign; raises DomainError when this person no longer may (P5)."""
    mensen = tekenaars(partij=partij, op=timezone.localdate(at))
    gevonden = next((mens for mens in mensen if mens.user is None and mens.email.lower() == link.email), None)
    if gevonden is None:
        raise DomainError(MAG_NIET_MEER)
    return gevonden


@transaction.atomic
def teken_in_portaal(*, partij: Ondertekening, tekst_hash: str, akkoord: bool, by: User, at: datetime) -> Ondertekening:
    """Sign with an account that has just shown again who it is (the view sees to that).

    `tekst_hash` is that of the text that was shown. The same person twice signs once. Raises GeenToegang without
    authority, DomainError when somebody else was first, after a withdrawal or refusal, or out of turn.
    """
    nu = vergrendel(partij)
    if nu.getekend_op and nu.user_id == by.pk:
        return nu
    mens = tekenaar_met_account(partij=nu, user=by, at=at)
    if mens is None:
        raise GeenToegang(NIET_BEVOEGD.format(namens_van(nu) or "de student"))
    _controleer(nu, tekst_hash, akkoord=akkoord)
    return teken_als(nu, mens, by, at, wijze=TekenWijze.PORTAAL, naam=by.naam)


@transaction.atomic
def teken_met_link(
    *, partij: Ondertekening, link: Toegangslink, naam: str, tekst_hash: str, akkoord: bool, at: datetime
) -> Ondertekening:
    """Sign with a mail link, after `toegangslinks.controleer_code`; the link is used up. Errors as in the portal."""
    if not naam.strip():
        raise DomainError("Vul uw naam in.", field="naam")
    nu = vergrendel(partij)
    link = toegangslinks.gebruik_link(link=link, at=at)
    mens = tekenaar_met_link(partij=nu, link=link, at=at)
    _controleer(nu, tekst_hash, akkoord=akkoord)
    nu = teken_als(nu, mens, None, at, wijze=TekenWijze.MAILLINK, naam=naam.strip()[:200])
    ondertekenpost.bevestig_ontvangst(partij=nu, email=link.email, at=at)
    return nu


def teken_als(
    partij: Ondertekening, mens: Tekenaar, by: User | None, at: datetime, *, wijze: str, naam: str, **extra: object
) -> Ondertekening:
    """Write down who signed, for whom, how and when; take back what links are left; go on with the next.

    Inside a transaction that locked the agreement and checked everything.
    """
    gegevens = {
        "user": mens.user or partij.user,
        "vertegenwoordiger": mens.vertegenwoordiger,
        "naam": mens.naam,
        "email": mens.email,
        "getekend_op": at,
        "getekend_door": naam,
        "namens": namens_van(partij),
        "wijze": wijze,
        "tekst_hash": partij.overeenkomst.tekst_hash,
        **extra,
    }
    for veld, waarde in gegevens.items():
        setattr(partij, veld, waarde)
    partij.save(update_fields=list(gegevens))
    toegangslinks.trek_in(doel=Linkdoel.ONDERTEKENING, object_id=partij.public_id, by=by, at=at)
    na = {"partij": partij.rol, "wijze": wijze, "namens": partij.namens, "tekst_hash": partij.tekst_hash}
    leg_vast(actie="overeenkomst ondertekend", obj=partij, by=by, at=at, na=na)
    _laat_ouder_weg(partij, by, at)
    _ga_verder(partij.overeenkomst, by, at)
    return partij


def _laat_ouder_weg(partij: Ondertekening, by: User | None, at: datetime) -> None:
    """A student who is 18 on the day of signing signs alone; nobody waits for a parent then."""
    student = partij.overeenkomst.plaatsing.student
    if partij.rol != PartijRol.STUDENT or student.is_minderjarig(timezone.localdate(at)):
        return
    for ouder in partij.overeenkomst.partijen.filter(rol=PartijRol.OUDER, getekend_op__isnull=True):
        toegangslinks.trek_in(doel=Linkdoel.ONDERTEKENING, object_id=ouder.public_id, by=by, at=at)
        leg_vast(actie="ouder tekent niet mee: student is 18", obj=ouder, by=by, at=at)
        ouder.delete()


# --- No, and again ---


@transaction.atomic
def weiger(
    *, partij: Ondertekening, reden: str, at: datetime, by: User | None = None, link: Toegangslink | None = None
) -> Ondertekening:
    """Say no with a reason: the agreement stays, everybody waits, and the coordinators are told.

    By an account that may sign, or by a mail link. Twice does it once.
    """
    if not reden.strip():
        raise DomainError("Schrijf op waarom u niet tekent. De coördinator leest dit.", field="reden")
    nu = vergrendel(partij)
    if nu.geweigerd_op:
        return nu
    mens = _wie_weigert(nu, by, link, at)
    controleer_open(nu)
    nu.geweigerd_op, nu.geweigerd_door, nu.opmerking = at, mens.naam, reden.strip()[:300]
    nu.save(update_fields=["geweigerd_op", "geweigerd_door", "opmerking"])
    leg_vast(actie="ondertekening geweigerd", obj=nu, by=by, at=at, na={"partij": nu.rol})
    ondertekenpost.meld_weigering(partij=nu, at=at)
    return nu


def _wie_weigert(partij: Ondertekening, by: User | None, link: Toegangslink | None, at: datetime) -> Tekenaar:
    if link is not None:
        return tekenaar_met_link(partij=partij, link=toegangslinks.vergrendel_link(link=link, at=at), at=at)
    mens = tekenaar_met_account(partij=partij, user=by, at=at) if by else None
    if mens is None:
        raise GeenToegang(NIET_BEVOEGD.format(namens_van(partij) or "de student"))
    return mens


@transaction.atomic
def vraag_opnieuw(*, partij: Ondertekening, by: User, at: datetime) -> Ondertekening:
    """Ask a party again that refused, because it was talked over; the refusal stays in the log. Twice does it once."""
    nu = vergrendel(partij)
    if not nu.geweigerd_op:
        return nu
    if nu.overeenkomst.status != OvereenkomstStatus.ONDERTEKENING:
        raise DomainError("Deze overeenkomst is ingetrokken.")
    voor = {"geweigerd_op": nu.geweigerd_op, "geweigerd_door": nu.geweigerd_door, "reden": nu.opmerking}
    nu.geweigerd_op, nu.geweigerd_door, nu.opmerking = None, "", ""
    nu.gevraagd_op, nu.herinnerd_op, nu.herinneringen = at, None, 0
    nu.save(
        update_fields=["geweigerd_op", "geweigerd_door", "opmerking", "gevraagd_op", "herinnerd_op", "herinneringen"]
    )
    leg_vast(actie="ondertekening opnieuw gevraagd", obj=nu, by=by, at=at, voor=voor)
    ondertekenpost.vraag(partij=nu, at=at, by=by)
    return nu
