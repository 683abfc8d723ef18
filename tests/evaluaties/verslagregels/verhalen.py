"""Short hand for scenarios: facts in one line each, expected events as lines of text.

`kort` writes an event as `2026-10-02 MISS monthly:2026-09 rung=1 count=1 due=2026-10-01`; the time of the sweep is
only written when it is not 07:00. `M9` stands for monthly:2026-09, `M12` for monthly:2026-12, `M1` for monthly:2027-01.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from kern import kalender

LANG = {"start": "2026-09-01", "end": "2027-06-30"}
KORT = {"start": "2026-09-01", "end": "2026-10-10"}


@dataclass(frozen=True)
class Verhaal:
    id: str
    waarom: str
    feiten: tuple = ()
    sweeps: tuple = ()
    events: str = ""
    final: tuple = (0, "running")
    placement: dict = field(default_factory=lambda: LANG)
    policy: dict = field(default_factory=dict)

    @property
    def vector(self) -> dict:
        return {
            "id": self.id,
            "title": self.waarom,
            "placement": self.placement,
            "policy": self.policy,
            "facts": list(self.feiten),
            "sweeps": list(self.sweeps),
        }

    @property
    def verwacht(self) -> list[str]:
        return [uitgeschreven(regel.strip()) for regel in self.events.splitlines() if regel.strip()]


def uitgeschreven(tekst: str) -> str:
    return re.sub(r"\bM(\d+)\b", lambda m: maand(int(m[1])), tekst)


def maand(nummer: int) -> str:
    return f"monthly:{2026 if nummer >= 8 else 2027}-{nummer:02}"


def kort(event: dict) -> str:
    moment = datetime.fromisoformat(event["at"])
    deel = f"{moment:%Y-%m-%d}" if f"{moment:%H:%M}" == "07:00" else f"{moment:%Y-%m-%dT%H:%M}"
    rest = [f"{naam}={waarde}" for naam, waarde in event.items() if naam not in {"at", "type", "obligation"}]
    return " ".join([deel, event["type"], *([event["obligation"]] if "obligation" in event else []), *rest])


def op(tekst: str) -> str:
    """A local moment such as `2026-10-05 12:00` with its offset."""
    dag, _, tijd = tekst.partition(" ")
    moment = datetime.combine(date.fromisoformat(dag), datetime.strptime(tijd or "10:00", "%H:%M").time())  # noqa: DTZ007
    return moment.replace(tzinfo=kalender.TIJDZONE).isoformat()


def dagelijks(van: str, tot: str, tijd: str = "07:00") -> tuple:
    return ({"daily_from": van, "daily_to": tot, "local_time": tijd},)


def momenten(*teksten: str) -> tuple:
    return tuple(op(tekst) for tekst in teksten)


def verslag(nummer: str, ontvangen: str, gemeld: str | None = None) -> dict:
    feit = {"type": "submission", "obligation": uitgeschreven(nummer), "received_at": op(ontvangen)}
    return feit | ({"recorded_at": op(gemeld)} if gemeld else {})


def opdracht(nummer: str, ontvangen: str, gemeld: str | None = None) -> dict:
    return verslag(nummer, ontvangen, gemeld) | {"type": "replacement"}


def gesprek(soort: str, nummer: str, datum: str, gemeld: str | None = None) -> dict:
    moment = op(gemeld or f"{datum} 17:00")
    return {"type": "meeting", "kind": soort, "id": nummer, "date": datum, "recorded_at": moment}


def vrij(nummer: str, gemeld: str) -> dict:
    return {"type": "excuse", "obligation": uitgeschreven(nummer), "recorded_at": op(gemeld)}


def uitstel(nummer: str, due: str, gemeld: str) -> dict:
    return {"type": "extension", "obligation": uitgeschreven(nummer), "due": due, "recorded_at": op(gemeld)}


def pauze(naam: str, van: str, tot: str | None, gemeld: str) -> dict:
    return {"type": "pause", "id": naam, "from": van, "to": tot, "recorded_at": op(gemeld)}


def einde(dag: str, gemeld: str) -> dict:
    return {"type": "end_changed", "end": dag, "recorded_at": op(gemeld)}


def besluit(waarde: str, gemeld: str) -> dict:
    return {"type": "decision", "value": waarde, "recorded_at": op(gemeld)}


def gesloten(gemeld: str) -> dict:
    return {"type": "closed", "recorded_at": op(gemeld)}
