"""Gets the data of the demo ready: static files, database and demo region; skips what was done before."""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
# What `--leeg` removes from var/; never more than this, whatever STAGEBUREAU_VAR says.
EIGEN_GEGEVENS = ("stagebureau.sqlite3*", "wachtrij", "bestanden", "cache", "beat*", "stempels")


def zeg(text: str = "") -> None:
    """Print a line for the person at the terminal, at once."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with a message and exit code 1."""
    sys.stderr.write(f"\nStagebureau: {text}\n")
    raise SystemExit(1)


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends, however that happens."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Stempels:
    """Remembers in var/stempels which step was done for which input, so that a second start can skip it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_done(self, step: str, fingerprint: str) -> bool:
        """Tell whether `step` was done for exactly this input."""
        path = self.folder / step
        return path.exists() and path.read_text() == fingerprint

    def set_done(self, step: str, fingerprint: str) -> None:
        """Note that `step` was done for this input."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / step).write_text(fingerprint)


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash over names, sizes and times of the files: cheap, and different after any edit or checkout."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        stat = path.stat()
        digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(*patterns: str) -> list[Path]:
    """Return the files of the clone that match; not those in hidden folders and not the data (`var`)."""
    found = (path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file())
    return [
        path for path in found if path.relative_to(ROOT).parts[0] != "var" and path.relative_to(ROOT).parts[0][0] != "."
    ]


class Opdracht:
    """A management command that runs while we go on."""

    def __init__(self, *args: str) -> None:
        self.name = " ".join(args)
        command = [sys.executable, "manage.py", *args]
        self.process = subprocess.Popen(command, cwd=ROOT, preexec_fn=die_with_parent)  # noqa: PLW1509 - one thread

    def wait(self) -> None:
        """Wait for the end; stop with the command's own message when it fails."""
        if self.process.wait():
            stop(f"'manage.py {self.name}' lukte niet (zie de melding hierboven).")


def prepare(var: Path) -> None:
    """Bring static files and database up to date and load the demo region into an empty database."""
    stempels = Stempels(var / "stempels")
    statics = fingerprint(_files("static/**/*", "*/static/**/*", "requirements.lock"))
    collecting = None
    if not stempels.is_done("static", statics) or not (var / "static" / "staticfiles.json").exists():
        zeg("Stijlen en scripts klaarzetten ...")
        collecting = Opdracht("collectstatic", "--noinput", "--verbosity", "0")
    _prepare_database(var / "stagebureau.sqlite3", stempels)
    if collecting:
        collecting.wait()
        stempels.set_done("static", statics)


def _prepare_database(database: Path, stempels: Stempels) -> None:
    migrations = fingerprint(_files("*/migrations/*.py", "requirements.lock"))

    def state() -> str:
        return f"{migrations} {database.stat().st_ino if database.exists() else 0}"

    if "DATABASE_URL" not in os.environ and database.exists() and stempels.is_done("database", state()):
        return
    zeg("Database bijwerken ...")
    Opdracht("migrate", "--noinput", "--verbosity", "0").wait()
    zeg("Demoregio laden (alleen in een lege database) ...")
    Opdracht("demo_laden").wait()
    stempels.set_done("database", state())


def empty(var: Path) -> None:
    """Remove the data of the demo: database, queue, files and caches."""
    if "DATABASE_URL" in os.environ:
        stop("DATABASE_URL wijst naar een eigen database; die maakt 'make demo-leeg' niet leeg.")
    for pattern in EIGEN_GEGEVENS:
        for path in var.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    zeg(f"De gegevens in {var} zijn weg.")
