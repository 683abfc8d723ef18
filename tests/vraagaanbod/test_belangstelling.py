"""Does a leerbedrijf want students: asked by mail, answered per cluster, seen by the coordinators."""

import csv
import io
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht
from kern.services.berichten import verstuur_wachtende
from tests.factories import (
    NU,
    ClusterFactory,
    ErkenningFactory,
    OrganisatieFactory,
    SchooljaarFactory,
    persoon,
)
from vraagaanbod.models import Belangstelling
from vraagaanbod.services.belangstelling import (
    Antwoord,
    erkende_clusters,
    geef_belangstelling,
    overzicht,
    vraag_belangstelling,
)
from vraagaanbod.vandaag import todos

pytestmark = pytest.mark.django_db
PAGINA, ANTWOORD, VRAGEN = (f"/vraag-aanbod/belangstelling/{deel}" for deel in ("", "antwoord/", "vragen/"))


@pytest.fixture(autouse=True)
def in_dit_jaar():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def bedrijf():
    """A leerbedrijf that is recognised for Verzorgende IG."""
    return ErkenningFactory(organisatie__naam="Zorg Zuid").organisatie


@pytest.fixture
def opleider(client, bedrijf):
    user = persoon("praktijkopleider", bedrijf)
    client.force_login(user)
    return user


def geef(bedrijf, by, antwoord="bereid", reden="", **extra):
    return geef_belangstelling(
        organisatie=bedrijf,
        schooljaar=SchooljaarFactory(),
        antwoorden={ClusterFactory(): Antwoord(antwoord, reden)},
        by=by,
        at=NU,
        **extra,
    )


def test_only_clusters_with_a_recognition_are_asked_first(client, opleider, bedrijf):
    pagina = client.get(ANTWOORD).content.decode()
    assert "3 VZ/VP 1e jaars/2e jaars fulltime" in pagina
    assert "ZH 1e jaars parttime" not in pagina
    assert "ZH 1e jaars parttime" in client.get(f"{ANTWOORD}?alles=1").content.decode()


def test_recognition_that_ended_before_the_year_does_not_count(bedrijf):
    jaar = SchooljaarFactory()
    oud = ErkenningFactory(geldig_tot=date(2026, 7, 31)).organisatie
    half = ErkenningFactory(geldig_tot=date(2026, 12, 31)).organisatie
    assert set(erkende_clusters(schooljaar=jaar)) == {bedrijf.pk, half.pk}
    assert oud.pk not in erkende_clusters(schooljaar=jaar)


def test_praktijkopleider_answers_and_changes_the_answer(client, opleider, bedrijf):
    code = "VZVP12-FT"
    antwoord = client.post(ANTWOORD, {f"antwoord_{code}": "niet", f"reden_{code}": "", f"gezien_{code}": ""})
    assert antwoord.status_code == 422
    assert "Schrijf kort waarom niet." in antwoord.content.decode()
    invoer = {f"antwoord_{code}": "niet", f"reden_{code}": "Te weinig begeleiders", f"gezien_{code}": ""}
    assert client.post(ANTWOORD, invoer).status_code == 302
    eerste = Belangstelling.objects.get()
    assert (eerste.antwoord, eerste.reden, eerste.door) == ("niet", "Te weinig begeleiders", opleider)
    # Somebody who had the empty page before them is told; saving again then works.
    ander = {f"antwoord_{code}": "bereid", f"reden_{code}": "Vanaf januari", f"gezien_{code}": ""}
    antwoord = client.post(ANTWOORD, ander)
    assert antwoord.status_code == 422
    assert "Vanaf januari" in antwoord.content.decode()
    assert client.post(ANTWOORD, ander | {f"gezien_{code}": eerste.pk}).status_code == 302
    assert Belangstelling.objects.geldend().get().antwoord == "bereid"
    assert Belangstelling.objects.count() == 2
    nu = Belangstelling.objects.geldend().get().pk
    client.post(ANTWOORD, {f"antwoord_{code}": "", f"reden_{code}": "", f"gezien_{code}": nu})
    assert not Belangstelling.objects.geldend().exists()
    assert AuditRegel.objects.filter(actie="belangstelling opgegeven").count() == 3


def test_service_asks_a_reason_and_a_right(opleider, bedrijf):
    with pytest.raises(DomainError, match="waarom niet"):
        geef(bedrijf, opleider, "niet", "  ")
    with pytest.raises(GeenToegang):
        geef(OrganisatieFactory(), opleider)
    assert geef(bedrijf, opleider) == 1
    assert geef(bedrijf, opleider) == 0


