"""Mails about groups and spreekuren, the same points for calendars, and reminders the day before (R7.5)."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from basis.ical import Tijdpunt, schrijf_uitnodiging
from begeleiding.enums import Opkomst, ReeksSoort
from begeleiding.models import Aanwezigheid, Bijeenkomst, Reeks, Reekslid, Spreekuurplek
from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar

logger = logging.getLogger("stagebureau.begeleiding")
NOG_WAAR = "begeleiding.bijeenkomst_nog_waar"
VOORAF = timedelta(hours=24)
BEWAAR = timedelta(days=60)
registreer_groep(Mailgroep.GESPREKKEN, "groep_gepland", "groep_herinnering")


def pad_van(reeks: Reeks) -> str:
    """Return the address of a series."""
    return reverse("groepen:reeks", args=[reeks.public_id])


def vertel_gepland(reeks: Reeks, rijen: Sequence[Bijeenkomst], mensen: Iterable[User], *, at: datetime) -> None:
    """Tell members which meetings were planned, in one mail; of a spreekuur that slots can be booked."""
    if not rijen:
        return
    eerste = min(rij.begin for rij in rijen)
    for user in mensen:
        zet_klaar(
            soort="groep_gepland",
            sleutel=f"groep-gepland:{reeks.public_id}:{eerste:%Y%m%d%H%M}:{len(rijen)}:{user.pk}",
            at=at,
            sjabloon="groep_gepland",
            context={"reeks": reeks, "rijen": rijen, "spreekuur": reeks.soort == ReeksSoort.SPREEKUUR},
            ontvanger=user,
            pad=pad_van(reeks),
        )


def komt(bijeenkomst: Bijeenkomst) -> list[User]:
    """Return the students who would come: who booked, or the members who didn't call off."""
    if bijeenkomst.reeks.soort == ReeksSoort.SPREEKUUR:
        plekken = bijeenkomst.plekken.filter(student__isnull=False).select_related("student__user")
        return [plek.student.user for plek in plekken]
    weg = Aanwezigheid.objects.filter(bijeenkomst=bijeenkomst, opkomst=Opkomst.AFGEMELD).values("student")
    leden = Reekslid.objects.filter(reeks=bijeenkomst.reeks_id, tot__isnull=True).exclude(student__in=weg)
    return [lid.student.user for lid in leden.select_related("student__user").order_by("pk")]


def vertel_veranderd(bijeenkomst: Bijeenkomst, *, at: datetime) -> None:
    """Tell who would come that a meeting moved or was called off. Always by mail, at once."""
    if bijeenkomst.reeks.soort == ReeksSoort.SPREEKUUR:
        for plek in bijeenkomst.plekken.filter(student__isnull=False).select_related("student__user"):
            vertel_plek(plek, bijeenkomst, at=at, weg=bijeenkomst.afgezegd_op is not None, door_leider=True)
        return
    for user in komt(bijeenkomst):
        zet_klaar(
            soort="groep_veranderd",
            sleutel=f"groep-veranderd:{bijeenkomst.public_id}:{bijeenkomst.bewerking}:{user.pk}",
            at=at,
            sjabloon="groep_veranderd",
            context={"bijeenkomst": bijeenkomst, "reeks": bijeenkomst.reeks},
            ontvanger=user,
            pad=pad_van(bijeenkomst.reeks),
            controle=NOG_WAAR,
            controle_gegevens={"bijeenkomst": bijeenkomst.pk, "bewerking": bijeenkomst.bewerking},
        )


