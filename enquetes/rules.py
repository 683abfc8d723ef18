"""Who does what with questionnaires, and which groups may be shown. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import permutations
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


def groepen_van(bladen: Iterable[Mapping[str, int | None]]) -> dict[Groep, set[int]]:
    """Return the numbers of the sheets in each group, given for each sheet its group in every dimension."""
    leden: dict[Groep, set[int]] = {TOTAAL: set()}
    for nummer, blad in enumerate(bladen):
        leden[TOTAAL].add(nummer)
        for dimensie in DIMENSIES:
            if (sleutel := blad.get(dimensie)) is not None:
                leden.setdefault((dimensie, sleutel), set()).add(nummer)
    return leden


def toonbaar(leden: Mapping[Groep, set[int]], drempel: int) -> set[Groep]:
    """Return the groups that may be shown (R8.7): with `drempel` sheets, and so that no difference is fewer."""

    def te_weinig(wie: set[int]) -> bool:
        return len(wie) < drempel

    return _dun_uit(leden, {groep for groep, wie in leden.items() if not te_weinig(wie)}, te_weinig)


def toonbaar_bij_vraag(
    leden: Mapping[Groep, set[int]], zien: set[Groep], antwoorden: Sequence[str], drempel: int
) -> set[Groep]:
    """Return those of `zien` whose answers to one question may be shown; `antwoorden` holds that of each sheet.

    Of a group in which everybody answered alike, one knows what each of them answered. Fewer than twice `drempel`
    alike are not shown, nor may a difference of what is shown be such a group.
    """

    def te_weinig(wie: set[int]) -> bool:
        alike = len(wie) < 2 * drempel and len({antwoorden[nummer] for nummer in wie}) == 1
        return len(wie) < drempel or alike

    return _dun_uit(leden, {groep for groep in zien if not te_weinig(leden[groep])}, te_weinig)


def _dun_uit(leden: Mapping[Groep, set[int]], zien: set[Groep], te_weinig: Callable[[set[int]], bool]) -> set[Groep]:
    """Hide the smallest groups until no shown group, less shown groups in it that share nobody, is too few.

    The groups to take away are looked for dimension by dimension, in every order of these: a school, and then the
    houses of which no student goes to that school.
    """
    op_grootte = sorted(zien, key=lambda groep: (len(leden[groep]), groep))
    binnen = {
        groep: [deel for deel in op_grootte if deel not in {groep, TOTAAL} and leden[deel] <= leden[groep]]
        for groep in op_grootte
    }
    over = set(zien)
    while True:
        weg: set[Groep] = set()
        for groep in op_grootte:
            if groep in over:
                delen = [deel for deel in binnen[groep] if deel in over - weg]
                for volgorde in permutations(DIMENSIES):
                    weg |= _te_verbergen(leden, groep, [deel for deel in delen if deel not in weg], volgorde, te_weinig)
        if not weg:
            return over
        over -= weg


def _te_verbergen(
    leden: Mapping[Groep, set[int]],
    groep: Groep,
    delen: Sequence[Groep],
    volgorde: Sequence[str],
    te_weinig: Callable[[set[int]], bool],
) -> set[Groep]:
    """Return parts of a group, smallest first, to hide so that what is left of it without the others is enough."""
    rest, los = set(leden[groep]), []
    for deel in sorted(delen, key=lambda deel: volgorde.index(deel[0])):  # of one dimension: smallest first, as given
        if leden[deel] <= rest:
            rest -= leden[deel]
            los.append(deel)
    los.sort(key=lambda deel: (len(leden[deel]), deel))
    weg: set[Groep] = set()
    while los and rest and te_weinig(rest):
        kleinste = los.pop(0)
        weg.add(kleinste)
        rest |= leden[kleinste]
    return weg
