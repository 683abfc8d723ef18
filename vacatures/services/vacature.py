"""Making, changing, publishing and withdrawing vacatures (R4.1, R4.2)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import Organisatie, User
from kern.services.audit import leg_vast
from vacatures.enums import VacatureStatus
from vacatures.models import Stageplaats, Vacature
from vacatures.rules import mag_vacature_wijzigen, mag_wijzigen
from vacatures.services.vacature_controle import bezwaren
from vacatures.signals import vacature_gepubliceerd, vacature_gesloten

TEKSTEN = ("titel", "doel", "inhoud", "taken", "begeleiding", "eisen", "hoe", "vergoeding")
KAAL = (*TEKSTEN, "uren_per_week", "dagen", "begindatum", "einddatum", "contact_naam", "contact_email")
VELDEN = (*KAAL, "contact_id", "regie", "verloopt_op")
WIJZIGBAAR = frozenset(set(VacatureStatus) - {VacatureStatus.VERBORGEN})
OPEN_DAGEN = 60
HOE = "Solliciteer met de knop op deze pagina. Schrijf waarom deze plek bij jou past."


class Conflict(DomainError):
    """Somebody else saved in between; `vacature` is what stands there now."""

    def __init__(self, vacature: Vacature) -> None:
        super().__init__("Deze vacature is intussen door iemand anders bewaard. Beide teksten staan op deze pagina.")
        self.vacature = vacature


def inhoud_van(vacature: Vacature) -> dict[str, Any]:
    """Return all that a vacature says, as plain values."""
    scholen = sorted(vacature.scholen.values_list("code", flat=True))
    return {**{veld: getattr(vacature, veld) for veld in VELDEN}, "scholen": scholen}


def _vergrendeld(vacature: Vacature, by: User) -> Vacature:
    nu = Vacature.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=vacature.pk)
    if not mag_vacature_wijzigen(by, nu):
        raise GeenToegang("U mag deze vacature niet veranderen.")
    return nu


def voorstel_van(plaats: Stageplaats, *, by: User, op: date) -> dict[str, Any]:
    """Return what the place itself already says, as the beginning of a vacature."""
    periodes = [rij for rij in plaats.schooljaar.periodes.all() if rij.code in plaats.periodes.split()]
    begin = max(min((rij.begin for rij in periodes), default=plaats.schooljaar.begin), op)
    eind = max((rij.eind for rij in periodes), default=plaats.schooljaar.eind)
    begin = min(begin, eind)
    tot = min(max(begin, op + timedelta(days=14)), op + timedelta(days=OPEN_DAGEN), eind)
    niveau = max([rij.niveau for rij in plaats.plaatsbegeleiders.all()] + [plaats.begeleider_niveau])
    wie = {0: "een vaste werkbegeleider", 5: "een vaste werkbegeleider van hbo-niveau"}
    return {
        "titel": plaats.volle_naam[:120],
        "inhoud": plaats.toelichting,
        "begeleiding": f"Je krijgt {wie.get(niveau, f'een vaste werkbegeleider van niveau {niveau}')}.",
        "eisen": plaats.overige_eisen,
        "hoe": HOE,
        "dagen": plaats.dagen,
        "uren_per_week": min(8 * len(plaats.dagen.split()), 36),
        "begindatum": begin,
        "einddatum": eind,
        "verloopt_op": tot,
        "contact": by if plaats.leerbedrijf.pk in by.organisatie_ids_als("praktijkopleider") else plaats.begeleider,
    }


@transaction.atomic
def maak_vacature(*, plaats: Stageplaats, by: User, at: datetime) -> Vacature:
    """Start a vacature of a place, filled with what the place already says. A second click gives the same concept."""
    # The place is locked, so that two clicks don't make two.
    plaats = Stageplaats.objects.select_for_update(of=("self",)).met_leerbedrijf().get(pk=plaats.pk)
    if not mag_wijzigen(by, plaats):
        raise GeenToegang("U mag bij deze stageplaats geen vacature maken.")
    if plaats.ingetrokken_op is not None:
        raise DomainError("Deze stageplaats is ingetrokken. Zet hem eerst terug.")
    er_is = Vacature.objects.filter(
        stageplaats=plaats, status=VacatureStatus.CONCEPT, gemaakt_door=by, gepubliceerd_op__isnull=True
    ).first()
    if er_is is not None:
        return er_is
    velden = voorstel_van(plaats, by=by, op=timezone.localdate(at))
    vacature = Vacature.objects.create(stageplaats=plaats, gemaakt_door=by, gemaakt_op=at, gewijzigd_op=at, **velden)
    vacature.scholen.set(plaats.scholen.all())
    leg_vast(actie="vacature begonnen", obj=vacature, by=by, at=at, na={"stageplaats": plaats.code})
    return vacature


@transaction.atomic
def bewaar_vacature(
    *,
    vacature: Vacature,
    velden: dict[str, Any],
    gezien: int,
    by: User,
    at: datetime,
    scholen: Iterable[Organisatie] | None = None,
) -> Vacature:
    """Keep fields of a vacature. `gezien` is the `versie` before the person; Conflict when it has changed since.

    What is published must stay right: DomainError, with the reason, when it would no longer be. Each change of a
    published vacature keeps the former text as a version.
    """
    nu = _vergrendeld(vacature, by)
    if nu.status not in WIJZIGBAAR:
        raise DomainError("Deze vacature is verborgen na een melding. Vraag het bureau om hem terug te zetten.")
    if gezien != nu.versie:
        raise Conflict(nu)
    voor = inhoud_van(nu)
    for veld, waarde in velden.items():
        setattr(nu, veld, waarde)
    if scholen is not None:
        nu.scholen.set(scholen)
    na = inhoud_van(nu)
    anders = [veld for veld in na if voor[veld] != na[veld]]
    if not anders:
        return nu
    live = nu.status == VacatureStatus.GEPUBLICEERD
    if live:
        _mag_zo(nu, at)
    if live and not nu.versies.exists():  # published in another way than through here
        bewaar_versie(nu, voor, versie=nu.versie, by=nu.gemaakt_door, at=nu.gepubliceerd_op)
    nu.versie += 1
    nu.gewijzigd_op = at
    nu.save()
    if live:
        bewaar_versie(nu, na, versie=nu.versie, by=by, at=at)
        verschil = {"voor": {veld: voor[veld] for veld in anders}, "na": {veld: na[veld] for veld in anders}}
        leg_vast(actie="vacature gewijzigd", obj=nu, by=by, at=at, **verschil)
    return nu


def _mag_zo(vacature: Vacature, at: datetime) -> None:
    fouten = bezwaren(vacature, op=timezone.localdate(at))
    if fouten:
        raise DomainError(" ".join(f"{fout.tekst} {fout.uitweg}" for fout in fouten))


def bewaar_versie(vacature: Vacature, inhoud: dict[str, Any], *, versie: int, by: User | None, at: datetime) -> None:
    """Keep what students could read from `at` on."""
    tekst = {k: str(waarde) if isinstance(waarde, date) else waarde for k, waarde in inhoud.items()}
    vacature.versies.create(versie=versie, inhoud=tekst, at=at, by=by)


@transaction.atomic
def publiceer_vacature(*, vacature: Vacature, by: User, at: datetime) -> Vacature:
    """Show a vacature to students; also again after it was withdrawn or expired. Publishing twice does it once.

    Raises DomainError with every reason against it; most of all: no valid recognition on the whole period (R4.1).
    """
    nu = _vergrendeld(vacature, by)
    if nu.status == VacatureStatus.GEPUBLICEERD:
        return nu
    if nu.status == VacatureStatus.VERBORGEN:
        raise DomainError("Deze vacature is verborgen na een melding. Vraag het bureau om hem terug te zetten.")
    _mag_zo(nu, at)
    voor, nu.status, nu.status_reden = nu.status, VacatureStatus.GEPUBLICEERD, ""
    nu.gepubliceerd_op = nu.gewijzigd_op = at
    nu.versie += 1
    nu.save()
    bewaar_versie(nu, inhoud_van(nu), versie=nu.versie, by=by, at=at)
    na = {"status": nu.status, "versie": nu.versie, "verloopt_op": nu.verloopt_op, "regie": nu.regie}
    na["scholen"] = sorted(nu.scholen.values_list("code", flat=True))
    leg_vast(actie="vacature gepubliceerd", obj=nu, by=by, at=at, voor={"status": voor}, na=na)
    vacature_gepubliceerd.send(sender=Vacature, vacature=nu, by=by, at=at)
    return nu


@transaction.atomic
def trek_vacature_in(*, vacature: Vacature, reden: str, by: User, at: datetime) -> Vacature:
    """Take a published or expired vacature away: nobody can apply any more; who applied is told (signal)."""
    nu = _vergrendeld(vacature, by)
    if nu.status == VacatureStatus.INGETROKKEN:
        return nu
    if nu.status not in {VacatureStatus.GEPUBLICEERD, VacatureStatus.VERLOPEN, VacatureStatus.GEEN_ERKENNING}:
        raise DomainError("Alleen een gepubliceerde vacature kan worden ingetrokken.")
    zet_dicht(nu, VacatureStatus.INGETROKKEN, reden, by=by, at=at, actie="vacature ingetrokken")
    return nu


def zet_dicht(vacature: Vacature, status: str, reden: str, *, by: User | None, at: datetime, actie: str) -> None:
    """Close a locked vacature with a reason, note it, and tell who waits for an answer."""
    voor, vacature.status, vacature.status_reden = vacature.status, status, reden[:300]
    vacature.gewijzigd_op = at
    vacature.versie += 1
    vacature.save(update_fields=["status", "status_reden", "gewijzigd_op", "versie"])
    leg_vast(actie=actie, obj=vacature, by=by, at=at, reden=reden, voor={"status": voor}, na={"status": status})
    vacature_gesloten.send(sender=Vacature, vacature=vacature, reden=reden, by=by, at=at)


@transaction.atomic
def gooi_concept_weg(*, vacature: Vacature, by: User, at: datetime) -> None:
    """Throw a concept away that was never published."""
    nu = _vergrendeld(vacature, by)
    if nu.status != VacatureStatus.CONCEPT or nu.gepubliceerd_op is not None:
        raise DomainError("Deze vacature is al gepubliceerd. Trek hem in; weggooien kan niet meer.")
    leg_vast(actie="concept van vacature weggegooid", obj=nu, by=by, at=at, voor={"titel": nu.titel})
    nu.delete()


def tel_weergave(*, vacature: Vacature) -> None:
    """Count one more student who looked."""
    Vacature.objects.filter(pk=vacature.pk).update(bekeken=F("bekeken") + 1)
