"""Freezing: what takes part stands still, changes show as a difference, and the same freeze gives the same outcome."""

import json

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import AuditRegel
from kern.services.taken import voer_uit
from matching.models import Berekening, Bevriezing, Voorstel
from matching.services import pakket, voorkeuren
from matching.services.berekenen import start_berekening
from matching.services.bevriezen import bevries, bevries_opnieuw, bevroren_gegevens, bevroren_instance, ontdooi
from matching.services.instellingen import Instellingen
from matching.services.momentopname import gegevens_van
from matching.services.ronde import bewaar_ronde, zet_pin
from matching.services.verschil import verschil
from tests.factories import NU, PlaatsingFactory, StageplaatsFactory, StudentFactory, VoorkeurFactory, persoon
from tests.matching.hulp import erkend, maak_ronde

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return persoon("beheerder")


def bevroren(door, **extra):
    ronde, studenten, plaatsen = maak_ronde(**extra)
    bevries(ronde=ronde, by=door, at=NU)
    ronde.refresh_from_db()
    return ronde, studenten, plaatsen


def reken(ronde, door, **extra):
    taak = start_berekening(ronde=ronde, by=door, at=NU, **extra)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "klaar", taak.fout
    ronde.refresh_from_db()
    return Berekening.objects.get(taak=taak)


def regels(ronde):
    return {(groep.titel, regel.wie, regel.wat) for groep in verschil(ronde) for regel in groep.regels}


def test_frozen_problem_is_read_back_exactly(door):
    ronde, (student, _), (plaats, _) = maak_ronde(studenten=2, plaatsen=2)
    VoorkeurFactory(student=student, stageplaats=plaats)
    PlaatsingFactory(stageplaats=plaats, begindatum=ronde.begindatum, einddatum=ronde.einddatum, periodes="3 4")
    levend = gegevens_van(ronde)
    bevriezing = bevries(ronde=ronde, by=door, at=NU)
    terug = bevroren_gegevens(ronde)
    assert terug.hash == levend.hash == bevriezing.hash
    for veld in pakket.SOORTEN:
        assert set(getattr(terug.instance, veld)) == set(getattr(levend.instance, veld))
    assert (terug.studenten, terug.plaatsen, terug.telling) == (levend.studenten, levend.plaatsen, levend.telling)
    assert terug.namen[student.studentnummer] == student.naam


def test_freeze_holds_numbers_and_no_names(door):
    _, (student,), (plaats,) = bevroren(door)
    tekst = json.dumps(pakket.pak_uit(Bevriezing.objects.get().gegevens), ensure_ascii=False)
    assert student.studentnummer in tekst
    for geheim in (student.user.voornaam, student.user.achternaam, student.user.email, plaats.leerbedrijf.naam):
        assert geheim not in tekst


def test_freezing_twice_is_once_and_is_audited(door):
    ronde, _, _ = maak_ronde()
    eerste = bevries(ronde=ronde, by=door, at=NU)
    assert bevries(ronde=ronde, by=door, at=NU) == eerste
    ronde.refresh_from_db()
    assert (ronde.status, ronde.bevroren_op, ronde.bevroren_door) == ("bevroren", NU, door)
    assert AuditRegel.objects.filter(actie="ronde bevroren").count() == 1


def test_empty_round_is_not_frozen(door):
    ronde, _, _ = maak_ronde(studenten=0)
    with pytest.raises(DomainError, match="geen studenten"):
        bevries(ronde=ronde, by=door, at=NU)


def test_calculation_uses_the_frozen_data(door):
    ronde, (student,), (plaats,) = bevroren(door)
    type(plaats).objects.filter(pk=plaats.pk).update(dagen="za zo")
    StudentFactory(school=student.school)
    berekening = reken(ronde, door)
    assert [rij.stageplaats for rij in berekening.voorstellen.all()] == [plaats]
    assert berekening.bevriezing == Bevriezing.objects.get()


