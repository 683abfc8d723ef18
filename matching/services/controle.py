"""The checklist before a calculation: what takes part, what is left out and why."""

from dataclasses import dataclass

from basis.nederlands import count_noun
from matching.models import Ronde
from matching.services.momentopname import Telling, momentopname


@dataclass(frozen=True, slots=True)
class Punt:
    """One line of the checklist; `soort` is a kind of badge: klaar, let_op or fout."""

    soort: str
    woord: str
    tekst: str


def controle(ronde: Ronde) -> list[Punt]:
    """Return the checklist of a round, most important first."""
    return punten(momentopname(ronde).telling)


def punten(telling: Telling) -> list[Punt]:
    """Turn the figures into lines a coordinator understands."""
    lijst = [
        _ok_of(
            telling.studenten,
            f"{count_noun(telling.studenten, 'student zoekt', 'studenten zoeken')} een plaats. "
            f"{count_noun(telling.al_geplaatst, 'student heeft', 'studenten hebben')} al een plaats in die tijd.",
            "Er zijn geen studenten die een plaats zoeken. Kijk de scholen en periodes na.",
        ),
        _ok_of(
            telling.plekken,
            f"{count_noun(telling.plekken, 'plek', 'plekken')} op "
            f"{count_noun(telling.plaatsen, 'stageplaats', 'stageplaatsen')} doen mee. "
            f"Daarvan zijn er {telling.al_bezet} al bezet door andere plaatsingen.",
            "Er zijn geen stageplaatsen met plek in dit schooljaar.",
        ),
    ]
    zonder_wens = telling.studenten - telling.met_voorkeur
    lijst.append(
        Punt(
            "let_op" if zonder_wens else "klaar",
            "Let op" if zonder_wens else "In orde",
            f"{count_noun(telling.met_voorkeur, 'student gaf', 'studenten gaven')} voorkeuren op, "
            f"{count_noun(zonder_wens, 'student', 'studenten')} niet.",
        )
    )
    lijst += _let_op(
        (
            telling.zonder_woonplaats,
            "van wie de woonplaats niet bekend is. De reisafstand wordt dan vanaf school gerekend.",
            ("student", "studenten"),
        ),
        (
            telling.onvolledig,
            "doen niet mee, omdat gegevens ontbreken. Ze komen bij 'niet geplaatst' te staan met wat er mist.",
            ("student", "studenten"),
        ),
        (
            telling.plaatsen_zonder_erkenning,
            "zonder geldige erkenning in de hele periode. Die doen niet mee.",
            ("stageplaats", "stageplaatsen"),
        ),
        (
            telling.plaatsen_zonder_adres,
            "zonder adres op de kaart. Die doen niet mee, want de reisafstand is niet te bepalen.",
            ("stageplaats", "stageplaatsen"),
        ),
    )
    omzettingen = count_noun(telling.omzettingen, "omzetting", "omzettingen")
    lijst.append(Punt("klaar", "Ter info", f"{omzettingen} afgesproken."))
    if telling.met_hand:
        keuzes = count_noun(telling.met_hand, "keuze", "keuzes")
        lijst.append(Punt("klaar", "Ter info", f"{keuzes} met de hand. Die blijven staan."))
    return lijst


def _ok_of(aantal: int, goed: str, fout: str) -> Punt:
    return Punt("klaar", "In orde", goed) if aantal else Punt("fout", "Niet goed", fout)


def _let_op(*rijen: tuple[int, str, tuple[str, str]]) -> list[Punt]:
    return [
        Punt("let_op", "Let op", f"{count_noun(aantal, *woorden)} {tekst}")
        for aantal, tekst, woorden in rijen
        if aantal
    ]
