"""The board, the story behind a figure, and stating figures, through the front door."""

import csv
import io
from pathlib import Path

import pytest
from django.utils import timezone

from basis.errors import GeenToegang
from basis.inlezen import importeer
from kern.kalender import schooljaar
from kern.models import AuditRegel, Opleidingscluster, Schooljaar
from tests.factories import ClusterFactory, OrganisatieFactory, SchooljaarFactory, persoon
from vraagaanbod.models import Opgave
from vraagaanbod.services.bord import kies_schooljaar, maak_bord
from vraagaanbod.services.opgaven import geef_op

pytestmark = pytest.mark.django_db
TABEL = Path(__file__).resolve().parents[2] / "stagebureau" / "demo" / "data" / "vraag_aanbod_2009_2010.csv"
BORD, OPGEVEN = "/vraag-aanbod/", "/vraag-aanbod/opgeven/"


@pytest.fixture
def tabel():
    assert importeer("vraag-aanbod", TABEL, by=None, at=timezone.now()).geschreven


@pytest.fixture
def coordinator(client):
    user = persoon("coordinator")
    client.force_login(user)
    return user


def invoer(school, *, soort="vraag", schooljaar="2009/2010", periode="", gezien=None, **aantallen):
    bron = f"{soort}.{school.public_id if school else 'regio'}"
    data = {"schooljaar": schooljaar, "bron": bron, "periode": periode}
    data |= {f"aantal_{code.replace('_', '-')}": aantal for code, aantal in aantallen.items()}
    return data | {f"gezien_{code.replace('_', '-')}": aantal for code, aantal in (gezien or {}).items()}


def school_van(user):
    return user.lidmaatschappen.get().organisatie


def test_board_shows_the_real_table_with_the_shortage_as_headline(client, coordinator, tabel):
    pagina = client.get(BORD).content.decode()
    assert "Vraag en aanbod 2009/2010" in pagina
    tegels = pagina.split('class="tegels tegels-vijf"')[1].split("<figure")[0]
    assert [deel.split("</")[0].strip() for deel in tegels.split('class="tegel-label">')[1:]] == [
        "Tekort",
        "Gevraagd",
        "Aangeboden",
        "Overschot",
        "Saldo",
    ]
    for tekst in ("673", "5.041", "4.438", "in 7 van de 15 clusters", "in 5 van de 15 clusters", "−603"):
        assert tekst in tegels
    rijen = pagina.split("<tbody>")[1]
    assert rijen.index("2 HP 1e jaars parttime") < rijen.index("5 HBO 2e jaars fulltime") < rijen.index("ZH 1e jaars")
    assert "<svg" in pagina


def test_board_sorts_and_downloads(client, coordinator, tabel):
    rijen = client.get(f"{BORD}?sorteer=cluster").content.decode().split("<tbody>")[1]
    assert rijen.index("ZH 1e jaars") < rijen.index("2 HP 1e jaars")
    antwoord = client.get(f"{BORD}?formaat=csv&schooljaar=2009/2010")
    lijst = list(csv.DictReader(io.StringIO(antwoord.content.decode("utf-8-sig"))))
    assert len(lijst) == 15
    assert sum(int(rij["tekort"]) for rij in lijst) == 673
    opnieuw = importeer("vraag-aanbod", antwoord.content, by=None, at=timezone.now(), naam="terug.csv")
    assert (opnieuw.aantallen["ongewijzigd"], opnieuw.ok) == (15, True)
    assert client.get(f"{BORD}?formaat=xlsx").content[:2] == b"PK"


def test_unknown_year_is_not_found_and_odd_parameters_do_no_harm(client, coordinator, tabel):
    assert client.get(f"{BORD}?schooljaar=1999/2000").status_code == 404
    assert client.get(f"{BORD}?periode=x&sorteer=-niets&formaat=exe").status_code == 200


def test_empty_board_says_what_happens_next(client):
    for rol, tekst in (
        ("beheerder", "Bestand inlezen"),
        ("coordinator", "Cijfers opgeven"),
        ("stagedocent", "geven cijfers op"),
    ):
        client.force_login(persoon(rol))
        assert tekst in client.get(BORD).content.decode()


