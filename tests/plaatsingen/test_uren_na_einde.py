"""Hours that were filled in before the stage ended earlier: to be taken away, never to be written anew."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from basis.errors import DomainError
from plaatsingen.forms_uren import WeekForm
from plaatsingen.models import Beeindiging, Urendag
from plaatsingen.services import uren
from plaatsingen.services.rooster import rooster_van
from tests.factories import AMSTERDAM, PlaatsingFactory

MAANDAG, DINSDAG, WOENSDAG = (date(2026, 9, dag) for dag in (14, 15, 16))
AT = datetime(2026, 9, 18, 12, tzinfo=AMSTERDAM)


def test_day_after_an_early_end_can_only_be_emptied(db):
    plaatsing = PlaatsingFactory(
        status="gestopt", begindatum=date(2026, 9, 1), einddatum=date(2027, 1, 29), dagen="ma di wo"
    )
    Beeindiging.objects.create(
        plaatsing=plaatsing, laatste_dag=MAANDAG, reden="persoonlijk", initiatief="student", at=AT
    )
    Urendag.objects.create(
        plaatsing=plaatsing,
        datum=DINSDAG,
        uren=8,
        gepland=8,
        soort="aanwezig",
        stand="vraag",
        vraag="?",
        ingevoerd_op=AT,
    )
    week = {"plaatsing": plaatsing, "maandag": MAANDAG}
    form = WeekForm(None, **week, vandaag=AT.date(), rooster=rooster_van(plaatsing))
    assert [dag["datum"] for dag in form.dagen] == [MAANDAG, DINSDAG]
    wie = {"by": plaatsing.student.user, "at": AT}
    for dag in (DINSDAG, WOENSDAG):
        with pytest.raises(DomainError, match="heb je geen stage"):
            uren.vul_week_in(**week, dagen=[uren.Dag(dag, Decimal(8), "aanwezig")], **wie)
    assert uren.vul_week_in(**week, dagen=[uren.Dag(DINSDAG, Decimal(0), "aanwezig")], **wie) == 1
    assert not plaatsing.urendagen.exists()
