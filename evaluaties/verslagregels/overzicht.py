"""The ladder for people: per report what was due, what came in, which rung, and what is asked now (R6.8)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from evaluaties.verslagregels.beleid import Rekenwijze
from evaluaties.verslagregels.feiten import Dossier, Soort
from evaluaties.verslagregels.gebeurtenissen import Gebeurtenis
from evaluaties.verslagregels.ladder import ONVOLDOENDE, Staat, Termijn, Verzuim
from evaluaties.verslagregels.ronde import Ronde
from evaluaties.verslagregels.termijnen import Verplichting, Waarom, volgorde
from evaluaties.verslagregels.vegen import effectief_moment
from kern import kalender


class Toestand(StrEnum):
    """How a report stands."""

    OPEN = "open"
    TE_LAAT = "te_laat"  # after the due date, not (yet) counted
    INGELEVERD = "ingeleverd"
    LAAT_INGELEVERD = "laat_ingeleverd"  # after the due date, before the check: shown, not counted
    GEMIST = "gemist"  # counted; `rung` tells which time
    VRIJGESTELD = "vrijgesteld"
    GEPAUZEERD = "gepauzeerd"  # an open pause: no date
    NIET_VERSCHULDIGD = "niet_verschuldigd"


class TermijnStand(StrEnum):
    """How the term after a reminder, or a replacement assignment, stands."""

    GEEN = "geen"
    LOOPT = "loopt"
    STIL = "staat_stil"  # an open pause holds it
    BINNEN = "binnen"
    VERSTREKEN = "verstreken"
    VERVALLEN = "vervallen"


@dataclass(frozen=True, slots=True)
class Vraag:
    """Something that is asked of the student now; `tot` is the last day, None = no day set."""

    wat: str  # "verslag" or "vervangende_opdracht"
    tot: date | None


@dataclass(frozen=True, slots=True)
class VerslagStand:
    """One report on the timeline. Dates are local days; `einde` and `check` are instants (UTC)."""

    verplichting: str
    soort: Soort
    toestand: Toestand
    due: date | None
    einde: datetime | None
    check: datetime | None
    ontvangen_op: datetime | None
    rung: int | None
    herstel: TermijnStand
    herstel_tot: date | None
    opdracht: TermijnStand
    opdracht_tot: date | None
    gevraagd: tuple[Vraag, ...]


@dataclass(frozen=True, slots=True)
class PlaatsingStand:
    """All reports of a placement in nominal order (those without a date last), and where the ladder stands."""

    staat: Staat
    aantal: int
    verslagen: tuple[VerslagStand, ...]


def stand(dossier: Dossier, beleid: Rekenwijze, gebeurtenissen: Sequence[Gebeurtenis], at: datetime) -> PlaatsingStand:
    """Show how a placement stands at an instant, by the facts and events known then (R6.8).

    Reads only: what a sweep has not yet counted is shown as late, not as missed.
    """
    eerder = [gebeurtenis for gebeurtenis in gebeurtenissen if gebeurtenis.at <= at]
    if not dossier.bestaat(at):
        return PlaatsingStand(Staat.LOPEND, 0, ())
    ronde = Ronde(dossier, beleid, eerder, effectief_moment(eerder, at))
    staat = Staat.GESLOTEN if ronde.kennis.gesloten else ronde.ladder.staat
    plichten = {**_zonder_verplichting(ronde), **ronde.plichten}
    verslagen = [_verslag(ronde, plicht, vraagt=staat is not Staat.GESLOTEN) for plicht in plichten.values()]
    verslagen.sort(key=lambda verslag: (verslag.due is None, volgorde(verslag.verplichting, verslag.due or date.max)))
    return PlaatsingStand(staat, len(ronde.ladder.staand), tuple(verslagen))


def _zonder_verplichting(ronde: Ronde) -> dict[str, Verplichting]:
    """Give the counted misses whose month fell outside the placement: until the next sweep they are still shown."""
    return {id_: Verplichting(id_, None, Waarom.NIET_VERSCHULDIGD) for id_ in ronde.ladder.staand}


def _verslag(ronde: Ronde, plicht: Verplichting, *, vraagt: bool) -> VerslagStand:
    verzuim = ronde.ladder.staand.get(plicht.id)
    due = verzuim.due if verzuim else plicht.due
    toestand = _toestand(ronde, plicht, verzuim)
    herstel = _herstel(ronde, verzuim)
    opdracht = _opdracht(ronde, verzuim)
    basis = VerslagStand(
        verplichting=plicht.id,
        soort=plicht.soort,
        toestand=toestand,
        due=due,
        einde=due and kalender.einde_van_dag(due),
        check=due and ronde.check(due),
        ontvangen_op=_ontvangen(ronde, plicht.id),
        rung=verzuim and verzuim.rung,
        herstel=herstel,
        herstel_tot=verzuim.herstel.tot if verzuim and verzuim.herstel else None,
        opdracht=opdracht,
        opdracht_tot=verzuim.opdracht.tot if verzuim and verzuim.opdracht else None,
        gevraagd=(),
    )
    return _met_vragen(basis) if vraagt else basis


def _met_vragen(verslag: VerslagStand) -> VerslagStand:
    """Fill in what is asked now: a forgotten report stays asked after its term, and so does its replacement."""
    vragen = []
    if verslag.ontvangen_op is None:
        if verslag.toestand in (Toestand.OPEN, Toestand.TE_LAAT):
            vragen.append(Vraag("verslag", verslag.due))
        elif verslag.toestand is Toestand.GEMIST and verslag.rung < ONVOLDOENDE:
            vragen.append(Vraag("verslag", verslag.herstel_tot))
    if verslag.opdracht in (TermijnStand.LOOPT, TermijnStand.STIL, TermijnStand.VERSTREKEN):
        vragen.append(Vraag("vervangende_opdracht", verslag.opdracht_tot))
    return replace(verslag, gevraagd=tuple(vragen))


def _toestand(ronde: Ronde, plicht: Verplichting, verzuim: Verzuim | None) -> Toestand:
    if verzuim is not None:
        return Toestand.GEMIST
    if plicht.waarom is Waarom.VRIJGESTELD:
        return Toestand.VRIJGESTELD
    ontvangen = _ontvangen(ronde, plicht.id)
    if ontvangen is None:
        if plicht.due is None:
            return Toestand.GEPAUZEERD if plicht.waarom is Waarom.PAUZE_OPEN else Toestand.NIET_VERSCHULDIGD
        return Toestand.OPEN if ronde.now < kalender.einde_van_dag(plicht.due) else Toestand.TE_LAAT
    if plicht.due is None or ontvangen < kalender.einde_van_dag(plicht.due):
        return Toestand.INGELEVERD
    return Toestand.LAAT_INGELEVERD


def _ontvangen(ronde: Ronde, verplichting: str) -> datetime | None:
    """First moment at which the report came in."""
    return min((feit.received_at for feit in ronde.kennis.inleveringen.get(verplichting, ())), default=None)


def _herstel(ronde: Ronde, verzuim: Verzuim | None) -> TermijnStand:
    if verzuim is None or verzuim.herstel is None:
        return TermijnStand.GEEN
    if not verzuim.herstel.voorbij and ronde.is_binnen(verzuim):
        return TermijnStand.BINNEN
    return _loop(verzuim.herstel)


def _opdracht(ronde: Ronde, verzuim: Verzuim | None) -> TermijnStand:
    if verzuim is None or verzuim.opdracht is None:
        return TermijnStand.GEEN
    if ronde.kennis.opdracht_er(verzuim.verplichting, op=ronde.now):
        return TermijnStand.BINNEN
    return _loop(verzuim.opdracht)


def _loop(termijn: Termijn) -> TermijnStand:
    if termijn.ingetrokken:
        return TermijnStand.VERVALLEN
    if termijn.voorbij:
        return TermijnStand.VERSTREKEN
    return TermijnStand.STIL if termijn.tot is None else TermijnStand.LOOPT
