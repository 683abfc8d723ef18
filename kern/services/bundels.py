"""Several messages to one person in one mail: after a sweep with much news, and once a day for who wants that.

The parts stay rows of their own (each with its key, its check and its place under the bell); what is sent is a new row.
"""

import hashlib
import logging
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from basis.mailtekst import ontleed
from kern.enums import BerichtStatus, Mailwijze
from kern.models import Bericht
from kern.services.mailvoorkeuren import DAG, wijze_voor
from kern.services.postrij import controleer, registreer_controle, zet_klaar

logger = logging.getLogger("stagebureau.berichten")

BUNDEL = "bundel"  # the kind of message that carries others
NOG_WAAR = "kern.bundel_nog_waar"
MAX_DELEN = 40


@transaction.atomic
def bundel(eerste: Bericht, at: datetime) -> Bericht:
    """Put what waits beside `eerste` (held by the caller) in one mail; returns what must be sent now.

    Parts that are no longer true lapse. With nothing beside it, `eerste` goes as it is.
    """
    delen = [eerste, *_andere_delen(eerste, at)]
    if len(delen) == 1:
        return eerste
    delen.sort(key=lambda deel: (deel.niet_voor, deel.pk))
    nieuw = _maak(delen, at)
    if nieuw is None:
        return eerste
    nieuw.huur_tot, nieuw.pogingen, nieuw.gelezen_op = eerste.huur_tot, 1, at
    nieuw.save(update_fields=["huur_tot", "pogingen", "gelezen_op"])
    Bericht.objects.filter(pk__in=[deel.pk for deel in delen]).update(
        status=BerichtStatus.GEBUNDELD, onderdeel_van=nieuw, huur_tot=None
    )
    return nieuw


def _andere_delen(eerste: Bericht, at: datetime) -> list[Bericht]:
    """Messages of the same bundle that may go now. A check may add one (what is left of a mail): look again."""
    gezien = {eerste.pk}
    delen: list[Bericht] = []
    while len(delen) < MAX_DELEN:
        rijen = Bericht.objects.filter(
            Q(huur_tot__isnull=True) | Q(huur_tot__lt=at),
            ontvanger=eerste.ontvanger_id,
            bundel=eerste.bundel,
            status=BerichtStatus.WACHT,
            niet_voor__lte=at,
            gevoelig=False,
        ).exclude(pk__in=gezien)
        if connection.features.has_select_for_update_skip_locked:
            rijen = rijen.select_for_update(skip_locked=True, of=("self",))
        nieuw = list(rijen.order_by("niet_voor", "pk")[:MAX_DELEN])
        if not nieuw:
            break
        gezien.update(deel.pk for deel in nieuw)
        delen += [deel for deel in nieuw if _mag_mee(deel, at)]
    return delen[:MAX_DELEN]


def _mag_mee(deel: Bericht, at: datetime) -> bool:
    try:
        with transaction.atomic():
            waarom_niet = controleer(deel, at)
    except Exception:
        # It stays out, and is put off at its own turn; the others go.
        logger.exception("de controle van bericht %s ging mis", deel.public_id)
        return False
    if waarom_niet:
        Bericht.objects.filter(pk=deel.pk).update(status=BerichtStatus.VERVALLEN, laatste_fout=waarom_niet)
        return False
    wijze = wijze_voor(deel)
    return wijze == (Mailwijze.DAGELIJKS if deel.bundel == DAG else Mailwijze.DIRECT)


def _maak(delen: list[Bericht], at: datetime) -> Bericht | None:
    ontvanger = delen[0].ontvanger
    samen = "|".join(sorted(deel.sleutel for deel in delen))
    teksten = [
        {
            "nummer": nummer,
            "onderwerp": deel.onderwerp,
            "alineas": ontleed(deel.tekst, settings.SITE_URL + deel.pad).alineas,
        }
        for nummer, deel in enumerate(delen, start=1)
    ]
    return zet_klaar(
        soort=BUNDEL,
        sleutel=f"bundel:{ontvanger.pk}:{hashlib.sha256(samen.encode()).hexdigest()}",
        at=at,
        sjabloon="bundel",
        context={
            "delen": teksten,
            "aantal": len(delen),
            "student": ontvanger.heeft_rol("student"),
            "dagelijks": delen[0].bundel == DAG,
        },
        ontvanger=ontvanger,
        pad=reverse("meldingen:lijst"),
        controle=NOG_WAAR,
    )


@registreer_controle(NOG_WAAR)
def bundel_nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """Before another try: when a part is no longer true, the others go out in a new mail."""
    with transaction.atomic():
        delen = list(bericht.delen.select_for_update().filter(status=BerichtStatus.GEBUNDELD).order_by("pk"))
        redenen = {deel.pk: controleer(deel, at) for deel in delen}
        if delen and not any(redenen.values()):
            return None
        for deel in delen:
            velden = (
                {"status": BerichtStatus.VERVALLEN, "laatste_fout": redenen[deel.pk]}
                if redenen[deel.pk]
                else {"status": BerichtStatus.WACHT, "niet_voor": at}
            )
            Bericht.objects.filter(pk=deel.pk).update(onderdeel_van=None, **velden)
    return "Een deel is niet meer waar. De rest gaat in een nieuwe mail."
