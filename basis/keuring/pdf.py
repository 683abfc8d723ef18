"""Look a PDF over: whole, one document, and nothing in it that runs or carries another file.

No PDF reader is asked. The names of everything that acts stand in plain sight (also written as #4A), or inside an
object stream that is unpacked here; a stream that a reader could take for one, but that can't be unpacked, is refused.
"""

import re
import zlib

from basis.keuring.fout import ALS_PDF, Afgewezen

MAX_STROMEN = 60_000
MAX_STROOM = 16 * 1024 * 1024
MAX_SAMEN = 40 * 1024 * 1024
MAX_GEHEIME_NAMEN = 5_000
MAX_OPENEN = 20  # one for each time the document was saved again

KAPOT = ("Deze PDF is beschadigd of niet helemaal verstuurd.", f"Stuur hem opnieuw. Of: {ALS_PDF}")
VREEMD = ("Deze PDF is vreemd opgebouwd.", ALS_PDF)
SLOT = ("Deze PDF is met een wachtwoord beveiligd.", "Haal de beveiliging eraf en stuur hem opnieuw.")
SCRIPT = ("In deze PDF zit een programma dat iets doet als iemand hem opent.", ALS_PDF)
INGESLOTEN = ("In deze PDF zit een ander bestand ingesloten.", ALS_PDF)

_EINDNAAM = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)"
_DOET_IETS = re.compile(
    rb"/(?:JavaScript|Launch|Rendition|ImportData|SubmitForm|OnInstantiate|Movie|Sound)" + _EINDNAAM
)
_DRAAGT_IETS = re.compile(rb"/(?:EmbeddedFiles?|FileAttachment|RichMedia|GoToE)" + _EINDNAAM)
_SLOT = re.compile(rb"/Encrypt" + _EINDNAAM)
_DOET_IETS_KORT = re.compile(rb"/(?:JS|AA|XFA)" + _EINDNAAM)
_DRAAGT_IETS_KORT = re.compile(rb"/EF" + _EINDNAAM)
_OPENT = re.compile(rb"/OpenAction\s{0,20}(?:(\d{1,10})\s{1,8}(\d{1,5})\s{1,8}R|<<(.{0,400}))", re.DOTALL)
_GEHEIME_NAAM = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%#]{0,60}#[0-9A-Fa-f]{2}[^\x00\t\n\f\r ()<>\[\]{}/%]{0,120}")
_KOP = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n ]")
_STAART = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF$")
_EERSTE_OBJECT = re.compile(rb"\d{1,10}\s{1,8}\d{1,5}\s{1,8}obj")
_STROOM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_ALLEEN_FLATE = re.compile(rb"/(?:Filter|F)\s*(?:\[\s*)?/(?:FlateDecode|Fl)\s*(?:\]\s*)?" + _EINDNAAM)


def keur_pdf(data: bytes) -> None:
    """Raise Afgewezen, with the reason, when the PDF is not to be taken."""
    _keur_bouw(data)
    geheim = _geheime_namen(data)
    uitgepakt, buiten = _stromen(data)
    for tekst in (data, geheim, *uitgepakt):
        if _SLOT.search(tekst):
            raise Afgewezen(*SLOT)
        if _DOET_IETS.search(tekst):
            raise Afgewezen(*SCRIPT)
        if _DRAAGT_IETS.search(tekst):
            raise Afgewezen(*INGESLOTEN)
    for tekst in (buiten, geheim, *uitgepakt):
        if _DOET_IETS_KORT.search(tekst) or _opent_internet(tekst, data):
            raise Afgewezen(*SCRIPT)
        if _DRAAGT_IETS_KORT.search(tekst):
            raise Afgewezen(*INGESLOTEN)
    if not any(re.search(rb"/Type\s*/Pages?" + _EINDNAAM, tekst) for tekst in (data, *uitgepakt)):
        raise Afgewezen(*KAPOT)


def _keur_bouw(data: bytes) -> None:
    """Header at the first byte, end at the last, and the place in between where the objects are listed."""
    if not _KOP.match(data):
        raise Afgewezen(*KAPOT)
    staart = data[-2048:].rstrip(b"\x00\t\n\f\r ")
    verwijzing = _STAART.search(staart)
    if verwijzing is None:
        raise Afgewezen(*KAPOT)
    plek = int(verwijzing.group(1))
    lijst = data[plek : plek + 64].lstrip()
    if plek >= len(data) or not (lijst.startswith(b"xref") or _EERSTE_OBJECT.match(lijst)):
        raise Afgewezen(*KAPOT)
    eerste = _EERSTE_OBJECT.search(data)
    if eerste is None or b"/Root" not in data:
        raise Afgewezen(*KAPOT)
    aanloop = data[: eerste.start()]
    if any(
        regel.strip(b"\x00\t\f ") and not regel.lstrip().startswith(b"%") for regel in re.split(rb"[\r\n]+", aanloop)
    ):
        raise Afgewezen(*VREEMD)


