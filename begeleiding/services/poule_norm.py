"""The norms of the poule, from a day on; older ones stay, so that older figures stay true (R7.1)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from begeleiding.capaciteit import Norm
from begeleiding.models import Poulenorm
from begeleiding.rules_poule import mag_poule_beheren
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast

VELDEN = (
    "uren_per_fte",
    "contactdeel",
    "minuten_per_student",
    "minuten_per_soort",
    "reis_minuten_per_bezoek",
    "km_per_uur",
    "kosten_per_fte",
)


def als_norm(rij: Poulenorm | None) -> Norm:
    """Return the norm of a row as the sums take it; None is the reference."""
    if rij is None:
        return Norm()
    return Norm(
        uren_per_fte=float(rij.uren_per_fte),
        contactdeel=float(rij.contactdeel),
        minuten_per_student=rij.minuten_per_student,
        minuten_per_soort=rij.minuten_per_soort,
        reis_minuten=rij.reis_minuten_per_bezoek,
        kosten_per_fte=rij.kosten_per_fte,
    )


def norm_van(rijen: Sequence[Poulenorm], dag: date) -> Norm:
    """Return which of these norms (newest first) holds on a day; the reference before the first."""
    return als_norm(next((rij for rij in rijen if rij.geldig_van <= dag), None))


def norm_op(dag: date) -> Norm:
    """Return the norm that holds on a day. One query."""
    return als_norm(Poulenorm.objects.filter(geldig_van__lte=dag).order_by("-geldig_van").first())


@transaction.atomic
def stel_norm_in(*, geldig_van: date, gegevens: Mapping[str, Any], reden: str, by: User, at: datetime) -> Poulenorm:
    """Let a norm hold from a day on. `gegevens` holds the fields of VELDEN. Raises DomainError for a day in the past.

    The same norm twice is kept once (C2); another norm for the same day is refused.
    """
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau stelt de normen van de poule in.")
    velden = {naam: gegevens[naam] for naam in VELDEN}
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # a double click waits for the first
    bestaand = Poulenorm.objects.select_for_update().filter(geldig_van=geldig_van).first()
    if bestaand is not None:
        if all(getattr(bestaand, naam) == waarde for naam, waarde in velden.items()):
            return bestaand
        raise DomainError(
            "Vanaf die dag geldt al een norm. Trek die eerst in, of kies een andere dag.", field="geldig_van"
        )
    if geldig_van < lokale_dag(at):
        raise DomainError("Kies vandaag of een latere dag: oude cijfers blijven zoals ze waren.", field="geldig_van")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de norm verandert.", field="reden")
    _past_in_de_week(velden)
    rij = Poulenorm.objects.create(geldig_van=geldig_van, reden=reden.strip(), gemaakt_door=by, gemaakt_op=at, **velden)
    leg_vast(
        actie="norm van de poule ingesteld", obj=rij, by=by, at=at, reden=rij.reden,
        na={"geldig_van": geldig_van, **velden},
    )  # fmt: skip
    return rij


def _past_in_de_week(velden: Mapping[str, Any]) -> None:
    """Contact and the road to it must fit in the hours of a fte."""
    uren, deel = float(velden["uren_per_fte"]), float(velden["contactdeel"])
    bezoeken = uren * deel * 60 / velden["minuten_per_student"]
    totaal = uren * deel + bezoeken * velden["reis_minuten_per_bezoek"] / 60
    if totaal > uren:
        raise DomainError(
            f"Dit past niet in een week: {uren * deel:.0f} uur contact en {totaal - uren * deel:.0f} uur reizen is "
            f"meer dan {uren:.0f} uur. Kies een kleiner deel voor contact of minder reistijd.",
            field="reis_minuten_per_bezoek",
        )


@transaction.atomic
def trek_norm_in(*, norm: Poulenorm, by: User, at: datetime) -> None:
    """Take back a norm that doesn't hold yet. Raises DomainError once its day has come."""
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau stelt de normen van de poule in.")
    rij = Poulenorm.objects.select_for_update().filter(pk=norm.pk).first()
    if rij is None:
        return
    if rij.geldig_van <= lokale_dag(at):
        raise DomainError("Deze norm geldt al. Stel een nieuwe in; deze blijft staan bij de oude cijfers.")
    leg_vast(actie="norm van de poule ingetrokken", obj=rij, by=by, at=at, voor={"geldig_van": rij.geldig_van})
    rij.delete()
