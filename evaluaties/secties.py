"""The sections with reports and evaluations on the page of a placement, and the ladder on its timeline (R6.8)."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from evaluaties import rules, rules_evaluatie
from evaluaties import verslagregels as regels
from evaluaties.enums import EvaluatieStatus, FeitSoort, InvulRol
from evaluaties.services.dossiers import events_van, feiten_van, met_registratie
from evaluaties.services.dossiers import registreer as registreer_moment
from evaluaties.services.evaluatielijst import getekend, ingediend
from evaluaties.services.ladderregels import van_event, van_feit
from evaluaties.services.overzicht import Plaatsingverslagen, verslagen_van
from evaluaties.tijdlijn import Verloop
from kern.models import User
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.onthoud import onthoudt
from plaatsingen.secties import registreer_kop, registreer_sectie, registreer_tijdlijn
from plaatsingen.services.afronden import registreer_afronding

NOG_NIET_BEGONNEN = frozenset(
    {
        PlaatsingStatus.VOORGESTELD,
        PlaatsingStatus.AANGEBODEN,
        PlaatsingStatus.GEACCEPTEERD,
        PlaatsingStatus.ONDERTEKENING,
    }
)
KANTEN = sorted(InvulRol, key=lambda rol: rol.value)  # in the order of the answers
EVALUATIESOORT = {
    EvaluatieStatus.INVULLEN: "loopt",
    EvaluatieStatus.GESPREK: "let_op",
    EvaluatieStatus.TEKENEN: "let_op",
    EvaluatieStatus.VAST: "klaar",
}
ONTHOUDEN = "_verslagen_van_stages"


def registreer() -> None:
    """Add the sections, the rows of the timeline and the next deadline on top."""
    registreer_sectie("verslagen", 30, verslagen)
    registreer_sectie("evaluaties", 50, evaluaties)
    registreer_tijdlijn("verslagen", tijdlijn)
    registreer_kop("verslagen", kop)
    registreer_afronding(nog_open)


def nog_open(plaatsing: Plaatsing, at: datetime) -> list[str]:
    """Return the reports and evaluations that aren't in when the stage is closed."""
    rij = met_registratie(Plaatsing.objects.filter(pk=plaatsing.pk)).met_betrokkenen().get()
    klussen = verslagen_van([rij], at)[0].klussen
    zinnen = [f"Nog niet ingeleverd: {', '.join(klus.titel for klus in klussen)}."] if klussen else []
    evaluaties = plaatsing.evaluaties.exclude(status=EvaluatieStatus.VAST).order_by("geopend_op", "pk")
    return zinnen + [f"De {rij.get_moment_display()} ligt nog niet vast." for rij in evaluaties]


def stage_van(request: HttpRequest, plaatsing: Plaatsing) -> Plaatsingverslagen | None:
    """Return the reports of a placement that this person may see; reckoned once per request."""
    bekend = request.__dict__.setdefault(ONTHOUDEN, {})
    if plaatsing.pk not in bekend:
        zichtbaar = plaatsing
        if onthoudt(plaatsing):  # the page read it for this person, with everybody concerned
            registreer_moment(plaatsing)
        else:
            rijen = met_registratie(Plaatsing.objects.visible_to(request.user)).met_betrokkenen()
            zichtbaar = rijen.filter(pk=plaatsing.pk).first()
        bekend[plaatsing.pk] = zichtbaar and verslagen_van([zichtbaar], timezone.now())[0]
    return bekend[plaatsing.pk]


