"""Who does what with questionnaires, and which groups may be shown. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

Groep = tuple[str, int]  # dimension ("leerbedrijf", "school", "cluster") and the id in it
TOTAAL: Groep = ("totaal", 0)
DIMENSIES = ("leerbedrijf", "school", "cluster")


def mag_beheren(user: Any) -> bool:
    """Who makes rounds and questions, and looks at open answers first: the bureau and the administrators."""
    return bool(user.ziet_hele_regio)


def mag_uitkomst_zien(user: Any) -> bool:
    """Who sees outcomes: coordinators and administrators all of them, a praktijkopleider the own house."""
    return user.heeft_rol("coordinator", "beheerder", "praktijkopleider")


def toonbaar(bladen: Iterable[Mapping[str, int | None]], drempel: int) -> set[Groep]:
    """Return the groups that may be shown (R8.7), given for each sheet its group in every dimension.

    A group needs `drempel` sheets. And no difference of what is shown may single out fewer: of every shown group, what
    is left after taking away the shown groups of one dimension that lie wholly in it is nothing, or enough. The
    smallest is hidden until that holds.
    """
    leden: dict[Groep, set[int]] = {TOTAAL: set()}
    for nummer, blad in enumerate(bladen):
        leden[TOTAAL].add(nummer)
        for dimensie in DIMENSIES:
            if (sleutel := blad.get(dimensie)) is not None:
                leden.setdefault((dimensie, sleutel), set()).add(nummer)
    zien = {groep for groep, wie in leden.items() if len(wie) >= drempel}
    while te_verbergen := _te_verbergen(leden, zien, drempel):
        zien -= te_verbergen
    return zien


def _te_verbergen(leden: Mapping[Groep, set[int]], zien: set[Groep], drempel: int) -> set[Groep]:
    """Return groups whose showing would single out too few people; empty when all is well."""
    weg: set[Groep] = set()
    for groep in zien:
        for dimensie in DIMENSIES:
            binnen = [
                deel
                for deel in zien
                if deel[0] == dimensie and deel != groep and leden[deel] <= leden[groep] and deel not in weg
            ]
            binnen.sort(key=lambda deel: (len(leden[deel]), deel))
            rest = len(leden[groep]) - sum(len(leden[deel]) for deel in binnen)
            while binnen and 0 < rest < drempel:
                kleinste = binnen.pop(0)
                weg.add(kleinste)
                rest += len(leden[kleinste])
    return weg
