"""Students of the demo who forget, and a school that puts things right: every rung of the ladder has somebody on it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from evaluaties import rules
from evaluaties import verslagregels as regels
from evaluaties.models import LadderEvent
from evaluaties.services import besluiten, feiten
from evaluaties.services.ladderpost import coordinatoren_van
from evaluaties.services.veegronde import veeg
from kern.enums import BerichtStatus
from kern.models import Bericht, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld

# So many of the first reports never come, for one student after another.
NOOIT_INGELEVERD = (4, 4, 3, 2, 2, 3, 2, 4)
EEN_OP_DE = 18
EERST = 4  # of them at the first school, where the demo coordinator works
VIER = 4
GROOT = 2000
TERUG = 120


def verdeel_vergeten(wereld: Wereld, aantallen: Iterable[tuple[Plaatsing, int]]) -> dict[int, int]:
    """Choose who forgets how many reports, by id of the placement; `aantallen` is how many are owed so far."""
    lopend = [(plaatsing, aantal) for plaatsing, aantal in aantallen if plaatsing.status == "lopend"]
    hoeveel = max(len(NOOIT_INGELEVERD) // 2, len(lopend) // EEN_OP_DE)
    eerste = min((plaatsing.student.school_id for plaatsing, _ in lopend), default=None)
    uit: dict[int, int] = {}
    for nummer in range(hoeveel):
        vergeet = NOOIT_INGELEVERD[nummer % len(NOOIT_INGELEVERD)]
        kan = [p for p, aantal in lopend if aantal >= vergeet and p.pk not in uit]
        hier = [p for p in kan if p.student.school_id == eerste] if nummer < EERST else []
        kan = hier or kan
        if kan:
            uit[wereld.rng.choice(kan).pk] = vergeet
    return uit


def _met_treden(aantal: int) -> list[Plaatsing]:
    """Return running placements whose last miss was for the so many-th time (4: that or more)."""
    rijen = LadderEvent.objects.filter(soort=regels.Type.MISS.value)
    hoogste = Counter(rijen.values_list("plaatsing", flat=True))
    hier = [pk for pk, gemist in hoogste.items() if min(gemist, VIER) == aantal]
    plaatsingen = Plaatsing.objects.filter(pk__in=hier, status="lopend")
    return list(plaatsingen.select_related("student").order_by("pk"))


def _coordinator(plaatsing: Plaatsing, on: date) -> User | None:
    return next(iter(coordinatoren_van(plaatsing.student.school_id, on)), None)


def zet_recht(wereld: Wereld, at: datetime) -> None:
    """Let coordinators excuse, pause, give time and decide, through the services; where there is somebody to do it."""
    op = at.date()
    daden = [(1, _stel_vrij), (2, _stel_vrij), (2, _pauzeer), (1, _geef_uitstel), (VIER, _wijs_af)]
    gehad: set[int] = set()
    for aantal, daad in daden:
        kandidaten = [(p, _coordinator(p, op)) for p in _met_treden(aantal) if p.pk not in gehad]
        # The last one: the demo coordinator's first proposals stay open.
        for plaatsing, by in reversed(kandidaten):
            if by is not None and rules.mag_ladder_beheren(by, plaatsing):
                gehad.add(plaatsing.pk)
                daad(plaatsing, by, at)
                break


def _laatst_vergeten(plaatsing: Plaatsing) -> str:
    return plaatsing.ladder_events.filter(soort=regels.Type.MISS.value).order_by("-volgnummer").first().plicht


def _stel_vrij(plaatsing: Plaatsing, by: User, at: datetime) -> None:
    reden = "Was ziek gemeld bij de stage; dat kwam later bij ons binnen."
    feiten.stel_vrij(plaatsing=plaatsing, plicht=_laatst_vergeten(plaatsing), reden=reden, by=by, at=at)


def _pauzeer(plaatsing: Plaatsing, by: User, at: datetime) -> None:
    feiten.pauzeer(plaatsing=plaatsing, van=at.date(), tot=None, reden="Ziek.", ref="ziek", by=by, at=at)


def _geef_uitstel(plaatsing: Plaatsing, by: User, at: datetime) -> None:
    komend = f"monthly:{at:%Y-%m}"
    tot = regels.Beleid().opdrachttermijn(at.date().replace(day=28))
    feiten.geef_uitstel(plaatsing=plaatsing, plicht=komend, tot=tot, reden="Toetsweek.", by=by, at=at)


def _wijs_af(plaatsing: Plaatsing, by: User, at: datetime) -> None:
    if besluiten.besluitstand(plaatsing).open:
        reden = "We spraken elkaar. De afspraak is nu: elke vrijdag een half uur schrijven op stage."
        besluiten.besluit(plaatsing=plaatsing, oordeel="reject", reden=reden, by=by, at=at)


def veeg_verleden(wereld: Wereld) -> None:
    """Let the ladder run as it would have: a sweep every third morning of the last months, and one now.

    Mails of the past count as sent. A large region skips this: the first real sweep finds what is late.
    """
    if wereld.aantal > GROOT:
        return
    for dagen in range(TERUG, 0, -1):
        veeg(at=wereld.moment(wereld.dagen_geleden(dagen), 7, 30))
    zet_recht(wereld, wereld.moment(wereld.dagen_geleden(1), 10, 15))
    veeg(at=wereld.moment(wereld.vandaag, 0, 30))
    oud = wereld.moment(wereld.dagen_geleden(4))
    Bericht.objects.filter(aangemaakt_op__lt=oud).update(
        status=BerichtStatus.VERZONDEN, verzonden_op=F("aangemaakt_op"), gelezen_op=F("aangemaakt_op"), pogingen=1
    )
