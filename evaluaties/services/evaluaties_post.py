"""Mails about evaluations: who hears what. Never the answers, never a name in the subject (R10.4)."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from evaluaties.models import Bezwaar, Evaluatie, Evaluatieresultaat
from evaluaties.services.ladderpost import coordinatoren_van
from kern.enums import Mailgroep
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.berichten import registreer_groep, zet_klaar

registreer_groep(
    Mailgroep.EVALUATIES, "evaluatie_tekenen", "evaluatie_vast", "evaluatie_heropend", "evaluatie_onvoldoende"
)


def kring(evaluatie: Evaluatie) -> list[User | None]:
    """Return everybody who takes part: both sides and who follows for the school."""
    plaatsing = evaluatie.plaatsing
    return [
        plaatsing.student.user,
        plaatsing.werkbegeleider,
        plaatsing.tweede_begeleider,
        plaatsing.stagebegeleider,
        plaatsing.student.stagedocent,
    ]


def mail(
    evaluatie: Evaluatie,
    sjabloon: str,
    mensen: Iterable[User | None],
    by: User | None,
    at: datetime,
    *,
    onderdeel: str = "",
    adres: str = "detail",
) -> None:
    """Queue one mail for each of these people but who did it; `onderdeel` tells versions of the same news apart."""
    for user in dict.fromkeys(mensen):
        if user is None or user == by:
            continue
        zet_klaar(
            soort=sjabloon,
            sleutel=f"{sjabloon}:{evaluatie.public_id}:{onderdeel}:{user.pk}",
            at=at,
            sjabloon=sjabloon,
            context={
                "evaluatie": evaluatie.get_moment_display(),
                "voor_datum": evaluatie.voor_datum,
                "student": user.pk == evaluatie.plaatsing.student.user_id,
            },
            ontvanger=user,
            pad=reverse(f"evaluaties:{adres}", args=[evaluatie.public_id]),
        )


def vraag_handtekeningen(resultaat: Evaluatieresultaat, by: User | None, at: datetime) -> None:
    """Ask everybody who signs; for the school the stagedocent, else its coordinators."""
    evaluatie = resultaat.evaluatie
    plaatsing = evaluatie.plaatsing
    school = [plaatsing.student.stagedocent] if plaatsing.student.stagedocent_id else coordinatoren(evaluatie, at)
    mensen = [plaatsing.student.user, plaatsing.werkbegeleider, *school, evaluatie.tweede_beoordelaar]
    mail(evaluatie, "evaluatie_tekenen", mensen, by, at, onderdeel=str(resultaat.versie))


def coordinatoren(evaluatie: Evaluatie, at: datetime) -> list[User]:
    """Return the coordinators of the school at that moment."""
    return coordinatoren_van(evaluatie.plaatsing.student.school_id, lokale_dag(at))


def meld_vast(resultaat: Evaluatieresultaat, by: User | None, at: datetime) -> None:
    """Tell everybody that all have signed."""
    mensen = [*kring(resultaat.evaluatie), resultaat.evaluatie.tweede_beoordelaar]
    mail(resultaat.evaluatie, "evaluatie_vast", mensen, by, at, onderdeel=str(resultaat.versie))


def meld_heropend(resultaat: Evaluatieresultaat, by: User | None, at: datetime) -> None:
    """Tell everybody that there will be a new version."""
    mail(resultaat.evaluatie, "evaluatie_heropend", kring(resultaat.evaluatie), by, at, onderdeel=str(resultaat.versie))


def vraag_vaststelling(resultaat: Evaluatieresultaat, by: User | None, at: datetime) -> None:
    """Ask the school whether it is onvoldoende: somebody there decides, with reasons (D7)."""
    evaluatie = resultaat.evaluatie
    mensen = [evaluatie.plaatsing.student.stagedocent, *coordinatoren(evaluatie, at)]
    mail(evaluatie, "evaluatie_onvoldoende", mensen, by, at, onderdeel=str(resultaat.versie))


def meld_bezwaar(bezwaar: Bezwaar, mensen: Iterable[User | None], by: User, at: datetime) -> None:
    """Ask a coordinator to decide about an objection; always by mail."""
    mail(bezwaar.resultaat.evaluatie, "bezwaar_ingediend", mensen, by, at, onderdeel=str(bezwaar.pk))


def meld_besluit(bezwaar: Bezwaar, by: User, at: datetime) -> None:
    """Tell the student that there is a decision; always by mail."""
    evaluatie = bezwaar.resultaat.evaluatie
    mail(evaluatie, "bezwaar_besluit", [evaluatie.plaatsing.student.user], by, at, onderdeel=str(bezwaar.pk))
