"""`{% load sb %}`: the components of the portal and the Dutch filters. docs/componenten.md shows each.

Tags only arrange what they get: no queries, no rules. A name that does not exist raises, so a typing
error fails in the first test that renders the page.
"""

from basis.templatetags import _delen, _filters, _lijsten
from basis.templatetags._bibliotheek import register

__all__ = ["_delen", "_filters", "_lijsten", "register"]
