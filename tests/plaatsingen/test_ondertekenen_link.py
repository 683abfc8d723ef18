"""Signing with a mail link in the browser: reading does nothing, a code, a name, and what closes the link."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from kern.models import Bericht, Toegangslink
from kern.services import toegangslinks
from kern.services.vertegenwoordigers import haal_vertegenwoordiger_weg
from plaatsingen.services.bevoegd import trek_bevoegdheid_in
from plaatsingen.services.herinneren import herinner_nu
from tests.factories import NU
from tests.plaatsingen.tekenwereld import HASH, Wereld, code_uit_mail, link_van, token_uit_mail

pytestmark = pytest.mark.django_db
MIA = "mia@voorbeeld.test"
EXTERN = "extern@voorbeeld.test"


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


@pytest.fixture
def wereld():
    return Wereld(minderjarig=True).stuur()


def pad(naam, email=MIA):
    return reverse(f"plaatsingen:{naam}", args=[token_uit_mail(email)])


def invullen(client, email=MIA, **extra):
    client.post(pad("teken_code", email))
    gegevens = {"naam": "Mia Ouder", "code": code_uit_mail(), "akkoord": "on", "tekst_hash": HASH} | extra
    return client.post(pad("teken_tekenen", email), gegevens)


def test_a_mail_scanner_that_opens_everything_changes_nothing(client, wereld):
    for naam in ("teken", "teken_weigeren", "teken_pdf"):
        client.get(pad(naam))
    for naam in ("teken_code", "teken_tekenen"):
        assert client.get(pad(naam)).status_code == 405
    link = Toegangslink.objects.get()
    assert (link.geopend_op, link.gebruikt_op, link.codes) == (None, None, 0)
    assert wereld.partij("ouder").getekend_op is None
    assert not Bericht.objects.filter(soort="toegangscode").exists()


def test_page_shows_the_exact_text_and_keeps_its_address_to_itself(client, wereld):
    antwoord = client.get(pad("teken"))
    assert "Wij spreken af wat hieronder staat." in antwoord.content.decode()
    assert antwoord.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in antwoord.headers["Cache-Control"]
    assert "noindex" in antwoord.headers["X-Robots-Tag"]
    assert isinstance(antwoord.wsgi_request.user, AnonymousUser)


def test_parent_reads_asks_a_code_and_signs_without_an_account(client, wereld):
    antwoord = invullen(client)
    assert antwoord.headers["Location"] == reverse("plaatsingen:teken_klaar", args=["getekend"])
    assert "Bedankt" in client.get(antwoord.headers["Location"]).content.decode()
    partij = wereld.partij("ouder")
    assert (partij.getekend_door, partij.wijze, partij.tekst_hash) == ("Mia Ouder", "maillink", HASH)
    bewijs = Bericht.objects.get(soort="ondertekenen_ontvangen")
    assert (bewijs.aan, HASH in bewijs.tekst) == (MIA, True)


def test_signing_twice_gives_one_signature_and_a_plain_sentence(client, wereld):
    token = token_uit_mail(MIA)
    invullen(client)
    moment = wereld.partij("ouder").getekend_op
    gegevens = {"naam": "Mia", "code": code_uit_mail(), "akkoord": "on", "tekst_hash": HASH}
    nog_eens = client.post(reverse("plaatsingen:teken_tekenen", args=[token]), gegevens)
    assert (nog_eens.status_code, "al gebruikt" in nog_eens.content.decode()) == (410, True)
    assert wereld.partij("ouder").getekend_op == moment


def test_csrf_holds_for_public_pages_too(wereld):
    assert Client(enforce_csrf_checks=True).post(pad("teken_code")).status_code == 403


@pytest.mark.parametrize(
    ("extra", "zin"),
    [
        ({"code": "000000x"}, "klopt niet"),
        ({"akkoord": ""}, "verplicht"),
        ({"naam": ""}, "verplicht"),
        ({"tekst_hash": "0" * 64}, "niet meer dezelfde"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed(client, wereld, extra, zin):
    antwoord = invullen(client, **extra)
    assert antwoord.status_code == 422
    assert zin in antwoord.content.decode()
    assert wereld.partij("ouder").getekend_op is None


def test_wrong_codes_are_counted_though_nothing_is_signed(client, wereld):
    client.post(pad("teken_code"))
    goed = code_uit_mail()
    fout = f"{(int(goed) + 1) % 1_000_000:06d}"
    gegevens = {"naam": "Mia", "code": fout, "akkoord": "on", "tekst_hash": HASH}
    for _ in range(5):
        client.post(pad("teken_tekenen"), gegevens)
    antwoord = client.post(pad("teken_tekenen"), gegevens | {"code": goed})
    assert "niet meer geldig" in antwoord.content.decode()
    assert wereld.partij("ouder").getekend_op is None


def test_double_click_on_the_code_sends_one_mail(client, wereld):
    client.post(pad("teken_code"))
    client.post(pad("teken_code"))
    assert Bericht.objects.filter(soort="toegangscode").count() == 1


def test_link_dies_when_taken_back_expired_or_unknown(client, wereld, klok):
    adres = pad("teken")
    klok.shift(timedelta(days=61))
    assert (client.get(adres).status_code, "verlopen" in client.get(adres).content.decode()) == (410, True)
    klok.move_to(NU)
    assert client.get(adres).status_code == 200
    toegangslinks.trek_in(doel="ondertekening", object_id=wereld.partij("ouder").public_id, by=None, at=NU)
    assert "ingetrokken" in client.get(adres).content.decode()
    assert client.post(pad("teken_code")).status_code == 410
    assert client.get(reverse("plaatsingen:teken", args=["x" * 43])).status_code == 410


def test_authority_taken_back_closes_the_link_of_an_outsider_at_once(client):
    wereld = Wereld(bevoegd=False)
    rij = wereld.mag(wereld.huis, email=EXTERN)
    wereld.stuur()
    adres = pad("teken", EXTERN)
    assert client.get(adres).status_code == 200
    trek_bevoegdheid_in(bevoegdheid=rij, by=wereld.opleider, at=NU)
    assert client.get(adres).status_code == 410
    assert invullen_dood(client, adres) == 410
    assert wereld.partij("leerbedrijf").getekend_op is None


def test_parent_who_was_taken_off_the_list_reads_nothing_any_more(client, wereld):
    haal_vertegenwoordiger_weg(vertegenwoordiger=wereld.ouder, by=wereld.coordinator, at=NU)
    for naam in ("teken", "teken_weigeren", "teken_pdf"):
        antwoord = client.get(pad(naam))
        assert antwoord.status_code == 410
        assert "Wij spreken af" not in antwoord.content.decode()
    assert client.post(pad("teken_code")).status_code == 410


def invullen_dood(client, adres):
    return client.post(f"{adres}tekenen/", {"naam": "x", "code": "1", "akkoord": "on", "tekst_hash": HASH}).status_code


def test_outsider_with_authority_signs_for_the_organisation(client):
    wereld = Wereld(bevoegd=False)
    wereld.mag(wereld.huis, email=EXTERN)
    wereld.stuur()
    assert f"namens {wereld.huis.naam}" in client.get(pad("teken", EXTERN)).content.decode()
    assert invullen(client, EXTERN, naam="Externe Tekenaar").status_code == 302
    partij = wereld.partij("leerbedrijf")
    assert (partij.namens, partij.getekend_door) == (wereld.huis.naam, "Externe Tekenaar")


def test_parent_may_refuse_with_a_reason(client, wereld):
    assert client.post(pad("teken_weigeren"), {"reden": ""}).status_code == 422
    antwoord = client.post(pad("teken_weigeren"), {"reden": "Te ver reizen"})
    assert "niet getekend" in client.get(antwoord.headers["Location"]).content.decode()
    partij = wereld.partij("ouder")
    assert (partij.opmerking, partij.geweigerd_door) == ("Te ver reizen", "Mia Ouder")
    assert "Iemand heeft geweigerd" in client.get(pad("teken")).content.decode()


def test_earlier_mail_still_works_after_a_reminder(client, wereld):
    eerste = token_uit_mail(MIA)
    herinner_nu(partij=wereld.partij("ouder"), by=wereld.coordinator, at=NU + timedelta(hours=1))
    assert token_uit_mail(MIA) != eerste
    assert client.get(reverse("plaatsingen:teken", args=[eerste])).status_code == 200
    assert link_van(MIA).public_id != Toegangslink.objects.earliest("pk").public_id
