"""How often the page of a placement asks the database, when everything is on it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluaties.models import Examen, Examengang, ExamenGo, Handeling
from plaatsingen.models import Ondertekening, Overeenkomst, Overeenkomsttekst, Stagedeel, Stagevorm
from tests.factories import (
    NU,
    EvaluatieFactory,
    GesprekFactory,
    PlaatsingFactory,
    StageplaatsFactory,
    VerslagFactory,
    persoon,
)
from tests.plaatsingen.test_plaatsing_paginas import betrokkenen, url

pytestmark = pytest.mark.django_db
BUDGET = 30


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


def _vorm() -> Stagevorm:
    vorm = Stagevorm.objects.create(code="proef", naam="Proef", uren=150, weken=10)
    vorm.blokken.create(naam="Begin", van_week=1, tot_week=10, uren_per_week=15, dagdelen=4)
    vorm.fasen.create(naam="Leren", van_week=1, samen=True)
    return vorm


def _overeenkomst(plaatsing) -> None:
    """Make the agreement: being signed until the stage begins, signed by all after that."""
    open_ = plaatsing.status == "ondertekening"
    rij = Overeenkomst.objects.create(
        plaatsing=plaatsing,
        bron=Overeenkomsttekst.objects.first(),
        volgnummer=0,
        status="ondertekening" if open_ else "getekend",
        getekend_op=None if open_ else NU,
        tekst_hash="0" * 64,
        gemaakt_op=NU,
        verstuurd_op=NU,
    )
    student = plaatsing.student
    Ondertekening.objects.create(overeenkomst=rij, rol="school", organisatie=student.school, gevraagd_op=NU)
    Ondertekening.objects.create(overeenkomst=rij, rol="student", user=student.user, gevraagd_op=NU)


def _meer(plaatsing, mensen, nummer: int) -> None:
    """Add a row of everything of which there may be many."""
    plaatsing.urendagen.create(datum=date(2026, 9, 1) + timedelta(days=nummer), uren=8, ingevoerd_op=NU)
    plaatsing.statuswijzigingen.create(van="", naar="lopend", at=NU, by=mensen["coordinator"])
    GesprekFactory(plaatsing=plaatsing, vastgelegd_door=mensen["stagedocent"])
    opleiding = plaatsing.student.opleiding
    examen = Examen.objects.create(code=f"e{nummer}", naam=f"Examen {nummer}")
    examen.opleidingen.add(opleiding)
    gang = Examengang.objects.create(plaatsing=plaatsing, examen=examen, aangevraagd_op=NU)
    ExamenGo.objects.create(gang=gang, kant="school", go=True, at=NU, door=mensen["stagedocent"])
    Handeling.objects.create(code=f"h{nummer}", naam=f"Handeling {nummer}", groep="G").opleidingen.add(opleiding)


def _telling(client, plaatsing, mensen) -> dict[str, int]:
    uit = {}
    for rol, user in mensen.items():
        client.force_login(user)
        client.get(url("detail", plaatsing))
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(url("detail", plaatsing)).status_code == 200
        uit[rol] = len(vragen)
    return uit


@pytest.mark.slow
@pytest.mark.parametrize("status", ["lopend", "ondertekening", "gestopt"])
def test_full_page_stays_within_the_budget_however_many_rows(client, status):
    plaatsing = PlaatsingFactory(uren_norm=150, status=status, vorm=_vorm())
    mensen = betrokkenen(plaatsing)
    elders = StageplaatsFactory()
    Stagedeel.objects.create(plaatsing=plaatsing, stageplaats=elders, dagen="vr", uren_norm=20, toegevoegd_op=NU)
    mensen["tweede huis"] = persoon("praktijkopleider", elders.leerbedrijf)
    _overeenkomst(plaatsing)
    plaatsing.documenten.create(soort="vog", verplicht=True)
    VerslagFactory(plaatsing=plaatsing, ingeleverd=True)
    EvaluatieFactory(plaatsing=plaatsing)
    _meer(plaatsing, mensen, 0)
    klein = _telling(client, plaatsing, mensen)
    for nummer in range(1, 9):
        _meer(plaatsing, mensen, nummer)
    groot = _telling(client, plaatsing, mensen)
    assert max(groot.values()) <= BUDGET, groot
    assert groot == klein
