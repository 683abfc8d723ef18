"""Series of meetings: intervisie with its members, spreekuur with its slots (R7.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_groepen as rules
from begeleiding.enums import ReeksSoort, ReeksVoor
from begeleiding.models import Bijeenkomst, Reeks, Reekslid, Spreekuurplek
from begeleiding.services import groepen_post as post
from kern.enums import Rol
from kern.models import Lidmaatschap, Organisatie, Student, User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import begeleid_q

MAX_PER_KEER = 40
MAX_PLEKKEN = 24


@dataclass(frozen=True, slots=True)
class Reeksgegevens:
    """What is entered of a series. `school` None: of the region."""

    naam: str
    leider: User
    school: Organisatie | None = None
    plek: str = ""
    uitleg: str = ""
    voor: str = ReeksVoor.LEDEN


def mogelijke_leiders(by: User, *, op: date) -> list[User]:
    """Return who may lead a series that this person makes: oneself; a coordinator also chooses people of school."""
    scholen = by.organisatie_ids_als("coordinator")
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        organisatie_id__in=scholen,
        rol__in=[Rol.STAGEDOCENT, Rol.COORDINATOR, Rol.STAGEBEGELEIDER],
        user__is_active=True,
    )
    collegas = [lid.user for lid in leden.select_related("user").order_by("user__achternaam", "user_id")]
    return list({user.pk: user for user in [by, *collegas]}.values())


def scholen_van(by: User) -> list[Organisatie]:
    """Return the schools for which this person may make a series."""
    leden = [lid for lid in by.lidmaatschappen_nu if lid.rol in rules.KOPPELAARS]
    return list({lid.organisatie_id: lid.organisatie for lid in leden if lid.organisatie.soort == "school"}.values())


def kandidaten(by: User, reeks: Reeks) -> QuerySet[Student]:
    """Return the students whom this person may put in a series: those they follow, of its school if it has one."""
    via_stage = Plaatsing.objects.visible_to(by).actief().filter(begeleid_q(by)).order_by().values("student")
    eigen = Student.objects.visible_to(by).filter(vertrokken_op=None).order_by().values("pk")
    wie = Q(pk__in=eigen) | Q(pk__in=via_stage)
    rijen = Student.objects.filter(wie)
    return rijen.filter(school=reeks.school) if reeks.school_id else rijen


def vergrendel_reeks(reeks: Reeks, by: User) -> Reeks:
    """Return the series as it is now, locked; GeenToegang for who doesn't lead it."""
    nu = Reeks.objects.select_for_update(of=("self",), no_key=True).select_related("leider", "school").get(pk=reeks.pk)
    if not rules.mag_leiden(by, nu):
        raise GeenToegang("Deze groep leidt iemand anders.")
    return nu


def _controleer(gegevens: Reeksgegevens, soort: str, by: User, at: datetime, *, leider_nu: User | None) -> None:
    op = timezone.localdate(at)
    mogelijk = {user.pk for user in mogelijke_leiders(by, op=op)} | ({leider_nu.pk} if leider_nu else set())
    if gegevens.leider.pk not in mogelijk:
        raise DomainError("Kies iemand van uw eigen school.", field="leider")
    if soort == ReeksSoort.INTERVISIE and gegevens.voor != ReeksVoor.LEDEN:
        raise DomainError("Bij intervisie kiest u zelf wie erbij hoort.", field="voor")
    if gegevens.voor == ReeksVoor.SCHOOL and gegevens.school is None:
        raise DomainError("Kies een school.", field="school")


@transaction.atomic
def maak_reeks(*, soort: str, gegevens: Reeksgegevens, by: User, at: datetime) -> Reeks:
    """Start a series. GeenToegang for who leads none; DomainError when leader or school doesn't fit."""
    if not rules.mag_reeks_maken(by):
        raise GeenToegang("Groepen maakt iemand van school of van de poule.")
    if gegevens.school is not None and gegevens.school.pk not in {school.pk for school in scholen_van(by)}:
        raise DomainError("Dit is niet uw school.", field="school")
    _controleer(gegevens, soort, by, at, leider_nu=None)
    list(User.objects.select_for_update(of=("self",), no_key=True).filter(pk=gegevens.leider.pk))
    if al := Reeks.objects.filter(soort=soort, gestopt_op=None, **_velden(gegevens)).first():
        return al  # the same form, sent twice
    reeks = Reeks.objects.create(soort=soort, gemaakt_op=at, **_velden(gegevens))
    leg_vast(actie="groep gemaakt", obj=reeks, by=by, at=at, na={"soort": soort, "naam": reeks.naam})
    return reeks


def _velden(gegevens: Reeksgegevens) -> dict[str, object]:
    return {
        "naam": gegevens.naam.strip(),
        "leider": gegevens.leider,
        "school": gegevens.school,
        "plek": gegevens.plek.strip(),
        "uitleg": gegevens.uitleg.strip(),
        "voor": gegevens.voor,
    }


