"""Placing one student by hand: who may, what fits, what is refused and that nothing typed is lost."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import GeenToegang
from kern.models import Opleidingscluster, Periode
from plaatsingen.models import Plaatsing
from plaatsingen.services.maken import maak_plaatsing
from tests.factories import (
    AMSTERDAM,
    NU,
    AfdelingFactory,
    ErkenningFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)

pytestmark = pytest.mark.django_db

WANNEER = {"periodes": ["3", "4"], "begindatum": "2027-02-01", "einddatum": "2027-07-02", "dagen": ["ma", "di"]}


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def student():
    return StudentFactory(periodes="3 4", dagen="ma di", user__achternaam="Bakker")


@pytest.fixture
def coordinator(client, student):
    user = persoon("coordinator", student.school)
    client.force_login(user)
    return user


@pytest.fixture
def huis():
    return ErkenningFactory(organisatie__naam="De Linde").organisatie


@pytest.fixture
def plek(huis):
    return StageplaatsFactory(naam="Somatiek", afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=huis)))


@pytest.fixture
def _schoolkalender():
    for code, begin, eind in (("3", (2, 1), (4, 9)), ("4", (4, 12), (7, 2))):
        Periode.objects.create(
            schooljaar=SchooljaarFactory(), code=code, begin=date(2027, *begin), eind=date(2027, *eind)
        )


def stap2(student):
    return reverse("plaatsingen:nieuw_plek", args=[student.public_id])


def stap3(student, plek):
    return reverse("plaatsingen:nieuw_afspraken", args=[student.public_id, plek.public_id])


@pytest.mark.usefixtures("coordinator", "_schoolkalender")
def test_three_steps_lead_to_a_proposal(client, student, plek):
    lijst = client.get(reverse("plaatsingen:lijst")).text
    assert reverse("plaatsingen:nieuw") in lijst
    een = client.get(reverse("plaatsingen:nieuw"), {"q": "bakker"}).text
    assert stap2(student) in een
    twee = client.get(stap2(student)).text  # the dates of the student's periods are filled in, so places show at once
    assert "1 plek past" in twee
    assert f'href="{stap3(student, plek)}?' in twee
    drie = client.get(stap3(student, plek), WANNEER).text
    assert 'value="2027-02-01"' in drie
    antwoord = client.post(stap3(student, plek), {**WANNEER, "reden": "Dicht bij huis."}, follow=True)
    plaatsing = Plaatsing.objects.get()
    assert antwoord.redirect_chain[-1][0] == reverse("plaatsingen:detail", args=[plaatsing.public_id])
    assert (plaatsing.status, plaatsing.periodes, plaatsing.dagen) == ("voorgesteld", "3 4", "ma di")
    assert plaatsing.statuswijzigingen.get().reden == "Dicht bij huis."
    assert "Stageplaats aanbieden" in antwoord.text


@pytest.mark.usefixtures("coordinator")
def test_werkbegeleider_is_chosen_from_the_house(client, student, plek, huis):
    eigen, vreemd = persoon("werkbegeleider", huis), persoon("werkbegeleider")
    geweigerd = client.post(stap3(student, plek), {**WANNEER, "werkbegeleider": vreemd.pk})
    assert geweigerd.status_code == 422
    client.post(stap3(student, plek), {**WANNEER, "werkbegeleider": eigen.pk})
    assert Plaatsing.objects.get().werkbegeleider == eigen


@pytest.mark.usefixtures("coordinator")
def test_full_place_is_refused_and_what_was_typed_stays(client, student, plek):
    PlaatsingFactory(
        stageplaats=plek, begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2), periodes="3 4", status="geaccepteerd"
    )
    antwoord = client.post(stap3(student, plek), {**WANNEER, "reden": "Dicht bij huis."})
    assert antwoord.status_code == 422
    assert "is vol op dinsdag in periode 3: 1 van 1" in antwoord.text
    assert "Dicht bij huis." in antwoord.text
    assert 'value="2027-02-01"' in antwoord.text
    assert Plaatsing.objects.count() == 1


@pytest.mark.usefixtures("coordinator")
def test_place_that_was_asked_for_by_name_says_why_it_does_not_fit(client, student, plek, huis):
    def waarom():
        return client.get(stap2(student), {**WANNEER, "q": "linde"}).text

    plek.dagen = "ma"
    plek.save()
    assert "is er niet op dinsdag" in waarom()
    plek.dagen = "ma di"
    plek.save()
    huis.erkenningen.all().delete()
    assert "geen geldige erkenning" in waarom()
    assert "Geen plek die past" in waarom()
    assert "geen geldige erkenning" in client.post(stap3(student, plek), WANNEER).text


@pytest.mark.usefixtures("coordinator")
def test_place_of_another_cluster_is_not_offered(client, student, huis):
    StageplaatsFactory(
        naam="Kinderen",
        afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=huis)),
        clusters=[Opleidingscluster.objects.exclude(code="VZVP12-FT").first()],
    )
    assert "Kinderen" not in client.get(stap2(student), WANNEER).text


@pytest.mark.usefixtures("coordinator", "_schoolkalender")
def test_periods_and_dates_must_tell_the_same(client, student, plek):
    fout = client.post(stap3(student, plek), {**WANNEER, "periodes": ["3"]}).text
    assert "vallen ook in periode 4" in fout
    fout = client.post(stap3(student, plek), {**WANNEER, "einddatum": "2027-04-01"}).text
    assert "vallen niet in periode 4" in fout
    assert not Plaatsing.objects.exists()


@pytest.mark.usefixtures("coordinator")
def test_student_without_dates_of_periods_is_asked_first(client, student):
    assert "Er is 1 fout" not in client.get(stap2(student)).text


def test_only_coordinators_of_the_school_place(client, student, plek):
    student.stagedocent = persoon("stagedocent", student.school)
    student.save()
    voor = [(student.stagedocent, 403), (student.user, 403), (persoon("praktijkopleider"), 403)]
    for user, verwacht in [*voor, (persoon("coordinator"), 404)]:
        client.force_login(user)
        assert client.get(stap2(student)).status_code == verwacht
        assert client.post(stap3(student, plek), WANNEER).status_code == verwacht
    assert not Plaatsing.objects.exists()
    with pytest.raises(GeenToegang):
        maak_plaatsing(
            student=student,
            stageplaats=plek,
            begindatum=date(2027, 2, 1),
            einddatum=date(2027, 7, 2),
            periodes="3 4",
            dagen="ma",
            by=persoon("coordinator"),
            at=NU,
        )


def test_coordinator_sees_own_students_only_region_all(client, student):
    ander = StudentFactory(user__achternaam="Vreemd")
    client.force_login(persoon("coordinator", student.school))
    tekst = client.get(reverse("plaatsingen:nieuw")).text
    assert student.naam in tekst
    assert ander.naam not in tekst
    client.force_login(persoon("coordinator", OrganisatieFactory(bureau=True)))
    assert ander.naam in client.get(reverse("plaatsingen:nieuw")).text


@pytest.mark.usefixtures("coordinator")
def test_more_places_take_no_more_queries(client, student, plek, huis):
    def aantal():
        with CaptureQueriesContext(
            connection,
        ) as vragen:
            client.get(stap2(student), WANNEER)
        return len(vragen)

    aantal()
    een = aantal()
    for _ in range(5):
        StageplaatsFactory(afdeling=AfdelingFactory(locatie=LocatieFactory(organisatie=huis)))
    assert aantal() == een


@pytest.mark.usefixtures("_schoolkalender")
def test_first_day_that_is_proposed_is_a_day_of_the_student(client, student, coordinator, time_machine):
    assert 'value="2027-02-01"' in client.get(stap2(student)).text
    time_machine.move_to(datetime(2027, 2, 4, 12, tzinfo=AMSTERDAM))  # a Thursday; the student comes on Monday
    client.force_login(coordinator)
    assert 'name="begindatum" value="2027-02-08"' in client.get(stap2(student)).text
