"""The last seat over HTTP, as browsers ask for it: fifty posts at once, one placement (betrouwbaarheid C1, C2)."""

import http.client
import threading
import time
from collections import Counter
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from plaatsingen.models import Plaatsing
from tests.factories import NU, SollicitatieFactory
from tests.plaatsingen.wedloop_aannemen import zonder_slot
from tests.vacatures.sollicitatie_hulp import TIJD, maak_kalender, maak_kring, nog_een

pytestmark = [pytest.mark.pg, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEKEN = "a" * 32  # cookie and field of the check against forged forms; any secret will do, as long as both are equal


@pytest.fixture(autouse=True)
def _klok():
    with time_machine.travel(NU, tick=True):
        yield


@pytest.fixture
def opleider_op(live_server):
    """`opleider_op(kring)` gives a function that posts as the praktijkopleider and returns the status."""

    def maak(kring):
        client = Client()
        client.force_login(kring.opleider, backend="allauth.account.auth_backends.AuthenticationBackend")
        sessie = client.cookies[settings.SESSION_COOKIE_NAME].value
        koppen = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={sessie}; {settings.CSRF_COOKIE_NAME}={TEKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        velden = {naam: str(waarde) for naam, waarde in TIJD.items() if naam != "dagen"}
        body = urlencode([*velden.items(), *(("dagen", dag) for dag in TIJD["dagen"].split()),
                          ("csrfmiddlewaretoken", TEKEN)])  # fmt: skip

        def post(pad: str) -> int:
            huis = urlsplit(live_server.url)
            # The queue at the door of this server holds ten: who finds it full knocks again, as a browser does.
            for _ in range(200):
                verbinding = http.client.HTTPConnection(huis.hostname, huis.port, timeout=60)
                try:
                    verbinding.request("POST", pad, body, koppen)
                    antwoord = verbinding.getresponse()
                    antwoord.read()
                    return antwoord.status
                except ConnectionError:
                    time.sleep(0.05)
                finally:
                    verbinding.close()
            pytest.fail("the server did not answer")

        return post

    return maak


def tegelijk(post, paden):
    start, statussen = threading.Barrier(len(paden)), []

    def loop(pad):
        start.wait(30)
        statussen.append(post(pad))

    draden = [threading.Thread(target=loop, args=(pad,)) for pad in paden]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join(120)
    return Counter(statussen)


def paden_van(rijen):
    return [reverse("sollicitaties:handeling", args=[rij.public_id, "aannemen"]) for rij in rijen]


def test_fifty_posts_for_one_seat_give_one_placement(opleider_op):
    maak_kalender()
    kring = maak_kring()
    rijen = [SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring)) for _ in range(50)]
    statussen = tegelijk(opleider_op(kring), paden_van(rijen))
    assert Plaatsing.objects.filter(stageplaats=kring.plaats).count() == 1
    assert statussen == {302: 1, 422: 49}


def test_twenty_equal_posts_have_one_effect_and_no_error_page(opleider_op):
    maak_kalender()
    kring = maak_kring(capaciteit=30)
    rij = SollicitatieFactory(vacature=kring.vacature, student=kring.student)
    statussen = tegelijk(opleider_op(kring), paden_van([rij]) * 20)
    assert Plaatsing.objects.filter(student=kring.student).count() == 1
    assert set(statussen) <= {302, 422}


def test_control_without_the_lock_gives_one_seat_away_more_than_once(opleider_op):
    maak_kalender()
    kring = maak_kring()
    rijen = [SollicitatieFactory(vacature=kring.vacature, student=nog_een(kring)) for _ in range(8)]
    post = opleider_op(kring)
    with zonder_slot(len(rijen)):
        tegelijk(post, paden_van(rijen))
    assert Plaatsing.objects.filter(stageplaats=kring.plaats).count() > 1
