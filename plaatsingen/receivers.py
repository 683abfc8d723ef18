"""What placements do when vacatures tell something, and the other way round; all in the sender's transaction."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from kern.models import User
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services import aannemen, aanvulling, bevoegd, overeenkomst
from plaatsingen.signals import overeenkomst_getekend, plaatsing_beeindigd, plaatsing_bevestigd
from vacatures import signals
from vacatures.models import EigenPlek, Sollicitatie, Stagegezin


@receiver(signals.sollicitatie_wordt_verstuurd)
def eis_vrije_student(sollicitatie: Sollicitatie, **kwargs: Any) -> None:
    """Who has a stage then isn't sent round."""
    aannemen.eis_vrij(sollicitatie=sollicitatie)


@receiver(signals.sollicitatie_geaccepteerd)
def maak_aanbod(  # noqa: PLR0917 - what the signal carries
    sollicitatie: Sollicitatie,
    begindatum: date,
    einddatum: date,
    dagen: str,
    by: User | None,
    by_naam: str,
    at: datetime,
    **kwargs: Any,
) -> None:
    """An accepted application becomes an offer to the student."""
    aannemen.neem_aan(
        sollicitatie=sollicitatie,
        begindatum=begindatum,
        einddatum=einddatum,
        dagen=dagen,
        by=by,
        by_naam=by_naam,
        at=at,
    )


@receiver(signals.eigen_plek_goedgekeurd)
def maak_aanbod_eigen_plek(eigen_plek: EigenPlek, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A place that a student found, once approved, becomes an offer to the student."""
    aannemen.plaats_op_eigen_plek(eigen_plek=eigen_plek, by=by, at=at)


@receiver(plaatsing_bevestigd)
def stop_andere_sollicitaties(plaatsing: Plaatsing, by: User | None, at: datetime, **kwargs: Any) -> None:
    """The student said yes: other open applications in that time end."""
    aannemen.student_zei_ja(plaatsing=plaatsing, by=by, at=at)


@receiver(plaatsing_beeindigd)
def meld_vrije_plek(plaatsing: Plaatsing, by: User | None, at: datetime, **kwargs: Any) -> None:
    """An offer that came to nothing: the leerbedrijf knows, and the others who wait still stand."""
    aannemen.aanbod_ging_niet_door(plaatsing=plaatsing, by=by, at=at)


@receiver(signals.sollicitaties_worden_gevolgd)
def ruim_op(at: datetime, **kwargs: Any) -> None:
    """With the clock of applications: what could not end at once ends now."""
    aannemen.ruim_sollicitaties_op(at=at)


@receiver(plaatsing_beeindigd)
def trek_overeenkomst_in(plaatsing: Plaatsing, at: datetime, **kwargs: Any) -> None:
    """Nobody signs for a stage that is over."""
    overeenkomst.laat_vervallen(plaatsing=plaatsing, at=at)


@receiver(overeenkomst_getekend)
def voer_aanvulling_door(overeenkomst: Overeenkomst, at: datetime, **kwargs: Any) -> None:
    """An amendment reaches the placement once the last signature is safe; what is refused takes none back."""
    pk = overeenkomst.pk
    transaction.on_commit(lambda: aanvulling.voer_getekende_door(at=at, alleen=pk))


@receiver(signals.stagegezin_goedgekeurd)
def laat_gezin_tekenen(gezin: Stagegezin, by: User, at: datetime, **kwargs: Any) -> None:
    """The family signs the agreement by a mailed link; without an address for mail it signs on paper (R5.2)."""
    if gezin.organisatie is not None and gezin.email:
        wie = {"naam": gezin.contact_naam, "email": gezin.email, "van": timezone.localdate(at)}
        bevoegd.laat_gezin_tekenen(organisatie=gezin.organisatie, **wie, by=by, at=at)


@receiver(signals.stagegezin_gestopt)
def gezin_tekent_niet_meer(gezin: Stagegezin, by: User, at: datetime, **kwargs: Any) -> None:
    """Whoever stopped signs nothing new, unless a student still finishes there."""
    if gezin.organisatie is not None:
        bevoegd.gezin_tekent_niet_meer(organisatie=gezin.organisatie, by=by, at=at)
