"""Anybody can check a book without an account, and learns no name (R8.6)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluaties.services.boek import maak_boek
from tests.boek_hulp import bytes_van, maak_vol_dossier
from tests.factories import NU, LeerdoelFactory

pytestmark = pytest.mark.django_db


def teken(inhoud, versie, digest, at) -> tuple[bytes, int]:
    return b"%PDF-1.7 tekst /ID [(stagebureau:bpv-boek:" + digest[:32].encode() + b") (x)]", 23


@pytest.fixture
def boek(db):
    return maak_boek(student=maak_vol_dossier().student, by=None, at=NU, teken=teken)


def controleer(**velden) -> str:
    return Client().post(reverse("controleren"), velden).content.decode()


def bestand(inhoud: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("boek.pdf", inhoud, content_type="application/pdf")


def test_book_as_it_was_made_is_known_without_a_name(boek):
    pagina = controleer(bestand=bestand(bytes_van(boek)))
    assert "Echt, compleet en onveranderd" in pagina
    for feit in ("BPV-boek, versie 1", "definitief", "23", "Dit is de nieuwste versie", boek.inhoud_hash):
        assert feit in pagina
    assert boek.student.user.achternaam not in pagina
    assert boek.student.studentnummer not in pagina


def test_changed_book_is_told_from_a_strange_file(boek):
    assert "Dit document is veranderd" in controleer(bestand=bestand(bytes_van(boek).replace(b"tekst", b"TEKST")))
    assert "kennen we niet" in controleer(bestand=bestand(b"%PDF-1.7 iets anders"))


@pytest.mark.parametrize("lengte", [16, 64])
def test_code_of_a_page_is_known(boek, lengte):
    pagina = controleer(kenmerk=boek.inhoud_hash[:lengte])
    assert "Dit kenmerk bestaat" in pagina
    assert "BPV-boek, versie 1" in pagina


def test_later_version_and_concept_are_told(boek):
    LeerdoelFactory(student=boek.student)
    boek.student.plaatsingen.update(status="lopend")
    nieuw = maak_boek(student=boek.student, by=None, at=NU, teken=teken)
    assert (nieuw.versie, nieuw.definitief) == (2, False)
    assert "Er is een nieuwere versie" in controleer(kenmerk=boek.inhoud_hash[:20])
    assert "nog een concept" in controleer(bestand=bestand(bytes_van(nieuw)))
