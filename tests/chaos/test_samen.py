"""R7: two clocks and four workers at once: the events of one sweep; without the lock and the key there are more.

CHAOS_SAMEN=600 lets them go on for that many moments.
"""

import os
from datetime import UTC, datetime

import pytest

from tests.chaos.bediening import HUUR, Jaar

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.echt]

MOMENTEN = int(os.environ.get("CHAOS_SAMEN", "4"))
TEGELIJK = 8  # 2 beats x 4 workers
OP = datetime(2026, 10, 2, 5, tzinfo=UTC)  # the check of the first report


def veeg_samen(huis, op, *gebreken):
    return huis.vraag("veeg", op, samen=TEGELIJK, gebreken=list(gebreken))


def test_sweeps_and_relays_at_once_give_the_events_and_mails_of_one(maak_huis, huispost):
    huis = maak_huis()
    jaar = Jaar(huis, 5)
    for _ in range(MOMENTEN):
        if not jaar.stap():
            break
        antwoord = veeg_samen(huis, jaar.nu, "traag")
        assert antwoord["codes"] == [0] * TEGELIJK, antwoord["uit"]
        huis.doe("veeg", jaar.nu)  # a placement that was skipped because another sweep held it waits for the next ring
        jaar.controleer(jaar.stand())
        assert huis.vraag("post", jaar.nu, samen=TEGELIJK)["codes"] == [0] * TEGELIJK
    huis.doe("post", jaar.nu + HUUR)
    assert huispost.ontvangen
    assert len(huispost.message_ids()) == len(set(huispost.message_ids()))
    verzonden = [m for _, status, m in jaar.stand()["berichten"] if status == "verzonden"]
    assert sorted(verzonden) == sorted(huispost.message_ids())


def missers_na(huis, *gebreken):
    """How many events 'MISS' six placements have after eight sweeps at once; six is right. And what the sweeps said."""
    huis.doe("wereld", OP, aantal=6)
    antwoord = veeg_samen(huis, OP, *(gebreken or ["traag"]))
    huis.doe("veeg", OP)
    stand = huis.doe("stand", OP)
    return sum(rij["type"] == "MISS" for plaatsing in stand["gebeurtenissen"] for rij in plaatsing), antwoord["uit"]


@pytest.mark.parametrize(
    ("zonder_sleutel", "gebreken", "goed"),
    [
        pytest.param(True, (), True, id="lock alone"),
        pytest.param(False, ("zonder_slot",), True, id="key alone"),
        pytest.param(True, ("zonder_slot",), False, id="neither"),
    ],
)
def test_lock_and_key_each_hold_alone_and_without_both_it_goes_wrong(maak_huis, zonder_sleutel, gebreken, goed):
    huis = maak_huis()
    if zonder_sleutel:
        huis.doe("laat_sleutels_vallen", OP)
    aantal, uitkomsten = missers_na(huis, *gebreken)
    assert (aantal == 6) is goed, uitkomsten