@registreer_controle(NOG_WAAR)
def nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the meeting must still be as the mail says."""
    gegevens = bericht.controle_gegevens
    rij = Bijeenkomst.objects.filter(pk=gegevens["bijeenkomst"]).first()
    if rij is None or rij.bewerking != gegevens["bewerking"]:
        return "De bijeenkomst is intussen veranderd; daarover gaat een nieuwe mail."
    return None


def vertel_plek(
    plek: Spreekuurplek, bijeenkomst: Bijeenkomst, *, at: datetime, weg: bool, door_leider: bool = False
) -> None:
    """Send the student the booking, or that it is off, with an invitation for the calendar."""
    student = plek.student
    if student is None:
        return
    van = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    uitnodiging = schrijf_uitnodiging(
        punt_van_plek(plek, bijeenkomst, at), van=van, aan=student.user.email, afgezegd=weg
    )
    zet_klaar(
        soort="spreekuur_plek",
        sleutel=f"spreekuur:{plek.public_id}:{student.pk}:{at:%Y%m%d%H%M%S%f}:{'weg' if weg else 'wel'}",
        at=at,
        sjabloon="spreekuur_plek",
        context={
            "plek": plek,
            "bijeenkomst": bijeenkomst,
            "reeks": bijeenkomst.reeks,
            "weg": weg,
            "leider": door_leider,
        },
        ontvanger=student.user,
        pad=pad_van(bijeenkomst.reeks),
        agenda=uitnodiging,
    )


def punt_van_plek(plek: Spreekuurplek, bijeenkomst: Bijeenkomst, at: datetime) -> Tijdpunt:
    """Return a booked slot as a point of a calendar; a later version has a higher number."""
    return Tijdpunt(
        uid=f"{plek.public_id}-spreekuur@stagebureau",
        begin=plek.begin,
        eind=plek.begin + timedelta(minutes=plek.minuten),
        titel=f"Spreekuur: {bijeenkomst.reeks.naam}",
        waar=bijeenkomst.plek or bijeenkomst.reeks.plek,
        url=settings.SITE_URL + pad_van(bijeenkomst.reeks),
        volgorde=int(at.timestamp()) % 2_000_000_000,
        gewijzigd_op=at,
    )


def agendapunten(user: User, at: datetime) -> list[Tijdpunt]:
    """Return the meetings one comes to or leads and the slots one booked, for the own feed. Two queries."""
    lid = Reekslid.objects.filter(student__user=user, tot__isnull=True).values("reeks")
    alle = Bijeenkomst.objects.filter(afgezegd_op=None, begin__gte=at - BEWAAR).order_by()
    bij = alle.filter(reeks__in=lid, reeks__soort=ReeksSoort.INTERVISIE).values("pk")
    bij = bij.union(alle.filter(reeks__leider=user).values("pk"))
    rijen = Bijeenkomst.objects.filter(pk__in=bij).select_related("reeks").order_by("begin", "pk")[:500]
    plekken = Spreekuurplek.objects.filter(
        student__user=user, begin__gte=at - BEWAAR, bijeenkomst__afgezegd_op=None
    ).select_related("bijeenkomst__reeks")
    return [
        *(
            Tijdpunt(
                uid=f"{rij.public_id}-groep@stagebureau",
                begin=rij.begin,
                eind=rij.begin + timedelta(minutes=rij.minuten),
                titel=rij.reeks.naam,
                waar=rij.plek or rij.reeks.plek,
                url=settings.SITE_URL + pad_van(rij.reeks),
                volgorde=rij.bewerking,
                gewijzigd_op=rij.reeks.gemaakt_op,
            )
            for rij in rijen
        ),
        *(
            punt_van_plek(plek, plek.bijeenkomst, plek.geboekt_op or at)
            for plek in plekken.order_by("begin", "pk")[:100]
        ),
    ]


def herinner(*, at: datetime) -> None:
    """Remind who comes tomorrow, each meeting once; one that fails doesn't hold up the others."""
    rijen = Bijeenkomst.objects.filter(afgezegd_op=None, herinnerd_op=None, begin__gt=at, begin__lte=at + VOORAF)
    for pk in list(rijen.order_by("begin", "pk").values_list("pk", flat=True)):
        try:
            _herinner_een(pk, at)
        except Exception:
            logger.exception("bijeenkomst %s kon niet worden herinnerd", pk)


@transaction.atomic
def _herinner_een(pk: int, at: datetime) -> None:
    nu = Bijeenkomst.objects.select_for_update(of=("self",), no_key=True).select_related("reeks").get(pk=pk)
    if nu.herinnerd_op is not None or nu.afgezegd_op is not None:
        return
    nu.herinnerd_op = at
    nu.save(update_fields=["herinnerd_op"])
    tijden = dict(nu.plekken.filter(student__isnull=False).values_list("student__user", "begin"))
    for user in komt(nu):
        zet_klaar(
            soort="groep_herinnering",
            sleutel=f"groep-herinnering:{nu.public_id}:{nu.bewerking}:{user.pk}",
            at=at,
            sjabloon="groep_herinnering",
            context={"bijeenkomst": nu, "reeks": nu.reeks, "begin": tijden.get(user.pk, nu.begin)},
            ontvanger=user,
            pad=pad_van(nu.reeks),
            controle=NOG_WAAR,
            controle_gegevens={"bijeenkomst": nu.pk, "bewerking": nu.bewerking},
        )
