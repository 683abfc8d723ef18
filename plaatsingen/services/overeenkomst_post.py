"""Mails about agreements: signed by all, withdrawn, an amendment that could not take effect."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from kern.enums import Linkdoel, Mailgroep
from kern.models import User
from kern.services import berichten, toegangslinks
from plaatsingen.models import Overeenkomst
from plaatsingen.services.mails import coordinatoren_van

KOPIE_GELDIG = timedelta(days=60)
berichten.registreer_groep(Mailgroep.PLAATSINGEN, "overeenkomst_getekend", "overeenkomst_niet_doorgevoerd")


def meld_getekend(*, overeenkomst: Overeenkomst, at: datetime) -> None:
    """Tell everybody with an account who signed or supervises that it is complete, with a link to the document."""
    plaatsing = overeenkomst.plaatsing
    mensen = [plaatsing.student.user, plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
    mensen.append(plaatsing.student.stagedocent)
    mensen += [partij.user for partij in overeenkomst.partijen.select_related("user")]
    _stuur("overeenkomst_getekend", overeenkomst, mensen, at)


def stuur_kopie(*, overeenkomst: Overeenkomst, at: datetime) -> None:
    """Send who signed without an account (by link, on paper) a link to the sealed document: each gets a copy."""
    partijen = overeenkomst.partijen.filter(user__isnull=True, getekend_op__isnull=False).exclude(email="")
    for partij in partijen:
        link, token = toegangslinks.maak_link(
            doel=Linkdoel.ONDERTEKENING,
            object_id=partij.public_id,
            naam=partij.getekend_door,
            email=partij.email,
            geldig_tot=at + KOPIE_GELDIG,
            by=None,
            at=at,
        )
        berichten.zet_klaar(
            soort="overeenkomst_kopie",
            sleutel=f"overeenkomst-kopie:{partij.public_id}",
            at=at,
            sjabloon="overeenkomst_kopie",
            context={**_context(overeenkomst, None), "naam": partij.getekend_door, "link": link},
            aan=partij.email,
            pad=reverse("plaatsingen:teken_pdf", args=[token]),
            gevoelig=True,
        )


def meld_ingetrokken(*, overeenkomst: Overeenkomst, at: datetime) -> None:
    """Tell who was asked or signed that it is withdrawn; who has no account gets the news without a link."""
    partijen = list(overeenkomst.partijen.filter(gevraagd_op__isnull=False).select_related("user"))
    mensen = [overeenkomst.plaatsing.student.user, *(partij.user for partij in partijen)]
    _stuur("overeenkomst_ingetrokken", overeenkomst, mensen, at)
    for email in {partij.email for partij in partijen if partij.user is None and partij.getekend_op and partij.email}:
        berichten.zet_klaar(
            soort="overeenkomst_ingetrokken",
            sleutel=f"overeenkomst-ingetrokken:{overeenkomst.public_id}:{email}",
            at=at,
            sjabloon="overeenkomst_ingetrokken",
            context=_context(overeenkomst, None),
            aan=email,
        )


def meld_niet_doorgevoerd(*, overeenkomst: Overeenkomst, at: datetime) -> None:
    """Tell the coordinators that a signed amendment could not reach the placement."""
    school = overeenkomst.plaatsing.student.school_id
    mensen = coordinatoren_van(school_id=school, op=timezone.localdate(at))
    _stuur("overeenkomst_niet_doorgevoerd", overeenkomst, mensen, at)


def _context(overeenkomst: Overeenkomst, user: User | None) -> dict[str, object]:
    student = overeenkomst.plaatsing.student
    return {
        "overeenkomst": overeenkomst,
        "student": student,
        "is_student": user is not None and user.pk == student.user_id,
        "leerbedrijf": overeenkomst.plaatsing.stageplaats.leerbedrijf,
    }


def _stuur(soort: str, overeenkomst: Overeenkomst, mensen: Iterable[User | None], at: datetime) -> None:
    for user in {user.pk: user for user in mensen if user is not None}.values():
        berichten.zet_klaar(
            soort=soort,
            sleutel=f"{soort}:{overeenkomst.public_id}:{user.pk}",
            at=at,
            sjabloon=soort,
            context=_context(overeenkomst, user),
            ontvanger=user,
            pad=reverse("plaatsingen:overeenkomst", args=[overeenkomst.public_id]),
        )
