"""Mentors of leerbedrijven: who is rostered supernumerary, for how many, and whom they coach (R7.6)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.errors import DomainError, GeenToegang
from begeleiding import rules_poule as rules
from begeleiding.models import Mentor, Mentorkoppeling
from begeleiding.services.poule_stand import TELT
from kern.enums import Rol
from kern.kalender import lokale_dag
from kern.models import Afdeling, Lidmaatschap, User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing

NIET_BEHEREN = "Alleen de praktijkopleider van dit leerbedrijf regelt de mentoren."
LAATST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Mentorstand:
    """A mentor on a day: whom they coach, and the hours that takes."""

    mentor: Mentor
    aantal: int
    uren: Decimal

    @property
    def plekken(self) -> int:
        """How many more."""
        return max(0, self.mentor.hoogstens - self.aantal)

    @property
    def uren_vrij(self) -> Decimal:
        """Supernumerary hours that are left; below zero is too many booked."""
        return self.mentor.boventallige_uren - self.uren

    @property
    def vol(self) -> bool:
        """Whether nobody can be added."""
        return not self.plekken or self.uren_vrij <= 0


def telt(rijen: QuerySet[Mentorkoppeling] | None = None) -> QuerySet[Mentorkoppeling]:
    """Return the links that take time: newcomers, and students whose stage isn't over."""
    alle = Mentorkoppeling.objects.all() if rijen is None else rijen
    return alle.filter(Q(plaatsing__isnull=True) | Q(plaatsing__status__in=TELT))


def geldig_op(rijen: QuerySet, dag: date) -> QuerySet:
    """Return the rows with `van` and `tot` that hold on a day."""
    return rijen.filter(Q(tot__isnull=True) | Q(tot__gte=dag), van__lte=dag)


def standen(mentoren: Sequence[Mentor], *, op: date) -> list[Mentorstand]:
    """Return how full these mentors are on a day. One query."""
    aantal: dict[int, int] = defaultdict(int)
    uren: dict[int, Decimal] = defaultdict(Decimal)
    rijen = geldig_op(telt(), op).filter(mentor__in=mentoren).values_list("mentor", "uren_per_week")
    for mentor_id, per_week in rijen:
        aantal[mentor_id] += 1
        uren[mentor_id] += per_week
    return [Mentorstand(rij, aantal[rij.pk], uren[rij.pk]) for rij in mentoren]


def _op_afdeling(afdeling: Afdeling, op: date) -> list[Mentorstand]:
    """Return how full the mentors of a department are on a day. Two queries."""
    return standen(list(geldig_op(Mentor.objects.filter(afdeling=afdeling), op).select_related("user")), op=op)


def _met_ruimte(rijen: Sequence[Mentorstand]) -> list[Mentorstand]:
    return sorted((stand for stand in rijen if not stand.vol), key=lambda stand: (-stand.uren_vrij, stand.mentor.pk))


def vrije_mentoren(afdeling: Afdeling, *, op: date) -> list[Mentorstand]:
    """Return the mentors of a department with room on a day, most hours left first."""
    return _met_ruimte(_op_afdeling(afdeling, op))


def in_woorden(afdeling: Afdeling, op: date) -> list[str]:
    """Which mentors of a department have room, for the page on which a student is placed there (R7.6)."""
    rijen = _op_afdeling(afdeling, op)
    if not rijen:
        return []
    vrij = _met_ruimte(rijen)
    if not vrij:
        return ["De mentoren op deze afdeling zitten vol."]
    namen = [f"{stand.mentor.user.naam} (nog {stand.plekken})" for stand in vrij[:3]]
    return [f"Mentor met ruimte op deze afdeling: {', '.join(namen)}."]


