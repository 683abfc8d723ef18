"""A mail from its templates: templates/mail/<name>.onderwerp.txt, .txt and (if wanted) .html."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template

MAX_ONDERWERP = 120
MAX_KNOP = 40
STREEP = "-- \n"  # what follows is no part of the message (RFC 3676, section 4.3)
AANHEF = ("Hoi ", "Beste ")
GROET = ("Groet,", "Met vriendelijke groet,")
# Mail programs know no style sheets: class="mail-knop" in a template becomes this style attribute.
OPMAAK = {
    "lijf": "margin:0;padding:24px 16px;font-family:'Source Sans 3',Arial,sans-serif;font-size:18px;line-height:1.5",
    "blad": "max-width:36em;margin:0 auto",
    "actie": "margin:28px 0",
    "knop": "display:inline-block;padding:12px 20px;border-radius:8px;background:#0f5c63;color:#ffffff;"
    "font-weight:600;text-decoration:none",
    "kop": "font-size:20px;line-height:1.3;margin:28px 0 8px",
    "adres": "word-break:break-all",
    "streep": "border:0;border-top:1px solid #8b8579;margin:28px 0 12px",
    "voet": "font-size:15px",
}
_LEEG = re.compile(r"\n\s*\n")  # a part that was left out leaves one empty line, not three
_KLASSE = re.compile(r'class="mail-(\w+)"')


class Mailtekst(NamedTuple):
    """The three parts of a mail, rendered."""

    onderwerp: str
    tekst: str
    html: str


class Kern(NamedTuple):
    """What a mail says, without greeting, link and farewell: paragraphs of lines, and what the link is called."""

    alineas: list[list[str]]
    knop: str


def maak_mail(naam: str, context: Mapping[str, Any]) -> Mailtekst:
    """Render the mail `naam` with `context` and return (subject, text, html).

    `context["adres"]` is the full address of the one action ("" = none); `context["voorkeuren"]` that of the page on
    which the reader chooses which mail comes, for the bottom of the mail. The subject is one line of at most 120
    characters and carries no personal data (the template's duty). Texts are not escaped, HTML is. A mail without an
    .html template gets one made of its text. Raises TemplateDoesNotExist when subject or text is missing.
    """
    volledig = {"adres": "", "voorkeuren": "", "site_url": settings.SITE_URL, **context}
    onderwerp = _een_regel(_kale_tekst(f"mail/{naam}.onderwerp.txt", volledig))
    tekst = _LEEG.sub("\n\n", _kale_tekst(f"mail/{naam}.txt", volledig).strip()) + "\n"
    volledig |= {"onderwerp": onderwerp}
    kale_tekst = tekst
    if volledig["voorkeuren"]:
        tekst += f"\n{STREEP}Mail instellen: {volledig['voorkeuren']}\n"
    try:
        sjabloon = get_template(f"mail/{naam}.html")
    except TemplateDoesNotExist:
        sjabloon = get_template("mail/basis.tekst.html")
        alineas = _zonder_link(_splits(kale_tekst), volledig["adres"])
        groet = alineas.pop() if alineas and alineas[-1][0].strip() in GROET else []
        volledig |= {
            "alineas": [_opmaak(alinea) for alinea in alineas],
            "groet": groet,
            "knop": ontleed(kale_tekst, volledig["adres"]).knop,
        }
    return Mailtekst(
        onderwerp, tekst, _KLASSE.sub(lambda klasse: f'style="{OPMAAK[klasse[1]]}"', sjabloon.render(volledig))
    )


def _kale_tekst(pad: str, context: Mapping[str, Any]) -> str:
    """Render a text template; what is escaped for HTML would be wrong here."""
    return get_template(pad).template.render(Context(dict(context), autoescape=False))


def _een_regel(tekst: str) -> str:
    """Return `tekst` as one line: a line break in a subject would start a new mail header."""
    regel = " ".join(tekst.split())
    return regel if len(regel) <= MAX_ONDERWERP else f"{regel[: MAX_ONDERWERP - 1].rstrip()}…"


def ontleed(tekst: str, adres: str) -> Kern:
    """Take a text mail apart: what it says and what its link is called ("" = nothing short enough)."""
    alineas = _splits(tekst.split(f"\n{STREEP}", maxsplit=1)[0])
    knop = _knop(next((alinea for alinea in alineas if adres and adres in alinea), []), adres)
    kaal = _zonder_link(alineas, adres)
    if kaal and kaal[0][0].startswith(AANHEF):
        kaal = kaal[1:]
    if kaal and kaal[-1][0].strip() in GROET:
        kaal = kaal[:-1]
    return Kern(kaal, knop)


def _splits(tekst: str) -> list[list[str]]:
    """Return the paragraphs of `tekst` as lists of lines."""
    return [alinea.splitlines() for alinea in tekst.strip().split("\n\n")]


def _knop(alinea: list[str], adres: str) -> str:
    """Return the line before the address, when it is short enough for a button."""
    regels = [regel.strip() for regel in alinea if regel.strip() != adres]
    return regels[0].removesuffix(":") if len(regels) == 1 and len(regels[0]) <= MAX_KNOP else ""


def _zonder_link(alineas: list[list[str]], adres: str) -> list[list[str]]:
    """Return the paragraphs without the address and without the line that the button says."""
    over = [
        [] if adres and adres in alinea and _knop(alinea, adres) else [regel for regel in alinea if regel.strip()]
        for alinea in alineas
    ]
    zonder_adres = ([regel for regel in alinea if not adres or regel.strip() != adres] for alinea in over)
    return [alinea for alinea in zonder_adres if alinea]


def _opmaak(alinea: list[str]) -> dict[str, Any]:
    """Return {"kop": lines, "punten": items}: lines that begin with a dash are a list."""
    punten = [regel.removeprefix("- ") for regel in alinea if regel.startswith("- ")]
    return {"kop": [regel for regel in alinea if not regel.startswith("- ")], "punten": punten}
