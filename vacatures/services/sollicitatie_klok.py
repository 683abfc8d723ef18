"""Nothing waits unseen: after some working days a reminder, then a colleague is asked, then the bureau (R4.2).

Each is dated in the timeline and mailed with a link; twice or at once does it once.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kern.kalender import einde_van_dag, is_werkdag
from kern.models import User
from vacatures import signals
from vacatures.enums import STIL, SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.models.sollicitatie import LOPEND, SollicitatieQuerySet
from vacatures.services import sollicitatie_einde as einde
from vacatures.services import sollicitatie_links as links
from vacatures.services import sollicitatie_post as post
from vacatures.services import sollicitatie_wie as wie
from vacatures.services.sollicitatie_stap import noteer, vergrendeld

logger = logging.getLogger("stagebureau.vacatures")

S = SollicitatieStatus
HERINNERING, COLLEGA, BUREAU = 1, 2, 3
PER_KEER = 500


def termijnen() -> dict[int, int]:
    """Return after how many working days each step comes (settings)."""
    return {
        HERINNERING: settings.SOLLICITATIE_HERINNEREN_WERKDAGEN,
        COLLEGA: settings.SOLLICITATIE_ESCALEREN_WERKDAGEN,
        BUREAU: settings.SOLLICITATIE_BUREAU_WERKDAGEN,
    }


def werkdagen_terug(dag: date, aantal: int) -> date:
    """Return the latest day after which, until and with `dag`, lie so many working days."""
    while aantal > 0:
        aantal -= is_werkdag(dag)
        dag -= timedelta(days=1)
    return dag


def _trede(nu: Sollicitatie, op: date) -> int:
    """Return how far the waiting of this application has gone: 0 (no reminder yet) to 3 (the bureau)."""
    if nu.wacht_sinds is None or nu.status not in LOPEND:
        return 0
    sinds = timezone.localdate(nu.wacht_sinds)
    hoogste = COLLEGA if nu.status == S.TERUG else BUREAU
    bereikt = [trede for trede, dagen in termijnen().items() if sinds <= werkdagen_terug(op, dagen)]
    return min(max(bereikt, default=0), hoogste)


def te_lang(*, at: datetime) -> SollicitatieQuerySet:
    """Return what waits so long that a reminder may be due; what stands still (hidden vacature) isn't asked after."""
    op = timezone.localdate(at)
    nodig = Q()
    for trede, dagen in termijnen().items():
        grens = einde_van_dag(werkdagen_terug(op, dagen))
        nodig |= Q(herinneringen__lt=trede, wacht_sinds__lt=grens)
    return (
        Sollicitatie.objects.filter(nodig, status__in=LOPEND)
        .exclude(vacature__status__in=STIL)
        .exclude(status=S.TERUG, herinneringen__gte=COLLEGA)
    )


def volg(*, at: datetime) -> dict[str, int]:
    """Send what is due and end what closed; one that fails doesn't hold up the others. Returns how many of each."""
    herinnerd = 0
    for pk in list(te_lang(at=at).order_by("wacht_sinds", "pk").values_list("pk", flat=True)[:PER_KEER]):
        try:
            herinnerd += herinner(sollicitatie=Sollicitatie(pk=pk), at=at)
        except Exception:
            logger.exception("sollicitatie %s kon niet worden herinnerd", pk)
    gesloten = einde.beeindig_gesloten(at=at)
    signals.sollicitaties_worden_gevolgd.send(Sollicitatie, at=at)
    return {"herinnerd": herinnerd, "gesloten": gesloten}


@transaction.atomic
def herinner(*, sollicitatie: Sollicitatie, at: datetime) -> bool:
    """Send the reminder that is due, if any. When days were missed only the furthest one is sent."""
    nu = vergrendeld(sollicitatie)
    op = timezone.localdate(at)
    trede = _trede(nu, op)
    if trede <= nu.herinneringen or nu.vacature.status in STIL:
        return False
    nu.herinneringen = trede
    nu.save(update_fields=["herinneringen"])
    _DOEN[nu.status](nu, trede, op, at)
    return True


def _school(nu: Sollicitatie, trede: int, op: date, at: datetime) -> None:
    """The regisseur; then colleagues at the school; then the bureau."""
    eerst = wie.regisseurs(nu, op=op)
    extra = _extra(nu, trede, op, bij_school=True)
    stap = _regel(nu, eerst, extra, at=at, alleen_school=True)
    post.mail("sollicitatie_herinnering", nu, stap, [*eerst, *extra], at=at, wacht=True, tekst=_uitleg(trede))


def _leerbedrijf(nu: Sollicitatie, trede: int, op: date, at: datetime) -> None:
    """The contact (or a new link by mail); then other praktijkopleiders of the house; then the bureau."""
    eerst = wie.beoordelaars(nu.vacature, op=op)
    naam = "" if eerst else nu.vacature.contact_email and (nu.vacature.contact_naam or nu.vacature.contact_email)
    if naam and links.krijgt_geen_link(nu):
        naam = ""
    if not eerst and not naam:
        eerst = wie.bureau(op=op)  # nobody of the house is known, or not at an address that may have a link
    extra = _extra(nu, trede, op, bij_school=False)
    stap = _regel(nu, eerst, extra, at=at, naam=naam)
    if naam:
        post.stuur_link(nu, stap, at=at)
    post.mail("sollicitatie_herinnering", nu, stap, [*eerst, *extra], at=at, wacht=True, tekst=_uitleg(trede))


def _student(nu: Sollicitatie, trede: int, op: date, at: datetime) -> None:
    """The student who got advice; then the regisseur knows that it stays behind."""
    extra = wie.regisseurs(nu, op=op) if trede >= COLLEGA else []
    stap = _regel(nu, [nu.student.user], extra, at=at, alleen_school=True)
    post.mail("sollicitatie_herinnering", nu, stap, [nu.student.user, *extra], at=at, wacht=True)


_DOEN: dict[str, Callable[[Sollicitatie, int, date, datetime], None]] = {
    S.BIJ_REGISSEUR: _school,
    S.TERUG: _student,
    S.BIJ_LEERBEDRIJF: _leerbedrijf,
    S.UITGENODIGD: _leerbedrijf,
}


def _extra(nu: Sollicitatie, trede: int, op: date, *, bij_school: bool) -> list[User]:
    """Return who is asked besides the first: colleagues, and from the third step on (or without them) the bureau."""
    if trede < COLLEGA:
        return []
    extra = wie.collegas(nu, bij_school=bij_school, op=op)
    if trede >= BUREAU or not extra:
        al = {user.pk for user in extra}
        extra += [user for user in wie.bureau(op=op) if user.pk not in al]
    return extra


def _regel(
    nu: Sollicitatie, eerst: list[User], extra: list[User], *, at: datetime, naam: str = "", alleen_school: bool = False
) -> object:
    al = {user.pk for user in eerst}
    extra[:] = [user for user in extra if user.pk not in al]
    tekst = f"Herinnering gestuurd aan {naam or post.namen(eerst)}."
    if extra:
        tekst += f" Ook gevraagd: {post.namen(extra)}."
    return noteer(nu, tekst=tekst, at=at, alleen_school=alleen_school)


def _uitleg(trede: int) -> str:
    if trede < COLLEGA:
        return ""
    return "U krijgt deze mail ook als een collega als eerste gevraagd is. Wie het eerst tijd heeft, kan antwoorden."
