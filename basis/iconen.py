"""The icons of the portal: our own drawings on a 24 x 24 grid, stroked in the colour of the text.

They are written into the page (no request, no sprite file) and so also work in print and PDF.
"""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_CARD_LINK = "M4 5h7a1.5 1.5 0 0 1 1.5 1.5V9M4 5v9h4M20 19h-7a1.5 1.5 0 0 1-1.5-1.5V15M20 19v-9h-4"

# Each value is the `d` of one path.
PATHS = {
    "vandaag": "M4 11.5 12 5l8 6.5M6 10v9h4.5v-5h3v5H18v-9",
    "vraag-aanbod": "M4 20h16M6.5 20v-6M11 20V9M15.5 20v-4M20 20V5M4 4.5l4 3 4-3.5 4 3",
    "vacature": "M4 8h16v11H4zM9 8V5.5h6V8M4 13h16M12 12v2.5",
    "stageplaats": (
        "M5 20V6l7-2.5L19 6v14M3 20h18M10 20v-4h4v4M9 9h.01M12 9h.01M15 9h.01M9 12.5h.01M12 12.5h.01M15 12.5h.01"
    ),
    "matching": _CARD_LINK,
    "plaatsing": "M6 4h12v16H6zM10 2.5h4v3h-4zM9 13l2 2 4-4.5",
    "begeleiding": "M4 6h11v8H9l-3.5 3v-3H4zM18 9.5h2V17h-1.5v2.5L16 17h-4",
    "verslag": "M6 3.5h8L18.5 8v12.5H6zM14 3.5V8h4.5M9 12h6.5M9 15h6.5M9 18h4",
    "evaluatie": "M5 5h14v15H5zM9 3.5h6v3H9zM8.5 12l1.5 1.5 2.5-3M8.5 16.5h7M14.5 12h1.5",
    "boek": "M12 6.5C10 5 7 4.5 4 5v13.5c3-.5 6 0 8 1.5 2-1.5 5-2 8-1.5V5c-3-.5-6 0-8 1.5zM12 6.5V20",
    "hart": "M12 19.5C7 15.5 4 12.8 4 9.4A4.3 4.3 0 0 1 12 7.2a4.3 4.3 0 0 1 8 2.2c0 3.4-3 6.1-8 10.1z",
    "agenda": "M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V8M15.5 3.5V8M8.5 14h2M13.5 14h2M8.5 17h2",
    "cijfers": "M5 20V11M10 20V5M15 20v-7M20 20V8M3 20h18",
    "beheer": "M4 7h9M17 7h3M4 12h3M11 12h9M4 17h10M18 17h2M13 5v4M17 5v4M7 10v4M11 10v4M14 15v4M18 15v4",
    "route": "M6 18.5a2 2 0 1 0 0-.01M18 5.5a2 2 0 1 0 0-.01M8 18h8a3.5 3.5 0 0 0 0-7H8.5a3 3 0 0 1 0-6H16",
    "persoon": "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.5 20c.6-3.8 3.5-6 7.5-6s6.9 2.2 7.5 6",
    "personen": (
        "M9 11a3.25 3.25 0 1 0 0-6.5A3.25 3.25 0 0 0 9 11zM2.5 19.5c.5-3.5 3-5.5 6.5-5.5s6 2 6.5 5.5"
        "M15.5 4.8a3.25 3.25 0 0 1 0 6M17.5 14.3c2.2.7 3.6 2.5 4 5.2"
    ),
    "zoek": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5",
    "bel": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "meer": "M6 12h.01M12 12h.01M18 12h.01",
    "sluit": "M6 6l12 12M18 6 6 18",
    "vink": "M5 12.5 10 17.5 19.5 7",
    "plus": "M12 5v14M5 12h14",
    "min": "M5 12h14",
    "rechts": "M9.5 5.5 16 12l-6.5 6.5",
    "links": "M14.5 5.5 8 12l6.5 6.5",
    "omlaag": "M5.5 9.5 12 16l6.5-6.5",
    "omhoog": "M5.5 14.5 12 8l6.5 6.5",
    "pijl-rechts": "M4 12h15M13.5 6.5 19 12l-5.5 5.5",
    "stijgt": "M5 16.5 10.5 11l3 3L19.5 7.5M14.5 7h5v5",
    "daalt": "M5 7.5 10.5 13l3-3 6 6.5M14.5 17h5v-5",
    "gelijk": "M5 9.5h14M5 14.5h14",
    "sorteer": "M8 5v14M8 5 5 8.5M8 5l3 3.5M16 19V5M16 19l-3-3.5M16 19l3-3.5",
    "filter": "M4 6h16l-6 7v6l-4-2v-4z",
    "potlood": "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
    "prullenbak": "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10.5 10.5v6M13.5 10.5v6",
    "download": "M12 4v11.5M7 11l5 5 5-5M4.5 20h15",
    "upload": "M12 16V4.5M7 9l5-5 5 5M4.5 20h15",
    "bestand": "M6 3.5h8L18.5 8v12.5H6zM14 3.5V8h4.5",
    "map": "M3.5 6h6l2 2.5h9V19h-17z",
    "klok": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2.5",
    "waarschuwing": "M12 4 21 19.5H3zM12 10v4.5M12 17h.01",
    "info": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 11v5.5M12 7.8h.01",
    "vraag": (
        "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM9.5 9.5a2.5 2.5 0 1 1 3.8 2.2c-.8.5-1.3 1-1.3 2M12 16.7h.01"
    ),
    "slot": "M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.5",
    "sleutel": "M8 15.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 11.5h8.5v3.5M17 11.5v2.5",
    "schild": "M12 3.5 19 6v5.5c0 4.3-2.8 7.3-7 9-4.2-1.7-7-4.7-7-9V6zM9 12l2.2 2.2L15.2 10",
    "uitloggen": "M14 4.5H5.5v15H14M10.5 12H20M16.5 8.5 20 12l-3.5 3.5",
    "mail": "M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7",
    "telefoon": (
        "M6 3.5h3l1.5 4.5L8.5 10c1 2.3 2.7 4.2 5.5 5.5l2-2 4.5 1.5v3c0 1.2-1 2-2.2 2C10.5 19.5 4.5 13 4 5.7"
        " 4 4.5 4.8 3.5 6 3.5z"
    ),
    "locatie": (
        "M12 21c4.5-4.8 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2 6.2 6.5 11z"
        "M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z"
    ),
    "bericht": "M4 5h16v11h-8l-5 4v-4H4zM8 9h8M8 12h5",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "oog": (
        "M2.5 12C5 7.8 8.2 6 12 6s7 1.8 9.5 6c-2.5 4.2-5.7 6-9.5 6s-7-1.8-9.5-6z"
        "M12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z"
    ),
    "ververs": "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
    "terug": "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
    "vlag": "M6 21V4M6 5c4-2 8 2 12.5 0v8.5C14 15.5 10 11.5 6 13.5",
    "ster": "M12 4l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z",
    "speld": "M9 4h6l-.8 6 3.3 3.5h-11L9.8 10zM12 13.5V20.5",
    "verbod": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 18 18 6",
    "wissel": "M4 8.5h14M14.5 5 18 8.5 14.5 12M20 15.5H6M9.5 12 6 15.5 9.5 19",
    "tabel": "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
    "scherm": "M3.5 5h17v11.5h-17zM9 20h6M12 16.5V20",
}

