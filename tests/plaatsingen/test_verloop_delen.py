"""Two begeleiders, one stage over two leerbedrijven, and capacity per week (R5.9, R5.13)."""

from datetime import date

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from plaatsingen import rules
from plaatsingen.models import Plaatsing, Urendag
from plaatsingen.services import delen, maken, slot, status
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.services.verplaatsen import verplaats
from tests.factories import NU, GesprekFactory, LidmaatschapFactory, PlaatsingFactory, StudentFactory, persoon
from tests.plaatsingen.verloop_hulp import BEGIN, EIND, erkende_plaats, over, stage
from vacatures.bezetting import bezetting_van
from vacatures.models import Weekcapaciteit

pytestmark = pytest.mark.django_db
KANARIE = "KANARIE-GESPREK"
ZOMER = {"begin": date(2027, 7, 10), "eind": date(2027, 7, 30)}


def _voeg_toe(plaatsing, plaats, by, **velden):
    velden = {"dagen": "di", "uren_norm": 100} | velden
    return delen.voeg_toe(plaatsing=plaatsing, stageplaats=plaats, by=by, at=NU, **velden)


def _nieuw(plaats, dagen="di", student=None, **velden):
    velden = {"begindatum": BEGIN, "einddatum": EIND, "periodes": "1 2"} | velden
    student = student or StudentFactory()
    return maken.maak_plaatsing(student=student, stageplaats=plaats, dagen=dagen, by=None, at=NU, **velden)


def test_part_takes_a_seat_at_the_second_host_and_frees_the_day_at_the_first():
    plaatsing, coordinator = stage(uren_norm=300)
    plaats = erkende_plaats()
    deel = _voeg_toe(plaatsing, plaats, coordinator)
    plaatsing.refresh_from_db()
    assert (plaatsing.dagen, deel.dagen, delen.dagen_van(plaatsing)) == ("ma", "di", "ma di")
    assert delen.uren_eerste(plaatsing) == 200
    assert bezetting_van([plaats])[plaats.pk].hoofden["1", "di"] == 1
    with pytest.raises(DomainError, match="vol op dinsdag"):
        _nieuw(plaats)
    assert _nieuw(plaats, dagen="wo").pk
    assert _nieuw(plaatsing.stageplaats, dagen="di").pk


def test_part_is_refused_where_no_seat_is_left():
    plaatsing, coordinator = stage()
    plaats = erkende_plaats()
    _nieuw(plaats)
    with pytest.raises(DomainError, match="vol op dinsdag"):
        _voeg_toe(plaatsing, plaats, coordinator)
    plaatsing.refresh_from_db()
    assert plaatsing.dagen == "ma di"


@pytest.mark.parametrize(
    ("velden", "woord"),
    [
        ({"dagen": "ma di"}, "minstens een dag over"),
        ({"dagen": "di", "dagen_eerste": "ma di"}, "al ergens anders"),
        ({"uren_norm": 300}, "Laat uren over"),
        ({"dagen": ""}, "minstens een dag"),
    ],
)
def test_part_refuses_what_cannot_be(velden, woord):
    plaatsing, coordinator = stage(uren_norm=300)
    with pytest.raises(DomainError, match=woord):
        _voeg_toe(plaatsing, erkende_plaats(), coordinator, **velden)
    assert not plaatsing.delen.exists()


def test_part_is_for_the_coordinator_of_the_school():
    plaatsing, _ = stage()
    with pytest.raises(GeenToegang):
        _voeg_toe(plaatsing, erkende_plaats(), persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf))


def test_part_that_is_taken_back_frees_its_seat_and_returns_the_day():
    plaatsing, coordinator = stage(uren_norm=300)
    plaats = erkende_plaats()
    deel = _voeg_toe(plaatsing, plaats, coordinator)
    for _ in range(2):
        delen.laat_vervallen(deel=deel, by=coordinator, at=NU)
    plaatsing.refresh_from_db()
    assert plaatsing.dagen == "ma di"
    assert _nieuw(plaats).pk


