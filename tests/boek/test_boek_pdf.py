"""The BPV-boek as a document: accessible, with true page numbers, with every letter."""

import io
import re
import subprocess

import page
import pytest
from pypdf import PdfReader

from evaluaties.pdf import teken_boek, teken_geteld
from evaluaties.services.boekinhoud import inhoud_hash, verzamel
from tests.boek_hulp import maak_dossier
from tests.factories import NU

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pdf(django_db_setup, django_db_blocker):
    from django.db import transaction  # noqa: PLC0415 - after the settings

    with django_db_blocker.unblock(), transaction.atomic():
        inhoud = verzamel(maak_dossier().student)
        transaction.set_rollback(True)
    pdf, aantal = teken_geteld(inhoud, 3, inhoud_hash(inhoud), NU)
    assert aantal == len(PdfReader(io.BytesIO(pdf)).pages)
    return pdf


@pytest.fixture(scope="module")
def paginas(pdf) -> list[str]:
    return [blad.extract_text() for blad in PdfReader(io.BytesIO(pdf)).pages]


def test_book_passes_every_rule_of_pdf_ua(pdf, tmp_path):
    pad = tmp_path / "boek.pdf"
    pad.write_bytes(pdf)
    assert page.validate_pdf(pad, profile=page.ValidationProfile.PDF_UA_1).failures == []


def test_cover_is_the_first_page(paginas):
    assert "Łukasz Yıldız-Őry" in paginas[0]
    assert "BPV-boek 2026/2027" in paginas[0]
    assert "Concept: nog niet definitief" in paginas[0]
    assert all(tekst.strip() for tekst in paginas)


def test_contents_name_the_page_where_the_heading_stands(paginas):
    # The contents stand on page 2: "Uren ..... 3"; the heading stands on a line of its own.
    regels = re.findall(r"^(.+?)[. ]{3,}\s*(\d+)$", paginas[1], re.MULTILINE)
    assert [kop.strip() for kop, _ in regels][:2] == ["Gegevens", "Leerdoelen"]
    assert len(regels) == 9
    for kop, nummer in regels:
        assert kop.strip() in [regel.strip() for regel in paginas[int(nummer) - 1].splitlines()], kop


def test_every_page_has_its_number_version_and_mark(paginas):
    for nummer, tekst in enumerate(paginas, start=1):
        assert f"pagina {nummer} van {len(paginas)}" in tekst
        assert "Versie 3 (concept) · kenmerk" in tekst


def test_text_of_people_is_text_and_never_markup(paginas):
    alles = "\n".join(paginas)
    assert "Vraagt <b>door</b>." in alles
    assert "Zorggroep Őszike & <Zonen>" in alles


def test_letters_of_every_name_are_embedded(pdf, tmp_path):
    pad = tmp_path / "boek.pdf"
    pad.write_bytes(pdf)
    letters = subprocess.run(["pdffonts", pad], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert letters
    assert all("Source-Sans" in regel or "SourceSans" in regel for regel in letters)
    assert all(" yes yes yes " in regel for regel in letters)


def test_document_says_what_it_is(pdf):
    gelezen = PdfReader(io.BytesIO(pdf))
    assert gelezen.metadata.title == "BPV-boek van Łukasz Yıldız-Őry"
    assert gelezen.trailer["/Root"]["/Lang"] == "nl"


def test_same_data_give_the_same_bytes(pdf):
    """Apart from nothing: the moment is that of the request, and no id is random."""
    # Drawn twice from one and the same data in two processes.
    inhoud = {"naam": "A", "schooljaar": "2026/2027", "opleiding": "B", "school": "C", "stages": [], "doelen": []}
    inhoud |= {"studentnummer": "1", "niveau": 3, "leerweg": "BOL", "leerjaar": 1, "cluster": "D", "stagedocent": ""}
    assert teken_boek(inhoud, 1, "0" * 64, NU) == teken_boek(inhoud, 1, "0" * 64, NU)
