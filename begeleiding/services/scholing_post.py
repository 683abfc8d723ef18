"""Mails about trainings: invited, signed up, changed, off, certificate; with the moment for one's calendar."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse

from basis.ical import Tijdpunt, schrijf_uitnodiging
from begeleiding.enums import DeelnameStatus
from begeleiding.models import Bekwaamheid, Deelname, Training
from begeleiding.rules_poule import mag_training_volgen
from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar

NOG_WAAR = "begeleiding.training_nog_waar"
SJABLONEN = {
    "uitnodiging": "training_uitnodiging",
    "aangemeld": "training_aangemeld",
    "afgemeld": "training_afgemeld",
    "veranderd": "training_veranderd",
    "afgezegd": "training_afgezegd",
}
registreer_groep(Mailgroep.TAKEN, *SJABLONEN.values(), "training_certificaat")


def pad_van(training: Training) -> str:
    """Return the path of the page of a training."""
    return reverse("scholing:training", args=[training.public_id])


def punt_van(training: Training, at: datetime) -> Tijdpunt:
    """Return a training as a point of a calendar, as it is at `at`; a later one replaces it."""
    return Tijdpunt(
        uid=f"training-{training.public_id}@stagebureau",
        begin=training.begin,
        eind=training.begin + timedelta(minutes=training.minuten),
        titel=f"Training: {training.naam}",
        waar=training.plek,
        url=settings.SITE_URL + pad_van(training),
        volgorde=max(0, int((at - training.gemaakt_op) / timedelta(minutes=1))),
        gewijzigd_op=at,
    )


def agendapunten(user: User, at: datetime) -> list[Tijdpunt]:
    """Return the trainings to come of which somebody has a seat, for the calendar feed. One query."""
    if not mag_training_volgen(user):
        return []
    rijen = Training.objects.filter(
        deelnames__user=user, deelnames__status=DeelnameStatus.AANGEMELD, afgezegd_op__isnull=True, begin__gt=at
    )
    return [punt_van(training, training.gemaakt_op) for training in rijen.order_by("begin", "pk")]


def vertel(deelname: Deelname, at: datetime, *, wat: str) -> None:
    """Mail one person; who has a seat gets the moment for the calendar, who lost it takes it out."""
    training, user = deelname.training, deelname.user
    heeft_plek = deelname.status == DeelnameStatus.AANGEMELD
    agenda = ""
    if heeft_plek or wat == "afgemeld":
        van = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        eraf = wat in {"afgemeld", "afgezegd"}
        agenda = schrijf_uitnodiging(punt_van(training, at), van=van, aan=user.email, afgezegd=eraf)
    zet_klaar(
        soort=SJABLONEN[wat],
        sleutel=f"training:{training.public_id}:{user.pk}:{wat}:{at:%Y%m%d%H%M%S}",
        at=at,
        sjabloon=SJABLONEN[wat],
        context={"training": training, "heeft_plek": heeft_plek},
        ontvanger=user,
        pad=pad_van(training),
        controle=NOG_WAAR if wat in {"uitnodiging", "veranderd"} else "",
        controle_gegevens={"deelname": deelname.pk},
        agenda=agenda,
    )


def vertel_certificaat(bekwaamheid: Bekwaamheid, at: datetime) -> None:
    """Mail somebody that the certificate is there; it stays in the portal."""
    zet_klaar(
        soort="training_certificaat",
        sleutel=f"certificaat:{bekwaamheid.public_id}",
        at=at,
        sjabloon="training_certificaat",
        context={"bekwaamheid": bekwaamheid},
        ontvanger=bekwaamheid.user,
        pad=reverse("scholing:register") + "?wie=ik",
    )


@registreer_controle(NOG_WAAR)
def _nog_waar(bericht: Bericht, at: datetime) -> str | None:
    gegevens = bericht.controle_gegevens or {}
    deelname = Deelname.objects.select_related("training").filter(pk=gegevens.get("deelname")).first()
    if deelname is None or deelname.training.afgezegd_op is not None:
        return "De training gaat niet door."
    if deelname.training.begin <= at:
        return "De training is al begonnen."
    if bericht.soort == SJABLONEN["uitnodiging"] and deelname.status != DeelnameStatus.UITGENODIGD:
        return "De uitnodiging is al beantwoord."
    return None
