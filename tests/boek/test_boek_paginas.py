"""Who gets which BPV-boek, and what is written down about it."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from evaluaties.boekexport import TAAKSOORT
from evaluaties.models import BpvBoek
from evaluaties.services.boek import maak_boek
from kern.models import Achtergrondtaak, Bestand, Inzageregel
from kern.services.mensen import beeindig_rol
from kern.services.taken import annuleer_taak, voer_uit, vraag_taak_aan
from tests.boek_hulp import haal, log_in, maak_dossier
from tests.factories import NU, OrganisatieFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db
REDEN = "Dossier voor het diploma"


def teken(inhoud, versie, digest, at) -> tuple[bytes, int]:
    return b"%PDF-1.7 " + digest.encode(), 1


def snel_boek(dossier) -> BpvBoek:
    return maak_boek(student=dossier.student, by=None, at=NU, teken=teken)


# --- the student ---


@pytest.mark.slow
def test_student_makes_the_own_book_and_gets_the_same_again(dossier):
    client = log_in(dossier.student.user)
    assert "Boek maken" in client.get(reverse("boek:lijst")).content.decode()
    antwoorden = [client.post(reverse("boek:eigen"), follow=True) for _ in range(2)]
    bytes_ = [b"".join(antwoord.streaming_content) for antwoord in antwoorden]
    assert bytes_[0] == bytes_[1]
    assert bytes_[0].startswith(b"%PDF")
    assert antwoorden[0]["Content-Disposition"].startswith("attachment")
    assert "no-store" in antwoorden[0]["Cache-Control"]
    assert BpvBoek.objects.get().gemaakt_door == dossier.student.user
    assert Inzageregel.objects.filter(uitkomst="gedownload", user=dossier.student.user).count() == 2


def test_student_without_a_stage_reads_when_the_book_begins():
    client = log_in(StudentFactory().user)
    assert "nog geen BPV-boek" in client.get(reverse("boek:lijst")).content.decode()
    antwoord = client.post(reverse("boek:eigen"), follow=True)
    assert "nog geen stage" in antwoord.content.decode()


def test_second_book_at_the_same_time_waits(dossier):
    cache.add(f"bpv-boek-bezig:{dossier.student.user.pk}", value=True, timeout=60)
    antwoord = log_in(dossier.student.user).post(reverse("boek:eigen"), follow=True)
    assert "al een boek" in antwoord.content.decode()
    assert not BpvBoek.objects.exists()


def test_somebody_elses_book_is_not_there(dossier):
    boek = snel_boek(dossier)
    adres = reverse("boek:bestand", args=[boek.public_id])
    assert haal(log_in(dossier.student.user), adres)[0] == 200
    for user in (StudentFactory().user, persoon("coordinator"), dossier.werkbegeleider, persoon("beheerder")):
        assert log_in(user).get(adres).status_code == 404


def test_student_and_host_cannot_reach_the_export_pages(dossier):
    adressen = [reverse("boek:groep"), reverse("boek:student", args=[dossier.student.public_id])]
    for user in (dossier.student.user, dossier.werkbegeleider, persoon("stagedocent", dossier.school)):
        for adres in adressen:
            assert log_in(user).get(adres).status_code == 403


# --- one book, by somebody else ---


def test_coordinator_of_another_school_finds_nothing(dossier):
    ander = log_in(persoon("coordinator"))
    adres = reverse("boek:student", args=[dossier.student.public_id])
    assert ander.get(adres).status_code == 404
    assert ander.post(adres, {"reden": REDEN}).status_code == 404
    assert dossier.student.naam not in ander.get(reverse("boek:lijst")).content.decode()
    eigen = log_in(persoon("coordinator", dossier.school))
    assert eigen.get(adres).status_code == 200
    assert dossier.student.naam in eigen.get(reverse("boek:lijst")).content.decode()


@pytest.mark.slow
def test_beheerder_needs_a_reason_and_the_student_sees_it(dossier):
    beheerder = persoon("beheerder")
    client = log_in(beheerder)
    adres = reverse("boek:student", args=[dossier.student.public_id])
    for reden in ("", "kort"):
        antwoord = client.post(adres, {"reden": reden})
        assert antwoord["Content-Type"].startswith("text/html")
    assert not Inzageregel.objects.exists()
    antwoord = client.post(adres, {"reden": REDEN})
    assert b"".join(antwoord.streaming_content).startswith(b"%PDF")
    regel = Inzageregel.objects.get()
    assert (regel.user, regel.student_id, regel.reden) == (beheerder, dossier.student.pk, REDEN)
    tekst = log_in(dossier.student.user).get(reverse("account:mijn")).content.decode()
    assert REDEN in tekst
    assert beheerder.naam in tekst


def test_list_takes_the_same_queries_for_one_and_for_many(dossier, django_assert_max_num_queries):
    client = log_in(persoon("beheerder"))
    maak_dossier(voornaam="Een", achternaam="Ander")  # from two schools on there is a filter
    client.get(reverse("boek:lijst"))
    with django_assert_max_num_queries(12) as een:
        client.get(reverse("boek:lijst"))
    for nummer in range(4):
        maak_dossier(voornaam=f"V{nummer}", achternaam="Test")
    with django_assert_max_num_queries(len(een.captured_queries)):
        client.get(reverse("boek:lijst"))


def test_list_is_filtered_by_name_school_and_nonsense(dossier):
    client = log_in(persoon("beheerder"))

    def gevonden(**vraag) -> int:
        return client.get(reverse("boek:lijst"), vraag).context["pagina"].paginator.count

    assert gevonden(q="Yıldız") == 1
    assert gevonden(q="niemand") == 0
    assert gevonden(school=dossier.school.pk) == 1
    leeg = OrganisatieFactory(school=True)
    StudentFactory(school=leeg)
    assert gevonden(school=leeg.pk) == 0
    assert gevonden(school="onzin", pagina="x") == 1
    assert (gevonden(leerjaar=dossier.student.leerjaar), gevonden(leerjaar=4)) == (1, 0)
    assert (gevonden(stand="loopt"), gevonden(stand="klaar")) == (1, 0)
    assert gevonden(opleiding=dossier.student.opleiding_id) == 1


# --- a group ---


def vraag_groep(by, **gegevens) -> Achtergrondtaak:
    return vraag_taak_aan(
        soort=TAAKSOORT, titel="Boeken", gegevens={"reden": REDEN, **gegevens}, by=by, at=NU, terug_url="/bpv-boek/"
    )


@pytest.mark.slow
def test_group_gives_one_zip_with_the_own_students_only(dossier):
    ander = maak_dossier(voornaam="Kanarie", achternaam="Anders")
    tweede = maak_dossier(dossier.school, voornaam="Zoë", achternaam="Testema")
    coordinator = persoon("coordinator", dossier.school)
    client = log_in(coordinator)
    antwoord = client.post(reverse("boek:groep"), {"reden": REDEN, "school": ander.school.pk})
    assert antwoord.status_code == 200  # not a choice, so no task
    assert not Achtergrondtaak.objects.exists()
    antwoord = client.post(reverse("boek:groep"), {"reden": REDEN, "stand": "klaar"})
    assert "geen studenten" in antwoord.content.decode()
    adres = client.post(reverse("boek:groep"), {"reden": REDEN}).url
    taak = Achtergrondtaak.objects.get()
    assert taak.titel == "2 BPV-boeken maken"
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    taak.refresh_from_db()
    with zipfile.ZipFile(taak.bestand.pad.path) as archief:
        assert archief.testzip() is None
        namen = sorted(naam for naam in archief.namelist() if naam.endswith(".pdf"))
        index = archief.read("index.csv").decode("utf-8-sig")
        sommen = dict(regel.split("  ")[::-1] for regel in archief.read("sha256sum.txt").decode().splitlines())
        assert sommen == {naam: hashlib.sha256(archief.read(naam)).hexdigest() for naam in namen}
        teksten = "".join(
            blad.extract_text() for naam in namen for blad in PdfReader(io.BytesIO(archief.read(naam))).pages
        )
    nummers = sorted([dossier.student.studentnummer, tweede.student.studentnummer])
    assert namen == [f"bpv-boek-{nummer}-v1.pdf" for nummer in nummers]
    assert "Kanarie" not in teksten + index
    assert "Zoë Testema" in index
    assert index.count("concept") == 2
    assert {regel.student_id for regel in Inzageregel.objects.filter(reden=REDEN)} == {
        dossier.student.pk,
        tweede.student.pk,
    }
    assert "2 BPV-boeken staan klaar, tot en met" in client.get(adres).content.decode()
    download = reverse("taken:bestand", args=[taak.public_id])
    assert haal(client, download)[1].startswith(b"PK")
    # Nobody else gets it, not even a beheerder, who does see that the work was done.
    assert log_in(persoon("beheerder")).get(download).status_code == 403
    assert log_in(persoon("coordinator", dossier.school)).get(download).status_code == 404
    beeindig_rol(lidmaatschap=coordinator.lidmaatschappen.get(), by=persoon("beheerder"), at=NU)
    assert log_in(coordinator).get(download).status_code == 403


@pytest.mark.slow
def test_stopped_group_leaves_no_zip_and_counts_nobody_as_read(dossier):
    maak_dossier(dossier.school, voornaam="Zoë", achternaam="Testema")
    taak = vraag_groep(persoon("coordinator", dossier.school))
    Achtergrondtaak.objects.filter(pk=taak.pk).update(annuleren=True)
    assert voer_uit(taak_id=taak.pk, at=NU) == "geannuleerd"
    assert not Bestand.objects.filter(soort="bpv-boeken").exists()
    assert not Inzageregel.objects.exists()


def test_waiting_group_is_stopped_at_once(dossier):
    taak = vraag_groep(persoon("coordinator", dossier.school))
    annuleer_taak(taak=taak, at=NU)
    assert voer_uit(taak_id=taak.pk, at=NU) == "overgeslagen"


def test_right_that_ended_in_the_queue_gives_no_zip(dossier):
    coordinator = persoon("coordinator", dossier.school)
    taak = vraag_groep(coordinator)
    beeindig_rol(lidmaatschap=coordinator.lidmaatschappen.get(), by=persoon("beheerder"), at=NU + timedelta(days=1))
    assert voer_uit(taak_id=taak.pk, at=NU) == "mislukt"
    taak.refresh_from_db()
    assert "geen toegang meer" in taak.fout
    assert taak.bestand is None


# --- the command ---


def test_list_of_the_command_names_who_has_a_book(dossier, capsys):
    StudentFactory()
    call_command("bpv_boek", lijst=True)
    assert capsys.readouterr().out.split() == [dossier.student.studentnummer]


@pytest.mark.slow
def test_command_writes_one_book(dossier, tmp_path, capsys):
    doel = tmp_path / "boek.pdf"
    call_command("bpv_boek", dossier.student.studentnummer, uit=doel)
    assert Path(doel).read_bytes().startswith(b"%PDF")
    assert "versie 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("nummer", "uit", "code"),
    [("bestaat-niet", "x.pdf", 1), ("zonder-stage", "x.pdf", 1), (None, None, 2), ("1", None, 2)],
)
def test_command_says_what_is_wrong(tmp_path, nummer, uit, code):
    if nummer == "zonder-stage":
        nummer = StudentFactory().studentnummer
    with pytest.raises(CommandError) as fout:
        call_command("bpv_boek", *([nummer] if nummer else []), uit=tmp_path / uit if uit else None)
    assert fout.value.returncode == code
    assert not list(tmp_path.iterdir())


def test_command_that_cannot_write_says_so(dossier, tmp_path):
    snel_boek(dossier)
    with pytest.raises(CommandError, match="kan niet worden geschreven") as fout:
        call_command("bpv_boek", dossier.student.studentnummer, uit=tmp_path / "is-er-niet" / "x.pdf")
    assert fout.value.returncode == 1
