"""Searching a list by words, the same wherever one types a name."""

from django.db.models import Q, QuerySet

MEESTE_WOORDEN = 6  # more than that is a pasted sentence, and each costs the database a look at every row


def op_woorden(rijen: QuerySet, tekst: str, *velden: str, gelijk: tuple[str, ...] = ()) -> QuerySet:
    """Narrow `rijen`: every word of `tekst` occurs in one of `velden`, or is one of the fields `gelijk` as a whole.

    Capitals don't matter. An empty text narrows nothing.
    """
    for woord in tekst.split()[:MEESTE_WOORDEN]:
        past = Q()
        for veld in velden:
            past |= Q(**{f"{veld}__icontains": woord})
        for veld in gelijk:
            past |= Q(**{f"{veld}__iexact": woord})
        rijen = rijen.filter(past)
    return rijen


def op_naam(rijen: QuerySet, tekst: str, voor: str = "user__", *, gelijk: tuple[str, ...] = ()) -> QuerySet:
    """Narrow `rijen` by the name of the person behind `voor`; see `op_woorden`."""
    return op_woorden(rijen, tekst, f"{voor}voornaam", f"{voor}achternaam", gelijk=gelijk)
