"""Planning talks: calendar, invitation, moving, calling off, the feed."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Gesprek, Gespreksafspraak, Gespreksritme
from begeleiding.services.afspraken import plan_gesprek, wijzig_afspraak, zeg_afspraak_af
from begeleiding.services.gesprekken import leg_gesprek_vast
from begeleiding.vandaag import todos
from evaluaties.services.agenda import punten_voor
from kern.models import Bericht
from kern.services.berichten import verstuur_wachtende
from plaatsingen.signals import plaatsing_beeindigd
from tests.begeleiding.test_gesprekken import GEGEVENS, als
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM
from tests.factories.gesprekken import AfspraakFactory

NU = datetime(2026, 10, 12, 16, 0, tzinfo=AMSTERDAM)
BEGIN = datetime(2026, 10, 15, 10, 0, tzinfo=AMSTERDAM)
PLAN = {
    "soort": "voortgang",
    "vorm": "op_locatie",
    "begin": BEGIN,
    "minuten": 30,
    "plek": "Dorpsstraat 1; hal, Groningen",
    "met_werkbegeleider": True,
}


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture
def ander(db):
    return maak_kring()


@pytest.fixture(autouse=True)
def _op_die_dag():
    with time_machine.travel(NU, tick=False):
        yield


def plan(kring, wie="stagebegeleider", at=NU, **anders):
    by = getattr(kring, wie)
    return plan_gesprek(plaatsing=kring.plaatsing, gegevens=PLAN | anders, begeleider=by, by=by, at=at)


def uitnodigingen():
    return {bericht.ontvanger: bericht for bericht in Bericht.objects.filter(soort="gesprek_afspraak").order_by("pk")}


def velden(agenda):
    """Return the properties of the event, unfolded, by name."""
    regels = agenda.replace("\r\n ", "").split("\r\n")
    event = regels[regels.index("BEGIN:VEVENT") + 1 : regels.index("END:VEVENT")]
    return {regel.split(":", 1)[0].split(";")[0]: regel.split(":", 1)[1] for regel in event} | {
        "METHOD": next(regel for regel in regels if regel.startswith("METHOD:"))[7:]
    }


def formulier(kring, **anders):
    vast = {"soort": "voortgang", "dag": "2026-10-15", "tijd": "10:00", "minuten": "30", "vorm": "op_locatie"}
    wie = {"plek": "Hal", "begeleider": str(kring.stagebegeleider.public_id), "met_werkbegeleider": "on"}
    return vast | wie | {"sleutel": str(uuid4())} | anders


def test_everybody_who_comes_gets_an_invitation_with_only_the_own_address(kring):
    afspraak = plan(kring)
    post = uitnodigingen()
    assert set(post) == {kring.student, kring.stagebegeleider, kring.werkbegeleider}
    for user, bericht in post.items():
        event = velden(bericht.agenda)
        assert (event["METHOD"], event["SEQUENCE"], event["DTSTART"]) == ("REQUEST", "0", "20261015T080000Z")
        assert event["DTEND"] == "20261015T083000Z"
        assert event["LOCATION"] == "Dorpsstraat 1\\; hal\\, Groningen"
        assert event["ATTENDEE"] == f"mailto:{user.email}"
        assert str(afspraak.public_id) in event["UID"]
        assert all(mens.email not in bericht.agenda for mens in post if mens != user)
        assert kring.student.naam not in bericht.onderwerp
    assert kring.student.naam not in post[kring.student].agenda
    assert "Dorpsstraat" in post[kring.student].tekst


def test_mail_carries_the_invitation_as_part_and_as_file(kring):
    plan(kring)
    verstuur_wachtende(at=NU)
    brief = next(brief for brief in mail.outbox if brief.to == [kring.student.email]).message().as_string()
    assert 'text/calendar; method="REQUEST"; charset="utf-8"' in brief
    assert 'filename="uitnodiging.ics"' in brief


def test_moving_raises_the_sequence_and_the_old_invitation_never_goes_out(kring):
    afspraak = plan(kring)
    later = PLAN | {"begin": BEGIN + timedelta(days=1), "met_werkbegeleider": False}
    nu = wijzig_afspraak(
        afspraak=afspraak, gegevens=later, begeleider=kring.stagebegeleider, versie=0, by=kring.stagedocent, at=NU
    )
    assert nu.volgnummer == 1
    post = uitnodigingen()
    assert velden(post[kring.student].agenda)["SEQUENCE"] == "1"
    assert velden(post[kring.student].agenda)["DTSTART"] == "20261016T080000Z"
    assert velden(post[kring.werkbegeleider].agenda)["METHOD"] == "CANCEL"  # no longer asked along
    telling = verstuur_wachtende(at=NU)
    assert (telling["verzonden"], telling["vervallen"]) == (3, 3)


def test_two_editors_the_second_hears_of_the_first(kring):
    afspraak = plan(kring)
    vast = {"afspraak": afspraak, "begeleider": kring.stagebegeleider, "versie": 0, "by": kring.stagedocent, "at": NU}
    wijzig_afspraak(gegevens=PLAN | {"minuten": 45}, **vast)
    with pytest.raises(DomainError, match="net veranderd"):
        wijzig_afspraak(gegevens=PLAN | {"minuten": 60}, **vast)


def test_student_calls_off_with_a_reason_and_it_leaves_all_calendars(kring):
    afspraak = plan(kring)
    pad = reverse("afspraken:afzeggen", args=[afspraak.public_id])
    assert als(kring.student).post(pad, {"reden": " "}).status_code == 422
    assert als(kring.student).post(pad, {"reden": "Ik heb een toets."}).status_code == 302
    afspraak.refresh_from_db()
    assert (afspraak.status, afspraak.reden, afspraak.volgnummer) == ("afgezegd", "Ik heb een toets.", 1)
    for bericht in uitnodigingen().values():
        assert velden(bericht.agenda)["METHOD"] == "CANCEL"
        assert velden(bericht.agenda)["STATUS"] == "CANCELLED"
        assert "toets" not in bericht.tekst + bericht.agenda
    with pytest.raises(DomainError, match="al afgezegd"):
        zeg_afspraak_af(afspraak=afspraak, reden="x", by=kring.stagebegeleider, at=NU)


def test_stage_that_ends_takes_its_talks_along(kring):
    afspraak = plan(kring)
    plaatsing_beeindigd.send(sender=None, plaatsing=kring.plaatsing, by=kring.coordinator, at=NU)
    afspraak.refresh_from_db()
    assert afspraak.status == "afgezegd"


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"begin": NU}, "al geweest"),
        ({"begin": datetime(2027, 6, 1, 10, tzinfo=AMSTERDAM)}, "na de stage"),
    ],
)
def test_plan_at_an_impossible_moment_is_refused(kring, anders, zin):
    with pytest.raises(DomainError, match=zin):
        plan(kring, **anders)


def test_who_does_not_supervise_does_not_plan_nor_holds(kring, ander):
    for wie in ("student", "praktijkopleider"):
        with pytest.raises(GeenToegang):
            plan(kring, wie)
    with pytest.raises(DomainError, match="begeleidt deze student niet"):
        plan_gesprek(
            plaatsing=kring.plaatsing, gegevens=PLAN, begeleider=ander.stagebegeleider, by=kring.stagedocent, at=NU
        )


def test_plan_by_page_once_however_often_it_is_sent(kring):
    pad = reverse("afspraken:nieuw", args=[kring.plaatsing.public_id])
    client, data = als(kring.stagebegeleider), formulier(kring)
    assert client.get(pad).status_code == 200
    eerste = client.post(pad, data)
    assert eerste.status_code == 302
    assert client.post(pad, data).url == eerste.url
    afspraak = Gespreksafspraak.objects.get()
    assert (afspraak.begin, afspraak.begeleider) == (BEGIN, kring.stagebegeleider)
    assert client.post(pad, formulier(kring, dag="2026-10-01")).status_code == 422
    wijzig = reverse("afspraken:wijzigen", args=[afspraak.public_id])
    assert 'value="10:00"' in client.get(wijzig).content.decode()
    assert client.post(wijzig, formulier(kring, tijd="11:30", versie="0")).status_code == 302
    assert client.post(wijzig, formulier(kring, tijd="12:30", versie="0")).status_code == 422
    assert "11:30" in client.get(eerste.url).content.decode()


@pytest.mark.parametrize(
    ("wie", "kan"),
    [("student", 200), ("werkbegeleider", 200), ("praktijkopleider", 200), ("stagedocent", 200), ("coordinator", 200)],
)
def test_those_concerned_see_the_talk_and_others_nothing(kring, ander, wie, kan):
    pad = reverse("afspraken:detail", args=[plan(kring).public_id])
    assert als(getattr(kring, wie)).get(pad).status_code == kan
    assert als(getattr(ander, wie)).get(pad).status_code == 404


@pytest.mark.parametrize("weergave", ["week", "maand"])
@pytest.mark.parametrize("wie", ["student", "stagebegeleider", "coordinator"])
def test_calendar_costs_the_same_queries_for_one_and_many(kring, ander, wie, weergave):
    AfspraakFactory(plaatsing=ander.plaatsing, plek="KANARIE")
    AfspraakFactory(plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider)
    pad = f"{reverse('afspraken:kalender')}?dag=2026-10-15&weergave={weergave}&van=alle"
    client = als(getattr(kring, wie))
    with CaptureQueriesContext(
        connection,
    ) as een:
        tekst = client.get(pad).content.decode()
    assert kring.student.naam in tekst or "10:00" in tekst
    assert ander.student.naam not in tekst
    for uur in range(9):
        AfspraakFactory(
            plaatsing=kring.plaatsing,
            begeleider=kring.stagedocent,
            begin=BEGIN + timedelta(hours=uur),
            status="gehouden",
        )
    with CaptureQueriesContext(connection) as veel:
        assert client.get(pad).status_code == 200
    assert len(een) == len(veel) <= 30


def test_feed_has_the_own_talks_without_names(kring):
    AfspraakFactory(plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider)
    AfspraakFactory(plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider, status="afgezegd", reden="x")
    for wie in ("student", "stagebegeleider", "werkbegeleider"):
        (punt,) = [punt for punt in punten_voor(getattr(kring, wie), NU) if punt.uid.endswith("-gesprek@stagebureau")]
        assert punt.begin == BEGIN
        assert kring.student.achternaam not in punt.titel + punt.omschrijving + punt.waar
    assert not [punt for punt in punten_voor(kring.stagedocent, NU) if "-gesprek@" in punt.uid]


def test_file_for_a_calendar(kring):
    antwoord = als(kring.student).get(reverse("afspraken:ics", args=[plan(kring).public_id]))
    assert antwoord["Content-Type"] == "text/calendar"
    assert b"METHOD:PUBLISH" in antwoord.content


def test_logging_the_talk_closes_the_plan(kring):
    afspraak = AfspraakFactory(
        plaatsing=kring.plaatsing, begeleider=kring.stagebegeleider, begin=NU - timedelta(hours=2)
    )
    (rij,) = todos(kring.stagebegeleider, NU)[:1]
    assert rij["titel"] == f"Hoe was het gesprek met {kring.student.naam}?"
    assert als(kring.stagebegeleider).get(rij["url"]).status_code == 200
    gesprek = leg_gesprek_vast(
        plaatsing=kring.plaatsing,
        gegevens={**GEGEVENS, "soort": "voortgang"},
        stappen=[],
        by=kring.stagebegeleider,
        at=NU,
    )
    afspraak.refresh_from_db()
    assert (afspraak.status, afspraak.gesprek) == ("gehouden", gesprek)
    assert not [rij for rij in todos(kring.stagebegeleider, NU) if "Hoe was" in rij["titel"]]


def test_key_of_the_form_keeps_a_talk_once(kring):
    sleutel = uuid4()
    vast = {"plaatsing": kring.plaatsing, "stappen": [], "by": kring.werkbegeleider, "sleutel": sleutel}
    een = leg_gesprek_vast(gegevens=GEGEVENS, at=NU, **vast)
    weer = leg_gesprek_vast(gegevens={**GEGEVENS, "gaat_goed": "Intussen anders"}, at=NU + timedelta(hours=5), **vast)
    assert een == weer
    nieuwe_pagina = leg_gesprek_vast(gegevens=GEGEVENS, at=NU, **{**vast, "sleutel": uuid4()})
    assert (een == nieuwe_pagina, Gesprek.objects.count()) == (True, 1)


def test_form_that_was_kept_gets_an_address_instead_of_a_page(kring):
    data = {"soort": "voortgang", "datum": "2026-10-12", "vorm": "telefonisch", "sleutel": str(uuid4())}
    data["aanwezig"] = f"{kring.student.naam} (student)"
    pad = reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])
    antwoord = als(kring.werkbegeleider).post(pad, data, headers={"X-Requested-With": "later-versturen"})
    assert antwoord.json() == {"url": reverse("begeleiding:detail", args=[Gesprek.objects.get().public_id])}


def test_planned_talks_of_tomorrow_are_in_vandaag_and_many_are_one_row(kring):
    vast = {"plaatsing": kring.plaatsing, "begeleider": kring.stagebegeleider}
    AfspraakFactory(begin=NU + timedelta(days=1), **vast)
    for wie, titel in (
        (kring.student, "Om 16:00 gesprek"),
        (kring.werkbegeleider, f"Om 16:00 gesprek met {kring.student.naam}"),
    ):
        assert (titel, date(2026, 10, 13)) in [(rij["titel"], rij["voor"]) for rij in todos(wie, NU)]
    for uur in range(1, 4):
        AfspraakFactory(begin=NU + timedelta(hours=uur), **vast)
    assert "4 gesprekken vandaag en morgen" in [rij["titel"] for rij in todos(kring.stagebegeleider, NU)]


def test_every_other_talk_is_online_when_the_rhythm_says_so(kring):
    Gespreksritme.objects.create(weken=2, om_en_om_online=True, geldig_van=date(2026, 8, 1), gemaakt_op=NU)
    leg_gesprek_vast(plaatsing=kring.plaatsing, gegevens=GEGEVENS, stappen=[], by=kring.stagebegeleider, at=NU)
    pagina = als(kring.stagebegeleider).get(reverse("afspraken:nieuw", args=[kring.plaatsing.public_id]))
    assert pagina.context["form"]["vorm"].value() == "online"
