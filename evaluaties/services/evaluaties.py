"""Evaluations: opened for a placement, filled in side by side, shown when both are handed in (R8.1)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import EvaluatieMoment, InvullingStatus, InvulRol
from evaluaties.models import Evaluatie, Evaluatieformulier, Invulling
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing


class InvulConflict(DomainError):
    """Somebody saved this side in between; `invulling` is what stands there now."""

    def __init__(self, invulling: Invulling) -> None:
        super().__init__("Deze evaluatie is intussen ergens anders bewaard. Beide teksten staan hieronder.")
        self.invulling = invulling


class Onvolledig(DomainError):
    """Something is missing before this side can be handed in; `velden` says for each field what, in order."""

    def __init__(self, velden: dict[str, str]) -> None:
        super().__init__(" ".join(velden.values()), field=next(iter(velden)))
        self.velden = velden


def formulier_voor(plaatsing: Plaatsing, moment: str, on: date) -> Evaluatieformulier:
    """Return the newest form of a moment; one of the own programme goes before one for all."""
    letters = plaatsing.student.opleiding.letters
    formulieren = Evaluatieformulier.objects.filter(moment=moment, geldig_van__lte=on)
    formulieren = formulieren.filter(Q(letters="") | Q(letters=letters))
    formulier = formulieren.order_by("-letters", "-geldig_van", "-versie", "pk").first()
    if formulier is None:
        raise DomainError("Er is nog geen formulier voor dit moment. Vraag de beheerder om er een te maken.")
    return formulier


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
        leg_vast(actie="evaluatie geopend", obj=evaluatie, by=by, at=at, na={"moment": moment})
        mensen = [plaatsing.student.user, plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
        _mail(evaluatie, "evaluatie_geopend", mensen, by, at)
    return evaluatie


def _mail(evaluatie: Evaluatie, sjabloon: str, mensen: list[User | None], by: User, at: datetime) -> None:
    naam = "invullen" if sjabloon == "evaluatie_geopend" else "detail"
    for user in mensen:
        if user is None or user == by:
            continue
        zet_klaar(
            soort=sjabloon,
            sleutel=f"{sjabloon}:{evaluatie.public_id}:{user.pk}",
            at=at,
            sjabloon=sjabloon,
            context={"evaluatie": evaluatie.get_moment_display(), "voor_datum": evaluatie.voor_datum},
            ontvanger=user,
            pad=reverse(f"evaluaties:{naam}", args=[evaluatie.public_id]),
        )


def _vergrendeld(evaluatie: Evaluatie, by: User, at: datetime) -> Invulling:
    """Return the own side, locked; made when there is none."""
    rol = rules.invulrol(by, evaluatie.plaatsing)
    if rol is None:
        raise GeenToegang("Alleen de student en de werkbegeleider vullen deze evaluatie in.")
    invulling, _ = Invulling.objects.get_or_create(
        evaluatie=evaluatie, rol=rol, defaults={"door": by, "bewaard_op": at}
    )
    return Invulling.objects.select_for_update(of=("self",), no_key=True).get(pk=invulling.pk)


@transaction.atomic
def bewaar_invulling(
    *,
    evaluatie: Evaluatie,
    antwoorden: Mapping[str, Mapping[str, str]],
    algemeen: str,
    versie: int,
    by: User,
    at: datetime,
) -> Invulling:
    """Keep the own side as a draft. Raises InvulConflict when `versie` is no longer the version that stands there."""
    invulling = _vergrendeld(evaluatie, by, at)
    if invulling.status == InvullingStatus.INGEDIEND:
        raise DomainError("U heeft deze evaluatie al ingediend. De antwoorden liggen vast.")
    nieuw = ({code: dict(antwoord) for code, antwoord in antwoorden.items()}, algemeen.strip())
    if nieuw == (invulling.antwoorden, invulling.algemeen):
        return invulling
    if versie != invulling.versie:
        raise InvulConflict(Invulling.objects.get(pk=invulling.pk))
    invulling.antwoorden, invulling.algemeen = nieuw
    invulling.versie += 1
    invulling.door, invulling.bewaard_op = by, at
    invulling.save()
    return invulling


@transaction.atomic
def dien_in(*, evaluatie: Evaluatie, versie: int, by: User, at: datetime) -> Invulling:
    """Hand in the own side as it stands at `versie`; it is fixed from then on. Twice is once (C2).

    Every part needs a score; at the end also the reasons (R8.1): all that is missing is told at once (Onvolledig).
    When both sides are in, everybody concerned hears it.
    """
    invulling = _vergrendeld(evaluatie, by, at)
    if invulling.status == InvullingStatus.INGEDIEND:
        return invulling
    if versie != invulling.versie:
        raise InvulConflict(invulling)
    _eis_compleet(evaluatie, invulling)
    invulling.status = InvullingStatus.INGEDIEND
    invulling.ingediend_op, invulling.door = at, by
    invulling.save()
    leg_vast(actie="evaluatie ingediend", obj=evaluatie, by=by, at=at, na={"rol": invulling.rol})
    if beide_ingediend(list(evaluatie.invullingen.all())):
        plaatsing = evaluatie.plaatsing
        mensen = [
            plaatsing.student.user,
            plaatsing.werkbegeleider,
            plaatsing.tweede_begeleider,
            plaatsing.stagebegeleider,
            plaatsing.student.stagedocent,
        ]
        _mail(evaluatie, "evaluatie_klaar", mensen, by, at)
    return invulling


def _eis_compleet(evaluatie: Evaluatie, invulling: Invulling) -> None:
    scores = {score for score, _ in Evaluatieformulier.SCORES}
    mist: dict[str, str] = {}
    for deel in evaluatie.formulier.onderdelen:
        antwoord = invulling.antwoorden.get(deel["code"], {})
        if antwoord.get("score") not in scores:
            mist[f"score_{deel['code']}"] = f"Kies nog een score bij '{deel['titel']}'."
        if evaluatie.moment == EvaluatieMoment.EIND and not antwoord.get("toelichting"):
            mist[f"toelichting_{deel['code']}"] = f"Leg de score uit bij '{deel['titel']}'."
    if mist:
        raise Onvolledig(mist)


def beide_ingediend(invullingen: list[Invulling]) -> bool:
    """Whether both sides are handed in, so that they may be shown."""
    return {rij.rol for rij in invullingen if rij.status == InvullingStatus.INGEDIEND} >= set(InvulRol.values)
