"""Leerwerkplek with many students at once (ZIC, R5.12): who supervises whom, and the lessons on the ward."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Afdelingsles, Leerkoppel, Lesaanwezigheid, Plaatsing
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

LESNORM = Decimal(4)  # hours of lessons a week on the ward (R5.12)
WEKEN = 6  # that many weeks back on the page
WEEK = timedelta(days=7)
AANWEZIG = (PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING, *ACTIEF)


@dataclass(frozen=True, slots=True)
class Lesweek:
    """Hours of lessons in the week that begins on `maandag`."""

    maandag: date
    uren: Decimal

    @property
    def tekort(self) -> Decimal:
        """Hours short of the norm."""
        return max(Decimal(0), LESNORM - self.uren)


def studenten_van(plaats: Stageplaats, user: User, *, op: date) -> list[Plaatsing]:
    """Return the students on a place whom this person may see, by year and name; those to come included."""
    rijen = Plaatsing.objects.visible_to(user).filter(stageplaats=plaats, status__in=AANWEZIG, einddatum__gte=op)
    return list(
        rijen.met_betrokkenen().order_by("-student__leerjaar", "student__user__achternaam", "student__user__voornaam")
    )


def koppels_van(plaatsingen: Iterable[Plaatsing], *, op: date) -> list[Leerkoppel]:
    """Return the pairs that hold on a day of which both students are in `plaatsingen`."""
    ids = [plaatsing.pk for plaatsing in plaatsingen]
    return list(
        Leerkoppel.objects.filter(oudere__in=ids, jongere__in=ids)
        .filter(Q(tot__isnull=True) | Q(tot__gte=op))
        .select_related("oudere__student__user", "jongere__student__user")
    )


def _eis_recht(plaats: Stageplaats, by: User) -> None:
    if not rules.mag_zic_leiden(by, plaats):
        raise GeenToegang("U leidt deze plek niet.")
    if plaats.soort != PlaatsSoort.ZIC:
        raise DomainError("Dit kan alleen bij een zorginnovatiecentrum.")


@transaction.atomic
def koppel(*, oudere: Plaatsing, jongere: Plaatsing, van: date, by: User, at: datetime) -> Leerkoppel:
    """Let an older student supervise a younger one. Raises DomainError when the years or the places don't fit."""
    rijen = {
        rij.pk: rij
        for rij in Plaatsing.objects.select_for_update(of=("self",))
        .met_betrokkenen()
        .filter(pk__in=[oudere.pk, jongere.pk])
        .order_by("pk")
    }
    if len(rijen) < 2:
        raise DomainError("Kies twee verschillende studenten.", field="jongere")
    oudere, jongere = rijen[oudere.pk], rijen[jongere.pk]
    _eis_recht(oudere.stageplaats, by)
    if oudere.stageplaats_id != jongere.stageplaats_id:
        raise DomainError("De twee studenten zijn niet op dezelfde plek.", field="jongere")
    if oudere.student.leerjaar <= jongere.student.leerjaar:
        raise DomainError("Een student begeleidt iemand uit een lager leerjaar.", field="jongere")
    begin, eind = max(oudere.begindatum, jongere.begindatum), min(oudere.einddatum, jongere.einddatum)
    if not begin <= van <= eind:
        raise DomainError("Op deze dag zijn ze niet allebei op de plek.", field="van")
    if Leerkoppel.objects.filter(jongere=jongere, tot__isnull=True).exists():
        raise DomainError(f"{jongere.student} wordt al begeleid. Beëindig dat eerst.", field="jongere")
    rij = Leerkoppel.objects.create(oudere=oudere, jongere=jongere, van=van, door=by, at=at)
    na = {"oudere": str(oudere.public_id), "jongere": str(jongere.public_id), "van": van}
    leg_vast(actie="student begeleidt student", obj=rij, by=by, at=at, na=na)
    return rij


@transaction.atomic
def ontkoppel(*, rij: Leerkoppel, by: User, at: datetime) -> Leerkoppel:
    """End a pair today; twice does no harm."""
    nu = Leerkoppel.objects.select_for_update(of=("self",)).get(pk=rij.pk)
    _eis_recht(Stageplaats.objects.met_leerbedrijf().get(plaatsingen=nu.oudere_id), by)
    if nu.tot is None:
        nu.tot = max(nu.van, timezone.localdate(at))
        nu.save(update_fields=["tot"])
        leg_vast(actie="student begeleidt student niet meer", obj=nu, by=by, at=at, na={"tot": nu.tot})
    return nu


