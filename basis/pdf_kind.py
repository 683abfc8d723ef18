"""The child that makes one PDF and ends: `python -m basis.pdf_kind` (JSON on stdin, PDF on stdout).

A process of its own can be killed, and has a ceiling on memory and processor time, so that a document gone wild hurts
nobody else. Exit codes: 0 made, 3 out of memory, 1 anything else (what, on stderr).
"""

import json
import os
import resource
import sys
from pathlib import Path

GEHEUGEN_OP = 3


def main() -> int:
    """Read the order, make the PDF, write it."""
    opdracht = json.load(sys.stdin.buffer)
    _begrens(seconden=opdracht["seconden"], mib=opdracht["mib"])
    try:
        from basis.pdf_opmaak import zet_om  # noqa: PLC0415 - within the limits, and it needs C libraries

        pdf = zet_om(
            opdracht["html"],
            wortels=[Path(wortel) for wortel in opdracht["wortels"]],
            stijlen=opdracht["stijlen"],
            base_url=opdracht["base_url"],
            variant=opdracht["variant"],
            bijlagen=opdracht.get("bijlagen", []),
        )
    except MemoryError:
        return GEHEUGEN_OP
    sys.stdout.buffer.write(pdf)
    return 0


def _begrens(*, seconden: int, mib: int) -> None:
    os.nice(10)  # people who click go first
    resource.setrlimit(resource.RLIMIT_DATA, (mib * 2**20, mib * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconden + 5, seconden + 5))  # for when the parent is gone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
