"""Amendments: tried before they are sent, on the placement only when everybody has signed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Bericht
from plaatsingen.enums import OvereenkomstSoort
from plaatsingen.models import Overeenkomst
from plaatsingen.services import delen
from plaatsingen.services.aanvulling import Wijziging, maak_aanvulling, voer_door, voer_getekende_door
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.services.overeenkomst import samengesteld, trek_in, verstuur
from plaatsingen.services.overeenkomst_verschil import verschillen
from plaatsingen.services.zegel import verzegel
from tests.factories import NU, ErkenningFactory, PlaatsingFactory, StageplaatsFactory, persoon
from tests.plaatsingen.overeenkomst_hulp import bevoegd, coordinator_van, teken, teken_alles, verstuurd

pytestmark = pytest.mark.django_db
LATER = NU + timedelta(days=30)


@pytest.fixture
def pok() -> Overeenkomst:
    overeenkomst = teken_alles(verstuurd())
    overeenkomst.plaatsing.refresh_from_db()
    return overeenkomst


def maak(pok: Overeenkomst, ingangsdatum: date | None = None, **wijziging: object) -> Overeenkomst:
    return maak_aanvulling(
        plaatsing=pok.plaatsing,
        wijziging=Wijziging(**wijziging),
        ingangsdatum=ingangsdatum,
        reden="De student heeft meer tijd nodig.",
        by=coordinator_van(pok.plaatsing),
        at=NU,
    )


def stuur(aanvulling: Overeenkomst) -> Overeenkomst:
    return verstuur(overeenkomst=aanvulling, by=coordinator_van(aanvulling.plaatsing), at=NU)


def test_amendment_shows_from_and_to_and_changes_nothing_yet(pok):
    collega = persoon("werkbegeleider", pok.plaatsing.stageplaats.leerbedrijf, voornaam="Nieuwe", achternaam="Collega")
    aanvulling = maak(pok, einddatum=date(2027, 2, 26), dagen="do vr", werkbegeleider=collega, uren_totaal=340)
    assert (aanvulling.soort, aanvulling.volgnummer) == (OvereenkomstSoort.AANVULLING, 1)
    tekst = samengesteld(overeenkomst=aanvulling, op=NU.date()).tekst
    for stuk in (
        "| Laatste dag | vrijdag 29 januari 2027 | vrijdag 26 februari 2027 |",
        "| Dagen | maandag en dinsdag | donderdag en vrijdag |",
        "| Vaste werkbegeleider | Wil Werkstra | Nieuwe Collega |",
        "| Uren in totaal | 300 uur | 340 uur |",
        "meer tijd nodig",
        "zodra alle partijen hebben getekend",
        "maandag 12 oktober 2026",
    ):
        assert stuk in tekst, stuk
    plaatsing = pok.plaatsing
    plaatsing.refresh_from_db()
    assert (plaatsing.einddatum, plaatsing.dagen, plaatsing.uren_norm) == (date(2027, 1, 29), "ma di", 300)


def test_amendment_takes_effect_when_the_last_one_signs(pok, django_capture_on_commit_callbacks):
    aanvulling = stuur(maak(pok, einddatum=date(2027, 2, 26), dagen="do vr"))
    teken(aanvulling, "student")
    teken(aanvulling, "school")
    pok.plaatsing.refresh_from_db()
    assert pok.plaatsing.einddatum == date(2027, 1, 29)
    with django_capture_on_commit_callbacks(execute=True):
        teken(aanvulling, "leerbedrijf")
    pok.plaatsing.refresh_from_db()
    aanvulling.refresh_from_db()
    assert (pok.plaatsing.einddatum, pok.plaatsing.dagen) == (date(2027, 2, 26), "do vr")
    assert aanvulling.doorgevoerd_op == NU
    assert voer_getekende_door(at=NU) == {"doorgevoerd": 0, "geweigerd": 0}
    pok.refresh_from_db()
    assert pok.status == "getekend"
    assert pok.zegel_hash == ""
    assert verzegel(overeenkomst=aanvulling, at=NU).zegel_hash
    pok = Overeenkomst.objects.select_related("plaatsing__stageplaats", "plaatsing__werkbegeleider").get(pk=pok.pk)
    assert verschillen(pok) == []


def test_amendment_waits_for_its_day(pok, django_capture_on_commit_callbacks):
    aanvulling = stuur(maak(pok, dagen="do vr", ingangsdatum=LATER.date()))
    with django_capture_on_commit_callbacks(execute=True):
        teken_alles(aanvulling)
    aanvulling.refresh_from_db()
    assert aanvulling.doorgevoerd_op is None
    with pytest.raises(DomainError, match="gaat in op"):
        voer_door(overeenkomst=aanvulling, by=coordinator_van(pok.plaatsing), at=NU)
    assert voer_getekende_door(at=LATER) == {"doorgevoerd": 1, "geweigerd": 0}
    pok.plaatsing.refresh_from_db()
    assert pok.plaatsing.dagen == "do vr"


def test_seat_that_was_taken_meanwhile_keeps_the_signatures_and_says_why(pok, django_capture_on_commit_callbacks):
    aanvulling = stuur(maak(pok, dagen="do vr"))
    ander = PlaatsingFactory(stageplaats=pok.plaatsing.stageplaats, dagen="do vr", status="lopend")
    with django_capture_on_commit_callbacks(execute=True):
        teken_alles(aanvulling)
    aanvulling.refresh_from_db()
    assert (aanvulling.status, aanvulling.doorgevoerd_op) == ("getekend", None)
    assert "vol op donderdag" in aanvulling.doorvoer_fout
    assert aanvulling.partijen.filter(getekend_op__isnull=False).count() == 3
    meldingen = Bericht.objects.filter(soort="overeenkomst_niet_doorgevoerd")
    aantal = meldingen.count()
    assert aantal
    voer_getekende_door(at=NU)
    assert meldingen.count() == aantal
    ander.status = "geannuleerd"
    ander.save()
    voer_door(overeenkomst=aanvulling, by=coordinator_van(pok.plaatsing), at=NU)
    aanvulling.refresh_from_db()
    assert (aanvulling.doorvoer_fout, aanvulling.doorgevoerd_op) == ("", NU)


def test_what_can_not_be_is_refused_before_anybody_signs(pok):
    PlaatsingFactory(stageplaats=pok.plaatsing.stageplaats, dagen="wo", status="lopend")
    with pytest.raises(DomainError, match="vol op woensdag"):
        maak(pok, dagen="wo")
    elders = StageplaatsFactory()
    with pytest.raises(DomainError, match="ander leerbedrijf"):
        maak(pok, stageplaats=elders)
    with pytest.raises(DomainError, match="verandert niets"):
        maak(pok, dagen="di ma", einddatum=pok.plaatsing.einddatum)
    with pytest.raises(DomainError, match="geen werkbegeleider"):
        maak(pok, werkbegeleider=persoon("werkbegeleider"))
    assert not Overeenkomst.objects.filter(soort=OvereenkomstSoort.AANVULLING).exists()


def test_another_department_of_the_same_house(pok, django_capture_on_commit_callbacks):
    plek = StageplaatsFactory(afdeling__locatie__organisatie=pok.plaatsing.stageplaats.leerbedrijf, naam="Kamer 9")
    aanvulling = stuur(maak(pok, stageplaats=plek))
    assert "Kamer 9" in aanvulling.tekst
    with django_capture_on_commit_callbacks(execute=True):
        teken_alles(aanvulling)
    pok.plaatsing.refresh_from_db()
    assert pok.plaatsing.stageplaats == plek


def test_one_at_a_time_withdrawn_makes_a_new_version_and_the_next_a_new_number(pok):
    eerste = stuur(maak(pok, dagen="do vr"))
    with pytest.raises(DomainError, match="niet klaar"):
        maak(pok, dagen="wo")
    teken(eerste, "student")
    trek_in(overeenkomst=eerste, reden="Toch op woensdag.", by=coordinator_van(pok.plaatsing), at=NU)
    tweede = maak(pok, dagen="wo")
    assert (tweede.volgnummer, tweede.versie) == (1, 2)
    eerste.refresh_from_db()
    assert eerste.partijen.get(rol="student").getekend_op == NU
    teken_alles(stuur(tweede))
    derde = maak(pok, einddatum=date(2027, 2, 5))
    assert (derde.volgnummer, derde.versie) == (2, 1)


def test_no_amendment_without_a_signed_agreement():
    overeenkomst = verstuurd()
    with pytest.raises(DomainError, match="nog geen getekende"):
        maak(overeenkomst, dagen="do vr")
    bevoegd(overeenkomst.plaatsing.student.school)


def test_placement_that_changed_by_hand_differs_from_what_was_signed(pok):
    plaatsing = pok.plaatsing
    plaatsing.dagen = "wo"
    plaatsing.save()
    pok = Overeenkomst.objects.select_related("plaatsing__stageplaats", "plaatsing__werkbegeleider").get(pk=pok.pk)
    (verschil,) = verschillen(pok)
    assert (verschil.wat, verschil.getekend, verschil.nu) == ("Dagen", "maandag en dinsdag", "woensdag")


def test_what_changed_since_signing_is_agreed_with_an_amendment_that_the_second_host_signs_too(
    pok, client, django_capture_on_commit_callbacks
):
    plaatsing, door = pok.plaatsing, coordinator_van(pok.plaatsing)
    wijzig_einddatum(plaatsing=plaatsing, einddatum=date(2027, 2, 5), reden="Ziek geweest.", by=door, at=NU)
    tweede = StageplaatsFactory(dagen="do vr")
    ErkenningFactory(organisatie=tweede.leerbedrijf, opleiding=plaatsing.student.opleiding)
    delen.voeg_toe(plaatsing=plaatsing, stageplaats=tweede, dagen="do", uren_norm=80, by=door, at=NU)
    client.force_login(door)
    adres = reverse("plaatsingen:aanvulling_maken", args=[plaatsing.public_id])
    pagina = client.get(adres)
    assert "Dit komt vanzelf in de aanvulling" in pagina.content.decode()
    velden = {veld.name: veld.value() for veld in pagina.context["form"] if veld.value()} | {
        "reden": "Langer, en ook een dag elders.",
        "einddatum": "2027-02-26",
    }
    assert client.post(adres, velden).status_code == 302
    aanvulling = Overeenkomst.objects.get(soort=OvereenkomstSoort.AANVULLING)
    rijen = {rij["wat"]: (rij["soort"], rij["van"], rij["naar"]) for rij in aanvulling.wijzigingen}
    assert rijen["Laatste dag"] == ("einddatum", "vrijdag 29 januari 2027", "vrijdag 26 februari 2027")
    deel = f"{tweede.leerbedrijf}, {tweede.volle_naam}: donderdag, 80 uur"
    assert rijen["Tweede leerbedrijf"] == ("al_anders", "geen ander leerbedrijf", deel)
    aanvulling = stuur(aanvulling)
    assert aanvulling.partijen.filter(rol="leerbedrijf").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        teken_alles(aanvulling)
    plaatsing.refresh_from_db()
    assert plaatsing.einddatum == date(2027, 2, 26)
    pok = Overeenkomst.objects.select_related("plaatsing__stageplaats", "plaatsing__werkbegeleider").get(pk=pok.pk)
    assert verschillen(pok) == []
