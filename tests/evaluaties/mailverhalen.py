"""Stories in which every mail about the ladder comes up: real services and sweeps, with names that never change."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace
from uuid import UUID

from evaluaties.enums import FeitSoort
from evaluaties.models import Evaluatie, Verslag
from evaluaties.services import besluiten, evaluaties, feiten
from evaluaties.services.dossiers import met_registratie
from evaluaties.services.evaluatie_herinneren import herinner
from evaluaties.services.inzage import breek_glas
from evaluaties.services.ladderbrief import Deel, brieven
from evaluaties.services.lezen import geef_feedback
from evaluaties.services.opdrachten import bewaar_opdracht, lever_opdracht_in
from evaluaties.services.postcontrole import zet_brief_klaar
from evaluaties.services.schrijven import lever_in
from evaluaties.tasks import controleer_verslagen
from kern.models import Bericht, User
from kern.services.berichten import verstuur_wachtende
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM, persoon

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
SEPTEMBER, OKTOBER, NOVEMBER, DECEMBER = (f"monthly:2026-{maand:02}" for maand in (9, 10, 11, 12))
NAMEN = {
    "student": ("Noor", "Kanarie"),
    "coordinator": ("Carla", "Merel"),
    "stagedocent": ("Daan", "Spreeuw"),
    "stagebegeleider": ("Bart", "Lijster"),
    "werkbegeleider": ("Wil", "Vink"),
    "praktijkopleider": ("Petra", "Mus"),
}


def op(maand: int, dag: int, uur: int = 7, minuut: int = 0, jaar: int = 2026) -> datetime:
    """Give a moment in Amsterdam."""
    return datetime(jaar, maand, dag, uur, minuut, tzinfo=AMSTERDAM)


def veeg(moment: datetime) -> None:
    """Do one sweep through the registered task."""
    controleer_verslagen(moment.isoformat())


def maak_wereld() -> SimpleNamespace:
    """Make one placement with everybody round it, under fixed names and marks."""
    kring = maak_kring(aangemaakt_op=BEGIN, public_id=UUID(int=1, version=4))
    kring.school.naam = "ROC Voorbeeld"
    kring.school.save()
    for rol, (voornaam, achternaam) in NAMEN.items():
        user = getattr(kring, rol)
        user.voornaam, user.achternaam, user.email = voornaam, achternaam, f"{rol}@voorbeeld.test"
        user.save()
    return kring


def vergeet(kring: SimpleNamespace, tot: datetime) -> None:
    """Sweep on the morning of every check up to `tot` without anything coming in."""
    for moment in (op(9, 2), op(10, 2), op(11, 3), op(12, 2), op(1, 5, jaar=2027)):
        if moment <= tot:
            veeg(moment)


def _stel_vrij(kring: SimpleNamespace, plicht: str, at: datetime) -> None:
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=plicht, reden="KANARIE-reden", by=kring.coordinator, at=at)
    veeg(at)


def ladder(kring: SimpleNamespace) -> None:
    """Forgotten four times, nothing comes in, nobody does anything; then a fifth time while the proposal waits."""
    for moment in (op(9, 2), op(10, 2), op(10, 7), op(10, 22), op(11, 3), op(11, 7), op(11, 18)):
        veeg(moment)
    for moment in (op(12, 2), op(12, 8), op(12, 17), op(1, 5, jaar=2027), op(2, 2, jaar=2027)):
        veeg(moment)


def besluit(kring: SimpleNamespace) -> None:
    """Forgotten four times and confirmed; then a report of which the miss no longer stands."""
    vergeet(kring, op(1, 5, jaar=2027))
    at = op(1, 6, 10, jaar=2027)
    besluiten.besluit(plaatsing=kring.plaatsing, oordeel="confirm", reden="KANARIE-reden", by=kring.coordinator, at=at)
    _stel_vrij(kring, SEPTEMBER, op(1, 7, 10, jaar=2027))
    at = op(1, 7, 12, jaar=2027)
    besluiten.besluit(plaatsing=kring.plaatsing, oordeel="reject", reden="KANARIE-reden", by=kring.coordinator, at=at)


def correctie(kring: SimpleNamespace) -> None:
    """Told of two misses by mail; then the first is excused: undone, the second shifts down, its assignment goes."""
    for maand, dag in ((10, 2), (11, 3)):
        veeg(op(maand, dag))
        verstuur_wachtende(at=op(maand, dag, 7, 5))
    _stel_vrij(kring, SEPTEMBER, op(11, 4, 10))


def ingetrokken(kring: SimpleNamespace) -> None:
    """Told of a proposal; then the first is excused: the proposal goes, the fourth gets its ordinary reminder."""
    vergeet(kring, op(1, 5, jaar=2027))
    verstuur_wachtende(at=op(1, 5, 7, 5, jaar=2027))
    _stel_vrij(kring, OKTOBER, op(1, 6, 10, jaar=2027))


def pauze(kring: SimpleNamespace) -> None:
    """A pause stops the clock, gets an end, and turns out shorter."""
    vergeet(kring, op(11, 3))
    verstuur_wachtende(at=op(11, 3, 8))
    for dag, tot in ((4, None), (6, date(2026, 11, 20)), (10, date(2026, 11, 12))):
        at = op(11, dag, 10)
        feiten.pauzeer(
            plaatsing=kring.plaatsing, van=date(2026, 11, 4), tot=tot, by=kring.coordinator, at=at, ref="ziek",
            reden="KANARIE-reden",
        )  # fmt: skip
        veeg(at)
        verstuur_wachtende(at=at)


def toch_binnen(kring: SimpleNamespace) -> None:
    """Reports come in after the check and before the sweep."""
    veeg(op(9, 2))
    for plicht, maand, dag in ((SEPTEMBER, 10, 2), (OKTOBER, 11, 3)):
        feiten.meld_inlevering(
            plaatsing=kring.plaatsing, plicht=plicht, received_at=op(maand, dag, 7, 30), by=kring.student,
            at=op(maand, dag, 7, 30),
        )  # fmt: skip
        veeg(op(maand, dag, 8))


def ontvangst(kring: SimpleNamespace) -> None:
    """Everything that comes in or is read has its mail; and what school records."""
    plaatsing, wie = kring.plaatsing, kring.student
    Verslag.objects.create(
        plaatsing=plaatsing, plicht=SEPTEMBER, soort="monthly", bewaard_op=BEGIN, public_id=UUID(int=2, version=4)
    )
    lever_in(
        plaatsing=plaatsing, plicht=SEPTEMBER, inhoud=INHOUD, versie=0, received_at=op(9, 30, 20, 1), by=wie,
        at=op(9, 30, 20, 1),
    )  # fmt: skip
    verslag = Verslag.objects.get()
    tot = date(2026, 10, 9)
    geef_feedback(
        verslag=verslag, tekst="KANARIE-feedback", terug=True, by=kring.stagebegeleider, at=op(10, 1, 9), terug_tot=tot
    )
    verslag.refresh_from_db()
    lever_in(
        plaatsing=plaatsing, plicht=SEPTEMBER, inhoud=INHOUD, versie=verslag.versie, received_at=op(10, 2, 9), by=wie,
        at=op(10, 2, 9),
    )  # fmt: skip
    verslag.refresh_from_db()
    geef_feedback(verslag=verslag, tekst="KANARIE-goed", terug=False, by=kring.stagebegeleider, at=op(10, 3, 9))
    beheerder = persoon("beheerder", voornaam="Bo", achternaam="Heer")
    breek_glas(user=beheerder, public_id=verslag.public_id, reden="KANARIE-reden", sessie={}, at=op(10, 4, 9))


def opdracht(kring: SimpleNamespace) -> None:
    """A replacement assignment is handed in here, and another one on paper; a report came by e-mail."""
    vergeet(kring, op(12, 2))
    plaatsing = met_registratie(Plaatsing.objects.filter(pk=kring.plaatsing.pk)).get()
    at = op(12, 3, 9)
    concept = bewaar_opdracht(plaatsing=plaatsing, plicht=OKTOBER, tekst="KANARIE", versie=0, by=kring.student, at=at)
    lever_opdracht_in(
        plaatsing=plaatsing, plicht=OKTOBER, versie=concept.versie, received_at=at, by=kring.student, at=at
    )
    by = kring.coordinator
    feiten.meld_opdracht(plaatsing=plaatsing, plicht=NOVEMBER, received_at=op(12, 4, 8), by=by, at=op(12, 4, 9))
    feiten.meld_inlevering(plaatsing=plaatsing, plicht=NOVEMBER, received_at=op(12, 2, 8), by=by, at=op(12, 4, 10))
    tot = date(2027, 1, 15)
    feiten.geef_uitstel(plaatsing=plaatsing, plicht=DECEMBER, tot=tot, reden="KANARIE-reden", by=by, at=op(12, 4, 11))


def tussenevaluatie(kring: SimpleNamespace) -> None:
    """The report of a tussenevaluatie is for the SLB'er too; without one it is a task, not a miss."""
    plaatsing = kring.plaatsing
    feiten.meld_gesprek(
        plaatsing=plaatsing, soort="tussenevaluatie", datum=date(2026, 9, 14), by=kring.coordinator, at=op(9, 14, 12)
    )
    inhoud = INHOUD | {"delen_met_werkbegeleider": False}
    Verslag.objects.create(
        plaatsing=plaatsing, plicht="tussenevaluatie:1", soort="tussenevaluatie", bewaard_op=BEGIN,
        public_id=UUID(int=3, version=4),
    )  # fmt: skip
    lever_in(
        plaatsing=plaatsing, plicht="tussenevaluatie:1", inhoud=inhoud, versie=0, received_at=op(9, 15, 9),
        by=kring.student, at=op(9, 15, 9),
    )  # fmt: skip
    plaatsing.student.stagedocent = None
    plaatsing.student.save()
    feiten.leg_feit_vast(
        plaatsing=plaatsing, soort=FeitSoort.MEETING, waarde="tussenevaluatie", ref="2", datum=date(2026, 9, 28),
        by=kring.coordinator, at=op(9, 28, 12),
    )  # fmt: skip


