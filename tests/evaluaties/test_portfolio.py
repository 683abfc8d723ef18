"""The portfolio: pieces with versions, who sees which, sharing outside with a term and a code, taking it along."""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluaties.models import Bewijsstuk, Bewijsversie, Portfoliodeling
from evaluaties.services import portfolio as services
from evaluaties.services import portfolio_delen, portfolio_meenemen
from kern.models import Achtergrondtaak, Bericht, Bestand, Inzageregel, Toegangslink
from kern.services.taken import voer_uit
from tests.basis.keuring_goed import beeld
from tests.factories import NU, LeerdoelFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db
FORMULE = "=HYPERLINK(1)"


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False) as reis:
        yield reis


def als(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def student(kring):
    return als(kring.student)


def maak(kring, titel="Zorgplan", zicht="school", **velden) -> Bewijsstuk:
    gegevens = {"tekst": "Mijn eerste plan.", "gekeurd": None, "doelen": [], "soort": "werk", "by": kring.student}
    gegevens |= {"werkprocessen": "", "in_boek": True, "at": NU} | velden
    return services.maak_stuk(student=kring.leerling, titel=titel, zicht=zicht, **gegevens)


def png(naam="foto.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(naam, beeld("PNG"), content_type="image/png")


def test_piece_with_file_and_a_second_version(student, kring):
    doel = LeerdoelFactory(student=kring.leerling)
    velden = {"titel": "Zorgplan", "soort": "werk", "tekst": "Versie een", "zicht": "allen", "doelen": [doel.pk]}
    for _ in range(2):
        antwoord = student.post("/doelen/portfolio/nieuw/", velden | {"bestand": png()})
    stuk = Bewijsstuk.objects.get()  # a double click is one piece
    assert antwoord.url == f"/doelen/portfolio/{stuk.public_id}/"
    assert list(stuk.doelen.all()) == [doel]
    student.post(f"{antwoord.url}versie/", {"tekst": "Versie twee"})
    een, twee = Bewijsversie.objects.all()
    assert (een.tekst, twee.tekst, een.bestand) == ("Versie een", "Versie twee", twee.bestand)
    assert "Versie een" in student.get(antwoord.url).content.decode()
    uit = student.get(f"/doelen/portfolio/bestand/{een.public_id}/")
    assert uit["Content-Disposition"].startswith("attachment")
    assert b"".join(uit.streaming_content).startswith(b"\x89PNG")
    student.post(f"{antwoord.url}weg/")
    assert (Bewijsstuk.objects.count(), Bestand.objects.filter(soort="bewijs").count()) == (0, 0)


def test_file_that_is_not_what_it_says_is_refused(student):
    vals = SimpleUploadedFile("foto.png", b"<html><script>", content_type="image/png")
    velden = {"titel": "Vals", "soort": "foto", "zicht": "school", "bestand": vals}
    assert student.post("/doelen/portfolio/nieuw/", velden).status_code == 422
    assert not Bewijsstuk.objects.exists()


def test_each_reader_sees_what_the_student_chose(kring):
    stukken = {zicht: maak(kring, titel=f"Stuk {zicht}", zicht=zicht) for zicht in ("zelf", "school", "allen")}
    verwacht = {
        kring.student: {"zelf", "school", "allen"},
        kring.stagedocent: {"school", "allen"},
        kring.stagebegeleider: {"school", "allen"},
        kring.coordinator: {"school", "allen"},
        kring.werkbegeleider: {"allen"},
        kring.praktijkopleider: {"allen"},
        persoon("beheerder"): set(),
        persoon("coordinator"): set(),
        StudentFactory().user: set(),
    }
    for wie, mag in verwacht.items():
        client = als(wie)
        gezien = {naam for naam, stuk in stukken.items() if client.get(_pad(stuk)).status_code == 200}
        assert gezien == mag, wie.rollen
        if mag and wie != kring.student:
            samen = client.get(f"/doelen/student/{kring.leerling.public_id}/").content.decode()
            assert {naam for naam in stukken if f"Stuk {naam}" in samen} == mag
    assert als(kring.stagedocent).post(f"{_pad(stukken['school'])}weg/").status_code == 403
    assert Inzageregel.objects.filter(object_soort="evaluaties.Bewijsstuk").count() == 8


def _pad(stuk) -> str:
    return f"/doelen/portfolio/{stuk.public_id}/"


def test_opening_a_file_of_somebody_else_leaves_a_line(student, kring):
    velden = {"titel": "Foto", "soort": "foto", "zicht": "school", "bestand": png()}
    student.post("/doelen/portfolio/nieuw/", velden)
    pad = f"/doelen/portfolio/bestand/{Bewijsversie.objects.get().public_id}/"
    assert b"".join(als(kring.stagedocent).get(pad).streaming_content)
    assert als(kring.werkbegeleider).get(pad).status_code == 404
    assert Inzageregel.objects.get().user == kring.stagedocent


# --- Sharing ---


def deel(kring, *stukken, tot=date(2026, 11, 11), **velden) -> tuple[Portfoliodeling, str]:
    gegevens = {"naam": "Nieuwe school", "email": "gast@kanarie.test", "met_doelen": True, "sleutel": uuid4()}
    gegevens |= {"by": kring.student, "at": NU} | velden
    deling = portfolio_delen.deel(student=kring.leerling, tot=tot, stukken=stukken, **gegevens)
    mail = Bericht.objects.filter(soort="portfolio_gedeeld").latest("pk")
    return deling, re.search(r"/doelen/gedeeld/[^/]+/", mail.pad)[0]


def open_met_code(gast: Client, pad: str):
    gast.post(f"{pad}code/")
    code = re.search(r"\b\d{6}\b", Bericht.objects.filter(soort="toegangscode").latest("pk").tekst)[0]
    return gast.post(f"{pad}openen/", {"code": code}, follow=True)


def test_guest_sees_only_what_was_shared_after_a_code(kring, klok):
    gedeeld, geheim = maak(kring, titel="Wel gedeeld", zicht="zelf"), maak(kring, titel="Niet gedeeld")
    deling, pad = deel(kring, gedeeld)
    gast = Client()
    eerst = gast.get(pad).content.decode()
    assert "Wel gedeeld" not in eerst
    assert kring.student.achternaam not in eerst
    assert gast.post(f"{pad}openen/", {"code": "000000"}).status_code == 422
    html = open_met_code(gast, pad).content.decode()
    assert "Wel gedeeld" in html
    assert "Doorvragen" in html  # a goal
    assert "Niet gedeeld" not in html
    assert "Wel gedeeld" not in Client().get(pad).content.decode()  # another browser needs its own code
    regel = Inzageregel.objects.get()
    assert (regel.user, regel.student_id, regel.reden) == (None, kring.leerling.pk, "gedeeld met Nieuwe school")
    assert "gedeeld met Nieuwe school" in als(kring.student).get("/account/").content.decode()
    klok.shift(timedelta(minutes=31))
    assert "Wel gedeeld" not in gast.get(pad).content.decode()
    assert geheim.delingen.count() == 0
    assert deling.stukken.count() == 1


def test_share_ends_when_the_student_stops_it_or_its_day_is_over(kring, student, klok):
    stuk = maak(kring)
    deling, pad = deel(kring, stuk)
    gast = Client()
    assert "Zorgplan" in open_met_code(gast, pad).content.decode()
    student.post(f"/doelen/portfolio/delen/{deling.public_id}/stoppen/")
    assert gast.get(pad).status_code == 410
    _, pad = deel(kring, stuk, tot=date(2026, 10, 20))
    klok.move_to(datetime(2026, 10, 21, 0, 1, tzinfo=NU.tzinfo))
    assert gast.get(pad).status_code == 410


def test_file_of_a_share_follows_the_share(kring, student):
    student.post("/doelen/portfolio/nieuw/", {"titel": "Foto", "soort": "foto", "zicht": "zelf", "bestand": png()})
    ander = maak(kring, titel="Anders")
    stuk, versie = Bewijsstuk.objects.get(titel="Foto"), Bewijsversie.objects.get(bestand__isnull=False)
    _, pad = deel(kring, stuk)
    gast = Client()
    assert gast.get(f"{pad}bestand/{versie.public_id}/").status_code == 302
    open_met_code(gast, pad)
    uit = gast.get(f"{pad}bestand/{versie.public_id}/")
    assert b"".join(uit.streaming_content).startswith(b"\x89PNG")
    assert gast.get(f"{pad}bestand/{ander.versies.get().public_id}/").status_code == 404
    student.post(f"{_pad(stuk)}weg/")
    assert gast.get(f"{pad}bestand/{versie.public_id}/").status_code == 404


def test_share_through_the_form_is_one_share_and_no_longer_than_allowed(student, kring):
    stuk = maak(kring)
    velden = {"naam": "School", "email": "s@kanarie.test", "tot": "2026-11-01", "stukken": [stuk.public_id]}
    velden |= {"sleutel": uuid4()}
    for _ in range(2):
        assert student.post("/doelen/portfolio/delen/nieuw/", velden).status_code == 302
    assert Portfoliodeling.objects.count() == Toegangslink.objects.count() == 1
    te_lang = velden | {"tot": "2027-10-01", "sleutel": uuid4()}
    assert student.post("/doelen/portfolio/delen/nieuw/", te_lang).status_code == 422
    vreemd = Bewijsstuk.objects.create(student=StudentFactory(), soort="werk", titel="X", gemaakt_op=NU)
    niet = velden | {"stukken": [vreemd.public_id], "sleutel": uuid4()}
    assert student.post("/doelen/portfolio/delen/nieuw/", niet).status_code == 422


def test_a_month_after_the_end_it_is_forgotten_with_whom(kring):
    deel(kring, maak(kring))
    op = NU + timedelta(days=70)
    assert [portfolio_delen.ruim_op(at=op), portfolio_delen.ruim_op(at=op)] == [1, 0]
    assert (Portfoliodeling.objects.get().email, Toegangslink.objects.get().email) == ("", "")


# --- Taking along ---


def test_zip_holds_everything_and_no_spreadsheet_runs_it(student, kring):
    velden = {"titel": FORMULE, "soort": "foto", "tekst": "Uitleg", "zicht": "zelf", "bestand": png("../=cmd.png")}
    student.post("/doelen/portfolio/nieuw/", velden)
    maak(kring, titel="Zonder bestand")
    antwoord = student.post("/doelen/portfolio/meenemen/")
    taak = Achtergrondtaak.objects.get()
    assert str(taak.public_id) in antwoord.url
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    taak.refresh_from_db()
    with default_storage.open(taak.bestand.pad.name) as bestand, zipfile.ZipFile(bestand) as archief:
        namen = archief.namelist()
        inhoud = archief.read("index.csv").decode("utf-8-sig")
        gegevens = json.loads(archief.read("portfolio.json"))
    assert {"index.html", "index.csv", "portfolio.json"} < set(namen)
    assert not any(".." in naam or naam.startswith("/") for naam in namen)
    rijen = list(csv.DictReader(io.StringIO(inhoud)))
    assert [rij["titel"] for rij in rijen] == [f"'{FORMULE}", "Zonder bestand"]
    assert rijen[0]["bestand"] in namen
    assert [doel["doel"] for doel in gegevens["doelen"]] == ["Doorvragen"]
    assert portfolio_meenemen.ruim_zips_op(at=NU + timedelta(days=8)) == 1


def test_portfolio_page_asks_as_many_questions_for_many_pieces(student, kring, django_assert_max_num_queries):
    maak(kring)
    with django_assert_max_num_queries(30) as een:
        student.get("/doelen/portfolio/")
    for nummer in range(6):
        maak(kring, titel=f"Nog {nummer}")
    with django_assert_max_num_queries(30) as veel:
        student.get("/doelen/portfolio/")
    assert len(veel) == len(een)
