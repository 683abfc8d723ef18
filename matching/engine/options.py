"""What a coordinator may choose for one run: the order of the goals, search time, and how much is told afterwards."""

from __future__ import annotations

from dataclasses import dataclass

CONTRACT, STABIEL, VAST, VRIJ = "contract", "stabiel", "vast", "vrij"
MODI = (CONTRACT, STABIEL, VAST, VRIJ)

VOORRANG, OMZETTING, RANG = "voorrang_som", "omzettingskosten", "rang_som"
EERLIJKHEID, HUIDIG, KM = "eerlijkheid", "huidig_behouden", "km_som"

# Search time for parts that are not a flow; a gap that is left then is told in the summary.
SEARCH_SECONDS = 780.0

_ORDER = {
    CONTRACT: (VOORRANG, OMZETTING, RANG, EERLIJKHEID, HUIDIG, KM),
    # Few moves: only more students placed is worth a move, a better place is not.
    STABIEL: (VOORRANG, HUIDIG, OMZETTING, RANG, EERLIJKHEID, KM),
    # Nobody moves who can stay; the others are matched around them.
    VAST: (HUIDIG, VOORRANG, OMZETTING, RANG, EERLIJKHEID, KM),
    VRIJ: (VOORRANG, OMZETTING, RANG, EERLIJKHEID, KM),
}


@dataclass(frozen=True, slots=True)
class Opties:
    """Choices for one run of `solve`.

    `modus` is what a `huidig` row of vast.csv weighs: `contract` (goal 4 of 5, the default), `stabiel` (goal 2: as few
    moves as the first goal allows), `vast` (before all goals: who can stay stays) or `vrij` (nothing).
    `zoektijd` (seconds) bounds the search where moments overlap. `nagaan` is for how many bottlenecks the gain is
    checked by matching again within the run.
    """

    modus: str = CONTRACT
    zoektijd: float = SEARCH_SECONDS
    nagaan: int = 3

    def __post_init__(self) -> None:
        """Refuse a mode that doesn't exist."""
        if self.modus not in MODI:
            raise ValueError(f"onbekende modus {self.modus!r}; kies uit {', '.join(MODI)}")


def goals_of(modus: str, *, memory: bool) -> tuple[str, ...]:
    """The goals in strict order; `eerlijkheid` takes part only when some student has a memory above 0."""
    return tuple(goal for goal in _ORDER[modus] if memory or goal != EERLIJKHEID)