def test_days_of_the_part_are_not_given_to_the_first_host_and_a_sick_day_finds_a_host():
    plaatsing, coordinator = stage(uren_norm=300)
    deel = _voeg_toe(plaatsing, erkende_plaats(), coordinator)
    with pytest.raises(DomainError, match="Op dinsdag is de student bij het tweede"):
        verplaats(
            plaatsing=plaatsing, stageplaats=plaatsing.stageplaats, dagen="ma di", reden="Ruil.", by=coordinator, at=NU
        )
    ziek = Urendag.objects.create(plaatsing=plaatsing, deel=deel, datum=over(-6), uren=0, soort="ziek", ingevoerd_op=NU)
    delen.laat_vervallen(deel=deel, by=coordinator, at=NU)
    ziek.refresh_from_db()
    assert ziek.deel is None


def test_part_with_hours_stays():
    plaatsing, coordinator = stage(uren_norm=300)
    deel = _voeg_toe(plaatsing, erkende_plaats(), coordinator)
    Urendag.objects.create(plaatsing=plaatsing, deel=deel, datum=over(-6), uren=8, ingevoerd_op=NU)
    with pytest.raises(DomainError, match="al uren gemaakt"):
        delen.laat_vervallen(deel=deel, by=coordinator, at=NU)


def test_stopping_frees_the_seats_of_both_hosts():
    plaatsing, coordinator = stage(uren_norm=300)
    plaats = erkende_plaats()
    _voeg_toe(plaatsing, plaats, coordinator)
    status.stop_plaatsing(plaatsing=plaatsing, by=coordinator, at=NU, reden="Klaar.")
    assert _nieuw(plaats).pk


def test_longer_stage_asks_a_seat_at_the_second_host_too():
    plaatsing, coordinator = stage(uren_norm=300)
    plaats = erkende_plaats()
    _voeg_toe(plaatsing, plaats, coordinator)
    _nieuw(plaats, begindatum=date(2027, 2, 1), einddatum=date(2027, 6, 1), periodes="1 2 3 4")
    with pytest.raises(DomainError, match="tweede leerbedrijf"):
        wijzig_einddatum(plaatsing=plaatsing, einddatum=date(2027, 2, 12), reden="Langer.", by=coordinator, at=NU)


def test_people_of_the_second_host_see_the_stage_but_are_no_begeleider_of_the_first(client):
    plaatsing, coordinator = stage(uren_norm=300)
    plaats = erkende_plaats()
    begeleider = persoon("werkbegeleider", plaats.leerbedrijf)
    deel = _voeg_toe(plaatsing, plaats, coordinator, werkbegeleider=begeleider)
    opleider = persoon("praktijkopleider", plaats.leerbedrijf)
    GesprekFactory(plaatsing=plaatsing, gaat_goed=KANARIE, aanwezig=KANARIE)
    for user in (begeleider, opleider):
        assert Plaatsing.objects.visible_to(user).get() == plaatsing
        assert rules.delen_van(user, plaatsing) == [deel]
        assert not rules.is_begeleider_van(user, plaatsing)
        client.force_login(user)
        pagina = client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id]))
        assert pagina.status_code == 200
        assert KANARIE not in pagina.content.decode()
        assert 'id="verslagen"' not in pagina.content.decode()
        assert client.get(reverse("plaatsingen:documenten", args=[plaatsing.public_id])).status_code == 403
    assert not rules.delen_van(persoon("praktijkopleider"), plaatsing)
    client.force_login(plaatsing.student.user)
    pagina = client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).content.decode()
    assert begeleider.email in pagina
    assert str(plaats.leerbedrijf) in pagina


