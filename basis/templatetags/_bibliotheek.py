"""The library that all parts of `sb` register with, and the words for a kind of status."""

from django import template

from basis import iconen

register = template.Library()

SOORTEN = tuple(iconen.SHAPES)


def kind(soort: str) -> str:
    """Return `soort` when it exists; raises TemplateSyntaxError otherwise, so a typing error fails at once."""
    if soort not in SOORTEN:
        raise template.TemplateSyntaxError(f"soort={soort!r} bestaat niet; kies uit {', '.join(SOORTEN)}")
    return soort
