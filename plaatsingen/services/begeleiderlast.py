"""How many students people at work supervise already: shown and warned about when somebody is chosen (R7.6)."""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Count

from basis.nederlands import count_noun
from kern.models import Afdeling
from plaatsingen.enums import BEZET, PlaatsingStatus
from plaatsingen.models import Plaatsing

VEEL = 4  # students at the same time: as much as a supernumerary mentor has unless the house says otherwise (R7.6)
# Who else at a department can help is known to an app above: sentences for the page on which somebody is chosen.
_hulp: list[Callable[[Afdeling, date], list[str]]] = []


def registreer_hulp(bron: Callable[[Afdeling, date], list[str]]) -> None:
    """Let another app say who else at a department has room from a day on."""
    _hulp.append(bron)


def hulp_bij(afdeling: Afdeling, op: date) -> list[str]:
    """Sentences about who else at a department has room."""
    return [zin for bron in _hulp for zin in bron(afdeling, op)]


def lasten(user_ids: Iterable[int], *, vanaf: date) -> dict[int, int]:
    """How many stages that aren't over each of these people supervises at work, first or second. One query."""
    ids = list(user_ids)
    stages = Plaatsing.objects.filter(status__in=BEZET - {PlaatsingStatus.AFGEROND}, einddatum__gte=vanaf).order_by()
    eerste = stages.filter(werkbegeleider__in=ids).values_list("werkbegeleider").annotate(aantal=Count("pk"))
    tweede = stages.filter(tweede_begeleider__in=ids).values_list("tweede_begeleider").annotate(aantal=Count("pk"))
    uit: dict[int, int] = {}
    for wie, aantal in eerste.union(tweede, all=True):
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
