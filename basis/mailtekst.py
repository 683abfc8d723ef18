"""The text of a mail from its templates."""

from typing import Any

from django.template.loader import render_to_string


def maak_mail(naam: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Return (subject, plain text, HTML) of templates/mail/<naam>.{onderwerp.txt,txt,html}.

    The subject is one line and holds no personal data: what the templates say, not what the context adds.
    """
    onderwerp = " ".join(render_to_string(f"mail/{naam}.onderwerp.txt", context).split())
    tekst = render_to_string(f"mail/{naam}.txt", context).strip() + "\n"
    return onderwerp, tekst, render_to_string(f"mail/{naam}.html", context)
