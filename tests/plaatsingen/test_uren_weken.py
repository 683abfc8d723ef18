"""A week on a phone, the answer of the leerbedrijf in bulk, questions, two hosts, and how many queries that takes."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht, Schoolvakantie
from plaatsingen.models import Stagedeel, Stagevorm, Urendag
from plaatsingen.services import uren, urenakkoord, urenlijst
from plaatsingen.services.rooster import rooster_van
from plaatsingen.services.roosterschrijven import Weekdienst, zet_week
from plaatsingen.services.uren import Dag
from plaatsingen.vandaag import todos
from tests.factories import NU, PlaatsingFactory, StageplaatsFactory, persoon
from tests.plaatsingen.uren_hulp import DINSDAG, MAANDAG, als, geplande_week, gewerkt, url, velden, vul, week_41

pytestmark = pytest.mark.django_db

LIJST = "/plaatsingen/uren/"


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    plaatsing = PlaatsingFactory(begindatum=date(2026, 9, 28), uren_norm=100)
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


# --- the student ---


def test_one_press_of_the_button_keeps_the_week_as_planned(client, plaatsing):
    geplande_week(plaatsing)
    als(client, plaatsing.student.user)
    tekst = client.get(week_41(plaatsing)).text
    assert "Ja, zo was het" in tekst
    assert "14:30 tot 23:00" in tekst
    assert client.post(week_41(plaatsing), velden(client, week_41(plaatsing))).status_code == 302
    rijen = list(plaatsing.urendagen.values_list("datum", "uren", "gepland", "begin"))
    assert rijen == [(MAANDAG, 8, 8, time(7, 30)), (DINSDAG, 8, 8, time(14, 30))]


@pytest.mark.parametrize(
    ("keuze", "uitkomst"),
    [
        ({"soort": "ziek"}, ("ziek", 0, "")),
        ({"soort": "verlof"}, ("verlof", 0, "")),
        ({"soort": "school"}, ("school", 0, "")),
        ({"soort": "vrij"}, ("vrij", 0, "")),
        ({"uren": "0"}, ("vrij", 0, "")),
        ({"uren": "6.5"}, ("aanwezig", Decimal("6.5"), "")),
        ({"soort": "laat", "laat": "45"}, ("aanwezig", Decimal("7.25"), "45 minuten te laat")),
        ({"soort": "laat"}, ("aanwezig", Decimal("7.5"), "30 minuten te laat")),
    ],
)
def test_one_tap_tells_what_was_different(client, plaatsing, keuze, uitkomst):
    geplande_week(plaatsing)
    als(client, plaatsing.student.user)
    gegevens = velden(client, week_41(plaatsing)) | {f"{naam}_{MAANDAG}": waarde for naam, waarde in keuze.items()}
    assert client.post(week_41(plaatsing), gegevens).status_code == 302
    rij = plaatsing.urendagen.get(datum=MAANDAG)
    assert (rij.soort, rij.uren, rij.opmerking) == uitkomst
    assert plaatsing.urendagen.get(datum=DINSDAG).uren == 8


def test_open_weeks_come_one_after_another(client, plaatsing):
    als(client, plaatsing.student.user)
    eerste = url("uren_week", plaatsing, 2026, 40)
    assert "2 weken wachten op jou" in client.get(url("uren", plaatsing)).text
    antwoord = client.post(eerste, velden(client, eerste))
    assert antwoord.url == week_41(plaatsing)
    assert client.post(week_41(plaatsing), velden(client, week_41(plaatsing))).url == url("uren", plaatsing)
    assert not uren.open_weken(plaatsing, rooster_van(plaatsing), NU.date())


def test_week_under_way_is_not_open_and_the_rest_stays_ready(client, plaatsing):
    als(client, plaatsing.student.user)
    deze = url("uren_week", plaatsing, 2026, 42)
    client.post(deze, velden(client, deze))
    assert list(plaatsing.urendagen.values_list("datum", flat=True)) == [NU.date()]
    assert date(2026, 10, 12) not in uren.open_weken(plaatsing, rooster_van(plaatsing), NU.date())
    assert "Deze dag komt nog" in client.get(deze).text


def test_free_days_are_known(client, plaatsing):
    Schoolvakantie.objects.create(naam="Studieweek", begin=MAANDAG, eind=MAANDAG)
    als(client, plaatsing.student.user)
    assert "Studieweek" in client.get(week_41(plaatsing)).text
    client.post(week_41(plaatsing), velden(client, week_41(plaatsing)))
    assert list(plaatsing.urendagen.values_list("datum", flat=True)) == [DINSDAG]


def test_template_fills_in_fewer_hours(client, plaatsing):
    plaatsing.vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing.einddatum, plaatsing.uren_norm = date(2027, 7, 16), 520
    plaatsing.save()
    als(client, plaatsing.student.user)
    assert velden(client, week_41(plaatsing))[f"uren_{MAANDAG}"] == "4"
    stand = uren.stand(plaatsing=plaatsing, op=date(2026, 10, 10))
    assert stand.verwacht == 16  # two weeks of 8 hours


def test_long_day_is_kept_and_told(client, plaatsing):
    als(client, plaatsing.student.user)
    gegevens = velden(client, week_41(plaatsing)) | {f"uren_{MAANDAG}": "11"}
    antwoord = client.post(week_41(plaatsing), gegevens, follow=True)
    assert "De grens is 10 uur op een dag" in antwoord.text
    assert plaatsing.urendagen.get(datum=MAANDAG).uren == 11
    assert uren.stand(plaatsing=plaatsing, op=NU.date()).extra == 3


# --- the leerbedrijf ---


def kies(client, *namen):
    weken = client.get(LIJST).context["weken"]
    return [week.sleutel for week in weken if not namen or week.plaatsing.student.naam in namen]


def test_exceptions_stand_first_and_are_not_ticked(client, plaatsing):
    gewoon = PlaatsingFactory(stageplaats=plaatsing.stageplaats, werkbegeleider=plaatsing.werkbegeleider)
    vul(gewoon, gewerkt())
    vul(plaatsing, Dag(MAANDAG, Decimal(0), "ziek"), gewerkt(DINSDAG, 6, opmerking="eerder weg"))
    antwoord = als(client, plaatsing.werkbegeleider).get(LIJST)
    weken = antwoord.context["weken"]
    assert [week.plaatsing for week in weken] == [plaatsing, gewoon]
    assert weken[0].afwijkingen == ["ma 5: ziek", "di 6: 6 uur in plaats van 8, eerder weg"]
    assert antwoord.text.count(" checked") == 1


def test_many_weeks_are_agreed_at_once(client, plaatsing):
    ander = PlaatsingFactory(stageplaats=plaatsing.stageplaats, werkbegeleider=plaatsing.werkbegeleider)
    vul(plaatsing, gewerkt())
    vul(ander, gewerkt())
    als(client, plaatsing.werkbegeleider)
    antwoord = client.post(LIJST, {"kies": kies(client), "actie": "akkoord"}, follow=True)
    assert "2 weken zijn bevestigd" in antwoord.text
    assert "Alles is bevestigd" in antwoord.text
    assert not Urendag.objects.filter(bevestigd_op__isnull=True).exists()


def test_week_that_changed_after_it_was_shown_is_not_agreed(client, plaatsing, time_machine):
    vul(plaatsing, gewerkt())
    als(client, plaatsing.werkbegeleider)
    gezien = kies(client)
    later = NU + timedelta(minutes=1)
    uren.vul_week_in(
        plaatsing=plaatsing, maandag=MAANDAG, dagen=[gewerkt(aantal=12)], by=plaatsing.student.user, at=later
    )
    antwoord = client.post(LIJST, {"kies": gezien, "actie": "akkoord"}, follow=True)
    assert "net veranderd" in antwoord.text
    assert plaatsing.urendagen.get().bevestigd_op is None


@pytest.mark.parametrize(("actie", "stand"), [("vraag", "vraag"), ("afwijzen", "afgewezen")])
def test_question_goes_to_the_student_and_comes_back(client, plaatsing, actie, stand):
    vul(plaatsing, gewerkt())
    als(client, plaatsing.werkbegeleider)
    zonder = client.post(LIJST, {"kies": kies(client), "actie": actie, "tekst": " "})
    assert zonder.status_code == 422
    gekozen = kies(client)
    for _ in range(2):  # a double click asks once
        client.post(LIJST, {"kies": gekozen, "actie": actie, "tekst": "Was je niet vrij?"})
    assert AuditRegel.objects.filter(actie__in=["vraag over uren", "uren niet akkoord"]).count() == 1
    assert plaatsing.urendagen.get().stand == stand
    assert not client.get(LIJST).context["weken"]
    assert Bericht.objects.get(soort="uren_vraag").ontvanger == plaatsing.student.user
    als(client, plaatsing.student.user)
    tekst = client.get(week_41(plaatsing)).text
    assert "Was je niet vrij?" in tekst
    assert "Opnieuw insturen" in tekst
    client.post(week_41(plaatsing), velden(client, week_41(plaatsing)))
    assert plaatsing.urendagen.get(datum=MAANDAG).stand == "ingevuld"
    als(client, plaatsing.werkbegeleider)
    assert "opnieuw ingestuurd na" in client.get(LIJST).text


def test_question_about_one_day(client, plaatsing):
    vul(plaatsing, gewerkt(), gewerkt(DINSDAG))
    als(client, plaatsing.werkbegeleider)
    client.post(url("uren_vraag", plaatsing, 2026, 41), {"dag": [str(DINSDAG)], "tekst": "Hoe laat?", "actie": "vraag"})
    assert dict(plaatsing.urendagen.values_list("datum", "stand")) == {MAANDAG: "ingevuld", DINSDAG: "vraag"}
    leeg = client.post(url("uren_vraag", plaatsing, 2026, 41), {"tekst": "", "actie": "vraag"}, follow=True)
    assert "Schrijf op wat u wilt weten" in leeg.text


def test_rest_of_a_week_with_a_question_is_agreed_from_the_list(client, plaatsing):
    vul(plaatsing, gewerkt(), gewerkt(DINSDAG))
    wat = {"plaatsing": plaatsing, "maandag": MAANDAG, "by": plaatsing.werkbegeleider, "at": NU}
    urenakkoord.vraag_over(**wat, tekst="Tot hoe laat?", dagen=[DINSDAG])
    als(client, plaatsing.werkbegeleider)
    sleutel = urenlijst.vul_aan(plaatsing.werkbegeleider, urenlijst.wachtende_weken(plaatsing.werkbegeleider))[
        0
    ].sleutel
    client.post(LIJST, {"actie": "akkoord", "kies": sleutel})
    vast = Urendag.objects.filter(bevestigd_op__isnull=False)
    assert [rij.datum for rij in vast] == [MAANDAG]


def test_only_the_host_asks_and_confirmed_days_stay(client, plaatsing):
    vul(plaatsing, gewerkt())
    with pytest.raises(GeenToegang):
        urenakkoord.vraag_over(plaatsing=plaatsing, maandag=MAANDAG, tekst="?", by=plaatsing.student.user, at=NU)
    urenakkoord.bevestig_week(plaatsing=plaatsing, maandag=MAANDAG, by=plaatsing.werkbegeleider, at=NU)
    with pytest.raises(DomainError, match="geen dagen"):
        urenakkoord.vraag_over(plaatsing=plaatsing, maandag=MAANDAG, tekst="?", by=plaatsing.werkbegeleider, at=NU)
    assert client.post(LIJST, {"actie": "akkoord"}).status_code == 302  # somebody who isn't logged in
    als(client, plaatsing.student.user)
    assert client.post(LIJST, {"actie": "akkoord"}).status_code == 403
    assert client.post(url("uren_vraag", plaatsing, 2026, 41), {"tekst": "x"}).status_code == 403


def test_nonsense_in_the_list_is_nothing(client, plaatsing):
    vul(plaatsing, gewerkt())
    vreemd = PlaatsingFactory()
    vul(vreemd, gewerkt())
    als(client, plaatsing.werkbegeleider)
    for sleutel in (
        "",
        "x:y",
        "niet-een-uuid:2026:41:1-1",
        f"{vreemd.public_id}:2026:41:0",
        f"{plaatsing.public_id}:2026:60:0",
        f"{plaatsing.public_id}:9999:52:0",
    ):
        client.post(LIJST, {"kies": [sleutel], "actie": "akkoord"})
    assert client.get(url("uren_week", plaatsing, 1, 1)).status_code == 404
    assert not Urendag.objects.filter(bevestigd_op__isnull=False).exists()


def test_second_begeleider_agrees_too(client, plaatsing):
    plaatsing.tweede_begeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    vul(plaatsing, gewerkt())
    als(client, plaatsing.tweede_begeleider)
    client.post(LIJST, {"kies": kies(client), "actie": "akkoord"})
    assert plaatsing.urendagen.get().bevestigd_door == plaatsing.tweede_begeleider


# --- two hosts ---


@pytest.fixture
def deel(plaatsing):
    plaats = StageplaatsFactory()
    return Stagedeel.objects.create(
        plaatsing=plaatsing,
        stageplaats=plaats,
        dagen="do",
        uren_norm=40,
        werkbegeleider=persoon("werkbegeleider", plaats.leerbedrijf),
        toegevoegd_op=NU,
    )


def test_each_host_sees_and_confirms_its_own_days(client, plaatsing, deel):
    als(client, plaatsing.student.user)
    client.post(week_41(plaatsing), velden(client, week_41(plaatsing)))
    assert plaatsing.urendagen.get(datum=date(2026, 10, 8)).deel == deel
    als(client, deel.werkbegeleider)
    assert [len(week.rijen) for week in client.get(LIJST).context["weken"]] == [1]
    tekst = client.get(week_41(plaatsing)).text
    assert "donderdag 8 oktober" in tekst
    assert "maandag 5 oktober" not in tekst[tekst.index('class="urendag"') :]
    client.post(LIJST, {"kies": kies(client), "actie": "akkoord"})
    bevestigd = plaatsing.urendagen.filter(bevestigd_op__isnull=False)
    assert list(bevestigd.values_list("datum", flat=True)) == [date(2026, 10, 8)]
    als(client, plaatsing.werkbegeleider)
    assert [len(week.rijen) for week in client.get(LIJST).context["weken"]] == [2]
    delen = uren.stand_per_deel(plaatsing, rooster_van(plaatsing))
    assert [(rij["norm"], rij["gemaakt"], rij["bevestigd"]) for rij in delen] == [(60, 16, 0), (40, 8, 8)]
    assert "Per leerbedrijf" in client.get(url("uren", plaatsing)).text


def test_student_says_at_which_host_a_day_was(client, plaatsing, deel):
    als(client, plaatsing.student.user)
    gegevens = velden(client, week_41(plaatsing)) | {f"deel_{MAANDAG}": str(deel.pk)}
    client.post(week_41(plaatsing), gegevens)
    assert plaatsing.urendagen.get(datum=MAANDAG).deel == deel
    with pytest.raises(DomainError, match="hoort niet bij je stage"):
        vul(plaatsing, gewerkt(deel=99999))


# --- reminders and the home page ---


def test_home_page_names_the_oldest_open_week(plaatsing):
    rij = todos(plaatsing.student.user, NU)[0]
    assert rij["titel"] == "Vul je uren van week 40 in"
    assert "2 weken" in rij["uitleg"]
    vul(plaatsing, gewerkt())
    assert plaatsing.student.naam in todos(plaatsing.werkbegeleider, NU)[0]["titel"]


# --- queries ---


def _tel(client, pad):
    client.get(pad)
    with CaptureQueriesContext(connection) as vragen:
        assert client.get(pad).status_code == 200
    return len(vragen)


@pytest.mark.parametrize("rol", ["werkbegeleider", "praktijkopleider"])
def test_list_asks_as_much_for_many_as_for_one(client, plaatsing, rol):
    user = plaatsing.werkbegeleider if rol == "werkbegeleider" else persoon(rol, plaatsing.stageplaats.leerbedrijf)
    als(client, user)
    vul(plaatsing, gewerkt())
    een = _tel(client, LIJST)
    for _ in range(8):
        ander = PlaatsingFactory(stageplaats=plaatsing.stageplaats, werkbegeleider=plaatsing.werkbegeleider)
        for nummer in range(3):
            ander.urendagen.create(
                datum=date(2026, 9, 7) + timedelta(weeks=nummer), uren=12, gepland=8, ingevoerd_op=NU
            )
    assert _tel(client, LIJST) == een
    assert een <= 30
    assert len(urenlijst.wachtende_weken(user)) == 25


def test_pages_of_one_placement_stay_within_the_budget(client, plaatsing, deel):
    geplande_week(plaatsing)
    zet_week(plaatsing=plaatsing, dagen=[Weekdienst(MAANDAG)], by=plaatsing.werkbegeleider, at=NU)
    for user in (plaatsing.student.user, plaatsing.werkbegeleider, deel.werkbegeleider):
        als(client, user)
        for pad in (url("uren", plaatsing), week_41(plaatsing), url("rooster", plaatsing)):
            voor = _tel(client, pad)
            for nummer in range(10):
                plaatsing.urendagen.get_or_create(
                    datum=date(2026, 9, 28) + timedelta(days=nummer), defaults={"uren": 8, "ingevoerd_op": NU}
                )
            assert _tel(client, pad) <= max(voor, 30)


def test_what_was_done_is_in_the_log(plaatsing):
    vul(plaatsing, gewerkt())
    urenakkoord.vraag_over(plaatsing=plaatsing, maandag=MAANDAG, tekst="Klopt dit?", by=plaatsing.werkbegeleider, at=NU)
    assert AuditRegel.objects.get(actie="vraag over uren").reden == "Klopt dit?"
