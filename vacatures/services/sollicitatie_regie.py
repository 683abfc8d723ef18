"""What the regisseur does with an application: forward, return with advice, or decline (R4.2)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import User
from vacatures.enums import Afwijsreden, SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.rules_sollicitatie import is_student_van, mag_regisseren
from vacatures.services import sollicitatie_post as post
from vacatures.services.sollicitatie_stap import eis_niet_stil, eis_overgang, vergrendeld, zet

S = SollicitatieStatus


def _bij_regisseur(sollicitatie: Sollicitatie, naar: str, by: User) -> Sollicitatie:
    nu = vergrendeld(sollicitatie)
    if is_student_van(by, nu) or not mag_regisseren(by, nu):
        raise GeenToegang("Alleen de regisseur of een coördinator van de school doet dit.")
    if nu.status != naar:
        eis_niet_stil(nu)
        eis_overgang(nu, naar)
        if nu.status != S.BIJ_REGISSEUR:
            raise DomainError("Deze sollicitatie is niet meer bij de school.")
    return nu


@transaction.atomic
def stuur_door(*, sollicitatie: Sollicitatie, by: User, at: datetime, tekst: str = "") -> Sollicitatie:
    """Send it on to the leerbedrijf, with a note that everybody concerned reads. Twice is once."""
    nu = _bij_regisseur(sollicitatie, S.BIJ_LEERBEDRIJF, by)
    if nu.status == S.BIJ_LEERBEDRIJF:
        return nu
    stap = zet(nu, S.BIJ_LEERBEDRIJF, by=by, at=at, tekst=tekst, bereikte_leerbedrijf_op=at)
    post.vraag_leerbedrijf(nu, stap, at=at)
    post.mail("sollicitatie_doorgestuurd", nu, stap, [nu.student.user], at=at)
    return nu


def stuur_veel_door(*, sollicitaties: Iterable[Sollicitatie], by: User, at: datetime) -> tuple[int, list[str]]:
    """Send many on, each on its own; returns how many went and, for those that didn't, why."""
    gedaan, fouten = 0, []
    for rij in sollicitaties:
        try:
            stuur_door(sollicitatie=rij, by=by, at=at)
            gedaan += 1
        except DomainError as fout:
            fouten.append(f"{rij.student}: {fout.message}")
    return gedaan, fouten


@transaction.atomic
def geef_terug(*, sollicitatie: Sollicitatie, by: User, at: datetime, tekst: str) -> Sollicitatie:
    """Return it to the student with advice, which the leerbedrijf never reads. Raises DomainError without advice."""
    nu = _bij_regisseur(sollicitatie, S.TERUG, by)
    if nu.status == S.TERUG:
        return nu
    if not tekst.strip():
        raise DomainError("Schrijf wat er beter kan.", field="tekst")
    stap = zet(nu, S.TERUG, by=by, at=at, tekst=tekst, alleen_school=True)
    post.mail("sollicitatie_terug", nu, stap, [nu.student.user], at=at, wacht=True)
    return nu


@transaction.atomic
def wijs_af_als_school(
    *, sollicitatie: Sollicitatie, by: User, at: datetime, reden: str, tekst: str = ""
) -> Sollicitatie:
    """Don't send it on, with a reason that the student reads. Raises DomainError without one of the known reasons."""
    nu = _bij_regisseur(sollicitatie, S.AFGEWEZEN_SCHOOL, by)
    if nu.status == S.AFGEWEZEN_SCHOOL:
        return nu
    if reden not in Afwijsreden.values:
        raise DomainError("Kies een reden.", field="reden")
    if reden == Afwijsreden.ANDERS and not tekst.strip():
        raise DomainError("Schrijf bij een andere reden waarom.", field="tekst")
    stap = zet(nu, S.AFGEWEZEN_SCHOOL, by=by, at=at, tekst=tekst, alleen_school=True, afwijsreden=reden)
    post.mail("sollicitatie_niet_doorgestuurd", nu, stap, [nu.student.user], at=at)
    return nu
