"""Composing an agreement: complete or what misses, fixed when sent, withdrawn with a reason."""

from datetime import date

import pytest

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel
from plaatsingen.models import Overeenkomst
from plaatsingen.services.overeenkomst import (
    OntbreektError,
    bewerk,
    hash_van,
    samengesteld,
    stel_op,
    trek_in,
    verstuur,
)
from plaatsingen.services.status import annuleer_plaatsing, wijzig_status
from tests.factories import NU, ErkenningFactory, persoon
from tests.plaatsingen.overeenkomst_hulp import AFSPRAKEN, concept, coordinator_van, klare_plaatsing, verstuurd

pytestmark = pytest.mark.django_db
OP = NU.date()


def mist(overeenkomst: Overeenkomst) -> list[str]:
    return [rij.wat for rij in samengesteld(overeenkomst=overeenkomst, op=OP).ontbreekt]


def test_concept_says_what_the_law_asks_for():
    overeenkomst = concept()
    plaatsing = overeenkomst.plaatsing
    inhoud = samengesteld(overeenkomst=overeenkomst, op=OP)
    assert inhoud.ontbreekt == []
    for stuk in (
        plaatsing.student.naam,
        plaatsing.student.school.naam,
        plaatsing.stageplaats.leerbedrijf.naam,
        "Verzorgende IG",
        "25656",
        "maandag 2 november 2026",
        "vrijdag 29 januari 2027",
        "300 uur",
        "schooljaar 2026/2027: 300 uur",
        "16 uur",
        "maandag en dinsdag",
        "Wil Werkstra",
        "Basiszorg verlenen (B1-K1-W3)",
        "Een andere plek",
        "Beoordeling",
        "Wanneer de overeenkomst stopt",
    ):
        assert stuk in inhoud.tekst, stuk
    assert "{{" not in inhoud.tekst
    assert inhoud.tekst_hash == hash_van(inhoud.tekst)


def test_concept_of_an_adult_says_nothing_of_a_parent_and_one_of_a_minor_no_name():
    assert "Ouder of voogd |" not in samengesteld(overeenkomst=concept(), op=OP).tekst
    inhoud = samengesteld(overeenkomst=concept(minderjarig=True), op=OP)
    assert "Ouder of voogd |" in inhoud.tekst
    assert "Geheime Moeder" not in str(inhoud.gegevens) + inhoud.tekst
    assert "2010" not in str(inhoud.gegevens)


def test_everything_that_misses_is_named_with_where_to_fill_it_in():
    plaatsing = klare_plaatsing(minderjarig=True, werkbegeleider=None, uren_norm=0, dagen="")
    plaatsing.stageplaats.leerbedrijf.erkenningen.all().delete()
    plaatsing.student.vertegenwoordigers.all().delete()
    by = coordinator_van(plaatsing)
    overeenkomst = stel_op(plaatsing=plaatsing, by=by, at=NU)
    lijst = samengesteld(overeenkomst=overeenkomst, op=OP).ontbreekt
    assert all(rij.waar for rij in lijst)
    wat = "; ".join(rij.wat for rij in lijst)
    for stuk in (
        "erkenning",
        "ouder of voogd",
        "werkbegeleider",
        "uren in totaal",
        "de dagen",
        "de tijden",
        "doelen",
        "taken",
        "vergoeding",
    ):
        assert stuk in wat, stuk
    with pytest.raises(OntbreektError, match="nog niet compleet"):
        verstuur(overeenkomst=overeenkomst, by=by, at=NU)
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "concept"
    assert not overeenkomst.partijen.exists()


@pytest.mark.parametrize(
    "erkenning",
    [
        {"geldig_van": date(2026, 11, 3)},
        {"geldig_tot": date(2027, 1, 28)},
        {"opleiding__code": "25655", "opleiding__naam": "Mbo-verpleegkundige", "opleiding__letters": "VP"},
    ],
)
def test_recognition_must_be_for_this_crebo_and_the_whole_stretch(erkenning):
    plaatsing = klare_plaatsing()
    huis = plaatsing.stageplaats.leerbedrijf
    huis.erkenningen.all().delete()
    ErkenningFactory(organisatie=huis, **erkenning)
    (gebrek,) = mist(concept(plaatsing=plaatsing))
    assert "erkenning" in gebrek
    assert "25656" in gebrek


def test_composing_twice_gives_one_concept_and_a_stranger_none():
    plaatsing = klare_plaatsing()
    by = coordinator_van(plaatsing)
    eerste = stel_op(plaatsing=plaatsing, by=by, at=NU)
    assert stel_op(plaatsing=plaatsing, by=by, at=NU) == eerste
    for vreemd in (persoon("coordinator"), plaatsing.student.user, persoon("praktijkopleider")):
        with pytest.raises(GeenToegang):
            stel_op(plaatsing=plaatsing, by=vreemd, at=NU)


@pytest.mark.parametrize("status", ["voorgesteld", "aangeboden", "afgerond", "gestopt", "geannuleerd"])
def test_no_agreement_where_the_state_asks_for_none(status):
    plaatsing = klare_plaatsing(status=status)
    with pytest.raises(DomainError, match="maakt u als"):
        stel_op(plaatsing=plaatsing, by=coordinator_van(plaatsing), at=NU)


