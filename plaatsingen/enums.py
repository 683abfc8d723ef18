"""Choices of placements, and the one table of states."""

from django.db import models


class PlaatsingStatus(models.TextChoices):
    """States of a placement (R5.1)."""

    VOORGESTELD = "voorgesteld", "voorgesteld"
    AANGEBODEN = "aangeboden", "aangeboden"
    GEACCEPTEERD = "geaccepteerd", "geaccepteerd"
    ONDERTEKENING = "ondertekening", "overeenkomst in ondertekening"
    LOPEND = "lopend", "lopend"
    ONDERBROKEN = "onderbroken", "onderbroken"
    AFGEROND = "afgerond", "afgerond"
    GESTOPT = "gestopt", "vroegtijdig gestopt"
    GEANNULEERD = "geannuleerd", "geannuleerd"


S = PlaatsingStatus
OVERGANGEN: dict[str, frozenset[str]] = {
    S.VOORGESTELD: frozenset({S.AANGEBODEN, S.GEANNULEERD}),
    S.AANGEBODEN: frozenset({S.GEACCEPTEERD, S.GEANNULEERD}),
    S.GEACCEPTEERD: frozenset({S.ONDERTEKENING, S.LOPEND, S.GEANNULEERD}),
    S.ONDERTEKENING: frozenset({S.LOPEND, S.GEANNULEERD}),
    S.LOPEND: frozenset({S.ONDERBROKEN, S.AFGEROND, S.GESTOPT}),
    S.ONDERBROKEN: frozenset({S.LOPEND, S.AFGEROND, S.GESTOPT}),
    S.AFGEROND: frozenset(),
    S.GESTOPT: frozenset(),
    S.GEANNULEERD: frozenset(),
}
# States in which a placement takes a seat.
BEZET = frozenset({S.VOORGESTELD, S.AANGEBODEN, S.GEACCEPTEERD, S.ONDERTEKENING, S.LOPEND, S.ONDERBROKEN, S.AFGEROND})
# States that the student and the host may see.
ZICHTBAAR = frozenset(set(S.values) - {S.VOORGESTELD})
# States in which the stage is under way and reports are owed.
ACTIEF = frozenset({S.LOPEND, S.ONDERBROKEN})

# How a state looks: the kinds of the status component.
STATUS_SOORT: dict[str, str] = {
    S.VOORGESTELD: "neutraal",
    S.AANGEBODEN: "let_op",
    S.GEACCEPTEERD: "wacht",
    S.ONDERTEKENING: "wacht",
    S.LOPEND: "loopt",
    S.ONDERBROKEN: "let_op",
    S.AFGEROND: "klaar",
    S.GESTOPT: "fout",
    S.GEANNULEERD: "neutraal",
}


class UrenSoort(models.TextChoices):
    """What a logged day was."""

    AANWEZIG = "aanwezig", "gewerkt"
    ZIEK = "ziek", "ziek"
    VERLOF = "verlof", "verlof"
    SCHOOL = "school", "schooldag"