@transaction.atomic
def wijzig_reeks(*, reeks: Reeks, gegevens: Reeksgegevens, by: User, at: datetime) -> Reeks:
    """Change name, leader, place and explanation; the kind and the school stay."""
    nu = vergrendel_reeks(reeks, by)
    _controleer(gegevens, nu.soort, by, at, leider_nu=nu.leider)
    nieuw = _velden(gegevens) | {"school": nu.school}
    voor = {naam: str(getattr(nu, naam)) for naam, waarde in nieuw.items() if getattr(nu, naam) != waarde}
    if voor:
        for naam, waarde in nieuw.items():
            setattr(nu, naam, waarde)
        nu.save(update_fields=list(nieuw))
        leg_vast(actie="groep gewijzigd", obj=nu, by=by, at=at, voor=voor, na={naam: str(nieuw[naam]) for naam in voor})
    return nu


@transaction.atomic
def stop_reeks(*, reeks: Reeks, by: User, at: datetime) -> Reeks:
    """End a series: meetings to come are called off, nothing is deleted."""
    nu = vergrendel_reeks(reeks, by)
    if nu.gestopt_op is None:
        komend = nu.bijeenkomsten.filter(begin__gt=at, afgezegd_op=None).order_by("pk")
        for bijeenkomst in list(komend.select_for_update(of=("self",), no_key=True)):  # all, before the first log line
            zeg_af(bijeenkomst=bijeenkomst, by=by, at=at)
        nu.gestopt_op = at
        nu.save(update_fields=["gestopt_op"])
        leg_vast(actie="groep gestopt", obj=nu, by=by, at=at)
    return nu


@transaction.atomic
def voeg_leden_toe(*, reeks: Reeks, studenten: Sequence[Student], by: User, at: datetime) -> int:
    """Put students in a series and tell them its meetings; returns how many are new."""
    nu = vergrendel_reeks(reeks, by)
    ids = {student.pk for student in studenten}
    mag = set(kandidaten(by, nu).filter(pk__in=ids).values_list("pk", flat=True))
    if ids - mag:
        raise DomainError("Kies alleen studenten die u begeleidt.")
    # Of a new group last week's meeting can still be entered, so its members count from then on.
    vers = nu.gemaakt_op > at - rules.ACHTERAF
    vandaag = timezone.localdate(at - rules.ACHTERAF if vers else at)
    nieuw = []
    al = {lid.student_id: lid for lid in nu.leden.filter(student__in=ids)}
    for student in studenten:
        lid = al.get(student.pk)
        if lid is None:
            Reekslid.objects.create(reeks=nu, student=student, vanaf=vandaag)
        elif lid.tot is not None:
            lid.tot, lid.vanaf = None, vandaag
            lid.save(update_fields=["tot", "vanaf"])
        else:
            continue
        nieuw.append(student)
    if nieuw:
        na = {"studenten": [str(student.public_id) for student in nieuw]}
        leg_vast(actie="studenten in een groep", obj=nu, by=by, at=at, na=na)
        komend = list(nu.bijeenkomsten.filter(begin__gt=at, afgezegd_op=None))
        post.vertel_gepland(nu, komend, [student.user for student in nieuw], at=at)
    return len(nieuw)


