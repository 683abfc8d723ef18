"""Pages of the timetable: the usual week, one week, copying, and who may do that."""

from datetime import date, time

import pytest
from django.urls import reverse

from plaatsingen.services.roosterschrijven import Regel, zet_patroon
from plaatsingen.vandaag import todos
from tests.factories import NU, PlaatsingFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    plaatsing = PlaatsingFactory(begindatum=date(2026, 9, 28), uren_norm=100)
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


def als(client, user):
    client.force_login(user)
    return client


def url(naam, plaatsing, *extra):
    return reverse(f"plaatsingen:{naam}", args=[plaatsing.public_id, *extra])


def geplande_week(plaatsing, by=None):
    regels = [Regel(0, time(7, 30), time(16), 30), Regel(1, time(14, 30), time(23), 30)]
    begin, door = plaatsing.begindatum, by or plaatsing.werkbegeleider
    zet_patroon(plaatsing=plaatsing, geldig_van=begin, regels=regels, by=door, at=NU)


def velden(client, adres):
    """What a browser posts when somebody only presses the button."""
    form = client.get(adres).context["form"]
    return {naam: form[naam].initial for naam in form.fields}


def test_home_page_tells_of_a_proposal_until_it_is_agreed(client, plaatsing):
    geplande_week(plaatsing, by=plaatsing.student.user)
    titel = f"Bekijk het rooster van {plaatsing.student}"
    assert titel in [rij["titel"] for rij in todos(plaatsing.werkbegeleider, NU)]
    als(client, plaatsing.werkbegeleider).post(url("rooster_akkoord", plaatsing))
    assert titel not in [rij["titel"] for rij in todos(plaatsing.werkbegeleider, NU)]


def test_student_writes_the_usual_week_and_the_host_agrees(client, plaatsing):
    als(client, plaatsing.student.user)
    pad = url("rooster_patroon", plaatsing)
    assert client.post(pad, {"geldig_van": "2026-10-12"}).status_code == 422
    gegevens = {"geldig_van": "2026-10-12", "begin_0": "22:45", "eind_0": "07:15", "pauze_0": "30"}
    assert client.post(pad, gegevens | {"eind_0": ""}).status_code == 422
    assert client.post(pad, gegevens).status_code == 302
    als(client, plaatsing.werkbegeleider)
    pagina = client.get(url("rooster", plaatsing)).text
    assert "22:45 tot 07:15" in pagina
    assert "Akkoord met dit rooster" in pagina
    assert "U bent akkoord" in client.post(url("rooster_akkoord", plaatsing), follow=True).text


def test_week_form_of_the_timetable_changes_only_what_was_changed(client, plaatsing):
    geplande_week(plaatsing)
    als(client, plaatsing.werkbegeleider)
    pad = url("rooster_week", plaatsing, 2026, 43)
    gegevens = {naam: waarde for naam, waarde in velden(client, pad).items() if waarde not in (None, False)}
    client.post(pad, gegevens)
    assert not plaatsing.diensten.exists()
    client.post(pad, gegevens | {"geen_2026-10-19": "on", "begin_2026-10-21": "09:00", "eind_2026-10-21": "12:00"})
    assert list(plaatsing.diensten.values_list("datum", "vervalt")) == [
        (date(2026, 10, 19), True),
        (date(2026, 10, 21), False),
    ]
    antwoord = client.post(url("rooster_kopieren", plaatsing, 2026, 43), {"aantal": "2"}, follow=True)
    assert "2 andere weken" in antwoord.text
    assert plaatsing.diensten.count() == 6


def test_everybody_concerned_sees_the_timetable_and_only_makers_change_it(client, plaatsing):
    coordinator = persoon("coordinator", plaatsing.student.school)
    als(client, coordinator)
    assert client.get(url("rooster", plaatsing)).status_code == 200
    for naam, extra in (("rooster_patroon", ()), ("rooster_week", (2026, 43)), ("rooster_kopieren", (2026, 43))):
        assert client.post(url(naam, plaatsing, *extra)).status_code == 403
    assert client.post(url("rooster_akkoord", plaatsing)).status_code == 403
    als(client, StudentFactory().user)
    for naam, extra in (("rooster", ()), ("rooster_patroon", ()), ("rooster_week", (2026, 43))):
        assert client.get(url(naam, plaatsing, *extra)).status_code == 404
