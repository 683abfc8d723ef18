"""Home, search, handbook, statements, state of the machinery, navigation."""

from datetime import timedelta

import pytest
from django.conf import settings as instellingen
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kern.enums import Rol
from kern.models import Bericht, Hartslag
from stagebureau.navigatie import ONDERWERPEN, mobiele_navigatie_voor, navigatie_voor
from tests.factories import (
    NU,
    AfdelingFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    UserFactory,
    VerslagFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
BUDGET = 30  # queries of the home page


def log_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


class Kring:
    """One school, one leerbedrijf and everybody who works there, with as many stages as asked."""

    def __init__(self) -> None:
        self.school, self.bedrijf = OrganisatieFactory(school=True), OrganisatieFactory(naam="Zorghuis De Wilg")
        self.afdeling = AfdelingFactory(locatie=LocatieFactory(organisatie=self.bedrijf, plaats="Assen"))
        self.mensen = {
            "coordinator": persoon("coordinator", self.school),
            "stagedocent": persoon("stagedocent", self.school),
            "werkbegeleider": persoon("werkbegeleider", self.bedrijf),
            "praktijkopleider": persoon("praktijkopleider", self.bedrijf),
            "stagebegeleider": persoon("stagebegeleider"),
            "beheerder": persoon("beheerder"),
        }
        self.stages = []

    def voeg_toe(self, aantal: int) -> None:
        vandaag = timezone.localdate()
        for _ in range(aantal):
            stage = PlaatsingFactory(
                student=StudentFactory(school=self.school, stagedocent=self.mensen["stagedocent"]),
                stageplaats=StageplaatsFactory(afdeling=self.afdeling),
                werkbegeleider=self.mensen["werkbegeleider"],
                stagebegeleider=self.mensen["stagebegeleider"],
                begindatum=vandaag - timedelta(days=60),
                einddatum=vandaag + timedelta(days=60),
            )
            VerslagFactory(plaatsing=stage, ingeleverd=True)
            self.stages.append(stage)
        self.mensen["student"] = self.stages[0].student.user


@pytest.fixture
def kring(db) -> Kring:
    kring = Kring()
    kring.voeg_toe(1)
    return kring


# --- home ---


@pytest.mark.slow
def test_home_takes_few_queries_for_every_role_however_many_rows(kring):
    kring.voeg_toe(4)

    def telling() -> dict[str, int]:
        tellingen = {}
        for rol, user in kring.mensen.items():
            client = log_in(user)
            with CaptureQueriesContext(
                connection,
            ) as vragen:
                assert client.get("/").status_code == 200
            tellingen[rol] = len(vragen)
        return tellingen

    klein = telling()
    kring.voeg_toe(45)
    groot = telling()
    assert max(klein.values()) <= BUDGET, klein
    assert max(groot.values()) <= BUDGET, groot
    assert all(groot[rol] <= klein[rol] + 1 for rol in klein), (klein, groot)


def test_home_greets_student_and_staff_in_their_own_way(kring):
    student, docent = kring.mensen["student"], kring.mensen["stagedocent"]
    assert f"Hoi {student.voornaam}" in log_in(student).get("/").content.decode()
    assert f"Dag {docent.voornaam}" in log_in(docent).get("/").content.decode()


def test_home_of_a_person_without_a_role_says_so_and_breaks_nothing():
    antwoord = log_in(UserFactory()).get("/")
    assert antwoord.status_code == 200
    assert antwoord.context["taken"] == []


def test_home_puts_the_worst_first():
    beheerder = persoon("beheerder")
    Bericht.objects.create(
        sleutel="x",
        soort="y",
        aan="a@b.test",
        onderwerp="z",
        tekst="t",
        status="mislukt",
        aangemaakt_op=NU,
        niet_voor=NU,
    )
    taken = log_in(beheerder).get("/").context["taken"]
    assert taken[0]["titel"] == "Mail die niet aankwam: 1"
    assert [taak["ernst"] for taak in taken] == sorted(
        (taak["ernst"] for taak in taken), key=["rood", "oranje", "gewoon"].index
    )


def test_every_button_on_the_home_page_leads_somewhere(kring):
    for rol, user in kring.mensen.items():
        client = log_in(user)
        for taak in client.get("/").context["taken"]:
            assert client.get(taak["url"], follow=True).status_code == 200, (rol, taak)


# --- search ---


def test_search_finds_each_kind(kring):
    client = log_in(kring.mensen["coordinator"])
    student = kring.stages[0].student
    gevonden = client.get("/zoeken/", {"q": student.user.achternaam}).context
    assert [rij.pk for rij in gevonden["studenten"]] == [student.pk]
    assert [rij.pk for rij in gevonden["plaatsingen"]] == [kring.stages[0].pk]
    assert client.get("/zoeken/", {"q": student.studentnummer}).context["studenten"] == [student]
    gevonden = client.get("/zoeken/", {"q": "Wilg"}).context
    assert [rij.naam for rij in gevonden["organisaties"]] == ["Zorghuis De Wilg"]
    assert client.get("/zoeken/", {"q": "Assen"}).context["stageplaatsen"]


def test_search_never_finds_a_student_of_another_school(kring):
    ander = PlaatsingFactory(student=StudentFactory(user=UserFactory(voornaam="Kanarie", achternaam="Geheimstra")))
    vragen = ["Kanarie", "Geheimstra", "Kanarie Geheimstra", ander.student.studentnummer]
    for rol, user in kring.mensen.items():
        for vraag in vragen:
            context = log_in(user).get("/zoeken/", {"q": vraag}).context
            gevonden = ander in context["plaatsingen"], ander.student in context["studenten"]
            assert gevonden == ((True, True) if rol == "beheerder" else (False, False)), (rol, vraag)


def test_search_copes_with_nothing_little_and_nonsense(kring):
    client = log_in(kring.mensen["coordinator"])
    assert "minstens twee" in client.get("/zoeken/", {"q": "a"}).content.decode()
    assert "Niets gevonden" in client.get("/zoeken/", {"q": "zzzzqq"}).content.decode()
    for vraag in ("", "%", "' OR 1=1 --", "<script>alert(1)</script>", "a" * 500, "een twee drie vier vijf zes zeven"):
        antwoord = client.get("/zoeken/", {"q": vraag})
        assert antwoord.status_code == 200
        assert "<script>alert" not in antwoord.content.decode()


def test_search_takes_the_same_queries_for_one_and_for_many(kring):
    client = log_in(kring.mensen["beheerder"])
    tellingen = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as vragen:
            client.get("/zoeken/", {"q": "Achter"})
        tellingen.append(len(vragen))
        kring.voeg_toe(6)
    assert tellingen[1] <= tellingen[0] <= 16


# --- handbook and statements ---


def test_handbook_opens_for_everybody_and_names_its_chapters(client):
    bestanden = sorted(pad.stem for pad in (instellingen.BASE_DIR / "docs" / "handleiding").glob("*.md"))
    if "index" not in bestanden:
        pytest.skip("the handbook is still to be written")
    tekst = client.get("/handleiding/").content.decode()
    for naam in bestanden:
        adres = "/handleiding/" if naam == "index" else f"/handleiding/{naam}/"
        assert client.get(adres).status_code == 200
        assert naam == "index" or adres in tekst


@pytest.mark.parametrize("adres", ["/handleiding/bestaat-niet/", "/handleiding/beelden/bestaat-niet.png"])
def test_chapter_that_does_not_exist_is_not_there(client, adres):
    assert client.get(adres).status_code == 404


@pytest.mark.parametrize("adres", ["/privacy/", "/toegankelijkheid/"])
def test_statements_open_for_everybody(client, adres):
    antwoord = client.get(adres)
    assert antwoord.status_code == 200
    assert "no-store" not in antwoord.headers.get("Cache-Control", "")


# --- state of the machinery ---


def test_health_tells_what_is_known(client):
    gegevens = client.get("/health/").json()
    assert gegevens["database"] is True
    assert gegevens["laatste_veegronde"] is None
    assert (gegevens["status"], gegevens["veegronde_te_oud"]) == ("let op", True)
    Hartslag.objects.create(naam="verslagen", laatst_goed=timezone.now() - timedelta(minutes=20))
    gegevens = client.get("/health/").json()
    assert (gegevens["status"], gegevens["veegronde_te_oud"]) == ("goed", False)
    Hartslag.objects.update(laatst_goed=timezone.now() - timedelta(hours=3))
    assert client.get("/health/").json()["veegronde_te_oud"] is True


def test_health_counts_the_oldest_mail_that_waits(client):
    toen = timezone.now() - timedelta(minutes=10)
    Bericht.objects.create(
        sleutel="x", soort="y", aan="a@b.test", onderwerp="z", tekst="t", aangemaakt_op=toen, niet_voor=toen
    )
    assert 599 <= client.get("/health/").json()["oudste_wachtende_bericht_seconden"] <= 660


def test_health_holds_nothing_about_people(client):
    persoon("beheerder")
    assert set(client.get("/health/").json()) == {
        "status",
        "database",
        "wachtrij",
        "laatste_veegronde",
        "veegronde_te_oud",
        "oudste_wachtende_bericht_seconden",
        "versie",
    }


# --- navigation ---


@pytest.mark.parametrize("rol", Rol.values)
def test_menu_of_a_role_opens_and_marks_where_one_is(rol):
    user = StudentFactory().user if rol == "student" else persoon(rol)
    client = log_in(user)
    items = navigatie_voor(user, "/")
    assert items[0]["url"] == "/"
    assert [item["active"] for item in items] == [True] + [False] * (len(items) - 1)
    for item in items:
        antwoord = client.get(item["url"], follow=True)
        assert antwoord.status_code == 200, item["url"]
        assert [rij["naam"] for rij in antwoord.context["navigatie"] if rij["active"]] == [item["naam"]]
    mobiel = mobiele_navigatie_voor(user, items)
    assert 1 <= len(mobiel) <= 4
    assert {item["naam"] for item in mobiel} <= {item["naam"] for item in items}


def test_every_subject_has_an_address():
    for onderwerp in ONDERWERPEN:
        assert reverse(onderwerp.url_naam)


@pytest.mark.parametrize(("adres", "status"), [("/bestaat-niet/", 404), ("/beheer/", 403)])
def test_error_pages_are_ours_and_keep_the_menu(adres, status):
    antwoord = log_in(StudentFactory().user).get(adres)
    assert antwoord.status_code == status
    assert '<html lang="nl"' in antwoord.content.decode()
    assert 'href="/' in antwoord.content.decode()
