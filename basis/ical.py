"""Writes a calendar of days (RFC 5545): what a calendar program reads when it subscribes to an address.

Only whole days: they need no time zone. Lines end in CRLF and are folded at 75 octets of UTF-8, never inside a
character; texts are escaped.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MAX_OCTETTEN = 75
PRODID = "-//Stagebureau//Agenda//NL"
_STUURTEKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dagpunt:
    """One day that counts. When the day moves `uid` stays, and `volgorde` and `gewijzigd_op` (aware) go up."""

    uid: str
    dag: date
    titel: str
    omschrijving: str = ""
    url: str = ""
    volgorde: int = 0
    gewijzigd_op: datetime


def schrijf_agenda(naam: str, punten: Iterable[Dagpunt], *, ververs: timedelta = timedelta(hours=6)) -> bytes:
    """Return the calendar `naam` as bytes of a text/calendar file; the same points give the same bytes."""
    uren = max(1, int(ververs.total_seconds() // 3600))
    regels = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_tekst(naam)}",
        f"X-WR-CALNAME:{_tekst(naam)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{uren}H",
        f"X-PUBLISHED-TTL:PT{uren}H",
    ]
    for punt in sorted(punten, key=lambda punt: (punt.dag, punt.uid)):
        regels += _punt(punt)
    regels.append("END:VCALENDAR")
    return b"".join(_vouw(regel) for regel in regels)


def _punt(punt: Dagpunt) -> list[str]:
    moment = punt.gewijzigd_op.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    regels = [
        "BEGIN:VEVENT",
        f"UID:{_tekst(punt.uid)}",
        f"DTSTAMP:{moment}",
        f"LAST-MODIFIED:{moment}",
        f"SEQUENCE:{punt.volgorde}",
        f"DTSTART;VALUE=DATE:{punt.dag:%Y%m%d}",
        f"DTEND;VALUE=DATE:{punt.dag + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_tekst(punt.titel)}",
    ]
    if punt.omschrijving:
        regels.append(f"DESCRIPTION:{_tekst(punt.omschrijving)}")
    if punt.url:
        regels.append(f"URL:{_STUURTEKEN.sub('', punt.url)}")
    return [*regels, "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT"]


def _tekst(waarde: str) -> str:
    """Escape a TEXT value (section 3.3.11); control characters have no place in one."""
    waarde = waarde.replace("\r\n", "\n").replace("\r", "\n")
    waarde = waarde.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _STUURTEKEN.sub("", waarde.replace("\n", "\\n"))


def _vouw(regel: str) -> bytes:
    """Fold one line (section 3.1): at most 75 octets each, the next ones begin with a space."""
    delen: list[bytes] = []
    huidig = b""
    for teken in regel:
        octetten = teken.encode()
        if len(huidig) + len(octetten) > MAX_OCTETTEN:
            delen.append(huidig)
            huidig = b" "
        huidig += octetten
    return b"\r\n".join([*delen, huidig]) + b"\r\n"