def storing(kring: SimpleNamespace) -> None:
    """After three months without sweeps everything comes at once: one mail."""
    veeg(op(12, 2))
    verstuur_wachtende(at=op(12, 2, 7, 1))


def vooraf(kring: SimpleNamespace) -> None:
    """Two reports are due within the same days: each has its warning, together they are one mail."""
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort="kennismaking", datum=date(2026, 9, 23), by=kring.coordinator, at=op(9, 23, 12)
    )
    veeg(op(9, 24, 9))
    verstuur_wachtende(at=op(9, 24, 9))


def evaluatie_blijft_liggen(kring: SimpleNamespace) -> None:
    """An evaluation that nobody fills in: reminders, and then the begeleider and the coordinator hear of it."""
    User.objects.update(last_login=op(11, 1, 9))  # who logs in gets the page, no link with a secret
    voor = date(2026, 10, 30)
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=voor, by=kring.coordinator, at=op(10, 5, 9)
    )
    Evaluatie.objects.filter(pk=evaluatie.pk).update(public_id=UUID(int=4, version=4))
    Bericht.objects.all().delete()
    for moment in (op(11, 3, 10), op(11, 10, 10), op(11, 17, 10)):
        herinner(at=moment)


def rest(kring: SimpleNamespace) -> None:
    """What only comes up when the rest of a letter lapsed before it was sent."""
    delen = [Deel(soort="REPLACEMENT_WITHDRAWN", plicht=SEPTEMBER, due=date(2026, 10, 1))]
    for brief in brieven(kring.plaatsing, delen):
        zet_brief_klaar(kring.plaatsing, brief, sleutel="rest", at=op(10, 5))


VERHALEN: dict[str, Callable[[SimpleNamespace], None]] = {
    verhaal.__name__: verhaal
    for verhaal in (
        ladder, besluit, correctie, ingetrokken, pauze, toch_binnen, ontvangst, opdracht, tussenevaluatie, storing,
        vooraf, evaluatie_blijft_liggen, rest,
    )
}  # fmt: skip
