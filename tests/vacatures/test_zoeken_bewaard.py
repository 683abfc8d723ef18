"""Saved searches: kept, changed, thrown away, and mailed about once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kern.kalender import lokaal
from kern.models import Bericht
from kern.services import berichten
from tests.factories import StudentFactory, persoon
from tests.vacatures.test_zoeken import ASSEN, EMMEN, maak_vacature
from vacatures.forms_zoeken import lees_vraag
from vacatures.models import Vacature, Zoekopdracht
from vacatures.models.vacature import MAX_ZOEKOPDRACHTEN
from vacatures.services.zoekopdracht_mail import meld_nieuwe

pytestmark = pytest.mark.django_db
SOORT = "vacatures_nieuw"


@pytest.fixture
def student():
    return StudentFactory(lat=ASSEN[0], lon=ASSEN[1], postcode="9401 AB", woonplaats="Assen")


def klant(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def bewaar(user, naam="Dichtbij", vraag="km=10", *, dagen=3, mail=True) -> Zoekopdracht:
    toen = timezone.now() - timedelta(days=dagen)
    return Zoekopdracht.objects.create(user=user, naam=naam, vraag=vraag, mail=mail, gemaakt_op=toen, bekeken_tot=toen)


def meld(**over) -> int:
    return meld_nieuwe(lees=lees_vraag, at=timezone.now() + timedelta(**over))["gemaild"]


def test_bewaren_wijzigen_verwijderen(student):
    client = klant(student.user)
    client.post("/zoekopdrachten/bewaren/", {"naam": " In  de buurt ", "vraag": "km=10&dag=ma", "mail": "on"})
    rij = Zoekopdracht.objects.get()
    assert (rij.naam, rij.vraag, rij.mail) == ("In de buurt", "km=10&dag=ma", True)
    tekst = client.get("/zoekopdrachten/").content.decode()
    assert "binnen 10 km van 9401 AB" in tekst
    assert "/vacatures/?km=10&amp;dag=ma" in tekst
    client.post(f"/zoekopdrachten/{rij.public_id}/wijzigen/", {"naam": "Anders"})
    rij.refresh_from_db()
    assert (rij.naam, rij.mail, rij.vraag) == ("Anders", False, "km=10&dag=ma")
    assert "geen mail meer" in client.get(f"/zoekopdrachten/{rij.public_id}/verwijderen/").content.decode()
    client.post(f"/zoekopdrachten/{rij.public_id}/verwijderen/")
    assert not Zoekopdracht.objects.exists()


def test_bewaren_refuses_the_same_name_and_too_many(student):
    client = klant(student.user)
    bewaar(student.user)
    antwoord = client.post("/zoekopdrachten/bewaren/", {"naam": "dichtbij", "vraag": ""})
    assert antwoord.status_code == 422
    assert "al een zoekopdracht met deze naam" in antwoord.content.decode()
    for nummer in range(MAX_ZOEKOPDRACHTEN - 1):
        bewaar(student.user, f"Nr {nummer}")
    antwoord = client.post("/zoekopdrachten/bewaren/", {"naam": "Te veel", "vraag": ""})
    assert antwoord.status_code == 422
    assert Zoekopdracht.objects.count() == MAX_ZOEKOPDRACHTEN


def test_zoekopdracht_of_another_is_not_found(student):
    rij = bewaar(persoon("coordinator"))
    for adres in ("wijzigen", "verwijderen"):
        assert klant(student.user).post(f"/zoekopdrachten/{rij.public_id}/{adres}/").status_code == 404
    assert Zoekopdracht.objects.count() == 1


def test_meld_sends_one_mail_for_all_searches_and_never_twice(student):
    bewaar(student.user)
    bewaar(student.user, "Overal", "")
    bewaar(student.user, "Zonder mail", "", mail=False)
    maak_vacature("Vlakbij de markt")
    maak_vacature("Bij het dierenpark", EMMEN, plaats="Emmen")
    assert (meld(), meld(), meld(days=1)) == (1, 0, 0)
    mail = Bericht.objects.get(soort=SOORT)
    assert mail.tekst.count("Vlakbij de markt") == 2
    assert mail.tekst.count("Bij het dierenpark") == 1
    assert "Dichtbij (1 nieuw)" in mail.tekst
    assert "Overal (2 nieuw)" in mail.tekst
    assert "Zonder mail" not in mail.tekst
    assert "/account/" in mail.tekst  # how to turn it off
    assert "Vlakbij" not in mail.onderwerp


def test_meld_leaves_out_what_was_there_before_and_what_is_for_others(student):
    bewaar(student.user, vraag="")
    maak_vacature("Oud", gepubliceerd_op=timezone.now() - timedelta(days=9))
    maak_vacature("Concept", status="concept", gepubliceerd_op=None)
    maak_vacature("Niet voor ons").scholen.set([StudentFactory().school])
    assert meld() == 0
    assert not Bericht.objects.filter(soort=SOORT).exists()


def test_meld_waits_a_day_between_two_mails(student):
    bewaar(student.user, vraag="")
    maak_vacature("Eerste")
    assert meld() == 1
    maak_vacature("Tweede", gepubliceerd_op=timezone.now() + timedelta(minutes=5))
    assert meld(hours=2) == 0
    assert meld(hours=21) == 1
    assert "Eerste" not in Bericht.objects.filter(soort=SOORT).latest("pk").tekst


def test_meld_comes_in_the_morning_and_for_minors_on_a_working_day(student):
    student.geboortedatum = timezone.localdate() - timedelta(days=16 * 365)
    student.save()
    bewaar(student.user, vraag="")
    maak_vacature("Nieuw")
    meld()
    moment = lokaal(Bericht.objects.get(soort=SOORT).niet_voor)
    assert moment.hour == 8
    assert moment.weekday() < 5


def test_mail_leaves_out_what_closed_meanwhile(student):
    bewaar(student.user, vraag="")
    maak_vacature("Blijft")
    weg = maak_vacature("Gaat weg")
    meld()
    Vacature.objects.filter(pk=weg.pk).update(status="ingetrokken")
    later = timezone.now() + timedelta(days=4)
    berichten.verstuur_wachtende(at=later)
    berichten.verstuur_wachtende(at=later + timedelta(days=4))
    verzonden = Bericht.objects.get(soort=SOORT, status="verzonden")
    assert "Blijft" in verzonden.tekst
    assert "Gaat weg" not in verzonden.tekst


def test_mail_lapses_when_nothing_is_left(student):
    rij = bewaar(student.user, vraag="")
    maak_vacature("Nieuw")
    meld()
    rij.delete()
    berichten.verstuur_wachtende(at=timezone.now() + timedelta(days=4))
    assert list(Bericht.objects.filter(soort=SOORT).values_list("status", flat=True)) == ["vervallen"]


def test_meld_reads_a_question_that_makes_no_sense_as_all(student):
    bewaar(student.user, vraag="km=abc&dag=zz&soort=x&cluster=%00&postcode=0000")
    maak_vacature("Nieuw")
    assert meld() == 1
