import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from begeleiding.models import Gesprek
from evaluaties.models import Evaluatiehandtekening
from evaluaties.services import evaluaties, resultaat, werkplek
from evaluaties.services.resultaat_lezen import Inhoud
from kern.models import AuditRegel, Bericht, Lidmaatschap, Toegangslink
from kern.services import toegangslinks
from kern.services.berichten import verstuur_wachtende, zet_klaar
from plaatsingen.models import Urendag
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM

NU = datetime(2026, 11, 23, 14, 0, tzinfo=AMSTERDAM)
MAANDAG = date(2026, 11, 9)


@pytest.fixture(autouse=True)
def _klok(time_machine):
    time_machine.move_to(NU, tick=False)


def week_van(plaatsing, maandag=MAANDAG, dagen=2, **velden):
    for nummer in range(dagen):
        Urendag.objects.create(
            plaatsing=plaatsing,
            datum=maandag + timedelta(days=nummer),
            uren=Decimal(8),
            gepland=Decimal(8),
            soort="aanwezig",
            ingevoerd_op=NU - timedelta(days=5),
            **velden,
        )


def pad_voor(user):
    return werkplek.maak_pad(user=user, by=None, at=NU)


def test_one_visit_confirms_the_hours_without_logging_in(kring, client):
    week_van(kring.plaatsing)
    pad = pad_voor(kring.werkbegeleider)
    pagina = client.get(pad).content.decode()
    assert kring.student.naam in pagina
    kies = re.findall(r'name="kies" value="([^"]+)" checked', pagina)
    assert len(kies) == 1
    client.post(f"{pad}uren/", {"stage": str(kring.plaatsing.public_id), "kies": kies, "actie": "akkoord"}, follow=True)
    assert set(Urendag.objects.values_list("bevestigd_door", flat=True)) == {kring.werkbegeleider.pk}


def test_question_reaches_the_student_and_an_empty_one_keeps_the_page(kring, client):
    week_van(kring.plaatsing)
    pad = pad_voor(kring.werkbegeleider)
    kies = re.findall(r'name="kies" value="([^"]+)"', client.get(pad).content.decode())
    gegevens = {"stage": str(kring.plaatsing.public_id), "kies": kies, "actie": "vraag"}
    assert client.post(f"{pad}uren/", gegevens | {"tekst": ""}).status_code == 422
    client.post(f"{pad}uren/", gegevens | {"tekst": "Was je er dinsdag?"})
    assert set(Urendag.objects.values_list("vraag", flat=True)) == {"Was je er dinsdag?"}
    assert Bericht.objects.get(soort="uren_vraag").ontvanger == kring.student


def test_looking_writes_nothing_and_the_address_is_kept_to_itself(kring, client):
    pad = pad_voor(kring.werkbegeleider)
    voor = Toegangslink.objects.values().get()
    antwoord = client.get(pad)
    assert antwoord.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in antwoord.headers["Cache-Control"]
    assert Toegangslink.objects.values().get() == voor


def test_link_dies_with_the_role_with_the_term_and_when_the_address_changes(kring, client, time_machine):
    pad = pad_voor(kring.werkbegeleider)
    Lidmaatschap.objects.filter(user=kring.werkbegeleider).update(tot=date(2026, 11, 1))
    assert client.get(pad).status_code == 410
    Lidmaatschap.objects.filter(user=kring.werkbegeleider).update(tot=None)
    assert client.get(pad).status_code == 200
    time_machine.move_to(NU + werkplek.GELDIG + timedelta(minutes=1), tick=False)
    assert client.get(pad).status_code == 410


def test_somebody_with_a_weightier_role_gets_no_link(kring):
    werkbegeleider = kring.werkbegeleider
    Lidmaatschap.objects.create(
        user=werkbegeleider, organisatie=kring.plaatsing.student.school, rol="coordinator", van=date(2026, 1, 1)
    )
    werkplek.vraag_link(email=werkbegeleider.email, at=NU)
    assert not Bericht.objects.filter(soort="werkplek_link").exists()
    with pytest.raises(DomainError, match="tweede stap"):
        werkplek.stuur_link(plaatsing=kring.plaatsing, by=kring.coordinator, at=NU)


