"""Places through the front door: list, filters, seats, detail, form, withdraw, confirm."""

import csv
import io
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from basis.inlezen import importeer
from kern.models import AuditRegel, Opleiding, Opleidingscluster
from tests.factories import (
    NU,
    AfdelingFactory,
    ClusterFactory,
    ErkenningFactory,
    LidmaatschapFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    UserFactory,
    persoon,
)
from vacatures.bezetting import bezetting_van
from vacatures.models import Stageplaats
from vacatures.rules import wanneer
from vacatures.vandaag import todos

pytestmark = pytest.mark.django_db
LIJST = "/stageplaatsen/"


@pytest.fixture(autouse=True)
def _nu():
    with time_machine.travel(NU, tick=False):
        yield


def url(naam, plaats):
    return reverse(f"vacatures:{naam}", args=[plaats.public_id])


def opleider_van(plaats):
    return LidmaatschapFactory(rol="praktijkopleider", organisatie=plaats.leerbedrijf).user


@pytest.fixture
def plaats():
    return StageplaatsFactory(naam="Somatiek De Linde", capaciteit=2, periodes="1 2", dagen="ma di")


@pytest.fixture
def beheerder(client):
    user = persoon("beheerder")
    client.force_login(user)
    return user


def invoer(plaats, **anders):
    return {
        "naam": plaats.naam,
        "afdeling": plaats.afdeling_id,
        "schooljaar": plaats.schooljaar_id,
        "clusters": [ClusterFactory().pk],
        "capaciteit": plaats.capaciteit,
        "periodes": plaats.periodes.split(),
        "dagen": plaats.dagen.split(),
        "min_leeftijd": 0,
        "begeleider_niveau": 0,
        "soort": "regulier",
        **anders,
    }


# --- seats ---


def test_seats_count_heads_at_the_same_moment(plaats):
    PlaatsingFactory(stageplaats=plaats, periodes="1", dagen="ma")
    PlaatsingFactory(stageplaats=plaats, periodes="1", dagen="di")
    PlaatsingFactory(stageplaats=plaats, periodes="2", dagen="ma di", status="geannuleerd")
    stand = bezetting_van([plaats])[plaats.pk]
    assert (stand.bezet, stand.vrij, stand.woord) == (1, 1, "vrij")
    PlaatsingFactory(stageplaats=plaats, periodes="1", dagen="ma", status="voorgesteld")
    stand = bezetting_van([plaats])[plaats.pk]
    assert (stand.bezet, stand.vrij, stand.woord, stand.heeft_plek) == (2, 0, "deels vrij", True)
    assert bezetting_van([plaats], periode="1", dag="ma")[plaats.pk].woord == "vol"
    assert bezetting_van([plaats], periode="2")[plaats.pk].bezet == 0


def test_seats_of_many_places_cost_three_queries(plaats, django_assert_num_queries):
    plaatsen = [plaats, *StageplaatsFactory.create_batch(10, schooljaar=plaats.schooljaar)]
    with django_assert_num_queries(3):
        bezetting_van(plaatsen)


# --- list ---


def test_list_shows_places_with_seats_and_filters(client, beheerder, plaats):
    vol = StageplaatsFactory(
        naam="Volle plek",
        clusters=[ClusterFactory(code="HP1-PT", naam="2 HP 1e jaars parttime", niveau=2)],
        dagen="wo",
        soort="zic",
    )
    PlaatsingFactory(stageplaats=vol, periodes="1 2 3 4", dagen="wo")
    StageplaatsFactory(
        naam="Oud jaar", schooljaar=SchooljaarFactory(naam="2024/2025", begin=date(2024, 8, 1), eind=date(2025, 7, 31))
    )
    StageplaatsFactory(naam="Weg", ingetrokken_op=date(2026, 9, 1))

    def namen(vraag=""):
        return [rij.naam for rij in client.get(f"{LIJST}?{vraag}").context["plaatsen"]]

    assert namen() == ["Somatiek De Linde", "Volle plek"]
    assert namen("vrij=on") == ["Somatiek De Linde"]
    assert namen("q=linde+somatiek") == ["Somatiek De Linde"]
    assert namen(f"cluster={ClusterFactory().pk}") == ["Somatiek De Linde"]
    assert namen("niveau=2") == ["Volle plek"]
    assert namen("periode=4") == ["Volle plek"]
    assert namen("dag=ma") == ["Somatiek De Linde"]
    assert namen("soort=zic") == ["Volle plek"]
    assert namen(f"leerbedrijf={plaats.leerbedrijf.pk}") == ["Somatiek De Linde"]
    assert namen("schooljaar=2024/2025") == ["Oud jaar"]
    assert namen("sorteer=-naam") == ["Volle plek", "Somatiek De Linde"]
    pagina = client.get(LIJST).content.decode()
    assert "1 van 1" in pagina
    assert "0 van 2" in pagina
    assert "Niets gevonden" in client.get(f"{LIJST}?q=bestaatniet").content.decode()


