"""A werkbegeleider without logging in: one mailed link to the own students, for hours, talks and evaluations.

The link is of one person and opens only what that person does as werkbegeleider; reports stay behind the login. It
ends by itself, can be taken back, and dies with the role. Signing asks a code that is mailed apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Subquery
from django.urls import reverse

from basis.errors import DomainError
from basis.nederlands import long_date
from begeleiding.models import Gesprek
from evaluaties.enums import EvaluatieStatus, InvullingStatus, InvulRol, TekenRol
from evaluaties.models import Evaluatie, Evaluatieresultaat, Invulling
from evaluaties.services.evaluatielijst import vast_te_stellen
from kern.enums import Linkdoel, Rol
from kern.models import Toegangslink, User
from kern.services import toegangslinks
from kern.services.berichten import zet_klaar
from kern.services.postrij import registreer_ingang
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing
from plaatsingen.services.urenlijst import Wachtend, vul_aan, wachtende_weken

GELDIG = timedelta(days=21)
ZELDEN_INGELOGD = timedelta(days=30)
EMMER = 600  # seconds: who asks again within these gets no second mail
MAX_WEKEN = 20  # per student on one page


@dataclass(slots=True)
class Werkplekstudent:
    """One student of a werkbegeleider, with what waits."""

    plaatsing: Plaatsing
    weken: list[Wachtend] = field(default_factory=list)
    meer_weken: int = 0
    in_te_vullen: list[Evaluatie] = field(default_factory=list)
    te_bespreken: list[Evaluatie] = field(default_factory=list)
    te_tekenen: list[Evaluatie] = field(default_factory=list)
    lopend: list[Evaluatie] = field(default_factory=list)  # somebody else is first: the student, school, another signer
    laatste_gesprek: date | None = None

    @property
    def wacht(self) -> int:
        """How many things wait for the werkbegeleider; all weeks together are one."""
        evaluaties = len(self.te_tekenen) + len(self.te_bespreken) + len(self.in_te_vullen)
        return evaluaties + bool(self.weken)

    @property
    def gesprekzin(self) -> str:
        """When the last talk was, in words."""
        return f"Het laatste was op {long_date(self.laatste_gesprek)}." if self.laatste_gesprek else ""


def is_werkbegeleider(user: User) -> bool:
    """Whether the link may be this person's: an active werkbegeleider without a weightier role.

    Who is also praktijkopleider, teacher or coordinator logs in with two steps; a link would go round that (A1).
    """
    return user.is_active and user.rollen == {Rol.WERKBEGELEIDER}


def persoon_achter(link: Toegangslink) -> User:
    """Return whose link this is. Raises DomainError when the person isn't a werkbegeleider any more."""
    user = User.objects.actief().filter(public_id=link.object_id, email__iexact=link.email).first()
    if user is None or not is_werkbegeleider(user):
        raise DomainError("Deze link werkt niet meer. U staat niet meer ingeschreven als werkbegeleider.")
    return user


def studenten_van(user: User) -> list[Werkplekstudent]:
    """Return the running placements of this werkbegeleider with what waits, those with something to do first.

    A fixed number of queries.
    """
    eigen = Plaatsing.objects.met_betrokkenen().filter(status__in=ACTIEF)
    gevonden = {rij.pk: rij for rij in eigen.filter(werkbegeleider=user)}
    gevonden |= {rij.pk: rij for rij in eigen.filter(tweede_begeleider=user)}
    studenten = {pk: Werkplekstudent(rij) for pk, rij in gevonden.items()}
    weken = [week for week in wachtende_weken(user) if week.plaatsing_id in studenten]
    for week in weken:
        student = studenten[week.plaatsing_id]
        if len(student.weken) < MAX_WEKEN:
            student.weken.append(week)
        else:
            student.meer_weken += 1
    vul_aan(user, [week for student in studenten.values() for week in student.weken])
    for evaluatie in _evaluaties(studenten):
        _deel_in(studenten[evaluatie.plaatsing_id], evaluatie)
    laatste = Gesprek.objects.filter(plaatsing__in=studenten).order_by().values("plaatsing")
    for rij in laatste.annotate(dag=Max("datum")).values("plaatsing", "dag"):
        studenten[rij["plaatsing"]].laatste_gesprek = rij["dag"]
    return sorted(studenten.values(), key=lambda rij: (not rij.wacht, rij.plaatsing.student.naam, rij.plaatsing.pk))


def _deel_in(student: Werkplekstudent, evaluatie: Evaluatie) -> None:
    """Put an evaluation where it waits: with this person, or with somebody else."""
    if evaluatie.status == EvaluatieStatus.TEKENEN:
        (student.lopend if evaluatie.al_getekend else student.te_tekenen).append(evaluatie)
        return
    if evaluatie.status == EvaluatieStatus.GESPREK:
        (student.lopend if evaluatie.bij_school else student.te_bespreken).append(evaluatie)
    elif evaluatie.al_ingevuld:
        student.lopend.append(evaluatie)
    if not evaluatie.al_ingevuld and evaluatie.vast_op is None:
        student.in_te_vullen.append(evaluatie)


