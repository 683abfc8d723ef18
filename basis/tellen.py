"""Several counts in one query, also of several who each want to know something else."""

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Count, QuerySet, Value

P = ParamSpec("P")
T = TypeVar("T")
Vragen = Mapping[str, QuerySet[Any]]
# Gives what to count (by name), gets the counts, and may ask on; at the end it returns its answer.
Deel = Generator[Vragen, dict[str, int], T]


def tel_samen(vragen: Vragen) -> dict[str, int]:
    """Return how many rows each of these has, by its name; one query, in which a database plans each apart."""
    delen = [
        rijen.model._base_manager.filter(pk__in=rijen.order_by().values("pk"))
        .order_by()
        .annotate(welke_vraag=Value(naam))
        .values("welke_vraag")
        .annotate(aantal=Count("pk"))
        .values_list("welke_vraag", "aantal")
        for naam, rijen in vragen.items()
    ]
    if not delen:
        return {}
    eerste, *rest = delen
    return dict.fromkeys(vragen, 0) | dict(eerste.union(*rest, all=True) if rest else eerste)


def naast_elkaar(delen: Iterable[Deel[T]]) -> Deel[list[T]]:
    """Let these go on side by side, so that what they ask at the same time is asked as one; return their answers."""
    lopend = dict(enumerate(delen))
    vragen: dict[int, Vragen] = {}
    klaar: dict[int, T] = {}
    tellingen: dict[int, dict[str, int] | None] = dict.fromkeys(lopend)
    while lopend:
        for nummer, deel in list(lopend.items()):
            try:
                vragen[nummer] = deel.send(tellingen[nummer])  # type: ignore[arg-type]  # None starts one
            except StopIteration as einde:
                klaar[nummer] = einde.value
                del lopend[nummer]
        if not lopend:
            break
        samen = {f"{nummer}.{naam}": rijen for nummer in lopend for naam, rijen in vragen[nummer].items()}
        aantal = yield samen
        tellingen = {nummer: {naam: aantal[f"{nummer}.{naam}"] for naam in vragen[nummer]} for nummer in lopend}
    return [klaar[nummer] for nummer in sorted(klaar)]


def beantwoord(deel: Deel[T]) -> T:
    """Count what this asks, each time in one query, and return its answer."""
    try:
        vragen = next(deel)
        while True:
            vragen = deel.send(tel_samen(vragen))
    except StopIteration as einde:
        return einde.value


def telt(deel: Callable[P, Deel[T]]) -> Callable[P, T]:
    """Make of a function that asks for counts one that answers; as `deel` it can still go side by side with others."""

    @wraps(deel)
    def alleen(*args: P.args, **kwargs: P.kwargs) -> T:
        return beantwoord(deel(*args, **kwargs))

    alleen.deel = deel  # type: ignore[attr-defined]  # read by deel_van
    return alleen


def deel_van(functie: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Deel[T]:
    """Return the call of a function as a part that can go side by side with others, also when it counts nothing."""
    eigen = getattr(functie, "deel", None)
    if eigen is not None:
        return (yield from eigen(*args, **kwargs))
    return functie(*args, **kwargs)
