"""Files that people send: extension, first bytes and contents agree, and nothing in them can do harm (F1).

    goed = keur(naam, data)          # Gekeurd(naam, mime, inhoud), or raises Afgewezen
    goed = keur_in_kind(naam, data)  # the same in a process of its own, with limits on memory and time

Knows no Django. PDF, DOCX, ODT, JPG and PNG of at most 10 MiB.
"""

from basis.keuring.fout import Afgewezen
from basis.keuring.kind import keur_in_kind
from basis.keuring.namen import schone_naam
from basis.keuring.oordeel import ACCEPTEER, MAX_BYTES, UITLEG, Gekeurd, keur

__all__ = ["ACCEPTEER", "MAX_BYTES", "UITLEG", "Afgewezen", "Gekeurd", "keur", "keur_in_kind", "schone_naam"]
