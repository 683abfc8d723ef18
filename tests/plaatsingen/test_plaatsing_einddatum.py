"""Another last day: who may, what is refused, what it takes along, and that the ladder sees it."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties.models import Verslagfeit
from evaluaties.tasks import controleer_verslagen
from kern.models import AuditRegel, Periode
from plaatsingen.services.einddatum import wijzig_einddatum
from tests.factories import (
    AMSTERDAM,
    NU,
    ErkenningFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    persoon,
)

pytestmark = pytest.mark.django_db

LATER = date(2027, 3, 5)


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    """A placement in periods 1 and 2 of a recognised house, with the dates of the periods."""
    plaatsing = PlaatsingFactory(uren_norm=150)
    ErkenningFactory(organisatie=plaatsing.stageplaats.leerbedrijf)
    grenzen = {"1": ((2026, 8, 24), (2026, 11, 6)), "2": ((2026, 11, 9), (2027, 1, 29))}
    grenzen |= {"3": ((2027, 2, 1), (2027, 4, 9)), "4": ((2027, 4, 12), (2027, 7, 2))}
    for code, (begin, eind) in grenzen.items():
        Periode.objects.create(schooljaar=SchooljaarFactory(), code=code, begin=date(*begin), eind=date(*eind))
    return plaatsing


@pytest.fixture
def coordinator(plaatsing):
    return persoon("coordinator", plaatsing.student.school)


def wijzig(plaatsing, coordinator, dag, reden="Afgesproken met de student."):
    return wijzig_einddatum(plaatsing=plaatsing, einddatum=dag, reden=reden, by=coordinator, at=NU)


def url(plaatsing):
    return reverse("plaatsingen:einddatum", args=[plaatsing.public_id])


def test_later_day_takes_period_and_hours_along_and_is_audited(plaatsing, coordinator):
    nu = wijzig(plaatsing, coordinator, LATER)
    assert (nu.einddatum, nu.periodes, nu.uren_norm) == (LATER, "1 2 3", 225)
    regel = AuditRegel.objects.get(actie="laatste dag gewijzigd")
    assert regel.reden == "Afgesproken met de student."
    assert (regel.voor["einddatum"], regel.na["einddatum"]) == ("2027-01-29", "2027-03-05")
    feit = Verslagfeit.objects.get(plaatsing=plaatsing)
    assert (feit.soort, feit.datum, feit.tot) == ("end_changed", LATER, date(2027, 1, 29))


def test_earlier_day_lets_a_period_go(plaatsing, coordinator):
    nu = wijzig(plaatsing, coordinator, date(2026, 10, 30))
    assert (nu.periodes, nu.uren_norm) == ("1", 75)


def test_hours_set_by_hand_stay(plaatsing, coordinator):
    plaatsing.uren_norm = 400
    plaatsing.save()
    assert wijzig(plaatsing, coordinator, LATER).uren_norm == 400


def test_same_day_again_changes_nothing(plaatsing, coordinator):
    wijzig(plaatsing, coordinator, plaatsing.einddatum)
    assert not AuditRegel.objects.exists()
    assert not Verslagfeit.objects.exists()


def test_full_place_refuses_a_later_day(plaatsing, coordinator):
    PlaatsingFactory(
        stageplaats=plaatsing.stageplaats, begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2), periodes="3 4"
    )
    with pytest.raises(DomainError, match=r"vol op dinsdag in periode 3: 1 van 1"):
        wijzig(plaatsing, coordinator, LATER)
    plaatsing.refresh_from_db()
    assert plaatsing.einddatum == date(2027, 1, 29)


def test_student_with_another_placement_then_is_refused(plaatsing, coordinator):
    PlaatsingFactory(student=plaatsing.student, begindatum=date(2027, 2, 1), einddatum=date(2027, 7, 2), periodes="3 4")
    with pytest.raises(DomainError, match="al een plaatsing"):
        wijzig(plaatsing, coordinator, LATER)


def test_recognition_must_reach_to_the_new_day(plaatsing, coordinator):
    plaatsing.stageplaats.leerbedrijf.erkenningen.update(geldig_tot=date(2027, 2, 28))
    with pytest.raises(DomainError, match="erkenning"):
        wijzig(plaatsing, coordinator, LATER)


@pytest.mark.parametrize(
    ("dag", "zin"),
    [
        (date(2026, 8, 31), "voor de eerste dag"),
        (date(2027, 8, 15), "einde van het schooljaar"),
    ],
)
def test_impossible_days_are_refused(plaatsing, coordinator, dag, zin):
    with pytest.raises(DomainError, match=zin):
        wijzig(plaatsing, coordinator, dag)


def test_day_before_logged_hours_is_refused(plaatsing, coordinator):
    plaatsing.urendagen.create(datum=date(2026, 10, 6), uren=8, ingevoerd_op=NU)
    with pytest.raises(DomainError, match="6 oktober"):
        wijzig(plaatsing, coordinator, date(2026, 10, 5))


def test_closed_placement_keeps_its_last_day(client, plaatsing, coordinator):
    plaatsing.status = "gestopt"
    plaatsing.save()
    with pytest.raises(DomainError, match="vroegtijdig gestopt"):
        wijzig(plaatsing, coordinator, LATER)
    client.force_login(coordinator)
    assert client.get(url(plaatsing)).status_code == 403


@pytest.mark.parametrize("rol", ["student", "praktijkopleider", "stagedocent"])
def test_only_a_coordinator_may(client, plaatsing, rol):
    plaatsing.student.stagedocent = persoon("stagedocent", plaatsing.student.school)
    plaatsing.student.save()
    mensen = {
        "student": plaatsing.student.user,
        "praktijkopleider": persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf),
        "stagedocent": plaatsing.student.stagedocent,
    }
    client.force_login(mensen[rol])
    assert client.post(url(plaatsing), {"einddatum": LATER, "reden": "x"}).status_code == 403
    assert "Laatste dag veranderen" not in client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).text
    with pytest.raises(GeenToegang):
        wijzig(plaatsing, mensen[rol], LATER)


def test_coordinator_of_another_school_gets_404(client, plaatsing):
    client.force_login(persoon("coordinator"))
    assert client.post(url(plaatsing), {"einddatum": LATER, "reden": "x"}).status_code == 404


def test_screen_changes_the_day_and_keeps_what_was_typed_when_refused(client, plaatsing, coordinator):
    client.force_login(coordinator)
    pagina = reverse("plaatsingen:detail", args=[plaatsing.public_id])
    assert url(plaatsing) in client.get(pagina).text
    geweigerd = client.post(url(plaatsing), {"einddatum": "2027-08-15", "reden": "Langer nodig."})
    assert geweigerd.status_code == 422
    assert "einde van het schooljaar" in geweigerd.text
    assert "Langer nodig." in geweigerd.text
    assert "2027-08-15" in geweigerd.text
    antwoord = client.post(url(plaatsing), {"einddatum": "2027-03-05", "reden": "Langer nodig."}, follow=True)
    assert "vrijdag 5 maart" in antwoord.text
    plaatsing.refresh_from_db()
    assert plaatsing.einddatum == LATER


def test_ladder_sees_the_new_last_day(plaatsing, coordinator):
    """Without the change the report over November would be missed on 1 December."""
    ander = PlaatsingFactory(stageplaats=StageplaatsFactory(), aangemaakt_op=plaatsing.aangemaakt_op)
    wijzig(plaatsing, coordinator, date(2026, 10, 30))
    controleer_verslagen(datetime(2026, 12, 3, 9, tzinfo=AMSTERDAM).isoformat())
    maanden = {p.pk: {e.plicht for e in p.ladder_events.filter(soort="MISS")} for p in (plaatsing, ander)}
    assert "monthly:2026-11" not in maanden[plaatsing.pk]
    assert "monthly:2026-11" in maanden[ander.pk]
    assert maanden[plaatsing.pk]
