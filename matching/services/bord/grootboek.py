"""The ledger of the board: what a student's row and pins were before and after, written and put back (R4.3)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime

from basis.errors import DomainError
from basis.nederlands import clock_time
from kern.models import Student, User
from kern.services.audit import leg_vast
from matching.engine.result import Result
from matching.enums import PinSoort, RondeStatus, ZetSoort
from matching.models import Berekening, Pin, Ronde, Voorstel, Zet
from matching.services.bord.beeld import berekening_van
from matching.services.bord.gevolg import Gevolg
from matching.services.bord.stand import Stand
from matching.services.ronde import stille_ronde
from matching.services.vergelijking import cijfers_van

VERPLAATST = frozenset({ZetSoort.PLAATSEN, ZetSoort.WEGHALEN, ZetSoort.RUILEN})
VELDEN = ("stageplaats_id", "rang", "omzetting", "reden", "toelichting", "waarom", "met_hand", "notitie")
MET_HAND = frozenset({PinSoort.VAST, PinSoort.VERBODEN})


class Botsing(DomainError):
    """Somebody else was first: nothing was written; the message says who did what."""


def vergrendel(ronde: Ronde) -> tuple[Ronde, Berekening]:
    """Lock the round and return it with the calculation under review; DomainError when its board is closed."""
    nu = stille_ronde(ronde)
    berekening = berekening_van(nu)
    if nu.status != RondeStatus.BEREKEND or berekening is None:
        raise DomainError("Er is iets veranderd na de laatste berekening. Laat de ronde eerst opnieuw berekenen.")
    return nu, berekening


def haal_rij(berekening: Berekening, student: Student, versie: int | None) -> Voorstel:
    """Return the row of a student for changing; Botsing when it is no longer the version somebody looked at."""
    rijen = berekening.voorstellen.select_for_update(of=("self",)).select_related(
        "stageplaats__afdeling__locatie__organisatie", "student"
    )
    rij = rijen.filter(student=student).first()
    if rij is None:
        raise DomainError("Deze student doet niet mee in deze berekening.")
    if versie is not None and rij.versie != versie:
        raise Botsing(f"{wie_was_er(berekening, student)} Kijk of uw keuze nog klopt en bevestig opnieuw.")
    return rij


def wie_was_er(berekening: Berekening, *studenten: Student) -> str:
    """Tell who changed something about one of these students last: one Dutch sentence."""
    zetten = berekening.zetten.select_related("student__user", "andere_student__user", "door", "ongedaan_door")
    ids = [student.pk for student in studenten]
    zet = (zetten.filter(student_id__in=ids) | zetten.filter(andere_student_id__in=ids)).order_by("-op", "-pk").first()
    if zet is None:
        return "Een collega heeft dit intussen veranderd."
    if zet.ongedaan_op is not None and zet.ongedaan_op >= zet.op:
        return (
            f"{zet.ongedaan_door or 'Een collega'} heeft om {clock_time(zet.ongedaan_op)} iets ongedaan gemaakt: "
            f"{omschrijf(zet)}."
        )
    return f"{zet.door or 'Een collega'} was u voor, om {clock_time(zet.op)}: {omschrijf(zet)}."


def omschrijf(zet: Zet) -> str:
    """What a change did, in words, without who and when."""
    student = zet.student.naam
    if zet.soort == ZetSoort.RUILEN and zet.andere_student is not None:
        return f"{student} en {zet.andere_student.naam} ruilden van plaats"
    naar = _naam_na(zet, str(zet.student_id))
    if zet.soort == ZetSoort.PLAATSEN:
        return f"{student} {'verplaatst' if _naam_voor(zet) else 'geplaatst'} op {naar}"
    if zet.soort == ZetSoort.WEGHALEN:
        return f"{student} weggehaald van {_naam_voor(zet)}"
    woorden = {
        ZetSoort.VASTZETTEN: f"{student} vastgezet op {naar}",
        ZetSoort.VERBIEDEN: f"een plaats uitgesloten voor {student}",
        ZetSoort.LOSLATEN: f"{student} losgelaten",
        ZetSoort.NOTITIE: f"notitie bij {student}",
    }
    return woorden[ZetSoort(zet.soort)]


def _naam_voor(zet: Zet) -> str:
    return zet.voor.get(str(zet.student_id), {}).get("plaats", "")


def _naam_na(zet: Zet, student: str) -> str:
    return zet.na.get(student, {}).get("plaats", "")


# --- pictures of rows ---


def beeld_van_rijen(berekening: Berekening, student_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Return rows and pins of these students as JSON, by student id."""
    ids = list(student_ids)
    rijen = berekening.voorstellen.filter(student_id__in=ids).select_related(
        "stageplaats__afdeling__locatie__organisatie"
    )
    pins: dict[int, list[dict[str, Any]]] = {}
    for pin in Pin.objects.filter(ronde_id=berekening.ronde_id, student_id__in=ids, soort__in=MET_HAND).order_by(
        "stageplaats_id"
    ):
        pins.setdefault(pin.student_id, []).append(
            {
                "plaats": pin.stageplaats_id,
                "soort": pin.soort,
                "reden": pin.reden,
                "door": pin.door_id,
                "op": pin.op.isoformat(),
            }
        )
    return {
        str(rij.student_id): {
            **{veld: getattr(rij, veld) for veld in VELDEN},
            "km": None if rij.km is None else str(rij.km),
            "plaats": "" if rij.stageplaats is None else f"{rij.stageplaats.leerbedrijf}, {rij.stageplaats.naam}",
            "pins": pins.get(rij.student_id, []),
        }
        for rij in rijen
    }


