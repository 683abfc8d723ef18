"""Ending early, never coming, another first day, and the next stage (R5.8)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Bericht
from plaatsingen.models import Beeindiging, Plaatsing, Urendag
from plaatsingen.services import maken, status, verloop, vervolg
from plaatsingen.services.begindatum import verzet_begin
from tests.factories import NU, PlaatsingFactory, StudentFactory, persoon
from tests.plaatsingen.verloop_hulp import BEGIN, EIND, erkende_plaats, over, stage

pytestmark = pytest.mark.django_db
GEHEIM = "KANARIE-TOELICHTING"


def _stop(plaatsing, by, **velden):
    velden = {"reden": "beroep", "initiatief": "student", "laatste_dag": over(0), "zoekt_verder": True} | velden
    return verloop.beeindig(plaatsing=plaatsing, by=by, at=NU, **velden)


def test_stop_frees_the_seat_at_once_and_the_student_looks_for_a_place():
    plaatsing, coordinator = stage()
    for _ in range(2):
        einde = _stop(plaatsing, coordinator, toelichting=GEHEIM)
    assert Beeindiging.objects.get() == einde
    assert list(vervolg.zonder_plek(user=coordinator, op=over(0))) == [einde]
    ander = StudentFactory(school=plaatsing.student.school)
    nieuw = maken.maak_plaatsing(
        student=ander, stageplaats=plaatsing.stageplaats, begindatum=over(1), einddatum=EIND,
        periodes="1 2", dagen="ma di", by=coordinator, at=NU,
    )  # fmt: skip
    assert nieuw.pk
    assert not any(GEHEIM in bericht.tekst for bericht in Bericht.objects.all())


def test_student_who_stopped_can_be_placed_again_and_leaves_the_list():
    plaatsing, coordinator = stage()
    _stop(plaatsing, coordinator)
    maken.maak_plaatsing(
        student=plaatsing.student, stageplaats=erkende_plaats(), begindatum=over(1), einddatum=EIND,
        periodes="1 2", dagen="ma di", by=coordinator, at=NU,
    )  # fmt: skip
    assert not vervolg.zonder_plek(user=coordinator, op=over(0)).exists()


def test_stop_without_search_leaves_nobody_on_the_list():
    plaatsing, coordinator = stage()
    _stop(plaatsing, coordinator, zoekt_verder=False)
    assert not vervolg.zonder_plek(user=coordinator, op=over(0)).exists()


@pytest.mark.parametrize(
    ("velden", "woord"),
    [
        ({"laatste_dag": over(1)}, "vandaag of een eerdere"),
        ({"laatste_dag": date(2026, 8, 31)}, "begon op"),
        ({"reden": "zomaar"}, "Kies een reden"),
        ({"gesprek": verloop.Gesprek(op=over(1))}, "nog niet geweest"),
    ],
)
def test_stop_refuses_what_cannot_be(velden, woord):
    plaatsing, coordinator = stage()
    with pytest.raises(DomainError, match=woord):
        _stop(plaatsing, coordinator, **velden)
    assert not Beeindiging.objects.exists()


def test_private_reason_is_not_in_the_timeline():
    plaatsing, coordinator = stage()
    _stop(plaatsing, coordinator, reden="gezondheid")
    assert "ezondheid" not in plaatsing.statuswijzigingen.get().reden


def test_no_show_after_the_clock_started_the_stage_ends_it_on_its_first_day():
    plaatsing, coordinator = stage("geaccepteerd", begindatum=over(0))
    assert status.start_lopende(at=NU) == 1
    verloop.niet_gekomen(plaatsing=Plaatsing.objects.get(), by=coordinator, at=NU, zoekt_verder=True)
    plaatsing.refresh_from_db()
    einde = Beeindiging.objects.get()
    assert (plaatsing.status, einde.reden, einde.laatste_dag) == ("gestopt", "niet_gekomen", over(0))


def test_no_show_before_the_start_cancels():
    plaatsing, coordinator = stage("ondertekening", begindatum=over(0))
    verloop.niet_gekomen(plaatsing=plaatsing, by=coordinator, at=NU, zoekt_verder=False)
    plaatsing.refresh_from_db()
    assert plaatsing.status == "geannuleerd"


def test_no_show_is_refused_with_hours_or_before_the_first_day():
    plaatsing, coordinator = stage()
    Urendag.objects.create(plaatsing=plaatsing, datum=over(-1), uren=8, ingevoerd_op=NU)
    with pytest.raises(DomainError, match="wel gekomen"):
        verloop.niet_gekomen(plaatsing=plaatsing, by=coordinator, at=NU, zoekt_verder=True)
    straks, door = stage("geaccepteerd", begindatum=over(3))
    with pytest.raises(DomainError, match="pas"):
        verloop.niet_gekomen(plaatsing=straks, by=door, at=NU, zoekt_verder=True)


def test_sequel_at_another_host_asks_only_the_hours_that_are_left():
    plaatsing, coordinator = stage(uren_norm=300)
    Urendag.objects.create(plaatsing=plaatsing, datum=over(-1), uren=8, ingevoerd_op=NU)
    Urendag.objects.create(plaatsing=plaatsing, datum=over(-2), uren=7, ingevoerd_op=NU)
    _stop(plaatsing, coordinator)
    assert vervolg.te_vervolgen(plaatsing.student) == plaatsing
    nieuw = PlaatsingFactory(student=plaatsing.student, status="aangeboden", uren_norm=450, begindatum=over(7))
    for _ in range(2):
        nu = vervolg.koppel_vervolg(plaatsing=nieuw, vorige=plaatsing, by=coordinator, at=NU)
    assert (nu.vervolg_op, nu.uren_norm) == (plaatsing, 285)
    assert vervolg.te_vervolgen(plaatsing.student) is None


def test_sequel_refuses_another_student_and_a_second_sequel():
    plaatsing, coordinator = stage(uren_norm=300)
    _stop(plaatsing, coordinator)
    vreemd = PlaatsingFactory(student__school=plaatsing.student.school, status="aangeboden")
    with pytest.raises(DomainError, match="dezelfde student"):
        vervolg.koppel_vervolg(plaatsing=vreemd, vorige=plaatsing, by=coordinator, at=NU)
    eerste, tweede = PlaatsingFactory.create_batch(2, student=plaatsing.student, status="aangeboden")
    vervolg.koppel_vervolg(plaatsing=eerste, vorige=plaatsing, by=coordinator, at=NU)
    with pytest.raises(DomainError, match="al een vervolg"):
        vervolg.koppel_vervolg(plaatsing=tweede, vorige=plaatsing, by=coordinator, at=NU)


def test_late_start_moves_the_first_day_and_tells_everybody():
    plaatsing, coordinator = stage("geaccepteerd", begindatum=over(3), einddatum=EIND)
    nu = verzet_begin(plaatsing=plaatsing, begindatum=over(10), reden="Operatie uitgesteld.", by=coordinator, at=NU)
    assert nu.begindatum == over(10)
    assert Bericht.objects.filter(soort="stage_eerste_dag", ontvanger=plaatsing.student.user).count() == 1


def test_earlier_start_needs_a_seat():
    plaatsing, coordinator = stage("geaccepteerd", begindatum=over(20), einddatum=EIND)
    PlaatsingFactory(stageplaats=plaatsing.stageplaats, begindatum=BEGIN, einddatum=over(19))
    with pytest.raises(DomainError, match="vol"):
        verzet_begin(plaatsing=plaatsing, begindatum=over(10), reden="Eerder klaar.", by=coordinator, at=NU)
    Plaatsing.objects.exclude(pk=plaatsing.pk).update(status="gestopt")
    assert verzet_begin(plaatsing=plaatsing, begindatum=over(10), reden="Eerder klaar.", by=coordinator, at=NU)


def test_first_day_of_a_running_stage_stays():
    plaatsing, coordinator = stage()
    with pytest.raises(DomainError, match="al begonnen"):
        verzet_begin(plaatsing=plaatsing, begindatum=over(5), reden="Later.", by=coordinator, at=NU)


def test_pages_of_stopping_work_for_the_coordinator_only(client):
    plaatsing, coordinator = stage()
    url = reverse("plaatsingen:stoppen", args=[plaatsing.public_id])
    client.force_login(plaatsing.student.user)
    assert client.get(url).status_code == 403
    client.force_login(coordinator)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reden": ""}).status_code == 422
    gegevens = {
        "reden": "plek",
        "initiatief": "samen",
        "laatste_dag": over(0) - timedelta(days=1),
        "toelichting": GEHEIM,
    }
    assert client.post(url, gegevens).status_code == 302
    plaatsing.refresh_from_db()
    assert plaatsing.status == "gestopt"
    assert GEHEIM in client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).content.decode()
    client.force_login(persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf))
    tekst = client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).content.decode()
    assert GEHEIM not in tekst
    assert "Deze plek past niet" not in tekst.split("tijdlijn-titel")[0]
