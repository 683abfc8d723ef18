"""A visit, time to think, and a yes or no of both without harm (R4.8)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import Bericht
from plaatsingen.models import Beeindiging, Kennismaking, Statuswijziging
from plaatsingen.services import instellingen, kennismaking, status, vervolg
from plaatsingen.services.verloopmails import antwoord_nog_nodig
from tests.factories import NU, persoon
from tests.plaatsingen.verloop_hulp import over, stage

pytestmark = pytest.mark.django_db
OP = NU + timedelta(days=2)
NA = OP + timedelta(hours=3)
GEHEIM = "KANARIE-WAAROM"


@pytest.fixture
def aanbod():
    plaatsing, coordinator = stage("aangeboden", begindatum=over(40), einddatum=over(150))
    opleider = persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf)
    kennismaking.plan(plaatsing=plaatsing, gepland_op=OP, waar="Bij de balie", by=coordinator, at=NU)
    return plaatsing, coordinator, opleider


def _zegt(plaatsing, wie, wat, at=NA, woorden=""):
    return kennismaking.antwoord(plaatsing=plaatsing, zegt=wat, by=wie, at=at, woorden=woorden)


def test_plan_mails_both_sides_and_again_when_it_moves(aanbod):
    plaatsing, _, opleider = aanbod
    kennismaking.plan(plaatsing=plaatsing, gepland_op=OP, waar="Bij de balie", by=opleider, at=NU)
    assert Bericht.objects.filter(soort="kennismaking_gepland").count() == 2
    later = OP + timedelta(days=1)
    kennismaking.plan(plaatsing=plaatsing, gepland_op=later, waar="Bij de balie", by=opleider, at=NU)
    ontvangers = Bericht.objects.filter(soort="kennismaking_gepland").values_list("ontvanger", flat=True)
    assert sorted(ontvangers) == sorted([plaatsing.student.user_id, opleider.pk] * 2)


@pytest.mark.parametrize("volgorde", [("student", "opleider"), ("opleider", "student")])
def test_both_yes_accepts_whoever_is_first(aanbod, volgorde):
    plaatsing, _, opleider = aanbod
    mensen = {"student": plaatsing.student.user, "opleider": opleider}
    assert _zegt(plaatsing, mensen[volgorde[0]], "ja").status == "aangeboden"
    assert _zegt(plaatsing, mensen[volgorde[1]], "ja").status == "geaccepteerd"
    assert _zegt(plaatsing, mensen[volgorde[1]], "ja").status == "geaccepteerd"
    assert Statuswijziging.objects.filter(naar="geaccepteerd").count() == 1


@pytest.mark.parametrize("wie", ["student", "opleider"])
def test_no_returns_the_student_without_telling_who_or_why(aanbod, wie, client):
    plaatsing, coordinator, opleider = aanbod
    mens = plaatsing.student.user if wie == "student" else opleider
    nu = _zegt(plaatsing, mens, "nee", woorden=GEHEIM)
    assert nu.status == "geannuleerd"
    assert Statuswijziging.objects.get(naar="geannuleerd").by is None
    assert vervolg.zonder_plek(user=coordinator, op=over(0)).get().reden == "kennismaking"
    assert not any(GEHEIM in bericht.tekst for bericht in Bericht.objects.all())
    assert Bericht.objects.filter(soort="kennismaking_nee", ontvanger=coordinator).count() == 1
    url = reverse("plaatsingen:detail", args=[plaatsing.public_id])
    for user, ziet in ((coordinator, True), (opleider, False), (plaatsing.student.user, False)):
        client.force_login(user)
        assert (GEHEIM in client.get(url).content.decode()) is ziet
    with pytest.raises(DomainError, match="geldt niet meer"):
        _zegt(plaatsing, opleider if wie == "student" else plaatsing.student.user, "ja")


def test_yes_before_the_visit_is_too_early_but_a_no_is_not(aanbod):
    plaatsing, _, opleider = aanbod
    with pytest.raises(DomainError, match="Daarna zeg je"):
        _zegt(plaatsing, plaatsing.student.user, "ja", at=NU)
    with pytest.raises(DomainError, match="eerst kennis"):
        status.bevestig_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU)
    assert _zegt(plaatsing, opleider, "nee", at=NU).status == "geannuleerd"


def test_answer_is_for_the_two_sides_only(aanbod):
    plaatsing, coordinator, _ = aanbod
    for user in (coordinator, persoon("praktijkopleider"), plaatsing.student.stagedocent or persoon("stagedocent")):
        with pytest.raises(GeenToegang):
            _zegt(plaatsing, user, "ja")


def test_clock_asks_after_the_visit_with_the_time_to_think_of_the_school_and_reminds_once(aanbod):
    plaatsing, coordinator, opleider = aanbod
    instellingen.leg_vast_voor(
        school=plaatsing.student.school, start="waarschuwen", bedenktijd_dagen=5, by=coordinator, at=NU
    )
    assert kennismaking.vraag_en_herinner(at=NU) == {"gevraagd": 0, "herinnerd": 0}
    assert kennismaking.vraag_en_herinner(at=NA)["gevraagd"] == 1
    assert kennismaking.vraag_en_herinner(at=NA) == {"gevraagd": 0, "herinnerd": 0}
    assert Kennismaking.objects.get().bedenktijd_tot == NA + timedelta(days=5)
    _zegt(plaatsing, opleider, "ja")
    vraag = {bericht.ontvanger: bericht for bericht in Bericht.objects.filter(soort="kennismaking_vraag")}
    assert antwoord_nog_nodig(vraag[opleider], NA)
    assert antwoord_nog_nodig(vraag[plaatsing.student.user], NA) is None
    bijna = NA + timedelta(days=4, hours=1)
    for _ in range(2):
        kennismaking.vraag_en_herinner(at=bijna)
    laatste = Bericht.objects.filter(soort="kennismaking_vraag").order_by("pk").last()
    assert laatste.ontvanger == plaatsing.student.user
    assert Bericht.objects.filter(soort="kennismaking_vraag").count() == 3


def test_called_off_visit_leaves_a_plain_offer(aanbod):
    plaatsing, coordinator, _ = aanbod
    kennismaking.zeg_af(plaatsing=plaatsing, by=coordinator, at=NU)
    nu = status.bevestig_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU)
    assert nu.status == "geaccepteerd"
    assert not Beeindiging.objects.exists()


def test_pages_of_the_kennismaking(client):
    plaatsing, coordinator = stage("aangeboden", begindatum="2027-05-01", einddatum="2027-07-01")
    plannen = reverse("plaatsingen:kennismaking", args=[plaatsing.public_id])
    antwoord = reverse("plaatsingen:kennismaking_antwoord", args=[plaatsing.public_id])
    client.force_login(plaatsing.student.user)
    assert client.get(plannen).status_code == 403
    assert client.get(antwoord).status_code == 404
    client.force_login(coordinator)
    assert client.get(plannen).status_code == 200
    gegevens = {"dag": "2027-03-01", "tijd": "14:00", "waar": "Balie"}
    assert client.post(plannen, {**gegevens, "dag": "2020-01-01"}).status_code == 422
    assert client.post(plannen, gegevens).status_code == 302
    assert client.get(antwoord).status_code == 403
    client.force_login(plaatsing.student.user)
    assert "Kennismaking" in client.get(reverse("plaatsingen:detail", args=[plaatsing.public_id])).content.decode()
    assert client.get(antwoord).status_code == 200
    assert client.post(antwoord, {"zegt": "ja"}).status_code == 422
    assert client.post(antwoord, {"zegt": "nee", "woorden": "Te ver."}).status_code == 302
    plaatsing.refresh_from_db()
    assert plaatsing.status == "geannuleerd"
