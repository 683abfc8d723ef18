"""The corpus of hostile files: nothing of it comes in, each is judged soon and in little memory (F1)."""

import subprocess
import sys
import time

import pytest
from django.conf import settings

from basis.keuring import Afgewezen, keur, keur_in_kind
from basis.keuring.fout import ALS_PDF
from basis.keuring.kind import MIB, SECONDEN
from tests.basis.keuring_goed import beeld, docx, foto_met_gps, odt, pdf
from tests.basis.keuring_kwaad import alles, zwaar

KWAAD = alles()
ZWAAR = zwaar()


def test_corpus_is_large():
    assert len(KWAAD) >= 100


@pytest.mark.parametrize("wat", sorted(KWAAD))
def test_hostile_file_is_refused_with_a_reason_and_a_way_out(wat):
    naam, data = KWAAD[wat]
    begin = time.process_time()
    with pytest.raises(Afgewezen) as fout:
        keur(naam, data)
    assert time.process_time() - begin <= SECONDEN
    assert fout.value.wat.endswith(".")
    assert fout.value.hoe.endswith(".")


def test_reasons_say_what_is_wrong_with_this_file():
    redenen = {
        "docm als docx": "In dit document zitten macro's.",
        "pdf met wachtwoord": "Deze PDF is met een wachtwoord beveiligd.",
        "pdf met javascript": "In deze PDF zit een programma dat iets doet als iemand hem opent.",
        "pdf met een ingesloten bestand": "In deze PDF zit een ander bestand ingesloten.",
        "png als jpg": "Dit bestand heet .jpg, maar het is een PNG-foto.",
        "jpg en zip": "In dit bestand zit nog een ander bestand verstopt.",
        "zipbom als docx": "Dit document wordt uitgepakt veel te groot.",
        "zipbom met overlap": "Dit document is vreemd opgebouwd.",
        "png van 20.000 bij 20.000": "Deze foto heeft te veel beeldpunten.",
        "jpg met testvirus": "In dit bestand zit een virus.",
    }
    gevonden = {}
    for wat in redenen:
        with pytest.raises(Afgewezen) as fout:
            keur(*KWAAD[wat])
        gevonden[wat] = fout.value.wat
    assert gevonden == redenen


def test_control_the_plain_files_that_the_hostile_ones_are_made_of_come_in():
    """Without this, a judge that refuses everything would pass."""
    goed = {"a.pdf": pdf(), "a.docx": docx(), "a.odt": odt(), "a.jpg": beeld("JPEG"), "a.png": beeld("PNG")}
    assert [keur(naam, data).naam for naam, data in goed.items()] == list(goed)


@pytest.mark.parametrize("wat", sorted(ZWAAR))
def test_file_made_to_keep_us_busy_is_refused_within_the_limits(wat):
    naam, data = ZWAAR[wat]
    begin = time.monotonic()
    with pytest.raises(Afgewezen):
        keur_in_kind(naam, data)
    assert time.monotonic() - begin <= 60  # two seconds of work; the machine may be busy


def test_child_says_the_same_as_the_judge_itself():
    for wat in ("docm als docx", "jpg en zip", "leeg bestand"):
        with pytest.raises(Afgewezen) as hier:
            keur(*KWAAD[wat])
        with pytest.raises(Afgewezen) as kind:
            keur_in_kind(*KWAAD[wat])
        assert (kind.value.wat, kind.value.hoe) == (hier.value.wat, hier.value.hoe)
    data = foto_met_gps()
    assert keur_in_kind("../foto.jpg", data) == keur("foto.jpg", data)


@pytest.mark.parametrize(
    ("werk", "woord"), [(f"bytearray({MIB + 20} * 2**20)", "MemoryError"), ("while True: pass", "")]
)
def test_limits_of_the_child_bite(werk, woord):
    code = f"from basis.keuring.__main__ import _begrens; _begrens()\n{werk}"
    klaar = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False
    )
    assert klaar.returncode != 0
    assert woord in klaar.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("naam", "data"),
    [
        ("12mp.png", lambda: beeld("PNG", (4000, 3000), "RGBA")),
        ("48mp.jpg", lambda: beeld("JPEG", (8000, 6000), quality=40)),
        ("16mp.jpg", lambda: beeld("JPEG", (4000, 4000), progressive=True, subsampling=0, quality=60)),
    ],
)
def test_largest_photos_fit_in_the_memory_of_the_child(naam, data):
    assert keur_in_kind(naam, data()).mime.startswith("image/")


def test_way_out_is_something_a_student_can_do():
    assert "Opslaan als PDF" in ALS_PDF
