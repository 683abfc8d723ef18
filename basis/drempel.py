"""Figures on who stopped, so coarse that nobody can be told apart in them, nor by subtracting (R8.4). Pure.

A count is shown when it is none or at least MINIMUM. Lines that are smaller go together, so that what is shown always
adds up to totals that may be shown as well. Where first-years and others can't stand apart, they are one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

MINIMUM = 5
GENOEG = 3  # lines that say something; with fewer first-years and others stand together if that tells more


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of a table: a name, first-years, others; `apart` is False when only the total may be seen."""

    naam: str
    eerstejaars: int
    anderen: int
    apart: bool = True

    @property
    def totaal(self) -> int:
        """Both together."""
        return self.eerstejaars + self.anderen

    @property
    def toonbaar(self) -> bool:
        """Whether this line gives nobody away."""
        return mag(self.eerstejaars) and mag(self.anderen) if self.apart else mag(self.totaal)


def mag(aantal: int) -> bool:
    """Whether a count may be seen."""
    return aantal == 0 or aantal >= MINIMUM


def mag_deel(van: int, aantal: int) -> bool:
    """Whether `aantal` may be seen beside the whole `van` it is part of: nor may the rest be a few, or nobody."""
    return aantal == 0 or (aantal >= MINIMUM and van - aantal >= MINIMUM)


def samen(naam: str, regels: Sequence[Regel]) -> Regel:
    """Return several lines as one."""
    apart = all(regel.apart for regel in regels)
    return Regel(naam, sum(r.eerstejaars for r in regels), sum(r.anderen for r in regels), apart)


def bundel_kleine(regels: Sequence[Regel], naam: str, alles: str = "") -> tuple[Regel, ...]:
    """Put the lines that are too small together under `naam`, with as many of the next smallest as that needs.

    Biggest first, the bundle last; `alles` is its name when it is all there is. () when even all are too few.
    """
    over = sorted((regel for regel in regels if regel.totaal), key=lambda regel: (-regel.totaal, regel.naam))
    klein = [regel for regel in over if not regel.toonbaar]
    over = [regel for regel in over if regel.toonbaar]
    while klein and not samen(naam, klein).toonbaar:
        if not over:
            return ()
        klein.append(over.pop())
    if not klein:
        return tuple(over)
    return (*over, samen(naam if over else alles or naam, klein))


def fijnste(indelingen: Sequence[Sequence[Regel]]) -> tuple[Regel, ...]:
    """Return the first division, from fine to coarse, of which every line may be seen; () when none is."""
    return next((tuple(rij) for rij in indelingen if all(regel.toonbaar for regel in rij)), ())


def meest_zeggend(
    regels: Sequence[Regel], dun_uit: Callable[[Sequence[Regel]], tuple[Regel, ...]]
) -> tuple[Regel, ...]:
    """Return the lines thinned out, first-years apart where enough lines are left, else all together. Never both."""
    apart = dun_uit(regels) if all(regel.apart for regel in regels) else ()
    een = dun_uit([replace(regel, apart=False) for regel in regels])
    return apart if apart and len(apart) >= min(GENOEG, len(een)) else een
