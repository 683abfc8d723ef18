"""What a question of a report consists of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vraag:
    """One question: `naam` is the column its answer is kept in; the rest is what people read about it."""

    naam: str
    label: str
    hulp: str
    uitleg: str
    zinnen: tuple[str, ...]
    voorbeeld: str
    let_op: str
    rijen: int = 5


@dataclass(frozen=True, slots=True)
class Opzet:
    """What a kind of report asks: an introduction, and its questions in order."""

    inleiding: str
    vragen: tuple[Vraag, ...]
    voorbeeld_van: str
