"""The same thing for several students at once: shown per student first, then all or nothing (R6.7)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from evaluaties.enums import Regeling
from evaluaties.models import Verslagfeit
from evaluaties.services import regelen
from evaluaties.services.dossiers import met_registratie, standen
from evaluaties.services.regelen import Voornemen
from evaluaties.services.vooruitblik import Vooruitblik, kijk_vooruit_voor
from evaluaties.woorden import plichttitel
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.postrij import postzak
from plaatsingen.models import Plaatsing

MAXIMUM = 200


@dataclass(frozen=True, slots=True)
class Samenregel:
    """What it changes for one student; `waarom_niet` says why this student stays as they are."""

    plaatsing: Plaatsing
    vooraf: Vooruitblik | None
    waarom_niet: str = ""


def keuzes_samen(plaatsingen: Sequence[Plaatsing], wat: Regeling, at: datetime) -> list[tuple[str, str]]:
    """Return the reports this can be about, with for how many of the students, the most first."""
    if wat == Regeling.PAUZE:
        return []
    alle = standen(plaatsingen, at)
    aantal: Counter[str] = Counter()
    due: dict[str, object] = {}
    for plaatsing in plaatsingen:
        stand = alle[plaatsing.pk]
        for plicht, _ in regelen.keuzes(wat, stand, (), lokale_dag(at)):
            aantal[plicht] += 1
        due |= {rij.verplichting: rij.due for rij in stand.verslagen if rij.due}
    # Most often it is about what most of them must hand in now: that stands first.
    volgorde = sorted(aantal, key=lambda plicht: (-aantal[plicht], str(due.get(plicht, "9")), plicht))
    return [(plicht, f"{plichttitel(plicht)} ({_studenten(aantal[plicht])})") for plicht in volgorde]


def _studenten(aantal: int) -> str:
    return "1 student" if aantal == 1 else f"{aantal} studenten"


def kijk_samen(*, plaatsingen: Sequence[Plaatsing], voornemen: Voornemen, by: User, at: datetime) -> list[Samenregel]:
    """Show per student what would change; writes nothing. Placements annotated by `met_registratie`."""
    alle = standen(plaatsingen, at)
    waarom: dict[int, str] = {}
    for plaatsing in plaatsingen:
        try:
            regelen.toets(plaatsing=plaatsing, voornemen=voornemen, stand=alle[plaatsing.pk], by=by, at=at)
        except DomainError as fout:
            waarom[plaatsing.pk] = fout.message
    mee = [plaatsing for plaatsing in plaatsingen if plaatsing.pk not in waarom]
    paren = [(p, [regelen.voltooi(p, voornemen).feit(p, by, at)]) for p in mee]
    vooraf = dict(zip([p.pk for p in mee], kijk_vooruit_voor(paren, at), strict=True))
    return [Samenregel(p, vooraf.get(p.pk), waarom.get(p.pk, "")) for p in plaatsingen]


def kenmerk(rijen: Sequence[Samenregel]) -> str:
    """Short hash of what was shown for all together."""
    delen = [f"{rij.plaatsing.pk}:{rij.vooraf.kenmerk if rij.vooraf else rij.waarom_niet}" for rij in rijen]
    return hashlib.sha256("\n".join(delen).encode()).hexdigest()[:16]


def al_gedaan(*, plaatsingen: Sequence[Plaatsing], voornemen: Voornemen, by: User, at: datetime) -> set[int]:
    """Ids of those for whom the same person recorded this just now (a second click)."""
    return {p.pk for p in plaatsingen if regelen.al_geregeld(plaatsing=p, voornemen=voornemen, by=by, at=at)}


@transaction.atomic
def regel_samen(*, plaatsingen: Sequence[Plaatsing], voornemen: Voornemen, by: User, at: datetime) -> list[Verslagfeit]:
    """Record it for all of them, in one transaction; one refusal and nothing is written (DomainError says for whom)."""
    if len(plaatsingen) > MAXIMUM:
        raise DomainError(f"Kies niet meer dan {MAXIMUM} studenten tegelijk.")
    vast = {"voornemen": voornemen, "by": by, "at": at}
    feiten = []
    with postzak():
        vers = _vergrendeld(plaatsingen)
        alle = standen(vers, at)
        for plaatsing in vers:
            try:
                eerder = regelen.al_geregeld(plaatsing=plaatsing, **vast)
                feiten.append(eerder or regelen.schrijf(plaatsing=plaatsing, stand=alle[plaatsing.pk], **vast))
            except DomainError as fout:
                wie = plaatsing.student.naam
                raise DomainError(f"Er is niets vastgelegd. Bij {wie} kan het niet: {fout.message}") from fout
    return feiten


def _vergrendeld(plaatsingen: Sequence[Plaatsing]) -> list[Plaatsing]:
    """Lock these placements, always in the same order, and read them as they are now."""
    rijen = Plaatsing.objects.filter(pk__in=[plaatsing.pk for plaatsing in plaatsingen]).order_by("pk")
    list(rijen.select_for_update(no_key=True).values_list("pk", flat=True))
    return list(met_registratie(rijen).met_betrokkenen())
