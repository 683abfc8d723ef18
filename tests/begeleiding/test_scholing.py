"""Trainings: inviting, seats, who was there, certificates; the register and its files."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from begeleiding.models import Bekwaamheid, Deelname, Training
from begeleiding.services.scholing import leg_opkomst_vast, meld_aan
from begeleiding.vandaag_scholing import todos
from evaluaties.services.agenda import punten_voor
from kern.models import Achtergrondtaak, Bericht, Inzageregel
from kern.services.berichten import verstuur_wachtende
from kern.services.taken import voer_uit
from tests.basis.keuring_goed import pdf
from tests.begeleiding.test_poule import BOOS, als
from tests.factories import NU, OrganisatieFactory, StageplaatsFactory, persoon
from tests.factories.poule import BekwaamheidFactory, TrainingFactory
from vacatures.models import Plaatsbegeleider

pytestmark = pytest.mark.django_db
TRAINING = {
    "naam": "Werkbegeleider worden", "niveau": "4", "begin": "2026-11-02T13:00", "minuten": "180", "plek": "Zaal 1",
    "plekken": "2", "jaren_geldig": "5",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def bureau():
    return persoon("coordinator", OrganisatieFactory(bureau=True))


def adres(naam, *args):
    return reverse(f"scholing:{naam}", args=args)


def mails(soort):
    return Bericht.objects.filter(soort=f"training_{soort}").order_by("pk")


@pytest.mark.slow  # makes a PDF in a process of its own
def test_plan_invite_sign_up_and_be_there_gives_a_certificate(bureau, time_machine):
    client, wie = als(bureau), persoon("werkbegeleider")
    plaats = StageplaatsFactory()
    Plaatsbegeleider.objects.create(stageplaats=plaats, user=wie)
    data = TRAINING | {"aanbieder": next(iter(bureau.lidmaatschappen_nu)).organisatie.code}
    for _ in range(2):  # twice is once
        antwoord = client.post(adres("nieuw"), data)
    training = Training.objects.get()
    assert antwoord.url == adres("uitnodigen", training.public_id)
    assert wie.naam in client.get(antwoord.url).content.decode()
    for _ in range(2):
        client.post(antwoord.url, {"kies": [str(wie.public_id), "geen-id"]})
    assert mails("uitnodiging").count() == 1
    assert wie.naam not in mails("uitnodiging").get().onderwerp
    eigen = als(wie)
    assert "uitgenodigd" in eigen.get(adres("lijst")).content.decode()
    assert eigen.post(adres("aanmelden", training.public_id)).status_code == 302
    assert "METHOD:REQUEST" in mails("aangemeld").get().agenda
    verstuur_wachtende(at=NU + timedelta(minutes=5))
    assert mails("uitnodiging").get().status == "vervallen"  # answered before it went
    time_machine.move_to(training.begin + timedelta(hours=4))
    client, eigen = als(bureau), als(wie)
    deelname = Deelname.objects.get()
    client.post(adres("opkomst", training.public_id), {"aanwezig": [str(deelname.public_id)]})
    taak = Achtergrondtaak.objects.get(soort="certificaten")
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    papier = Bekwaamheid.objects.get()
    assert (papier.user, papier.niveau, papier.geldig_tot) == (wie, 4, date(2031, 11, 1))
    assert Plaatsbegeleider.objects.get().getraind_op == date(2026, 11, 2)
    download = eigen.get(adres("certificaat", papier.public_id))
    assert b"".join(download.streaming_content).startswith(b"%PDF")
    assert mails("certificaat").count() == 1
    assert Inzageregel.objects.filter(user=wie).count() == 1
    for rol, status in (("werkbegeleider", 404), ("coordinator", 403)):  # a school sees that it is there
        assert als(persoon(rol)).get(adres("certificaat", papier.public_id)).status_code == status
    assert voer_uit(taak_id=taak.pk, at=NU) == "overgeslagen"


def test_last_seat_goes_once_and_comes_back():
    training = TrainingFactory(plekken=1)
    een, twee = persoon("werkbegeleider"), persoon("werkbegeleider")
    assert meld_aan(training=training, by=een, at=NU) == meld_aan(training=training, by=een, at=NU)
    with pytest.raises(DomainError, match="vol"):
        meld_aan(training=training, by=twee, at=NU)
    als(een).post(adres("afmelden", training.public_id))
    assert "METHOD:CANCEL" in mails("afgemeld").get().agenda
    meld_aan(training=training, by=twee, at=NU)
    assert mails("aangemeld").count() == 2
    assert [len(punten_voor(wie, NU)) for wie in (een, twee)] == [0, 1]


def test_another_moment_and_calling_off_are_told_to_who_is_in_it(bureau):
    training = TrainingFactory(aanbieder=bureau.lidmaatschappen_nu[0].organisatie)
    wie = persoon("werkbegeleider")
    meld_aan(training=training, by=wie, at=NU)
    client = als(bureau)
    assert client.post(adres("wijzigen", training.public_id), TRAINING | {"plek": "Zaal 3"}).status_code == 302
    assert "Zaal 3" in mails("veranderd").get().tekst
    assert client.post(adres("wijzigen", training.public_id), TRAINING | {"plekken": "0"}).status_code == 422
    for _ in range(2):
        client.post(adres("afzeggen", training.public_id))
    assert "METHOD:CANCEL" in mails("afgezegd").get().agenda
    verstuur_wachtende(at=NU + timedelta(minutes=5))
    assert mails("veranderd").get().status == "vervallen"
    with pytest.raises(DomainError, match="afgezegd"):
        meld_aan(training=training, by=persoon("werkbegeleider"), at=NU)


def test_attendance_comes_after_the_beginning_and_no_show_gives_nothing(bureau):
    training = TrainingFactory(aanbieder=bureau.lidmaatschappen_nu[0].organisatie)
    wie = persoon("werkbegeleider")
    meld_aan(training=training, by=wie, at=NU)
    with pytest.raises(DomainError, match="nog niet begonnen"):
        leg_opkomst_vast(training=training, aanwezig=set(), by=bureau, at=NU)
    later = training.begin + timedelta(hours=1)
    assert leg_opkomst_vast(training=training, aanwezig=set(), by=bureau, at=later) == 0
    assert Deelname.objects.get().status == "niet_gekomen"
    deelname = str(Deelname.objects.get().public_id)
    assert leg_opkomst_vast(training=training, aanwezig={deelname}, by=bureau, at=later) == 1  # a mistake mended
    assert leg_opkomst_vast(training=training, aanwezig=set(), by=bureau, at=later) == 0  # what was given stays
    assert Bekwaamheid.objects.count() == 1


def test_trainings_are_changed_only_by_who_gives_them():
    training = TrainingFactory()
    for rol, status in (("werkbegeleider", 403), ("praktijkopleider", 403), ("coordinator", 403), ("student", 404)):
        client = als(persoon(rol))
        for naam in ("wijzigen", "uitnodigen", "afzeggen", "opkomst"):
            assert client.post(adres(naam, training.public_id)).status_code == status
    assert als(persoon("student")).get(adres("lijst")).status_code == 403
    assert als(persoon("student")).post(adres("aanmelden", training.public_id)).status_code == 404


def test_participants_are_named_only_to_who_gives_the_training():
    training = TrainingFactory()
    wie = persoon("werkbegeleider", achternaam="KANARIE")
    meld_aan(training=training, by=wie, at=NU)
    pad = adres("training", training.public_id)
    assert "KANARIE" not in als(persoon("coordinator")).get(pad).content.decode()
    assert "KANARIE" in als(persoon("beheerder", training.aanbieder)).get(pad).content.decode()


def test_house_sees_and_adds_certificates_of_its_own_people_only():
    huis = OrganisatieFactory()
    opleider, collega, vreemde = (
        persoon("praktijkopleider", huis),
        persoon("werkbegeleider", huis),
        persoon("werkbegeleider"),
    )
    BekwaamheidFactory(user=vreemde, naam="KANARIE-PAPIER")
    client = als(opleider)
    data = {"persoon": str(collega.public_id), "naam": BOOS, "niveau": "3", "behaald_op": "2026-01-05"}
    scan = SimpleUploadedFile("papier.pdf", pdf(), "application/pdf")
    assert client.post(adres("bewijs_nieuw"), data | {"scan": scan}).status_code == 302
    assert client.post(adres("bewijs_nieuw"), data).status_code == 302  # twice is once
    papier = Bekwaamheid.objects.get(user=collega)
    assert papier.certificaat.mime == "application/pdf"
    pagina = client.get(adres("register")).content.decode()
    assert collega.naam in pagina
    assert "KANARIE-PAPIER" not in pagina
    (regel,) = csv.DictReader(io.StringIO(client.get(adres("register") + "?formaat=csv").content.decode("utf-8-sig")))
    assert regel["Training of diploma"].startswith("'=")
    elders = data | {"persoon": str(vreemde.public_id)}
    assert client.post(adres("bewijs_nieuw"), elders).status_code == 422
    assert client.post(adres("bewijs_nieuw"), data | {"behaald_op": "2027-01-01"}).status_code == 422
    kwaad = SimpleUploadedFile("papier.pdf", b"<script>alert(1)</script>", "application/pdf")
    assert client.post(adres("bewijs_nieuw"), data | {"naam": "X", "scan": kwaad}).status_code == 422
    assert als(vreemde).post(adres("bewijs_weg", papier.public_id)).status_code == 404
    assert client.post(adres("bewijs_weg", papier.public_id)).status_code == 302
    assert Bekwaamheid.objects.get().user == vreemde


@pytest.mark.parametrize(("naam", "maak"), [("lijst", TrainingFactory), ("register", BekwaamheidFactory)])
def test_lists_ask_as_much_with_many_as_with_one(bureau, naam, maak):
    tellingen = []
    for aantal in (1, 5):
        for _ in range(aantal):
            maak()
        with CaptureQueriesContext(connection) as vragen:
            assert als(bureau).get(adres(naam)).status_code == 200
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30


def test_register_finds_what_ends_soon(bureau):
    BekwaamheidFactory(naam="Blijft")
    BekwaamheidFactory(naam="Bijna", geldig_tot=date(2026, 12, 1))
    BekwaamheidFactory(naam="Voorbij", geldig_tot=date(2026, 10, 1))
    client = als(bureau)
    for stand, namen in (("bijna", {"Bijna"}), ("verlopen", {"Voorbij"}), ("geldig", {"Blijft", "Bijna"})):
        assert {rij.naam for rij in client.get(adres("register"), {"stand": stand}).context["rijen"]} == namen


def test_home_asks_to_answer_to_record_and_to_renew_in_one_query(bureau, django_assert_num_queries):
    huis = bureau.lidmaatschappen_nu[0].organisatie
    wie = persoon("werkbegeleider")
    TrainingFactory().deelnames.create(user=wie, uitgenodigd_op=NU)
    BekwaamheidFactory(user=wie, geldig_tot=date(2026, 12, 1))
    geweest = TrainingFactory(aanbieder=huis, begin=NU - timedelta(days=2))
    geweest.deelnames.create(user=persoon("werkbegeleider"), status="aangemeld", uitgenodigd_op=NU)
    assert wie.rollen  # read once per request
    with django_assert_num_queries(1):
        rijen = todos(wie, NU)
    assert [rij["knop"] for rij in rijen] == ["Antwoorden", "Bekijken"]
    assert [rij["knop"] for rij in todos(bureau, NU)] == ["Opkomst vastleggen"]
    assert not todos(persoon("student"), NU)
