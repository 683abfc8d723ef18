"""`{% load stage %}`: what every page of a placement shows."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from plaatsingen.models import Plaatsing
from plaatsingen.secties import kop_voor

register = template.Library()


@register.simple_tag(takes_context=True)
def stagekop(context: Context, plaatsing: Plaatsing) -> SafeString:
    """What the apps want to say on top of the pages of a placement, such as the next deadline of its student."""
    return kop_voor(context["request"], plaatsing)