def zelfde(nu: Mapping[str, dict[str, Any]], toen: Mapping[str, dict[str, Any]]) -> bool:
    """Whether rows and pins stand as they did."""

    def kern(rij: dict[str, Any]) -> tuple:
        pins = sorted((pin["plaats"], pin["soort"]) for pin in rij["pins"])
        return rij["stageplaats_id"], rij["notitie"], pins

    return nu.keys() == toen.keys() and all(kern(nu[sleutel]) == kern(toen[sleutel]) for sleutel in toen)


def zet_terug(berekening: Berekening, beeld: Mapping[str, dict[str, Any]]) -> None:
    """Make rows and pins what a picture says; versions go on."""
    rijen = {str(rij.student_id): rij for rij in berekening.voorstellen.filter(student_id__in=[int(s) for s in beeld])}
    Pin.objects.filter(
        ronde_id=berekening.ronde_id, student_id__in=[int(s) for s in beeld], soort__in=MET_HAND
    ).delete()
    bekend = set(
        User.objects.filter(pk__in={pin["door"] for rij in beeld.values() for pin in rij["pins"]}).values_list(
            "pk", flat=True
        )
    )
    for sleutel, oud in beeld.items():
        rij = rijen[sleutel]
        for veld in VELDEN:
            setattr(rij, veld, oud[veld])
        rij.km = None if oud["km"] is None else Decimal(oud["km"])
        rij.versie += 1
        rij.save(update_fields=[*VELDEN, "km", "versie"])
        Pin.objects.bulk_create(
            Pin(
                ronde_id=berekening.ronde_id,
                student_id=int(sleutel),
                stageplaats_id=pin["plaats"],
                soort=pin["soort"],
                reden=pin["reden"],
                door_id=pin["door"] if pin["door"] in bekend else None,
                op=parse_datetime(pin["op"]),
            )
            for pin in oud["pins"]
        )


# --- writing it down ---


def schrijf_zet(
    *,
    ronde: Ronde,
    berekening: Berekening,
    soort: ZetSoort,
    student: Student,
    voor: dict[str, dict[str, Any]],
    gevolg: Gevolg,
    stand: Stand | None,
    by: User,
    at: datetime,
    reden: str = "",
    andere: Student | None = None,
) -> Zet:
    """Write a change that was just made: ledger, audit log, version of the round, figures of the calculation."""
    na = beeld_van_rijen(berekening, [int(sleutel) for sleutel in voor])
    zet = Zet.objects.create(
        berekening=berekening,
        soort=soort,
        student=student,
        andere_student=andere,
        voor=voor,
        na=na,
        effect=gevolg.als_json(),
        reden=reden[:300],
        door=by,
        op=at,
    )
    leg_vast(actie=f"bord: {zet.get_soort_display()}", obj=ronde, by=by, at=at, reden=reden, **voor_audit(zet))
    sluit_af(ronde, berekening, stand)
    return zet


def voor_audit(zet: Zet) -> dict[str, dict[str, Any]]:
    """What the audit log keeps of a change: public ids and places, not the note itself."""
    wie = {str(zet.student_id): zet.student}
    if zet.andere_student is not None:
        wie[str(zet.andere_student_id)] = zet.andere_student

    def kort(beeld: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return {
            "studenten": [
                {
                    "student": wie[sleutel].public_id,
                    "plaats": rij["plaats"],
                    "pins": [[pin["plaats"], pin["soort"]] for pin in rij["pins"]],
                }
                for sleutel, rij in sorted(beeld.items())
                if sleutel in wie
            ]
        }

    return {"voor": kort(zet.voor), "na": kort(zet.na)}


def sluit_af(ronde: Ronde, berekening: Berekening, stand: Stand | None) -> None:
    """Count the version of the round up, and recompute the figures when somebody moved (`stand` as it is now)."""
    ronde.versie += 1
    ronde.save(update_fields=["versie"])
    if stand is None:
        return
    oud = berekening.samenvatting.get("berekend") or {**berekening.samenvatting}
    met_hand = berekening.zetten.filter(soort__in=VERPLAATST, ongedaan_op__isnull=True).count()
    if not met_hand:
        berekening.samenvatting = oud
    else:
        cijfers = stand.cijfers()
        totaal = berekening.voorstellen.count()
        berekening.samenvatting = {
            **oud,
            **cijfers,
            "niet_geplaatst": totaal - int(cijfers["geplaatst"]),
            "optimaal": False,
            "bewijs": "Deze verdeling is met de hand veranderd en is daarom niet meer als beste bewezen.",
            "met_hand": met_hand,
            "berekend": oud,
        }
    if berekening.vergelijking:
        # The figures by which variants are compared follow what the board says now.
        berekening.vergelijking = cijfers_van(stand.beeld.foto, Result(tuple(stand.toewijzingen()), (), ()))
    berekening.save(update_fields=["samenvatting", "vergelijking"])
