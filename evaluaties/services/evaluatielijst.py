"""Evaluations by what they wait for: shared by lists, the home page and the page of a placement."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from evaluaties.enums import EvaluatieStatus, InvullingStatus, TekenRol
from evaluaties.models import Evaluatie, Evaluatiehandtekening, Evaluatieresultaat, Invulling
from plaatsingen.models import Plaatsing

S = EvaluatieStatus


def ingediend(rol: str) -> Exists:
    """Whether a side is handed in."""
    return Exists(Invulling.objects.filter(evaluatie=OuterRef("pk"), rol=rol, status=InvullingStatus.INGEDIEND))


def getekend(rol: str) -> Exists:
    """Whether the version that waits for signatures is signed as this."""
    return Exists(
        Evaluatiehandtekening.objects.filter(
            resultaat__evaluatie=OuterRef("pk"), resultaat__vast_op=None, resultaat__vervangen_op=None, rol=rol
        )
    )


def te_laat(vandaag: date) -> QuerySet[Evaluatie]:
    """Not filled in by both while the day is over."""
    return Evaluatie.objects.filter(status=S.INVULLEN, voor_datum__lt=vandaag, plaatsing__in=Plaatsing.objects.actief())


def te_tekenen() -> QuerySet[Evaluatie]:
    """Waiting for the signature of the school."""
    return Evaluatie.objects.filter(~getekend(TekenRol.SCHOOL), status=S.TEKENEN)


def vast_te_stellen() -> QuerySet[Evaluatie]:
    """With a draft that says 'onvoldoende', which nobody of the school decided yet."""
    wacht = Evaluatieresultaat.objects.filter(
        evaluatie=OuterRef("pk"),
        eindscore="onvoldoende",
        onvoldoende_op=None,
        aangeboden_op=None,
        vervangen_op=None,
    )
    return Evaluatie.objects.filter(Exists(wacht), status=S.GESPREK)
