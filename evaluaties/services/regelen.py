"""What school arranges about reports: thought out first, shown with what it changes, then recorded (R6.7)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from basis.errors import DomainError
from basis.nederlands import long_date
from evaluaties import rules
from evaluaties import verslagregels as regels
from evaluaties.enums import FeitSoort, Regeling
from evaluaties.models import Verslagfeit
from evaluaties.services import feiten
from evaluaties.services.dossiers import met_registratie, standen
from evaluaties.services.vooruitblik import Vooruitblik, kijk_vooruit
from evaluaties.woorden import plichttitel
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.models import Plaatsing

Toestand, TermijnStand = regels.Toestand, regels.TermijnStand
VERST = timedelta(days=366)
DUBBEL = timedelta(minutes=10)  # the same again within this time is a second click, not a second wish
STATUS = "status:"  # source of a pause that follows the state of the placement
OPEN_OPDRACHT = frozenset({TermijnStand.LOOPT, TermijnStand.STIL, TermijnStand.VERSTREKEN})
ZONDER_BEHEER = frozenset({Regeling.OPDRACHT})

_SOORT = {
    Regeling.VRIJSTELLEN: FeitSoort.EXCUSE,
    Regeling.UITSTEL: FeitSoort.EXTENSION,
    Regeling.PAUZE: FeitSoort.PAUSE,
    Regeling.HERVATTEN: FeitSoort.PAUSE,
    Regeling.PER_MAIL: FeitSoort.SUBMISSION,
    Regeling.OPDRACHT: FeitSoort.REPLACEMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voornemen:
    """One thing that somebody is about to arrange. Days are local; `ref` names the pause that is to end."""

    wat: Regeling
    plicht: str = ""
    datum: date | None = None
    tot: date | None = None
    ref: str = ""
    received_at: datetime | None = None
    reden: str = ""

    def feit(self, plaatsing: Plaatsing, by: User, at: datetime) -> Verslagfeit:
        """Return the fact that will be written, unsaved: the preview and the write use the same columns."""
        return Verslagfeit(plaatsing=plaatsing, by=by, recorded_at=at, **self.velden())

    def velden(self) -> dict[str, Any]:
        """Return the columns of the fact."""
        return {
            "soort": _SOORT[self.wat],
            "plicht": self.plicht,
            "datum": self.datum,
            "tot": self.tot,
            "ref": self.ref,
            "received_at": self.received_at,
            "reden": self.reden.strip(),
        }


def pauzes_van(plaatsing: Plaatsing) -> list[Verslagfeit]:
    """Return the pauses of a placement as they hold now (the newest version of each), oldest first."""
    nieuwste: dict[str, Verslagfeit] = {}
    for feit in plaatsing.verslagfeiten.filter(soort=FeitSoort.PAUSE).order_by("recorded_at", "pk"):
        nieuwste[feit.ref] = feit
    return sorted(nieuwste.values(), key=lambda feit: (feit.datum, feit.pk))


def keuzes(
    wat: Regeling, stand: regels.PlaatsingStand, pauzes: Sequence[Verslagfeit], vandaag: date
) -> list[tuple[str, str]]:
    """Return what this can be arranged for: (id, name) of reports or pauses; a new pause needs no choice."""
    if wat == Regeling.PAUZE:
        return [("", "")]
    if wat == Regeling.HERVATTEN:
        lopend = [p for p in pauzes if not p.bron.startswith(STATUS) and (p.tot is None or p.tot >= vandaag)]
        return [(p.ref, _pauzenaam(p)) for p in lopend]
    return [(rij.verplichting, plichttitel(rij.verplichting)) for rij in stand.verslagen if _past(wat, rij)]


def _pauzenaam(pauze: Verslagfeit) -> str:
    tot = f"tot en met {long_date(pauze.tot)}" if pauze.tot else "zonder einde"
    return f"pauze vanaf {long_date(pauze.datum)}, {tot}"


def _past(wat: Regeling, rij: regels.VerslagStand) -> bool:
    if wat == Regeling.OPDRACHT:
        return rij.opdracht in OPEN_OPDRACHT
    if rij.toestand in (Toestand.VRIJGESTELD, Toestand.NIET_VERSCHULDIGD):
        return False
    return rij.toestand is Toestand.GEMIST or rij.ontvangen_op is None


def toets(*, plaatsing: Plaatsing, voornemen: Voornemen, stand: regels.PlaatsingStand, by: User, at: datetime) -> None:
    """Raise DomainError when this can't be arranged; `stand` is how the placement stands at `at`."""
    mag = rules.is_lezer_van if voornemen.wat in ZONDER_BEHEER else rules.mag_ladder_beheren
    if not mag(by, plaatsing):
        raise DomainError("Alleen de coördinator van de school van deze student mag dit.")
    if stand.staat is regels.Staat.GESLOTEN or not plaatsing.is_actief:
        raise DomainError("Deze stage loopt niet. Er is bij de verslagen niets meer te regelen.")
    if not voornemen.reden.strip() and voornemen.wat != Regeling.OPDRACHT:
        raise DomainError("Schrijf op waarom.", field="reden")
    if voornemen.wat == Regeling.PAUZE:
        _toets_pauze(plaatsing, voornemen, at)
    elif voornemen.wat == Regeling.HERVATTEN:
        _toets_hervatten(plaatsing, voornemen)
    else:
        _toets_verslag(plaatsing, voornemen, stand, at)


