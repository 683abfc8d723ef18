"""Running the matcher over a frozen picture of the round; the result is written in one go at the end (R4.3)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from time import monotonic
from typing import Any

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, User
from kern.services import taken
from kern.services.audit import leg_vast
from matching.engine.result import Result
from matching.enums import PinSoort, Reden, RondeStatus
from matching.models import Berekening, Pin, Ronde, Voorstel
from matching.services import uitleg
from matching.services.bezet import BEZET
from matching.services.momentopname import Momentopname, momentopname
from matching.services.ronde import BEREKENEN, lopende_taak, open_ronde

LATEN_ZIEN = 5
Meld = Callable[[int, str], None]


@transaction.atomic
def start_berekening(*, ronde: Ronde, by: User, at: datetime) -> Achtergrondtaak:
    """Ask for a calculation; while one waits or runs, return that one (a double click has one effect)."""
    nu = open_ronde(ronde)
    bezig = lopende_taak(nu)
    if bezig is not None:
        return bezig
    taak = taken.vraag_taak_aan(
        soort=BEREKENEN,
        titel=f"Matching: {nu.naam}",
        gegevens={"ronde": nu.pk},
        by=by,
        at=at,
        terug_url=reverse("matching:ronde", args=[nu.public_id]),
    )
    leg_vast(actie="berekening aangevraagd", obj=nu, by=by, at=at)
    return taak


def bereken(
    *,
    ronde: Ronde,
    taak: Achtergrondtaak | None,
    by: User | None,
    at: datetime,
    meld: Meld,
    geannuleerd: Callable[[], bool],
) -> Berekening:
    """Take the picture, solve it, keep the result as the newest calculation of the round and return it.

    Nothing is written before the end, so a run that fails, is killed or is cancelled keeps the former result. Raises
    DomainError when there is nothing to match or when decisions made by hand contradict each other.
    """
    klaar = Berekening.objects.filter(taak=taak).first() if taak else None
    if klaar is not None:
        return klaar
    from matching.engine import solve  # noqa: PLC0415 - the solvers are heavy: only a worker that runs a round loads them

    meld(2, "Gegevens vastleggen")
    foto = momentopname(ronde)
    if not foto.studenten:
        raise DomainError("Er zijn geen studenten die een plaats zoeken in deze ronde. Kijk de scholen en periodes na.")
    resultaat = solve(
        foto.instance,
        progress=lambda procent, stap: meld(10 + round(0.8 * procent), stap),
        cancelled=_af_en_toe(geannuleerd),
    )
    if resultaat.conflict:
        raise DomainError(_conflict(resultaat, foto))
    meld(92, "Uitkomst bewaren")
    return _schrijf(ronde=ronde, taak=taak, by=by, at=at, foto=foto, resultaat=resultaat)


def _af_en_toe(vraag: Callable[[], bool]) -> Callable[[], bool]:
    """Ask the database at most once a second: the engine asks after every step."""
    laatst = monotonic()

    def gevraagd() -> bool:
        nonlocal laatst
        if monotonic() - laatst < 1:
            return False
        laatst = monotonic()
        return vraag()

    return gevraagd


def _conflict(resultaat: Result, foto: Momentopname) -> str:
    botsingen = [
        niet
        for niet in resultaat.niet_geplaatst
        if niet.reden == Reden.VAST_CONFLICT and not niet.student.startswith(BEZET)
    ]
    uitleg_per = [
        f"{foto.namen.get(niet.student, niet.student)}: {uitleg.met_namen(niet.toelichting, foto.namen)}"
        for niet in botsingen[:LATEN_ZIEN]
    ]
    meer = f" En nog {len(botsingen) - LATEN_ZIEN} andere." if len(botsingen) > LATEN_ZIEN else ""
    return (
        "Een keuze die met de hand is vastgezet, kan niet. Er is niets veranderd. "
        f"{' '.join(uitleg_per)}{meer} Haal deze keuze weg of kies een andere plaats."
    )


@transaction.atomic
def _schrijf(
    *,
    ronde: Ronde,
    taak: Achtergrondtaak | None,
    by: User | None,
    at: datetime,
    foto: Momentopname,
    resultaat: Result,
) -> Berekening:
    nu = open_ronde(ronde)
    samenvatting = _samenvatting(foto, resultaat)
    berekening = Berekening.objects.create(
        ronde=nu,
        taak=taak,
        gestart_door=by,
        gestart_op=at,
        klaar_op=at,
        momentopname_hash=foto.hash,
        samenvatting=samenvatting,
        knelpunten=_knelpunten(foto, resultaat),
    )
    Voorstel.objects.bulk_create(_voorstellen(berekening, foto, resultaat), batch_size=500)
    nu.status = RondeStatus.BEREKEND
    nu.save(update_fields=["status"])
    leg_vast(
        actie="ronde berekend",
        obj=nu,
        by=by,
        at=at,
        na={
            "berekening": berekening.public_id,
            "momentopname": foto.hash,
            "geplaatst": samenvatting["geplaatst"],
            "niet_geplaatst": samenvatting["niet_geplaatst"],
        },
    )
    return berekening


def _voorstellen(berekening: Berekening, foto: Momentopname, resultaat: Result) -> list[Voorstel]:
    redenen = {
        (nummer, code): f"Met de hand vastgezet: {reden}"
        for nummer, code, reden in Pin.objects.filter(ronde=berekening.ronde, soort=PinSoort.VAST).values_list(
            "student__studentnummer", "stageplaats__code", "reden"
        )
    }
    voorstellen = [
        Voorstel(
            berekening=berekening,
            student_id=foto.studenten[rij.student],
            stageplaats_id=foto.plaatsen[rij.plaats],
            rang=foto.rangen.get((rij.student, rij.plaats)),
            km=None if rij.student in foto.afstand_vanaf_school else Decimal(str(rij.km)),
            omzetting=rij.omzetting,
            toelichting=uitleg.waarom(rij, foto, met_hand=redenen.get((rij.student, rij.plaats), "")),
        )
        for rij in resultaat.plaatsingen
        if rij.student in foto.studenten
    ]
    voorstellen += [
        Voorstel(
            berekening=berekening,
            student_id=foto.studenten[niet.student],
            reden=niet.reden,
            toelichting=uitleg.waarom_niet(niet, foto),
        )
        for niet in resultaat.niet_geplaatst
        if niet.student in foto.studenten
    ]
    voorstellen += [
        Voorstel(
            berekening=berekening, student_id=student_id, reden=Reden.GEEN_GESCHIKTE_PLAATS, toelichting=toelichting
        )
        for student_id, toelichting in sorted(foto.onvolledig.items())
    ]
    return voorstellen


def _samenvatting(foto: Momentopname, resultaat: Result) -> dict[str, Any]:
    """The engine's summary without the students who only hold a seat."""
    echt = [rij for rij in resultaat.plaatsingen if rij.student in foto.studenten]
    bron = resultaat.samenvatting
    return {
        "geplaatst": len(echt),
        "niet_geplaatst": len(foto.studenten) - len(echt) + len(foto.onvolledig),
        "omzettingen": sum(bool(rij.omzetting) for rij in echt),
        "km_som": round(sum(rij.km for rij in echt), 1),
        "seconden": bron.get("seconden"),
        "optimaal": bool(bron.get("optimaal")),
        "bewijs": bron.get("bewijs"),
    }


def _knelpunten(foto: Momentopname, resultaat: Result) -> list[dict[str, Any]]:
    return [
        {
            "soort": punt.soort,
            "wie": punt.wie,
            "naam": uitleg.met_namen(punt.wie, foto.namen).replace(">", " naar "),
            "studenten_tegengehouden": punt.studenten_tegengehouden,
            "winst": punt.winst_bij_een_plaats_meer,
        }
        for punt in resultaat.knelpunten
        if not punt.wie.startswith(BEZET)
    ]