def medewerkers(organisaties: Iterable[int], *, op: date) -> QuerySet[User]:
    """Return who can be mentor: werkbegeleiders and praktijkopleiders of these houses on a day."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        rol__in=[Rol.WERKBEGELEIDER, Rol.PRAKTIJKOPLEIDER], organisatie__in=organisaties
    )
    return User.objects.actief().filter(pk__in=leden.values("user")).order_by("achternaam", "voornaam", "pk")


@transaction.atomic
def wijs_aan(
    *,
    user: User,
    afdeling: Afdeling,
    boventallige_uren: Decimal,
    hoogstens: int,
    van: date,
    tot: date | None,
    by: User,
    at: datetime,
) -> Mentor:
    """Appoint an employee as mentor of a department. Twice does it once (C2)."""
    huis = afdeling.locatie.organisatie_id
    nieuw = Mentor(
        user=user, afdeling=afdeling, boventallige_uren=boventallige_uren, hoogstens=hoogstens, van=van, tot=tot
    )
    if not rules.mag_mentor_beheren(by, nieuw):
        raise GeenToegang(NIET_BEHEREN)
    if not medewerkers([huis], op=lokale_dag(at)).filter(pk=user.pk).exists():
        raise DomainError("Deze persoon werkt niet bij dit leerbedrijf.", field="persoon")
    _controleer(boventallige_uren, hoogstens, van, tot)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    overlap = Mentor.objects.filter(user=user, afdeling=afdeling).filter(Q(tot__isnull=True) | Q(tot__gte=van))
    bestaand = overlap.filter(van__lte=tot or LAATST).first()
    if bestaand is not None:
        gelijk = (bestaand.boventallige_uren, bestaand.hoogstens, bestaand.van, bestaand.tot)
        if gelijk == (boventallige_uren, hoogstens, van, tot):
            return bestaand
        raise DomainError("Deze persoon is in die tijd al mentor op deze afdeling. Pas dat aan.", field="persoon")
    nieuw.save()
    leg_vast(
        actie="mentor aangewezen", obj=nieuw, by=by, at=at,
        na={"user": user.pk, "uren": boventallige_uren, "hoogstens": hoogstens, "van": van, "tot": tot},
    )  # fmt: skip
    return nieuw


def _controleer(uren: Decimal, hoogstens: int, van: date, tot: date | None) -> None:
    if uren <= 0:
        raise DomainError("Een mentor heeft boventallige uren nodig.", field="boventallige_uren")
    if hoogstens < 1:
        raise DomainError("Een mentor begeleidt minstens één persoon.", field="hoogstens")
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")


@transaction.atomic
def wijzig_mentor(
    *, mentor: Mentor, boventallige_uren: Decimal, hoogstens: int, van: date, tot: date | None, by: User, at: datetime
) -> Mentor:
    """Change hours, number and days of a mentor. Raises DomainError when whom they coach no longer fits."""
    if not rules.mag_mentor_beheren(by, mentor):
        raise GeenToegang(NIET_BEHEREN)
    _controleer(boventallige_uren, hoogstens, van, tot)
    rij = _op_slot(mentor)
    voor = {"uren": rij.boventallige_uren, "hoogstens": rij.hoogstens, "van": rij.van, "tot": rij.tot}
    rij.boventallige_uren, rij.hoogstens, rij.van, rij.tot = boventallige_uren, hoogstens, van, tot
    aantal, uren = _piek(rij, lokale_dag(at), LAATST)
    if aantal > hoogstens:
        raise DomainError(
            f"Deze mentor begeleidt er al {aantal} tegelijk. Stop eerst een koppeling.", field="hoogstens"
        )
    if uren > boventallige_uren:
        raise DomainError(
            f"Aan de koppelingen gaat al {uren.normalize():f} uur op. Stop eerst een koppeling.",
            field="boventallige_uren",
        )
    rij.save()
    na = {"uren": boventallige_uren, "hoogstens": hoogstens, "van": van, "tot": tot}
    leg_vast(actie="mentor gewijzigd", obj=rij, by=by, at=at, voor=voor, na=na)
    return rij


def _op_slot(mentor: Mentor) -> Mentor:
    rijen = Mentor.objects.select_for_update(of=("self",), no_key=True)
    return rijen.select_related("user", "afdeling__locatie").get(pk=mentor.pk)


def _piek(mentor: Mentor, van: date, tot: date) -> tuple[int, Decimal]:
    """Return the most people at once, and the most hours at once, that a mentor has between two days."""
    rijen = telt(mentor.koppelingen.filter(Q(tot__isnull=True) | Q(tot__gte=van), van__lte=tot))
    koppelingen = list(rijen.values_list("van", "tot", "uren_per_week"))
    aantal, uren = 0, Decimal(0)
    for dag in {max(van, begin) for begin, _, _ in koppelingen}:  # it only rises where one begins
        nu = [per_week for begin, eind, per_week in koppelingen if begin <= dag and (eind is None or eind >= dag)]
        aantal, uren = max(aantal, len(nu)), max(uren, sum(nu, Decimal(0)))
    return aantal, uren


@transaction.atomic
def koppel(
    *,
    mentor: Mentor,
    plaatsing: Plaatsing | None,
    naam: str,
    uren_per_week: Decimal,
    van: date,
    tot: date | None,
    by: User,
    at: datetime,
) -> Mentorkoppeling:
    """Let a mentor coach a student on stage (`plaatsing`) or a newcomer or BBL side-entrant (`naam`).

    The row of the mentor is locked before it is counted (C1). Raises DomainError when the mentor is full.
    """
    if not rules.mag_mentor_beheren(by, mentor):
        raise GeenToegang(NIET_BEHEREN)
    if (plaatsing is None) == (not naam.strip()):
        raise DomainError("Kies een student, of schrijf de naam van de nieuwe medewerker op.", field="plaatsing")
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    rij = _op_slot(mentor)
    dubbel = rij.koppelingen.filter(plaatsing=plaatsing, naam=naam.strip(), van=van, tot=tot).first()
    if dubbel is not None:
        return dubbel
    _past(rij, plaatsing, uren_per_week, van, tot)
    koppeling = rij.koppelingen.create(
        plaatsing=plaatsing, naam=naam.strip(), uren_per_week=uren_per_week, van=van, tot=tot
    )
    leg_vast(
        actie="aan mentor gekoppeld", obj=koppeling, by=by, at=at,
        na={"plaatsing": plaatsing and str(plaatsing.public_id), "uren": uren_per_week, "van": van, "tot": tot},
    )  # fmt: skip
    return koppeling


def _past(mentor: Mentor, plaatsing: Plaatsing | None, uren: Decimal, van: date, tot: date | None) -> None:
    einde = tot or LAATST
    if van < mentor.van or (mentor.tot is not None and einde > mentor.tot):
        raise DomainError("Deze mentor is niet de hele tijd mentor. Kies andere dagen.", field="van")
    if plaatsing is not None:
        if plaatsing.stageplaats.afdeling.locatie.organisatie_id != mentor.afdeling.locatie.organisatie_id:
            raise DomainError("Deze student loopt stage bij een ander leerbedrijf.", field="plaatsing")
        if mentor.koppelingen.filter(
            Q(tot__isnull=True) | Q(tot__gte=van), plaatsing=plaatsing, van__lte=einde
        ).exists():
            raise DomainError("Deze mentor begeleidt deze student al.", field="plaatsing")
    aantal, bezet = _piek(mentor, van, einde)
    if aantal + 1 > mentor.hoogstens:
        raise DomainError(
            f"{mentor.user} begeleidt er in die tijd al {aantal}. Dat is het hoogste aantal.", field="plaatsing"
        )
    if bezet + uren > mentor.boventallige_uren:
        over = max(Decimal(0), mentor.boventallige_uren - bezet)
        raise DomainError(
            f"{mentor.user} heeft in die tijd nog {over.normalize():f} boventallige uren over.", field="uren_per_week"
        )


@transaction.atomic
def stop_koppeling(*, koppeling: Mentorkoppeling, by: User, at: datetime) -> None:
    """End a link yesterday, or take it away when it hadn't begun."""
    if not rules.mag_mentor_beheren(by, koppeling.mentor):
        raise GeenToegang(NIET_BEHEREN)
    _op_slot(koppeling.mentor)
    rij = Mentorkoppeling.objects.filter(pk=koppeling.pk).first()
    vandaag = lokale_dag(at)
    if rij is None or (rij.tot is not None and rij.tot < vandaag):
        return
    leg_vast(actie="koppeling met mentor gestopt", obj=rij, by=by, at=at, voor={"tot": rij.tot})
    if rij.van >= vandaag:
        rij.delete()
        return
    rij.tot = vandaag - timedelta(days=1)
    rij.save(update_fields=["tot"])
