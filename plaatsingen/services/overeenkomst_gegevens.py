"""The data of an agreement, gathered from a placement, and what still misses and where to fill it in (R5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.urls import reverse

from basis.nederlands import format_number
from kern import kalender
from kern.enums import Rol
from kern.models import Erkenning, Lidmaatschap, Locatie, Opleiding, Organisatie
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services.geschikt import ZONDER_ERKENNING
from plaatsingen.services.overeenkomst_variabelen import datum_tekst
from plaatsingen.services.partijen import ontbreekt as ontbreekt_om_te_tekenen
from plaatsingen.services.rooster import Rooster, rooster_van
from plaatsingen.services.vormplan import plan_uren
from plaatsingen.stageweken import maandag_van
from vacatures.enums import PlaatsSoort
from vacatures.models import Stagegezin

AFSPRAKEN = ("doelen", "taken", "opdrachten", "vergoeding", "scholing", "begeleiding", "bijzonderheden")
# What a coordinator may say when the portal doesn't know it, or say otherwise than the portal does.
IN_TE_VULLEN = (*AFSPRAKEN, "tijden", "uren_per_week")
NODIGE_AFSPRAKEN = {
    "doelen": "de doelen van de stage",
    "taken": "de taken en verantwoordelijkheden",
    "vergoeding": "de vergoeding (of: geen vergoeding)",
}
EERSTE_MAAND = 8  # a school year begins on 1 August


@dataclass(frozen=True, slots=True)
class Ontbrekend:
    """Something that misses: what, and where it is filled in, in words and as address."""

    wat: str
    waar: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.wat}. {self.waar}"


def verzamel(*, plaatsing: Plaatsing, afspraken: Mapping[str, str], op: date) -> dict[str, Any]:
    """Return the data of an agreement as they are on `op`: plain values that fit in JSON, days as ISO.

    The placement comes with `met_betrokkenen`. Nothing of a parent, no birth date, no address of the student: the
    leerbedrijf reads the same text (betrouwbaarheid P7).
    """
    student, plaats = plaatsing.student, plaatsing.stageplaats
    huis = plaats.leerbedrijf
    return {
        "schema": 1,
        "student": {
            "naam": student.naam,
            "studentnummer": student.studentnummer,
            "leerjaar": student.leerjaar,
            "minderjarig": student.is_minderjarig(op),
        },
        "school": {"naam": student.school.naam, "code": student.school.code},
        "opleiding": {veld: getattr(student.opleiding, veld) for veld in ("naam", "code", "niveau", "leerweg")},
        "leerbedrijf": {
            "naam": huis.naam,
            "code": huis.code,
            "plek": plaats.volle_naam,
            "adres": _adres(plaats.afdeling.locatie),
            "erkenning": _erkenning(huis, student.opleiding, plaatsing.begindatum, plaatsing.einddatum),
        },
        "andere_leerbedrijven": [
            {
                "naam": deel.stageplaats.leerbedrijf.naam,
                "code": deel.stageplaats.leerbedrijf.code,
                "plek": deel.stageplaats.volle_naam,
                "dagen": deel.dagen,
                "uren": deel.uren_norm,
            }
            for deel in _delen(plaatsing)
        ],
        "stage": _stage(plaatsing, afspraken),
        "begeleiding": _begeleiding(plaatsing),
        "afspraken": {naam: afspraken.get(naam, "") for naam in IN_TE_VULLEN},
    }


def _adres(locatie: Locatie) -> str:
    delen = [locatie.naam, locatie.adres, f"{locatie.postcode} {locatie.plaats}".strip()]
    return ", ".join(dict.fromkeys(filter(None, delen)))


def _delen(plaatsing: Plaatsing) -> list[Any]:
    return list(plaatsing.delen.geldig().select_related("stageplaats__afdeling__locatie__organisatie"))


def _erkenning(huis: Organisatie, opleiding: Opleiding, begin: date, eind: date) -> dict[str, str | None] | None:
    """Return the recognition for this crebo that holds on the whole stretch and longest; None when there is none."""
    rijen = Erkenning.objects.geldig_van_tot(begin, eind).filter(organisatie=huis, opleiding__code=opleiding.code)
    gevonden = list(rijen.values_list("geldig_van", "geldig_tot"))
    if not gevonden:
        return None
    van, tot = max(gevonden, key=lambda rij: (rij[1] is None, rij[1] or rij[0]))
    return {"van": van.isoformat(), "tot": tot.isoformat() if tot else None}


def _begeleiding(plaatsing: Plaatsing) -> dict[str, str]:
    huis = plaatsing.stageplaats.leerbedrijf
    opleiders = (
        Lidmaatschap.objects.geldig_op(plaatsing.begindatum)
        .filter(organisatie=huis, rol=Rol.PRAKTIJKOPLEIDER, user__is_active=True)
        .select_related("user")
        .order_by("user__achternaam", "user_id")
    )
    docent = plaatsing.student.stagedocent
    return {
        "werkbegeleider": _naam(plaatsing.werkbegeleider) or _gezin(plaatsing),
        "tweede": _naam(plaatsing.tweede_begeleider),
        "praktijkopleider": ", ".join(dict.fromkeys(lid.user.naam for lid in opleiders[:3])),
        "school": _naam(docent) or f"de stagecoördinator van {plaatsing.student.school.naam}",
        "stagebegeleider": _naam(plaatsing.stagebegeleider),
    }


def _naam(mens: Any) -> str:
    return mens.naam if mens else ""


def _gezin(plaatsing: Plaatsing) -> str:
    """In a stagegezin the family supervises; it is a party, so its name stands in the agreement (R5.10)."""
    if plaatsing.stageplaats.soort != PlaatsSoort.STAGEGEZIN:
        return ""
    gezin = Stagegezin.objects.filter(stageplaats=plaatsing.stageplaats_id).first()
    return gezin.contact_naam if gezin else ""


def _stage(plaatsing: Plaatsing, afspraken: Mapping[str, str]) -> dict[str, Any]:
    rooster = rooster_van(plaatsing)
    patroon = rooster.patroon_op(plaatsing.begindatum)
    return {
        "begindatum": plaatsing.begindatum.isoformat(),
        "einddatum": plaatsing.einddatum.isoformat(),
        "soort": plaatsing.stageplaats.soort,
        "vorm": plaatsing.vorm.naam if plaatsing.vorm else "",
        "uren_totaal": plaatsing.uren_norm,
        "uren_per_schooljaar": _per_schooljaar(plaatsing),
        "uren_per_week": afspraken.get("uren_per_week") or _per_week(plaatsing, rooster),
        "dagen": plaatsing.dagen,
        "tijden": afspraken.get("tijden") or _tijden(patroon),
    }


def _tijden(patroon: Mapping[int, Any]) -> str:
    regels = [
        f"{kalender.DAGEN[dag]} {regel.begin:%H:%M} - {regel.eind:%H:%M}"
        + (f", {regel.pauze} minuten pauze" if regel.pauze else "")
        for dag, regel in sorted(patroon.items())
    ]
    return "\n".join(regels)


def _per_week(plaatsing: Plaatsing, rooster: Rooster) -> str:
    """Return the hours a week in words: by the blocks of the template, or those of the first whole week."""
    if rooster.bronnen.blokken:
        return "\n".join(
            f"week {blok.van_week} tot en met {blok.tot_week}: {format_number(blok.uren)} uur"
            for blok in rooster.bronnen.blokken
        )
    maandag = maandag_van(plaatsing.begindatum)
    weken = [plan for nummer in (1, 2, 3) if (plan := rooster.uren_in_week(maandag + nummer * 7 * kalender.EEN_DAG))]
    return f"{format_number(max(weken))} uur" if weken else ""


def _per_schooljaar(plaatsing: Plaatsing) -> dict[str, int]:
    """Divide the hours over the school years by the planned weeks; the shares add up to the total."""
    gepland: dict[str, Decimal] = {}
    for week in plan_uren(plaatsing):
        eerste = week.dagen[0] if week.dagen else week.maandag
        jaar = eerste.year if eerste.month >= EERSTE_MAAND else eerste.year - 1
        sleutel = f"{jaar}/{jaar + 1}"
        gepland[sleutel] = gepland.get(sleutel, Decimal(0)) + week.uren
    som = sum(gepland.values())
    if not som:
        return {}
    delen = {
        jaar: int((plaatsing.uren_norm * uren / som).to_integral_value(ROUND_HALF_UP)) for jaar, uren in gepland.items()
    }
    laatste = list(delen)[-1]
    delen[laatste] += plaatsing.uren_norm - sum(delen.values())
    return delen


# --- What misses ---


def ontbrekend(*, overeenkomst: Overeenkomst, gegevens: Mapping[str, Any], op: date) -> list[Ontbrekend]:
    """Return what an agreement misses before it can be sent on `op`; [] = it is complete."""
    plaatsing = overeenkomst.plaatsing
    lijst = [*_zonder_erkenning(plaatsing), *_ouder(plaatsing, op)]
    if overeenkomst.soort == OvereenkomstSoort.AANVULLING:
        return lijst
    if not gegevens["begeleiding"]["werkbegeleider"]:
        url = reverse("plaatsingen:begeleider", args=[plaatsing.public_id])
        lijst.append(
            Ontbrekend("een vaste werkbegeleider", "Kies de werkbegeleider. Het leerbedrijf mag dat ook.", url)
        )
    if not plaatsing.dagen.split():
        url = reverse("plaatsingen:detail", args=[plaatsing.public_id])
        lijst.append(Ontbrekend("de dagen", "Kies de stagedagen bij de plaatsing.", url))
    hier = reverse("plaatsingen:overeenkomst_bewerken", args=[overeenkomst.public_id])
    stage = gegevens["stage"]
    nodig = {
        "de uren in totaal": stage["uren_totaal"],
        "de uren per week": stage["uren_per_week"],
        "de tijden": stage["tijden"],
    } | {wat: gegevens["afspraken"][naam] for naam, wat in NODIGE_AFSPRAKEN.items()}
    zin = "Vul dit in bij de afspraken van deze overeenkomst."
    return lijst + [Ontbrekend(wat, zin, hier) for wat, waarde in nodig.items() if not str(waarde or "").strip()]


def _ouder(plaatsing: Plaatsing, op: date) -> list[Ontbrekend]:
    url = reverse("plaatsingen:ouders", args=[plaatsing.student.public_id])
    return [
        Ontbrekend("een ouder of voogd die meetekent", zin, url)
        for zin in ontbreekt_om_te_tekenen(plaatsing=plaatsing, op=op)
    ]


def _zonder_erkenning(plaatsing: Plaatsing) -> list[Ontbrekend]:
    """Only a recognised leerbedrijf may train (WEB 7.2.10); each host of the stage, on the whole stretch."""
    opleiding, begin, eind = plaatsing.student.opleiding, plaatsing.begindatum, plaatsing.einddatum
    plaatsen = [plaatsing.stageplaats, *(deel.stageplaats for deel in _delen(plaatsing))]
    huizen = {plaats.leerbedrijf.pk: plaats.leerbedrijf for plaats in plaatsen if plaats.soort not in ZONDER_ERKENNING}
    return [
        Ontbrekend(
            f"een geldige erkenning van {huis.naam} voor {opleiding.naam} ({opleiding.code})",
            f"De erkenning moet gelden van {datum_tekst(begin)} tot en met {datum_tekst(eind)}. "
            "Vraag het leerbedrijf dit bij SBB te regelen, en werk daarna de erkenningen bij met een import. "
            "Of kies een andere laatste dag of een ander leerbedrijf.",
        )
        for huis in huizen.values()
        if _erkenning(huis, opleiding, begin, eind) is None
    ]
