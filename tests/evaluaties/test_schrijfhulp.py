"""Questions and word help per kind of report, the receipt, and writing again with feedback per part (R6.2, R6.10)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.urls import reverse

from basis.http import BeginMiddleware, begonnen_op
from evaluaties.enums import VerslagSoort
from evaluaties.models import Feedback, Inlevering, Verslag
from evaluaties.services import feiten
from evaluaties.services.boekinhoud import verzamel
from evaluaties.vragen import delen_van, labels, opzet_van
from evaluaties.vragen.opdracht import standaardopdracht
from tests.evaluaties.conftest import INHOUD, maak_kring
from tests.factories import AMSTERDAM

NU = datetime(2026, 10, 12, 20, 15, 7, tzinfo=AMSTERDAM)
PLICHT = "monthly:2026-10"
TEKST = {naam: INHOUD[naam] for naam in Verslag.ONDERDELEN}


@pytest.fixture(autouse=True)
def klok():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=NU - timedelta(days=60))


def pad(kring, naam, plicht=PLICHT):
    return reverse(f"verslagen:{naam}", args=[kring.plaatsing.public_id, plicht])


def lever_in(client, kring, plicht=PLICHT, **velden):
    client.post(pad(kring, "schrijven", plicht), {**TEKST, "versie": 0, "actie": "controleren", **velden})
    verslag = Verslag.objects.get(plicht=plicht)
    return client.post(pad(kring, "inleveren", plicht), {"versie": verslag.versie}, follow=True)


# --- questions ---


@pytest.mark.parametrize("soort", VerslagSoort.values)
def test_every_kind_asks_for_every_column_with_help_of_its_own(soort):
    opzet = opzet_van(soort)
    assert sorted(labels(soort)) == sorted(Verslag.ONDERDELEN)
    for vraag in opzet.vragen:
        assert 3 <= len(vraag.zinnen) <= 4
        assert all(zin.endswith(" ") and zin[0].isupper() for zin in vraag.zinnen)
        assert vraag.uitleg.endswith((".", "?"))
        assert vraag.let_op.endswith(".")
        assert len(vraag.voorbeeld.split()) >= 10
    assert opzet.voorbeeld_van


def test_kinds_differ_where_it_matters():
    alle = [tuple(labels(soort).values()) for soort in VerslagSoort.values]
    assert len(set(alle)) == len(alle)
    assert opzet_van("iets anders") == opzet_van(VerslagSoort.MAAND)
    assert delen_van("monthly", {"situatie": "x"})[1] == ("De situatie", "x")


def test_standard_assignment_is_about_this_report():
    tekst = standaardopdracht("reflectieverslag over oktober 2026")
    assert tekst.startswith("Deze opdracht hoort bij je reflectieverslag over oktober 2026.")
    assert "4. Maak een plan." in tekst


def test_form_helps_with_each_question_without_a_script(kring, als):
    pagina = als(kring.student).get(pad(kring, "schrijven")).content.decode()
    assert pagina.count("<summary>Hulp bij deze vraag</summary>") == 6
    assert "<li>Ik voelde me…</li>" in pagina
    assert "Noor, tweede jaar Verzorgende IG" in pagina
    assert 'accept=".pdf,.docx,.odt,.jpg,.jpeg,.png,image/jpeg,image/png"' in pagina
    assert 'enctype="multipart/form-data"' in pagina


@pytest.mark.parametrize(
    ("soort", "vraag", "inleiding"),
    [
        ("kennismaking", "Wie ik sprak en waar", "je eerste gesprek"),
        ("tussenevaluatie", "Wat er over mij is gezegd", "je tussenevaluatie"),
    ],
)
def test_meeting_reports_have_questions_of_their_own_everywhere(kring, als, soort, vraag, inleiding):
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort=soort, datum=NU.date(), by=kring.coordinator, at=NU - timedelta(hours=1)
    )
    plicht, client = f"{soort}:1", als(kring.student)
    pagina = client.get(pad(kring, "schrijven", plicht)).content.decode()
    assert vraag in pagina
    assert inleiding in pagina
    assert "Wat ik zag, deed, dacht en voelde" not in pagina
    client.post(pad(kring, "schrijven", plicht), {**TEKST, "versie": 0})
    assert vraag in client.get(pad(kring, "inleveren", plicht)).content.decode()
    lever_in(client, kring, plicht, versie=1)
    verslag = Verslag.objects.get(plicht=plicht)
    lezen = als(kring.stagedocent).get(reverse("verslagen:detail", args=[verslag.public_id])).content.decode()
    assert vraag in lezen
    boek = verzamel(kring.leerling)["stages"][0]["verslagen"][0]
    assert vraag in [deel["vraag"] for deel in boek["onderdelen"]]
    assert "bijlagen" not in boek


# --- receipt ---


def test_receipt_tells_when_under_which_mark_who_reads_and_what_is_next(kring, als):
    bon = lever_in(als(kring.student), kring).content.decode()
    assert "Je verslag is binnen" in bon
    assert "maandag 12 oktober om 20:15:07" in bon
    assert Inlevering.objects.get().sha256[:12] in bon
    for naam in (kring.stagebegeleider.naam, kring.stagedocent.naam, "coördinator van je school"):
        assert naam in bon
    assert kring.werkbegeleider.naam not in bon
    assert "reflectieverslag over september 2026" in bon  # still to be written


def test_receipt_names_the_werkbegeleider_when_shared(kring, als):
    bon = lever_in(als(kring.student), kring, delen_met_werkbegeleider="on").content.decode()
    assert f"{kring.werkbegeleider.naam}, je werkbegeleider" in bon


def test_receipt_is_the_students_own_and_needs_a_hand_in(kring, ander, als):
    assert als(kring.student).get(pad(kring, "ontvangen")).url == pad(kring, "schrijven")
    lever_in(als(kring.student), kring)
    for wie in (kring.stagedocent, kring.coordinator, ander.student):
        assert als(wie).get(pad(kring, "ontvangen")).status_code == 404


# --- again ---


def test_back_for_improvement_shows_feedback_beside_each_part_and_the_new_day(kring, als):
    client = als(kring.student)
    lever_in(client, kring)
    verslag = Verslag.objects.get()
    Feedback.objects.create(
        verslag=verslag,
        door=kring.stagedocent,
        op=NU,
        tekst="Mooi begin.",
        per_deel={"beleving": "Wat voelde je zelf?"},
        terug=True,
        terug_tot=NU.date() + timedelta(days=7),
    )
    Verslag.objects.update(status="terug", terug_tot=NU.date() + timedelta(days=7))
    pagina = client.get(pad(kring, "schrijven")).content.decode()
    assert "Mooi begin." in pagina
    assert pagina.index("Wat voelde je zelf?") < pagina.index('id="id_beleving"') < pagina.index('id="id_resultaat"')
    assert pagina.index('id="id_situatie"') < pagina.index("Wat voelde je zelf?")
    assert "maandag 19 oktober" in pagina
    with time_machine.travel(NU + timedelta(hours=1), tick=False):
        lever_in(client, kring, versie=verslag.versie, beleving="Ik schrok en was boos.")
    assert Inlevering.objects.count() == 2


# --- the moment the request began ---


def test_deadline_counts_the_moment_the_post_began(kring, als):
    client = als(kring.student)
    client.post(pad(kring, "schrijven"), {**TEKST, "versie": 0})
    with time_machine.travel(NU, tick=False) as reis:
        # The body comes in slowly: reading it moves the clock.
        class Traag:
            def __init__(self, inhoud):
                self.inhoud = inhoud

            def read(self, aantal=-1):
                reis.move_to(NU + timedelta(minutes=9))
                stuk, self.inhoud = self.inhoud, b""
                return stuk

            readline = read

            def close(self):
                """Nothing is open."""

        # The check on the token reads the body, long before the view.
        client.handler.enforce_csrf_checks = True
        client.get(pad(kring, "inleveren"))
        lijf = f"versie=1&csrfmiddlewaretoken={client.cookies['csrftoken'].value}".encode()
        soort = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(lijf))}
        client.generic("POST", pad(kring, "inleveren"), **{"wsgi.input": Traag(lijf), **soort})
    assert Inlevering.objects.get().ontvangen_op == NU


def test_moment_is_noted_before_anything_else_and_has_a_fallback():
    request = RequestFactory().get("/")
    assert begonnen_op(request) == NU
    BeginMiddleware(lambda gezien: gezien)(request)
    with time_machine.travel(NU + timedelta(hours=1), tick=False):
        assert begonnen_op(request) == NU
