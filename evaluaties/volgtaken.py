"""What the route and EVC put on pages of others: the section of a placement, rows of the home page (R8.4, R8.5)."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import count_noun
from basis.tellen import Deel, telt
from evaluaties import rules_evc as rules
from evaluaties.enums import EvcStatus
from evaluaties.models import Evctraject, Routekeuze
from evaluaties.secties import stage_van
from evaluaties.services import volg
from evaluaties.services.volg_gevolgen import Toon
from evaluaties.services.volg_rekenen import WatAls
from evaluaties.volgbeeld import routecontext
from kern.models import User
from plaatsingen import vormtaken
from plaatsingen.models import Plaatsing
from plaatsingen.secties import registreer_sectie


def routesectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Where the student is and when the end is expected, with the weeks of the template below.

    No query of its own: a choice of the student stands on the page of the route and on the home page.
    """
    if not plaatsing.is_actief or not volg.heeft_route(plaatsing):
        return vormtaken.sectie(request, plaatsing)
    stage = stage_van(request, plaatsing)
    if stage is None:
        return None
    nu = volg.route_van(plaatsing, request.user, at=timezone.now(), stage=stage, kort=True)
    eigen = rules.is_student_van(request.user, plaatsing)
    toon = Toon("" if eigen else plaatsing.student.user.get_short_name())
    vorm = vormtaken.sectie(request, plaatsing)
    context = routecontext(nu, nu, WatAls(), None, toon, met_gevolgen=False)
    context |= {"eigen": eigen, "vorm": vorm["context"] if vorm else None}
    return {"titel": "Route door de stage", "sjabloon": "volg/sectie.html", "context": context}


# --- the home page ---


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return choices of route to talk about, and EVC that waits for this person. One query."""
    vragen = _vragen(user)
    if not vragen:
        return []
    tel = yield {naam: rijen for naam, (rijen, *_) in vragen.items()}
    rijen = []
    for naam, (_, enkel, meer, uitleg, url, knop) in vragen.items():
        if tel[naam]:
            titel = enkel if tel[naam] == 1 else meer.format(tel[naam])
            rijen.append({"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": "gewoon"})
    return rijen


def _vragen(user: User) -> dict[str, tuple[QuerySet[Any], str, str, str, str, str]]:
    """Return what to count for this person: rows, title for one and for more, why, where, button."""
    vragen: dict[str, tuple[QuerySet[Any], str, str, str, str, str]] = {}
    if user.heeft_rol(*rules.BEGELEIDT):
        vragen["routes"] = (
            Routekeuze.objects.te_bespreken().filter(_eigen(user), plaatsing__in=Plaatsing.objects.actief()),
            "1 student koos een andere route",
            "{} studenten kozen een andere route",
            "Bespreek de keuze en schrijf op wat u samen afspreekt.",
            reverse("volg:lijst") + "?wat=bespreken",
            "Bekijken",
        )
    oordeel = Evctraject.objects.filter(assessor=user, status__in=[EvcStatus.INGEDIEND, EvcStatus.GESPREK])
    if user.heeft_rol(*rules.BEGELEIDT):
        vragen["oordeel"] = _evc(oordeel, "oordeel", "Lees het bewijs, praat met de student en geef uw oordeel.")
    scholen = user.organisatie_ids_als("coordinator")
    if scholen:
        eigen = Evctraject.objects.filter(student__school_id__in=scholen)
        zonder = eigen.filter(status=EvcStatus.INGEDIEND, assessor__isnull=True)
        besluit = eigen.filter(status=EvcStatus.BEOORDEELD).exclude(assessor=user)
        vragen["assessor"] = _evc(zonder, "assessor", "Kies wie het bewijs beoordeelt.")
        vragen["besluit"] = _evc(besluit, "besluit", "De assessor is klaar. U beslist over de vrijstellingen.")
    if user.heeft_rol("student"):
        terug = Evctraject.objects.filter(student__user=user, status=EvcStatus.VERZAMELEN, teruggelegd_op__isnull=False)
        uitleg = "De assessor vraagt om meer bewijs. Vul het aan en lever het opnieuw in."
        titel = "Vul je EVC aan"
        vragen["terug"] = (terug, titel, titel, uitleg, reverse("evc:lijst"), "Aanvullen")
    return vragen


def _evc(rijen: QuerySet[Any], wat: str, uitleg: str) -> tuple[QuerySet[Any], str, str, str, str, str]:
    woord = {"oordeel": "uw oordeel", "assessor": "een assessor", "besluit": "uw besluit"}[wat]
    een = count_noun(1, "EVC-traject wacht", "EVC-trajecten wachten")
    return (
        rijen,
        f"{een} op {woord}",
        f"{{}} EVC-trajecten wachten op {woord}",
        uitleg,
        f"{reverse('evc:lijst')}?wat={wat}",
        "Openen",
    )


def _eigen(user: User) -> Q:
    """Students whom this person steers; a coordinator those without a stagedocent and stagebegeleider."""
    zelf = (
        Q(plaatsing__stagebegeleider=user) | Q(plaatsing__werkbegeleider=user) | Q(plaatsing__student__stagedocent=user)
    )
    scholen = user.organisatie_ids_als("coordinator")
    niemand = Q(plaatsing__stagebegeleider__isnull=True, plaatsing__student__stagedocent__isnull=True)
    return zelf | (niemand & Q(plaatsing__student__school_id__in=scholen))


def registreer() -> None:
    """Put the route in the place of the strip with weeks, which it shows too."""
    registreer_sectie("route", 17, routesectie)
