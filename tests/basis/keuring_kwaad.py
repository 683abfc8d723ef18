"""Files that must not come in, made in code: {what it is: (name it comes under, bytes)}."""

import io
import struct
import zipfile
import zlib

from tests.basis.keuring_goed import (
    ODT,
    R,
    W,
    beeld,
    docx,
    docx_delen,
    odt,
    pdf,
    png_deel,
    png_van,
    relaties,
    stroom,
    zip_van,
)

# In two pieces, or a virus scanner takes this source for the test virus.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
JS = b"<< /S /JavaScript /JS (app.alert(1)) >>"
ObjStm = b"/Type /ObjStm /N 1 /First 4"
MIB = 1024 * 1024


def _velden(*stukken: str) -> str:
    tekst = "".join(f"<w:r><w:instrText>{stuk}</w:instrText></w:r>" for stuk in stukken)
    return f"<w:document {W}><w:body><w:p>{tekst}</w:p></w:body></w:document>"


def _docx_bom() -> bytes:
    return docx({"word/media/image1.png": b"\0" * (80 * MIB)})


def _overlap() -> bytes:
    """Return an archive in which two names point to the same packed bytes (Fifield's bomb)."""
    met = bytearray(docx({"word/a.xml": "<a/>", "word/b.xml": "<a/>"}))
    begin = met.index(b"PK\x01\x02")
    plekken = []
    plek = begin
    while met[plek : plek + 4] == b"PK\x01\x02":
        plekken.append(plek)
        naam, extra, tekst = struct.unpack("<HHH", met[plek + 28 : plek + 34])
        plek += 46 + naam + extra + tekst
    met[plekken[-1] + 42 : plekken[-1] + 46] = met[plekken[-2] + 42 : plekken[-2] + 46]
    return bytes(met)


def _versleuteld() -> bytes:
    """Return a document whose parts are marked as encrypted, in both places where that is written."""
    data = bytearray(docx())
    for teken, plek in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        begin = data.find(teken)
        while begin >= 0:
            data[begin + plek] |= 1
            begin = data.find(teken, begin + 4)
    return bytes(data)


def _diep(aantal: int) -> str:
    return f"<w:document {W}>" + "<w:p/>" * aantal + "</w:document>"


def _jpg_met(achter: bytes) -> bytes:
    return beeld("JPEG") + achter


def _zip_achter(data: bytes) -> bytes:
    return data + zip_van({"a.html": HTML})


def _png_grote_tekst() -> bytes:
    return png_van(8, 8, b"\0" * 72, png_deel(b"zTXt", b"a\0\0" + zlib.compress(b"x" * (90 * MIB), 9)))


def _docx_anders(oud: str, nieuw: str) -> bytes:
    delen = docx_delen()
    delen["[Content_Types].xml"] = str(delen["[Content_Types].xml"]).replace(oud, nieuw)
    return zip_van(delen)


def _crc_kapot() -> bytes:
    data = bytearray(docx())
    data[data.index(b"PK\x01\x02") + 16] ^= 0xFF
    data[14] ^= 0xFF
    return bytes(data)


def _symlink() -> bytes:
    return zip_van(docx_delen() | {"word/link.xml": "/etc/passwd"}, external_attr=0o120777 << 16, create_system=3)


def _linearized(tekst: bytes) -> bytes:
    return pdf(stroom(b"9 0 " + tekst, ObjStm))


