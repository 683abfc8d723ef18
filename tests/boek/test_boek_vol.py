"""A full book of a finished stage: final, every section there, valid, and per reader what that reader may see."""

import io

import page
import pytest
from pypdf import PdfReader

from evaluaties.pdf import teken_geteld
from evaluaties.services.boekinhoud import inhoud_hash, verzamel
from tests.boek_hulp import maak_vol_dossier
from tests.factories import NU

pytestmark = [pytest.mark.django_db, pytest.mark.eens]
HOOFDSTUKKEN = (
    "Gegevens", "Leerdoelen", "Certificaten van handelingen", "Overeenkomst", "Uren", "Gesprekken", "Verslagen",
    "Evaluaties", "360 feedback", "Fasen, handelingen en examens", "EVC: wat de student al kan", "Portfolio",
    "Handtekeningen", "Bijlage: bronnen", "Over dit boek",
)  # fmt: skip


@pytest.mark.slow  # draws twenty pages
def test_full_book_has_all_sections_in_order_and_is_valid(tmp_path):
    inhoud = verzamel(maak_vol_dossier().student)
    assert "concept" not in inhoud
    pdf, aantal = teken_geteld(inhoud, 1, inhoud_hash(inhoud), NU)
    pad = tmp_path / "vol.pdf"
    pad.write_bytes(pdf)
    assert page.validate_pdf(pad, profile=page.ValidationProfile.PDF_UA_1).failures == []
    lezer = PdfReader(io.BytesIO(pdf))
    bladwijzers = [punt.title for punt in plat(lezer.outline)]
    plekken = [bladwijzers.index(kop) for kop in HOOFDSTUKKEN]
    assert plekken == sorted(plekken)
    teksten = [blad.extract_text() for blad in lezer.pages]
    assert aantal == len(teksten) >= 12
    assert not any("(concept)" in tekst for tekst in teksten)
    assert "Dit boek is definitief" in teksten[-1]


def plat(punten):
    for punt in punten:
        yield from plat(punt) if isinstance(punt, list) else [punt]
