"""What the students say to a published round, and reminding who says nothing (R4.8).

Silence is no yes: after the term nothing happens by itself. Who didn't answer stands on a list of the coordinator, who
asks the student or takes the offer back; the seat stays held until then.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When

from kern.kalender import lokaal_moment, lokale_dag
from kern.services import berichten
from matching.enums import BezwaarStatus, Reactie, RondeStatus
from matching.models import Bezwaar, Ronde, Voorstel
from matching.services import mails_ronde
from plaatsingen.enums import BEZET, PlaatsingStatus

PER_KEER = 1000
OCHTEND = time(9)  # of the day before the last: not at night


def met_stand(voorstellen: QuerySet[Voorstel]) -> QuerySet[Voorstel]:
    """Return published proposals, each with `stand`: one of `Reactie`."""
    bezwaren = Bezwaar.objects.filter(voorstel=OuterRef("pk"))
    is_bezwaar = Exists(bezwaren.filter(status=BezwaarStatus.OPEN))
    toegewezen = Exists(bezwaren.filter(status=BezwaarStatus.TOEGEWEZEN))
    return voorstellen.annotate(
        stand=Case(
            When(is_bezwaar, then=Value(Reactie.BEZWAAR)),
            When(toegewezen, then=Value(Reactie.TOEGEWEZEN)),
            When(stageplaats__isnull=True, then=Value(Reactie.ZONDER_PLAATS)),
            When(plaatsing__status=PlaatsingStatus.AANGEBODEN, then=Value(Reactie.GEEN_ANTWOORD)),
            When(plaatsing__status__in=[*BEZET, PlaatsingStatus.GESTOPT], then=Value(Reactie.BEVESTIGD)),
            default=Value(Reactie.VERVALLEN),
            output_field=CharField(),
        )
    )


def voorstellen_van(ronde: Ronde) -> QuerySet[Voorstel]:
    """Return what was published in the round, with `stand`; nothing before publication."""
    rijen = Voorstel.objects.filter(berekening_id=ronde.gekozen_id, berekening__ronde=ronde)
    return met_stand(rijen) if ronde.gepubliceerd_op is not None else met_stand(rijen.none())


def telling(voorstellen: QuerySet[Voorstel]) -> dict[str, int]:
    """Count proposals that have a `stand` per answer; every answer is there, also with 0."""
    gevonden = dict(voorstellen.order_by().values_list("stand").annotate(aantal=Count("pk")))
    return {str(stand): gevonden.get(stand, 0) for stand in Reactie.values}


def termijn_open(ronde: Ronde, at: datetime) -> bool:
    """Whether students may still object."""
    return ronde.status == RondeStatus.GEPUBLICEERD and ronde.reactie_tot is not None and at < ronde.reactie_tot


def herinner(*, at: datetime) -> dict[str, int]:
    """Remind who hasn't answered, halfway the term and the day before it ends, and tell coordinators when it is over.

    Each mail comes once, however often or late this runs; after a long silence only the later reminder goes out.
    Returns how many students were reminded and how many rounds are past their term.
    """
    uit = {"herinnerd": 0, "voorbij": 0}
    rondes = Ronde.objects.filter(status=RondeStatus.GEPUBLICEERD, reactie_tot__isnull=False)
    for ronde in rondes.prefetch_related("scholen"):
        stil = voorstellen_van(ronde).filter(stand=Reactie.GEEN_ANTWOORD)
        if at >= ronde.reactie_tot:
            uit["voorbij"] += 1
            _meld_voorbij(ronde, stil.count(), at)
        elif stap := stap_van(ronde, at):
            uit["herinnerd"] += _herinner(ronde, stil, stap, at)
    return uit


def stap_van(ronde: Ronde, at: datetime) -> str:
    """Return which reminder is due: `helft`, `laatste` or none (empty)."""
    dag_ervoor = lokale_dag(ronde.reactie_tot) - timedelta(days=1)
    if at >= lokaal_moment(dag_ervoor, OCHTEND):
        return "laatste"
    helft = ronde.gepubliceerd_op + (ronde.reactie_tot - ronde.gepubliceerd_op) / 2
    return "helft" if at >= helft else ""


@transaction.atomic
def _herinner(ronde: Ronde, stil: QuerySet[Voorstel], stap: str, at: datetime) -> int:
    # Asked every minute of thousands: whole rows are read only of who was not reminded yet.
    gedaan = mails_ronde.al_herinnerd(ronde, stap)
    nog = [
        pk
        for pk, plaatsing in stil.order_by("pk").values_list("pk", "plaatsing__public_id")
        if mails_ronde.sleutel_herinnering(ronde, stap, plaatsing) not in gedaan
    ]
    aantal = 0
    with berichten.postzak():
        for begin in range(0, len(nog), PER_KEER):
            rijen = stil.filter(pk__in=nog[begin : begin + PER_KEER]).select_related("student__user", "plaatsing")
            aantal += mails_ronde.mail_herinneringen(ronde, rijen.order_by("pk"), stap, at)
    return aantal


@transaction.atomic
def _meld_voorbij(ronde: Ronde, aantal: int, at: datetime) -> None:
    if aantal:
        mails_ronde.mail_termijn_voorbij(ronde, aantal, at)


def open_bezwaren(ronde: Ronde) -> QuerySet[Bezwaar]:
    """Return the objections of a round that wait for an answer."""
    return Bezwaar.objects.filter(Q(voorstel__berekening__ronde=ronde), status=BezwaarStatus.OPEN)
