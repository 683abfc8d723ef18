"""The one door to the text of a report and to evaluations: every opening by somebody else leaves a line (P8, D2)."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.models import Evaluatie, Verslag
from evaluaties.woorden import plichttitel
from kern.enums import InzageUitkomst
from kern.models import Inzageregel, User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar
from kern.services.inzage import leg_inzage_vast

NOODINZAGE = timedelta(minutes=15)
MIN_REDEN = 10
RELATIES = (
    "plaatsing__student__user",
    "plaatsing__student__school",
    "plaatsing__student__stagedocent",
    "plaatsing__stageplaats__afdeling__locatie__organisatie",
    "plaatsing__werkbegeleider",
    "plaatsing__stagebegeleider",
)


def open_verslag(user: User, public_id: UUID, at: datetime, route: str, *, noodreden: str = "") -> Verslag:
    """Return a report whose text this person may read, after the access line was written.

    Raises Verslag.DoesNotExist for a stranger (404) and GeenToegang for who may know of it but not read it (403); both
    refusals are logged too. `noodreden` is the reason of a beheerder who broke the glass (`breek_glas`).
    """
    verslag = Verslag.objects.visible_to(user).select_related(*RELATIES).filter(public_id=public_id).first()
    if verslag is None:
        _log_vreemde(Verslag.objects.filter(public_id=public_id), user, at, route)
        raise Verslag.DoesNotExist
    if rules.is_student_van(user, verslag.plaatsing):
        return verslag
    glas = bool(noodreden) and user.is_beheerder
    mag = rules.mag_verslag_lezen(user, verslag) or glas
    leg_inzage_vast(
        obj=verslag,
        student=verslag.plaatsing.student,
        user=user,
        at=at,
        route=route,
        uitkomst=InzageUitkomst.GETOOND if mag else InzageUitkomst.GEWEIGERD,
        reden=noodreden if glas else "",
    )
    if not mag:
        raise GeenToegang(_waarom_niet(user, verslag))
    return verslag


def open_evaluatie(user: User, public_id: UUID, at: datetime, route: str) -> Evaluatie:
    """Return an evaluation that this person may read; logged like a report, except for the two who fill it in."""
    evaluatie = (
        Evaluatie.objects.visible_to(user)
        .select_related(*RELATIES, "formulier")
        .prefetch_related("invullingen__door")
        .filter(public_id=public_id)
        .first()
    )
    if evaluatie is None:
        _log_vreemde(Evaluatie.objects.filter(public_id=public_id), user, at, route)
        raise Evaluatie.DoesNotExist
    if rules.invulrol(user, evaluatie.plaatsing) is not None:
        return evaluatie
    mag = rules.mag_evaluatie_lezen(user, evaluatie.plaatsing)
    leg_inzage_vast(
        obj=evaluatie,
        student=evaluatie.plaatsing.student,
        user=user,
        at=at,
        route=route,
        uitkomst=InzageUitkomst.GETOOND if mag else InzageUitkomst.GEWEIGERD,
    )
    if not mag:
        raise GeenToegang("Je ziet alleen dat er een evaluatie is, niet wat erin staat.")
    return evaluatie


def _log_vreemde(rijen: models.QuerySet, user: User, at: datetime, route: str) -> None:
    """Write the refusal when the thing is really there; the stranger sees the same page either way."""
    rij = rijen.select_related("plaatsing__student").first()
    if rij is not None:
        leg_inzage_vast(
            obj=rij,
            student=rij.plaatsing.student,
            user=user,
            at=at,
            route=route,
            uitkomst=InzageUitkomst.GEWEIGERD,
        )


def _waarom_niet(user: User, verslag: Verslag) -> str:
    if user.is_beheerder:
        return "Een beheerder leest geen verslagen. In nood kan het met een reden; de student ziet dat."
    if rules.is_werkbegeleider_van(user, verslag.plaatsing):
        return "De student heeft dit verslag niet met u gedeeld."
    return "U ziet alleen dat er een verslag is, niet wat erin staat."


# --- Breaking the glass (P8) ---


@transaction.atomic
def breek_glas(*, user: User, public_id: UUID, reden: str, sessie: MutableMapping, at: datetime) -> Verslag:
    """Let a beheerder read one report for fifteen minutes, with a reason; the student is told.

    The right stands in `sessie` (of this login only). Each opening writes its own access line with the reason.
    """
    verslag = Verslag.objects.visible_to(user).select_related(*RELATIES).get(public_id=public_id)
    if not user.is_beheerder:
        raise GeenToegang("Alleen een beheerder kan een verslag in nood openen.")
    reden = reden.strip()
    if len(reden) < MIN_REDEN:
        raise DomainError("Schrijf in een zin waarom u dit verslag moet lezen.", field="reden")
    if noodreden(sessie, public_id, at):
        return verslag
    sessie[_sleutel(public_id)] = {"tot": (at + NOODINZAGE).isoformat(), "reden": reden}
    leg_vast(actie="noodinzage van een verslag", obj=verslag, by=user, at=at, reden=reden)
    zet_klaar(
        soort="verslag_noodinzage",
        sleutel=f"verslag-noodinzage:{verslag.public_id}:{user.pk}:{at.isoformat()}",
        at=at,
        sjabloon="verslag_noodinzage",
        context={"verslag": plichttitel(verslag.plicht)},
        ontvanger=verslag.plaatsing.student.user,
        pad=reverse("verslagen:detail", args=[verslag.public_id]),
    )
    return verslag


def noodreden(sessie: MutableMapping, public_id: UUID, at: datetime) -> str:
    """Return the reason with which this login broke the glass less than fifteen minutes ago; empty = it did not."""
    glas = sessie.get(_sleutel(public_id))
    return glas["reden"] if glas and datetime.fromisoformat(glas["tot"]) > at else ""


def _sleutel(public_id: UUID) -> str:
    return f"noodinzage:{public_id}"


def lezers_van(verslag: Verslag) -> models.QuerySet[Inzageregel]:
    """Return who opened the text, when, as what and why, newest first: for the student."""
    return (
        Inzageregel.objects.filter(object_soort=Verslag._meta.label, object_id=str(verslag.public_id))
        .exclude(uitkomst=InzageUitkomst.GEWEIGERD)
        .select_related("user")
    )