def test_asking_answers_the_same_for_every_address_and_mails_once(kring, client):
    bladen = set()
    for email in (kring.werkbegeleider.email, kring.werkbegeleider.email, "niemand@elders.test", kring.student.email):
        tekst = client.post(reverse("werkplek:vraag"), {"email": email}).content.decode()
        bladen.add(re.sub(r"nonce-\S+", "", tekst).replace(email, "X"))
    assert len(bladen) == 1
    bericht = Bericht.objects.get(soort="werkplek_link")
    assert bericht.gevoelig
    assert bericht.ontvanger == kring.werkbegeleider
    assert "/werkplek/" in bericht.tekst


def test_students_of_somebody_else_are_not_there(kring, client):
    ander = maak_kring()
    week_van(ander.plaatsing)
    pad = pad_voor(kring.werkbegeleider)
    assert ander.student.naam not in client.get(pad).content.decode()
    kies = f"{ander.plaatsing.public_id}:2026:46:2-1"
    client.post(f"{pad}uren/", {"stage": str(ander.plaatsing.public_id), "kies": [kies], "actie": "akkoord"})
    assert not Urendag.objects.filter(bevestigd_op__isnull=False).exists()


@pytest.mark.parametrize(("dagen_geleden", "met_link"), [(None, True), (40, True), (3, False)])
def test_mail_opens_at_once_for_who_hardly_logs_in(kring, mailoutbox, dagen_geleden, met_link):
    werkbegeleider = kring.werkbegeleider
    werkbegeleider.last_login = NU - timedelta(days=dagen_geleden) if dagen_geleden else None
    werkbegeleider.save()
    for _ in range(2):
        zet_klaar(
            soort="uren_wachten", sleutel="x", at=NU, sjabloon="uren_wachten", context={"aantal": 1},
            ontvanger=werkbegeleider, pad=reverse("plaatsingen:uren_te_bevestigen"),
        )  # fmt: skip
    assert Toegangslink.objects.count() == int(met_link)
    verstuur_wachtende(at=NU)
    assert ("/werkplek/" in mailoutbox[0].body) == met_link


def test_school_sends_a_link_and_others_may_not(kring, client):
    adres = reverse("werkplek:stuur", args=[kring.plaatsing.public_id])
    client.force_login(kring.student)
    assert client.post(adres).status_code == 403
    client.force_login(kring.stagedocent)
    client.post(adres)
    assert Bericht.objects.filter(soort="werkplek_link", ontvanger=kring.werkbegeleider).count() == 1


def test_talk_is_logged_behind_the_link_and_twice_is_once(kring, client):
    adres = f"{pad_voor(kring.werkbegeleider)}gesprek/{kring.plaatsing.public_id}/"
    pagina = client.get(adres).content.decode()
    sleutel = re.search(r'name="sleutel"[^>]*value="([^"]+)"', pagina)[1]
    gegevens = {
        "sleutel": sleutel, "soort": "voortgang", "vorm": "op_locatie", "datum": "2026-11-20",
        "aanwezig": re.findall(r'name="aanwezig" value="([^"]+)"', pagina)[:1], "gaat_goed": "Contact met bewoners.",
    }  # fmt: skip
    assert client.post(adres, {"soort": "voortgang"}).status_code == 422
    for _ in range(2):
        assert client.post(adres, gegevens).status_code == 302
    gesprek = Gesprek.objects.get()
    assert (gesprek.vastgelegd_door, gesprek.gaat_goed) == (kring.werkbegeleider, "Contact met bewoners.")


