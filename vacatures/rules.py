"""Who may change a stageplaats, and why a place does or doesn't fit a student. Plain Python."""

from datetime import date
from typing import Any

DAGNAMEN = {
    "ma": "maandag",
    "di": "dinsdag",
    "wo": "woensdag",
    "do": "donderdag",
    "vr": "vrijdag",
    "za": "zaterdag",
    "zo": "zondag",
}
VOLWASSEN = 18
# Approved in another way than by recognition (R4.1).
ZONDER_ERKENNING = frozenset({"stagegezin", "informele-zorg"})


def mag_aanbieden(user: Any) -> bool:
    """Whether the person offers places at all: a praktijkopleider, or a beheerder."""
    return user.is_beheerder or user.heeft_rol("praktijkopleider")


def mag_wijzigen(user: Any, plaats: Any) -> bool:
    """Whether the person may change this place: praktijkopleider of the leerbedrijf, or a beheerder."""
    organisatie_id = plaats.afdeling.locatie.organisatie_id
    return user.is_beheerder or organisatie_id in user.organisatie_ids_als("praktijkopleider")


def mag_afdeling_gebruiken(user: Any, afdeling: Any) -> bool:
    """Whether the person may offer places at this department."""
    return user.is_beheerder or afdeling.locatie.organisatie_id in user.organisatie_ids_als("praktijkopleider")


def waarom_niet(student: Any, plaats: Any, cluster_ids: set[int], on: date) -> list[str]:
    """Return, in 'je', why this place can't be this student's; empty when it fits (R4.4 as far as places know).

    Conversions between clusters aren't known here; only the coordinator can use those.
    """
    redenen = []
    if student.cluster_id not in cluster_ids:
        redenen.append("De plek is voor een andere opleiding of een ander leerjaar.")
    if set(student.periodes.split()).isdisjoint(plaats.periodes.split()):
        redenen.append("De plek is er niet in jouw periodes.")
    anders = [dag for dag in student.dagen.split() if dag not in plaats.dagen.split()]
    if anders:
        redenen.append(f"De plek is er niet op {' en '.join(DAGNAMEN[dag] for dag in anders)}, een stagedag van jou.")
    if plaats.min_leeftijd and _leeftijd(student.geboortedatum, on) < plaats.min_leeftijd:
        redenen.append(f"Je moet {plaats.min_leeftijd} jaar of ouder zijn.")
    if plaats.vog_vereist and not student.vog:
        redenen.append("Je hebt een VOG nodig. Vraag je school hoe je die krijgt.")
    return redenen


def _leeftijd(geboren: date, on: date) -> int:
    return on.year - geboren.year - ((on.month, on.day) < (geboren.month, geboren.day))


def erkenning_stand(geldig_van: date | None, geldig_tot: date | None, on: date) -> tuple[str, str]:
    """Return the word and the kind of status of a recognition on a day; (None, None) = there is none."""
    if geldig_van is None:
        return "niet erkend", "fout"
    if geldig_van > on:
        return "nog niet begonnen", "wacht"
    if geldig_tot is not None and geldig_tot < on:
        return "verlopen", "fout"
    return "erkend", "klaar"