def kop(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the next deadline for the student, on every page but the one on which the work is done."""
    if plaatsing.status in NOG_NIET_BEGONNEN or not rules.is_student_van(request.user, plaatsing):
        return None
    stage = stage_van(request, plaatsing)
    vandaag = timezone.localdate()
    klus = stage.volgende_klus(vandaag) if stage is not None else None
    if stage is None or klus is None or request.path.startswith(klus.url):
        return None
    return {
        "sjabloon": "verslagen/_kop.html",
        "context": {
            "klus": klus,
            "voorbij": klus.tot is not None and klus.tot < vandaag,
            "achter": sum(ander != klus for ander in stage.achter(vandaag)),
            "stand_url": reverse("verslagen:stand", args=[plaatsing.public_id]),
        },
    }


def verslagen(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the reports with their state words and the ladder; None before there is anything to hand in."""
    if plaatsing.status in NOG_NIET_BEGONNEN:
        return None
    stage = stage_van(request, plaatsing)
    if stage is None or not stage.rijen:
        return None
    return {
        "titel": "Verslagen",
        "sjabloon": "verslagen/sectie.html",
        "context": standcontext(request.user, stage, timezone.now()),
    }


def standcontext(user: Any, stage: Plaatsingverslagen, at: datetime) -> dict[str, Any]:
    """Return what both the section and the page "Waar sta ik?" show: reports, picture and timeline, with who asks."""
    plaatsing = stage.plaatsing
    eigen = rules.is_student_van(user, plaatsing)
    verloop = Verloop.van(plaatsing)
    return {
        "stage": stage,
        "eigen": eigen,
        "leest": rules.is_lezer_van(user, plaatsing),
        "deelt": rules.is_werkbegeleider_van(user, plaatsing),
        "beheerder": user.is_beheerder,
        "beheert": rules.mag_ladder_beheren(user, plaatsing),
        "beeld": verloop.beeld(stage.stand, at, naam="" if eigen else plaatsing.student.naam),
        "ladder": verloop.tijdlijn(toon_reden=_ziet_reden(user, plaatsing)),
    }


def _ziet_reden(user: Any, plaatsing: Plaatsing) -> bool:
    """Why somebody was excused may be about health: for the student and school only."""
    return rules.is_student_van(user, plaatsing) or rules.is_lezer_van(user, plaatsing)


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> list[dict[str, Any]]:
    """Return what came in and the misses that count, for the timeline of the placement."""
    gemist = (event for event in events_van(plaatsing) if event.soort == regels.Type.MISS.value)
    binnen = (feit for feit in feiten_van(plaatsing) if feit.soort == FeitSoort.SUBMISSION)
    rijen = [*(van_event(event) for event in gemist), *(van_feit(feit, toon_reden=False) for feit in binnen)]
    return [rij for rij in rijen if rij is not None]


def evaluaties(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Return the evaluations with where each stands and what this person does next; one query."""
    user = request.user
    eigen = rules.invulrol(user, plaatsing)
    klaar = {f"klaar_{rol.value}": ingediend(rol) for rol in InvulRol}
    al = {"al_getekend": getekend(eigen)} if eigen else {}
    leest = rules.mag_evaluatie_lezen(user, plaatsing)
    leidt = rules_evaluatie.mag_gesprek_leiden(user, plaatsing)
    rijen = [
        {
            "evaluatie": evaluatie,
            "klaar": [rol.label for rol in KANTEN if getattr(evaluatie, f"klaar_{rol.value}")],
            "soort": EVALUATIESOORT[evaluatie.status],
            "doen": _te_doen(evaluatie, eigen, leidt=leidt),
        }
        for evaluatie in plaatsing.evaluaties.annotate(**klaar, **al)
    ]
    meeste = 3 if plaatsing.vorm_id else 2
    openen = rules.mag_evaluatie_openen(user, plaatsing) and plaatsing.is_actief and len(rijen) < meeste
    if not rijen and not openen:
        return None
    openen_url = reverse("evaluaties:openen", args=[plaatsing.public_id]) if openen else ""
    return {
        "titel": "Evaluaties",
        "sjabloon": "evaluaties/sectie.html",
        "context": {
            "rijen": rijen,
            "openen_url": openen_url,
            "mag_lezen": leest,
            "link_url": _link_url(user, plaatsing),
        },
    }


def _link_url(user: User, plaatsing: Plaatsing) -> str:
    """Return where school sends the werkbegeleider a link that works without logging in; "" for others."""
    if not (plaatsing.is_actief and plaatsing.werkbegeleider_id and rules_evaluatie.is_van_school(user, plaatsing)):
        return ""
    return reverse("werkplek:stuur", args=[plaatsing.public_id])


def _te_doen(evaluatie: Any, eigen: str | None, *, leidt: bool) -> tuple[str, str] | None:
    """Return the word and the address of what this person does now with an evaluation; None = only look."""
    if evaluatie.status == EvaluatieStatus.INVULLEN and eigen and not getattr(evaluatie, f"klaar_{eigen}"):
        return "Invullen", reverse("evaluaties:invullen", args=[evaluatie.public_id])
    if evaluatie.status == EvaluatieStatus.GESPREK and leidt:
        return "Resultaat opschrijven", reverse("evaluaties:resultaat", args=[evaluatie.public_id])
    if evaluatie.status == EvaluatieStatus.TEKENEN and eigen and not evaluatie.al_getekend:
        return "Lezen en tekenen", reverse("evaluaties:detail", args=[evaluatie.public_id])
    return None
