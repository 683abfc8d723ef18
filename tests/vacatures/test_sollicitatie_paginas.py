"""The pages of applications: lists per role, one page for all, writing, downloads, and what each may see."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NU, SollicitatieFactory, StageplaatsFactory, StudentFactory, VacatureFactory, persoon
from tests.vacatures.sollicitatie_hulp import maak_kring, nog_een
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie
from vacatures.services import sollicitatie_regie as regie

pytestmark = pytest.mark.django_db
S = SollicitatieStatus
ADVIES = "KANARIE-ADVIES"


@pytest.fixture(autouse=True)
def nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def kring():
    return maak_kring()


@pytest.fixture
def als():
    def maak(user):
        client = Client()
        client.force_login(user)
        return client

    return maak


def pad(naam, obj, *meer):
    return reverse(f"sollicitaties:{naam}", args=[obj.public_id, *meer])


def test_student_writes_checks_and_sends(kring, als):
    client = als(kring.student.user)
    schrijven = pad("nieuw", kring.vacature)
    assert client.get(schrijven).status_code == 200
    assert not Sollicitatie.objects.exists()
    antwoord = client.post(schrijven, {"motivatie": "", "versie": "0", "actie": "nalezen"})
    assert antwoord.status_code == 422
    antwoord = client.post(schrijven, {"motivatie": "Ik wil leren.", "versie": "1", "actie": "nalezen"})
    assert antwoord.url == pad("nalezen", kring.vacature)
    tekst = client.get(antwoord.url).text
    assert "Ik wil leren." in tekst
    assert "06-12345678" in tekst
    sollicitatie = Sollicitatie.objects.get()
    antwoord = client.post(pad("nalezen", kring.vacature), {"versie": sollicitatie.versie})
    assert antwoord.url == pad("detail", sollicitatie)
    assert "Wacht op je school" in client.get(antwoord.url).text
    assert client.get(schrijven).url == antwoord.url
    for _ in range(2):
        client.post(pad("nalezen", kring.vacature), {"versie": sollicitatie.versie})
    assert sollicitatie.stappen.count() == 1


def test_minor_sees_that_the_phone_number_stays_home(kring, als):
    student = nog_een(kring, geboortedatum=date(2009, 12, 1), user__telefoon="06-87654321")
    SollicitatieFactory(vacature=kring.vacature, student=student, concept=True)
    assert "06-87654321" not in als(student.user).get(pad("nalezen", kring.vacature)).text


def test_autosave_answers_the_version_and_a_conflict(kring, als):
    client = als(kring.student.user)
    bewaren = pad("bewaren", kring.vacature)
    eerste = client.post(bewaren, {"motivatie": "Een.", "versie": "0"}).json()
    assert eerste["tekst"].startswith("Opgeslagen om")
    assert client.post(bewaren, {"motivatie": "Twee.", "versie": eerste["versie"]}).status_code == 200
    botsing = client.post(bewaren, {"motivatie": "Drie.", "versie": eerste["versie"]})
    assert botsing.status_code == 409
    pagina = client.post(pad("nieuw", kring.vacature), {"motivatie": "Drie.", "versie": eerste["versie"]})
    assert pagina.status_code == 409
    assert "Twee." in pagina.text
    assert "Drie." in pagina.text


@pytest.mark.parametrize(
    ("wie", "kan"),
    [
        ("docent", {"doorsturen", "teruggeven", "niet-doorsturen"}),
        ("coordinator", {"doorsturen", "teruggeven", "niet-doorsturen"}),
        ("bureau", {"doorsturen", "teruggeven", "niet-doorsturen"}),
        ("student", {"intrekken"}),
    ],
)
def test_who_may_do_what_at_school(kring, als, wie, kan):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, regisseur=kring.docent)
    user = kring.student.user if wie == "student" else getattr(kring, wie)
    alle = ("doorsturen", "teruggeven", "niet-doorsturen", "aannemen", "uitnodigen", "afwijzen", "intrekken")
    statussen = {naam: als(user).get(pad("handeling", nu, naam)).status_code for naam in alle}
    assert {naam for naam, status in statussen.items() if status == 200} == kan
    assert set(statussen.values()) == {200, 403}
    assert als(user).get(pad("handeling", nu, "onzin")).status_code == 404
    assert als(kring.opleider).get(pad("detail", nu)).status_code == 404


def test_house_answers_on_the_page(kring, als):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    client = als(kring.opleider)
    tekst = client.get(pad("detail", nu)).text
    assert "Wat is uw antwoord?" in tekst
    assert "2027-02-01" in client.get(pad("handeling", nu, "aannemen")).text
    assert client.post(pad("handeling", nu, "afwijzen"), {}).status_code == 422
    data = {"begindatum": "2027-02-01", "einddatum": "2027-07-02", "dagen": ["ma", "di"]}
    for _ in range(2):
        assert client.post(pad("handeling", nu, "aannemen"), data).url == pad("detail", nu)
    assert kring.student.plaatsingen.count() == 1
    assert "Naar de plaatsing" in client.get(pad("detail", nu)).text
    assert "Naar mijn stage" in als(kring.student.user).get(pad("detail", nu)).text


def test_refused_accept_keeps_what_was_typed_and_says_why(kring, als):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    data = {"begindatum": "2027-02-01", "einddatum": "2027-07-02", "dagen": ["zo"]}
    antwoord = als(kring.opleider).post(pad("handeling", nu, "aannemen"), data)
    assert antwoord.status_code == 422
    assert "zondag" in antwoord.text
    nu.refresh_from_db()
    assert nu.status == S.BIJ_LEERBEDRIJF


def test_advice_is_for_student_and_school_only(kring, als):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, regisseur=kring.docent)
    regie.geef_terug(sollicitatie=nu, tekst=ADVIES, by=kring.docent, at=NU)
    Sollicitatie.objects.filter(pk=nu.pk).update(status=S.BIJ_LEERBEDRIJF, bereikte_leerbedrijf_op=NU)
    assert ADVIES not in als(kring.opleider).get(pad("detail", nu)).text
    for user in (kring.student.user, kring.docent, kring.coordinator, kring.bureau):
        assert ADVIES in als(user).get(pad("detail", nu)).text


def test_house_never_sees_the_phone_or_birthday_of_a_minor(kring, als):
    student = nog_een(kring, geboortedatum=date(2009, 12, 1), user__telefoon="06-87654321")
    nu = SollicitatieFactory(vacature=kring.vacature, student=student)
    lijst = reverse("sollicitaties:lijst")
    for adres in (pad("detail", nu), lijst, f"{lijst}?formaat=csv"):
        antwoord = als(kring.opleider).get(adres)
        assert student.naam in antwoord.text
        for geheim in ("06-87654321", "2009-12-01", "1 december 2009"):
            assert geheim not in antwoord.text
    assert "06-87654321" in als(kring.docent).get(pad("detail", nu)).text


def test_student_reads_a_friendly_reason(kring, als):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    client = als(kring.opleider)
    client.post(pad("handeling", nu, "afwijzen"), {"reden": "motivatie", "tekst": "Kijk eens bij de thuiszorg."})
    tekst = als(kring.student.user).get(pad("detail", nu)).text
    assert "past bij wat je wilt leren" in tekst
    assert "Kijk eens bij de thuiszorg." in tekst
    assert "De motivatie past niet" not in tekst
    assert "De motivatie past niet" in als(kring.docent).get(pad("detail", nu)).text


def test_strangers_find_nothing(kring, als):
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    vreemden = [persoon(rol) for rol in ("coordinator", "stagedocent", "praktijkopleider", "werkbegeleider")]
    for user in (*vreemden, StudentFactory().user):
        assert als(user).get(pad("detail", nu)).status_code == 404
        assert als(user).post(pad("handeling", nu, "intrekken")).status_code == 404
        assert nu.student.naam not in als(user).get(reverse("sollicitaties:lijst")).text


def test_many_are_forwarded_from_the_list(kring, als):
    rijen = [SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring), bij_school=True) for _ in range(2)]
    vreemd = SollicitatieFactory(bij_school=True)
    ids = [rij.public_id for rij in (*rijen, vreemd)] + ["onzin"]
    doorsturen = reverse("sollicitaties:doorsturen")
    antwoord = als(kring.docent).post(doorsturen, {"kies": ids}, follow=True)
    assert "2 sollicitaties doorgestuurd" in antwoord.text
    vreemd.refresh_from_db()
    assert vreemd.status == S.BIJ_REGISSEUR
    assert als(kring.opleider).post(doorsturen, {"kies": ids}).status_code == 403
    assert als(kring.student.user).post(doorsturen, {"kies": ids}).status_code == 403


def test_student_is_warned_where_many_wait_and_sees_quieter_places(kring, als):
    for _ in range(3):
        SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring))
    rustig = VacatureFactory(stageplaats=StageplaatsFactory(), titel="Rustige plek")
    VacatureFactory(stageplaats=StageplaatsFactory(capaciteit=0), titel="Volle plek")
    VacatureFactory(stageplaats=StageplaatsFactory(clusters=[]), titel="Andere opleiding")
    tekst = als(kring.student.user).get(pad("nieuw", kring.vacature)).text
    assert "wachten al veel studenten" in tekst
    assert rustig.titel in tekst
    assert "Volle plek" not in tekst
    assert "Andere opleiding" not in tekst
    assert "wachten al veel studenten" not in als(kring.student.user).get(pad("nieuw", rustig)).text


def test_full_place_says_so_before_writing(kring, als):
    kring.plaats.capaciteit = 0
    kring.plaats.save()
    assert "Alle plekken zijn nu bezet" in als(kring.student.user).get(pad("nieuw", kring.vacature)).text


@pytest.mark.parametrize("wie", ["coordinator", "docent", "opleider", "bureau", "student"])
def test_list_asks_as_many_queries_for_one_row_as_for_many(kring, als, wie):
    user = kring.student.user if wie == "student" else getattr(kring, wie)
    SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    client, lijst = als(user), reverse("sollicitaties:lijst")

    def tel():
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(lijst).status_code == 200
        return len(vragen)

    tel()
    een = tel()
    for _ in range(6):
        student = kring.student if wie == "student" else nog_een(kring)
        plaats = StageplaatsFactory(afdeling=kring.plaats.afdeling)
        SollicitatieFactory(vacature=VacatureFactory(stageplaats=plaats, contact=kring.opleider), student=student)
    assert tel() == een
    assert een <= 30
    with CaptureQueriesContext(connection) as vragen:
        client.get(pad("detail", Sollicitatie.objects.visible_to(user).first()))
    assert len(vragen) <= 30


def test_list_filters_and_downloads(kring, als):
    een = SollicitatieFactory(vacature=kring.vacature, student=kring.student, bij_school=True, herinneringen=1)
    twee = SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring))
    client, lijst = als(kring.coordinator), reverse("sollicitaties:lijst")
    for vraag in (f"status={S.BIJ_REGISSEUR}", f"q={een.student.user.achternaam}", "lang=on", "aan_zet=1"):
        tekst = client.get(f"{lijst}?{vraag}").text
        assert een.student.naam in tekst
        assert twee.student.naam not in tekst
    for formaat in ("csv", "xlsx", "csv-excel"):
        assert client.get(f"{lijst}?formaat={formaat}").headers["Content-Disposition"].startswith("attachment")
    csv = client.get(f"{lijst}?formaat=csv").text
    assert een.motivatie not in csv
    assert een.student.naam in csv


def test_formula_in_a_name_is_text_in_the_download(kring, als):
    student = nog_een(kring, user__voornaam='=HYPERLINK("x")')
    SollicitatieFactory(vacature=kring.vacature, student=student)
    csv = als(kring.coordinator).get(f"{reverse('sollicitaties:lijst')}?formaat=csv").text
    assert "'=HYPERLINK" in csv


def test_page_of_a_vacature_shows_the_way_in_and_where_the_own_application_stands(kring, als):
    pagina = reverse("vacature:detail", args=[kring.vacature.public_id])
    client = als(kring.student.user)
    assert "Wil je hier stage lopen?" in client.get(pagina).text
    nu = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    tekst = client.get(pagina).text
    assert pad("detail", nu) in tekst
    assert "bij het leerbedrijf" in tekst
    assert "1 sollicitatie bekijken" in als(kring.opleider).get(pagina).text
    kring.plaats.capaciteit = 0
    kring.plaats.save()
    assert "Alle plekken zijn nu bezet" in als(nog_een(kring).user).get(pagina).text
