"""Hostile text in every field of a book reaches nothing, and a document gone wild hurts nobody (F5, F6)."""

import io
import time
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from basis.errors import DomainError
from basis.pdf import aangevuld
from basis.pdf_reeks import Tekenaar
from evaluaties.pdf import boekopdracht, teken_geteld
from evaluaties.services.boekinhoud import inhoud_hash, verzamel
from tests.basis.test_pdf import PAYLOADS, Vanger, attack, carries, geheim, vanger  # noqa: F401 - fixtures
from tests.boek_hulp import maak_vol_dossier
from tests.factories import NU

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.eens]  # each draws for seconds
CSS = "</style><style>@page{size:900000px 9px}*{font-size:9e9px;position:running(x)}</style><p style='width:1e9px'>"


def besmet(waarde, geef):
    """Put what `geef` gives in every text of a book; numbers and days stay."""
    if isinstance(waarde, dict):
        return {naam: besmet(deel, geef) for naam, deel in waarde.items()}
    if isinstance(waarde, list):
        return [besmet(deel, geef) for deel in waarde]
    vast = isinstance(waarde, bool | int | float | Decimal | date | datetime | None)
    return waarde if vast else geef()


def een_van_elk(waarde):
    """Keep one of each list of things: together they have every field, on few pages."""
    if isinstance(waarde, dict):
        return {naam: een_van_elk(deel) for naam, deel in waarde.items()}
    if isinstance(waarde, list):
        return [een_van_elk(deel) for deel in (waarde[:1] if waarde and isinstance(waarde[0], dict) else waarde)]
    return waarde


def test_every_payload_in_every_field_is_text(vanger, geheim):  # noqa: F811
    inhoud = een_van_elk(verzamel(maak_vol_dossier().student))
    alles = " ".join(attack(payload, vanger, geheim) for payload in PAYLOADS) + CSS
    kwaad = besmet(inhoud, lambda: alles) | {"lezer": inhoud["lezer"]}
    opdracht = boekopdracht(kwaad, 1, "0" * 64, NU)
    html = render_to_string(opdracht["template"], aangevuld(opdracht["context"]))
    assert html.count("&lt;style&gt;@import") > 100
    for merk in ("<img", "<link", "<style", "<object", "<embed", "<base", "<iframe", "<image", "<use", 'style="'):
        assert merk not in html, merk
    assert html.count("<a ") == html.count('<a href="#') + 1  # the contents, and the page for checking


def test_payloads_through_all_fields_reach_nothing(vanger, geheim):  # noqa: F811
    inhoud = een_van_elk(verzamel(maak_vol_dossier().student))
    beurt = cycle([*(attack(payload, vanger, geheim) for payload in PAYLOADS), CSS])
    kwaad = besmet(inhoud, lambda: next(beurt)) | {"lezer": inhoud["lezer"]}
    pdf, _ = teken_geteld(kwaad, 1, inhoud_hash(kwaad), NU)
    assert Vanger.hits == []
    assert not carries(pdf, b"KANARIE")


def test_links_of_people_are_no_links():
    inhoud = verzamel(maak_vol_dossier().student)
    kwaad = inhoud | {"naam": '<a href="javascript:alert(1)">x</a> https://kwaad.test', "stages": []}
    pdf, _ = teken_geteld(kwaad, 1, "0" * 64, NU)
    links = [
        noot.get_object()["/A"]["/URI"]
        for blad in PdfReader(io.BytesIO(pdf)).pages
        for noot in blad.get("/Annots", [])
        if "/URI" in noot.get_object().get("/A", {})
    ]
    assert links
    assert all(link.endswith("/controleren/") for link in links)


@pytest.mark.parametrize(
    ("html", "mib"),
    [
        ("<table>" + "<tr><td>x</td></tr>" * 300_000 + "</table>", 400),
        ("<style>@page{size:9px 9px;margin:0}p{font-size:90px;break-inside:auto}</style>" + "<p>x y z" * 60_000, 400),
        ("<p>" + "x" * 40_000_000, 160),
    ],
)
def test_document_gone_wild_ends_and_the_next_one_is_made(html, mib):
    with Tekenaar(seconden=4, mib=mib) as tekenaar:
        begin = time.monotonic()
        tekenaar.begin_html(f"<html lang=nl><title>x</title><body>{html}")
        with pytest.raises(DomainError):
            tekenaar.wacht()
        assert time.monotonic() - begin < 30
        tekenaar.seconden, tekenaar.mib = 60, 512
        tekenaar.begin_html("<html lang=nl><title>x</title><body><h1>Goed</h1>")
        pdf, paginas = tekenaar.wacht()
    assert pdf.startswith(b"%PDF")
    assert paginas == 1


def test_drawing_can_be_stopped():
    with Tekenaar() as tekenaar:
        tekenaar.begin_html("<html lang=nl><title>x</title><body>" + "<p>tekst</p>" * 100_000)
        with pytest.raises(DomainError, match="gestopt"):
            tekenaar.wacht(annuleer=lambda: True)


def test_series_gives_the_same_bytes_as_a_single_document():
    inhoud = verzamel(maak_vol_dossier().student)
    opdracht = boekopdracht(inhoud | {"stages": []}, 1, "0" * 64, NU)
    with Tekenaar() as tekenaar:
        uit = []
        for _ in range(2):
            tekenaar.begin(**opdracht)
            uit.append(tekenaar.wacht())
    assert uit[0] == uit[1]
    assert b"stagebureau:bpv-boek:" in uit[0][0]
