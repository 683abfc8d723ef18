# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""C1: the last seat of a round, fought over by everybody at once. Also a program: on a SQLite file of its own.

`python -m tests.chaos.laatste_plek RONDES LOPERS [zonder-slot]` prints per race its name, how many placements (or
answers, or objections) there were, and what the losers got.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.plaatsingen.wedloop import dubbel_geplaatst, laatste_plek, tegelijk, zonder_slot

Uitkomst = tuple[int, list[str]]


def _ronde() -> tuple:
    from tests.matching.hulp import bereken_met_hand, maak_ronde

    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    return ronde, student, plaats


def _hand(plaats: object) -> Callable[[], object]:
    from plaatsingen.services import maken
    from tests.factories import NU, StudentFactory

    student = StudentFactory()
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


def publiceren_en_plaatsen(lopers: int) -> Uitkomst:
    """One publishes a round that gives away the last seat, the others give it to somebody by hand."""
    from matching.services.publiceren import publiceer_ronde
    from plaatsingen.models import Plaatsing
    from tests.factories import NU

    ronde, _, plaats = _ronde()
    taken = [lambda: publiceer_ronde(ronde=ronde, by=None, at=NU), *(_hand(plaats) for _ in range(lopers - 1))]
    fouten = tegelijk(taken)
    return Plaatsing.objects.filter(stageplaats=plaats).count(), fouten


def samen_publiceren(lopers: int) -> Uitkomst:
    """Everybody publishes the same round: one placement, one mail to the student, nobody gets an error."""
    from kern.models import Bericht
    from matching.services.publiceren import publiceer_ronde
    from plaatsingen.models import Plaatsing
    from tests.factories import NU

    ronde, student, plaats = _ronde()
    fouten = tegelijk([lambda: publiceer_ronde(ronde=ronde, by=None, at=NU)] * lopers)
    mails = Bericht.objects.filter(ontvanger=student.user).count()
    return max(mails, Plaatsing.objects.filter(stageplaats=plaats).count()), fouten


def samen_bevestigen(lopers: int) -> Uitkomst:
    """The student says yes on many devices: it is written once."""
    from matching.services.publiceren import publiceer_ronde
    from plaatsingen.models import Plaatsing, Statuswijziging
    from plaatsingen.services.status import bevestig_plaatsing
    from tests.factories import NU

    ronde, student, _ = _ronde()
    publiceer_ronde(ronde=ronde, by=None, at=NU)
    plaatsing = Plaatsing.objects.get(student=student)
    fouten = tegelijk([lambda: bevestig_plaatsing(plaatsing=plaatsing, by=student.user, at=NU)] * lopers)
    return Statuswijziging.objects.filter(plaatsing=plaatsing, naar="geaccepteerd").count(), fouten


def samen_bezwaar(lopers: int) -> Uitkomst:
    """The student sends the same objection many times: there is one."""
    from matching.models import Bezwaar, Voorstel
    from matching.services.bezwaar import maak_bezwaar
    from matching.services.publiceren import publiceer_ronde
    from tests.factories import NU

    ronde, student, _ = _ronde()
    publiceer_ronde(ronde=ronde, by=None, at=NU)
    voorstel = Voorstel.objects.get(student=student)
    fouten = tegelijk([lambda: maak_bezwaar(voorstel=voorstel, tekst="Te ver.", by=student.user, at=NU)] * lopers)
    return Bezwaar.objects.filter(voorstel=voorstel).count(), fouten


def intrekken_tijdens(lopers: int) -> Uitkomst:
    """The place is withdrawn while the round is published: published and offered, or neither; 1 means consistent."""
    from matching.services.publiceren import publiceer_ronde
    from plaatsingen.models import Plaatsing
    from tests.factories import NU, persoon
    from vacatures.services.plaatsen import trek_stageplaats_in

    ronde, _, plaats = _ronde()
    door = persoon("beheerder")

    def trek_in() -> None:
        trek_stageplaats_in(plaats=plaats, by=door, at=NU)

    def publiceer() -> None:
        publiceer_ronde(ronde=ronde, by=None, at=NU)

    taken = [publiceer if nummer % 2 else trek_in for nummer in range(lopers)]
    fouten = [fout for fout in tegelijk(taken) if fout != "DomainError"]
    ronde.refresh_from_db()
    geplaatst = Plaatsing.objects.filter(stageplaats=plaats).exists()
    return int(geplaatst == (ronde.status == "gepubliceerd")), fouten


@contextlib.contextmanager
def publiceren_zonder_slot(lopers: int) -> Iterator[None]:
    """Guard off: places aren't locked, and everybody has counted before anybody writes."""
    from unittest import mock

    from django.db import connection

    from matching.services import publiceren
    from plaatsingen.services import maken, slot
    from vacatures.models import Stageplaats

    geteld = threading.Barrier(lopers)

    def en_wacht(controleer: Callable[..., None]) -> Callable[..., None]:
        def doe(*args: object, **gegevens: object) -> None:
            controleer(*args, **gegevens)
            with contextlib.suppress(threading.BrokenBarrierError):
                geteld.wait(5)

        return doe

    def lees_alleen(*, stageplaats_ids: list[int], student_ids: list[int]) -> dict:
        return {plaats.pk: plaats for plaats in Stageplaats.objects.met_leerbedrijf().filter(pk__in=stageplaats_ids)}

    with contextlib.ExitStack() as stapel:
        for doel, naam, nieuw in (
            (slot, "vergrendel", lees_alleen),
            (slot, "controleer", en_wacht(slot.controleer)),
            (publiceren, "_controleer", en_wacht(publiceren._controleer)),
            (maken, "maak_plaatsing", maken.maak_plaatsing.__wrapped__),
        ):
            stapel.enter_context(mock.patch.object(doel, naam, nieuw))
        if connection.vendor == "sqlite":  # there the transaction itself is the lock
            kaal = publiceren.publiceer_ronde.__wrapped__
            stapel.enter_context(mock.patch.object(publiceren, "publiceer_ronde", kaal))
        yield


WEDLOPEN: dict[str, Callable[[int], Uitkomst]] = {
    "met de hand": laatste_plek,
    "dubbel geplaatst": dubbel_geplaatst,
    "publiceren en plaatsen": publiceren_en_plaatsen,
    "samen publiceren": samen_publiceren,
    "samen bevestigen": samen_bevestigen,
    "samen bezwaar": samen_bezwaar,
    "intrekken tijdens": intrekken_tijdens,
}
ZONDER_SLOT = {"met de hand": zonder_slot, "publiceren en plaatsen": publiceren_zonder_slot}


def main() -> None:
    """Race on a SQLite file."""
    rondes, lopers = int(sys.argv[1]), int(sys.argv[2])
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
        for naam in ZONDER_SLOT if slot_af else WEDLOPEN:
            for _ in range(rondes):
                with ZONDER_SLOT[naam](lopers) if slot_af else contextlib.nullcontext():
                    aantal, fouten = WEDLOPEN[naam](lopers)
                print(naam, aantal, *sorted(set(fouten)), sep="\t")  # noqa: T201 - a small program


if __name__ == "__main__":
    main()
