"""Rules that are recorded while others sweep or record too."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connections, transaction

from evaluaties import verslagregels as regels
from evaluaties.models import Veegstand, Verslagbeleid
from evaluaties.services import beleid, veegronde
from evaluaties.services.ladderpost import Ladderpost
from evaluaties.tasks import controleer_verslagen
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, persoon

NU = datetime(2026, 10, 12, 12, 0, tzinfo=AMSTERDAM)


def leg_vast(by, school=None, **cijfers):
    try:
        return beleid.leg_beleid_vast(
            school=school,
            opleiding=None,
            vanaf=date(2026, 11, 1),
            beleid=regels.Beleid(**cijfers),
            reden="Afgesproken.",
            by=by,
            at=NU,
        ).pk
    finally:
        connections.close_all()


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_a_version_recorded_during_a_sweep_is_not_overlooked():
    kring = maak_kring(aangemaakt_op=datetime(2026, 8, 20, tzinfo=AMSTERDAM))
    controleer_verslagen(NU.isoformat())
    Veegstand.objects.update(volgend_moment=None)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rijen = veegronde._aan_de_beurt(NU, 0, 10)
            klaar = pool.submit(leg_vast, kring.coordinator, kring.school)
            time.sleep(0.3)
            assert not klaar.done(), "the version must wait for the sweep"
            veegronde._veeg_groep(rijen, Ladderpost(NU), NU, veegronde.Uitkomst())
        klaar.result(timeout=10)
    assert Veegstand.objects.get().volgend_moment is None


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_twenty_equal_recordings_at_once_are_one():
    beheerder = persoon("beheerder")
    maak_kring()
    with ThreadPoolExecutor(5) as pool:
        uitkomst = set(pool.map(lambda _: leg_vast(beheerder, grace_days=5), range(20)))
    assert len(uitkomst) == Verslagbeleid.objects.count() == 1
