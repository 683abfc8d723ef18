"""Signatures on paper: the scan, for whom, and a second person who sends a bad scan back."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.keuring import Gekeurd
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand
from plaatsingen.enums import OvereenkomstStatus, PartijRol, TekenWijze
from plaatsingen.models import Ondertekening, Overeenkomst
from plaatsingen.services import ondertekenpost
from plaatsingen.services.ondertekenen import controleer_open, teken_als, vergrendel, vergrendel_overeenkomst
from plaatsingen.services.partijen import Tekenaar, tekenaars_op_papier, wie_is

SOORTEN = frozenset({"application/pdf", "image/jpeg", "image/png"})


@transaction.atomic
def teken_op_papier(
    *,
    overeenkomst: Overeenkomst,
    handtekeningen: Mapping[int, str],
    scan: Gekeurd,
    datum: date,
    by: User,
    at: datetime,
) -> list[Ondertekening]:
    """Put the scan of a signed paper in; `handtekeningen`: id of a party -> e-mail or name of who signed it.

    One scan may carry several signatures. For an organisation only somebody who may sign counts, on paper too.
    `datum` is the day on the paper. Raises DomainError; then nothing is kept.
    """
    nu = vergrendel_overeenkomst(overeenkomst)
    if not handtekeningen:
        raise DomainError("Kies wiens handtekening op dit papier staat.", field="partijen")
    if scan.mime not in SOORTEN:
        raise DomainError("Een scan is een PDF of een foto (JPG of PNG).", field="scan")
    _controleer_datum(nu, datum, timezone.localdate(at))
    partijen = [rij for rij in nu.partijen.select_related("organisatie") if rij.pk in handtekeningen]
    if len(partijen) != len(handtekeningen):
        raise DomainError("Een van deze handtekeningen is niet meer nodig. Open de pagina opnieuw.", field="partijen")
    bestand = bewaar_bestand(naam=scan.naam, soort="handtekening", mime=scan.mime, inhoud=scan.inhoud, by=by, at=at)
    extra = {"scan": bestand, "papier_datum": datum, "vastgelegd_door": by}
    for partij in sorted(partijen, key=lambda rij: (rij.volgorde, rij.pk)):
        partij.overeenkomst = nu
        controleer_open(partij)
        mens = _wie(partij, handtekeningen[partij.pk], datum, timezone.localdate(at))
        teken_als(partij, mens, by, at, wijze=TekenWijze.PAPIER, naam=mens.naam, **extra)
    return partijen


def _controleer_datum(overeenkomst: Overeenkomst, datum: date, vandaag: date) -> None:
    if datum > vandaag:
        raise DomainError("De datum op het papier kan niet na vandaag liggen.", field="datum")
    verstuurd = timezone.localdate(overeenkomst.verstuurd_op) if overeenkomst.verstuurd_op else datum
    if datum < verstuurd:
        raise DomainError(
            f"Deze overeenkomst bestaat pas sinds {long_date(verstuurd)}. Is het een oudere versie? "
            "Laat dan de nieuwe tekenen.",
            field="datum",
        )


def te_kiezen(*, partij: Ondertekening, op: date) -> list[Tekenaar]:
    """Return who may have signed a paper that is put in on a day: the day on it lies between sending and then."""
    verstuurd = partij.overeenkomst.verstuurd_op
    eerste = min(op, timezone.localdate(verstuurd)) if verstuurd else op
    return tekenaars_op_papier(partij=partij, eerste=eerste, laatste=op, vandaag=op)


def _wie(partij: Ondertekening, gekozen: str, datum: date, vandaag: date) -> Tekenaar:
    """Return who of those who could sign on that day this is."""
    for mens in tekenaars_op_papier(partij=partij, eerste=datum, laatste=datum, vandaag=vandaag):
        if gekozen in {mens.email, mens.naam}:
            return mens
    raise DomainError(f"Deze persoon mag op die dag niet tekenen voor {wie_is(partij)}.", field="partijen")


@transaction.atomic
def wijs_scan_af(*, partij: Ondertekening, reden: str, by: User, at: datetime) -> Ondertekening:
    """Send a bad scan back: the party must sign again. By another person than who put it in. Twice does it once.

    The scan stays in the files and is named in the log. Raises DomainError when everybody has signed already.
    """
    nu = vergrendel(partij)
    if nu.wijze != TekenWijze.PAPIER:
        return nu
    if nu.overeenkomst.status != OvereenkomstStatus.ONDERTEKENING:
        raise DomainError("Iedereen heeft al getekend. Maak een nieuwe versie als het papier niet klopt.")
    if nu.vastgelegd_door_id == by.pk:
        raise DomainError("U hebt deze scan zelf toegevoegd. Een collega moet hem beoordelen.")
    if not reden.strip():
        raise DomainError("Schrijf op wat er niet goed is aan de scan.", field="reden")
    voor = {"getekend_op": nu.getekend_op, "getekend_door": nu.getekend_door, "scan": str(nu.scan.public_id)}
    leeg = {"getekend_op": None, "getekend_door": "", "namens": "", "wijze": "", "tekst_hash": "", "scan": None}
    leeg |= {"papier_datum": None, "vastgelegd_door": None, "gevraagd_op": at, "herinneringen": 0, "herinnerd_op": None}
    if nu.rol != PartijRol.STUDENT:  # who signed isn't who must sign: another person may do so now
        leeg |= {"user": None, "vertegenwoordiger": None, "naam": "", "email": ""}
    for veld, waarde in leeg.items():
        setattr(nu, veld, waarde)
    nu.save(update_fields=list(leeg))
    leg_vast(actie="scan van handtekening afgewezen", obj=nu, by=by, at=at, reden=reden.strip(), voor=voor)
    ondertekenpost.vraag(partij=nu, at=at, by=by)
    return nu