def pdfs() -> dict[str, tuple[str, bytes]]:
    goed = pdf()
    return {
        "pdf met javascript": ("a.pdf", pdf(JS, wortel=b"/OpenAction 4 0 R")),
        "pdf met javascript in geheimschrift": ("a.pdf", pdf(b"<< /S /J#61vaScr#69pt /JS (x) >>")),
        "pdf met javascript in een objectstroom": ("a.pdf", _linearized(JS)),
        "pdf met javascript in een objectstroom, geheimschrift": ("a.pdf", _linearized(b"<< /S /#4AavaScript >>")),
        "pdf met objectstroom onder een andere naam": ("a.pdf", pdf(stroom(JS, b"/Type /Obj#53tm /N 1 /First 4"))),
        "pdf met objectstroom zonder type": ("a.pdf", pdf(stroom(JS, b"/N 1 /First 4"))),
        "pdf met objectstroom in een onbekend filter": (
            "a.pdf",
            pdf(stroom(JS.hex().encode() + b">", ObjStm, filter_=b"/Filter /ASCIIHexDecode")),
        ),
        "pdf met objectstroom in twee filters": (
            "a.pdf",
            pdf(stroom(b"x", ObjStm, filter_=b"/Filter [/ASCII85Decode /FlateDecode]")),
        ),
        "pdf met objectstroom en verborgen begin": ("a.pdf", pdf(stroom(JS, b"/X (obj) " + ObjStm))),
        "pdf met objectstroom in een gewone stroom": (
            "a.pdf",
            pdf(stroom(b"9 0 obj " + stroom(JS, ObjStm) + b" endobj", filter_=b"")),
        ),
        "pdf met een bom in een objectstroom": ("a.pdf", pdf(stroom(b" " * (60 * MIB), ObjStm))),
        "pdf die een programma start": ("a.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
        "pdf met een ingesloten bestand": (
            "a.pdf",
            pdf(stroom(b"MZ", b"/Type /EmbeddedFile"), wortel=b"/Names << /EmbeddedFiles << >> >>"),
        ),
        "pdf met een aangehecht bestand": ("a.pdf", pdf(b"<< /Type /Annot /Subtype /FileAttachment /FS << >> >>")),
        "pdf met acties": ("a.pdf", pdf(wortel=b"/AA << /WC 4 0 R >>")),
        "pdf die een website opent": ("a.pdf", pdf(b"<< /S /URI /URI (http://x) >>", wortel=b"/OpenAction 4 0 R")),
        "pdf met formulier dat verstuurt": ("a.pdf", pdf(b"<< /S /SubmitForm /F (http://x) >>")),
        "pdf met xfa": ("a.pdf", pdf(wortel=b"/AcroForm << /XFA 4 0 R >>")),
        "pdf met wachtwoord": ("a.pdf", pdf(trailer=b"/Encrypt << /Filter /Standard /V 2 >>")),
        "pdf die afgekapt is": ("a.pdf", goed[: len(goed) // 2]),
        "pdf zonder einde": ("a.pdf", goed.replace(b"%%EOF", b"")),
        "pdf met een verkeerde verwijzing": ("a.pdf", goed.replace(b"startxref\n", b"startxref\n9")),
        "pdf met rommel ervoor": ("a.pdf", b"\n" + goed),
        "pdf en webpagina": ("a.pdf", pdf(voor=b"<script>alert(1)</script>\n")),
        "pdf en webpagina in een opmerking": ("a.pdf", pdf(voor=b"% <html><script src=x></script>\n")),
        "pdf en zip": ("a.pdf", goed + zip_van({"a.class": b"x"}) + b"%%EOF"),
        "pdf en zip ervoor": ("a.pdf", _zip_achter(goed)),
        "pdf en rar": ("a.pdf", pdf(stroom(b"Rar!\x1a\x07\x01", filter_=b""))),
        "pdf en schijfbestand": ("a.pdf", pdf(stroom(b" " * (0x8001 - 400) + b"CD001" * 400, filter_=b""))),
        "pdf met testvirus": ("a.pdf", pdf(stroom(EICAR, filter_=b""))),
        "webpagina als pdf": ("a.pdf", HTML),
        "tekening als pdf": ("a.pdf", SVG),
        "kop van een pdf en dan een webpagina": ("a.pdf", b"%PDF-1.4\n" + HTML + b"\nstartxref\n9\n%%EOF"),
    }


def kantoor() -> dict[str, tuple[str, bytes]]:
    macro = relaties("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")
    ole = relaties(f"{R}/oleObject", "embeddings/x.bin")
    fout_dtd = f'<!DOCTYPE a [<!ENTITY x "y">]><w:document {W}/>'
    return {
        "docx met macro": ("a.docx", docx({"word/vbaProject.bin": b"x"})),
        "docx met macro onder een andere naam": ("a.docx", docx({"word/_rels/document.xml.rels": macro})),
        "docm als docx": ("a.docx", _docx_anders("wordprocessingml.document.main", "word.document.macroEnabled.main")),
        "sjabloon als docx": ("a.docx", _docx_anders("document.main+xml", "template.main+xml")),
        "docx met ole-object": ("a.docx", docx({"word/embeddings/x.bin": b"x"})),
        "docx met ole-relatie": ("a.docx", docx({"word/_rels/document.xml.rels": ole})),
        "docx met programma erin": ("a.docx", docx({"word/media/x.exe": b"MZ"})),
        "docx met sjabloon van internet": (
            "a.docx",
            docx({"word/_rels/settings.xml.rels": relaties(f"{R}/attachedTemplate", "http://x", "External")}),
        ),
        "docx met webpagina erin": ("a.docx", docx({"word/_rels/a.rels": relaties(f"{R}/aFChunk", "x.xml")})),
        "docx met dde": ("a.docx", docx({"word/document.xml": _velden("DDEAUTO c:\\\\cmd")})),
        "docx met dde in stukken": ("a.docx", docx({"word/document.xml": _velden("DD", "EAU", "TO c:")})),
        "docx met eigen entiteiten": ("a.docx", docx({"word/document.xml": fout_dtd})),
        "docx met kapotte xml": ("a.docx", docx({"word/document.xml": "<w:document"})),
        "docx met twee miljoen elementen": ("a.docx", docx({"word/document.xml": _diep(2_000_000)})),
        "docx met testvirus": ("a.docx", docx({"word/media/image1.png": EICAR})),
        "zipbom als docx": ("a.docx", _docx_bom()),
        "zipbom met overlap": ("a.docx", _overlap()),
        "zip met koppeling naar een bestand": ("a.docx", _symlink()),
        "zip met ../": ("a.docx", docx({"../../etc/cron.d/x.xml": "<a/>"})),
        "zip met een schijfletter": ("a.docx", docx({"C:/x.xml": "<a/>"})),
        "zip met te veel delen": ("a.docx", docx({f"word/{n}.xml": "<a/>" for n in range(2000)})),
        "zip met dezelfde naam twee keer": ("a.docx", docx({"word/Document.xml": "<a/>"})),
        "zip met rommel ervoor": ("a.docx", b"MZ" + docx()),
        "zip met iets erachter": ("a.docx", docx() + HTML),
        "zip met wachtwoord": ("a.docx", _versleuteld()),
        "zip met een verkeerde controlesom": ("a.docx", _crc_kapot()),
        "zip die afgekapt is": ("a.docx", docx()[:-30]),
        "zip en pdf": ("a.docx", _pdf_in_zip()),
        "gewone zip als docx": ("a.docx", zip_van({"a.txt": b"hoi"})),
        "rekenblad als docx": ("a.docx", _docx_anders("wordprocessingml.document", "spreadsheetml.sheet")),
        "oud word als docx": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "odt als docx": ("a.docx", odt()),
        "odt met basic": ("a.odt", odt(meer={"Basic/Standard/Module1.xml": "<a/>"})),
        "odt met gebeurtenis": ("a.odt", odt("<text:p><script:event-listener/></text:p>")),
        "odt met plaatje van internet": ("a.odt", odt('<draw:image xlink:href="http://x/y.png"/>')),
        "odt met ole-object": ("a.odt", odt(meer={"Object 1": b"\xd0\xcf"})),
        "odt met script": ("a.odt", odt(meer={"Scripts/python/x.py": b"import os"})),
        "odt met wachtwoord": ("a.odt", odt(meer={"META-INF/manifest.xml": "<a><encryption-data/></a>"})),
        "odt-sjabloon": ("a.odt", odt(meer={"mimetype": ODT + "-template"})),
        "odt zonder inhoud": ("a.odt", zip_van({"mimetype": ODT})),
    }  # fmt: skip


def _pdf_in_zip() -> bytes:
    """Return an archive that starts with a whole PDF as a part that isn't packed."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as archief:
        archief.writestr("word/a.xml", pdf())
        for naam, inhoud in docx_delen().items():
            archief.writestr(naam, inhoud)
    return uit.getvalue()


def beelden() -> dict[str, tuple[str, bytes]]:
    plat = b"\0" * (20_001 * 20)
    return {
        "png van 20.000 bij 20.000": ("a.png", png_van(20_000, 20_000, plat)),
        "png van 50.000 hoog": ("a.png", png_van(100, 50_000, plat)),
        "png met te veel beeldpunten": ("a.png", beeld("PNG", (5000, 5000), "L")),
        "jpg van 60 miljoen beeldpunten": ("a.jpg", beeld("JPEG", (10_000, 6_000), "L", quality=10)),
        "jpg dat zegt reusachtig te zijn": ("a.jpg", _jpg_maat(65_000, 65_000)),
        "png die afgekapt is": ("a.png", beeld("PNG", (500, 500))[:200]),
        "jpg die afgekapt is": ("a.jpg", beeld("JPEG", (900, 900))[:700]),
        "png met een tekst van 90 MB": ("a.png", _png_grote_tekst()),
        "jpg en zip": ("a.jpg", _zip_achter(beeld("JPEG"))),
        "png en zip": ("a.png", _zip_achter(beeld("PNG"))),
        "jpg en webpagina": ("a.jpg", _jpg_met(HTML)),
        "jpg met php": ("a.jpg", beeld("JPEG", comment=b"<?php system($_GET[0]); ?>")),
        "jpg en pdf": ("a.jpg", beeld("JPEG", comment=pdf()[:300])),
        "jpg met testvirus": ("a.jpg", _jpg_met(EICAR)),
        "webpagina als jpg": ("a.jpg", HTML),
        "tekening als png": ("a.png", SVG),
        "gif als jpg": ("a.jpg", beeld("GIF", modus="P")),
        "png als jpg": ("a.jpg", beeld("PNG")),
        "jpg als pdf": ("a.pdf", beeld("JPEG")),
        "programma als png": ("a.png", b"MZ" + b"\0" * 200),
        "heic als jpg": ("a.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 200),
    }


def _jpg_maat(breedte: int, hoogte: int) -> bytes:
    data = bytearray(beeld("JPEG"))
    plek = data.index(b"\xff\xc0")
    data[plek + 5 : plek + 9] = struct.pack(">HH", hoogte, breedte)
    return bytes(data)


def namen() -> dict[str, tuple[str, bytes]]:
    return {
        "leeg bestand": ("a.pdf", b""),
        "te groot bestand": ("a.pdf", pdf(achter=b" " * (10 * MIB))),
        "geen extensie": ("verslag", pdf()),
        "programma met een document als naam": ("verslag.pdf.exe", pdf()),
        "omgedraaide naam": ("foto\u202egpj.exe", beeld("JPEG")),
        "tekening": ("a.svg", SVG),
        "webpagina": ("a.html", HTML),
        "docm": ("a.docm", docx()),
        "oud word": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    }


def alles() -> dict[str, tuple[str, bytes]]:
    """Return the whole corpus."""
    return pdfs() | kantoor() | beelden() | namen()


def zwaar() -> dict[str, tuple[str, bytes]]:
    """Return files of nearly 10 MiB that are made to take long or much."""
    vol = 9 * MIB
    staart = b"\nstartxref\n9\n%%EOF"
    return {
        "pdf vol cijfers": ("a.pdf", b"%PDF-1.7\n" + b"1" * vol + staart),
        "pdf vol stromen": ("a.pdf", b"%PDF-1.7\n1 0 obj\n/Root " + b"stream\n" * (vol // 7) + staart),
        "pdf vol namen": ("a.pdf", b"%PDF-1.7\n1 0 obj\n/Root " + b"/#41 " * (vol // 5) + staart),
        "pdf vol openen": ("a.pdf", b"%PDF-1.7\n1 0 obj\n/Root " + b"/OpenAction 7 0 R " * (vol // 18) + staart),
        "pdf vol haken": ("a.pdf", b"%PDF-1.7\n1 0 obj\n/Root " + b"<<" * (vol // 2) + b"stream\n/First" + staart),
        "pdf vol objectstromen": ("a.pdf", pdf(*[stroom(b" " * MIB, ObjStm)] * 1000)),
        "docx met een kenmerk van 60 MB": ("a.docx", docx({"word/document.xml": f'<a b="{"x" * (60 * MIB)}"/>'})),
        "docx met diepe nesten": ("a.docx", docx({"word/document.xml": "<a>" * 300_000})),
        "docx met een lange tekst": ("a.docx", docx({"word/document.xml": _velden("x" * (50 * MIB))})),
    }
