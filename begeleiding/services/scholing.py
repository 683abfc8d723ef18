"""Trainings of werkbegeleiders: planning, inviting, signing up while there are seats, who was there (R7.8)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_poule as rules
from begeleiding.enums import DeelnameStatus
from begeleiding.models import Bekwaamheid, Deelname, Training
from begeleiding.services import scholing_post as post
from begeleiding.services.bekwaamheden import geldig_op, na_training
from kern.enums import Rol
from kern.kalender import lokale_dag
from kern.models import Lidmaatschap, Organisatie, User
from kern.services.audit import leg_vast
from kern.services.taken import vraag_taak_aan

VELDEN = ("naam", "niveau", "begin", "minuten", "plek", "plekken", "jaren_geldig", "uitleg")
BEZET = (DeelnameStatus.AANGEMELD, DeelnameStatus.AFGEROND, DeelnameStatus.NIET_GEKOMEN)
TAAK = "certificaten"
VOORUIT = timedelta(days=730)
NIET_BEHEREN = "Alleen wie de training geeft, verandert haar."


def met_bezetting(rijen: QuerySet[Training], user: User) -> QuerySet[Training]:
    """With how many seats are taken, and the own place of `user` (`eigen`: a status or None), in the same query."""
    eigen = Deelname.objects.filter(training=OuterRef("pk"), user=user).values("status")[:1]
    return rijen.select_related("aanbieder").annotate(
        bezet=Count("deelnames", filter=Q(deelnames__status__in=BEZET)), eigen=eigen
    )


def kandidaten(*, training: Training, by: User, op: Any) -> QuerySet[User]:
    """Return who may be invited: supervisors (of the own house, for a praktijkopleider), who aren't in it yet.

    `getraind` tells who has a certificate that holds already.
    """
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        rol__in=[Rol.WERKBEGELEIDER, Rol.PRAKTIJKOPLEIDER, Rol.STAGEBEGELEIDER]
    )
    if not by.heeft_rol("coordinator", "beheerder"):
        leden = leden.filter(organisatie__in=by.organisatie_ids_als("praktijkopleider"))
    papier = geldig_op(Bekwaamheid.objects.filter(user=OuterRef("pk")), op)
    rijen = User.objects.actief().filter(pk__in=leden.values("user"))
    rijen = rijen.exclude(pk__in=training.deelnames.values("user")).annotate(getraind=Exists(papier))
    return rijen.order_by("getraind", "achternaam", "voornaam", "pk")


def _controleer(velden: Mapping[str, Any], at: datetime) -> None:
    if velden["begin"] <= at:
        raise DomainError("Kies een moment in de toekomst.", field="begin")
    if velden["begin"] > at + VOORUIT:
        raise DomainError("Kies een moment binnen twee jaar.", field="begin")
    if velden["plekken"] < 1:
        raise DomainError("Er is minstens één plek nodig.", field="plekken")


@transaction.atomic
def plan_training(*, aanbieder: Organisatie, gegevens: Mapping[str, Any], by: User, at: datetime) -> Training:
    """Plan a training. `gegevens` holds the fields of VELDEN. The same one twice is planned once (C2)."""
    velden = {naam: gegevens[naam] for naam in VELDEN}
    training = Training(aanbieder=aanbieder, gemaakt_door=by, gemaakt_op=at, **velden)
    if not rules.mag_training_beheren(by, training):
        raise GeenToegang("U plant alleen trainingen van uw eigen organisatie.")
    _controleer(velden, at)
    Organisatie.objects.select_for_update(of=("self",), no_key=True).get(pk=aanbieder.pk)
    dubbel = Training.objects.filter(aanbieder=aanbieder, afgezegd_op=None, gemaakt_door=by, **velden).first()
    if dubbel is not None:
        return dubbel
    training.save()
    leg_vast(actie="training gepland", obj=training, by=by, at=at, na={"naam": training.naam, "begin": training.begin})
    return training


def _op_slot(training: Training, by: User) -> Training:
    rijen = Training.objects.select_for_update(of=("self",), no_key=True).select_related("aanbieder")
    rij = rijen.get(pk=training.pk)
    if not rules.mag_training_beheren(by, rij):
        raise GeenToegang(NIET_BEHEREN)
    return rij


@transaction.atomic
def wijzig_training(*, training: Training, gegevens: Mapping[str, Any], by: User, at: datetime) -> Training:
    """Change a training; who is in it hears of another moment or place, with the change for their calendar."""
    rij = _op_slot(training, by)
    if rij.afgezegd_op is not None or rij.begin <= at:
        raise DomainError("Deze training is al geweest of afgezegd.")
    velden = {naam: gegevens[naam] for naam in VELDEN}
    _controleer(velden, at)
    bezet = rij.deelnames.filter(status__in=BEZET).count()
    if velden["plekken"] < bezet:
        raise DomainError(f"Er zijn al {bezet} mensen aangemeld.", field="plekken")
    anders = {naam: velden[naam] for naam in VELDEN if getattr(rij, naam) != velden[naam]}
    if not anders:
        return rij
    voor = {naam: getattr(rij, naam) for naam in anders if naam != "uitleg"}
    for naam, waarde in anders.items():
        setattr(rij, naam, waarde)
    rij.save()
    na = {naam: waarde for naam, waarde in anders.items() if naam != "uitleg"}
    leg_vast(actie="training gewijzigd", obj=rij, by=by, at=at, voor=voor, na=na)
    if {"begin", "minuten", "plek"} & anders.keys():
        for deelname in _deelnemers(rij, DeelnameStatus.AANGEMELD, DeelnameStatus.UITGENODIGD):
            post.vertel(deelname, at, wat="veranderd")
    return rij


def _deelnemers(training: Training, *standen: str) -> Iterable[Deelname]:
    return training.deelnames.filter(status__in=standen).select_related("user", "training__aanbieder").order_by("pk")


@transaction.atomic
def zeg_af(*, training: Training, by: User, at: datetime) -> None:
    """Call a training off and tell everybody who was in it. Twice does it once."""
    rij = _op_slot(training, by)
    if rij.afgezegd_op is not None:
        return
    if rij.begin <= at:
        raise DomainError("Deze training is al begonnen.")
    rij.afgezegd_op = at
    rij.save(update_fields=["afgezegd_op"])
    leg_vast(actie="training afgezegd", obj=rij, by=by, at=at)
    for deelname in _deelnemers(rij, DeelnameStatus.AANGEMELD, DeelnameStatus.UITGENODIGD):
        post.vertel(deelname, at, wat="afgezegd")


@transaction.atomic
def nodig_uit(*, training: Training, wie: Collection[User], by: User, at: datetime) -> int:
    """Invite people; each gets one mail. Who is in it already is skipped. Returns how many are new."""
    rij = _op_slot(training, by)
    _open(rij, at)
    toegestaan = kandidaten(training=rij, by=by, op=lokale_dag(at)).filter(pk__in=[user.pk for user in wie])
    nieuw = [
        rij.deelnames.create(user=user, status=DeelnameStatus.UITGENODIGD, uitgenodigd_op=at) for user in toegestaan
    ]
    for deelname in nieuw:
        post.vertel(deelname, at, wat="uitnodiging")
    if nieuw:
        leg_vast(actie="uitgenodigd voor training", obj=rij, by=by, at=at, na={"aantal": len(nieuw)})
    return len(nieuw)


def _open(training: Training, at: datetime) -> None:
    if training.afgezegd_op is not None:
        raise DomainError("Deze training is afgezegd.")
    if training.begin <= at:
        raise DomainError("Deze training is al begonnen.")


@transaction.atomic
def meld_aan(*, training: Training, by: User, at: datetime) -> Deelname:
    """Take a seat, invited or not. The training is locked before seats are counted (C1)."""
    rij = Training.objects.select_for_update(of=("self",), no_key=True).select_related("aanbieder").get(pk=training.pk)
    if not rules.mag_training_volgen(by):
        raise GeenToegang("Deze training is voor mensen die studenten begeleiden.")
    _open(rij, at)
    deelname = rij.deelnames.filter(user=by).first()
    if deelname is not None and deelname.status == DeelnameStatus.AANGEMELD:
        return deelname
    if rij.deelnames.filter(status__in=BEZET).count() >= rij.plekken:
        raise DomainError("Deze training is vol. Kijk of er een andere is.")
    if deelname is None:
        deelname = Deelname(training=rij, user=by, uitgenodigd_op=at)
    deelname.status, deelname.geantwoord_op = DeelnameStatus.AANGEMELD, at
    deelname.save()
    leg_vast(actie="aangemeld voor training", obj=rij, by=by, at=at)
    post.vertel(deelname, at, wat="aangemeld")
    return deelname


@transaction.atomic
def meld_af(*, training: Training, by: User, at: datetime) -> None:
    """Give the seat back, or decline the invitation. Twice does it once."""
    rij = Training.objects.select_for_update(of=("self",), no_key=True).select_related("aanbieder").get(pk=training.pk)
    deelname = rij.deelnames.filter(user=by).first()
    if deelname is None or deelname.status == DeelnameStatus.AFGEMELD:
        return
    _open(rij, at)
    had_plek = deelname.status == DeelnameStatus.AANGEMELD
    deelname.status, deelname.geantwoord_op = DeelnameStatus.AFGEMELD, at
    deelname.save(update_fields=["status", "geantwoord_op"])
    leg_vast(actie="afgemeld voor training", obj=rij, by=by, at=at)
    if had_plek:
        post.vertel(deelname, at, wat="afgemeld")


@transaction.atomic
def leg_opkomst_vast(*, training: Training, aanwezig: Collection[str], by: User, at: datetime) -> int:
    """Write down who was there (public ids of Deelname): they get a certificate, made in the background.

    Can be done again to mend a mistake, but a certificate that was given stays. Returns how many certificates are new.
    """
    rij = _op_slot(training, by)
    if rij.afgezegd_op is not None:
        raise DomainError("Deze training is afgezegd.")
    if rij.begin > at:
        raise DomainError("De training is nog niet begonnen. Leg de opkomst daarna vast.")
    nieuw = 0
    for deelname in _deelnemers(rij, *BEZET):
        if deelname.status == DeelnameStatus.AFGEROND:
            continue
        was_er = str(deelname.public_id) in aanwezig
        deelname.status = DeelnameStatus.AFGEROND if was_er else DeelnameStatus.NIET_GEKOMEN
        deelname.save(update_fields=["status"])
        if was_er:
            na_training(deelname, by=by, at=at)
            nieuw += 1
    leg_vast(actie="opkomst van training vastgelegd", obj=rij, by=by, at=at, na={"certificaten": nieuw})
    if nieuw:
        vraag_taak_aan(
            soort=TAAK, titel=f"Certificaten maken: {rij.naam}"[:200], gegevens={"training": rij.pk}, by=by, at=at,
            terug_url=post.pad_van(rij),
        )  # fmt: skip
    return nieuw