def test_same_freeze_gives_the_same_outcome_whatever_happened_between(door):
    ronde, studenten, _ = bevroren(door, studenten=8, plaatsen=5)
    eerste = reken(ronde, door)
    reken(ronde, door, instellingen=Instellingen(voorrang="gelijk", extra_km=7))
    for student in studenten[:4]:
        type(student).objects.filter(pk=student.pk).update(voorrang=9, max_km=1)
    erkend(StageplaatsFactory())
    tweede = reken(ronde, door, naam="Nog eens")
    velden = ("student_id", "stageplaats_id", "rang", "km", "omzetting", "reden", "toelichting", "waarom")
    assert list(eerste.voorstellen.values_list(*velden)) == list(tweede.voorstellen.values_list(*velden))
    assert eerste.momentopname_hash == tweede.momentopname_hash
    assert eerste.vergelijking == tweede.vergelijking


def test_starting_freezes_by_itself(door):
    ronde, _, _ = maak_ronde()
    reken(ronde, door)
    assert (ronde.status, ronde.bevroren_op) == ("berekend", NU)


def test_difference_tells_in_words_what_changed(door):
    ronde, (een, twee), (plaats, ander) = bevroren(door, studenten=2, plaatsen=2)
    assert verschil(ronde) == []
    nieuw = StudentFactory(school=een.school)
    type(twee).objects.filter(pk=twee.pk).update(vertrokken_op=ronde.begindatum)
    type(een).objects.filter(pk=een.pk).update(max_km=15, lat=een.lat + 0.1)
    type(plaats).objects.filter(pk=plaats.pk).update(capaciteit=4)
    type(ander).objects.filter(pk=ander.pk).update(ingetrokken_op=NU.date())
    type(plaats.afdeling).objects.filter(pk=plaats.afdeling_id).update(capaciteit=6)
    VoorkeurFactory(student=een, stageplaats=plaats)
    gevonden = regels(ronde)
    assert ("Studenten erbij", nieuw.naam, "doet nu mee") in gevonden
    assert ("Studenten weg", twee.naam, "doet niet meer mee") in gevonden
    assert ("Voorkeuren", een.naam, "0 voorkeuren werd 1") in gevonden
    titels = {titel for titel, _, _ in gevonden}
    assert {"Stageplaatsen weg", "Gegevens van studenten", "Gegevens van stageplaatsen"} <= titels
    teksten = " | ".join(wat for _, _, wat in gevonden)
    assert "woonplaats is anders" in teksten
    assert "hoogste reisafstand: 40 km werd 15 km" in teksten
    assert "aantal plekken: 1 werd 4" in teksten
    assert "hoogste aantal: geen grens werd 6" in teksten


def test_seat_that_is_taken_meanwhile_shows(door):
    ronde, _, (plaats,) = bevroren(door)
    PlaatsingFactory(
        stageplaats=plaats, begindatum=ronde.begindatum, einddatum=ronde.einddatum, periodes="3 4", dagen="wo"
    )
    assert {(titel, wat) for titel, _, wat in regels(ronde)} == {
        ("Bezette plekken", "bezet door andere plaatsingen: 0 werd 1")
    }


def test_freezing_anew_takes_changes_in_and_old_variants_no_longer_count(door):
    ronde, (student,), _ = bevroren(door)
    oud = reken(ronde, door)
    StudentFactory(school=student.school)
    bevries_opnieuw(ronde=ronde, by=door, at=NU)
    ronde.refresh_from_db()
    assert (ronde.status, ronde.gekozen, verschil(ronde)) == ("bevroren", None, [])
    assert reken(ronde, door).voorstellen.count() == 2
    assert Berekening.objects.filter(pk=oud.pk).exists()
    assert Bevriezing.objects.filter(opgeheven_op__isnull=True).count() == 1


def test_calculation_of_a_lifted_freeze_is_thrown_away(door):
    ronde, _, _ = bevroren(door)
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    Bevriezing.objects.update(opgeheven_op=NU)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "mislukt"
    assert "ontdooid" in taak.fout


