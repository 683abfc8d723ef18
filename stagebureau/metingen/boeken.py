"""Drawing BPV-boeken: one of thirty pages, one of a hundred, and a series on two workers; all of it is rolled back."""

import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from basis.errors import DomainError
from basis.pdf import BASIS_STIJL, aangevuld, stijlmappen
from basis.pdf_reeks import Tekenaar
from evaluaties import boekexport
from evaluaties.models import BpvBoek
from evaluaties.pdf import RELATIES, boekopdracht
from evaluaties.services.boek import leg_boek_vast, met_boek, ontwerp
from kern.models import Achtergrondtaak, Bestand, Student, User
from kern.services.taken import Voortgang, vraag_taak_aan
from plaatsingen.models import Plaatsing
from stagebureau.demo.volboek import vul_boek
from stagebureau.metingen.basis import Meting

MIB = 1024 * 1024
GEDULD = 300  # seconds, on a busy machine; outside measuring a document ends after 60
REEKS = 20  # books of the series, unless asked otherwise
DERTIG, HONDERD = 2, 10  # how full a book is made for about so many pages


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield the figures; `groottes` is the number of books of the series."""
    student = Student.objects.filter(met_boek()).order_by("studentnummer").first()
    if student is None:
        msg = "Er zijn nog geen studenten met een BPV-boek. Maak eerst een regio met regio_maken."
        raise DomainError(msg)
    nieuw_vanaf = Bestand.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with transaction.atomic():
        try:
            yield from _los(student)
            yield from _reeks((groottes or [REEKS])[0])
        finally:
            for pad in Bestand.objects.filter(pk__gt=nieuw_vanaf).values_list("pad", flat=True):
                default_storage.delete(pad)
            transaction.set_rollback(True)


def _los(student: Student) -> Iterator[Meting]:
    school = User.objects.filter(lidmaatschappen__rol="coordinator").order_by("pk").first()
    for omvang in (DERTIG, HONDERD):
        vul_boek(_volle_stage(student), school=school, omvang=omvang)
        vers = Student.objects.select_related(*RELATIES).get(pk=student.pk)
        los = _klok(lambda s=vers: _een_boek(s))
        yield Meting(
            f"een boek van {los.uitkomst} bladzijden, met het starten van een proces",
            {"seconden": los.wand, "cpu": los.cpu, "piek_mib_kind": _piek_kinderen()},
        )
        if omvang == DERTIG:
            yield _aandeel(vers)


def _volle_stage(student: Student) -> Plaatsing:
    """Return a stage of this student as it is half a year later, to be filled."""
    plaatsing = student.plaatsingen.filter(status__in=["lopend", "afgerond"]).order_by("pk").first()
    return Plaatsing.objects.met_betrokkenen().get(pk=(plaatsing or student.plaatsingen.order_by("pk").first()).pk)


def _een_boek(student: Student) -> int:
    nu = ontwerp(student)
    with Tekenaar(seconden=GEDULD) as tekenaar:
        tekenaar.begin(**boekopdracht(nu.inhoud, nu.versie, nu.digest, timezone.now()))
        pdf, paginas = tekenaar.wacht()
    leg_boek_vast(ontwerp=nu, pdf=pdf, paginas=paginas, by=None, at=timezone.now())
    return paginas


def _aandeel(student: Student) -> Meting:
    """Compare a book in a series, read and kept, with WeasyPrint alone on the same HTML, in the same run."""
    from basis.pdf_opmaak import zet_om_geteld  # noqa: PLC0415 - needs C libraries

    def kaal(tekst: str) -> int:
        return zet_om_geteld(tekst, wortels=stijlmappen(), stijlen=[BASIS_STIJL, "pdf/boek.css"])[1]

    kaal("<html lang=nl><title>x</title><p>x")  # fonts and style sheets are read once
    nu = ontwerp(student)
    opdracht = boekopdracht(nu.inhoud, nu.versie, nu.digest, timezone.now())
    html = render_to_string(opdracht["template"], aangevuld(opdracht["context"]))
    weasy = _klok(lambda: kaal(html))
    een, drie = (_klok(lambda n=aantal: _in_reeks(student, n)) for aantal in (1, 3))
    ons = (drie.cpu - een.cpu) / 2  # without the start of the process, which a series has once
    return Meting(
        f"een boek van {weasy.uitkomst} bladzijden in een reeks, naast WeasyPrint alleen",
        {
            "cpu": round(ons, 2),
            "weasyprint_cpu": weasy.cpu,
            "aandeel_procent": round(100 * (ons - weasy.cpu) / weasy.cpu, 1),
            "start_proces_cpu": round(een.cpu - ons, 2),
        },
    )


def _in_reeks(student: Student, aantal: int) -> None:
    """Read, draw and keep the same book so many times in one series."""
    with Tekenaar(seconden=GEDULD) as tekenaar:
        for _ in range(aantal):
            BpvBoek.objects.filter(student=student).delete()
            nu = ontwerp(student)
            tekenaar.begin(**boekopdracht(nu.inhoud, nu.versie, nu.digest, timezone.now()))
            pdf, paginas = tekenaar.wacht()
            leg_boek_vast(ontwerp=nu, pdf=pdf, paginas=paginas, by=None, at=timezone.now())


def _reeks(aantal: int) -> Iterator[Meting]:
    """Export a group as the worker does it, and look at the memory on the way."""
    by = _met_meeste_studenten()
    taak = vraag_taak_aan(
        soort=boekexport.TAAKSOORT, titel="Meting", gegevens={"aantal": aantal}, by=by, at=timezone.now()
    )
    geheugen: list[int] = []
    klok = _klok(lambda: boekexport.maak_groep(taak, _Geheugen(taak, geheugen)))
    gemaakt = klok.uitkomst["aantal"]
    paginas = list(BpvBoek.objects.filter(pk__in=taak.boekregels.values("boek")).values_list("paginas", flat=True))
    yield Meting(
        f"export van {gemaakt} boeken, {boekexport.aantal_tekenaars()} tekenaars",
        {
            "bladzijden": sum(paginas),
            "seconden": klok.wand,
            "cpu": klok.cpu,
            "boeken_per_minuut": round(60 * gemaakt / klok.wand, 1),
            "mib_na_tien_procent": geheugen[len(geheugen) // 10] // MIB,
            "mib_aan_het_eind": geheugen[-1] // MIB,
            "piek_mib_kind": _piek_kinderen(),
        },
    )


def _met_meeste_studenten() -> User:
    """Return the coordinator with the most books: who exports as school."""
    wie = User.objects.filter(lidmaatschappen__rol="coordinator", lidmaatschappen__organisatie__soort="school")
    return max(wie.distinct(), key=lambda user: boekexport.studenten_van_groep({}, user).count())


class _Geheugen(Voortgang):
    """Notes the memory of this process each time the work tells how far it is."""

    def __init__(self, taak: Achtergrondtaak, metingen: list[int]) -> None:
        super().__init__(taak)
        self._metingen = metingen

    def meld(self, procent: int, stap: str = "") -> None:
        """Note the memory, then do as always."""
        self._metingen.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
        super().meld(procent, stap)


class _Klok:
    """What a call took: wall and processor seconds, those of ended children included."""

    def __init__(self, wand: float, cpu: float, uitkomst: Any) -> None:
        self.wand, self.cpu, self.uitkomst = round(wand, 2), round(cpu, 2), uitkomst


def _klok(functie: Any) -> _Klok:
    wand, cpu = time.perf_counter(), _cpu()
    uitkomst = functie()
    return _Klok(time.perf_counter() - wand, _cpu() - cpu, uitkomst)


def _cpu() -> float:
    wie = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(rij.ru_utime + rij.ru_stime for rij in map(resource.getrusage, wie))


def _piek_kinderen() -> int:
    """Return the highest memory of a child so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
