"""Answering by a mailed link: one application, under the own name, and nothing by only looking."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as instellingen
from django.test import Client

from basis.errors import DomainError
from kern.models import Bericht, Toegangslink
from tests.factories import NU, SollicitatieFactory
from tests.vacatures.sollicitatie_hulp import maak_kring
from vacatures.enums import SollicitatieStatus
from vacatures.services import sollicitatie as service
from vacatures.services import sollicitatie_klok as klok
from vacatures.services import sollicitatie_leerbedrijf as bedrijf
from vacatures.services import sollicitatie_regie as regie

pytestmark = pytest.mark.django_db
S = SollicitatieStatus
AANNEMEN = {"wat": "aannemen", "begindatum": "2027-02-01", "einddatum": "2027-07-02", "dagen": ["ma", "di"]}


@pytest.fixture
def kring():
    with time_machine.travel(NU, tick=False):
        yield maak_kring(contact=None)


@pytest.fixture
def sollicitatie(kring):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, regisseur=kring.docent)
    return regie.stuur_door(sollicitatie=nu, by=kring.docent, at=NU)


@pytest.fixture
def pad(sollicitatie):
    tekst = Bericht.objects.get(soort="sollicitatie_link").tekst
    return re.search(rf"{re.escape(instellingen.SITE_URL)}(/sollicitaties/antwoord/[^\s]+)", tekst)[1]


def stand(nu):
    nu.refresh_from_db()
    return nu.status


def test_looking_writes_nothing_and_shows_one_application(
    client, kring, sollicitatie, pad, django_assert_max_num_queries
):
    kring.student.geboortedatum = NU.date() - timedelta(days=17 * 365)
    kring.student.save()
    ander = SollicitatieFactory(vacature=kring.vacature, motivatie="KANARIE")
    for vraag in ("", "?wat=aannemen", "?wat=afwijzen", "?wat=onzin"):
        tekst = client.get(f"{pad}{vraag}").text
        assert "06-12345678" not in tekst
        assert ander.motivatie not in tekst
    assert kring.student.naam in tekst
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF
    assert Toegangslink.objects.get().gebruikt_op is None


def test_contact_accepts_under_the_own_name_and_the_link_is_used_up(client, kring, sollicitatie, pad):
    antwoord = client.post(pad, AANNEMEN)
    assert "Uw antwoord is ontvangen" in antwoord.text
    assert stand(sollicitatie) == S.GEACCEPTEERD
    stap = sollicitatie.stappen.last()
    assert (stap.by, stap.by_naam) == (None, "Contact van het huis")
    assert sollicitatie.plaatsing.status == "aangeboden"
    assert Toegangslink.objects.get().gebruikt_op == NU
    nogmaals = client.post(pad, AANNEMEN)
    assert nogmaals.status_code == 410
    assert "al gebruikt" in nogmaals.text
    assert kring.student.plaatsingen.count() == 1


def test_invitation_keeps_the_link_for_the_answer_after_the_talk(client, sollicitatie, pad):
    client.post(pad, {"wat": "uitnodigen", "datum": "2026-10-20", "tijd": "14:00", "waar": "Hal"})
    assert stand(sollicitatie) == S.UITGENODIGD
    assert "20 oktober" in client.get(pad).text
    client.post(pad, {"wat": "afwijzen", "reden": "begeleiding"})
    assert stand(sollicitatie) == S.AFGEWEZEN


def test_wrong_answer_shows_the_form_again(client, sollicitatie, pad):
    antwoord = client.post(pad, {"wat": "afwijzen"})
    assert antwoord.status_code == 422
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF
    assert client.post(pad).status_code == 200
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF


def test_link_dies_when_the_student_withdraws(client, kring, sollicitatie, pad):
    service.trek_in(sollicitatie=sollicitatie, by=kring.student.user, at=NU)
    antwoord = client.get(pad)
    assert antwoord.status_code == 410
    assert kring.student.naam not in antwoord.text


def test_link_of_a_former_contact_opens_nothing(client, kring, sollicitatie, pad):
    kring.vacature.contact_email = "opvolger@voorbeeld.test"
    kring.vacature.save()
    for antwoord in (client.get(pad), client.post(pad, AANNEMEN)):
        assert antwoord.status_code == 410
        assert kring.student.naam not in antwoord.text
    with pytest.raises(DomainError, match="contactpersoon"):
        bedrijf.antwoord_via_link(
            link=Toegangslink.objects.get(), sollicitatie=sollicitatie, doe=bedrijf.wijs_af, reden="dagen", at=NU
        )
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF


def test_link_expires(client, sollicitatie, pad):
    with time_machine.travel(NU + timedelta(days=31), tick=False):
        assert client.get(pad).status_code == 410
        assert client.post(pad, AANNEMEN).status_code == 410
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF


def test_form_asks_for_the_token_against_forgery(sollicitatie, pad):
    streng = Client(enforce_csrf_checks=True)
    assert streng.post(pad, AANNEMEN).status_code == 403
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF


def test_nonsense_opens_nothing(client):
    assert client.get("/sollicitaties/antwoord/onzin/").status_code == 410


def test_secret_is_kept_nowhere_after_sending(sollicitatie, pad, settings):
    settings.DEMO = False  # a demo keeps every mail to be read
    from kern.services.berichten import verstuur_wachtende  # noqa: PLC0415 - only this test sends

    verstuur_wachtende(at=NU)
    bericht = Bericht.objects.get(soort="sollicitatie_link")
    geheim = pad.rstrip("/").rsplit("/", 1)[-1]
    assert bericht.status == "verzonden"
    assert geheim not in bericht.tekst + bericht.html + bericht.pad


def test_school_takes_the_link_back_and_no_reminder_sends_a_new_one(client, kring, sollicitatie, pad):
    detail = f"/sollicitaties/{sollicitatie.public_id}/"
    adres = f"{detail}link-intrekken/"
    with time_machine.travel(NU, tick=False):
        client.force_login(kring.student.user)
        assert "Link intrekken" not in client.get(detail).text
        assert client.post(adres).status_code == 403
        client.force_login(kring.docent)
        assert kring.vacature.contact_email in client.get(detail).text
        assert client.post(adres, {"tekst": "Verkeerd adres."}).status_code == 302
        assert "geen link die nog werkt" in client.post(adres).text  # a double click
        assert "Link intrekken" not in client.get(detail).text
        assert Client().get(pad).status_code == 410
        assert Client().post(pad, AANNEMEN).status_code == 410
    assert stand(sollicitatie) == S.BIJ_LEERBEDRIJF
    assert sollicitatie.stappen.last().alleen_school
    klok.volg(at=NU + timedelta(days=4))
    assert Bericht.objects.filter(soort="sollicitatie_link").count() == 1
    assert Bericht.objects.filter(soort="sollicitatie_herinnering", ontvanger=kring.bureau).exists()
