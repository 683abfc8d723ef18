"""The child that judges one file and ends: `python -m basis.keuring` (see kind.py for what goes in and out)."""

import json
import resource
import sys

from basis.keuring.fout import Afgewezen
from basis.keuring.kind import MIB, SECONDEN
from basis.keuring.oordeel import keur


def main() -> int:
    """Judge the file on stdin."""
    kop, _, data = sys.stdin.buffer.read().partition(b"\n")
    naam = json.loads(kop)["naam"]
    _begrens()
    try:
        goed = keur(naam, data)
    except Afgewezen as fout:
        sys.stdout.buffer.write(json.dumps({"wat": fout.wat, "hoe": fout.hoe}).encode() + b"\n")
        return 0
    sys.stdout.buffer.write(json.dumps({"mime": goed.mime}).encode() + b"\n" + goed.inhoud)
    return 0


def _begrens() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MIB * 2**20, MIB * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDEN, SECONDEN + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