def test_place_of_two_clusters_is_shown_once(client, beheerder):
    StageplaatsFactory(clusters=list(Opleidingscluster.objects.filter(niveau=3)))
    assert len(client.get(f"{LIJST}?niveau=3").context["plaatsen"]) == 1


@pytest.mark.parametrize("vraag", ["", "vrij=on&niveau=3"])
def test_list_costs_the_same_for_one_and_for_forty_places(
    client, beheerder, plaats, django_assert_max_num_queries, vraag
):
    # From two houses on there is a filter.
    ander = StageplaatsFactory(schooljaar=plaats.schooljaar, capaciteit=2)
    for rij in (plaats, ander):
        PlaatsingFactory(stageplaats=rij)
    client.get(LIJST)
    with django_assert_max_num_queries(24) as een:
        client.get(f"{LIJST}?{vraag}")
    for rij in StageplaatsFactory.create_batch(40, schooljaar=plaats.schooljaar, capaciteit=2):
        PlaatsingFactory(stageplaats=rij)
    with django_assert_max_num_queries(24) as veel:
        assert len(client.get(f"{LIJST}?{vraag}").context["plaatsen"]) == 42
    assert len(een) == len(veel)


def test_download_reads_back_as_import(client, beheerder, plaats):
    antwoord = client.get(f"{LIJST}?formaat=csv")
    rij = next(csv.DictReader(io.StringIO(antwoord.content.decode("utf-8-sig"))))
    assert (rij["code"], rij["clusters"], rij["vrije_plekken"]) == (plaats.code, "VZVP12-FT", "2")
    uit = importeer("stageplaatsen", antwoord.content, by=None, at=timezone.now(), naam="terug.csv")
    assert (uit.aantallen["ongewijzigd"], uit.fouten.regels()) == (1, [])


def test_empty_list_says_what_happens_next(client):
    for rol, tekst in (("praktijkopleider", "Stageplaats aanbieden"), ("stagedocent", "Leerbedrijven bieden")):
        client.force_login(persoon(rol))
        assert tekst in client.get(LIJST).content.decode()


# --- who sees what ---


def test_reserved_place_is_hidden_from_another_school(client, plaats):
    eigen, ander = persoon("coordinator"), persoon("coordinator")
    plaats.scholen.set([eigen.lidmaatschappen.get().organisatie])
    for user, code, aantal in ((eigen, 200, 1), (ander, 404, 0)):
        client.force_login(user)
        assert client.get(url("detail", plaats)).status_code == code
        assert len(client.get(LIJST).context["plaatsen"]) == aantal


def test_another_house_may_look_at_nothing_and_change_nothing(client, plaats):
    client.force_login(persoon("praktijkopleider"))
    for naam in ("detail", "wijzigen", "intrekken"):
        assert client.get(url(naam, plaats)).status_code == 404
    for naam in ("wijzigen", "intrekken", "klopt_nog", "terugzetten"):
        assert client.post(url(naam, plaats)).status_code == 404


@pytest.mark.parametrize("rol", ["coordinator", "stagedocent", "werkbegeleider"])
def test_who_sees_a_place_may_not_always_change_it(client, plaats, rol):
    client.force_login(
        LidmaatschapFactory(
            rol=rol, organisatie=plaats.leerbedrijf if rol == "werkbegeleider" else OrganisatieFactory(school=True)
        ).user
    )
    assert client.get(url("detail", plaats)).status_code == 200
    assert client.get(url("wijzigen", plaats)).status_code == 403
    for naam in ("intrekken", "klopt_nog", "terugzetten"):
        assert client.post(url(naam, plaats)).status_code == 403
    assert client.get(reverse("vacatures:nieuw")).status_code == 403


