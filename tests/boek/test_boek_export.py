"""The export of a group: goes on after a crash, stops when asked, says what failed, and its link expires (R8.6)."""

import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from evaluaties import boekexport
from evaluaties.boekexport import BEWAAR, TAAKSOORT
from evaluaties.models import BpvBoek
from evaluaties.services.boek import ontwerp
from kern.models import Achtergrondtaak, Bestand, Inzageregel
from kern.services.taken import STIL, annuleer_taak, voer_uit, vraag_taak_aan
from tests.boek_hulp import haal, log_in
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, StudentFactory, persoon

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # each draws three small books


@pytest.fixture
def klas(db):
    school = OrganisatieFactory(school=True)
    for nummer in range(3):
        PlaatsingFactory(student=StudentFactory(school=school, studentnummer=f"90{nummer}"), status="lopend")
    return school


@pytest.fixture
def taak(klas):
    coordinator = persoon("coordinator", klas)
    gegevens = {"reden": "Dossier voor het diploma"}
    return vraag_taak_aan(soort=TAAKSOORT, titel="Boeken", gegevens=gegevens, by=coordinator, at=NU)


class WerkerWegError(BaseException):
    """Stands in for a worker that is killed: nothing catches it."""


def val_om(monkeypatch, na: int) -> None:
    """Let the worker die after so many books were kept."""
    bewaar, aantal = boekexport.leg_boek_vast, []

    def tel(**velden):
        if len(aantal) == na:
            raise WerkerWegError
        aantal.append(1)
        return bewaar(**velden)

    monkeypatch.setattr(boekexport, "leg_boek_vast", tel)


def test_after_a_crash_the_next_run_goes_on_with_the_rest(taak, monkeypatch):
    with monkeypatch.context() as even:
        val_om(even, na=1)
        with pytest.raises(WerkerWegError):
            voer_uit(taak_id=taak.pk, at=NU)
    assert BpvBoek.objects.count() == taak.boekregels.filter(klaar_op__isnull=False).count() == 1
    assert not Inzageregel.objects.exists()
    gemaakt = BpvBoek.objects.get()
    assert voer_uit(taak_id=taak.pk, at=NU) == "overgeslagen"  # somebody may still be at work
    Achtergrondtaak.objects.filter(pk=taak.pk).update(hartslag_op=NU - STIL - timedelta(minutes=1))
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    assert BpvBoek.objects.count() == 3
    assert taak.boekregels.get(student=gemaakt.student).boek == gemaakt
    assert Inzageregel.objects.filter(uitkomst="gedownload").count() == 3


def test_student_who_joins_after_a_crash_gets_a_number_of_its_own(taak, klas):
    """Rows are walked by number: two with one number would leave one out."""
    assert boekexport._leg_regels_aan(taak, taak.aangevraagd_door) == 3
    PlaatsingFactory(student=StudentFactory(school=klas, studentnummer="899"), status="lopend")
    assert boekexport._leg_regels_aan(taak, taak.aangevraagd_door) == 4
    assert list(taak.boekregels.values_list("volgnummer", flat=True)) == [1, 2, 3, 4]


def test_asked_again_nothing_is_drawn_twice(taak, monkeypatch):
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    monkeypatch.setattr(boekexport.Tekenaar, "begin", lambda *a, **k: pytest.fail("drawn again"))
    opnieuw = vraag_taak_aan(
        soort=TAAKSOORT, titel="Boeken", gegevens=taak.gegevens, by=taak.aangevraagd_door, at=NU + timedelta(hours=1)
    )
    assert voer_uit(taak_id=opnieuw.pk, at=NU + timedelta(hours=1)) == "klaar"
    assert BpvBoek.objects.count() == 3


def test_cancelled_half_way_keeps_the_books_and_gives_no_zip(taak, monkeypatch):
    bewaar = boekexport.leg_boek_vast

    def stop(**velden):
        Achtergrondtaak.objects.filter(pk=taak.pk).update(status="bezig")
        annuleer_taak(taak=taak, at=NU)
        return bewaar(**velden)

    monkeypatch.setattr(boekexport, "leg_boek_vast", stop)
    monkeypatch.setattr("kern.services.taken.monotonic", iter(range(10_000)).__next__)
    assert voer_uit(taak_id=taak.pk, at=NU) == "geannuleerd"
    assert 1 <= BpvBoek.objects.count() < 3
    assert not Bestand.objects.filter(soort="bpv-boeken").exists()
    assert not Inzageregel.objects.exists()


def test_book_that_fails_is_told_in_the_index_and_holds_up_nobody(taak, monkeypatch):
    def soms(student, lezer):
        if student.studentnummer == "901":
            raise boekexport.DomainError("=KAN NIET")
        return ontwerp(student, lezer)

    monkeypatch.setattr(boekexport, "ontwerp", soms)
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    taak.refresh_from_db()
    assert (taak.resultaat["aantal"], taak.resultaat["mislukt"]) == (2, 1)
    with zipfile.ZipFile(taak.bestand.pad.path) as archief:
        index = archief.read("index.csv").decode("utf-8-sig")
        assert len(archief.namelist()) == 4
    assert "'=KAN NIET" in index  # no spreadsheet takes it for a formula (F4)


def test_link_expires_and_the_zip_goes(taak, time_machine):
    time_machine.move_to(NU)
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    adres = reverse("taken:bestand", args=[taak.public_id])
    assert haal(log_in(taak.aangevraagd_door), adres)[0] == 200
    Achtergrondtaak.objects.filter(pk=taak.pk).update(afgelopen_op=NU - BEWAAR)
    assert log_in(taak.aangevraagd_door).get(adres).status_code == 403
    assert boekexport.ruim_verlopen_op(at=NU) == 1
    assert boekexport.ruim_verlopen_op(at=NU) == 0
    assert not Bestand.objects.filter(soort="bpv-boeken").exists()
    assert BpvBoek.objects.count() == 3
    assert "weggegooid" in log_in(taak.aangevraagd_door).get(reverse("taken:detail", args=[taak.public_id])).text


def test_student_who_moved_to_another_school_closes_the_zip(taak, klas):
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    adres = reverse("taken:bestand", args=[taak.public_id])
    Achtergrondtaak.objects.filter(pk=taak.pk).update(afgelopen_op=NU + timedelta(days=3650))
    student = klas.studenten.first()
    student.school = OrganisatieFactory(school=True)
    student.save()
    assert log_in(taak.aangevraagd_door).get(adres).status_code == 403
