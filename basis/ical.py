"""Writes a calendar (RFC 5545): what a calendar program reads when it subscribes, or gets by mail (RFC 5546).

Whole days need no time zone, moments are written in UTC: so no zone has to be described. Lines end in CRLF and are
folded at 75 octets of UTF-8, never inside a character; texts are escaped.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tijdpunt:
    """Something from a moment to a moment (both aware). With each change `uid` stays and `volgorde` goes up."""

    uid: str
    begin: datetime
    eind: datetime
    titel: str
    omschrijving: str = ""
    waar: str = ""
    url: str = ""
    volgorde: int = 0
    gewijzigd_op: datetime

    @property
    def dag(self) -> date:
        """Day in UTC, only to put points in order."""
        return self.begin.astimezone(UTC).date()


Punt = Dagpunt | Tijdpunt


def schrijf_uitnodiging(punt: Tijdpunt, *, van: str, aan: str, afgezegd: bool = False) -> str:
    """Return an invitation for one reader (RFC 5546): METHOD:REQUEST, or CANCEL when it is called off.

    `van` and `aan` are mail addresses; only the reader's own stands in it, so nobody's address is told to others.
    """
    regels = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN"]
    regels.append("METHOD:CANCEL" if afgezegd else "METHOD:REQUEST")
    *begin, _, _, eind = _punt(punt)
    regels += [
        *begin,
        f"ORGANIZER;CN=Stagebureau:mailto:{_adres(van)}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{_adres(aan)}",
        f"STATUS:{'CANCELLED' if afgezegd else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT" if afgezegd else "TRANSP:OPAQUE",
        eind,
        "END:VCALENDAR",
    ]
    return b"".join(_vouw(regel) for regel in regels).decode()


def methode_van(uitnodiging: str) -> str:
    """Return REQUEST or CANCEL, as the invitation says."""
    return "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in uitnodiging else "REQUEST"


def _adres(mail: str) -> str:
    """A mail address as part of a mailto: without anything that could end the line or begin a parameter."""
    return re.sub(r"[^\w.@+\-]", "", mail)


def schrijf_agenda(naam: str, punten: Iterable[Punt], *, ververs: timedelta = timedelta(hours=6)) -> bytes:
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


def _punt(punt: Punt) -> list[str]:
    heledag = isinstance(punt, Dagpunt)
    regels = [
        "BEGIN:VEVENT",
        f"UID:{_tekst(punt.uid)}",
        f"DTSTAMP:{_utc(punt.gewijzigd_op)}",
        f"LAST-MODIFIED:{_utc(punt.gewijzigd_op)}",
        f"SEQUENCE:{punt.volgorde}",
    ]
    if isinstance(punt, Dagpunt):
        regels += [f"DTSTART;VALUE=DATE:{punt.dag:%Y%m%d}", f"DTEND;VALUE=DATE:{punt.dag + timedelta(days=1):%Y%m%d}"]
    else:
        regels += [f"DTSTART:{_utc(punt.begin)}", f"DTEND:{_utc(punt.eind)}"]
        if punt.waar:
            regels.append(f"LOCATION:{_tekst(punt.waar)}")
    regels.append(f"SUMMARY:{_tekst(punt.titel)}")
    if punt.omschrijving:
        regels.append(f"DESCRIPTION:{_tekst(punt.omschrijving)}")
    if punt.url:
        regels.append(f"URL:{_STUURTEKEN.sub('', punt.url)}")
    return [*regels, "CLASS:PRIVATE", "TRANSP:TRANSPARENT" if heledag else "TRANSP:OPAQUE", "END:VEVENT"]


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


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
