"""What the apps below tell the ladder; runs inside their transaction."""

from datetime import date, datetime

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone

from begeleiding.enums import GesprekSoort
from begeleiding.models import Gesprek
from begeleiding.signals import gesprek_vastgelegd
from evaluaties.enums import EvaluatieMoment, FeitSoort, VerslagSoort
from evaluaties.services import beleid, evaluaties, feiten
from kern.models import User, Vrijedag
from plaatsingen.models import Plaatsing
from plaatsingen.signals import einddatum_gewijzigd, plaatsing_beeindigd, plaatsing_hervat, plaatsing_onderbroken

ONDERBROKEN = "status:onderbroken"
EVALUATIEGESPREK = {
    GesprekSoort.TUSSENEVALUATIE: (EvaluatieMoment.TUSSEN, EvaluatieMoment.WEEK10, EvaluatieMoment.WEEK20),
    GesprekSoort.EINDEVALUATIE: (EvaluatieMoment.EIND,),
}
MET_VERSLAG = frozenset({VerslagSoort.KENNISMAKING, VerslagSoort.TUSSENEVALUATIE})


@receiver(gesprek_vastgelegd, dispatch_uid="evaluaties_gesprek")
def meld_gesprek(sender: object, gesprek: Gesprek, by: User, at: datetime, **kwargs: object) -> None:
    """A kennismaking or tussenevaluatie makes a report due a week later (R6.2)."""
    if gesprek.soort in MET_VERSLAG:
        feiten.meld_gesprek(
            plaatsing=gesprek.plaatsing,
            soort=gesprek.soort,
            datum=gesprek.datum,
            bron=f"gesprek:{gesprek.public_id}",
            by=by,
            at=at,
        )


@receiver(gesprek_vastgelegd, dispatch_uid="evaluaties_gesprek_evaluatie")
def begin_evaluatiegesprek(sender: object, gesprek: Gesprek, by: User, at: datetime, **kwargs: object) -> None:
    """An evaluation talk that was held opens what both sides handed in (R8.1)."""
    if momenten := EVALUATIEGESPREK.get(gesprek.soort):
        evaluaties.meld_evaluatiegesprek(plaatsing=gesprek.plaatsing, momenten=momenten, by=by, at=at)


@receiver(plaatsing_beeindigd, dispatch_uid="evaluaties_beeindigd")
def sluit_verslagen(sender: object, plaatsing: Plaatsing, by: User | None, at: datetime, **kwargs: object) -> None:
    """A placement that is closed owes nothing more."""
    feiten.sluit(plaatsing=plaatsing, by=by, at=at)


@receiver(einddatum_gewijzigd, dispatch_uid="evaluaties_einddatum")
def verleg_einde(
    sender: object,
    *,
    plaatsing: Plaatsing,
    oud: date,
    nieuw: date,
    by: User | None,
    at: datetime,
    reden: str,
    **kwargs: object,
) -> None:
    """Another last day: months come in or fall away, and the ladder is computed anew."""
    feiten.wijzig_einde(plaatsing=plaatsing, oud=oud, nieuw=nieuw, by=by, at=at, reden=reden)


@receiver(plaatsing_onderbroken, dispatch_uid="evaluaties_onderbroken")
def zet_stil(sender: object, plaatsing: Plaatsing, van: date, by: User | None, at: datetime, **kwargs: object) -> None:
    """While a placement is interrupted the clock of its reports stands still (verslagregels.md, pauses)."""
    feiten.pauzeer(plaatsing=plaatsing, van=van, tot=None, by=by, at=at, bron=ONDERBROKEN)


@receiver(plaatsing_hervat, dispatch_uid="evaluaties_hervat")
def loop_door(sender: object, plaatsing: Plaatsing, tot: date, by: User | None, at: datetime, **kwargs: object) -> None:
    """The pause of the placement is over, and with it that of the reports."""
    eigen = plaatsing.verslagfeiten.filter(soort=FeitSoort.PAUSE, bron=ONDERBROKEN)
    pauze = eigen.order_by("recorded_at", "pk").last()
    if pauze is not None and pauze.tot is None:
        feiten.pauzeer(
            plaatsing=plaatsing,
            van=pauze.datum,
            tot=max(pauze.datum, tot),
            ref=pauze.ref,
            by=by,
            at=at,
            bron=ONDERBROKEN,
        )


@receiver(post_save, sender=Plaatsing, dispatch_uid="evaluaties_plaatsing_bewaard")
def kijk_opnieuw(sender: object, instance: Plaatsing, created: bool, **kwargs: object) -> None:  # noqa: FBT001 - Django's call
    """Dates or state of a placement may have changed: the next sweep looks again."""
    if not created:
        feiten.maak_los([instance.pk])


@receiver(post_save, sender=Vrijedag, dispatch_uid="evaluaties_vrijedag")
def kijk_overal_opnieuw(sender: object, **kwargs: object) -> None:
    """An extra free day may make any due date later, and does so at once."""
    beleid.kijk_opnieuw(beleid.geraakt_door(None, None))


@receiver(pre_save, sender=Vrijedag, dispatch_uid="evaluaties_vrijedag_verzet")
def vrije_dag_verzet(sender: object, instance: Vrijedag, **kwargs: object) -> None:
    """A row that gets another day is a day that goes and a day that comes."""
    for dag in Vrijedag.objects.filter(pk=instance.pk).exclude(datum=instance.datum).values_list("datum", flat=True):
        beleid.vrije_dag_vervalt(dag=dag, at=timezone.now())


@receiver(post_delete, sender=Vrijedag, dispatch_uid="evaluaties_vrijedag_weg")
def vrije_dag_weg(sender: object, instance: Vrijedag, **kwargs: object) -> None:
    """A date that a student was told because of this day stays (I6)."""
    beleid.vrije_dag_vervalt(dag=instance.datum, at=timezone.now())
