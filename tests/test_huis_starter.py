"""The starter: it stops everything it started, however it ends, and says in Dutch what is wrong.

The whole demo, from an empty folder and a second time: tests/e2e/test_starten.py.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stagebureau import klaarzetten, starter

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.echt

# A site of stand-ins: a web server that answers, a worker with a grandchild that does not listen to SIGTERM.
STAND_IN = """
import sys
from pathlib import Path
from stagebureau.starter import Kind, Starter

var, port, worker = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
web = '''
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *args): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
'''
stubborn = '''
import subprocess, sys, time
code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", code, sys.argv[1]])
time.sleep(600)
'''
workers = {"stubborn": stubborn, "dies": "import sys; print('dit ging mis'); sys.exit(3)"}
kinds = [
    Kind("web", [sys.executable, "-c", web, port, str(var)], var / "web.log"),
    Kind("worker", [sys.executable, "-c", workers[worker], str(var)], var / "worker.log"),
]
Starter(kinds, f"http://127.0.0.1:{port}").run(lambda: "KLAAR")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(var: Path) -> dict[int, str]:
    """Return the living processes that carry this test's folder in their command line (the starter itself not)."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if str(var) in command and "Starter(kinds" not in command and state != "Z":
            found[int(folder.name)] = command
    return found


def wait_until(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def hear_hangup() -> None:
    """Undo what a suite under nohup hands down: the starter then stays when its terminal goes."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture
def start(tmp_path):
    started = []

    def run(worker: str = "stubborn", *, through_shell: bool = False, in_background: bool = False) -> subprocess.Popen:
        command = [sys.executable, "-c", STAND_IN, str(tmp_path), str(free_port()), worker]
        if through_shell:  # as make does: a parent that waits
            command = ["sh", "-c", '"$@"; true', "sh", *command]
        if in_background:  # as `make demo &` in a script does: SIGINT is ignored from birth
            command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=hear_hangup,  # noqa: PLW1509 - no threads in this test
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
    for pid in family(tmp_path):
        os.kill(pid, signal.SIGKILL)


def wait_for_line(process: subprocess.Popen, text: str) -> None:
    for line in process.stdout:
        if text in line:
            return
    pytest.fail(f"never said {text!r}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.slow
def test_stopping_ends_children_and_grandchildren(start, tmp_path, number):
    process = start()
    wait_for_line(process, "KLAAR")
    assert wait_until(lambda: len(family(tmp_path)) == 3)

    process.send_signal(number)

    assert process.wait(timeout=20) == 0
    assert "De gegevens zijn bewaard" in process.stdout.read()
    assert family(tmp_path) == {}


@pytest.mark.slow
def test_interrupt_also_ends_what_was_started_in_the_background(start, tmp_path):
    process = start(in_background=True)
    wait_for_line(process, "KLAAR")

    process.send_signal(signal.SIGINT)

    assert process.wait(timeout=20) == 0
    assert family(tmp_path) == {}


@pytest.mark.slow
def test_killed_starter_leaves_no_child(start, tmp_path):
    process = start()
    wait_for_line(process, "KLAAR")
    children = {pid for pid, command in family(tmp_path).items() if "SIG_IGN" not in command or "subprocess" in command}
    assert len(children) == 2

    process.kill()

    assert wait_until(lambda: not children & set(family(tmp_path)))


@pytest.mark.slow
def test_killed_parent_ends_the_site(start, tmp_path):
    shell = start(through_shell=True)
    wait_for_line(shell, "KLAAR")

    shell.kill()

    assert wait_until(lambda: not family(tmp_path))


@pytest.mark.slow
def test_dead_child_is_started_again(start, tmp_path):
    process = start()
    wait_for_line(process, "KLAAR")
    first = next(pid for pid, command in family(tmp_path).items() if "do_GET" in command)

    os.kill(first, signal.SIGKILL)

    wait_for_line(process, "web is gestopt (code -9) en wordt opnieuw gestart")
    assert wait_until(lambda: any("do_GET" in command for pid, command in family(tmp_path).items() if pid != first))


@pytest.mark.slow
def test_child_that_keeps_dying_ends_the_site_with_its_last_words(start, tmp_path):
    process = start("dies")

    assert process.wait(timeout=60) == 1
    said = process.stdout.read()
    assert "worker stopt steeds (code 3)" in said
    assert "dit ging mis" in said
    assert family(tmp_path) == {}


def test_busy_port_names_another(capsys):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(SystemExit) as end:
            starter.read_port(str(port))
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert f"poort {port} is al bezet" in said
    assert "make demo PORT=" in said


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80 80"])
def test_wrong_port_is_refused(text, capsys):
    with pytest.raises(SystemExit) as end:
        starter.read_port(text)
    assert end.value.code == 1
    assert "is geen poortnummer" in capsys.readouterr().err


def test_second_starter_on_the_same_data_is_refused(tmp_path, capsys):
    place = starter.take_place(tmp_path)
    place.write("http://127.0.0.1:8000")
    place.flush()
    with pytest.raises(SystemExit):
        starter.take_place(tmp_path)
    assert "draait al" in (said := capsys.readouterr().err)
    assert "http://127.0.0.1:8000" in said
    place.close()
    starter.take_place(tmp_path).close()


def test_empty_removes_the_data_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("stagebureau.sqlite3", "stagebureau.sqlite3-wal", "beat.db", "secret_key", "van_een_ander.txt"):
        (tmp_path / name).touch()
    for name in ("wachtrij/berichten", "bestanden/x", "stempels", "log"):
        (tmp_path / name).mkdir(parents=True)

    klaarzetten.empty(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "secret_key", "van_een_ander.txt"]


def test_empty_leaves_another_database_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://elders/db")
    (tmp_path / "bestanden").mkdir()
    with pytest.raises(SystemExit):
        klaarzetten.empty(tmp_path)
    assert "DATABASE_URL" in capsys.readouterr().err
    assert (tmp_path / "bestanden").exists()


def test_stamp_holds_for_one_step_and_one_input(tmp_path):
    stempels = klaarzetten.Stempels(tmp_path / "stempels")
    assert not stempels.is_done("static", "a")
    stempels.set_done("static", "a")
    assert stempels.is_done("static", "a")
    assert not stempels.is_done("static", "b")
    assert not stempels.is_done("database", "a")


def test_fingerprint_sees_an_edit_and_a_new_file(tmp_path):
    one = tmp_path / "een.css"
    one.write_text("a")
    before = klaarzetten.fingerprint([one])
    assert klaarzetten.fingerprint([one]) == before
    one.write_text("ab")
    after = klaarzetten.fingerprint([one])
    two = tmp_path / "twee.css"
    two.touch()
    assert len({before, after, klaarzetten.fingerprint([one, two])}) == 3
