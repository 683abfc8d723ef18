# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""Applications answered at the same moment. Also a program: a race on a SQLite file of its own.

`python -m tests.plaatsingen.wedloop_aannemen [zonder-slot]` prints per race how many placements or steps there are.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.plaatsingen.wedloop import tegelijk

Ren = Callable[[int], tuple[int, list[str]]]


@contextlib.contextmanager
def zonder_slot(lopers: int) -> Iterator[None]:
    """The same services with their guards off: nothing is locked, and everybody looks before anybody writes."""
    from unittest import mock

    from plaatsingen.services import aannemen, slot
    from vacatures.models import Sollicitatie, Stageplaats
    from vacatures.services import sollicitatie, sollicitatie_leerbedrijf, sollicitatie_stap

    gekeken = {naam: threading.Barrier(lopers) for naam in ("sollicitatie", "plek")}

    def wacht(naam: str) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            gekeken[naam].wait(5)

    def lees(rij: object) -> object:
        uit = Sollicitatie.objects.met_betrokkenen().get(pk=rij.pk)
        wacht("sollicitatie")
        return uit

    def lees_plekken(*, stageplaats_ids: list[int], student_ids: list[int]) -> dict:
        return {plaats.pk: plaats for plaats in Stageplaats.objects.met_leerbedrijf().filter(pk__in=stageplaats_ids)}

    controleer = slot.controleer

    def tel_en_wacht(**gegevens: object) -> None:
        controleer(**gegevens)
        wacht("plek")

    with contextlib.ExitStack() as af:
        for module in (sollicitatie, sollicitatie_leerbedrijf, sollicitatie_stap):
            af.enter_context(mock.patch.object(module, "vergrendeld", lees))
        af.enter_context(mock.patch.object(slot, "vergrendel", lees_plekken))
        af.enter_context(mock.patch.object(slot, "controleer", tel_en_wacht))
        # On SQLite the transaction itself is the lock: without one, everybody reads before anybody writes.
        for module, naam in (
            (sollicitatie, "verstuur"),
            (sollicitatie, "trek_in"),
            (sollicitatie_leerbedrijf, "accepteer"),
            (aannemen, "neem_aan"),
        ):
            af.enter_context(mock.patch.object(module, naam, getattr(module, naam).__wrapped__))
        yield


def _accepteer(nu: object, opleider: object) -> Callable[[], None]:
    from tests.factories import NU
    from tests.vacatures.sollicitatie_hulp import TIJD
    from vacatures.services import sollicitatie_leerbedrijf as bedrijf

    return lambda: bedrijf.accepteer(sollicitatie=nu, **TIJD, by=opleider, at=NU)


def zelfde_student(lopers: int) -> tuple[int, list[str]]:
    """`lopers` houses accept one student: how many placements the student gets."""
    from plaatsingen.models import Plaatsing
    from tests.factories import SollicitatieFactory, StudentFactory
    from tests.vacatures.sollicitatie_hulp import maak_kring

    student = StudentFactory()
    taken = []
    for _ in range(lopers):
        kring = maak_kring()
        taken.append(_accepteer(SollicitatieFactory(vacature=kring.vacature, student=student), kring.opleider))
    fouten = tegelijk(taken)
    return Plaatsing.objects.filter(student=student).count(), fouten


def laatste_plek(lopers: int) -> tuple[int, list[str]]:
    """One seat, `lopers` students accepted at once: how many placements there are."""
    from plaatsingen.models import Plaatsing
    from tests.factories import SollicitatieFactory
    from tests.vacatures.sollicitatie_hulp import maak_kring, nog_een

    kring = maak_kring()
    rijen = [SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring)) for _ in range(lopers)]
    fouten = tegelijk([_accepteer(rij, kring.opleider) for rij in rijen])
    return Plaatsing.objects.filter(stageplaats=kring.plaats).count(), fouten


def dubbel_verstuurd(lopers: int) -> tuple[int, list[str]]:
    """One student sends one application `lopers` times at once: how many steps there are."""
    from tests.factories import NU, SollicitatieFactory
    from tests.vacatures.sollicitatie_hulp import maak_kring
    from vacatures.services import sollicitatie as service

    kring = maak_kring()
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, concept=True)
    taak = lambda: service.verstuur(sollicitatie=nu, by=kring.student.user, at=NU)  # noqa: E731 - one line
    return _stappen(nu, tegelijk([taak] * lopers))


def dubbel_geaccepteerd(lopers: int) -> tuple[int, list[str]]:
    """One application accepted `lopers` times at once, at a place with room: how many steps there are."""
    from tests.factories import SollicitatieFactory
    from tests.vacatures.sollicitatie_hulp import maak_kring

    kring = maak_kring(capaciteit=20)
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    return _stappen(nu, tegelijk([_accepteer(nu, kring.opleider)] * lopers))


def accepteren_en_intrekken(lopers: int) -> tuple[int, list[str]]:
    """The house accepts while the student withdraws: how many ends the application has."""
    from tests.factories import NU, SollicitatieFactory
    from tests.vacatures.sollicitatie_hulp import maak_kring
    from vacatures.services import sollicitatie as service

    kring = maak_kring()
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    weg = lambda: service.trek_in(sollicitatie=nu, by=kring.student.user, at=NU)  # noqa: E731 - one line
    return _stappen(nu, tegelijk([_accepteer(nu, kring.opleider), weg] * (lopers // 2)))


def _stappen(nu: object, fouten: list[str]) -> tuple[int, list[str]]:
    return nu.stappen.count(), fouten


# Per race how many of so many runners are refused with a sentence: the rest did it, or found it done.
RENNEN: dict[Ren, bool] = {
    zelfde_student: True,
    laatste_plek: True,
    dubbel_verstuurd: False,
    dubbel_geaccepteerd: False,
}


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
        for ren in (*RENNEN, accepteren_en_intrekken):
            with zonder_slot(6) if slot_af else contextlib.nullcontext():
                aantal, fouten = ren(6)
            print(ren.__name__, aantal, *sorted(set(fouten)))  # noqa: T201 - a small program


if __name__ == "__main__":
    main()
