"""`{% load verslag %}`: names of reports."""

from django import template

from evaluaties import woorden

register = template.Library()


@register.filter
def plichttitel(plicht: str) -> str:
    """`monthly:2026-10` as `reflectieverslag over oktober 2026`."""
    return woorden.plichttitel(plicht)
