"""Long work: runs once, tells how far it is, can be cancelled, is repaired after a crash."""

from datetime import timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak
from kern.services.taken import STIL, annuleer_taak, herstel, taaksoort, voer_uit, vraag_taak_aan
from tests.factories import NU, OrganisatieFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db
gedaan: list[int] = []


@taaksoort("test-goed")
def goed(taak, voortgang):
    voortgang.meld(50, "halverwege")
    gedaan.append(taak.pk)
    return {"tekst": "Gelukt."}


@taaksoort("test-fout")
def fout(taak, voortgang):
    raise DomainError("Het bestand is leeg.")


@taaksoort("test-ongeluk")
def ongeluk(taak, voortgang):
    raise ZeroDivisionError


@taaksoort("test-stop")
def stop(taak, voortgang):
    Achtergrondtaak.objects.filter(pk=taak.pk).update(annuleren=True)
    voortgang.meld(100, "bijna")
    gedaan.append(taak.pk)
    return {}


def maak(soort: str = "test-goed") -> Achtergrondtaak:
    return vraag_taak_aan(soort=soort, titel="Testwerk", gegevens={}, by=persoon("beheerder"), at=NU)


def test_work_runs_once():
    gedaan.clear()
    taak = maak()
    assert voer_uit(taak_id=taak.pk, at=NU) == "klaar"
    assert voer_uit(taak_id=taak.pk, at=NU) == "overgeslagen"
    taak.refresh_from_db()
    assert (gedaan, taak.procent, taak.resultaat) == ([taak.pk], 100, {"tekst": "Gelukt."})


def test_rule_that_says_no_is_told():
    taak = maak("test-fout")
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert (taak.status, taak.fout) == ("mislukt", "Het bestand is leeg.")


def test_accident_is_told_without_details():
    taak = maak("test-ongeluk")
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "mislukt"
    assert "ZeroDivision" not in taak.fout


def test_cancelled_work_writes_nothing():
    gedaan.clear()
    taak = maak("test-stop")
    assert voer_uit(taak_id=taak.pk, at=NU) == "geannuleerd"
    assert gedaan == []


def test_waiting_work_is_cancelled_at_once():
    taak = maak()
    annuleer_taak(taak=taak, at=NU)
    taak.refresh_from_db()
    assert taak.status == "geannuleerd"
    assert voer_uit(taak_id=taak.pk, at=NU) == "overgeslagen"


def test_work_of_a_dead_worker_is_rung_again():
    taak = maak()
    Achtergrondtaak.objects.filter(pk=taak.pk).update(status="bezig", hartslag_op=NU, pogingen=1)
    assert herstel(at=NU + timedelta(seconds=30)) == 0
    assert herstel(at=NU + STIL + timedelta(seconds=1)) == 1
    assert voer_uit(taak_id=taak.pk, at=NU + STIL + timedelta(seconds=1)) == "klaar"


def test_work_that_dies_three_times_is_given_up():
    taak = maak()
    Achtergrondtaak.objects.filter(pk=taak.pk).update(status="bezig", hartslag_op=NU, pogingen=3)
    assert herstel(at=NU + timedelta(hours=1)) == 0
    taak.refresh_from_db()
    assert taak.status == "mislukt"


def test_ring_that_got_lost_is_repeated():
    maak()
    assert herstel(at=NU + timedelta(seconds=10)) == 0
    assert herstel(at=NU + timedelta(minutes=1)) == 1


def test_somebody_elses_work_is_not_there(client):
    taak = maak()
    client.force_login(persoon("coordinator"))
    assert client.get(reverse("taken:detail", args=[taak.public_id])).status_code == 404


def test_page_shows_progress_and_cancel(client):
    taak = maak()
    client.force_login(taak.aangevraagd_door)
    tekst = client.get(reverse("taken:detail", args=[taak.public_id])).content.decode()
    assert "Testwerk" in tekst
    assert reverse("taken:annuleren", args=[taak.public_id]) in tekst
    client.post(reverse("taken:annuleren", args=[taak.public_id]))
    taak.refresh_from_db()
    assert taak.status == "geannuleerd"


@taaksoort("test-namen")
def noemt_mensen(taak, voortgang):
    msg = "Het kan niet: Noor Kanarie heeft al een plek."
    raise DomainError(msg, bewaar="Het kan niet. Kies opnieuw.", over=taak.gegevens["wie"])


def test_error_keeps_no_names_and_the_page_looks_them_up_for_who_may_see_them(client):
    wie = StudentFactory(user__achternaam="Kanarie")
    eigen, vreemd = (persoon("coordinator", school) for school in (wie.school, OrganisatieFactory(school=True)))
    for by, ziet in ((eigen, True), (vreemd, False)):
        taak = vraag_taak_aan(soort="test-namen", titel="Testwerk", gegevens={"wie": [wie.pk]}, by=by, at=NU)
        assert voer_uit(taak_id=taak.pk, at=NU) == "mislukt"
        taak.refresh_from_db()
        assert "Kanarie" not in repr((taak.fout, taak.resultaat, taak.stap))
        client.force_login(by)
        pagina = client.get(reverse("taken:detail", args=[taak.public_id])).text
        assert "Kies opnieuw." in pagina
        assert ("Kanarie" in pagina) is ziet


@taaksoort("test-ongeluk-met-naam")
def struikelt(taak, voortgang):
    raise ValueError(taak.titel)


def test_log_of_an_accident_says_where_and_not_of_whom(caplog):
    taak = vraag_taak_aan(
        soort="test-ongeluk-met-naam", titel="Noor Kanarie", gegevens={}, by=persoon("coordinator"), at=NU
    )
    voer_uit(taak_id=taak.pk, at=NU)
    assert f"taak {taak.pk} (test-ongeluk-met-naam) is mislukt: ValueError" in caplog.text
    assert "struikelt" in caplog.text
    assert "Kanarie" not in caplog.text
