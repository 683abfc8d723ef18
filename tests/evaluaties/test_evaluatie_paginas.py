"""Evaluations on the home page, in lists and on the page of a placement; the flow through the front door (R8.1)."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluaties import evaluatietaken
from evaluaties.models import Evaluatie
from evaluaties.services.evaluaties_groei import groei_van
from evaluaties.services.resultaat_lezen import geldend, lopend
from tests.evaluaties.conftest import maak_kring
from tests.evaluaties.test_evaluatie_resultaat import REDEN, bied_aan, ingevuld, maak_vast, schrijf
from tests.evaluaties.test_evaluaties import antwoorden, open_, vul_in


def titels(user):
    """Give what evaluations ask of this person, fresh of roles."""
    user = type(user).objects.get(pk=user.pk)
    return [rij["titel"] for rij in evaluatietaken.todos(user, timezone.now())]


def test_home_page_tells_each_what_is_next(kring):
    evaluatie = open_(kring)
    Evaluatie.objects.update(voor_datum=timezone.localdate() - timedelta(1))
    van = f"van {kring.student.naam}"
    assert titels(kring.student) == ["Tussenevaluatie invullen"]
    assert titels(kring.werkbegeleider) == [f"Tussenevaluatie {van} invullen"]
    for wie in ("coordinator", "stagedocent", "stagebegeleider"):
        assert titels(getattr(kring, wie)) == ["1 evaluatie is te laat"]
    for user in (kring.student, kring.werkbegeleider):
        vul_in(evaluatie, user)
    assert titels(kring.student) == titels(kring.coordinator) == []
    assert titels(kring.werkbegeleider) == [f"Tussenevaluatie {van} bespreken"]
    bied_aan(evaluatie, kring.werkbegeleider)
    assert titels(kring.student) == ["Tussenevaluatie tekenen"]
    assert titels(kring.stagedocent) == ["1 evaluatie wacht op een handtekening van school"]
    assert titels(kring.stagebegeleider) == []


def test_home_page_tells_school_what_only_school_decides(kring):
    zwak = ingevuld(kring, "eind")
    schrijf(zwak, kring.werkbegeleider, eindscore="onvoldoende", onderbouwing=REDEN)
    assert titels(kring.stagedocent) == ["1 evaluatie wacht tot school 'onvoldoende' vaststelt"]
    ander = ingevuld(kring)
    maak_vast(ander, kring).bezwaren.create(tekst="Niet eens.", ingediend_op=timezone.now())
    assert "1 bezwaar wacht op een besluit" in titels(kring.coordinator)
    assert titels(kring.werkbegeleider) == [f"Eindbeoordeling van {kring.student.naam} bespreken"]


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "stagedocent", "coordinator"])
def test_home_page_asks_one_query_a_side(kring, wie):
    for soort in ("tussen", "eind"):
        open_(kring, soort)
    user = getattr(kring, wie)
    assert user.rollen
    with CaptureQueriesContext(connection) as queries:
        evaluatietaken.todos(user, timezone.now())
    assert len(queries) == 1


def test_whole_flow_through_the_front_door(kring, als):
    evaluatie = ingevuld(kring, "eind")
    adres = {
        naam: reverse(f"evaluaties:{naam}", args=[evaluatie.public_id])
        for naam in ("detail", "resultaat", "tekenen", "bezwaar", "bezwaar_besluit")
    }
    werk, student, docent = als(kring.werkbegeleider), als(kring.student), als(kring.stagedocent)
    pagina = werk.get(adres["resultaat"]).text
    assert "U bent het eens" in pagina
    assert "Volgens de gewichten" in pagina
    data = {"versie": 0, "algemeen": "Samen.", "afspraken": "", "actie": "aanbieden"}
    for code, antwoord in antwoorden(evaluatie).items():
        data |= {f"score_{code}": antwoord["score"], f"toelichting_{code}": antwoord["toelichting"]}
    geweigerd = werk.post(adres["resultaat"], data)
    assert geweigerd.status_code == 422
    assert "Kies de eindscore" in geweigerd.text
    werk.post(adres["resultaat"], data | {"versie": 1, "eindscore": "goed", "onderbouwing": REDEN})
    assert "Tekenen als student" in student.get(adres["detail"]).text
    hash_ = lopend(evaluatie).hash
    for client, rol in ((werk, "werkbegeleider"), (docent, "school")):
        client.post(adres["tekenen"], {"rol": rol, "hash_": hash_})
    student.post(adres["tekenen"], {"rol": "student", "hash_": hash_})  # says nothing: asked again
    assert geldend(evaluatie) is None
    student.post(adres["tekenen"], {"rol": "student", "hash_": hash_, "gezien": "ja"})
    assert geldend(evaluatie).eindscore == "goed"
    assert "voor gezien" in docent.get(adres["detail"]).text
    student.post(adres["bezwaar"], {"tekst": "Ik vind dit te laag beoordeeld."})
    besluit = {"gegrond": "nee", "tekst": "De beoordeling past bij wat is gezien."}
    als(kring.coordinator).post(adres["bezwaar_besluit"], besluit)
    assert "past bij wat is gezien" in student.get(adres["detail"]).text


@pytest.mark.parametrize("naam", ["heropenen", "terug", "zonder", "onvoldoende", "tweede"])
def test_only_the_school_finds_the_pages_of_the_school(kring, als, naam):
    evaluatie = ingevuld(kring)
    maak_vast(evaluatie, kring)
    url = reverse(f"evaluaties:{naam}", args=[evaluatie.public_id])
    assert als(kring.coordinator).get(url).status_code == 200
    for wie in ("student", "praktijkopleider"):
        assert als(getattr(kring, wie)).get(url).status_code == 403
        assert als(getattr(kring, wie)).post(url, {"reden": REDEN}).status_code == 403


def test_list_filters_by_state_and_leaves_with_the_school(kring, als):
    bied_aan(ingevuld(kring), kring.werkbegeleider)
    open_(kring, "eind")
    url = reverse("evaluaties:lijst")
    lijst = als(kring.coordinator).get(url, {"stand": "te_tekenen"}).text
    assert "wordt ondertekend" in lijst
    assert "eindbeoordeling</td>" not in lijst
    regels = list(
        csv.DictReader(io.StringIO(als(kring.coordinator).get(url, {"formaat": "csv"}).text.lstrip("\ufeff")))
    )
    assert {regel["Stand"] for regel in regels} == {"wordt ondertekend", "wordt ingevuld"}
    assert "KANARIE" not in str(regels)
    assert als(kring.werkbegeleider).get(url, {"formaat": "csv"})["Content-Type"].startswith("text/html")
    assert "open bezwaar" not in als(kring.werkbegeleider).get(url).text


def test_page_of_one_evaluation_costs_the_same_with_more_in_it(kring, als):
    evaluatie = ingevuld(kring)
    url = reverse("evaluaties:detail", args=[evaluatie.public_id])
    client = als(kring.coordinator)

    def tel():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    tel()
    bied_aan(evaluatie, kring.werkbegeleider)
    open_kosten = tel()
    maak_kring()
    assert tel() == open_kosten <= 30


def test_growth_stands_beside_each_other_once_two_moments_are_fixed(kring, als):
    eerste, tweede = ingevuld(kring), ingevuld(kring, "eind")
    maak_vast(eerste, kring)
    url = reverse("evaluaties:detail", args=[eerste.public_id])
    assert "Groei over de stage" not in als(kring.student).get(url).text
    maak_vast(tweede, kring, eindscore="goed", onderbouwing=REDEN)
    pagina = als(kring.student).get(url).text
    assert "Groei over de stage" in pagina
    assert pagina.count("<svg") >= 1
    groei = groei_van(kring.plaatsing)
    assert groei.momenten == ["tussenevaluatie", "eindbeoordeling"]
    assert groei.punten[0] == ("Kijkt wat iemand nodig heeft", [2, 2])
