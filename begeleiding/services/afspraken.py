"""Planning talks: make, move and call off, with an invitation for everybody's calendar (R7.4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet

from basis.errors import DomainError, GeenToegang
from begeleiding import rules
from begeleiding.enums import AfspraakStatus, GesprekSoort, GesprekVorm
from begeleiding.models import Afwezigheid, Gesprek, Gespreksafspraak
from begeleiding.services.afspraken_post import nodig_uit, ontvangers, zeg_af_bij
from begeleiding.services.afwezigheid import nu_of_straks
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

VELDEN = ("soort", "vorm", "begin", "minuten", "plek", "met_werkbegeleider")
TE_PLANNEN = frozenset(
    {PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, PlaatsingStatus.LOPEND, PlaatsingStatus.ONDERBROKEN}
)
NA_AFLOOP = timedelta(days=21)  # the last talk may come a little after the last day
MAX_VOORUIT = timedelta(days=400)


def wie_houdt(plaatsing: Plaatsing, *, op: date) -> list[User]:
    """Return who can hold a talk with this student: those of school (who covers too) and of the leerbedrijf."""
    mensen = [
        plaatsing.stagebegeleider,
        *(rij.door for rij in nu_of_straks(plaatsing, op)),
        plaatsing.student.stagedocent,
        plaatsing.werkbegeleider,
        plaatsing.tweede_begeleider,
    ]
    return list({mens.pk: mens for mens in mensen if mens is not None and mens.is_active}.values())


def _controleer(plaatsing: Plaatsing, gegevens: Mapping[str, object], begeleider: User, by: User, at: datetime) -> None:
    begin = gegevens["begin"]
    if plaatsing.status not in TE_PLANNEN:
        raise DomainError("Bij deze stage plant u geen gesprekken meer: hij is voorbij of nog niet zeker.")
    if begin <= at:
        raise DomainError("Dit moment is al geweest. Was er een gesprek? Leg het dan vast.", field="dag")
    if begin > at + MAX_VOORUIT or begin.date() > plaatsing.einddatum + NA_AFLOOP:
        raise DomainError("Deze dag ligt na de stage. Kies een eerdere dag.", field="dag")
    if begeleider != by and begeleider not in wie_houdt(plaatsing, op=lokale_dag(at)):
        raise DomainError("Deze persoon begeleidt deze student niet.", field="begeleider")


@transaction.atomic
def plan_gesprek(
    *,
    plaatsing: Plaatsing,
    gegevens: Mapping[str, object],
    begeleider: User,
    by: User,
    at: datetime,
    sleutel: UUID | None = None,
) -> Gespreksafspraak:
    """Plan a talk and invite who comes. `gegevens` holds the fields of VELDEN; the same plan sent twice is one (C2)."""
    if not rules.mag_afspraak_maken(by, plaatsing):
        raise GeenToegang("U kunt bij deze stage geen gesprek plannen.")
    _controleer(plaatsing, gegevens, begeleider, by, at)
    Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing.pk)
    zelfde = plaatsing.gespreksafspraken.filter(gemaakt_door=by)
    dubbel = zelfde.filter(sleutel=sleutel) if sleutel else zelfde.gepland().filter(begin=gegevens["begin"])
    if (al := dubbel.first()) is not None:
        return al
    afspraak = Gespreksafspraak.objects.create(
        plaatsing=plaatsing,
        begeleider=begeleider,
        gemaakt_door=by,
        gemaakt_op=at,
        sleutel=sleutel,
        **{naam: gegevens[naam] for naam in VELDEN},
    )
    leg_vast(actie="gesprek gepland", obj=afspraak, by=by, at=at, na=_kort(afspraak))
    nodig_uit(afspraak, at)
    return afspraak


@transaction.atomic
def plan_dag(
    *, bezoeken: Sequence[tuple[Plaatsing, datetime, str]], minuten: int, by: User, at: datetime, sleutel: UUID
) -> int:
    """Plan a day of visits (placement, moment, place), all or none; the same page sent twice plans them once."""
    vast = {"soort": GesprekSoort.VOORTGANG, "vorm": GesprekVorm.OP_LOCATIE, "met_werkbegeleider": True}
    for plaatsing, begin, plek in bezoeken:
        plan_gesprek(
            plaatsing=plaatsing,
            gegevens={**vast, "begin": begin, "minuten": minuten, "plek": plek},
            begeleider=by,
            by=by,
            at=at,
            sleutel=uuid5(sleutel, str(plaatsing.public_id)),
        )
    return len(bezoeken)


def _kort(afspraak: Gespreksafspraak) -> dict[str, object]:
    return {"soort": afspraak.soort, "vorm": afspraak.vorm, "begin": afspraak.begin.isoformat()}


def _op_slot(afspraak: Gespreksafspraak) -> Gespreksafspraak:
    rijen = Gespreksafspraak.objects.select_for_update(of=("self",), no_key=True)
    nu = rijen.select_related(
        "plaatsing__student__user",
        "plaatsing__student__stagedocent",
        "plaatsing__werkbegeleider",
        "plaatsing__tweede_begeleider",
        "plaatsing__stagebegeleider",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
        "begeleider",
    ).get(pk=afspraak.pk)
    if nu.status != AfspraakStatus.GEPLAND:
        raise DomainError(f"Deze afspraak is al {nu.get_status_display()}. Maak zo nodig een nieuwe.")
    return nu


@transaction.atomic
def wijzig_afspraak(
    *, afspraak: Gespreksafspraak, gegevens: Mapping[str, object], begeleider: User, versie: int, by: User, at: datetime
) -> Gespreksafspraak:
    """Move or change a planned talk; `versie` is the `volgnummer` that the form began with (C3). Invites anew."""
    nu = _op_slot(afspraak)
    if not rules.mag_afspraak_maken(by, nu.plaatsing):
        raise GeenToegang("U kunt deze afspraak niet veranderen.")
    if versie != nu.volgnummer:
        raise DomainError("Iemand anders heeft deze afspraak net veranderd. Bekijk eerst hoe hij nu is.")
    _controleer(nu.plaatsing, gegevens, begeleider, by, at)
    voor, eerst = _kort(nu), set(ontvangers(nu))
    anders = [naam for naam in VELDEN if getattr(nu, naam) != gegevens[naam]]
    if not anders and begeleider == nu.begeleider:
        return nu
    for naam in VELDEN:
        setattr(nu, naam, gegevens[naam])
    nu.begeleider, nu.gewijzigd_op = begeleider, at
    nu.volgnummer += 1
    nu.save()
    leg_vast(actie="afspraak gewijzigd", obj=nu, by=by, at=at, voor=voor, na=_kort(nu))
    nodig_uit(nu, at)
    for weg in eerst - set(ontvangers(nu)):
        zeg_af_bij(nu, weg, at)
    return nu


@transaction.atomic
def zeg_afspraak_af(*, afspraak: Gespreksafspraak, reden: str, by: User | None, at: datetime) -> Gespreksafspraak:
    """Call a talk off, with a reason that everybody concerned reads in the portal. `by` None: the stage ended."""
    nu = _op_slot(afspraak)
    if by is not None and not rules.mag_afspraak_afzeggen(by, nu):
        raise GeenToegang("U kunt deze afspraak niet afzeggen.")
    if not reden.strip():
        raise DomainError("Zeg waarom het gesprek niet doorgaat.", field="reden")
    nu.status, nu.reden, nu.gewijzigd_op = AfspraakStatus.AFGEZEGD, reden.strip()[:300], at
    nu.volgnummer += 1
    nu.save(update_fields=["status", "reden", "gewijzigd_op", "volgnummer"])
    leg_vast(actie="gesprek afgezegd", obj=nu, by=by, at=at, voor=_kort(nu))
    for user in ontvangers(nu):
        zeg_af_bij(nu, user, at)
    return nu


@transaction.atomic
def zeg_alles_af(*, plaatsing: Plaatsing, reden: str, at: datetime) -> int:
    """Call off what is still to come when a stage ends; returns how many."""
    rijen = list(plaatsing.gespreksafspraken.gepland().filter(begin__gt=at))
    for afspraak in rijen:
        zeg_afspraak_af(afspraak=afspraak, reden=reden, by=None, at=at)
    return len(rijen)


def gesprekken_in(weg: Afwezigheid, *, at: datetime) -> QuerySet[Gespreksafspraak]:
    """Return the planned talks to come of who is away, on the days of the absence."""
    rijen = Gespreksafspraak.objects.gepland().filter(begeleider=weg.begeleider.user_id, begin__gt=at)
    rijen = rijen.filter(begin__date__gte=weg.van)
    return rijen if weg.tot is None else rijen.filter(begin__date__lte=weg.tot)


def te_houden(plaatsing_ids: Iterable[int], at: datetime) -> list[Gespreksafspraak]:
    """Return the planned talks to come of these placements, locked in a fixed order. In a transaction."""
    rijen = Gespreksafspraak.objects.gepland().filter(plaatsing__in=list(plaatsing_ids), begin__gt=at)
    return list(rijen.select_for_update(of=("self",), no_key=True).order_by("pk"))


@transaction.atomic
def geef_door(*, afspraak: Gespreksafspraak, naar: User, by: User, at: datetime) -> None:
    """Let the new stagebegeleider hold a planned talk: who comes hears of it, and it leaves the calendar of the old."""
    nu = _op_slot(afspraak)
    voor, oud = {"begeleider": nu.begeleider_id}, nu.begeleider
    nu.begeleider, nu.gewijzigd_op = naar, at
    nu.volgnummer += 1
    nu.save(update_fields=["begeleider", "gewijzigd_op", "volgnummer"])
    leg_vast(actie="afspraak gewijzigd", obj=nu, by=by, at=at, voor=voor, na={"begeleider": naar.pk})
    nodig_uit(nu, at)
    if oud is not None and oud not in ontvangers(nu):
        zeg_af_bij(nu, oud, at)


def sluit_af(gesprek: Gesprek, afspraak: Gespreksafspraak | None, at: datetime) -> None:
    """Tie a talk that was logged to its plan: the chosen one, else that of the same day and kind. In a transaction."""
    rijen = gesprek.plaatsing.gespreksafspraken.select_for_update(of=("self",), no_key=True).gepland()
    if afspraak is not None:
        rijen = rijen.filter(pk=afspraak.pk)
    else:
        rijen = rijen.filter(begin__date=gesprek.datum, soort=gesprek.soort, begin__lte=at + timedelta(hours=12))
    if (plan := rijen.order_by("begin", "pk").first()) is not None:
        plan.status, plan.gesprek, plan.gewijzigd_op = AfspraakStatus.GEHOUDEN, gesprek, at
        plan.save(update_fields=["status", "gesprek", "gewijzigd_op"])