def test_evaluation_is_filled_in_and_signed_with_a_code(kring, client, mailoutbox):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=kring.coordinator, at=NU
    )
    pad = pad_voor(kring.werkbegeleider)
    adres = f"{pad}evaluatie/{evaluatie.public_id}/"
    assert "Invullen" in client.get(pad).content.decode()
    data = {"versie": 0, "algemeen": "Goed op weg.", "actie": "indienen"}
    assert client.post(adres, data).status_code == 422
    antwoorden = {deel["code"]: {"score": "voldoende", "toelichting": "Ja."} for deel in evaluatie.formulier.onderdelen}
    velden = {f"{naam}_{code}": waarde for code, rij in antwoorden.items() for naam, waarde in rij.items()}
    versie = evaluatie.invullingen.get().versie
    assert client.post(adres, data | velden | {"versie": versie}).status_code == 302
    eigen = evaluatie.invullingen.get(rol="werkbegeleider")
    assert (eigen.status, eigen.door, eigen.via_link) == ("ingediend", kring.werkbegeleider, True)

    evaluatie = evaluaties.begin_gesprek(evaluatie=evaluatie, by=kring.stagedocent, at=NU)
    inhoud = Inhoud(antwoorden=antwoorden, algemeen="Samen.", afspraken="", eindscore="voldoende", onderbouwing="Ja.")
    bewaard = resultaat.bewaar_resultaat(evaluatie=evaluatie, inhoud=inhoud, bewerking=0, by=kring.stagedocent, at=NU)
    resultaat.bied_aan(evaluatie=evaluatie, bewerking=bewaard.bewerking, by=kring.stagedocent, at=NU)
    tekenadres = f"{pad}tekenen/{evaluatie.public_id}/"
    hash_ = re.search(r'name="hash_"', client.get(tekenadres).content.decode())
    assert hash_ is None  # first the code
    client.post(f"{pad}code/{evaluatie.public_id}/")
    code = re.search(r"\b(\d{6})\b", Bericht.objects.get(soort="toegangscode").tekst)[1]
    pagina = client.get(tekenadres).content.decode()
    hash_ = re.search(r'name="hash_" value="([^"]+)"', pagina)[1]
    fout = "000000" if code != "000000" else "111111"
    assert client.post(tekenadres, {"hash_": hash_, "code": fout}).status_code == 422
    client.post(tekenadres, {"hash_": "0" * 64, "code": code})  # another text: the code is not spent on it
    assert not Evaluatiehandtekening.objects.exists()
    assert client.post(tekenadres, {"hash_": hash_, "code": code}).status_code == 302
    handtekening = Evaluatiehandtekening.objects.get()
    assert (handtekening.rol, handtekening.door, handtekening.via_link) == (
        "werkbegeleider",
        kring.werkbegeleider,
        True,
    )
    assert "Ondertekenen" not in client.get(pad).content.decode()


def test_who_signs_behind_the_link_reads_who_decided_that_it_is_onvoldoende(kring, client):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="eind", voor_datum=None, by=kring.coordinator, at=NU
    )
    antwoorden = {deel["code"]: {"score": "oefenen", "toelichting": "Nee."} for deel in evaluatie.formulier.onderdelen}
    inhoud = Inhoud(antwoorden=antwoorden, eindscore="onvoldoende", onderbouwing="Te veel ging mis.")
    wie = {"evaluatie": evaluatie, "by": kring.stagedocent, "at": NU}
    bewaard = resultaat.bewaar_resultaat(inhoud=inhoud, bewerking=0, **wie)
    resultaat.stel_onvoldoende_vast(reden="Drie keer besproken en niet beter.", **wie)
    resultaat.bied_aan(bewerking=bewaard.bewerking, **wie)
    pagina = client.get(f"{pad_voor(kring.werkbegeleider)}tekenen/{evaluatie.public_id}/").content.decode()
    assert f"Onvoldoende vastgesteld door {kring.stagedocent.naam}" in pagina
    assert "Drie keer besproken en niet beter." in pagina


def test_answers_that_were_saved_elsewhere_in_between_stand_beside_what_was_typed(kring, client):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=kring.coordinator, at=NU
    )
    adres = f"{pad_voor(kring.werkbegeleider)}evaluatie/{evaluatie.public_id}/"
    client.post(adres, {"versie": 0, "algemeen": "Van de tablet.", "actie": "bewaren"})
    pagina = client.post(adres, {"versie": 0, "algemeen": "Van de telefoon.", "actie": "bewaren"})
    tekst = pagina.content.decode()
    assert pagina.status_code == 409
    assert "Van de tablet." in tekst
    assert "Van de telefoon." in tekst
    assert evaluatie.invullingen.get().algemeen == "Van de tablet."


def velden_van(evaluatie, score="goed", **extra):
    delen = evaluatie.formulier.onderdelen
    return {
        **{f"score_{deel['code']}": score for deel in delen},
        **{f"toelichting_{deel['code']}": "Dat zag ik vaak." for deel in delen},
        **extra,
    }


