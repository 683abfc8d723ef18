"""Who supervises a placement for the poule: the one place where that is written (R7.3)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing

PER_KEER = 500


@transaction.atomic
def wijs_stagebegeleiders_toe(
    *, keuzes: Mapping[int, int | None], verwacht: Mapping[int, int | None], by: User, at: datetime
) -> list[Plaatsing]:
    """Give placements (by id) a stagebegeleider (id of a user, None for nobody); return those that changed.

    `verwacht` says who was there when the choice was made: raises DomainError when that is somebody else by now, so
    that nothing is undone that a colleague arranged meanwhile. Who may do this, the caller has asked.
    """
    veranderd = []
    mensen = {*keuzes.values(), *verwacht.values()} - {None}
    nummers = {pk: str(nummer) for pk, nummer in User.objects.filter(pk__in=mensen).values_list("pk", "public_id")}
    # All are locked before the first line in the log: who holds the log never waits for a placement.
    for plaatsing in _vergrendeld(sorted(keuzes)):
        oud, nieuw = plaatsing.stagebegeleider_id, keuzes[plaatsing.pk]
        if oud == nieuw:
            continue
        if oud != verwacht.get(plaatsing.pk):
            raise DomainError(
                "Bij een of meer studenten is de begeleider intussen veranderd. Er is niets gedaan. "
                "Laat de verdeling opnieuw berekenen."
            )
        plaatsing.stagebegeleider_id = nieuw
        veranderd.append(plaatsing)
        leg_vast(
            actie="stagebegeleider toegewezen", obj=plaatsing, by=by, at=at,
            voor={"stagebegeleider": nummers.get(oud)}, na={"stagebegeleider": nummers.get(nieuw)},
        )  # fmt: skip
    Plaatsing.objects.bulk_update(veranderd, ["stagebegeleider"], batch_size=PER_KEER)
    return veranderd


def _vergrendeld(ids: list[int]) -> list[Plaatsing]:
    rijen = Plaatsing.objects.select_for_update(of=("self",)).order_by("pk")
    delen = (ids[begin : begin + PER_KEER] for begin in range(0, len(ids), PER_KEER))
    return [plaatsing for deel in delen for plaatsing in rijen.filter(pk__in=deel)]
