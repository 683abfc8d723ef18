"""Signing a result: in the portal or by a mailed link; after the last one it is fixed (R8.1).

What is signed is the content whose hash stands with the version, and it is reckoned anew each time.
"""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from basis.nederlands import short_date
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import EvaluatieStatus, TekenRol
from evaluaties.models import Evaluatie, Evaluatiehandtekening, Evaluatieresultaat
from evaluaties.services import evaluaties_post as post
from evaluaties.services.evaluaties import naam_van, vergrendel
from evaluaties.services.resultaat import MIN_REDEN
from evaluaties.services.resultaat_lezen import bereken_hash, lopend
from kern.models import User
from kern.services.audit import leg_vast


def _te_tekenen(evaluatie: Evaluatie) -> Evaluatieresultaat:
    resultaat = lopend(evaluatie)
    if evaluatie.status != EvaluatieStatus.TEKENEN or resultaat is None or not resultaat.aangeboden_op:
        raise DomainError("Er is nu niets te tekenen. Open de evaluatie opnieuw.")
    resultaat.evaluatie = evaluatie
    return resultaat


@transaction.atomic
def teken(
    *,
    evaluatie: Evaluatie,
    rol: str,
    hash_: str,
    at: datetime,
    gezien: bool = False,
    by: User | None = None,
    naam: str = "",
    via_link: bool = False,
) -> Evaluatiehandtekening:
    """Sign the version whose hash was shown; `gezien`: read, but the student doesn't agree.

    The same person twice signs once. A mailed link signs as werkbegeleider only. Raises GeenToegang, or DomainError
    when the text is another one by now or somebody else signed as this.
    """
    nu = vergrendel(evaluatie)
    mag = [TekenRol.WERKBEGELEIDER.value] if via_link else rules_evaluatie.mag_tekenen_als(by, nu) if by else []
    if rol not in mag:
        raise GeenToegang("U kunt deze evaluatie niet tekenen.")
    wie = naam_van(by, naam)
    if al := _eerder(nu, rol, hash_, by, wie):
        return al
    resultaat = _te_tekenen(nu)
    if al := resultaat.handtekeningen.filter(rol=rol).first():
        raise DomainError(f"Er is al getekend door {al.naam}, op {short_date(al.op)}.")
    if hash_ != resultaat.hash or bereken_hash(resultaat) != resultaat.hash:
        raise DomainError("Het resultaat is niet meer hetzelfde als wat u las. Open de evaluatie opnieuw.")
    handtekening = Evaluatiehandtekening.objects.create(
        resultaat=resultaat,
        rol=rol,
        door=by,
        naam=wie,
        op=at,
        hash=hash_,
        via_link=via_link,
        gezien=gezien and rol == TekenRol.STUDENT,
    )
    na = {"rol": rol, "versie": resultaat.versie, "hash": hash_, "gezien": handtekening.gezien}
    leg_vast(actie="evaluatie getekend", obj=nu, by=by, at=at, na=na | ({"via_link": True} if via_link else {}))
    _rond_af(resultaat, by, at)
    return handtekening


def _eerder(evaluatie: Evaluatie, rol: str, hash_: str, by: User | None, naam: str) -> Evaluatiehandtekening | None:
    """Return the signature that this person set under this very text before."""
    rij = Evaluatiehandtekening.objects.filter(resultaat__evaluatie=evaluatie, rol=rol, hash=hash_).first()
    if rij is None or rij.reden_zonder:
        return None
    return rij if (rij.door_id == by.pk if by else rij.door_id is None and rij.naam == naam) else None


@transaction.atomic
def leg_vast_zonder(*, evaluatie: Evaluatie, rol: str, reden: str, by: User, at: datetime) -> Evaluatiehandtekening:
    """A coordinator writes down why somebody doesn't sign, so that the evaluation isn't open for ever."""
    nu = vergrendel(evaluatie)
    if not rules.is_coordinator_van(by, nu.plaatsing):
        raise GeenToegang("Alleen een coördinator van de school legt vast dat iemand niet tekent.")
    resultaat = _te_tekenen(nu)
    if rol not in rules_evaluatie.tekenrollen(nu) or rol == TekenRol.SCHOOL:
        raise DomainError("De school tekent altijd zelf.")
    if len(reden.strip()) < MIN_REDEN:
        raise DomainError("Schrijf op waarom deze handtekening er niet komt.", field="reden")
    if al := resultaat.handtekeningen.filter(rol=rol).first():
        return al
    handtekening = Evaluatiehandtekening.objects.create(
        resultaat=resultaat,
        rol=rol,
        door=by,
        naam=by.naam[:200],
        op=at,
        hash=resultaat.hash,
        reden_zonder=reden.strip(),
    )
    na = {"rol": rol, "versie": resultaat.versie}
    leg_vast(actie="evaluatie zonder handtekening", obj=nu, by=by, at=at, reden=reden.strip(), na=na)
    _rond_af(resultaat, by, at)
    return handtekening


def _rond_af(resultaat: Evaluatieresultaat, by: User | None, at: datetime) -> None:
    """After the last signature: fixed; an earlier version is replaced by it."""
    evaluatie = resultaat.evaluatie
    getekend = set(resultaat.handtekeningen.values_list("rol", flat=True))
    if not getekend >= set(rules_evaluatie.tekenrollen(evaluatie)):
        return
    vorige = evaluatie.resultaten.filter(vast_op__isnull=False, vervangen_op=None).exclude(pk=resultaat.pk)
    vorige.update(vervangen_op=at)
    resultaat.vast_op = at
    resultaat.save(update_fields=["vast_op"])
    evaluatie.status, evaluatie.vast_op = EvaluatieStatus.VAST, at
    evaluatie.save(update_fields=["status", "vast_op"])
    leg_vast(
        actie="evaluatie ligt vast",
        obj=evaluatie,
        by=None,
        at=at,
        na={"versie": resultaat.versie, "hash": resultaat.hash},
    )
    post.meld_vast(resultaat, by, at)
