"""Running the matcher over the frozen round; the result is written in one go at the end (R4.3)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from time import monotonic

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, User
from kern.services import taken
from kern.services.audit import leg_vast
from matching.engine.options import STABIEL, VAST
from matching.engine.result import Result
from matching.enums import PinSoort, Reden, RondeStatus
from matching.models import Berekening, Bevriezing, Pin, Ronde, Voorstel
from matching.services import uitleg, vergelijking
from matching.services.bevriezen import bevries, geldende_bevriezing, lees_bevriezing, probleem
from matching.services.bezet import BEZET
from matching.services.instellingen import Instellingen
from matching.services.momentopname import Momentopname
from matching.services.oplossen import oplossen
from matching.services.ronde import BEREKENEN, geldende_berekening, lopende_taken, open_ronde

LATEN_ZIEN = 5
ONVOLLEDIG = "Er ontbreken gegevens van jou. Vraag je stagecoördinator om die aan te vullen."


@dataclass(frozen=True, slots=True)
class Variant:
    """What was asked of one run."""

    bevriezing: Bevriezing
    instellingen: Instellingen
    naam: str
    bekijken: bool


Meld = Callable[[int, str], None]


@transaction.atomic
def start_berekening(
    *, ronde: Ronde, by: User, at: datetime, instellingen: Instellingen | None = None, naam: str = ""
) -> Achtergrondtaak:
    """Ask for a calculation of one variant; while an equal one waits or runs, return that one (R4.3).

    A round that isn't frozen is frozen first. Without `instellingen` it is the variant under review that is calculated
    anew, or else as the round says, and the outcome is then the one under review. Raises DomainError when the round was
    published or stands ready for it, or when there is nobody to place.
    """
    nu = open_ronde(ronde)
    opnieuw = instellingen is None
    if instellingen is None:
        geldend = geldende_berekening(nu)
        instellingen = Instellingen.lees(geldend.instellingen if geldend else {}, ronde=nu)
    if not instellingen.geldig():
        raise DomainError("Deze instellingen bestaan niet. Kies ze opnieuw.")
    bezig = _zelfde_taak(nu, instellingen)
    if bezig is not None:
        return bezig
    bevriezing = geldende_bevriezing(nu) or bevries(ronde=nu, by=by, at=at)
    instellingen = replace(instellingen, basis=_basis(nu, bevriezing, instellingen))
    naam = naam.strip()[:80] or instellingen.naam()
    taak = taken.vraag_taak_aan(
        soort=BEREKENEN,
        titel=f"Matching: {nu.naam}, {naam.lower()}",
        gegevens={
            "ronde": nu.pk,
            "bevriezing": bevriezing.pk,
            "instellingen": instellingen.als_dict(),
            "naam": naam,
            "bekijken": opnieuw,
        },
        by=by,
        at=at,
        terug_url=reverse("matching:ronde", args=[nu.public_id]),
    )
    leg_vast(actie="berekening aangevraagd", obj=nu, by=by, at=at, na={"variant": naam})
    return taak


def _zelfde_taak(ronde: Ronde, instellingen: Instellingen) -> Achtergrondtaak | None:
    gevraagd = {**instellingen.als_dict(), "basis": ""}
    for taak in lopende_taken(ronde):
        loopt = {**taak.gegevens.get("instellingen", {}), "basis": ""}
        if loopt == gevraagd:
            return taak
    return None


def _basis(ronde: Ronde, bevriezing: Bevriezing, instellingen: Instellingen) -> str:
    """Say which calculation tells where students are now.

    To keep students where they are, that is the one that counts. Else it is the last one of before this freeze, so
    that a variant comes out the same however many others were tried in between.
    """
    if instellingen.modus in {STABIEL, VAST}:
        basis = geldende_berekening(ronde)
    else:
        basis = ronde.berekeningen.exclude(bevriezing=bevriezing).filter(gestart_op__lte=bevriezing.op).first()
    return str(basis.public_id) if basis else ""


def bereken(
    *,
    ronde: Ronde,
    taak: Achtergrondtaak | None,
    by: User | None,
    at: datetime,
    meld: Meld,
    geannuleerd: Callable[[], bool],
) -> Berekening:
    """Solve one variant on the frozen data, keep it as the newest calculation of the round and return it.

    Nothing is written before the end, so a run that fails, is killed or is cancelled keeps the former result. Raises
    DomainError when decisions made by hand contradict each other or the freeze was lifted meanwhile.
    """
    klaar = Berekening.objects.filter(taak=taak).first() if taak else None
    if klaar is not None:
        return klaar
    meld(2, "Gegevens lezen")
    gevraagd = taak.gegevens if taak else {}
    bevriezing = _bevriezing(ronde, gevraagd.get("bevriezing"))
    instellingen = Instellingen.lees(gevraagd.get("instellingen", {}), ronde=ronde)
    foto = probleem(lees_bevriezing(bevriezing), ronde=ronde, instellingen=instellingen)
    resultaat = oplossen(
        foto.instance,
        instellingen,
        progress=lambda procent, stap: meld(10 + round(0.8 * procent), stap),
        cancelled=_af_en_toe(geannuleerd),
    )
    if resultaat.conflict:
        raise _conflict(resultaat, foto)
    meld(92, "Uitkomst bewaren")
    naam = gevraagd.get("naam") or instellingen.naam()
    variant = Variant(bevriezing, instellingen, naam, bekijken=gevraagd.get("bekijken", True))
    return _schrijf(ronde=ronde, taak=taak, by=by, at=at, foto=foto, resultaat=resultaat, variant=variant)


def _bevriezing(ronde: Ronde, pk: int | None) -> Bevriezing:
    bevriezing = geldende_bevriezing(ronde)
    if bevriezing is None or (pk is not None and bevriezing.pk != pk):
        raise DomainError("De ronde is intussen ontdooid of opnieuw bevroren. Start de berekening opnieuw.")
    return bevriezing


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


def _conflict(resultaat: Result, foto: Momentopname) -> DomainError:
    """Return what to say of decisions made by hand that can't be; kept without names."""
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
    begin = "Een keuze die met de hand is vastgezet, kan niet. Er is niets veranderd."
    einde = "Haal deze keuze weg of kies een andere plaats."
    return DomainError(
        f"{begin} {' '.join(uitleg_per)}{meer} {einde}",
        bewaar=f"{begin} {einde}",
        over=[foto.studenten[niet.student] for niet in botsingen if niet.student in foto.studenten],
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
    variant: Variant,
) -> Berekening:
    nu = open_ronde(ronde)
    _bevriezing(nu, variant.bevriezing.pk)
    samenvatting = vergelijking.samenvatting_van(foto, resultaat)
    berekening = Berekening.objects.create(
        ronde=nu,
        bevriezing=variant.bevriezing,
        naam=variant.naam,
        instellingen=variant.instellingen.als_dict(),
        taak=taak,
        gestart_door=by,
        gestart_op=at,
        klaar_op=at,
        momentopname_hash=foto.hash,
        samenvatting=samenvatting,
        vergelijking=vergelijking.cijfers_van(foto, resultaat),
        knelpunten=vergelijking.knelpunten_van(foto, resultaat),
    )
    Voorstel.objects.bulk_create(_voorstellen(berekening, foto, resultaat), batch_size=500)
    # A variant that is tried beside the one under review stays beside it, as long as that one is up to date.
    if variant.bekijken or nu.gekozen is None or nu.status != RondeStatus.BEREKEND:
        nu.gekozen = berekening
        # Whoever looks at the former outcome doesn't publish this one unseen.
        nu.versie += 1
    nu.status = RondeStatus.BEREKEND
    nu.save(update_fields=["status", "gekozen", "versie"])
    leg_vast(
        actie="ronde berekend",
        obj=nu,
        by=by,
        at=at,
        na={
            "berekening": berekening.public_id,
            "variant": variant.naam,
            "momentopname": foto.hash,
            "geplaatst": samenvatting["geplaatst"],
            "niet_geplaatst": samenvatting["niet_geplaatst"],
        },
    )
    return berekening


