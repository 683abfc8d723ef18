"""What a BPV-boek holds and when it gets a new version (R8.6)."""

import json
from datetime import date, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.errors import DomainError
from evaluaties.models import BpvBoek, Inlevering
from evaluaties.pdf import RELATIES
from evaluaties.services.boek import maak_boek
from evaluaties.services.boekinhoud import verzamel
from evaluaties.services.boeklezer import SCHOOL
from kern.models import AuditRegel, Student
from tests.boek_hulp import bytes_van, maak_dossier
from tests.factories import NU, GesprekFactory, LeerdoelFactory, PlaatsingFactory, StudentFactory, VerslagFactory

pytestmark = pytest.mark.django_db


def teken(inhoud, versie, digest, at) -> tuple[bytes, int]:
    return f"{versie} {digest}".encode(), 1


def maak(student, at=NU) -> BpvBoek:
    return maak_boek(student=student, by=student.user, at=at, teken=teken)


def tekst_van(student) -> str:
    return json.dumps(verzamel(student), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_book_holds_what_was_handed_in(dossier):
    tekst = tekst_van(dossier.student)
    for stuk in (
        "Łukasz Yıldız-Őry",
        "Ik vraag door",
        "Een mevrouw zei niets.",
        "Mooi geschreven.",
        "Toelichting student",
        "Toelichting werkbegeleider",
        "Oefent de overdracht",
        "maandag en dinsdag",
    ):
        assert stuk in tekst


def test_drafts_and_evaluations_of_one_side_stay_out(dossier):
    tekst = tekst_van(dossier.student)
    assert "KANARIE" not in tekst
    assert "niet ingeleverd" not in tekst  # what was changed after handing in


def test_hours_are_added_up_per_month(dossier):
    uren = verzamel(dossier.student)["stages"][0]["uren"]
    assert [float(rij["uren"]) for rij in uren["maanden"]] == [7.5, 7.5]
    assert (float(uren["totaal"]), float(uren["bevestigd"]), uren["norm"], uren["ziek"]) == (15.0, 0.0, 320, 1)


def test_same_data_give_the_same_version_and_bytes(dossier):
    een, twee = maak(dossier.student), maak(dossier.student, NU + timedelta(days=3))
    assert een == twee
    assert BpvBoek.objects.count() == 1
    assert bytes_van(een) == bytes_van(twee)


def test_changed_data_give_a_new_version_and_keep_the_old(dossier):
    een = maak(dossier.student)
    eerst = bytes_van(een)
    LeerdoelFactory(student=dossier.student)
    twee = maak(dossier.student, NU + timedelta(days=1))
    assert (een.versie, twee.versie) == (1, 2)
    assert een.inhoud_hash != twee.inhoud_hash
    assert bytes_van(BpvBoek.objects.get(pk=een.pk)) == eerst
    assert AuditRegel.objects.filter(actie="BPV-boek gemaakt").count() == 2


def test_two_at_once_make_one_version(dossier):
    """The other one gets in while the first is drawing."""

    def ander_is_sneller(*args) -> tuple[bytes, int]:
        maak(dossier.student)
        return teken(*args)

    boek = maak_boek(student=dossier.student, by=None, at=NU, teken=ander_is_sneller)
    assert list(BpvBoek.objects.all()) == [boek]


def test_version_on_the_pages_is_the_version_that_is_kept(dossier):
    """A book for another reader gets in while this one is drawn: it is drawn again, with the next version."""
    getekend = []

    def ander_komt_ertussen(inhoud, versie, *args) -> tuple[bytes, int]:
        getekend.append(versie)
        if len(getekend) == 1:
            maak_boek(student=dossier.student, by=None, at=NU, teken=teken, lezer=SCHOOL)
        return teken(inhoud, versie, *args)

    boek = maak_boek(student=dossier.student, by=None, at=NU, teken=ander_komt_ertussen)
    assert getekend == [1, 2]
    assert (boek.versie, boek.lezer) == (2, "student")


def test_student_without_an_accepted_place_has_no_book():
    student = PlaatsingFactory(status="aangeboden").student
    with pytest.raises(DomainError, match="nog geen BPV-boek"):
        maak(student)
    with pytest.raises(DomainError):
        maak(StudentFactory())


def test_queries_do_not_grow_with_stages_reports_and_talks(dossier, django_assert_num_queries):
    vers = Student.objects.select_related(*RELATIES).get(pk=dossier.student.pk)
    with CaptureQueriesContext(connection) as een:
        verzamel(vers)
    assert len(een.captured_queries) <= 30
    for maand in range(3):
        stage = PlaatsingFactory(student=dossier.student, status="afgerond", begindatum=date(2025, 1 + maand, 1))
        GesprekFactory(plaatsing=stage)
        GesprekFactory(plaatsing=dossier.stage, datum=date(2026, 10, 1 + maand))
        verslag = VerslagFactory(plaatsing=stage, plicht=f"monthly:2025-0{2 + maand}", ingeleverd=True)
        Inlevering.objects.create(verslag=verslag, ontvangen_op=NU, inhoud={"leerdoel": "x"}, sha256="1" * 64)
    vers = Student.objects.select_related(*RELATIES).get(pk=dossier.student.pk)
    with django_assert_num_queries(len(een.captured_queries)):
        boek = verzamel(vers)
    assert len(boek["stages"]) == 4


def test_two_students_at_one_school_have_books_of_their_own(dossier):
    ander = maak_dossier(dossier.school, voornaam="Zoë", achternaam="Testema")
    assert "Zoë" not in tekst_van(dossier.student)
    assert "Zoë Testema" in tekst_van(ander.student)
