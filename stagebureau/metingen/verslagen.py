"""Sweeps over the placements in the database, everything rolled back.

`--grootte` says how many running placements there must be; a region that has fewer gets copies of the ones it has, with
their facts and events. For each size: everything up to date, looked at anew, a deadline that a tenth missed, and the
first sweep after nine days away in which a deadline fell (that a tenth, and that everybody missed).
"""

import gc
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from resource import getpagesize
from time import process_time

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from evaluaties.enums import FeitSoort
from evaluaties.models import LadderEvent, Veegstand, Verslagfeit
from evaluaties.services.veegronde import veeg
from evaluaties.verslagregels import Beleid
from kern.kalender import eerste_werkdag, lokale_dag
from plaatsingen.models import Plaatsing
from stagebureau.metingen.basis import Meting, stopwatch

BLOK = 2000
EEN_OP = 10  # one in ten doesn't hand in
WEG = timedelta(days=9)


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield per size and situation: seconds (wall and CPU), queries, new events and mails, the most memory in MiB."""
    for aantal in groottes or [Plaatsing.objects.actief().count()]:
        with transaction.atomic():
            vul_aan(aantal)
            yield from _situaties(aantal)
            transaction.set_rollback(True)


def _situaties(aantal: int) -> Iterator[Meting]:
    at = timezone.now()
    yield _ronde(f"{aantal}: eerste ronde, vindt wat nog te laat was", at)
    yield _ronde(f"{aantal}: niets te doen", at + timedelta(minutes=15))
    Veegstand.objects.update(volgend_moment=None)
    yield _ronde(f"{aantal}: alles opnieuw bekeken, niets te doen", at + timedelta(minutes=30))
    plicht, check = _volgende_controle(at)
    with _terug():
        _lever_in(plicht, at + timedelta(hours=1))
        veeg(at=check - timedelta(hours=1))
        yield _ronde(f"{aantal}: controle waarbij een op de {EEN_OP} niets inleverde", check)
        yield _ronde(f"{aantal}: niets te doen, na die controle", check + timedelta(minutes=15))
    for wie, een_op in (("een op de tien", EEN_OP), ("iedereen", 1)):
        with _terug():
            veeg(at=check - WEG / 2)
            if een_op > 1:
                _lever_in(plicht, check - WEG / 2 + timedelta(hours=1))
            yield _ronde(f"{aantal}: eerste ronde na 9 dagen, {wie} vergat een verslag", check + WEG / 2)


def _ronde(naam: str, at: datetime) -> Meting:
    gc.collect()
    with _telling() as gemeten:
        begin = process_time()
        seconden, uitkomst = stopwatch(lambda: veeg(at=at))
        cpu = process_time() - begin
    return Meting(
        naam,
        {
            "seconden": round(seconden, 2),
            "cpu_seconden": round(cpu, 2),
            "queries": gemeten.queries,
            "bekeken": uitkomst.bekeken,
            "gebeurtenissen": uitkomst.gebeurtenissen,
            "berichten": uitkomst.berichten,
            "piek_mib": gemeten.piek,
        },
    )


@dataclass
class _Gemeten:
    queries: int = 0
    piek: int = 0


@contextmanager
def _telling() -> Iterator[_Gemeten]:
    """Count queries, and watch how much memory this process has."""
    gemeten, klaar = _Gemeten(), threading.Event()

    def tel(voer_uit: Callable, sql: str, params: object, many: bool, context: object) -> object:  # noqa: FBT001 - Django
        gemeten.queries += 1
        return voer_uit(sql, params, many, context)

    def kijk() -> None:
        while not klaar.wait(0.02):
            gemeten.piek = max(gemeten.piek, _geheugen_mib())

    draad = threading.Thread(target=kijk)
    draad.start()
    try:
        with connection.execute_wrapper(tel):
            yield gemeten
    finally:
        klaar.set()
        draad.join()
        gemeten.piek = max(gemeten.piek, _geheugen_mib())


def _geheugen_mib() -> int:
    bladen = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return bladen * getpagesize() >> 20


@contextmanager
def _terug() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _volgende_controle(at: datetime) -> tuple[str, datetime]:
    """Give the report of this month, and when it counts as forgotten."""
    dag = lokale_dag(at)
    volgende = (dag.replace(day=1) + timedelta(days=31)).replace(day=1)
    return f"monthly:{dag:%Y-%m}", Beleid().check(eerste_werkdag(volgende.year, volgende.month))


def _lever_in(plicht: str, at: datetime) -> None:
    """Let all but one in ten hand in a report."""
    ids = Plaatsing.objects.actief().order_by("pk").values_list("pk", flat=True)
    inleveraars = [pk for nummer, pk in enumerate(ids) if nummer % EEN_OP]
    for blok in _blokken(inleveraars):
        Verslagfeit.objects.bulk_create(
            Verslagfeit(plaatsing_id=pk, soort=FeitSoort.SUBMISSION, plicht=plicht, received_at=at, recorded_at=at)
            for pk in blok
        )
    Veegstand.objects.update(volgend_moment=None)


# --- more placements than the region has ---


def vul_aan(aantal: int) -> None:
    """Copy running placements with all that the sweep reads, until there are `aantal`."""
    bron = list(Plaatsing.objects.actief().order_by("pk").values_list("pk", flat=True))
    tekort = aantal - len(bron)
    if not bron or tekort <= 0:
        return
    for blok in _blokken(bron[nummer % len(bron)] for nummer in range(tekort)):
        origineel = Plaatsing.objects.in_bulk(blok)
        kopie = [_kopie(origineel[pk], public_id=uuid.uuid4()) for pk in blok]
        Plaatsing.objects.bulk_create(kopie)
        for model in (Verslagfeit, LadderEvent, Veegstand):
            per_plaatsing: dict[int, list[Model]] = {}
            for rij in model.objects.filter(plaatsing__in=blok).order_by("pk"):
                per_plaatsing.setdefault(rij.plaatsing_id, []).append(rij)
            rijen = (
                _kopie(rij, plaatsing_id=nieuw.pk)
                for pk, nieuw in zip(blok, kopie, strict=True)
                for rij in per_plaatsing.get(pk, ())
            )
            model.objects.bulk_create(rijen, batch_size=BLOK)


def _kopie(rij: Model, **anders: object) -> Model:
    velden = {veld.attname: getattr(rij, veld.attname) for veld in rij._meta.concrete_fields if not veld.primary_key}
    return type(rij)(**{**velden, **anders})


def _blokken(rijen: Iterable[int]) -> Iterator[list[int]]:
    stroom = iter(rijen)
    while blok := list(islice(stroom, BLOK)):
        yield blok
