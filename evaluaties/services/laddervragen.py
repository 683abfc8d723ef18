"""What the ladder asks of a student now, until when, and what happens otherwise (R6.3-R6.5, R6.8). Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evaluaties import verslagregels as regels
from evaluaties.services.ladderwoorden import Toon, met_hoofdletter
from evaluaties.woorden import plichttitel
from kern.kalender import lokale_dag

BINNENKORT = timedelta(days=14)
DICHTBIJ = 3  # days before a due date from which it is shown with attention

Toestand = regels.Toestand
Loop = regels.TermijnStand


@dataclass(frozen=True, slots=True)
class Gevraagd:
    """Something that is asked now: `wat` is "verslag" or "opdracht", `tot` its last day (None = no day runs).

    `anders` says what happens when it does not come in.
    """

    plicht: str
    wat: str
    titel: str
    tot: date | None
    uitleg: str
    anders: str
    kleur: str


def gevraagd(stand: regels.PlaatsingStand, toon: Toon, at: datetime) -> list[Gevraagd]:
    """Return what has a day that is still to come, soonest first, then all that is behind.

    Of the reports to come only the next one and those within a fortnight.
    """
    vandaag = lokale_dag(at)
    nu: list[Gevraagd] = []
    komend: list[regels.VerslagStand] = []
    for rij in stand.verslagen:
        for vraag in rij.gevraagd:
            if vraag.wat != "verslag":
                nu.append(_opdracht(toon, rij))
            elif rij.toestand is Toestand.OPEN:
                komend.append(rij)
            else:
                nu.append(_achterstallig(toon, rij, at))
    grens = vandaag + BINNENKORT
    dichtbij = [rij for nummer, rij in enumerate(komend) if nummer == 0 or (rij.due and rij.due <= grens)]
    nu += [_komend(stand, toon, rij, nummer, vandaag) for nummer, rij in enumerate(dichtbij)]
    return sorted(nu, key=lambda vraag: _volgorde(vraag, vandaag))


def _volgorde(vraag: Gevraagd, vandaag: date) -> tuple:
    voorbij = vraag.tot is None or vraag.tot < vandaag
    return voorbij, vraag.tot or date.max, vraag.wat, vraag.plicht


def _komend(stand: regels.PlaatsingStand, toon: Toon, rij: regels.VerslagStand, eerder: int, vandaag: date) -> Gevraagd:
    """Make the row of a report that is not due yet; it would be counted after what stands, and after `eerder`."""
    beslist = stand.staat in (regels.Staat.VOORGESTELD, regels.Staat.ONVOLDOENDE)
    anders = ""
    if not beslist and rij.check is not None:
        anders = toon.anders_verslag(rij.check, 0 if eerder else stand.aantal + 1)
    dagen = (rij.due - vandaag).days if rij.due else 0
    return _vraag(rij, "verslag", rij.due, "", anders, "let_op" if dagen <= DICHTBIJ else "wacht")


def _achterstallig(toon: Toon, rij: regels.VerslagStand, at: datetime) -> Gevraagd:
    if rij.toestand is Toestand.TE_LAAT:
        op_tijd = rij.check is not None and at < rij.check
        anders = toon.nog_voor_controle(rij.check) if op_tijd and rij.check else toon.na_controle
        return _vraag(rij, "verslag", rij.due, toon.had_er_moeten_zijn, anders, "let_op")
    if rij.herstel is Loop.LOOPT:
        anders = toon.anders_herstel(rij.rung or 1, rij.herstel_tot, opdracht=rij.opdracht is not Loop.GEEN)
        return _vraag(rij, "verslag", rij.herstel_tot, toon.wordt_nog_gelezen, anders, "let_op")
    if rij.herstel is Loop.STIL:
        return _vraag(rij, "verslag", None, toon.staat_stil, "", "neutraal")
    return _vraag(rij, "verslag", None, toon.blijft_nodig, toon.anders_blijft_nodig, "let_op")


def _opdracht(toon: Toon, rij: regels.VerslagStand) -> Gevraagd:
    if rij.opdracht is Loop.STIL:
        return _vraag(rij, "opdracht", None, toon.staat_stil, "", "neutraal")
    if rij.opdracht is Loop.VERSTREKEN:
        return _vraag(rij, "opdracht", rij.opdracht_tot, toon.opdracht_voorbij, toon.opdracht_telt_niet, "let_op")
    return _vraag(rij, "opdracht", rij.opdracht_tot, "", toon.anders_opdracht, "let_op")


def _vraag(  # noqa: PLR0917 - a row has this many parts
    rij: regels.VerslagStand, wat: str, tot: date | None, uitleg: str, anders: str, kleur: str
) -> Gevraagd:
    verslag = plichttitel(rij.verplichting)
    titel = met_hoofdletter(verslag) if wat == "verslag" else f"Vervangende opdracht bij het {verslag}"
    return Gevraagd(rij.verplichting, wat, titel, tot, uitleg, anders, kleur)
