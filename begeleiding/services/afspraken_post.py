"""Invitations for planned talks: mail with an iCalendar event (RFC 5546), and the same points for a person's feed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from basis.ical import Tijdpunt, schrijf_uitnodiging
from begeleiding.enums import AfspraakStatus, GesprekVorm
from begeleiding.models import Gespreksafspraak
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.models import Stagedeel

NOG_WAAR = "begeleiding.afspraak_nog_waar"
BEWAAR = timedelta(days=60)  # how long a talk that is over stays in the feed


def ontvangers(afspraak: Gespreksafspraak) -> list[User]:
    """Return who comes: the student, who holds the talk, and the werkbegeleider if asked along; each once."""
    plaatsing = afspraak.plaatsing
    mensen = [plaatsing.student.user, afspraak.begeleider]
    if afspraak.met_werkbegeleider:
        mensen.append(plaatsing.werkbegeleider)
    return list({mens.pk: mens for mens in mensen if mens is not None}.values())


def punt_van(afspraak: Gespreksafspraak, *, met_naam: bool = False) -> Tijdpunt:
    """Return a planned talk as a point of a calendar; `met_naam` says with whom (only in one's own mail)."""
    pad = reverse("afspraken:detail", args=[afspraak.public_id])
    url = settings.SITE_URL + pad
    uitleg = f"{afspraak.get_vorm_display().capitalize()}. Bekijken, verzetten of afzeggen: {url}"
    if met_naam:
        uitleg = f"Met {afspraak.plaatsing.student.naam}. {uitleg}"
    return Tijdpunt(
        uid=f"{afspraak.public_id}-gesprek@stagebureau",
        begin=afspraak.begin,
        eind=afspraak.eind,
        titel=f"Stagegesprek: {afspraak.get_soort_display()}",
        omschrijving=uitleg,
        waar=afspraak.plek,
        url=url,
        volgorde=afspraak.volgnummer,
        gewijzigd_op=afspraak.gewijzigd_op or afspraak.gemaakt_op,
    )


def uitnodiging_voor(afspraak: Gespreksafspraak, user: User, *, afgezegd: bool = False) -> str:
    """Return the iCalendar invitation of one person; the student's own carries no name."""
    student = afspraak.plaatsing.student.user_id == user.pk
    van = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return schrijf_uitnodiging(punt_van(afspraak, met_naam=not student), van=van, aan=user.email, afgezegd=afgezegd)


def nodig_uit(afspraak: Gespreksafspraak, at: datetime) -> None:
    """Send everybody who comes the invitation, or what it has become."""
    for user in ontvangers(afspraak):
        _mail(afspraak, user, at, wat="gepland" if afspraak.volgnummer == 0 else "veranderd")


def zeg_af_bij(afspraak: Gespreksafspraak, user: User, at: datetime) -> None:
    """Tell one person that the talk is off for them, and take it out of their calendar."""
    _mail(afspraak, user, at, wat="afgezegd")


def _mail(afspraak: Gespreksafspraak, user: User, at: datetime, *, wat: str) -> None:
    """Queue one mail. In no group: an invitation that comes a day later, or not at all, is of no use."""
    plaatsing = afspraak.plaatsing
    zet_klaar(
        soort="gesprek_afspraak",
        sleutel=f"gesprek-afspraak:{afspraak.public_id}:{afspraak.volgnummer}:{user.pk}",
        at=at,
        sjabloon="gesprek_afspraak",
        context={
            "wat": wat,
            "afspraak": afspraak,
            "is_student": plaatsing.student.user_id == user.pk,
            "student": plaatsing.student,
            "met": afspraak.begeleider if afspraak.begeleider_id != user.pk else None,
            "op_locatie": afspraak.vorm == GesprekVorm.OP_LOCATIE,
        },
        ontvanger=user,
        pad=reverse("afspraken:detail", args=[afspraak.public_id]),
        controle=NOG_WAAR,
        controle_gegevens={"afspraak": str(afspraak.public_id), "volgnummer": afspraak.volgnummer},
        agenda=uitnodiging_voor(afspraak, user, afgezegd=wat == "afgezegd"),
    )


@registreer_controle(NOG_WAAR)
def afspraak_nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """An older version of an invitation does not go out after a newer one was made."""
    afspraak = Gespreksafspraak.objects.filter(public_id=bericht.controle_gegevens["afspraak"]).first()
    if afspraak is None:
        return "De afspraak is er niet meer."
    if afspraak.volgnummer != bericht.controle_gegevens["volgnummer"]:
        return "De afspraak is intussen veranderd; daarover gaat een nieuwe mail."
    return None


def agendapunten(user: User, at: datetime) -> Iterable[Tijdpunt]:
    """Return the talks this person comes to, for the feed: without names, and without those called off. One query."""
    elders = Stagedeel.objects.enige_weg_van(user).values("plaatsing")
    rijen = Gespreksafspraak.objects.voor(user).filter(begin__gte=at - BEWAAR).exclude(plaatsing__in=elders)
    rijen = rijen.exclude(status=AfspraakStatus.AFGEZEGD).order_by("begin", "pk")
    return [punt_van(afspraak) for afspraak in rijen[:500]]
