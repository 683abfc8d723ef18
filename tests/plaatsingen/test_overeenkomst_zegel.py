"""From the last signature to the sealed document, and the public check of it."""

import io
import json

import page
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from page import ValidationProfile

from basis import zegel as zegelwerk
from basis.errors import DomainError
from kern.models import AuditRegel, Bericht, Inzageregel
from plaatsingen.models import Overeenkomst
from plaatsingen.services import zegel
from plaatsingen.services.overeenkomst import trek_in
from plaatsingen.services.overeenkomst_pdf import kort_kenmerk
from tests.factories import NU, persoon
from tests.plaatsingen.overeenkomst_hulp import coordinator_van, teken, teken_alles, verstuurd

pytestmark = [pytest.mark.django_db, pytest.mark.eens]


def bytes_van(bestand) -> bytes:
    with bestand.pad.open("rb") as bron:
        return bron.read()


@pytest.fixture
def verzegeld() -> Overeenkomst:
    overeenkomst = teken_alles(verstuurd(minderjarig=True))
    return zegel.verzegel(overeenkomst=overeenkomst, at=NU)


def test_last_signature_completes_and_not_one_before():
    overeenkomst = verstuurd()
    teken(overeenkomst, "student")
    teken(overeenkomst, "school")
    overeenkomst.refresh_from_db()
    assert overeenkomst.status == "ondertekening"
    assert zegel.rond_af(overeenkomst=overeenkomst, at=NU).status == "ondertekening"
    with pytest.raises(DomainError, match="nog niet door iedereen"):
        zegel.verzegel(overeenkomst=overeenkomst, at=NU)
    teken(overeenkomst, "leerbedrijf")
    overeenkomst.refresh_from_db()
    assert (overeenkomst.status, overeenkomst.getekend_op) == ("getekend", NU)
    assert AuditRegel.objects.filter(actie="overeenkomst door iedereen getekend").count() == 1
    with pytest.raises(DomainError, match="blijft"):
        trek_in(overeenkomst=overeenkomst, reden="Toch niet.", by=None, at=NU)


