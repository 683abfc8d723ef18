"""The engine alone, on generated instances."""

from collections.abc import Iterator

from matching.engine import solve
from matching.engine.generator import generate
from stagebureau.metingen.basis import Meting, piek_mib, stopwatch


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield per size: seconds to make and to solve, students placed, whether the optimum is proven."""
    for aantal in groottes or [600, 5_000, 20_000]:
        maken, instantie = stopwatch(lambda aantal=aantal: generate(aantal, 1))
        oplossen, resultaat = stopwatch(lambda instantie=instantie: solve(instantie))
        samenvatting = resultaat.samenvatting
        yield Meting(
            f"{aantal} studenten",
            {
                "maken_s": round(maken, 2),
                "oplossen_s": round(oplossen, 2),
                "geplaatst": samenvatting["geplaatst"],
                "optimaal": samenvatting["optimaal"],
                "piek_mib": piek_mib(),
            },
        )
