# ruff: noqa: PLC0415 - as a program it sets up Django before it can import models
"""Several people who sign at the same moment. Also a program: the races on a SQLite file of its own.

`python -m tests.plaatsingen.tekenwedloop [zonder-slot]` prints per race what came of it.
"""

import contextlib
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.plaatsingen.wedloop import tegelijk


@contextlib.contextmanager
def zonder_slot(lopers: int) -> Iterator[None]:
    """The same services with their guard off: nothing is locked, and everybody looks before anybody writes."""
    from unittest import mock

    from kern.services import toegangslinks
    from plaatsingen.models import Overeenkomst
    from plaatsingen.services import ondertekenen

    gekeken = threading.Barrier(lopers)

    def lees_alleen(overeenkomst: Overeenkomst) -> Overeenkomst:
        return Overeenkomst.objects.select_related("plaatsing__student__user", "bron").get(pk=overeenkomst.pk)

    def wacht() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            gekeken.wait(5)

    echt_controleer, echt_toets = ondertekenen._controleer, toegangslinks._controleer

    def controleer(*args: object, **kwargs: object) -> None:
        echt_controleer(*args, **kwargs)
        wacht()

    def lees_link(*, link: object, at: object) -> object:
        nu = echt_toets(type(link).objects.get(pk=link.pk), at)
        wacht()
        return nu

    with (
        mock.patch.object(ondertekenen, "vergrendel_overeenkomst", lees_alleen),
        mock.patch.object(ondertekenen, "_controleer", controleer),
        mock.patch.object(toegangslinks, "vergrendel_link", lees_link),
        # On SQLite the transaction itself is the lock: without one, everybody reads before anybody writes.
        mock.patch.object(ondertekenen, "teken_in_portaal", ondertekenen.teken_in_portaal.__wrapped__),
        mock.patch.object(toegangslinks, "gebruik_link", toegangslinks.gebruik_link.__wrapped__),
    ):
        yield


def twee_tekenaars(lopers: int) -> tuple[int, list[str]]:
    """So many people who may sign for one organisation: how many signatures the log has, and what the others got."""
    from kern.models import AuditRegel
    from plaatsingen.services import ondertekenen
    from tests.factories import NU, persoon
    from tests.plaatsingen.tekenwereld import HASH, Wereld

    wereld = Wereld(bevoegd=False)
    mensen = [persoon("praktijkopleider", wereld.huis) for _ in range(lopers)]
    for user in mensen:
        wereld.mag(wereld.huis, user)
    partij = wereld.stuur().partij("leerbedrijf")

    def taak(user: object):
        return lambda: ondertekenen.teken_in_portaal(partij=partij, tekst_hash=HASH, akkoord=True, by=user, at=NU)

    fouten = tegelijk([taak(user) for user in mensen])
    regels = AuditRegel.objects.filter(actie="overeenkomst ondertekend", object_id=str(partij.public_id))
    return regels.count(), fouten


def dubbelklik(lopers: int) -> tuple[int, list[str]]:
    """One person who clicks so many times: how many signatures the log has, and what went wrong."""
    from kern.models import AuditRegel
    from plaatsingen.services import ondertekenen
    from tests.factories import NU
    from tests.plaatsingen.tekenwereld import HASH, Wereld

    wereld = Wereld().stuur()
    partij, user = wereld.partij("student"), wereld.student.user

    def taak() -> None:
        ondertekenen.teken_in_portaal(partij=partij, tekst_hash=HASH, akkoord=True, by=user, at=NU)

    fouten = tegelijk([taak] * lopers)
    regels = AuditRegel.objects.filter(actie="overeenkomst ondertekend", object_id=str(partij.public_id))
    return regels.count(), fouten


def link_gebruikt(lopers: int) -> tuple[int, list[str]]:
    """One link used so many times at once: how often it worked, and what the others got."""
    import uuid
    from datetime import timedelta

    from kern.services import toegangslinks
    from tests.factories import NU

    link, _ = toegangslinks.maak_link(
        doel="begeleiden",
        object_id=uuid.uuid4(),
        naam="",
        email="a@b.test",
        geldig_tot=NU + timedelta(1),
        by=None,
        at=NU,
    )
    gelukt: list[int] = []

    def taak() -> None:
        toegangslinks.gebruik_link(link=link, at=NU)
        gelukt.append(1)

    fouten = tegelijk([taak] * lopers)
    return len(gelukt), fouten


RACES = (twee_tekenaars, dubbelklik, link_gebruikt)


def intrekken_of_tekenen() -> list[str]:
    """Signing and withdrawing at once: the state and whether the student signed, of 4 tries."""
    from plaatsingen.services import ondertekenen
    from plaatsingen.services.overeenkomst import trek_in
    from tests.factories import NU
    from tests.plaatsingen.tekenwereld import HASH, Wereld

    uitkomsten = []
    for _ in range(4):
        wereld = Wereld().stuur()
        partij, user = wereld.partij("student"), wereld.student.user
        overeenkomst, coordinator = wereld.overeenkomst, wereld.coordinator
        fouten = tegelijk(
            [
                lambda p=partij, u=user: ondertekenen.teken_in_portaal(
                    partij=p, tekst_hash=HASH, akkoord=True, by=u, at=NU
                ),
                lambda o=overeenkomst, c=coordinator: trek_in(overeenkomst=o, reden="anders", by=c, at=NU),
            ]
        )
        overeenkomst.refresh_from_db()
        getekend = wereld.partij("student").getekend_op is not None
        # Either the signature came first and stays readable, or it was refused.
        goed = overeenkomst.status == "vervallen" and (fouten == [] if getekend else fouten == ["DomainError"])
        uitkomsten.append("goed" if goed else f"{overeenkomst.status} {getekend} {fouten}")
    return uitkomsten


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
        for ren in RACES:
            with zonder_slot(5) if slot_af else contextlib.nullcontext():
                aantal, fouten = ren(5)
            print(ren.__name__, aantal, *sorted(set(fouten)))  # noqa: T201 - a small program
        if not slot_af:
            print("intrekken", *intrekken_of_tekenen())  # noqa: T201


if __name__ == "__main__":
    main()
