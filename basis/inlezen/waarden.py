"""Cells to values: one small reader per kind of column."""

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum.exceptions import ValidationError as StdnumFout
from stdnum.nl import postcode as nl_postcode

from basis.inlezen.kolom import Kolom, Soort, normaliseer

Lezer = Callable[[Any], Any]
STANDAARD_LENGTE = 1000
JA = {"ja", "j", "1", "waar", "true", "x"}
NEE = {"nee", "n", "0", "onwaar", "false"}
# Control characters, characters that turn text around unseen, and the mark of a letter that got lost.
_ONZICHTBAAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_FORMULE = re.compile(r"=|[+\-@][^\W\d_]+[\w.]*\s*[(|!]|[+\-]\s*\(")
_GEHEEL = re.compile(r"[+-]?[0-9]+")
_DUIZEND = re.compile(r"[+-]?[0-9]{1,3}([.\u00a0\u202f ][0-9]{3})+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NL = re.compile(r"([0-9]{1,2})[-.]([0-9]{1,2})[-.]([0-9]{4})")


class WaardeFout(Exception):
    """A cell can't be read. `wat` tells what is wrong, `hoe` how to mend it (Dutch)."""

    def __init__(self, wat: str, hoe: str = "") -> None:
        super().__init__(wat)
        self.wat = wat
        self.hoe = hoe


def lijkt_formule(tekst: str) -> bool:
    """Tell whether a spreadsheet would take this text for a formula (a phone number such as +31 6 is none)."""
    return _FORMULE.match(unicodedata.normalize("NFKC", tekst[:64]).lstrip()) is not None


def cel_naar_tekst(cel: Any) -> str:
    """Return a cell as trimmed text: 5.0 becomes "5", a date ISO, True "ja"; nothing becomes ""."""
    if isinstance(cel, str):
        return cel.strip()
    if cel is None:
        return ""
    if isinstance(cel, bool):
        return "ja" if cel else "nee"
    if isinstance(cel, float):
        return _kommagetal_naar_tekst(cel)
    if isinstance(cel, datetime):
        return cel.date().isoformat() if cel.time() == time() else cel.isoformat(sep=" ")
    return str(cel)


def _kommagetal_naar_tekst(cel: float) -> str:
    if cel.is_integer() and abs(cel) >= 1e15:
        raise WaardeFout("Dit getal is te lang: een spreadsheet rondt het af.", "Maak van de cel een tekstcel.")
    return str(int(cel)) if cel.is_integer() else repr(cel)


def _lees_tekst(kolom: Kolom) -> Lezer:
    maximum = kolom.maximum if kolom.maximum is not None else STANDAARD_LENGTE
    minimum = kolom.minimum or 0
    patroon = re.compile(kolom.patroon) if kolom.patroon else None

    def lees(cel: Any) -> str:
        tekst = cel_naar_tekst(cel)
        if not (tekst.isascii() and tekst.isprintable()):
            tekst = _schone_tekst(tekst, meerregelig=kolom.meerregelig)
        if tekst[:2] in {"'=", "'+", "'-", "'@"}:
            tekst = tekst[1:]  # the mark our own exports put before a text that looks like a formula
        if len(tekst) > maximum:
            raise WaardeFout(f"Deze tekst is te lang ({len(tekst)} tekens).", f"Gebruik ten hoogste {maximum} tekens.")
        if len(tekst) < minimum:
            raise WaardeFout(f"Deze tekst is te kort ({len(tekst)} tekens).", f"Gebruik ten minste {minimum} tekens.")
        if patroon and not patroon.fullmatch(tekst):
            raise WaardeFout("Deze waarde heeft niet de goede vorm.", kolom.patroon_uitleg)
        return tekst

    return lees


def _schone_tekst(tekst: str, *, meerregelig: bool) -> str:
    tekst = unicodedata.normalize("NFC", tekst.replace("\r\n", "\n").replace("\r", "\n"))
    if gevonden := _ONZICHTBAAR.search(tekst):
        raise WaardeFout(
            f"Hier staat een onzichtbaar teken (U+{ord(gevonden[0]):04X}).", "Typ de tekst in deze cel opnieuw."
        )
    if "\ufffd" in tekst:
        raise WaardeFout("Hier is een letter verloren gegaan (�).", "Bewaar het bestand opnieuw als UTF-8 uit de bron.")
    if "\n" in tekst and not meerregelig:
        raise WaardeFout("Deze tekst staat op meer dan een regel.", "Zet de tekst op een regel.")
    return tekst


def lees_getal_tekst(tekst: str) -> Decimal:
    """Return the number in `tekst`, with a comma or a point as decimal sign. Raises WaardeFout.

    With both signs the last one is the decimal sign; a sign that occurs more than once separates thousands.
    """
    kaal = tekst.replace("\u2212", "-")
    kaal = re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}\b)", "", kaal)
    laatste = max(kaal.rfind(","), kaal.rfind("."))
    if laatste >= 0:
        geheel, teken, deel = kaal[:laatste], kaal[laatste], kaal[laatste + 1 :]
        ander = "," if teken == "." else "."
        if teken in geheel:  # 1.234.567
            groepen = kaal.lstrip("+-").split(teken)
            geldig = 1 <= len(groepen[0]) <= 3 and all(len(groep) == 3 for groep in groepen[1:])
            kaal = kaal.replace(teken, "") if geldig else ""
        elif ander in geheel:  # 1.234,56
            kaal = f"{geheel.replace(ander, '')}.{deel}" if _DUIZEND.fullmatch(geheel.replace(ander, ".")) else ""
        else:
            kaal = f"{geheel}.{deel}"
    if not re.fullmatch(r"[+-]?([0-9]{1,18}(\.[0-9]{0,12})?|\.[0-9]{1,12})", kaal):
        raise WaardeFout("Dit is geen getal.")
    return Decimal(kaal)


