"""A family becomes a stagegezin (R5.10): form, visit, conditions, decision; each step dated, with who and why."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Rol
from kern.models import Lidmaatschap, Organisatie, User
from kern.services.audit import leg_vast
from vacatures import signals
from vacatures.enums import StagegezinStatus
from vacatures.models import Stagegezin, Stageplaats
from vacatures.models.stagegezin import OPEN, OVERGANGEN
from vacatures.rules_stagegezin import mag_besluiten, mag_bezoek_vastleggen, ziet_overzicht
from vacatures.services.plaatsen import trek_plaats_weg

S = StagegezinStatus
VELDEN = ("contact_naam", "adres", "postcode", "plaats", "telefoon", "email", "situatie", "taken", "dagen")
MIN_DAGEN, MAX_DAGEN = 2, 3


def docenten_voor(user: User, *, op: date) -> list[Lidmaatschap]:
    """Return who may be asked to visit, with their school: of the whole region for the bureau, else of own schools."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.STAGEDOCENT, user__is_active=True)
    if not (user.is_beheerder or user.regio_coordinator):
        leden = leden.filter(organisatie__in=user.organisatie_ids_als("coordinator"))
    return list(leden.select_related("user", "organisatie").order_by("organisatie__naam", "user__achternaam", "pk"))


def _eis_dagen(dagen: str) -> None:
    if len(dagen.split()) < MIN_DAGEN:
        raise DomainError("Een student komt twee of drie dagen in de week. Kies minstens twee dagen.", field="dagen")


@transaction.atomic
def meld_aan(*, velden: dict[str, Any], by: User | None, at: datetime) -> Stagegezin:
    """Write down that a family wants a student. `by` None: the family itself, on the public page.

    The same family (address and phone) twice makes one file as long as the first is open.
    """
    if by is not None and not ziet_overzicht(by):
        raise GeenToegang("U meldt geen stagegezinnen aan.")
    _eis_dagen(velden["dagen"])
    # One at a time: the number of a family is the next free one.
    list(Organisatie.objects.select_for_update(of=("self",)).order_by("pk")[:1])
    er_is = Stagegezin.objects.filter(
        status__in=OPEN, postcode=velden["postcode"], adres__iexact=velden["adres"], telefoon=velden["telefoon"]
    ).first()
    if er_is is not None:
        return er_is
    school = by.organisatie_ids_als("coordinator", "stagedocent") if by is not None else set()
    gezin = Stagegezin.objects.create(
        nummer=(Stagegezin.objects.aggregate(n=Max("nummer"))["n"] or 0) + 1,
        school_id=min(school, default=None),
        zelf_aangemeld=by is None,
        aangemeld_op=at,
        **{veld: velden[veld] for veld in VELDEN},
    )
    _noteer(gezin, S.AANGEMELD, by=by, at=at, tekst="Het gezin meldde zich zelf aan." if by is None else "")
    return gezin


def _noteer(gezin: Stagegezin, naar: str, *, by: User | None, at: datetime, tekst: str = "") -> None:
    """Write the step and its line in the log; the log holds no words about the family."""
    gezin.stappen.create(naar=naar, at=at, by=by, tekst=tekst)
    leg_vast(actie=f"stagegezin: {S(naar).label}", obj=gezin, by=by, at=at, na={"status": naar})


def zet(gezin: Stagegezin, naar: str, *, by: User, at: datetime, tekst: str, **velden: Any) -> Stagegezin:
    """Lock, check step and right, write fields, state, step and log. Raises DomainError when it went on meanwhile."""
    nu = Stagegezin.objects.select_for_update(of=("self",)).get(pk=gezin.pk)
    if naar not in OVERGANGEN[nu.status]:
        raise DomainError(f"Dit kan niet meer: de stand is nu '{nu.get_status_display()}'.")
    besluit = naar in {S.BEZOEK, S.GOEDGEKEURD, S.AFGEWEZEN, S.GESTOPT}
    if not (mag_besluiten if besluit else mag_bezoek_vastleggen)(by, nu):
        raise GeenToegang("U mag dit niet doen bij dit gezin.")
    for veld, waarde in velden.items():
        setattr(nu, veld, waarde)
    nu.status, nu.versie = naar, nu.versie + 1
    nu.save()
    _noteer(nu, naar, by=by, at=at, tekst=tekst)
    return nu


@transaction.atomic
def plan_bezoek(*, gezin: Stagegezin, lid: Lidmaatschap, bezoek_op: date, by: User, at: datetime) -> Stagegezin:
    """Ask a stagedocent to visit on a day; the family then belongs to the school of that docent."""
    op = timezone.localdate(at)
    if lid.pk not in {rij.pk for rij in docenten_voor(by, op=op)}:
        raise DomainError("Kies een stagedocent van de lijst.", field="lid")
    if bezoek_op < op:
        raise DomainError("Deze dag is al voorbij.", field="bezoek_op")
    velden = {"docent": lid.user, "school": lid.organisatie, "bezoek_op": bezoek_op}
    return zet(gezin, S.BEZOEK, by=by, at=at, tekst=f"{lid.user.naam} gaat op bezoek.", **velden)


@transaction.atomic
def leg_bezoek_vast(*, gezin: Stagegezin, bezocht_op: date, bevindingen: str, by: User, at: datetime) -> Stagegezin:
    """Write down what the visit showed."""
    if bezocht_op > timezone.localdate(at):
        raise DomainError("Dit bezoek moet nog komen.", field="bezocht_op")
    return zet(gezin, S.BEZOCHT, by=by, at=at, tekst="", bezoek_op=bezocht_op, bevindingen=bevindingen)


@transaction.atomic
def leg_voorwaarden_vast(
    *, gezin: Stagegezin, voorwaarden: str, taken: str, dagen: str, akkoord_op: date, by: User, at: datetime
) -> Stagegezin:
    """Write down what was agreed with the family, and when they agreed; two or three days a week (R5.10)."""
    if akkoord_op > timezone.localdate(at):
        raise DomainError("Deze dag moet nog komen.", field="akkoord_op")
    aantal = len(dagen.split())
    if not MIN_DAGEN <= aantal <= MAX_DAGEN:
        raise DomainError("Een student komt twee of drie dagen in de week.", field="dagen")
    velden = {"voorwaarden": voorwaarden, "taken": taken, "dagen": dagen, "akkoord_op": akkoord_op}
    return zet(gezin, S.VOORWAARDEN, by=by, at=at, tekst="", **velden)


@transaction.atomic
def wijs_af(*, gezin: Stagegezin, besluit: str, by: User, at: datetime) -> Stagegezin:
    """Say no, with the reasons."""
    op = timezone.localdate(at)
    return zet(gezin, S.AFGEWEZEN, by=by, at=at, tekst=besluit, besluit=besluit, besloten_op=op)


@transaction.atomic
def stop(*, gezin: Stagegezin, reden: str, by: User, at: datetime) -> Stagegezin:
    """The family stops: nobody is placed there any more; a student who is there finishes."""
    nu = zet(gezin, S.GESTOPT, by=by, at=at, tekst=reden)
    plaatsen = Stageplaats.objects.filter(afdeling__locatie__organisatie=nu.organisatie_id)  # also copies, by year
    for plaats in plaatsen.select_for_update(of=("self",)).order_by("pk"):
        trek_plaats_weg(plaats=plaats, by=by, at=at)
    signals.stagegezin_gestopt.send(Stagegezin, gezin=nu, by=by, at=at)
    return nu
