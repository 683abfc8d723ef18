"""The story of 2009: the table after is the real one, and the cheapest set over the table before costs no more."""

import csv

import pytest
from django.core.management import call_command

from basis.inlezen import importeer
from kern.models import Schooljaar
from stagebureau.demo.voorbeeld_2009 import GOEDKOOPSTE, TABEL, VERHAAL, ZOALS_TOEN, laad
from tests.factories import NU, persoon
from vraagaanbod.models import Maatregel, Omzetting, Scenario
from vraagaanbod.services import goedkoopste, scenario
from vraagaanbod.services.bord import maak_bord
from vraagaanbod.services.plan import maak_plan, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return maak_plan(schooljaar=laad(by=None, at=NU))


def echte_tabel():
    with TABEL.open(encoding="utf-8-sig") as bestand:
        return {rij["cluster"]: (int(rij["vraag"]), int(rij["aanbod"])) for rij in csv.DictReader(bestand)}


def test_after_all_measures_stands_the_real_table(plan):
    assert {rij.cluster.naam: (rij.na.vraag, rij.na.aanbod) for rij in plan.rijen} == echte_tabel()
    assert som(plan.na) == {"vraag": 5041, "aanbod": 4438, "tekort": 673, "overschot": 70}
    toen = scenario.reken_uit(plan, scenario.plan_aantallen(plan))
    assert {pk: markt.aanbod for pk, markt in toen.markt.items()} == {pk: rij.aanbod for pk, rij in plan.na.items()}
    assert not toen.let_op
    totaal = maak_bord(schooljaar=plan.schooljaar).totaal
    assert (totaal["vraag"], totaal["aanbod"], totaal["tekort"], totaal["overschot"]) == (5041, 4438, 673, 70)


def test_before_the_measures_the_converted_places_are_put_back(plan):
    per_code = {rij.cluster.code: rij.zonder for rij in plan.rijen}
    assert per_code["VZ3VP2-FT"].aanbod == 340 + 346
    assert 330 - per_code["VZVP12-PT"].aanbod + 694 - per_code["VZ3VP2-PT"].aanbod == 346
    assert (per_code["U2-FT"].aanbod, per_code["U1-FT"].aanbod) == (252 + 30, 298 - 30 - 80)
    assert som(plan.zonder)["vraag"] == 5041
    assert som(plan.zonder)["tekort"] == 1241
    assert all(rij.aanbod >= 0 for rij in plan.zonder.values())
    assert sum(regel.plaatsen for regel in VERHAAL if regel.gedaan and regel.soort == "stagegezin") == 72
    assert all("aanname" in rij.toelichting.lower() for rij in plan.maatregelen)


def test_cheapest_set_over_the_table_before_is_at_least_as_cheap(plan):
    ideeen = [rij.pk for rij in plan.kandidaten if rij not in plan.afgesproken]
    toen = scenario.reken_uit(plan, scenario.plan_aantallen(plan))
    gevonden = goedkoopste.zoek(plan, houd_vast=False, zonder=ideeen).oplossing
    assert (gevonden.tekort, gevonden.kosten) <= (toen.tekort, toen.kosten)
    assert gevonden.tekort <= 673
    met_ideeen = goedkoopste.zoek(plan, houd_vast=True)
    assert met_ideeen.oplossing.tekort == 673 - 48 - 17 - 60 - 14
    open_ = " ".join(met_ideeen.uitleg["open"])
    assert "Er is geen maatregel die hier plekken bij maakt." in open_


def test_example_loads_once_and_leaves_the_matcher_alone(capsys):
    call_command("voorbeeld_2009")
    call_command("voorbeeld_2009")
    assert "tekort zonder maatregelen 1241, met maatregelen 673" in capsys.readouterr().out
    assert Maatregel.objects.count() == len(VERHAAL)
    assert set(Scenario.objects.values_list("naam", flat=True)) == {ZOALS_TOEN, GOEDKOOPSTE}
    # The table holds the converted places already, so nothing may be converted once more.
    assert not Omzetting.objects.exists()
    uit = importeer("vraag-aanbod", TABEL, by=None, at=NU)
    assert (uit.aantallen["ongewijzigd"], uit.ok) == (15, True)


def test_administrator_loads_it_with_a_button(client, settings):
    client.force_login(persoon("beheerder"))
    assert "Voorbeeld 2009 laden" in client.get("/vraag-aanbod/").content.decode()
    assert client.get("/cijfers/voorbeeld-2009/").status_code == 200
    assert client.post("/cijfers/voorbeeld-2009/").status_code == 302
    bord = client.get("/vraag-aanbod/?schooljaar=2009/2010").content.decode()
    assert "Zonder maatregelen was het tekort 1.241" in bord
    assert client.get("/vraag-aanbod/scenarios/?schooljaar=2009/2010").status_code == 200
    client.force_login(persoon("coordinator"))
    assert client.post("/cijfers/voorbeeld-2009/").status_code == 403
    client.force_login(persoon("beheerder"))
    settings.DEMO = False
    assert client.post("/cijfers/voorbeeld-2009/").status_code == 404
    assert Schooljaar.objects.filter(naam="2009/2010").count() == 1
