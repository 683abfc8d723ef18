"""How many students people at work supervise already: shown and guarded when somebody is chosen (R7.6)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db.models import Count, Q

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.kalender import lokale_dag
from kern.models import Afdeling, User
from kern.services.audit import leg_vast
from plaatsingen.enums import BEZET, PlaatsingStatus
from plaatsingen.models import Plaatsing, Stagedeel

VEEL = 4  # students at the same time: as much as a supernumerary mentor has unless the house says otherwise (R7.6)
REDEN_GEGEVEN = "werkbegeleider met veel studenten gekozen"  # the line in the log with who gave why
TELT = BEZET - {PlaatsingStatus.AFGEROND}
# Who else at a department can help is known to an app above: sentences for the page on which somebody is chosen.
_hulp: list[Callable[[Afdeling, date], list[str]]] = []


def registreer_hulp(bron: Callable[[Afdeling, date], list[str]]) -> None:
    """Let another app say who else at a department has room from a day on."""
    _hulp.append(bron)


def hulp_bij(afdeling: Afdeling, op: date) -> list[str]:
    """Sentences about who else at a department has room."""
    return [zin for bron in _hulp for zin in bron(afdeling, op)]


def lasten(user_ids: Iterable[int], *, vanaf: date) -> dict[int, int]:
    """How many stages that aren't over each of these people supervises at work: first, second or at a second host.

    One query.
    """
    ids = list(user_ids)
    stages = Plaatsing.objects.filter(status__in=TELT, einddatum__gte=vanaf).order_by()
    eerste = stages.filter(werkbegeleider__in=ids).values_list("werkbegeleider").annotate(aantal=Count("pk"))
    tweede = stages.filter(tweede_begeleider__in=ids).values_list("tweede_begeleider").annotate(aantal=Count("pk"))
    delen = Stagedeel.objects.geldig().filter(werkbegeleider__in=ids, plaatsing__in=stages.values("pk")).order_by()
    elders = delen.values_list("werkbegeleider").annotate(aantal=Count("pk"))
    uit: dict[int, int] = {}
    for wie, aantal in eerste.union(tweede, elders, all=True):
        uit[wie] = uit.get(wie, 0) + aantal
    return uit


def in_woorden(aantal: int) -> str:
    """What stands behind a name in a list to choose from."""
    if not aantal:
        return "nog geen studenten"
    woorden = count_noun(aantal, "student", "studenten")
    return f"al {woorden}: veel" if aantal >= VEEL else f"al {woorden}"


def waarschuwing(naam: str, aantal: int) -> str:
    """A sentence for whoever chose somebody with many students, this one included; empty when it isn't many."""
    if aantal <= VEEL:
        return ""
    return f"{naam} begeleidt nu {aantal} studenten. Overleg of dat kan, of kies ook een tweede werkbegeleider."


def _tegelijk(wie: User, begin: date, eind: date, zonder: int | None) -> int:
    """The most stages that somebody supervises at the same time between two days. One query."""
    deel = Stagedeel.objects.geldig().filter(werkbegeleider=wie).values("plaatsing")
    dagen = list(
        Plaatsing.objects.filter(Q(werkbegeleider=wie) | Q(tweede_begeleider=wie) | Q(pk__in=deel))
        .filter(status__in=TELT, begindatum__lte=eind, einddatum__gte=begin)
        .exclude(pk=zonder)
        .order_by()
        .values_list("begindatum", "einddatum")
    )
    starts = {max(begin, van) for van, _ in dagen}  # it only rises where one begins
    return max((sum(van <= dag <= tot for van, tot in dagen) for dag in starts), default=0)


def eis_ruimte(
    mensen: Iterable[User | None], *, begin: date, eind: date, toch: str, at: datetime, zonder: int | None = None
) -> dict[int, int]:
    """Refuse who has `VEEL` students already in these days, unless `toch` says why it can all the same (R7.6).

    `mensen`: who is newly chosen; they are locked, so that two who choose at once count each other (C1). Call it with
    places and placements locked and before anything is logged. `zonder`: the placement (pk) that is changed. Returns
    number of students per person above the limit, for `bewaar_reden`. Raises DomainError for the field `toch`.
    """
    ids = sorted({wie.pk for wie in mensen if wie is not None})
    te_veel = {}
    for wie in User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"):
        aantal = _tegelijk(wie, max(begin, lokale_dag(at)), eind, zonder)
        if aantal < VEEL:
            continue
        if not toch.strip():
            raise DomainError(
                f"{wie.naam} begeleidt in die tijd al {aantal} studenten. Meer dan {VEEL} tegelijk is te veel. "
                "Kies iemand anders, of schrijf hier waarom het toch kan.",
                field="toch",
            )
        te_veel[wie.pk] = aantal + 1
    return te_veel


def bewaar_reden(te_veel: dict[int, int], *, plaatsing: Plaatsing, toch: str, by: User, at: datetime) -> None:
    """Log who gave why for each that `eis_ruimte` let through."""
    for wie, aantal in te_veel.items():
        na = {"begeleider": wie, "studenten": aantal}
        leg_vast(actie=REDEN_GEGEVEN, obj=plaatsing, by=by, at=at, reden=toch.strip(), na=na)
