"""EVC: from evidence to exemptions on a stage, each step by who may take it (R8.5)."""

import io
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import NamedTemporaryFile

import page
import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties.models import Bewijsversie, Evctraject
from evaluaties.services import evc, evc_boek, evc_oordeel
from evaluaties.volgtaken import todos
from kern.models import Bericht, Inzageregel
from plaatsingen.models import Overeenkomst, Overeenkomsttekst
from plaatsingen.services.controle import controleer_bestand
from tests.basis.test_pdf import PAYLOADS, Vanger, attack, carries, geheim, vanger  # noqa: F401 - fixtures
from tests.boek.test_boek_veilig import CSS, besmet
from tests.factories import NU, StudentFactory, persoon
from tests.factories.volg import BewijsversieFactory, EvctrajectFactory

pytestmark = pytest.mark.django_db
GISTEREN = NU - timedelta(days=1)


@pytest.fixture
def assessor(kring):
    """A docent of the same school who doesn't supervise this student."""
    return persoon("stagedocent", kring.school)


@pytest.fixture
def traject(kring):
    """A procedure with one part, filled in with evidence."""
    traject = EvctrajectFactory(student=kring.leerling, onderdeel={"gevraagd": True, "toelichting": "KANARIE-EVC"})
    traject.onderdelen.get().bewijsstukken.add(BewijsversieFactory(student=kring.leerling).stuk)
    return traject


def beoordeeld(traject, kring, assessor, uren=120):
    """Take the procedure up to the judgement."""
    evc.dien_in(traject=traject, by=kring.student, at=GISTEREN)
    evc.kies_assessor(traject=traject, assessor=assessor, by=kring.coordinator, at=GISTEREN)
    evc_oordeel.plan_gesprek(traject=traject, op=GISTEREN, waar="School", by=assessor, at=GISTEREN)
    deel = traject.onderdelen.get()
    evc_oordeel.beoordeel(
        onderdeel=deel, oordeel="erkend", motivering="Goed bewijs.", uren_minder=uren, by=assessor, at=NU
    )
    evc_oordeel.rond_af(traject=traject, gespreksverslag="Het klopt.", by=assessor, at=NU)
    traject.refresh_from_db()
    return traject


def fouten(pdf: bytes) -> list:
    """Return the rules of PDF/UA-1 that a document breaks."""
    with NamedTemporaryFile(suffix=".pdf") as bestand:
        bestand.write(pdf)
        bestand.flush()
        return page.validate_pdf(Path(bestand.name), profile=page.ValidationProfile.PDF_UA_1).failures


def besloten(traject, kring, assessor, uren=120):
    """Take it up to the decision."""
    beoordeeld(traject, kring, assessor, uren)
    evc_oordeel.besluit(
        traject=traject, uren_minder=uren, weken_korter=0, tekst="Akkoord.", by=kring.coordinator, at=NU
    )
    traject.refresh_from_db()
    return traject


def test_candidate_begins_fills_in_and_hands_in_on_screen(client, kring):
    client.force_login(kring.student)
    nieuw = reverse("evc:nieuw", args=[kring.leerling.public_id])
    for _ in range(2):  # a double click begins one
        client.post(nieuw, {"opleiding": kring.leerling.opleiding_id})
    traject = Evctraject.objects.get()
    assert traject.onderdelen.count() == 9
    inleveren = reverse("evc:inleveren", args=[traject.public_id])
    client.post(inleveren)
    traject.refresh_from_db()
    assert traject.bij_student

    stuk = BewijsversieFactory(student=kring.leerling).stuk
    deel = traject.onderdelen.first()
    vreemd = BewijsversieFactory(student=StudentFactory()).stuk
    adres = reverse("evc:onderdeel", args=[traject.public_id, deel.public_id])
    invulling = {"gevraagd": "on", "toelichting": "Drie jaar thuiszorg."}
    assert client.post(adres, invulling | {"bewijsstukken": [vreemd.pk]}).status_code == 422
    assert client.post(adres, invulling | {"bewijsstukken": [stuk.pk]}).status_code == 302
    client.post(inleveren)
    traject.refresh_from_db()
    assert traject.status == "ingediend"
    assert client.post(adres, invulling).status_code == 403
    assert Bericht.objects.get(soort="evc_ingediend").ontvanger == kring.coordinator
    assert any("assessor" in rij["titel"] for rij in todos(kring.coordinator, NU))


def test_evidence_is_judged_as_it_was_handed_in(traject, kring):
    deel = traject.onderdelen.get()
    stuk = deel.bewijsstukken.get()
    evc.dien_in(traject=traject, by=kring.student, at=GISTEREN)
    Bewijsversie.objects.create(stuk=stuk, versie=2, tekst="Later veranderd.", gemaakt_op=NU)
    assert [versie.versie for versie in deel.versies.all()] == [1]


