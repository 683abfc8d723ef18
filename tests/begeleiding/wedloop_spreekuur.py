"""Students who want the last slot of a spreekuur at the same moment, and the same without the lock."""

import threading
from contextlib import suppress
from datetime import timedelta
from unittest import mock

from basis.errors import DomainError
from begeleiding.models import Reeks, Spreekuurplek
from begeleiding.services import spreekuur
from tests.factories import NU, OrganisatieFactory, StudentFactory, persoon
from tests.plaatsingen.wedloop import tegelijk

LOPERS = 6


def laatste_tijd() -> int:
    """Let so many students book one slot at once; return how many were told that it is theirs."""
    school = OrganisatieFactory(school=True)
    leider = persoon("stagedocent", school)
    reeks = Reeks.objects.create(
        soort="spreekuur", naam="Spreekuur", leider=leider, school=school, voor="school", gemaakt_op=NU
    )
    bij = reeks.bijeenkomsten.create(begin=NU + timedelta(days=2))
    plek = bij.plekken.create(begin=bij.begin)
    studenten = [StudentFactory(school=school) for _ in range(LOPERS)]
    taken = [
        lambda student=student: spreekuur.boek(plek=plek, student=student, vraag="", by=student.user, at=NU)
        for student in studenten
    ]
    fouten = tegelijk(taken)
    assert set(fouten) <= {DomainError.__name__}
    assert Spreekuurplek.objects.get(pk=plek.pk).student in studenten
    return LOPERS - len(fouten)


def zonder_slot():
    """Booking without the lock: everybody reads before anybody writes."""
    gelezen = threading.Barrier(LOPERS)

    def lees_alleen(plek: Spreekuurplek) -> Spreekuurplek:
        nu = Spreekuurplek.objects.select_related("bijeenkomst__reeks__leider", "student__user").get(pk=plek.pk)
        with suppress(threading.BrokenBarrierError):
            gelezen.wait(5)
        return nu

    return mock.patch.object(spreekuur, "_vergrendeld", lees_alleen)
