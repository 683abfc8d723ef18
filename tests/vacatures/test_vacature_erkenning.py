"""A published vacature that loses its recognition: gone for students at once, back when it is recognised again."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from kern.models import Bericht
from kern.services.berichten import verstuur_wachtende
from tests.factories import NU, ErkenningFactory, VacatureFactory
from tests.imports.aanroep import draai
from tests.vacatures.sollicitatie_hulp import maak_kring
from vacatures.models import Sollicitatie
from vacatures.services.vacature_erkenning import neem_terug
from vacatures.tasks import loop_vacatures_na
from vacatures.vandaag import todos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def kring():
    return maak_kring(regie=False)


def url(naam, vacature):
    return reverse(f"vacature:{naam}", args=[vacature.public_id])


def gevonden(client, kring):
    client.force_login(kring.student.user)
    return kring.vacature.titel in client.get(reverse("vacature:lijst")).content.decode()


def test_vacature_without_recognition_goes_away_for_students_and_comes_back(client, kring):
    vacature, opleider = kring.vacature, kring.opleider
    loop_vacatures_na()
    assert gevonden(client, kring)
    rij = Sollicitatie.objects.create(
        vacature=vacature, student=kring.student, begonnen_op=NU, bewaard_op=NU, status="bij_leerbedrijf"
    )
    erkenning = vacature.leerbedrijf.erkenningen.get()
    erkenning.geldig_tot = date(2027, 5, 1)
    erkenning.save()
    loop_vacatures_na()
    loop_vacatures_na()
    vacature.refresh_from_db()
    assert vacature.status == "geen_erkenning"
    assert "geldt vanaf zondag 2 mei 2027 niet meer" in vacature.status_reden
    brief = Bericht.objects.get(soort="vacature_geen_erkenning", ontvanger=opleider)
    assert "verleng de erkenning bij SBB" in brief.tekst

    # Students don't find it; who applied reads that it waits, and nobody can answer meanwhile.
    assert not gevonden(client, kring)
    stand = client.get(reverse("sollicitaties:detail", args=[rij.public_id])).content.decode()
    assert "wordt nagekeken. Tot die tijd staat de sollicitatie stil" in stand
    assert "Een sollicitatie die al liep, blijft staan" in client.get(url("detail", vacature)).content.decode()
    rij.refresh_from_db()
    assert rij.status == "bij_leerbedrijf"

    # The house reads why, and publishes again once it is recognised.
    client.force_login(opleider)
    assert any("niet te zien" in todo["titel"] for todo in todos(opleider, NU))
    assert "verleng de erkenning bij SBB" in client.get(url("controle", vacature)).content.decode()
    client.post(url("publiceren", vacature))
    vacature.refresh_from_db()
    assert vacature.status == "geen_erkenning"
    ErkenningFactory(organisatie=erkenning.organisatie, opleiding=erkenning.opleiding, geldig_van=date(2027, 5, 2))
    client.post(url("publiceren", vacature))
    assert gevonden(client, kring)
    with time_machine.travel(NU + timedelta(hours=1)):
        verstuur_wachtende(at=NU + timedelta(hours=1))
    brief.refresh_from_db()
    assert brief.status == "vervallen"  # in order again before it went out


def test_import_of_a_shorter_recognition_takes_the_vacature_back_at_once(
    client, kring, tmp_path, capsys, django_capture_on_commit_callbacks
):
    huis, opleiding = kring.vacature.leerbedrijf, kring.student.opleiding
    bestand = tmp_path / "organisaties.csv"
    bestand.write_text(
        "soort;code;naam;erkend_voor;erkend_van;erkend_tot\n"
        f"{huis.soort};{huis.code};{huis.naam};{opleiding.code};2020-01-01;2026-12-31\n"
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert draai(capsys, "importeer", "organisaties", bestand)[0] == 0
    assert not gevonden(client, kring)


def test_house_is_warned_of_a_recognition_that_ends_within_a_month_and_that_none_follows(kring):
    rij = kring.vacature.leerbedrijf.erkenningen.get()
    titels = [todo["titel"] for todo in todos(kring.opleider, NU)]
    assert not any("binnen een maand" in titel for titel in titels)
    type(rij).objects.update(geldig_tot=NU.date() + timedelta(days=30))
    assert "1 erkenning loopt binnen een maand af" in [todo["titel"] for todo in todos(kring.opleider, NU)]
    ErkenningFactory(organisatie=rij.organisatie, opleiding=rij.opleiding, geldig_van=NU.date())
    assert not any("binnen een maand" in todo["titel"] for todo in todos(kring.opleider, NU))


def test_check_asks_as_much_for_many_vacatures_as_for_one(kring, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as een:
        assert neem_terug(at=NU) == 0
    for _ in range(5):
        VacatureFactory(stageplaats=kring.vacature.stageplaats)
    with django_assert_max_num_queries(len(een)):
        assert neem_terug(at=NU) == 0
