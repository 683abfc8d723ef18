"""What a template puts on pages of others: route and timeline of a placement, rows of the home page (R5.5)."""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from kern.models import User
from plaatsingen import rules, rules_vorm, secties, stageweken
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Fasestap, Plaatsing
from plaatsingen.route import BLOKKOLOMMEN, blokregels, weekstrook
from plaatsingen.services.vormplan import blokken_bij, plannen_van
from plaatsingen.services.vormroute import Fasestand, Route, akkoord_op, fasestanden, route_van, stappen_van

LATE_WEKEN = 2  # after so many stage weeks without a word of the student the docent hears of it
HOOGSTENS = 10


def routecontext(user: User, plaatsing: Plaatsing, route: Route) -> dict[str, Any]:
    """Return what the picture and the phases need, with what this person may say of each."""
    blokken = blokken_bij([plaatsing]).get(plaatsing.vorm_id, [])
    fasen = [(stand.fase.naam, stand.fase.van_week) for stand in route.fasen]
    kanten = rules_vorm.stapkanten(user, plaatsing)
    volgende = route.volgende
    return {
        "route": route,
        "svg": weekstrook(f"De route: {plaatsing.vorm}", blokken, fasen, weken=route.totaal, nu=route.nu),
        "kolommen": BLOKKOLOMMEN,
        "regels": blokregels(blokken),
        "voorstellen": volgende.fase.pk
        if volgende and volgende.stap is None and rules_vorm.mag_stap_voorstellen(user, plaatsing)
        else None,
        "standen": [{"stand": stand, **_antwoord(user, stand, kanten)} for stand in route.fasen],
    }


def _antwoord(user: User, stand: Fasestand, kanten: tuple[str, ...]) -> dict[str, Any]:
    """What this person still has to say of a step: agree on the own side, or not yet."""
    wacht = stand.stand == "gevraagd" and stand.stap is not None
    nog = wacht and rules_vorm.stemt_voor(user, stand.stap, kanten)
    return {"instemmen": bool(nog), "nog_niet": bool(kanten) and wacht, "plan": plantekst(stand)}


def plantekst(stand: Fasestand) -> str:
    """Return how a phase that began lies against the plan, in words; for one that waits how late it is."""
    weken = abs(stand.verschil)
    hoe_lang = "1 week" if weken == 1 else f"{weken} weken"
    if stand.begonnen is None:
        return f"{hoe_lang} later dan het plan" if stand.verschil > 0 and stand.fase.samen else ""
    if not stand.verschil:
        return "volgens het plan"
    return f"{hoe_lang} {'later' if stand.verschil > 0 else 'eerder'} dan het plan"


def sectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """The strip with where the student is, and the phase under way."""
    route = route_van(plaatsing, op=timezone.localdate())
    if route is None:
        return None
    context = routecontext(request.user, plaatsing, route)
    eigen = rules.is_student_van(request.user, plaatsing)
    return {
        "titel": "Route door de stage",
        "sjabloon": "plaatsingen/secties/route.html",
        "context": context | {"eigen": eigen, "antwoord": any(rij["instemmen"] for rij in context["standen"])},
    }


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Every step that was asked and what was said of it."""
    rijen: list[dict[str, Any]] = []
    for stap in stappen_van(plaatsing):
        naam, student = stap.fase.naam, plaatsing.student.naam
        rijen.append(_regel(stap.gevraagd_op, f"Toe aan: {naam}", stap.woorden, student, "wacht"))
        if stap.docent_op and stap.docent:
            rijen.append(_regel(stap.docent_op, f"School akkoord: {naam}", "", stap.docent.naam, "loopt"))
        if stap.werkbegeleider_op and stap.werkbegeleider:
            wie = stap.werkbegeleider.naam
            rijen.append(_regel(stap.werkbegeleider_op, f"Leerbedrijf akkoord: {naam}", "", wie, "loopt"))
        if stap.afgewezen_op:
            wie = stap.afgewezen_door.naam if stap.afgewezen_door else ""
            titel = f"Nog niet: {naam}" if stap.reden else f"Voorstel ingetrokken: {naam}"
            rijen.append(_regel(stap.afgewezen_op, titel, stap.reden, wie, "let_op"))
        elif moment := akkoord_op(stap):
            rijen.append(_regel(moment, f"Begonnen aan: {naam}", "", "", "klaar"))
    return rijen


def _regel(moment: datetime, titel: str, tekst: str, wie: str, soort: str) -> dict[str, Any]:
    return {"moment": moment, "titel": titel, "tekst": tekst, "wie": wie, "soort": soort}


# --- the home page ---


def todos(user: User, at: datetime) -> list[dict[str, Any]]:
    """Return what templates ask of this person now: a step to say, or one to answer. At most nine queries."""
    rijen = []
    if user.heeft_rol("student", "stagedocent"):
        rijen += _te_vragen(user, at)
    if user.heeft_rol("stagedocent", "coordinator", "werkbegeleider", "praktijkopleider"):
        rijen += _te_beantwoorden(user, at)
    return rijen


def _te_vragen(user: User, at: datetime) -> list[dict[str, Any]]:
    """A student whose week for the next step is there; for the docent a student who said nothing for some weeks."""
    eigen = Q(student__user=user)
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    plaatsingen = list(
        Plaatsing.objects.filter(eigen, vorm__isnull=False, status=PlaatsingStatus.LOPEND)
        .select_related("student__user", "vorm")
        .prefetch_related("vorm__fasen", "fasestappen")
    )
    plannen, op = plannen_van(plaatsingen), timezone.localdate(at)
    rijen = []
    for plaatsing in plaatsingen:
        weken = plannen[plaatsing.pk]
        nu = stageweken.weeknummer(weken, op)
        standen = fasestanden(list(plaatsing.vorm.fasen.all()), list(plaatsing.fasestappen.all()), weken, nu)
        kan = next((stand for stand in standen if stand.fase.samen and stand.begonnen is None), None)
        if kan is not None and kan.stand == "kan":
            rijen += _vraagrij(user, plaatsing, kan, nu)
    return rijen[:HOOGSTENS]


def _vraagrij(user: User, plaatsing: Plaatsing, stand: Fasestand, nu: int) -> list[dict[str, Any]]:
    url = reverse("plaatsingen:route", args=[plaatsing.public_id])
    naam = stand.fase.naam.lower()
    if rules.is_student_van(user, plaatsing):
        uitleg = "Stel de stap voor. Je docent en je werkbegeleider zeggen of zij het ermee eens zijn."
        return [_rij(f"Week {nu} van je stage: ben je toe aan '{naam}'?", uitleg, url, "Bekijken")]
    if nu < stand.fase.van_week + LATE_WEKEN:
        return []
    uitleg = f"Volgens het plan begint '{naam}' in week {stand.fase.van_week}. Vraag hoe het gaat."
    titel = f"{plaatsing.student.naam} is in week {nu} en stelde nog geen stap voor"
    return [_rij(titel, uitleg, url, "Route bekijken")]


def _te_beantwoorden(user: User, at: datetime) -> list[dict[str, Any]]:
    """Steps that wait for the answer of this person."""
    # Without a docent, or when the docent agreed for the leerbedrijf: then a coordinator speaks for school.
    zonder_docent = Q(plaatsing__student__school_id__in=user.organisatie_ids_als("coordinator")) & (
        Q(plaatsing__student__stagedocent__isnull=True) | Q(werkbegeleider=F("plaatsing__student__stagedocent"))
    )
    zonder_begeleider = Q(
        plaatsing__werkbegeleider__isnull=True,
        plaatsing__stageplaats__afdeling__locatie__organisatie_id__in=user.organisatie_ids_als("praktijkopleider"),
    )
    school = (
        ~Q(werkbegeleider=user) & Q(docent_op__isnull=True) & (Q(plaatsing__student__stagedocent=user) | zonder_docent)
    )
    van_werk = Q(plaatsing__werkbegeleider=user) | Q(plaatsing__tweede_begeleider=user) | zonder_begeleider
    werk = ~Q(docent=user) & Q(werkbegeleider_op__isnull=True) & van_werk
    stappen = Fasestap.objects.filter(
        school | werk, afgewezen_op__isnull=True, plaatsing__status=PlaatsingStatus.LOPEND
    ).select_related("fase", "plaatsing__student__user")
    return [
        _rij(
            f"{stap.plaatsing.student.naam} wil een stap verder: {stap.fase.naam.lower()}",
            "Stem in, of zeg 'nog niet' met een reden.",
            reverse("plaatsingen:route", args=[stap.plaatsing.public_id]),
            "Antwoorden",
            "oranje" if (at - stap.gevraagd_op).days >= 7 else "gewoon",
        )
        for stap in stappen.order_by("gevraagd_op", "pk")[:HOOGSTENS]
    ]


def _rij(titel: str, uitleg: str, url: str, knop: str, ernst: str = "gewoon") -> dict[str, Any]:
    return {"titel": titel, "uitleg": uitleg, "url": url, "knop": knop, "voor": None, "ernst": ernst}


def registreer() -> None:
    """Add the section and the rows of the timeline to the page of a placement."""
    secties.registreer_sectie("route", 17, sectie)
    secties.registreer_tijdlijn("route", tijdlijn)
