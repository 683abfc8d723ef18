"""The ledger of measures: who may, the steps, the agreed conversion, the second editor."""

import csv
import io

import pytest

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel
from tests.factories import NU, StageplaatsFactory, StudentFactory, persoon
from tests.vraagaanbod.plan_hulp import bureau, cijfers, cluster, maatregel, velden
from vraagaanbod.models import Maatregel, Omzetting, Stagevraag
from vraagaanbod.services.maatregelen import PlanConflict, voeg_toe, wijzig, zet_stap
from vraagaanbod.services.plan import maak_plan

pytestmark = pytest.mark.django_db
LIJST = "/vraag-aanbod/maatregelen/"


def stap(rij, naar, by, **extra):
    rij.refresh_from_db()
    return zet_stap(maatregel=rij, naar=naar, reden="afgesproken", versie=rij.versie, by=by, at=NU, **extra)


def omzetting(jaar, **extra):
    standaard = {
        "soort": "omzetting",
        "titel": "Voltijd naar deeltijd",
        "van_cluster": cluster("VZVP12-FT"),
        "naar_cluster": cluster("VZVP12-PT"),
        "plaatsen_van": 5,
        "plaatsen_naar": 5,
        "omzetkosten": 3,
    }
    return maatregel(jaar, **(standaard | extra))


@pytest.fixture
def jaar():
    return cijfers(HP1_PT=(40, 20), VZVP12_FT=(10, 20), VZVP12_PT=(30, 20))


def test_a_measure_walks_from_idea_to_done_and_counts_once_promised(jaar):
    by = bureau()
    rij = voeg_toe(schooljaar=jaar, velden=velden(), by=by, at=NU)
    hp1 = cluster("HP1-PT").pk
    assert maak_plan(schooljaar=jaar).na[hp1].tekort == 20
    stap(rij, "toegezegd", by)
    assert maak_plan(schooljaar=jaar).na[hp1].tekort == 10
    stap(rij, "uitgevoerd", by, verwerkt=True)
    plan = maak_plan(schooljaar=jaar)
    assert (plan.zonder[hp1].tekort, plan.nu[hp1].tekort, plan.na[hp1].tekort) == (30, 20, 20)
    assert [(rij.van, rij.naar) for rij in rij.stappen.all()] == [
        ("", "idee"),
        ("idee", "toegezegd"),
        ("toegezegd", "uitgevoerd"),
    ]
    assert AuditRegel.objects.filter(actie="maatregel toegezegd").count() == 1


def test_only_real_steps_are_taken(jaar):
    rij, by = maatregel(jaar), bureau()
    with pytest.raises(DomainError):
        stap(rij, "uitgevoerd", by)
    stap(rij, "vervallen", by)
    with pytest.raises(DomainError):
        stap(rij, "toegezegd", by)


def test_agreed_conversion_follows_its_measures(jaar):
    by, een, twee = bureau(), omzetting(jaar), omzetting(jaar, titel="Nog meer", plaatsen_naar=3, omzetkosten=4)
    stap(een, "toegezegd", by)
    assert Omzetting.objects.values_list("kosten", "maximum").get() == (3, 5)
    stap(twee, "toegezegd", by)
    assert Omzetting.objects.values_list("kosten", "maximum").get() == (4, 8)
    stap(een, "idee", by)
    assert Omzetting.objects.values_list("kosten", "maximum").get() == (4, 3)
    twee.refresh_from_db()
    wijzig(
        maatregel=twee,
        velden={"van_cluster": cluster("VZ3VP2-FT"), "plaatsen_naar": 2},
        versie=twee.versie,
        by=by,
        at=NU,
    )
    rij = Omzetting.objects.get()
    assert (rij.van_cluster.code, rij.maximum) == ("VZ3VP2-FT", 2)
    stap(twee, "uitgevoerd", by)
    assert Omzetting.objects.count() == 1
    stap(twee, "vervallen", by)
    assert not Omzetting.objects.exists()


def test_conversion_whose_places_are_in_the_figures_needs_none_for_the_matcher(jaar):
    by, rij = bureau(), omzetting(jaar)
    stap(rij, "toegezegd", by)
    stap(rij, "uitgevoerd", by)
    assert Omzetting.objects.exists()
    stap(rij, "uitgevoerd", by, verwerkt=True)
    assert not Omzetting.objects.exists()


