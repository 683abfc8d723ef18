"""For whom an evaluation waits, for what, and until which day that would have been in time (R8.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from evaluaties import rules_evaluatie
from evaluaties.enums import EvaluatieStatus, InvullingStatus, InvulRol, TekenRol
from evaluaties.models import Evaluatie, Evaluatieresultaat, Invulling
from evaluaties.services.ladderpost import coordinatoren_van
from kern.kalender import lokale_dag
from kern.models import User
from plaatsingen.enums import PlaatsingStatus

S = EvaluatieStatus
INVULLEN, BESPREKEN, TEKENEN, VASTSTELLEN = "invullen", "bespreken", "tekenen", "vaststellen"
NA_DE_STAGE = timedelta(days=60)  # what is open longer after the last day is no matter of reminding any more
ONVOLDOENDE = "onvoldoende"


@dataclass(frozen=True, slots=True)
class Wachtend:
    """An evaluation that waits: for what, since when it is too late (the last day that was in time), and for whom."""

    evaluatie: Evaluatie
    stap: str
    uiterlijk: date
    mensen: tuple[User, ...]


class Wachtlijst:
    """Tells of each evaluation for whom it waits at one moment; remembers the coordinators of a school."""

    def __init__(self, at: datetime) -> None:
        self.vandaag = lokale_dag(at)
        self._coordinatoren: dict[int, list[User]] = {}

    def te_laat(self, alleen: Iterable[int] | None = None) -> Iterable[Wachtend]:
        """Yield what waits too long, oldest first; of these evaluations only when `alleen` is given."""
        rijen = _open_evaluaties(self.vandaag)
        if alleen is not None:
            rijen = rijen.filter(pk__in=list(alleen))
        for evaluatie in rijen.iterator(chunk_size=500):
            wachtend = self.van(evaluatie)
            if wachtend is not None and wachtend.uiterlijk < self.vandaag:
                yield wachtend

    def van(self, evaluatie: Evaluatie) -> Wachtend | None:
        """Return for what and whom this one waits; None when it is for a later day to tell."""
        if evaluatie.status == S.INVULLEN:
            return self._invullen(evaluatie)
        resultaat = next(iter(evaluatie.lopende), None)  # type: ignore[attr-defined]  # fetched beforehand
        if evaluatie.status == S.TEKENEN:
            return self._tekenen(evaluatie, resultaat)
        if resultaat and resultaat.eindscore == ONVOLDOENDE and not resultaat.onvoldoende_op:
            mensen = [evaluatie.plaatsing.student.stagedocent, *self.coordinatoren(evaluatie)]
            return _wacht(evaluatie, VASTSTELLEN, resultaat.bewaard_op, mensen)
        return self._bespreken(evaluatie, resultaat)

    def coordinatoren(self, evaluatie: Evaluatie) -> list[User]:
        """Return the coordinators of the school, read once."""
        school = evaluatie.plaatsing.student.school_id
        if school not in self._coordinatoren:
            self._coordinatoren[school] = coordinatoren_van(school, self.vandaag)
        return self._coordinatoren[school]

    def _invullen(self, evaluatie: Evaluatie) -> Wachtend | None:
        plaatsing = evaluatie.plaatsing
        binnen = {rij.rol for rij in evaluatie.ingediend}  # type: ignore[attr-defined]  # fetched beforehand
        mensen: list[User | None] = []
        if InvulRol.STUDENT not in binnen:
            mensen.append(plaatsing.student.user)
        if InvulRol.WERKBEGELEIDER not in binnen:
            mensen += [plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
        wachtend = _wacht(evaluatie, INVULLEN, evaluatie.geopend_op, mensen)
        if evaluatie.voor_datum is None:
            return wachtend
        return Wachtend(evaluatie, INVULLEN, evaluatie.voor_datum, wachtend.mensen)

    def _bespreken(self, evaluatie: Evaluatie, resultaat: Evaluatieresultaat | None) -> Wachtend | None:
        """The talk and its result: for the werkbegeleider, or else for who follows for the school."""
        plaatsing = evaluatie.plaatsing
        momenten = [rij.ingediend_op for rij in evaluatie.ingediend]  # type: ignore[attr-defined]  # as above
        momenten += [evaluatie.gesprek_begonnen_op, resultaat and resultaat.gemaakt_op]
        mensen = [plaatsing.werkbegeleider, plaatsing.tweede_begeleider]
        if not any(mensen):
            mensen = [begeleider_van(evaluatie)]
        sinds = max((moment for moment in momenten if moment), default=evaluatie.geopend_op)
        return _wacht(evaluatie, BESPREKEN, sinds, mensen)

    def _tekenen(self, evaluatie: Evaluatie, resultaat: Evaluatieresultaat | None) -> Wachtend | None:
        if resultaat is None or resultaat.aangeboden_op is None:
            return None
        plaatsing = evaluatie.plaatsing
        docent, tweede = plaatsing.student.stagedocent, evaluatie.tweede_beoordelaar
        if tweede is not None and not rules_evaluatie.is_tweede_beoordelaar(tweede, evaluatie):
            tweede = None  # has nothing to do with the placement any more
        wie: dict[str, list[User | None]] = {
            TekenRol.STUDENT: [plaatsing.student.user],
            TekenRol.WERKBEGELEIDER: [plaatsing.werkbegeleider or plaatsing.tweede_begeleider],
            TekenRol.SCHOOL: [docent] if docent else [*self.coordinatoren(evaluatie)],
            TekenRol.TWEEDE: [tweede],
        }
        getekend = {rij.rol for rij in resultaat.handtekeningen.all()}
        nog = [rol for rol in rules_evaluatie.tekenrollen(evaluatie) if rol not in getekend]
        return _wacht(evaluatie, TEKENEN, resultaat.aangeboden_op, [user for rol in nog for user in wie[rol]])


def begeleider_van(evaluatie: Evaluatie) -> User | None:
    """Return who follows this placement for the school: the stagebegeleider, or else the stagedocent."""
    return evaluatie.plaatsing.stagebegeleider or evaluatie.plaatsing.student.stagedocent


def _wacht(evaluatie: Evaluatie, stap: str, sinds: datetime, mensen: Iterable[User | None]) -> Wachtend:
    uiterlijk = lokale_dag(sinds) + timedelta(days=settings.EVALUATIE_RITME[f"{stap}_dagen"])
    return Wachtend(evaluatie, stap, uiterlijk, tuple(dict.fromkeys(user for user in mensen if user is not None)))


def _open_evaluaties(vandaag: date) -> QuerySet[Evaluatie]:
    """Evaluations that ask something of somebody; while a stage is paused nobody is asked."""
    loopt = Q(plaatsing__status=PlaatsingStatus.LOPEND)
    na = Q(plaatsing__status=PlaatsingStatus.AFGEROND, plaatsing__einddatum__gte=vandaag - NA_DE_STAGE)
    binnen = Invulling.objects.filter(status=InvullingStatus.INGEDIEND).only("evaluatie", "rol", "ingediend_op")
    lopend = Evaluatieresultaat.objects.filter(vast_op=None, vervangen_op=None).defer("antwoorden")
    return (
        Evaluatie.objects.filter(Q(status=S.INVULLEN) & loopt | Q(status__in=[S.GESPREK, S.TEKENEN]) & (loopt | na))
        .select_related(
            "formulier",
            "plaatsing__student__user",
            "plaatsing__student__stagedocent",
            "plaatsing__werkbegeleider",
            "plaatsing__tweede_begeleider",
            "plaatsing__stagebegeleider",
            "tweede_beoordelaar",
        )
        .defer("formulier__onderdelen", "formulier__uitleg")
        .prefetch_related(
            Prefetch("invullingen", binnen, to_attr="ingediend"),
            Prefetch("resultaten", lopend.prefetch_related("handtekeningen"), to_attr="lopende"),
        )
        .order_by("geopend_op", "pk")
    )
