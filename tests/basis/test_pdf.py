import base64
import functools
import io
import os
import re
import subprocess
import sys
import threading
import time
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import page
import pytest
from PIL import Image
from weasyprint import HTML

from basis import checks
from basis.errors import DomainError
from basis.grafiek import Saldo, tekort_balken
from basis.pdf import Documentgegevens, beeld_url, inhoud_hash, maak_pdf, maak_pdf_in_kind, pdf_response

PAGINA = '{% extends "pdf/basis.html" %}{% block inhoud %}<h1>T</h1>'
NAMEN = "Yıldız Łukasz Őry Ñandú Šárka Ægir"
BOEK = """{% extends "pdf/basis.html" %}
{% block omslag %}<section class="omslag"><p class="merk">Stagebureau</p><h1>BPV-boek</h1>
<p class="ondertitel">{{ naam }}</p>
{% if foto %}<img src="{{ foto }}" alt="Foto van {{ naam }}">{% endif %}</section>{% endblock %}
{% block inhoudsopgave %}<nav class="inhoudsopgave" aria-label="Inhoud"><h2>Inhoud</h2>
<ol><li><a href="#een">Uren</a></li></ol></nav>{% endblock %}
{% block inhoud %}<section class="hoofdstuk"><h2 id="een">Uren</h2><p>{{ naam }}</p>
<table><caption>Uren per week</caption>
<thead><tr><th scope="col">Week</th><th scope="col" class="getal">Uren</th></tr></thead>
<tbody>{% for week in weken %}<tr><th scope="row">{{ week }}</th><td class="getal">32</td></tr>
{% endfor %}</tbody></table>
<figure>{{ grafiek }}<figcaption>Tekort</figcaption></figure></section>{% endblock %}"""


def photo(size=(40, 30), kind="PNG"):
    target = io.BytesIO()
    Image.new("RGB", size, "#0f5c63").save(target, kind)
    return target.getvalue()


def book_context(**extra):
    return {
        "document": Documentgegevens(
            titel="BPV-boek", loopkop=f"{NAMEN} 2026/2027", versie="3", hash="abc123def456", gemaakt="2026-11-02"
        ),
        "naam": NAMEN,
        "foto": beeld_url(photo()),
        "weken": range(36, 76),
        "grafiek": tekort_balken("Tekort per cluster", [Saldo("Łódź", 435, 90), Saldo("b", 1, 31)], breedte=600),
        **extra,
    }


def tool(name, pdf, tmp_path, *options):
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        [name, *options, str(path), *(["-"] if name == "pdftotext" else [])], capture_output=True, text=True, check=True
    ).stdout


@functools.cache
def gemaakt_boek():
    return maak_pdf("pdf/boek.html", book_context())


@pytest.fixture
def boek(sjablonen):
    sjablonen["pdf/boek.html"] = BOEK
    return gemaakt_boek()


def test_document_passes_all_rules_of_pdf_ua(boek, tmp_path):
    path = tmp_path / "boek.pdf"
    path.write_bytes(boek)
    result = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    assert list(result.failures) == []


def test_names_come_out_right_and_fonts_are_embedded(boek, tmp_path):
    text = tool("pdftotext", boek, tmp_path)
    assert NAMEN in text
    assert f"{NAMEN} 2026/2027" in text
    assert re.search(r"pagina 3 van \d", text)
    assert "Versie 3 · kenmerk abc123def456" in text
    fonts = tool("pdffonts", boek, tmp_path).splitlines()[2:]
    assert fonts
    assert all(re.search(r" yes yes yes ", regel) for regel in fonts), fonts
    assert all("Source-Sans" in regel or "SourceSans" in regel for regel in fonts), fonts


def test_same_content_gives_the_same_bytes(boek):
    assert maak_pdf("pdf/boek.html", book_context()) == boek


def test_contents_names_the_page(boek, tmp_path):
    assert re.search(r"Uren \.+ 3", tool("pdftotext", boek, tmp_path, "-layout"))


def test_child_makes_the_same_document(boek):
    assert maak_pdf_in_kind("pdf/boek.html", book_context()) == boek


class Vanger(BaseHTTPRequestHandler):
    hits = []

    def do_GET(self):
        self.hits.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def vanger():
    Vanger.hits.clear()
    server = HTTPServer(("127.0.0.1", 0), Vanger)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


PAYLOADS = [
    '<img src="{http}/a.png" alt="x">',
    '<img src="{file}" alt="x">',
    '<link rel="stylesheet" href="{http}/a.css">',
    "<style>@import url({http}/b.css);</style>",
    '<p style="background:url({http}/c.png)">x</p>',
    "<style>@font-face{{font-family:z;src:url({http}/d.ttf)}} p{{font-family:z}}</style>",
    '<link rel="attachment" href="{file}">',
    '<a rel="attachment" href="{file}">x</a>',
    '<object data="{http}/e.html">x</object>',
    '<embed src="{file}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{http}/f.png" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title><use href="{http}/g.svg#x"/></svg>',
    '<base href="{http}/"><img src="h.png" alt="x">',
    '<img src="data:image/svg+xml;base64,{svg}" alt="x">',
    '<img src="static:../../etc/passwd" alt="x"><img src="static:pdf/../../manage.py" alt="x">',
    '<ul style="list-style-image:url({http}/i.png)"><li>x</li></ul>',
    '<img srcset="{http}/j.png 1x" src="ftp://127.0.0.1/k" alt="x"><iframe src="{http}/l"></iframe>',
]


def attack(payload, http, secret):
    svg = base64.b64encode(
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{http}/s.png"/></svg>'.encode()
    ).decode()
    return payload.format(http=http, file=secret.as_uri(), svg=svg)