def test_student_sees_own_places_and_why_others_do_not_fit(client, plaats):
    student = StudentFactory(dagen="ma di", periodes="1 2", geboortedatum=date(2009, 5, 5))
    streng = StageplaatsFactory(naam="Streng", min_leeftijd=18, vog_vereist=True, dagen="wo do", periodes="3 4")
    StageplaatsFactory(naam="Ander", clusters=[ClusterFactory(code="HP1-PT", naam="2 HP 1e jaars parttime", niveau=2)])
    client.force_login(student.user)
    antwoord = client.get(LIJST)
    assert [rij.naam for rij in antwoord.context["plaatsen"]] == ["Somatiek De Linde", "Streng"]
    assert len(client.get(f"{LIJST}?alles=1").context["plaatsen"]) == 3
    assert "Deze plek past bij jou" in client.get(url("detail", plaats)).content.decode()
    pagina = client.get(url("detail", streng)).content.decode()
    for tekst in (
        "niet in jouw periodes",
        "niet op maandag en dinsdag",
        "18 jaar of ouder zijn",
        "Je hebt een VOG nodig",
    ):
        assert tekst in pagina
    assert client.get(f"{LIJST}?formaat=csv")["Content-Type"].startswith("text/html")


# --- detail ---


def test_detail_shows_requirements_contacts_and_recognition(client, beheerder, plaats):
    opleider = opleider_van(plaats)
    ErkenningFactory(organisatie=plaats.leerbedrijf, geldig_tot=date(2026, 9, 30))
    ErkenningFactory(
        organisatie=plaats.leerbedrijf, opleiding=Opleiding.objects.get(code="25655"), geldig_van=date(2026, 1, 1)
    )
    pagina = client.get(url("detail", plaats)).content.decode()
    assert opleider.email in pagina
    assert "verlopen" in pagina
    assert "vanaf 1 jan" in pagina
    assert "Hbo-verpleegkunde" not in pagina
    assert "voor geen van deze opleidingen" not in pagina


def test_detail_warns_when_nothing_is_recognised(client, beheerder, plaats):
    assert "voor geen van deze opleidingen" in client.get(url("detail", plaats)).content.decode()
    gezin = StageplaatsFactory(soort="stagegezin")
    assert "geen erkenning nodig" in client.get(url("detail", gezin)).content.decode()


# --- writing ---


def test_praktijkopleider_offers_a_place_of_the_own_house(client, plaats):
    user = opleider_van(plaats)
    client.force_login(user)
    school = OrganisatieFactory(school=True)
    data = invoer(plaats, naam="Nieuwe plek", capaciteit=3, vog_vereist="on", scholen=[school.pk], dagen=["vr", "ma"])
    antwoord = client.post(reverse("vacatures:nieuw"), data)
    nieuw = Stageplaats.objects.get(naam="Nieuwe plek")
    assert antwoord.url == url("detail", nieuw)
    assert (nieuw.dagen, nieuw.vog_vereist, nieuw.bevestigd_op, nieuw.code) == (
        "ma vr",
        True,
        NU.date(),
        f"{plaats.afdeling.code}-P1",
    )
    assert list(nieuw.scholen.all()) == [school]
    assert AuditRegel.objects.get(actie="stageplaats gemaakt").by == user


def test_place_at_another_house_is_refused(client, plaats):
    client.force_login(opleider_van(plaats))
    antwoord = client.post(reverse("vacatures:nieuw"), invoer(plaats, afdeling=AfdelingFactory().pk))
    assert antwoord.status_code == 422
    assert Stageplaats.objects.count() == 1


def test_leerbedrijf_does_not_escape_recognition_by_the_name_of_a_kind(client, plaats):
    client.force_login(opleider_van(plaats))
    for soort in ("informele-zorg", "stagegezin"):
        assert client.post(f"{LIJST}nieuw/", invoer(plaats, soort=soort)).status_code == 422
        assert client.post(url("wijzigen", plaats), invoer(plaats, soort=soort)).status_code == 422
    assert set(Stageplaats.objects.values_list("soort", flat=True)) == {"regulier"}


@pytest.mark.parametrize(
    ("veld", "waarde", "melding"),
    [
        ("naam", "", "verplicht"),
        ("capaciteit", "-1", "0"),
        ("periodes", [], "verplicht"),
        ("clusters", [], "verplicht"),
        ("dagen", ["zz"], "zz"),
    ],
)
def test_wrong_form_is_told_and_kept(client, plaats, veld, waarde, melding):
    client.force_login(opleider_van(plaats))
    antwoord = client.post(url("wijzigen", plaats), invoer(plaats, toelichting="Blijft staan", **{veld: waarde}))
    assert antwoord.status_code == 422
    assert melding in str(antwoord.context["form"].errors[veld])
    assert "Blijft staan" in antwoord.content.decode()


