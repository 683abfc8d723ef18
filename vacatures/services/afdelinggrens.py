"""The cap of an afdeling: one limit across schools and programmes, over all its places."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import Afdeling, Periode, Schooljaar, User
from kern.services.audit import leg_vast
from vacatures.bezetting import Moment, bezette_statussen, bezetting_van, periodes_tussen
from vacatures.models import Stageplaats
from vacatures.rules import mag_afdeling_gebruiken


@dataclass(slots=True)
class Afdelingstand:
    """How full an afdeling is in one school year: the most heads at one moment, beside cap and places."""

    afdeling: Afdeling
    plaatsen: int = 0
    plekken: int = 0
    bezet: int = 0

    @property
    def grens(self) -> int:
        """What can be there at most: the cap, or else all places together."""
        return self.plekken if self.afdeling.capaciteit is None else self.afdeling.capaciteit


def standen(afdelingen: Sequence[Afdeling], *, schooljaar: Schooljaar | None) -> list[Afdelingstand]:
    """Return how full each afdeling is. The same number of queries for one and for many."""
    uit = {afdeling.pk: Afdelingstand(afdeling) for afdeling in afdelingen}
    plaatsen = list(Stageplaats.objects.filter(afdeling__in=afdelingen, schooljaar=schooljaar))
    bezetting = bezetting_van(plaatsen)
    hoofden = _uit_andere_jaren(afdelingen, schooljaar) if schooljaar else {}
    for plaats in plaatsen:
        stand = uit[plaats.afdeling_id]
        if plaats.ingetrokken_op is None:
            stand.plaatsen += 1
            stand.plekken += plaats.capaciteit
        hoofden.setdefault(plaats.afdeling_id, Counter()).update(bezetting[plaats.pk].hoofden)
    for pk, telling in hoofden.items():
        uit[pk].bezet = max(telling.values(), default=0)
    return list(uit.values())


def _uit_andere_jaren(afdelingen: Sequence[Afdeling], jaar: Schooljaar) -> dict[int, Counter[Moment]]:
    """Return per afdeling who is there in this year on a place of another: a stage may run on into the next year."""
    kalender = list(Periode.objects.filter(schooljaar=jaar).values_list("code", "begin", "eind"))
    plaatsen = Stageplaats.objects.filter(afdeling__in=afdelingen).exclude(schooljaar=jaar).order_by()
    uit: dict[int, Counter[Moment]] = {}
    for via, dagen_van in (("plaatsingen__", "plaatsingen__dagen"), ("delen__plaatsing__", "delen__dagen")):
        tijdens = {f"{via}begindatum__lte": jaar.eind, f"{via}einddatum__gte": jaar.begin}
        geldig = {"delen__vervallen_op__isnull": True} if via != "plaatsingen__" else {}
        rijen = plaatsen.filter(**{f"{via}status__in": bezette_statussen()}, **tijdens, **geldig)
        velden = ("afdeling_id", f"{via}begindatum", f"{via}einddatum", f"{via}periodes", dagen_van)
        for afdeling, van, tot, periodes, dagen in rijen.values_list(*velden):
            codes = periodes_tussen(kalender, periodes, max(van, jaar.begin), min(tot, jaar.eind))
            uit.setdefault(afdeling, Counter()).update((code, dag) for code in codes for dag in dagen.split())
    return uit


def jaar_van(op: date) -> Schooljaar | None:
    """Return the school year in which a day lies."""
    return Schooljaar.objects.filter(begin__lte=op, eind__gte=op).first()


@transaction.atomic
def zet_grens(*, afdeling: Afdeling, capaciteit: int | None, by: User, at: datetime) -> Afdeling:
    """Set how many students an afdeling takes at a time, all schools together; None = no cap.

    Can't go below the students who are or will be there (R4.7). The lock is the one that taking a seat waits for.
    """
    nu = Afdeling.objects.select_for_update(of=("self",)).select_related("locatie__organisatie").get(pk=afdeling.pk)
    if not mag_afdeling_gebruiken(by, nu):
        raise GeenToegang("U mag deze afdeling niet veranderen.")
    if capaciteit is not None:
        for jaar in Schooljaar.objects.filter(eind__gte=timezone.localdate(at)):
            (stand,) = standen([nu], schooljaar=jaar)
            if stand.bezet > capaciteit:
                raise DomainError(
                    f"In schooljaar {jaar} zitten er {stand.bezet} studenten tegelijk op {nu.naam}. "
                    "Het hoogste aantal kan niet lager."
                )
    if nu.capaciteit != capaciteit:
        voor, nu.capaciteit = nu.capaciteit, capaciteit
        nu.save(update_fields=["capaciteit"])
        wat = {"voor": {"capaciteit": voor}, "na": {"capaciteit": capaciteit}}
        leg_vast(actie="hoogste aantal van afdeling gewijzigd", obj=nu, by=by, at=at, **wat)
    return nu
