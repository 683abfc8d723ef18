"""Feedback per part, back for improvement with a day, drafts that nobody loses, on to the next report (R6.10)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from basis.errors import DomainError
from evaluaties.models import Feedback, Feedbackconcept, Inlevering, Verslag
from evaluaties.services.lezen import ZINNEN_PER_DEEL, geef_feedback, standaard_termijn
from evaluaties.services.schrijven import lever_in
from kern.models import Bericht, Inzageregel
from kern.services.postrij import controleer
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM

NU = datetime(2026, 10, 1, 20, 15, 7, tzinfo=AMSTERDAM)
LEZERS = ("coordinator", "stagedocent", "stagebegeleider")
ZIN = ZINNEN_PER_DEEL["situatie"][0]


def ingeleverd(kring, op=NU, plicht="monthly:2026-09"):
    return lever_in(
        plaatsing=kring.plaatsing, plicht=plicht, inhoud=INHOUD, versie=0, received_at=op, by=kring.student, at=op
    ).verslag


@pytest.fixture
def verslag(kring):
    with time_machine.travel(NU, tick=False):
        yield ingeleverd(kring)


def adres(naam, verslag):
    return reverse(f"verslagen:{naam}", args=[verslag.public_id])


def tekst(antwoord):
    return antwoord.content.decode()


# --- per part ---


@pytest.mark.parametrize("wie", LEZERS)
def test_feedback_per_part_stands_beside_the_text_of_the_student(kring, verslag, als, wie):
    data = {"deel_situatie": "DEEL-situatie: goed gezien.", "zin_situatie": ZIN, "deel_terugblik": "DEEL-terug."}
    assert als(getattr(kring, wie)).post(adres("feedback", verslag), data).status_code == 302
    feedback = Feedback.objects.get()
    assert feedback.per_deel == {"situatie": f"{ZIN}\n\nDEEL-situatie: goed gezien.", "terugblik": "DEEL-terug."}
    assert feedback.tekst == ""
    antwoord = als(kring.student).get(adres("detail", verslag))
    reacties = {deel["naam"]: [zegt for _, zegt in deel["reacties"]] for deel in antwoord.context["delen"]}
    assert reacties["terugblik"] == ["DEEL-terug."]
    assert reacties["leerdoel"] == []
    assert tekst(antwoord).index("KANARIE-situatie") < tekst(antwoord).index("DEEL-situatie")
    bericht = Bericht.objects.get(soort="verslag_feedback")
    assert "DEEL" not in bericht.tekst + bericht.html + bericht.onderwerp


@pytest.mark.parametrize("data", [{}, {"tekst": "  "}, {"deel_situatie": " \n"}, {"zin_onzin": "x"}])
def test_something_must_be_said(kring, verslag, als, data):
    antwoord = als(kring.stagedocent).post(adres("feedback", verslag), data)
    assert antwoord.status_code == 422
    assert "Schrijf uw feedback op" in tekst(antwoord)
    assert not Feedback.objects.exists()


def test_a_phrase_alone_is_enough_and_a_made_up_one_is_not_taken(kring, verslag, als):
    als(kring.stagedocent).post(adres("feedback", verslag), {"zin_situatie": [ZIN, "Zelf bedacht"]})
    assert Feedback.objects.get().per_deel == {"situatie": ZIN}


def test_a_refused_form_keeps_what_was_typed_and_ticked(kring, verslag, als):
    data = {"deel_situatie": "DEEL-blijft", "zin_situatie": ZIN, "actie": "terug", "terug_tot": "2026-09-30"}
    antwoord = als(kring.stagedocent).post(adres("feedback", verslag), data)
    assert antwoord.status_code == 422
    assert "DEEL-blijft" in tekst(antwoord)
    assert (ZIN, True) in antwoord.context["form"].zinnen_van("situatie")


# --- back for improvement ---


def test_a_week_is_proposed_and_rolled_to_a_working_day(kring, verslag, als):
    form = als(kring.stagedocent).get(adres("detail", verslag)).context["form"]
    assert form["terug_tot"].value() == date(2026, 10, 8)
    assert standaard_termijn(datetime(2026, 12, 18, 9, tzinfo=AMSTERDAM)) == date(2026, 12, 28)


def test_back_for_improvement_tells_the_day(kring, verslag, als):
    data = {"tekst": "Nog iets.", "actie": "terug", "terug_tot": "2026-10-12"}
    assert als(kring.stagedocent).post(adres("feedback", verslag), data).status_code == 302
    verslag.refresh_from_db()
    assert (verslag.status, verslag.terug_tot) == ("terug", date(2026, 10, 12))
    assert Feedback.objects.get().terug_tot == date(2026, 10, 12)
    assert "maandag 12 oktober" in tekst(als(kring.student).get(adres("detail", verslag)))


def test_nobody_is_asked_to_improve_what_came_in_again(kring, verslag, als):
    als(kring.stagedocent).post(
        adres("feedback", verslag), {"tekst": "Nog iets.", "actie": "terug", "terug_tot": "2026-10-12"}
    )
    bericht = Bericht.objects.get(soort="verslag_feedback")
    later = NU + timedelta(hours=1)
    assert controleer(bericht, later) is None
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=verslag.plicht,
        inhoud={**INHOUD, "situatie": "Beter."},
        versie=Verslag.objects.get().versie,
        received_at=later,
        by=kring.student,
        at=later,
    )
    assert "opnieuw ingeleverd" in controleer(bericht, later)


@pytest.mark.parametrize("dag", ["", "2026-09-30", "geen dag"])
def test_back_asks_for_a_day_that_lies_ahead(kring, verslag, als, dag):
    data = {"tekst": "Nog iets.", "actie": "terug", "terug_tot": dag}
    antwoord = als(kring.stagedocent).post(adres("feedback", verslag), data)
    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors["terug_tot"]
    verslag.refresh_from_db()
    assert verslag.status == "ingeleverd"


def test_feedback_that_is_not_back_sets_no_day(kring, verslag, als):
    als(kring.stagedocent).post(adres("feedback", verslag), {"tekst": "Goed.", "terug_tot": "2026-10-12"})
    verslag.refresh_from_db()
    assert (verslag.status, verslag.terug_tot, Feedback.objects.get().terug_tot) == ("besproken", None, None)


def test_a_double_click_is_one_feedback(kring, verslag, als):
    client = als(kring.stagedocent)
    for _ in range(3):
        data = {"deel_situatie": "Goed.", "actie": "terug", "terug_tot": "2026-10-12"}
        assert client.post(adres("feedback", verslag), data).status_code == 302
    assert Feedback.objects.count() == Bericht.objects.filter(soort="verslag_feedback").count() == 1


def test_nothing_is_half_written_when_the_mail_can_not_be_queued(kring, verslag, monkeypatch):
    def weigert(**kwargs):
        raise RuntimeError("vol")

    monkeypatch.setattr("evaluaties.services.lezen.zet_klaar", weigert)
    with pytest.raises(RuntimeError):
        geef_feedback(verslag=verslag, tekst="Goed.", terug=True, by=kring.stagedocent, at=NU)
    verslag.refresh_from_db()
    assert verslag.status == "ingeleverd"
    assert not Feedback.objects.exists()


# --- drafts ---


def bewaar(client, verslag, **data):
    return client.post(adres("feedback_bewaren", verslag), data)


def test_draft_is_kept_comes_back_and_goes_when_given(kring, verslag, als):
    client = als(kring.stagedocent)
    antwoord = bewaar(client, verslag, tekst="CONCEPT-half", deel_situatie="CONCEPT-deel", versie=0)
    assert antwoord.json() == {"versie": 1, "tekst": "Opgeslagen om 20:15"}
    form = client.get(adres("detail", verslag)).context["form"]
    assert (form["tekst"].value(), form["deel_situatie"].value()) == ("CONCEPT-half", "CONCEPT-deel")
    client.post(adres("feedback", verslag), {"tekst": "CONCEPT-heel", "versie": 1})
    assert not Feedbackconcept.objects.exists()


def test_draft_is_for_the_writer_only(kring, verslag, als):
    bewaar(als(kring.stagedocent), verslag, tekst="CONCEPT-half", versie=0)
    for wie in ("coordinator", "stagebegeleider", "student"):
        assert "CONCEPT" not in tekst(als(getattr(kring, wie)).get(adres("detail", verslag)))
    assert bewaar(als(kring.coordinator), verslag, tekst="CONCEPT-ander", versie=0).status_code == 200
    assert Feedbackconcept.objects.count() == 2


def test_an_older_window_does_not_overwrite_a_newer_text(kring, verslag, als):
    client = als(kring.stagedocent)
    bewaar(client, verslag, tekst="een", versie=0)
    bewaar(client, verslag, tekst="twee", versie=1)
    antwoord = bewaar(client, verslag, tekst="oud venster", versie=1)
    assert antwoord.status_code == 409
    assert "ander venster" in antwoord.json()["fout"]
    assert Feedbackconcept.objects.get().tekst == "twee"
    assert bewaar(client, verslag, tekst="twee", versie=1).status_code == 200  # the same text again is fine


def test_a_day_that_passed_is_not_taken_from_a_draft(kring, verslag, als):
    client = als(kring.stagedocent)
    bewaar(client, verslag, tekst="een", terug_tot="2026-10-02", versie=0)
    with time_machine.travel(NU + timedelta(days=4), tick=False):
        form = als(kring.stagedocent).get(adres("detail", verslag)).context["form"]
    assert form["terug_tot"].value() == date(2026, 10, 12)


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "praktijkopleider"])
def test_others_keep_no_draft(kring, ander, verslag, als, wie):
    assert bewaar(als(getattr(kring, wie)), verslag, tekst="x").status_code == 403
    assert bewaar(als(getattr(ander, wie)), verslag, tekst="x").status_code == 404
    assert bewaar(als(ander.coordinator), verslag, tekst="x").status_code == 404
    assert not Feedbackconcept.objects.exists()


def test_keeping_a_draft_opens_no_report(kring, verslag, als):
    bewaar(als(kring.stagedocent), verslag, tekst="x", versie=0)
    assert not Inzageregel.objects.exists()


def test_no_draft_while_the_report_is_with_the_student(kring, verslag, als):
    geef_feedback(verslag=verslag, tekst="Goed.", terug=True, by=kring.stagedocent, at=NU)
    assert bewaar(als(kring.stagedocent), verslag, tekst="x", versie=0).status_code == 409


def test_draft_too_long_is_refused(kring, verslag, als):
    assert bewaar(als(kring.stagedocent), verslag, tekst="x" * 20_001).status_code == 422


# --- on to the next ---


def test_after_feedback_the_next_report_that_waits_opens(kring, verslag, als):
    latere = []
    for dagen in (3, 1):
        extra = maak_kring()
        extra.leerling.school = kring.school
        extra.leerling.save()
        latere.append(ingeleverd(extra, NU - timedelta(days=dagen)))
    maak = ingeleverd(maak_kring(), NU - timedelta(days=9))  # of another school
    client = als(kring.coordinator)
    antwoord = client.post(adres("feedback", verslag), {"tekst": "Goed.", "daarna": "volgende"})
    assert antwoord.url == adres("detail", latere[0])
    antwoord = client.post(adres("feedback", latere[0]), {"tekst": "Goed.", "daarna": "volgende"})
    assert antwoord.url == adres("detail", latere[1])
    antwoord = client.post(adres("feedback", latere[1]), {"tekst": "Goed.", "daarna": "volgende"}, follow=True)
    assert "Alles is gelezen" in tekst(antwoord)
    assert not Inzageregel.objects.filter(object_id=str(maak.public_id)).exists()


def test_without_the_tick_the_list_comes_back(kring, verslag, als):
    antwoord = als(kring.coordinator).post(adres("feedback", verslag), {"tekst": "Goed."})
    assert antwoord.url == reverse("verslagen:te_lezen")


def test_handing_in_again_starts_a_new_round(kring, verslag, als):
    geef_feedback(verslag=verslag, tekst="", per_deel={"situatie": "Meer."}, terug=True, by=kring.stagedocent, at=NU)
    verslag.refresh_from_db()
    later = NU + timedelta(days=1)
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=verslag.plicht,
        inhoud={**INHOUD, "situatie": "Beter."},
        versie=verslag.versie,
        received_at=later,
        by=kring.student,
        at=later,
    )
    assert Inlevering.objects.count() == 2
    geef_feedback(
        verslag=Verslag.objects.get(),
        tekst="",
        per_deel={"situatie": "Meer."},
        terug=False,
        by=kring.stagedocent,
        at=later,
    )
    assert Feedback.objects.count() == 2


def test_the_service_refuses_a_stranger(kring, ander, verslag):
    with pytest.raises(DomainError):
        geef_feedback(verslag=verslag, tekst="x", terug=False, by=ander.coordinator, at=NU)


def test_phrases_fit_the_kind_of_report(kring, als):
    verslag = ingeleverd(kring, plicht="kennismaking:1")
    form = als(kring.stagedocent).get(adres("detail", verslag)).context["form"]
    assert (ZIN, False) not in form.zinnen_van("situatie")
    assert form.zinnen_van("situatie")
