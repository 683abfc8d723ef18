"""Who leads, joins and books: intervisie, spreekuur and older students (R7.5). Pure: (user, object), moments."""

from datetime import datetime, timedelta
from typing import Any

from begeleiding.enums import ReeksSoort

LEIDERS = ("coordinator", "stagedocent", "stagebegeleider")
KOPPELAARS = ("coordinator", "stagedocent")
ACHTERAF = timedelta(days=14)  # so long after it an intervisie may still be entered
MAX_JUNIORS = 5


def mag_reeks_maken(user: Any) -> bool:
    """Who starts a series: people of school and of the poule."""
    return user.heeft_rol(*LEIDERS)


def mag_leiden(user: Any, reeks: Any) -> bool:
    """The leader, and a coordinator of its school or of the bureau."""
    eigen = reeks.leider_id == user.pk and user.heeft_rol(*LEIDERS)
    return eigen or user.regio_coordinator or reeks.school_id in user.organisatie_ids_als("coordinator")


def kan_plannen(reeks: Any, begin: datetime, at: datetime) -> bool:
    """A spreekuur lies ahead; an intervisie may have been a short time ago."""
    return begin > at or (reeks.soort == ReeksSoort.INTERVISIE and begin > at - ACHTERAF)


def kan_opkomst(bijeenkomst: Any, at: datetime) -> bool:
    """Who was there is known once it began; not of one that was called off."""
    return bijeenkomst.afgezegd_op is None and bijeenkomst.begin <= at


def kan_boeken(plek: Any, at: datetime) -> bool:
    """A slot can be taken, and given back, until it begins."""
    return plek.bijeenkomst.afgezegd_op is None and plek.begin > at


def mag_juniors_koppelen(user: Any, junior: Any) -> bool:
    """The stagedocent of the junior, or a coordinator of the school."""
    docent = junior.stagedocent_id == user.pk and user.heeft_rol("stagedocent")
    return docent or junior.school_id in user.organisatie_ids_als("coordinator")


def hoort_bij_koppeling(user: Any, koppeling: Any) -> bool:
    """One of the two students, as long as it lasts."""
    return koppeling.tot is None and user.pk in {koppeling.ouderejaars.user_id, koppeling.junior.user_id}
