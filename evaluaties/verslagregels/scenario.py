"""Scenario files: reading facts in the form of verslagregels.md section 4, and writing outcomes.

Every mistake is a Dutch line with the place, the value, what is wrong and how to mend it; all of them are collected
before anything is replayed.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from evaluaties.verslagregels.beleid import Beleid
from evaluaties.verslagregels.feiten import (
    Besluit,
    Dossier,
    EindeGewijzigd,
    Feit,
    Gesloten,
    Gesprek,
    Inlevering,
    Oordeel,
    OpdrachtIngeleverd,
    Pauze,
    Soort,
    Uitstel,
    Vrijstelling,
)
from kern import kalender

GEEN = object()
VERPLICHTING = re.compile(r"monthly:\d{4}-(0[1-9]|1[0-2])|(kennismaking|tussenevaluatie):[^\s:]+")


class ScenarioError(ValueError):
    """The scenarios can't be read; `regels` holds one Dutch line per mistake."""

    def __init__(self, regels: Iterable[str]) -> None:
        self.regels = tuple(regels)
        super().__init__("\n".join(self.regels))


@dataclass(frozen=True, slots=True)
class Scenario:
    """One vector, read: `sweeps` are the instants in the order in which the sweep runs; `as_of` None = see file."""

    id: str
    dossier: Dossier
    beleid: Beleid
    sweeps: tuple[datetime, ...]
    as_of: datetime | None
    verwacht_due: Mapping[str, Any]


def lees_bestand(pad: Path) -> list[Scenario]:
    """Read the scenarios of a file, in file order; ScenarioError when anything in it is wrong."""
    try:
        inhoud = json.loads(Path(pad).read_text(encoding="utf-8-sig"))
    except OSError as fout:
        raise ScenarioError([f"{pad}: het bestand is niet te lezen ({fout.strerror}). Controleer de naam."]) from None
    except ValueError as fout:
        raise ScenarioError([f"{pad}: dit is geen geldige JSON ({fout}). Controleer het bestand."]) from None
    if not isinstance(inhoud, dict) or not isinstance(inhoud.get("vectors"), list):
        raise ScenarioError([f"{pad}: de lijst 'vectors' ontbreekt. Zet de scenario's in een lijst met die naam."])
    scenarios, regels = [], []
    for vector in inhoud["vectors"]:
        try:
            scenarios.append(lees_vector(vector, inhoud.get("policy_defaults")))
        except ScenarioError as fout:
            regels += [f"{pad}: {regel}" for regel in fout.regels]
    if regels:
        raise ScenarioError(regels)
    return scenarios


def schrijf_bestand(pad: Path, uitkomsten: Iterable[Mapping[str, Any]]) -> None:
    """Write outcomes of `naspelen` as one JSON file, whole or not at all."""
    pad = Path(pad)
    tekst = json.dumps({"vectors": list(uitkomsten)}, ensure_ascii=False, indent=1) + "\n"
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=pad.parent, delete=False) as tijdelijk:
        tijdelijk.write(tekst)
    try:
        Path(tijdelijk.name).chmod(0o644)
        os.replace(tijdelijk.name, pad)  # noqa: PTH105 - says what it does: a rename over the old file
    except OSError:
        Path(tijdelijk.name).unlink()
        raise


def lees_vector(vector: Any, standaard: Mapping[str, Any] | None = None) -> Scenario:
    """Read one vector; `standaard` is the file's `policy_defaults`. ScenarioError when anything in it is wrong."""
    if not isinstance(vector, dict) or not isinstance(vector.get("id"), str):
        raise ScenarioError(["een scenario heeft geen 'id'. Geef elk scenario een eigen naam."])
    lezer = _Lezer(f"scenario {vector['id']}")
    plaatsing = lezer.in_deel("placement", vector.get("placement"))
    feiten = [
        lezer.probeer(lambda deel=deel: _lees_feit(deel))
        for nummer, feit in enumerate(vector.get("facts") or (), start=1)
        for deel in [lezer.in_deel(f"feit {nummer}", feit)]
    ]
    dossier = lezer.probeer(
        lambda: Dossier(
            start=plaatsing.datum("start"),
            einde=plaatsing.datum("end"),
            recorded_at=plaatsing.moment("recorded_at", None),
            feiten=tuple(feiten),
        )
    )
    beleid = lezer.probeer(lambda: Beleid().met(standaard or {}).met(vector.get("policy") or {}))
    sweeps = [
        moment
        for nummer, sweep in enumerate(vector.get("sweeps") or (), start=1)
        for moment in lezer.probeer(lambda n=nummer, s=sweep: _lees_sweep(lezer.in_deel(f"sweep {n}", {"sweep": s})))
        or ()
    ]
    as_of = lezer.probeer(lambda: lezer.in_deel("", vector).moment("as_of", None))
    if lezer.regels:
        raise ScenarioError(lezer.regels)
    return Scenario(vector["id"], dossier, beleid, tuple(sweeps), as_of, vector.get("expected_due") or {})


