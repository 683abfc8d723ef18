"""The replacement assignment with its own hand-in, through the front door (R6.3-R6.5)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties.models import Bijlage, Opdracht, Verslagfeit
from evaluaties.services import feiten, opdrachten
from evaluaties.services.dossiers import met_registratie
from evaluaties.tasks import controleer_verslagen
from kern.models import AuditRegel, Bericht, Inzageregel
from plaatsingen.models import Plaatsing
from tests.basis.keuring_goed import docx, foto_met_gps
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM

NU = datetime(2026, 10, 12, 20, 15, 7, tzinfo=AMSTERDAM)
PLICHT = "monthly:2026-09"
TEKST = "1. KANARIE-uitwerking: ik koos twee momenten."
LEZERS = ("coordinator", "stagedocent", "stagebegeleider")


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False):
        yield


def vergeet(kring, tot=NU):
    """Let the report over September be forgotten, and the extra days pass: on 7 October comes the assignment."""
    for maand, dag in ((10, 2), (10, 7), (10, 22)):
        moment = datetime(2026, maand, dag, 7, 0, tzinfo=AMSTERDAM)
        if moment <= tot:
            controleer_verslagen(moment.isoformat())
    return kring


@pytest.fixture
def kring(db):
    return vergeet(maak_kring(aangemaakt_op=NU - timedelta(days=60)))


def pad(kring, naam="opdracht", plicht=PLICHT):
    return reverse(f"verslagen:{naam}", args=[kring.plaatsing.public_id, plicht])


def lever_in(client, kring):
    client.post(pad(kring), {"tekst": TEKST, "versie": 0, "actie": "controleren"})
    return client.post(pad(kring, "opdracht_inleveren"), {"versie": Opdracht.objects.get().versie}, follow=True)


def stand(kring, at=NU):
    plaatsing = met_registratie(Plaatsing.objects).met_betrokkenen().get(pk=kring.plaatsing.pk)
    return opdrachten.stand_van(plaatsing, PLICHT, at)


# --- the student ---


def test_student_reads_a_real_assignment_and_until_when(kring, als):
    pagina = als(kring.student).get(pad(kring)).content.decode()
    assert "Kies twee momenten" in pagina
    assert "reflectieverslag over september 2026" in pagina
    assert "woensdag 21 oktober" in pagina
    assert not Opdracht.objects.exists()


def test_student_writes_checks_and_hands_in(kring, als):
    client = als(kring.student)
    antwoord = client.post(pad(kring), {"tekst": TEKST, "versie": 0, "actie": "controleren"})
    assert antwoord.url == pad(kring, "opdracht_inleveren")
    assert "KANARIE-uitwerking" in client.get(antwoord.url).content.decode()
    antwoord = client.post(antwoord.url, {"versie": 1}, follow=True)
    bon = antwoord.content.decode()
    opdracht = Opdracht.objects.get()
    assert "Je opdracht is binnen" in bon
    assert "20:15:07" in bon
    assert opdracht.sha256[:12] in bon
    feit = Verslagfeit.objects.get(soort="replacement")
    assert (feit.plicht, feit.received_at, feit.by) == (PLICHT, NU, kring.student)
    assert opdracht.ingeleverd_op == NU
    bericht = Bericht.objects.get(soort="opdracht_ontvangen")
    assert "20:15:07" in bericht.tekst
    assert "KANARIE" not in bericht.tekst + bericht.html + bericht.onderwerp
    assert stand(kring).binnen


def test_twice_the_same_is_once(kring, als):
    client = als(kring.student)
    lever_in(client, kring)
    client.post(pad(kring, "opdracht_inleveren"), {"versie": 1})
    opdrachten.lever_opdracht_in(
        plaatsing=stand(kring).plaatsing, plicht=PLICHT, versie=1, received_at=NU, by=kring.student, at=NU
    )
    assert Verslagfeit.objects.filter(soort="replacement").count() == 1
    assert Bericht.objects.filter(soort="opdracht_ontvangen").count() == 1


def test_handed_in_text_no_longer_changes(kring, als):
    client = als(kring.student)
    lever_in(client, kring)
    client.post(pad(kring), {"tekst": "Anders.", "versie": 2})
    assert client.post(pad(kring, "opdracht_bewaren"), {"tekst": "Anders.", "versie": 2}).status_code == 409
    assert Opdracht.objects.get().tekst == TEKST


def test_late_is_welcome_too(als, db):
    laat = NU + timedelta(days=20)
    with time_machine.travel(laat, tick=False):
        kring = vergeet(maak_kring(aangemaakt_op=NU - timedelta(days=60)), tot=laat)
        client = als(kring.student)
        pagina = client.get(pad(kring)).content.decode()
        assert "Inleveren kan nog steeds" in pagina
        assert "Je opdracht is binnen" in lever_in(client, kring).content.decode()


def test_empty_assignment_is_not_handed_in(kring, als):
    client = als(kring.student)
    antwoord = client.post(pad(kring), {"tekst": "  ", "versie": 0, "actie": "controleren"})
    assert antwoord.status_code == 422
    assert "Schrijf eerst je uitwerking" in antwoord.content.decode()
    assert client.get(pad(kring, "opdracht_inleveren")).url == pad(kring)


def test_autosave_answers_version_and_conflict(kring, als):
    client = als(kring.student)
    goed = client.post(pad(kring, "opdracht_bewaren"), {"tekst": "Een.", "versie": 0}).json()
    assert (goed["versie"], goed["tekst"]) == (1, "Opgeslagen om 20:15")
    client.post(pad(kring, "opdracht_bewaren"), {"tekst": "Telefoontekst.", "versie": 1})
    botsing = client.post(pad(kring, "opdracht_bewaren"), {"tekst": "Laptoptekst.", "versie": 1})
    assert botsing.status_code == 409
    assert Opdracht.objects.get().tekst == "Telefoontekst."
    pagina = client.post(pad(kring), {"tekst": "Laptoptekst.", "versie": 1})
    assert pagina.status_code == 409
    assert "Telefoontekst." in pagina.content.decode()
    assert "Laptoptekst." in pagina.content.decode()
    assert 'name="versie" value="2"' in pagina.content.decode()
    assert client.post(pad(kring), {"tekst": "Laptoptekst.", "versie": 2}).status_code == 302


def test_hand_in_of_a_text_that_changed_meanwhile_asks_to_read_again(kring, als):
    client = als(kring.student)
    client.post(pad(kring), {"tekst": "Een.", "versie": 0})
    client.post(pad(kring, "opdracht_bewaren"), {"tekst": "Twee.", "versie": 1})
    inleveren = pad(kring, "opdracht_inleveren")
    assert client.post(inleveren, {"versie": 1}).url == inleveren
    assert not Verslagfeit.objects.filter(soort="replacement").exists()


# --- files ---


def test_file_goes_along_is_frozen_and_served_to_readers(kring, als):
    client = als(kring.student)
    bestand = SimpleUploadedFile("planning.docx", docx())
    client.post(pad(kring), {"tekst": TEKST, "versie": 0, "bijlage": [bestand]})
    antwoord = client.post(pad(kring, "opdracht_uploaden"), {"bijlage": SimpleUploadedFile("f.jpg", foto_met_gps())})
    assert "f.jpg" in antwoord.json()["lijst"]
    weg = Bijlage.objects.get(bestand__naam="f.jpg")
    client.post(pad(kring), {"tekst": TEKST, "versie": 1, "actie": f"weg:{weg.public_id}"})
    adres = reverse("verslagen:bijlage", args=[Bijlage.objects.get().public_id])
    assert als(kring.stagedocent).get(adres).status_code == 404  # not handed in yet
    lever_in(client, kring)
    assert Bijlage.objects.get().ingeleverd_op == NU
    for wie in LEZERS:
        uit = als(getattr(kring, wie)).get(adres)
        assert b"".join(uit.streaming_content).startswith(b"PK")
        for sluit in uit._resource_closers:  # closing the answer would close the connection of the test too
            sluit()
    assert als(kring.werkbegeleider).get(adres).status_code == 403
    assert Inzageregel.objects.filter(route="bijlage openen", uitkomst="getoond").count() == 3


def test_refused_file_keeps_the_text(kring, als):
    bestand = SimpleUploadedFile("x.svg", b"<svg/>")
    antwoord = als(kring.student).post(pad(kring), {"tekst": TEKST, "versie": 0, "bijlage": [bestand]})
    assert antwoord.status_code == 422
    assert "x.svg: Dit soort bestand kan niet mee." in antwoord.content.decode()
    assert Opdracht.objects.get().tekst == TEKST


# --- who reads and describes ---


@pytest.mark.parametrize("wie", LEZERS)
def test_reader_reads_it_after_a_line_in_the_access_log(kring, als, wie):
    lever_in(als(kring.student), kring)
    client = als(getattr(kring, wie))
    assert client.get(pad(kring)).url == pad(kring, "opdracht_lezen")
    pagina = client.get(pad(kring, "opdracht_lezen")).content.decode()
    assert "KANARIE-uitwerking" in pagina
    assert Inzageregel.objects.filter(route=opdrachten.ROUTE, user=getattr(kring, wie)).count() == 1


def test_what_came_in_waits_in_the_list_until_a_reader_opens_it(kring, ander, als):
    lijst = reverse("verslagen:te_lezen")
    assert "Opdracht lezen" not in als(kring.stagebegeleider).get(lijst).content.decode()
    lever_in(als(kring.student), kring)
    for wie in LEZERS:
        assert "Opdracht lezen" in als(getattr(kring, wie)).get(lijst).content.decode()
    assert "Opdracht lezen" not in als(ander.coordinator).get(lijst).content.decode()
    assert "1 vervangende opdracht is ingeleverd" in als(kring.stagebegeleider).get("/").content.decode()
    als(kring.werkbegeleider).get(pad(kring, "opdracht_lezen"))  # refused: that is no reading
    assert "Opdracht lezen" in als(kring.stagedocent).get(lijst).content.decode()
    als(kring.stagebegeleider).get(pad(kring, "opdracht_lezen"))
    for adres in (lijst, "/"):
        assert "Opdracht lezen" not in als(kring.stagedocent).get(adres).content.decode()
        assert "opdracht is ingeleverd" not in als(kring.stagedocent).get(adres).content.decode()


def test_draft_is_not_shown_to_readers(kring, als):
    als(kring.student).post(pad(kring), {"tekst": TEKST, "versie": 0})
    assert "KANARIE" not in als(kring.stagedocent).get(pad(kring, "opdracht_lezen")).content.decode()


def test_werkbegeleider_and_strangers_stay_out(kring, ander, als):
    lever_in(als(kring.student), kring)
    lezen = als(kring.werkbegeleider).get(pad(kring, "opdracht_lezen"))
    assert lezen.status_code == 403
    assert "KANARIE" not in lezen.content.decode()
    for wie in (ander.student, ander.coordinator, ander.stagedocent):
        for naam in ("opdracht", "opdracht_lezen"):
            assert als(wie).get(pad(kring, naam)).status_code == 404
        for naam in ("opdracht", "opdracht_bewaren", "opdracht_uploaden", "opdracht_inleveren", "opdracht_lezen"):
            assert als(wie).post(pad(kring, naam), {"tekst": "x", "versie": 0}).status_code == 404
    for naam in ("opdracht", "opdracht_bewaren", "opdracht_uploaden", "opdracht_inleveren"):
        assert als(kring.coordinator).post(pad(kring, naam), {"tekst": "x", "versie": 2}).status_code == 404


def test_reader_describes_the_assignment_and_the_student_sees_it(kring, als):
    client = als(kring.stagebegeleider)
    assert "Kies twee momenten" in client.get(pad(kring, "opdracht_lezen")).content.decode()
    antwoord = client.post(pad(kring, "opdracht_lezen"), {"omschrijving": "Interview je werkbegeleider."}, follow=True)
    assert "De opdracht is bewaard" in antwoord.content.decode()
    pagina = als(kring.student).get(pad(kring)).content.decode()
    assert "Interview je werkbegeleider." in pagina
    assert "Kies twee momenten" not in pagina
    assert kring.stagebegeleider.naam in pagina
    client.post(pad(kring, "opdracht_lezen"), {"omschrijving": ""})
    assert "Kies twee momenten" in als(kring.student).get(pad(kring)).content.decode()


def test_description_is_for_readers_and_before_the_hand_in(kring, als):
    wat = {"plaatsing": stand(kring).plaatsing, "plicht": PLICHT, "omschrijving": "Anders.", "at": NU}
    with pytest.raises(GeenToegang):
        opdrachten.omschrijf_opdracht(**wat, by=kring.werkbegeleider)
    lever_in(als(kring.student), kring)
    with pytest.raises(DomainError, match="al ingeleverd"):
        opdrachten.omschrijf_opdracht(**wat, by=kring.stagedocent)


# --- what the ladder asks ---


@pytest.mark.django_db
def test_what_the_ladder_never_asked_is_not_there(als):
    kring = maak_kring(aangemaakt_op=NU - timedelta(days=60))
    for plicht in (PLICHT, "monthly:1999-01", "iets"):
        assert als(kring.student).get(pad(kring, plicht=plicht)).status_code == 404
        assert als(kring.student).post(pad(kring, "opdracht_bewaren", plicht), {"tekst": "x"}).status_code == 404
    assert not Opdracht.objects.exists()


def test_withdrawn_assignment_is_no_longer_asked_and_keeps_its_text(kring, als):
    client = als(kring.student)
    client.post(pad(kring), {"tekst": TEKST, "versie": 0})
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=PLICHT, reden="Ziek.", by=kring.coordinator, at=NU)
    controleer_verslagen((NU + timedelta(minutes=15)).isoformat())
    with time_machine.travel(NU + timedelta(hours=1), tick=False):
        pagina = client.get(pad(kring)).content.decode()
        assert "hoeft niet meer" in pagina
        assert "KANARIE-uitwerking" in pagina
        client.post(pad(kring), {"tekst": "Anders.", "versie": 1})
        assert client.post(pad(kring, "opdracht_inleveren"), {"versie": 1}).url == pad(kring)
    assert Opdracht.objects.get().tekst == TEKST
    assert not Verslagfeit.objects.filter(soort="replacement").exists()


def test_assignment_received_on_paper_needs_nothing_more(kring, als):
    feiten.meld_opdracht(plaatsing=kring.plaatsing, plicht=PLICHT, received_at=NU, by=kring.coordinator, at=NU)
    pagina = als(kring.student).get(pad(kring)).content.decode()
    assert "Je hoeft niets meer te doen" in pagina
    assert "<textarea" not in pagina


def test_only_the_student_hands_in(kring):
    with pytest.raises(DomainError, match="student zelf"):
        opdrachten.lever_opdracht_in(
            plaatsing=stand(kring).plaatsing, plicht=PLICHT, versie=0, received_at=NU, by=kring.stagedocent, at=NU
        )


def test_text_is_not_in_the_audit_log(kring, als):
    lever_in(als(kring.student), kring)
    assert AuditRegel.objects.filter(actie="vervangende opdracht ingeleverd").exists()
    assert all("KANARIE" not in f"{regel.voor}{regel.na}{regel.reden}" for regel in AuditRegel.objects.all())


def test_assignments_of_many_placements_cost_one_query(kring, ander, als):
    lever_in(als(kring.student), kring)
    with CaptureQueriesContext(connection) as vragen:
        rijen = opdrachten.van([kring.plaatsing, ander.plaatsing])
    assert len(vragen) == 1
    assert rijen[kring.plaatsing.pk, PLICHT].ingeleverd_op == NU
