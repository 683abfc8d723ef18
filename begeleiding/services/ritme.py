"""How often there must be a talk with a student, and who waits too long (R7.4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from basis.errors import DomainError, GeenToegang
from begeleiding import rules
from begeleiding.enums import AfspraakStatus
from begeleiding.models import Gesprek, Gespreksafspraak, Gespreksritme
from kern.models import Organisatie, User
from kern.services.audit import leg_vast
from plaatsingen import stageweken
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from plaatsingen.services.vormplan import vakantiedagen
from vacatures.models import Stageplaats

WEEK = timedelta(days=7)
RUIM_VOORUIT = timedelta(days=14)  # a talk that is planned within two weeks takes the place of a reminder
EINDE = timedelta(days=36500)
HOOGSTENS = 300  # of one person, as far as a page needs them
VAST = Gespreksritme(weken=1, te_laat_na=4, minuten=30)  # without any row, as in an empty database


@dataclass(frozen=True, slots=True)
class Ritmestand:
    """Where one placement stands: last talk, the day the next one is due by the rhythm, and from which it is late.

    `week` is the fixed stage week that asks for the talk, if one does.
    """

    ritme: Gespreksritme
    laatste: date | None
    volgende: date | None
    uiterlijk: date | None
    week: int | None = None

    def te_laat(self, op: date) -> bool:
        """Whether it is overdue on a day."""
        return self.uiterlijk is not None and op > self.uiterlijk

    def aan_de_beurt(self, op: date) -> bool:
        """Whether a talk is due by the rhythm."""
        return self.volgende is not None and op >= self.volgende


def ritmes_op(dag: date) -> list[Gespreksritme]:
    """Return the rhythms that hold on a day, the most specific first; one query.

    Kind of stage goes before programme, programme before school (R7.4); of the same the newest holds.
    """
    gezien: set[tuple[int | None, str, str]] = set()
    geldend = []
    for rij in Gespreksritme.objects.filter(geldig_van__lte=dag).order_by("-geldig_van", "-gemaakt_op", "-pk"):
        sleutel = rij.school_id, rij.letters, rij.soort_stage
        if sleutel not in gezien:
            gezien.add(sleutel)
            geldend.append(rij)
    return sorted(geldend, key=lambda r: (r.soort_stage == "", r.letters == "", r.school_id is None, r.pk))


def ritme_voor(plaatsing: Plaatsing, ritmes: Sequence[Gespreksritme]) -> Gespreksritme:
    """Return the rhythm of a placement; `ritmes` as `ritmes_op` gives them."""
    soorten = {plaatsing.stageplaats.soort, plaatsing.vorm.code if plaatsing.vorm_id else ""}
    for rij in ritmes:
        school = rij.school_id in (None, plaatsing.student.school_id)
        if school and rij.letters in ("", plaatsing.student.opleiding.letters) and rij.soort_stage in {"", *soorten}:
            return rij
    return VAST


def stand_van(
    plaatsing: Plaatsing, laatste: date | None, ritme: Gespreksritme, vrij: frozenset[date] = frozenset()
) -> Ritmestand:
    """Return where a placement stands. `vrij` are days of school holidays, for counting stage weeks."""
    vanaf = laatste or plaatsing.begindatum
    volgende = vanaf + ritme.weken * WEEK if ritme.weken else None
    uiterlijk = vanaf + ritme.te_laat_na * WEEK if ritme.te_laat_na else None
    week = None
    if moment := _vast_moment(plaatsing, laatste, ritme, vrij):
        nummer, maandag = moment
        if volgende is None or maandag < volgende:
            volgende, week = maandag, nummer
        if uiterlijk is None or maandag + WEEK < uiterlijk:
            uiterlijk, week = maandag + WEEK, nummer
    return Ritmestand(ritme, laatste, volgende, uiterlijk, week)


def _vast_moment(
    plaatsing: Plaatsing, laatste: date | None, ritme: Gespreksritme, vrij: frozenset[date]
) -> tuple[int, date] | None:
    """Return the first fixed stage week after which no talk was held: its number and Monday."""
    nummers = [int(deel) for deel in ritme.momenten.split()]
    if not nummers:
        return None
    weken = stageweken.stageweken(plaatsing.begindatum, plaatsing.einddatum, plaatsing.dagen, vrij)
    for nummer in nummers:
        if nummer <= len(weken) and (laatste is None or weken[nummer - 1][0] > laatste):
            return nummer, weken[nummer - 1][0]
    return None


def standen_van(
    plaatsingen: Iterable[Plaatsing], *, op: date, ritmes: Sequence[Gespreksritme] | None = None
) -> dict[int, Ritmestand]:
    """Return where placements (annotated by `met_laatste`) stand, by id. Two queries at most, whatever their number."""
    rijen = list(plaatsingen)
    ritmes = ritmes_op(op) if ritmes is None else ritmes
    per = {rij.pk: ritme_voor(rij, ritmes) for rij in rijen}
    met_week = [rij for rij in rijen if per[rij.pk].momenten]
    vrij: frozenset[date] = frozenset()
    if met_week:
        vrij = vakantiedagen(min(rij.begindatum for rij in met_week), max(rij.einddatum for rij in met_week))
    return {rij.pk: stand_van(rij, rij.laatste_gesprek, per[rij.pk], vrij) for rij in rijen}


def met_laatste(plaatsingen: PlaatsingQuerySet, at: datetime) -> PlaatsingQuerySet:
    """Annotate the day of the last talk and the moment of the next planned one."""
    laatste = Gesprek.objects.filter(plaatsing=OuterRef("pk")).order_by("-datum").values("datum")[:1]
    gepland = Gespreksafspraak.objects.filter(plaatsing=OuterRef("pk"), status=AfspraakStatus.GEPLAND, begin__gte=at)
    return plaatsingen.annotate(
        laatste_gesprek=Subquery(laatste), gepland_op=Subquery(gepland.order_by("begin").values("begin")[:1])
    )


def te_laat(
    plaatsingen: PlaatsingQuerySet,
    ritmes: Sequence[Gespreksritme],
    *,
    at: datetime,
    op: date,
    ook_vaste_weken: bool = False,
) -> PlaatsingQuerySet:
    """Keep the running placements without a talk for too long and without one planned soon; counted by the database.

    Fixed stage weeks take a calendar: with `ook_vaste_weken` every placement that has them stays in, to be looked at
    one by one (`achterstallig`).
    """
    grenzen = [(_waar(rij), _grens(rij, op, ook_vaste_weken=ook_vaste_weken)) for rij in ritmes]
    anders = _grens(VAST, op)
    nieuwste = max(anders, *(grens for _, grens in grenzen)) if grenzen else anders
    # Most had a talk lately or have one planned: those are left out together, and not looked up one by one.
    zelfde = {"plaatsing": OuterRef("pk")}
    straks = Gespreksafspraak.objects.gepland().filter(begin__gte=at, begin__lte=at + RUIM_VOORUIT, **zelfde)
    kort_geleden = Gesprek.objects.filter(datum__gte=nieuwste, **zelfde)
    lopend = plaatsingen.filter(~Exists(straks.order_by()), ~Exists(kort_geleden.order_by()))
    rijen = met_laatste(lopend.filter(status=PlaatsingStatus.LOPEND), at)
    grens = Case(
        *(When(waar, then=Value(dag)) for waar, dag in grenzen),
        default=Value(anders),
        output_field=models.DateField(),
    )
    rijen = rijen.annotate(grens=grens, vanaf=Coalesce("laatste_gesprek", "begindatum"))
    return rijen.filter(vanaf__lt=F("grens"))


def achterstallig(plaatsingen: PlaatsingQuerySet, *, at: datetime, op: date) -> list[tuple[Plaatsing, Ritmestand]]:
    """Return the placements that wait too long for a talk, longest first. Two queries, or three with fixed weeks."""
    ritmes = ritmes_op(op)
    rijen = te_laat(plaatsingen, ritmes, at=at, op=op, ook_vaste_weken=True)
    rijen = rijen.select_related("student__user", "student__opleiding", "stageplaats", "vorm").order_by("vanaf", "pk")
    plekken = list(rijen[:HOOGSTENS])
    standen = standen_van(plekken, op=op, ritmes=ritmes)
    return [(rij, standen[rij.pk]) for rij in plekken if standen[rij.pk].te_laat(op)]


def stages_onder(user: User) -> PlaatsingQuerySet | None:
    """Return the placements of other people's students that this person watches over (R7.4); None when there are none.

    The whole region, or those of own schools and, as praktijkopleider, of own houses.
    """
    if user.ziet_hele_regio:
        return Plaatsing.objects.all()
    waar = Q()
    if scholen := user.organisatie_ids_als("coordinator"):
        waar |= Q(student__school_id__in=scholen)
    if huizen := user.organisatie_ids_als("praktijkopleider"):
        plaatsen = Stageplaats.objects.filter(afdeling__locatie__organisatie_id__in=huizen)
        waar |= Q(stageplaats__in=plaatsen.values("pk"))
    return Plaatsing.objects.filter(waar) if waar else None


def _grens(ritme: Gespreksritme, op: date, *, ook_vaste_weken: bool = False) -> date:
    if ook_vaste_weken and ritme.momenten:
        return op
    return op - (ritme.te_laat_na * WEEK if ritme.te_laat_na else EINDE)


def _waar(ritme: Gespreksritme) -> Q:
    waar = Q()
    if ritme.school_id:
        waar &= Q(student__school=ritme.school_id)
    if ritme.letters:
        waar &= Q(student__opleiding__letters=ritme.letters)
    if ritme.soort_stage:
        waar &= Q(stageplaats__soort=ritme.soort_stage) | Q(vorm__code=ritme.soort_stage)
    return waar or Q(pk__isnull=False)


def scholen_voor(user: User) -> models.QuerySet[Organisatie]:
    """Return the schools whose rhythm this person sets."""
    if user.ziet_hele_regio:
        return Organisatie.objects.scholen()
    return Organisatie.objects.scholen().filter(pk__in=user.organisatie_ids_als("coordinator"))


@transaction.atomic
def zet_ritme(
    *,
    school: Organisatie | None,
    letters: str,
    soort_stage: str,
    weken: int,
    te_laat_na: int,
    momenten: Sequence[int],
    minuten: int,
    om_en_om_online: bool,
    geldig_van: date,
    by: User,
    at: datetime,
) -> Gespreksritme:
    """Say how often there is a talk, from a day on; older rows stay as history (R7.4). Raises DomainError."""
    if not rules.mag_ritme_zetten(by) or (school is None and not by.ziet_hele_regio):
        raise GeenToegang("U zet alleen het ritme van uw eigen school.")
    if school is not None and not scholen_voor(by).filter(pk=school.pk).exists():
        raise GeenToegang("U zet alleen het ritme van uw eigen school.")
    if weken and te_laat_na and te_laat_na < weken:
        raise DomainError("Een gesprek kan niet te laat zijn voordat het aan de beurt is.", field="te_laat_na")
    velden = {
        "school": school,
        "letters": letters,
        "soort_stage": soort_stage,
        "weken": weken,
        "te_laat_na": te_laat_na,
        "momenten": " ".join(str(week) for week in sorted(set(momenten))),
        "minuten": minuten,
        "om_en_om_online": om_en_om_online,
        "geldig_van": geldig_van,
    }
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    soortgelijk = Gespreksritme.objects.filter(school=school, letters=letters, soort_stage=soort_stage)
    laatste = soortgelijk.order_by("-gemaakt_op", "-pk").first()
    if laatste and laatste.gemaakt_door_id == by.pk and all(getattr(laatste, n) == w for n, w in velden.items()):
        return laatste  # the same form, sent twice
    ritme = Gespreksritme.objects.create(**velden, gemaakt_door=by, gemaakt_op=at)
    na = {"school": school, "weken": weken, "te laat na": te_laat_na, "vanaf": geldig_van}
    leg_vast(
        actie="gespreksritme gezet", obj=ritme, by=by, at=at, na={naam: str(waarde) for naam, waarde in na.items()}
    )
    return ritme