def _aan_student(zin: str) -> dict[str, str]:
    return {"aan_student": zin} if zin else {}


def _voorstellen(berekening: Berekening, foto: Momentopname, resultaat: Result) -> list[Voorstel]:
    redenen = {
        (nummer, code): f"Met de hand vastgezet: {reden}"
        for nummer, code, reden in Pin.objects.filter(ronde=berekening.ronde, soort=PinSoort.VAST).values_list(
            "student__studentnummer", "stageplaats__code", "reden"
        )
    }
    eerste_keus = {waarom.student: waarom for waarom in resultaat.waarom}
    voorstellen = [
        Voorstel(
            berekening=berekening,
            student_id=foto.studenten[rij.student],
            stageplaats_id=foto.plaatsen[rij.plaats],
            rang=foto.rangen.get((rij.student, rij.plaats)),
            km=None if rij.student in foto.afstand_vanaf_school else Decimal(str(rij.km)),
            omzetting=rij.omzetting,
            toelichting=uitleg.waarom(
                rij,
                foto,
                met_hand=redenen.get((rij.student, rij.plaats), ""),
                eerste_keus=eerste_keus.get(rij.student),
            ),
            waarom=_aan_student(uitleg.aan_student(eerste_keus.get(rij.student), foto)),
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
            berekening=berekening,
            student_id=student_id,
            reden=Reden.GEEN_GESCHIKTE_PLAATS,
            toelichting=toelichting,
            waarom=_aan_student(ONVOLLEDIG),
        )
        for student_id, toelichting in sorted(foto.onvolledig.items())
    ]
    return voorstellen
