"""What trainings ask of a person today: answer an invitation, write down who was there, a certificate that ends."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from basis.tellen import Deel, telt
from begeleiding.enums import DeelnameStatus
from begeleiding.models import Bekwaamheid, Deelname, Training
from begeleiding.rules_poule import mag_scholing_zien
from begeleiding.services.bekwaamheden import verloopt_bijna
from kern.kalender import lokale_dag
from kern.models import User


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return at most three rows; one query."""
    if not mag_scholing_zien(user):
        return []
    open_ = Q(training__afgezegd_op__isnull=True, training__begin__gt=at)
    aangemeld = Deelname.objects.filter(status=DeelnameStatus.AANGEMELD)
    eigen = user.organisatie_ids_als("coordinator", "praktijkopleider", "beheerder")
    geweest = Training.objects.filter(aanbieder__in=eigen, afgezegd_op__isnull=True, begin__lt=at)
    aantal = yield {
        "uitnodiging": Deelname.objects.filter(open_, user=user, status=DeelnameStatus.UITGENODIGD),
        "opkomst": geweest.filter(pk__in=aangemeld.values("training")),
        "verloopt": verloopt_bijna(Bekwaamheid.objects.filter(user=user), lokale_dag(at)),
    }
    lijst, register = reverse("scholing:lijst"), reverse("scholing:register")
    rijen = {
        "uitnodiging": ("Doet u mee aan een training?", "U bent uitgenodigd. Wie het eerst ja zegt, heeft een plek.",
                        f"{lijst}?wanneer=mijn", "Antwoorden"),
        "opkomst": ("Wie was er bij de training?", "Leg de opkomst vast. Daarna maakt het portaal de certificaten.",
                    f"{lijst}?wanneer=geweest", "Opkomst vastleggen"),
        "verloopt": ("Uw certificaat verloopt binnenkort", "Zoek een training, of voeg een nieuw certificaat toe.",
                     f"{register}?wie=ik&stand=bijna", "Bekijken"),
    }  # fmt: skip
    return [
        {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "gewoon"}
        for naam, (titel, uitleg, url, knop) in rijen.items()
        if aantal[naam]
    ]
