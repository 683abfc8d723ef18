"""The arithmetic behind the component tags: geometry of small pictures, query strings, error links."""

import math
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.http import HttpRequest, QueryDict

from basis import nederlands

RING_RADIUS = 42
RING_LENGTH = 2 * math.pi * RING_RADIUS
BAR_LENGTH = 200
# The steps of the heat map, as the share of a week's capacity that is taken.
HEAT_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)


def initials(name: str) -> str:
    """`Sam de Vries` gives `SV`, `Noor` gives `N`."""
    words = [word for word in name.split() if word[:1].isupper()] or name.split() or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def ring_geometry(value: float, goal: float, expected: float | None) -> dict[str, Any]:
    """Dash lengths and mark position of the progress ring, as text with dots (SVG), and the texts beside it."""
    share = min(1.0, max(0.0, value / goal)) if goal else 0.0
    result = {
        "boog": f"{share * RING_LENGTH:.1f} {RING_LENGTH:.1f}",
        "procent": int(share * 100),
        "waarde": nederlands.format_number(round(value, 1)),
        "doel": nederlands.format_number(round(goal, 1)),
        "vol": bool(goal) and value >= goal,
        "verwacht": None,
        "achter": False,
    }
    if expected is not None and goal:
        angle = 2 * math.pi * min(1.0, max(0.0, expected / goal)) - math.pi / 2
        inner, outer = RING_RADIUS - 7, RING_RADIUS + 7
        result |= {
            "verwacht": nederlands.format_number(round(expected, 1)),
            "achter": value < expected,
            "x1": f"{50 + inner * math.cos(angle):.1f}",
            "y1": f"{50 + inner * math.sin(angle):.1f}",
            "x2": f"{50 + outer * math.cos(angle):.1f}",
            "y2": f"{50 + outer * math.sin(angle):.1f}",
        }
    return result


def bar_geometry(taken: int, total: int) -> dict[str, Any]:
    """Width of the filled part of the capacity bar, and whether it is full or over."""
    share = min(1.0, taken / total) if total else (1.0 if taken else 0.0)
    return {
        "bezet": taken,
        "totaal": total,
        "vrij": max(0, total - taken),
        "teveel": max(0, taken - total),
        "breedte": f"{share * BAR_LENGTH:.0f}",
        "stand": "over" if taken > total else "vol" if total and taken == total else "vrij",
    }


def heat_cell(cell: tuple[int, int] | None, woord: str = "plekken") -> dict[str, Any]:
    """The step (0-4, `over`, or `dicht` when closed) and the text of one week; `woord` is what is counted."""
    if cell is None or (cell[1] == 0 and cell[0] == 0):
        return {"stap": "dicht", "tekst": "–", "voluit": f"geen {woord}"}
    taken, capacity = cell
    if taken > capacity:
        step = "over"
    else:
        step = str(max(i for i, least in enumerate(HEAT_STEPS) if taken / capacity >= least))
    done = "bezet" if woord == "plekken" else f"{woord} nodig"
    return {"stap": step, "tekst": f"{taken}/{capacity}", "voluit": f"{taken} van {capacity} {done}"}


def query_with(request: HttpRequest | None, changes: dict[str, Any]) -> str:
    """The query string of the request with some parameters replaced (None = left out), without the `?`."""
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return query.urlencode()


def kept_params(form: BaseForm, request: HttpRequest | None) -> list[tuple[str, str]]:
    """Parameters that are no filter (such as the sort order) and must survive filtering; the page number must not."""
    if request is None:
        return []
    skip = {*(form.add_prefix(name) for name in form.fields), "pagina"}
    return [(name, value) for name, values in request.GET.lists() if name not in skip for value in values]


def _option_label(field: Any, value: Any) -> str:
    for key, label in getattr(field.field, "choices", ()):
        if isinstance(label, list | tuple):
            for sub_key, sub_label in label:
                if str(sub_key) == str(value):
                    return str(sub_label)
        elif str(key) == str(value):
            return str(label)
    return str(value)


def filter_chips(form: BaseForm, request: HttpRequest | None) -> list[dict[str, str]]:
    """One chip per filter value that is on: what it says and the query string without it."""
    if request is None:
        return []
    chips = []
    for bound in form:
        if bound.is_hidden:
            continue
        name = bound.html_name
        values = [value for value in request.GET.getlist(name) if value != ""]
        for value in values:
            rest = request.GET.copy()
            rest.pop("pagina", None)
            rest.setlist(name, [other for other in values if other != value])
            single = bound.widget_type == "checkbox"
            label = str(bound.label) if single else f"{bound.label}: {_option_label(bound, value)}"
            chips.append({"label": label, "zonder": rest.urlencode()})
    return chips


def _first_id(bound: Any) -> str:
    """The id of the first control of a field (a group of radios has no id of its own)."""
    if bound.id_for_label:
        return str(bound.id_for_label)
    return f"{bound.auto_id}_0" if bound.auto_id else ""


def error_links(form: BaseForm | BaseFormSet) -> list[dict[str, str]]:
    """Every error of a form or formset with the id of the field it belongs to (empty when it belongs to none)."""
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        own = [{"id": "", "tekst": str(error)} for error in form.non_form_errors()]
        return own + [link for part in form.forms for link in error_links(part)]
    links = []
    for name, errors in form.errors.items():
        for error in errors:
            if name == NON_FIELD_ERRORS or name not in form.fields:
                links.append({"id": "", "tekst": str(error)})
            else:
                bound = form[name]
                links.append({"id": _first_id(bound), "tekst": _sentence(bound.label, error)})
    return links


def _sentence(label: Any, error: Any) -> str:
    """`Naam: vul dit in`, `Welke dag? Kies een dag`."""
    if not label:
        return str(error)
    return f"{label} {error}" if str(label).endswith(("?", ":", ".")) else f"{label}: {error}"