def test_change_keeps_seats_that_are_taken(client, plaats):
    client.force_login(opleider_van(plaats))
    for _ in range(2):
        PlaatsingFactory(stageplaats=plaats, periodes="1", dagen="ma")
    versie = client.get(url("wijzigen", plaats)).context["form"].initial["versie"]
    antwoord = client.post(url("wijzigen", plaats), invoer(plaats, capaciteit=1, versie=versie))
    assert "al 2 studenten tegelijk" in antwoord.content.decode()
    antwoord = client.post(url("wijzigen", plaats), invoer(plaats, dagen=["di"], versie=versie))
    assert "een dag of in een periode die u weghaalt" in antwoord.content.decode()
    antwoord = client.post(url("wijzigen", plaats), invoer(plaats, capaciteit=3, periodes=["1"], versie=versie))
    assert antwoord.status_code == 302
    plaats.refresh_from_db()
    assert (plaats.capaciteit, plaats.periodes) == (3, "1")
    regel = AuditRegel.objects.get(actie="stageplaats gewijzigd")
    assert (regel.voor["capaciteit"], regel.na["capaciteit"]) == (2, 3)


def test_two_editors_second_sees_the_difference_and_keeps_the_text(client, plaats):
    client.force_login(opleider_van(plaats))
    versie = client.get(url("wijzigen", plaats)).context["form"].initial["versie"]
    assert client.post(url("wijzigen", plaats), invoer(plaats, capaciteit=5, versie=versie)).status_code == 302
    antwoord = client.post(url("wijzigen", plaats), invoer(plaats, toelichting="Mijn tekst", versie=versie))
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 422
    assert "Iemand anders heeft deze stageplaats intussen veranderd" in pagina
    assert "Hoeveel studenten tegelijk?" in antwoord.context["anders"]
    assert "Mijn tekst" in pagina
    opnieuw = antwoord.context["form"].data["versie"]
    assert (
        client.post(url("wijzigen", plaats), invoer(plaats, toelichting="Mijn tekst", versie=opnieuw)).status_code
        == 302
    )
    plaats.refresh_from_db()
    assert plaats.toelichting == "Mijn tekst"


def test_withdraw_asks_first_and_can_be_undone(client, plaats):
    client.force_login(opleider_van(plaats))
    assert "Stageplaats intrekken?" in client.get(url("intrekken", plaats)).content.decode()
    client.post(url("intrekken", plaats))
    plaats.refresh_from_db()
    assert plaats.ingetrokken_op == NU.date()
    client.post(url("intrekken", plaats))
    assert AuditRegel.objects.filter(actie="stageplaats ingetrokken").count() == 1
    assert "ingetrokken" in client.get(url("detail", plaats)).content.decode()
    client.post(url("terugzetten", plaats))
    plaats.refresh_from_db()
    assert plaats.ingetrokken_op is None


def test_old_place_is_asked_after_until_confirmed(client, plaats):
    user = opleider_van(plaats)
    client.force_login(user)
    Stageplaats.objects.update(bevestigd_op=NU.date() - timedelta(days=200))
    assert todos(user, NU)[0]["titel"] == "Klopt dit nog? 1 stageplaats"
    assert "Klopt nog" in client.get(f"{LIJST}?oud=1").content.decode()
    antwoord = client.post(url("klopt_nog", plaats), {"lijst": "1"})
    assert antwoord.url == LIJST
    plaats.refresh_from_db()
    assert plaats.bevestigd_op == NU.date()
    assert todos(user, NU) == []
    assert todos(UserFactory(), NU) == []
    client.post(url("klopt_nog", plaats))
    assert AuditRegel.objects.filter(actie="stageplaats bevestigd").count() == 1


@pytest.mark.parametrize(
    ("periodes", "dagen", "tekst"),
    [
        ("1 2 3 4", "ma di wo do vr", "periode 1 t/m 4; ma t/m vr"),
        ("1 2 z", "ma di vr", "periode 1, 2 en zomer; ma, di, vr"),
        ("z", "za zo", "zomer; za, zo"),
    ],
)
def test_periods_and_days_read_as_words(periodes, dagen, tekst):
    assert wanneer(periodes, dagen).replace("\u00a0", " ") == tekst
