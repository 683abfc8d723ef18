"""Scenarios: before and after, the cheapest set with its sentences, into the plan and back."""

import csv
import io

import pytest

from basis.errors import DomainError, GeenToegang
from tests.factories import NU, persoon
from tests.vraagaanbod.plan_hulp import bureau, cijfers, cluster, maatregel
from vraagaanbod.models import Maatregel, Omzetting, Scenario
from vraagaanbod.services import goedkoopste, scenario, toepassen
from vraagaanbod.services.maatregelen import PlanConflict, zet_stap
from vraagaanbod.services.plan import maak_plan

pytestmark = pytest.mark.django_db
LIJST = "/vraag-aanbod/scenarios/"


@pytest.fixture
def jaar():
    return cijfers(HP1_PT=(40, 20), VZVP12_FT=(10, 20), VZVP12_PT=(30, 20), ZH1_PT=(9, 4))


@pytest.fixture
def maatregelen(jaar):
    return {
        "gezin": maatregel(jaar, plaatsen_naar=15, kosten_per_plaats=200),
        "buiten": maatregel(jaar, titel="Buiten de regio", plaatsen_naar=30, kosten_vast=500, kosten_per_plaats=150),
        "om": maatregel(
            jaar,
            soort="omzetting",
            titel="Naar deeltijd",
            van_cluster=cluster("VZVP12-FT"),
            naar_cluster=cluster("VZVP12-PT"),
            plaatsen_van=12,
            plaatsen_naar=12,
        ),
    }


def maak(jaar, aantallen, by, naam="Plan A"):
    return scenario.maak(schooljaar=jaar, naam=naam, toelichting="", aantallen=aantallen, by=by, at=NU)


def test_cheapest_set_is_found_and_explained(jaar, maatregelen):
    gevonden = goedkoopste.maak_goedkoopste(
        plan=maak_plan(schooljaar=jaar), naam="Beste", houd_vast=True, zonder=[], by=bureau(), at=NU
    )
    # 20 from outside at 150 and 500 fixed (3500) beats 15 families and 5 outside (4250); 10 of the 12 conversions fit.
    assert scenario.aantallen_van(gevonden) == {maatregelen["buiten"].pk: 20, maatregelen["om"].pk: 10}
    uitleg = gevonden.uitleg
    assert "Het tekort zonder maatregelen is 35 plekken." in uitleg["samenvatting"]
    assert "€ 4.500" in uitleg["samenvatting"]
    per_titel = {rij["titel"]: rij["waarom"] for rij in uitleg["gekozen"]}
    assert per_titel["Buiten de regio"] == "Zonder deze maatregel blijven er 5 plekken meer open."
    assert per_titel["Naar deeltijd"] == "Zonder deze maatregel blijven er 10 plekken meer open."
    assert uitleg["open"] == ["ZH 1e jaars parttime: 5 plekken. Er is geen maatregel die hier plekken bij maakt."]
    assert "Buiten de regio" in uitleg["anders"]


def test_promised_measures_stay_unless_all_is_chosen_anew(jaar, maatregelen):
    zet_stap(maatregel=maatregelen["gezin"], naar="toegezegd", reden="ja", versie=1, by=bureau(), at=NU)
    plan = maak_plan(schooljaar=jaar)
    vast = goedkoopste.zoek(plan, houd_vast=True).oplossing
    assert vast.keuze[maatregelen["gezin"].pk] == 15
    assert vast.keuze[maatregelen["buiten"].pk] == 5
    assert maatregelen["gezin"].pk not in goedkoopste.zoek(plan, houd_vast=False).oplossing.keuze


def test_apply_promises_all_in_their_number_and_undo_brings_all_back(jaar, maatregelen):
    by = bureau()
    rij = maak(jaar, {maatregelen["gezin"]: 7, maatregelen["om"]: 10}, by)
    toepassen.pas_toe(scenario=rij, versie=1, gezien=False, by=by, at=NU)
    assert list(Maatregel.objects.order_by("pk").values_list("status", "plaatsen_van", "plaatsen_naar")) == [
        ("toegezegd", 0, 7),
        ("idee", 0, 30),
        ("toegezegd", 10, 10),
    ]
    assert Omzetting.objects.get().maximum == 10
    rij.refresh_from_db()
    with pytest.raises(DomainError):
        scenario.verwijder(scenario=rij, by=by, at=NU)
    assert toepassen.is_onaangeroerd(rij)
    toepassen.maak_ongedaan(scenario=rij, by=by, at=NU)
    assert set(Maatregel.objects.values_list("status", "plaatsen_naar")) == {("idee", 15), ("idee", 30), ("idee", 12)}
    assert not Omzetting.objects.exists()


