"""Pausing and going on: the stage, the reports and the hours agree (R5.8)."""

from datetime import date, timedelta

import pytest

from basis.errors import DomainError, GeenToegang
from evaluaties.enums import FeitSoort
from kern.models import Bericht
from plaatsingen.models import Onderbreking, Urendag
from plaatsingen.services import status, verloop
from tests.factories import NU, PlaatsingFactory, persoon
from tests.plaatsingen.verloop_hulp import EIND, over, stage

pytestmark = pytest.mark.django_db
VAN = over(-4)


def _onderbreek(plaatsing, by, **velden):
    velden = {"reden": "ziekte", "van": VAN, "verwacht_tot": over(20)} | velden
    return verloop.onderbreek(plaatsing=plaatsing, by=by, at=NU, **velden)


def test_onderbreek_stops_stage_and_reports_from_the_same_day():
    plaatsing, coordinator = stage()
    for _ in range(2):
        pauze = _onderbreek(plaatsing, coordinator, toelichting="Even thuis.")
    plaatsing.refresh_from_db()
    assert plaatsing.status == "onderbroken"
    assert Onderbreking.objects.get() == pauze
    assert (pauze.reden, pauze.van, pauze.tot, pauze.door) == ("ziekte", VAN, None, coordinator)
    feit = plaatsing.verslagfeiten.get(soort=FeitSoort.PAUSE)
    assert (feit.datum, feit.tot) == (VAN, None)
    wijziging = plaatsing.statuswijzigingen.get()
    assert "Even thuis" not in wijziging.reden
    assert "iekte" not in wijziging.reden


def test_onderbreek_mails_everybody_once_without_the_reason():
    plaatsing, coordinator = stage(werkbegeleider=persoon("werkbegeleider"))
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    _onderbreek(plaatsing, coordinator)
    berichten = list(Bericht.objects.filter(soort="stage_onderbroken"))
    assert {bericht.ontvanger for bericht in berichten} == {plaatsing.student.user, plaatsing.werkbegeleider, opleider}
    assert not any("iek" in bericht.tekst + bericht.onderwerp for bericht in berichten)


def test_hervat_ends_pause_of_stage_and_reports_on_the_day_before():
    plaatsing, coordinator = stage()
    _onderbreek(plaatsing, coordinator)
    later = NU + timedelta(days=10)
    for _ in range(2):
        nu = verloop.hervat(plaatsing=plaatsing, op=over(10), by=coordinator, at=later)
    assert nu.status == "lopend"
    assert Onderbreking.objects.get().tot == over(9)
    feit = plaatsing.verslagfeiten.filter(soort=FeitSoort.PAUSE).order_by("pk").last()
    assert (feit.datum, feit.tot) == (VAN, over(9))
    assert nu.einddatum == EIND


def test_hervat_moves_the_last_day_in_the_same_step():
    plaatsing, coordinator = stage()
    _onderbreek(plaatsing, coordinator)
    nieuw = EIND + timedelta(days=10)
    nu = verloop.hervat(plaatsing=plaatsing, op=over(0), einddatum=nieuw, by=coordinator, at=NU)
    assert (nu.status, nu.einddatum) == ("lopend", nieuw)


def test_hervat_changes_nothing_when_the_extra_time_has_no_seat():
    plaatsing, coordinator = stage()
    _onderbreek(plaatsing, coordinator)
    PlaatsingFactory(
        stageplaats=plaatsing.stageplaats,
        status="geaccepteerd",
        begindatum=EIND + timedelta(days=1),
        einddatum=date(2027, 6, 1),
        periodes="1 2 3 4",
    )
    with pytest.raises(DomainError, match="vol"):
        verloop.hervat(plaatsing=plaatsing, op=over(0), einddatum=EIND + timedelta(days=7), by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    assert (plaatsing.status, plaatsing.einddatum) == ("onderbroken", EIND)
    assert Onderbreking.objects.get().tot is None


def test_a_pause_of_one_day_is_a_day():
    plaatsing, coordinator = stage()
    _onderbreek(plaatsing, coordinator, van=over(0), verwacht_tot=None)
    verloop.hervat(plaatsing=plaatsing, op=over(0), by=coordinator, at=NU)
    assert Onderbreking.objects.get().tot == over(0)


def test_stop_during_a_pause_ends_the_pause():
    plaatsing, coordinator = stage()
    _onderbreek(plaatsing, coordinator)
    status.stop_plaatsing(plaatsing=plaatsing, by=coordinator, at=NU, reden="Andere opleiding.")
    assert Onderbreking.objects.get().tot is not None


@pytest.mark.parametrize(
    ("velden", "woord"),
    [
        ({"van": over(1)}, "vandaag of een eerdere"),
        ({"van": date(2026, 8, 31)}, "begon op"),
        ({"verwacht_tot": VAN - timedelta(days=1)}, "voor de eerste dag"),
        ({"reden": "zomaar"}, "Kies een reden"),
    ],
)
def test_onderbreek_refuses_what_cannot_be(velden, woord):
    plaatsing, coordinator = stage()
    with pytest.raises(DomainError, match=woord):
        _onderbreek(plaatsing, coordinator, **velden)
    plaatsing.refresh_from_db()
    assert plaatsing.status == "lopend"


def test_onderbreek_refuses_days_on_which_hours_were_made():
    plaatsing, coordinator = stage()
    Urendag.objects.create(plaatsing=plaatsing, datum=over(-1), uren=8, ingevoerd_op=NU)
    with pytest.raises(DomainError, match="uren in op"):
        _onderbreek(plaatsing, coordinator)
    Urendag.objects.update(uren=0, soort="ziek")
    _onderbreek(plaatsing, coordinator)


def test_onderbreek_is_for_the_coordinator_of_the_school():
    plaatsing, _ = stage()
    with pytest.raises(GeenToegang):
        _onderbreek(plaatsing, persoon("coordinator"))


def test_old_way_of_pausing_leaves_the_same_rows():
    plaatsing, coordinator = stage()
    status.onderbreek(plaatsing=plaatsing, by=coordinator, at=NU, reden="Verlof.")
    pauze = Onderbreking.objects.get()
    assert (pauze.reden, pauze.van, pauze.toelichting) == ("anders", over(0), "Verlof.")
    assert plaatsing.verslagfeiten.get(soort=FeitSoort.PAUSE).datum == over(0)
