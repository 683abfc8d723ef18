"""Home: what needs me now, by when, with the button to do it."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

import begeleiding.vandaag
import begeleiding.vandaag_poule
import begeleiding.vandaag_scholing
import begeleiding.vandaag_signalen
import enquetes.vandaag
import evaluaties.vandaag
import matching.vandaag
import plaatsingen.vandaag
import plaatsingen.vandaag_tekenen
import vacatures.vandaag
import vraagaanbod.vandaag
from basis.tellen import beantwoord, deel_van, naast_elkaar
from kern.enums import BerichtStatus, TaakStatus
from kern.models import Achtergrondtaak, Bericht, User
from stagebureau.rondleiding import rondleiding_voor
from vraagaanbod.models import Opgave

BRONNEN = (
    evaluaties.vandaag.todos,
    plaatsingen.vandaag.todos,
    plaatsingen.vandaag_tekenen.todos,
    begeleiding.vandaag.todos,
    begeleiding.vandaag_signalen.todos,
    begeleiding.vandaag_scholing.todos,
    begeleiding.vandaag_poule.todos,
    enquetes.vandaag.todos,
    matching.vandaag.todos,
    vacatures.vandaag.todos,
    vraagaanbod.vandaag.todos,
)
ERNST = {"rood": 0, "oranje": 1, "gewoon": 2}
SOORT = {"rood": "fout", "oranje": "let_op", "gewoon": "neutraal"}
VER = date(9999, 12, 31)
REAL_TABEL = "2009/2010"


def _beheer(user: User) -> list[dict]:
    """What an administrator must look at."""
    if not user.is_beheerder:
        return []
    taken = []
    mislukt = Bericht.objects.filter(status=BerichtStatus.MISLUKT).count()
    if mislukt:
        taken.append(
            {
                "titel": f"Mail die niet aankwam: {mislukt}",
                "uitleg": "Kijk wat er mis is en probeer het opnieuw.",
                "url": reverse("beheer:post") + "?status=mislukt",
                "knop": "Bekijken",
                "voor": None,
                "ernst": "rood",
            }
        )
    fout = Achtergrondtaak.objects.filter(status=TaakStatus.MISLUKT, aangevraagd_door=user).count()
    if fout:
        taken.append(
            {
                "titel": f"Werk dat mislukte: {fout}",
                "uitleg": "Een export, import of berekening stopte met een fout.",
                "url": reverse("taken:lijst"),
                "knop": "Bekijken",
                "voor": None,
                "ernst": "oranje",
            }
        )
    if settings.DEMO and not Opgave.objects.filter(schooljaar__naam=REAL_TABEL).exists():
        taken.append(
            {
                "titel": "Lees de regionale tabel van 2009/2010 in",
                "uitleg": "U kunt het bestand downloaden op de importpagina. U ziet eerst wat er verandert.",
                "url": reverse("imports:lijst"),
                "knop": "Importeren",
                "voor": None,
                "ernst": "gewoon",
            }
        )
    return taken


def _volgorde(taak: dict) -> tuple:
    return ERNST[taak["ernst"]], taak["voor"] or VER, taak["titel"]


@require_safe
def vandaag(request: HttpRequest) -> HttpResponse:
    """Show what the person must do, worst first; each row goes when it is done."""
    at = timezone.now()
    user = request.user
    rijen = beantwoord(naast_elkaar(deel_van(bron, user, at) for bron in BRONNEN))
    taken = [taak for van_bron in rijen for taak in van_bron] + _beheer(user)
    taken.sort(key=_volgorde)
    for taak in taken:
        taak["soort"] = SOORT[taak["ernst"]]
    dringend = sum(taak["ernst"] == "rood" or (taak["voor"] or VER) < timezone.localdate(at) for taak in taken)
    volgende = next((taak for taak in taken if taak.get("vooraan")), None)
    rol, stappen = rondleiding_voor(user) if settings.DEMO else ("", [])
    context = {
        "taken": [taak for taak in taken if taak is not volgende],
        "aantal": len(taken),
        "dringend": dringend,
        "volgende": volgende,
        "dag": timezone.localdate(at),
        "rondleiding_sleutel": f"vandaag-{rol}",
        "rondleiding_stappen": stappen,
    }
    return render(request, "vandaag/vandaag.html", context)