@transaction.atomic
def haal_lid_weg(*, reeks: Reeks, student: Student, by: User, at: datetime) -> None:
    """Take a student out of a series from today on; what was recorded stays."""
    nu = vergrendel_reeks(reeks, by)
    lid = nu.leden.filter(student=student, tot__isnull=True).first()
    if lid is not None:
        lid.tot = max(lid.vanaf, timezone.localdate(at))
        lid.save(update_fields=["tot"])
        leg_vast(actie="student uit een groep", obj=nu, by=by, at=at, na={"student": str(student.public_id)})


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where meetings are. `plekminuten`: how long one slot of a spreekuur lasts."""

    begin: datetime
    minuten: int = 60
    plek: str = ""
    thema: str = ""
    plekminuten: int = 15


@transaction.atomic
def plan(*, reeks: Reeks, momenten: Sequence[Moment], by: User, at: datetime) -> list[Bijeenkomst]:
    """Plan meetings, with their slots; what is there already is left alone. Members get one mail about all."""
    nu = vergrendel_reeks(reeks, by)
    if nu.gestopt_op is not None:
        raise DomainError("Deze groep is gestopt.")
    if not momenten or len(momenten) > MAX_PER_KEER:
        raise DomainError(f"Plan 1 tot {MAX_PER_KEER} bijeenkomsten tegelijk.", field="aantal")
    if not all(rules.kan_plannen(nu, moment.begin, at) for moment in momenten):
        raise DomainError("Kies een moment dat nog komt.", field="dag")
    nieuw = [_maak_bijeenkomst(nu, moment) for moment in momenten if not _bestaat(nu, moment)]
    if nieuw:
        na = {"begin": [bijeenkomst.begin for bijeenkomst in nieuw]}
        leg_vast(actie="bijeenkomsten gepland", obj=nu, by=by, at=at, na=na)
        post.vertel_gepland(nu, [rij for rij in nieuw if rij.begin > at], leden_op(nu, nieuw[0].begin), at=at)
    return nieuw


def _bestaat(reeks: Reeks, moment: Moment) -> bool:
    return reeks.bijeenkomsten.filter(begin=moment.begin).exists()


def _maak_bijeenkomst(reeks: Reeks, moment: Moment) -> Bijeenkomst:
    rij = Bijeenkomst.objects.create(
        reeks=reeks,
        begin=moment.begin,
        minuten=moment.minuten,
        plek=moment.plek.strip(),
        thema=moment.thema.strip(),
    )
    if reeks.soort == ReeksSoort.SPREEKUUR:
        aantal = moment.minuten // moment.plekminuten
        if not 1 <= aantal <= MAX_PLEKKEN:
            raise DomainError(f"Een spreekuur heeft 1 tot {MAX_PLEKKEN} plekken.", field="plekminuten")
        stap = timedelta(minutes=moment.plekminuten)
        Spreekuurplek.objects.bulk_create(
            Spreekuurplek(bijeenkomst=rij, begin=moment.begin + n * stap, minuten=moment.plekminuten)
            for n in range(aantal)
        )
    return rij


def leden_op(reeks: Reeks, begin: datetime) -> list[User]:
    """Return the people who belong to a series on the day of a meeting."""
    return [lid.student.user for lid in leden_bij(reeks, begin)]


def leden_bij(reeks: Reeks, begin: datetime) -> Iterable[Reekslid]:
    """Return the members on the day of a meeting, by name. One query."""
    dag = timezone.localdate(begin)
    nog = Q(tot__isnull=True) | Q(tot__gt=dag)
    rijen = Reekslid.objects.filter(nog, reeks=reeks, vanaf__lte=dag).select_related("student__user")
    return rijen.order_by("student__user__achternaam", "student__user__voornaam", "pk")


def vergrendel_bijeenkomst(bijeenkomst: Bijeenkomst, by: User) -> Bijeenkomst:
    """Return the meeting as it is now, locked; GeenToegang for who doesn't lead it."""
    rijen = Bijeenkomst.objects.select_for_update(of=("self",), no_key=True).select_related("reeks__leider")
    nu = rijen.get(pk=bijeenkomst.pk)
    if not rules.mag_leiden(by, nu.reeks):
        raise GeenToegang("Deze groep leidt iemand anders.")
    return nu


@transaction.atomic
def verplaats(*, bijeenkomst: Bijeenkomst, begin: datetime, plek: str, thema: str, by: User, at: datetime) -> None:
    """Move a meeting to another moment or place, with its slots; who comes hears of it."""
    nu = vergrendel_bijeenkomst(bijeenkomst, by)
    if nu.afgezegd_op is not None or nu.begin <= at:
        raise DomainError("Deze bijeenkomst kan niet meer verplaatst worden.")
    if begin <= at:
        raise DomainError("Kies een moment dat nog komt.", field="dag")
    if nu.reeks.bijeenkomsten.filter(begin=begin).exclude(pk=nu.pk).exists():
        raise DomainError("Op dat moment is er al een bijeenkomst.", field="dag")
    anders = (begin, plek.strip()) != (nu.begin, nu.plek)
    voor, verschil = {"begin": nu.begin, "plek": nu.plek}, begin - nu.begin
    nu.begin, nu.plek, nu.thema = begin, plek.strip(), thema.strip()
    nu.bewerking += anders
    nu.herinnerd_op = None if anders else nu.herinnerd_op
    nu.save(update_fields=["begin", "plek", "thema", "bewerking", "herinnerd_op"])
    # From the far end on, so that no slot lands on one that still has to move.
    for slot in nu.plekken.order_by("-begin" if verschil > timedelta(0) else "begin"):
        slot.begin += verschil
        slot.save(update_fields=["begin"])
    if anders:
        leg_vast(actie="bijeenkomst verplaatst", obj=nu, by=by, at=at, voor=voor, na={"begin": begin, "plek": nu.plek})
        post.vertel_veranderd(nu, at=at)


@transaction.atomic
def zeg_af(*, bijeenkomst: Bijeenkomst, by: User, at: datetime) -> None:
    """Call a meeting off; who would come hears of it. Twice does no harm."""
    nu = vergrendel_bijeenkomst(bijeenkomst, by)
    if nu.afgezegd_op is not None:
        return
    if nu.opkomst_op is not None:
        raise DomainError("Deze bijeenkomst is al geweest.")
    nu.afgezegd_op = at
    nu.bewerking += 1
    nu.save(update_fields=["afgezegd_op", "bewerking"])
    leg_vast(actie="bijeenkomst afgezegd", obj=nu, by=by, at=at)
    if nu.begin > at:
        post.vertel_veranderd(nu, at=at)
