"""Judge one file in a process of its own: `python -m basis.keuring`.

A photo or document that sends a reader mad then hurts nobody else: the process has a ceiling on memory (150 MiB) and on
processor time (2 seconds). On stdin one line of JSON {naam} and the bytes; on stdout one line of JSON and the bytes.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from basis.keuring.fout import OPNIEUW, Afgewezen
from basis.keuring.namen import schone_naam
from basis.keuring.oordeel import Gekeurd

MIB = 150
SECONDEN = 2
WACHTEN = 20  # on a busy machine two seconds of work may take long
WORTEL = Path(__file__).resolve().parent.parent.parent
TE_ZWAAR = ("Dit bestand is te zwaar om na te kijken.", OPNIEUW)


def keur_in_kind(naam: str, data: bytes) -> Gekeurd:
    """Do as `keur`, within limits. Raises Afgewezen."""
    omgeving = {sleutel: os.environ[sleutel] for sleutel in ("PATH", "LANG", "TMPDIR") if sleutel in os.environ}
    try:
        klaar = subprocess.run(
            [sys.executable, "-m", "basis.keuring"],
            input=json.dumps({"naam": naam}).encode() + b"\n" + data,
            capture_output=True,
            cwd=WORTEL,
            env=omgeving,
            timeout=WACHTEN,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Afgewezen(*TE_ZWAAR) from None
    kop, _, inhoud = klaar.stdout.partition(b"\n")
    if klaar.returncode != 0 or not kop:
        raise Afgewezen(*TE_ZWAAR) from RuntimeError(klaar.stderr.decode(errors="replace")[-500:])
    antwoord = json.loads(kop)
    if "wat" in antwoord:
        raise Afgewezen(antwoord["wat"], antwoord["hoe"])
    return Gekeurd(naam=schone_naam(naam), mime=antwoord["mime"], inhoud=inhoud)