def _lees_decimaal(kolom: Kolom) -> Lezer:
    def lees(cel: Any) -> Decimal:
        if isinstance(cel, int | float) and not isinstance(cel, bool):
            if isinstance(cel, float) and not math.isfinite(cel):
                raise WaardeFout("Dit is geen getal.", "Schrijf een getal, bijvoorbeeld 2,5.")
            return _binnen(kolom, Decimal(repr(cel)))
        try:
            return _binnen(kolom, lees_getal_tekst(cel_naar_tekst(cel)))
        except WaardeFout as fout:
            raise WaardeFout(fout.wat, fout.hoe or "Schrijf een getal, bijvoorbeeld 2,5.") from None

    return lees


def _lees_geheel(kolom: Kolom) -> Lezer:
    def lees(cel: Any) -> int:
        if type(cel) is str:
            tekst = cel.strip()
            if len(tekst) < 19 and _GEHEEL.fullmatch(tekst):
                return _binnen(kolom, int(tekst))
            if len(tekst) < 19 and _DUIZEND.fullmatch(tekst):
                return _binnen(kolom, int(re.sub(r"[^0-9+-]", "", tekst)))
        elif type(cel) is int or (type(cel) is float and cel.is_integer() and abs(cel) < 1e15):
            return _binnen(kolom, int(cel))
        try:
            waarde = lees_getal_tekst(cel_naar_tekst(cel))
        except WaardeFout:
            raise WaardeFout("Dit is geen getal.", "Schrijf een heel getal, bijvoorbeeld 28.") from None
        if waarde != waarde.to_integral_value():
            raise WaardeFout("Dit is geen heel getal.", "Schrijf een getal zonder komma, bijvoorbeeld 28.")
        return _binnen(kolom, int(waarde))

    return lees


def _binnen(kolom: Kolom, waarde: Any) -> Any:
    """Return `waarde` when it lies within the bounds of the column; raises WaardeFout."""
    if kolom.minimum is not None and waarde < kolom.minimum:
        raise WaardeFout(f"Dit is te {_woord(waarde, 'laag', 'vroeg')}.", f"Het minimum is {_nl(kolom.minimum)}.")
    if kolom.maximum is not None and waarde > kolom.maximum:
        raise WaardeFout(f"Dit is te {_woord(waarde, 'hoog', 'laat')}.", f"Het maximum is {_nl(kolom.maximum)}.")
    return waarde


def _woord(waarde: Any, bij_getal: str, bij_datum: str) -> str:
    return bij_datum if isinstance(waarde, date) else bij_getal


def _nl(grens: Any) -> str:
    return grens.strftime("%d-%m-%Y") if isinstance(grens, date) else str(grens).replace(".", ",")


def _lees_datum(kolom: Kolom) -> Lezer:
    hoe = "Schrijf de datum als 2026-09-01 of 01-09-2026."

    def lees(cel: Any) -> date:
        if isinstance(cel, datetime):
            if cel.time() != time():
                raise WaardeFout("Hier staat ook een tijd bij de datum.", "Laat de tijd weg.")
            return _binnen(kolom, cel.date())
        if isinstance(cel, date):
            return _binnen(kolom, cel)
        if isinstance(cel, int | float) and not isinstance(cel, bool):
            raise WaardeFout("Dit is een getal en geen datum.", f"Geef de cel de opmaak Datum. {hoe}")
        return _binnen(kolom, _datum_uit_tekst(cel_naar_tekst(cel), hoe))

    return lees


