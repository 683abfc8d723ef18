"""Reminders to sign: after 3 and 7 working days to who must, then weekly to the coordinator; stops by itself."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import clock_time
from kern import kalender
from kern.models import User
from kern.models.onderwijs import extra_vrije_dagen
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.models import Ondertekening
from plaatsingen.services import ondertekenpost
from plaatsingen.services.mails import coordinatoren_van
from plaatsingen.services.ondertekenen import controleer_open, vergrendel

logger = logging.getLogger("stagebureau.ondertekenen")
STAPPEN = (3, 7)  # working days since the question
LANG = STAPPEN[-1]
VAN_UUR, TOT_UUR = 7, 18  # nobody is reminded in the evening or at the weekend (D8)


def werkdagen_terug(dag: date, aantal: int, vrij: frozenset[date]) -> date:
    """The day from which `aantal` working days lie up to and including `dag`."""
    while aantal:
        aantal -= kalender.is_werkdag(dag, vrij)
        dag -= timedelta(1)
    return dag


def herinner_wachtende(*, at: datetime, maximum: int = 500) -> dict[str, int]:
    """Remind who is due at `at`; returns how many parties, and how many coordinators heard of what takes long.

    Only on working days between 7 and 18 hours. Twice at the same moment reminds once.
    """
    lokaal, vrij = timezone.localtime(at), extra_vrije_dagen()
    telling = {"herinnerd": 0, "gemeld": 0}
    if not kalender.is_werkdag(lokaal.date(), vrij) or not VAN_UUR <= lokaal.hour < TOT_UUR:
        return telling
    for stap, dagen in enumerate(STAPPEN):
        grens = kalender.begin_van_dag(werkdagen_terug(lokaal.date(), dagen, vrij) + timedelta(1))
        rijen = Ondertekening.objects.wachtend().filter(gevraagd_op__lt=grens, herinneringen=stap)
        # One reminder a day: who was reminded by hand this morning, is left alone.
        rijen = rijen.exclude(herinnerd_op__gte=kalender.begin_van_dag(lokaal.date()))
        for partij in rijen.select_related("overeenkomst__plaatsing").order_by("gevraagd_op", "pk")[:maximum]:
            telling["herinnerd"] += _probeer(partij, stap, at)
    telling["gemeld"] = _meld_stilstand(lokaal.date(), vrij, at)
    return telling


def _probeer(partij: Ondertekening, stap: int, at: datetime) -> bool:
    """Remind one party; one that fails doesn't hold up the others."""
    try:
        with transaction.atomic():
            nu = vergrendel(partij)
            if nu.herinneringen != stap or nu.getekend_op or nu.gevraagd_op is None:
                return False
            controleer_open(nu)
            _herinner(nu, None, at)
            return True
    except DomainError:
        return False
    except Exception:
        logger.exception("herinnering voor ondertekening %s ging mis", partij.public_id)
        return False


def _herinner(partij: Ondertekening, by: User | None, at: datetime) -> None:
    partij.herinnerd_op = at
    partij.herinneringen += 1
    partij.save(update_fields=["herinnerd_op", "herinneringen"])
    ondertekenpost.vraag(partij=partij, at=at, by=by, herinnering=True)
    leg_vast(actie="herinnerd aan ondertekenen", obj=partij, by=by, at=at, na={"herinneringen": partij.herinneringen})


@transaction.atomic
def herinner_nu(*, partij: Ondertekening, by: User, at: datetime) -> Ondertekening:
    """Remind by hand, at most once a day. Raises DomainError when that was done today, or nobody need sign."""
    nu = vergrendel(partij)
    if not rules.mag_ondertekening_regelen(by, nu):
        raise GeenToegang("Alleen de coördinator of de praktijkopleider kan herinneren.")
    controleer_open(nu)
    if nu.herinnerd_op and timezone.localdate(nu.herinnerd_op) == timezone.localdate(at):
        raise DomainError(f"Vandaag is al herinnerd, om {clock_time(nu.herinnerd_op)}. Morgen kan het weer.")
    _herinner(nu, by, at)
    return nu


def lang_wachtend(dag: date) -> Q:
    """Condition: asked so long ago that the coordinator should look."""
    return Q(gevraagd_op__lt=kalender.begin_van_dag(werkdagen_terug(dag, LANG, extra_vrije_dagen()) + timedelta(1)))


def _meld_stilstand(dag: date, vrij: frozenset[date], at: datetime) -> int:
    """Tell the coordinators of each school how many signatures wait for longer than 7 working days, once a week."""
    grens = kalender.begin_van_dag(werkdagen_terug(dag, LANG + 1, vrij) + timedelta(1))
    rijen = Ondertekening.objects.wachtend().filter(gevraagd_op__lt=grens, herinneringen__gte=len(STAPPEN))
    per_school = rijen.order_by().values_list("overeenkomst__plaatsing__student__school").annotate(Count("pk"))
    gemeld = 0
    for school_id, aantal in per_school:
        for user in coordinatoren_van(school_id=school_id, op=dag):
            ondertekenpost.meld_stilstand(user=user, aantal=aantal, at=at)
            gemeld += 1
    return gemeld
