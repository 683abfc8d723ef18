"""360 feedback through the front door: ask, answer by link, close, read; and that anonymous means anonymous."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import serializers
from django.test import Client

from basis.errors import DomainError
from evaluaties.models import Feedbackantwoord, Feedbackronde, Feedbacktekst, Feedbackuitnodiging
from evaluaties.services import feedback360 as services
from evaluaties.services.feedback360beeld import samenvatting
from kern.models import AuditRegel, Bericht, Inzageregel, Toegangslink
from tests.evaluaties.feedbackwereld import OVER, antwoord, lees_na, open_ronde, token, volle_ronde, vraag
from tests.factories import NU, EvaluatieFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


@pytest.fixture
def student(client, kring):
    client.force_login(kring.student)
    return client


def pagina(client, ronde):
    return client.get(f"/feedback/{ronde.public_id}/").content.decode()


def test_student_asks_and_reads_the_sum(student, kring):
    student.post(
        f"/feedback/nieuw/{kring.plaatsing.public_id}/",
        {"titel": "Voor mijn gesprek", "sluit_op": "2026-10-26", "vorm": "anoniem"},
    )
    ronde = Feedbackronde.objects.get()
    for nummer in range(3):
        velden = {"naam": f"Collega{nummer}", "email": f"c{nummer}@kanarie.test", "rol": "collega"}
        assert student.post(f"/feedback/{ronde.public_id}/uitnodigen/", velden).status_code == 302
        assert antwoord(token(velden["email"]), score=3 + nummer % 2, tekst="Je luistert goed.").status_code == 302
    assert "Zo zien anderen je werk" not in pagina(student, ronde)
    student.post(f"/feedback/{ronde.public_id}/sluiten/")
    html = pagina(student, ronde)
    assert "3 mensen antwoordden" in html
    assert "Luistert en vraagt door" in html
    assert "Je luistert goed." not in html  # a person reads it first
    lees_na(kring.coordinator)
    html = pagina(student, ronde)
    assert html.count("Je luistert goed.") == 3
    assert "kanarie.test" not in html
    tabel = student.get(f"/feedback/{ronde.public_id}/tabel/?formaat=csv").content.decode()
    assert "Luistert en vraagt door,3," in tabel


def test_asking_twice_is_one_invitation_and_the_own_address_is_refused(kring):
    ronde = open_ronde(kring)
    vraag(ronde, 1)
    vraag(ronde, 1)
    assert ronde.uitnodigingen.count() == Bericht.objects.filter(soort="feedback_vraag").count() == 1
    with pytest.raises(DomainError, match="eigen adres"):
        services.nodig_uit(ronde=ronde, rol="collega", naam="Ik", email=kring.student.email, by=kring.student, at=NU)
    with pytest.raises(DomainError, match="al een ronde open"):
        open_ronde(kring)


def test_looking_at_a_link_writes_nothing_and_it_works_once(client, kring):
    secret = vraag(open_ronde(kring), 1)
    assert "Feedback geven" in client.get(f"/feedback/geven/{secret}/").content.decode()
    assert Toegangslink.objects.filter(geopend_op__isnull=False).count() == 0
    assert antwoord(secret).status_code == 302
    assert antwoord(secret).status_code == 410
    assert Feedbackantwoord.objects.count() == 1


def test_empty_answer_and_score_from_elsewhere_are_refused(kring):
    secret = vraag(open_ronde(kring), 1)
    assert antwoord(secret, score="").status_code == 422
    assert antwoord(secret, score=9).status_code == 422
    assert antwoord(secret, v_verzonnen="5", v_luisteren="").status_code == 422
    assert not Feedbackantwoord.objects.exists()


# --- Anonymous ---


def test_fewer_than_three_answers_show_nothing(student, kring):
    ronde = volle_ronde(kring, ("collega", "client"))
    html = pagina(student, ronde)
    assert "te weinig antwoorden" in html
    assert "Tekst nummer" not in html
    assert student.get(f"/feedback/{ronde.public_id}/tabel/?formaat=csv").content.decode().count("\n") == 1


def test_question_that_only_one_role_got_is_not_shown_for_one_person(student, kring):
    ronde = volle_ronde(kring, ("collega", "collega", "medestudent", "client"))
    som = samenvatting(ronde)
    per_code = {regel.code: regel for _, regel in som.regels}
    assert per_code["luisteren"].totaal.aantal == 4
    assert per_code["luisteren"].per_rol == {}
    assert "cliënt" not in pagina(student, ronde)


def test_of_an_anonymous_round_nothing_tells_who_answered_what(kring, klok):
    """In no table, log or order: neither the moment, nor a number that grows, nor a name."""
    ronde = open_ronde(kring)
    secrets = [vraag(ronde, nummer) for nummer in range(12)]
    voor = AuditRegel.objects.count()
    for nummer, secret in enumerate(secrets):
        klok.shift(timedelta(minutes=7))
        antwoord(secret, score=1 + nummer % 5, tekst=f"Stuk {nummer:02d}")
    assert AuditRegel.objects.count() == voor
    assert not Inzageregel.objects.exists()
    volgorde = list(Feedbacktekst.objects.order_by("pk").values_list("tekst", flat=True))
    assert sorted(volgorde) == [f"Stuk {nummer:02d}" for nummer in range(12)]
    assert volgorde != sorted(volgorde)  # 1 in 479,001,600
    rijen = [*Feedbackantwoord.objects.all(), *Feedbacktekst.objects.all()]
    inhoud = serializers.serialize("json", rijen)
    assert "2026" not in inhoud
    assert {rij.uitnodiging_id for rij in rijen} == {None}
    services.sluit(ronde=ronde, by=None, at=OVER)
    overal = serializers.serialize("json", [*Feedbackuitnodiging.objects.all(), *Toegangslink.objects.all()])
    assert "kanarie.test" not in overal
    assert "Kanarie" not in overal


def test_student_does_not_learn_who_answered_already(student, kring):
    ronde = open_ronde(kring)
    secrets = [vraag(ronde, nummer) for nummer in range(2)]
    uitnodiging = ronde.uitnodigingen.first()

    def zonder_sleutels():
        return [regel for regel in pagina(student, ronde).splitlines() if "csrf" not in regel.lower()]

    voor = zonder_sleutels()
    antwoord(secrets[0])
    assert zonder_sleutels() == voor
    adres = f"/feedback/{ronde.public_id}/intrekken/{uitnodiging.public_id}/"
    assert "De link werkt niet meer." in student.post(adres, follow=True).content.decode()
    assert ronde.antwoorden.count() == 1  # what was said stays said
    assert antwoord(secrets[1]).status_code == 302


def test_taken_back_link_is_dead_at_once(student, kring):
    ronde = open_ronde(kring)
    secret = vraag(ronde, 1)
    student.post(f"/feedback/{ronde.public_id}/intrekken/{ronde.uitnodigingen.get().public_id}/")
    assert antwoord(secret).status_code == 410


# --- On name ---


def test_on_name_needs_the_code_that_was_mailed_apart(student, kring):
    ronde = open_ronde(kring, anoniem=False)
    secret = vraag(ronde, 1, "docent")
    gast = Client()
    assert antwoord(secret, code="123456").status_code == 422
    html = gast.post(f"/feedback/geven/{secret}/code/", {"v_sterk": "Je vraagt door."}).content.decode()
    assert "Je vraagt door." in html  # what was typed stays
    code = Bericht.objects.get(soort="toegangscode").tekst
    code = next(woord for woord in code.split() if woord.isdigit() and len(woord) == 6)
    assert antwoord(secret, score="", code=code).status_code == 422  # an empty answer doesn't spend the code
    assert antwoord(secret, tekst="Je vraagt door.", code=code).status_code == 302
    student.post(f"/feedback/{ronde.public_id}/sluiten/")
    lees_na(kring.coordinator)
    html = pagina(student, ronde)
    assert "Je vraagt door." in html
    assert "Mens1 Kanarie" in html


# --- Closing ---


def test_clock_closes_once_and_tells_the_student(kring):
    ronde = open_ronde(kring)
    vraag(ronde, 1)
    assert services.loop_na(at=NU) == {"gesloten": 0, "herinnerd": 0}
    assert services.loop_na(at=OVER)["gesloten"] == 1
    assert services.loop_na(at=OVER)["gesloten"] == 0
    assert Bericht.objects.filter(soort="feedback_gesloten", ontvanger=kring.student).count() == 1


def test_round_is_shut_after_its_day_and_when_the_talk_begins(client, kring, klok):
    ronde = open_ronde(kring)
    secret = vraag(ronde, 1)
    klok.move_to(OVER)
    assert client.get(f"/feedback/geven/{secret}/").status_code == 410
    services.loop_na(at=OVER)
    klok.move_to(NU)
    tweede = open_ronde(kring)
    secret = vraag(tweede, 2)
    EvaluatieFactory(plaatsing=kring.plaatsing, geopend_op=NU, gesprek_begonnen_op=NU + timedelta(minutes=5))
    klok.move_to(NU + timedelta(minutes=6))
    assert antwoord(secret).status_code == 422
    assert services.loop_na(at=datetime.now(NU.tzinfo))["gesloten"] == 1
    assert not Feedbackantwoord.objects.exists()


def test_reminder_goes_once_to_who_did_not_answer(kring):
    ronde = open_ronde(kring)
    secret = vraag(ronde, 1)
    vraag(ronde, 2)
    antwoord(secret)
    op = NU + timedelta(days=12)
    assert [services.loop_na(at=op)["herinnerd"], services.loop_na(at=op)["herinnerd"]] == [1, 0]
    laatste = Bericht.objects.filter(soort="feedback_vraag").order_by("-pk").first()
    assert laatste.aan == "mens2@kanarie.test"
    assert "U kreeg eerder een mail" in laatste.tekst


# --- Who sees what ---


def test_begeleiders_see_a_sum_only_when_the_student_shares_it(student, kring):
    ronde = volle_ronde(kring)
    lezers = [kring.stagedocent, kring.stagebegeleider, kring.werkbegeleider, kring.coordinator]
    adres = f"/feedback/{ronde.public_id}/"

    def gezien(wie):
        gast = Client()
        gast.force_login(wie)
        return gast.get(adres).status_code

    assert [gezien(wie) for wie in lezers] == [404] * 4
    student.post(f"{adres}delen/", {"delen": "ja"})
    assert [gezien(wie) for wie in lezers] == [200] * 4
    vreemden = [persoon("beheerder"), persoon("coordinator"), persoon("werkbegeleider")]
    assert [gezien(wie) for wie in vreemden] == [404] * 3
    assert Inzageregel.objects.filter(object_id=str(ronde.public_id)).count() == 4
    student.post(f"{adres}delen/", {"delen": "nee"})
    assert gezien(kring.stagedocent) == 404


def test_rude_text_waits_for_the_coordinator_and_stays_hidden_when_told(student, kring):
    ronde = open_ronde(kring)
    for nummer, woorden in enumerate(("Wat een sukkel.", "Goed bezig.", "Fijn team.", "Vraag meer.")):
        antwoord(vraag(ronde, nummer), tekst=woorden)
    student.post(f"/feedback/{ronde.public_id}/sluiten/")
    html = pagina(student, ronde)
    assert "sukkel" not in html
    assert "4 teksten wachten nog" in html
    school = Client()
    school.force_login(kring.coordinator)
    assert "4 teksten wachten op nalezen" in school.get("/").content.decode()
    lees_na(kring.coordinator)  # all at once never takes along what caught the eye
    assert "1 tekst wacht op nalezen" in school.get("/").content.decode()
    wacht = school.get("/feedback/nalezen/").content.decode()
    assert "Wat een sukkel." in wacht
    assert kring.student.achternaam not in wacht
    elders = Client()
    elders.force_login(persoon("coordinator"))
    tekst = Feedbacktekst.objects.get(moderatie="wacht")
    velden = {"tekst": tekst.public_id, "oordeel": "tonen"}
    assert elders.post("/feedback/nalezen/", velden).status_code == 404
    school.post("/feedback/nalezen/", velden | {"oordeel": "verbergen"})
    html = pagina(student, ronde)
    assert "sukkel" not in html
    assert "wacht nog" not in html
    goed = Feedbacktekst.objects.get(tekst="Goed bezig.")
    melden = f"/feedback/{ronde.public_id}/melden/{goed.public_id}/"
    student.post(melden)
    assert "Goed bezig." not in pagina(student, ronde)
    school.post("/feedback/nalezen/", {"tekst": goed.public_id, "oordeel": "tonen"})
    assert "al bekeken" in student.post(melden, follow=True).content.decode()
    assert "Goed bezig." in pagina(student, ronde)


def test_new_version_of_questions_leaves_who_was_asked_alone(client, kring):
    ronde = open_ronde(kring)
    vraag(ronde, 1)
    client.force_login(persoon("beheerder"))
    html = client.get("/feedback/vragen/collega/").content.decode()
    assert "luistert en vraagt door" in html
    velden = {"form-TOTAL_FORMS": 12, "form-INITIAL_FORMS": 0, "op_versie": 1}
    velden |= {"form-0-code": "veilig", "form-0-tekst": "Werkt de student veilig?"}
    assert client.post("/feedback/vragen/collega/", velden).status_code == 302
    assert client.post("/feedback/vragen/collega/", velden | {"form-0-tekst": "Nog eens?"}).status_code == 422
    vraag(ronde, 2)
    assert list(ronde.uitnodigingen.values_list("formulier__versie", flat=True)) == [1, 2]


def test_list_asks_as_many_questions_for_one_round_as_for_many(student, kring, django_assert_max_num_queries):
    volle_ronde(kring, ("collega",))
    with django_assert_max_num_queries(30) as een:
        student.get("/feedback/")
    for _ in range(4):
        volle_ronde(kring, ("collega",))
    with django_assert_max_num_queries(30) as veel:
        student.get("/feedback/")
    assert len(veel) <= len(een)