def test_others_get_nowhere(client, opleider):
    vreemd = OrganisatieFactory()
    assert client.get(f"{ANTWOORD}?organisatie={vreemd.public_id}").status_code == 404
    assert client.get(f"{ANTWOORD}?schooljaar=1999/2000").status_code == 404
    assert client.get(PAGINA).status_code == 302
    assert client.post(VRAGEN).status_code == 403
    for rol in ("student", "stagedocent", "werkbegeleider"):
        client.force_login(persoon(rol))
        assert [client.get(pad).status_code for pad in (PAGINA, ANTWOORD)] == [403, 403]
    client.force_login(persoon("coordinator"))
    assert "U kunt nu geen antwoord geven" in client.get(ANTWOORD).content.decode()
    assert client.post(ANTWOORD, {}).status_code == 404


def test_coordinators_see_counts_who_and_why_and_take_it_along(client, opleider, bedrijf):
    stil = ErkenningFactory(organisatie__naam="Zwijgzorg").organisatie
    geef(bedrijf, opleider, "niet", "Verbouwing")
    client.force_login(persoon("coordinator"))
    pagina = client.get(PAGINA).content.decode()
    for tekst in ("Zorg Zuid", "Verbouwing", stil.naam, "ging nog geen mail heen"):
        assert tekst in pagina
    rij = next(rij for rij in overzicht(schooljaar=SchooljaarFactory()) if rij.cluster.code == "VZVP12-FT")
    assert (rij.bereid, rij.misschien, rij.nee, rij.stil) == (0, 0, 1, 1)
    assert "Niets gevonden" in client.get(f"{PAGINA}?antwoord=bereid").content.decode()
    assert "Verbouwing" in client.get(f"{PAGINA}?cluster=VZVP12-FT&antwoord=niet").content.decode()
    regels = list(csv.DictReader(io.StringIO(client.get(f"{PAGINA}?formaat=csv").content.decode("utf-8-sig"))))
    assert [(regel["leerbedrijf"], regel["antwoord"]) for regel in regels] == [("Zorg Zuid", "nee")]
    assert client.get(f"{PAGINA}?formaat=xlsx").content[:2] == b"PK"


def test_invitation_goes_once_and_stands_on_the_home_page_until_it_is_answered(client, opleider, bedrijf, mailoutbox):
    client.force_login(persoon("coordinator"))
    SchooljaarFactory()
    assert "1 mail staat klaar" in client.post(VRAGEN, follow=True).content.decode()
    assert "al gevraagd" in client.post(VRAGEN, follow=True).content.decode()
    assert "(gevraagd)" in client.get(PAGINA).content.decode()
    [rij] = todos(opleider, NU)
    assert rij["titel"] == "Wilt u in 2026/2027 studenten begeleiden?"
    client.force_login(opleider)
    assert client.get(rij["url"]).status_code == 200
    assert rij["url"] in Bericht.objects.get().tekst
    geef(bedrijf, opleider)
    assert not todos(opleider, NU)
    assert verstuur_wachtende(at=NU)["vervallen"] == 1
    assert not mailoutbox


def test_invitation_goes_out_when_nobody_answered(opleider, bedrijf, mailoutbox):
    assert vraag_belangstelling(schooljaar=SchooljaarFactory(), by=persoon("coordinator"), at=NU) == 1
    assert verstuur_wachtende(at=NU)["verzonden"] == 1
    assert mailoutbox[0].to == [opleider.email]


def test_pages_cost_the_same_for_one_and_for_many(client, opleider, bedrijf, django_assert_max_num_queries):
    geef(bedrijf, opleider)
    coordinator = persoon("coordinator")
    client.force_login(coordinator)
    client.get(PAGINA)
    with django_assert_max_num_queries(19) as een:
        client.get(PAGINA)
    for _ in range(4):
        ander = ErkenningFactory().organisatie
        geef(ander, persoon("praktijkopleider", ander), "niet", "nee")
    with django_assert_max_num_queries(19) as veel:
        client.get(PAGINA)
    assert len(een) == len(veel)


def test_page_opens_on_the_year_that_was_answered_last(client, opleider, bedrijf):
    volgend = SchooljaarFactory(naam="2027/2028", begin=date(2027, 8, 1), eind=date(2028, 7, 31))
    antwoorden = {ClusterFactory(): Antwoord("bereid", "")}
    geef_belangstelling(organisatie=bedrijf, schooljaar=volgend, antwoorden=antwoorden, by=opleider, at=NU)
    assert client.get(PAGINA).url == f"{ANTWOORD}?schooljaar=2027/2028"
    client.force_login(persoon("coordinator"))
    assert "Belangstelling 2027/2028" in client.get(PAGINA).content.decode()
    assert "Belangstelling 2026/2027" in client.get(f"{PAGINA}?schooljaar=2026/2027").content.decode()


def test_empty_page_says_what_is_next(client):
    client.force_login(persoon("coordinator"))
    assert "Nog geen erkende leerbedrijven" in client.get(PAGINA).content.decode()


def test_asking_everybody_asks_first(client):
    client.force_login(persoon("beheerder"))
    pagina = client.get(reverse("vraagaanbod:belangstelling_vragen"))
    assert "Mails versturen" in pagina.text
    assert not Bericht.objects.exists()
