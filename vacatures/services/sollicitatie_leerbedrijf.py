"""What the leerbedrijf does with an application: accept, invite, or decline with a reason (R4.2).

With an account (`by`), or by a mailed link under the name of the contact (`by_naam`, then `by` is None).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Linkdoel
from kern.models import Toegangslink, User
from kern.services.toegangslinks import gebruik_link, vergrendel_link
from vacatures import signals
from vacatures.enums import Afwijsreden, SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.rules_sollicitatie import mag_antwoorden
from vacatures.services import sollicitatie_post as post
from vacatures.services import sollicitatie_wie as wie
from vacatures.services.sollicitatie_drukte import drukte_van
from vacatures.services.sollicitatie_stap import eis_niet_stil, eis_overgang, noteer, vergrendeld, zet

S = SollicitatieStatus
VER_VOORUIT = timedelta(days=183)  # a talk later than that is a slip of the pen, and nobody would be reminded of it
ANDER_CONTACT = "Deze link werkt niet meer: een collega van u is nu de contactpersoon van deze vacature."


def _bij_leerbedrijf(sollicitatie: Sollicitatie, naar: str, by: User | None, by_naam: str) -> Sollicitatie:
    nu = vergrendeld(sollicitatie)
    mag = mag_antwoorden(by, nu) if by is not None else bool(by_naam.strip())
    if not mag:
        raise GeenToegang("Alleen het leerbedrijf geeft antwoord op een sollicitatie.")
    if nu.status != naar or naar == S.UITGENODIGD:
        eis_niet_stil(nu)
        if nu.status != naar:
            eis_overgang(nu, naar)
    return nu


@transaction.atomic
def accepteer(
    *,
    sollicitatie: Sollicitatie,
    begindatum: date,
    einddatum: date,
    dagen: str,
    by: User | None,
    at: datetime,
    by_naam: str = "",
) -> Sollicitatie:
    """Take the student on, in this time and on these days ("ma di"). Twice is once.

    The placement is made in the same transaction, by who listens to `sollicitatie_geaccepteerd`; when there is no seat
    or a hard rule says no, its DomainError undoes the whole step.
    """
    nu = _bij_leerbedrijf(sollicitatie, S.GEACCEPTEERD, by, by_naam)
    if nu.status == S.GEACCEPTEERD:
        return nu
    # First: it locks the place and the student, and nothing may be logged before the last lock.
    signals.sollicitatie_geaccepteerd.send(
        Sollicitatie,
        sollicitatie=nu,
        begindatum=begindatum,
        einddatum=einddatum,
        dagen=dagen,
        by=by,
        by_naam=by_naam,
        at=at,
    )
    stap = zet(nu, S.GEACCEPTEERD, by=by, by_naam=by_naam, at=at)
    _meld_school(nu, stap, at=at, nieuws="Het leerbedrijf neemt de student aan. De student zegt zelf nog ja of nee.")
    if drukte_van([nu.vacature])[nu.vacature_id].vol:
        meld_vol(nu, at=at)
    return nu


@transaction.atomic
def nodig_uit(
    *, sollicitatie: Sollicitatie, wanneer: datetime, waar: str, by: User | None, at: datetime, by_naam: str = "",
    tekst: str = "",
) -> Sollicitatie:  # fmt: skip
    """Invite for a talk, or move the talk; the clock of waiting begins after it. The same twice is once."""
    nu = _bij_leerbedrijf(sollicitatie, S.UITGENODIGD, by, by_naam)
    if nu.status == S.UITGENODIGD and nu.uitgenodigd_voor == wanneer and nu.uitgenodigd_waar == waar.strip():
        return nu
    if wanneer <= at:
        raise DomainError("Kies een moment dat nog komt.", field="datum")
    if wanneer > at + VER_VOORUIT:
        raise DomainError("Kies een moment binnen een half jaar.", field="datum")
    if not waar.strip():
        raise DomainError("Vul in waar het gesprek is.", field="waar")
    velden = {"uitgenodigd_voor": wanneer, "uitgenodigd_waar": waar.strip(), "wacht_sinds": wanneer}
    if nu.status == S.UITGENODIGD:
        nu.herinneringen = 0
        for naam, waarde in velden.items():
            setattr(nu, naam, waarde)
        nu.save(update_fields=["herinneringen", *velden])
        stap = noteer(nu, by=by, by_naam=by_naam, at=at, tekst=f"Ander moment voor het gesprek. {tekst}")
    else:
        stap = zet(nu, S.UITGENODIGD, by=by, by_naam=by_naam, at=at, tekst=tekst, **velden)
    post.mail("sollicitatie_uitnodiging", nu, stap, [nu.student.user], at=at, wacht=True)
    return nu


@transaction.atomic
def wijs_af(
    *, sollicitatie: Sollicitatie, reden: str, by: User | None, at: datetime, by_naam: str = "", tekst: str = ""
) -> Sollicitatie:
    """Decline with one of the known reasons, which are about the place; the student reads it in friendly words.

    Twice is once. Raises DomainError without a reason, or without words for "another reason".
    """
    nu = _bij_leerbedrijf(sollicitatie, S.AFGEWEZEN, by, by_naam)
    if nu.status == S.AFGEWEZEN:
        return nu
    if reden not in Afwijsreden.values:
        raise DomainError("Kies een reden.", field="reden")
    if reden == Afwijsreden.ANDERS and not tekst.strip():
        raise DomainError("Schrijf bij een andere reden waarom. De student leest dit.", field="tekst")
    stap = zet(nu, S.AFGEWEZEN, by=by, by_naam=by_naam, at=at, tekst=tekst, afwijsreden=reden)
    post.mail("sollicitatie_afgewezen", nu, stap, [nu.student.user], at=at)
    _meld_school(nu, stap, at=at, nieuws="Het leerbedrijf wijst de sollicitatie af. De reden staat op de pagina.")
    return nu


@transaction.atomic
def antwoord_via_link(
    *, link: Toegangslink, sollicitatie: Sollicitatie, doe: Callable[..., Sollicitatie], at: datetime, **gegevens: Any
) -> Sollicitatie:
    """Do one of the three above under the name of the link. An end uses the link up; an invitation doesn't.

    Raises DomainError when the link is no good (any more), or is for something else.
    """
    nu = vergrendeld(sollicitatie)  # before the link: who withdraws locks in this order too
    vast = vergrendel_link(link=link, at=at)
    if vast.doel != Linkdoel.SOLLICITATIE or vast.object_id != sollicitatie.public_id:
        raise DomainError("Deze link hoort niet bij deze sollicitatie.")
    if not wie.antwoordt_met(nu.vacature, vast.email):
        raise DomainError(ANDER_CONTACT)
    if doe in {accepteer, wijs_af}:
        vast = gebruik_link(link=vast, at=at)
    return doe(sollicitatie=sollicitatie, by=None, by_naam=vast.naam or vast.email, at=at, **gegevens)


def meld_vol(nu: Sollicitatie, *, at: datetime) -> None:
    """Tell the others who wait for this place that all seats are taken; their applications stand."""
    anderen = (
        Sollicitatie.objects.lopend()
        .filter(vacature__stageplaats_id=nu.vacature.stageplaats_id)
        .exclude(pk=nu.pk)
        .met_betrokkenen()
        .order_by("pk")
    )
    for ander in anderen:
        stap = noteer(ander, at=at, tekst="Alle plekken zijn nu bezet. De sollicitatie blijft staan.")
        post.mail("sollicitatie_vol", ander, stap, [ander.student.user], at=at, wacht=True)


def _meld_school(nu: Sollicitatie, stap: object, *, at: datetime, nieuws: str) -> None:
    """Tell the regisseur what came of it; without regie nobody at school was asked, and the page tells."""
    mensen = wie.regisseurs(nu, op=timezone.localdate(at)) if nu.regisseur_id or nu.vacature.regie else []
    post.mail("sollicitatie_nieuws", nu, stap, mensen, at=at, tekst=nieuws)