@pytest.fixture
def geheim(tmp_path):
    path = tmp_path / "geheim.txt"
    path.write_text("KANARIE-1234567890")
    return path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_even_raw_markup_of_a_person_reaches_nothing(payload, sjablonen, vanger, geheim):
    sjablonen["pdf/kwaad.html"] = PAGINA + "{{ tekst|safe }}{% endblock %}"
    pdf = maak_pdf("pdf/kwaad.html", {"tekst": attack(payload, vanger, geheim)})
    assert pdf.startswith(b"%PDF")
    assert Vanger.hits == []
    assert not carries(pdf, b"KANARIE")


def carries(pdf, canary):
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            continue
    return any(canary in part for part in parts)


def test_escaped_markup_is_just_text(sjablonen, vanger, geheim, tmp_path):
    sjablonen["pdf/net.html"] = (
        PAGINA + '{% for t in teksten %}<p title="{{ t }}">{{ t }}</p>{% endfor %}{% endblock %}'
    )
    pdf = maak_pdf("pdf/net.html", {"teksten": [attack(payload, vanger, geheim) for payload in PAYLOADS]})
    assert Vanger.hits == []
    assert not carries(pdf, b"KANARIE")
    assert "<img src=" in tool("pdftotext", pdf, tmp_path)


def test_control_default_fetcher_would_have_reached_out(vanger, geheim):
    HTML(string=attack("".join(PAYLOADS[:1]), vanger, geheim)).write_pdf()
    assert Vanger.hits == ["/a.png"]


def test_child_that_takes_too_long_is_killed(sjablonen):
    sjablonen["pdf/lang.html"] = PAGINA + "{% for i in n %}<p>{{ i }} tekst</p>{% endfor %}{% endblock %}"
    begin = time.monotonic()
    with pytest.raises(DomainError, match="te lang"):
        maak_pdf_in_kind("pdf/lang.html", {"n": range(60_000)}, seconden=2)
    assert time.monotonic() - begin < 60


@pytest.mark.slow
def test_child_that_eats_memory_is_stopped(sjablonen):
    sjablonen["pdf/breed.html"] = (
        PAGINA + "<table>{% for i in n %}<tr><td>{{ i }}</td></tr>{% endfor %}</table>{% endblock %}"
    )
    with pytest.raises(DomainError, match=r"te groot|te lang"):
        maak_pdf_in_kind("pdf/breed.html", {"n": range(100_000)}, mib=120)


def test_child_can_be_cancelled(sjablonen):
    sjablonen["pdf/boek.html"] = BOEK
    with pytest.raises(DomainError, match="gestopt"):
        maak_pdf_in_kind("pdf/boek.html", book_context(), annuleer=lambda: True)


def test_child_gets_no_secrets(sjablonen, monkeypatch):
    gezien = {}
    echt = subprocess.Popen

    def popen(*args, **kwargs):
        gezien.update(kwargs["env"])
        return echt(*args, **kwargs)

    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setattr(subprocess, "Popen", popen)
    sjablonen["pdf/boek.html"] = BOEK
    assert maak_pdf_in_kind("pdf/boek.html", book_context()).startswith(b"%PDF")
    assert set(gezien) <= {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"}


class GeenBibliotheken:
    """An import hook that fails as WeasyPrint does on a server without Pango."""

    def find_spec(self, name, path=None, target=None):
        if name == "basis.pdf_opmaak":
            raise OSError("cannot load library 'libpango-1.0-0'")


def test_missing_libraries_are_told_with_their_packages(monkeypatch):
    monkeypatch.delattr("basis.pdf_opmaak", raising=False)
    monkeypatch.delitem(sys.modules, "basis.pdf_opmaak", raising=False)
    monkeypatch.setattr(sys, "meta_path", [GeenBibliotheken(), *sys.meta_path])
    with pytest.raises(DomainError, match=r"libpango-1\.0-0"):
        maak_pdf("pdf/basis.html", {})
    monkeypatch.setattr(checks, "NODIG", {"libbestaatniet.so.9": "libbestaat-niet"})
    [melding] = checks.check_pdf(None)
    assert (melding.id, melding.hint) == ("basis.W001", "apt-get install libbestaat-niet")


def test_missing_fonts_are_told(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    assert "basis.W002" in [melding.id for melding in checks.check_pdf(None)]


def test_this_machine_is_complete():
    assert checks.check_pdf(None) == []


def test_pictures_are_made_anew_and_others_refused():
    exif = Image.Exif()
    exif[0x010E] = "KANARIE"
    target = io.BytesIO()
    Image.new("RGB", (3000, 20)).save(target, "JPEG", exif=exif)
    data = base64.b64decode(beeld_url(target.getvalue()).partition(",")[2])
    assert b"KANARIE" not in data
    assert Image.open(io.BytesIO(data)).size == (1200, 8)
    for kwaad in (b"", b"<svg/>", b"GIF89a" + bytes(20), photo()[:30], os.urandom(200)):
        with pytest.raises(DomainError):
            beeld_url(kwaad)


def test_fingerprint_follows_the_content():
    assert inhoud_hash({"a": 1, "b": [2]}) == inhoud_hash({"b": [2], "a": 1})
    assert inhoud_hash({"a": 1}) != inhoud_hash({"a": 2})
    assert len(inhoud_hash("x")) == 12


def test_response_is_a_download_no_cache_keeps():
    antwoord = pdf_response(b"%PDF", "bpv boek Łukasz.pdf")
    assert antwoord["Content-Disposition"] == "attachment; filename*=utf-8''bpv%20boek%20%C5%81ukasz.pdf"
    assert antwoord["Cache-Control"] == "no-store, private"