def _toets_verslag(plaatsing: Plaatsing, voornemen: Voornemen, stand: regels.PlaatsingStand, at: datetime) -> None:
    rij = next((rij for rij in stand.verslagen if rij.verplichting == voornemen.plicht), None)
    if rij is None:
        raise DomainError("Dit verslag hoort niet bij deze stage.", field="plicht")
    titel = plichttitel(rij.verplichting)
    if voornemen.wat == Regeling.OPDRACHT and rij.opdracht not in OPEN_OPDRACHT:
        raise DomainError(f"Bij het {titel} wordt nu geen vervangende opdracht gevraagd.", field="plicht")
    if voornemen.wat in (Regeling.PER_MAIL, Regeling.OPDRACHT):
        _toets_ontvangst(plaatsing, voornemen, at)
    if not _past(voornemen.wat, rij):
        wat = "is vrijgesteld" if rij.toestand is Toestand.VRIJGESTELD else "is al binnen of hoeft niet"
        raise DomainError(f"Het {titel} {wat}. Er is niets te regelen.", field="plicht")
    if voornemen.wat == Regeling.PER_MAIL and rij.ontvangen_op and voornemen.received_at >= rij.ontvangen_op:
        raise DomainError("Dit verslag is al eerder ontvangen. Alleen een vroegere tijd verandert iets.", field="tijd")
    if voornemen.wat == Regeling.UITSTEL:
        _toets_uitstel(voornemen, rij, at)


def _toets_uitstel(voornemen: Voornemen, rij: regels.VerslagStand, at: datetime) -> None:
    if voornemen.datum is None:
        raise DomainError("Kies tot en met welke dag het verslag mag.", field="datum")
    if rij.due is not None and voornemen.datum <= rij.due:
        raise DomainError(f"Kies een dag na {long_date(rij.due)}: tot dan mag het verslag al.", field="datum")
    if voornemen.datum > lokale_dag(at) + VERST:
        raise DomainError("Deze dag ligt meer dan een jaar vooruit. Kies een eerdere dag.", field="datum")


def _toets_ontvangst(plaatsing: Plaatsing, voornemen: Voornemen, at: datetime) -> None:
    if voornemen.received_at is None:
        raise DomainError("Vul de dag en de tijd van ontvangst in.", field="datum")
    if voornemen.received_at > at:
        raise DomainError("Dit tijdstip ligt in de toekomst. Neem de tijd die in de mail staat.", field="tijd")
    if lokale_dag(voornemen.received_at) < plaatsing.begindatum:
        raise DomainError(f"De stage begon op {long_date(plaatsing.begindatum)}. Kies een latere dag.", field="datum")


def _toets_pauze(plaatsing: Plaatsing, voornemen: Voornemen, at: datetime) -> None:
    van, tot = voornemen.datum, voornemen.tot
    if van is None:
        raise DomainError("Kies de eerste dag van de pauze.", field="datum")
    if not plaatsing.begindatum <= van <= max(plaatsing.einddatum, lokale_dag(at)):
        raise DomainError("Deze dag valt buiten de stage. Kies een dag in de stage.", field="datum")
    if tot is not None and tot < van:
        raise DomainError("De laatste dag van de pauze ligt voor de eerste dag.", field="tot")
    for pauze in pauzes_van(plaatsing):
        if (tot is None or pauze.datum <= tot) and (pauze.tot is None or van <= pauze.tot):
            raise DomainError(f"Er is al een {_pauzenaam(pauze)}. Verander die, of kies andere dagen.", field="datum")


