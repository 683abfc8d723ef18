"""From the page of a place onto the own list."""

from datetime import date

import pytest
from django.urls import reverse

from kern.models import Opleidingscluster
from matching.services.voorkeuren import MAXIMUM
from tests.factories import (
    NU,
    PlaatsingFactory,
    StageplaatsFactory,
    StudentFactory,
    VoorkeurFactory,
    persoon,
)
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = pytest.mark.django_db
KNOP = "Zet bij mijn voorkeuren"


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def student(client):
    student = StudentFactory(dagen="ma di")
    client.force_login(student.user)
    return student


def pagina(plaats):
    return reverse("vacatures:detail", args=[plaats.public_id])


def zet_erbij(client, plaats):
    gegevens = {"plaats": plaats.public_id, "next": pagina(plaats)}
    return client.post(reverse("matching:voorkeur_toevoegen"), gegevens, follow=True)


def test_button_puts_the_place_at_the_end_and_comes_back(client, student):
    VoorkeurFactory(student=student)
    plaats = StageplaatsFactory()
    assert KNOP in client.get(pagina(plaats)).text
    antwoord = zet_erbij(client, plaats)
    assert antwoord.redirect_chain == [(pagina(plaats), 302)]
    assert "staat op je lijst, op plek 2" in antwoord.text
    assert "Deze plek staat op plek 2 van je voorkeuren" in antwoord.text
    assert KNOP not in antwoord.text
    assert student.voorkeuren.get(rang=2).stageplaats == plaats


def test_twice_is_once_and_says_so(client, student):
    plaats = StageplaatsFactory()
    zet_erbij(client, plaats)
    assert "stond al op je lijst" in zet_erbij(client, plaats).text
    assert student.voorkeuren.count() == 1


def test_full_list_says_so(client, student):
    for rang in range(1, MAXIMUM + 1):
        VoorkeurFactory(student=student, rang=rang)
    plaats = StageplaatsFactory()
    assert "Je lijst is vol" in client.get(pagina(plaats)).text
    assert KNOP not in client.get(pagina(plaats)).text
    assert "Haal er eerst een weg" in zet_erbij(client, plaats).text
    assert student.voorkeuren.count() == MAXIMUM


@pytest.mark.parametrize("anders", ["cluster", "vog", "dagen"])
def test_place_that_does_not_fit_has_no_button(client, student, anders):
    plaats = StageplaatsFactory(vog_vereist=anders == "vog", dagen="wo" if anders == "dagen" else "ma di wo")
    if anders == "cluster":
        plaats.clusters.set(Opleidingscluster.objects.exclude(pk=student.cluster_id)[:1])
    tekst = client.get(pagina(plaats)).text
    assert "Daarom kun je hem niet bij je voorkeuren zetten" in tekst
    assert KNOP not in tekst


def test_post_of_a_place_for_another_cluster_is_refused(client, student):
    plaats = StageplaatsFactory(clusters=Opleidingscluster.objects.exclude(pk=student.cluster_id)[:1])
    assert "niet open voor jouw opleiding" in zet_erbij(client, plaats).text
    assert not student.voorkeuren.exists()


def test_full_place_may_be_chosen_but_says_so(client, student):
    plaats = StageplaatsFactory(periodes="1 2", dagen="ma di")
    PlaatsingFactory(stageplaats=plaats)
    tekst = client.get(pagina(plaats)).text
    assert "Deze plek is nu vol" in tekst
    assert KNOP in tekst


def test_frozen_preferences_have_no_button(client):
    ronde, (student,), (plaats,) = maak_ronde(studenten=1)
    bereken_met_hand(ronde, [(student, plaats)], [])
    ronde.status, ronde.gepubliceerd_op = "gepubliceerd", NU
    ronde.save()
    voorstel = student.voorstellen.get()
    voorstel.plaatsing = PlaatsingFactory(
        student=student, stageplaats=plaats, begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2)
    )
    voorstel.save()
    client.force_login(student.user)
    ander = StageplaatsFactory()
    assert "voorkeuren staan vast" in client.get(pagina(ander)).text
    assert "staan vast" in zet_erbij(client, ander).text


def test_others_have_no_such_piece(client):
    plaats = StageplaatsFactory()
    client.force_login(persoon("coordinator"))
    assert "Jouw voorkeur" not in client.get(pagina(plaats)).text


def test_next_to_another_site_is_not_followed(client, student):
    gegevens = {"plaats": StageplaatsFactory().public_id, "next": "https://kwaad.test/"}
    assert client.post(reverse("matching:voorkeur_toevoegen"), gegevens).url == reverse("matching:voorkeuren")
