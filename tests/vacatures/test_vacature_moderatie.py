"""Reporting a vacature, the queue, hiding and putting back; the clock that warns and closes."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from kern.models import AuditRegel, Bericht
from kern.services.berichten import verstuur_wachtende
from tests.factories import (
    NU,
    ErkenningFactory,
    LidmaatschapFactory,
    OrganisatieFactory,
    StageplaatsFactory,
    StudentFactory,
    VacatureFactory,
    persoon,
)
from vacatures.models import VacatureMelding
from vacatures.services.vacature_klok import loop_na
from vacatures.vandaag import todos

pytestmark = pytest.mark.django_db
OP = NU.date()


@pytest.fixture(autouse=True)
def _nu():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def vacature():
    plaats = StageplaatsFactory(naam="Somatiek")
    ErkenningFactory(organisatie=plaats.leerbedrijf)
    LidmaatschapFactory(rol="praktijkopleider", organisatie=plaats.leerbedrijf)
    return VacatureFactory(stageplaats=plaats, titel="Stage Somatiek")


def url(naam, obj):
    return reverse(f"vacature:{naam}", args=[obj.public_id])


def meld(client, vacature, student=None, **velden):
    client.force_login((student or StudentFactory()).user)
    return client.post(url("melden", vacature), {"reden": "bestaat_niet", "toelichting": "Gesloten.", **velden})


def test_student_reports_once_and_host_cannot(client, vacature):
    student = StudentFactory()
    assert meld(client, vacature, student).status_code == 302
    meld(client, vacature, student, reden="klopt_niet")
    assert list(vacature.meldingen.values_list("reden", flat=True)) == ["klopt_niet"]
    assert meld(client, vacature, reden="anders", toelichting="").status_code == 422
    client.force_login(vacature.leerbedrijf.lidmaatschappen.get(rol="praktijkopleider").user)
    assert client.get(url("melden", vacature)).status_code == 403
    assert "melden/" not in client.get(url("detail", vacature)).content.decode()


def test_hiding_answers_all_reports_and_tells_the_host(client, vacature):
    meld(client, vacature)
    meld(client, vacature)
    beheerder = persoon("beheerder")
    client.force_login(beheerder)
    assert [rij["titel"] for rij in todos(beheerder, NU)] == ["2 meldingen over een vacature"]
    melding = VacatureMelding.objects.first()
    assert client.post(url("melding", melding), {"besluit": "verberg", "antwoord": "Klopt."}).status_code == 422
    invoer = {"besluit": "verberg", "reden": "De plek is er niet meer.", "antwoord": "Dank, hij is weg."}
    assert client.post(url("melding", melding), invoer).status_code == 302
    vacature.refresh_from_db()
    assert (vacature.status, vacature.status_reden) == ("verborgen", "De plek is er niet meer.")
    assert not VacatureMelding.objects.open().exists()
    brieven = {b.soort: b for b in Bericht.objects.all()}
    assert Bericht.objects.filter(soort="vacature_melding_beantwoord").count() == 2
    assert "De plek is er niet meer." in brieven["vacature_verborgen"].tekst
    assert "Dank, hij is weg." in brieven["vacature_melding_beantwoord"].tekst
    assert client.post(url("melding", melding), invoer).status_code == 422  # somebody else was first
    assert AuditRegel.objects.filter(actie="vacature verborgen").count() == 1
    client.force_login(StudentFactory().user)
    assert client.get(url("detail", vacature)).status_code == 404
    client.force_login(vacature.leerbedrijf.lidmaatschappen.get(rol="praktijkopleider").user)
    assert "verborgen" in client.get(url("detail", vacature)).content.decode()
    assert client.post(url("publiceren", vacature)).status_code == 302
    vacature.refresh_from_db()
    assert vacature.status == "verborgen"


def test_put_back_shows_it_again_or_gives_it_back(client, vacature):
    vacature.status, vacature.status_reden = "verborgen", "Weg"
    vacature.save()
    client.force_login(persoon("beheerder"))
    assert client.post(url("terugzetten", vacature), {"reden": "Het was een misverstand."}).status_code == 302
    vacature.refresh_from_db()
    assert (vacature.status, vacature.status_reden) == ("gepubliceerd", "")
    assert "misverstand" in Bericht.objects.get(soort="vacature_teruggezet").tekst
    vacature.status, vacature.verloopt_op = "verborgen", OP - timedelta(days=1)
    vacature.save()
    client.post(url("terugzetten", vacature), {"reden": "Goed"})
    vacature.refresh_from_db()
    assert vacature.status == "ingetrokken"


def test_coordinator_handles_what_the_own_school_sees_and_no_names_of_others(client, vacature):
    school, andere = OrganisatieFactory(school=True), OrganisatieFactory(school=True)
    student = StudentFactory(school=school)
    meld(client, vacature, student)
    melding = VacatureMelding.objects.get()
    for wie, ziet in ((school, True), (andere, False)):
        client.force_login(LidmaatschapFactory(rol="coordinator", organisatie=wie).user)
        tekst = client.get(url("melding", melding)).content.decode()
        assert (student.user.naam in tekst) is ziet
    vacature.scholen.set([school])
    assert client.get(url("melding", melding)).status_code == 404
    assert client.post(url("melding", melding), {"besluit": "blijft", "antwoord": "x"}).status_code == 404
    client.force_login(StudentFactory().user)
    assert client.get(reverse("vacature:moderatie")).status_code == 403


def test_queue_costs_the_same_with_many_rows(client, vacature, django_assert_max_num_queries):
    client.force_login(persoon("beheerder"))
    vacature.meldingen.create(reden="werk", melder=StudentFactory().user, gemeld_op=NU)
    with django_assert_max_num_queries(30) as een:
        client.get(reverse("vacature:moderatie"))
    for _ in range(8):
        vacature.meldingen.create(reden="werk", melder=StudentFactory().user, gemeld_op=NU)
    with django_assert_max_num_queries(30) as veel:
        client.get(reverse("vacature:moderatie"))
    assert len(een.captured_queries) == len(veel.captured_queries)


# --- the clock ---


def test_clock_warns_once_per_last_day_and_closes_after_it(vacature):
    vacature.verloopt_op = OP + timedelta(days=5)
    vacature.save()
    assert loop_na(at=NU) == {"gewaarschuwd": 1, "verlopen": 0}
    assert loop_na(at=NU) == {"gewaarschuwd": 0, "verlopen": 0}
    vacature.verloopt_op = OP + timedelta(days=6)
    vacature.save()
    assert loop_na(at=NU)["gewaarschuwd"] == 1  # a new last day, a new warning
    later = NU + timedelta(days=7)
    assert loop_na(at=later) == {"gewaarschuwd": 0, "verlopen": 1}
    assert loop_na(at=later)["verlopen"] == 0
    vacature.refresh_from_db()
    assert vacature.status == "verlopen"
    assert AuditRegel.objects.get(actie="vacature verlopen").door == "systeem"


def test_warning_that_is_no_longer_true_does_not_go(vacature):
    vacature.verloopt_op = OP + timedelta(days=5)
    vacature.save()
    loop_na(at=NU)
    vacature.verloopt_op = date(2027, 3, 1)
    vacature.save()
    verstuur_wachtende(at=NU)
    assert Bericht.objects.get().status == "vervallen"


def test_today_shows_what_ends_and_what_was_not_published(vacature):
    user = vacature.leerbedrijf.lidmaatschappen.get(rol="praktijkopleider").user
    vacature.verloopt_op = OP + timedelta(days=2)
    vacature.save()
    VacatureFactory(stageplaats=vacature.stageplaats, status="concept", gepubliceerd_op=None, gemaakt_door=user)
    titels = [rij["titel"] for rij in todos(user, NU)]
    assert "1 vacature loopt bijna af" in titels
    assert "1 vacature is nog niet gepubliceerd" in titels
