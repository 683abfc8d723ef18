"""Unpack a part of a zip archive with a count: the sizes that stand in an archive may lie, so they aren't used."""

import zipfile
import zlib
from collections.abc import Iterator

STUK = 1 << 18
KOP = 30


class Pakfout(Exception):
    """The part can't be unpacked; `waarom` is "wachtwoord", "inpakwijze" or "beschadigd"."""

    def __init__(self, waarom: str) -> None:
        super().__init__(waarom)
        self.waarom = waarom


def begin_van(data: bytes, deel: zipfile.ZipInfo) -> int:
    """Return where the packed bytes of a part begin, by its own header in the archive."""
    kop = deel.header_offset
    naam = int.from_bytes(data[kop + 26 : kop + 28], "little")
    extra = int.from_bytes(data[kop + 28 : kop + 30], "little")
    return kop + KOP + naam + extra


def pak_uit(data: bytes, deel: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what the part really holds, in pieces of at most 256 kB. Raises Pakfout."""
    if deel.flag_bits & 0x1:
        raise Pakfout("wachtwoord")
    begin = begin_van(data, deel)
    ruw = memoryview(data)[begin : begin + deel.compress_size]
    if deel.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(ruw[i : i + STUK]) for i in range(0, len(ruw), STUK))
        return
    if deel.compress_type != zipfile.ZIP_DEFLATED:
        raise Pakfout("inpakwijze")
    ontpakker = zlib.decompressobj(-15)
    rest: bytes | memoryview = ruw
    try:
        while not ontpakker.eof:
            stuk = ontpakker.decompress(rest, STUK)
            rest = ontpakker.unconsumed_tail
            if not stuk and not rest:
                break
            yield stuk
    except zlib.error:
        raise Pakfout("beschadigd") from None