def test_pin_after_freezing_is_taken_along(door):
    ronde, (student,), (een, twee) = bevroren(door, plaatsen=2)
    VoorkeurFactory(student=student, stageplaats=een)
    assert reken(ronde, door)
    zet_pin(ronde=ronde, student=student, stageplaats=twee, soort="vast", reden="Afspraak.", by=door, at=NU)
    assert "vast" in {rij.soort for rij in bevroren_instance(ronde).instance.vast}
    assert reken(ronde, door).voorstellen.get().stageplaats == twee


def test_pin_that_the_outcome_follows_asks_no_new_calculation(door):
    ronde, (student,), (plaats,) = bevroren(door)
    reken(ronde, door)
    zet_pin(ronde=ronde, student=student, stageplaats=plaats, soort="vast", reden="Goed zo.", by=door, at=NU)
    ronde.refresh_from_db()
    assert ronde.status == "berekend"


def test_preferences_are_locked_from_freeze_to_thaw(door):
    ronde, (student,), (plaats,) = bevroren(door)
    velden = {"student": student, "stageplaats": plaats, "by": student.user, "at": NU}
    with pytest.raises(DomainError, match="staan vast"):
        voorkeuren.voeg_voorkeur_toe(**velden)
    ontdooi(ronde=ronde, by=door, at=NU)
    ronde.refresh_from_db()
    assert (ronde.status, ronde.bevroren_op) == ("voorbereiding", None)
    voorkeuren.voeg_voorkeur_toe(**velden)
    assert ontdooi(ronde=ronde, by=door, at=NU).status == "voorbereiding"


def test_other_students_thaw_the_round_but_another_name_does_not(door):
    ronde, _, _ = bevroren(door)
    velden = {
        "ronde": ronde, "schooljaar": ronde.schooljaar, "scholen": ronde.scholen.all(),
        "begindatum": ronde.begindatum, "einddatum": ronde.einddatum, "by": door, "at": NU,
    }  # fmt: skip
    assert bewaar_ronde(**velden, naam="Anders", periodes=["3", "4"]).status == "bevroren"
    assert bewaar_ronde(**velden, naam="Anders", periodes=["3"]).status == "voorbereiding"
    assert not Bevriezing.objects.filter(opgeheven_op__isnull=True).exists()


def test_second_coordinator_hears_that_somebody_was_first(door):
    ronde, _, _ = bevroren(door)
    with pytest.raises(DomainError, match="collega"):
        bevries_opnieuw(ronde=ronde, by=door, at=NU, versie=ronde.versie - 1)
    with pytest.raises(DomainError, match="collega"):
        ontdooi(ronde=ronde, by=door, at=NU, versie=ronde.versie - 1)
    bevries_opnieuw(ronde=ronde, by=door, at=NU, versie=ronde.versie)


def test_pages_freeze_show_and_thaw(client, door):
    ronde, (student,), _ = maak_ronde()
    client.force_login(door)

    def url(naam):
        return reverse(f"matching:{naam}", args=[ronde.public_id])

    assert "Deze ronde is niet bevroren" in client.get(url("verschil")).text
    for _ in range(2):
        client.post(url("bevriezen"), {"versie": 1})
    assert "Er is niets veranderd" in client.get(url("verschil")).text
    nieuw = StudentFactory(school=student.school)
    tekst = client.get(url("verschil")).text
    assert nieuw.naam in tekst
    assert "Opnieuw bevriezen" in tekst
    assert nieuw.naam in client.get(url("verschil"), {"formaat": "csv"}).text
    ronde.refresh_from_db()
    client.post(url("bevriezen"), {"versie": ronde.versie, "opnieuw": "ja"})
    assert "Er is niets veranderd" in client.get(url("verschil")).text
    assert "Ronde ontdooien?" in client.get(url("ontdooien")).text
    client.post(url("ontdooien"))
    ronde.refresh_from_db()
    assert ronde.status == "voorbereiding"
    assert not Voorstel.objects.exists()