def test_judgement_and_decision_are_of_two_people_with_reasons(traject, kring, assessor):
    deel = traject.onderdelen.get()
    oordeel = {"onderdeel": deel, "oordeel": "niet", "motivering": "Te weinig.", "uren_minder": 0, "at": NU}
    with pytest.raises(GeenToegang):  # not handed in
        evc_oordeel.beoordeel(**oordeel, by=assessor)
    with pytest.raises(DomainError, match="niet zelf begeleidt"):
        evc.kies_assessor(traject=traject, assessor=kring.stagedocent, by=kring.coordinator, at=NU)
    evc.kies_assessor(traject=traject, assessor=kring.coordinator, by=kring.coordinator, at=NU)
    evc.dien_in(traject=traject, by=kring.student, at=GISTEREN)
    for fout, velden in (("waarom", {"motivering": " "}), ("geen vrijstelling", {"uren_minder": 5})):
        with pytest.raises(DomainError, match=fout):
            evc_oordeel.beoordeel(**(oordeel | velden), by=kring.coordinator)
    evc_oordeel.beoordeel(**oordeel, by=kring.coordinator)
    with pytest.raises(DomainError, match="gesprek"):
        evc_oordeel.rond_af(traject=traject, gespreksverslag="x", by=kring.coordinator, at=NU)
    evc_oordeel.plan_gesprek(traject=traject, op=GISTEREN, waar="", by=kring.coordinator, at=GISTEREN)
    evc_oordeel.rond_af(traject=traject, gespreksverslag="Besproken.", by=kring.coordinator, at=NU)
    besluit = {"traject": traject, "uren_minder": 0, "weken_korter": 0, "tekst": "Niet erkend.", "at": NU}
    with pytest.raises(GeenToegang):  # who judged doesn't decide
        evc_oordeel.besluit(**besluit, by=kring.coordinator)
    ander = persoon("coordinator", kring.school)
    with pytest.raises(DomainError, match="adviseert 0 uur"):
        evc_oordeel.besluit(**(besluit | {"uren_minder": 1}), by=ander)
    assert evc_oordeel.besluit(**besluit, by=ander).besloten_door == ander
    with pytest.raises(IntegrityError), transaction.atomic():  # D7: nobody decided, no decision
        Evctraject.objects.update(besloten_door=None)


def test_assessor_can_ask_for_more(client, traject, kring, assessor):
    evc.kies_assessor(traject=traject, assessor=assessor, by=kring.coordinator, at=GISTEREN)
    client.force_login(assessor)
    detail = reverse("evc:detail", args=[traject.public_id])
    assert client.get(detail).status_code == 404  # not handed in: nothing to see yet
    evc.dien_in(traject=traject, by=kring.student, at=GISTEREN)
    assert "KANARIE-EVC" in client.get(detail).content.decode()
    assert Inzageregel.objects.filter(user=assessor, student_id=kring.leerling.pk).count() == 1
    client.post(reverse("evc:terug", args=[traject.public_id]), {"vraag": "Stuur het diploma."})
    assert client.get(detail).status_code == 404
    client.force_login(kring.student)
    assert "Stuur het diploma." in client.get(detail).content.decode()
    assert todos(kring.student, NU)[0]["titel"] == "Vul je EVC aan"


def test_words_reach_only_who_may_read_them(client, traject, kring, assessor):
    evc.dien_in(traject=traject, by=kring.student, at=GISTEREN)
    detail = reverse("evc:detail", args=[traject.public_id])
    kaart = {
        kring.student: 200, kring.coordinator: 200, kring.stagedocent: 200, assessor: 404, kring.werkbegeleider: 404,
        kring.praktijkopleider: 404, kring.stagebegeleider: 404, persoon("beheerder"): 403, persoon("coordinator"): 404,
    }  # fmt: skip
    for wie, status in kaart.items():
        client.force_login(wie)
        antwoord = client.get(detail)
        assert (antwoord.status_code, "KANARIE-EVC" in antwoord.content.decode()) == (status, status == 200)


def test_school_reads_after_handing_in_and_the_student_the_judgement_after_the_decision(
    client, traject, kring, assessor
):
    detail = reverse("evc:detail", args=[traject.public_id])
    client.force_login(kring.stagedocent)
    pagina = client.get(detail).content.decode()
    assert "KANARIE-EVC" not in pagina
    assert "verzamelt nog bewijs" in pagina
    assert client.get(reverse("evc:boek", args=[traject.public_id])).status_code == 403
    beoordeeld(traject, kring, assessor)
    for wie, ziet in ((kring.student, False), (kring.stagedocent, False), (kring.coordinator, True), (assessor, True)):
        client.force_login(wie)
        assert ("Goed bewijs." in client.get(detail).content.decode()) is ziet
    assert "Goed bewijs." not in str(evc_boek.verzamel(traject))


