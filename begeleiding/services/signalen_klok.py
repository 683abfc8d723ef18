"""A signal never waits unseen: a reminder, then a coordinator reads along, then the bureau (R7.7).

Twice or at the same time does each step once; when days were missed only the furthest step is done.
"""

import logging
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from begeleiding import rules_signalen as rules
from begeleiding.models import Signaal
from begeleiding.services import signalen_wie as wie
from begeleiding.services.signaaldrempels import Drempelboek
from begeleiding.services.signalen import laat_toe_door_systeem
from begeleiding.services.signalen_behandelen import zet_eigenaar
from begeleiding.services.signalen_stap import noteer, roep, vergrendeld

logger = logging.getLogger("stagebureau.begeleiding")
PER_KEER = 500


def volg(*, at: datetime) -> int:
    """Do what is due for signals that wait; one that fails doesn't hold up the others. Returns how many were moved."""
    op = timezone.localdate(at)
    boek = Drempelboek.op(op)
    gedaan = 0
    for pk in _aan_de_beurt(boek, op)[:PER_KEER]:
        try:
            gedaan += _volg_een(Signaal(pk=pk), boek, at)
        except Exception:
            logger.exception("een signaal kon niet worden gevolgd")  # the log must not tell which
    return gedaan


def _aan_de_beurt(boek: Drempelboek, op: date) -> list[int]:
    """Return the signals for which something is due: many that only wait don't keep an urgent one from its turn."""
    wachtend = Q(trede__lt=rules.BUREAU, wacht_vanaf__lt=op)
    rijen = Signaal.objects.open().filter(wachtend | Q(eigenaar=None) | Q(eigenaar__is_active=False))
    rijen = rijen.select_related("student__opleiding", "eigenaar").order_by("-spoed", "wacht_vanaf", "pk")
    return [rij.pk for rij in rijen if rij.eigenaar is None or not rij.eigenaar.is_active or _verder(rij, boek, op)]


def _verder(rij: Signaal, boek: Drempelboek, op: date) -> int:
    """Return the step that its waiting has reached when that is further than what was done, else 0."""
    dringend = rules.is_dringend(rij.soort, rij.bron, spoed=rij.spoed)
    dagen = boek.voor(rij.student.school_id, rij.student.opleiding.letters).dagen_tot_escalatie
    trede = rules.trede(rij.wacht_vanaf, op, dringend=dringend, dagen=dagen)
    return trede if trede > rij.trede else 0


@transaction.atomic
def _volg_een(signaal: Signaal, boek: Drempelboek, at: datetime) -> bool:
    if connection.features.has_select_for_update_skip_locked:
        vrij = Signaal.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        if not vrij.filter(pk=signaal.pk).exists():
            return False
    nu = vergrendeld(signaal)
    op = timezone.localdate(at)
    if nu.afgerond_op is not None:
        return False
    if nu.eigenaar is None or not nu.eigenaar.is_active:
        return _zoek_eigenaar(nu, at)
    trede = _verder(nu, boek, op)
    if not trede:
        return False
    nu.trede = trede
    if trede >= rules.COLLEGA and nu.geescaleerd_op is None:
        nu.geescaleerd_op = at
    nu.save(update_fields=["trede", "geescaleerd_op"])
    _zeg(nu, trede, at, haast=rules.is_dringend(nu.soort, nu.bron, spoed=nu.spoed))
    return True


def _zoek_eigenaar(nu: Signaal, at: datetime) -> bool:
    """Somebody who left owns nothing: the signal goes to who follows the student now."""
    dringend = rules.is_dringend(nu.soort, nu.bron, spoed=nu.spoed)
    op = timezone.localdate(at)
    if nu.naar_bureau:
        nieuw = next(iter(wie.bureau(op=op)), None)
    else:
        nieuw = wie.eigenaar_voor(nu.student, nu.plaatsing, dringend=dringend, op=op)
    if nieuw is None or nieuw == nu.eigenaar:
        return False
    zet_eigenaar(nu, nieuw, by=None, at=at)
    return True


def _zeg(nu: Signaal, trede: int, at: datetime, *, haast: bool) -> None:
    op = timezone.localdate(at)
    erbij = []
    if trede >= rules.COLLEGA and not nu.naar_bureau:
        erbij = wie.coordinatoren(nu.student, op=op)
    if trede >= rules.BUREAU or nu.naar_bureau:
        erbij = [*erbij, *wie.bureau(op=op)]
    wat = "Het signaal wacht nog. Er is een herinnering gestuurd."
    regel = noteer(nu, wat=wat, by=None, at=at, voor_melder=trede >= rules.COLLEGA)
    roep([nu.eigenaar], regel=regel, at=at, haast=haast)
    for user in erbij if trede >= rules.COLLEGA else []:
        if user.pk not in {nu.eigenaar_id, nu.student.user_id}:
            laat_toe_door_systeem(nu, user, by=None, at=at, haast=haast)
