"""PDF/A-3a and PDF/UA-1 in one file, and the seal on it."""

import io
import json

import page
import pikepdf
import pytest
from django.test import override_settings
from page import ValidationProfile

from basis import zegel
from basis.errors import DomainError
from basis.pdf import Documentgegevens
from basis.pdfa import kenmerk_van, maak_pdfa
from tests.factories import NU

PROFIELEN = [ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1]
DOCUMENT = Documentgegevens(
    titel="Proef met Yıldız & Őry", loopkop="Proef", versie="1", hash="0f3a", gemaakt="2026-10-12T10:00:00+02:00"
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Drawn in a child process, as outside the tests."""
    context = {"document": DOCUMENT, "koppen": ["Wat", "Afspraak"], "rijen": [["Uren", "520"]], "inleiding": "Hoi."}
    with override_settings(PDF_IN_KIND=True):
        return maak_pdfa("pdf/lijst.html", context, kenmerk="proef:1f2e", gegevens={"naam": "Łukasz", "uren": 520})


@pytest.fixture(scope="module")
def verzegeld(pdf: bytes) -> bytes:
    return zegel.verzegel(pdf, reden="Alle partijen hebben getekend.", at=NU)


def fouten(pdf: bytes) -> list:
    return [page.validate_pdf_bytes(pdf, profile=profiel).failures for profiel in PROFIELEN]


def test_document_meets_both_standards_before_and_after_the_seal(pdf, verzegeld):
    assert fouten(pdf) == [[], []]
    assert fouten(verzegeld) == [[], []]


def test_checker_finds_a_document_that_does_not_claim(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.Root.Metadata
        uit = io.BytesIO()
        document.save(uit)
    assert all(fouten(uit.getvalue()))


def test_data_are_inside_for_programs(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["gegevens.json"]
        inhoud = document.attachments["gegevens.json"].get_file().read_bytes()
        assert document.Root.AF[0].AFRelationship == "/Data"
    assert json.loads(inhoud) == {"naam": "Łukasz", "uren": 520}


def test_kenmerk_is_readable_without_opening_the_file(pdf, verzegeld):
    assert kenmerk_van(pdf) == kenmerk_van(verzegeld) == "proef:1f2e"
    assert kenmerk_van(b"%PDF-1.7 iets anders") == ""


def test_seal_leaves_what_it_seals_byte_for_byte(pdf, verzegeld):
    assert verzegeld.startswith(pdf)
    oordeel = zegel.controleer(verzegeld, at=NU)
    assert (oordeel.aanwezig, oordeel.ongewijzigd, oordeel.van_ons) == (True, True, True)
    assert "demonstratie" in oordeel.houder


def test_seal_is_missed_when_there_is_none(pdf):
    assert not zegel.controleer(pdf, at=NU).aanwezig
    assert not zegel.controleer(b"geen pdf", at=NU).ongewijzigd


def test_seal_shows_every_changed_byte_and_every_addition(pdf, verzegeld):
    for plek in range(50, len(pdf), len(pdf) // 12):
        anders = bytearray(verzegeld)
        anders[plek] ^= 1
        assert not zegel.controleer(bytes(anders), at=NU).ongewijzigd, plek
    assert not zegel.controleer(verzegeld + b"\n% erbij", at=NU).ongewijzigd


def test_seal_of_another_server_is_not_ours(verzegeld, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    oordeel = zegel.controleer(verzegeld, at=NU)
    assert oordeel.aanwezig
    assert not oordeel.van_ons


def test_certificate_of_the_demo_is_made_once_for_its_owner_only(settings, tmp_path, pdf):
    settings.VAR_DIR = tmp_path / "nieuw"
    zegel.verzegel(pdf, reden="Proef", at=NU)
    bestand = settings.VAR_DIR / "zegel-demo.p12"
    eerst = bestand.read_bytes()
    assert bestand.stat().st_mode & 0o777 == 0o600
    zegel.verzegel(pdf, reden="Proef", at=NU)
    assert bestand.read_bytes() == eerst
    settings.SECRET_KEY = "een andere sleutel"
    zegel.verzegel(pdf, reden="Proef", at=NU)
    assert bestand.read_bytes() != eerst


def test_production_seals_only_with_its_own_certificate(settings, tmp_path, pdf):
    settings.DEMO = False
    with pytest.raises(DomainError, match="ZEGEL_BESTAND"):
        zegel.verzegel(pdf, reden="Proef", at=NU)
    settings.ZEGEL_BESTAND = str(tmp_path / "weg.p12")
    with pytest.raises(DomainError, match="niet te lezen"):
        zegel.verzegel(pdf, reden="Proef", at=NU)
    settings.DEMO, settings.ZEGEL_BESTAND, settings.VAR_DIR = True, "", tmp_path
    zegel.verzegel(pdf, reden="Proef", at=NU)
    settings.DEMO, settings.ZEGEL_BESTAND = False, str(tmp_path / "zegel-demo.p12")
    settings.ZEGEL_WACHTWOORD = settings.SECRET_KEY
    assert zegel.controleer(zegel.verzegel(pdf, reden="Proef", at=NU), at=NU).ongewijzigd
    settings.ZEGEL_WACHTWOORD = "fout"
    with pytest.raises(DomainError, match="niet te lezen"):
        zegel.verzegel(pdf, reden="Proef", at=NU)
