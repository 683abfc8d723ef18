"""Small components, rows, cards and pictures."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis import iconen, nederlands
from basis.templatetags import _tekenen as tekenen
from basis.templatetags._bibliotheek import kind, register

DAYS_THAT_NEED_ATTENTION = 3


@register.simple_tag
def icoon(naam: str, label: str = "") -> SafeString:
    """One icon of basis/iconen.py; decoration unless `label` is given."""
    return iconen.icon(naam, label)


@register.simple_tag
def status(woord: str, soort: str = "neutraal") -> SafeString:
    """A status: word, shape and colour. `soort`: klaar, let_op, fout, wacht, loopt or neutraal."""
    return format_html('<span class="status status-{}">{}{}</span>', kind(soort), iconen.shape(soort), str(woord))


@register.inclusion_tag("componenten/termijn.html")
def termijn(
    dag: date | datetime | None, gereed: str = "", op: date | None = None, kort: bool = False
) -> dict[str, Any]:
    """A deadline: the day and what is left of it. `gereed` = what happened instead ("ingeleverd"); `op` = today."""
    today = op or timezone.localdate()
    if dag is None:
        return {"dag": None}
    days = (nederlands.as_date(dag) - today).days
    if gereed:
        soort = "klaar"
    elif days < 0:
        soort = "fout"
    else:
        soort = "let_op" if days <= DAYS_THAT_NEED_ATTENTION else "wacht"
    return {
        "dag": dag,
        "iso": nederlands.as_date(dag).isoformat(),
        "tekst": (nederlands.short_date if kort else nederlands.long_date)(dag, today=today),
        "rest": gereed or nederlands.time_left(dag, today=today),
        "soort": soort,
        "vorm": iconen.shape(soort),
    }


@register.inclusion_tag("componenten/persoon.html")
def persoon(naam: str, rol: str = "", url: str = "", groot: bool = False) -> dict[str, Any]:
    """A person: initials, name, role; a link when there is a `url`."""
    return {"naam": str(naam), "rol": rol, "url": url, "groot": groot, "initialen": tekenen.initials(str(naam))}


@register.simple_tag
def kruimel(label: str, url: str = "") -> SafeString:
    """One step of the breadcrumb, in `{% block kruimelpad %}`."""
    if not url:
        return format_html('<li class="kruimel kruimel-hier">{}</li>', label)
    return format_html('<li class="kruimel"><a href="{}">{}</a></li>', url, label)


@register.simple_block_tag(end_name="einde_vang_op")
def vang_op(content: str) -> str:
    """Keeps what stands inside for later: `{% vang_op as naam %}…{% einde_vang_op %}`, without outer white space."""
    return SafeString(content.strip())


@register.inclusion_tag("componenten/taakrij.html")
def taakrij(
    titel: str,
    url: str,
    knop: str = "Bekijken",
    toelichting: str = "",
    dag: date | datetime | None = None,
    icoon: str = "",
    soort: str = "neutraal",
    op: date | None = None,
) -> dict[str, Any]:
    """One thing to do: what, why, by when, and the button that does it. Put rows in `<ul class="takenlijst">`."""
    return {
        "titel": titel,
        "url": url,
        "knop": knop,
        "toelichting": toelichting,
        "dag": dag,
        "icoon": icoon,
        "soort": kind(soort),
        "op": op,
    }


@register.inclusion_tag("componenten/tegel.html")
def tegel(
    label: str,
    waarde: Any,
    eenheid: str = "",
    toelichting: str = "",
    url: str = "",
    trend: str = "",
    trend_tekst: str = "",
    soort: str = "neutraal",
) -> dict[str, Any]:
    """A figure that steers. `trend`: stijgt, daalt or gelijk, told in words by `trend_tekst`; `soort` colours it."""
    return {
        "label": label,
        "waarde": waarde,
        "eenheid": eenheid,
        "toelichting": toelichting,
        "url": url,
        "trend": trend,
        "trend_tekst": trend_tekst,
        "soort": kind(soort),
    }


@register.inclusion_tag("componenten/leeg.html")
def leeg(
    titel: str, tekst: str = "", knop: str = "", url: str = "", icoon: str = "vink", niveau: int = 2
) -> dict[str, Any]:
    """An empty list: what that means and what happens next. `niveau` = level of its heading."""
    return {"titel": titel, "tekst": tekst, "knop": knop, "url": url, "icoon": icoon, "niveau": niveau}


@register.inclusion_tag("componenten/rondleiding.html")
def rondleiding(sleutel: str, stappen: list[dict[str, str]], titel: str = "Zo werkt het") -> dict[str, Any]:
    """First steps, until somebody closes them on this device; each: titel, tekst, url, knop (url may be empty)."""
    return {"sleutel": sleutel, "stappen": stappen, "titel": titel}


@register.inclusion_tag("componenten/matchkaart.html")
def matchkaart(kaart: dict[str, Any], niveau: int = 3) -> dict[str, Any]:
    """A match with its reasons; the keys of `kaart` are listed in componenten/matchkaart.html."""
    return {"kaart": kaart, "niveau": niveau}


@register.inclusion_tag("componenten/tijdlijn.html")
def tijdlijn(gebeurtenissen: list[dict[str, Any]], op: date | None = None) -> dict[str, Any]:
    """What happened and what is to come; keys: moment, titel, tekst, wie, soort, url, toekomst."""
    rows = [
        {
            "tekst": "",
            "wie": "",
            "soort": "neutraal",
            "url": "",
            "toekomst": False,
            **row,
            "vorm": iconen.shape(kind(row.get("soort", "neutraal"))),
        }
        for row in gebeurtenissen
    ]
    return {"rijen": rows, "op": op or timezone.localdate()}


@register.inclusion_tag("componenten/stappen.html")
def stappen(stappen: list[Any], huidige: int) -> dict[str, Any]:
    """Steps of a wizard; `stappen` are labels or (label, url) pairs, `huidige` counts from 1."""
    rows = []
    for number, step in enumerate(stappen, start=1):
        label, url = step if isinstance(step, tuple | list) else (step, "")
        state = "gedaan" if number < huidige else "nu" if number == huidige else "straks"
        rows.append({"nummer": number, "label": label, "url": url if state == "gedaan" else "", "stand": state})
    return {"stappen": rows, "huidige": huidige, "totaal": len(rows)}


@register.inclusion_tag("componenten/ring.html")
def ring(
    waarde: float, doel: float, label: str = "", eenheid: str = "uur", verwacht: float | None = None
) -> dict[str, Any]:
    """How far: `waarde` of `doel`, with a mark at what was expected by now."""
    return {"label": label, "eenheid": eenheid, **tekenen.ring_geometry(waarde, doel, verwacht)}


@register.inclusion_tag("componenten/bezetting.html")
def bezetting(bezet: int, totaal: int, label: str = "Bezet", woord: str = "plekken") -> dict[str, Any]:
    """How full: `bezet` of `totaal`, as a bar with the figures beside it."""
    return {"label": label, "woord": woord, **tekenen.bar_geometry(bezet, totaal)}


@register.inclusion_tag("componenten/weekkaart.html")
def weekkaart(weken: list[Any], rijen: list[dict[str, Any]], bijschrift: str, woord: str = "plekken") -> dict[str, Any]:
    """Weeks x capacity: rows of {label, url, cellen: [(bezet, capaciteit) or None]}, one cell per week."""
    drawn = [
        {
            "label": row["label"],
            "url": row.get("url", ""),
            "cellen": [tekenen.heat_cell(cell, woord) for cell in row["cellen"]],
        }
        for row in rijen
    ]
    return {"weken": weken, "rijen": drawn, "bijschrift": bijschrift}


@register.inclusion_tag("componenten/grafiek.html")
def grafiek(
    titel: str,
    svg: str,
    kolommen: list[str],
    rijen: list[list[Any]],
    toelichting: str = "",
    csv_url: str = "",
    xlsx_url: str = "",
    open: bool = False,
    niveau: int = 3,
) -> dict[str, Any]:
    """A chart (trusted SVG) with its table and downloads. `svg` must be marked safe by the code that drew it."""
    return {
        "titel": titel,
        "svg": svg,
        "kolommen": kolommen,
        "rijen": rijen,
        "toelichting": toelichting,
        "csv_url": csv_url,
        "xlsx_url": xlsx_url,
        "open": open,
        "niveau": niveau,
    }
