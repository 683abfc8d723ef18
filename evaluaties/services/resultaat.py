"""The joint result of the talk: written down, offered to sign, taken back, reopened in a new version (R8.1).

One version is worked on at a time. What was offered never changes: a change makes the next version, with its reason.
Signing stands in `resultaat_tekenen`.
"""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evaluatie
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus
from evaluaties.models import Evaluatie, Evaluatieresultaat
from evaluaties.services import evaluaties_post as post
from evaluaties.services.evaluaties import Onvolledig, begin_gesprek, naam_van, vergrendel, wat_mist
from evaluaties.services.resultaat_lezen import INHOUD, Inhoud, bereken_hash, geldend, inhoud_van, lopend
from kern.models import User
from kern.services.audit import leg_vast

S = EvaluatieStatus
MIN_REDEN = 10
ONVOLDOENDE = "onvoldoende"


class ResultaatConflict(DomainError):
    """Somebody saved the joint result in between; `resultaat` is what stands there now."""

    def __init__(self, resultaat: Evaluatieresultaat) -> None:
        super().__init__("Iemand anders heeft het resultaat intussen bewaard. Beide teksten staan hieronder.")
        self.resultaat = resultaat


# --- Writing it down ---


def _mag_leiden(evaluatie: Evaluatie, by: User | None, *, via_link: bool) -> None:
    if not via_link and not (by and rules_evaluatie.mag_gesprek_leiden(by, evaluatie.plaatsing)):
        raise GeenToegang("De werkbegeleider of iemand van de school schrijft het resultaat op.")


@transaction.atomic
def bewaar_resultaat(
    *,
    evaluatie: Evaluatie,
    inhoud: Inhoud,
    bewerking: int,
    at: datetime,
    by: User | None = None,
    naam: str = "",
    via_link: bool = False,
) -> Evaluatieresultaat:
    """Keep the joint result as a draft; who does so began the talk. Raises ResultaatConflict (C3)."""
    nu = vergrendel(evaluatie)
    _mag_leiden(nu, by, via_link=via_link)
    wie = naam_van(by, naam)
    if nu.status in {S.TEKENEN, S.VAST}:
        raise DomainError("Het resultaat staat al klaar om te tekenen. Haal het eerst terug.")
    nu = begin_gesprek(evaluatie=nu, at=at, by=by, naam=naam, via_link=via_link)
    resultaat = lopend(nu)
    if resultaat is None:
        if bewerking:
            raise DomainError("Dit resultaat is intussen vervallen. Open de evaluatie opnieuw.")
        resultaat = Evaluatieresultaat(evaluatie=nu, versie=1, gemaakt_door=by, gemaakt_op=at, bewaard_op=at)
    elif inhoud_van(resultaat) == inhoud:
        return resultaat
    elif bewerking != resultaat.bewerking:
        raise ResultaatConflict(resultaat)
    for veld in INHOUD:
        setattr(resultaat, veld, getattr(inhoud, veld))
    resultaat.antwoorden = {code: dict(antwoord) for code, antwoord in inhoud.antwoorden.items()}
    if resultaat.eindscore != ONVOLDOENDE:
        _wis_vaststelling(resultaat)
    resultaat.bewerking += 1
    resultaat.bewaard_op, resultaat.bewaard_naam = at, wie
    resultaat.save()
    return resultaat


def _wis_vaststelling(resultaat: Evaluatieresultaat) -> None:
    resultaat.onvoldoende_door, resultaat.onvoldoende_naam = None, ""
    resultaat.onvoldoende_op, resultaat.onvoldoende_reden = None, ""


