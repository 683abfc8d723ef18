import logging
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError
from evaluaties.models import Feedback, Verslag
from evaluaties.services.lezen import geef_feedback
from evaluaties.services.schrijven import lever_in
from kern.models import AuditRegel, Bericht, Inzageregel
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM, persoon

NU = datetime(2026, 10, 1, 20, 15, 7, tzinfo=AMSTERDAM)
LEZERS = ("coordinator", "stagedocent", "stagebegeleider")
GEEN_LEZERS = ("werkbegeleider", "praktijkopleider")


def ingeleverd(kring, plicht="monthly:2026-09", **inhoud):
    return lever_in(
        plaatsing=kring.plaatsing,
        plicht=plicht,
        inhoud={**INHOUD, **inhoud},
        versie=0,
        received_at=NU,
        by=kring.student,
        at=NU,
    ).verslag


@pytest.fixture
def verslag(kring):
    return ingeleverd(kring)


def detail(verslag):
    return reverse("verslagen:detail", args=[verslag.public_id])


@pytest.mark.parametrize("wie", LEZERS)
def test_reader_sees_the_text_and_leaves_one_line(kring, verslag, als, wie):
    lezer = getattr(kring, wie)
    antwoord = als(lezer).get(detail(verslag))
    assert "KANARIE-situatie" in antwoord.content.decode()
    regel = Inzageregel.objects.get()
    assert (regel.user, regel.uitkomst, regel.object_id) == (lezer, "getoond", str(verslag.public_id))
    assert regel.student_id == kring.leerling.pk


@pytest.mark.parametrize("wie", GEEN_LEZERS)
def test_host_does_not_see_an_unshared_text_and_the_refusal_is_logged(kring, verslag, als, wie):
    antwoord = als(getattr(kring, wie)).get(detail(verslag))
    assert antwoord.status_code == 403
    assert "KANARIE" not in antwoord.content.decode()
    assert Inzageregel.objects.get().uitkomst == "geweigerd"


def test_werkbegeleider_reads_what_is_shared_and_the_praktijkopleider_does_not(kring, als):
    verslag = ingeleverd(kring, delen_met_werkbegeleider=True)
    assert "KANARIE" in als(kring.werkbegeleider).get(detail(verslag)).content.decode()
    assert als(kring.praktijkopleider).get(detail(verslag)).status_code == 403


@pytest.mark.parametrize("wie", [*LEZERS, *GEEN_LEZERS, "student"])
def test_stranger_gets_the_page_of_a_missing_report(verslag, ander, als, wie):
    client = als(getattr(ander, wie))
    vreemd = client.get(detail(verslag))
    weg = client.get(reverse("verslagen:detail", args=["00000000-0000-4000-8000-000000000000"]))
    assert vreemd.status_code == weg.status_code == 404
    assert Inzageregel.objects.get().uitkomst == "geweigerd"


def test_student_reads_the_own_report_without_a_line_and_sees_who_read_it(kring, verslag, als):
    als(kring.stagedocent).get(detail(verslag))
    pagina = als(kring.student).get(detail(verslag)).content.decode()
    assert Inzageregel.objects.count() == 1
    assert kring.stagedocent.naam in pagina
    assert "20:15:07" in pagina


def test_regional_coordinator_does_not_read(kring, verslag, als):
    regio = persoon("coordinator", persoon("beheerder").lidmaatschappen.get().organisatie)
    assert als(regio).get(detail(verslag)).status_code == 403


def test_beheerder_reads_only_with_a_reason_for_fifteen_minutes_and_the_student_is_told(kring, verslag, als):
    beheerder = persoon("beheerder")
    client = als(beheerder)
    nood = reverse("verslagen:noodinzage", args=[verslag.public_id])
    with time_machine.travel(NU, tick=False) as klok:
        assert client.get(detail(verslag)).status_code == 403
        assert client.get(nood).status_code == 200
        assert client.post(nood, {"reden": "kort"}).status_code == 422
        antwoord = client.post(nood, {"reden": "Melding van een onveilige situatie."}, follow=True)
        assert "KANARIE" in antwoord.content.decode()
        klok.move_to(NU + timedelta(minutes=16))
        assert client.get(detail(verslag)).status_code == 403
    getoond = Inzageregel.objects.get(uitkomst="getoond")
    assert getoond.reden == "Melding van een onveilige situatie."
    bericht = Bericht.objects.get(soort="verslag_noodinzage")
    assert bericht.ontvanger == kring.student
    pagina = als(kring.student).get(detail(verslag)).content.decode()
    assert "Melding van een onveilige situatie." in pagina
    assert beheerder.naam in pagina


@pytest.mark.parametrize("wie", [*LEZERS, *GEEN_LEZERS, "student"])
def test_break_glass_is_for_beheerders(kring, verslag, als, wie):
    nood = reverse("verslagen:noodinzage", args=[verslag.public_id])
    assert als(getattr(kring, wie)).post(nood, {"reden": "Ik wil het graag lezen."}).status_code == 404


def test_glass_of_one_report_does_not_open_another(kring, verslag, als):
    tweede = ingeleverd(kring, plicht="monthly:2026-10")
    client = als(persoon("beheerder"))
    client.post(reverse("verslagen:noodinzage", args=[verslag.public_id]), {"reden": "Melding onderzoeken."})
    assert client.get(detail(tweede)).status_code == 403


