"""All books of a group in one zip, in the background (R8.6).

Every student is a row (`Boekexportregel`): what is done stays done when the worker dies, and the next run goes on with
the rest. Two children draw at the same time, so both cores work; nothing of a finished book stays in memory.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import count_noun, long_date
from basis.pdf_reeks import Tekenaar, eerste_klaar
from basis.uitvoer import UitvoerKolom, schrijf_csv
from evaluaties.models import Boekexportregel, BpvBoek
from evaluaties.pdf import RELATIES, boekopdracht
from evaluaties.services.boek import Ontwerp, leg_boek_vast, mag_boeken_maken, met_boek, ontwerp
from evaluaties.services.boeklezer import lezer_van_student
from kern.enums import TaakStatus
from kern.models import Achtergrondtaak, Bestand, Student, User
from kern.services.bestanden import bewaar_bestand, gooi_weg
from kern.services.bewaren import Bewaarregel, registreer
from kern.services.inzage import leg_inzage_vast
from kern.services.taken import Voortgang, taaksoort

TAAKSOORT = "bpv-boeken"
BEWAAR = timedelta(days=settings.BEWAARTERMIJNEN["boekzips"])  # so long the zip can be downloaded
TEKENAARS = 2
PER_KEER = 100
TIK = 0.5
FILTERS = {"school": "school_id", "cluster": "cluster_id", "opleiding": "opleiding_id", "leerjaar": "leerjaar"}
STANDEN = {"loopt": ("lopend", "onderbroken"), "klaar": ("afgerond", "gestopt")}


def studenten_van_groep(gegevens: dict[str, Any], user: User) -> QuerySet[Student]:
    """Return the students of a group that `user` may see and who have a book.

    `gegevens`: ids of school, cluster and opleiding, a leerjaar, `stand` ("loopt", "klaar") of a stage, and `aantal`
    (only so many, for measuring); None or absent is no limit.
    """
    rijen = Student.objects.visible_to(user).filter(met_boek())
    rijen = rijen.filter(**{veld: gegevens[naam] for naam, veld in FILTERS.items() if gegevens.get(naam)})
    if statussen := STANDEN.get(gegevens.get("stand") or ""):
        rijen = rijen.filter(plaatsingen__status__in=statussen).distinct()
    return rijen.select_related(*RELATIES).order_by("studentnummer")[: gegevens.get("aantal")]


def mag_nog(taak: Achtergrondtaak, user: User) -> bool:
    """Whether the zip may go to `user` now: asked for by this person, who still may, not too long ago.

    Rights are those of this moment: whoever changed schools may no longer have it (P5).
    """
    if taak.aangevraagd_door_id != user.pk or not mag_boeken_maken(user) or is_verlopen(taak, timezone.now()):
        return False
    zichtbaar = Student.objects.visible_to(user).values("pk")
    return not taak.boekregels.exclude(student__in=zichtbaar).exists()


def is_verlopen(taak: Achtergrondtaak, at: datetime) -> bool:
    """Whether the link to the zip has expired at `at`."""
    return taak.afgelopen_op is not None and taak.afgelopen_op + BEWAAR <= at


@taaksoort(TAAKSOORT, mag_downloaden=mag_nog)
def maak_groep(taak: Achtergrondtaak, voortgang: Voortgang) -> dict[str, Any]:
    """Make the books of a group and put them in one zip; each book counts as a download of that student's data.

    Rights are those of the moment of running. Stopped half-way there is no zip, and nobody counts as read; books that
    were drawn stay, so that asking again is quick.
    """
    by = taak.aangevraagd_door
    if by is None or not by.is_active or not mag_boeken_maken(by):
        raise DomainError("Degene die dit vroeg, heeft geen toegang meer.")
    totaal = _leg_regels_aan(taak, by)
    if not totaal:
        raise DomainError("Deze groep heeft nog geen BPV-boeken.")
    _Werkgang(taak, by, voortgang, totaal).doe()
    with tempfile.TemporaryFile() as kladje:
        goed, mis = _pak_in(taak, kladje, voortgang)
        if not goed:
            raise DomainError("Geen van de boeken kon worden gemaakt. Vraag de beheerder om hulp.")
        taak.bestand = _lever_af(taak, File(kladje))
    tekst = f"{count_noun(goed, 'BPV-boek staat', 'BPV-boeken staan')} klaar, tot en met {_tot()}."
    if mis:
        tekst += f" {count_noun(mis, 'boek kon', 'boeken konden')} niet worden gemaakt; de lijst in de zip zegt waarom."
    return {"tekst": tekst, "aantal": goed, "mislukt": mis}


def _tot() -> str:
    return long_date(timezone.localtime(timezone.now() + BEWAAR - timedelta(days=1)))


def _leg_regels_aan(taak: Achtergrondtaak, by: User) -> int:
    """Write a row per student, once; a row of somebody who may no longer be seen goes. Returns how many there are."""
    ids = list(studenten_van_groep(taak.gegevens, by).values_list("pk", flat=True))
    with transaction.atomic():
        taak.boekregels.exclude(student__in=ids).delete()
        er_al = set(taak.boekregels.values_list("student_id", flat=True))
        hoogste = taak.boekregels.aggregate(hoogste=Max("volgnummer"))["hoogste"] or 0
        nieuw = [
            Boekexportregel(taak=taak, student_id=pk, volgnummer=nummer)
            for nummer, pk in enumerate((pk for pk in ids if pk not in er_al), start=hoogste + 1)
        ]
        Boekexportregel.objects.bulk_create(nieuw, batch_size=500)
    return len(ids)


class _Werkgang:
    """One run over the rows that aren't done: reads and keeps here, draws in children beside it."""

    def __init__(self, taak: Achtergrondtaak, by: User, voortgang: Voortgang, totaal: int) -> None:
        self.taak, self.by, self.voortgang, self.totaal = taak, by, voortgang, totaal
        self.at = taak.aangevraagd_op
        self.gedaan = taak.boekregels.filter(klaar_op__isnull=False).count()
        self.bezig: dict[Tekenaar, tuple[Boekexportregel, Ontwerp]] = {}

    def doe(self) -> None:
        """Draw until nothing is left. A cancel ends the children at once."""
        rijen = self._regels()
        with ExitStack() as stapel:
            vrij = [stapel.enter_context(Tekenaar()) for _ in range(aantal_tekenaars())]
            while True:
                while vrij and (rij := next(rijen, None)) is not None:
                    if self._begin(rij, vrij[-1]):
                        vrij.pop()
                    self._meld()
                if not self.bezig:
                    return
                for tekenaar in eerste_klaar(list(self.bezig), TIK):
                    self._rond_af(tekenaar)
                    vrij.append(tekenaar)
                self._meld()

    def _regels(self) -> Iterator[Boekexportregel]:
        """Give the rows to do, a hundred students in memory at a time."""
        vanaf = 0
        while True:
            groep = self.taak.boekregels.filter(klaar_op__isnull=True, volgnummer__gt=vanaf)
            groep = groep.select_related(*(f"student__{naam}" for naam in RELATIES)).order_by("volgnummer")
            rijen = list(groep[:PER_KEER])
            if not rijen:
                return
            yield from rijen
            vanaf = rijen[-1].volgnummer

    def _begin(self, rij: Boekexportregel, tekenaar: Tekenaar) -> bool:
        """Start a book; False when it needed no drawing."""
        rij.begonnen_op = timezone.now()
        try:
            lezer = lezer_van_student(self.by, rij.student)
            if lezer is None:
                raise DomainError("U ziet deze student niet meer.")
            nu = ontwerp(rij.student, lezer)
        except DomainError as fout:
            self._klaar(rij, fout=fout.message)
            return False
        if nu.zelfde:
            self._klaar(rij, boek=nu.zelfde)
            return False
        tekenaar.begin(**boekopdracht(nu.inhoud, nu.versie, nu.digest, self.at))
        self.bezig[tekenaar] = (rij, nu)
        return True

    def _rond_af(self, tekenaar: Tekenaar) -> None:
        rij, nu = self.bezig.pop(tekenaar)
        try:
            pdf, paginas = tekenaar.wacht()
            boek = leg_boek_vast(ontwerp=nu, pdf=pdf, paginas=paginas, by=self.by, at=self.at)
        except DomainError as fout:
            self._klaar(rij, fout=fout.message)
        else:
            self._klaar(rij, boek=boek)

    def _klaar(self, rij: Boekexportregel, *, boek: BpvBoek | None = None, fout: str = "") -> None:
        rij.boek, rij.fout, rij.klaar_op = boek, fout[:300], timezone.now()
        rij.save(update_fields=["boek", "fout", "begonnen_op", "klaar_op"])
        self.gedaan += 1

    def _meld(self) -> None:
        nummer = min(self.gedaan + 1, self.totaal)
        self.voortgang.meld(95 * self.gedaan // self.totaal, f"boek {nummer} van {self.totaal}")


def aantal_tekenaars() -> int:
    """Return how many books are drawn at the same time."""
    return max(1, getattr(settings, "BOEK_TEKENAARS", TEKENAARS))


def _rijen(taak: Achtergrondtaak) -> QuerySet[Boekexportregel]:
    return taak.boekregels.select_related("student__user", "student__school", "boek__bestand").order_by("volgnummer")


INDEX = (
    UitvoerKolom("Nummer", "volgnummer"),
    UitvoerKolom("Studentnummer", "student.studentnummer"),
    UitvoerKolom("Student", "student.naam"),
    UitvoerKolom("School", "student.school.naam"),
    UitvoerKolom("Bestand", lambda rij: rij.boek.bestand.naam if rij.boek else ""),
    UitvoerKolom("Versie", lambda rij: rij.boek.versie if rij.boek else None),
    UitvoerKolom("Stand", lambda rij: ("definitief" if rij.boek.definitief else "concept") if rij.boek else ""),
    UitvoerKolom("Bladzijden", lambda rij: rij.boek.paginas if rij.boek else None),
    UitvoerKolom("Gemaakt op", lambda rij: rij.boek.gemaakt_op if rij.boek else None),
    UitvoerKolom("Kenmerk van de inhoud", lambda rij: rij.boek.inhoud_hash if rij.boek else ""),
    UitvoerKolom("SHA-256 van het bestand", lambda rij: rij.boek.sha256 if rij.boek else ""),
    UitvoerKolom("Niet gelukt", "fout"),
)


def _pak_in(taak: Achtergrondtaak, kladje: IO[bytes], voortgang: Voortgang) -> tuple[int, int]:
    """Write the zip: the books, an index, and checksums that `sha256sum -c` reads. Returns made and failed."""
    goed = mis = 0
    sommen = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, together with the index
    index = tempfile.TemporaryFile()  # noqa: SIM115 - likewise
    with sommen, index, zipfile.ZipFile(kladje, "w", zipfile.ZIP_STORED) as archief:
        for rij in _rijen(taak).iterator(chunk_size=PER_KEER):
            if rij.boek is None:
                mis += 1
                continue
            naam = rij.boek.bestand.naam
            archief.write(rij.boek.bestand.pad.path, naam)
            sommen.write(f"{rij.boek.sha256}  {naam}\n".encode())
            goed += 1
            voortgang.meld(96, f"inpakken: {goed}")
        schrijf_csv(index, INDEX, _rijen(taak).iterator(chunk_size=PER_KEER), excel=True)
        for naam, bron in (("index.csv", index), ("sha256sum.txt", sommen)):
            bron.seek(0)
            archief.writestr(naam, bron.read())
    kladje.seek(0)
    return goed, mis


@transaction.atomic
def _lever_af(taak: Achtergrondtaak, archief: File) -> Bestand:
    """Keep the zip and write who got which book; both or neither."""
    by, at = taak.aangevraagd_door, taak.aangevraagd_op
    for rij in _rijen(taak).filter(boek__isnull=False).iterator(chunk_size=PER_KEER):
        leg_inzage_vast(
            obj=rij.boek,
            student=rij.student,
            user=by,
            at=at,
            route="export van een groep",
            uitkomst="gedownload",
            reden=taak.gegevens.get("reden", ""),
        )
    naam = f"bpv-boeken-{timezone.localtime(at):%Y%m%d}.zip"
    return bewaar_bestand(naam=naam, soort="bpv-boeken", mime="application/zip", inhoud=archief, by=by, at=at)


def verlopen(at: datetime) -> QuerySet[Achtergrondtaak]:
    """Exports of which the link has expired and the zip is still there."""
    return Achtergrondtaak.objects.filter(
        soort=TAAKSOORT, status=TaakStatus.KLAAR, bestand__isnull=False, afgelopen_op__lte=at - BEWAAR
    )


def ruim_verlopen_op(*, at: datetime) -> int:
    """Throw away zips of which the link has expired; twice or at the same time is the same. Returns how many."""
    weg, taken = 0, verlopen(at)
    for pk in list(taken.values_list("pk", flat=True)):
        with transaction.atomic():
            taak = taken.select_for_update(of=("self",)).select_related("bestand").filter(pk=pk).first()
            if taak is None:
                continue
            bestand, taak.bestand = taak.bestand, None
            taak.resultaat = taak.resultaat | {"tekst": "De zip is weggegooid. Vraag de boeken opnieuw aan."}
            taak.save(update_fields=["bestand", "resultaat"])
            gooi_weg(bestand)
            weg += 1
    return weg


registreer(
    Bewaarregel(
        code="boekzips",
        wat="BPV-boeken van een groep in een zip",
        vanaf="de zip klaar is",
        waarom="Zo lang werkt de link om te downloaden. De boeken zelf blijven.",
        bron="AVG artikel 5: niet langer dan nodig.",
        ruim=lambda at: ruim_verlopen_op(at=at),
        tel=lambda at: verlopen(at).count(),
    )
)