def test_conversion_made_elsewhere_is_left_alone(jaar):
    ander = Omzetting.objects.create(
        schooljaar=jaar, van_cluster=cluster("VZVP12-FT"), naar_cluster=cluster("VZVP12-PT"), kosten=7, maximum=2
    )
    by, rij = bureau(), omzetting(jaar)
    stap(rij, "toegezegd", by)
    stap(rij, "idee", by)
    assert Omzetting.objects.values_list("pk", "kosten", "maximum").get() == (ander.pk, 7, 2)


def test_source_below_its_own_demand_must_be_seen(jaar):
    by, rij = bureau(), omzetting(jaar, plaatsen_van=15, plaatsen_naar=15)
    with pytest.raises(DomainError, match="tekort van 5 plekken"):
        stap(rij, "toegezegd", by)
    assert stap(rij, "toegezegd", by, gezien=True).status == "toegezegd"


def test_second_editor_is_told(jaar):
    by, rij = bureau(), maatregel(jaar)
    wijzig(maatregel=rij, velden={"titel": "Elf gezinnen"}, versie=1, by=by, at=NU)
    with pytest.raises(PlanConflict):
        wijzig(maatregel=rij, velden={"titel": "Twaalf gezinnen"}, versie=1, by=by, at=NU)
    assert Maatregel.objects.get().titel == "Elf gezinnen"
    assert wijzig(maatregel=rij, velden={"titel": "Elf gezinnen"}, versie=2, by=by, at=NU).versie == 2


@pytest.mark.parametrize(
    "fout",
    [
        {"plaatsen_naar": 0},
        {"soort": "omzetting"},
        {"plaatsen_van": 3},
    ],
)
def test_measure_that_makes_no_sense_is_refused(jaar, fout):
    with pytest.raises(DomainError):
        voeg_toe(schooljaar=jaar, velden=velden(**fout), by=bureau(), at=NU)
    hp1 = cluster("HP1-PT")
    with pytest.raises(DomainError):
        voeg_toe(schooljaar=jaar, velden=velden(van_cluster=hp1, plaatsen_van=1), by=bureau(), at=NU)


def test_school_proposes_and_changes_its_own_idea_only(jaar):
    school, ander = persoon("coordinator"), persoon("coordinator")
    rij = voeg_toe(schooljaar=jaar, velden=velden(), by=school, at=NU)
    wijzig(maatregel=rij, velden={"titel": "Anders"}, versie=1, by=school, at=NU)
    with pytest.raises(GeenToegang):
        wijzig(maatregel=rij, velden={"titel": "Van een ander"}, versie=2, by=ander, at=NU)
    with pytest.raises(GeenToegang):
        stap(rij, "toegezegd", school)
    stap(rij, "toegezegd", bureau())
    rij.refresh_from_db()
    with pytest.raises(GeenToegang):
        wijzig(maatregel=rij, velden={"titel": "Te laat"}, versie=rij.versie, by=school, at=NU)
    with pytest.raises(GeenToegang):
        voeg_toe(schooljaar=jaar, velden=velden(), by=persoon("stagedocent"), at=NU)


@pytest.mark.parametrize(("rol", "code"), [("student", 403), ("werkbegeleider", 403), ("stagedocent", 200)])
def test_who_sees_the_ledger(client, jaar, rol, code):
    rij = maatregel(jaar)
    client.force_login(persoon(rol))
    assert client.get(LIJST).status_code == code
    assert client.get(f"{LIJST}{rij.public_id}/").status_code == code
    assert client.get(f"{LIJST}nieuw/").status_code == 403
    assert client.get(f"{LIJST}{rij.public_id}/wijzigen/").status_code == 403
    assert client.post(f"{LIJST}{rij.public_id}/", {"naar": "vervallen"}).status_code == 403


def formulier(**extra):
    hp1 = cluster("HP1-PT")
    data = {
        "soort": "stagegezin",
        "titel": "Gezinnen",
        "naar_cluster": hp1.pk,
        "plaatsen_naar": 12,
        "deelbaar": "on",
        "eigenaar": "Bureau",
        "omzetkosten": 1,
    }
    return data | extra


