"""The division in a process of its own: progress comes as lines, cancelling ends it (R7.3).

OR-Tools can't be in one process with HiGHS, which the matching uses; and a process that is ended leaves nothing behind.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

from basis.errors import DomainError
from begeleiding.toewijzer import Opgave, Uitkomst

Meld = Callable[[int, str], None]


def los_op(opgave: Opgave, *, meld: Meld) -> Uitkomst:
    """Divide; `meld(percent, step)` is called on the way and may raise to stop. Raises DomainError when it fails."""
    with TemporaryFile("w+", encoding="utf-8") as invoer, TemporaryFile("w+", encoding="utf-8") as fouten:
        json.dump(opgave.als_dict(), invoer)
        invoer.seek(0)
        kind = subprocess.Popen(
            [sys.executable, "-m", "begeleiding.toewijzer"],
            cwd=Path(settings.BASE_DIR),
            env={naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG", "TMPDIR") if naam in os.environ},
            stdin=invoer,
            stdout=subprocess.PIPE,
            stderr=fouten,
            text=True,
        )
        try:
            uitkomst = _lees(kind, meld)
        finally:
            kind.kill()
            kind.wait()
            if kind.stdout is not None:
                kind.stdout.close()
    if uitkomst is None:
        raise DomainError("Het verdelen is niet gelukt. Probeer het opnieuw. Blijft het misgaan, meld dat dan.")
    return uitkomst


def _lees(kind: subprocess.Popen, meld: Meld) -> Uitkomst | None:
    for regel in kind.stdout or ():
        rij = json.loads(regel)
        if "uitkomst" in rij:
            return Uitkomst.lees(rij["uitkomst"])
        meld(rij["procent"], rij["stap"])
    return None
