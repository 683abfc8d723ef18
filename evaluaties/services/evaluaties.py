"""Evaluations: opened for a placement, filled in side by side, shown when both are in or the talk begins (R8.1).

What comes after the talk stands in `resultaat` and `resultaat_tekenen`. A step that a mailed link allows takes `by`
None with `naam` and `via_link`: who calls has checked the link and that it is for this placement.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from basis.errors import DomainError, GeenToegang
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import EvaluatieMoment, EvaluatieStatus, FormulierStatus, InvullingStatus, InvulRol
from evaluaties.formulieren import onderdelen_van
from evaluaties.models import Evaluatie, Evaluatieformulier, Invulling
from evaluaties.services.evaluaties_post import kring, mail
from kern.enums import Rol
from kern.kalender import lokale_dag
from kern.models import Lidmaatschap, User
from kern.services.audit import leg_vast
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing

SCORES = frozenset(score for score, _ in Evaluatieformulier.SCORES)
NIET_GEZIEN = Evaluatieformulier.NIET_GEZIEN[0]
Antwoorden = Mapping[str, Mapping[str, str]]


class InvulConflict(DomainError):
    """Somebody saved this side in between; `invulling` is what stands there now."""

    def __init__(self, invulling: Invulling) -> None:
        super().__init__("Deze evaluatie is intussen ergens anders bewaard. Beide teksten staan hieronder.")
        self.invulling = invulling


class Onvolledig(DomainError):
    """Something is missing before this can go on; `velden` says for each field what, in order."""

    def __init__(self, velden: dict[str, str]) -> None:
        super().__init__(" ".join(velden.values()), field=next(iter(velden)))
        self.velden = velden


def momenten_van(plaatsing: Plaatsing) -> list[EvaluatieMoment]:
    """Return the moments at which this placement is evaluated: weeks 10, 20 and the end in flexstage."""
    fasen = set(plaatsing.vorm.fasen.values_list("van_week", flat=True)) if plaatsing.vorm_id else set()
    return rules_evaluatie.momenten_voor(fasen)


def formulier_voor(plaatsing: Plaatsing, moment: str, on: date) -> Evaluatieformulier:
    """Return the form of a moment: of the own school before one for all, of the own programme likewise, the newest."""
    student = plaatsing.student
    formulieren = Evaluatieformulier.objects.voor_moment(moment).filter(
        Q(letters="") | Q(letters=student.opleiding.letters),
        Q(school=None) | Q(school=student.school_id),
        status=FormulierStatus.GEPUBLICEERD,
        geldig_van__lte=on,
    )
    beste = max(
        formulieren,
        key=lambda rij: (rij.school_id is not None, bool(rij.letters), rij.geldig_van, rij.versie, -rij.pk),
        default=None,
    )
    if beste is None:
        raise DomainError("Er is nog geen formulier voor dit moment. Vraag de beheerder om er een te maken.")
    return beste


@transaction.atomic
def open_evaluatie(*, plaatsing: Plaatsing, moment: str, voor_datum: date | None, by: User, at: datetime) -> Evaluatie:
    """Start an evaluation; both sides get a mail. Opening the same moment again gives the one that is there (C2)."""
    if not rules.mag_evaluatie_openen(by, plaatsing):
        raise GeenToegang("U kunt bij deze stage geen evaluatie openen.")
    if plaatsing.status not in ACTIEF:
        raise DomainError("De stage loopt niet. Een evaluatie openen kan alleen tijdens de stage.")
    if voor_datum is not None and voor_datum < lokale_dag(at):
        raise DomainError("Deze dag is al geweest. Kies een latere dag.", field="voor_datum")
    Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing.pk)
    evaluatie, nieuw = Evaluatie.objects.get_or_create(
        plaatsing=plaatsing,
        moment=moment,
        defaults={
            "formulier": formulier_voor(plaatsing, moment, lokale_dag(at)),
            "geopend_op": at,
            "voor_datum": voor_datum,
        },
    )
    if nieuw:
        na = {"moment": moment, "formulier": str(evaluatie.formulier.public_id)}
        leg_vast(actie="evaluatie geopend", obj=evaluatie, by=by, at=at, na=na)
        mensen = [plaatsing.student.user, plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
        mail(evaluatie, "evaluatie_geopend", mensen, by, at, adres="invullen")
    return evaluatie


# --- Filling in ---


def vergrendel(evaluatie: Evaluatie) -> Evaluatie:
    """Lock the evaluation (one lock for every step) and return it as it is now, with who is concerned."""
    Evaluatie.objects.select_for_update(of=("self",), no_key=True).get(pk=evaluatie.pk)
    return Evaluatie.objects.select_related(
        "formulier",
        "plaatsing__student__user",
        "plaatsing__student__school",
        "plaatsing__student__stagedocent",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
        "plaatsing__werkbegeleider",
        "plaatsing__tweede_begeleider",
        "plaatsing__stagebegeleider",
        "tweede_beoordelaar",
    ).get(pk=evaluatie.pk)


def naam_van(by: User | None, naam: str) -> str:
    """Return under which name this is kept; raises DomainError when nobody gave one."""
    if by is not None:
        return by.naam[:200]
    if not naam.strip():
        raise DomainError("Vul uw naam in.", field="naam")
    return naam.strip()[:200]


def _eigen_kant(evaluatie: Evaluatie, by: User | None, at: datetime, *, via_link: bool) -> Invulling:
    """Return the own side, locked; made when there is none."""
    rol = InvulRol.WERKBEGELEIDER.value if via_link else by and rules.invulrol(by, evaluatie.plaatsing)
    if not rol:
        raise GeenToegang("Alleen de student en de werkbegeleider vullen deze evaluatie in.")
    invulling, _ = Invulling.objects.get_or_create(
        evaluatie=evaluatie, rol=rol, defaults={"door": by, "bewaard_op": at}
    )
    return Invulling.objects.select_for_update(of=("self",), no_key=True).get(pk=invulling.pk)


@transaction.atomic
def bewaar_invulling(
    *,
    evaluatie: Evaluatie,
    antwoorden: Antwoorden,
    algemeen: str,
    versie: int,
    at: datetime,
    by: User | None = None,
    naam: str = "",
    via_link: bool = False,
) -> Invulling:
    """Keep the own side as a draft. Raises InvulConflict when `versie` is no longer the version that stands there."""
    wie = naam_van(by, naam)
    invulling = _eigen_kant(evaluatie, by, at, via_link=via_link)
    if invulling.status == InvullingStatus.INGEDIEND:
        raise DomainError("U heeft deze evaluatie al ingediend. De antwoorden liggen vast.")
    nieuw = ({code: dict(antwoord) for code, antwoord in antwoorden.items()}, algemeen.strip())
    if nieuw == (invulling.antwoorden, invulling.algemeen):
        return invulling
    if versie != invulling.versie:
        raise InvulConflict(Invulling.objects.get(pk=invulling.pk))
    invulling.antwoorden, invulling.algemeen = nieuw
    invulling.versie += 1
    invulling.door, invulling.naam, invulling.via_link, invulling.bewaard_op = by, wie, via_link, at
    invulling.save()
    return invulling


@transaction.atomic
def dien_in(
    *,
    evaluatie: Evaluatie,
    versie: int,
    at: datetime,
    by: User | None = None,
    naam: str = "",
    via_link: bool = False,
) -> Invulling:
    """Hand in the own side as it stands at `versie`; it is fixed from then on. Twice is once (C2).

    Every part needs a score; at the end also the reasons (R8.1): all that is missing is told at once (Onvolledig).
    When both sides are in, everybody concerned hears it. After the talk began it may still come in; the page says so.
    """
    wie = naam_van(by, naam)
    nu = vergrendel(evaluatie)
    invulling = _eigen_kant(nu, by, at, via_link=via_link)
    if invulling.status == InvullingStatus.INGEDIEND:
        return invulling
    if nu.status not in {EvaluatieStatus.INVULLEN, EvaluatieStatus.GESPREK}:
        raise DomainError("Het resultaat staat al klaar om te tekenen. Indienen kan niet meer.")
    if nu.vast_op is not None:  # reopened: both sides are part of what was signed
        raise DomainError("Deze evaluatie lag al vast. Indienen kan niet meer.")
    if versie != invulling.versie:
        raise InvulConflict(invulling)
    if mist := wat_mist(nu, invulling.antwoorden):
        raise Onvolledig(mist)
    invulling.status = InvullingStatus.INGEDIEND
    invulling.ingediend_op, invulling.door, invulling.naam, invulling.via_link = at, by, wie, via_link
    invulling.save()
    na = {"rol": invulling.rol} | ({"via_link": True} if via_link else {})
    leg_vast(actie="evaluatie ingediend", obj=nu, by=by, at=at, na=na)
    if beide_ingediend(list(nu.invullingen.all())):
        if nu.status == EvaluatieStatus.INVULLEN:
            nu.status = EvaluatieStatus.GESPREK
            nu.save(update_fields=["status"])
        mail(nu, "evaluatie_klaar", kring(nu), by, at)
    return invulling


def wat_mist(evaluatie: Evaluatie, antwoorden: Antwoorden) -> dict[str, str]:
    """Return per field of the form what is still missing, in order; a final score needs its reasons (R8.1)."""
    einde = evaluatie.moment == EvaluatieMoment.EIND
    mag = SCORES if einde else SCORES | {NIET_GEZIEN}
    mist: dict[str, str] = {}
    for deel in onderdelen_van(evaluatie.formulier.onderdelen):
        antwoord = antwoorden.get(deel.code, {})
        toelichting = antwoord.get("toelichting")
        if not deel.heeft_score:
            if deel.verplicht and not toelichting:
                mist[f"toelichting_{deel.code}"] = f"Vul nog iets in bij '{deel.titel}'."
            continue
        if antwoord.get("score") not in mag:
            mist[f"score_{deel.code}"] = f"Kies nog een score bij '{deel.titel}'."
        if einde and not toelichting:
            mist[f"toelichting_{deel.code}"] = f"Leg de score uit bij '{deel.titel}'."
    return mist


def beide_ingediend(invullingen: list[Invulling]) -> bool:
    """Whether both sides are handed in."""
    return {rij.rol for rij in invullingen if rij.status == InvullingStatus.INGEDIEND} >= set(InvulRol.values)


def zijn_open(evaluatie: Evaluatie, invullingen: list[Invulling]) -> bool:
    """Whether what was handed in may be shown to the other side: both are in, or the talk began."""
    return evaluatie.status != EvaluatieStatus.INVULLEN or beide_ingediend(invullingen)


# --- The talk ---


@transaction.atomic
def begin_gesprek(
    *, evaluatie: Evaluatie, at: datetime, by: User | None = None, naam: str = "", via_link: bool = False
) -> Evaluatie:
    """Say that the talk begins: what was handed in opens for both, also when one side isn't in. Twice is once."""
    nu = vergrendel(evaluatie)
    if not via_link and not (by and rules_evaluatie.mag_gesprek_leiden(by, nu.plaatsing)):
        raise GeenToegang("De werkbegeleider of iemand van de school begint het gesprek.")
    naam_van(by, naam)  # refuses who gives none; the log keeps no names
    if nu.gesprek_begonnen_op is not None or nu.status in {EvaluatieStatus.TEKENEN, EvaluatieStatus.VAST}:
        return nu
    nu.status, nu.gesprek_begonnen_op = EvaluatieStatus.GESPREK, at
    nu.save(update_fields=["status", "gesprek_begonnen_op"])
    binnen = sorted(nu.invullingen.filter(status=InvullingStatus.INGEDIEND).values_list("rol", flat=True))
    na = {"ingediend": binnen} | ({"via_link": True} if via_link else {})
    leg_vast(actie="evaluatiegesprek begonnen", obj=nu, by=by, at=at, na=na)
    return nu


