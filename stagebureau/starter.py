"""Starts the whole site on one machine: data, web server, worker and beat; stops all of it together.

`make demo` runs this. It never leaves a process behind: each child has a session of its own that is ended as a whole,
and the kernel ends a child whose starter was killed (PR_SET_PDEATHSIG).
"""

import argparse
import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

import django

from stagebureau.klaarzetten import ROOT, die_with_parent, empty, prepare, stop, zeg

HOST = "127.0.0.1"
START_SECONDS = 90
STOP_SECONDS = 10
RESTARTS_ALLOWED = 5
RESTARTS_WITHIN = 120  # seconds
MAX_LOG_BYTES = 10 * 1024 * 1024


# --- processes ---


@dataclass
class Kind:
    """One child process that must stay alive."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process in a session of its own, with its output in the log."""
        self.starts.append(time.monotonic())
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - the starter has one thread
            )

    def is_alive(self) -> bool:
        """Tell whether the main process runs."""
        return self.process is not None and self.process.poll() is None

    def restarts_too_often(self) -> bool:
        """Tell whether it died so often in a short time that starting it again is no use."""
        now = time.monotonic()
        return len([start for start in self.starts if now - start < RESTARTS_WITHIN]) > RESTARTS_ALLOWED

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def last_lines(self, count: int = 12) -> str:
        """Return the end of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


def children(var: Path, port: int) -> list[Kind]:
    """Return the processes that make up the site."""
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    for log in logs.glob("*.log"):
        if log.stat().st_size > MAX_LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))
    web = [sys.executable, "-m", "gunicorn", "stagebureau.wsgi:application", "--bind", f"{HOST}:{port}"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--timeout",
        "120",
        "--graceful-timeout",
        "5",
    ]
    web += ["--no-control-socket", "--access-logfile", "-", "--error-logfile", "-"]
    web += ["--logger-class", "stagebureau.weblog.Weblog"]  # addresses of calendars and invitations are secrets
    worker = [sys.executable, "-m", "celery", "-A", "stagebureau", "worker", "-B", "-c", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-s", str(var / "beat")]
    return [Kind("web", web, logs / "web.log"), Kind("worker", worker, logs / "worker.log")]


def stop_all(kinds: list[Kind]) -> None:
    """End every child and whatever those started: first asking, then by force."""
    for kind in kinds:
        if kind.is_alive() and kind.process is not None:
            # Only the main process: it lets its workers finish, which a signal of their own would break off.
            kind.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and any(kind.is_alive() for kind in kinds):
        time.sleep(0.05)
    for kind in kinds:
        kind.signal_group(signal.SIGKILL)
        if kind.process is not None:
            kind.process.wait()


# --- the address ---


def is_free(port: int) -> bool:
    """Tell whether a server can listen here."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def read_port(text: str) -> int:
    """Return the port to listen on, or stop with advice."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        stop(f"PORT={text} is geen poortnummer. Kies een getal van 1024 tot en met 65535: make demo PORT=8001")
    port = int(text)
    if not is_free(port):
        other = next((number for number in range(port + 1, min(port + 50, 65536)) if is_free(number)), 8001)
        stop(f"poort {port} is al bezet door een ander programma. Kies een andere: make demo PORT={other}")
    return port


def answers(address: str) -> bool:
    """Tell whether the site says that it is well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/health/", timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


# --- running ---


class Ended(Exception):
    """The starter was asked to stop."""


