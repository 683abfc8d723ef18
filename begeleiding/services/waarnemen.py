"""Cover: somebody takes over a student's supervision for some time, and sees the placement as long (R7.3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from basis.errors import DomainError, GeenToegang
from begeleiding.enums import CursusStatus
from begeleiding.models import Afwezigheid, Poulebegeleider, Waarneming
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.poule_stand import TELT
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.enums import ZICHTBAAR
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import registreer_waarneming

NOG_WAAR = "begeleiding.waarneming_geldt_nog"
KOMT = timedelta(days=14)  # so long before it begins an absence asks for cover
WERKWEEK = timedelta(days=4)  # from Monday to Friday; who is away for less moves the weekly talk, nobody takes over


def registreer() -> None:
    """Tell placements who covers them today."""
    registreer_waarneming(lambda user: geldig_op(timezone.localdate()).filter(door=user).values("plaatsing"))


def geldig_op(dag: date) -> QuerySet[Waarneming]:
    """Covers that hold on a day."""
    return Waarneming.objects.filter(van__lte=dag, tot__gte=dag, beeindigd_op__isnull=True)


def nu_of_straks(plaatsing: Plaatsing, dag: date) -> list[Waarneming]:
    """Covers of a placement that hold on a day or later. One query."""
    rijen = Waarneming.objects.filter(plaatsing=plaatsing, tot__gte=dag, beeindigd_op__isnull=True)
    return list(rijen.select_related("voor", "door").order_by("van", "pk"))


def zonder_waarnemer(
    dag: date, *, komt: timedelta | None = None, minstens: timedelta | None = None
) -> QuerySet[Plaatsing]:
    """Stages whose stagebegeleider is away on a day from `dag` on while nobody covers at its start (R7.3).

    Each row has `weg` (pk of the absence). An absence or a cover counts from `dag`, from its own first day, or from the
    first day of the stage, whichever is last; a cover by somebody who is away then as well is none. `komt`: absences
    that begin at most so much later; `minstens`: those with so long between first and last day, or without an end.
    """
    weg = Afwezigheid.objects.filter(Q(tot__isnull=True) | Q(tot__gte=dag))
    if komt is not None:
        weg = weg.filter(van__lte=dag + komt)
    if minstens is not None:
        weg = weg.filter(Q(tot__isnull=True) | Q(tot__gte=F("van") + minstens))
    eigen = "stagebegeleider__poulebegeleider__afwezigheden"
    vanaf = Greatest(F(f"{eigen}__van"), F("begindatum"), Value(dag, output_field=DateField()))
    rijen = Plaatsing.objects.annotate(weg=F(eigen), weg_tot=F(f"{eigen}__tot"), vanaf=vanaf)
    rijen = rijen.filter(
        Q(weg_tot__isnull=True) | Q(weg_tot__gte=F("vanaf")),
        weg__in=weg.order_by().values("pk"), status__in=TELT, einddatum__gte=F("vanaf"),
    )  # fmt: skip
    ook_weg = Afwezigheid.objects.filter(
        Q(tot__isnull=True) | Q(tot__gte=OuterRef(OuterRef("vanaf"))),
        begeleider__user=OuterRef("door"), van__lte=OuterRef(OuterRef("vanaf")),
    )  # fmt: skip
    gedekt = Waarneming.objects.filter(
        ~Exists(ook_weg),
        plaatsing=OuterRef("pk"), van__lte=OuterRef("vanaf"), tot__gte=OuterRef("vanaf"), beeindigd_op__isnull=True,
    )  # fmt: skip
    return rijen.filter(~Exists(gedekt)).order_by()


def afwezig_zonder_waarnemer(rijen: QuerySet[Plaatsing]) -> list[tuple[Afwezigheid, int]]:
    """Absences of rows of `zonder_waarnemer`, each with its number of students, first day first. Two queries."""
    tel = dict(rijen.values_list("weg").annotate(aantal=Count("pk", distinct=True)))
    weg = Afwezigheid.objects.filter(pk__in=tel).select_related("begeleider__user").order_by("van", "pk")
    return [(rij, tel[rij.pk]) for rij in weg]


def regel_adres(weg: Afwezigheid, dag: date) -> str:
    """Return the address at which cover for this absence is arranged, with who and when filled in."""
    vraag = {"begeleider": str(weg.begeleider.public_id), "peildatum": max(weg.van, dag).isoformat()}
    if weg.tot is not None:
        vraag["tot"] = weg.tot.isoformat()
    return f"{reverse('toewijzen:waarnemen_nieuw')}?{urlencode(vraag)}"


@transaction.atomic
def neem_waar(
    *, plaatsingen: Iterable[Plaatsing], door: User, van: date, tot: date, by: User, at: datetime
) -> list[Waarneming]:
    """Let `door` cover these placements for their stagebegeleider from `van` up to and including `tot`.

    A student has one cover at a time: one that overlaps is replaced, the same again changes nothing. Raises DomainError
    when the days are wrong, nobody supervises the student, or `door` may not start yet; GeenToegang for who doesn't
    keep the poule.
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
    gemaakt = [_maak(plaatsing, door, van, tot, by, at) for plaatsing in nu]
    nieuw = [rij for rij in gemaakt if rij is not None]
    if nieuw:
        _vertel(nieuw, door, at)
    return nieuw


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


def vervang(*, plaatsing_ids: Iterable[int], by: User, at: datetime) -> None:
    """End the covers of placements that got another stagebegeleider: there is nobody left to cover for."""
    rijen = Waarneming.objects.filter(plaatsing__in=plaatsing_ids, tot__gte=lokale_dag(at), beeindigd_op__isnull=True)
    for rij in list(rijen.order_by("pk").select_for_update(of=("self",))):
        _beeindig(rij, by, at)


def _beeindig(rij: Waarneming, by: User, at: datetime) -> None:
    rij.beeindigd_op = at
    rij.save(update_fields=["beeindigd_op"])
    leg_vast(actie="waarneming gestopt", obj=rij, by=by, at=at, voor={"van": rij.van, "tot": rij.tot})


@transaction.atomic
def stop_waarneming(*, waarneming: Waarneming, by: User, at: datetime) -> None:
    """End a cover now; who covered sees the placement no more. Twice is no fault."""
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau regelt wie er waarneemt.")
    rij = Waarneming.objects.select_for_update().get(pk=waarneming.pk)
    if rij.beeindigd_op is None:
        _beeindig(rij, by, at)


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
