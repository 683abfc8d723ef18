"""Who may do what with the poule, with mentors and with trainings. Pure: (user, object)."""

from typing import Any


def mag_poule_zien(user: Any) -> bool:
    """Coordinators and administrators see who is in the poule and what it can do."""
    return user.heeft_rol("coordinator", "beheerder")


def mag_poule_openen(user: Any) -> bool:
    """A supervisor opens the own page as well."""
    return mag_poule_zien(user) or user.heeft_rol("stagebegeleider")


def mag_poule_beheren(user: Any) -> bool:
    """The bureau keeps the poule: people, norms, other bookings (R7.1, R7.2)."""
    return bool(user.ziet_hele_regio)


def is_eigen(user: Any, begeleider: Any) -> bool:
    """Whether this is the supervisor's own row."""
    return begeleider.user_id == user.pk


def mag_afwezig_melden(user: Any, begeleider: Any) -> bool:
    """The bureau and the supervisor tell when they are away."""
    return mag_poule_beheren(user) or is_eigen(user, begeleider)


def mag_reden_zien(user: Any, begeleider: Any) -> bool:
    """Why somebody is away is between them and the bureau."""
    return mag_poule_beheren(user) or is_eigen(user, begeleider)


def mag_mentoren_zien(user: Any) -> bool:
    """The houses with mentors, the mentors themselves, coordinators and administrators (R7.6)."""
    return user.heeft_rol("praktijkopleider", "werkbegeleider", "coordinator", "beheerder")


def mag_mentor_aanwijzen(user: Any) -> bool:
    """A praktijkopleider appoints the mentors of the own house, the bureau those of every house."""
    return user.heeft_rol("praktijkopleider") or mag_poule_beheren(user)


def mag_mentor_beheren(user: Any, mentor: Any) -> bool:
    """The praktijkopleider of the house, and the bureau."""
    huis = mentor.afdeling.locatie.organisatie_id
    return huis in user.organisatie_ids_als("praktijkopleider") or mag_poule_beheren(user)


def mag_naam_zien(user: Any, mentor: Any) -> bool:
    """The name of a new employee is for the house and the mentor."""
    huis = mentor.afdeling.locatie.organisatie_id
    return mentor.user_id == user.pk or huis in user.organisatie_ids_als("praktijkopleider")


def mag_scholing_zien(user: Any) -> bool:
    """Everybody who supervises or arranges supervision (R7.8)."""
    return user.heeft_rol(
        "werkbegeleider", "praktijkopleider", "stagebegeleider", "stagedocent", "coordinator", "beheerder"
    )


def mag_training_volgen(user: Any) -> bool:
    """Whoever supervises students may take part."""
    return user.heeft_rol("werkbegeleider", "praktijkopleider", "stagebegeleider", "stagedocent")


def mag_scholing_geven(user: Any) -> bool:
    """Whether the person may plan trainings for some organisation."""
    return user.heeft_rol("coordinator", "praktijkopleider", "beheerder")


def mag_training_beheren(user: Any, training: Any) -> bool:
    """Whoever coordinates at the organisation that gives the training, its praktijkopleider, and the bureau."""
    eigen = user.organisatie_ids_als("coordinator", "praktijkopleider")
    return training.aanbieder_id in eigen or mag_poule_beheren(user)


def mag_bekwaamheid_vastleggen(user: Any, persoon: Any) -> bool:
    """Oneself, the praktijkopleider of the same house, and the bureau; `persoon` is a User."""
    if mag_poule_beheren(user) or user.pk == persoon.pk:
        return True
    return bool(user.organisatie_ids_als("praktijkopleider") & persoon.organisatie_ids)


def mag_certificaat_openen(user: Any, bekwaamheid: Any) -> bool:
    """The person, the own house, the bureau, and who gave the training; others see that it is there."""
    if mag_bekwaamheid_vastleggen(user, bekwaamheid.user):
        return True
    return bekwaamheid.deelname is not None and mag_training_beheren(user, bekwaamheid.deelname.training)
