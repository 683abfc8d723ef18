"""The child that makes one PDF and ends: `python -m basis.pdf_kind` (JSON on stdin, PDF on stdout).

A process of its own can be killed, and has a ceiling on memory and processor time, so that a document gone wild hurts
nobody else. Exit codes: 0 made, 3 out of memory, 1 anything else (what, on stderr).

With `--reeks` it is a mother: she reads order after order (length, JSON) and forks a child with the same ceilings for
each, so that WeasyPrint is loaded once. Her answer: exit code, pages, length, and the PDF or the last words.
"""

import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import Any

GEHEUGEN_OP = 3
KOP = struct.Struct(">BIQ")


def main() -> int:
    """Read the order, make the PDF, write it."""
    opdracht = json.load(sys.stdin.buffer)
    _begrens(seconden=opdracht["seconden"], mib=opdracht["mib"])
    try:
        pdf, _ = _teken(opdracht)
    except MemoryError:
        return GEHEUGEN_OP
    sys.stdout.buffer.write(pdf)
    return 0


def _teken(opdracht: dict[str, Any]) -> tuple[bytes, int]:
    from basis.pdf_opmaak import zet_om_geteld  # noqa: PLC0415 - within the limits, and it needs C libraries

    return zet_om_geteld(
        opdracht["html"],
        wortels=[Path(wortel) for wortel in opdracht["wortels"]],
        stijlen=opdracht["stijlen"],
        base_url=opdracht["base_url"],
        variant=opdracht["variant"],
        bijlagen=opdracht.get("bijlagen", []),
        kenmerk=opdracht.get("kenmerk", ""),
    )


def reeks() -> int:
    """Answer orders until stdin ends. The mother draws nothing herself: fonts are opened by the child alone."""
    import basis.pdf_opmaak  # noqa: F401, PLC0415 - loaded once, for all children

    while kop := sys.stdin.buffer.read(8):
        (lengte,) = struct.unpack(">Q", kop)
        opdracht = json.loads(sys.stdin.buffer.read(lengte))
        bak = os.memfd_create("document")
        kind = os.fork()
        if not kind:
            _kind(opdracht, bak)
        _, stand = os.waitpid(kind, 0)
        _antwoord(bak, os.waitstatus_to_exitcode(stand))
    return 0


def _kind(opdracht: dict[str, Any], bak: int) -> None:
    """Draw into `bak` (pages, then the PDF; or the last words) and end this process."""
    code = 1
    try:
        _begrens(seconden=opdracht["seconden"], mib=opdracht["mib"])
        pdf, paginas = _teken(opdracht)
        with os.fdopen(bak, "wb", closefd=False) as uit:
            uit.write(struct.pack(">I", paginas) + pdf)
        code = 0
    except MemoryError:
        code = GEHEUGEN_OP
    except Exception as fout:  # noqa: BLE001 - whatever it was, the mother tells it and goes on
        os.write(bak, f"{type(fout).__name__}: {fout}".encode()[:1000])
    finally:
        os._exit(code)


def _antwoord(bak: int, code: int) -> None:
    with os.fdopen(bak, "rb") as bron:
        bron.seek(0)
        paginas = struct.unpack(">I", bron.read(4))[0] if code == 0 else 0
        inhoud = bron.read()
    # A child killed by a ceiling ran out of something; which one is the same to whoever asked.
    sys.stdout.buffer.write(KOP.pack(code if code >= 0 else GEHEUGEN_OP, paginas, len(inhoud)) + inhoud)
    sys.stdout.buffer.flush()


def _begrens(*, seconden: int, mib: int) -> None:
    os.nice(10)  # people who click go first
    resource.setrlimit(resource.RLIMIT_DATA, (mib * 2**20, mib * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconden + 5, seconden + 5))  # for when the parent is gone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(reeks() if sys.argv[1:] == ["--reeks"] else main())