def test_two_measures_of_one_conversion_are_applied_and_undone_together(jaar, maatregelen):
    by = bureau()
    erbij = maatregel(
        jaar,
        soort="omzetting",
        titel="Nog meer naar deeltijd",
        van_cluster=cluster("VZVP12-FT"),
        naar_cluster=cluster("VZVP12-PT"),
        plaatsen_van=6,
        plaatsen_naar=6,
    )
    zet_stap(maatregel=erbij, naar="toegezegd", reden="ja", versie=1, by=by, at=NU)
    rij = maak(jaar, {maatregelen["om"]: 5, erbij: 4}, by)
    toepassen.pas_toe(scenario=rij, versie=1, gezien=False, by=by, at=NU)
    assert Omzetting.objects.get().maximum == 9
    toepassen.maak_ongedaan(scenario=rij, by=by, at=NU)
    # The measure that stays keeps its conversion: it can still be taken out later.
    assert Omzetting.objects.get().maximum == 6
    assert Omzetting.objects.get().maatregel.pk == erbij.pk
    erbij.refresh_from_db()
    zet_stap(maatregel=erbij, naar="vervallen", reden="toch niet", versie=erbij.versie, by=by, at=NU)
    assert not Omzetting.objects.exists()


def test_undo_is_refused_once_something_was_built_on_it(jaar, maatregelen):
    by = bureau()
    rij = maak(jaar, {maatregelen["gezin"]: 7}, by)
    toepassen.pas_toe(scenario=rij, versie=1, gezien=False, by=by, at=NU)
    gezin = Maatregel.objects.get(pk=maatregelen["gezin"].pk)
    zet_stap(maatregel=gezin, naar="uitgevoerd", reden="klaar", versie=gezin.versie, by=by, at=NU)
    with pytest.raises(DomainError, match="daarna veranderd"):
        toepassen.maak_ongedaan(scenario=rij, by=by, at=NU)


def test_all_or_none_is_applied(jaar, maatregelen):
    by = bureau()
    rij = maak(jaar, {maatregelen["gezin"]: 7, maatregelen["om"]: 10}, by)
    Maatregel.objects.filter(pk=maatregelen["om"].pk).update(status="vervallen")
    with pytest.raises(DomainError, match="is vervallen"):
        toepassen.pas_toe(scenario=rij, versie=1, gezien=False, by=by, at=NU)
    assert Maatregel.objects.get(pk=maatregelen["gezin"].pk).status == "idee"


def test_source_below_its_demand_must_be_seen_before_applying(jaar, maatregelen):
    by = bureau()
    rij = maak(jaar, {maatregelen["om"]: 12}, by)
    assert [w.tekort for w in scenario.reken_uit(maak_plan(schooljaar=jaar), {maatregelen["om"].pk: 12}).let_op] == [2]
    with pytest.raises(DomainError, match="2 tekort"):
        toepassen.pas_toe(scenario=rij, versie=1, gezien=False, by=by, at=NU)
    toepassen.pas_toe(scenario=rij, versie=1, gezien=True, by=by, at=NU)


def test_numbers_that_can_not_be_are_refused(jaar, maatregelen):
    by = bureau()
    Maatregel.objects.filter(pk=maatregelen["gezin"].pk).update(deelbaar=False)
    gezin = Maatregel.objects.get(pk=maatregelen["gezin"].pk)
    for aantallen in ({maatregelen["om"]: 13}, {gezin: 3}):
        with pytest.raises(DomainError):
            maak(jaar, aantallen, by)
    maak(jaar, {}, by)
    with pytest.raises(DomainError, match="al een scenario"):
        maak(jaar, {}, by)
    with pytest.raises(GeenToegang):
        maak(jaar, {}, persoon("coordinator"), naam="Anders")


