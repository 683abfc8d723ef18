"""Intervisie with attendance, spreekuur with slots, older students and their juniors (R7.5)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Aanwezigheid, Bijeenkomst, Juniorkoppeling, Reeks, Signaal, Spreekuurplek
from begeleiding.services import groepen, groepen_post, juniors, spreekuur
from begeleiding.services.groepen import Moment, Reeksgegevens
from begeleiding.services.groepen_opkomst import Wie, leg_opkomst_vast, meld_af
from begeleiding.vandaag_signalen import todos
from kern.models import Bericht
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, StudentFactory

NU = datetime(2026, 10, 12, 16, 0, tzinfo=AMSTERDAM)
DAG = timedelta(days=1)
STRAKS = datetime(2026, 10, 20, 15, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture(autouse=True)
def _op_die_dag():
    with time_machine.travel(NU, tick=False):
        yield


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def maak(kring, soort="intervisie", wie="stagedocent", **velden):
    leider = getattr(kring, wie)
    gegevens = Reeksgegevens(naam="Dinsdaggroep", leider=leider, school=kring.school, plek="Lokaal 2", **velden)
    return groepen.maak_reeks(soort=soort, gegevens=gegevens, by=leider, at=NU)


@pytest.fixture
def intervisie(kring):
    reeks = maak(kring)
    groepen.voeg_leden_toe(reeks=reeks, studenten=[kring.leerling], by=kring.stagedocent, at=NU)
    return reeks


def gepland(reeks, by, begin=STRAKS, **velden):
    return groepen.plan(reeks=reeks, momenten=[Moment(begin=begin, **velden)], by=by, at=NU)[0]


def plekken_van(kring, voor="school", **velden):
    reeks = maak(kring, "spreekuur", voor=voor)
    bij = gepland(reeks, kring.stagedocent, **{"minuten": 60, "plekminuten": 30, **velden})
    return reeks, list(bij.plekken.all())


def test_members_get_one_mail_about_all_meetings_and_again_only_what_is_new(kring, intervisie):
    momenten = [Moment(begin=STRAKS + n * 7 * DAG) for n in range(3)]
    assert len(groepen.plan(reeks=intervisie, momenten=momenten, by=kring.stagedocent, at=NU)) == 3
    assert groepen.plan(reeks=intervisie, momenten=momenten, by=kring.stagedocent, at=NU) == []
    bericht = Bericht.objects.get(soort="groep_gepland")
    assert bericht.ontvanger == kring.student
    assert bericht.tekst.count("Lokaal 2") == 3


def test_only_own_students_go_in_a_group(kring, intervisie):
    vreemd = maak_kring().leerling
    with pytest.raises(DomainError):
        groepen.voeg_leden_toe(reeks=intervisie, studenten=[vreemd], by=kring.stagedocent, at=NU)
    with pytest.raises(GeenToegang):
        groepen.voeg_leden_toe(reeks=intervisie, studenten=[], by=kring.stagebegeleider, at=NU)


def test_no_show_is_a_signal_and_a_mended_mistake_takes_it_back(kring, intervisie):
    bij = gepland(intervisie, kring.stagedocent, NU - DAG)
    for _ in range(2):
        leg_opkomst_vast(bijeenkomst=bij, opkomst={kring.leerling.pk: Wie("afwezig")}, by=kring.stagedocent, at=NU)
    signaal = Signaal.objects.get()
    assert (signaal.soort, signaal.eigenaar, signaal.bron) == ("intervisie", kring.stagedocent, "feit")
    leg_opkomst_vast(bijeenkomst=bij, opkomst={kring.leerling.pk: Wie("afgemeld", "ziek")}, by=kring.stagedocent, at=NU)
    signaal.refresh_from_db()
    assert (signaal.status, signaal.afloop) == ("afgerond", "vals")


def test_student_who_calls_off_makes_no_signal(kring, intervisie):
    bij = gepland(intervisie, kring.stagedocent)
    client = als(kring.student)
    pad = reverse("groepen:afmelden", args=[bij.public_id])
    assert client.post(pad, {"reden": "tandarts"}).status_code == 302
    client.post(pad, {"komt": "ja"})
    assert not Aanwezigheid.objects.exists()
    client.post(pad, {"reden": "tandarts"})
    with time_machine.travel(STRAKS + DAG, tick=False):
        bladzijde = als(kring.stagedocent).get(reverse("groepen:bijeenkomst", args=[bij.public_id])).content.decode()
        assert "tandarts" in bladzijde
        als(kring.stagedocent).post(
            reverse("groepen:bijeenkomst", args=[bij.public_id]),
            {f"s{kring.leerling.pk}": "afgemeld", f"r{kring.leerling.pk}": "tandarts"},
        )
    assert Bijeenkomst.objects.get().opkomst_op is not None
    assert not Signaal.objects.exists()
    with pytest.raises(DomainError):
        meld_af(bijeenkomst=bij, student=kring.leerling, reden="", komt=False, by=kring.student, at=STRAKS + DAG)


def test_attendance_waits_on_the_home_page_until_it_is_recorded(kring, intervisie):
    bij = gepland(intervisie, kring.stagedocent, NU - DAG)
    assert [rij["knop"] for rij in todos(kring.stagedocent, NU)] == ["Opkomst invullen"]
    leg_opkomst_vast(bijeenkomst=bij, opkomst={kring.leerling.pk: Wie("aanwezig")}, by=kring.stagedocent, at=NU)
    assert todos(kring.stagedocent, NU) == []
    gepland(intervisie, kring.stagedocent, NU + DAG)
    assert [rij["titel"] for rij in todos(kring.student, NU)] == ["Dinsdaggroep"]


def test_moved_and_called_off_meetings_are_told_and_old_news_lapses(kring, intervisie):
    bij = gepland(intervisie, kring.stagedocent)
    groepen.verplaats(bijeenkomst=bij, begin=STRAKS + DAG, plek="", thema="", by=kring.stagedocent, at=NU)
    eerste = Bericht.objects.get(soort="groep_veranderd")
    assert groepen_post.nog_waar(eerste, NU) is None
    groepen.zeg_af(bijeenkomst=bij, by=kring.stagedocent, at=NU)
    assert groepen_post.nog_waar(eerste, NU)
    assert Bericht.objects.filter(soort="groep_veranderd").count() == 2


def test_slots_move_with_their_spreekuur_also_onto_each_other(kring):
    _, plekken = plekken_van(kring)
    bij = plekken[0].bijeenkomst
    for minuten in (30, -30):
        bij.refresh_from_db()
        begin = bij.begin + timedelta(minutes=minuten)
        groepen.verplaats(bijeenkomst=bij, begin=begin, plek="", thema="", by=kring.stagedocent, at=NU)
    assert [plek.begin for plek in bij.plekken.all()] == [STRAKS, STRAKS + timedelta(minutes=30)]


def test_slot_is_taken_once_and_given_back(kring):
    _, (een, twee) = plekken_van(kring)
    ander = StudentFactory(school=kring.school)
    spreekuur.boek(plek=een, student=kring.leerling, vraag="KANARIE-VRAAG", by=kring.student, at=NU)
    spreekuur.boek(plek=een, student=kring.leerling, vraag="nog eens", by=kring.student, at=NU)
    for plek, student in ((een, ander), (twee, kring.leerling)):
        with pytest.raises(DomainError):
            spreekuur.boek(plek=plek, student=student, vraag="", by=student.user, at=NU)
    bericht = Bericht.objects.get(soort="spreekuur_plek")
    assert "METHOD:REQUEST" in bericht.agenda
    assert "KANARIE-VRAAG" not in bericht.agenda + bericht.tekst
    bladzijde = als(ander.user).get(reverse("groepen:reeks", args=[een.bijeenkomst.reeks.public_id])).content.decode()
    assert kring.student.achternaam not in bladzijde
    pad = reverse("groepen:bijeenkomst", args=[een.bijeenkomst.public_id])
    assert "KANARIE-VRAAG" in als(kring.stagedocent).get(pad).content.decode()
    assert "KANARIE-VRAAG" not in als(kring.coordinator).get(pad).content.decode()  # as the page promises
    spreekuur.geef_terug(plek=een, by=kring.stagedocent, at=NU + timedelta(minutes=1))
    een.refresh_from_db()
    assert (een.student, een.vraag) == (None, "")
    assert "METHOD:CANCEL" in Bericht.objects.filter(soort="spreekuur_plek").latest("pk").agenda


@pytest.mark.parametrize(("voor", "mag"), [("school", True), ("eigen", True), ("leden", False)])
def test_who_may_book(kring, voor, mag):
    _, (plek, _) = plekken_van(kring, voor)
    pad = reverse("groepen:boeken", args=[plek.public_id])
    assert als(kring.student).post(pad).status_code == (302 if mag else 404)
    assert als(maak_kring().student).post(pad).status_code == 404
    assert Spreekuurplek.objects.filter(student__isnull=False).count() == mag


def test_reminder_goes_the_day_before_once(kring, intervisie):
    gepland(intervisie, kring.stagedocent)
    groepen_post.herinner(at=STRAKS - timedelta(hours=30))
    assert not Bericht.objects.filter(soort="groep_herinnering").exists()
    for uren in (20, 10):
        groepen_post.herinner(at=STRAKS - timedelta(hours=uren))
    assert Bericht.objects.filter(soort="groep_herinnering").count() == 1


def test_calendar_has_own_meetings_and_slots(kring, intervisie):
    gepland(intervisie, kring.stagedocent)
    _, (plek, _) = plekken_van(kring, begin=STRAKS + DAG)
    spreekuur.boek(plek=plek, student=kring.leerling, vraag="", by=kring.student, at=NU)
    assert len(groepen_post.agendapunten(kring.student, NU)) == 2
    assert len(groepen_post.agendapunten(kring.stagedocent, NU)) == 2
    assert groepen_post.agendapunten(kring.werkbegeleider, NU) == []


# --- older students ---


@pytest.fixture
def ouderejaars(kring):
    return StudentFactory(school=kring.school, leerjaar=kring.leerling.leerjaar + 2)


def test_older_student_sees_only_the_own_juniors(kring, ouderejaars):
    koppeling = juniors.koppel(ouderejaars=ouderejaars, junior=kring.leerling, by=kring.stagedocent, at=NU)
    ander = StudentFactory(school=kring.school, stagedocent=kring.stagedocent)
    tweede = StudentFactory(school=kring.school, leerjaar=ander.leerjaar + 1)
    juniors.koppel(ouderejaars=tweede, junior=ander, by=kring.stagedocent, at=NU)
    pad = reverse("groepen:juniors")
    bladzijde = als(ouderejaars.user).get(pad).content.decode()
    assert kring.leerling.naam in bladzijde
    assert ander.naam not in bladzijde
    assert als(ouderejaars.user).get(reverse("plaatsingen:detail", args=[kring.plaatsing.public_id])).status_code == 404
    contact = reverse("groepen:contact", args=[koppeling.public_id])
    data = {"datum": "2026-10-12", "notitie": "Koffie"}
    assert als(kring.student).post(contact, data).status_code == 302
    als(kring.student).post(contact, data)
    assert als(tweede.user).post(contact, data).status_code == 404
    assert koppeling.contacten.count() == 1
    juniors.ontkoppel(koppeling=koppeling, by=kring.stagedocent, at=NU)
    assert kring.leerling.naam not in als(ouderejaars.user).get(pad).content.decode()


def test_pair_must_fit(kring, ouderejaars):
    vreemd = maak_kring()
    with pytest.raises(DomainError, match="lager leerjaar"):
        juniors.koppel(ouderejaars=kring.leerling, junior=ouderejaars, by=kring.coordinator, at=NU)
    hoger = StudentFactory(school=vreemd.school, leerjaar=4)
    with pytest.raises(DomainError, match="dezelfde school"):
        juniors.koppel(ouderejaars=hoger, junior=kring.leerling, by=kring.stagedocent, at=NU)
    with pytest.raises(GeenToegang):
        juniors.koppel(ouderejaars=ouderejaars, junior=kring.leerling, by=vreemd.stagedocent, at=NU)
    juniors.koppel(ouderejaars=ouderejaars, junior=kring.leerling, by=kring.stagedocent, at=NU)
    juniors.koppel(ouderejaars=ouderejaars, junior=kring.leerling, by=kring.stagedocent, at=NU)
    assert Juniorkoppeling.objects.count() == 1


# --- pages ---


def test_group_is_made_and_planned_on_the_page(kring):
    client = als(kring.stagedocent)
    data = {
        "soort": "spreekuur", "naam": "Vragenuur", "leider": kring.stagedocent.pk, "school": kring.school.pk,
        "voor": "school", "plek": "A1", "uitleg": "",
    }  # fmt: skip
    antwoord = client.post(reverse("groepen:nieuw"), data)
    reeks = Reeks.objects.get()
    assert antwoord.url == reverse("groepen:reeks", args=[reeks.public_id])
    plannen = {"dag": "2026-10-19", "tijd": "15:00", "minuten": 60, "plekminuten": 20, "herhalen": "7", "aantal": 2}
    for dag in ("9999-12-31", "0001-01-01"):
        assert (
            client.post(reverse("groepen:plannen", args=[reeks.public_id]), plannen | {"dag": dag}).status_code == 422
        )
    assert client.post(reverse("groepen:plannen", args=[reeks.public_id]), plannen).status_code == 302
    begin = [bij.begin.astimezone(AMSTERDAM).hour for bij in Bijeenkomst.objects.all()]
    assert begin == [15, 15]  # also after the clock changed
    assert Spreekuurplek.objects.count() == 6
    assert als(kring.werkbegeleider).get(reverse("groepen:lijst")).status_code == 403
    assert als(maak_kring().stagedocent).get(antwoord.url).status_code == 404


@pytest.mark.parametrize("wie", ["stagedocent", "student"])
def test_list_takes_the_same_queries_with_more_groups(kring, intervisie, wie):
    client = als(getattr(kring, wie))
    gepland(intervisie, kring.stagedocent)
    client.get(reverse("groepen:lijst"))
    with CaptureQueriesContext(connection) as een:
        client.get(reverse("groepen:lijst"))
    for nummer in range(1, 4):
        reeks = maak(kring)
        groepen.voeg_leden_toe(reeks=reeks, studenten=[kring.leerling], by=kring.stagedocent, at=NU)
        gepland(reeks, kring.stagedocent, STRAKS + nummer * DAG)
    with CaptureQueriesContext(connection) as meer:
        client.get(reverse("groepen:lijst"))
    assert len(meer) == len(een) <= 30


def test_members_of_a_past_day_stay_on_its_list(kring, intervisie):
    bij = gepland(intervisie, kring.stagedocent, NU - DAG)
    groepen.haal_lid_weg(reeks=intervisie, student=kring.leerling, by=kring.stagedocent, at=NU)
    assert [lid.student for lid in groepen.leden_bij(intervisie, bij.begin)] == [kring.leerling]
