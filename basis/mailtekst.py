"""A mail from its templates: templates/mail/<name>.onderwerp.txt, .txt and (if wanted) .html."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template

MAX_ONDERWERP = 120
# Mail programs know no style sheets: class="mail-knop" in a template becomes this style attribute.
OPMAAK = {
    "lijf": "margin:0;padding:24px 16px;font-family:'Source Sans 3',Arial,sans-serif;font-size:18px;line-height:1.5",
    "blad": "max-width:36em;margin:0 auto",
    "actie": "margin:28px 0",
    "knop": "display:inline-block;padding:12px 20px;border-radius:8px;background:#0f5c63;color:#ffffff;"
    "font-weight:600;text-decoration:none",
    "adres": "word-break:break-all",
    "streep": "border:0;border-top:1px solid #8b8579;margin:28px 0 12px",
    "voet": "font-size:15px",
}
_KLASSE = re.compile(r'class="mail-(\w+)"')


class Mailtekst(NamedTuple):
    """The three parts of a mail, rendered."""

    onderwerp: str
    tekst: str
    html: str


def maak_mail(naam: str, context: Mapping[str, Any]) -> Mailtekst:
    """Render the mail `naam` with `context` and return (subject, text, html).

    `context["adres"]` is the full address of the one action ("" = none). The subject is one line of at most 120
    characters and carries no personal data (the template's duty). Texts are not escaped, HTML is. A mail without an
    .html template gets one made of its text. Raises TemplateDoesNotExist when subject or text is missing.
    """
    volledig = {"adres": "", "site_url": settings.SITE_URL, **context}
    onderwerp = _een_regel(_kale_tekst(f"mail/{naam}.onderwerp.txt", volledig))
    tekst = _kale_tekst(f"mail/{naam}.txt", volledig).strip() + "\n"
    volledig |= {"onderwerp": onderwerp}
    try:
        sjabloon = get_template(f"mail/{naam}.html")
    except TemplateDoesNotExist:
        sjabloon = get_template("mail/basis.tekst.html")
        volledig |= {"alineas": _alineas(tekst, volledig["adres"])}
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


def _alineas(tekst: str, adres: str) -> list[list[str]]:
    """Return the paragraphs of `tekst` as lists of lines, without the line that is only the address (the button)."""
    alineas = ([regel for regel in alinea.splitlines() if regel.strip() != adres] for alinea in tekst.split("\n\n"))
    return [alinea for alinea in alineas if any(regel.strip() for regel in alinea)]