def _geheime_namen(data: bytes) -> bytes:
    """Return the names that were written with #xx, plain and apart from each other."""
    namen = []
    for gevonden in _GEHEIME_NAAM.finditer(data):
        namen.append(_ontcijfer(gevonden.group()))
        if len(namen) > MAX_GEHEIME_NAMEN:
            raise Afgewezen(*VREEMD)
    return b" ".join(namen)


def _ontcijfer(tekst: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda paar: bytes([int(paar.group(1), 16)]), tekst)


def _stromen(data: bytes) -> tuple[list[bytes], bytes]:
    """Return what the object streams hold, and all of the file that lies outside streams."""
    uitgepakt: list[bytes] = []
    buiten: list[bytes] = []
    vorige, dicht, over = 0, 0, MAX_SAMEN
    for aantal, stroom in enumerate(_STROOM.finditer(data)):
        if aantal > MAX_STROMEN:
            raise Afgewezen(*VREEMD)
        kop = data[vorige : stroom.start()]
        vorige = stroom.end()
        if stroom.start() >= dicht:
            buiten.append(data[dicht : stroom.start()])
            einde = data.find(b"endstream", stroom.end())
            dicht = einde if einde >= 0 else len(data)
        if _kan_objecten_bevatten(kop):
            inhoud = _pak_uit(data, stroom.end(), kop, min(over, MAX_STROOM))
            over -= len(inhoud)
            uitgepakt += [inhoud, _geheime_namen(inhoud)]
    buiten.append(data[dicht:])
    return uitgepakt, b"\n".join(buiten)


def _woordenboek(kop: bytes) -> bytes | None:
    """Return the dictionary right before a stream; None when it isn't plain to see where it begins."""
    deel = kop[kop.rfind(b"obj") + 3 :].strip()
    heel = deel.startswith(b"<<") and deel.endswith(b">>") and deel.count(b"<<") == deel.count(b">>")
    return _ontcijfer(deel) if heel and b"%" not in deel else None


def _kan_objecten_bevatten(kop: bytes) -> bool:
    """Whether a reader could take the stream after `kop` for one that holds objects."""
    deel = _woordenboek(kop)
    if deel is None:
        deel = _ontcijfer(kop[-20_000:])
    return b"ObjStm" in deel or b"/First" in deel


def _pak_uit(data: bytes, begin: int, kop: bytes, grens: int) -> bytes:
    deel = _woordenboek(kop)
    if deel is None or b"/Predictor" in deel:
        raise Afgewezen(*VREEMD)
    if b"/Filter" not in deel:
        einde = data.find(b"endstream", begin)
        return data[begin : einde if einde >= 0 else len(data)]
    if not _ALLEEN_FLATE.search(deel) or deel.count(b"/Filter") != 1:
        raise Afgewezen(*VREEMD)
    pakker = zlib.decompressobj()
    try:
        inhoud = pakker.decompress(memoryview(data)[begin:], grens + 1)
    except zlib.error:
        raise Afgewezen(*KAPOT) from None
    if len(inhoud) > grens:
        raise Afgewezen("Deze PDF wordt uitgepakt veel te groot.", ALS_PDF)
    return inhoud


def _opent_internet(tekst: bytes, data: bytes) -> bool:
    """Whether opening the document goes to an address by itself. A place in the document is fine."""
    doelen = {gevonden.groups() for gevonden in _OPENT.finditer(tekst)}
    if len(doelen) > MAX_OPENEN:
        raise Afgewezen(*VREEMD)
    for nummer, versie, direct in doelen:
        doel = direct
        if doel is None:
            object_ = re.search(rb"(?<!\d)" + nummer + rb"\s+" + versie + rb"\s+obj(.{0,2000})", data, re.DOTALL)
            doel = object_.group(1).partition(b"endobj")[0] if object_ else b""
        if re.search(rb"/(?:URI|GoToR|Named|Thread|Hide)" + _EINDNAAM, doel):
            return True
    return False
