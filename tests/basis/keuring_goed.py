"""Files as honest students send them, made in code."""

import io
import struct
import zipfile
import zlib

from PIL import Image

WOORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zip_van(delen: dict[str, bytes | str], *, gepakt: bool = True, **info: object) -> bytes:
    """Pack parts in order; `info` goes to every ZipInfo."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED if gepakt else zipfile.ZIP_STORED) as archief:
        for naam, inhoud in delen.items():
            deel = zipfile.ZipInfo(naam)
            deel.compress_type = zipfile.ZIP_STORED if naam == "mimetype" or not gepakt else zipfile.ZIP_DEFLATED
            for sleutel, waarde in info.items():
                setattr(deel, sleutel, waarde)
            archief.writestr(deel, inhoud)
    return uit.getvalue()


def docx_delen(meer: dict[str, bytes | str] | None = None) -> dict[str, bytes | str]:
    """Return the parts of a small Word document; `meer` replaces or adds parts."""
    delen: dict[str, bytes | str] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WOORD}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W}><w:body><w:p><w:r><w:t>Mijn verslag</w:t></w:r></w:p></w:body>"
        "</w:document>",
        "word/_rels/document.xml.rels": relaties(f"{R}/hyperlink", "https://www.voorbeeld.nl/", "External"),
        "docProps/app.xml": "<Properties><Application>Microsoft Office Word</Application></Properties>",
    }
    return delen | (meer or {})


def relaties(soort: str, doel: str, modus: str = "Internal") -> str:
    """Return a part with one relationship."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r9" Type="{soort}" Target="{doel}" TargetMode="{modus}"/></Relationships>'
    )


def docx(meer: dict[str, bytes | str] | None = None) -> bytes:
    return zip_van(docx_delen(meer))


def odt_delen(
    inhoud: str = "<text:p>Mijn verslag</text:p>", meer: dict[str, bytes | str] | None = None
) -> dict[str, bytes | str]:
    """Return the parts of a small OpenDocument text."""
    ruimten = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    delen: dict[str, bytes | str] = {
        "mimetype": ODT,
        "content.xml": f"<office:document-content {ruimten}><office:scripts/><office:body><office:text>{inhoud}"
        "</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {ruimten}/>",
        "META-INF/manifest.xml": "<manifest:manifest "
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/></manifest:manifest>',
        "Thumbnails/thumbnail.png": beeld("PNG", (8, 8)),
        "layout-cache": b"\x00\x01\x02",
    }
    return delen | (meer or {})


def odt(inhoud: str = "<text:p>Mijn verslag</text:p>", meer: dict[str, bytes | str] | None = None) -> bytes:
    return zip_van(odt_delen(inhoud, meer))


def beeld(soort: str, maat: tuple[int, int] = (60, 40), modus: str = "RGB", **opties: object) -> bytes:
    uit = io.BytesIO()
    Image.new(modus, maat, 90 if modus in ("L", "P", "1", "I;16") else None).save(uit, soort, **opties)
    return uit.getvalue()


def foto_met_gps(richting: int = 6) -> bytes:
    """Return a JPG with a red left half, EXIF with a place on earth, and the note that it lies on its side."""
    plaat = Image.new("RGB", (64, 48), "white")
    plaat.paste("red", (0, 0, 32, 48))
    exif = Image.Exif()
    exif[0x0112] = richting
    exif[0x010F] = "KANARIE-camera"
    exif.get_ifd(0x8825)[2] = (53.0, 13.0, 9.0)
    uit = io.BytesIO()
    plaat.save(uit, "JPEG", exif=exif, quality=95, comment=b"KANARIE-opmerking")
    return uit.getvalue()


def png_deel(soort: bytes, inhoud: bytes) -> bytes:
    return struct.pack(">I", len(inhoud)) + soort + inhoud + struct.pack(">I", zlib.crc32(soort + inhoud))


def png_van(breedte: int, hoogte: int, rijen: bytes, *extra: bytes) -> bytes:
    """Return a grey PNG whose header claims a size; `rijen` is what is packed inside."""
    kop = png_deel(b"IHDR", struct.pack(">IIBBBBB", breedte, hoogte, 8, 0, 0, 0, 0))
    delen = [kop, *extra, png_deel(b"IDAT", zlib.compress(rijen, 9)), png_deel(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(delen)


def pdf(*objecten: bytes, wortel: bytes = b"", trailer: bytes = b"", voor: bytes = b"", achter: bytes = b"") -> bytes:
    """Return a PDF of one empty page; `objecten` are numbered from 4, `wortel` goes into the catalog."""
    alle = [
        b"<< /Type /Catalog /Pages 2 0 R " + wortel + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        *objecten,
    ]
    uit = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + voor)
    plekken = []
    for nummer, tekst in enumerate(alle, 1):
        plekken.append(len(uit))
        uit += b"%d 0 obj\n%s\nendobj\n" % (nummer, tekst)
    lijst = len(uit)
    uit += b"xref\n0 %d\n0000000000 65535 f \n" % (len(alle) + 1)
    uit += b"".join(b"%010d 00000 n \n" % plek for plek in plekken)
    uit += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(alle) + 1, trailer, lijst)
    return bytes(uit) + achter


def stroom(inhoud: bytes, kop: bytes = b"", *, filter_: bytes = b"/Filter /FlateDecode") -> bytes:
    """Return a stream object, packed unless `filter_` says otherwise."""
    data = zlib.compress(inhoud) if b"Flate" in filter_ else inhoud
    return b"<< /Length %d %s %s >>\nstream\n%s\nendstream" % (len(data), filter_, kop, data)