def test_sealed_document_meets_both_standards_and_holds_text_sheet_and_data(verzegeld):
    pdf = bytes_van(verzegeld.zegel_pdf)
    for profiel in (ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1):
        assert page.validate_pdf_bytes(bytes_van(verzegeld.pdf), profile=profiel).failures == []
        assert page.validate_pdf_bytes(pdf, profile=profiel).failures == []
    oordeel = zegelwerk.controleer(pdf, at=NU)
    assert (oordeel.ongewijzigd, oordeel.van_ons) == (True, True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        gegevens = json.loads(document.attachments["gegevens.json"].get_file().read_bytes())
    assert gegevens["tekst"] == verzegeld.tekst
    assert {rij["tekst_sha256"] for rij in gegevens["ondertekeningen"]} == {verzegeld.tekst_hash}
    assert len(gegevens["ondertekeningen"]) == 4
    assert "Geheime Moeder" not in json.dumps(gegevens)
    anders = bytearray(pdf)
    anders[len(bytes_van(verzegeld.pdf)) // 2] ^= 1
    assert not zegelwerk.controleer(bytes(anders), at=NU).ongewijzigd


def test_sealing_twice_gives_one_seal(verzegeld):
    opnieuw = zegel.verzegel(overeenkomst=verzegeld, at=NU)
    assert opnieuw.zegel_hash == verzegeld.zegel_hash
    assert zegel.verzegel_wachtende(at=NU) == {"verzegeld": 0, "mislukt": 0}


def test_seal_that_fails_takes_no_signature_back_and_is_tried_again(settings):
    overeenkomst = verstuurd()
    settings.DEMO = False  # production without a certificate
    overeenkomst = teken_alles(overeenkomst)
    assert overeenkomst.status == "getekend"
    assert zegel.verzegel_wachtende(at=NU) == {"verzegeld": 0, "mislukt": 1}
    overeenkomst.refresh_from_db()
    assert (overeenkomst.status, overeenkomst.zegel_pogingen) == ("getekend", 1)
    assert overeenkomst.partijen.filter(getekend_op__isnull=False).count() == 3
    settings.DEMO = True
    assert zegel.verzegel_wachtende(at=NU) == {"verzegeld": 1, "mislukt": 0}


def test_who_signed_with_a_link_gets_the_sealed_document(verzegeld, client):
    mail = Bericht.objects.get(soort="overeenkomst_kopie")
    assert (mail.aan, mail.gevoelig) == ("moeder@voorbeeld.test", True)
    assert verzegeld.plaatsing.student.naam not in mail.onderwerp
    antwoord = client.get(mail.pad)
    assert b"".join(antwoord.streaming_content) == bytes_van(verzegeld.zegel_pdf)


def controleer(client, **gegevens) -> str:
    if "bestand" in gegevens:
        gegevens["bestand"] = SimpleUploadedFile("x.pdf", gegevens["bestand"], "application/pdf")
    antwoord = client.post(reverse("controleren"), gegevens)
    assert antwoord.status_code == 200, antwoord.content.decode()[:500]
    assert antwoord.headers["Cache-Control"] == "no-store, private"
    return antwoord.content.decode()


def test_anybody_can_check_a_document_without_names(verzegeld, client):
    html = controleer(client, bestand=bytes_van(verzegeld.zegel_pdf))
    assert "Echt, compleet en onveranderd" in html
    assert "4 van 4 partijen" in html
    plaatsing = verzegeld.plaatsing
    for geheim in (
        plaatsing.student.naam,
        plaatsing.student.studentnummer,
        plaatsing.student.school.naam,
        plaatsing.stageplaats.leerbedrijf.naam,
        "Geheime Moeder",
        "Wil Werkstra",
    ):
        assert geheim not in html


def test_changed_bytes_are_refused_in_clear_words(verzegeld, client):
    pdf = bytes_van(verzegeld.zegel_pdf)
    for plek in (200, len(pdf) // 2, len(pdf) - 5):
        anders = bytearray(pdf)
        anders[plek] ^= 1
        html = controleer(client, bestand=bytes(anders))
        assert "Dit document is veranderd" in html
        assert "4 van 4" not in html
    assert "Dit document is veranderd" in controleer(client, bestand=pdf + b"\n")
    assert "Dit document kennen we niet" in controleer(client, bestand=b"%PDF-1.7 van een ander")


def test_document_before_the_seal_and_after_withdrawal_says_so(client):
    overeenkomst = verstuurd()
    pdf = bytes_van(overeenkomst.pdf)
    html = controleer(client, bestand=pdf)
    assert "nog niet compleet" in html
    assert "0 van 3 partijen" in html
    trek_in(overeenkomst=overeenkomst, reden="Fout.", by=coordinator_van(overeenkomst.plaatsing), at=NU)
    assert "Echt, maar ingetrokken" in controleer(client, bestand=pdf)
    assert "ingetrokken versie" in controleer(client, kenmerk=kort_kenmerk(overeenkomst.tekst_hash))
    opnieuw = verstuurd(plaatsing=overeenkomst.plaatsing)
    assert opnieuw.tekst_hash == overeenkomst.tekst_hash
    assert "Dit kenmerk bestaat" in controleer(client, kenmerk=kort_kenmerk(overeenkomst.tekst_hash))
    assert "Echt, maar ingetrokken" in controleer(client, bestand=pdf)


def test_code_can_be_typed_in_any_way_people_copy_it(verzegeld, client):
    for kenmerk in (
        kort_kenmerk(verzegeld.tekst_hash),
        verzegeld.tekst_hash.upper(),
        verzegeld.tekst_hash[:16],
    ):
        assert "Dit kenmerk bestaat" in controleer(client, kenmerk=kenmerk)
    assert "onveranderd" in controleer(client, kenmerk=verzegeld.zegel_hash)
    assert "Dit kenmerk kennen we niet" in controleer(client, kenmerk="0" * 16)
    assert "Dit is geen kenmerk" in controleer(client, kenmerk="abc' OR 1=1")


def test_check_is_public_sized_and_limited(client, settings):
    adres = reverse("controleren")
    assert client.get(adres).status_code == 200
    assert client.post(adres, {}).status_code == 422
    groot = client.post(adres, b"x", content_type="application/octet-stream", CONTENT_LENGTH=str(50 * 2**20))
    assert groot.status_code == 413
    statussen = {client.post(adres, {"kenmerk": "0" * 16}).status_code for _ in range(40)}
    assert statussen == {200, 429}


@pytest.mark.parametrize("rol", ["student", "coordinator", "werkbegeleider"])
def test_downloading_writes_a_line_in_the_access_log(verzegeld, client, rol):
    plaatsing = verzegeld.plaatsing
    wie = {
        "student": plaatsing.student.user,
        "coordinator": coordinator_van(plaatsing),
        "werkbegeleider": plaatsing.werkbegeleider,
    }[rol]
    client.force_login(wie)
    antwoord = client.get(reverse("plaatsingen:overeenkomst_pdf", args=[verzegeld.public_id]))
    assert antwoord.status_code == 200
    assert b"".join(antwoord.streaming_content) == bytes_van(verzegeld.zegel_pdf)
    assert plaatsing.student.user.achternaam not in antwoord.headers["Content-Disposition"]
    regel = Inzageregel.objects.get(user=wie)
    assert (regel.uitkomst, regel.student_id) == ("gedownload", plaatsing.student_id)


def test_strangers_find_nothing(verzegeld, client):
    for wie in (persoon("coordinator"), persoon("praktijkopleider"), persoon("stagedocent")):
        client.force_login(wie)
        for naam in ("overeenkomst", "overeenkomst_pdf", "overeenkomst_intrekken"):
            assert client.get(reverse(f"plaatsingen:{naam}", args=[verzegeld.public_id])).status_code == 404
    assert not Inzageregel.objects.exists()
