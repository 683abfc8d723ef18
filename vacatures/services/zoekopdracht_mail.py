"""Mail about new vacatures that fit saved searches: one mail a day for all of a person together, in the morning."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.models import Bericht, Student, User
from kern.services import berichten
from kern.services.mailvoorkeuren import volgende_bezorging
from vacatures.models import Vacature, Zoekopdracht
from vacatures.services import lezen, zoeken

logger = logging.getLogger("stagebureau.vacatures")

SOORT = "vacatures_nieuw"
PAUZE = timedelta(hours=20)  # a mail a day at most
PER_KEER = 1000  # people; the others come with the next round
PER_ZOEKOPDRACHT = 5
MEEST = 50  # vacatures of one search that are remembered
berichten.registreer_groep(Mailgroep.VACATURES, SOORT)

# Reads a kept question for a person; the form that knows how stands above the services.
Lezer = Callable[[str, Student | None], zoeken.Zoekvraag]


def meld_nieuwe(*, lees: Lezer, at: datetime) -> dict[str, int]:
    """Queue the mails about what was published since each search was looked at. Twice or at once does it once."""
    op = timezone.localdate(at)
    nieuwste = Vacature.objects.open_op(op).aggregate(nieuwste=Max("gepubliceerd_op"))["nieuwste"]
    if nieuwste is None:
        return {"gemaild": 0}
    wachtend = Zoekopdracht.objects.filter(
        mail=True, user__is_active=True, bekeken_tot__lt=nieuwste, bekeken_tot__lte=at - PAUZE
    )
    mensen = wachtend.order_by().values_list("user").annotate(oudst=Min("bekeken_tot")).order_by("oudst", "user")
    gemaild = 0
    for user_id, _ in mensen[:PER_KEER]:
        try:
            gemaild += _meld(user_id, lees, at)
        except Exception:
            # One search that can't be read must not hold up the mail of others.
            logger.exception("de zoekopdrachten van gebruiker %s konden niet worden nagekeken", user_id)
    return {"gemaild": gemaild}


@transaction.atomic
def _meld(user_id: int, lees: Lezer, at: datetime) -> bool:
    rijen = list(Zoekopdracht.objects.select_for_update(of=("self",)).filter(user=user_id, mail=True).order_by("pk"))
    if not any(rij.bekeken_tot <= at - PAUZE for rij in rijen):
        return False  # somebody else just did
    user = User.objects.get(pk=user_id)
    student = lezen.student_van(user)
    oudst = min(rij.bekeken_tot for rij in rijen)
    per: dict[int, list[int]] = {}
    for rij in rijen:
        vraag = replace(lees(rij.vraag, student), volgorde="nieuw")
        nieuw = zoeken.zoek(user=user, vraag=vraag, student=student, op=timezone.localdate(at), sinds=rij.bekeken_tot)
        if nieuw:
            per[rij.pk] = [treffer.pk for treffer in nieuw[:MEEST]]
    Zoekopdracht.objects.filter(pk__in=[rij.pk for rij in rijen]).update(bekeken_tot=at)
    if per:
        _zet_klaar(user, per, sleutel=f"{SOORT}:{user.pk}:{oudst.isoformat()}", at=at)
    return bool(per)


def _zet_klaar(user: User, per: dict[int, list[int]], *, sleutel: str, at: datetime) -> None:
    ids = {pk for rij in per.values() for pk in rij[:PER_ZOEKOPDRACHT]}
    vacatures = {rij.pk: rij for rij in Vacature.objects.filter(pk__in=ids).met_leerbedrijf()}
    groepen = [
        {
            "naam": rij.naam,
            "adres": f"{settings.SITE_URL}{reverse('vacature:lijst')}?{rij.vraag}",
            "vacatures": [vacatures[pk] for pk in per[rij.pk][:PER_ZOEKOPDRACHT]],
            "aantal": len(per[rij.pk]),
            "meer": len(per[rij.pk]) - PER_ZOEKOPDRACHT,
        }
        for rij in Zoekopdracht.objects.filter(pk__in=per)
    ]
    berichten.zet_klaar(
        soort=SOORT,
        sleutel=sleutel,
        at=at,
        sjabloon=SOORT,
        context={"groepen": groepen, "is_student": user.heeft_rol("student")},
        ontvanger=user,
        pad=reverse("zoekopdrachten:lijst"),
        niet_voor=volgende_bezorging(user.pk, at),
        controle=SOORT,
        controle_gegevens={"per": {str(pk): rij for pk, rij in per.items()}, "sleutel": sleutel},
    )


@berichten.registreer_controle(SOORT)
def nog_open(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: what closed meanwhile, and searches without mail, go out of it in a new mail."""
    user = bericht.ontvanger
    if user is None:
        return "De ontvanger is er niet meer."
    per = {int(pk): rij for pk, rij in bericht.controle_gegevens["per"].items()}
    gewenst = set(Zoekopdracht.objects.filter(pk__in=per, user=user, mail=True).values_list("pk", flat=True))
    alle = {pk for rij in per.values() for pk in rij}
    open_ids = zoeken.open_vacatures(user, op=timezone.localdate(at)).filter(pk__in=alle)
    nog = set(open_ids.values_list("pk", flat=True))
    over = {pk: [v for v in rij if v in nog] for pk, rij in per.items() if pk in gewenst}
    over = {pk: rij for pk, rij in over.items() if rij}
    if over == per:
        return None
    if over:
        _zet_klaar(user, over, sleutel=f"{bericht.controle_gegevens['sleutel']}+", at=at)
    return "Een deel van de vacatures is intussen gesloten."
