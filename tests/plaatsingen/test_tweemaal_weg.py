"""Two clicks at once: both read the row, the second finds it gone; it fails nothing and is logged once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from basis.errors import DomainError
from kern.models import AuditRegel
from plaatsingen.models import Dagdeel
from plaatsingen.services import soorten, zic
from tests.factories import PlaatsingFactory, StageplaatsFactory, persoon


@pytest.fixture
def opleider(db):
    return persoon("praktijkopleider")


def plaats_bij(opleider, soort):
    return StageplaatsFactory(soort=soort, afdeling__locatie__organisatie=opleider.lidmaatschappen.get().organisatie)


def test_dagdeel_is_called_off_once(opleider):
    at = timezone.now()
    begin = timezone.localdate(at)
    plaatsing = PlaatsingFactory(
        stageplaats=plaats_bij(opleider, "orientatie"), begindatum=begin, einddatum=begin + timedelta(days=9)
    )
    rij = soorten.plan_dagdeel(plaatsing=plaatsing, datum=begin, deel="middag", by=opleider, at=at)
    for _ in range(2):
        soorten.zeg_dagdeel_af(dagdeel=Dagdeel(pk=rij.pk), by=opleider, at=at)
    with pytest.raises(DomainError, match="afgezegd"):
        soorten.zet_aanwezig(dagdeel=rij, aanwezig=True, by=opleider, at=at)
    assert AuditRegel.objects.filter(actie="dagdeel afgezegd").count() == 1


def test_lesson_is_taken_away_once(opleider):
    at, plaats = timezone.now(), plaats_bij(opleider, "zic")
    les = zic.leg_les_vast(
        plaats=plaats, datum=timezone.localdate(at), uren=3, onderwerp="Til", docent="D", gevraagd=[], aanwezig=[],
        by=opleider, at=at,
    )  # fmt: skip
    for een in (les, type(les).objects.get(pk=les.pk)):
        zic.haal_les_weg(les=een, by=opleider, at=at)
    assert AuditRegel.objects.filter(actie="les op de afdeling weggehaald").count() == 1


def test_summer_teacher_is_taken_away_once(db):
    at, docent = timezone.now(), persoon("stagedocent")
    coordinator = persoon("coordinator", docent.lidmaatschappen.get().organisatie)
    dag = timezone.localdate(at)
    rij = soorten.zet_zomerdocent(
        plaats=StageplaatsFactory(soort="zomer"), docent=docent, van=dag, tot=dag, by=coordinator, at=at
    )
    for een in (rij, type(rij).objects.get(pk=rij.pk)):
        soorten.haal_zomerdocent_weg(rij=een, by=coordinator, at=at)
    assert AuditRegel.objects.filter(actie="docent in de zomer vervalt").count() == 1
