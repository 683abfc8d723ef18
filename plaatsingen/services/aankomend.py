"""Which students come to a leerbedrijf, so that it can prepare (R3.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kern.models import User
from plaatsingen.enums import PlaatsingStatus as S
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet

# Offered or agreed, and not over: who comes or is there.
KOMT = (S.AANGEBODEN, S.GEACCEPTEERD, S.ONDERTEKENING, S.LOPEND, S.ONDERBROKEN)


@dataclass(frozen=True, slots=True)
class Groep:
    """The students of one department."""

    leerbedrijf: str
    afdeling: str
    plaatsingen: tuple[Plaatsing, ...]


def aankomend(user: User, *, op: date) -> PlaatsingQuerySet:
    """Return the placements at the person's own leerbedrijven that are not over on `op`, by department and first day.

    Nothing before publication: `visible_to` keeps proposals from a host.
    """
    return (
        Plaatsing.objects.visible_to(user)
        .filter(
            stageplaats__afdeling__locatie__organisatie_id__in=user.organisatie_ids_als("praktijkopleider"),
            status__in=KOMT,
            einddatum__gte=op,
        )
        .met_betrokkenen()
        .order_by(
            "stageplaats__afdeling__locatie__organisatie__naam",
            "stageplaats__afdeling__naam",
            "begindatum",
            "student__user__achternaam",
            "pk",
        )
    )


def per_afdeling(plaatsingen: Iterable[Plaatsing]) -> list[Groep]:
    """Return the placements in groups, in the order in which they come."""
    groepen: dict[tuple[str, int], list[Plaatsing]] = {}
    for plaatsing in plaatsingen:
        afdeling = plaatsing.stageplaats.afdeling
        groepen.setdefault((plaatsing.stageplaats.leerbedrijf.naam, afdeling.pk), []).append(plaatsing)
    return [Groep(naam, rijen[0].stageplaats.afdeling.naam, tuple(rijen)) for (naam, _), rijen in groepen.items()]
