"""Dividing students over the poule, from a problem to a proven division, in the process in which it runs for real."""

from collections.abc import Iterator
from time import perf_counter

from begeleiding.services.toewijzen_kind import los_op
from begeleiding.toewijzer.generator import Vorm, generate
from stagebureau.metingen.basis import Meting, stopwatch

GROOTTES = [400, 5_000]
PER_BEGELEIDER = 38.5  # 5,000 students to 130 supervisors; the reference is 40 for one fte


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield per size: some have a supervisor already, nobody has one, too few supervisors, minutes that differ."""
    for aantal in groottes or GROOTTES:
        poule = max(1, round(aantal / PER_BEGELEIDER))
        for naam, vorm in (
            ("60 % heeft al een begeleider", Vorm(aantal, poule)),
            ("niemand heeft er een", Vorm(aantal, poule, huidig=0.0)),
            ("5 % te weinig tijd", Vorm(aantal, poule, ruimte=0.95)),
            ("15 of 30 minuten", Vorm(aantal, poule, minuten=(30, 30, 30, 15))),
        ):
            yield _verdeel(f"{aantal} studenten, {poule} begeleiders: {naam}", vorm)


def _verdeel(naam: str, vorm: Vorm) -> Meting:
    opgave = generate(vorm)
    stappen: dict[str, float] = {}

    def meld(_procent: int, stap: str) -> None:
        stappen[stap] = perf_counter()

    begin = perf_counter()
    seconden, uitkomst = stopwatch(lambda: los_op(opgave, meld=meld))
    bewezen = stappen["Hele studenten verdelen"] - begin
    return Meting(
        naam,
        {
            "seconden": round(seconden, 1),
            "cpu_s": uitkomst.cpu_seconden,
            "tot_bewijs_s": round(bewezen, 1),
            "verdeeld": uitkomst.doelen.begeleid,
            "behouden": uitkomst.doelen.behouden,
            "sector": uitkomst.doelen.sector,
            "reis_km": round(uitkomst.doelen.reis / 100),
            "adressen": uitkomst.adressen,
            "optimaal": uitkomst.optimaal,
            "minste_adressen": uitkomst.adressen_bewezen,
        },
    )
