"""Playing a scenario through the pure core, and comparing an outcome with what was expected."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from evaluaties.verslagregels.beleid import Beleid
from evaluaties.verslagregels.feiten import Dossier, Soort
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis
from evaluaties.verslagregels.ladder import Ladder, Staat
from evaluaties.verslagregels.scenario import Scenario, lees_vector
from evaluaties.verslagregels.termijnen import verplichtingen
from evaluaties.verslagregels.vegen import sweep
from kern import kalender

# Who opens the report (R6.2): a tussenevaluatie goes to two people, the others to the coordinator.
ONTVANGERS = {
    Soort.KENNISMAKING: ("coordinator",),
    Soort.TUSSENEVALUATIE: ("coordinator", "slb"),
    Soort.MAAND: ("coordinator",),
}


def naspelen(vector: Mapping[str, Any] | Scenario, standaard: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Play one vector: `{"id", "due", "events", "final"}` in the form of contract.md.

    `standaard` is the file's `policy_defaults`. ScenarioError when the vector can't be read.
    """
    scenario = vector if isinstance(vector, Scenario) else lees_vector(vector, standaard)
    gebeurtenissen, laatst = speel(scenario)
    op = scenario.as_of or laatst
    return {
        "id": scenario.id,
        "due": due_uitvoer(verplichtingen(scenario.dossier, scenario.beleid, op), scenario),
        "events": [gebeurtenis.als_scenario() for gebeurtenis in gebeurtenissen],
        "final": eindstand(scenario.dossier, gebeurtenissen, laatst),
    }


def speel(scenario: Scenario) -> tuple[list[Gebeurtenis], datetime | None]:
    """Run the sweeps of a scenario: all events, and the instant of the last sweep (None without sweeps)."""
    gebeurtenissen: list[Gebeurtenis] = []
    now: datetime | None = None
    for moment in scenario.sweeps:
        now = moment if now is None else max(now, moment)
        gebeurtenissen += sweep(scenario.dossier, scenario.beleid, gebeurtenissen, now)
    return gebeurtenissen, now


def eindstand(dossier: Dossier, gebeurtenissen: list[Gebeurtenis], at: datetime | None) -> dict[str, Any]:
    """Give the number of standing misses and the state of the placement, as known at an instant (None = all)."""
    kennis = dossier.kennis(at)
    ladder = Ladder(gebeurtenissen, kennis.besluiten)
    staat = Staat.GESLOTEN if kennis.gesloten else ladder.staat
    return {"count": len(ladder.staand), "state": str(staat)}


def due_uitvoer(plichten: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    """Due dates in the form of `expected_due`: what is owed, and null for what the vector asks about and isn't.

    A due date is written in the long form (with edges and recipients) where the vector has it so.
    """
    due = {plicht.id: plicht.due for plicht in plichten.values() if plicht.due is not None}
    return {naam: _due(naam, due.get(naam), scenario) for naam in sorted({*due, *scenario.verwacht_due})}


def _due(naam: str, due: date | None, scenario: Scenario) -> str | dict[str, Any] | None:
    if due is None:
        return None
    lang = isinstance(scenario.verwacht_due.get(naam), dict)
    return due_lang(naam, due, scenario.beleid) if lang else due.isoformat()


def due_lang(verplichting: str, due: date, beleid: Beleid) -> dict[str, Any]:
    """Long form of a due date: the first instant after it and its check in UTC, and who opens the report."""
    soort = Soort(verplichting.partition(":")[0])
    return {
        "due": due.isoformat(),
        "due_end": kalender.einde_van_dag(due).isoformat(),
        "check": beleid.check(due).isoformat(),
        "recipients": list(ONTVANGERS[soort]),
    }


def verschillen(vector: Mapping[str, Any], uitkomst: Mapping[str, Any]) -> list[str]:
    """Differences between the expectations in a vector and an outcome, one line each; empty = equal."""
    regels = []
    verwacht_due = vector.get("expected_due", {})
    for naam, verwacht in verwacht_due.items():
        _vergelijk(regels, f"due {naam}", verwacht, uitkomst["due"].get(naam))
    if vector.get("expected_due_complete"):
        extra = [naam for naam, due in uitkomst["due"].items() if due is not None and naam not in verwacht_due]
        _vergelijk(regels, "niet verwacht", [], extra)
    if "expected_events" in vector:
        verwacht, gekregen = vector["expected_events"], uitkomst["events"]
        for nummer in range(max(len(verwacht), len(gekregen))):
            links = verwacht[nummer] if nummer < len(verwacht) else None
            rechts = gekregen[nummer] if nummer < len(gekregen) else None
            _vergelijk(regels, f"gebeurtenis {nummer + 1}", links, rechts)
    if "expected_final" in vector:
        _vergelijk(regels, "eindstand", vector["expected_final"], uitkomst["final"])
    return regels


def _vergelijk(regels: list[str], plek: str, verwacht: Any, gekregen: Any) -> None:
    if _gewoon(verwacht) != _gewoon(gekregen):
        regels.append(f"{plek}: verwacht {verwacht!r}, gekregen {gekregen!r}")


def _gewoon(waarde: Any) -> Any:
    """Give the value with every instant in UTC, so that two ways of writing one instant are equal."""
    if isinstance(waarde, dict):
        return {naam: _gewoon(deel) for naam, deel in waarde.items()}
    if isinstance(waarde, list):
        return [_gewoon(deel) for deel in waarde]
    if isinstance(waarde, str) and "T" in waarde:
        try:
            return datetime.fromisoformat(waarde).timestamp()
        except ValueError:
            return waarde
    return waarde