class Starter:
    """Keeps the children running until somebody ends it."""

    def __init__(self, kinds: list[Kind], address: str) -> None:
        self.kinds = kinds
        self.address = address
        self.parent = os.getppid()
        # Under nohup the terminal may go, and with it the parent.
        self.watch_parent = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
        if self.watch_parent:
            signal.signal(signal.SIGHUP, self._ended)
        # Also when they were ignored, as a shell does for what it starts in the background.
        signal.signal(signal.SIGINT, self._ended)
        signal.signal(signal.SIGTERM, self._ended)

    def _ended(self, _number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # once is enough; stopping must not be interrupted halfway
        raise Ended

    def _give_up(self, kind: Kind, text: str) -> NoReturn:
        stop(f"{text} Laatste regels van {kind.log}:\n{kind.last_lines()}")

    def look(self) -> None:
        """Restart what died; stop when it dies too often or when the process that started us is gone."""
        if self.watch_parent and os.getppid() != self.parent:
            raise Ended
        for kind in self.kinds:
            if kind.is_alive():
                continue
            code = kind.process.returncode if kind.process else None
            if kind.restarts_too_often():
                self._give_up(kind, f"{kind.name} stopt steeds (code {code}).")
            zeg(f"! {kind.name} is gestopt (code {code}) en wordt opnieuw gestart; zie {kind.log}")
            kind.signal_group(signal.SIGKILL)  # what it left behind
            kind.start()

    def run(self, welcome: Callable[[], str]) -> None:
        """Start everything, greet when the site answers, and watch until the end."""
        try:
            for kind in self.kinds:
                kind.start()
            text = welcome()  # while they wake up
            deadline = time.monotonic() + START_SECONDS
            while not answers(self.address):
                if time.monotonic() > deadline:
                    self._give_up(self.kinds[0], f"de site antwoordt niet op {self.address}/health/.")
                self.look()
                time.sleep(0.2)
            zeg(text)
            while True:
                time.sleep(0.5)
                self.look()
        except Ended:
            zeg("\nStoppen ...")
        finally:
            stop_all(self.kinds)
        zeg("Stagebureau is gestopt. De gegevens zijn bewaard.")


def welcome_text(address: str, var: Path) -> str:
    """Return what to show when the site is ready: address, accounts, where things lie."""
    django.setup()
    from stagebureau.demo.accounts import ACCOUNTS, WACHTWOORD  # noqa: PLC0415 - models, so only after setup

    width = max(len(account.email) for account in ACCOUNTS)
    return "\n".join(
        [
            "",
            f"Stagebureau draait op {address}",
            "",
            f"Inloggen kan met deze accounts, wachtwoord {WACHTWOORD}",
            *(f"  {account.email:<{width}}  {account.rol}" for account in ACCOUNTS),
            "",
            f"Gegevens en logboeken: {var}",
            "Stoppen: Ctrl-C. Opnieuw beginnen: make demo-leeg",
        ]
    )


def take_place(var: Path) -> IO[str]:
    """Return the lock that keeps a second starter away from the same data."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = (var / "starter.lock").open("a+")
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        place.seek(0)
        where = place.read().strip() or "nog aan het starten"
        place.close()
        stop(f"de demo draait al met de gegevens in {var} ({where}).")
    return place


def main() -> None:
    """Parse the arguments, prepare the data and run the site."""
    parser = argparse.ArgumentParser(
        description="Start de demo: site, taken op de achtergrond en klok.", add_help=False
    )
    parser.add_argument("-h", "--help", action="help", help="toon deze uitleg")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="poort van de site (of PORT=)")
    parser.add_argument("--leeg", action="store_true", help="begin opnieuw: gooi de gegevens van de demo weg")
    arguments = parser.parse_args()

    var = (ROOT / (os.environ.get("STAGEBUREAU_VAR") or "var")).resolve()
    place = take_place(var)
    port = read_port(arguments.port)
    address = f"http://{HOST}:{port}"
    temporary = var / "tmp"
    temporary.mkdir(exist_ok=True)
    os.environ.update(
        STAGEBUREAU_VAR=str(var),
        STAGEBUREAU_OMGEVING="demo",
        DJANGO_SETTINGS_MODULE="stagebureau.settings",
        SITE_URL=address,
        TMPDIR=str(temporary),  # nothing outside the clone
        XDG_CACHE_HOME=str(var / "cache-systeem"),  # fontconfig would write in the home folder
    )
    place.truncate(0)
    place.write(address)
    place.flush()
    if arguments.leeg:
        empty(var)
    prepare(var)
    Starter(children(var, port), address).run(lambda: welcome_text(address, var))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("afgebroken.")
