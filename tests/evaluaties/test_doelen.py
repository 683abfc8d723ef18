"""Goals: the student writes, the thread runs through reports and talks, begeleiders see what is theirs to see."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from basis.errors import DomainError
from begeleiding.models import Coach
from evaluaties.models import Actiepunt, Doelverwijzing, Leerdoel
from evaluaties.services import doelen as services
from evaluaties.services import feedback360 as feedback
from kern.models import Bericht, Inzageregel
from tests.evaluaties.feedbackwereld import volle_ronde
from tests.factories import (
    NU,
    GesprekFactory,
    LeerdoelFactory,
    PlaatsingFactory,
    StudentFactory,
    VerslagFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
GEHEIM = "KANARIE-WAAROM"


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def doel(kring):
    return LeerdoelFactory(student=kring.leerling, titel="Rustig blijven", waarom=GEHEIM)


def als(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_student_makes_a_goal_with_steps_and_reaches_it(kring):
    client = als(kring.student)
    velden = {"titel": "Ik kan plannen", "aanpak": "Elke week een lijst"}
    for _ in range(2):  # a double click is one goal
        client.post("/doelen/nieuw/", velden)
    doel = Leerdoel.objects.get(titel="Ik kan plannen")
    for _ in range(2):
        client.post(f"/doelen/{doel.public_id}/stappen/", {"wat": "Lijst maken", "voor_datum": "2026-10-14"})
    stap = Actiepunt.objects.get()
    assert "Lijst maken" in client.get("/").content.decode()  # due this week
    client.post(f"/doelen/stap/{stap.public_id}/", {"hoe": "gedaan"})
    assert client.post(f"/doelen/{doel.public_id}/afronden/", {"hoe": "behaald"}).status_code == 422
    client.post(f"/doelen/{doel.public_id}/afronden/", {"hoe": "behaald", "terugblik": "Ik vergeet niets meer."})
    html = client.get(f"/doelen/{doel.public_id}/").content.decode()
    assert "Doel behaald" in html
    assert "Ik vergeet niets meer." in html
    client.post(f"/doelen/{doel.public_id}/afronden/", {"hoe": "verder"})
    doel.refresh_from_db()
    assert doel.behaald_op is None


def test_thread_holds_reports_on_this_goal_also_after_a_new_name(kring, doel):
    verslag = VerslagFactory(plaatsing=kring.plaatsing, ingeleverd=True, leerdoel="Rustig blijven")
    VerslagFactory(plaatsing=kring.plaatsing, plicht="monthly:2026-10", leerdoel="Rustig blijven")  # a draft
    client = als(kring.student)

    def draad():
        return client.get(f"/doelen/{doel.public_id}/").content.decode().count("/verslagen/")

    assert draad() >= 1
    voor = draad()
    client.post(f"/doelen/{doel.public_id}/wijzigen/", {"titel": "Kalm blijven"})
    assert draad() == voor
    assert Doelverwijzing.objects.get().object_id == verslag.public_id


def test_begeleider_ties_a_talk_to_a_goal_and_says_what_it_told(kring, doel):
    gesprek = GesprekFactory(plaatsing=kring.plaatsing)
    client = als(kring.werkbegeleider)
    velden = {"wat": f"gesprek:{gesprek.public_id}", "notitie": "Bleef rustig bij een val."}
    for _ in range(2):
        assert client.post(f"/doelen/{doel.public_id}/koppelen/", velden).status_code == 302
    assert Doelverwijzing.objects.count() == 1
    assert "Bleef rustig bij een val." in als(kring.student).get(f"/doelen/{doel.public_id}/").content.decode()
    vreemd = GesprekFactory()
    velden = {"wat": f"gesprek:{vreemd.public_id}", "notitie": ""}
    assert client.post(f"/doelen/{doel.public_id}/koppelen/", velden).status_code == 422
    rij = Doelverwijzing.objects.get()
    als(kring.student).post(f"/doelen/koppeling/{rij.public_id}/los/")
    assert not Doelverwijzing.objects.exists()


def test_who_sees_a_goal_and_who_reads_why(kring, doel):
    adres = f"/doelen/{doel.public_id}/"
    school = (kring.coordinator, kring.stagedocent, kring.stagebegeleider)
    bedrijf = (kring.werkbegeleider, kring.praktijkopleider)
    for wie in (*school, *bedrijf):
        html = als(wie).get(adres).content.decode()
        assert "Rustig blijven" in html
        assert (GEHEIM in html) == (wie in school)
        assert als(wie).post(f"{adres}afronden/", {"hoe": "gestopt"}).status_code == 403
        samen = als(wie).get(f"/doelen/student/{kring.leerling.public_id}/").content.decode()
        assert GEHEIM not in samen
    assert Inzageregel.objects.filter(student_id=kring.leerling.pk, object_id=str(doel.public_id)).count() == 5
    for wie in (persoon("beheerder"), persoon("coordinator"), persoon("werkbegeleider"), StudentFactory().user):
        for pad in (adres, f"/doelen/student/{kring.leerling.public_id}/"):
            assert als(wie).get(pad).status_code == 404


def test_round_of_feedback_that_is_not_shared_is_in_nobody_elses_thread(kring, doel):
    """That it was held is the student's own, also as a choice to tie to a goal."""
    ronde = volle_ronde(kring, titel="KANARIE-RONDE")
    adres = f"/doelen/{doel.public_id}/"
    velden = {"wat": f"feedback:{ronde.public_id}", "notitie": ""}
    assert "KANARIE-RONDE" in als(kring.student).get(adres).content.decode()
    assert als(kring.stagedocent).post(f"{adres}koppelen/", velden).status_code == 422
    assert als(kring.student).post(f"{adres}koppelen/", velden).status_code == 302
    for gedeeld in (False, True):
        feedback.deel(ronde=ronde, gedeeld=gedeeld, by=kring.student, at=NU)
        for wie in (kring.stagedocent, kring.werkbegeleider):
            assert ("KANARIE-RONDE" in als(wie).get(adres).content.decode()) is gedeeld


