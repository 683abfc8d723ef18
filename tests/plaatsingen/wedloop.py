# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""Many people who want the last seat at the same moment. Also a program: a race on a SQLite file of its own.

`python -m tests.plaatsingen.wedloop [zonder-slot]` prints per race how many placements one seat got.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


def tegelijk(taken: list[Callable[[], None]]) -> list[str]:
    """Run all tasks at once, each in its own thread and connection; gives the names of what they raised."""
    from django.db import connection

    start, fouten = threading.Barrier(len(taken)), []

    def loop(taak: Callable[[], None]) -> None:
        try:
            start.wait(30)
            taak()
        except Exception as fout:  # noqa: BLE001 - the test looks at all of them
            fouten.append(type(fout).__name__)
        finally:
            connection.close()

    draden = [threading.Thread(target=loop, args=(taak,)) for taak in taken]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(60)
    return fouten


@contextlib.contextmanager
def zonder_slot(lopers: int) -> Iterator[None]:
    """The same service with its guard off: nothing is locked, and everybody counts before anybody writes."""
    from unittest import mock

    from plaatsingen.services import maken, slot
    from vacatures.models import Stageplaats

    geteld = threading.Barrier(lopers)
    controleer = slot.controleer

    def tel_en_wacht(**gegevens: object) -> None:
        controleer(**gegevens)
        with contextlib.suppress(threading.BrokenBarrierError):
            geteld.wait(5)

    def lees_alleen(*, stageplaats_ids: list[int], student_ids: list[int]) -> dict:
        return {plaats.pk: plaats for plaats in Stageplaats.objects.met_leerbedrijf().filter(pk__in=stageplaats_ids)}

    with (
        mock.patch.object(slot, "vergrendel", lees_alleen),
        mock.patch.object(slot, "controleer", tel_en_wacht),
        # On SQLite the transaction itself is the lock: without one, everybody reads before anybody writes.
        mock.patch.object(maken, "maak_plaatsing", maken.maak_plaatsing.__wrapped__),
    ):
        yield


def laatste_plek(lopers: int) -> tuple[int, list[str]]:
    """One seat, `lopers` students: how many placements there are afterwards, and what the others got."""
    from datetime import date

    from plaatsingen.models import Plaatsing
    from plaatsingen.services import maken
    from tests.factories import NU, ErkenningFactory, StageplaatsFactory, StudentFactory

    plaats = StageplaatsFactory(capaciteit=1)
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    studenten = [StudentFactory() for _ in range(lopers)]

    def taak(student: object) -> Callable[[], None]:
        return lambda: maken.maak_plaatsing(
            student=student,
            stageplaats=plaats,
            begindatum=date(2027, 2, 1),
            einddatum=date(2027, 7, 2),
            periodes="3 4",
            dagen="ma di",
            by=None,
            at=NU,
        )

    fouten = tegelijk([taak(student) for student in studenten])
    return Plaatsing.objects.filter(stageplaats=plaats).count(), fouten


def dubbel_geplaatst(lopers: int) -> tuple[int, list[str]]:
    """One student, `lopers` places with room: how many placements there are afterwards (R4.7)."""
    from datetime import date

    from plaatsingen.models import Plaatsing
    from plaatsingen.services import maken
    from tests.factories import NU, ErkenningFactory, StageplaatsFactory, StudentFactory

    student = StudentFactory()
    plaatsen = [StageplaatsFactory() for _ in range(lopers)]
    for plaats in plaatsen:
        ErkenningFactory(organisatie=plaats.leerbedrijf)

    def taak(plaats: object) -> Callable[[], None]:
        return lambda: maken.maak_plaatsing(
            student=student,
            stageplaats=plaats,
            begindatum=date(2027, 2, 1),
            einddatum=date(2027, 7, 2),
            periodes="3 4",
            dagen="ma di",
            by=None,
            at=NU,
        )

    fouten = tegelijk([taak(plaats) for plaats in plaatsen])
    return Plaatsing.objects.filter(student=student).count(), fouten


def main() -> None:
    """Race on a SQLite file."""
    with tempfile.TemporaryDirectory() as map_:
        os.environ["STAGEBUREAU_OMGEVING"] = "test"
        os.environ["DATABASE_URL"] = f"sqlite:///{map_}/wedloop.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stagebureau.settings")
        import django
        from django.core.management import call_command

        from tests.sjabloon import leg_klaar

        leg_klaar(Path(map_, "wedloop.sqlite3"))
        django.setup()
        call_command("migrate", verbosity=0)
        slot_af = "zonder-slot" in sys.argv
        for ren in (laatste_plek, dubbel_geplaatst):
            for _ in range(1 if slot_af else 3):
                with zonder_slot(6) if slot_af else contextlib.nullcontext():
                    aantal, fouten = ren(6)
                print(aantal, *sorted(set(fouten)))  # noqa: T201 - a small program


if __name__ == "__main__":
    main()
