"""R4: kill -9 at each named point of the sweep and of the relay: 0 lost, 0 double; a mail twice only as the same mail.

Each point once in the daily run; CHAOS_DODEN=300 (`make test-chaos`) is the full number.
"""

import os
from collections import Counter
from datetime import datetime
from random import Random

import pytest

from tests.chaos.bediening import HUUR, Huis, Jaar
from tests.chaos.postbus import Postbus

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.echt]

DODEN = int(os.environ.get("CHAOS_DODEN", "14"))
STAPPEN = 30  # of one school year
VEEGPUNTEN = ("voor_event", "na_event", "voor_bericht", "na_bericht", "voor_commit", "na_commit", "voor_hartslag")
POSTPUNTEN = ("na_huur", "voor_data", "in_data", "na_data", "voor_verzonden", "na_verzonden")
# Between the 250 of the mail server and the commit a mail may go twice; nowhere else.
MAG_DUBBEL = {"na_data", "voor_verzonden", "ergens"}
ERGENS = "ergens"  # at any moment, chosen by the clock


class Beul:
    """Who decides where each piece of work dies: every point in turn, again at the next try if it wasn't reached."""

    def __init__(self, aantal: int) -> None:
        self.kans, self.doden = Random(aantal), Counter()
        punten = [*VEEGPUNTEN, *POSTPUNTEN, ERGENS]
        reeks = [punten[nummer % len(punten)] for nummer in range(aantal)]
        self.te_doen = {
            "veeg": [punt for punt in reeks if punt not in POSTPUNTEN],
            "post": [punt for punt in reeks if punt in POSTPUNTEN],
        }

    @property
    def klaar(self) -> bool:
        return not any(self.te_doen.values())

    def breng_om(self, jaar: Jaar, doe: str, op: datetime) -> None:
        """Let the work be killed at the next point on the list."""
        if not self.te_doen[doe]:
            return
        punt = self.te_doen[doe][0]
        opties = {"punt": punt, "keer": self.kans.choice((1, 1, 1, 2, 3))}
        if punt == ERGENS:
            opties = {"na_ms": self.kans.randrange(1, 120)}
        if jaar.huis.vraag(doe, op, **opties)["codes"] == [-9]:
            self.doden[punt] += 1
            self.te_doen[doe].pop(0)


def leef(huis: Huis, zaad: int, stappen: int, beul: Beul | None = None) -> tuple[dict, int]:
    """Live a year of at most so many steps, until the executioner is done. Returns the end and the number of steps."""
    jaar, gedaan = Jaar(huis, zaad), 0
    while gedaan < stappen and jaar.stap():
        gedaan += 1
        if beul:
            beul.breng_om(jaar, "veeg", jaar.nu)
        huis.doe("veeg", jaar.nu)  # what the next ring of the clock does
        jaar.controleer(jaar.stand())
        if beul:
            beul.breng_om(jaar, "post", jaar.nu)
        huis.doe("post", jaar.nu + HUUR)
        if beul and beul.klaar:
            break
    huis.doe("post", jaar.nu + HUUR * 2)
    return jaar.stand(), gedaan


def dubbele(stand: dict, huispost: Postbus) -> int:
    """How many mails came once too often; all that was sent came, and nothing else."""
    aantallen = Counter(huispost.message_ids())
    assert set(aantallen) == {message_id for _, status, message_id in stand["berichten"] if status == "verzonden"}
    return sum(aantallen.values()) - len(aantallen)


def controleer(jaar: Jaar, huispost: Postbus) -> None:
    stand = jaar.stand()
    jaar.controleer(stand)
    assert dubbele(stand, huispost) == 0


def test_kill_at_every_point_loses_nothing_and_doubles_nothing(maak_huis, huispost):
    beul, dubbel = Beul(DODEN), 0
    for zaad in range(DODEN):
        if beul.klaar:
            break
        stand, stappen = leef(maak_huis(), zaad, STAPPEN, beul)
        dubbel += dubbele(stand, huispost)
        # The same events, the same mails, all of them sent or dropped alike as when nobody dies.
        assert stand == leef(maak_huis(), zaad, stappen)[0]
    assert set(beul.doden) == {*VEEGPUNTEN, *POSTPUNTEN, ERGENS}
    assert dubbel <= sum(beul.doden[punt] for punt in MAG_DUBBEL)


@pytest.mark.parametrize(
    ("doe", "gebrek", "punt"), [("veeg", "eerst_afvinken", "voor_event"), ("post", "eerst_verzonden", "voor_data")]
)
def test_control_a_house_that_ticks_off_too_early_is_caught(maak_huis, huispost, doe, gebrek, punt):
    """Positive control: with the order of write and tick-off turned round, the same kill loses something."""
    huis = maak_huis()
    jaar = Jaar(huis, 1, aantal=2)
    while jaar.stap() and not any(wereld.orakel for wereld in jaar.werelden):
        huis.doe("veeg", jaar.nu)
        huis.doe("post", jaar.nu + HUUR)
    if doe == "post":
        huis.doe("veeg", jaar.nu)
    antwoord = huis.vraag(doe, jaar.nu + HUUR, punt=punt, gebreken=[gebrek])
    assert antwoord["codes"] == [-9], antwoord
    huis.doe("veeg", jaar.nu)
    huis.doe("post", jaar.nu + HUUR)
    with pytest.raises(AssertionError):
        controleer(jaar, huispost)
