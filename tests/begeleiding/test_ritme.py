"""How often there is a talk, who waits too long, contact moments, and what the student says of a report."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Gespreksritme, Waarneming
from begeleiding.services.gesprekken import Stap, leg_gesprek_vast, oordeel_over_gesprek, wijzig_gesprek
from begeleiding.services.ritme import achterstallig, ritme_voor, ritmes_op, zet_ritme
from begeleiding.vandaag import todos
from kern.models import AuditRegel, Bericht, User
from kern.services.berichten import verstuur_wachtende
from plaatsingen.models import Plaatsing, Stagevorm
from plaatsingen.services.status import kies_werkbegeleider
from tests.begeleiding.test_gesprekken import GEGEVENS, als
from tests.evaluaties.conftest import maak_kring
from tests.factories import (
    AMSTERDAM,
    GesprekFactory,
    LidmaatschapFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    StudentFactory,
    persoon,
)
from tests.factories.gesprekken import AfspraakFactory

NU = datetime(2026, 11, 23, 16, 0, tzinfo=AMSTERDAM)
OP = NU.date()
DAG = timedelta(days=1)


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture(autouse=True)
def _op_die_dag():
    with time_machine.travel(NU, tick=False):
        yield


def zet(by, **anders):
    vast = {"school": None, "letters": "", "soort_stage": "", "weken": 2, "te_laat_na": 2, "momenten": []}
    vast |= {"minuten": 30, "om_en_om_online": False, "geldig_van": OP}
    return zet_ritme(by=by, at=NU, **vast | anders)


def titels(user):
    return [rij["titel"] for rij in todos(user, NU)]


def test_most_specific_rhythm_counts_and_the_newest_of_the_same(kring):
    plaatsing, school = kring.plaatsing, kring.school
    oud = zet(kring.coordinator, school=school, weken=6, te_laat_na=6, geldig_van=OP - 10 * DAG)
    nieuw = zet(kring.coordinator, school=school, weken=3, te_laat_na=3)
    zet(kring.coordinator, school=school, weken=1, te_laat_na=1, geldig_van=OP + DAG)
    assert ritme_voor(plaatsing, ritmes_op(OP)) == nieuw
    assert ritme_voor(plaatsing, ritmes_op(OP - 5 * DAG)) == oud
    opleiding = zet(kring.coordinator, school=school, letters=plaatsing.student.opleiding.letters)
    assert ritme_voor(plaatsing, ritmes_op(OP)) == opleiding
    plaatsing.stageplaats.soort = "stagegezin"
    assert ritme_voor(plaatsing, ritmes_op(OP)).soort_stage == "stagegezin"


def test_same_rhythm_sent_twice_is_one_row(kring):
    eerste = zet(kring.coordinator, school=kring.school)
    assert zet(kring.coordinator, school=kring.school) == eerste
    assert zet(kring.coordinator, school=kring.school, weken=1) != eerste
    assert zet(kring.coordinator, school=kring.school) != eerste  # back to how it was is a new row


def test_who_sets_the_rhythm_of_whom(kring):
    with pytest.raises(GeenToegang):
        zet(kring.coordinator)
    with pytest.raises(GeenToegang):
        zet(kring.coordinator, school=maak_kring().school)
    with pytest.raises(GeenToegang):
        zet(kring.stagedocent, school=kring.school)
    with pytest.raises(DomainError, match="voordat het aan de beurt is"):
        zet(kring.coordinator, school=kring.school, weken=4, te_laat_na=2)
    assert zet(persoon("beheerder")).school is None


def test_overdue_talk_is_in_everybodys_vandaag_until_it_is_planned_or_held(kring):
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP - 29 * DAG)
    assert titels(kring.student) == ["Al vier weken geen gesprek over je stage"]
    for wie in (kring.werkbegeleider, kring.stagebegeleider, kring.stagedocent):
        assert titels(wie) == [f"Al vier weken geen gesprek met {kring.student.naam}"]
    assert titels(kring.coordinator) == ["1 student wacht te lang op een gesprek"]
    afspraak = AfspraakFactory(plaatsing=kring.plaatsing, begin=NU + 5 * DAG)
    assert titels(kring.stagebegeleider) == titels(kring.coordinator) == titels(kring.student) == []
    afspraak.delete()
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP - 28 * DAG)
    assert titels(kring.werkbegeleider) == titels(kring.coordinator) == []


def test_a_coordinator_who_supervises_as_well_sees_the_others_of_the_school(kring):
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP - 29 * DAG)
    school, docent = kring.school, kring.stagedocent
    LidmaatschapFactory(user=docent, organisatie=school, rol="coordinator")
    eigen = f"Al vier weken geen gesprek met {kring.student.naam}"
    assert titels(User.objects.get(pk=docent.pk)) == [eigen]
    PlaatsingFactory(student__school=school, begindatum=OP - 60 * DAG)
    assert titels(User.objects.get(pk=docent.pk)) == [eigen, "1 andere student wacht te lang op een gesprek"]


def test_overdue_talk_is_known_to_the_house_and_the_bureau(kring):
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP - 29 * DAG)
    PlaatsingFactory(begindatum=OP - 60 * DAG)  # of another house and school
    bureau = persoon("coordinator", OrganisatieFactory(soort="bureau"))
    pad = reverse("afspraken:te_plannen") + "?stand=te_laat"
    for wie, aantal in ((kring.praktijkopleider, "1 student wacht"), (bureau, "2 studenten wachten")):
        assert titels(wie) == [f"{aantal} te lang op een gesprek"]
        tekst = als(wie).get(pad).content.decode()
        assert kring.student.naam in tekst
        assert tekst.count("Plannen<span") == 0
        assert tekst.count("te laat</") == int(aantal[0])
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP)
    assert titels(kring.praktijkopleider) == []
    assert titels(persoon("beheerder")) == titels(bureau)  # the number of the region is kept for a while
    client = als(bureau)
    client.get(reverse("vandaag"))
    with CaptureQueriesContext(connection) as vragen:
        client.get(reverse("vandaag"))
    assert len(vragen) <= 30


def test_of_the_whole_region_no_more_is_counted_than_is_said(kring, monkeypatch):
    monkeypatch.setattr("begeleiding.vandaag.MEER_DAN", 2)
    PlaatsingFactory.create_batch(4, begindatum=OP - 60 * DAG)
    assert titels(persoon("beheerder")) == ["Meer dan 2 studenten wachten te lang op een gesprek"]


def test_pause_and_end_ask_for_no_talk(kring):
    for status in ("onderbroken", "afgerond"):
        Plaatsing.objects.filter(pk=kring.plaatsing.pk).update(status=status)
        assert titels(kring.werkbegeleider) == titels(kring.coordinator) == []


def test_flexstage_asks_for_a_talk_in_week_10(kring):
    vorm = Stagevorm.objects.get(code="flexstage")
    Plaatsing.objects.filter(pk=kring.plaatsing.pk).update(vorm=vorm)
    GesprekFactory(plaatsing=kring.plaatsing, datum=date(2026, 10, 30))
    eigen = Plaatsing.objects.filter(pk=kring.plaatsing.pk)
    weken = [  # week 10 of a stage from 1 September, by whether the autumn holiday counts
        op for op in (OP - 14 * DAG + n * DAG for n in range(30)) if achterstallig(eigen, at=NU, op=op)
    ]
    ((_, stand),) = achterstallig(eigen, at=NU, op=weken[0])
    assert (stand.week, weken[0].weekday()) == (10, 1)  # the day after the Monday that follows that week
    assert date(2026, 11, 10) <= weken[0] <= date(2026, 11, 24)
    GesprekFactory(plaatsing=kring.plaatsing, datum=weken[0])
    assert achterstallig(eigen, at=NU, op=weken[0]) == []


def test_list_of_who_is_due_and_its_download(kring):
    ander = maak_kring()
    GesprekFactory(plaatsing=kring.plaatsing, datum=OP - 40 * DAG)
    vast = {"stageplaats": kring.plaatsing.stageplaats, "stagebegeleider": kring.stagebegeleider}
    client, pad = als(kring.stagebegeleider), reverse("afspraken:te_plannen")
    with CaptureQueriesContext(connection) as een:
        tekst = client.get(pad).content.decode()
    assert "te laat" in tekst
    assert kring.student.naam in tekst
    assert ander.student.naam not in tekst
    for n in range(6):
        extra = PlaatsingFactory(student=StudentFactory(school=kring.school), **vast)
        GesprekFactory(plaatsing=extra, datum=OP - n * DAG)
    with CaptureQueriesContext(connection) as veel:
        client.get(pad)
    assert len(een) == len(veel) <= 30
    alleen = client.get(f"{pad}?stand=te_laat").content.decode()
    assert alleen.count("Plannen<span") == 1
    User.objects.filter(pk=kring.student.pk).update(voornaam="=cmd|'/c calc'!A0")
    csv = client.get(f"{pad}?formaat=csv").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 8
    assert "'=cmd" in csv
    assert "\n=cmd" not in csv
    assert als(kring.coordinator).get(f"{pad}?stand=te_laat&q={kring.student.achternaam}").status_code == 200
    assert als(kring.student).get(pad).status_code == 403


def test_rhythm_page_keeps_history(kring):
    pad, client = reverse("afspraken:ritmes"), als(kring.coordinator)
    data = {"school": str(kring.school.public_id), "weken": "2", "te_laat_na": "4", "momenten": "10, 20 40"}
    data |= {"minuten": "30", "geldig_van": OP.isoformat()}
    assert client.post(pad, data).status_code == 302
    assert Gespreksritme.objects.get(school=kring.school).momenten == "10 20 40"
    assert client.post(pad, data | {"momenten": "elf"}).status_code == 422
    assert "stageweek 10 20 40" in als(kring.werkbegeleider).get(pad).content.decode()
    assert als(kring.werkbegeleider).post(pad, data).status_code == 403


@pytest.mark.parametrize(
    ("wie", "erbij", "telt"),
    [
        ("stagebegeleider", "A (student), B (werkbegeleider)", True),
        ("werkbegeleider", "A (student), C (stagedocent)", True),
        ("werkbegeleider", "A (student)", False),
        ("stagebegeleider", "A (student)", False),
        ("coordinator", "A (student), B (tweede werkbegeleider), C (stagedocent)", True),
        ("stagebegeleider", "B (werkbegeleider)", False),
    ],
)
def test_contact_moment_needs_student_leerbedrijf_and_school(kring, wie, erbij, telt):
    gegevens = {**GEGEVENS, "aanwezig": erbij}
    by = getattr(kring, wie)
    gesprek = leg_gesprek_vast(plaatsing=kring.plaatsing, gegevens=gegevens, stappen=[], by=by, at=NU)
    assert gesprek.contactmoment is telt
    pagina = als(kring.student).get(reverse("plaatsingen:detail", args=[kring.plaatsing.public_id])).content.decode()
    assert f"{int(telt)} van 3" in pagina


def leg(kring, **anders):
    gegevens = {**GEGEVENS, "datum": OP}
    vast = {"plaatsing": kring.plaatsing, "gegevens": gegevens, "stappen": [], "by": kring.werkbegeleider, "at": NU}
    return leg_gesprek_vast(**vast | anders)


def test_student_says_that_it_is_right(kring):
    gesprek = leg(kring)
    assert Bericht.objects.get(soort="gesprek_nalezen").ontvanger == kring.student
    assert titels(kring.student)[0].startswith("Klopt het verslag")
    pad = reverse("begeleiding:oordeel", args=[gesprek.public_id])
    assert als(kring.werkbegeleider).post(pad, {"oordeel": "klopt"}).status_code == 403
    assert als(maak_kring().student).post(pad, {"oordeel": "klopt"}).status_code == 404
    assert als(kring.student).post(pad, {"oordeel": "klopt"}).status_code == 302
    assert titels(kring.student) == []
    assert verstuur_wachtende(at=NU)["vervallen"] == 1  # the question isn't asked once it was answered
    assert als(kring.student).post(pad, {"oordeel": "klopt_niet", "reactie": "Toch niet"}).status_code == 422


def test_what_is_not_right_is_mended_and_read_again(kring):
    gesprek = leg(kring)
    pad = reverse("begeleiding:oordeel", args=[gesprek.public_id])
    client = als(kring.student)
    assert client.post(pad, {"oordeel": "klopt_niet", "reactie": " "}).status_code == 422
    assert client.post(pad, {"oordeel": "klopt_niet", "reactie": "KANARIE Ik was op tijd."}).status_code == 302
    bericht = Bericht.objects.get(soort="gesprek_oordeel")
    assert bericht.ontvanger == kring.werkbegeleider
    assert "KANARIE" not in bericht.onderwerp + bericht.tekst + bericht.html
    assert not AuditRegel.objects.filter(na__icontains="KANARIE").exists()
    assert titels(kring.werkbegeleider) == [f"{kring.student.naam} zegt dat een verslag niet klopt"]
    leesbaar = reverse("begeleiding:detail", args=[gesprek.public_id])
    assert "KANARIE" in als(kring.stagedocent).get(leesbaar).content.decode()
    assert "KANARIE" not in als(persoon("beheerder")).get(leesbaar).content.decode()
    met = {"gesprek": gesprek, "gegevens": GEGEVENS, "stappen": [], "by": kring.werkbegeleider}
    with pytest.raises(GeenToegang):
        wijzig_gesprek(**met, at=NU + 15 * DAG)
    nu = wijzig_gesprek(**met, at=NU + 10 * DAG)
    assert (nu.oordeel_student, nu.reactie_student) == ("", "")
    assert Bericht.objects.filter(soort="gesprek_nalezen").count() == 2
    with pytest.raises(GeenToegang):
        oordeel_over_gesprek(gesprek=nu, oordeel="klopt", reactie="", by=kring.stagedocent, at=NU)


def test_steps_have_an_owner_and_overdue_ones_are_in_vandaag(kring):
    stappen = [
        Stap("student", "A", OP - DAG),
        Stap("werkbegeleider", "B", OP + DAG),
        Stap("leerbedrijf", "C", OP, kring.praktijkopleider),
        Stap("school", "D", None),
    ]
    gesprek = leg(kring, by=kring.stagebegeleider, stappen=stappen)
    mensen = [kring.student, kring.werkbegeleider, kring.praktijkopleider, kring.stagebegeleider]
    assert [stap.eigenaar for stap in gesprek.vervolgstappen.order_by("pk")] == mensen
    per = {
        wat: next(rij for rij in todos(wie, NU) if rij["titel"] == wat) for wat, wie in zip("ABCD", mensen, strict=True)
    }
    assert [per[wat]["ernst"] for wat in "ABCD"] == ["oranje", "gewoon", "gewoon", "gewoon"]
    assert Bericht.objects.filter(soort="gesprek_stap").count() == 3
    nieuw = persoon("werkbegeleider", kring.bedrijf)
    kies_werkbegeleider(plaatsing=kring.plaatsing, werkbegeleider=nieuw, by=kring.coordinator, at=NU)
    assert "B" in titels(nieuw)
    assert "B" not in titels(kring.werkbegeleider)


def test_who_covers_plans_and_logs_as_long_as_it_lasts(kring):
    door = persoon("stagebegeleider")
    nieuw = reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])
    assert als(door).get(nieuw).status_code == 404
    Waarneming.objects.create(
        plaatsing=kring.plaatsing, voor=kring.stagebegeleider, door=door, van=OP, tot=OP + DAG, gemaakt_op=NU
    )
    client = als(door)
    for pad in (nieuw, reverse("afspraken:nieuw", args=[kring.plaatsing.public_id])):
        assert client.get(pad).status_code == 200
    for pad in (reverse("begeleiding:kies"), reverse("afspraken:te_plannen")):
        assert kring.student.naam in client.get(pad).content.decode()
    assert titels(door) == [f"Al vier weken geen gesprek met {kring.student.naam}"]
    with time_machine.travel(NU + 3 * DAG, tick=False):
        assert als(door).get(nieuw).status_code == 404
