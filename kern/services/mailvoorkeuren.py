"""How people want their mail: at once, once a day, or only in the portal. Legal steps leave no choice."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from basis.errors import DomainError
from kern.enums import BerichtStatus, Mailgroep, Mailwijze
from kern.kalender import lokaal, lokaal_moment, volgende_werkdag
from kern.models import Bericht, Mailvoorkeur, Student, User
from kern.services.audit import leg_vast
from kern.services.postrij import groep_van

DAG = "dag"  # the `bundel` of what waits for the one mail of the day
BEZORG_UUR = time(8)

# Which groups somebody can get at all; the page shows no others.
GROEPEN_STUDENT = (
    Mailgroep.VOORAF,
    Mailgroep.ONTVANGST,
    Mailgroep.FEEDBACK,
    Mailgroep.GESPREKKEN,
    Mailgroep.EVALUATIES,
    Mailgroep.PLAATSINGEN,
    Mailgroep.VACATURES,
)
GROEPEN_ANDEREN = (
    Mailgroep.TAKEN,
    Mailgroep.VACATURES,
    Mailgroep.GESPREKKEN,
    Mailgroep.EVALUATIES,
    Mailgroep.PLAATSINGEN,
)


def groepen_voor(user: User) -> tuple[Mailgroep, ...]:
    """Groups of mails about which this person may choose."""
    return GROEPEN_STUDENT if user.heeft_rol("student") else GROEPEN_ANDEREN


def keuzes_van(user: User) -> dict[str, str]:
    """Chosen way per group; what is not chosen goes at once."""
    gekozen = dict(Mailvoorkeur.objects.filter(user=user).values_list("groep", "wijze"))
    return {groep.value: gekozen.get(groep.value, Mailwijze.DIRECT.value) for groep in groepen_voor(user)}


def wijze_voor(bericht: Bericht) -> str:
    """How the receiver wants this message now."""
    groep = groep_van(bericht.soort)
    if groep is None or bericht.ontvanger_id is None:
        return Mailwijze.DIRECT.value
    gekozen = Mailvoorkeur.objects.filter(user=bericht.ontvanger_id, groep=groep).values_list("wijze", flat=True)
    return gekozen.first() or Mailwijze.DIRECT.value


def volgende_bezorging(user_id: int, at: datetime) -> datetime:
    """First 08:00 (Europe/Amsterdam) after `at`; for minors on a working day (betrouwbaarheid D8)."""
    dag = lokaal(at).date()
    if lokaal_moment(dag, BEZORG_UUR) <= at:
        dag += timedelta(days=1)
    student = Student.objects.filter(user=user_id).first()
    if student is not None and student.is_minderjarig(dag):
        dag = volgende_werkdag(dag)
    return lokaal_moment(dag, BEZORG_UUR)


@transaction.atomic
def kies(*, user: User, keuzes: Mapping[str, str], by: User, at: datetime) -> None:
    """Keep how `user` wants the mails of each group; what already waits for the daily mail follows the new choice."""
    toegestaan = {groep.value for groep in groepen_voor(user)}
    if set(keuzes) - toegestaan or set(keuzes.values()) - set(Mailwijze.values):
        raise DomainError("Deze keuze bestaat niet.")
    voor = keuzes_van(user)
    na = {**voor, **keuzes}
    if na == voor:
        return
    for groep, wijze in na.items():
        Mailvoorkeur.objects.update_or_create(user=user, groep=groep, defaults={"wijze": wijze})
    # The relay looks at them again at once, and asks for the way that holds then.
    Bericht.objects.filter(ontvanger=user, status=BerichtStatus.WACHT, bundel=DAG).update(
        bundel="", niet_voor=F("aangemaakt_op")
    )
    leg_vast(actie="mailvoorkeuren gewijzigd", obj=user, by=by, at=at, voor=voor, na=na)
