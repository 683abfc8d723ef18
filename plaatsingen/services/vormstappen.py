"""A student's steps through the phases of a template: asked by the student, agreed by both begeleiders (R5.5)."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules_vorm
from plaatsingen.models import Fasestap, Plaatsing, Vormfase
from plaatsingen.rules_vorm import DOCENT, WERKBEGELEIDER
from plaatsingen.services.vormpost import mail_antwoord, mail_voorstel

TWEE_MENSEN = "U stemde al in. Een collega stemt in voor de andere kant; voor school kan de coördinator dat ook."


def _vergrendeld(plaatsing_id: int) -> Plaatsing:
    """Lock the placement: steps of one student come one after the other."""
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing_id)


@transaction.atomic
def stel_stap_voor(*, plaatsing: Plaatsing, fase: Vormfase, woorden: str, by: User, at: datetime) -> Fasestap:
    """Say that one is ready for a phase; may be earlier or later than the plan, the begeleiders decide.

    Raises GeenToegang for anybody but the student of a running stage, DomainError when the phase needs no step, was
    asked already, or comes after one that isn't agreed yet.
    """
    nu = _vergrendeld(plaatsing.pk)
    if not rules_vorm.mag_stap_voorstellen(by, nu):
        raise GeenToegang("Een stap stel je zelf voor, terwijl je stage loopt.")
    if fase.vorm_id != nu.vorm_id or not fase.samen:
        raise DomainError("Deze stap hoort niet bij je stage.")
    if not woorden.strip():
        raise DomainError("Schrijf op waarom je eraan toe bent.", field="woorden")
    geldig = nu.fasestappen.filter(afgewezen_op__isnull=True)
    if geldig.filter(fase=fase).exists():
        raise DomainError("Deze stap heb je al voorgesteld.")
    akkoord = geldig.filter(docent_op__isnull=False, werkbegeleider_op__isnull=False).values("fase")
    eerder = Vormfase.objects.filter(vorm=nu.vorm_id, samen=True, van_week__lt=fase.van_week).exclude(pk__in=akkoord)
    if eerste := eerder.order_by("van_week").first():
        raise DomainError(f"Eerst komt de stap naar '{eerste.naam}'.")
    stap = Fasestap.objects.create(plaatsing=nu, fase=fase, woorden=woorden.strip(), gevraagd_op=at)
    leg_vast(actie="stap naar fase voorgesteld", obj=stap, by=by, at=at, na={"fase": fase.naam})
    mail_voorstel(stap=stap, at=at)
    return stap


def _open_stap(stap: Fasestap, by: User) -> tuple[Fasestap, tuple[str, ...]]:
    plaatsing = _vergrendeld(stap.plaatsing_id)
    nu = Fasestap.objects.select_related("fase").get(pk=stap.pk)
    nu.plaatsing = plaatsing
    if nu.afgewezen_op is not None:
        raise DomainError("Op deze stap is al 'nog niet' gezegd, of de student trok hem in.")
    return nu, rules_vorm.stapkanten(by, plaatsing)


@transaction.atomic
def stem_in(*, stap: Fasestap, by: User, at: datetime) -> Fasestap:
    """Agree for the own side; the phase begins when both sides did. Agreeing twice changes nothing.

    DomainError when the person agreed for the other side already: it takes two people.
    """
    nu, kanten = _open_stap(stap, by)
    if not kanten:
        raise GeenToegang("Alleen de docent en de werkbegeleider van deze student stemmen in.")
    nog = [kant for kant in kanten if getattr(nu, f"{kant}_op") is None]
    if not nog:
        return nu
    kant = rules_vorm.stemt_voor(by, nu, kanten)
    if not kant:
        raise DomainError(TWEE_MENSEN)
    setattr(nu, f"{kant}_op", at)
    setattr(nu, kant, by)
    nu.save(update_fields=[kant, f"{kant}_op"])
    leg_vast(actie="akkoord met stap naar fase", obj=nu, by=by, at=at, na={"als": [kant], "fase": nu.fase.naam})
    if nu.docent_op and nu.werkbegeleider_op:
        mail_antwoord(stap=nu, at=at)
    return nu


@transaction.atomic
def zeg_nog_niet(*, stap: Fasestap, reden: str, by: User, at: datetime) -> Fasestap:
    """Say that it is too early, with a reason that everybody reads; the student may ask again later."""
    nu, kanten = _open_stap(stap, by)
    if not kanten:
        raise GeenToegang("Alleen de docent en de werkbegeleider van deze student antwoorden op een stap.")
    if nu.docent_op and nu.werkbegeleider_op:
        raise DomainError("Jullie stemden allebei al in. Bespreek met de student wat er nu anders is.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom het nog te vroeg is. De student leest dit.", field="reden")
    _sluit(nu, reden.strip(), by, at)
    leg_vast(actie="nog niet toe aan fase", obj=nu, by=by, at=at, reden=reden.strip(), na={"als": list(kanten)})
    mail_antwoord(stap=nu, at=at)
    return nu


@transaction.atomic
def trek_stap_in(*, stap: Fasestap, by: User, at: datetime) -> Fasestap:
    """Take back an own step that isn't agreed by both yet."""
    nu, _ = _open_stap(stap, by)
    if not rules_vorm.mag_stap_voorstellen(by, nu.plaatsing):
        raise GeenToegang("Alleen de student trekt een voorstel in.")
    if nu.docent_op and nu.werkbegeleider_op:
        raise DomainError("Deze stap is al gezet.")
    _sluit(nu, "", by, at)
    leg_vast(actie="stap naar fase ingetrokken", obj=nu, by=by, at=at)
    return nu


def _sluit(stap: Fasestap, reden: str, by: User, at: datetime) -> None:
    stap.afgewezen_op, stap.afgewezen_door, stap.reden = at, by, reden
    stap.save(update_fields=["afgewezen_op", "afgewezen_door", "reden"])


__all__ = ["DOCENT", "WERKBEGELEIDER", "stel_stap_voor", "stem_in", "trek_stap_in", "zeg_nog_niet"]