def _toets_hervatten(plaatsing: Plaatsing, voornemen: Voornemen) -> None:
    pauze = next((pauze for pauze in pauzes_van(plaatsing) if pauze.ref == voornemen.ref), None)
    if pauze is None:
        raise DomainError("Deze pauze hoort niet bij deze stage.", field="ref")
    if pauze.bron.startswith(STATUS):
        raise DomainError("De stage zelf is onderbroken. Hervat de stage op de pagina van de plaatsing.", field="ref")
    if voornemen.tot is None:
        raise DomainError("Kies de laatste dag van de pauze.", field="tot")
    if voornemen.tot < pauze.datum:
        raise DomainError(f"De pauze begon op {long_date(pauze.datum)}. Kies die dag of een latere.", field="tot")
    if voornemen.tot == pauze.tot:
        raise DomainError("De pauze eindigt al op die dag.", field="tot")


def voltooi(plaatsing: Plaatsing, voornemen: Voornemen) -> Voornemen:
    """Fill in what follows from what is there: a pause that ends keeps its first day, a new one gets a mark."""
    velden = {naam: getattr(voornemen, naam) for naam in Voornemen.__slots__}
    if voornemen.wat == Regeling.HERVATTEN:
        pauze = next((pauze for pauze in pauzes_van(plaatsing) if pauze.ref == voornemen.ref), None)
        velden["datum"] = pauze.datum if pauze else None
    elif voornemen.wat == Regeling.PAUZE:
        velden["ref"] = velden["ref"] or uuid.uuid4().hex[:12]
    return Voornemen(**velden)


def vooraf(*, plaatsing: Plaatsing, voornemen: Voornemen, by: User, at: datetime) -> Vooruitblik:
    """Show what arranging this changes down the ladder; raises DomainError when it can't be. Writes nothing."""
    plaatsing, stand = _vers(plaatsing, at)
    toets(plaatsing=plaatsing, voornemen=voornemen, stand=stand, by=by, at=at)
    return kijk_vooruit(plaatsing, [voltooi(plaatsing, voornemen).feit(plaatsing, by, at)], at)


@transaction.atomic
def regel(*, plaatsing: Plaatsing, voornemen: Voornemen, by: User, at: datetime) -> Verslagfeit:
    """Record it as a fact; the next sweep draws the consequences. The same again within minutes is once (C2)."""
    feiten.vergrendel(plaatsing.pk)
    if (eerder := al_geregeld(plaatsing=plaatsing, voornemen=voornemen, by=by, at=at)) is not None:
        return eerder
    plaatsing, stand = _vers(plaatsing, at)
    return schrijf(plaatsing=plaatsing, voornemen=voornemen, stand=stand, by=by, at=at)


def schrijf(
    *, plaatsing: Plaatsing, voornemen: Voornemen, stand: regels.PlaatsingStand, by: User, at: datetime
) -> Verslagfeit:
    """Check and record for a placement that is locked and read since; `stand` is how it stands at `at`."""
    toets(plaatsing=plaatsing, voornemen=voornemen, stand=stand, by=by, at=at)
    feit = voltooi(plaatsing, voornemen).feit(plaatsing, by, at)
    namen = ("soort", "plicht", "datum", "tot", "ref", "received_at", "reden")
    velden = {naam: getattr(feit, naam) for naam in namen}
    return feiten.leg_feit_vast(plaatsing=plaatsing, by=by, at=at, **velden)


def al_geregeld(*, plaatsing: Plaatsing, voornemen: Voornemen, by: User, at: datetime) -> Verslagfeit | None:
    """Return what the same person recorded just now with the same words, unless something came after it."""
    velden = voornemen.velden()
    waarover = {naam: velden[naam] for naam in ("soort", "plicht")}
    if voornemen.wat == Regeling.HERVATTEN:
        del velden["datum"]
        waarover["ref"] = velden["ref"]
    elif not velden["ref"]:
        del velden["ref"]
    # Only the newest: whoever goes from one day to another and back again wants the first day, not a second click.
    laatste = plaatsing.verslagfeiten.filter(**waarover).order_by("-recorded_at", "-pk").first()
    if laatste is None or laatste.by_id != by.pk or laatste.recorded_at < at - DUBBEL:
        return None
    return laatste if all(getattr(laatste, naam) == waarde for naam, waarde in velden.items()) else None


def _vers(plaatsing: Plaatsing, at: datetime) -> tuple[Plaatsing, regels.PlaatsingStand]:
    vers = met_registratie(Plaatsing.objects.filter(pk=plaatsing.pk)).met_betrokkenen().get()
    return vers, standen([vers], at)[vers.pk]
