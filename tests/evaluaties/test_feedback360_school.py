"""Whom a student asks for 360 feedback: own and repeated addresses refused, seen and approved by the school."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from basis.errors import DomainError
from evaluaties.models import Feedbackbeleid, Feedbacktekst
from evaluaties.services import feedback360 as services
from evaluaties.services.feedback360beleid import bewaar_beleid
from evaluaties.services.feedback360keuren import keur, soorten
from evaluaties.services.feedback360moderatie import beoordeel, laat_door
from evaluaties.services.feedback360post import nog_te_keuren, nog_te_lezen
from kern.models import Bericht, Inzageregel
from tests.evaluaties.feedbackwereld import antwoord, lees_na, open_ronde, token, volle_ronde, vraag
from tests.factories import NU, StudentFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


def als(wie) -> Client:
    gast = Client()
    gast.force_login(wie)
    return gast


def nodig(ronde, email, naam="Mens", rol="collega"):
    return services.nodig_uit(ronde=ronde, rol=rol, naam=naam, email=email, by=ronde.student.user, at=NU)


def wil(kring, *, keuren=False, alles_nalezen=True):
    bewaar_beleid(school=kring.school, keuren=keuren, alles_nalezen=alles_nalezen, by=kring.coordinator, at=NU)


def test_own_boxes_and_a_box_that_was_asked_are_refused_however_they_are_spelled(kring):
    ronde = open_ronde(kring)
    EmailAddress.objects.create(user=kring.student, email="jan.smit@gmail.com")
    naam, domein = kring.student.email.split("@")
    for eigen in (
        kring.student.email.upper(),
        f"{naam}+360@{domein}",
        "JanSmit@googlemail.com",
        "j.ansmit+x@gmail.com",
    ):
        with pytest.raises(DomainError, match="eigen adres"):
            nodig(ronde, eigen)
    eerste = nodig(ronde, "an@huis.test")
    assert nodig(ronde, "AN@huis.test") == eerste  # the same form, sent twice
    for anders in ({"naam": "Een ander"}, {"rol": "docent"}, {"email": "an+2@huis.test"}):
        with pytest.raises(DomainError, match="al gevraagd"):
            nodig(ronde, **({"email": "an@huis.test"} | anders))
    services.trek_uitnodiging_in(uitnodiging=eerste, by=kring.student, at=NU)
    with pytest.raises(DomainError, match="teruggenomen"):
        nodig(ronde, "an+3@huis.test")
    assert ronde.uitnodigingen.count() == 1


def test_school_sees_who_was_asked_and_with_what_kind_of_address_never_who_answered(kring):
    ronde = open_ronde(kring)
    klasgenoot = StudentFactory(school=kring.school).user
    vreemd = persoon("werkbegeleider")
    domein = kring.werkbegeleider.email.split("@")[1]
    for email in (
        kring.werkbegeleider.email,
        klasgenoot.email,
        vreemd.email,
        f"nieuw.iemand@{domein}",
        "ik.zelf@gmail.com",
    ):
        nodig(ronde, email, naam=f"Naam {email}")
    antwoord(token("ik.zelf@gmail.com"))
    for lezer in (kring.stagedocent, kring.stagebegeleider, kring.coordinator):
        html = als(lezer).get(f"/feedback/genodigden/{ronde.public_id}/").content.decode()
        for soort in ("bij het leerbedrijf", "bij de school", "ander account", "gratis mailadres"):
            assert soort in html
        assert "Naam ik.zelf@gmail.com" in html
        assert not {"gegeven", "geantwoord"} & set(html.partition("<main")[2].split())
    assert Inzageregel.objects.filter(object_id=str(ronde.public_id)).count() == 3
    for ander, status in ((kring.werkbegeleider, 403), (kring.student, 403), (persoon("coordinator"), 404)):
        assert als(ander).get(f"/feedback/genodigden/{ronde.public_id}/").status_code == status
    services.sluit(ronde=ronde, by=kring.student, at=NU)
    html = als(kring.stagedocent).get(f"/feedback/genodigden/{ronde.public_id}/").content.decode()
    assert "gmail.com" not in html  # whose they were is forgotten; the kind stays
    assert "1 × gratis mailadres" in html


def test_where_the_school_wants_it_no_mail_goes_before_its_yes(kring):
    wil(kring, keuren=True)
    ronde = open_ronde(kring)
    goed, fout = nodig(ronde, "goed@huis.test", "Goed"), nodig(ronde, "fout@gmail.com", "Fout")
    assert not Bericht.objects.filter(soort="feedback_vraag").exists()
    bericht = Bericht.objects.get(soort="feedback_te_keuren")  # one, also for two people
    assert (bericht.ontvanger, nog_te_keuren(bericht, NU)) == (kring.stagebegeleider, None)
    student = als(kring.student)
    assert "wacht op akkoord van school" in student.get(f"/feedback/{ronde.public_id}/").content.decode()
    docent = als(kring.stagedocent)
    assert "2 mensen wachten op uw akkoord" in docent.get("/").content.decode()
    assert "2 wachten op akkoord" in docent.get("/feedback/genodigden/").content.decode()
    adres = f"/feedback/genodigden/{ronde.public_id}/"
    assert docent.post(adres, {"oordeel": "nee", "wie": fout.public_id}).status_code == 422  # a no has reasons
    docent.post(adres, {"oordeel": "nee", "wie": fout.public_id, "reden": "Wie is <b>dit</b>?"})
    for _ in range(2):
        docent.post(adres, {"oordeel": "ja", "wie": [goed.public_id, fout.public_id, "onzin"]})
    assert [rij.aan for rij in Bericht.objects.filter(soort="feedback_vraag")] == ["goed@huis.test"]
    html = student.get(f"/feedback/{ronde.public_id}/").content.decode()
    assert "Wie is &lt;b&gt;dit&lt;/b&gt;?" in html
    assert "wachten op uw akkoord" not in docent.get("/").content.decode()
    assert nog_te_keuren(bericht, NU)
    assert als(persoon("stagedocent", kring.school)).post(adres, {"oordeel": "ja"}).status_code == 404
    with pytest.raises(DomainError, match="Alleen de school"):
        keur(ronde=ronde, nummers=[goed.public_id], akkoord=True, by=kring.student, at=NU)
    assert mail.outbox == []


def test_who_got_the_mail_today_gets_no_second_one_and_who_never_got_it_was_not_asked(kring):
    wil(kring, keuren=True)
    ronde = open_ronde(kring)
    goed, nooit = nodig(ronde, "goed@huis.test", "Goed"), nodig(ronde, "nooit@gmail.com", "Nooit")
    einde = datetime.combine(ronde.sluit_op, time(7), tzinfo=NU.tzinfo)
    keur(ronde=ronde, nummers=[goed.public_id], akkoord=True, by=kring.stagedocent, at=einde)
    with pytest.raises(DomainError, match="vandaag al een mail"):
        services.stuur_opnieuw(uitnodiging=goed, by=kring.student, at=einde)
    services.loop_na(at=einde + timedelta(hours=1))  # the day of the reminder
    assert Bericht.objects.filter(soort="feedback_vraag").count() == 1
    assert [aantal for _, aantal in soorten(ronde)] == [1, 1]
    services.sluit(ronde=ronde, by=kring.student, at=einde)
    assert soorten(ronde) == [("ander mailadres, zonder account", 1)]
    nooit.refresh_from_db()
    assert (nooit.status, nooit.email) == ("ingetrokken", "")


def test_kinds_of_addresses_beside_the_sum_are_for_the_school(kring):
    ronde = volle_ronde(kring)
    services.deel(ronde=ronde, gedeeld=True, by=kring.student, at=NU)
    for wie, ziet in ((kring.stagedocent, True), (kring.werkbegeleider, False), (kring.student, False)):
        html = als(wie).get(f"/feedback/{ronde.public_id}/").content.decode()
        assert "mensen antwoordden" in html
        assert ("ander mailadres, zonder account" in html) is ziet


def test_page_of_texts_goes_on_without_the_one_that_a_colleague_hid(kring):
    ronde = open_ronde(kring)
    for nummer in range(2):
        antwoord(vraag(ronde, nummer), tekst=f"Tekst {nummer}.")
    services.sluit(ronde=ronde, by=kring.student, at=NU)
    een, ander = Feedbacktekst.objects.order_by("pk")
    beoordeel(tekst=een, tonen=False, by=kring.coordinator, at=NU)
    assert laat_door(teksten=[een, ander], by=kring.coordinator, at=NU) == 1
    assert list(Feedbacktekst.objects.order_by("pk").values_list("moderatie", flat=True)) == ["verbergen", "tonen"]


def test_student_who_is_logged_in_does_not_answer_a_link_of_the_own_round(kring):
    secret = vraag(open_ronde(kring), 1)
    student = als(kring.student)
    assert "voor iemand anders" in student.get(f"/feedback/geven/{secret}/").content.decode()
    assert student.post(f"/feedback/geven/{secret}/", {"v_luisteren": "5"}).status_code == 422
    assert antwoord(secret).status_code == 302  # the link itself is still good


def test_coordinator_hears_once_a_day_that_texts_wait_not_of_whom(kring):
    for nummer in range(2):
        ronde = open_ronde(kring)
        antwoord(vraag(ronde, nummer), tekst="Goed bezig.")
        services.sluit(ronde=ronde, by=kring.student, at=NU)
    bericht = Bericht.objects.get(soort="feedback_te_lezen")
    assert bericht.ontvanger == kring.coordinator
    assert kring.student.achternaam not in bericht.tekst + bericht.onderwerp
    assert nog_te_lezen(bericht, NU) is None
    lees_na(kring.coordinator)
    assert nog_te_lezen(bericht, NU)


def test_school_chooses_whether_every_text_is_read_first(kring):
    wil(kring, alles_nalezen=False)
    ronde = open_ronde(kring)
    for nummer, tekst in enumerate(("Goed bezig.", "Wat een sukkel.")):
        antwoord(vraag(ronde, nummer), tekst=tekst)
    assert set(Feedbacktekst.objects.values_list("tekst", "moderatie")) == {
        ("Goed bezig.", "tonen"),
        ("Wat een sukkel.", "wacht"),
    }


def test_coordinator_keeps_what_the_own_school_wants(kring):
    coordinator = als(kring.coordinator)
    html = coordinator.get("/feedback/afspraken/").content.decode()
    assert re.findall(r'name="(\w+)"[^>]*checked', html) == ["alles_nalezen"]
    coordinator.post("/feedback/afspraken/", {"school": kring.school.public_id, "keuren": "on"})
    beleid = Feedbackbeleid.objects.get()
    assert (beleid.school, beleid.keuren, beleid.alles_nalezen) == (kring.school, True, False)
    elders = als(persoon("coordinator"))
    assert elders.post("/feedback/afspraken/", {"school": kring.school.public_id}).status_code == 404
    assert als(kring.stagedocent).get("/feedback/afspraken/").status_code == 403


def test_list_of_rounds_asks_as_much_for_one_as_for_many(kring, django_assert_max_num_queries):
    docent = als(kring.stagedocent)
    nodig(open_ronde(kring), "een@huis.test")
    with django_assert_max_num_queries(30) as een:
        docent.get("/feedback/genodigden/")
    for nummer in range(4):
        services.sluit(ronde=kring.plaatsing.feedbackrondes.open().get(), by=kring.student, at=NU)
        nodig(open_ronde(kring), f"m{nummer}@huis.test")
    with django_assert_max_num_queries(30) as veel:
        docent.get("/feedback/genodigden/")
    assert len(veel) <= len(een)
