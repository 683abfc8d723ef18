"""The route of a student: pace, expected arrival with a range, what if, and the choice (R8.4)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import GeenToegang
from evaluaties.models import Routekeuze
from evaluaties.services import volg, volg_kiezen
from evaluaties.services.volg_rekenen import Tempo, WatAls, bepaal_tempi, uren_klaar, weken_later
from evaluaties.volgtaken import todos
from kern.models import Bericht, Schoolvakantie
from plaatsingen.services import uren
from plaatsingen.services.rooster import rooster_van
from tests.factories import AMSTERDAM, PlaatsingFactory, persoon
from tests.factories.volg import RoutekeuzeFactory

MAANDAG = date(2026, 9, 7)
NU = datetime(2026, 10, 31, 12, tzinfo=AMSTERDAM)  # a Saturday: eight whole weeks have passed
NIETS = WatAls()
GEWOON = Tempo(Decimal(1), Decimal(1))


def maandag_en_dinsdag(dag):
    return Decimal(8) if dag.weekday() < 2 else Decimal(0)


def klaar(over, plan=NIETS, tempo=GEWOON):
    return uren_klaar(over=Decimal(over), vanaf=date(2026, 11, 1), uren_op=maandag_en_dinsdag, tempo=tempo, plan=plan)


def maak_stage(uren_per_dag=8, **velden):
    """Eight weeks of Mondays and Tuesdays, of a norm of 256 hours: sixteen weeks as planned."""
    velden = {"begindatum": MAANDAG, "einddatum": date(2027, 1, 29), "dagen": "ma di", "uren_norm": 256} | velden
    plaatsing = PlaatsingFactory(**velden)
    for week in range(8):
        for dag in range(2):
            datum = MAANDAG + timedelta(weeks=week, days=dag)
            plaatsing.urendagen.create(datum=datum, uren=uren_per_dag, ingevoerd_op=NU)
    return plaatsing


@pytest.fixture
def stage(db):
    return maak_stage()


def test_plan_moves_the_day_of_the_hours():
    assert klaar(32) == date(2026, 11, 10)  # two weeks of sixteen hours
    assert klaar(32, WatAls(weken_weg=2)) == date(2026, 11, 24)
    assert klaar(32, WatAls(uren_meer=16)) == date(2026, 11, 3)
    assert klaar(32, WatAls(uren_meer=-8)) == date(2026, 11, 24)
    assert klaar(32, WatAls(uren_meer=-16)) is None
    assert klaar(32, tempo=Tempo(Decimal(1), Decimal(2))) == date(2026, 11, 24)
    assert klaar(0) is None
    assert klaar(32, tempo=Tempo(Decimal(0), Decimal(8))) is None


def test_pace_has_a_range_of_calm_and_busy_weeks():
    weken = [(Decimal(uren), Decimal(16)) for uren in (16, 16, 16, 16, 8, 8, 8, 8)]
    tempi = bepaal_tempi(gemaakt=Decimal(96), voorbij=Decimal(128), weken=weken)
    assert (tempi.laag.deel, tempi.midden.deel, tempi.hoog.deel) == (Decimal("0.5"), Decimal("0.75"), Decimal(1))
    assert tempi.zeker
    # A month away doesn't make the end unreachable: at least half of the pace on the whole.
    weg = [(Decimal(16), Decimal(16))] * 4 + [(Decimal(0), Decimal(16))] * 4
    assert bepaal_tempi(gemaakt=Decimal(64), voorbij=Decimal(128), weken=weg).laag.deel == Decimal("0.25")
    assert not bepaal_tempi(gemaakt=Decimal(8), voorbij=Decimal(16), weken=weken[:2]).zeker


@pytest.mark.parametrize(("dagen", "weken"), [(0, 0), (1, 1), (7, 1), (8, 2), (-1, -1), (-14, -2)])
def test_weeks_are_rounded_away_from_zero(dagen, weken):
    assert weken_later(MAANDAG + timedelta(days=dagen), MAANDAG) == weken


@pytest.mark.django_db
@pytest.mark.parametrize("per_dag", [4, 6, 8])
def test_without_a_plan_the_day_is_that_of_the_page_of_hours(per_dag):
    stage = maak_stage(per_dag)
    route = volg.route_van(stage, stage.student.user, at=NU)
    assert route.aankomst.dag == uren.stand(plaatsing=stage, op=NU.date()).bereikt_op
    assert volg.routes_van([stage], op=NU.date())[stage.pk].aankomst == route.aankomst
    assert route.aankomst.vroeg <= route.aankomst.dag <= route.aankomst.laat


@pytest.mark.django_db
def test_holidays_are_skipped_unless_the_student_works_on(stage):
    Schoolvakantie.objects.create(naam="herfst", begin=date(2026, 11, 2), eind=date(2026, 11, 15))
    nu = volg.route_van(stage, stage.student.user, at=NU)
    door = volg.met_plan(nu, rooster_van(stage), WatAls(in_vakanties=True))
    assert weken_later(nu.aankomst.dag, door.aankomst.dag) == 2


@pytest.mark.django_db
def test_missed_exam_comes_again_and_decides_the_end(stage):
    nu = volg.route_van(stage, stage.student.user, at=NU)
    dan = volg.met_plan(nu, rooster_van(stage), WatAls(examens_gemist=1))
    assert (nu.bepaalt, dan.bepaalt) == ("uren", "examens")
    assert dan.aankomst.dag == stage.einddatum + timedelta(weeks=6)


@pytest.mark.django_db
def test_page_tells_what_a_plan_does_without_writing(client, stage, time_machine):
    time_machine.move_to(NU, tick=False)
    client.force_login(stage.student.user)
    pagina = client.get(reverse("volg:route", args=[stage.public_id]), {"weken_weg": "8", "verslagen_gemist": "4"})
    tekst = pagina.content.decode()
    with CaptureQueriesContext(connection) as vragen:
        client.get(reverse("volg:route", args=[stage.public_id]), {"uren_meer": "2", "in_vakanties": "on"})
    assert len(vragen) <= 30
    assert "De stage moet dan langer worden" in tekst
    assert "Een coördinator beslist, niet het systeem." in tekst
    assert 'type="number"' in tekst
    assert "<svg" in tekst
    assert not Routekeuze.objects.exists()
    assert client.get(reverse("volg:lijst")).headers["Location"] == reverse("volg:route", args=[stage.public_id])


@pytest.mark.django_db
def test_choice_is_told_to_the_begeleiders_and_answered(client, kring, time_machine):
    time_machine.move_to(NU, tick=False)
    stage = kring.plaatsing
    stage.uren_norm = 100
    stage.save(update_fields=["uren_norm"])
    client.force_login(kring.student)
    adres = reverse("volg:kiezen", args=[stage.public_id])
    for _ in range(2):  # a double click keeps one choice
        client.post(adres, {"weken_weg": "2", "toelichting": "KANARIE mijn moeder"})
    keuze = Routekeuze.objects.get()
    assert (keuze.keuze, keuze.vervallen_op) == ({"weken_weg": 2}, None)
    mails = Bericht.objects.filter(soort="route_gekozen")
    assert {mail.ontvanger for mail in mails} == {kring.stagebegeleider, kring.stagedocent, kring.werkbegeleider}
    assert not any("KANARIE" in mail.tekst + mail.onderwerp for mail in mails)
    assert any("andere route" in rij["titel"] for rij in todos(kring.werkbegeleider, NU))

    route = reverse("volg:route", args=[stage.public_id])
    for wie, ziet in ((kring.stagedocent, True), (kring.stagebegeleider, True), (kring.werkbegeleider, False)):
        client.force_login(wie)
        assert ("KANARIE" in client.get(route).content.decode()) is ziet
    bespreken, antwoord = reverse("volg:bespreken", args=[stage.public_id]), {"antwoord": "We proberen het."}
    ander = client.post(bespreken, antwoord | {"keuze": str(stage.public_id)})  # what was read stands no more
    assert (ander.status_code, "We proberen het." in ander.content.decode()) == (422, True)
    assert client.post(bespreken, antwoord | {"keuze": str(keuze.public_id)}).status_code == 302
    keuze.refresh_from_db()
    assert (keuze.antwoord, keuze.besproken_door) == ("We proberen het.", kring.werkbegeleider)
    assert Bericht.objects.filter(soort="route_besproken", ontvanger=kring.student).exists()
    assert todos(kring.werkbegeleider, NU) == []

    client.force_login(kring.student)
    client.post(reverse("volg:intrekken", args=[stage.public_id]))
    assert not Routekeuze.objects.geldend().exists()


@pytest.mark.django_db
def test_only_the_student_chooses_and_a_new_choice_replaces(kring):
    met = {"plaatsing": kring.plaatsing, "aankomst": None, "zonder": None, "toelichting": "", "at": NU}
    with pytest.raises(GeenToegang):
        volg_kiezen.kies_route(plan=WatAls(weken_weg=1), by=kring.stagedocent, **met)
    for weken in (1, 2):
        volg_kiezen.kies_route(plan=WatAls(weken_weg=weken), by=kring.student, **met)
    assert Routekeuze.objects.geldend().get().keuze == {"weken_weg": 2}
    assert Routekeuze.objects.count() == 2


@pytest.mark.django_db
def test_second_house_and_strangers_stay_out(client, stage):
    route = reverse("volg:route", args=[stage.public_id])
    client.force_login(persoon("coordinator"))
    assert client.get(route).status_code == 404
    client.force_login(persoon("praktijkopleider", stage.stageplaats.leerbedrijf))
    assert client.get(route).status_code == 200
    assert client.post(reverse("volg:kiezen", args=[stage.public_id]), {"weken_weg": "1"}).status_code == 403


@pytest.mark.django_db
def test_list_asks_as_much_for_many_as_for_one(client, kring, time_machine):
    time_machine.move_to(NU, tick=False)
    client.force_login(kring.coordinator)
    RoutekeuzeFactory(plaatsing=kring.plaatsing)

    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(reverse("volg:lijst")).status_code == 200
        return len(vragen)

    tel()
    een = tel()
    for _ in range(4):
        maak_stage(student__school=kring.school)
    assert tel() == een <= 30
    pagina = client.get(reverse("volg:lijst"), {"wat": "bespreken"})
    assert [rij["plaatsing"] for rij in pagina.context["regels"]] == [kring.plaatsing]
    bestand = client.get(reverse("volg:lijst"), {"formaat": "csv"}).content.decode()
    assert "2 weken weg" in bestand
    assert bestand.count("\n") == 6
