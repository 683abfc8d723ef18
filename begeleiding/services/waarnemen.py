"""Cover: somebody takes over a student's supervision for some time, and sees the placement as long (R7.3)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding.enums import CursusStatus
from begeleiding.models import Gespreksafspraak, Poulebegeleider, Waarneming
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.afspraken import geef_door, te_houden
from begeleiding.services.afwezigheid import geldig_op
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.enums import ZICHTBAAR
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import registreer_waarneming

NOG_WAAR = "begeleiding.waarneming_geldt_nog"


def registreer() -> None:
    """Tell placements who covers them today."""
    registreer_waarneming(lambda user: geldig_op(timezone.localdate()).filter(door=user).values("plaatsing"))


@transaction.atomic
def neem_waar(
    *, plaatsingen: Iterable[Plaatsing], door: User, van: date, tot: date, by: User, at: datetime
) -> list[Waarneming]:
    """Let `door` cover these placements for their stagebegeleider from `van` up to and including `tot`.

    A student has one cover at a time: one that overlaps is replaced, the same again changes nothing. Talks planned in
    those days go to who covers. Raises DomainError when the days are wrong, nobody supervises the student, or `door`
    may not start yet; GeenToegang for who doesn't keep the poule.
    """
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau regelt wie er waarneemt.")
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    if tot < lokale_dag(at):
        raise DomainError("Deze dagen zijn al voorbij.", field="tot")
    _mag_waarnemen(door)
    ids = [plaatsing.pk for plaatsing in plaatsingen]
    nu = list(Plaatsing.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    # Also locked before the first line in the audit log: who holds the log waits for nothing else.
    list(Waarneming.objects.select_for_update(of=("self",)).filter(plaatsing__in=ids).order_by("pk").values_list("pk"))
    gesprekken = te_houden(ids, at)
    gemaakt = [_maak(plaatsing, door, van, tot, by, at) for plaatsing in nu]
    nieuw = [rij for rij in gemaakt if rij is not None]
    if nieuw:
        _vertel(nieuw, door, at)
        _geef_gesprekken_door(nieuw, gesprekken, by, at)
    return nieuw


def _geef_gesprekken_door(rijen: list[Waarneming], gesprekken: list[Gespreksafspraak], by: User, at: datetime) -> None:
    """Give talks of who is away, or of who covered until now, to who covers on that day.

    Outside these days those of a cover that was replaced go back: who had it may see the placement no more.
    """
    per_stage = {rij.plaatsing_id: rij for rij in rijen}
    eerder = _waarnemers(per_stage)
    for afspraak in gesprekken:
        rij = per_stage.get(afspraak.plaatsing_id)
        if rij is None:
            continue
        dag, wie = lokale_dag(afspraak.begin), afspraak.begeleider_id
        if rij.van <= dag <= rij.tot:
            if wie != rij.door_id and wie in {rij.voor_id, *eerder[rij.plaatsing_id]}:
                geef_door(afspraak=afspraak, naar=rij.door, by=by, at=at)
        elif wie != rij.voor_id and _verviel(rij, wie, dag, at):
            geef_door(afspraak=afspraak, naar=rij.voor, by=by, at=at)


def _verviel(nieuw: Waarneming, wie: int | None, dag: date, at: datetime) -> bool:
    """Whether a cover of this person on this day was just replaced by another."""
    return Waarneming.objects.filter(
        plaatsing=nieuw.plaatsing_id, voor=nieuw.voor_id, door=wie, van__lte=dag, tot__gte=dag, beeindigd_op=at
    ).exists()


def _waarnemers(plaatsing_ids: Iterable[int]) -> dict[int, set[int]]:
    """Everybody who ever covered these placements. One query."""
    uit: dict[int, set[int]] = {pk: set() for pk in plaatsing_ids}
    for plaatsing, door in Waarneming.objects.filter(plaatsing__in=uit).order_by().values_list("plaatsing", "door"):
        uit[plaatsing].add(door)
    return uit


def _mag_waarnemen(door: User) -> None:
    rij = Poulebegeleider.objects.filter(user=door).first()
    if rij is None:
        raise DomainError("Alleen iemand uit de poule kan waarnemen.", field="door")
    if rij.cursus != CursusStatus.KLAAR:
        raise DomainError(f"{rij} heeft de cursus nog niet afgerond en kan nog niet begeleiden.", field="door")


def _maak(  # noqa: PLR0917 - the parts of one row
    plaatsing: Plaatsing, door: User, van: date, tot: date, by: User, at: datetime
) -> Waarneming | None:
    if plaatsing.status not in ZICHTBAAR:
        raise DomainError("Deze stage loopt niet. Er valt niets waar te nemen.")
    if plaatsing.stagebegeleider_id is None:
        raise DomainError("Deze student heeft nog geen begeleider. Wijs eerst een begeleider toe.")
    if plaatsing.stagebegeleider_id == door.pk:
        raise DomainError("Deze begeleider heeft de student zelf al.", field="door")
    andere = Waarneming.objects.filter(plaatsing=plaatsing, van__lte=tot, tot__gte=van, beeindigd_op__isnull=True)
    for rij in andere.select_for_update():
        if (rij.door_id, rij.van, rij.tot) == (door.pk, van, tot):
            return None
        _beeindig(rij, by, at)
    rij = Waarneming.objects.create(
        plaatsing=plaatsing, voor_id=plaatsing.stagebegeleider_id, door=door, van=van, tot=tot,
        gemaakt_door=by, gemaakt_op=at,
    )  # fmt: skip
    na = {"plaatsing": str(plaatsing.public_id), "door": str(door.public_id), "van": van, "tot": tot}
    leg_vast(actie="waarneming geregeld", obj=rij, by=by, at=at, na=na)
    return rij


def vervang(*, plaatsing_ids: Iterable[int], by: User, at: datetime) -> dict[int, set[int]]:
    """End the covers of placements that got another stagebegeleider: there is nobody left to cover for.

    Returns per placement (pk) whose covers ended (pk), so that their talks go along.
    """
    weg: dict[int, set[int]] = {}
    rijen = Waarneming.objects.filter(plaatsing__in=plaatsing_ids, tot__gte=lokale_dag(at), beeindigd_op__isnull=True)
    for rij in list(rijen.order_by("pk").select_for_update(of=("self",))):
        _beeindig(rij, by, at)
        weg.setdefault(rij.plaatsing_id, set()).add(rij.door_id)
    return weg


def _beeindig(rij: Waarneming, by: User, at: datetime) -> None:
    rij.beeindigd_op = at
    rij.save(update_fields=["beeindigd_op"])
    leg_vast(actie="waarneming gestopt", obj=rij, by=by, at=at, voor={"van": rij.van, "tot": rij.tot})


@transaction.atomic
def stop_waarneming(*, waarneming: Waarneming, by: User, at: datetime) -> None:
    """End a cover now; who covered sees the placement no more, and talks to come go back. Twice is no fault."""
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau regelt wie er waarneemt.")
    stage = Plaatsing.objects.select_for_update(of=("self",)).get(pk=waarneming.plaatsing_id)
    rij = Waarneming.objects.select_for_update(of=("self",)).select_related("voor").get(pk=waarneming.pk)
    if rij.beeindigd_op is not None:
        return
    gesprekken = te_houden([stage.pk], at)
    _beeindig(rij, by, at)
    for afspraak in gesprekken:
        if afspraak.begeleider_id == rij.door_id and stage.stagebegeleider_id == rij.voor_id:
            geef_door(afspraak=afspraak, naar=rij.voor, by=by, at=at)


def _vertel(rijen: list[Waarneming], door: User, at: datetime) -> None:
    """Mail who covers (one mail for all students) and each student."""
    eerste = rijen[0]
    feiten = {"van": eerste.van, "tot": eerste.tot}
    zet_klaar(
        soort="waarneming",
        sleutel=f"waarneming:{eerste.public_id}",
        at=at,
        sjabloon="waarneming",
        context=feiten | {"aantal": len(rijen)},
        ontvanger=door,
        pad=reverse("plaatsingen:lijst"),
        controle=NOG_WAAR,
        controle_gegevens={"waarneming": str(eerste.public_id)},
    )
    studenten = Plaatsing.objects.filter(pk__in=[rij.plaatsing_id for rij in rijen]).select_related("student__user")
    users = {plaatsing.pk: (plaatsing, plaatsing.student.user) for plaatsing in studenten}
    for rij in rijen:
        plaatsing, student = users[rij.plaatsing_id]
        zet_klaar(
            soort="waarneming_student",
            sleutel=f"waarneming-student:{rij.public_id}",
            at=at,
            sjabloon="waarneming_student",
            context=feiten | {"door": door.naam},
            ontvanger=student,
            pad=reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            controle=NOG_WAAR,
            controle_gegevens={"waarneming": str(rij.public_id)},
        )


@registreer_controle(NOG_WAAR)
def waarneming_geldt_nog(bericht: object, at: datetime) -> str | None:
    """Nothing is told of a cover that was taken back."""
    rijen = Waarneming.objects.filter(
        public_id=bericht.controle_gegevens["waarneming"], beeindigd_op__isnull=True, tot__gte=lokale_dag(at)
    )
    return None if rijen.exists() else "Deze waarneming geldt niet meer."
