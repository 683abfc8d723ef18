"""`{% load sb %}`: the components of the portal and the Dutch filters. docs/componenten.md shows each.

Tags only arrange what they get: no queries, no rules. A name that does not exist raises, so a typing
error fails in the first test that renders the page.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis import iconen, nederlands
from basis.templatetags import _tekenen as tekenen

register = template.Library()

SOORTEN = tuple(iconen.SHAPES)
DAYS_THAT_NEED_ATTENTION = 3


def _kind(soort: str) -> str:
    if soort not in SOORTEN:
        raise template.TemplateSyntaxError(f"soort={soort!r} bestaat niet; kies uit {', '.join(SOORTEN)}")
    return soort


# --- Small things -----------------------------------------------------------------------------------------


@register.simple_tag
def icoon(naam: str, label: str = "") -> SafeString:
    """One icon of basis/iconen.py; decoration unless `label` is given."""
    return iconen.icon(naam, label)


@register.simple_tag
def status(woord: str, soort: str = "neutraal") -> SafeString:
    """A status: word, shape and colour. `soort`: klaar, let_op, fout, wacht, loopt or neutraal."""
    return format_html(
        '<span class="status status-{}">{}{}</span>', _kind(soort), iconen.shape(soort), str(woord)
    )


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
        return format_html('<li class="kruimel">{}</li>', label)
    return format_html('<li class="kruimel"><a href="{}">{}</a></li>', url, label)


@register.simple_block_tag(end_name="einde_vang_op")
def vang_op(content: str) -> str:
    """Keeps what stands inside for later: `{% vang_op as naam %}…{% einde_vang_op %}`, without outer white space."""
    return SafeString(content.strip())


# --- Rows, tiles, cards -----------------------------------------------------------------------------------


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
        "soort": _kind(soort),
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
        "soort": _kind(soort),
    }


@register.inclusion_tag("componenten/leeg.html")
def leeg(
    titel: str, tekst: str = "", knop: str = "", url: str = "", icoon: str = "vink", niveau: int = 2
) -> dict[str, Any]:
    """An empty list: what that means and what happens next. `niveau` = level of its heading."""
    return {"titel": titel, "tekst": tekst, "knop": knop, "url": url, "icoon": icoon, "niveau": niveau}


@register.inclusion_tag("componenten/matchkaart.html")
def matchkaart(kaart: dict[str, Any], niveau: int = 3) -> dict[str, Any]:
    """A match with its reasons; the keys of `kaart` are listed in componenten/matchkaart.html."""
    return {"kaart": kaart, "niveau": niveau}


@register.inclusion_tag("componenten/tijdlijn.html")
def tijdlijn(gebeurtenissen: list[dict[str, Any]], op: date | None = None) -> dict[str, Any]:
    """What happened and what is to come; keys: moment, titel, tekst, wie, soort, url, toekomst."""
    rows = [
        {
            **{"tekst": "", "wie": "", "soort": "neutraal", "url": "", "toekomst": False},
            **row,
            "vorm": iconen.shape(_kind(row.get("soort", "neutraal"))),
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


# --- Pictures ---------------------------------------------------------------------------------------------


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
def weekkaart(weken: list[Any], rijen: list[dict[str, Any]], bijschrift: str) -> dict[str, Any]:
    """Weeks x capacity: rows of {label, url, cellen: [(bezet, capaciteit) or None]}, one cell per week."""
    drawn = [
        {"label": row["label"], "url": row.get("url", ""), "cellen": [tekenen.heat_cell(cell) for cell in row["cellen"]]}
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


# --- Lists ------------------------------------------------------------------------------------------------


@register.inclusion_tag("componenten/paginering.html", takes_context=True)
def paginering(context: template.Context, pagina: Any, wat: str = "resultaten", param: str = "pagina") -> dict[str, Any]:
    """Links to the other pages of a `Page`, keeping the query string; nothing when there is only one."""
    numbers = list(pagina.paginator.get_elided_page_range(pagina.number, on_each_side=1, on_ends=1))
    return {"request": context.get("request"), "pagina": pagina, "nummers": numbers, "wat": wat, "param": param}


@register.inclusion_tag("componenten/sorteerkop.html", takes_context=True)
def sorteerkop(
    context: template.Context, veld: str, label: str, param: str = "sorteer", klasse: str = ""
) -> dict[str, Any]:
    """A `<th>` that sorts: a first click ascending, a second descending; keeps the query string."""
    request = context.get("request")
    current = request.GET.get(param, "") if request else ""
    richting = {veld: "ascending", f"-{veld}": "descending"}.get(current, "")
    waarde = f"-{veld}" if current == veld else veld
    return {
        "request": request,
        "label": label,
        "richting": richting,
        "verwijzing": "?" + tekenen.query_with(request, {param: waarde, "pagina": None}),
        "klasse": klasse,
    }


@register.inclusion_tag("componenten/filterbalk.html", takes_context=True)
def filterbalk(
    context: template.Context,
    formulier: BaseForm,
    aantal: int | None = None,
    enkelvoud: str = "resultaat",
    meervoud: str = "resultaten",
    doel: str = "",
    hoofd: str = "",
) -> dict[str, Any]:
    """Filters above a list, chips of what is on, and the count.

    `doel`: id of the part of the page that htmx swaps (leave out for a plain form); `hoofd`: names of the
    fields that always show, with spaces between; the others wait behind "Meer filters".
    """
    request = context.get("request")
    formulier.alles_optioneel = True  # no "(niet verplicht)" behind every filter
    shown = hoofd.split() or list(formulier.fields)
    return {
        "request": request,
        "formulier": formulier,
        "velden": [formulier[name] for name in formulier.fields if name in shown],
        "meer": [formulier[name] for name in formulier.fields if name not in shown],
        "chips": tekenen.filter_chips(formulier, request),
        "aantal": aantal,
        "aantal_tekst": "" if aantal is None else nederlands.count_noun(aantal, enkelvoud, meervoud),
        "doel": doel,
        "wis": tekenen.query_with(request, dict.fromkeys([*formulier.fields, "pagina"])),
        "bewaard": tekenen.kept_params(formulier, request),
    }


@register.simple_tag(takes_context=True)
def verwijzing_met(context: template.Context, naam: str, waarde: Any) -> str:
    """The address of this page with one query parameter changed: `?q=zorg&pagina=2`."""
    return "?" + tekenen.query_with(context.get("request"), {naam: waarde})


# --- Forms and jobs ---------------------------------------------------------------------------------------


@register.inclusion_tag("componenten/foutenlijst.html")
def foutenlijst(*formulieren: BaseForm) -> dict[str, Any]:
    """The error summary of one or more forms or formsets: "Er zijn 2 fouten", with links to the fields."""
    errors = [error for form in formulieren if form for error in tekenen.error_links(form)]
    return {"fouten": errors, "aantal": len(errors)}


@register.inclusion_tag("componenten/bevestig.html", takes_context=True)
def bevestig(
    context: template.Context,
    id: str,
    knop: str,
    url: str,
    titel: str,
    tekst: str = "",
    ja: str = "",
    nee: str = "Annuleren",
    soort: str = "gewoon",
    klasse: str = "btn btn-outline-primary",
    icoon: str = "",
) -> dict[str, Any]:
    """A button that asks before it posts to `url`; without JavaScript it leads to the page at `url` (GET)."""
    return {
        "csrf_token": context.get("csrf_token"),
        "id": id,
        "knop": knop,
        "url": url,
        "titel": titel,
        "tekst": tekst,
        "ja": ja or knop,
        "nee": nee,
        "gevaar": soort == "gevaar",
        "klasse": klasse,
        "icoon": icoon,
    }


@register.inclusion_tag("componenten/bestandsveld.html")
def bestandsveld(veld: Any, hulp: str = "") -> dict[str, Any]:
    """A file field (BoundField) on which files can be dropped; a plain file field without JavaScript."""
    return {"veld": veld, "hulp": hulp}


@register.inclusion_tag("componenten/klus.html", takes_context=True)
def klus(context: template.Context, klus: dict[str, Any]) -> dict[str, Any]:
    """A job that runs: the keys of `klus` are listed in componenten/klus.html; polls itself while it runs."""
    return {"csrf_token": context.get("csrf_token"), "klus": klus}


@register.filter
def is_selectievakje(veld: Any) -> bool:
    """Whether a BoundField is one single checkbox, whose label comes after it."""
    return veld.widget_type == "checkbox"


# --- Filters ----------------------------------------------------------------------------------------------


def _today() -> date:
    return timezone.localdate()


@register.filter
def datum(value: date | datetime | None) -> str:
    """`maandag 2 november` (with the year when it is not this year)."""
    return nederlands.long_date(value, today=_today()) if value else ""


@register.filter
def datum_kort(value: date | datetime | None) -> str:
    """`2 nov` (with the year when it is not this year)."""
    return nederlands.short_date(value, today=_today()) if value else ""


@register.filter
def datum_tijd(value: datetime | None) -> str:
    """`maandag 2 november om 14:32`."""
    return f"{datum(value)} om {nederlands.clock_time(value)}" if value else ""


@register.filter
def tijd(value: datetime | None) -> str:
    """`14:32`."""
    return nederlands.clock_time(value) if value else ""


@register.filter
def wanneer(value: date | datetime | None) -> str:
    """`vandaag`, `over 3 dagen`, `gisteren`."""
    return nederlands.relative_day(value, today=_today()) if value else ""


@register.filter
def resttijd(value: date | datetime | None) -> str:
    """`nog 3 dagen`, `vandaag`, `3 dagen te laat`."""
    return nederlands.time_left(value, today=_today()) if value else ""


@register.filter
def tot_en_met(begin: date | None, end: date | None) -> str:
    """`{{ begin|tot_en_met:eind }}`: `2 nov t/m 30 jan 2027`."""
    return nederlands.period(begin, end, today=_today())


@register.filter
def getal(value: Any, decimals: int | None = None) -> str:
    """`4.000`, `7,5`; an empty value becomes a dash."""
    return "–" if value in (None, "") else nederlands.format_number(value, decimals)


@register.filter
def euro(value: Any) -> str:
    """`€ 1.250` or `€ 79,50`."""
    if value in (None, ""):
        return "–"
    return f"€\u00a0{nederlands.format_number(value, 2 if value % 1 else 0)}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine form for `<time datetime>`."""
    return value.isoformat() if value else ""