def _evaluaties(plaatsingen: Iterable[int]) -> Iterable[Evaluatie]:
    """Return the evaluations that run, with whether the side of the leerbedrijf is done; one query."""
    eigen = Invulling.objects.filter(
        evaluatie=OuterRef("pk"), rol=InvulRol.WERKBEGELEIDER, status=InvullingStatus.INGEDIEND
    )
    # The version that waits is the last one: an earlier signature stands under an earlier text.
    laatste = Evaluatieresultaat.objects.filter(evaluatie=OuterRef("evaluatie")).order_by("-versie").values("versie")
    lopend = Evaluatieresultaat.objects.filter(
        evaluatie=OuterRef("pk"), versie=Subquery(laatste[:1]), handtekeningen__rol=TekenRol.WERKBEGELEIDER
    )
    rijen = Evaluatie.objects.filter(plaatsing__in=plaatsingen).exclude(status=EvaluatieStatus.VAST)
    bij_school = Exists(vast_te_stellen().filter(pk=OuterRef("pk")))
    rijen = rijen.annotate(al_ingevuld=Exists(eigen), al_getekend=Exists(lopend), bij_school=bij_school)
    return rijen.order_by("geopend_op", "pk")


def plaatsing_van(user: User, public_id: object) -> Plaatsing:
    """Return one own placement. Raises Plaatsing.DoesNotExist for anybody else's."""
    rij = Plaatsing.objects.met_betrokkenen().get(public_id=public_id)
    if user.pk not in {rij.werkbegeleider_id, rij.tweede_begeleider_id}:
        raise Plaatsing.DoesNotExist
    return rij


def evaluatie_van(user: User, public_id: object) -> Evaluatie:
    """Return an evaluation of an own student. Raises Evaluatie.DoesNotExist for anybody else's."""
    rijen = Evaluatie.objects.select_related(
        "formulier", "plaatsing__student__user", "plaatsing__student__school", "plaatsing__werkbegeleider"
    )
    rij = rijen.get(public_id=public_id)
    if user.pk not in {rij.plaatsing.werkbegeleider_id, rij.plaatsing.tweede_begeleider_id}:
        raise Evaluatie.DoesNotExist
    return rij


# --- The link itself ---


def maak_pad(*, user: User, by: User | None, at: datetime) -> str:
    """Make a link for this werkbegeleider and return its path; the secret is kept nowhere else."""
    _, token = toegangslinks.maak_link(
        doel=Linkdoel.BEGELEIDEN,
        object_id=user.public_id,
        naam=user.naam,
        email=user.email,
        geldig_tot=at + GELDIG,
        by=by,
        at=at,
    )
    return reverse("werkplek:start", args=[token])


@transaction.atomic
def vraag_link(*, email: str, at: datetime) -> None:
    """Mail a link to a werkbegeleider who asks for one; says nothing about whether the address is known.

    Within ten minutes the same address gets one mail.
    """
    user = User.objects.actief().filter(email__iexact=email.strip()).first()
    if user is None or not is_werkbegeleider(user):
        return
    sleutel = f"werkplek:{user.public_id}:{int(at.timestamp()) // EMMER}"
    _mail(user, sleutel, None, at)


@transaction.atomic
def stuur_link(*, plaatsing: Plaatsing, by: User, at: datetime) -> str:
    """Mail the werkbegeleider of a placement a link, on behalf of school; returns to whom it went.

    Raises DomainError when there is nobody to mail.
    """
    user = plaatsing.werkbegeleider
    if user is None or not is_werkbegeleider(user):
        raise DomainError(
            "Een link kan alleen naar een werkbegeleider zonder andere rol. Anderen loggen in met een tweede stap."
        )
    _mail(user, f"werkplek:{user.public_id}:{by.pk}:{int(at.timestamp()) // EMMER}", by, at)
    return user.naam


def _mail(user: User, sleutel: str, by: User | None, at: datetime) -> None:
    zet_klaar(
        soort="werkplek_link",
        sleutel=sleutel,
        at=at,
        sjabloon="werkplek_link",
        context={"geldig_tot": at + GELDIG, "door": by},
        ontvanger=user,
        pad=reverse("werkplek:vraag"),
        gevoelig=True,
    )


def _altijd(user: User, pad: str, at: datetime) -> str:
    return maak_pad(user=user, by=None, at=at)


def _voor_wie_zelden_inlogt(user: User, pad: str, at: datetime) -> str | None:
    """Return a path that opens at once for a werkbegeleider who never or hardly logs in; others go on as they were."""
    if not is_werkbegeleider(user):
        return None
    if user.last_login and user.last_login > at - ZELDEN_INGELOGD:
        return None
    return maak_pad(user=user, by=None, at=at)


registreer_ingang(_altijd, "werkplek_link")
registreer_ingang(
    _voor_wie_zelden_inlogt,
    "uren_wachten",
    "evaluatie_geopend",
    "evaluatie_klaar",
    "evaluatie_tekenen",
    "evaluatie_herinnering",
    "gesprek_stap",
)
