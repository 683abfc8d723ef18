"""Filters of lists: a role sees only what is a choice, and an empty choice has a name."""

import re

import pytest
from django.urls import reverse

from kern.models import Opleidingscluster
from tests.factories import (
    NU,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
LIJSTEN = [
    "plaatsingen:lijst",
    "vacatures:lijst",
    "begeleiding:lijst",
    "evaluaties:lijst",
    "boek:lijst",
    "boek:groep",
    "beheer:mensen",
    "beheer:post",
    "beheer:log",
    "beheer:inzage",
]


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    """Two students of one school at two houses, and one of another school."""
    een = PlaatsingFactory()
    ander = Opleidingscluster.objects.exclude(pk=een.student.cluster_id).first()
    PlaatsingFactory(student=StudentFactory(school=een.student.school, cluster=ander))
    PlaatsingFactory()
    return een


def velden(client, naam):
    antwoord = client.get(reverse(naam))
    return set(re.findall(r'<select name="(\w+)"', antwoord.text))


@pytest.mark.parametrize("naam", ["plaatsingen:lijst", "boek:lijst", "boek:groep"])
def test_coordinator_of_one_school_has_no_school_filter(client, plaatsing, naam):
    client.force_login(persoon("coordinator", plaatsing.student.school))
    eigen = velden(client, naam)
    assert "school" not in eigen
    assert "cluster" in eigen
    client.force_login(persoon("coordinator", OrganisatieFactory(bureau=True)))
    assert "school" in velden(client, naam)


def test_praktijkopleider_has_no_filter_for_the_one_own_house(client, plaatsing):
    client.force_login(persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf))
    assert not velden(client, "plaatsingen:lijst") & {"leerbedrijf", "school", "cluster"}


@pytest.mark.parametrize("naam", ["plaatsingen:lijst", "vacatures:lijst"])
def test_long_list_of_houses_is_searched_instead(client, plaatsing, naam, monkeypatch):
    monkeypatch.setattr("basis.filterkeuze.MEEST", 2)
    client.force_login(persoon("beheerder"))
    assert "leerbedrijf" not in velden(client, naam)
    assert "leerbedrijf" in client.get(reverse(naam)).text.lower()  # in the label of the search field
    huis = plaatsing.stageplaats.leerbedrijf
    gevraagd = client.get(reverse(naam), {"leerbedrijf": huis.pk})  # an old link keeps its meaning
    assert [rij.pk for rij in gevraagd.context["pagina"].object_list] == [
        plaatsing.pk if naam == "plaatsingen:lijst" else plaatsing.stageplaats_id
    ]
    assert gevraagd.context["pagina"].paginator.count == 1
    assert client.get(reverse(naam), {"q": huis.naam}).context["pagina"].paginator.count >= 1


@pytest.mark.parametrize("naam", LIJSTEN)
@pytest.mark.parametrize("rol", ["beheerder", "coordinator"])
def test_empty_choice_has_a_name(client, plaatsing, naam, rol):
    StageplaatsFactory()
    client.force_login(persoon(rol, *([plaatsing.student.school] if rol == "coordinator" else [])))
    antwoord = client.get(reverse(naam))
    if rol == "coordinator" and naam.startswith("beheer"):
        assert antwoord.status_code == 403
        return
    assert "---------" not in antwoord.text
    eerste = re.findall(r'<select [^>]*>\s*<option value=""[^>]*>([^<]*)<', antwoord.text)
    assert all(re.match(r"Alle |Kies |Dit schooljaar", tekst) for tekst in eerste), eerste
