"""What the clock does with vacatures: warn the leerbedrijf before the last day, and close after it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep, Rol
from kern.models import Bericht, Lidmaatschap, User
from kern.services import berichten
from kern.services.audit import leg_vast
from vacatures.enums import VacatureStatus
from vacatures.models import Vacature

MAIL = "vacature_verloopt"
CONTROLE = "vacature_verloopt_nog"
DAGEN_VOORAF = 7
PER_KEER = 500
berichten.registreer_groep(Mailgroep.VACATURES, MAIL)


def loop_na(*, at: datetime) -> dict[str, int]:
    """Warn about vacatures that end within a week and close those whose last day is over.

    Safe to run late, twice and at the same time: each vacature gets one warning per last day and is closed once.
    """
    return {"gewaarschuwd": _waarschuw(at), "verlopen": _sluit(at)}


def _waarschuw(at: datetime) -> int:
    op = timezone.localdate(at)
    rijen = list(
        Vacature.objects.open_op(op).filter(verloopt_op__lte=op + timedelta(days=DAGEN_VOORAF)).met_leerbedrijf()
    )
    huizen = {vacature.leerbedrijf.pk for vacature in rijen}
    opleiders: dict[int, dict[int, User]] = {}
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.PRAKTIJKOPLEIDER, organisatie_id__in=huizen)
    for lid in leden.filter(user__is_active=True).select_related("user"):
        opleiders.setdefault(lid.organisatie_id, {})[lid.user_id] = lid.user
    with transaction.atomic(), berichten.postzak() as zak:
        for vacature in rijen:
            mensen = dict(opleiders.get(vacature.leerbedrijf.pk, {}))
            if vacature.contact_id:
                mensen[vacature.contact_id] = vacature.contact
            for pk, user in sorted(mensen.items()):
                _mail(vacature, pk, user, at)
    return zak.aantal


def _mail(vacature: Vacature, pk: int, user: User, at: datetime) -> None:
    berichten.zet_klaar(
        soort=MAIL,
        sleutel=f"{MAIL}:{vacature.pk}:{vacature.verloopt_op:%Y%m%d}:{pk}",
        at=at,
        sjabloon=MAIL,
        context={"vacature": vacature},
        ontvanger=user,
        pad=reverse("vacature:detail", args=[vacature.public_id]),
        controle=CONTROLE,
        controle_gegevens={"vacature": vacature.pk, "tot": vacature.verloopt_op.isoformat()},
        bundel=f"verloopt:{timezone.localdate(at):%Y%m%d}",
    )


@berichten.registreer_controle(CONTROLE)
def verloopt_nog(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the vacature must still be open, with the same last day."""
    gegevens = bericht.controle_gegevens
    nog = Vacature.objects.open_op(timezone.localdate(at)).filter(pk=gegevens["vacature"], verloopt_op=gegevens["tot"])
    return None if nog.exists() else "De vacature is intussen veranderd of gesloten."


def _sluit(at: datetime) -> int:
    op = timezone.localdate(at)
    voorbij = Vacature.objects.filter(status=VacatureStatus.GEPUBLICEERD, verloopt_op__lt=op)
    aantal = 0
    for pk in list(voorbij.order_by("pk").values_list("pk", flat=True)[:PER_KEER]):
        with transaction.atomic():
            vacature = voorbij.select_for_update(of=("self",)).filter(pk=pk).first()
            if vacature is None:
                continue  # somebody published it again, or another machine was first
            vacature.status = VacatureStatus.VERLOPEN
            vacature.versie += 1
            vacature.save(update_fields=["status", "versie"])
            leg_vast(
                actie="vacature verlopen",
                obj=vacature,
                by=None,
                at=at,
                voor={"status": VacatureStatus.GEPUBLICEERD},
                na={"status": VacatureStatus.VERLOPEN},
            )
            aantal += 1
    return aantal
