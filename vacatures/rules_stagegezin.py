"""Who may do what with a stagegezin, once they may see it (403 when not). Plain Python."""

from typing import Any

from vacatures.enums import StagegezinStatus

S = StagegezinStatus
SOORT: dict[str, str] = {
    S.AANGEMELD: "let_op",
    S.BEZOEK: "wacht",
    S.BEZOCHT: "loopt",
    S.VOORWAARDEN: "loopt",
    S.GOEDGEKEURD: "klaar",
    S.AFGEWEZEN: "fout",
    S.GESTOPT: "neutraal",
}
BESLUIT = frozenset({"goedkeuren", "afwijzen", "stoppen"})
# What can be done in a state, the next step first.
ACTIES: dict[str, tuple[str, ...]] = {
    S.AANGEMELD: ("plannen", "afwijzen"),
    S.BEZOEK: ("bezoek", "plannen", "afwijzen"),
    S.BEZOCHT: ("voorwaarden", "afwijzen"),
    S.VOORWAARDEN: ("goedkeuren", "voorwaarden", "afwijzen"),
    S.GOEDGEKEURD: ("stoppen",),
    S.AFGEWEZEN: (),
    S.GESTOPT: (),
}


def ziet_overzicht(user: Any) -> bool:
    """Whether the person has a list of families at all: the bureau and schools."""
    return user.is_beheerder or user.regio_coordinator or user.heeft_rol("coordinator", "stagedocent")


def mag_besluiten(user: Any, gezin: Any) -> bool:
    """The bureau and coordinators of the school plan the visit and decide; who visited doesn't decide alone."""
    return user.is_beheerder or user.regio_coordinator or gezin.school_id in user.organisatie_ids_als("coordinator")


def mag_bezoek_vastleggen(user: Any, gezin: Any) -> bool:
    """The stagedocent who visits writes down visit and conditions; so may whoever decides."""
    return (gezin.docent_id == user.pk and user.heeft_rol("stagedocent")) or mag_besluiten(user, gezin)


def acties_van(user: Any, gezin: Any) -> list[str]:
    """Return what this person can do with the family now, the next step first."""
    return [
        actie
        for actie in ACTIES[gezin.status]
        if (mag_besluiten if actie in BESLUIT | {"plannen"} else mag_bezoek_vastleggen)(user, gezin)
    ]
