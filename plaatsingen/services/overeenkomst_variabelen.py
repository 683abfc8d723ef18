"""The variables of the texts of agreements: what each means, and its value from the data of an agreement (R5.2).

The data (`gegevens`) are made by `overeenkomst_gegevens`; they stand in the database and inside the PDF, for programs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from basis.modeltekst import Blok, ontsnap
from basis.nederlands import long_date
from kern.enums import Leerweg
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.services.slot import DAGNAMEN

POK, AANVULLING = OvereenkomstSoort.POK, OvereenkomstSoort.AANVULLING


@dataclass(frozen=True, slots=True)
class Variabele:
    """A variable of a text. `nodig_in`: the kinds of agreement whose text can't do without it."""

    naam: str
    uitleg: str
    nodig_in: tuple[str, ...] = ()
    alleen_in: tuple[str, ...] = (POK, AANVULLING)


VARIABELEN = (
    Variabele("student.naam", "Naam van de student", (POK, AANVULLING)),
    Variabele("student.studentnummer", "Studentnummer"),
    Variabele("student.leerjaar", "Leerjaar, zoals: leerjaar 2"),
    Variabele("ouder.meetekenen", "Zin dat een ouder of voogd meetekent; leeg als de student 18 of ouder is"),
    Variabele("school.naam", "Naam van de school", (POK, AANVULLING)),
    Variabele("school.code", "BRIN of code van de school"),
    Variabele("opleiding.naam", "Naam van de kwalificatie", (POK,)),
    Variabele("opleiding.code", "Crebo of croho", (POK,)),
    Variabele("opleiding.niveau", "Niveau, zoals: mbo niveau 3"),
    Variabele("opleiding.leerweg", "Leerweg, zoals: BOL"),
    Variabele("leerbedrijf.naam", "Naam van het leerbedrijf", (POK, AANVULLING)),
    Variabele("leerbedrijf.nummer", "Nummer van het leerbedrijf"),
    Variabele("leerbedrijf.afdeling", "Afdeling en stageplaats"),
    Variabele("leerbedrijf.adres", "Adres van de locatie"),
    Variabele("leerbedrijf.erkenning", "Tot wanneer de erkenning geldt"),
    Variabele("leerbedrijf.tweede", "Andere leerbedrijven van deze stage, met dagen en uren; leeg als er geen is"),
    Variabele("stage.begindatum", "Eerste dag", (POK,)),
    Variabele("stage.einddatum", "Laatste dag", (POK,)),
    Variabele("stage.uren_totaal", "Uren in totaal, als getal", (POK,)),
    Variabele("stage.uren_verdeling", "Uren per schooljaar"),
    Variabele("stage.uren_per_week", "Uren per week"),
    Variabele("stage.dagen", "Dagen van de week", (POK,)),
    Variabele("stage.tijden", "Tijden, uit het rooster of uit de afspraken"),
    Variabele("begeleiding.werkbegeleider", "Vaste werkbegeleider", (POK,)),
    Variabele("begeleiding.tweede", "Tweede werkbegeleider; leeg als er geen is"),
    Variabele("begeleiding.praktijkopleider", "Praktijkopleiders van het leerbedrijf"),
    Variabele("begeleiding.school", "Stagedocent, of de stagecoördinator van de school"),
    Variabele("begeleiding.stagebegeleider", "Begeleider uit de poule; leeg als er geen is"),
    Variabele("afspraken.doelen", "Doelen en werkprocessen", (POK,)),
    Variabele("afspraken.taken", "Taken en verantwoordelijkheden", (POK,)),
    Variabele("afspraken.opdrachten", "Opdrachten van school"),
    Variabele("afspraken.vergoeding", "Vergoeding en onkosten"),
    Variabele("afspraken.scholing", "Training en intervisie"),
    Variabele("afspraken.begeleiding", "Gesprekken en begeleiding"),
    Variabele("afspraken.bijzonderheden", "Wat verder is afgesproken"),
    Variabele("overeenkomst.datum", "Dag waarop de praktijkovereenkomst is getekend", (), (AANVULLING,)),
    Variabele("wijziging.tabel", "Tabel met wat verandert: van en naar", (AANVULLING,), (AANVULLING,)),
    Variabele("wijziging.ingangsdatum", "Dag waarop de verandering ingaat", (AANVULLING,), (AANVULLING,)),
    Variabele("wijziging.reden", "Reden van de verandering", (), (AANVULLING,)),
)


def bekend(soort: str) -> list[Variabele]:
    """Return the variables that a text of this kind may use."""
    return [variabele for variabele in VARIABELEN if soort in variabele.alleen_in]


