"""Objections against a fixed result: the student says why, a coordinator who had no part in it decides (R8.1)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import EvaluatieStatus
from evaluaties.models import Bezwaar, Evaluatie, Evaluatieresultaat
from evaluaties.services import evaluaties_post as post
from evaluaties.services.evaluaties import vergrendel
from evaluaties.services.resultaat import heropen
from evaluaties.services.resultaat_lezen import geldend
from kern.models import User
from kern.services.audit import leg_vast

MIN_TEKST = 20


@transaction.atomic
def maak_bezwaar(*, evaluatie: Evaluatie, tekst: str, by: User, at: datetime) -> Bezwaar:
    """Object to the version that counts; twice gives the one that is open. A coordinator is asked to decide."""
    nu = vergrendel(evaluatie)
    if not rules.is_student_van(by, nu.plaatsing):
        raise GeenToegang("Alleen de student maakt bezwaar.")
    resultaat = geldend(nu)
    if not rules_evaluatie.mag_bezwaar_maken(by, nu) or resultaat is None:
        raise DomainError("Bezwaar maken kan als de evaluatie vastligt.")
    resultaat.evaluatie = nu
    if openstaand := resultaat.bezwaren.open().first():
        return openstaand
    if len(tekst.strip()) < MIN_TEKST:
        raise DomainError("Schrijf in een paar zinnen waarom je het er niet mee eens bent.", field="tekst")
    coordinatoren = post.coordinatoren(nu, at)
    vrij = [user for user in coordinatoren if user.pk not in betrokken(resultaat)]
    bezwaar = Bezwaar.objects.create(resultaat=resultaat, tekst=tekst.strip(), ingediend_op=at)
    leg_vast(actie="bezwaar tegen evaluatie", obj=bezwaar, by=by, at=at, na={"versie": resultaat.versie})
    post.meld_bezwaar(bezwaar, vrij or coordinatoren, by, at)
    return bezwaar


def betrokken(resultaat: Evaluatieresultaat) -> set[int]:
    """Return who had a part in this result: who signed it, and who decided that it is onvoldoende."""
    mensen = set(resultaat.handtekeningen.values_list("door", flat=True)) | {resultaat.onvoldoende_door_id}
    return {pk for pk in mensen if pk}


def _vergrendel(bezwaar: Bezwaar) -> Bezwaar:
    evaluatie = vergrendel(bezwaar.resultaat.evaluatie)
    nu = Bezwaar.objects.select_for_update(of=("self",), no_key=True).select_related("resultaat").get(pk=bezwaar.pk)
    nu.resultaat.evaluatie = evaluatie
    return nu


@transaction.atomic
def trek_in(*, bezwaar: Bezwaar, by: User, at: datetime) -> Bezwaar:
    """The student takes the objection back; twice does it once."""
    nu = _vergrendel(bezwaar)
    if not rules.is_student_van(by, nu.resultaat.evaluatie.plaatsing):
        raise GeenToegang("Alleen de student trekt een bezwaar in.")
    if nu.besloten_op:
        raise DomainError("Over dit bezwaar is al besloten.")
    if nu.ingetrokken_op is None:
        nu.ingetrokken_op = at
        nu.save(update_fields=["ingetrokken_op"])
        leg_vast(actie="bezwaar tegen evaluatie ingetrokken", obj=nu, by=by, at=at)
    return nu


@transaction.atomic
def besluit(*, bezwaar: Bezwaar, gegrond: bool, tekst: str, by: User, at: datetime) -> Bezwaar:
    """Decide with reasons; when well-founded the evaluation is reopened. Twice does it once.

    Who had a part in the result doesn't decide, as long as the school has another coordinator.
    """
    nu = _vergrendel(bezwaar)
    evaluatie = nu.resultaat.evaluatie
    if not rules_evaluatie.mag_bezwaar_behandelen(by, evaluatie.plaatsing):
        raise GeenToegang("Een coördinator van de school beslist over een bezwaar.")
    if nu.besloten_op:
        return nu
    if nu.ingetrokken_op:
        raise DomainError("De student heeft dit bezwaar ingetrokken.")
    mee = betrokken(nu.resultaat)
    if by.pk in mee and any(user.pk not in mee for user in post.coordinatoren(evaluatie, at)):
        raise DomainError("U was bij deze beoordeling betrokken. Een andere coördinator van de school beslist.")
    if len(tekst.strip()) < MIN_TEKST:
        raise DomainError("Leg het besluit uit. De student leest dit.", field="tekst")
    nu.gegrond, nu.besluit = gegrond, tekst.strip()
    nu.besloten_door, nu.besloten_naam, nu.besloten_op = by, by.naam[:200], at
    nu.save()
    leg_vast(actie="besluit over bezwaar tegen evaluatie", obj=nu, by=by, at=at, na={"gegrond": gegrond})
    post.meld_besluit(nu, by, at)
    if gegrond and evaluatie.status == EvaluatieStatus.VAST:
        heropen(evaluatie=evaluatie, reden="Een bezwaar van de student is gegrond.", by=by, at=at)
    return nu
