"""The demo starts from an empty folder, stops whole, and the second time keeps the data and skips the work."""

import signal
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]  # it shares the demo of the stories in the browser


def familie(map_: Path) -> list[str]:
    """The command lines of living processes that carry this folder."""
    gevonden = []
    for proces in Path("/proc").glob("[0-9]*"):
        try:
            opdracht = (proces / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            staat = (proces / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if str(map_) in opdracht and staat != "Z":
            gevonden.append(opdracht)
    return gevonden


def test_whole_demo_starts_answers_and_stops(demo):
    werker = demo.var / "log" / "worker.log"
    eerste = demo.wacht_op_woorden(demo.log, "Stoppen: Ctrl-C")
    demo.wacht_op_woorden(werker, "ready.")
    assert "Demoregio laden" in eerste
    assert "coordinator@demo.test" in eerste
    assert familie(demo.var) != []

    demo.proces.send_signal(signal.SIGINT)
    assert demo.proces.wait(timeout=60) == 0
    assert familie(demo.var) == []

    klaar = werker.read_text().count("ready.")  # the log goes on where it was
    demo.start()
    tweede = demo.wacht_op_woorden(demo.log, "Stoppen: Ctrl-C", 240)
    assert "klaarzetten" not in tweede
    assert "Database bijwerken" not in tweede
    assert "coordinator@demo.test" in tweede
    demo.wacht()
    demo.wacht_op_woorden(werker, "ready.", keer=klaar + 1)
