"""Mailed links for people without an account: made, found, used up, taken back; and the code that is sent apart.

A secret of 256 bits; the table keeps its hash. Looking at a link writes nothing, so a mail scanner that fetches it
does no harm. Every question goes to the table: a link that is taken back is dead at the next request (P5).
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from basis.errors import DomainError
from basis.mailtekst import maak_mail
from basis.nederlands import long_date
from kern.models import Toegangslink, User
from kern.services.audit import leg_vast
from kern.services.postrij import zet_tekst_klaar

CODE_GELDIG = timedelta(minutes=10)
CODE_PAUZE = timedelta(minutes=1)
MAX_POGINGEN = 5  # per code
MAX_CODES = 10  # per link: with five tries each, guessing is hopeless
ZOUT = "stagebureau.toegangscode"
NIEUWE = "Vraag een nieuwe link aan bij wie u de mail stuurde."


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _codehash(link: Toegangslink, code: str) -> str:
    """Six digits are soon guessed from a plain hash; this one needs the key of the portal too."""
    return salted_hmac(ZOUT, f"{link.public_id}:{code}", algorithm="sha256").hexdigest()


@transaction.atomic
def maak_link(
    *, doel: str, object_id: UUID, naam: str, email: str, geldig_tot: datetime, by: User | None, at: datetime
) -> tuple[Toegangslink, str]:
    """Make a link for one person to one thing; returns the row and the secret, which is kept nowhere.

    Put the secret between two slashes of an address (the logs mask it there) and mail it with `gevoelig=True`.
    Earlier links to the same thing stay good, so that an older mail still works. Raises DomainError (`email`).
    """
    if not email.strip():
        raise DomainError("Vul een e-mailadres in. Daar sturen we de link naartoe.", field="email")
    if geldig_tot <= at:
        raise DomainError("De link zou al verlopen zijn. Kies een latere dag.")
    token = secrets.token_urlsafe(32)
    link = Toegangslink.objects.create(
        doel=doel,
        object_id=object_id,
        naam=naam,
        email=email.strip().lower(),
        token_hash=_hash(token),
        gemaakt_door=by,
        gemaakt_op=at,
        geldig_tot=geldig_tot,
    )
    leg_vast(actie="link zonder account gemaakt", obj=link, by=by, at=at, na={"doel": doel, "opent": str(object_id)})
    return link, token


def _controleer(link: Toegangslink | None, at: datetime) -> Toegangslink:
    """Return the link when it is good at `at`; raises DomainError that says why not and what to do."""
    if link is None:
        raise DomainError("Deze link kennen we niet. Open hem vanuit de mail, of kopieer het hele adres.")
    if link.gebruikt_op:
        raise DomainError(f"Deze link is al gebruikt, op {long_date(link.gebruikt_op)}. U hoeft niets meer te doen.")
    if link.ingetrokken_op:
        raise DomainError(f"Deze link werkt niet meer. Hij is ingetrokken op {long_date(link.ingetrokken_op)}.")
    if link.geldig_tot <= at:
        raise DomainError(f"Deze link is verlopen op {long_date(link.geldig_tot)}. {NIEUWE}")
    return link


def zoek_link(*, token: str, doel: str, at: datetime) -> Toegangslink:
    """Return the link behind a secret when it is good for `doel` at `at`; writes nothing.

    Raises DomainError when it is unknown, used up, taken back or expired.
    """
    return _controleer(Toegangslink.objects.filter(token_hash=_hash(token), doel=doel).first(), at)


def vergrendel_link(*, link: Toegangslink, at: datetime) -> Toegangslink:
    """Lock the link in the caller's transaction and check it again, for a step that doesn't use it up.

    Of several people with links to one thing, lock the thing itself too.
    """
    return _controleer(Toegangslink.objects.select_for_update(of=("self",)).filter(pk=link.pk).first(), at)


@transaction.atomic
def gebruik_link(*, link: Toegangslink, at: datetime) -> Toegangslink:
    """Use the link up, in the transaction of what it is used for: of two clicks one gets a DomainError.

    Other links of the same person to the same thing (older mails) are used up with it.
    """
    vast = vergrendel_link(link=link, at=at)
    zelfde = Toegangslink.objects.filter(doel=vast.doel, object_id=vast.object_id, email=vast.email)
    zelfde.filter(gebruikt_op__isnull=True, ingetrokken_op__isnull=True).update(gebruikt_op=at, code_hash="")
    vast.refresh_from_db()
    return vast


@transaction.atomic
def trek_in(*, doel: str, object_id: UUID, by: User | None, at: datetime, email: str | None = None) -> int:
    """Take back every open link to one thing (of one person when `email` is given); returns how many.

    In force at the next request, also of a page that is open.
    """
    rijen = Toegangslink.objects.filter(
        doel=doel, object_id=object_id, gebruikt_op__isnull=True, ingetrokken_op__isnull=True
    )
    if email is not None:
        rijen = rijen.filter(email=email.strip().lower())
    links = list(rijen.select_for_update(of=("self",)).order_by("pk"))
    for link in links:
        link.ingetrokken_op, link.code_hash = at, ""
        link.save(update_fields=["ingetrokken_op", "code_hash"])
        leg_vast(actie="link zonder account ingetrokken", obj=link, by=by, at=at)
    return len(links)


def vergeet_adressen(*, doel: str, object_ids: Iterable[UUID], at: datetime) -> None:
    """End the links to these things and forget whose they were, for who answered without a name.

    Leaves no line per link: which were still open tells who did not answer.
    """
    rijen = Toegangslink.objects.filter(doel=doel, object_id__in=list(object_ids))
    rijen.filter(gebruikt_op__isnull=True, ingetrokken_op__isnull=True).update(ingetrokken_op=at)
    rijen.update(naam="", email="", code_hash="")


# --- The code, sent apart ---


@transaction.atomic
def stuur_code(*, link: Toegangslink, at: datetime, waarvoor: str) -> bool:
    """Mail six digits to the address of the link; good for 10 minutes, once. An earlier code is worthless.

    Returns False, and sends nothing, when one went out less than a minute ago (a double click). `waarvoor` ends the
    sentence "U vraagt een code om ...". Raises DomainError when the link is no good or had too many codes.
    """
    vast = vergrendel_link(link=link, at=at)
    if vast.code_hash and vast.code_tot and vast.code_tot - CODE_GELDIG + CODE_PAUZE > at:
        return False
    if vast.codes >= MAX_CODES:
        raise DomainError(f"Met deze link zijn te veel codes gevraagd. {NIEUWE}")
    code = f"{secrets.randbelow(1_000_000):06d}"
    vast.code_hash, vast.code_tot, vast.code_pogingen = _codehash(vast, code), at + CODE_GELDIG, 0
    vast.codes += 1
    vast.geopend_op = vast.geopend_op or at
    vast.save(update_fields=["code_hash", "code_tot", "code_pogingen", "codes", "geopend_op"])
    onderwerp, tekst, html = maak_mail("toegangscode", {"code": code, "naam": vast.naam, "waarvoor": waarvoor})
    zet_tekst_klaar(
        soort="toegangscode",
        sleutel=f"toegangscode:{vast.public_id}:{vast.codes}",
        at=at,
        onderwerp=onderwerp,
        tekst=tekst,
        html=html,
        aan=vast.email,
        gevoelig=True,
    )
    return True


def controleer_code(*, link: Toegangslink, code: str, at: datetime) -> None:
    """Check the code and spend it: the same code never works twice. Five wrong tries make it worthless.

    Call it outside a transaction and before the step itself: a wrong try must be counted, whatever comes of the rest.
    Raises DomainError (field `code`).
    """
    with transaction.atomic():
        fout = _toets_code(vergrendel_link(link=link, at=at), "".join(code.split()), at)
    if fout:
        raise DomainError(fout, field="code")


def _toets_code(link: Toegangslink, code: str, at: datetime) -> str:
    """Write down one try; returns what was wrong, "" when the code is right."""
    if not link.code_hash or link.code_tot is None or link.code_tot <= at:
        return "Deze code is niet meer geldig. Vraag een nieuwe code."
    if constant_time_compare(_codehash(link, code), link.code_hash):
        link.code_hash = ""
        link.save(update_fields=["code_hash"])
        return ""
    link.code_pogingen += 1
    over = MAX_POGINGEN - link.code_pogingen
    if over <= 0:
        link.code_hash = ""
    link.save(update_fields=["code_hash", "code_pogingen"])
    if over <= 0:
        return "Dit was de vijfde foute code. Vraag een nieuwe code."
    return f"Deze code klopt niet. U kunt het nog {over} keer proberen."
