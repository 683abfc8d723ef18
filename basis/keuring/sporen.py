"""Traces of another kind of file inside this one, and of a known test virus."""

import io
import re
import zipfile

from basis.keuring.fout import OPNIEUW, Afgewezen

# In two pieces, or a virus scanner takes this source for the test virus.
_EICAR = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
_OPMAAK = re.compile(
    rb"<(?:script[\s>/]|html[\s>]|svg[\s>]|iframe[\s>]|!doctype\s+html|\?php|\?xml-stylesheet)", re.IGNORECASE
)
_PAKKETTEN = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"__HALT_COMPILER")


def weiger_virus(data: bytes) -> None:
    """Refuse the test file with which virus scanners are tried."""
    if _EICAR in data:
        raise Afgewezen("In dit bestand zit een virus.", "Stuur het niet door en vraag hulp op school.")


def weiger_dubbelganger(data: bytes, *, is_pakket: bool) -> None:
    """Refuse a file that another program would take for something else (a web page, an archive, a disk)."""
    dubbel = (
        _OPMAAK.search(data)
        or any(spoor in data for spoor in _PAKKETTEN)
        or data[0x8001:0x8006] == b"CD001"
        or data[257:262] == b"ustar"
        or (not is_pakket and zipfile.is_zipfile(io.BytesIO(data)))
        or b"%PDF-" in data[1:2048]
    )
    if dubbel:
        raise Afgewezen("In dit bestand zit nog een ander bestand verstopt.", OPNIEUW)
