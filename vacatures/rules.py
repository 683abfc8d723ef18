"""Who may change a stageplaats, and why a place does or doesn't fit a student. Plain Python."""

from collections.abc import Sequence
from datetime import date, timedelta
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
BUITEN_RONDE = frozenset({"orientatie", "kennismakingsproject"})  # a few dagdelen: no stage to be matched (R5.9)
# Approved in another way than by recognition (R4.1).
ZONDER_ERKENNING = frozenset({"stagegezin", "informele-zorg"})


def in_het_kort(codes: str, volgorde: Sequence[str]) -> str:
    """Return codes with runs of three or more taken together: "ma di wo do vr" becomes "ma t/m vr", "1 2" "1, 2"."""
    plekken = [volgorde.index(code) for code in codes.split()]
    reeksen: list[list[int]] = []
    for plek in sorted(plekken):
        if reeksen and reeksen[-1][-1] == plek - 1:
            reeksen[-1].append(plek)
        else:
            reeksen.append([plek])
    delen = []
    for reeks in reeksen:
        namen = [volgorde[plek] for plek in reeks]
        delen.extend([f"{namen[0]}\u00a0t/m\u00a0{namen[-1]}"] if len(namen) > 2 else namen)
    return ", ".join(delen)


def wanneer(periodes: str, dagen: str) -> str:
    """Return the periods and days of a place as a person reads them: "periode 1 t/m 4, ma t/m vr"."""
    gewoon = in_het_kort(" ".join(code for code in periodes.split() if code != "z"), "1234")
    delen = [f"periode\u00a0{gewoon}"] if gewoon else []
    delen += ["zomer"] if "z" in periodes.split() else []
    return f"{' en '.join(delen)}; {in_het_kort(dagen, tuple(DAGNAMEN))}"


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


def mag_soort_kiezen(user: Any, afdeling: Any, soort: str) -> bool:
    """Whether the person may offer a place of this kind: what needs no recognition isn't for a leerbedrijf to choose.

    Otherwise the name of a kind would do in the place of a recognition (R4.1).
    """
    if soort not in ZONDER_ERKENNING or user.is_beheerder:
        return True
    return soort == "informele-zorg" and afdeling.locatie.organisatie.soort == "welzijn"


def mag_vacature_wijzigen(user: Any, vacature: Any) -> bool:
    """Whether the person may change, publish and withdraw this vacature: who may change its place."""
    return mag_wijzigen(user, vacature.stageplaats)


def mag_melden(user: Any, vacature: Any) -> bool:
    """Whether the person may report this vacature: students and schools, about what is published."""
    lezer = user.heeft_rol("student", "stagedocent", "coordinator")
    return lezer and vacature.status in {"gepubliceerd", "verlopen"} and not mag_vacature_wijzigen(user, vacature)


def mag_modereren(user: Any) -> bool:
    """Whether the person deals with reports about vacatures: coordinators and administrators."""
    return user.is_beheerder or user.heeft_rol("coordinator")


def eerste_gat(stukken: Sequence[tuple[date, date | None]], begin: date, eind: date) -> date | None:
    """Return the first day of begin..eind that no (from, until) covers; None when all are covered.

    Recognitions that follow each other without a gap count as one (R4.4).
    """
    dag = begin
    for van, tot in sorted(stukken, key=lambda stuk: stuk[0]):
        if van > dag:
            break
        if tot is None:
            return None
        dag = max(dag, tot + timedelta(days=1))
    return dag if dag <= eind else None


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
    if plaats.min_leeftijd and leeftijd(student.geboortedatum, on) < plaats.min_leeftijd:
        redenen.append(f"Je moet {plaats.min_leeftijd} jaar of ouder zijn.")
    if plaats.vog_vereist and not student.vog:
        redenen.append("Je hebt een VOG nodig. Vraag je school hoe je die krijgt.")
    return redenen


def leeftijd(geboren: date, on: date) -> int:
    """Return the age in whole years on a day."""
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
