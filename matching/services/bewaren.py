"""How long frozen data of a round are kept: where students live and whether they have a VOG (R4.3)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from kern.kalender import lokale_dag
from kern.services.bewaren import Bewaarregel, blok_van, grens, houd_vast, registreer
from matching.enums import BezwaarStatus, RondeStatus
from matching.models import Berekening, Bevriezing, Bezwaar


def _open_bezwaren() -> QuerySet[Bezwaar]:
    return Bezwaar.objects.filter(status=BezwaarStatus.OPEN).order_by()


def bevroren(at: datetime) -> QuerySet[Bevriezing]:
    """Frozen data of rounds that are over; of an open objection they say why it came out so, and stay.

    A round that nobody closed is over the same term after its last day.
    """
    dag = grens("matching", at)
    voorbij = Q(ronde__status=RondeStatus.GESLOTEN, ronde__gesloten_op__lt=dag)
    vergeten = ~Q(ronde__status=RondeStatus.GESLOTEN) & Q(ronde__einddatum__lt=lokale_dag(dag))
    bezwaar = _open_bezwaren().filter(voorstel__berekening__ronde=OuterRef("ronde"))
    return Bevriezing.objects.filter(voorbij | vergeten).filter(~Exists(bezwaar))


def ontdooid(at: datetime) -> QuerySet[Bevriezing]:
    """Frozen data that were lifted and on which no calculation stands any more."""
    gebruikt = Berekening.objects.filter(bevriezing=OuterRef("pk"))
    return Bevriezing.objects.filter(~Exists(gebruikt), opgeheven_op__lt=grens("matching_ontdooid", at))


def _gooi_weg(rijen: QuerySet[Bevriezing]) -> int:
    """Remove one block without reading what was frozen, which is megabytes."""
    nummers = blok_van(rijen, blok=50)
    Berekening.objects.filter(bevriezing__in=nummers).update(bevriezing=None)
    Bevriezing.objects.filter(pk__in=nummers).defer("gegevens").delete()
    return len(nummers)


houd_vast("bezwaar tegen een plaats", lambda: _open_bezwaren().values("voorstel__student"))
registreer(
    Bewaarregel(
        ruim=lambda at: _gooi_weg(bevroren(at)),
        tel=lambda at: bevroren(at).count(),
        code="matching",
        wat="Bevroren gegevens van matchingsrondes",
        vanaf="de ronde is gesloten, of haar laatste stagedag voorbij is",
        waarom=(
            "Ze leggen uit waarom iemand een plaats kreeg. Er staat in waar studenten wonen en of zij een VOG hebben. "
            "Bij een open bezwaar blijven ze staan. De uitkomst blijft."
        ),
        bron="Afspraak van de regio: één schooljaar om vragen te beantwoorden; AVG artikel 5.",
    )
)
registreer(
    Bewaarregel(
        ruim=lambda at: _gooi_weg(ontdooid(at)),
        tel=lambda at: ontdooid(at).count(),
        code="matching_ontdooid",
        wat="Bevroren gegevens die zijn ontdooid",
        vanaf="de ronde is ontdooid",
        waarom="Er is niets mee berekend dat nog geldt.",
        bron="AVG artikel 5: niet langer dan nodig.",
    )
)
