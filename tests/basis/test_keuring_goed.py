"""What honest students send comes in: whole, under a harmless name, and photos without what the camera added (F1)."""

import io

import pytest
from PIL import Image

from basis.keuring import keur, schone_naam
from basis.keuring.beeld import ZIJDE_NA
from basis.pdf import Documentgegevens, maak_pdf
from tests.basis.keuring_goed import R, beeld, docx, foto_met_gps, odt, pdf, relaties, stroom


def test_pdf_of_our_own_making_comes_in_as_it_is(sjablonen):
    sjablonen["pdf/x.html"] = (
        '{% extends "pdf/basis.html" %}{% block inhoud %}<h1>Mijn verslag</h1>'
        '<p><a href="https://www.voorbeeld.nl">bron</a></p>{% endblock %}'
    )
    data = maak_pdf("pdf/x.html", {"document": Documentgegevens(titel="Mijn verslag")})
    goed = keur("Verslag oktober.pdf", data)
    assert (goed.naam, goed.mime, goed.inhoud) == ("Verslag oktober.pdf", "application/pdf", data)


@pytest.mark.parametrize(
    "data",
    [
        pdf(wortel=b"/OpenAction [3 0 R /Fit]"),
        pdf(b"<< /S /GoTo /D [3 0 R /Fit] >>", wortel=b"/OpenAction 4 0 R"),
        pdf(b"<< /S /URI /URI (https://www.voorbeeld.nl) >>"),
        pdf(stroom(b"4 0 << /Type /Font /BaseFont /Arial#20Bold >>", b"/Type /ObjStm /N 1 /First 4")),
        pdf(b"<< /Type /Outlines /First 5 0 R >>", stroom(b"\xff" * 400, b"/Subtype /Image")),
        pdf(stroom(b"\xff\xd8\xff/JS /AA /EF", b"", filter_=b"/Filter /DCTDecode")),
        pdf(b"<< /Title (Over JavaScript) >>"),
        pdf(achter=b"\r\n\n"),
    ],
    ids=[
        "begint-bij-blad",
        "begint-bij-verwijzing",
        "koppeling",
        "objectstroom",
        "inhoudsopgave",
        "foto",
        "titel",
        "wit",
    ],
)
def test_pdf_as_programs_make_them_comes_in(data):
    assert keur("a.pdf", data).inhoud == data


@pytest.mark.parametrize(
    ("naam", "data"),
    [
        ("a.docx", docx()),
        ("a.docx", docx({"word/media/image1.png": beeld("PNG"), "customXml/item1.xml": "<a/>"})),
        ("a.docx", docx({"word/_rels/footer1.xml.rels": relaties(f"{R}/image", "media/image1.png")})),
        ("a.docx", docx({"word/fonts/font1.odttf": b"x", "docProps/thumbnail.emf": b"x"})),
        ("a.odt", odt()),
        ("a.odt", odt('<text:a xlink:href="https://www.voorbeeld.nl">bron</text:a>')),
        ("a.odt", odt('<draw:image xlink:href="Pictures/1.png"/>', {"Pictures/1.png": beeld("PNG")})),
        ("a.odt", odt(meer={"ObjectReplacements/Object 1": b"x", "Object 1/content.xml": "<a/>"})),
    ],
)
def test_document_as_programs_make_them_comes_in(naam, data):
    assert keur(naam, data).inhoud == data


def test_photo_loses_place_camera_and_notes_and_stands_upright():
    goed = keur("IMG_0001.JPG", foto_met_gps(richting=6))
    plaat = Image.open(io.BytesIO(goed.inhoud))
    assert plaat.format == "JPEG"
    assert plaat.size == (48, 64)  # it lay on its side
    assert not plaat.getexif()
    assert "comment" not in plaat.info
    assert b"KANARIE" not in goed.inhoud
    boven, onder = plaat.getpixel((24, 8)), plaat.getpixel((24, 56))
    assert (boven[1] < 60, onder[1] > 200) == (True, True)  # red went up
    assert goed.naam == "IMG_0001.jpg"


def test_photo_with_a_film_behind_it_keeps_only_the_photo():
    film = b"\0\0\0\x18ftypmp42" + b"\1" * 5000
    assert film[:12] not in keur("a.jpg", beeld("JPEG") + film).inhoud


def test_photo_of_a_phone_is_made_smaller():
    goed = keur("a.jpg", beeld("JPEG", (4032, 3024), quality=60))
    assert max(Image.open(io.BytesIO(goed.inhoud)).size) <= ZIJDE_NA


@pytest.mark.parametrize("modus", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_comes_in(modus):
    assert Image.open(io.BytesIO(keur("a.png", beeld("PNG", modus=modus)).inhoud)).size == (60, 40)


@pytest.mark.parametrize("modus", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpg_comes_in(modus):
    assert Image.open(io.BytesIO(keur("a.jpeg", beeld("JPEG", modus=modus)).inhoud)).mode in ("L", "RGB")


def test_same_photo_gives_the_same_bytes():
    assert keur("a.jpg", foto_met_gps()) == keur("a.jpg", foto_met_gps())


@pytest.mark.parametrize(
    ("naam", "schoon"),
    [
        ("Verslag oktober.pdf", "Verslag oktober.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\sam\\verslag.docx", "verslag.docx"),
        ("verslag\u202efdp.docx", "verslagfdp.docx"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("\u200b\ufeff.pdf", "bijlage.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("con.pdf", "bestand-con.pdf"),
        ('a<b>:"c|d?*.pdf', "a-b-c-d-.pdf"),
        ("  ..verborgen.PDF  ", "verborgen.pdf"),
        ("é\u0301t\u00e9.png", "é\u0301té.png"),
        ("", "bijlage"),
        ("....", "bijlage"),
    ],
)
def test_name_is_cleaned(naam, schoon):
    assert schone_naam(naam) == schoon


def test_clean_name_stays_clean():
    for naam in ("../a.pdf", "x" * 400, "con.PDF", "\u202ea.jpg"):
        assert schone_naam(schone_naam(naam)) == schone_naam(naam)
