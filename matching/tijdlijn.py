"""The course of a round as its page tells it: each step with when, who, and how to go back."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from basis.nederlands import clock_time, count_noun, long_date
from kern.models import User
from matching.enums import RondeStatus
from matching.models import Berekening, Bevriezing, Ronde

S = RondeStatus
STAPPEN = ("Voorbereiden", "Bevriezen", "Berekenen", "Nakijken", "Publiceren", "Antwoorden", "Gesloten")


@dataclass(frozen=True, slots=True)
class Knop:
    """A way onward (GET) or back (`post`); `titel` and `tekst` are asked first."""

    naam: str
    url: str
    post: bool = False
    titel: str = ""
    tekst: str = ""
    sleutel: str = ""


@dataclass(frozen=True, slots=True)
class Stap:
    """One step that was taken: what, when, by whom, and what one can do about it."""

    naam: str
    moment: datetime | None
    wie: str
    tekst: str
    knoppen: tuple[Knop, ...] = ()


def stap_van(ronde: Ronde, berekening: Berekening | None, *, bezig: bool) -> int:
    """Return which of STAPPEN is going on, from 1; one further than the last when all is done."""
    if ronde.status == S.GESLOTEN:
        return len(STAPPEN) + 1
    if ronde.gepubliceerd_op is not None:
        return 6
    if ronde.status == S.KLAARGEZET:
        return 5
    if bezig:
        return 3
    if ronde.status == S.BEREKEND and berekening is not None:
        return 4
    return 3 if ronde.status == S.BEVROREN else 1


def _naam(user: User | None, anders: str = "het portaal") -> str:
    return user.naam if user else anders


def _url(naam: str, ronde: Ronde) -> str:
    return reverse(f"matching:{naam}", args=[ronde.public_id])


def verloop(
    ronde: Ronde,
    berekening: Berekening | None,
    bevriezing: Bevriezing | None,
    *,
    varianten: int,
    antwoorden: dict[str, int] | None,
) -> list[Stap]:
    """Return the steps taken so far, the first in front, for who runs the round."""
    voor_publicatie = ronde.gepubliceerd_op is None
    stil = ronde.status != S.KLAARGEZET and voor_publicatie
    stappen = [_gemaakt(ronde)]
    if bevriezing is not None:
        stappen.append(_bevroren(ronde, bevriezing, stil=stil))
    if berekening is not None:
        stappen.append(_berekend(ronde, berekening, varianten, stil=stil))
    if ronde.publiceren_op is not None and voor_publicatie:
        stappen.append(_klaargezet(ronde))
    if not voor_publicatie:
        stappen.append(
            Stap(
                "Gepubliceerd",
                ronde.gepubliceerd_op,
                _naam(ronde.gepubliceerd_door, "het portaal, op het afgesproken moment"),
                "De studenten, scholen en leerbedrijven hebben bericht.",
            )
        )
    if antwoorden is not None:
        stappen.append(_antwoorden(ronde, antwoorden))
    if ronde.gesloten_op is not None:
        stappen.append(Stap("Gesloten", ronde.gesloten_op, _naam(ronde.gesloten_door), _slot(ronde)))
    return stappen


def _gemaakt(ronde: Ronde) -> Stap:
    tekst = ""
    if ronde.voorkeuren_tot is not None and ronde.gepubliceerd_op is None:
        tekst = f"Studenten kiezen tot {long_date(ronde.voorkeuren_tot)}, {clock_time(ronde.voorkeuren_tot)}."
    if ronde.vorige is not None:
        tekst = f"Vervolg op {ronde.vorige.naam}: voor wie nog geen plaats heeft. {tekst}".strip()
    return Stap("Gemaakt", ronde.aangemaakt_op, _naam(ronde.aangemaakt_door), tekst)


def _bevroren(ronde: Ronde, bevriezing: Bevriezing, *, stil: bool) -> Stap:
    telling = bevriezing.telling
    tekst = (
        f"{count_noun(telling.get('studenten', 0), 'student', 'studenten')} en "
        f"{count_noun(telling.get('plaatsen', 0), 'stageplaats', 'stageplaatsen')} staan vast."
    )
    knoppen: tuple[Knop, ...] = ()
    if stil:
        ontdooien = Knop(
            "Ontdooien",
            _url("ontdooien", ronde),
            post=True,
            titel="Ronde ontdooien?",
            sleutel="ontdooien",
            tekst="Studenten kunnen weer kiezen. De berekeningen tellen niet meer mee.",
        )
        knoppen = (Knop("Wat is er sindsdien veranderd?", _url("verschil", ronde)), ontdooien)
    return Stap("Bevroren", bevriezing.op, _naam(bevriezing.door), tekst, knoppen)


def _berekend(ronde: Ronde, berekening: Berekening, varianten: int, *, stil: bool) -> Stap:
    gekozen = "gekozen" if ronde.gekozen_id == berekening.pk else "nieuwste"
    naam = f"'{berekening.naam}', " if berekening.naam else ""
    tekst = f"{naam}de {gekozen} van {count_noun(varianten, 'variant', 'varianten')}."
    knoppen = (Knop("Varianten vergelijken", _url("varianten", ronde)),) if stil or varianten > 1 else ()
    return Stap(
        "Berekend", berekening.klaar_op or berekening.gestart_op, _naam(berekening.gestart_door), tekst, knoppen
    )


def _klaargezet(ronde: Ronde) -> Stap:
    terug = Knop(
        "Terughalen",
        _url("terughalen", ronde),
        post=True,
        titel="Klaarzetten terughalen?",
        sleutel="terughalen",
        tekst="De ronde wordt dan niet vanzelf gepubliceerd. U kunt haar weer veranderen.",
    )
    tekst = f"Het portaal publiceert op {long_date(ronde.publiceren_op)}, {clock_time(ronde.publiceren_op)}."
    return Stap("Klaargezet", None, _naam(ronde.klaargezet_door), tekst, (terug,))


def _antwoorden(ronde: Ronde, tel: dict[str, int]) -> Stap:
    gevraagd = sum(tel.values()) - tel["zonder_plaats"]
    tot = f" Antwoorden kan tot {long_date(ronde.reactie_tot)}." if ronde.reactie_tot else ""
    bezwaren = f" {count_noun(tel['bezwaar'], 'bezwaar wacht', 'bezwaren wachten')}." if tel["bezwaar"] else ""
    tekst = f"{tel['bevestigd']} van {count_noun(gevraagd, 'student', 'studenten')} zei ja.{bezwaren}{tot}"
    return Stap("Antwoorden", None, "", tekst, (Knop("Antwoorden bekijken", _url("reacties", ronde)),))


def _slot(ronde: Ronde) -> str:
    cijfers = (ronde.gekozen.samenvatting if ronde.gekozen else {}).get("slot")
    if not cijfers:
        return ""
    return (
        f"{cijfers['bevestigd']} bevestigd, {cijfers['geen_antwoord']} zonder antwoord, "
        f"{cijfers['vervallen']} nee gezegd of geannuleerd, {cijfers['bezwaren_toegewezen']} bezwaar toegewezen, "
        f"{cijfers['zonder_plaats']} zonder plaats. {cijfers['reden']}"
    ).strip()
