"""Worlds of the tests about the course of a placement."""

from datetime import date, timedelta

from plaatsingen.models import Plaatsing
from tests.factories import ErkenningFactory, PlaatsingFactory, StageplaatsFactory, persoon

VANDAAG = date(2026, 10, 12)  # the local day of tests.factories.NU
BEGIN, EIND = date(2026, 9, 1), date(2027, 1, 29)


def erkende_plaats(**velden):
    """Make a place of a recognised leerbedrijf."""
    plaats = StageplaatsFactory(**velden)
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    return plaats


def stage(status: str = "lopend", **velden) -> tuple[Plaatsing, object]:
    """Make a placement at a recognised place, and the coordinator of its school."""
    velden.setdefault("stageplaats", None)
    plaats = velden.pop("stageplaats") or erkende_plaats()
    plaatsing = PlaatsingFactory(status=status, stageplaats=plaats, **velden)
    return plaatsing, persoon("coordinator", plaatsing.student.school)


def over(dagen: int) -> date:
    """Return the day so many days after today."""
    return VANDAAG + timedelta(days=dagen)