def nodig(soort: str) -> list[str]:
    """Return the names that a text of this kind must use."""
    return [variabele.naam for variabele in VARIABELEN if soort in variabele.nodig_in]


def waarden(gegevens: Mapping[str, Any]) -> dict[str, str]:
    """Return every variable with its value as a Dutch reader wants it; "" for what isn't known."""
    gevonden = {
        **_mensen(gegevens),
        **_stage(gegevens["stage"]),
        **{f"afspraken.{naam}": waarde for naam, waarde in gegevens["afspraken"].items()},
        **_wijziging(gegevens.get("wijziging", {})),
    }
    return {variabele.naam: gevonden.get(variabele.naam, "") for variabele in VARIABELEN}


def _mensen(gegevens: Mapping[str, Any]) -> dict[str, str]:
    student, opleiding, bedrijf = gegevens["student"], gegevens["opleiding"], gegevens["leerbedrijf"]
    niveau = "hbo" if opleiding["niveau"] == 5 else f"mbo niveau {opleiding['niveau']}"
    erkend = bedrijf["erkenning"]
    return {
        "student.naam": student["naam"],
        "student.studentnummer": student["studentnummer"],
        "student.leerjaar": f"leerjaar {student['leerjaar']}",
        "ouder.meetekenen": (
            "tekent mee, want de student is jonger dan 18 jaar; de naam is bekend bij de school"
            if student["minderjarig"]
            else ""
        ),
        "school.naam": gegevens["school"]["naam"],
        "school.code": gegevens["school"]["code"],
        "opleiding.naam": opleiding["naam"],
        "opleiding.code": opleiding["code"],
        "opleiding.niveau": niveau,
        "opleiding.leerweg": Leerweg(opleiding["leerweg"]).label,
        "leerbedrijf.naam": bedrijf["naam"],
        "leerbedrijf.nummer": bedrijf["code"],
        "leerbedrijf.afdeling": bedrijf["plek"],
        "leerbedrijf.adres": bedrijf["adres"],
        "leerbedrijf.erkenning": _erkenning(erkend),
        "leerbedrijf.tweede": "\n".join(
            f"{deel['naam']}, {deel['plek']}: {dagen_tekst(deel['dagen'])}, {deel['uren']} uur"
            for deel in gegevens["andere_leerbedrijven"]
        ),
        **{f"begeleiding.{naam}": waarde for naam, waarde in gegevens["begeleiding"].items()},
    }


def _erkenning(erkenning: Mapping[str, Any] | None) -> str:
    if erkenning is None:
        return ""
    tot = erkenning["tot"]
    return f"erkend tot en met {datum_tekst(tot)}" if tot else "erkend, zonder einddatum"


def _stage(stage: Mapping[str, Any]) -> dict[str, str]:
    verdeling = [f"schooljaar {jaar}: {uren} uur" for jaar, uren in stage["uren_per_schooljaar"].items()]
    return {
        "stage.begindatum": datum_tekst(stage["begindatum"]),
        "stage.einddatum": datum_tekst(stage["einddatum"]),
        "stage.uren_totaal": str(stage["uren_totaal"] or ""),
        "stage.uren_verdeling": "\n".join(verdeling),
        "stage.uren_per_week": stage["uren_per_week"],
        "stage.dagen": dagen_tekst(stage["dagen"]),
        "stage.tijden": stage["tijden"],
    }


def _wijziging(wijziging: Mapping[str, Any]) -> dict[str, str]:
    if not wijziging:
        return {}
    regels = [
        f"| {ontsnap(rij['wat'])} | {ontsnap(rij['van'])} | {ontsnap(rij['naar'])} |" for rij in wijziging["rijen"]
    ]
    ingang = wijziging["ingangsdatum"]
    return {
        "overeenkomst.datum": datum_tekst(wijziging["overeenkomst_datum"]),
        "wijziging.tabel": Blok("\n".join(["| Wat | Was | Wordt |", "|---|---|---|", *regels])),
        "wijziging.ingangsdatum": datum_tekst(ingang) if ingang else "zodra alle partijen hebben getekend",
        "wijziging.reden": wijziging["reden"],
    }


def datum_tekst(waarde: str | date | None) -> str:
    """Return an ISO day (or moment) as `maandag 2 november 2026`; "" for nothing."""
    if not waarde:
        return ""
    if isinstance(waarde, str):
        waarde = datetime.fromisoformat(waarde)
    return long_date(waarde)


def dagen_tekst(codes: str) -> str:
    """Return codes of weekdays ("ma di") as `maandag en dinsdag`."""
    namen = [DAGNAMEN[code] for code in codes.split() if code in DAGNAMEN]
    return " en ".join([", ".join(namen[:-1]), namen[-1]]) if len(namen) > 1 else "".join(namen)
