"""Figures and places that nobody confirmed for weeks: marked, asked after, confirmed with one click."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from kern.services.berichten import verstuur_wachtende
from tests.factories import (
    NU,
    AfdelingFactory,
    ClusterFactory,
    LocatieFactory,
    OpgaveFactory,
    OrganisatieFactory,
    StageplaatsFactory,
    persoon,
)
from vacatures.models import Stageplaats
from vraagaanbod.models import Opgave
from vraagaanbod.services import bevestigen
from vraagaanbod.services.opgaven import geef_op
from vraagaanbod.tasks import herinner_aan_aanbod
from vraagaanbod.vandaag import todos

pytestmark = pytest.mark.django_db
PAGINA = "/vraag-aanbod/klopt-nog/"
WEKEN = timedelta(weeks=1)


@pytest.fixture
def opleider(client):
    user = persoon("praktijkopleider")
    client.force_login(user)
    return user


def bedrijf_van(user):
    return user.lidmaatschappen.get().organisatie


def plaats_van(user, **velden):
    afdeling = AfdelingFactory(locatie=LocatieFactory(organisatie=bedrijf_van(user)))
    return StageplaatsFactory(afdeling=afdeling, **velden)


@pytest.fixture
def opgave(opleider):
    return OpgaveFactory(soort="aanbod", organisatie=bedrijf_van(opleider), op=NU - 10 * WEKEN)


def test_old_figure_is_asked_on_the_home_page_until_it_is_confirmed(client, opleider, opgave):
    assert [rij["titel"] for rij in todos(opleider, NU)] == ["Klopt dit nog? 1 cijfer"]
    with time_machine.travel(NU, tick=False):
        assert "lang geleden" in client.get(PAGINA).content.decode()
        pagina = client.post(PAGINA, {"opgave": opgave.pk}, follow=True).content.decode()
    assert "1 cijfer bevestigd" in pagina
    assert "lang geleden" not in pagina
    opgave.refresh_from_db()
    assert (opgave.bevestigd_op, opgave.bevestigd_door, opgave.vervangen_op) == (NU, opleider, None)
    assert not todos(opleider, NU)
    regel = AuditRegel.objects.get(actie="aanbod bevestigd")
    assert (regel.na, regel.reden) == ({"VZVP12-FT": 20}, "2026/2027")


def test_everything_at_once(client, opleider, opgave):
    OpgaveFactory(soort="aanbod", organisatie=opgave.organisatie, cluster__code="ZH1-PT", op=NU - 9 * WEKEN)
    plaats_van(opleider, bevestigd_op=NU.date() - 9 * WEKEN)
    plaats_van(opleider, bevestigd_op=None)
    with time_machine.travel(NU, tick=False):
        client.post(PAGINA, {"alle_cijfers": "1"})
        client.post(PAGINA, {"alle_plaatsen": "1"})
        pagina = client.get(PAGINA).content.decode()
    assert set(Opgave.objects.values_list("bevestigd_op", flat=True)) == {NU}
    assert set(Stageplaats.objects.values_list("bevestigd_op", flat=True)) == {NU.date()}
    assert "Stageplaatsen die u lang niet bevestigde" not in pagina
    assert AuditRegel.objects.filter(actie="stageplaatsen bevestigd").count() == 1


def test_others_figures_and_places_cannot_be_confirmed(client, opleider):
    vreemd = OpgaveFactory(soort="aanbod", organisatie=OrganisatieFactory(), op=NU - 10 * WEKEN)
    plaats = StageplaatsFactory(bevestigd_op=None)
    with pytest.raises(GeenToegang):
        bevestigen.bevestig(opgaven=[vreemd.pk], by=opleider, at=NU)
    with pytest.raises(DomainError):
        bevestigen.bevestig_plaatsen(plaatsen=[plaats.public_id], by=opleider, at=NU)
    for invoer in ({"opgave": vreemd.pk}, {"plaats": plaats.public_id}, {"opgave": "x"}, {"plaats": "x"}, {}):
        client.post(PAGINA, invoer)
    vreemd.refresh_from_db()
    plaats.refresh_from_db()
    assert (vreemd.bevestigd_op, plaats.bevestigd_op) == (None, None)
    assert client.post(PAGINA, {"vraag": "1"}).status_code == 403


def test_replaced_figure_is_not_confirmed(opleider, opgave):
    velden = {"schooljaar": opgave.schooljaar, "soort": "aanbod", "organisatie": opgave.organisatie, "periode": ""}
    geef_op(**velden, aantallen={opgave.cluster: 30}, by=opleider, at=NU)
    with pytest.raises(DomainError, match="intussen veranderd"):
        bevestigen.bevestig(opgaven=[opgave.pk], by=opleider, at=NU)


def test_reminder_comes_once_per_term_however_often_it_is_asked(opleider, opgave):
    plaats_van(opleider, bevestigd_op=None)
    StageplaatsFactory(bevestigd_op=None)  # a leerbedrijf where nobody is praktijkopleider
    assert bevestigen.herinner(at=NU) == 1
    assert bevestigen.herinner(at=NU) == 0
    assert bevestigen.herinner(at=NU + 7 * WEKEN) == 0
    assert bevestigen.herinner(at=NU + 8 * WEKEN + timedelta(minutes=1)) == 1
    assert bevestigen.herinner(at=NU, kenmerk="ronde") == 1
    assert bevestigen.herinner(at=NU, kenmerk="ronde") == 0
    brief = Bericht.objects.order_by("pk").first()
    assert brief.ontvanger == opleider
    assert "- Stageplaatsen: 1" in brief.tekst
    assert "- Cijfers per opleidingscluster: 1" in brief.tekst
    assert PAGINA in brief.tekst


def test_reminder_is_dropped_when_all_was_confirmed_meanwhile(opleider, opgave, mailoutbox):
    bevestigen.herinner(at=NU)
    bevestigen.bevestig(opgaven=[opgave.pk], by=opleider, at=NU)
    assert verstuur_wachtende(at=NU)["vervallen"] == 1
    assert not mailoutbox
    Opgave.objects.update(bevestigd_op=None)
    bevestigen.herinner(at=NU + 9 * WEKEN)
    assert verstuur_wachtende(at=NU + 9 * WEKEN)["verzonden"] == 1


def test_task_runs_twice_without_harm(opleider):
    OpgaveFactory(soort="aanbod", organisatie=bedrijf_van(opleider), op=timezone.now() - 10 * WEKEN,
                  schooljaar__eind=timezone.localdate() + 20 * WEKEN)  # fmt: skip
    herinner_aan_aanbod()
    herinner_aan_aanbod()
    assert Bericht.objects.count() == 1


def test_years_that_are_over_and_withdrawn_places_are_left_in_peace(opleider, opgave):
    plaats_van(opleider, bevestigd_op=None, ingetrokken_op=NU.date())
    opgave.schooljaar.eind = NU.date() - timedelta(days=1)
    opgave.schooljaar.save()
    assert bevestigen.herinner(at=NU) == 0
    assert not todos(opleider, NU)


def test_bureau_sees_who_kept_silent_and_asks_at_once(client, opleider, opgave):
    client.force_login(persoon("coordinator", OrganisatieFactory(bureau=True)))
    with time_machine.travel(NU, tick=False):
        assert opgave.organisatie.naam in client.get(PAGINA).content.decode()
        assert "1 mail staat klaar" in client.post(PAGINA, {"vraag": "1"}, follow=True).content.decode()
        assert "al gevraagd" in client.post(PAGINA, {"vraag": "1"}, follow=True).content.decode()


def test_page_costs_the_same_for_one_and_for_many(client, opleider, opgave, django_assert_max_num_queries):
    with time_machine.travel(NU, tick=False):
        client.get(PAGINA)
        with django_assert_max_num_queries(14) as een:
            client.get(PAGINA)
        for code in ("ZH1-PT", "HP1-PT", "U1-FT"):
            OpgaveFactory(soort="aanbod", organisatie=opgave.organisatie, cluster=ClusterFactory(code=code), op=NU)
            plaats_van(opleider, bevestigd_op=None)
        with django_assert_max_num_queries(14) as veel:
            client.get(PAGINA)
    assert len(veel) <= len(een) + 1  # the places themselves, once there is one


def test_drill_down_marks_a_figure_that_is_old(client, opgave):
    client.force_login(persoon("coordinator"))
    with time_machine.travel(NU, tick=False):
        assert "lang geleden" in client.get("/vraag-aanbod/cluster/VZVP12-FT/?schooljaar=2026/2027").content.decode()
    with time_machine.travel(opgave.op + WEKEN, tick=False):
        assert "lang geleden" not in client.get("/vraag-aanbod/cluster/VZVP12-FT/").content.decode()