def test_leerbedrijf_sees_no_goals_after_the_stage(kring, doel):
    adres = f"/doelen/{doel.public_id}/"
    assert als(kring.werkbegeleider).get(adres).status_code == 200
    kring.plaatsing.status = "afgerond"
    kring.plaatsing.save(update_fields=["status"])
    assert als(kring.werkbegeleider).get(adres).status_code == 404
    assert als(kring.stagebegeleider).get(adres).status_code == 404
    assert als(kring.stagedocent).get(adres).status_code == 200
    for wie in (kring.werkbegeleider, kring.stagebegeleider, kring.stagedocent):  # as on the page of the placement
        html = als(wie).get(f"/plaatsingen/{kring.plaatsing.public_id}/").content.decode()
        assert ("Rustig blijven" in html) is (wie == kring.stagedocent)


def test_new_begeleiders_find_what_the_student_brings_along_on_day_one(kring, doel):
    """R8.9: a next stage that is only accepted, with other people, already shows the goals."""
    nieuw = persoon("werkbegeleider")
    PlaatsingFactory(student=kring.leerling, werkbegeleider=nieuw, status="geaccepteerd")
    html = als(nieuw).get(f"/doelen/student/{kring.leerling.public_id}/").content.decode()
    assert "Rustig blijven" in html


def test_coach_sees_goals_from_the_first_to_the_last_day(kring, doel):
    coach = persoon("stagebegeleider")
    adres = f"/doelen/student/{kring.leerling.public_id}/"
    assert als(coach).get(adres).status_code == 404
    velden = {"email": coach.email, "soort": "brugfunctionaris", "van": "2026-10-12", "tot": ""}
    assert als(kring.werkbegeleider).post(f"{adres}coach/", velden).status_code == 403
    assert als(persoon("coordinator")).post(f"{adres}coach/", velden).status_code == 404
    for _ in range(2):
        assert als(kring.coordinator).post(f"{adres}coach/", velden).status_code == 302
    rij = Coach.objects.get()
    assert Bericht.objects.filter(soort="coach_aangewezen").count() == 2
    assert als(coach).get(adres).status_code == 200
    assert kring.student.naam in als(coach).get("/doelen/").content.decode()
    with time_machine.travel(NU.replace(day=13), tick=False):
        als(kring.stagedocent).post(f"/doelen/coach/{rij.public_id}/stoppen/")
        assert als(coach).get(adres).status_code == 404
    student = {"email": kring.student.email, "soort": "coach", "van": "2026-10-12"}
    assert als(kring.coordinator).post(f"{adres}coach/", student).status_code == 422


def test_only_the_student_writes(kring, doel):
    with pytest.raises(DomainError, match="Alleen de student"):
        services.wijzig(doel=doel, by=kring.stagedocent, at=NU, titel="Anders")
    with pytest.raises(DomainError, match="al een doel"):
        services.maak(student=kring.leerling, by=kring.student, at=NU, titel="Rustig blijven", aanpak="Anders")
    stap = Actiepunt.objects.create(doel=doel, wat="Oefenen", voor_datum=date(2026, 10, 13))
    assert als(kring.stagedocent).post(f"/doelen/stap/{stap.public_id}/", {"hoe": "weg"}).status_code == 403


def test_placement_page_shows_the_goals(kring, doel):
    for wie in (kring.student, kring.werkbegeleider, kring.stagedocent):
        html = als(wie).get(f"/plaatsingen/{kring.plaatsing.public_id}/").content.decode()
        assert "Rustig blijven" in html
    html = als(persoon("beheerder")).get(f"/plaatsingen/{kring.plaatsing.public_id}/").content.decode()
    assert "Rustig blijven" not in html


@pytest.mark.parametrize("adres", ["/doelen/", "/doelen/student/{}/"])
def test_pages_ask_as_many_questions_for_many_rows(kring, doel, adres, django_assert_max_num_queries):
    client = als(kring.coordinator)
    pad = adres.format(kring.leerling.public_id)
    client.get(pad)
    with django_assert_max_num_queries(30) as een:
        client.get(pad)
    for student in (kring.leerling, *StudentFactory.create_batch(3, school=kring.school)):
        for nieuw in LeerdoelFactory.create_batch(3, student=student):
            Actiepunt.objects.create(doel=nieuw, wat="Oefenen")
    with django_assert_max_num_queries(30) as veel:
        client.get(pad)
    assert len(veel) <= len(een) + 1  # the steps of the first goals
