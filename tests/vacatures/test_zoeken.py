"""Searching vacatures: who sees what, what fits, in which order, with how many queries."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from basis.postcodes import zoek_plek
from kern.models import Opleidingscluster
from tests.factories import (
    AfdelingFactory,
    ClusterFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    SollicitatieFactory,
    StageplaatsFactory,
    StudentFactory,
    VacatureFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
ASSEN = (52.9967, 6.5625)
EMMEN = (52.7792, 6.9069)


def maak_vacature(titel: str, plek: tuple[float, float] = ASSEN, *, plaats: str = "Assen", **extra: object):
    """A published vacature at a place with coordinates; keys with `plaats__` go to the stageplaats."""
    voor_plaats = {
        naam.removeprefix("plaats__"): extra.pop(naam) for naam in list(extra) if naam.startswith("plaats__")
    }
    locatie = LocatieFactory(lat=plek[0], lon=plek[1], plaats=plaats)
    jaar = SchooljaarFactory(naam="2020/2040", begin=date(2020, 8, 1), eind=date(2040, 7, 31))
    stageplaats = StageplaatsFactory(afdeling=AfdelingFactory(locatie=locatie), schooljaar=jaar, **voor_plaats)
    velden = {"dagen": "", "status": "gepubliceerd", "gepubliceerd_op": timezone.now() - timedelta(days=1)}
    velden["verloopt_op"] = timezone.localdate() + timedelta(days=20)
    return VacatureFactory(titel=titel, stageplaats=stageplaats, **{**velden, **extra})


def klant(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def titels(antwoord) -> list[str]:
    assert antwoord.status_code == 200
    return [treffer.vacature.titel for treffer in antwoord.context["treffers"]]


@pytest.fixture
def student():
    return StudentFactory(lat=ASSEN[0], lon=ASSEN[1], postcode="9401 AB", woonplaats="Assen")


def test_zoeken_shows_own_cluster_first_by_fit_and_distance(student):
    maak_vacature("Ver", EMMEN, plaats="Emmen")
    maak_vacature("Dichtbij")
    ander = ClusterFactory(code="HBO", naam="HBO-V", niveau=5, letters="HBO-V")
    maak_vacature("Andere opleiding", plaats__clusters=[ander])
    client = klant(student.user)
    assert titels(client.get("/vacatures/")) == ["Dichtbij", "Ver"]
    assert titels(client.get("/vacatures/?cluster=")) == ["Dichtbij", "Ver", "Andere opleiding"]
    assert titels(client.get("/vacatures/?cluster=HBO")) == ["Andere opleiding"]


def test_zoeken_filters_by_distance_from_another_postcode_and_town(student):
    maak_vacature("Ver", EMMEN, plaats="Emmen")
    maak_vacature("Dichtbij")
    client = klant(student.user)
    assert titels(client.get("/vacatures/?km=10")) == ["Dichtbij"]
    assert titels(client.get("/vacatures/?km=10&postcode=7811")) == ["Ver"]
    assert titels(client.get("/vacatures/?km=10&postcode=emmen")) == ["Ver"]
    fout = client.get("/vacatures/?km=10&postcode=0000")
    assert "kennen deze postcode of plaats niet" in fout.content.decode()
    assert len(titels(fout)) == 2


def test_zoeken_takes_the_town_of_a_location_without_coordinates(student):
    vacature = maak_vacature("Zonder punt", plaats="Emmen")
    vacature.stageplaats.afdeling.locatie.__class__.objects.update(lat=None, lon=None)
    client = klant(student.user)
    assert titels(client.get("/vacatures/?km=10")) == []
    (treffer,) = client.get("/vacatures/?km=60").context["treffers"]
    assert 25 < treffer.km < 45


@pytest.mark.parametrize(
    ("vraag", "gevonden"),
    [
        ("q=kraam", ["Kraamzorg"]),
        ("q=KRAAM assen", ["Kraamzorg"]),
        ("q=kraam emmen", []),
        ("dag=za", ["Weekend"]),
        ("dag=ma&dag=di", ["Kraamzorg"]),
        ("periode=z", ["Zomer"]),
        ("soort=zic", ["Zic"]),
    ],
)
def test_zoeken_filters(student, vraag, gevonden):
    maak_vacature("Kraamzorg", plaats__dagen="ma di wo")
    maak_vacature("Weekend", plaats__dagen="vr za")
    maak_vacature("Zomer", plaats__periodes="z", plaats__dagen="wo")
    maak_vacature("Zic", plaats__soort="zic", plaats__dagen="wo")
    assert titels(klant(student.user).get(f"/vacatures/?{vraag}")) == gevonden


def test_zoeken_uses_the_days_of_the_vacature_before_those_of_the_place(student):
    maak_vacature("Alleen maandag", dagen="ma")
    client = klant(student.user)
    assert titels(client.get("/vacatures/?dag=ma")) == ["Alleen maandag"]
    assert titels(client.get("/vacatures/?dag=di")) == []


def test_zoeken_shows_a_student_only_what_is_open_to_the_school(student):
    andere = OrganisatieFactory(school=True)
    maak_vacature("Voor een ander").scholen.set([andere])
    maak_vacature("Voor ons").scholen.set([student.school, andere])
    maak_vacature("Concept", status="concept", gepubliceerd_op=None)
    maak_vacature("Voorbij", verloopt_op=timezone.localdate() - timedelta(days=1))
    maak_vacature("Ingetrokken plek", plaats__ingetrokken_op=timezone.localdate())
    antwoord = klant(student.user).get("/vacatures/")
    assert titels(antwoord) == ["Voor ons"]
    assert "Voor een ander" not in antwoord.content.decode()


def test_zoeken_marks_regie_and_what_does_not_fit(student):
    maak_vacature("Regie", regie=True)
    maak_vacature("Te jong", plaats__vog_vereist=True)
    tekst = klant(student.user).get("/vacatures/").content.decode()
    assert "Eerst langs je stagedocent" in tekst
    assert "VOG" in tekst


def test_zoeken_only_places_still_free(student):
    vol = maak_vacature("Vol", plaats__capaciteit=1)
    PlaatsingFactory(stageplaats=vol.stageplaats, status="lopend", periodes="1 2 3 4", dagen="ma di wo do vr")
    maak_vacature("Vrij")
    client = klant(student.user)
    assert set(titels(client.get("/vacatures/"))) == {"Vol", "Vrij"}
    assert titels(client.get("/vacatures/?vrij=on")) == ["Vrij"]


def test_zoeken_puts_what_does_not_fit_below_as_the_rule_does(student):
    student.dagen, student.periodes, student.vog = "ma di", "2 3", False
    student.save()
    for nummer, wens in enumerate(
        ({}, {"plaats__periodes": "1 4 z"}, {"plaats__periodes": "3 4"}, {"plaats__dagen": "ma wo"}, {"dagen": "di ma"},
         {"dagen": "di"}, {"plaats__min_leeftijd": 99}, {"plaats__vog_vereist": True},
         {"plaats__clusters": [ClusterFactory(code="HBO", naam="HBO-V", niveau=5, letters="HBO-V")]})
    ):  # fmt: skip
        maak_vacature(f"V{nummer}", **wens)
    for vraag in ("cluster=&sorteer=past", "cluster=&postcode=", "cluster="):
        treffers = klant(student.user).get(f"/vacatures/?{vraag}").context["treffers"]
        redenen = [bool(treffer.redenen) for treffer in treffers]
        assert redenen == sorted(redenen)
        assert {treffer.vacature.titel for treffer in treffers if not treffer.redenen} == {"V0", "V2", "V4"}


def test_zoeken_lowers_and_warns_where_many_wait(student, settings):
    settings.SOLLICITATIE_DRUK = 2
    druk = maak_vacature("Druk", plaats__capaciteit=1)
    maak_vacature("Rustig", EMMEN, plaats="Emmen")
    for _ in range(2):
        SollicitatieFactory(vacature=druk, status="bij_leerbedrijf")
    client = klant(student.user)
    antwoord = client.get("/vacatures/")
    assert titels(antwoord) == ["Rustig", "Druk"]
    assert "wachten al 2 studenten" in " ".join(antwoord.content.decode().split())
    assert titels(client.get("/vacatures/?sorteer=afstand")) == ["Druk", "Rustig"]


def test_zoeken_newest_first_and_pages(student):
    for nummer in range(25):
        maak_vacature(f"V{nummer:02d}", gepubliceerd_op=timezone.now() - timedelta(hours=nummer + 1))
    client = klant(student.user)
    eerste = titels(client.get("/vacatures/?sorteer=nieuw"))
    assert eerste[0] == "V00"
    assert len(eerste) == 20
    assert titels(client.get("/vacatures/?sorteer=nieuw&pagina=2")) == [f"V{n}" for n in range(20, 25)]


def test_zoeken_map_numbers_the_list_and_keeps_to_the_policy(student):
    maak_vacature("Dichtbij <b>")
    kaart = str(klant(student.user).get("/vacatures/").context["kaart"])
    assert 'role="img"' in kaart
    assert "1. Dichtbij &lt;b&gt;" in kaart
    assert "style=" not in kaart
    assert "href" not in kaart


def test_zoeken_without_anything_says_what_happens_next(student):
    assert "Geen vacatures gevonden" in klant(student.user).get("/vacatures/").content.decode()


@pytest.mark.parametrize("rol", ["coordinator", "stagedocent", "praktijkopleider", "werkbegeleider", "beheerder"])
def test_zoeken_is_the_same_page_for_others(rol):
    vacature = maak_vacature("Overal")
    huis = vacature.leerbedrijf if rol in {"praktijkopleider", "werkbegeleider"} else None
    assert titels(klant(persoon(rol, huis)).get("/vacatures/?vrij=on&sorteer=past")) == ["Overal"]


def test_zoeken_hosts_see_only_their_own():
    maak_vacature("Van een ander")
    assert titels(klant(persoon("praktijkopleider")).get("/vacatures/")) == []


def test_zoeken_costs_the_same_with_many_rows(student, django_assert_max_num_queries):
    client = klant(student.user)
    maak_vacature("Een")
    adres = "/vacatures/?cluster=&vrij=on"
    client.get(adres)
    with django_assert_max_num_queries(30) as een:
        client.get(adres)
    for nummer in range(30):
        vacature = maak_vacature(f"V{nummer}", plaats__clusters=Opleidingscluster.objects.all()[:3])
        SollicitatieFactory(vacature=vacature, status="bij_leerbedrijf")
    with django_assert_max_num_queries(len(een)):
        client.get(adres)


def test_postcode_table_knows_digits_letters_and_towns():
    assert zoek_plek("9712 AB").naam == zoek_plek(" groningen ").naam == "Groningen"
    assert zoek_plek("9401ab").naam == "Assen"
    assert zoek_plek("Assen").naam == "Assen"
    for onzin in ("", "0123", "97122", "Atlantis", "12345 AB"):
        assert zoek_plek(onzin) is None
