# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""Many people who want the last place of a mentor, or the last seat at a training, at the same moment.

`python -m tests.begeleiding.poulewedloop` prints per race, on a SQLite file of its own, how many got it.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

LOPERS = 6


def mentorplek() -> tuple[int, list[str]]:
    """One place with a mentor; each names somebody else."""
    from decimal import Decimal

    from begeleiding.models import Mentorkoppeling
    from begeleiding.services import mentoren
    from tests.factories import NU, persoon
    from tests.factories.poule import MentorFactory
    from tests.plaatsingen.wedloop import tegelijk

    mentor = MentorFactory(hoogstens=1)
    opleider = persoon("praktijkopleider", mentor.afdeling.locatie.organisatie)
    vast = {"plaatsing": None, "uren_per_week": Decimal(1), "van": mentor.van, "tot": None, "by": opleider, "at": NU}
    fouten = tegelijk([lambda n=n: mentoren.koppel(mentor=mentor, naam=f"Nieuw {n}", **vast) for n in range(LOPERS)])
    return Mentorkoppeling.objects.count(), fouten


def trainingsplek() -> tuple[int, list[str]]:
    """One seat at a training."""
    from begeleiding.models import Deelname
    from begeleiding.services.scholing import meld_aan
    from tests.factories import NU, persoon
    from tests.factories.poule import TrainingFactory
    from tests.plaatsingen.wedloop import tegelijk

    training = TrainingFactory(plekken=1)
    mensen = [persoon("werkbegeleider") for _ in range(LOPERS)]
    fouten = tegelijk([lambda wie=wie: meld_aan(training=training, by=wie, at=NU) for wie in mensen])
    return Deelname.objects.filter(status="aangemeld").count(), fouten


@contextlib.contextmanager
def zonder_slot() -> Iterator[None]:
    """The mentor's guard off: nothing is locked, and everybody counts before anybody writes."""
    from unittest import mock

    from begeleiding.models import Mentor
    from begeleiding.services import mentoren

    geteld, past = threading.Barrier(LOPERS), mentoren._past

    def tel_en_wacht(*gegevens: object) -> None:
        past(*gegevens)
        with contextlib.suppress(threading.BrokenBarrierError):
            geteld.wait(5)

    def lees_alleen(mentor: Mentor) -> Mentor:
        return Mentor.objects.select_related("user", "afdeling__locatie").get(pk=mentor.pk)

    with (
        mock.patch.object(mentoren, "_op_slot", lees_alleen),
        mock.patch.object(mentoren, "_past", tel_en_wacht),
        # On SQLite the transaction itself is the lock: without one, everybody reads before anybody writes.
        mock.patch.object(mentoren, "koppel", mentoren.koppel.__wrapped__),
    ):
        yield


def main() -> None:
    """Race on a SQLite file, with the guard and (mentors) without."""
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
        for ren in (mentorplek, trainingsplek):
            aantal, fouten = ren()
            sys.stdout.write(f"{aantal} {' '.join(sorted(set(fouten)))}\n")
        with zonder_slot():
            sys.stdout.write(f"{'meer' if mentorplek()[0] > 2 else 'een'}\n")  # the first race left one


if __name__ == "__main__":
    main()
