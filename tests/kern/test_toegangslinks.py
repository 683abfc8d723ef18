"""Mailed links for people without an account: found, used up, taken back, and the code that comes apart."""

import logging
import re
import uuid
from datetime import timedelta

import pytest

from basis.errors import DomainError
from kern.models import AuditRegel, Bericht, Toegangslink
from kern.services import toegangslinks as links
from kern.services.berichten import verstuur_wachtende
from stagebureau.logfilter import ZonderGeheim
from tests.factories import NU

pytestmark = pytest.mark.django_db
DING = uuid.UUID(int=5, version=4)


def maak(**extra):
    gegevens = {"naam": "Ans", "email": "Ans@Voorbeeld.test ", "geldig_tot": NU + timedelta(days=14)} | extra
    return links.maak_link(doel="ondertekening", object_id=DING, by=None, at=NU, **gegevens)


def zoek(token, at=NU, doel="ondertekening"):
    return links.zoek_link(token=token, doel=doel, at=at)


def code_uit_mail():
    return re.search(r"\b\d{6}\b", Bericht.objects.filter(soort="toegangscode").latest("pk").tekst)[0]


def stuur(link, at=NU):
    return links.stuur_code(link=link, at=at, waarvoor="te tekenen")


def test_link_is_found_by_its_secret_and_only_the_hash_is_kept():
    link, token = maak()
    assert zoek(token) == link
    assert link.email == "ans@voorbeeld.test"
    assert token not in str(Toegangslink.objects.values().get())
    assert token not in str(list(AuditRegel.objects.values()))


def test_looking_writes_nothing(django_assert_num_queries):
    _, token = maak()
    with django_assert_num_queries(1):
        zoek(token)
    assert Toegangslink.objects.get().geopend_op is None


@pytest.mark.parametrize(
    ("hoe", "zin"),
    [
        (lambda link, token: zoek(token + "x"), "kennen we niet"),
        (lambda link, token: zoek(token, doel="uren"), "kennen we niet"),
        (lambda link, token: zoek(token, at=NU + timedelta(days=14)), "verlopen op maandag 26 oktober"),
    ],
)
def test_a_link_that_is_no_good_says_why(hoe, zin):
    with pytest.raises(DomainError, match=zin):
        hoe(*maak())


def test_link_works_once_and_older_mails_of_the_same_person_go_with_it():
    eerste, oud = maak()
    _, nieuw = maak()
    _, ander = maak(email="bea@voorbeeld.test")
    links.gebruik_link(link=eerste, at=NU)
    for token in (oud, nieuw):
        with pytest.raises(DomainError, match="al gebruikt, op maandag 12 oktober"):
            zoek(token)
    with pytest.raises(DomainError, match="al gebruikt"):
        links.gebruik_link(link=eerste, at=NU)
    assert zoek(ander)


def test_taken_back_is_dead_at_once_for_one_person_or_for_all():
    link, token = maak()
    bea, van_bea = maak(email="bea@voorbeeld.test")
    assert links.trek_in(doel="ondertekening", object_id=DING, by=None, at=NU, email="ANS@voorbeeld.test") == 1
    with pytest.raises(DomainError, match="ingetrokken"):
        zoek(token)
    for stap in (links.gebruik_link, links.vergrendel_link):
        with pytest.raises(DomainError, match="ingetrokken"):
            stap(link=link, at=NU)
    with pytest.raises(DomainError, match="ingetrokken"):
        stuur(link)
    assert zoek(van_bea) == bea
    assert links.trek_in(doel="ondertekening", object_id=DING, by=None, at=NU) == 1
    assert links.trek_in(doel="uren", object_id=DING, by=None, at=NU) == 0


def test_link_needs_an_address_and_a_later_day():
    with pytest.raises(DomainError) as fout:
        maak(email=" ")
    assert fout.value.field == "email"
    with pytest.raises(DomainError, match="latere dag"):
        maak(geldig_tot=NU)


# --- The code ---


def test_code_goes_apart_by_mail_without_the_link_and_works_once(settings):
    link, token = maak()
    assert stuur(link)
    mail = Bericht.objects.get(soort="toegangscode")
    assert (mail.aan, mail.gevoelig) == ("ans@voorbeeld.test", True)
    assert token not in mail.tekst + mail.html + mail.pad
    assert settings.SITE_URL not in mail.html
    code = code_uit_mail()
    assert code not in str(Toegangslink.objects.values().get())
    links.controleer_code(link=link, code=f"{code[:3]} {code[3:]}", at=NU)
    with pytest.raises(DomainError, match="niet meer geldig"):
        links.controleer_code(link=link, code=code, at=NU)


def test_code_is_wiped_from_the_mail_once_sent(settings):
    settings.DEMO = False
    link, _ = maak()
    stuur(link)
    code = code_uit_mail()
    verstuur_wachtende(at=NU)
    assert code not in str(Bericht.objects.values("tekst", "html", "onderwerp").get())


def test_code_ends_after_ten_minutes():
    link, _ = maak()
    stuur(link)
    with pytest.raises(DomainError, match="niet meer geldig"):
        links.controleer_code(link=link, code=code_uit_mail(), at=NU + timedelta(minutes=10))


def test_five_wrong_tries_end_a_code_even_when_the_sixth_is_right():
    link, _ = maak()
    stuur(link)
    goed = code_uit_mail()
    fout = f"{(int(goed) + 1) % 1_000_000:06d}"
    zinnen = []
    for _ in range(5):
        with pytest.raises(DomainError) as geval:
            links.controleer_code(link=link, code=fout, at=NU)
        zinnen.append(geval.value.message)
    assert zinnen[0].endswith("nog 4 keer proberen.")
    assert "vijfde" in zinnen[-1]
    with pytest.raises(DomainError, match="niet meer geldig"):
        links.controleer_code(link=link, code=goed, at=NU)


def test_double_click_sends_one_code_and_ten_is_the_end():
    link, _ = maak()
    assert stuur(link)
    assert not stuur(link, NU + timedelta(seconds=59))
    for minuut in range(1, 10):
        assert stuur(link, NU + timedelta(minutes=minuut))
    with pytest.raises(DomainError, match="te veel codes"):
        stuur(link, NU + timedelta(minutes=11))
    assert Bericht.objects.filter(soort="toegangscode").count() == 10


def test_new_code_makes_the_earlier_one_worthless():
    link, _ = maak()
    stuur(link)
    eerste = code_uit_mail()
    stuur(link, NU + timedelta(minutes=2))
    if eerste != code_uit_mail():
        with pytest.raises(DomainError, match="klopt niet"):
            links.controleer_code(link=link, code=eerste, at=NU + timedelta(minutes=2))


def test_log_lines_of_django_are_masked():
    _, token = maak()
    regel = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Gone", f"/teken/{token}/code/"), None)
    assert ZonderGeheim().filter(regel)
    assert regel.getMessage() == "Gone: /teken/***/code/"
