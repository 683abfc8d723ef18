"""Dividing places over schools: the key, whole places, by hand, fixed and withdrawn, and what a round sees of it."""

import csv
import io

import pytest
import time_machine

from basis.errors import DomainError, GeenToegang
from kern.models import Achtergrondtaak, AuditRegel, Bericht
from kern.services.berichten import verstuur_wachtende
from kern.services.taken import voer_uit
from matching.services.bouwer import Bouwer
from tests.factories import (
    NU,
    AfdelingFactory,
    ClusterFactory,
    ErkenningFactory,
    LocatieFactory,
    OpgaveFactory,
    OrganisatieFactory,
    RondeFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    VerdelingFactory,
    persoon,
)
from vraagaanbod.models import Verdeling
from vraagaanbod.services import verdeling as service

pytestmark = pytest.mark.django_db
LIJST, NIEUW = "/vraag-aanbod/verdeling/", "/vraag-aanbod/verdeling/nieuw/"
GRONINGEN, EMMEN = (53.22, 6.57), (52.78, 6.90)
SLEUTEL = {"minimum": 0, "reizen": True, "gewichten": {}}


@pytest.fixture(autouse=True)
def in_dit_jaar():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def bureau(client):
    user = persoon("coordinator", OrganisatieFactory(bureau=True))
    client.force_login(user)
    return user


def maak_school(naam, aantal, punt):
    school = OrganisatieFactory(school=True, naam=naam)
    OpgaveFactory(organisatie=school, aantal=aantal)
    StudentFactory(school=school, lat=punt[0], lon=punt[1])
    return school


@pytest.fixture
def scholen():
    return maak_school("Noord", 60, GRONINGEN), maak_school("Zuid", 30, EMMEN)


@pytest.fixture
def plaatsen():
    """Three places of one in Groningen, two of one and one of four in Emmen: nine seats."""
    bedrijf = ErkenningFactory().organisatie
    uit = []
    for punt, capaciteiten in ((GRONINGEN, (1, 1, 1)), (EMMEN, (1, 1, 4))):
        locatie = LocatieFactory(organisatie=bedrijf, lat=punt[0], lon=punt[1])
        afdeling = AfdelingFactory(locatie=locatie)
        uit += [StageplaatsFactory(afdeling=afdeling, capaciteit=capaciteit) for capaciteit in capaciteiten]
    return uit


def maak(by, **sleutel):
    verdeling, _ = service.maak_verdeling(
        schooljaar=SchooljaarFactory(), naam="Voorjaar", sleutel=SLEUTEL | sleutel, by=by, at=NU
    )
    verdeling.refresh_from_db()
    return verdeling


def gekregen(verdeling):
    return {rij.school.naam: (rij.vraag, int(rij.recht), rij.plekken) for rij in verdeling.aandelen.all()}


def per_plaats(verdeling):
    return dict(verdeling.plaatsen.values_list("stageplaats_id", "school__naam"))


def pad(verdeling, deel=""):
    return f"{LIJST}{verdeling.public_id}/{deel}"


def test_each_school_gets_its_right_and_the_places_near_its_students(bureau, scholen, plaatsen):
    verdeling = maak(bureau)
    assert gekregen(verdeling) == {"Noord": (60, 6, 6), "Zuid": (30, 3, 3)}
    waar = per_plaats(verdeling)
    assert waar[plaatsen[5].pk] == "Noord"  # four in one: too many for Zuid
    assert {waar[plaats.pk] for plaats in plaatsen[3:5]} == {"Zuid"}
    assert per_plaats(maak(bureau)) == waar


def test_key_has_weights_and_a_minimum_and_can_be_changed(bureau, scholen, plaatsen):
    noord, zuid = scholen
    verdeling = maak(bureau, gewichten={zuid.pk: 200, noord.pk: 100})
    assert verdeling.sleutel["gewichten"] == {str(zuid.pk): 200}
    assert {naam: recht for naam, (_, recht, _) in gekregen(verdeling).items()} == {"Noord": 5, "Zuid": 4}
    service.bereken(verdeling=verdeling, sleutel={"minimum": 4, "reizen": False}, by=bureau, at=NU)
    assert {naam: recht for naam, (_, recht, _) in gekregen(verdeling).items()} == {"Noord": 5, "Zuid": 4}
    regel = AuditRegel.objects.get(actie="verdeelsleutel gewijzigd")
    assert (regel.voor["gewichten"], regel.na["minimum"]) == ({"Zuid": 200}, 4)


def test_what_the_host_reserved_is_kept(bureau, scholen, plaatsen):
    zuid = scholen[1]
    vreemd = OrganisatieFactory(school=True, naam="Elders")
    plaatsen[5].scholen.set([zuid])
    plaatsen[0].scholen.set([vreemd])
    waar = per_plaats(maak(bureau))
    assert waar[plaatsen[5].pk] == "Zuid"
    assert plaatsen[0].pk not in waar


