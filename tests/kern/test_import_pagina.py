"""The import page through the front door: upload, preview, confirm, throw away, templates, history."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from basis.inlezen import soorten
from kern.models import Achtergrondtaak, AuditRegel, Importbestand
from kern.services import imports
from kern.services.taken import voer_uit
from tests.factories import persoon
from vraagaanbod.models import Opgave

pytestmark = pytest.mark.django_db

KOP = "schooljaar,cluster,vraag,aanbod\n"
GOED = KOP + "2009/2010,ZH1-PT,130,28\n2009/2010,HP1-PT,435,90\n"
LIJST = "/beheer/import/"


@pytest.fixture
def beheerder(client):
    user = persoon("beheerder")
    client.force_login(user)
    return user


def upload(client, tekst, *, soort="vraag-aanbod", naam="cijfers.csv"):
    inhoud = tekst.encode() if isinstance(tekst, str) else tekst
    return client.post(LIJST, {"soort": soort, "bestand": SimpleUploadedFile(naam, inhoud)})


def bevestig(client, django_capture_on_commit_callbacks=None):
    return client.post(reverse("imports:bevestigen", args=[Importbestand.objects.get().public_id]))


def test_upload_shows_a_preview_and_writes_nothing(client, beheerder):
    antwoord = upload(client, GOED)
    assert antwoord.status_code == 302
    pagina = client.get(antwoord.url).content.decode()
    assert "Er is nog niets ingelezen" in pagina
    assert "2009/2010, ZH 1e jaars parttime" in pagina
    assert "Dit schooljaar is er nog niet en wordt gemaakt" in pagina
    assert not Opgave.objects.exists()


def test_confirm_writes_once_and_clears_the_file(client, beheerder, django_capture_on_commit_callbacks):
    upload(client, GOED)
    pad = Importbestand.objects.get().bestand.pad.name
    assert default_storage.exists(pad)
    with django_capture_on_commit_callbacks(execute=True):
        antwoord = bevestig(client)
    assert "2 rijen nieuw, 0 gewijzigd" in client.get(antwoord.url).content.decode()
    assert Opgave.objects.count() == 4
    assert Opgave.objects.first().door == beheerder
    rij = Importbestand.objects.get()
    assert (rij.resultaat["nieuw"], rij.voorbeeld, rij.bevestigd_op is None) == (2, None, False)
    assert not default_storage.exists(pad)
    regel = AuditRegel.objects.get(actie="bestand ingelezen")
    assert (regel.by, regel.object_id, regel.na["nieuw"]) == (beheerder, str(rij.public_id), 2)
    antwoord = client.post(reverse("imports:bevestigen", args=[rij.public_id]), follow=True)
    assert "Dit bestand is al verwerkt" in antwoord.content.decode()
    assert Opgave.objects.count() == 4


def test_preview_names_every_change_from_and_to(client, beheerder):
    upload(client, GOED)
    bevestig(client)
    antwoord = upload(client, GOED.replace("130", "140"))
    pagina = client.get(antwoord.url).content.decode()
    assert "<del>130</del> wordt <ins>140</ins>" in pagina
    assert "HP 1e jaars" not in client.get(f"{antwoord.url}?status=gewijzigd").content.decode()
    assert "2 HP 1e jaars parttime" in client.get(f"{antwoord.url}?status=ongewijzigd").content.decode()


def test_confirm_after_a_change_shows_the_new_preview_first(client, beheerder):
    upload(client, GOED)
    bevestig(client)
    Importbestand.objects.all().delete()
    upload(client, GOED.replace("130", "140"))
    Opgave.objects.filter(aantal=130).update(aantal=135)
    antwoord = client.post(reverse("imports:bevestigen", args=[Importbestand.objects.get().public_id]), follow=True)
    pagina = antwoord.content.decode()
    assert "De gegevens zijn intussen veranderd" in pagina
    assert "<del>135</del> wordt <ins>140</ins>" in pagina
    assert Opgave.objects.geldend().get(cluster__code="ZH1-PT", soort="vraag").aantal == 135
    antwoord = client.post(reverse("imports:bevestigen", args=[Importbestand.objects.get().public_id]), follow=True)
    assert Opgave.objects.geldend().get(cluster__code="ZH1-PT", soort="vraag").aantal == 140


def test_file_with_errors_names_row_column_value_and_cannot_be_confirmed(client, beheerder):
    antwoord = upload(client, KOP + "2009/2010,ZH1-PT,veel,28\n2009/2010,Kapper,1,1\n")
    pagina = client.get(antwoord.url).content.decode()
    assert "Dit bestand heeft fouten" in pagina
    assert "vraag: <q>veel</q>" in pagina
    assert "Dit is geen getal. Schrijf een heel getal" in pagina
    assert "Inlezen</button>" not in pagina
    antwoord = bevestig(client)
    assert not Opgave.objects.exists()
    assert Importbestand.objects.get().bevestigd_op is None


@pytest.mark.parametrize(
    ("naam", "inhoud", "melding"),
    [
        ("leeg.csv", b"", "Dit bestand is leeg"),
        ("foto.png", b"\x89PNG", "Dit is geen CSV- of Excel-bestand"),
        ("groot.csv", b"x" * 2000, "Dit bestand is groter dan"),
    ],
)
@pytest.mark.usefixtures("beheerder")
def test_wrong_upload_is_refused_and_keeps_the_kind(client, settings, naam, inhoud, melding):
    settings.UPLOAD_MAX_BYTES = 1000
    antwoord = upload(client, inhoud, soort="stageplaatsen", naam=naam)
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 422
    assert melding in pagina
    assert '<option value="stageplaatsen" selected' in pagina
    assert not Importbestand.objects.exists()


def test_no_file_and_unknown_kind_are_refused(client, beheerder):
    pagina = client.post(LIJST, {"soort": "koeien"}).content.decode()
    assert "Kies een bestand" in pagina
    assert not Importbestand.objects.exists()


def test_xlsx_that_is_none_is_told_in_the_preview(client, beheerder):
    antwoord = upload(client, b"PK\x03\x04rommel", naam="x.xlsx")
    assert "Dit bestand heeft fouten" in client.get(antwoord.url).content.decode()


def test_big_file_becomes_long_work_and_ends_the_same(client, beheerder, monkeypatch):
    monkeypatch.setattr(imports, "KLEIN_RIJEN", 1)
    tekst = GOED + "2009/2010,HP2-PT,978,992\n"
    antwoord = upload(client, tekst)
    taak = Achtergrondtaak.objects.get()
    assert antwoord.url == reverse("taken:detail", args=[taak.public_id])
    detail = taak.terug_url
    assert "Het bestand wordt verwerkt" in client.get(detail).content.decode()
    assert voer_uit(taak_id=taak.pk, at=timezone.now()) == "klaar"
    assert "Er is nog niets ingelezen" in client.get(detail).content.decode()
    bevestig(client)
    taak = Achtergrondtaak.objects.get(soort="import-bevestigen")
    assert not Opgave.objects.exists()
    assert voer_uit(taak_id=taak.pk, at=timezone.now()) == "klaar"
    assert Opgave.objects.count() == 6
    taak.refresh_from_db()
    assert taak.resultaat["nieuw"] == 3
    Achtergrondtaak.objects.filter(pk=taak.pk).update(status="aangevraagd")
    assert voer_uit(taak_id=taak.pk, at=timezone.now()) == "klaar"
    assert Opgave.objects.count() == 6
    assert "Ingelezen op" in client.get(detail).content.decode()


def test_throw_away_asks_first_and_removes_everything(client, beheerder, django_capture_on_commit_callbacks):
    upload(client, GOED)
    rij = Importbestand.objects.get()
    pad = rij.bestand.pad.name
    url = reverse("imports:weggooien", args=[rij.public_id])
    assert "Bestand weggooien?" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)
    assert not Importbestand.objects.exists()
    assert not default_storage.exists(pad)


def test_uploads_nobody_confirms_go_after_a_week(client, beheerder):
    upload(client, GOED)
    Importbestand.objects.update(op=timezone.now() - timedelta(days=8))
    upload(client, GOED)
    assert Importbestand.objects.count() == 1


@pytest.mark.parametrize("rol", ["coordinator", "student", "praktijkopleider"])
def test_only_a_beheerder_may_import(client, beheerder, rol):
    upload(client, GOED)
    url = reverse("imports:detail", args=[Importbestand.objects.get().public_id])
    client.force_login(persoon(rol))
    assert client.get(LIJST).status_code == 403
    assert client.get(url).status_code == 403
    assert upload(client, GOED).status_code == 403
    assert client.post(f"{url}bevestigen/").status_code == 403
    assert client.post(f"{url}weggooien/").status_code == 403
    assert not Opgave.objects.exists()


@pytest.mark.parametrize("soort", sorted(soorten()))
def test_template_file_has_the_columns_and_reads_back(client, beheerder, soort):
    kolommen = [kolom.naam for kolom in soorten()[soort].kolommen]
    antwoord = client.get(reverse("imports:sjabloon", args=[soort, "csv"]))
    assert next(csv.reader(io.StringIO(antwoord.content.decode("utf-8-sig")))) == kolommen
    antwoord = client.get(reverse("imports:sjabloon", args=[soort, "xlsx"]))
    boek = openpyxl.load_workbook(io.BytesIO(antwoord.content))
    assert [cel.value for cel in boek["Gegevens"][1]] == kolommen
    assert boek["Uitleg"].max_row == len(kolommen) + 1
    pagina = client.get(upload(client, antwoord.content, soort=soort, naam="leeg.xlsx").url).content.decode()
    assert "Onder de kopregel staan geen rijen" in pagina


def test_unknown_template_is_not_found(client, beheerder):
    assert client.get("/beheer/import/sjabloon/koeien.csv").status_code == 404
    assert client.get("/beheer/import/sjabloon/personen.exe").status_code == 404


@pytest.mark.parametrize("aantal", [1, 40])
def test_history_costs_the_same_with_many_rows(client, beheerder, django_assert_max_num_queries, aantal):
    rij = imports.bewaar_upload(soort="personen", naam="a.csv", data=b"x", by=beheerder, at=timezone.now())
    Importbestand.objects.bulk_create(
        [Importbestand(soort="personen", bestand=rij.bestand, door=beheerder, op=rij.op) for _ in range(aantal - 1)]
    )
    client.get(LIJST)
    with django_assert_max_num_queries(8):
        assert client.get(LIJST).content.decode().count("a.csv") == aantal
