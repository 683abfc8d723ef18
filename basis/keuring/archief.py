"""A DOCX or ODT is a zip archive: look whether it is one plain archive, and unpack it within limits."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator

from basis.keuring.fout import OPNIEUW, Afgewezen
from basis.keuring.sporen import weiger_virus
from basis.ziplezen import Pakfout, begin_van, pak_uit

MAX_DELEN = 1500
MAX_UITGEPAKT = 64 * 1024 * 1024
MAX_VERHOUDING = 120
VRIJ_VAN_VERHOUDING = 4 * 1024 * 1024
MAX_GAT = 64  # what tools put behind a part: its sizes once more, or room to align the next one
EINDE = b"PK\x05\x06"
_RAAR = re.compile(r'(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\\|[\x00-\x1f\x7f<>|"*?]')
VREEMD = ("Dit document is vreemd opgebouwd.", OPNIEUW)
BESCHADIGD = ("Dit document is beschadigd of niet helemaal verstuurd.", OPNIEUW)
TE_GROOT = ("Dit document wordt uitgepakt veel te groot.", OPNIEUW)


class Archief:
    """The parts of an archive by name; `lees` unpacks one, against one budget for all of them."""

    def __init__(self, data: bytes) -> None:
        """Look at the whole of the archive. Raises Afgewezen."""
        self._data = data
        self._over = min(MAX_UITGEPAKT, max(VRIJ_VAN_VERHOUDING, MAX_VERHOUDING * len(data)))
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archief:
                delen, staart = archief.infolist(), archief.start_dir
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, zlib.error):
            raise Afgewezen(*BESCHADIGD) from None
        if data[-22:-18] != EINDE or data[-2:] != b"\0\0":
            raise Afgewezen(*VREEMD)  # something stands behind the archive, or in its comment
        self._keur_namen(delen)
        self._keur_plekken(delen, staart)
        self.delen = {deel.filename: deel for deel in delen if not deel.is_dir()}

    def _keur_namen(self, delen: list[zipfile.ZipInfo]) -> None:
        if len(delen) > MAX_DELEN or len({deel.filename.lower() for deel in delen}) != len(delen):
            raise Afgewezen(*VREEMD)
        for deel in delen:
            soort = stat.S_IFMT(deel.external_attr >> 16)
            gewoon = soort in (0, stat.S_IFREG, stat.S_IFDIR)
            if (
                not gewoon
                or _RAAR.search(deel.filename)
                or len(deel.filename) > 200
                or deel.filename != deel.orig_filename
            ):
                raise Afgewezen(*VREEMD)
            if deel.flag_bits & 0x41:
                raise Afgewezen("Dit document is met een wachtwoord beveiligd.", "Haal het wachtwoord eraf.")

    def _keur_plekken(self, delen: list[zipfile.ZipInfo], staart: int) -> None:
        """Part follows part from the first byte on: no overlap (a bomb), no gap (a hidden file)."""
        plek = 0
        for deel in sorted(delen, key=lambda deel: deel.header_offset):
            kop = deel.header_offset
            if not plek <= kop <= plek + (MAX_GAT if plek else 0) or self._data[kop : kop + 4] != b"PK\x03\x04":
                raise Afgewezen(*VREEMD)
            naam = self._data[kop + 30 : kop + 30 + int.from_bytes(self._data[kop + 26 : kop + 28], "little")]
            if naam not in (deel.filename.encode(), deel.filename.encode("cp437", "replace")):
                raise Afgewezen(*VREEMD)
            plek = begin_van(self._data, deel) + deel.compress_size
        if not plek <= staart <= plek + MAX_GAT:
            raise Afgewezen(*VREEMD)

    def lees(self, naam: str) -> Iterator[bytes]:
        """Yield what a part holds. Raises Afgewezen when it is damaged, or all together too big."""
        deel = self.delen[naam]
        controle, aantal, vorige = 0, 0, b""
        try:
            for stuk in pak_uit(self._data, deel):
                self._over -= len(stuk)
                if self._over < 0:
                    raise Afgewezen(*TE_GROOT)
                weiger_virus(vorige + stuk)
                vorige = stuk[-64:]
                controle, aantal = zlib.crc32(stuk, controle), aantal + len(stuk)
                yield stuk
        except Pakfout:
            raise Afgewezen(*BESCHADIGD) from None
        if controle != deel.CRC or aantal != deel.file_size:
            raise Afgewezen(*BESCHADIGD)

    def loop_door(self, naam: str) -> None:
        """Unpack a part only to see that it is whole and harmless."""
        for _ in self.lees(naam):
            pass

    def tekst(self, naam: str, grens: int = 1 << 20) -> bytes:
        """Return a small part whole; empty when it isn't there."""
        if naam not in self.delen:
            return b""
        if self.delen[naam].file_size > grens:
            raise Afgewezen(*VREEMD)
        return b"".join(self.lees(naam))
