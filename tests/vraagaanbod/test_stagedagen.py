"""Stage days of the schools side by side: stating them, the matrix, the picture, the advice."""

import csv
import io

import pytest
import time_machine

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel
from tests.factories import (
    NU,
    ClusterFactory,
    OpgaveFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    StagevraagFactory,
    persoon,
)
from vraagaanbod.models import Stagedagen
from vraagaanbod.services.stagedagen import ALLE_PERIODES, geef_dagen_op, weekbeeld

pytestmark = pytest.mark.django_db
PAGINA, OPGEVEN = "/vraag-aanbod/stagedagen/", "/vraag-aanbod/stagedagen/opgeven/"


@pytest.fixture(autouse=True)
def in_dit_jaar():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    user = persoon("coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def school(coordinator):
    return coordinator.lidmaatschappen.get().organisatie


def dagen(school, tekst, *, aantal=0, periodes=ALLE_PERIODES, cluster=None):
    cluster = cluster or ClusterFactory()
    if aantal:
        OpgaveFactory(organisatie=school, cluster=cluster, aantal=aantal)
    return Stagedagen.objects.create(
        schooljaar=SchooljaarFactory(), school=school, cluster=cluster, periodes=periodes, dagen=tekst, op=NU
    )


def test_school_ticks_its_days_and_changes_them(client, coordinator, school):
    antwoord = client.post(OPGEVEN, {"dagen_VZVP12-FT": ["di", "ma"], "gezien_VZVP12-FT": ""})
    assert antwoord.status_code == 302
    rij = Stagedagen.objects.get()
    assert (rij.dagen, rij.periodes, rij.school, rij.door) == ("ma di", "1 2 3 4", school, coordinator)
    pagina = client.get(OPGEVEN).content.decode()
    assert pagina.count(" checked") == 2
    # Somebody who had another state before them is told, and keeps the ticks.
    antwoord = client.post(OPGEVEN, {"dagen_VZVP12-FT": ["vr"], "gezien_VZVP12-FT": ""})
    assert antwoord.status_code == 422
    assert "intussen stagedagen veranderd" in antwoord.content.decode()
    client.post(OPGEVEN, {"dagen_VZVP12-FT": ["vr"], "gezien_VZVP12-FT": "ma di"})
    client.post(f"{OPGEVEN}?periodes=3", {"dagen_VZVP12-FT": ["wo"], "gezien_VZVP12-FT": ""})
    geldend = set(Stagedagen.objects.geldend().values_list("periodes", "dagen"))
    assert geldend == {("1 2 3 4", "vr"), ("3", "wo")}
    client.post(f"{OPGEVEN}?periodes=3", {"gezien_VZVP12-FT": "wo"})
    assert Stagedagen.objects.geldend().count() == 1
    assert AuditRegel.objects.filter(actie="stagedagen opgegeven").count() == 4


def test_week_counts_students_of_each_school_and_advises(client, coordinator, school):
    for naam, aantal in (("School Noord", 50), ("School West", 70)):
        dagen(OrganisatieFactory(school=True, naam=naam), "ma di", aantal=aantal)
    dagen(school, "vr", aantal=20)
    OpgaveFactory(soort="aanbod", organisatie=OrganisatieFactory(), aantal=60)
    pagina = client.get(PAGINA).content.decode()
    advies = "Maandag en dinsdag vragen 2 scholen samen 120 plekken, woensdag en donderdag 0: 60 plekken worden dan"
    assert advies in pagina
    assert "<svg" in pagina
    [week] = weekbeeld(schooljaar=SchooljaarFactory())
    assert week.week.totalen == {"ma": 120, "di": 120, "wo": 0, "do": 0, "vr": 20}
    regels = list(csv.DictReader(io.StringIO(client.get(f"{PAGINA}?formaat=csv").content.decode("utf-8-sig"))))
    gevonden = {(regel["school"], regel["maandag"], regel["vrijdag"]) for regel in regels}
    assert gevonden == {("School Noord", "50", "0"), ("School West", "70", "0"), (school.naam, "0", "20")}


def test_named_students_and_the_days_of_the_period_count(coordinator, school):
    dagen(school, "ma", aantal=20)
    dagen(school, "wo", periodes="3")
    StagevraagFactory(student__school=school, student__periodes="3 4")
    [week] = weekbeeld(schooljaar=SchooljaarFactory(), periode="3")
    assert week.week.totalen == {"ma": 0, "di": 0, "wo": 1, "do": 0, "vr": 0}
    assert [week.week.per_dag("ma") for week in weekbeeld(schooljaar=SchooljaarFactory(), periode="1")] == [0]
    assert [week.week.per_dag("ma") for week in weekbeeld(schooljaar=SchooljaarFactory())] == [1]


def test_two_clusters_make_a_map_and_one_can_be_chosen(client, coordinator, school):
    dagen(school, "ma", aantal=20)
    dagen(school, "za", aantal=5, cluster=ClusterFactory(code="ZH1-PT"))
    pagina = client.get(PAGINA).content.decode()
    assert "Hoe donkerder" in pagina
    assert "Zaterdag" in pagina
    pagina = client.get(f"{PAGINA}?cluster=ZH1-PT").content.decode()
    assert "Elke kleur is een school" in pagina
    assert "week-" in pagina
    assert client.get(f"{PAGINA}?cluster=bestaat-niet&periode=x").status_code == 200


def test_who_may(client, coordinator, school):
    vreemd = OrganisatieFactory(school=True)
    assert client.post(f"{OPGEVEN}?organisatie={vreemd.public_id}", {}).status_code == 404
    velden = {"school": vreemd, "schooljaar": SchooljaarFactory(), "periodes": ALLE_PERIODES, "at": NU}
    with pytest.raises(GeenToegang):
        geef_dagen_op(**velden, dagen={ClusterFactory(): "ma"}, by=coordinator)
    with pytest.raises(DomainError):
        geef_dagen_op(**velden | {"school": school}, dagen={}, gezien={ClusterFactory(): "ma"}, by=coordinator)
    for rol, codes in (("stagedocent", [200, 403]), ("praktijkopleider", [200, 403]), ("student", [403, 403])):
        client.force_login(persoon(rol))
        assert [client.get(pad).status_code for pad in (PAGINA, OPGEVEN)] == codes
    assert "De scholen geven hun stagedagen op" not in client.get(PAGINA).content.decode()


def test_page_costs_the_same_for_one_and_for_many(client, coordinator, school, django_assert_max_num_queries):
    dagen(school, "ma", aantal=3)
    client.get(PAGINA)
    with django_assert_max_num_queries(16) as een:
        client.get(PAGINA)
    for code in ("ZH1-PT", "HP1-PT", "U1-FT"):
        dagen(OrganisatieFactory(school=True), "wo", aantal=3, cluster=ClusterFactory(code=code))
    with django_assert_max_num_queries(16) as veel:
        client.get(PAGINA)
    assert len(een) == len(veel)


def test_empty_page_says_what_is_next(client, coordinator):
    assert "Geef de stagedagen van uw school op" in client.get(PAGINA).content.decode()
    client.force_login(persoon("praktijkopleider"))
    assert "De scholen geven hun stagedagen op" in client.get(PAGINA).content.decode()
