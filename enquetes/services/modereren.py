"""Open answers are looked at before anybody else reads them: shown, or not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from enquetes.enums import MetingStatus, TekstOordeel, VraagSoort
from enquetes.models import Antwoordblad, Meting
from enquetes.rules import mag_beheren
from kern.models import User
from kern.services.audit import leg_vast


@dataclass(frozen=True, slots=True)
class Tekst:
    """One open answer: of which sheet, to which question; never of whom."""

    sleutel: UUID
    code: str
    vraag: str
    tekst: str


def te_bekijken(meting: Meting, *, maximum: int = 50) -> tuple[list[Tekst], int]:
    """Return open answers that nobody looked at, in no meaningful order, and how many there are in all.

    Only of a closed round: before that, a new answer on the list would tell who just answered.
    """
    if meting.status != MetingStatus.GESLOTEN:
        return [], 0
    vragen = {vraag["code"]: vraag["tekst"] for vraag in meting.vragenlijst.vragen}
    alle = [
        Tekst(blad.sleutel, code, vragen[code], blad.antwoorden[code])
        for blad in meting.bladen.order_by("sleutel").only("meting", "antwoorden", "oordelen")
        for code, oordeel in blad.oordelen.items()
        if oordeel == TekstOordeel.WACHT and code in vragen
    ]
    return alle[:maximum], len(alle)


@transaction.atomic
def beoordeel(*, meting: Meting, sleutel: UUID, code: str, tonen: bool, by: User, at: datetime) -> None:
    """Decide about one open answer; the last decision counts. The log says that one was judged, not which."""
    if not mag_beheren(by):
        raise GeenToegang("Alleen het stagebureau kijkt open antwoorden na.")
    blad = Antwoordblad.objects.select_for_update(of=("self",)).filter(meting=meting, sleutel=sleutel).first()
    if blad is None or code not in blad.oordelen or meting.status != MetingStatus.GESLOTEN:
        raise DomainError("Dit antwoord is er niet meer. Ververs de pagina.")
    blad.oordelen[code] = (TekstOordeel.TONEN if tonen else TekstOordeel.VERBERGEN).value
    blad.save(update_fields=["oordelen"])
    leg_vast(actie="open antwoord nagekeken", obj=meting, by=by, at=at, na={"tonen": tonen})


def te_lezen(meting: Meting, *, leerbedrijf_id: int | None = None) -> dict[str, list[str]]:
    """Return the open answers that may be read, per question code; ask only for groups that may be shown."""
    bladen = meting.bladen.order_by("sleutel")
    if leerbedrijf_id is not None:
        bladen = bladen.filter(leerbedrijf=leerbedrijf_id)
    codes = [vraag["code"] for vraag in meting.vragenlijst.vragen if vraag["soort"] == VraagSoort.OPEN]
    teksten: dict[str, list[str]] = {code: [] for code in codes}
    for blad in bladen.only("meting", "antwoorden", "oordelen"):
        for code in codes:
            if blad.oordelen.get(code) == TekstOordeel.TONEN:
                teksten[code].append(blad.antwoorden[code])
    return teksten
