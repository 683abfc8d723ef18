"""The matcher never sees who somebody is: no name, gender, origin, photo, birthday or address goes into it."""

from dataclasses import asdict, fields

import pytest

from matching.engine import instance as engine
from matching.services.momentopname import momentopname
from tests.factories import VoorkeurFactory
from tests.matching.hulp import maak_ronde

pytestmark = pytest.mark.django_db


def test_nothing_about_the_person_goes_into_the_matcher():
    ronde, (student, _), (plaats,) = maak_ronde(studenten=2)
    VoorkeurFactory(student=student, stageplaats=plaats)
    persoon = student.user
    persoon.voornaam, persoon.tussenvoegsel, persoon.achternaam = "Xandrifa", "vandelosse", "Quizzelburg"
    persoon.email, persoon.telefoon = "xandrifa@voorbeeld.test", "0612349999"
    persoon.save()
    student.postcode, student.woonplaats, student.lat, student.lon = "9987ZX", "Verzonnenhuizen", 52.987651, 6.123459
    student.save()
    foto = momentopname(ronde)
    tekst = repr([[asdict(rij) for rij in getattr(foto.instance, veld.name)] for veld in fields(foto.instance)])
    assert student.studentnummer in tekst
    for woord in ("Xandrifa", "vandelosse", "Quizzelburg", "voorbeeld.test", "0612349999", "9987", "Verzonnenhuizen"):
        assert woord not in tekst
    assert str(student.geboortedatum) not in tekst
    assert student.geboortedatum.isoformat() not in tekst


def test_every_record_of_the_matcher_has_known_columns_only():
    kolommen = {
        engine.Student: "student cluster niveau leerjaar school lat lon max_km minderjarig vog voorrang periodes dagen "
        "geheugen",
        engine.Plaats: "plaats clusters groep lat lon capaciteit min_leeftijd vog_vereist scholen periodes dagen "
        "begeleider_niveau soort",
        engine.Groep: "groep boven capaciteit",
        engine.Omzetting: "van_cluster naar_cluster kosten maximum",
        engine.Voorkeur: "student plaats rang",
        engine.Vast: "student plaats soort",
    }
    for soort, namen in kolommen.items():
        assert [veld.name for veld in fields(soort)] == namen.split()
