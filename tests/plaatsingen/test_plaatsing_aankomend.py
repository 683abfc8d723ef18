"""A leerbedrijf sees and takes along who comes (R3.6)."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from kern.enums import Rol
from plaatsingen.enums import PlaatsingStatus
from tests.factories import NU, PlaatsingFactory, StageplaatsFactory, persoon

pytestmark = pytest.mark.django_db
PAGINA = reverse("plaatsingen:studenten")
VANDAAG = timezone.localdate(NU)


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plek():
    return StageplaatsFactory()


@pytest.fixture
def opleider(client, plek):
    user = persoon(Rol.PRAKTIJKOPLEIDER, plek.leerbedrijf)
    client.force_login(user)
    return user


def komt(plek, **velden):
    standaard = {"begindatum": VANDAAG + timedelta(days=10), "einddatum": VANDAAG + timedelta(days=100)}
    return PlaatsingFactory(stageplaats=plek, **{**standaard, "status": PlaatsingStatus.AANGEBODEN, **velden})


def test_house_sees_own_students_once_offered(client, opleider, plek):
    eigen = komt(plek)
    voorstel = komt(plek, status=PlaatsingStatus.VOORGESTELD)
    elders = komt(StageplaatsFactory())
    voorbij = komt(
        plek, status=PlaatsingStatus.LOPEND, begindatum=VANDAAG - timedelta(50), einddatum=VANDAAG - timedelta(1)
    )
    tekst = client.get(PAGINA).text
    assert str(eigen.student) in tekst
    for ander in (voorstel, elders, voorbij):
        assert str(ander.student) not in tekst


@pytest.mark.parametrize("formaat", ["csv", "xlsx"])
def test_list_downloads(client, opleider, plek, formaat):
    komt(plek)
    antwoord = client.get(PAGINA, {"formaat": formaat})
    assert antwoord.status_code == 200
    assert f".{formaat}" in antwoord["Content-Disposition"]
    assert antwoord["Cache-Control"] == "no-store"


def test_csv_names_students_and_whom_to_ask(client, opleider, plek):
    plaatsing = komt(plek)
    regels = client.get(PAGINA, {"formaat": "csv"}).content.decode("utf-8-sig").splitlines()
    assert regels[0].startswith("Student,Leerbedrijf,Afdeling")
    assert str(plaatsing.student) in regels[1]
    assert len(regels) == 2


@pytest.mark.slow
def test_list_is_an_accessible_pdf(client, opleider, plek):
    plaatsing = komt(plek)
    antwoord = client.get(PAGINA, {"formaat": "pdf"})
    assert antwoord["Content-Type"] == "application/pdf"
    lezer = PdfReader(io.BytesIO(antwoord.content))
    assert lezer.metadata.title == "Onze studenten"
    assert lezer.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(plaatsing.student) in lezer.pages[0].extract_text()


def test_queries_stay_the_same_with_many_students(
    client, opleider, plek, django_assert_max_num_queries, django_assert_num_queries
):
    komt(plek)
    with django_assert_max_num_queries(20) as een:
        client.get(PAGINA)
    for _ in range(5):
        komt(plek)
    with django_assert_num_queries(len(een.captured_queries)):
        client.get(PAGINA)


def test_nobody_else_has_this_page(client, plek):
    client.force_login(persoon(Rol.WERKBEGELEIDER, plek.leerbedrijf))
    assert client.get(PAGINA).status_code == 403
