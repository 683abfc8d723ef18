"""Who may do what with agreements and their texts, once they may see them (R5.2)."""

from typing import Any

from plaatsingen.enums import ACTIEF, OvereenkomstSoort, OvereenkomstStatus, PlaatsingStatus
from plaatsingen.rules import is_coordinator_van

# An agreement is made once the student said yes; late is better than never, so also while the stage is under way.
MET_OVEREENKOMST = frozenset({PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF})
OPEN = frozenset({OvereenkomstStatus.CONCEPT, OvereenkomstStatus.ONDERTEKENING})


def mag_opstellen(user: Any, plaatsing: Any) -> bool:
    """The coordinator of the school makes, sends and withdraws agreements."""
    return is_coordinator_van(user, plaatsing)


def kan_overeenkomst(plaatsing: Any) -> bool:
    """Whether an agreement fits the state of the placement."""
    return plaatsing.status in MET_OVEREENKOMST


def mag_bewerken(user: Any, overeenkomst: Any) -> bool:
    """Only a concept changes."""
    concept = overeenkomst.status == OvereenkomstStatus.CONCEPT
    return concept and mag_opstellen(user, overeenkomst.plaatsing)


def mag_intrekken(user: Any, overeenkomst: Any) -> bool:
    """What isn't signed by all can be withdrawn."""
    return overeenkomst.status in OPEN and mag_opstellen(user, overeenkomst.plaatsing)


def wacht_op_doorvoeren(overeenkomst: Any) -> bool:
    """Whether a signed amendment hasn't reached the placement yet."""
    aanvulling = overeenkomst.soort == OvereenkomstSoort.AANVULLING
    return aanvulling and overeenkomst.status == OvereenkomstStatus.GETEKEND and overeenkomst.doorgevoerd_op is None


def mag_teksten_zien(user: Any) -> bool:
    """Coordinators read the texts of agreements."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_overeenkomsttekst_schrijven(user: Any, school: Any) -> bool:
    """The text of a school by its coordinators, that of the region (None) by the bureau."""
    if user.is_beheerder or user.regio_coordinator:
        return True
    return school is not None and school.pk in user.organisatie_ids_als("coordinator")
