"""Files with a report, through the front door: in, on the list, frozen, out again, cleared away (F1-F3)."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import evaluaties.views.schrijven as schrijfviews
from evaluaties.models import Bijlage, Inlevering, Verslag
from evaluaties.services import bijlagen, schrijven
from evaluaties.services.lezen import geef_feedback
from evaluaties.tasks import ruim_bestanden_op
from kern.models import AuditRegel, Bestand, Inzageregel
from kern.services.bestanden import bewaar_bestand, ruim_wezen_op
from tests.basis.keuring_goed import docx, foto_met_gps, pdf
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM

NU = datetime(2026, 10, 12, 20, 15, 7, tzinfo=AMSTERDAM)
PLICHT = "monthly:2026-10"


@pytest.fixture(autouse=True)
def klok():
    shutil.rmtree(Path(default_storage.location) / "bijlage", ignore_errors=True)
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=NU - timedelta(days=60))


def pad(kring, naam, plicht=PLICHT):
    return reverse(f"verslagen:{naam}", args=[kring.plaatsing.public_id, plicht])


def upload(naam="foto.jpg", data=None):
    return SimpleUploadedFile(naam, foto_met_gps() if data is None else data)


def post(client, kring, *bestanden, actie="bewaren", **velden):
    tekst = {naam: INHOUD[naam] for naam in Verslag.ONDERDELEN}
    data = {**tekst, "versie": 0, "actie": actie, "bijlage": list(bestanden), **velden}
    return client.post(pad(kring, "schrijven"), data)


def op_schijf():
    return sorted(str(pad) for pad in (Path(default_storage.location) / "bijlage").rglob("*") if pad.is_file())


def haal(client, adres):
    """Return the answer with its bytes as `inhoud`, and the file closed."""
    antwoord = client.get(adres)
    antwoord.inhoud = b"".join(antwoord) if antwoord.streaming else antwoord.content
    for sluit in antwoord._resource_closers:  # closing the answer would close the connection of the test too
        sluit()
    return antwoord


def lever_in(client, kring):
    versie = Verslag.objects.get().versie
    return client.post(pad(kring, "inleveren"), {"versie": versie}, follow=True)


# --- adding ---


def test_file_comes_along_with_the_text_without_a_script(kring, als):
    client = als(kring.student)
    antwoord = post(client, kring, upload(), upload("plan.docx", docx()))
    assert antwoord.url == pad(kring, "schrijven")
    pagina = client.get(antwoord.url).content.decode()
    assert "foto.jpg" in pagina
    assert "plan.docx" in pagina
    assert INHOUD["situatie"] in pagina
    foto = Bijlage.objects.get(bestand__naam="foto.jpg").bestand
    with foto.pad.open() as inhoud:
        assert b"KANARIE" not in inhoud.read()
    assert foto.mime == "image/jpeg"


def test_readers_find_each_file_once(kring, als):
    client = als(kring.student)
    post(client, kring, upload())
    lever_in(client, kring)
    adres = reverse("verslagen:detail", args=[Verslag.objects.get().public_id])
    for wie in (kring.student, kring.stagedocent):
        assert als(wie).get(adres).content.decode().count("foto.jpg") == 1


def test_refused_file_says_why_at_the_field_and_the_text_stays(kring, als):
    client = als(kring.student)
    antwoord = post(client, kring, upload("macro.docx", docx({"word/vbaProject.bin": b"x"})), upload())
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 422
    assert "macro.docx: In dit document zitten macro&#x27;s. Bewaar het zonder macro&#x27;s" in pagina
    assert INHOUD["situatie"] in pagina
    assert Verslag.objects.get().situatie == INHOUD["situatie"]
    assert [rij.bestand.naam for rij in Bijlage.objects.all()] == ["foto.jpg"]  # the good one came in
    assert 'name="versie" value="1"' in pagina


def test_script_gets_the_list_and_the_errors(kring, als):
    client = als(kring.student)
    goed = client.post(pad(kring, "uploaden"), {"bijlage": upload()})
    assert goed.status_code == 200
    assert "foto.jpg" in goed.json()["lijst"]
    assert goed.json()["fouten"] == []
    fout = client.post(pad(kring, "uploaden"), {"bijlage": upload("x.svg", b"<svg/>")})
    assert fout.status_code == 422
    assert fout.json()["fouten"][0].startswith("x.svg: Dit soort bestand kan niet mee. Een PDF")
    assert "foto.jpg" in fout.json()["lijst"]


def test_same_file_twice_is_one(kring, als):
    client = als(kring.student)
    for _ in range(2):
        client.post(pad(kring, "uploaden"), {"bijlage": upload()})
    assert Bijlage.objects.count() == 1
    assert len(op_schijf()) == Bestand.objects.filter(soort="bijlage").count() == 1


def test_conflict_of_texts_keeps_the_file_and_both_texts(kring, als):
    client = als(kring.student)
    post(client, kring)
    post(client, kring, versie=1, resultaat="Telefoontekst.")
    antwoord = post(client, kring, upload(), versie=1, resultaat="Laptoptekst.")
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Telefoontekst." in pagina
    assert "Laptoptekst." in pagina
    assert "foto.jpg" in pagina


def test_button_takes_a_file_away_and_keeps_the_text(kring, als):
    client = als(kring.student)
    post(client, kring, upload())
    rij = Bijlage.objects.get()
    antwoord = post(client, kring, actie=f"weg:{rij.public_id}", versie=1, resultaat="Net getypt.")
    assert antwoord.status_code == 302
    assert not Bijlage.objects.exists()
    assert not Bestand.objects.filter(soort="bijlage").exists()
    assert Verslag.objects.get().resultaat == "Net getypt."
    assert post(client, kring, actie="weg:onzin", versie=2).status_code == 404


def test_file_of_a_report_that_is_handed_in_meanwhile_stays_and_it_is_said(kring, als, monkeypatch):
    client = als(kring.student)
    post(client, kring, upload())
    gewoon = schrijfviews._bewaar

    def bewaar_en_lever_elders_in(*args):
        verslag = gewoon(*args)
        lever_in(als(kring.student), kring)
        return verslag

    monkeypatch.setattr(schrijfviews, "_bewaar", bewaar_en_lever_elders_in)
    antwoord = post(client, kring, actie=f"weg:{Bijlage.objects.get().public_id}", versie=1)
    assert antwoord.status_code == 422
    assert "al ingeleverd" in antwoord.content.decode()
    assert Bijlage.objects.get().weg_op is None


@pytest.mark.django_db(transaction=True)
def test_file_of_a_row_that_goes_leaves_the_disk(als):
    kring = maak_kring(aangemaakt_op=NU - timedelta(days=60))
    client = als(kring.student)
    post(client, kring, upload())
    assert len(op_schijf()) == 1
    post(client, kring, actie=f"weg:{Bijlage.objects.get().public_id}", versie=1)
    assert op_schijf() == []


@pytest.mark.parametrize("wie", ["coordinator", "stagedocent", "werkbegeleider", "stagebegeleider"])
def test_nobody_else_adds_or_takes_away(kring, als, wie):
    client = als(kring.student)
    post(client, kring, upload())
    ander = als(getattr(kring, wie))
    assert ander.post(pad(kring, "uploaden"), {"bijlage": upload("b.jpg")}).status_code == 404
    assert post(ander, kring, actie=f"weg:{Bijlage.objects.get().public_id}").status_code == 404
    assert Bijlage.objects.count() == 1


def test_file_of_another_report_is_not_taken_away(kring, ander, als):
    post(als(kring.student), kring, upload())
    rij = Bijlage.objects.get()
    post(als(ander.student), ander, actie=f"weg:{rij.public_id}")
    assert Bijlage.objects.filter(pk=rij.pk).exists()


# --- room ---


def gekeurd(nummer, bytes_=10):
    return bijlagen.Gekeurd(naam=f"{nummer}.pdf", mime="application/pdf", inhoud=b"%d" % nummer * bytes_)


def voeg_toe(kring, nummer, bytes_=10, plicht=PLICHT):
    return schrijven.voeg_bijlage_toe(
        plaatsing=kring.plaatsing, plicht=plicht, gekeurd=gekeurd(nummer, bytes_), by=kring.student, at=NU
    )


def test_twenty_files_fit_over_all_reports_of_a_stage(kring, als):
    for nummer in range(10, 30):
        voeg_toe(kring, nummer, plicht=PLICHT if nummer % 2 else "monthly:2026-09")
    antwoord = als(kring.student).post(pad(kring, "uploaden"), {"bijlage": upload()})
    assert "passen 20 bestanden" in antwoord.json()["fouten"][0]
    assert Bijlage.objects.count() == 20
    assert len(op_schijf()) == Bestand.objects.filter(soort="bijlage").count()


def test_hundred_megabytes_fit(kring):
    voeg_toe(kring, 1)
    Bestand.objects.update(bytes=bijlagen.MAX_BYTES - 15)
    voeg_toe(kring, 2)
    with pytest.raises(schrijven.DomainError, match="100 MB"):
        voeg_toe(kring, 3)


# --- handing in ---


def test_hand_in_freezes_name_size_and_hash(kring, als):
    client = als(kring.student)
    post(client, kring, upload("plan.docx", docx()))
    bestand = Bestand.objects.get(soort="bijlage")
    bon = lever_in(client, kring).content.decode()
    inlevering = Inlevering.objects.get()
    rij = Bijlage.objects.get()
    assert inlevering.inhoud["bijlagen"] == [
        {"id": str(rij.public_id), "naam": "plan.docx", "bytes": bestand.bytes, "sha256": bestand.sha256}
    ]
    assert rij.ingeleverd_op == NU
    assert "Je verslag is binnen" in bon
    assert "20:15:07" in bon
    assert inlevering.sha256[:12] in bon
    assert "plan.docx" in bon
    assert kring.stagebegeleider.naam in bon
    assert schrijven.hash_van(inlevering.inhoud) == inlevering.sha256
    assert post(client, kring, upload()).status_code == 302  # too late for another one
    assert client.post(pad(kring, "uploaden"), {"bijlage": upload()}).status_code == 422
    assert Bijlage.objects.count() == 1


def test_hand_in_without_files_is_as_it_always_was(kring, als):
    client = als(kring.student)
    post(client, kring)
    lever_in(client, kring)
    assert "bijlagen" not in Inlevering.objects.get().inhoud


def test_file_taken_away_after_a_hand_in_stays_with_that_hand_in(kring, als):
    client = als(kring.student)
    post(client, kring, upload())
    lever_in(client, kring)
    verslag = Verslag.objects.get()
    with time_machine.travel(NU + timedelta(hours=1), tick=False):
        geef_feedback(verslag=verslag, tekst="Meer.", terug=True, by=kring.stagedocent, at=NU + timedelta(hours=1))
        rij = Bijlage.objects.get()
        versie = Verslag.objects.get().versie
        post(client, kring, upload("nieuw.pdf", pdf()), actie=f"weg:{rij.public_id}", versie=versie)
        lever_in(client, kring)
    eerste, tweede = Inlevering.objects.order_by("pk")
    assert [regel["naam"] for regel in eerste.inhoud["bijlagen"]] == ["foto.jpg"]
    assert [regel["naam"] for regel in tweede.inhoud["bijlagen"]] == ["nieuw.pdf"]
    assert haal(als(kring.stagedocent), reverse("verslagen:bijlage", args=[rij.public_id])).status_code == 200


# --- handing out ---


def ingeleverd(kring, als, naam="Mijn « foto ».jpg", **velden):
    client = als(kring.student)
    post(client, kring, upload(naam), **velden)
    lever_in(client, kring)
    return reverse("verslagen:bijlage", args=[Bijlage.objects.get().public_id])


def test_file_is_an_attachment_in_a_sandbox(kring, als):
    antwoord = haal(als(kring.stagedocent), ingeleverd(kring, als))
    assert antwoord.inhoud.startswith(b"\xff\xd8\xff")
    assert antwoord["Content-Disposition"].startswith("attachment; filename*=utf-8''Mijn%20%C2%AB")
    assert antwoord["Content-Type"] == "image/jpeg"
    assert antwoord["X-Content-Type-Options"] == "nosniff"
    assert antwoord["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in antwoord["Cache-Control"]


@pytest.mark.parametrize(
    ("wie", "status", "regels"),
    [
        ("student", 200, 0),
        ("stagedocent", 200, 1),
        ("stagebegeleider", 200, 1),
        ("coordinator", 200, 1),
        ("werkbegeleider", 403, 1),
        ("praktijkopleider", 403, 1),
    ],
)
def test_who_may_read_the_report_may_have_the_file_and_leaves_a_line(kring, als, wie, status, regels):
    adres = ingeleverd(kring, als)
    assert haal(als(getattr(kring, wie)), adres).status_code == status
    assert Inzageregel.objects.filter(route="bijlage openen").count() == regels


def test_sharing_the_report_shares_the_files(kring, als):
    adres = ingeleverd(kring, als, delen_met_werkbegeleider="on")
    assert haal(als(kring.werkbegeleider), adres).status_code == 200


def test_stranger_gets_the_page_of_something_that_is_not_there(kring, ander, als):
    adres = ingeleverd(kring, als)
    weg = reverse("verslagen:bijlage", args=["00000000-0000-4000-8000-000000000000"])
    for wie in (ander.student, ander.coordinator, ander.werkbegeleider):
        assert als(wie).get(adres).status_code == als(wie).get(weg).status_code == 404


def test_draft_file_is_for_the_student_only(kring, als):
    post(als(kring.student), kring, upload())
    adres = reverse("verslagen:bijlage", args=[Bijlage.objects.get().public_id])
    assert haal(als(kring.student), adres).status_code == 200
    for wie in ("stagedocent", "coordinator", "stagebegeleider", "werkbegeleider"):
        assert als(getattr(kring, wie)).get(adres).status_code == 404


def test_reader_finds_the_files_at_the_report(kring, als):
    adres = ingeleverd(kring, als, naam="foto.jpg")
    pagina = als(kring.stagedocent).get(reverse("verslagen:detail", args=[Verslag.objects.get().public_id]))
    assert adres in pagina.content.decode()


def test_audit_log_holds_no_name_of_a_file(kring, als):
    ingeleverd(kring, als, naam="KANARIE.jpg")
    assert all("KANARIE" not in f"{regel.voor}{regel.na}{regel.reden}" for regel in AuditRegel.objects.all())


# --- crash ---


def test_failed_row_leaves_no_file(db, monkeypatch):
    def stuk(**_):
        raise RuntimeError("weg")

    monkeypatch.setattr(Bestand.objects, "create", stuk)
    with pytest.raises(RuntimeError):
        bewaar_bestand(naam="a.pdf", soort="bijlage", mime="x", inhoud=b"x", by=None, at=NU)
    assert op_schijf() == []


def test_full_disk_is_a_sentence_and_leaves_nothing(kring, als, monkeypatch):
    def vol(naam, inhoud, max_length=None):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", vol)
    antwoord = post(als(kring.student), kring, upload())
    assert antwoord.status_code == 422
    assert "kon niet worden bewaard" in antwoord.content.decode()
    assert not Bestand.objects.filter(soort="bijlage").exists()
    assert Verslag.objects.get().situatie == INHOUD["situatie"]


def test_what_a_crash_left_behind_is_cleared_after_a_day(db):
    """Killed between the file and its row: a file that nobody names."""
    goed = bewaar_bestand(naam="a.pdf", soort="bijlage", mime="x", inhoud=b"goed", by=None, at=NU)
    for naam, dagen in (("oud", 2), ("jong", 0)):
        pad_ = default_storage.save(f"bijlage/202610/{naam}", ContentFile(b"x"))
        moment = (NU - timedelta(days=dagen)).timestamp()
        os.utime(default_storage.path(pad_), (moment, moment))
    os.utime(goed.pad.path, (0, 0))
    assert ruim_wezen_op(at=NU) == 1
    assert ruim_wezen_op(at=NU) == 0
    assert {Path(naam).name for naam in op_schijf()} == {"jong", Path(goed.pad.name).name}


def test_file_whose_report_is_gone_is_cleared_by_the_clock(kring, als):
    post(als(kring.student), kring, upload())
    Verslag.objects.all().delete()
    ruim_bestanden_op()
    assert Bestand.objects.filter(soort="bijlage").count() == 1  # a day of thought
    with time_machine.travel(NU + timedelta(days=2), tick=False):
        ruim_bestanden_op()
        ruim_bestanden_op()
    assert not Bestand.objects.filter(soort="bijlage").exists()
