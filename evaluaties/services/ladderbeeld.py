"""The ladder as a picture: which rung, what brought the student there, what is asked now and what follows (R6.8).

Pure: the stand, the facts and the events of one placement and an instant in, small dataclasses with Dutch words out.
The words are in `ladderwoorden`; nothing here reads the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evaluaties import verslagregels as regels
from evaluaties.services.laddervragen import Gevraagd, gevraagd
from evaluaties.services.ladderwoorden import Toon
from evaluaties.verslagregels.ladder import ONVOLDOENDE, Verzuim
from evaluaties.woorden import keer, plichttitel
from kern.kalender import lokale_dag

AANTAL_TREDEN = 4

Staat = regels.Staat
Loop = regels.TermijnStand


@dataclass(frozen=True, slots=True)
class Oorzaak:
    """A report that counts as forgotten: its name, its last day and the day on which it was counted."""

    plicht: str
    titel: str
    due: date
    geteld_op: date


@dataclass(frozen=True, slots=True)
class Trede:
    """One rung of the picture. `stand` is "hier", "geweest" or "leeg"; `woord` and `kleur` are its badge."""

    nummer: int
    titel: str
    stand: str
    woord: str
    kleur: str
    betekenis: str
    oorzaken: tuple[Oorzaak, ...]


@dataclass(frozen=True, slots=True)
class Ladderbeeld:
    """The whole picture. `kop` and `zinnen` say in words what the rungs show; `hierna` what a next time would mean."""

    trede: int
    kop: str
    kleur: str
    zinnen: tuple[str, ...]
    hierna: str
    treden: tuple[Trede, ...]
    gevraagd: tuple[Gevraagd, ...]
    rechtgezet: tuple[str, ...]


class _Stof:
    """What the picture is made of, sorted once."""

    def __init__(
        self,
        stand: regels.PlaatsingStand,
        dossier: regels.Dossier,
        gebeurtenissen: Sequence[regels.Gebeurtenis],
        at: datetime,
        toon: Toon,
    ) -> None:
        self.stand = stand
        self.toon = toon
        self.at = at
        self.vandaag = lokale_dag(at)
        self.kennis = dossier.kennis(at)
        self.events = [gebeurtenis for gebeurtenis in gebeurtenissen if gebeurtenis.at <= at]
        self.ladder = regels.Ladder(self.events, self.kennis.besluiten)
        self.verzuimen: list[Verzuim] = self.ladder.op_volgorde
        self.trede = max((verzuim.rung for verzuim in self.verzuimen), default=0)
        # That a stage is 'onvoldoende' stays the thing to know (and to object to) after it was closed.
        onvoldoende = self.ladder.staat is Staat.ONVOLDOENDE
        self.staat = Staat.ONVOLDOENDE if onvoldoende else stand.staat

    @property
    def pauze(self) -> regels.Pauze | None:
        """The pause that runs today."""
        lopend = [versies[-1] for versies in self.kennis.pauzes.values() if versies[-1].bevat(self.vandaag)]
        return max(lopend, key=lambda pauze: (pauze.tot is None, pauze.tot or pauze.van), default=None)

    @property
    def laatste(self) -> regels.VerslagStand | None:
        """The report that brought the student on the present rung."""
        op_trede = {verzuim.verplichting for verzuim in self.verzuimen if verzuim.rung == self.trede}
        return next((rij for rij in reversed(self.stand.verslagen) if rij.verplichting in op_trede), None)


def maak_beeld(
    stand: regels.PlaatsingStand,
    dossier: regels.Dossier,
    gebeurtenissen: Sequence[regels.Gebeurtenis],
    at: datetime,
    *,
    naam: str = "",
) -> Ladderbeeld:
    """Draw the ladder of one placement at an instant (aware).

    `stand` is what `regels.stand` gives for the same dossier, events and instant. Without `naam` the words speak to
    the student; with it they speak about the student, to others.
    """
    stof = _Stof(stand, dossier, gebeurtenissen, at, Toon(naam, vandaag=lokale_dag(at)))
    kop, kleur = _kop(stof)
    return Ladderbeeld(
        trede=stof.trede,
        kop=kop,
        kleur=kleur,
        zinnen=tuple(_zinnen(stof)),
        hierna=_hierna(stof),
        treden=tuple(_trede(stof, nummer) for nummer in range(1, AANTAL_TREDEN + 1)),
        gevraagd=tuple(gevraagd(stand, stof.toon, at)),
        rechtgezet=tuple(_rechtgezet(stof)),
    )


# --- Where the student stands ---


def _kop(stof: _Stof) -> tuple[str, str]:
    """Headline and colour; red for the student only when a person decided."""
    toon, staat = stof.toon, stof.staat
    if staat is Staat.GESLOTEN:
        return toon.gesloten, "neutraal"
    if staat is Staat.ONVOLDOENDE:
        return "De stage is onvoldoende", "fout"
    if staat is Staat.VOORGESTELD:
        return "Er ligt een voorstel: stage onvoldoende", toon.kleur_voorstel
    if not stof.verzuimen:
        return toon.niets_vergeten, "klaar"
    if stof.trede == ONVOLDOENDE:
        return toon.gaat_door, "let_op"
    return toon.op_trede(stof.trede), "let_op"


def _zinnen(stof: _Stof) -> list[str]:
    toon, staat = stof.toon, stof.staat
    if staat is Staat.GESLOTEN:
        return [toon.afgesloten(len(stof.verzuimen))]
    zinnen = []
    if stof.trede:
        zinnen += _besluit(stof) if stof.trede == ONVOLDOENDE else _op_trede(stof)
    if stof.pauze is not None and staat is not Staat.ONVOLDOENDE:
        zinnen.append(toon.pauze(stof.pauze.tot))
    return zinnen


def _op_trede(stof: _Stof) -> list[str]:
    rij, toon = stof.laatste, stof.toon
    if rij is None or rij.due is None:
        return []
    zinnen = [toon.vergeten(plichttitel(rij.verplichting), rij.due, keer(stof.trede))]
    if rij.ontvangen_op is not None:
        opdracht = any(vraag.wat != "verslag" for vraag in rij.gevraagd)
        zinnen.append(toon.toch_binnen(lokale_dag(rij.ontvangen_op), opdracht=opdracht))
    elif rij.herstel is Loop.LOOPT and rij.herstel_tot:
        zinnen.append(toon.nog_welkom(rij.herstel_tot))
    elif rij.herstel is Loop.VERSTREKEN:
        zinnen.append(toon.extra_dagen_voorbij)
    return zinnen


def _besluit(stof: _Stof) -> list[str]:
    toon, besluit = stof.toon, stof.ladder.besluit
    if besluit is None:
        voorstel = stof.ladder.voorstel
        gewaarschuwd = voorstel is None or voorstel.warned is not False
        return toon.voorstel(len(stof.verzuimen), gewaarschuwd=gewaarschuwd)
    dag = lokale_dag(besluit.recorded_at)
    if besluit.oordeel is regels.Oordeel.HERZIEN:
        return [toon.herzien(dag)]
    if besluit.oordeel is regels.Oordeel.AFGEWEZEN:
        return [toon.afgewezen(dag)]
    zinnen = toon.bevestigd(dag, len(stof.verzuimen))
    if any(verzuim.herzien for verzuim in stof.verzuimen):
        zinnen.append(toon.herziening)
    return zinnen


def _hierna(stof: _Stof) -> str:
    staat = stof.staat
    if staat in (Staat.GESLOTEN, Staat.ONVOLDOENDE):
        return ""
    if staat is Staat.VOORGESTELD:
        return stof.toon.tot_het_besluit
    return stof.toon.hierna(min(len(stof.verzuimen) + 1, ONVOLDOENDE), opnieuw=stof.trede == ONVOLDOENDE)


# --- The rungs ---


def _trede(stof: _Stof, nummer: int) -> Trede:
    oorzaken = tuple(
        Oorzaak(verzuim.verplichting, plichttitel(verzuim.verplichting), verzuim.due, lokale_dag(verzuim.verteld_op))
        for verzuim in stof.verzuimen
        if verzuim.rung == nummer
    )
    stand, woord, kleur = _badge(stof, nummer)
    return Trede(
        nummer=nummer,
        titel=f"{nummer}e keer vergeten",
        stand=stand,
        woord=woord,
        kleur=kleur,
        betekenis=stof.toon.betekenis(nummer),
        oorzaken=oorzaken,
    )


def _badge(stof: _Stof, nummer: int) -> tuple[str, str, str]:
    if nummer > stof.trede:
        return "leeg", "niet bereikt", "neutraal"
    if nummer < stof.trede:
        return "geweest", "geweest", "neutraal"
    if stof.staat is Staat.GESLOTEN:
        return "hier", "laatste stand", "neutraal"
    if stof.staat is Staat.ONVOLDOENDE:
        return "hier", stof.toon.hier, "fout"
    if stof.staat is Staat.VOORGESTELD:
        return "hier", stof.toon.hier, stof.toon.kleur_voorstel
    return "hier", stof.toon.hier, "let_op"


# --- What was put right ---


def _rechtgezet(stof: _Stof) -> list[str]:
    """Say which misses no longer count and which count as an earlier time, newest last."""
    zinnen: dict[str, str] = {}
    eerst: dict[str, int] = {}
    for event in stof.events:
        verslag = plichttitel(event.verplichting)
        if event.type is regels.Type.MISS:
            eerst[event.verplichting] = event.rung or 1
            zinnen.pop(event.verplichting, None)
        elif event.type is regels.Type.MISS_UNDONE:
            zinnen[event.verplichting] = stof.toon.telt_niet_meer(verslag, lokale_dag(event.at))
        elif event.type is regels.Type.RUNG_CHANGED:
            zinnen[event.verplichting] = stof.toon.telt_nu_als(
                verslag, keer(event.rung or 1), keer(eerst[event.verplichting])
            )
        elif event.type is regels.Type.PROPOSAL_WITHDRAWN:
            zinnen["voorstel"] = stof.toon.voorstel_ingetrokken(lokale_dag(event.at))
        elif event.type is regels.Type.INSUFFICIENT_PROPOSED:
            zinnen.pop("voorstel", None)
    return list(zinnen.values())