# A status is told by its word, its shape and its colour: these are the shapes, filled, on a 16 x 16 grid.
SHAPES = {
    "klaar": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM6.9 11.3 3.9 8.3l1.2-1.2 1.8 1.8 4-4.2 1.2 1.2z",
    "let_op": "M8 1 15.5 14.5H.5zM7.2 6v4.2h1.6V6zM7.2 11.4V13h1.6v-1.6z",
    "fout": "M4.9.8h6.2l4.1 4.1v6.2l-4.1 4.1H4.9L.8 11.1V4.9zM7.1 3.8v5h1.8v-5zM7.1 10.3v1.9h1.8v-1.9z",
    "wacht": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM7.2 3.8h1.6v3.9l2.7 1.6-.8 1.4-3.5-2.1z",
    "loopt": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM6.2 4.7 11.6 8l-5.4 3.3z",
    "neutraal": "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z",
}


def icon(name: str, label: str = "") -> SafeString:
    """The icon as inline SVG. Without `label` it is decoration; with one it is an image with that name.

    Raises KeyError for a name that does not exist, so a typing error shows in the first test.
    """
    path = PATHS[name]
    if label:
        return format_html(
            '<svg class="icoon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, path
        )
    return mark_safe(f'<svg class="icoon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>')  # noqa: S308 - own constants only


def shape(kind: str) -> SafeString:
    """The filled shape that goes with a kind of status (`klaar`, `let_op`, `fout`, `wacht`, `loopt`, `neutraal`)."""
    return mark_safe(  # noqa: S308 - own constants only
        f'<svg class="vorm" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d="{SHAPES[kind]}"/></svg>'
    )
