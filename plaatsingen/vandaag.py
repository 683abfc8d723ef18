"""What a person must do now about placements; the home page collects it.

Each row: {"titel", "uitleg", "url", "knop", "voor": date | None, "ernst": "rood" | "oranje" | "gewoon"}.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun, long_date
from kern.models import User
from plaatsingen import vormtaken
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import uren
from plaatsingen.stap import week_url

ANTWOORDTIJD = timedelta(days=7)
OUD_AANBOD = timedelta(days=7)


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return what this person must do now, in no order. At most twenty queries, whatever the number of placements."""
    rijen: list[dict[str, Any]] = vormtaken.todos(user, at)
    if user.heeft_rol("student"):
        rijen += _student(user, at)
    if user.heeft_rol("werkbegeleider", "praktijkopleider"):
        rijen += _leerbedrijf(user)
    if user.heeft_rol("coordinator"):
        rijen += _coordinator(user, at)
    return rijen


def _rij(  # noqa: PLR0917 - the six parts of a row
    titel: str, uitleg: str, url: str, knop: str, voor: Any = None, ernst: str = "gewoon"
) -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": voor, "ernst": ernst}


def _student(user: User, at: datetime) -> list[dict[str, Any]]:
    vandaag = timezone.localdate(at)
    eigen = Plaatsing.objects.filter(student__user=user).met_betrokkenen()
    rijen = [
        _rij(
            f"Neem je de stageplaats bij {plaatsing.stageplaats.leerbedrijf} aan?",
            f"Je stage zou beginnen op {long_date(plaatsing.begindatum, today=vandaag)}. Zeg ja of nee.",
            reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            "Aanbod bekijken",
            timezone.localdate(plaatsing.aangemaakt_op + ANTWOORDTIJD),
            "oranje",
        )
        for plaatsing in eigen.filter(status=PlaatsingStatus.AANGEBODEN)
    ]
    for plaatsing in eigen.filter(status=PlaatsingStatus.LOPEND, begindatum__lte=vandaag):
        laatste = min(vandaag, plaatsing.einddatum)
        week = uren.maandag_van(laatste)
        if not plaatsing.urendagen.filter(datum__gte=week).exists():
            rijen.append(
                _rij(
                    "Vul je uren van deze week in",
                    f"Je stage bij {plaatsing.stageplaats.leerbedrijf}. Alles staat al klaar, verander wat anders was.",
                    week_url(plaatsing, laatste),
                    "Uren invullen",
                )
            )
    return rijen


def _leerbedrijf(user: User) -> list[dict[str, Any]]:
    rijen = []
    weken = uren.wachtende_weken(user)
    if weken:
        studenten = len({week["plaatsing"].pk for week in weken})
        van = weken[0]["plaatsing"].student.naam if studenten == 1 else count_noun(studenten, "student", "studenten")
        rijen.append(
            _rij(
                f"Bevestig de uren van {van}",
                f"{count_noun(len(weken), 'week', 'weken')} {'wacht' if len(weken) == 1 else 'wachten'} op uw akkoord.",
                reverse("plaatsingen:uren_te_bevestigen"),
                "Uren bevestigen",
                ernst="oranje" if len(weken) > 2 else "gewoon",
            )
        )
    if user.heeft_rol("praktijkopleider"):
        zonder = Plaatsing.objects.visible_to(user).filter(
            werkbegeleider__isnull=True,
            status__in=[PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF],
        )
        rijen += [
            _rij(
                f"Kies een werkbegeleider voor {plaatsing.student}",
                f"{plaatsing.stageplaats.afdeling}, vanaf {long_date(plaatsing.begindatum)}.",
                reverse("plaatsingen:begeleider", args=[plaatsing.public_id]),
                "Kiezen",
                plaatsing.begindatum,
                "oranje",
            )
            for plaatsing in zonder.met_betrokkenen().order_by("begindatum", "pk")[:10]
        ]
    return rijen


def _coordinator(user: User, at: datetime) -> list[dict[str, Any]]:
    vandaag = timezone.localdate(at)
    zichtbaar = Plaatsing.objects.visible_to(user)
    lijst = reverse("plaatsingen:lijst")
    tel = dict(
        zichtbaar.filter(status=PlaatsingStatus.AANGEBODEN, aangemaakt_op__lt=at - OUD_AANBOD)
        .order_by()
        .values_list("status")
        .annotate(n=Count("pk"))
    )
    te_sluiten = zichtbaar.filter(status__in=ACTIEF, einddatum__lt=vandaag).count()
    rijen = []
    if tel:
        aantal = tel[PlaatsingStatus.AANGEBODEN]
        rijen.append(
            _rij(
                f"{count_noun(aantal, 'student heeft', 'studenten hebben')} al een week geen antwoord gegeven",
                "Zij hebben een stageplaats aangeboden gekregen. Vraag of het gelukt is.",
                f"{lijst}?status={PlaatsingStatus.AANGEBODEN}",
                "Bekijken",
                ernst="oranje",
            )
        )
    if te_sluiten:
        rijen.append(
            _rij(
                f"{count_noun(te_sluiten, 'stage is', 'stages zijn')} voorbij en nog niet afgerond",
                "Kijk of alles binnen is en rond de stage af.",
                f"{lijst}?status={PlaatsingStatus.LOPEND}&sorteer=eind",
                "Bekijken",
            )
        )
    return rijen