@transaction.atomic
def stel_onvoldoende_vast(*, evaluatie: Evaluatie, reden: str, by: User, at: datetime) -> Evaluatieresultaat:
    """A named person of the school decides, with reasons, that it is onvoldoende (D7); before it can be signed."""
    nu = vergrendel(evaluatie)
    if not rules_evaluatie.mag_onvoldoende_vaststellen(by, nu.plaatsing):
        raise GeenToegang("Iemand van de school stelt vast of een stage onvoldoende is.")
    resultaat = lopend(nu)
    if resultaat is None or resultaat.aangeboden_op or resultaat.eindscore != ONVOLDOENDE:
        raise DomainError("Er is nu geen resultaat met 'onvoldoende' dat wacht op vaststelling.")
    if len(reden.strip()) < MIN_REDEN:
        raise DomainError("Leg in een paar zinnen uit waarom de stage onvoldoende is.", field="reden")
    resultaat.onvoldoende_door, resultaat.onvoldoende_naam = by, by.naam[:200]
    resultaat.onvoldoende_op, resultaat.onvoldoende_reden = at, reden.strip()
    resultaat.save()
    leg_vast(actie="evaluatie onvoldoende vastgesteld", obj=nu, by=by, at=at, na={"versie": resultaat.versie})
    return resultaat


# --- Offering, taking back, reopening ---


@transaction.atomic
def bied_aan(
    *,
    evaluatie: Evaluatie,
    bewerking: int,
    at: datetime,
    by: User | None = None,
    naam: str = "",
    via_link: bool = False,
) -> Evaluatieresultaat:
    """Fix the text with its hash and ask everybody to sign. Twice does it once.

    Raises Onvolledig with all that is missing, ResultaatConflict, or DomainError when the school must first decide.
    """
    nu = vergrendel(evaluatie)
    _mag_leiden(nu, by, via_link=via_link)
    naam_van(by, naam)  # refuses who gives none; the log keeps no names
    resultaat = lopend(nu)
    if resultaat is None:
        raise DomainError("Schrijf eerst het resultaat van het gesprek op.")
    resultaat.evaluatie = nu
    if resultaat.aangeboden_op:
        return resultaat
    if bewerking != resultaat.bewerking:
        raise ResultaatConflict(resultaat)
    if mist := _mist_in(nu, resultaat):
        raise Onvolledig(mist)
    if resultaat.eindscore == ONVOLDOENDE and not resultaat.onvoldoende_op:
        post.vraag_vaststelling(resultaat, by, at)
        return resultaat
    if rules_evaluatie.tweede_nodig(nu) and nu.tweede_beoordelaar_id is None:
        raise DomainError("Bij deze beoordeling tekent een tweede beoordelaar mee. Laat de school die eerst kiezen.")
    resultaat.aangeboden_op, resultaat.hash = at, bereken_hash(resultaat)
    resultaat.save(update_fields=["aangeboden_op", "hash"])
    nu.status = S.TEKENEN
    nu.save(update_fields=["status"])
    na = {"versie": resultaat.versie, "hash": resultaat.hash} | ({"via_link": True} if via_link else {})
    leg_vast(actie="resultaat van evaluatie ter ondertekening", obj=nu, by=by, at=at, na=na)
    post.vraag_handtekeningen(resultaat, by, at)
    return resultaat


def _mist_in(evaluatie: Evaluatie, resultaat: Evaluatieresultaat) -> dict[str, str]:
    """Return what keeps this from being signed; at the end an argued score (R8.1)."""
    mist = wat_mist(evaluatie, resultaat.antwoorden)
    if evaluatie.moment != EvaluatieMoment.EIND:
        return mist
    if resultaat.eindscore not in dict(Evaluatieresultaat.EINDSCORES):
        mist["eindscore"] = "Kies de eindscore."
    if len(resultaat.onderbouwing.strip()) < MIN_REDEN:
        mist["onderbouwing"] = "Schrijf op waarom dit de eindscore is."
    return mist


