"""Certificates, levels, phases and exams in the BPV-boek."""

from datetime import date

import pytest

from evaluaties.models import Beheersing, Examen, Examengang, Handeling, Handelingscertificaat
from evaluaties.pdf import teken_boek
from evaluaties.services.boekinhoud import inhoud_hash, verzamel
from kern.models import Student
from plaatsingen.models import Stagevorm
from tests.factories import NU, PlaatsingFactory, UserFactory

pytestmark = pytest.mark.django_db


def _vul(plaatsing):
    vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing.vorm = vorm
    plaatsing.save()
    handeling, ander = Handeling.objects.get(code="insuline"), Handeling.objects.get(code="douchen")
    papier = {"student": plaatsing.student, "afgegeven_op": NU.date(), "at": NU}
    Handelingscertificaat.objects.create(**papier, handeling=handeling)
    Handelingscertificaat.objects.create(**papier, handeling=ander, ingetrokken_op=NU, intrekreden="Geheim")
    door = UserFactory(voornaam="Ria")
    melding = {"plaatsing": plaatsing, "handeling": handeling, "at": NU}
    Beheersing.objects.create(**melding, niveau="gezien", bevestigd_op=NU, bevestigd_door=door)
    Beheersing.objects.create(**melding, niveau="begeleid", bevestigd_op=NU, bevestigd_door=door)
    Beheersing.objects.create(**melding, niveau="zelfstandig")
    plaatsing.fasestappen.create(
        fase=vorm.fasen.filter(samen=True).first(), gevraagd_op=NU, docent_op=NU, werkbegeleider_op=NU
    )
    Examengang.objects.create(
        plaatsing=plaatsing,
        examen=Examen.objects.get(code="innovaties"),
        aangevraagd_op=NU,
        datum=date(2026, 10, 1),
        uitslag="behaald",
        uitslag_op=NU,
    )


def test_book_holds_what_stands_and_nothing_else():
    plaatsing = PlaatsingFactory()
    zonder = verzamel(plaatsing.student)
    assert not {"certificaten", "vorm"} & {*zonder, *zonder["stages"][0]}
    voor = inhoud_hash(zonder)
    _vul(plaatsing)
    boek = verzamel(Student.objects.get(pk=plaatsing.student_id))
    stage = boek["stages"][0]
    assert [rij["handeling"] for rij in boek["certificaten"]] == ["Insuline geven met een pen"]
    assert [rij["niveau"] for rij in stage["handelingen"]] == ["gedaan onder begeleiding"]
    assert [rij["fase"] for rij in stage["fasen"]] == ["Stap voor stap zorg geven"]
    assert stage["examens"][0]["uitslag"] == "behaald"
    assert "Geheim" not in str(boek)
    assert inhoud_hash(boek) != voor


def test_book_with_acts_is_drawn_with_headings_and_tables():
    plaatsing = PlaatsingFactory()
    _vul(plaatsing)
    pdf = teken_boek(verzamel(Student.objects.get(pk=plaatsing.student_id)), 1, "0" * 64, NU)
    assert pdf.startswith(b"%PDF")
