"""A real worker with its clock: it notices a forgotten report and reminds; what dies with it is mended by the next."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sjabloon import leg_klaar

ROOT = Path(__file__).resolve().parents[2]
GEDULD = 60
pytestmark = [pytest.mark.slow, pytest.mark.echt]


class Huis:
    """A house of its own: database, queue and files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.db = folder / "huis.sqlite3"
        self.env = {
            **{naam: waarde for naam, waarde in os.environ.items() if not naam.startswith(("DJANGO_", "PYTEST_"))},
            "STAGEBUREAU_OMGEVING": "test",
            "STAGEBUREAU_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{self.db}",
            "BROKER_URL": "filesystem://",
            "VEEGRONDE_SECONDEN": "8",  # one worker does all tasks of the clock: oftener, and they stand in line
            "OUTBOX_SECONDEN": "1",
            "HERSTEL_SECONDEN": "2",
            "PYTHONPATH": str(ROOT),
        }
        self.werker: subprocess.Popen | None = None
        leg_klaar(self.db)
        self.doe("manage.py", "migrate", "-v", "0")

    def doe(self, *woorden: str) -> str:
        klaar = subprocess.run(
            [sys.executable, *woorden], cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300, check=False
        )
        assert klaar.returncode == 0, klaar.stderr[-3000:]
        return klaar.stdout.strip()

    def start(self) -> None:
        self.werker = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "stagebureau", "worker", "-B", "-c", "1", "--without-gossip",
             "--without-mingle", "--without-heartbeat", "-s", str(self.db.parent / "beat"), "-l", "WARNING"],
            cwd=ROOT, env=self.env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def dood(self) -> None:
        if self.werker is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.werker.pid, signal.SIGKILL)
            self.werker.wait(timeout=20)
            self.werker = None

    def vraag(self, sql: str, *waarden: object) -> list:
        with closing(sqlite3.connect(self.db, timeout=20)) as verbinding:
            return verbinding.execute(sql, waarden).fetchall()

    def schrijf(self, sql: str, *waarden: object) -> None:
        with closing(sqlite3.connect(self.db, timeout=20)) as verbinding, verbinding:
            verbinding.execute(sql, waarden)

    def wacht(self, sql: str, *waarden: object) -> list:
        einde = time.monotonic() + GEDULD
        while time.monotonic() < einde:
            if rijen := self.vraag(sql, *waarden):
                return rijen
            time.sleep(0.3)
        pytest.fail(f"not within {GEDULD} s: {sql} {waarden}")


@pytest.fixture
def huis(tmp_path):
    huis = Huis(tmp_path)
    yield huis
    huis.dood()
    shutil.rmtree(tmp_path, ignore_errors=True)


MISS = "SELECT id FROM evaluaties_ladderevent WHERE soort = 'MISS' AND plaatsing_id = ?"
MAIL = "SELECT id FROM kern_bericht WHERE status = 'verzonden' AND id > ?"


def test_worker_reminds_and_a_killed_worker_loses_nothing(huis):
    eerste = huis.doe("tests/echt/vul.py")
    huis.start()
    huis.wacht(MISS, eerste)
    verstuurd = huis.wacht(MAIL, 0)
    huis.dood()

    tweede = huis.doe("tests/echt/vul.py")
    assert huis.vraag(MISS, tweede) == []
    # Work that was taken by the worker that died: nobody rings for it any more, only the row knows.
    nu = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    huis.schrijf(
        "INSERT INTO kern_achtergrondtaak (public_id, soort, titel, gegevens, status, procent, stap, annuleren, fout,"
        " resultaat, terug_url, aangevraagd_op, begonnen_op, hartslag_op, pogingen)"
        " VALUES (?, 'bpv-boeken', 'Werk van een dode', '{}', 'bezig', 40, '', 0, '', '{}', '', ?, ?, ?, 1)",
        "0" * 32, "2026-01-01 00:00:00", "2026-01-01 00:00:00", "2026-01-01 00:00:00",
    )  # fmt: skip
    huis.start()
    huis.wacht(MISS, tweede)
    huis.wacht(MAIL, max(rij[0] for rij in verstuurd))
    # Picked up again and ended with a clear answer (nobody asked for it, so it may not give anything away).
    huis.wacht("SELECT 1 FROM kern_achtergrondtaak WHERE status = 'mislukt' AND pogingen = 2 AND afgelopen_op >= ?", nu)
    dubbel = huis.vraag(
        "SELECT plaatsing_id, plicht, soort, count(*) FROM evaluaties_ladderevent GROUP BY 1, 2, 3 HAVING count(*) > 1"
    )
    assert dubbel == []
