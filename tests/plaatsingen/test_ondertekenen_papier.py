"""Signatures on paper: the scan is judged, counts as such, and can be sent back by a second person."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from kern.models import AuditRegel, Bericht, Bestand, Inzageregel
from plaatsingen.models import Overeenkomst
from tests.factories import NU, persoon
from tests.plaatsingen.tekenwereld import Wereld

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


@pytest.fixture
def wereld():
    return Wereld(minderjarig=True).stuur()


def foto(naam="scan.png"):
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(buffer, "PNG")
    return SimpleUploadedFile(naam, buffer.getvalue())


def adres(wereld):
    return reverse("plaatsingen:ondertekenen_papier", args=[wereld.overeenkomst.public_id])


def stuur(client, wereld, rollen, *, bestand=None, datum="2026-10-12", **wie):
    gegevens = {"scan": bestand or foto(), "datum": datum}
    for rol in rollen:
        partij = wereld.partij(rol)
        gegevens[f"partij_{partij.pk}"] = (
            wie.get(rol)
            or {
                "student": wereld.student.user.email,
                "ouder": "mia@voorbeeld.test",
                "leerbedrijf": wereld.opleider.email,
                "school": wereld.coordinator.email,
            }[rol]
        )
    return client.post(adres(wereld), gegevens)


def test_one_scan_may_carry_every_signature_and_says_so(client, wereld):
    client.force_login(wereld.coordinator)
    assert client.get(adres(wereld)).status_code == 200
    rollen = ["student", "ouder", "leerbedrijf", "school"]
    assert stuur(client, wereld, rollen).status_code == 302
    rijen = [wereld.partij(rol) for rol in rollen]
    assert {(rij.wijze, rij.vastgelegd_door, rij.scan) for rij in rijen} == {
        ("papier", wereld.coordinator, Bestand.objects.get(soort="handtekening"))
    }
    assert [rij.getekend_door for rij in rijen][1] == "Mia Ouder"
    assert Overeenkomst.objects.get().status == "getekend"


def test_praktijkopleider_puts_in_the_own_paper_alone(client, wereld):
    client.force_login(wereld.opleider)
    assert stuur(client, wereld, ["student"]).status_code == 422
    assert stuur(client, wereld, ["leerbedrijf"]).status_code == 302
    client.force_login(wereld.student.user)
    assert client.get(adres(wereld)).status_code == 403


def test_on_paper_too_only_who_may_sign_counts(client, wereld):
    client.force_login(wereld.coordinator)
    antwoord = stuur(client, wereld, ["leerbedrijf"], leerbedrijf="iemand@voorbeeld.test")
    assert antwoord.status_code == 422
    wereld.voor_huis.van = NU.date()
    wereld.voor_huis.save()
    wereld.overeenkomst.verstuurd_op = NU - timedelta(days=9)
    wereld.overeenkomst.save()
    # Authority counts on the day that stands on the paper.
    assert "mag op die dag niet tekenen" in stuur(client, wereld, ["leerbedrijf"], datum="2026-10-10").content.decode()
    assert not Bestand.objects.exists()


@pytest.mark.parametrize("einde", ["tot", "ingetrokken", "vervanging"])
def test_who_could_sign_on_the_day_of_the_paper_is_offered_and_counts_when_authority_ended_since(
    client, wereld, klok, einde
):
    if einde == "vervanging":
        zelf = wereld.voor_huis
        wereld.voor_huis = wereld.mag(wereld.huis, email="vervanger@voorbeeld.test", via=zelf)
    else:
        zelf = wereld.voor_huis
    veld = {"tot": NU.date()} if einde == "tot" else {"ingetrokken_op": NU + timedelta(days=1)}
    type(zelf).objects.filter(pk=zelf.pk).update(**veld)
    klok.shift(timedelta(days=3))
    client.force_login(wereld.coordinator)
    wie = wereld.voor_huis.email
    assert wie in client.get(adres(wereld)).content.decode()
    te_laat = stuur(client, wereld, ["leerbedrijf"], leerbedrijf=wie, datum="2026-10-13").content.decode()
    assert "mag op die dag niet tekenen" in te_laat
    assert stuur(client, wereld, ["leerbedrijf"], leerbedrijf=wie, datum="2026-10-12").status_code == 302
    assert wereld.partij("leerbedrijf").papier_datum == NU.date()


@pytest.mark.parametrize(
    ("bestand", "zin"),
    [
        (("scan.exe", b"MZ"), "kan niet mee"),
        (("scan.pdf", b"<html>"), "heet .pdf"),
        (("scan.png", b""), "leeg"),
    ],
)
def test_hostile_or_wrong_files_are_refused_at_the_field(client, wereld, bestand, zin):
    client.force_login(wereld.coordinator)
    antwoord = stuur(client, wereld, ["student"], bestand=SimpleUploadedFile(*bestand))
    assert antwoord.status_code == 422
    assert zin in antwoord.content.decode()
    assert wereld.partij("student").getekend_op is None


@pytest.mark.parametrize(("datum", "zin"), [("2026-10-13", "na vandaag"), ("2026-10-11", "bestaat pas sinds")])
def test_date_on_the_paper_lies_between_sending_and_today(client, wereld, datum, zin):
    client.force_login(wereld.coordinator)
    assert zin in stuur(client, wereld, ["student"], datum=datum).content.decode()


def test_a_paper_without_a_signature_chosen_is_refused(client, wereld):
    client.force_login(wereld.coordinator)
    assert "Kies wiens handtekening" in stuur(client, wereld, []).content.decode()


def test_scan_is_opened_by_those_who_follow_it_and_each_opening_is_a_line(client, wereld):
    client.force_login(wereld.coordinator)
    stuur(client, wereld, ["leerbedrijf"])
    pad = reverse("plaatsingen:onderteken_scan", args=[wereld.partij("leerbedrijf").public_id])
    antwoord = client.get(pad)
    assert antwoord.status_code == 200
    assert "attachment" in antwoord.headers["Content-Disposition"]
    assert "sandbox" in antwoord.headers["Content-Security-Policy"]
    for sluit in antwoord._resource_closers:  # not the response: that would close the connection of the test
        sluit()
    assert Inzageregel.objects.get().uitkomst == "gedownload"
    for user, status in ((wereld.student.user, 403), (persoon("praktijkopleider"), 404)):
        client.force_login(user)
        assert client.get(pad).status_code == status
    assert Inzageregel.objects.count() == 1


def test_second_person_sends_a_bad_scan_back_and_the_party_is_asked_again(client, wereld):
    client.force_login(wereld.coordinator)
    stuur(client, wereld, ["leerbedrijf"])
    partij = wereld.partij("leerbedrijf")
    pad = reverse("plaatsingen:onderteken_scan_af", args=[partij.public_id])
    assert "zelf toegevoegd" in client.post(pad, {"reden": "wazig"}).content.decode()
    client.force_login(wereld.opleider)
    assert client.post(pad, {"reden": "wazig"}).status_code == 302
    partij.refresh_from_db()
    assert (partij.getekend_op, partij.wijze, partij.scan) == (None, "", None)
    assert (partij.user, partij.naam, partij.email) == (None, "", "")
    regel = AuditRegel.objects.get(actie="scan van handtekening afgewezen")
    assert (regel.reden, regel.voor["scan"]) == ("wazig", str(Bestand.objects.get().public_id))
    assert Bericht.objects.filter(soort="ondertekenen_vraag", aan=wereld.opleider.email).count() == 2


def test_once_everybody_signed_a_scan_cant_be_sent_back(client, wereld):
    client.force_login(wereld.coordinator)
    stuur(client, wereld, ["student", "ouder", "leerbedrijf", "school"])
    client.force_login(wereld.opleider)
    pad = reverse("plaatsingen:onderteken_scan_af", args=[wereld.partij("leerbedrijf").public_id])
    assert "Iedereen heeft al getekend" in client.post(pad, {"reden": "wazig"}).content.decode()
