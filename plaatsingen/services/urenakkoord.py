"""The leerbedrijf says what it thinks of hours: agreed, a question, or not right; a week may be opened again (R5.4)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from basis.errors import DomainError, GeenToegang
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.enums import UrenStand
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import urenpost
from plaatsingen.services.urenrecht import eigen_dagen, vergrendel

WEEK = timedelta(days=7)
MAX_VRAAG = 300


class Veranderd(DomainError):
    """The student changed the week after it was shown."""


def versie_van(dagen: Collection[Urendag]) -> str:
    """Return a mark of what a week looked like: it changes with every day that is added, changed or taken away."""
    laatste = max((dag.ingevoerd_op for dag in dagen), default=None)
    return f"{len(dagen)}-{int(laatste.timestamp() * 1_000_000)}" if laatste else "0"


def _dagen(nu: Plaatsing, maandag: date, by: User, tekst: str) -> QuerySet[Urendag]:
    mijn = eigen_dagen(by, nu)
    if mijn is None:
        raise GeenToegang(tekst)
    return nu.urendagen.filter(mijn, datum__gte=maandag, datum__lt=maandag + WEEK)


@transaction.atomic
def bevestig_week(*, plaatsing: Plaatsing, maandag: date, by: User, at: datetime, versie: str = "") -> int:
    """Confirm the days of a week that were filled in and not yet confirmed; return how many. Twice does it once.

    A day that waits for the student (question, not right) counts as agreed too. With `versie` (see `versie_van`) the
    week must still be as it was shown, else Veranderd; the list of many weeks shows only the days without a question,
    and then only those are confirmed.
    """
    nu = vergrendel(plaatsing)
    dagen = _dagen(nu, maandag, by, "Alleen de werkbegeleider of praktijkopleider bevestigt uren.")
    open_dagen = dagen.filter(bevestigd_op__isnull=True)
    if versie and versie != versie_van(list(open_dagen)) and open_dagen.exists():
        open_dagen = open_dagen.filter(stand=UrenStand.INGEVULD)
        if versie != versie_van(list(open_dagen)):
            raise Veranderd(f"{nu.student} heeft deze week net veranderd. Kijk er nog een keer naar.")
    aantal = open_dagen.update(bevestigd_door=by, bevestigd_op=at, stand=UrenStand.INGEVULD, vraag="")
    if aantal:
        leg_vast(actie="uren bevestigd", obj=nu, by=by, at=at, na={"week": maandag, "dagen": aantal})
    return aantal


@transaction.atomic
def heropen_week(*, plaatsing: Plaatsing, maandag: date, by: User, at: datetime) -> int:
    """Take back the confirmation of a week so that the student can mend it; return how many days opened."""
    nu = vergrendel(plaatsing)
    tekst = "Alleen de werkbegeleider of praktijkopleider zet een week weer open."
    dagen = _dagen(nu, maandag, by, tekst).filter(bevestigd_op__isnull=False)
    aantal = dagen.update(bevestigd_door=None, bevestigd_op=None, stand=UrenStand.INGEVULD, vraag="")
    if aantal:
        leg_vast(actie="uren weer open", obj=nu, by=by, at=at, na={"week": maandag, "dagen": aantal})
    return aantal


@transaction.atomic
def vraag_over(
    *,
    plaatsing: Plaatsing,
    maandag: date,
    tekst: str,
    by: User,
    at: datetime,
    dagen: Collection[date] = (),
    afwijzen: bool = False,
) -> int:
    """Ask the student about days, or say that they aren't right, with the reason; return how many days.

    Without `dagen` about the whole week. Confirmed days aren't touched. The student gets one mail and mends the week;
    the same question twice is asked once.
    """
    tekst = tekst.strip()
    if not tekst:
        raise DomainError("Schrijf op wat u wilt weten of wat er niet klopt.", field="tekst")
    if len(tekst) > MAX_VRAAG:
        raise DomainError(f"Houd het kort: hoogstens {MAX_VRAAG} tekens.", field="tekst")
    nu = vergrendel(plaatsing)
    rijen = _dagen(nu, maandag, by, "Alleen de werkbegeleider of praktijkopleider stelt een vraag over uren.")
    rijen = rijen.filter(bevestigd_op__isnull=True)
    if dagen:
        rijen = rijen.filter(datum__in=dagen)
    stand = UrenStand.AFGEWEZEN if afwijzen else UrenStand.VRAAG
    gevraagd = rijen.filter(stand=stand, vraag=tekst).count()
    if gevraagd and gevraagd == rijen.count():
        return gevraagd  # a second click
    aantal = rijen.update(stand=stand, vraag=tekst)
    if not aantal:
        raise DomainError("In deze week zijn geen dagen die nog op uw akkoord wachten.")
    actie = "uren niet akkoord" if afwijzen else "vraag over uren"
    leg_vast(actie=actie, obj=nu, by=by, at=at, reden=tekst, na={"week": maandag, "dagen": aantal})
    urenpost.mail_vraag(plaatsing=nu, maandag=maandag, afgewezen=afwijzen, at=at)
    return aantal
