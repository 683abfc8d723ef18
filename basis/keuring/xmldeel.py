"""Read an XML part with a limit on its elements, and without DTD or entities of its own."""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from basis.keuring.archief import BESCHADIGD, TE_GROOT, VREEMD
from basis.keuring.fout import Afgewezen

MAX_ELEMENTEN = 400_000
Begin = Callable[[str, dict[str, str]], None]


class Telraam:
    """Counts the elements of all parts of one document together."""

    def __init__(self) -> None:
        self._over = MAX_ELEMENTEN

    def tel(self) -> None:
        """Count one. Raises Afgewezen when there are too many."""
        self._over -= 1
        if self._over < 0:
            raise Afgewezen(*TE_GROOT)


def _weiger(*_: object) -> None:
    raise Afgewezen(*VREEMD)


def lees_xml(
    stukken: Iterable[bytes],
    telraam: Telraam,
    begin: Begin,
    *,
    tekst_van: str = "",
    tekst: Callable[[str], None] = print,
) -> None:
    """Call `begin(local name, attributes by local name)` for each element. Raises Afgewezen.

    The text inside elements with the local name `tekst_van` goes to `tekst`, in pieces.
    """
    diep = 0

    def open_(naam: str, kenmerken: dict[str, str]) -> None:
        nonlocal diep
        telraam.tel()
        lokaal = naam.rpartition(" ")[2]
        diep += lokaal == tekst_van
        begin(lokaal, {sleutel.rpartition(" ")[2]: waarde for sleutel, waarde in kenmerken.items()})

    def dicht(naam: str) -> None:
        nonlocal diep
        diep -= naam.rpartition(" ")[2] == tekst_van

    def letters(stuk: str) -> None:
        if diep:
            tekst(stuk)

    lezer = expat.ParserCreate(namespace_separator=" ")
    lezer.StartElementHandler = open_
    if tekst_van:
        lezer.buffer_text = True
        lezer.EndElementHandler = dicht
        lezer.CharacterDataHandler = letters
    lezer.StartDoctypeDeclHandler = lezer.EntityDeclHandler = lezer.ExternalEntityRefHandler = _weiger
    try:
        for stuk in stukken:
            lezer.Parse(stuk, False)
        lezer.Parse(b"", True)
    except expat.ExpatError:
        raise Afgewezen(*BESCHADIGD) from None