@pytest.mark.parametrize(
    ("rol", "code"), [("student", 403), ("werkbegeleider", 403), ("stagedocent", 200), ("stagebegeleider", 200)]
)
def test_who_sees_the_board(client, tabel, rol, code):
    client.force_login(persoon(rol))
    assert client.get(BORD).status_code == code
    assert client.get("/vraag-aanbod/cluster/ZH1-PT/").status_code == code
    assert client.get(OPGEVEN).status_code == 403


def test_board_costs_the_same_for_one_and_for_fifteen_clusters(client, coordinator, django_assert_max_num_queries):
    jaar = SchooljaarFactory()
    Opgave.objects.create(schooljaar=jaar, cluster=ClusterFactory(), soort="vraag", aantal=3, op=timezone.now())
    client.get(BORD)
    with django_assert_max_num_queries(12) as een:
        client.get(f"{BORD}?schooljaar=2026/2027")
    for cluster in Opleidingscluster.objects.exclude(code="VZVP12-FT"):
        Opgave.objects.create(schooljaar=jaar, cluster=cluster, soort="aanbod", aantal=3, op=timezone.now())
    with django_assert_max_num_queries(12) as veel:
        client.get(f"{BORD}?schooljaar=2026/2027")
    assert len(een) == len(veel)


def test_year_with_figures_is_chosen(tabel):
    assert kies_schooljaar(naam="", nu="2026/2027").naam == "2009/2010"
    jaar = SchooljaarFactory()
    assert kies_schooljaar(naam="", nu="2026/2027").naam == "2009/2010"
    Opgave.objects.create(schooljaar=jaar, cluster=ClusterFactory(), soort="vraag", aantal=3, op=timezone.now())
    assert kies_schooljaar(naam="", nu="2026/2027") == jaar


def test_coordinator_states_the_demand_of_the_own_school(client, coordinator, tabel):
    school = school_van(coordinator)
    antwoord = client.post(OPGEVEN, invoer(school, ZH1_PT=40, HP1_PT=""))
    assert antwoord.status_code == 302
    opgave = Opgave.objects.geldend().get(organisatie=school)
    assert (opgave.cluster.code, opgave.aantal, opgave.door, opgave.soort) == ("ZH1-PT", 40, coordinator, "vraag")
    bord = maak_bord(schooljaar=Schooljaar.objects.get(naam="2009/2010"))
    assert (bord.rijen[0].vraag, bord.rijen[0].tekort) == (40, 12)
    assert bord.rijen[1].vraag == 435
    regel = AuditRegel.objects.get(actie="vraag opgegeven")
    assert (regel.voor, regel.na) == ({"ZH1-PT": None}, {"ZH1-PT": 40})
    pagina = client.get("/vraag-aanbod/cluster/ZH1-PT/?schooljaar=2009/2010").content.decode()
    assert "Organisaties gaven zelf cijfers op" in pagina
    assert "organisaties gaven zelf cijfers op" in pagina
    assert "(vraag: 130)" in pagina


def test_new_figure_keeps_the_old_one_and_empty_withdraws_it(client, coordinator, tabel):
    school = school_van(coordinator)
    client.post(OPGEVEN, invoer(school, ZH1_PT=40))
    client.post(OPGEVEN, invoer(school, ZH1_PT=44, gezien={"ZH1_PT": 40}))
    client.post(OPGEVEN, invoer(school, ZH1_PT="", gezien={"ZH1_PT": 44}))
    assert list(Opgave.objects.filter(organisatie=school).order_by("pk").values_list("aantal", flat=True)) == [40, 44]
    assert not Opgave.objects.geldend().filter(organisatie=school).exists()
    pagina = client.get("/vraag-aanbod/cluster/ZH1-PT/?schooljaar=2009/2010").content.decode()
    assert coordinator.naam in pagina.split("ingetrokken")[0].rpartition("<tr>")[2]
    assert maak_bord(schooljaar=Schooljaar.objects.get(naam="2009/2010")).totaal["tekort"] == 673


