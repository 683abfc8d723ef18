"""What waits for whom with stagegezinnen; the home page collects it. Rows as in `plaatsingen.vandaag`."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun, long_date
from basis.tellen import Deel, telt
from kern.models import User
from vacatures.enums import StagegezinStatus
from vacatures.models import Stagegezin
from vacatures.rules_stagegezin import ziet_overzicht

S = StagegezinStatus
TONEN = 5
LANG = timedelta(days=14)  # after the day of the visit
DOCENT = {
    S.BEZOEK: ("Ga op huisbezoek bij {}", "Leg daarna vast wat u zag en hoorde.", "bezoek", "Bezoek vastleggen"),
    S.BEZOCHT: ("Spreek voorwaarden af met {}", "Leg vast wat u met het gezin afspreekt.", "voorwaarden", "Vastleggen"),
}


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return the own visits of a stagedocent, and for who decides how many wait. At most three queries."""
    if not ziet_overzicht(user):
        return []
    return [*_eigen(user, at), *(yield from _beslissers(user, at))]


def _eigen(user: User, at: datetime) -> list[dict[str, Any]]:
    if not user.heeft_rol("stagedocent"):
        return []
    op = timezone.localdate(at)
    gezinnen = Stagegezin.objects.visible_to(user).filter(docent=user, status__in=list(DOCENT))
    rijen = []
    for gezin in gezinnen.order_by("bezoek_op", "pk")[:TONEN]:
        titel, uitleg, actie, knop = DOCENT[gezin.status]
        bezoek = gezin.status == S.BEZOEK and gezin.bezoek_op is not None
        rijen.append(
            {
                "titel": titel.format(gezin),
                "uitleg": f"Afgesproken op {long_date(gezin.bezoek_op, today=op)}. {uitleg}" if bezoek else uitleg,
                "url": reverse("stagegezin:stap", args=[gezin.public_id, actie]),
                "knop": knop,
                "voor": gezin.bezoek_op if bezoek else None,
                "ernst": "oranje" if bezoek and gezin.bezoek_op < op else "gewoon",
            }
        )
    return rijen


def _blijft_liggen(at: datetime) -> Q:
    """What the stagedocent should have done a while ago, or does no more: nothing waits unseen."""
    niemand = Q(docent__isnull=True) | Q(docent__is_active=False)
    lang = Q(bezoek_op__lt=timezone.localdate(at) - LANG)
    return Q(status__in=list(DOCENT)) & (niemand | lang)


def _beslissers(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    gezinnen = Stagegezin.objects.visible_to(user)
    if not (user.is_beheerder or user.regio_coordinator):
        if not user.heeft_rol("coordinator"):
            return []
        gezinnen = gezinnen.filter(school__in=user.organisatie_ids_als("coordinator"))
    wachtend = gezinnen.filter(Q(status__in=[S.AANGEMELD, S.VOORWAARDEN]) | _blijft_liggen(at))
    tel = yield {str(status): wachtend.filter(status=status) for status in (S.AANGEMELD, S.VOORWAARDEN, *DOCENT)}
    lijst, rijen = reverse("stagegezin:lijst"), []
    for status, woord, uitleg, knop in (
        (S.AANGEMELD, "op een huisbezoek", "Kies een stagedocent die op bezoek gaat.", "Afspreken"),
        (S.BEZOEK, "op een verslag van het huisbezoek", "Vraag het de stagedocent, of kies een ander.", "Bekijken"),
        (S.BEZOCHT, "op voorwaarden", "Het bezoek is geweest. Vraag het de stagedocent.", "Bekijken"),
        (S.VOORWAARDEN, "op uw besluit", "De voorwaarden zijn afgesproken. Keur het gezin goed, of niet.", "Besluiten"),
    ):
        if aantal := tel[str(status)]:
            titel = f"{count_noun(aantal, 'stagegezin wacht', 'stagegezinnen wachten')} {woord}"
            url = f"{lijst}?status={status}"
            rij = {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "gewoon"}
            rijen.append(rij)
    return rijen