def meld_evaluatiegesprek(*, plaatsing: Plaatsing, momenten: Iterable[str], by: User | None, at: datetime) -> None:
    """A talk of this kind was logged: the newest evaluation on which somebody handed in begins, if `by` may say so."""
    if by is None or not rules_evaluatie.mag_gesprek_leiden(by, plaatsing):
        return
    binnen = Invulling.objects.filter(status=InvullingStatus.INGEDIEND).values("evaluatie")
    wachtend = plaatsing.evaluaties.filter(status=EvaluatieStatus.INVULLEN, moment__in=momenten, pk__in=binnen)
    if evaluatie := wachtend.order_by("-geopend_op", "-pk").first():
        begin_gesprek(evaluatie=evaluatie, by=by, at=at)


@transaction.atomic
def kies_tweede(*, evaluatie: Evaluatie, tweede: User | None, by: User, at: datetime) -> Evaluatie:
    """Say who signs along as second assessor, or nobody; until the result is offered."""
    nu = vergrendel(evaluatie)
    if not rules_evaluatie.mag_tweede_kiezen(by, nu.plaatsing):
        raise GeenToegang("Iemand van de school kiest de tweede beoordelaar.")
    if nu.status in {EvaluatieStatus.TEKENEN, EvaluatieStatus.VAST}:
        raise DomainError("Het resultaat staat al klaar om te tekenen. Haal het eerst terug.")
    if tweede is not None and tweede.pk not in {rij.pk for rij in kandidaten_tweede(nu, lokale_dag(at))}:
        raise DomainError("Deze persoon kan bij deze stage geen tweede beoordelaar zijn.", field="tweede")
    if nu.tweede_beoordelaar == tweede:
        return nu
    nu.tweede_beoordelaar = tweede
    nu.save(update_fields=["tweede_beoordelaar"])
    na = {"tweede": str(tweede.public_id) if tweede else None}
    leg_vast(actie="tweede beoordelaar gekozen", obj=nu, by=by, at=at, na=na)
    return nu


def kandidaten_tweede(evaluatie: Evaluatie, on: date) -> list[User]:
    """Return who can be second assessor: people who may read this evaluation, but neither side."""
    plaatsing = evaluatie.plaatsing
    huis = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    leden = Lidmaatschap.objects.geldig_op(on).filter(
        Q(organisatie=plaatsing.student.school_id, rol=Rol.COORDINATOR)
        | Q(organisatie=huis, rol=Rol.PRAKTIJKOPLEIDER)
        | Q(user=plaatsing.stagebegeleider_id, rol=Rol.STAGEBEGELEIDER)
        | Q(user=plaatsing.student.stagedocent_id, rol=Rol.STAGEDOCENT)
    )
    beide = {plaatsing.student.user_id, plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id}
    mensen = {lid.user for lid in leden.filter(user__is_active=True).select_related("user") if lid.user_id not in beide}
    return sorted(mensen, key=lambda user: (user.achternaam, user.voornaam, user.pk))