def test_joint_result_is_written_offered_taken_back_and_offered_again_behind_the_link(kring, client):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="eind", voor_datum=None, by=kring.coordinator, at=NU
    )
    pad = pad_voor(kring.werkbegeleider)
    adres = f"{pad}resultaat/{evaluatie.public_id}/"
    assert "hebben nog niet ingevuld" in client.get(adres).content.decode()
    evaluatie.refresh_from_db()
    assert evaluatie.status == "invullen"  # looking begins nothing
    assert client.post(adres, {"actie": "beginnen"}).url == adres
    start = client.get(pad).content.decode()
    assert start.index("Resultaat opschrijven") < start.index("Vastleggen")

    half = velden_van(evaluatie, versie=0, eindscore="goed", onderbouwing="", actie="aanbieden")
    geweigerd = client.post(adres, half)
    assert geweigerd.status_code == 422
    assert "Schrijf op waarom dit de eindscore is." in geweigerd.content.decode()
    heel = half | {
        "versie": evaluatie.resultaten.get().bewerking,
        "onderbouwing": "Werkt zelfstandig en vraagt op tijd.",
    }
    tekenadres = f"{pad}tekenen/{evaluatie.public_id}/"
    for _ in range(2):  # a double click is one offer
        assert client.post(adres, heel).url == tekenadres
    nu = evaluatie.resultaten.get()
    assert (nu.aangeboden_op, nu.bewaard_naam) == (NU, kring.werkbegeleider.naam)
    anders = client.post(adres, heel | {"algemeen": "Dit schreef ik intussen."})
    assert anders.status_code == 422  # somebody offered it in between: what was typed stays
    assert "Dit schreef ik intussen." in anders.content.decode()

    assert client.post(f"{pad}terug/{evaluatie.public_id}/", {"reden": ""}).url == adres
    assert client.get(tekenadres).status_code == 302
    assert "Werkt zelfstandig" in client.get(adres).content.decode()
    assert client.post(adres, heel).url == tekenadres
    assert AuditRegel.objects.filter(na__via_link=True).count() >= 3


def test_joint_result_of_two_at_once_shows_both_texts_and_saves_by_itself(kring, client):
    evaluatie = evaluaties.open_evaluatie(
        plaatsing=kring.plaatsing, moment="tussen", voor_datum=None, by=kring.coordinator, at=NU
    )
    evaluaties.begin_gesprek(evaluatie=evaluatie, by=kring.stagedocent, at=NU)
    adres = f"{pad_voor(kring.werkbegeleider)}resultaat/{evaluatie.public_id}/"
    vanzelf = {"headers": {"X-Requested-With": "autosave"}}
    assert client.post(adres, {"versie": 0, "algemeen": "Van de telefoon."}, **vanzelf).json()["versie"] == 1
    resultaat.bewaar_resultaat(
        evaluatie=evaluatie, inhoud=Inhoud(algemeen="Van school."), bewerking=1, by=kring.stagedocent, at=NU
    )
    assert client.post(adres, {"versie": 1, "algemeen": "Ik ook."}, **vanzelf).status_code == 409
    pagina = client.post(adres, {"versie": 1, "algemeen": "Ik ook.", "actie": "aanbieden"})
    assert pagina.status_code == 409
    assert all(tekst in pagina.content.decode() for tekst in ("Van school.", "Ik ook."))
    assert evaluatie.resultaten.get().algemeen == "Van school."


def test_what_was_typed_behind_a_link_that_ended_stands_on_the_page(kring, client):
    pad = pad_voor(kring.werkbegeleider)
    toegangslinks.trek_in(doel="begeleiden", object_id=kring.werkbegeleider.public_id, by=None, at=NU)
    adres = f"{pad}gesprek/{kring.plaatsing.public_id}/"
    antwoord = client.post(adres, {"soort": "voortgang", "gaat_goed": "Vroeg zelf <b>om</b> uitleg."})
    assert antwoord.status_code == 410
    assert "Vroeg zelf &lt;b&gt;om&lt;/b&gt; uitleg." in antwoord.content.decode()
    assert reverse("werkplek:vraag") in antwoord.content.decode()


@pytest.mark.parametrize("wat", ["gesprek", "evaluatie", "resultaat", "terug", "tekenen"])
def test_what_belongs_to_somebody_else_is_not_there_behind_the_link(kring, client, wat):
    ander = maak_kring()
    doel = ander.plaatsing
    if wat != "gesprek":
        doel = evaluaties.open_evaluatie(
            plaatsing=ander.plaatsing, moment="tussen", voor_datum=None, by=ander.coordinator, at=NU
        )
    pad = pad_voor(kring.werkbegeleider)
    assert client.get(f"{pad}{wat}/{doel.public_id}/").status_code == 404


def test_page_asks_as_much_for_many_weeks_as_for_one(kring, client):
    pad = pad_voor(kring.werkbegeleider)
    week_van(kring.plaatsing)
    with CaptureQueriesContext(connection) as een:
        client.get(pad)
    for week in range(1, 6):
        week_van(kring.plaatsing, MAANDAG - timedelta(weeks=week))
    with CaptureQueriesContext(connection) as veel:
        client.get(pad)
    assert len(veel) == len(een) <= 20
