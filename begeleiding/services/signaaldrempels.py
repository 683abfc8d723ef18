"""From when a fact makes a signal: per school and programme, from a day on (R7.7)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Signaaldrempel
from kern.models import Organisatie, User
from kern.services.audit import leg_vast

VELDEN = (
    "verslagen_te_laat",
    "uren_achter_procent",
    "weken_zonder_contact",
    "lage_scores",
    "intervisie_gemist",
    "dagen_tot_escalatie",
)


class Drempelboek:
    """The thresholds that hold on a day; the most specific row counts, of equals the newest. One query."""

    def __init__(self, rijen: list[Signaaldrempel]) -> None:
        self._rijen: dict[tuple[int | None, str], Signaaldrempel] = {}
        for rij in rijen:
            self._rijen.setdefault((rij.school_id, rij.letters), rij)

    @classmethod
    def op(cls, dag: date) -> "Drempelboek":
        """Return the thresholds of a day."""
        return cls(list(Signaaldrempel.objects.filter(geldig_van__lte=dag).order_by("-geldig_van", "-pk")))

    def voor(self, school: int | None, letters: str) -> Signaaldrempel:
        """Return what holds for a school and a programme; without any row the values of the model."""
        for sleutel in ((school, letters), (school, ""), (None, letters), (None, "")):
            if sleutel in self._rijen:
                return self._rijen[sleutel]
        return Signaaldrempel()


@transaction.atomic
def zet_drempel(
    *, school: Organisatie | None, letters: str, geldig_van: date, waarden: Mapping[str, int], by: User, at: datetime
) -> Signaaldrempel:
    """Record thresholds from a day on; those of before stay. The same day again replaces them."""
    eigen = by.regio_coordinator or (school is not None and school.pk in by.organisatie_ids_als("coordinator"))
    if not eigen:
        raise GeenToegang("Drempels zet u voor uw eigen school.")
    if geldig_van < timezone.localdate(at):
        raise DomainError("Kies vandaag of een latere dag: wat geweest is, blijft zoals het was.", field="geldig_van")
    vast = {"gemaakt_door": by, "gemaakt_op": at, **{veld: waarden[veld] for veld in VELDEN}}
    rij, nieuw = Signaaldrempel.objects.update_or_create(
        school=school, letters=letters, geldig_van=geldig_van, defaults=vast
    )
    na = {veld: waarden[veld] for veld in VELDEN}
    actie = "drempels voor signalen gezet" if nieuw else "drempels voor signalen veranderd"
    leg_vast(actie=actie, obj=rij, by=by, at=at, na={"geldig_van": geldig_van, **na})
    return rij
