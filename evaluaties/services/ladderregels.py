"""Facts and events of the ladder as rows of a timeline, in plain words, for screens and BPV-boek alike (R6.8)."""

from datetime import date
from typing import Any

from basis.nederlands import long_date
from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Verslagfeit
from evaluaties.woorden import keer, plichttitel


def _dag(waarde: str | None) -> str:
    return long_date(date.fromisoformat(waarde)) if waarde else ""


def van_event(event: LadderEvent) -> dict[str, Any]:
    """Return the row of an event that a sweep found."""
    gegevens = event.gegevens
    titel, tekst, soort = _event_woorden(event, gegevens)
    return {"moment": event.at, "titel": titel, "tekst": tekst, "soort": soort}


def _event_woorden(  # noqa: C901, PLR0911 - one per kind of event
    event: LadderEvent, gegevens: dict[str, Any]
) -> tuple[str, str, str]:
    verslag = plichttitel(event.plicht)
    tot = _dag(gegevens.get("datum"))
    stil = "De termijnen staan stil."
    match event.soort:
        case "MISS":
            tekst = f"Het {verslag} was nodig op {long_date(event.due)} en was er niet."
            return f"{keer(gegevens.get('rung', 1)).capitalize()} keer vergeten", tekst, "fout"
        case "REMINDER":
            return "Herinnering", f"Het {verslag} inleveren uiterlijk {tot}." if tot else stil, "let_op"
        case "GRACE_EXPIRED":
            return "Termijn na de herinnering voorbij", f"Het {verslag} is niet ingeleverd.", "let_op"
        case "REPLACEMENT_ASSIGNED":
            tekst = f"Bij het {verslag}. Inleveren uiterlijk {tot}." if tot else stil
            return "Vervangende opdracht", tekst, "let_op"
        case "REPLACEMENT_OVERDUE":
            return "Vervangende opdracht te laat", f"De opdracht bij het {verslag} is er niet.", "fout"
        case "REPLACEMENT_WITHDRAWN":
            return "Vervangende opdracht hoeft niet meer", f"Bij het {verslag}.", "neutraal"
        case "INSUFFICIENT_PROPOSED":
            return "Voorstel: stage onvoldoende", "Een coördinator beslist hierover.", "fout"
        case "PROPOSAL_WITHDRAWN":
            return "Voorstel ingetrokken", "Er zijn minder dan vier verslagen vergeten.", "klaar"
        case "MISS_UNDONE":
            return "Telt niet meer als vergeten", f"Het gaat om het {verslag}.", "klaar"
        case "RUNG_CHANGED":
            tekst = f"Het {verslag} telt nu als {keer(gegevens.get('rung', 1))} keer."
            return "Telling aangepast", tekst, "neutraal"
        case "DEADLINE_MOVED":
            return "Termijn verschoven", f"Voor het {verslag}: nieuwe dag {tot}." if tot else stil, "neutraal"
        case "REVIEW_REQUIRED":
            tekst = "Een verslag dat meetelde, telt niet meer. Een coördinator kijkt ernaar."
            return "Opnieuw bekijken", tekst, "let_op"
    return event.soort, "", "neutraal"


def van_feit(feit: Verslagfeit, *, toon_reden: bool) -> dict[str, Any] | None:
    """Return the row of a fact; None for one that says nothing to a reader."""
    titel, tekst, soort = _feit_woorden(feit)
    if toon_reden and feit.reden:
        tekst = f"{tekst} Reden: {feit.reden}".strip()
    wie = feit.by.naam if feit.by and feit.soort in MET_NAAM else ""
    return {
        "moment": feit.received_at or feit.recorded_at,
        "titel": titel,
        "tekst": tekst,
        "wie": wie,
        "soort": soort,
    }


BESLUITEN = {
    "confirm": "bevestigd: de stage is onvoldoende",
    "revoke": "na een nieuwe blik teruggedraaid: de stage is niet langer onvoldoende",
}
MET_NAAM = frozenset({FeitSoort.EXCUSE, FeitSoort.EXTENSION, FeitSoort.DECISION, FeitSoort.CLOSED})


def _feit_woorden(feit: Verslagfeit) -> tuple[str, str, str]:  # noqa: PLR0911 - one per kind of fact
    verslag = plichttitel(feit.plicht) if feit.plicht else ""
    match feit.soort:
        case FeitSoort.SUBMISSION:
            return f"Ingeleverd: {verslag}", "", "klaar"
        case FeitSoort.REPLACEMENT:
            return "Vervangende opdracht ingeleverd", f"Bij het {verslag}.", "klaar"
        case FeitSoort.MEETING:
            wat = "Kennismaking" if feit.waarde == "kennismaking" else "Tussenevaluatie"
            return f"{wat} gehouden", f"Op {long_date(feit.datum)}. Hierover hoort een verslag.", "neutraal"
        case FeitSoort.EXCUSE:
            return "Vrijgesteld", f"Het {verslag} hoeft niet.", "neutraal"
        case FeitSoort.EXTENSION:
            return "Uitstel", f"Het {verslag} mag tot en met {long_date(feit.datum)}.", "neutraal"
        case FeitSoort.PAUSE:
            einde = f" tot en met {long_date(feit.tot)}" if feit.tot else ""
            return "Pauze", f"De termijnen staan stil vanaf {long_date(feit.datum)}{einde}.", "neutraal"
        case FeitSoort.END_CHANGED:
            return "Einddatum veranderd", f"De laatste dag is nu {long_date(feit.datum)}.", "neutraal"
        case FeitSoort.DECISION:
            wat = BESLUITEN.get(feit.waarde, "afgewezen")
            return "Besluit over het voorstel", f"Het voorstel is {wat}.", "let_op"
    return "Verslagen afgesloten", "Er hoeft niets meer te worden ingeleverd.", "neutraal"
