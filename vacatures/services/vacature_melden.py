"""Reports about vacatures, and what moderators do with them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Mailgroep
from kern.models import User
from kern.services import berichten
from kern.services.audit import leg_vast
from vacatures.enums import MeldingReden, VacatureStatus
from vacatures.models import Vacature, VacatureMelding
from vacatures.rules import mag_melden, mag_modereren
from vacatures.services.vacature import zet_dicht
from vacatures.services.vacature_controle import bezwaren, mensen_van
from vacatures.signals import vacature_gepubliceerd

VERBORGEN, TERUG, BEANTWOORD = "vacature_verborgen", "vacature_teruggezet", "vacature_melding_beantwoord"
berichten.registreer_groep(Mailgroep.VACATURES, TERUG, BEANTWOORD)  # that one is hidden always goes by mail


@transaction.atomic
def meld_vacature(*, vacature: Vacature, reden: str, toelichting: str, by: User, at: datetime) -> VacatureMelding:
    """Report a vacature. Who reports it twice adds to the report that is open."""
    if reden not in MeldingReden.values:
        raise DomainError("Kies wat er niet klopt.", field="reden")
    if reden == MeldingReden.ANDERS and not toelichting.strip():
        raise DomainError("Schrijf op wat er niet klopt.", field="toelichting")
    nu = Vacature.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=vacature.pk)
    if not mag_melden(by, nu):
        raise GeenToegang("U kunt deze vacature niet melden.")
    melding, nieuw = VacatureMelding.objects.get_or_create(
        vacature=nu,
        melder=by,
        afgehandeld_op=None,
        defaults={"reden": reden, "toelichting": toelichting.strip(), "gemeld_op": at},
    )
    if not nieuw:
        melding.reden, melding.toelichting = reden, toelichting.strip()
        melding.save(update_fields=["reden", "toelichting"])
    leg_vast(actie="vacature gemeld", obj=nu, by=by, at=at, na={"reden": reden})
    return melding


@transaction.atomic
def handel_melding_af(
    *, melding: VacatureMelding, verberg: bool, reden: str, antwoord: str, by: User, at: datetime
) -> VacatureMelding:
    """Answer a report; with `verberg` the vacature disappears for students and the leerbedrijf reads `reden`.

    Hiding answers all open reports about that vacature. DomainError when somebody else dealt with it a moment ago.
    """
    vacature = Vacature.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=melding.vacature_id)
    nu = VacatureMelding.objects.select_for_update(of=("self",)).get(pk=melding.pk)
    if not mag_modereren(by) or not VacatureMelding.objects.visible_to(by).filter(pk=nu.pk).exists():
        raise GeenToegang("U kunt deze melding niet behandelen.")
    if nu.afgehandeld_op is not None:
        raise DomainError("Iemand anders heeft deze melding al behandeld.")
    if not antwoord.strip():
        raise DomainError("Schrijf een antwoord aan wie dit meldde.", field="antwoord")
    if verberg and not reden.strip():
        raise DomainError("Schrijf de reden op. Het leerbedrijf leest die.", field="reden")
    rijen = [nu]
    if verberg:
        andere = VacatureMelding.objects.select_for_update(of=("self",)).filter(vacature=vacature).open()
        rijen += list(andere.exclude(pk=nu.pk).order_by("pk"))
        _verberg(vacature, reden.strip(), by, at)
    for rij in rijen:
        rij.afgehandeld_op, rij.afgehandeld_door = at, by
        rij.besluit, rij.verborgen = antwoord.strip()[:300], verberg
        rij.save(update_fields=["afgehandeld_op", "afgehandeld_door", "besluit", "verborgen"])
        _antwoord(rij, vacature, at)
    besluit = "verborgen" if verberg else "vacature blijft staan"
    leg_vast(actie="melding behandeld", obj=vacature, by=by, at=at, reden=reden, na={"besluit": besluit})
    return nu


def _verberg(vacature: Vacature, reden: str, by: User, at: datetime) -> None:
    if vacature.status == VacatureStatus.VERBORGEN:
        return
    zet_dicht(vacature, VacatureStatus.VERBORGEN, reden, by=by, at=at, actie="vacature verborgen")
    _mail_huis(vacature, VERBORGEN, at, reden=reden)


def _antwoord(melding: VacatureMelding, vacature: Vacature, at: datetime) -> None:
    if melding.melder is None:
        return
    berichten.zet_klaar(
        soort=BEANTWOORD,
        sleutel=f"{BEANTWOORD}:{melding.pk}",
        at=at,
        sjabloon=BEANTWOORD,
        context={"vacature": vacature, "antwoord": melding.besluit, "verborgen": melding.verborgen},
        ontvanger=melding.melder,
        # A hidden vacature can't be opened by who reported it.
        pad=reverse("vandaag") if melding.verborgen else reverse("vacature:detail", args=[vacature.public_id]),
    )


def _mail_huis(vacature: Vacature, sjabloon: str, at: datetime, **extra: str) -> None:
    mensen = {user.pk: user for user in mensen_van(vacature.leerbedrijf, op=timezone.localdate(at))}
    if vacature.contact_id:
        mensen[vacature.contact_id] = vacature.contact
    for pk, user in sorted(mensen.items()):
        berichten.zet_klaar(
            soort=sjabloon,
            sleutel=f"{sjabloon}:{vacature.pk}:{vacature.versie}:{pk}",
            at=at,
            sjabloon=sjabloon,
            context={"vacature": vacature, **extra},
            ontvanger=user,
            pad=reverse("vacature:detail", args=[vacature.public_id]),
        )


@transaction.atomic
def zet_vacature_terug(*, vacature: Vacature, reden: str, by: User, at: datetime) -> Vacature:
    """Show a hidden vacature again when it is still right; otherwise the leerbedrijf gets it back as withdrawn."""
    nu = Vacature.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=vacature.pk)
    if not mag_modereren(by) or not Vacature.objects.visible_to(by).filter(pk=nu.pk).exists():
        raise GeenToegang("U kunt deze vacature niet terugzetten.")
    if nu.status != VacatureStatus.VERBORGEN:
        raise DomainError("Deze vacature is niet verborgen.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de vacature weer mag.", field="reden")
    weer = not bezwaren(nu, op=timezone.localdate(at))
    nu.status = VacatureStatus.GEPUBLICEERD if weer else VacatureStatus.INGETROKKEN
    nu.status_reden, nu.gewijzigd_op, nu.versie = "", at, nu.versie + 1
    nu.save(update_fields=["status", "status_reden", "gewijzigd_op", "versie"])
    voor = {"status": VacatureStatus.VERBORGEN}
    leg_vast(actie="vacature teruggezet", obj=nu, by=by, at=at, reden=reden, voor=voor, na={"status": nu.status})
    if weer:
        vacature_gepubliceerd.send(sender=Vacature, vacature=nu, by=by, at=at)
    _mail_huis(nu, TERUG, at, reden=reden.strip())
    return nu