def test_concept_follows_the_placement_until_it_is_sent():
    overeenkomst = concept()
    plaatsing = overeenkomst.plaatsing
    plaatsing.dagen = "wo do"
    plaatsing.save()
    assert "woensdag en donderdag" in samengesteld(overeenkomst=overeenkomst, op=OP).tekst
    weg = verstuur(overeenkomst=overeenkomst, by=coordinator_van(plaatsing), at=NU)
    plaatsing.dagen = "vr"
    plaatsing.save()
    weg = Overeenkomst.objects.get(pk=weg.pk)
    assert "woensdag en donderdag" in samengesteld(overeenkomst=weg, op=OP).tekst


def test_editing_keeps_words_and_writes_hours_on_the_placement():
    overeenkomst = concept()
    by = coordinator_van(overeenkomst.plaatsing)
    bewerk(overeenkomst=overeenkomst, afspraken=AFSPRAKEN | {"taken": "Koken"}, uren_totaal=320, by=by, at=NU)
    overeenkomst.refresh_from_db()
    overeenkomst.plaatsing.refresh_from_db()
    assert overeenkomst.plaatsing.uren_norm == 320
    assert "Koken" in samengesteld(overeenkomst=overeenkomst, op=OP).tekst
    verstuur(overeenkomst=overeenkomst, by=by, at=NU)
    with pytest.raises(DomainError, match="al verstuurd"):
        bewerk(overeenkomst=overeenkomst, afspraken=AFSPRAKEN, uren_totaal=1, by=by, at=NU)


def test_sending_fixes_text_hash_and_document_and_asks_the_parties():
    overeenkomst = verstuurd(minderjarig=True)
    assert overeenkomst.status == "ondertekening"
    assert overeenkomst.tekst_hash == hash_van(overeenkomst.tekst)
    assert overeenkomst.pdf_hash == overeenkomst.pdf.sha256
    with overeenkomst.pdf.pad.open("rb") as bestand:
        assert bestand.read(5) == b"%PDF-"
    assert sorted(overeenkomst.partijen.values_list("rol", flat=True)) == [
        "leerbedrijf",
        "ouder",
        "school",
        "student",
    ]
    overeenkomst.plaatsing.refresh_from_db()
    assert overeenkomst.plaatsing.status == "ondertekening"
    assert AuditRegel.objects.filter(actie="overeenkomst verstuurd").count() == 1


def test_sending_twice_sends_once():
    overeenkomst = verstuurd()
    opnieuw = verstuur(overeenkomst=overeenkomst, by=coordinator_van(overeenkomst.plaatsing), at=NU)
    assert opnieuw.pdf_id == overeenkomst.pdf_id
    assert overeenkomst.partijen.count() == 3


def test_words_of_the_last_agreement_come_along_to_the_next_student_of_the_place():
    eerste = verstuurd()
    plaatsing = klare_plaatsing(stageplaats=eerste.plaatsing.stageplaats, dagen="do vr")
    nieuw = stel_op(plaatsing=plaatsing, by=coordinator_van(plaatsing), at=NU)
    assert nieuw.gegevens["afspraken"]["doelen"] == AFSPRAKEN["doelen"]
    assert nieuw.gegevens["afspraken"]["bijzonderheden"] == ""


def test_withdrawn_stays_readable_and_makes_room_for_a_new_version():
    overeenkomst = verstuurd()
    by = coordinator_van(overeenkomst.plaatsing)
    with pytest.raises(DomainError, match="reden"):
        trek_in(overeenkomst=overeenkomst, reden=" ", by=by, at=NU)
    trek_in(overeenkomst=overeenkomst, reden="Verkeerde dagen.", by=by, at=NU)
    trek_in(overeenkomst=overeenkomst, reden="Nog eens.", by=by, at=NU)
    overeenkomst.refresh_from_db()
    assert (overeenkomst.status, overeenkomst.reden) == ("vervallen", "Verkeerde dagen.")
    assert overeenkomst.tekst
    assert overeenkomst.pdf_id
    plaatsing = overeenkomst.plaatsing
    plaatsing.refresh_from_db()
    assert (plaatsing.status, plaatsing.bevestigd_op) == ("geaccepteerd", None)
    assert list(plaatsing.statuswijzigingen.values_list("naar", "reden")) == [
        ("ondertekening", "De overeenkomst is verstuurd."),
        ("geaccepteerd", "De overeenkomst is ingetrokken."),
    ]
    nieuw = stel_op(plaatsing=overeenkomst.plaatsing, by=by, at=NU)
    assert (nieuw.volgnummer, nieuw.versie) == (0, 2)
    assert nieuw.gegevens["afspraken"]["taken"] == AFSPRAKEN["taken"]
    weg = verstuur(overeenkomst=nieuw, by=by, at=NU)
    assert weg.pdf_id != overeenkomst.pdf_id
    plaatsing.refresh_from_db()
    assert plaatsing.status == "ondertekening"
    with pytest.raises(DomainError, match="Trek haar eerst in"):
        wijzig_status(plaatsing=plaatsing, naar="geaccepteerd", by=by, at=NU)


def test_agreement_lapses_with_the_placement():
    overeenkomst = verstuurd()
    by = coordinator_van(overeenkomst.plaatsing)
    annuleer_plaatsing(plaatsing=overeenkomst.plaatsing, by=by, at=NU, reden="Student verhuist.")
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "vervallen"
    assert "geannuleerd" in overeenkomst.reden
