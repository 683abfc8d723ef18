"""What supervision asks of a person today; the home page collects it."""

from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Max, Q
from django.urls import reverse

from basis.nederlands import long_date
from begeleiding.enums import Partij
from begeleiding.models import Vervolgstap
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from vacatures.enums import PlaatsSoort

LANG_GELEDEN = timedelta(days=28)  # without a talk for so long a werkbegeleider or stagebegeleider hears of it
GEZIN = timedelta(days=21)  # a talk every two to three weeks in a stagegezin (R5.10)
MAXIMUM = 5


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return own steps, students without a talk for four weeks, and in a stagegezin for three."""
    return [*_stappen(user, at), *_zonder_gesprek(user, at), *_stagegezinnen(user, at)]


def _ids(plaatsingen: PlaatsingQuerySet) -> list[int]:
    """Return the few placements of one person, asked first: a database that sees them finds their talks at once."""
    return list(plaatsingen.values_list("pk", flat=True))


def _stappen(user: User, at: datetime) -> list[dict[str, Any]]:
    zichtbaar = Plaatsing.objects.visible_to(user)
    eigen = []
    if user.heeft_rol("student"):
        eigen.append(Q(voor=Partij.STUDENT, gesprek__plaatsing__in=_ids(zichtbaar.filter(student__user=user))))
    if user.heeft_rol("werkbegeleider"):
        stages = _ids(zichtbaar.filter(Q(werkbegeleider=user) | Q(tweede_begeleider=user)))
        eigen.append(Q(voor=Partij.WERKBEGELEIDER, gesprek__plaatsing__in=stages))
    if not eigen:
        return []
    rijen = (
        Vervolgstap.objects.filter(reduce(or_, eigen), gedaan_op__isnull=True)
        .select_related("gesprek__plaatsing__student__user")
        .order_by(F("voor_datum").asc(nulls_last=True), "pk")[: MAXIMUM + 1]
    )
    vandaag = lokale_dag(at)
    klussen = []
    for stap in rijen[:MAXIMUM]:
        gesprek = stap.gesprek
        wie = "" if stap.voor == Partij.STUDENT else f" over {gesprek.plaatsing.student.naam}"
        te_laat = stap.voor_datum is not None and stap.voor_datum < vandaag
        klussen.append(
            {
                "titel": stap.wat,
                "uitleg": f"Afgesproken in een gesprek{wie}.",
                "url": reverse("begeleiding:detail", args=[gesprek.public_id]),
                "knop": "Gesprek bekijken",
                "voor": stap.voor_datum,
                "ernst": "oranje" if te_laat else "gewoon",
            }
        )
    return klussen


def _zonder_gesprek(user: User, at: datetime) -> list[dict[str, Any]]:
    if not user.heeft_rol("werkbegeleider", "stagebegeleider"):
        return []
    grens = lokale_dag(at) - LANG_GELEDEN
    eigen = Q(werkbegeleider=user) | Q(tweede_begeleider=user) | Q(stagebegeleider=user)
    rijen = Plaatsing.objects.visible_to(user).actief().filter(eigen, begindatum__lte=grens)
    rijen = rijen.annotate(laatste=Max("gesprekken__datum")).filter(Q(laatste__isnull=True) | Q(laatste__lt=grens))
    aantal = rijen.count()
    if not aantal:
        return []
    een = rijen.select_related("student__user").first() if aantal == 1 else None
    wie = een.student.naam if een else f"{aantal} studenten"
    return [
        {
            "titel": f"Al vier weken geen gesprek met {wie}",
            "uitleg": "Plan een gesprek, of leg vast wat u al besprak.",
            "url": reverse("begeleiding:nieuw", args=[een.public_id]) if een else reverse("begeleiding:kies"),
            "knop": "Gesprek vastleggen",
            "voor": None,
            "ernst": "oranje",
        }
    ]


def _stagegezinnen(user: User, at: datetime) -> list[dict[str, Any]]:
    """Placements in a stagegezin without a talk for three weeks, for school's own people. One query."""
    if not user.heeft_rol("stagedocent", "stagebegeleider"):
        return []
    grens = lokale_dag(at) - GEZIN
    eigen = Q(student__stagedocent=user) | Q(stagebegeleider=user)
    rijen = Plaatsing.objects.visible_to(user).filter(
        eigen, status=PlaatsingStatus.LOPEND, stageplaats__soort=PlaatsSoort.STAGEGEZIN, begindatum__lt=grens
    )
    rijen = rijen.annotate(laatste=Max("gesprekken__datum")).filter(Q(laatste__isnull=True) | Q(laatste__lt=grens))
    rijen = rijen.order_by(F("laatste").asc(nulls_first=True), "pk")
    return [
        {
            "titel": f"Plan een gesprek met {plaatsing.student} over het stagegezin",
            "uitleg": f"In een stagegezin praat u elke twee of drie weken. {_laatste(plaatsing.laatste, at)}",
            "url": reverse("begeleiding:nieuw", args=[plaatsing.public_id]),
            "knop": "Gesprek vastleggen",
            "voor": (plaatsing.laatste or plaatsing.begindatum) + GEZIN,
            "ernst": "oranje",
        }
        for plaatsing in rijen.select_related("student__user")[:MAXIMUM]
    ]


def _laatste(dag: date | None, at: datetime) -> str:
    return f"Het laatste was {long_date(dag, today=lokale_dag(at))}." if dag else "Er was nog geen gesprek."