def test_through_the_front_door(client, jaar):
    by = bureau()
    client.force_login(by)
    assert "Nog geen maatregelen" in client.get(LIJST).content.decode()
    antwoord = client.post(f"{LIJST}nieuw/?schooljaar=2026/2027", formulier(kosten_per_plaats="12.50"))
    assert antwoord.status_code == 302
    rij = Maatregel.objects.get()
    adres = f"{LIJST}{rij.public_id}/"
    assert client.post(adres, {"naar": "toegezegd", "reden": "", "versie": 1}).status_code == 422
    assert client.post(adres, {"naar": "toegezegd", "reden": "akkoord", "versie": 1}).status_code == 302
    pagina = client.get(adres).content.decode()
    assert "akkoord" in pagina
    assert "toegezegd" in pagina
    lijst = client.get(f"{LIJST}?status=toegezegd&soort=stagegezin&cluster=HP1-PT&sorteer=-plaatsen").content.decode()
    assert "€\u00a0150" in lijst
    assert "Niets gevonden" in client.get(f"{LIJST}?status=vervallen").content.decode()
    regels = list(csv.DictReader(io.StringIO(client.get(f"{LIJST}?formaat=csv").content.decode("utf-8-sig"))))
    assert [(rij["status"], rij["plekken erbij"]) for rij in regels] == [("toegezegd", "12")]


def test_conflict_page_keeps_both_texts(client, jaar):
    by, rij = bureau(), maatregel(jaar)
    client.force_login(by)
    wijzig(maatregel=rij, velden={"titel": "Van een ander"}, versie=1, by=by, at=NU)
    adres = f"{LIJST}{rij.public_id}/wijzigen/"
    antwoord = client.post(adres, formulier(titel="Van mijzelf", versie=1))
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Van een ander" in pagina
    assert 'value="Van mijzelf"' in pagina
    # Only what differs stands in the comparison.
    verschil = pagina.split("conflict-kop")[1].split("</table>")[0]
    assert "Naam van de maatregel" in verschil
    assert "Plekken komen uit cluster" not in verschil
    assert 'name="versie" value="2"' in pagina
    assert client.post(adres, formulier(titel="Van mijzelf", versie=2)).status_code == 302
    assert Maatregel.objects.get().titel == "Van mijzelf"


def test_unseen_warning_comes_back_as_a_question(client, jaar):
    client.force_login(bureau())
    rij = omzetting(jaar, plaatsen_van=15, plaatsen_naar=15)
    adres = f"{LIJST}{rij.public_id}/"
    data = {"naar": "toegezegd", "reden": "akkoord", "versie": 1}
    antwoord = client.post(adres, data)
    assert antwoord.status_code == 422
    assert 'name="gezien"' in antwoord.content.decode()
    assert client.post(adres, data | {"gezien": "on"}).status_code == 302


def test_ledger_costs_the_same_for_one_and_for_many(client, jaar, django_assert_max_num_queries):
    client.force_login(bureau())
    maatregel(jaar)
    client.get(LIJST)
    with django_assert_max_num_queries(14) as een:
        client.get(LIJST)
    for nummer in range(12):
        omzetting(jaar, titel=f"Maatregel {nummer}")
    with django_assert_max_num_queries(14) as veel:
        client.get(LIJST)
    assert len(een) == len(veel)


def test_cluster_page_shows_what_is_behind_the_figure(client, jaar):
    hp1, school = cluster("HP1-PT"), persoon("coordinator")
    eigen = StudentFactory(cluster=hp1, school=school.lidmaatschappen.get().organisatie)
    vreemd = StudentFactory(cluster=hp1)
    for student in (eigen, vreemd):
        Stagevraag.objects.create(student=student, schooljaar=jaar, cluster=hp1, op=NU)
    StageplaatsFactory(schooljaar=jaar, clusters=[hp1], capaciteit=7)
    maatregel(jaar, status="toegezegd")
    client.force_login(school)
    pagina = client.get("/vraag-aanbod/cluster/HP1-PT/?schooljaar=2026/2027").content.decode()
    for tekst in ("Tien gezinnen", "10 erbij", "Leerbedrijven met plekken", eigen.naam):
        assert tekst in pagina
    assert vreemd.naam not in pagina
    client.force_login(bureau())
    assert vreemd.naam in client.get("/vraag-aanbod/cluster/HP1-PT/?schooljaar=2026/2027").content.decode()
