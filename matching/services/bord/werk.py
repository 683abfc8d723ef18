"""One change under way: the round is locked, rows and pins are written, and in the end the ledger (R4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from basis.errors import DomainError
from kern.models import Student, User
from matching.engine.result import Toewijzing
from matching.enums import PinSoort, Reden, ZetSoort
from matching.models import Berekening, Pin, Ronde, Voorstel, Zet
from matching.services import uitleg
from matching.services.bord.gevolg import Gevolg
from matching.services.bord.grootboek import beeld_van_rijen, schrijf_zet, vergrendel
from matching.services.bord.nakijken import waarom_nu_niet
from matching.services.bord.regels import Regel
from matching.services.bord.stand import Stand
from vacatures.models import Stageplaats

MET_HAND = "Met de hand geplaatst."
LEEG = "Een coördinator heeft de eerdere plaats weggehaald. Er is nog geen andere plaats gekozen."


@dataclass(frozen=True, slots=True)
class Werk:
    """The locked round with its calculation, and who changes what when and why."""

    ronde: Ronde
    berekening: Berekening
    by: User
    at: datetime
    reden: str

    @classmethod
    def begin(cls, ronde: Ronde, *, by: User, at: datetime, reden: str = "") -> "Werk":
        """Lock the round; DomainError when its board is closed. Call it inside a transaction."""
        nu, berekening = vergrendel(ronde)
        return cls(nu, berekening, by, at, reden.strip())

    def beeld(self, *studenten: Student) -> dict[str, dict[str, Any]]:
        """Rows and pins of these students as they are now."""
        return beeld_van_rijen(self.berekening, [student.pk for student in studenten])

    def pin(self, student: Student, plek: Stageplaats | None) -> None:
        """Leave one `vast` for the student, or none; an exclusion of that very place goes."""
        Pin.objects.filter(ronde=self.ronde, student=student, soort=PinSoort.VAST).delete()
        if plek is not None:
            self._bewaar_pin(student, plek, PinSoort.VAST)

    def sluit_uit(self, student: Student, plek: Stageplaats) -> None:
        """Never this student on this place."""
        self._bewaar_pin(student, plek, PinSoort.VERBODEN)

    def _bewaar_pin(self, student: Student, plek: Stageplaats, soort: PinSoort) -> None:
        reden = (self.reden or MET_HAND)[:300]
        waarden = {"soort": soort, "reden": reden, "door": self.by, "op": self.at}
        Pin.objects.update_or_create(ronde=self.ronde, student=student, stageplaats=plek, defaults=waarden)

    def toets_nu(self, paren: Mapping[Student, Stageplaats]) -> None:
        """Ask the database of now as well: what was frozen may have been overtaken (R4.4)."""
        for student, reden in waarom_nu_niet(self.ronde, paren).items():
            raise DomainError(f"Sinds het bevriezen is er iets veranderd. {student.naam}: {reden}")

    def schrijf(
        self,
        soort: ZetSoort,
        student: Student,
        *,
        voor: dict[str, dict[str, Any]],
        effect: Gevolg | None = None,
        stand: Stand | None = None,
        andere: Student | None = None,
    ) -> Zet:
        """Write the change down; `stand` is the board as it is now when somebody moved."""
        return schrijf_zet(
            ronde=self.ronde,
            berekening=self.berekening,
            soort=soort,
            student=student,
            voor=voor,
            gevolg=effect or Gevolg(),
            stand=stand,
            by=self.by,
            at=self.at,
            reden=self.reden,
            andere=andere,
        )


def nummers(stand: Stand, student: Student, plaats: Stageplaats | None = None) -> tuple[int, int]:
    """Return the indices of student and place (-1 without one); DomainError when they take no part."""
    wie = stand.beeld.student.get(student.pk)
    if wie is None:
        raise DomainError("Van deze student ontbreken gegevens. Vul die aan, bevries opnieuw en reken opnieuw.")
    waar = -1 if plaats is None else stand.beeld.plaats.get(plaats.pk)
    if waar is None:
        raise DomainError("Deze plaats doet niet mee: geen erkenning, geen adres, of er na het bevriezen bij gekomen.")
    return wie, waar


def toets(regels: list[Regel], reden: str) -> None:
    """Refuse what breaks a hard rule; a soft one asks for a reason."""
    hard = [regel.tekst for regel in regels if regel.hard and not regel.mag]
    if hard:
        raise DomainError(f"Dit kan niet. {' '.join(hard)}")
    zacht = [regel.tekst for regel in regels if not regel.mag]
    if zacht and not reden:
        raise DomainError(f"Schrijf op waarom dit toch goed is. {' '.join(zacht)}", field="reden")


def hoger(rij: Voorstel) -> None:
    """Save a row under its next version."""
    rij.versie += 1
    rij.save()


def zet_op(rij: Voorstel, stand: Stand, wie: int) -> None:
    """Make a row say where the student stands on this board, and why."""
    beeld, plaats = stand.beeld, int(stand.waar[wie])
    bijdrage = stand.bijdrage(wie)
    code, plaats_code = beeld.arrays.students[wie], beeld.arrays.places[plaats]
    nummer, omzetting = int(beeld.opties(wie)[0][plaats]), ""
    if nummer >= 0:
        optie = beeld.arrays.conversions[nummer]
        omzetting = f"{optie.van_cluster}>{optie.naar_cluster}"
    km = bijdrage.tienden / 10
    rij.stageplaats_id = beeld.plaats_pk[plaats]
    rij.rang = beeld.foto.rangen.get((code, plaats_code))
    rij.km = None if code in beeld.foto.afstand_vanaf_school else Decimal(str(km))
    rij.omzetting, rij.reden, rij.waarom, rij.met_hand = omzetting, "", {}, True
    toewijzing = Toewijzing(code, plaats_code, bijdrage.rang, km, omzetting)
    rij.toelichting = uitleg.waarom(toewijzing, beeld.foto, met_hand=MET_HAND)
    hoger(rij)


def haal_van(rij: Voorstel) -> None:
    """Make a row say that the student has no place any more."""
    rij.stageplaats, rij.rang, rij.km, rij.omzetting = None, None, None, ""
    rij.reden, rij.toelichting, rij.waarom, rij.met_hand = Reden.MET_HAND, LEEG, {}, True
    hoger(rij)