def test_through_the_front_door(client, jaar, maatregelen):
    client.force_login(bureau())
    pagina = client.get(LIJST).content.decode()
    assert "Nog geen scenario" in pagina
    vraag = {"naam": "Beste", "houd_vast": "on"}
    assert client.post(f"{LIJST}zoeken/?schooljaar=2026/2027", vraag).status_code == 302
    zelf = {f"aantal_{rij.public_id}": 5 for rij in maatregelen.values()}
    assert client.post(f"{LIJST}nieuw/", {"naam": "Zelf", **zelf}).status_code == 302
    pagina = client.get(LIJST).content.decode()
    assert "Beste" in pagina
    assert "<svg" in pagina
    rij = Scenario.objects.get(naam="Beste")
    adres = f"{LIJST}{rij.public_id}/"
    assert "Waarom deze set?" in client.get(adres).content.decode()
    regels = list(csv.DictReader(io.StringIO(client.get(f"{adres}?formaat=csv").content.decode("utf-8-sig"))))
    assert sum(int(regel["tekort: Beste"]) for regel in regels) == 5
    assert "naar.cluster" not in client.get(f"{LIJST}?formaat=csv").content.decode()
    assert client.get(f"{adres}toepassen/").status_code == 200
    assert client.post(f"{adres}toepassen/", {"versie": 1}).status_code == 302
    assert "Ongedaan maken" in client.get(adres).content.decode()
    assert client.get(f"{adres}ongedaan/").status_code == 200
    assert client.post(f"{adres}ongedaan/").status_code == 302
    assert not Maatregel.objects.exclude(status="idee").exists()
    assert client.post(f"{adres}verwijderen/").status_code == 302
    assert client.get(adres).status_code == 404


def test_second_editor_of_a_scenario_keeps_the_own_numbers(client, jaar, maatregelen):
    by = bureau()
    client.force_login(by)
    rij = maak(jaar, {maatregelen["gezin"]: 5}, by)
    scenario.wijzig(
        scenario=rij, naam="Plan A", toelichting="", aantallen={maatregelen["gezin"]: 6}, versie=1, by=by, at=NU
    )
    with pytest.raises(PlanConflict):
        scenario.wijzig(scenario=rij, naam="X", toelichting="", aantallen={}, versie=1, by=by, at=NU)
    veld = f"aantal_{maatregelen['gezin'].public_id}"
    antwoord = client.post(f"{LIJST}{rij.public_id}/wijzigen/", {"naam": "Plan A", "versie": 1, veld: 9})
    assert antwoord.status_code == 409
    assert 'value="9"' in antwoord.content.decode()
    assert client.post(f"{LIJST}{rij.public_id}/wijzigen/", {"naam": "Plan A", "versie": 2, veld: 9}).status_code == 302


def test_school_sees_scenarios_and_changes_none(client, jaar, maatregelen):
    rij = maak(jaar, {maatregelen["gezin"]: 5}, bureau())
    client.force_login(persoon("coordinator"))
    assert client.get(LIJST).status_code == 200
    assert client.get(f"{LIJST}{rij.public_id}/").status_code == 200
    for pad in ("nieuw/", "zoeken/", *(f"{rij.public_id}/{doel}/" for doel in ("wijzigen", "toepassen", "ongedaan"))):
        assert client.get(f"{LIJST}{pad}").status_code == 403
        assert client.post(f"{LIJST}{pad}").status_code == 403
    client.force_login(persoon("student"))
    assert client.get(LIJST).status_code == 403


def test_comparison_costs_the_same_for_one_and_for_many(client, jaar, maatregelen, django_assert_max_num_queries):
    by = bureau()
    client.force_login(by)
    maak(jaar, {maatregelen["gezin"]: 5}, by)
    client.get(LIJST)
    with django_assert_max_num_queries(16) as een:
        client.get(LIJST)
    for nummer in range(6):
        maak(jaar, dict.fromkeys(maatregelen.values(), nummer), by, naam=f"Plan {nummer}")
    with django_assert_max_num_queries(16) as veel:
        client.get(LIJST)
    assert len(een) == len(veel)
