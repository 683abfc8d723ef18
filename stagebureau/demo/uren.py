"""Timetables and hours in every state for the demo accounts, and the figures for the Stagefonds."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from kern.kalender import DAGEN
from plaatsingen.enums import UrenSoort, UrenStand
from plaatsingen.models import Dienst, Plaatsing, Roosterregel, Urendag
from plaatsingen.services import stagefonds
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

WEEK = timedelta(days=7)
VROEG, LAAT, NACHT = (time(7, 30), time(16)), (time(14, 30), time(23)), (time(22, 45), time(7, 15))
HALF_UUR = 30


def maak_urendemo(wereld: Wereld, stages: Stages, hoofd: Plaatsing, *, at: datetime) -> None:
    """Give the demo student a timetable, a forgotten week and a question; the werkbegeleider weeks to agree with."""
    deze = wereld.vandaag - timedelta(days=wereld.vandaag.weekday())
    _vaste_week(wereld, hoofd, akkoord=True)
    _nachtdienst(hoofd, deze + WEEK, at)
    hoofd.urendagen.filter(datum__gte=deze - WEEK).delete()
    _vraag(hoofd, deze - 2 * WEEK)
    anderen = _andere_studenten(stages, hoofd)
    for plaatsing in anderen:
        _wacht(plaatsing, deze - WEEK)
    if anderen:
        _vaste_week(wereld, anderen[0], akkoord=False)
        _afwijkingen(anderen[0], deze - WEEK)
    stagefonds.bereken_lopende(at=at, op=wereld.vandaag)


def _vaste_week(wereld: Wereld, plaatsing: Plaatsing, *, akkoord: bool) -> None:
    """Early shifts, and a late one on the last day of the week."""
    codes = plaatsing.dagen.split()
    schrijf(
        Roosterregel,
        [
            Roosterregel(
                plaatsing=plaatsing,
                geldig_van=plaatsing.begindatum,
                weekdag=DAGEN.index(code),
                begin=(LAAT if code == codes[-1] else VROEG)[0],
                eind=(LAAT if code == codes[-1] else VROEG)[1],
                pauze=HALF_UUR,
                door=plaatsing.werkbegeleider if akkoord else plaatsing.student.user,
                op=wereld.moment(plaatsing.begindatum - timedelta(days=7)),
                akkoord=akkoord,
            )
            for code in codes
        ],
    )


def _nachtdienst(plaatsing: Plaatsing, maandag: date, at: datetime) -> None:
    """Next week the first shift is a night shift."""
    dag = maandag + timedelta(days=DAGEN.index(plaatsing.dagen.split()[0]))
    if dag <= plaatsing.einddatum:
        Dienst.objects.create(
            plaatsing=plaatsing,
            datum=dag,
            begin=NACHT[0],
            eind=NACHT[1],
            pauze=HALF_UUR,
            reden="meelopen met de nacht",
            door=plaatsing.werkbegeleider,
            op=at,
        )


def _vraag(plaatsing: Plaatsing, maandag: date) -> None:
    """The week before last is back at the student with a question about its first day."""
    week = plaatsing.urendagen.filter(datum__range=(maandag, maandag + WEEK - timedelta(days=1)))
    week.update(bevestigd_op=None, bevestigd_door=None)
    eerste = week.order_by("datum").first()
    if eerste is not None:
        week.filter(pk=eerste.pk).update(
            stand=UrenStand.VRAAG, vraag="Je ging die dag eerder weg. Hoe laat was dat ongeveer?"
        )


def _andere_studenten(stages: Stages, hoofd: Plaatsing) -> list[Plaatsing]:
    """Return up to three other running stages of this werkbegeleider, or of the house with this second begeleider."""
    lopend = [rij for rij in stages.met_status("lopend") if rij.pk != hoofd.pk]
    eigen = [rij for rij in lopend if rij.werkbegeleider_id == hoofd.werkbegeleider_id][:3]
    huis = hoofd.stageplaats.afdeling.locatie.organisatie_id
    extra = [rij for rij in lopend if rij not in eigen and rij.stageplaats.afdeling.locatie.organisatie_id == huis][
        : 3 - len(eigen)
    ]
    for plaatsing in extra:
        Plaatsing.objects.filter(pk=plaatsing.pk).update(tweede_begeleider=hoofd.werkbegeleider)
    return [*eigen, *extra]


def _wacht(plaatsing: Plaatsing, maandag: date) -> None:
    """Last week waits for the leerbedrijf."""
    week = plaatsing.urendagen.filter(datum__range=(maandag, maandag + WEEK - timedelta(days=1)))
    week.update(bevestigd_op=None, bevestigd_door=None)


def _afwijkingen(plaatsing: Plaatsing, maandag: date) -> None:
    """One day late and one very long day."""
    dagen = list(
        plaatsing.urendagen.filter(
            datum__range=(maandag, maandag + WEEK - timedelta(days=1)), soort=UrenSoort.AANWEZIG
        ).order_by("datum")
    )
    anders = ((Decimal("7.5"), "30 minuten te laat: trein"), (Decimal(11), "langer gebleven door een opname"))
    for rij, (uren, opmerking) in zip(dagen, anders, strict=False):
        Urendag.objects.filter(pk=rij.pk).update(uren=uren, opmerking=opmerking)
