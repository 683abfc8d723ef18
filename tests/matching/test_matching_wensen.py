"""What a student sees while choosing, and when the list is fixed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Locatie
from matching.enums import RondeStatus
from matching.models import Voorkeur
from matching.services import voorkeuren, wensen
from tests.factories import NU, RondeFactory, StageplaatsFactory, StudentFactory, VoorkeurFactory

pytestmark = pytest.mark.django_db
LIJST = reverse("matching:voorkeuren")


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def student(client):
    student = StudentFactory(dagen="ma di", lat=52.99, lon=6.55, max_km=10)
    client.force_login(student.user)
    return student


def plaats_op(lat, lon, **velden):
    plaats = StageplaatsFactory(**velden)
    Locatie.objects.filter(pk=plaats.afdeling.locatie_id).update(lat=lat, lon=lon)
    plaats.afdeling.locatie.refresh_from_db()
    return plaats


def test_band_tells_demand_without_numbers(student):
    plaats = StageplaatsFactory(capaciteit=2)
    assert wensen.bekijk(student, [plaats])[0].drukte == "weinig vraag"
    VoorkeurFactory.create_batch(2, stageplaats=plaats)
    assert wensen.bekijk(student, [plaats])[0].drukte == "gemiddelde vraag"
    VoorkeurFactory.create_batch(2, stageplaats=plaats)
    assert wensen.bekijk(student, [plaats])[0].drukte == "veel vraag"


def test_own_wish_does_not_count_in_the_band(student):
    plaats = StageplaatsFactory(capaciteit=1)
    VoorkeurFactory(student=student, stageplaats=plaats)
    assert wensen.bekijk(student, [plaats])[0].drukte == "weinig vraag"


def test_distance_is_from_home_or_else_from_school(student):
    plaats = plaats_op(53.08, 6.55)
    thuis = wensen.bekijk(student, [plaats])[0]
    assert (thuis.km, thuis.vanaf_school) == (10.0, False)
    student.lat = None
    Locatie.objects.create(organisatie=student.school, code="school-1", naam="Hoofdgebouw", lat=53.08, lon=6.55)
    school = wensen.bekijk(student, [plaats])[0]
    assert (school.km, school.vanaf_school) == (0.0, True)


def test_requirements_say_what_the_student_misses(student):
    plaats = plaats_op(53.2, 6.55, vog_vereist=True, dagen="wo do", min_leeftijd=18)
    student.vog = False
    wens = wensen.bekijk(student, [plaats])[0]
    mist = [eis.tekst for eis in wens.eisen if not eis.voldoet]
    assert "VOG nodig: die heb je nog niet" in mist
    assert "niet op al jouw stagedagen" in mist
    assert "verder dan 10 km, jouw grens" in mist
    assert not wens.past


def test_choosing_page_asks_the_same_number_of_queries_for_many_places(
    client, student, django_assert_max_num_queries, django_assert_num_queries
):
    VoorkeurFactory(student=student)
    with django_assert_max_num_queries(40) as een:
        client.get(LIJST)
    VoorkeurFactory.create_batch(6, student=student)
    with django_assert_num_queries(len(een.captured_queries)):
        client.get(LIJST)


@pytest.mark.parametrize("hoe", ["bevroren", "dag voorbij"])
def test_list_stays_readable_but_fixed_when_the_round_closes_it(client, student, hoe):
    voorkeur = VoorkeurFactory(student=student)
    ronde = RondeFactory(scholen=[student.school])
    veld = {"bevroren_op": NU} if hoe == "bevroren" else {"voorkeuren_tot": NU - timedelta(minutes=1)}
    type(ronde).objects.filter(pk=ronde.pk).update(**veld)
    pagina = client.get(LIJST).text
    assert str(voorkeur.stageplaats.leerbedrijf) in pagina
    assert f"Ze tellen zo mee in {ronde.naam}" in pagina
    assert "Weghalen" not in pagina
    with pytest.raises(DomainError, match="staan vast"):
        voorkeuren.haal_voorkeur_weg(student=student, stageplaats=voorkeur.stageplaats, by=student.user, at=NU)
    assert student.voorkeuren.count() == 1


def test_published_round_without_a_place_opens_the_list_again(client, student):
    VoorkeurFactory(student=student)
    ronde = RondeFactory(scholen=[student.school])
    type(ronde).objects.filter(pk=ronde.pk).update(bevroren_op=NU, status=RondeStatus.GEPUBLICEERD, gepubliceerd_op=NU)
    assert "Weghalen" in client.get(LIJST).text


def test_round_of_other_periods_closes_nothing(client, student):
    VoorkeurFactory(student=student)
    ronde = RondeFactory(scholen=[student.school])
    type(ronde).objects.filter(pk=ronde.pk).update(bevroren_op=NU, periodes="z")
    assert "Weghalen" in client.get(LIJST).text


def test_open_list_tells_until_when(client, student):
    ronde = RondeFactory(scholen=[student.school])
    type(ronde).objects.filter(pk=ronde.pk).update(voorkeuren_tot=NU + timedelta(days=3))
    assert "Je kunt je lijst veranderen tot" in client.get(LIJST).text


def test_move_to_a_rank_shifts_the_others(client, student):
    rijen = [VoorkeurFactory(student=student, rang=rang) for rang in (1, 2, 3, 4)]
    client.post(LIJST, {"plaats": rijen[3].stageplaats.public_id, "naar": "1"})
    volgorde = list(student.voorkeuren.order_by("rang").values_list("pk", flat=True))
    assert volgorde == [rijen[3].pk, rijen[0].pk, rijen[1].pk, rijen[2].pk]
    assert list(student.voorkeuren.order_by("rang").values_list("rang", flat=True)) == [1, 2, 3, 4]


def test_part_of_the_page_comes_back_with_what_changed_said_aloud(client, student):
    rijen = [VoorkeurFactory(student=student, rang=rang) for rang in (1, 2)]
    antwoord = client.post(
        LIJST, {"plaats": rijen[1].stageplaats.public_id, "omhoog": "1"}, headers={"HX-Request": "true"}
    )
    assert "<html" not in antwoord.text
    assert f"{rijen[1].stageplaats} staat nu op plek 1." in antwoord.text
    assert Voorkeur.objects.get(pk=rijen[1].pk).rang == 1


def test_place_of_somebody_else_can_not_be_moved(client, student):
    vreemd = VoorkeurFactory()
    assert client.post(LIJST, {"plaats": vreemd.stageplaats.public_id, "weg": "1"}).status_code == 404
    assert Voorkeur.objects.filter(pk=vreemd.pk).exists()


def test_search_puts_the_nearest_or_quietest_place_in_front(client, student):
    ver, dichtbij = plaats_op(53.3, 6.55, naam="Aver"), plaats_op(53.0, 6.55, naam="Bdicht")
    VoorkeurFactory.create_batch(3, stageplaats=dichtbij)
    zoek = reverse("matching:voorkeur_toevoegen")

    def volgorde(**vraag):
        return [wens.plaats for wens in client.get(zoek, vraag).context["wensen"]]

    assert volgorde() == [dichtbij, ver]
    assert volgorde(volgorde="rustig") == [ver, dichtbij]
    assert set(volgorde(volgorde="naam")) == {ver, dichtbij}