def test_withdrawn_and_unrecognised_places_do_not_count(bureau, scholen, plaatsen):
    StageplaatsFactory(capaciteit=50)
    plaatsen[5].ingetrokken_op = NU.date()
    plaatsen[5].save()
    assert sum(kreeg for _, _, kreeg in gekregen(maak(bureau)).values()) == 5


def test_place_moved_by_hand_stays_when_reckoned_anew(bureau, scholen, plaatsen):
    noord, zuid = scholen
    verdeling = maak(bureau)
    service.verplaats(verdeling=verdeling, plaats=plaatsen[5], school=zuid, gezien=verdeling.versie, by=bureau, at=NU)
    assert gekregen(verdeling) == {"Noord": (60, 6, 2), "Zuid": (30, 3, 7)}
    service.bereken(verdeling=verdeling, by=bureau, at=NU)
    assert per_plaats(verdeling)[plaatsen[5].pk] == "Zuid"
    assert gekregen(verdeling) == {"Noord": (60, 6, 5), "Zuid": (30, 3, 4)}
    with pytest.raises(DomainError, match="intussen veranderd"):
        service.verplaats(verdeling=verdeling, plaats=plaatsen[0], school=zuid, gezien=1, by=bureau, at=NU)
    verdeling.refresh_from_db()
    service.verplaats(verdeling=verdeling, plaats=plaatsen[5], school=None, gezien=verdeling.versie, by=bureau, at=NU)
    service.bereken(verdeling=verdeling, by=bureau, at=NU)
    assert gekregen(verdeling) == {"Noord": (60, 6, 6), "Zuid": (30, 3, 3)}
    plaatsen[0].scholen.set([noord])
    verdeling.refresh_from_db()
    with pytest.raises(DomainError, match="voor andere scholen bestemd"):
        service.verplaats(
            verdeling=verdeling, plaats=plaatsen[0], school=zuid, gezien=verdeling.versie, by=bureau, at=NU
        )


def test_without_demand_or_places_it_says_so(bureau):
    with pytest.raises(DomainError, match="nog geen vraag van scholen"):
        maak(bureau)
    maak_school("Noord", 3, GRONINGEN)
    with pytest.raises(DomainError, match="nog geen stageplaatsen"):
        maak(bureau)


def test_fixing_tells_every_coordinator_and_a_round_uses_it_until_it_is_withdrawn(
    bureau, scholen, plaatsen, mailoutbox
):
    anderen = [persoon("coordinator", school) for school in scholen]
    verdeling = maak(bureau)
    ronde = RondeFactory(scholen=scholen, verdeling=verdeling)

    def codes():
        return {plaats: set(rij.scholen) for plaats, rij in Bouwer(ronde).lees_plaatsen()[0].items()}

    assert not any(codes().values())
    service.stel_vast(verdeling=verdeling, gezien=verdeling.versie, by=bureau, at=NU)
    verdeling.refresh_from_db()
    assert (verdeling.vastgesteld_door, verdeling.vastgesteld_op) == (bureau, NU)
    assert codes()[plaatsen[5].code] == {scholen[0].code}
    assert set(Bericht.objects.values_list("ontvanger", flat=True)) == {bureau.pk, *(user.pk for user in anderen)}
    for doe in (service.stel_vast, service.bereken):
        with pytest.raises(DomainError):
            doe(verdeling=verdeling, gezien=verdeling.versie, by=bureau, at=NU)
    with pytest.raises(DomainError, match="waarom"):
        service.trek_in(verdeling=verdeling, reden=" ", gezien=verdeling.versie, by=bureau, at=NU)
    service.trek_in(verdeling=verdeling, reden="Nieuwe cijfers", gezien=verdeling.versie, by=bureau, at=NU)
    assert not any(codes().values())
    uit = verstuur_wachtende(at=NU)
    assert (uit["vervallen"], uit["verzonden"]) == (3, 3)
    assert "Nieuwe cijfers" in mailoutbox[0].body


def test_only_the_bureau_divides_and_all_coordinators_look(client, bureau, scholen, plaatsen):
    verdeling = maak(bureau)
    coordinator = persoon("coordinator", scholen[0])
    client.force_login(coordinator)
    assert client.get(LIJST).status_code == 200
    pagina = client.get(pad(verdeling)).content.decode()
    assert "Vaststellen" not in pagina
    assert "Verplaats" not in pagina
    assert client.get(NIEUW).status_code == 403
    for deel in ("sleutel/", "verplaatsen/", "vaststellen/", "intrekken/"):
        assert client.post(pad(verdeling, deel)).status_code == 403
    with pytest.raises(GeenToegang):
        maak(coordinator)
    for rol, codes in (("praktijkopleider", (403, 403)), ("stagedocent", (403, 403)), ("student", (403, 403))):
        client.force_login(persoon(rol))
        assert (client.get(LIJST).status_code, client.get(pad(verdeling)).status_code) == codes


