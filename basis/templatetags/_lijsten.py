"""Lists, forms and jobs: paging, sorting, filters, errors, questions, progress."""

from typing import Any

from django import template
from django.forms import BaseForm

from basis import nederlands
from basis.templatetags import _tekenen as tekenen
from basis.templatetags._bibliotheek import register


@register.inclusion_tag("componenten/paginering.html", takes_context=True)
def paginering(
    context: template.Context, pagina: Any, wat: str = "resultaten", param: str = "pagina"
) -> dict[str, Any]:
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
    vars(formulier)["alles_optioneel"] = True  # no "(niet verplicht)" behind every filter
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
    return bool(veld.widget_type == "checkbox")