def test_second_begeleider_sees_and_may_what_the_first_does():
    plaatsing, coordinator = stage()
    huis = plaatsing.stageplaats.leerbedrijf
    eerste, tweede = persoon("werkbegeleider", huis), persoon("werkbegeleider", huis)
    nu = status.kies_begeleiders(plaatsing=plaatsing, eerste=eerste, tweede=tweede, by=coordinator, at=NU)
    assert rules.is_begeleider_van(tweede, nu)
    assert Plaatsing.objects.visible_to(tweede).get() == plaatsing
    nu = status.kies_begeleiders(plaatsing=nu, eerste=tweede, tweede=eerste, by=coordinator, at=NU)
    assert (nu.werkbegeleider, nu.tweede_begeleider) == (tweede, eerste)
    with pytest.raises(DomainError, match="twee verschillende"):
        status.kies_begeleiders(plaatsing=nu, eerste=tweede, tweede=tweede, by=coordinator, at=NU)
    with pytest.raises(DomainError, match="geen werkbegeleider bij"):
        status.kies_tweede_begeleider(
            plaatsing=nu, begeleider=LidmaatschapFactory(rol="werkbegeleider").user, by=coordinator, at=NU
        )


# --- capacity per week ---


def _in_de_zomer(plaats, **velden):
    velden = {"begindatum": ZOMER["begin"], "einddatum": ZOMER["eind"], "periodes": "z"} | velden
    return _nieuw(plaats, dagen="ma", **velden)


def test_summer_weeks_take_as_many_as_they_say():
    plaats = erkende_plaats(periodes="1 2 3 4 z")
    Weekcapaciteit.objects.create(stageplaats=plaats, capaciteit=3, **ZOMER)
    for _ in range(3):
        _in_de_zomer(plaats)
    with pytest.raises(DomainError, match="3 van 3 plekken"):
        _in_de_zomer(plaats)


def test_summer_weeks_do_not_help_who_comes_in_lesson_weeks_too():
    plaats = erkende_plaats(periodes="1 2 3 4 z")
    Weekcapaciteit.objects.create(stageplaats=plaats, capaciteit=3, **ZOMER)
    lang = {"begindatum": date(2027, 4, 1), "einddatum": ZOMER["eind"], "periodes": "4 z"}
    _in_de_zomer(plaats, **lang)
    with pytest.raises(DomainError, match="1 van 1 plekken"):
        _in_de_zomer(plaats, **lang)
    assert _in_de_zomer(plaats).pk


def test_weeks_with_fewer_seats_are_guarded_and_closed_weeks_are_not():
    plaats = erkende_plaats(capaciteit=2)
    _nieuw(plaats)
    Weekcapaciteit.objects.create(
        stageplaats=plaats, begin=date(2026, 12, 21), eind=date(2027, 1, 1), capaciteit=0, reden="Kerst"
    )
    assert _nieuw(plaats, dagen="di").pk
    Plaatsing.objects.last().delete()
    Weekcapaciteit.objects.create(
        stageplaats=plaats, begin=date(2026, 11, 2), eind=date(2026, 11, 13), capaciteit=1, reden="Verbouwing"
    )
    with pytest.raises(DomainError, match="1 van 1 plekken"):
        _nieuw(plaats)
    assert _nieuw(plaats, begindatum=date(2026, 11, 16)).pk


def test_place_that_is_closed_all_the_time_takes_nobody():
    plaats = erkende_plaats(periodes="1 2 3 4 z")
    Weekcapaciteit.objects.create(stageplaats=plaats, capaciteit=0, **ZOMER)
    with pytest.raises(DomainError, match="dicht"):
        _in_de_zomer(plaats)


def test_seats_of_many_places_take_as_many_queries_as_of_one(django_assert_num_queries):
    plaatsen = [erkende_plaats() for _ in range(3)]
    for plaats in plaatsen:
        PlaatsingFactory(stageplaats=plaats)
    for aantal in (1, 3):
        rijen = plaatsen[:aantal]
        with django_assert_num_queries(3):
            slot.Bezetting(stageplaatsen=rijen, begin=BEGIN, eind=EIND)
