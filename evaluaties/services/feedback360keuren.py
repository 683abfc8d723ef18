"""Whom a student asks for 360 feedback, seen by the school; and its yes or no before a mail goes out (R8.2).

The school sees who is asked and with what kind of address, never who answered what. Of an anonymous round the names
and addresses go when it closes; then only the kinds are left.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from basis.errors import DomainError
from evaluaties.enums import FeedbackStatus, Herkomst
from evaluaties.models import Feedbackronde, Feedbackuitnodiging
from evaluaties.rules_feedback import mag_genodigden_zien
from evaluaties.services import feedback360post as post
from evaluaties.services.feedback360 import DICHT, is_open, vergrendel
from kern.models import User
from kern.services.audit import leg_vast

MAX_REDEN = 200


def rondes_van(user: User) -> QuerySet[Feedbackronde]:
    """Return rounds of which this person sees who is asked: who waits for a yes first, then what is open, newest first.

    With `gevraagd` (how many) and `wachten` (how many wait for a yes).
    """
    rijen = Feedbackronde.objects.voor_genodigden(user).select_related(
        "student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie"
    )
    wacht = Q(uitnodigingen__status=FeedbackStatus.WACHT, gesloten_op__isnull=True)
    rijen = rijen.annotate(gevraagd=Count("uitnodigingen"), wachten=Count("uitnodigingen", filter=wacht))
    return rijen.order_by("-wachten", "-geopend_op", "-pk")


def te_keuren(user: User) -> QuerySet[Feedbackuitnodiging]:
    """Return invitations of open rounds that wait for somebody of the school."""
    rondes = Feedbackronde.objects.open().voor_genodigden(user)
    return Feedbackuitnodiging.objects.filter(ronde__in=rondes.values("pk"), status=FeedbackStatus.WACHT)


def soorten(ronde: Feedbackronde) -> list[tuple[str, int]]:
    """Return with what kinds of address people were asked, and how many of each, in the order of the list."""
    # Who still waited for a yes when the round closed was never asked: INGETROKKEN without a moment.
    nooit = [FeedbackStatus.AFGEWEZEN, FeedbackStatus.INGETROKKEN]
    rijen = ronde.uitnodigingen.filter(ingetrokken_op__isnull=True).exclude(status__in=nooit)
    telling = Counter(rijen.exclude(herkomst="").values_list("herkomst", flat=True))
    return [(str(soort.label), telling[soort.value]) for soort in Herkomst if telling[soort.value]]


@transaction.atomic
def keur(
    *, ronde: Feedbackronde, nummers: Sequence[UUID], akkoord: bool, reden: str = "", by: User, at: datetime
) -> int:
    """Say yes (the mails go out) or no to people whom a student wants to ask; returns how many still waited.

    Raises DomainError when the round closed, or a no has no reason (`reden`): the student reads it.
    """
    vast = vergrendel(ronde)
    if not mag_genodigden_zien(by, ronde):
        raise DomainError("Alleen de school en de stagebegeleider keuren dit goed.")
    if not is_open(vast, at):
        raise DomainError(DICHT)
    reden = reden.strip()
    if not akkoord and not reden:
        raise DomainError("Schrijf op waarom niet. De student leest dit.", field="reden")
    rijen = vast.uitnodigingen.select_for_update(of=("self",)).filter(status=FeedbackStatus.WACHT)
    wachtend = list(rijen.filter(public_id__in=nummers).order_by("pk"))
    for rij in wachtend:
        rij.status = FeedbackStatus.GEVRAAGD if akkoord else FeedbackStatus.AFGEWEZEN
        rij.bekeken_door, rij.bekeken_op = by, at
        rij.waarom_niet = "" if akkoord else reden[:MAX_REDEN]
        if akkoord:
            rij.gevraagd_op = at  # the mail goes today; another one may go tomorrow
        rij.save(update_fields=["status", "bekeken_door", "bekeken_op", "waarom_niet", "gevraagd_op"])
        if akkoord:
            post.stuur_link(rij, vast, by=by, at=at)
    if wachtend:
        # Who it is about stays out of the log: of an anonymous round it must be forgotten.
        actie = "vraag om feedback goedgekeurd" if akkoord else "vraag om feedback niet goedgekeurd"
        leg_vast(actie=actie, obj=vast, by=by, at=at, na={"aantal": len(wachtend)})
    return len(wachtend)