def test_figures_changed_by_somebody_else_are_told_and_saving_again_works(client, coordinator, tabel):
    school = school_van(coordinator)
    client.post(OPGEVEN, invoer(school, ZH1_PT=40))
    antwoord = client.post(OPGEVEN, invoer(school, ZH1_PT=50))
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 422
    assert "ZH 1e jaars parttime is nu 40" in pagina
    assert 'value="50"' in pagina
    assert 'name="gezien_ZH1-PT" value="40"' in pagina
    client.post(OPGEVEN, invoer(school, ZH1_PT=50, gezien={"ZH1_PT": 40}))
    assert Opgave.objects.geldend().get(organisatie=school).aantal == 50


@pytest.mark.parametrize("waarde", ["-1", "1,5", "veel", "99999999"])
def test_wrong_number_is_refused_with_the_rest_kept(client, coordinator, waarde):
    antwoord = client.post(OPGEVEN, invoer(school_van(coordinator), schooljaar="2026/2027", ZH1_PT=waarde, HP1_PT=7))
    if antwoord.status_code == 404:
        pytest.fail("the year of now must be offered")
    assert antwoord.status_code == 422
    assert 'value="7"' in antwoord.content.decode()
    assert not Opgave.objects.exists()


def test_year_that_is_not_there_yet_is_made_with_its_periods(client, coordinator):
    naam = schooljaar(timezone.localdate())
    client.post(OPGEVEN, invoer(school_van(coordinator), schooljaar=naam, periode="3", ZH1_PT=5))
    assert Schooljaar.objects.get(naam=naam).periodes.count() == 5
    assert Opgave.objects.get().periode == "3"


def test_others_figures_cannot_be_stated(client, coordinator, tabel):
    ander, bedrijf = OrganisatieFactory(school=True), OrganisatieFactory()
    eigen = school_van(coordinator)
    for data in (
        invoer(ander, ZH1_PT=1),
        invoer(bedrijf, soort="aanbod", ZH1_PT=1),
        invoer(None, ZH1_PT=1),
        invoer(eigen, soort="aanbod", ZH1_PT=1),
    ):
        assert client.post(OPGEVEN, data).status_code == 404
    assert Opgave.objects.count() == 30
    jaar, cluster = Schooljaar.objects.get(naam="2009/2010"), ClusterFactory()
    with pytest.raises(GeenToegang):
        geef_op(
            schooljaar=jaar,
            soort="vraag",
            organisatie=ander,
            periode="",
            aantallen={cluster: 1},
            by=coordinator,
            at=timezone.now(),
        )


def test_praktijkopleider_states_supply_and_bureau_everything(client, tabel):
    opleider = persoon("praktijkopleider")
    client.force_login(opleider)
    assert client.post(OPGEVEN, invoer(school_van(opleider), soort="aanbod", ZH1_PT=30)).status_code == 302
    client.force_login(persoon("coordinator", OrganisatieFactory(bureau=True)))
    assert client.post(OPGEVEN, invoer(None, soort="vraag", HP1_PT=400, gezien={"HP1_PT": 435})).status_code == 302
    bord = maak_bord(schooljaar=Schooljaar.objects.get(naam="2009/2010"))
    assert (bord.rijen[0].aanbod, bord.rijen[1].vraag) == (30, 400)


def test_period_view_uses_the_figure_of_that_period(client, coordinator, tabel):
    jaar = Schooljaar.objects.get(naam="2009/2010")
    Opgave.objects.create(
        schooljaar=jaar, cluster=ClusterFactory(), soort="vraag", periode="3", aantal=450, op=timezone.now()
    )
    assert maak_bord(schooljaar=jaar).totaal["vraag"] == 5041
    assert maak_bord(schooljaar=jaar, periode="3").totaal["vraag"] == 5041 - 50
    assert (
        "het cijfer van deze periode gaat voor"
        in client.get("/vraag-aanbod/cluster/VZVP12-FT/?schooljaar=2009/2010&periode=3").content.decode()
    )
