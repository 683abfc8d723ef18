"""The sections of the placement page that this app makes itself."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from plaatsingen import rules, secties
from plaatsingen.enums import PlaatsingStatus, Stopreden
from plaatsingen.models import Plaatsing
from plaatsingen.services import documenten, rijen, uren
from plaatsingen.services.normen import Normen
from plaatsingen.services.rooster import rooster_van
from plaatsingen.services.slot import DAGNAMEN
from plaatsingen.stap import week_url
from vacatures.rules import BUITEN_RONDE

MET_UREN = frozenset(
    {PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN, PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT}
)


def overzicht(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any]:
    """Where, when and on which days."""
    delen = plaatsing.geldige_delen
    norm = Normen(op=timezone.localdate()).voor_opleiding(plaatsing.student.opleiding)
    return {
        "titel": "Overzicht",
        "sjabloon": "plaatsingen/secties/overzicht.html",
        "context": {
            "dagen": dagen_in_woorden(plaatsing.dagen),
            "delen": [
                {"deel": deel, "dagen": dagen_in_woorden(deel.dagen), "huis": deel.stageplaats.leerbedrijf}
                for deel in delen
            ],
            "uren_eerste": max(0, plaatsing.uren_norm - sum(deel.uren_norm for deel in delen)),
            "mag_verdelen": rules.mag_delen_regelen(request.user, plaatsing),
            "wettelijke_norm": norm,
            "eigen": rules.is_student_van(request.user, plaatsing),
        },
    }


def dagen_in_woorden(codes: str) -> str:
    """Return days as a person says them: "maandag, dinsdag en vrijdag"."""
    dagen = [DAGNAMEN[dag] for dag in codes.split() if dag in DAGNAMEN]
    return " en ".join([", ".join(dagen[:-1]), dagen[-1]]) if len(dagen) > 1 else "".join(dagen)


def documentensectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """The checklist, once there is an agreement to carry out; a second host sees only its own part (R5.3)."""
    if plaatsing.status not in documenten.MET_LIJST or not rules.mag_documenten_zien(request.user, plaatsing):
        return None
    return {
        "titel": "Documenten",
        "sjabloon": "plaatsingen/secties/documenten.html",
        "context": {
            "regels": documenten.toestanden(plaatsing, op=timezone.localdate()),
            "mag_bijwerken": rules.mag_documenten_bijwerken(request.user, plaatsing),
        },
    }


def verloopsectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Kennismaking, pauses, how it ended, and the stage before or after; each as far as this person may read (R5.8)."""
    kennismaking = getattr(plaatsing, "kennismaking", None)
    einde = getattr(plaatsing, "beeindiging", None)
    pauzes = rijen.pauzes(plaatsing)
    verder = []
    if plaatsing.status == PlaatsingStatus.GESTOPT:
        verder = list(plaatsing.vervolgen.select_related("stageplaats__afdeling__locatie__organisatie"))
    vorige = plaatsing.vervolg_op
    if not (kennismaking or einde or pauzes or verder or vorige):
        return None
    van_school = rules.is_van_school(request.user, plaatsing)
    eigen = rules.is_student_van(request.user, plaatsing)
    return {
        "titel": "Verloop",
        "sjabloon": "plaatsingen/secties/verloop.html",
        "context": {
            "kennismaking": kennismaking,
            "einde": einde,
            "pauzes": pauzes,
            "vorige": vorige,
            "verder": verder,
            # Who said no and why after a visit is for school alone; reasons of health or home for student and school.
            "van_school": van_school,
            "ziet_reden": van_school or eigen,
            "ziet_gesprek": van_school or eigen or rules.is_begeleider_van(request.user, plaatsing),
            "mag_gesprek": van_school or rules.is_begeleider_van(request.user, plaatsing),
            "eigen": eigen,
            "kennis_einde": einde is not None and einde.reden == Stopreden.KENNISMAKING,
        },
    }


def urensectie(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any] | None:
    """Hours against the norm, once the stage has begun."""
    if plaatsing.status not in MET_UREN or plaatsing.stageplaats.soort in BUITEN_RONDE:
        return None  # an orientation has dagdelen (R5.9)
    vandaag, rooster = timezone.localdate(), rooster_van(plaatsing)
    mag = rules.mag_uren_invullen(request.user, plaatsing) and plaatsing.begindatum <= rooster.laatste
    return {
        "titel": "Uren",
        "sjabloon": "plaatsingen/secties/uren.html",
        "context": {
            "stand": uren.stand(plaatsing=plaatsing, op=vandaag, rooster=rooster),
            "eigen": rules.is_student_van(request.user, plaatsing),
            "mag_invullen": mag,
            "week_url": week_url(plaatsing, max(plaatsing.begindatum, min(vandaag, rooster.laatste))),
        },
    }


def tijdlijn(request: HttpRequest, plaatsing: Plaatsing) -> dict[str, Any]:
    """Every change of state, and what the other apps add."""
    regels: list[dict[str, Any]] = [
        {
            "moment": wijziging.at,
            "titel": PlaatsingStatus(wijziging.naar).label.capitalize(),
            "tekst": wijziging.reden,
            "wie": wijziging.by.naam if wijziging.by else "het systeem",
            "soort": "klaar" if wijziging.naar in {PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.AFGEROND} else "loopt",
        }
        for wijziging in rijen.wijzigingen(plaatsing)
    ]
    regels += secties.tijdlijn_voor(request, plaatsing)
    regels.sort(key=lambda regel: regel["moment"].isoformat(), reverse=True)
    return {"titel": "Tijdlijn", "sjabloon": "plaatsingen/secties/tijdlijn.html", "context": {"rijen": regels}}


def registreer() -> None:
    """Add these sections to the page."""
    secties.registreer_sectie("overzicht", 10, overzicht)
    secties.registreer_sectie("verloop", 12, verloopsectie)
    secties.registreer_sectie("documenten", 60, documentensectie)
    secties.registreer_sectie("uren", 20, urensectie)
    secties.registreer_sectie("tijdlijn", 90, tijdlijn)
