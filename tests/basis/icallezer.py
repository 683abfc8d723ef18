"""A strict reader of calendars (RFC 5545): reads back what the portal writes, refuses what a program may not like."""

import re
from datetime import date, datetime

VERPLICHT = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"}
EENMALIG = VERPLICHT | {"DTEND", "DESCRIPTION", "URL", "CLASS", "TRANSP"}
_REGEL = re.compile(r"^([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[^;:\",]+)*):(.*)$", re.DOTALL)


class Fout(AssertionError):
    """Not a calendar."""


def eis(voorwaarde: object, wat: str) -> None:
    if not voorwaarde:
        raise Fout(wat)


def ontvouw(inhoud: bytes) -> list[str]:
    """Return the logical lines; every physical one is valid UTF-8, ends in CRLF and has at most 75 octets."""
    eis(inhoud.endswith(b"\r\n"), "laatste regel zonder CRLF")
    fysiek = inhoud.split(b"\r\n")[:-1]
    for regel in fysiek:
        eis(len(regel) <= 75, f"regel van {len(regel)} octetten")
        eis(b"\r" not in regel and b"\n" not in regel, "losse CR of LF")
        regel.decode("utf-8")  # no character is cut in two
        eis(regel.strip(), "lege regel")
    return re.sub(rb"\r\n[ \t]", b"", inhoud)[:-2].decode("utf-8").split("\r\n")


def tekst(waarde: str) -> str:
    """Undo the escaping of a TEXT value; refuses what should have been escaped."""
    eis(not re.search(r"(?<!\\)(?:\\\\)*[;,]", waarde), f"teken niet ontsnapt: {waarde}")
    uit, i = [], 0
    while i < len(waarde):
        if waarde[i] == "\\":
            eis(waarde[i + 1 : i + 2] in {"\\", ";", ",", "n", "N"}, "onbekende ontsnapping")
            uit.append("\n" if waarde[i + 1] in "nN" else waarde[i + 1])
            i += 2
        else:
            eis(waarde[i] >= " " and waarde[i] != "\x7f", "stuurteken")
            uit.append(waarde[i])
            i += 1
    return "".join(uit)


def _moment(waarde: str) -> datetime:
    return datetime.strptime(waarde, "%Y%m%dT%H%M%S%z")


def _dag(kenmerken: str, waarde: str) -> date:
    eis(kenmerken == ";VALUE=DATE", "geen hele dag")
    return datetime.strptime(waarde, "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone


def _gebeurtenis(regels: list[tuple[str, str, str]]) -> dict:
    namen = [naam for naam, _, _ in regels]
    eis(set(namen) >= VERPLICHT, f"mist {VERPLICHT - set(namen)}")
    eis(set(namen) <= EENMALIG and len(namen) == len(set(namen)), f"onverwacht of dubbel: {namen}")
    uit: dict = {}
    for naam, kenmerken, waarde in regels:
        if naam in ("DTSTART", "DTEND"):
            uit[naam] = _dag(kenmerken, waarde)
            continue
        eis(not kenmerken, f"{naam} met kenmerken")
        if naam in ("DTSTAMP", "LAST-MODIFIED"):
            uit[naam] = _moment(waarde)
        elif naam == "SEQUENCE":
            uit[naam] = int(waarde)
        else:
            uit[naam] = waarde if naam == "URL" else tekst(waarde)
    if "DTEND" in uit:
        eis(uit["DTEND"] > uit["DTSTART"], "einde niet na begin")
    return uit


def lees(inhoud: bytes) -> tuple[dict[str, str], list[dict]]:
    """Return (properties of the calendar, its events); raises Fout."""
    regels = []
    for regel in ontvouw(inhoud):
        gevonden = _REGEL.match(regel)
        eis(gevonden, f"geen regel: {regel}")
        regels.append(gevonden.groups())
    eis(regels[0] == ("BEGIN", "", "VCALENDAR") and regels[-1] == ("END", "", "VCALENDAR"), "geen kalender")
    kop: dict[str, str] = {}
    gebeurtenissen: list[dict] = []
    huidig: list | None = None
    for naam, kenmerken, waarde in regels[1:-1]:
        if naam in ("BEGIN", "END"):
            eis(waarde == "VEVENT" and (huidig is None) == (naam == "BEGIN"), "verkeerd genest")
            if naam == "END":
                gebeurtenissen.append(_gebeurtenis(huidig))
            huidig = [] if naam == "BEGIN" else None
        elif huidig is not None:
            huidig.append((naam, kenmerken, waarde))
        else:
            eis(not gebeurtenissen and naam not in kop, "kenmerk van de kalender op de verkeerde plaats of dubbel")
            kop[naam] = waarde
    eis(kop.get("VERSION") == "2.0" and kop.get("PRODID"), "geen VERSION of PRODID")
    eis(len({g["UID"] for g in gebeurtenissen}) == len(gebeurtenissen), "dubbele UID")
    return kop, gebeurtenissen
