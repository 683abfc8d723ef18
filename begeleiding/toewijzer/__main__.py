"""`python -m begeleiding.toewijzer`: a problem as JSON on stdin, progress and answer as JSON lines on stdout."""

from __future__ import annotations

import json
import os
import sys

from .model import Opgave
from .solving import divide


def main() -> int:
    """Read, divide, write; anything that goes wrong is told on stderr by a code other than 0."""
    os.nice(5)  # people who click go first
    opgave = Opgave.lees(json.load(sys.stdin))
    result = divide(opgave, lambda percent, step: _write({"procent": percent, "stap": step}))
    _write({"uitkomst": result.als_dict()})
    return 0


def _write(row: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