class _Lezer:
    """Reads values from one part of a vector, and knows where it is. All parts share one list of mistakes."""

    def __init__(self, plek: str, waarden: Mapping[str, Any] | None = None, regels: list[str] | None = None) -> None:
        self.plek = plek
        self.waarden = waarden
        self.ontbreekt = False
        self.regels: list[str] = [] if regels is None else regels

    def in_deel(self, naam: str, waarden: Any) -> "_Lezer":
        deel = _Lezer(f"{self.plek}, {naam}" if naam else self.plek, waarden, self.regels)
        if not isinstance(waarden, dict):
            self.regels.append(f"{deel.plek}: dit deel ontbreekt of is geen object. Vul het in.")
            deel.ontbreekt = True
        return deel

    def probeer(self, maak: Callable[[], Any]) -> Any:
        try:
            return maak()
        except ScenarioError as fout:
            self.regels += fout.regels
        except ValueError as fout:
            self.regels.append(f"{self.plek}: {fout}")
        return None

    def waarde(self, naam: str, lees: Callable[[Any], Any], voorbeeld: str, standaard: Any = GEEN) -> Any:
        if self.ontbreekt:
            raise ScenarioError(())  # already told, once
        ruw = self.waarden.get(naam)
        if ruw is None and standaard is not GEEN:
            return standaard
        if ruw is None:
            raise ScenarioError([f"{self.plek}: '{naam}' ontbreekt. Schrijf bijvoorbeeld {voorbeeld}."])
        try:
            return lees(ruw)
        except (TypeError, ValueError):
            uitleg = f"'{ruw}' past niet bij '{naam}'. Schrijf bijvoorbeeld {voorbeeld}."
            raise ScenarioError([f"{self.plek}: {uitleg}"]) from None

    def datum(self, naam: str, standaard: Any = GEEN) -> Any:
        return self.waarde(naam, date.fromisoformat, "2026-10-01", standaard)

    def moment(self, naam: str, standaard: Any = GEEN) -> Any:
        return self.waarde(naam, _met_zone, "2026-10-01T12:00:00+02:00", standaard)

    def verplichting(self) -> str:
        return self.waarde("obligation", _verplichting, "monthly:2026-09 of kennismaking:1")


def _met_zone(tekst: str) -> datetime:
    moment = datetime.fromisoformat(tekst)
    if moment.tzinfo is None:
        raise ValueError(tekst)
    return moment


def _verplichting(tekst: str) -> str:
    if not VERPLICHTING.fullmatch(tekst):
        raise ValueError(tekst)
    return tekst


def _lees_feit(deel: _Lezer) -> Feit:
    soort = deel.waarde("type", _soort_feit, "submission")
    return soort(deel)


def _soort_feit(naam: str) -> Callable[[_Lezer], Feit]:
    if naam not in FEITEN:
        raise ValueError(naam)
    return FEITEN[naam]


def _ontvangst(soort: type) -> Callable[[_Lezer], Feit]:
    def lees(deel: _Lezer) -> Feit:
        ontvangen = deel.moment("received_at")
        bekend = deel.moment("recorded_at", ontvangen)
        return soort(recorded_at=bekend, verplichting=deel.verplichting(), received_at=ontvangen)

    return lees


def _gesprek(deel: _Lezer) -> Gesprek:
    soort = deel.waarde("kind", Soort, "kennismaking")
    if soort is Soort.MAAND:
        raise ScenarioError([f"{deel.plek}: '{soort}' past niet bij 'kind'. Schrijf kennismaking of tussenevaluatie."])
    nummer = deel.waarde("id", str, "1")
    return Gesprek(recorded_at=deel.moment("recorded_at"), soort=soort, id=nummer, datum=deel.datum("date"))


FEITEN: dict[str, Callable[[_Lezer], Feit]] = {
    "submission": _ontvangst(Inlevering),
    "replacement": _ontvangst(OpdrachtIngeleverd),
    "meeting": _gesprek,
    "excuse": lambda deel: Vrijstelling(recorded_at=deel.moment("recorded_at"), verplichting=deel.verplichting()),
    "extension": lambda deel: Uitstel(
        recorded_at=deel.moment("recorded_at"), verplichting=deel.verplichting(), due=deel.datum("due")
    ),
    "pause": lambda deel: Pauze(
        recorded_at=deel.moment("recorded_at"),
        id=deel.waarde("id", str, "p1"),
        van=deel.datum("from"),
        tot=deel.datum("to", None),
    ),
    "end_changed": lambda deel: EindeGewijzigd(recorded_at=deel.moment("recorded_at"), einde=deel.datum("end")),
    "decision": lambda deel: Besluit(
        recorded_at=deel.moment("recorded_at"),
        oordeel=deel.waarde("value", Oordeel, "confirm of reject"),
        door=deel.waarde("by", str, "de naam van de coördinator", ""),
    ),
    "closed": lambda deel: Gesloten(recorded_at=deel.moment("recorded_at")),
}


def _lees_sweep(deel: _Lezer) -> list[datetime]:
    ruw = deel.waarden["sweep"]
    if not isinstance(ruw, dict):
        return [deel.moment("sweep")]
    reeks = deel.in_deel("", ruw)
    dag, tot = reeks.datum("daily_from"), reeks.datum("daily_to")
    tijd = reeks.waarde("local_time", time.fromisoformat, "07:00")
    return [kalender.lokaal_moment(dag + timedelta(days=n), tijd) for n in range((tot - dag).days + 1)]
