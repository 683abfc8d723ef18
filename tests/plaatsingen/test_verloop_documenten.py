"""The checklist, the gate "may start", and its reminders (R5.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import Bericht
from plaatsingen.models import Documentregel, Plaatsing
from plaatsingen.services import documenten, instellingen, startcheck, status
from plaatsingen.services.verloopmails import nog_open
from tests.factories import NU, PlaatsingFactory, StudentFactory, persoon
from tests.plaatsingen.verloop_hulp import erkende_plaats, over, stage

pytestmark = pytest.mark.django_db


def _streng(plaatsing, by):
    instellingen.leg_vast_voor(school=plaatsing.student.school, start="blokkeren", bedenktijd_dagen=3, by=by, at=NU)


def _met_vog(status_="geaccepteerd", **velden):
    velden = {"begindatum": over(0)} | velden
    plaatsing, by = stage(status_, stageplaats=erkende_plaats(vog_vereist=True, vaccinatie_gevraagd=True), **velden)
    documenten.maak_lijst(plaatsing=plaatsing)
    return plaatsing, by


def _zet(plaatsing, soort, by, **velden):
    velden = {"status": "gezien"} | velden
    return documenten.werk_bij(plaatsing=plaatsing, soort=soort, by=by, at=NU, **velden)


def test_accepting_makes_the_list_that_the_place_asks_for_once():
    plaats = erkende_plaats(vog_vereist=True, vaccinatie_gevraagd=True)
    plaatsing, _ = stage("aangeboden", stageplaats=plaats, begindatum=over(30))
    for _ in range(2):
        status.bevestig_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU)
    rijen = dict(plaatsing.documenten.values_list("soort", "verplicht"))
    assert rijen == {
        "overeenkomst": True, "vog": True, "vaccinatie": False, "identiteit": False, "introductie": False,
        "onkosten": False,
    }  # fmt: skip
    assert documenten.maak_lijst(plaatsing=plaatsing) == 0


def test_update_keeps_who_saw_it_and_when_and_nothing_else():
    plaatsing, _ = _met_vog()
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    rij = _zet(plaatsing, "vog", opleider, dag=over(-2), geldig_tot=over(300))
    assert (rij.status, rij.gezien_op, rij.gezien_door, rij.geldig_tot) == ("gezien", over(-2), opleider, over(300))
    rij = _zet(plaatsing, "vog", opleider, status="nodig")
    assert (rij.gezien_op, rij.gezien_door, rij.geldig_tot) == (None, None, None)


@pytest.mark.parametrize(
    ("velden", "woord"), [({"dag": over(1)}, "nog niet geweest"), ({"geldig_tot": over(-9)}, "toen al verlopen")]
)
def test_update_refuses_days_that_cannot_be(velden, woord):
    plaatsing, by = _met_vog()
    with pytest.raises(DomainError, match=woord):
        _zet(plaatsing, "vog", by, **velden)


def test_student_does_not_tick_off_documents():
    plaatsing, _ = _met_vog()
    with pytest.raises(GeenToegang):
        _zet(plaatsing, "vog", plaatsing.student.user)


def test_start_warns_by_default_and_says_what_was_missing():
    plaatsing, _ = _met_vog()
    assert status.start_lopende(at=NU) == 1
    assert "VOG: nog niet gezien" in plaatsing.statuswijzigingen.get().reden


def test_start_is_held_by_hand_and_by_the_clock_when_the_school_wants_that():
    plaatsing, by = _met_vog()
    _streng(plaatsing, by)
    assert status.start_lopende(at=NU) == 0
    with pytest.raises(DomainError, match=r"mag nog niet beginnen.*VOG"):
        status.start_of_hervat(plaatsing=plaatsing, by=by, at=NU)
    _zet(plaatsing, "vog", by)
    with pytest.raises(DomainError, match="overeenkomst is nog niet"):
        status.start_of_hervat(plaatsing=plaatsing, by=by, at=NU)
    _zet(plaatsing, "overeenkomst", by)
    assert status.start_lopende(at=NU) == 1


def test_start_of_a_placement_that_is_being_signed():
    plaatsing, by = stage("ondertekening", begindatum=over(0))
    assert startcheck.mankementen(plaatsing) == [startcheck.ONGETEKEND]
    assert status.start_lopende(at=NU) == 1
    ander, by = stage("ondertekening", begindatum=over(0))
    _streng(ander, by)
    assert status.start_lopende(at=NU) == 0


def test_document_that_ends_before_the_first_day_counts_as_missing():
    plaatsing, by = _met_vog(begindatum=over(20))
    _zet(plaatsing, "overeenkomst", by)
    _zet(plaatsing, "vog", by, geldig_tot=over(10))
    assert "verloopt" in startcheck.mankementen(plaatsing)[0]
    assert list(startcheck.niet_startklaar(Plaatsing.objects.all(), op=over(7))) == [plaatsing]
    _zet(plaatsing, "vog", by, geldig_tot=over(400))
    assert not startcheck.mankementen(plaatsing)
    assert not startcheck.niet_startklaar(Plaatsing.objects.all(), op=over(7)).exists()


def test_minor_on_the_first_day_is_told():
    plaats = erkende_plaats(min_leeftijd=18)
    jong = StudentFactory(geboortedatum=over(0).replace(year=2009))
    plaatsing = PlaatsingFactory(student=jong, stageplaats=plaats, status="geaccepteerd", begindatum=over(3))
    assert "nog geen 18" in startcheck.mankementen(plaatsing)[0]
    assert startcheck.niet_startklaar(Plaatsing.objects.all(), op=over(0)).exists()


def test_clock_makes_lists_and_reminds_once_per_two_weeks():
    plaats = erkende_plaats(vog_vereist=True)
    plaatsing, _ = stage("geaccepteerd", stageplaats=plaats, begindatum=over(20))
    assert documenten.lijsten_en_herinneringen(at=NU) == {"lijsten": 1, "herinnerd": 1}
    assert documenten.lijsten_en_herinneringen(at=NU) == {"lijsten": 0, "herinnerd": 0}
    bericht = Bericht.objects.get(soort="documenten")
    assert bericht.ontvanger == plaatsing.student.user
    assert "VOG" in bericht.tekst
    assert "VOG" not in bericht.onderwerp
    assert nog_open(bericht, NU) is None
    assert documenten.lijsten_en_herinneringen(at=NU + timedelta(days=15))["herinnerd"] == 1
    Documentregel.objects.filter(soort="vog").update(status="gezien", gezien_op=over(0), herinnerd_op=None)
    assert nog_open(bericht, NU)


def test_clock_tells_student_and_school_of_a_document_that_ends():
    plaatsing, by = _met_vog("lopend")
    _zet(plaatsing, "vog", by, geldig_tot=over(20))
    assert documenten.lijsten_en_herinneringen(at=NU)["herinnerd"] == 1
    ontvangers = {bericht.ontvanger for bericht in Bericht.objects.filter(soort="documenten")}
    assert ontvangers == {plaatsing.student.user, by}


def test_pages_show_the_list_and_the_host_ticks_with_one_click(client):
    plaatsing, by = _met_vog(begindatum=over(60))
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    lijst = reverse("plaatsingen:documenten", args=[plaatsing.public_id])
    vog = reverse("plaatsingen:document", args=[plaatsing.public_id, "vog"])
    client.force_login(plaatsing.student.user)
    assert "VOG" in client.get(lijst).content.decode()
    assert client.get(vog).status_code == 403
    client.force_login(opleider)
    assert client.post(vog, {"gezien": "1"}).status_code == 302
    assert plaatsing.documenten.get(soort="vog").gezien_door == opleider
    assert client.post(vog, {"status": "gezien", "dag": "2999-01-01"}).status_code == 422
    client.force_login(by)
    gegevens = {"status": "gevraagd", "dag": "2026-10-01", "verplicht": ""}
    assert client.post(vog, gegevens).status_code == 302
    assert not plaatsing.documenten.get(soort="vog").verplicht


def test_settings_of_a_school_are_for_its_coordinator(client):
    plaatsing, by = stage()
    client.force_login(by)
    url = reverse("plaatsingen:afspraken")
    assert client.get(url).status_code == 200
    assert client.post(url, {"start": "blokkeren", "bedenktijd_dagen": 5}).status_code == 302
    assert startcheck.regel_van(plaatsing.student.school_id) == "blokkeren"
    assert client.post(url, {"start": "blokkeren", "bedenktijd_dagen": 50}).status_code == 422
    with pytest.raises(GeenToegang):
        _streng(plaatsing, persoon("coordinator"))


def test_list_of_who_may_not_start_takes_as_many_queries_for_many(client, django_assert_max_num_queries):
    plaatsing, by = _met_vog(begindatum=over(3))
    Plaatsing.objects.update(begindatum="2026-11-25")
    client.force_login(by)
    url = reverse("plaatsingen:startklaar")
    with django_assert_max_num_queries(30) as een:
        assert str(plaatsing.student) in client.get(url).content.decode()
    for _ in range(3):
        extra, _ = _met_vog(begindatum="2026-11-25", student=StudentFactory(school=plaatsing.student.school))
    with django_assert_max_num_queries(len(een.captured_queries)):
        assert str(extra.student) in client.get(url).content.decode()