@transaction.atomic
def haal_terug(
    *, evaluatie: Evaluatie, reden: str, by: User, at: datetime, via_link: bool = False
) -> Evaluatieresultaat:
    """Take a result back that waits for signatures. When somebody signed already it becomes a new version."""
    nu = vergrendel(evaluatie)
    _mag_leiden(nu, by, via_link=via_link)
    resultaat = lopend(nu)
    if nu.status != S.TEKENEN or resultaat is None:
        raise DomainError("Dit resultaat wacht niet op handtekeningen.")
    resultaat.evaluatie = nu
    if not resultaat.handtekeningen.exists():
        resultaat.aangeboden_op, resultaat.hash = None, ""
        resultaat.save(update_fields=["aangeboden_op", "hash"])
    else:
        resultaat = _volgende_versie(resultaat, _goede_reden(reden), by, at, vervang=True)
        post.meld_heropend(resultaat, by, at)
    nu.status = S.GESPREK
    nu.save(update_fields=["status"])
    leg_vast(
        actie="resultaat van evaluatie teruggehaald",
        obj=nu,
        by=by,
        at=at,
        reden=reden.strip(),
        na={"versie": resultaat.versie} | ({"via_link": True} if via_link else {}),
    )
    return resultaat


@transaction.atomic
def heropen(*, evaluatie: Evaluatie, reden: str, by: User, at: datetime) -> Evaluatieresultaat:
    """Reopen what is fixed: the next version begins as a copy; until all sign it, the old one counts."""
    nu = vergrendel(evaluatie)
    if not rules_evaluatie.mag_heropenen(by, nu.plaatsing):
        raise GeenToegang("De coördinator of de stagedocent opent een vastgelegde evaluatie opnieuw.")
    vast = geldend(nu)
    if nu.status != S.VAST or vast is None:
        raise DomainError("Deze evaluatie ligt niet vast.")
    vast.evaluatie = nu
    resultaat = _volgende_versie(vast, _goede_reden(reden), by, at, vervang=False)
    nu.status = S.GESPREK
    nu.save(update_fields=["status"])
    na = {"versie": resultaat.versie}
    leg_vast(actie="evaluatie heropend", obj=nu, by=by, at=at, reden=resultaat.reden_wijziging, na=na)
    post.meld_heropend(resultaat, by, at)
    return resultaat


@transaction.atomic
def staak_wijziging(*, evaluatie: Evaluatie, by: User, at: datetime) -> Evaluatie:
    """Drop a reopened version that nobody signed; the old one counts on."""
    nu = vergrendel(evaluatie)
    if not rules_evaluatie.mag_heropenen(by, nu.plaatsing):
        raise GeenToegang("De coördinator of de stagedocent laat een wijziging vervallen.")
    resultaat = lopend(nu)
    if resultaat is None or geldend(nu) is None or resultaat.handtekeningen.exists():
        raise DomainError("Er is geen wijziging die kan vervallen.")
    resultaat.vervangen_op = at
    resultaat.save(update_fields=["vervangen_op"])
    nu.status = S.VAST
    nu.save(update_fields=["status"])
    leg_vast(actie="wijziging van evaluatie vervallen", obj=nu, by=by, at=at, na={"versie": resultaat.versie})
    return nu


def _goede_reden(reden: str) -> str:
    if len(reden.strip()) < MIN_REDEN:
        raise DomainError("Schrijf in een zin waarom. Iedereen die tekent leest dit.", field="reden")
    return reden.strip()


def _volgende_versie(
    oud: Evaluatieresultaat, reden: str, by: User, at: datetime, *, vervang: bool
) -> Evaluatieresultaat:
    if vervang:
        oud.vervangen_op = at
        oud.save(update_fields=["vervangen_op"])
    laatste = oud.evaluatie.resultaten.order_by("-versie").values_list("versie", flat=True).first()
    kopie = {naam: getattr(oud, naam) for naam in INHOUD}
    return Evaluatieresultaat.objects.create(
        evaluatie=oud.evaluatie,
        versie=laatste + 1,
        reden_wijziging=reden,
        gemaakt_door=by,
        gemaakt_op=at,
        bewaard_op=at,
        bewaard_naam=by.naam[:200],
        bewerking=1,
        **kopie,
    )