@transaction.atomic
def leg_les_vast(
    *,
    plaats: Stageplaats,
    datum: date,
    uren: Decimal,
    onderwerp: str,
    docent: str,
    gevraagd: Iterable[Plaatsing],
    aanwezig: Iterable[Plaatsing],
    by: User,
    at: datetime,
) -> Afdelingsles:
    """Write down a lesson and who of `gevraagd` was there; who has no placement that day is left out. Twice is once."""
    _eis_recht(plaats, by)
    if datum > timezone.localdate(at):
        raise DomainError("Deze les moet nog komen. Leg haar vast als zij geweest is.", field="datum")
    Stageplaats.objects.select_for_update(of=("self",)).get(pk=plaats.pk)
    gegevens = {"stageplaats": plaats, "datum": datum, "uren": uren, "onderwerp": onderwerp, "docent": docent}
    if al := Afdelingsles.objects.filter(**gegevens).first():
        return al
    les = Afdelingsles.objects.create(**gegevens, door=by, at=at)
    wel = {plaatsing.pk for plaatsing in aanwezig}
    op_de_plek = Plaatsing.objects.filter(
        pk__in=[plaatsing.pk for plaatsing in gevraagd],
        stageplaats=plaats,
        status__in=ACTIEF,
        begindatum__lte=datum,
        einddatum__gte=datum,
    )
    Lesaanwezigheid.objects.bulk_create(
        Lesaanwezigheid(les=les, plaatsing=plaatsing, aanwezig=plaatsing.pk in wel) for plaatsing in op_de_plek
    )
    na = {"datum": datum, "uren": uren, "onderwerp": onderwerp}
    leg_vast(actie="les op de afdeling vastgelegd", obj=les, by=by, at=at, na=na)
    return les


@transaction.atomic
def haal_les_weg(*, les: Afdelingsles, by: User, at: datetime) -> None:
    """Take away a lesson that was written down wrong; the log keeps what it was."""
    _eis_recht(Stageplaats.objects.met_leerbedrijf().get(pk=les.stageplaats_id), by)
    voor = {"datum": les.datum, "uren": les.uren, "onderwerp": les.onderwerp}
    if Afdelingsles.objects.filter(pk=les.pk).delete()[0]:  # not at a second click
        leg_vast(actie="les op de afdeling weggehaald", obj=les, by=by, at=at, voor=voor)


def lesweken(plaats: Stageplaats, *, op: date) -> list[Lesweek]:
    """Return the last weeks with their lesson hours, newest first. One query."""
    deze = op - timedelta(days=op.weekday())
    eerste = deze - (WEKEN - 1) * WEEK
    per_week: dict[date, Decimal] = {}
    for les in Afdelingsles.objects.filter(stageplaats=plaats, datum__gte=eerste, datum__lt=deze + WEEK):
        maandag = les.datum - timedelta(days=les.datum.weekday())
        per_week[maandag] = per_week.get(maandag, Decimal(0)) + les.uren
    maandagen = [deze - n * WEEK for n in range(WEKEN)]
    return [Lesweek(maandag, per_week.get(maandag, Decimal(0))) for maandag in maandagen]


def gevolgd(plaatsingen: Iterable[Plaatsing]) -> dict[int, Decimal]:
    """Return per placement the hours of lessons that the student was at. One query."""
    rijen = (
        Lesaanwezigheid.objects.filter(plaatsing__in=[rij.pk for rij in plaatsingen], aanwezig=True)
        .order_by()
        .values_list("plaatsing")
        .annotate(uren=Sum("les__uren"))
    )
    return dict(rijen)


def te_kort_vorige_week(plaatsen: Iterable[Stageplaats], *, op: date) -> list[tuple[Stageplaats, Decimal]]:
    """Return the places with students where last week had less than the norm, with the hours short. Two queries."""
    plaatsen = {plaats.pk: plaats for plaats in plaatsen}
    maandag = op - timedelta(days=op.weekday()) - WEEK
    bezet = set(
        Plaatsing.objects.filter(
            stageplaats__in=plaatsen, status=PlaatsingStatus.LOPEND, begindatum__lte=maandag, einddatum__gte=maandag
        )
        .order_by()
        .values_list("stageplaats", flat=True)
    )
    uren = dict(
        Afdelingsles.objects.filter(stageplaats__in=bezet, datum__gte=maandag, datum__lt=maandag + WEEK)
        .order_by()
        .values_list("stageplaats")
        .annotate(n=Sum("uren"))
    )
    tekorten = [(plaatsen[pk], LESNORM - uren.get(pk, Decimal(0))) for pk in sorted(bezet)]
    return [(plaats, tekort) for plaats, tekort in tekorten if tekort > 0]
