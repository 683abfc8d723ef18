"""What goals and 360 feedback ask of a person today: one query for a student, one for a coordinator."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Value
from django.urls import reverse

from basis.tellen import Deel, telt
from evaluaties.models import Actiepunt, Feedbackronde, Leerdoel
from evaluaties.rules_feedback import kijkt_naar_genodigden, mag_modereren
from evaluaties.services.feedback360beeld import te_modereren
from evaluaties.services.feedback360keuren import te_keuren
from kern.kalender import lokale_dag
from kern.models import User

BINNENKORT = timedelta(days=7)
MAXIMUM = 5
DOEL, STAP, RONDE = "doel", "stap", "ronde"


@telt
def todos(user: User, at: datetime) -> Deel[list[dict[str, Any]]]:
    """Return rows {titel, uitleg, url, knop, voor, ernst}."""
    return [*_van_student(user, at), *(yield from _van_school(user))]


def _van_student(user: User, at: datetime) -> list[dict[str, Any]]:
    """Goals and steps whose day comes, and an open round in which nobody was asked yet."""
    if not user.heeft_rol("student"):
        return []
    grens = lokale_dag(at) + BINNENKORT
    kolommen = ("rij_soort", "rij_naam", "rij_dag", "rij_kenmerk")
    doelen = Leerdoel.objects.lopend().filter(student__user=user, klaar_voor__lte=grens).order_by()
    stappen = Actiepunt.objects.filter(doel__student__user=user, gedaan_op__isnull=True, voor_datum__lte=grens)
    stappen = stappen.filter(doel__behaald_op__isnull=True, doel__gestopt_op__isnull=True).order_by()
    rondes = Feedbackronde.objects.open().filter(student__user=user, sluit_op__gte=lokale_dag(at)).order_by()
    leeg = rondes.annotate(gevraagd=Count("uitnodigingen", filter=Q(uitnodigingen__ingetrokken_op__isnull=True)))
    leeg = leeg.filter(gevraagd=0)
    bronnen = (
        (DOEL, doelen, "titel", "klaar_voor", "public_id"),
        (STAP, stappen, "wat", "voor_datum", "doel__public_id"),
        (RONDE, leeg, "titel", "sluit_op", "public_id"),
    )
    delen = [
        rijen.annotate(rij_soort=Value(soort), rij_naam=F(naam), rij_dag=F(dag), rij_kenmerk=F(kenmerk))
        for soort, rijen, naam, dag, kenmerk in bronnen
    ]
    eerste, *rest = [rijen.values_list(*kolommen) for rijen in delen]
    gevonden = sorted(eerste.union(*rest, all=True), key=lambda rij: (rij[2], str(rij[3])))
    return [_rij(*rij, at=at) for rij in gevonden[:MAXIMUM]]


def _rij(wat: str, naam: str, dag: Any, kenmerk: Any, *, at: datetime) -> dict[str, Any]:
    woorden = {
        DOEL: (naam, "Op deze dag wilde je dit kunnen. Ben je zover?", "doelen:detail", "Bekijken"),
        STAP: (naam, "Een stap naar je doel.", "doelen:detail", "Bekijken"),
        RONDE: (
            "Vraag mensen om feedback",
            f"Je ronde '{naam}' is open, maar je vroeg nog niemand.",
            "feedback:ronde",
            "Vragen",
        ),
    }
    titel, uitleg, adres, knop = woorden[wat]
    return {
        "titel": titel,
        "uitleg": uitleg,
        "url": reverse(adres, args=[kenmerk]),
        "knop": knop,
        "voor": dag,
        "ernst": "oranje" if dag < lokale_dag(at) else "gewoon",
    }


def _van_school(user: User) -> Deel[list[dict[str, Any]]]:
    """Texts of feedback that a coordinator reads before the student does, and people whom a student wants to ask."""
    vragen = {}
    if mag_modereren(user):
        vragen["teksten"] = te_modereren(user)
    if kijkt_naar_genodigden(user):
        vragen["mensen"] = te_keuren(user)
    if not vragen:
        return []
    aantal = yield vragen
    return [_schoolrij(naam, aantal[naam]) for naam in vragen if aantal[naam]]


def _schoolrij(wat: str, aantal: int) -> dict[str, Any]:
    een = aantal == 1
    titel, uitleg, adres, knop = {
        "teksten": (
            f"{'1 tekst wacht' if een else f'{aantal} teksten wachten'} op nalezen",
            "Teksten uit 360 feedback. De student leest ze pas daarna.",
            "feedback:nalezen",
            "Nalezen",
        ),
        "mensen": (
            f"{'1 persoon wacht' if een else f'{aantal} mensen wachten'} op uw akkoord",
            "Een student wil hen om 360 feedback vragen. De mail gaat pas daarna weg.",
            "feedback:genodigden",
            "Bekijken",
        ),
    }[wat]
    return {
        "titel": titel,
        "uitleg": uitleg,
        "url": reverse(adres),
        "knop": knop,
        "voor": None,
        "ernst": "gewoon",
    }
