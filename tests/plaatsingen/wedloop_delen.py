# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""Many stages that want the last day at a second host, or the last seat of a summer week, at the same moment.

Also a program: `python -m tests.plaatsingen.wedloop_delen [zonder-slot]` races on a SQLite file of its own.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.plaatsingen.wedloop import tegelijk, zonder_slot


@contextlib.contextmanager
def zonder_slot_op_delen(lopers: int) -> Iterator[None]:
    """Adding a part with its guard off: nothing is locked, and everybody counts before anybody writes."""
    from unittest import mock

    from django.db import connection

    from plaatsingen.services import delen, slot
    from vacatures.models import Stageplaats

    geteld = threading.Barrier(lopers)
    eis_plek = delen._eis_plek

    def tel_en_wacht(*args: object, **gegevens: object) -> None:
        eis_plek(*args, **gegevens)
        with contextlib.suppress(threading.BrokenBarrierError):
            geteld.wait(5)

    def lees_alleen(*, stageplaats_ids: list[int], student_ids: list[int]) -> dict:
        return {plaats.pk: plaats for plaats in Stageplaats.objects.met_leerbedrijf().filter(pk__in=stageplaats_ids)}

    # On SQLite the transaction itself is the lock: without one, everybody reads before anybody writes.
    voeg_toe = delen.voeg_toe.__wrapped__ if connection.vendor == "sqlite" else delen.voeg_toe
    with (
        mock.patch.object(slot, "vergrendel", lees_alleen),
        mock.patch.object(delen, "_eis_plek", tel_en_wacht),
        mock.patch.object(delen, "voeg_toe", voeg_toe),
        # The head of the audit chain is a lock of its own: who writes a line first makes the others wait.
        mock.patch.object(delen, "leg_vast", return_value=None),
    ):
        yield


def laatste_deel(lopers: int) -> tuple[int, list[str]]:
    """One seat on Tuesday at a second host, `lopers` stages that want it: how many got it, and what the others got."""
    from plaatsingen.models import Stagedeel
    from plaatsingen.services import delen
    from tests.factories import NU, ErkenningFactory, PlaatsingFactory, StageplaatsFactory, persoon

    plaats = StageplaatsFactory(capaciteit=1)
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    stages = [PlaatsingFactory(uren_norm=300) for _ in range(lopers)]
    wie = [persoon("coordinator", stage.student.school) for stage in stages]

    def taak(stage: object, by: object) -> Callable[[], None]:
        return lambda: delen.voeg_toe(plaatsing=stage, stageplaats=plaats, dagen="di", uren_norm=100, by=by, at=NU)

    fouten = tegelijk([taak(stage, by) for stage, by in zip(stages, wie, strict=True)])
    return Stagedeel.objects.filter(stageplaats=plaats).count(), fouten


def laatste_zomerplek(lopers: int) -> tuple[int, list[str]]:
    """A place without seats but for one in summer weeks, `lopers` students: how many placements, and the refusals."""
    from plaatsingen.models import Plaatsing
    from plaatsingen.services import maken
    from tests.factories import NU, ErkenningFactory, StageplaatsFactory, StudentFactory
    from vacatures.models import Weekcapaciteit

    plaats = StageplaatsFactory(capaciteit=5, periodes="1 2 3 4 z")
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    begin, eind = date(2027, 7, 10), date(2027, 7, 30)
    Weekcapaciteit.objects.create(stageplaats=plaats, begin=begin, eind=eind, capaciteit=1)
    studenten = [StudentFactory() for _ in range(lopers)]

    def taak(student: object) -> Callable[[], None]:
        return lambda: maken.maak_plaatsing(
            student=student,
            stageplaats=plaats,
            begindatum=begin,
            einddatum=eind,
            periodes="z",
            dagen="ma",
            by=None,
            at=NU,
        )

    fouten = tegelijk([taak(student) for student in studenten])
    return Plaatsing.objects.filter(stageplaats=plaats).count(), fouten


RENNEN = ((laatste_deel, zonder_slot_op_delen), (laatste_zomerplek, zonder_slot))


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
        for ren, zonder in RENNEN:
            with zonder(6) if slot_af else contextlib.nullcontext():
                aantal, fouten = ren(6)
            print(aantal, *sorted(set(fouten)))  # noqa: T201 - a small program


if __name__ == "__main__":
    main()
