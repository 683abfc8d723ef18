"""Around a place: capacity in weeks, begeleiders, many at once, copies to another school year, caps of afdelingen."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from kern.models import AuditRegel, Periode, Schoolvakantie
from tests.factories import (
    NU,
    ErkenningFactory,
    LidmaatschapFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    UserFactory,
    persoon,
)
from vacatures.bezetting import kleinste_capaciteit
from vacatures.models import Stageplaats
from vacatures.services.kopieren import plannen

pytestmark = pytest.mark.django_db
D = date


@pytest.fixture(autouse=True)
def _nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def plaats():
    plaats = StageplaatsFactory(naam="Somatiek", dagen="ma di", capaciteit=2)
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    return plaats


@pytest.fixture
def opleider(client, plaats):
    user = LidmaatschapFactory(rol="praktijkopleider", organisatie=plaats.leerbedrijf).user
    client.force_login(user)
    return user


@pytest.fixture
def volgend_jaar(plaats):
    """Both school years with a period, a Christmas holiday and a summer."""
    jaar = SchooljaarFactory(naam="2027/2028", begin=D(2027, 8, 1), eind=D(2028, 7, 31))
    for rij, y in ((plaats.schooljaar, 2026), (jaar, 2027)):
        Periode.objects.create(schooljaar=rij, code="1", begin=D(y, 8, 24 - (y - 2026)), eind=D(y, 11, 7))
        Periode.objects.create(schooljaar=rij, code="z", begin=D(y + 1, 7, 5), eind=D(y + 1, 7, 31))
        Schoolvakantie.objects.create(naam=f"Kerst {y}", begin=D(y, 12, 19 + y - 2026), eind=D(y + 1, 1, 3))
    return jaar


def url(naam, plaats):
    return reverse(f"vacatures:{naam}", args=[plaats.public_id])


# --- weeks ---


def test_weeks_are_set_cut_and_taken_away(client, opleider, plaats):
    invoer = {"begin": "2026-12-01", "eind": "2027-01-31", "capaciteit": 1, "reden": "minder personeel"}
    assert client.post(url("weken", plaats), invoer).status_code == 302
    client.post(url("weken", plaats), {"begin": "2026-12-21", "eind": "2027-01-03", "capaciteit": 0, "reden": "kerst"})
    rijen = list(plaats.weekcapaciteiten.values_list("begin", "eind", "capaciteit"))
    assert rijen == [
        (D(2026, 12, 1), D(2026, 12, 20), 1),
        (D(2026, 12, 21), D(2027, 1, 3), 0),
        (D(2027, 1, 4), D(2027, 1, 31), 1),
    ]
    assert kleinste_capaciteit(plaats, D(2026, 9, 1), D(2027, 7, 1)) == 1
    pagina = client.get(url("weken", plaats))
    assert "dicht" in pagina.content.decode()
    assert len(pagina.context["weeknummers"]) == len(pagina.context["rijen"][0]["cellen"])
    assert "minder personeel" in client.get(url("detail", plaats)).content.decode()
    client.post(url("weken_weg", plaats), {"begin": "2026-12-21"})
    assert plaats.weekcapaciteiten.count() == 2
    assert client.post(url("weken_weg", plaats), {"begin": "onzin"}).status_code == 404
    assert AuditRegel.objects.filter(actie="capaciteit in weken gewijzigd").count() == 3


def test_weeks_never_hold_fewer_than_who_is_there(client, opleider, plaats):
    for _ in range(2):
        PlaatsingFactory(stageplaats=plaats, dagen="ma", begindatum=D(2026, 9, 1), einddatum=D(2026, 12, 4))
    invoer = {"begin": "2026-11-30", "eind": "2026-12-31", "capaciteit": 1}
    antwoord = client.post(url("weken", plaats), invoer)
    assert antwoord.status_code == 422
    assert "2 studenten tegelijk" in antwoord.content.decode()
    # From Tuesday on nobody is there on a Monday; closed is always possible.
    assert client.post(url("weken", plaats), {**invoer, "begin": "2026-12-01"}).status_code == 302
    assert client.post(url("weken", plaats), {**invoer, "eind": "2026-11-30", "capaciteit": 0}).status_code == 302


@pytest.mark.parametrize(
    ("dagen", "woord"),
    [(("2026-12-02", "2026-12-01"), "voor de eerste dag"), (("2027-12-01", "2027-12-02"), "niet in schooljaar")],
)
def test_weeks_lie_in_the_school_year(client, opleider, plaats, dagen, woord):
    antwoord = client.post(url("weken", plaats), {"begin": dagen[0], "eind": dagen[1], "capaciteit": 1})
    assert antwoord.status_code == 422
    assert woord in antwoord.content.decode()


def test_usual_capacity_may_shrink_when_other_weeks_hold_the_students(client, opleider, plaats):
    plaats.weekcapaciteiten.create(begin=D(2026, 9, 1), eind=D(2026, 12, 31), capaciteit=3)
    for _ in range(3):
        PlaatsingFactory(
            stageplaats=plaats, dagen="ma", periodes="1", begindatum=D(2026, 9, 1), einddatum=D(2026, 12, 4)
        )
    pagina = client.get(url("wijzigen", plaats))
    velden = {**pagina.context["form"].initial, "capaciteit": 1, "clusters": [c.pk for c in plaats.clusters.all()]}
    velden |= {"afdeling": plaats.afdeling_id, "schooljaar": plaats.schooljaar_id, "scholen": []}
    invoer = {naam: waarde for naam, waarde in velden.items() if waarde is not None and waarde is not False}
    assert client.post(url("wijzigen", plaats), invoer).status_code == 302
    plaats.refresh_from_db()
    assert plaats.capaciteit == 1
    antwoord = client.post(url("weken_weg", plaats), {"begin": "2026-09-01"}, follow=True)
    assert "3 studenten tegelijk" in antwoord.content.decode()


# --- begeleiders ---


def test_begeleiders_with_niveau_and_training(client, opleider, plaats):
    collega = LidmaatschapFactory(rol="werkbegeleider", organisatie=plaats.leerbedrijf).user
    invoer = {"user": collega.pk, "niveau": 4, "opleiding": "praktijkbegeleider", "getraind_op": "2026-03-01"}
    for _ in range(2):
        assert client.post(url("begeleiders", plaats), invoer).status_code == 302
    rij = plaats.plaatsbegeleiders.get()
    assert (rij.niveau, rij.opleiding, rij.getraind_op) == (4, "praktijkbegeleider", D(2026, 3, 1))
    plaats.refresh_from_db()
    assert plaats.begeleider == collega
    assert client.post(url("begeleiders", plaats), {**invoer, "user": UserFactory().pk}).status_code == 422
    assert client.post(url("begeleiders", plaats), {**invoer, "getraind_op": "2027-03-01"}).status_code == 422
    assert "praktijkbegeleider" in client.get(url("detail", plaats)).content.decode()
    client.post(url("begeleider_weg", plaats), {"wie": str(collega.public_id)})
    plaats.refresh_from_db()
    assert (plaats.plaatsbegeleiders.count(), plaats.begeleider) == (0, None)
    client.force_login(StudentFactory().user)
    assert client.get(url("begeleiders", plaats)).status_code == 403
    client.force_login(persoon("praktijkopleider"))
    assert client.get(url("weken", plaats)).status_code == 404


# --- many at once ---


def test_many_places_are_confirmed_with_one_click(client, opleider, plaats):
    meer = StageplaatsFactory(afdeling=plaats.afdeling)
    vreemd = StageplaatsFactory()
    pagina = client.get(reverse("vacatures:veel"))
    assert set(pagina.context["plaatsen"]) == {plaats, meer}
    ids = [str(plaats.public_id), str(meer.public_id)]
    client.post(reverse("vacatures:klopt_nog_alle"), {"plaats": ids})
    assert set(Stageplaats.objects.filter(bevestigd_op=NU.date())) == {plaats, meer}
    assert AuditRegel.objects.filter(actie="stageplaatsen bevestigd").count() == 1
    antwoord = client.post(reverse("vacatures:klopt_nog_alle"), {"plaats": [str(vreemd.public_id)]}, follow=True)
    assert "er niet meer" in antwoord.content.decode()
    vreemd.refresh_from_db()
    assert vreemd.bevestigd_op is None


def test_copy_last_year_shows_first_and_does_it_once(client, opleider, plaats, volgend_jaar):
    collega = LidmaatschapFactory(rol="werkbegeleider", organisatie=plaats.leerbedrijf).user
    plaats.plaatsbegeleiders.create(user=collega, niveau=4)
    plaats.periodes = "1"
    plaats.save()
    for begin, eind, aantal in (
        (D(2026, 12, 19), D(2027, 1, 3), 0),  # Christmas, by name
        (D(2027, 7, 5), D(2027, 7, 31), 5),  # the summer, by its period
        (D(2026, 10, 5), D(2026, 10, 11), 1),  # a week of their own: 52 weeks on
    ):
        plaats.weekcapaciteiten.create(begin=begin, eind=eind, capaciteit=aantal)
    keuze = {"plaats": [str(plaats.public_id)], "naar": "2027/2028"}
    pagina = client.post(reverse("vacatures:kopie"), keuze)
    (plan,) = pagina.context["plannen"]
    assert (plan.begin, plan.eind, plan.kan) == (D(2027, 8, 23), D(2027, 11, 7), True)
    assert Stageplaats.objects.count() == 1
    for _ in range(2):
        client.post(reverse("vacatures:kopie"), {**keuze, "zeker": "1"})
    nieuw = Stageplaats.objects.get(kopie_van=plaats)
    assert (nieuw.schooljaar, nieuw.capaciteit, nieuw.bevestigd_op) == (volgend_jaar, 2, NU.date())
    assert list(nieuw.clusters.all()) == list(plaats.clusters.all())
    assert nieuw.plaatsbegeleiders.get().user == collega
    assert list(nieuw.weekcapaciteiten.values_list("begin", "eind", "capaciteit")) == [
        (D(2027, 10, 4), D(2027, 10, 10), 1),
        (D(2027, 12, 20), D(2028, 1, 3), 0),
        (D(2028, 7, 5), D(2028, 7, 31), 5),
    ]
    assert AuditRegel.objects.filter(actie="stageplaatsen gekopieerd").count() == 1


def test_copy_says_where_recognition_ends(client, opleider, plaats, volgend_jaar):
    plaats.leerbedrijf.erkenningen.update(geldig_tot=D(2027, 9, 30))
    keuze = {"plaats": [str(plaats.public_id)], "naar": "2027/2028"}
    pagina = client.post(reverse("vacatures:kopie"), keuze)
    (plan,) = pagina.context["plannen"]
    assert plan.niet_erkend == [plaats.clusters.get().naam]
    assert "niet de hele periode" in pagina.content.decode()


def test_plans_for_many_places_cost_the_same_queries(plaats, volgend_jaar, django_assert_max_num_queries):
    rijen = Stageplaats.objects.met_leerbedrijf()
    with django_assert_max_num_queries(12) as een:
        plannen(plaatsen=list(rijen.all()), naar=volgend_jaar)
    StageplaatsFactory.create_batch(6, afdeling=plaats.afdeling)
    with django_assert_max_num_queries(12) as veel:
        plannen(plaatsen=list(rijen.all()), naar=volgend_jaar)
    assert len(een.captured_queries) == len(veel.captured_queries)


# --- the cap of an afdeling ---


def test_cap_of_an_afdeling_counts_all_schools_and_never_below_who_is_there(client, opleider, plaats):
    ander = StageplaatsFactory(afdeling=plaats.afdeling, capaciteit=3)
    for rij in (plaats, plaats, ander):
        PlaatsingFactory(stageplaats=rij, periodes="1", dagen="ma")
    adres, code = reverse("vacatures:afdelingen"), plaats.afdeling.code
    (stand,) = client.get(adres).context["standen"]
    assert (stand.plaatsen, stand.plekken, stand.bezet, stand.grens) == (2, 5, 3, 5)
    assert (
        "zitten er 3 studenten" in client.post(adres, {"afdeling": code, "capaciteit": 2}, follow=True).content.decode()
    )
    client.post(adres, {"afdeling": code, "capaciteit": 4})
    plaats.afdeling.refresh_from_db()
    assert plaats.afdeling.capaciteit == 4
    assert "hoogstens 4 tegelijk" in client.get(url("detail", plaats)).content.decode()
    client.post(adres, {"afdeling": code, "capaciteit": ""})
    plaats.afdeling.refresh_from_db()
    assert plaats.afdeling.capaciteit is None
    vreemd = StageplaatsFactory().afdeling
    client.post(adres, {"afdeling": vreemd.code, "capaciteit": 1})
    vreemd.refresh_from_db()
    assert vreemd.capaciteit is None


def test_lists_of_many_cost_the_same_queries(client, opleider, plaats, django_assert_max_num_queries):
    for naam in ("veel", "afdelingen"):
        with django_assert_max_num_queries(30) as een:
            client.get(reverse(f"vacatures:{naam}"))
        StageplaatsFactory.create_batch(4, afdeling__locatie=plaats.afdeling.locatie)
        with django_assert_max_num_queries(30) as veel:
            client.get(reverse(f"vacatures:{naam}"))
        assert len(een.captured_queries) == len(veel.captured_queries)