def test_whole_story_through_the_front_door(client, bureau, scholen, plaatsen):
    assert "Nog geen verdeling" in client.get(LIJST).content.decode()
    assert client.post(NIEUW, {"naam": "", "schooljaar": "2026/2027"}).status_code == 422
    invoer = {"naam": "Voorjaar", "schooljaar": "2026/2027", "reizen": "on"}
    antwoord = client.post(NIEUW, invoer | {f"gewicht_{scholen[0].pk}": "100"})
    verdeling = Verdeling.objects.get()
    assert antwoord.url == pad(verdeling)
    pagina = client.get(pad(verdeling)).content.decode()
    for tekst in ("<svg", "Noord", "Zuid", "concept", "Verdeling berekend"):
        assert tekst in pagina
    plaats = plaatsen[0]
    verplaats = {"plaats": plaats.public_id, "school": scholen[1].public_id, "versie": verdeling.versie}
    assert "gaat naar Zuid" in client.post(pad(verdeling, "verplaatsen/"), verplaats, follow=True).content.decode()
    assert "intussen veranderd" in client.post(pad(verdeling, "verplaatsen/"), verplaats, follow=True).content.decode()
    verdeling.refresh_from_db()
    sleutel = {"minimum": "2", "versie": verdeling.versie}
    assert client.post(pad(verdeling, "sleutel/"), sleutel).status_code == 302
    assert client.post(pad(verdeling, "sleutel/"), sleutel).status_code == 422
    assert "met de hand" in client.get(f"{pad(verdeling)}?q={plaats.code}").content.decode()
    assert "Geen plekken gevonden" in client.get(f"{pad(verdeling)}?q=bestaatniet").content.decode()
    assert client.get(pad(verdeling, "intrekken/")).status_code == 404
    assert "Alle coördinatoren" in client.get(pad(verdeling, "vaststellen/")).content.decode()
    client.post(pad(verdeling, "vaststellen/"))
    assert client.get(pad(verdeling, "sleutel/")).status_code == 403
    assert client.post(pad(verdeling, "intrekken/"), {"reden": ""}).status_code == 422
    client.post(pad(verdeling, "intrekken/"), {"reden": "Nieuwe cijfers"})
    assert "ingetrokken" in client.get(pad(verdeling)).content.decode()


def test_downloads(client, bureau, scholen, plaatsen):
    verdeling = maak(bureau)

    def lees(vraag):
        return list(csv.DictReader(io.StringIO(client.get(pad(verdeling) + vraag).content.decode("utf-8-sig"))))

    assert [(rij["school"], rij["recht"], rij["verschil"]) for rij in lees("?formaat=csv")] == [
        ("Noord", "6", "0"),
        ("Zuid", "3", "0"),
    ]
    assert len(lees("?formaat=csv&lijst=plaatsen")) == 6
    assert len(lees(f"?formaat=csv&lijst=plaatsen&school={scholen[1].public_id}")) == 3
    assert client.get(f"{pad(verdeling)}?formaat=xlsx").content[:2] == b"PK"


def test_very_many_places_are_divided_in_the_background(client, bureau, scholen, plaatsen, monkeypatch):
    monkeypatch.setattr(service, "VEEL", 3)
    antwoord = client.post(NIEUW, {"naam": "Groot", "schooljaar": "2026/2027", "reizen": "on"})
    taak = Achtergrondtaak.objects.get()
    assert str(taak.public_id) in antwoord.url
    verdeling = Verdeling.objects.get()
    assert "Nog niet verdeeld" in client.get(pad(verdeling)).content.decode()
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    assert gekregen(verdeling) == {"Noord": (60, 6, 6), "Zuid": (30, 3, 3)}


def test_page_costs_the_same_for_one_and_for_many(client, bureau, scholen, plaatsen, django_assert_max_num_queries):
    verdeling = maak(bureau)
    client.get(pad(verdeling))
    with django_assert_max_num_queries(22) as een:
        client.get(pad(verdeling))
    for code in ("ZH1-PT", "HP1-PT"):
        cluster = ClusterFactory(code=code)
        OpgaveFactory(organisatie=scholen[0], cluster=cluster)
        for _ in range(3):
            StageplaatsFactory(soort="stagegezin", clusters=[cluster])
    meer = maak(bureau)
    with django_assert_max_num_queries(22) as veel:
        client.get(pad(meer))
    assert len(een) == len(veel)
    VerdelingFactory.create_batch(3)
    with django_assert_max_num_queries(14):
        client.get(LIJST)