def test_decision_shortens_a_stage_without_agreement_at_once(client, traject, kring, assessor):
    plaatsing = kring.plaatsing
    plaatsing.uren_norm = 400
    plaatsing.save(update_fields=["uren_norm"])
    besloten(traject, kring, assessor)
    client.force_login(kring.coordinator)
    adres = reverse("evc:toepassen", args=[traject.public_id])
    invulling = {"plaatsing": plaatsing.pk, "uren": 121, "einddatum": ""}
    assert "Er zijn nog 120 uur" in client.post(adres, invulling).content.decode()
    client.post(adres, invulling | {"uren": 100, "einddatum": "2027-01-15"})
    plaatsing.refresh_from_db()
    assert (plaatsing.uren_norm, plaatsing.einddatum) == (300, date(2027, 1, 15))
    assert evc_oordeel.nog_toe_te_passen(traject) == 20
    client.force_login(kring.student)
    assert "100 uur minder" in client.get(reverse("volg:route", args=[plaatsing.public_id])).content.decode()


def test_signed_agreement_changes_only_by_an_amendment(traject, kring, assessor):
    plaatsing = kring.plaatsing
    plaatsing.uren_norm = 400
    plaatsing.save(update_fields=["uren_norm"])
    bron = Overeenkomsttekst.objects.filter(school=None, soort="pok").first()
    Overeenkomst.objects.create(
        plaatsing=plaatsing, volgnummer=0, bron=bron, status="getekend", tekst="T", tekst_hash="0" * 64,
        gemaakt_op=GISTEREN, verstuurd_op=GISTEREN, getekend_op=GISTEREN,
    )  # fmt: skip
    besloten(traject, kring, assessor)
    toepassing = evc_oordeel.pas_toe(
        traject=traject, plaatsing=plaatsing, uren=100, einddatum=None, by=kring.coordinator, at=NU
    )
    plaatsing.refresh_from_db()
    assert toepassing.met_aanvulling
    assert plaatsing.uren_norm == 400
    assert plaatsing.overeenkomsten.get(soort="aanvulling").wijzigingen[0]["waarde"] == 300
    with pytest.raises(DomainError, match="al toegepast"):
        evc_oordeel.pas_toe(traject=traject, plaatsing=plaatsing, uren=1, einddatum=None, by=kring.coordinator, at=NU)


@pytest.mark.slow  # draws two documents
def test_book_is_a_concept_until_it_is_fixed_and_can_be_checked(client, traject, kring, assessor):
    client.force_login(kring.student)
    boek = reverse("evc:boek", args=[traject.public_id])
    assert fouten(client.get(boek).content) == []
    besloten(traject, kring, assessor)
    assert client.get(boek).status_code == 302  # a GET doesn't make it
    vast = evc_boek.boek_van(traject=traject, by=kring.coordinator, at=NU)
    traject.refresh_from_db()
    inhoud = b"".join(client.get(boek).streaming_content)
    assert controleer_bestand([inhoud]).titel == "Echt en onveranderd"
    assert controleer_bestand([inhoud + b" "]).titel == "Dit document is veranderd"
    assert evc_boek.boek_van(traject=traject, by=kring.coordinator, at=NU) == vast
    assert fouten(inhoud) == []


@pytest.mark.slow  # draws a document
def test_payloads_in_every_field_of_the_book_are_text_and_reach_nothing(traject, kring, assessor, vanger, geheim):  # noqa: F811
    besloten(traject, kring, assessor)
    beurt = cycle([*(attack(payload, vanger, geheim) for payload in PAYLOADS), CSS])
    kwaad = besmet(evc_boek.verzamel(traject), lambda: next(beurt))
    pdf = evc_boek.teken_inhoud(kwaad, kenmerk="evc-boek:proef", at=NU)
    assert Vanger.hits == []
    assert not carries(pdf, b"KANARIE")
    assert fouten(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as boek:
        adressen = [
            noot.A.URI for blad in boek.pages for noot in blad.get("/Annots", []) if "/URI" in noot.get("/A", {})
        ]
    assert adressen == []


def test_list_asks_as_much_for_many_as_for_one(client, kring):
    client.force_login(kring.coordinator)
    EvctrajectFactory(student=kring.leerling)

    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(reverse("evc:lijst")).status_code == 200
        return len(vragen)

    tel()
    een = tel()
    for _ in range(4):
        EvctrajectFactory(student__school=kring.school, student__user__achternaam="=1+1")
    assert tel() == een <= 30
    bestand = client.get(reverse("evc:lijst"), {"formaat": "csv"}).content.decode()
    assert "\n=1+1" not in bestand