@pytest.mark.parametrize("wie", LEZERS)
def test_feedback_with_a_phrase_reaches_the_student_without_the_text(kring, verslag, als, wie):
    url = reverse("verslagen:feedback", args=[verslag.public_id])
    gegevens = {"zin": "Je beschrijft de situatie duidelijk.", "tekst": "FEEDBACKTEKST", "actie": "gelezen"}
    client = als(getattr(kring, wie))
    assert client.post(url, gegevens).status_code == 302
    assert client.post(url, gegevens).status_code == 302
    feedback = Feedback.objects.get()
    assert feedback.tekst == "Je beschrijft de situatie duidelijk.\n\nFEEDBACKTEKST"
    bericht = Bericht.objects.get(soort="verslag_feedback")
    assert "FEEDBACKTEKST" not in bericht.tekst + bericht.html
    verslag.refresh_from_db()
    assert verslag.status == "besproken"


@pytest.mark.parametrize("wie", [*GEEN_LEZERS, "student"])
def test_others_give_no_feedback(kring, als, wie):
    verslag = ingeleverd(kring, delen_met_werkbegeleider=True)
    url = reverse("verslagen:feedback", args=[verslag.public_id])
    assert als(getattr(kring, wie)).post(url, {"tekst": "x"}).status_code == 403
    assert not Feedback.objects.exists()


def test_report_goes_back_and_is_handed_in_again(kring, verslag):
    geef_feedback(verslag=verslag, tekst="Meer over jezelf.", terug=True, by=kring.stagedocent, at=NU)
    with pytest.raises(DomainError, match="ligt bij de student"):
        geef_feedback(verslag=verslag, tekst="Nog iets.", terug=False, by=kring.coordinator, at=NU)
    later = NU + timedelta(days=2)
    lever_in(
        plaatsing=kring.plaatsing,
        plicht=verslag.plicht,
        inhoud={**INHOUD, "beleving": "Ik dacht eerst aan mezelf."},
        versie=1,
        received_at=later,
        by=kring.student,
        at=later,
    )
    verslag = Verslag.objects.get()
    assert (verslag.status, verslag.eerste_inlevering, verslag.laatste_inlevering) == ("ingeleverd", NU, later)
    assert verslag.inleveringen.count() == 2


def test_reader_sees_what_was_handed_in_and_not_the_draft_after_it(kring, verslag, als):
    geef_feedback(verslag=verslag, tekst="Meer over jezelf.", terug=True, by=kring.stagedocent, at=NU)
    Verslag.objects.update(situatie="CONCEPTTEKST")
    pagina = als(kring.stagedocent).get(detail(verslag)).content.decode()
    assert "CONCEPTTEKST" not in pagina
    assert "KANARIE-situatie" in pagina


def test_reading_list_holds_own_students_oldest_first_and_no_text(kring, ander, als):
    ingeleverd(ander)
    nieuw = ingeleverd(kring, plicht="monthly:2026-10")
    Verslag.objects.filter(pk=nieuw.pk).update(laatste_inlevering=NU + timedelta(days=3))
    oud = ingeleverd(kring)
    for wie in LEZERS:
        antwoord = als(getattr(kring, wie)).get(reverse("verslagen:te_lezen"))
        assert [rij.pk for rij in antwoord.context["verslagen"]] == [oud.pk, nieuw.pk]
        assert "KANARIE" not in antwoord.content.decode()
    for wie in GEEN_LEZERS:
        assert not als(getattr(kring, wie)).get(reverse("verslagen:te_lezen")).context["verslagen"]


def test_text_is_nowhere_but_in_the_report(kring, verslag, als, caplog, mailoutbox):
    caplog.set_level(logging.DEBUG)
    for wie in LEZERS:
        als(getattr(kring, wie)).get(detail(verslag))
    geef_feedback(verslag=verslag, tekst="KANARIE-feedback", terug=True, by=kring.stagedocent, at=NU)
    overal = caplog.text
    for model in (AuditRegel, Bericht, Inzageregel):
        overal += "".join(str(rij) for rij in model.objects.values_list())
    assert AuditRegel.objects.exists()
    assert "KANARIE" not in overal


@pytest.mark.parametrize("wie", [*LEZERS, *GEEN_LEZERS])
def test_overview_and_download_hold_no_text(kring, verslag, als, wie):
    client = als(getattr(kring, wie))
    assert "KANARIE" not in client.get(reverse("verslagen:lijst")).content.decode()
    csv = client.get(reverse("verslagen:lijst"), {"formaat": "csv"})
    inhoud = b"".join(csv.streaming_content) if csv.streaming else csv.content
    assert kring.leerling.studentnummer in inhoud.decode()
    assert b"KANARIE" not in inhoud


@pytest.mark.parametrize("wie", LEZERS)
def test_overview_shows_own_students_only(kring, ander, als, wie):
    antwoord = als(getattr(kring, wie)).get(reverse("verslagen:lijst"))
    assert [stage.plaatsing for stage in antwoord.context["stages"]] == [kring.plaatsing]


@pytest.mark.parametrize("stand", ["te_lezen", "te_laat", "vergeten", "voorstel", "terug", "bij"])
def test_overview_filters_on_state(kring, verslag, als, stand):
    antwoord = als(kring.coordinator).get(reverse("verslagen:lijst"), {"stand": stand})
    verwacht = {"te_lezen": 1, "bij": 1}.get(stand, 0)
    assert len(antwoord.context["stages"]) == verwacht


@pytest.mark.parametrize("naam", ["verslagen:lijst", "verslagen:te_lezen"])
def test_lists_cost_the_same_queries_for_one_and_many(kring, als, naam):
    ingeleverd(kring)
    client = als(kring.coordinator)
    client.get(reverse(naam))

    def tel():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(naam))
        return len(queries)

    def erbij(aantal):
        for _ in range(aantal):
            extra = maak_kring()
            extra.leerling.school = kring.school
            extra.leerling.save()
            ingeleverd(extra)

    erbij(1)  # with something to choose, so that the filters are there
    een = tel()
    erbij(4)
    assert tel() == een
    assert een <= 30
