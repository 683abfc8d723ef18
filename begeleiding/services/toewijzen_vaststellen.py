"""Fixing a proposal: supervisors stand on the placements, or cover is arranged, and everybody hears it (R7.3)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.enums import RondeStatus
from begeleiding.models import Gespreksafspraak, Toewijzing, Toewijzingsronde, Waarneming
from begeleiding.rules_poule import mag_poule_beheren
from begeleiding.services.afspraken import geef_door, te_houden
from begeleiding.services.poule_stand import TELT
from begeleiding.services.toewijzen import VASTSTELLEN, eis_voorstel
from begeleiding.services.waarnemen import neem_waar, vervang
from kern.enums import Mailgroep
from kern.models import Achtergrondtaak, User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_controle, registreer_groep, zet_klaar
from kern.services.taken import vraag_taak_aan
from plaatsingen.models import Plaatsing
from plaatsingen.services.begeleider import wijs_stagebegeleiders_toe

DIRECT_TOT = 100  # students; more go in the background
NOG_TOEGEWEZEN = "begeleiding.nog_toegewezen"

registreer_groep(Mailgroep.PLAATSINGEN, "nieuwe_begeleider", "nieuwe_studenten", "waarneming", "waarneming_student")


def veranderingen(ronde: Toewijzingsronde) -> int:
    """How many students get another supervisor than now when this is fixed."""
    anders = ronde.toewijzingen.filter(begeleider__isnull=False)
    if not ronde.is_waarneming:
        anders = anders.exclude(plaatsing__stagebegeleider=F("begeleider__user"))
    return anders.count()


@transaction.atomic
def vraag_vaststellen(*, ronde: Toewijzingsronde, by: User, at: datetime) -> Achtergrondtaak | None:
    """Fix a small proposal now (None), a big one as long work: then return that."""
    nu = _open(ronde, by)
    if nu.status == RondeStatus.VASTGESTELD:
        return None  # a second click
    if veranderingen(nu) <= DIRECT_TOT:
        stel_vast(ronde=nu, by=by, at=at)
        return None
    bezig = Achtergrondtaak.objects.lopend().filter(soort=VASTSTELLEN, gegevens__ronde=nu.pk).first()
    return bezig or vraag_taak_aan(
        soort=VASTSTELLEN, titel=f"Vaststellen: {nu}", gegevens={"ronde": nu.pk}, by=by, at=at,
        terug_url=reverse("toewijzen:ronde", args=[nu.public_id]),
    )  # fmt: skip


def _open(ronde: Toewijzingsronde, by: User) -> Toewijzingsronde:
    if not mag_poule_beheren(by):
        raise GeenToegang("Alleen het bureau stelt een verdeling vast.")
    nu = Toewijzingsronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status != RondeStatus.VASTGESTELD:
        eis_voorstel(nu)
    return nu


@transaction.atomic
def stel_vast(*, ronde: Toewijzingsronde, by: User, at: datetime) -> int:
    """Write the proposal on the placements (or arrange the cover), mail who it is about; return how many changed.

    Raises DomainError when a supervisor of one of them was changed by somebody else since the calculation. A stage that
    ended meanwhile is left alone, and who has nobody in the proposal keeps who there is. Twice does it once.
    """
    nu = _open(ronde, by)
    if nu.status == RondeStatus.VASTGESTELD:
        return 0
    rijen = nu.toewijzingen.filter(begeleider__isnull=False, plaatsing__status__in=TELT)
    rijen = list(rijen.select_related("begeleider__user", "vorige").order_by("pk"))
    aantal = _neem_waar(nu, rijen, by, at) if nu.is_waarneming else _wijs_toe(nu, rijen, by, at)
    nu.status, nu.vastgesteld_op = RondeStatus.VASTGESTELD, at
    nu.save(update_fields=["status", "vastgesteld_op"])
    leg_vast(actie="verdeling vastgesteld", obj=nu, by=by, at=at, na={"veranderd": aantal})
    return aantal


def _wijs_toe(ronde: Toewijzingsronde, rijen: list[Toewijzing], by: User, at: datetime) -> int:
    keuzes = {rij.plaatsing_id: rij.begeleider.user_id for rij in rijen}
    verwacht = {rij.plaatsing_id: rij.vorige.user_id if rij.vorige else None for rij in rijen}
    gesprekken = _vergrendel(keuzes, at)
    veranderd = {rij.pk for rij in wijs_stagebegeleiders_toe(keuzes=keuzes, verwacht=verwacht, by=by, at=at)}
    waarnemers = vervang(plaatsing_ids=veranderd, by=by, at=at)
    nieuw = {rij.plaatsing_id: (rij.vorige, rij.begeleider.user) for rij in rijen if rij.plaatsing_id in veranderd}
    for afspraak in gesprekken:
        vorige, user = nieuw.get(afspraak.plaatsing_id, (None, None))
        van = {vorige.user_id if vorige else None, *waarnemers.get(afspraak.plaatsing_id, ())} - {None}
        if user is not None and afspraak.begeleider_id in van and afspraak.begeleider_id != user.pk:
            geef_door(afspraak=afspraak, naar=user, by=by, at=at)
    per_begeleider: dict[User, int] = defaultdict(int)
    studenten = Plaatsing.objects.filter(pk__in=veranderd).select_related("student__user").in_bulk()
    for rij in rijen:
        if rij.plaatsing_id in veranderd:
            per_begeleider[rij.begeleider.user] += 1
            _vertel_student(ronde, rij, studenten[rij.plaatsing_id], at)
    for user, aantal in per_begeleider.items():
        zet_klaar(
            soort="nieuwe_studenten",
            sleutel=f"nieuwe-studenten:{ronde.public_id}:{user.pk}",
            at=at,
            sjabloon="nieuwe_studenten",
            context={"aantal": aantal},
            ontvanger=user,
            pad=reverse("plaatsingen:lijst"),
        )
    return len(veranderd)


def _vergrendel(plaatsing_ids: Iterable[int], at: datetime) -> list[Gespreksafspraak]:
    """Lock all that follows before the first line in the audit log, placements first; return the talks to come."""
    ids = list(plaatsing_ids)
    list(Plaatsing.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    list(Waarneming.objects.select_for_update(of=("self",)).filter(plaatsing__in=ids).order_by("pk").values_list("pk"))
    return te_houden(ids, at)


def _vertel_student(ronde: Toewijzingsronde, rij: Toewijzing, plaatsing: Plaatsing, at: datetime) -> None:
    zet_klaar(
        soort="nieuwe_begeleider",
        sleutel=f"nieuwe-begeleider:{ronde.public_id}:{plaatsing.pk}",
        at=at,
        sjabloon="nieuwe_begeleider",
        context={"begeleider": rij.begeleider.user.naam, "wisselt": rij.vorige_id is not None},
        ontvanger=plaatsing.student.user,
        pad=reverse("plaatsingen:detail", args=[plaatsing.public_id]),
        controle=NOG_TOEGEWEZEN,
        controle_gegevens={"plaatsing": plaatsing.pk, "begeleider": rij.begeleider.user_id},
    )


@registreer_controle(NOG_TOEGEWEZEN)
def nog_toegewezen(bericht: object, at: datetime) -> str | None:
    """A student doesn't hear of a supervisor who was changed again meanwhile."""
    gegevens = bericht.controle_gegevens
    waar = Q(pk=gegevens["plaatsing"], stagebegeleider=gegevens["begeleider"])
    return None if Plaatsing.objects.filter(waar).exists() else "De begeleider is intussen veranderd."


def _neem_waar(ronde: Toewijzingsronde, rijen: list[Toewijzing], by: User, at: datetime) -> int:
    if ronde.afwezige is None:
        raise DomainError("De begeleider die afwezig is, zit niet meer in de poule.")
    per_begeleider: dict[User, list[int]] = defaultdict(list)
    for rij in rijen:
        per_begeleider[rij.begeleider.user].append(rij.plaatsing_id)
    aantal = 0
    for user, ids in per_begeleider.items():
        nog_van = Plaatsing.objects.filter(pk__in=ids, stagebegeleider=ronde.afwezige.user_id)
        aantal += len(neem_waar(plaatsingen=nog_van, door=user, van=ronde.peildatum, tot=ronde.tot, by=by, at=at))
    return aantal
