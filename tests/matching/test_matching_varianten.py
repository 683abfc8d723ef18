"""Variants of one freeze: what each setting does, comparing, choosing, throwing away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, Opleidingscluster
from kern.services.taken import voer_uit
from matching.models import Berekening, Ronde, Voorstel
from matching.services.berekenen import start_berekening
from matching.services.bevriezen import bevries_opnieuw
from matching.services.instellingen import Instellingen
from matching.services.kiezen import kies_berekening, verwijder_variant
from matching.services.publiceren import publiceer_ronde
from matching.services.ronde import geldende_berekening, zet_pin
from matching.services.varianten import varianten_van
from tests.factories import NU, OrganisatieFactory, StageplaatsFactory, StudentFactory, VoorkeurFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde
from vraagaanbod.models import Omzetting, Verdeling

pytestmark = pytest.mark.django_db


@pytest.fixture
def door():
    return persoon("beheerder")


def reken(ronde, door, naam="", **instellingen):
    gevraagd = Instellingen.lees(instellingen, ronde=ronde)
    taak = start_berekening(ronde=ronde, by=door, at=NU, instellingen=gevraagd, naam=naam)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "klaar", taak.fout
    ronde.refresh_from_db()
    return Berekening.objects.get(taak=taak)


def plaats_van(berekening, student):
    return berekening.voorstellen.get(student=student).stageplaats


def wijzig(obj, **velden):
    type(obj).objects.filter(pk=obj.pk).update(**velden)


def test_without_conversions_nobody_is_converted(door):
    ronde, (student,), _ = maak_ronde()
    deeltijd, voltijd = (Opleidingscluster.objects.get(code=code) for code in ("VZVP12-PT", "VZVP12-FT"))
    wijzig(student, cluster=deeltijd)
    Omzetting.objects.create(schooljaar=ronde.schooljaar, van_cluster=voltijd, naar_cluster=deeltijd)
    met, zonder = reken(ronde, door), reken(ronde, door, omzettingen=False)
    assert (met.vergelijking["geplaatst"], met.vergelijking["omzettingen"]) == (1, 1)
    assert (zonder.vergelijking["geplaatst"], zonder.naam) == (0, "Zonder omzettingen")


def test_some_kilometres_further_reaches_a_place(door):
    ronde, (student,), (plaats,) = maak_ronde()
    wijzig(student, lat=plaats.afdeling.locatie.lat + 0.1, lon=plaats.afdeling.locatie.lon, max_km=8)
    assert reken(ronde, door).vergelijking["geplaatst"] == 0
    verder = reken(ronde, door, extra_km=5)
    assert (verder.vergelijking["geplaatst"], verder.naam) == (1, "5 km verder")


def test_priority_as_filled_in_equal_or_for_first_years(door):
    ronde, (een, twee), (_,) = maak_ronde(studenten=2)
    wijzig(een, voorrang=2, leerjaar=2)
    wijzig(twee, leerjaar=1)
    gewoon = reken(ronde, door)
    assert plaats_van(gewoon, een) is not None
    wijzig(een, voorrang=1)
    bevries_opnieuw(ronde=ronde, by=door, at=NU)
    eerstejaars = reken(ronde, door, voorrang="eerstejaars")
    assert plaats_van(eerstejaars, twee) is not None
    assert reken(ronde, door, voorrang="gelijk").vergelijking["voorrang_som"] == 1


def test_memory_of_earlier_rounds_breaks_ties_only_when_asked(door):
    ronde, studenten, (plaats,) = maak_ronde(studenten=4)
    ander_jaar, _, _ = maak_ronde(studenten=0, plaatsen=0, school=studenten[0].school, schooljaar__naam="2025/2026")
    pech = max(studenten, key=lambda student: student.studentnummer)
    elders = erkend(StageplaatsFactory(ingetrokken_op=NU.date()))
    berekening = bereken_met_hand(ander_jaar, [(pech, elders)])
    berekening.voorstellen.update(rang=9, km=39)
    wijzig(ander_jaar, status="gepubliceerd", gepubliceerd_op=NU)
    zonder, met = reken(ronde, door), reken(ronde, door, eerlijkheid=True)
    assert plaats_van(met, pech) == plaats
    assert sum(rij.stageplaats is not None for rij in zonder.voorstellen.all()) == 1
    assert met.naam == "Eerdere uitkomst telt mee"


def test_least_change_keeps_students_where_they_are(door):
    ronde, (een, twee), (a, b) = maak_ronde(studenten=2, plaatsen=2)
    eerste = reken(ronde, door)
    Voorstel.objects.filter(berekening=eerste, student=een).update(stageplaats=a)
    Voorstel.objects.filter(berekening=eerste, student=twee).update(stageplaats=b)
    VoorkeurFactory(student=een, stageplaats=b)
    VoorkeurFactory(student=twee, stageplaats=a)
    bevries_opnieuw(ronde=ronde, by=door, at=NU)
    ronde.refresh_from_db()
    stabiel, vrij = reken(ronde, door, modus="stabiel"), reken(ronde, door, modus="vrij")
    assert (plaats_van(stabiel, een), plaats_van(stabiel, twee)) == (a, b)
    assert stabiel.vergelijking["behouden"] == 2
    assert (plaats_van(vrij, een), plaats_van(vrij, twee)) == (b, a)


@pytest.mark.parametrize("methode", ["wens", "gulzig"])
def test_other_methods_hold_pins_and_seats_and_do_not_claim_to_be_best(door, methode):
    ronde, (een, twee, drie), (a, b) = maak_ronde(studenten=3, plaatsen=2)
    for student in (een, twee, drie):
        VoorkeurFactory(student=student, stageplaats=a)
    zet_pin(ronde=ronde, student=drie, stageplaats=a, soort="vast", reden="Afspraak.", by=door, at=NU)
    berekening = reken(ronde, door, methode=methode)
    assert plaats_van(berekening, drie) == a
    assert {plaats_van(berekening, een), plaats_van(berekening, twee)} == {b, None}
    assert berekening.samenvatting["optimaal"] is False
    zonder = berekening.voorstellen.get(stageplaats=None)
    assert (zonder.reden, "manier van verdelen" in zonder.toelichting) == ("tekort", True)


def test_division_of_places_closes_them_for_other_schools(door):
    ronde, (student,), (plaats,) = maak_ronde()
    verdeling = Verdeling.objects.create(
        schooljaar=ronde.schooljaar, naam="Naar rato", status="vastgesteld", door=door, op=NU
    )
    verdeling.plaatsen.create(stageplaats=plaats, school=OrganisatieFactory(school=True), cluster=student.cluster)
    wijzig(ronde, verdeling=verdeling)
    ronde.refresh_from_db()
    assert plaats_van(reken(ronde, door), student) is None
    verdeling.plaatsen.update(school=student.school)
    bevries_opnieuw(ronde=ronde, by=door, at=NU)
    assert plaats_van(reken(ronde, door), student) == plaats


def test_same_settings_wait_once_other_settings_beside_it(door):
    ronde, _, _ = maak_ronde()
    een = start_berekening(ronde=ronde, by=door, at=NU)
    assert start_berekening(ronde=ronde, by=door, at=NU) == een
    twee = start_berekening(ronde=ronde, by=door, at=NU, instellingen=Instellingen(extra_km=3))
    assert Achtergrondtaak.objects.count() == 2
    for taak in (een, twee):
        voer_uit(taak_id=taak.pk, at=NU)
    assert Berekening.objects.count() == 2


def test_unknown_settings_are_refused(door):
    ronde, _, _ = maak_ronde()
    with pytest.raises(DomainError, match="bestaan niet"):
        start_berekening(ronde=ronde, by=door, at=NU, instellingen=Instellingen(modus="gokken"))


def test_figures_of_a_variant(door):
    ronde, (een, _, _), (a, _) = maak_ronde(studenten=3, plaatsen=2)
    VoorkeurFactory(student=een, stageplaats=a)
    cijfers = reken(ronde, door).vergelijking
    assert (cijfers["geplaatst"], cijfers["niet_geplaatst"], cijfers["voorrang_som"]) == (2, 1, 2)
    assert cijfers["rangen"]["1"] + cijfers["zonder_lijst"] + cijfers["buiten_lijst"] == 2
    assert cijfers["per_school"] == {een.school.code: [2, 3]}
    assert cijfers["per_cluster"] == {een.cluster.code: [2, 3]}
    assert cijfers["km_mediaan"] is not None


def test_chosen_variant_is_the_one_under_review(door):
    ronde, _, _ = maak_ronde(studenten=2, plaatsen=2)
    twee, een = reken(ronde, door, extra_km=3), reken(ronde, door)
    assert geldende_berekening(ronde) == twee  # a variant beside it doesn't push it away
    for _ in range(2):
        kies_berekening(ronde=ronde, berekening=een, by=door, at=NU)
    ronde.refresh_from_db()
    assert geldende_berekening(ronde) == een
    derde = reken(ronde, door, extra_km=9)
    assert geldende_berekening(ronde) == een
    assert [variant.berekening for variant in varianten_van(ronde)] == [een, derde, twee]
    with pytest.raises(DomainError, match="Kies eerst"):
        verwijder_variant(ronde=ronde, berekening=een, by=door, at=NU)
    for _ in range(2):
        verwijder_variant(ronde=ronde, berekening=twee, by=door, at=NU)
    assert set(Berekening.objects.all()) == {een, derde}


def test_calculating_anew_takes_the_settings_under_review_and_shows_the_new_outcome(door):
    ronde, _, _ = maak_ronde(studenten=2, plaatsen=2)
    reken(ronde, door, extra_km=3)
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    voer_uit(taak_id=taak.pk, at=NU)
    ronde.refresh_from_db()
    assert (ronde.gekozen.taak, ronde.gekozen.instellingen["extra_km"]) == (taak, 3)


def test_variant_of_an_old_freeze_or_against_a_pin_is_not_chosen(door):
    ronde, (student,), (plaats,) = maak_ronde()
    een, twee = reken(ronde, door), reken(ronde, door, extra_km=3)
    zet_pin(ronde=ronde, student=student, stageplaats=plaats, soort="verboden", reden="Nee.", by=door, at=NU)
    with pytest.raises(DomainError, match=student.naam):
        kies_berekening(ronde=ronde, berekening=een, by=door, at=NU)
    bevries_opnieuw(ronde=ronde, by=door, at=NU)
    with pytest.raises(DomainError, match="eerder"):
        kies_berekening(ronde=ronde, berekening=twee, by=door, at=NU)


def test_publishing_throws_the_other_variants_away(door):
    ronde, _, _ = maak_ronde(studenten=2, plaatsen=1)
    een = reken(ronde, door)
    reken(ronde, door, extra_km=3)
    kies_berekening(ronde=ronde, berekening=een, by=door, at=NU)
    publiceer_ronde(ronde=ronde, by=door, at=NU)
    assert set(Voorstel.objects.values_list("berekening", flat=True)) == {een.pk}
    assert Berekening.objects.count() == 2
    assert Ronde.objects.get().gekozen == een


def url(naam, ronde, *extra):
    return reverse(f"matching:{naam}", args=[ronde.public_id, *extra])


def test_pages_ask_compare_choose_and_delete(client, door):
    ronde, _, _ = maak_ronde(studenten=2, plaatsen=2)
    client.force_login(door)
    gegevens = {"methode": "beste", "modus": "contract", "omzettingen": "on", "extra_km": "0", "voorrang": "ingevuld"}
    assert "Nog geen varianten" in client.get(url("varianten", ronde)).text
    assert client.post(url("varianten", ronde), gegevens | {"extra_km": "900"}).status_code == 422
    for extra in ({}, {}, {"extra_km": "5", "naam": "Ruimer"}):
        assert client.post(url("varianten", ronde), gegevens | extra).status_code == 302
    assert Achtergrondtaak.objects.count() == 2
    assert "Er wordt gerekend" in client.get(url("varianten", ronde)).text
    for taak in Achtergrondtaak.objects.order_by("pk"):
        voer_uit(taak_id=taak.pk, at=NU)
    tekst = client.get(url("varianten", ronde)).text
    assert "Ruimer" in tekst
    assert "Gewone verdeling" in tekst
    csv = client.get(url("varianten", ronde), {"formaat": "csv"}).text
    assert "Geplaatst,2,2" in csv
    gewoon = Berekening.objects.get(naam="Gewone verdeling")
    ruimer = Berekening.objects.get(naam="Ruimer")
    ronde.refresh_from_db()
    for _ in range(2):
        client.post(url("variant_kiezen", ronde, gewoon.public_id), {"versie": ronde.versie})
    ronde.refresh_from_db()
    assert ronde.gekozen == gewoon
    tekst = client.post(url("variant_kiezen", ronde, ruimer.public_id), {"versie": ronde.versie - 1}, follow=True).text
    assert "Een collega heeft deze ronde intussen veranderd" in tekst
    assert "Variant verwijderen?" in client.get(url("variant_verwijderen", ronde, ruimer.public_id)).text
    for _ in range(2):
        client.post(url("variant_verwijderen", ronde, ruimer.public_id))
    assert list(Berekening.objects.all()) == [gewoon]


def test_comparison_asks_as_much_for_many_as_for_one(client, door):
    ronde, studenten, (plaats, _) = maak_ronde(studenten=2, plaatsen=2)
    client.force_login(door)
    reken(ronde, door)
    client.get(url("varianten", ronde))
    with CaptureQueriesContext(connection) as een:
        client.get(url("varianten", ronde))
    for nummer in range(1, 4):
        berekening = reken(ronde, door, extra_km=nummer)
        Voorstel.objects.create(
            berekening=berekening, student=StudentFactory(school=studenten[0].school), stageplaats=plaats
        )
    with CaptureQueriesContext(connection) as veel:
        client.get(url("varianten", ronde))
    assert len(veel) == len(een) <= 20