def _datum_uit_tekst(tekst: str, hoe: str) -> date:
    if delen := _ISO.fullmatch(tekst):
        jaar, maand, dag = delen.groups()
    elif delen := _NL.fullmatch(tekst):
        dag, maand, jaar = delen.groups()
    else:
        raise WaardeFout("Dit is geen datum die zeker te lezen is.", hoe)
    try:
        datum = date(int(jaar), int(maand), int(dag))
    except ValueError:
        raise WaardeFout("Deze datum bestaat niet.", hoe) from None
    if not 1900 <= datum.year <= 2200:
        raise WaardeFout("Dit jaartal kan niet kloppen.", hoe)
    return datum


def _lees_ja_nee(kolom: Kolom) -> Lezer:
    def lees(cel: Any) -> bool:
        woord = cel_naar_tekst(cel).casefold()
        if woord in JA:
            return True
        if woord in NEE:
            return False
        raise WaardeFout("Dit is geen ja of nee.", "Schrijf ja of nee.")

    return lees


def _lees_keuze(kolom: Kolom) -> Lezer:
    waarden = kolom.keuzewaarden()
    hoe = _kies_uit(waarden)

    def lees(cel: Any) -> Any:
        sleutel = normaliseer(cel_naar_tekst(cel))
        if sleutel not in waarden:
            raise WaardeFout("Deze keuze bestaat niet.", hoe)
        return waarden[sleutel]

    return lees


def _kies_uit(waarden: dict[str, Any]) -> str:
    eigen = list(dict.fromkeys(str(waarde) for waarde in waarden.values()))
    return f"Kies uit: {', '.join(eigen[:12])}{' …' if len(eigen) > 12 else ''}."


def _lees_lijst(kolom: Kolom) -> Lezer:
    waarden = kolom.keuzewaarden()

    def lees(cel: Any) -> tuple:
        delen = tuple(dict.fromkeys(deel for deel in re.split(r"[\s,;|]+", cel_naar_tekst(cel)) if deel))
        if waarden:
            onbekend = [deel for deel in delen if normaliseer(deel) not in waarden]
            if onbekend:
                raise WaardeFout(f"Deze keuze bestaat niet: {onbekend[0]}.", _kies_uit(waarden))
            delen = tuple(dict.fromkeys(waarden[normaliseer(deel)] for deel in delen))
        _binnen(kolom, len(delen))
        return delen

    return lees


def _lees_postcode(kolom: Kolom) -> Lezer:
    def lees(cel: Any) -> str:
        try:
            return nl_postcode.validate(cel_naar_tekst(cel).upper())
        except StdnumFout:
            hoe = "Schrijf vier cijfers en twee letters: 1234 AB."
            raise WaardeFout("Dit is geen Nederlandse postcode.", hoe) from None

    return lees


def _lees_email(kolom: Kolom) -> Lezer:
    def lees(cel: Any) -> str:
        adres = cel_naar_tekst(cel).lower()
        try:
            validate_email(adres)
        except ValidationError:
            raise WaardeFout("Dit is geen e-mailadres.", "Schrijf het als naam@voorbeeld.nl.") from None
        return adres

    return lees


_LEZERS: dict[Soort, Callable[[Kolom], Lezer]] = {
    Soort.TEKST: _lees_tekst,
    Soort.GETAL: _lees_geheel,
    Soort.DECIMAAL: _lees_decimaal,
    Soort.DATUM: _lees_datum,
    Soort.JA_NEE: _lees_ja_nee,
    Soort.KEUZE: _lees_keuze,
    Soort.LIJST: _lees_lijst,
    Soort.POSTCODE: _lees_postcode,
    Soort.EMAIL: _lees_email,
}


def maak_lezer(kolom: Kolom) -> Lezer:
    """Return a function that turns one cell into the value of `kolom`; it raises WaardeFout."""
    lees_soort = _LEZERS[Soort(kolom.soort)](kolom)
    leeg = kolom.leeg

    def lees(cel: Any) -> Any:
        if cel is None or cel == "" or (type(cel) is str and not cel.strip()):
            if kolom.verplicht:
                raise WaardeFout("Hier moet iets staan.", kolom.uitleg)
            return leeg
        if isinstance(cel, timedelta):
            raise WaardeFout("Dit is een tijdsduur.", "Schrijf een gewone waarde.")
        waarde = lees_soort(cel)
        if kolom.controle and (wat := kolom.controle(waarde)):
            raise WaardeFout(wat, kolom.uitleg)
        return waarde

    return lees
