"""Pages of the certificatenboekje."""

import csv
import io

import pytest
from django.urls import reverse

from evaluaties.models import Beheersing, Handeling, Handelingscertificaat
from kern.models import User
from tests.factories import NU, PlaatsingFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _klok(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NU)


@pytest.fixture
def stage():
    """A running stage with docent and werkbegeleider; one certificate for insuline."""
    plaatsing = PlaatsingFactory()
    student = plaatsing.student
    student.stagedocent = persoon("stagedocent", student.school)
    student.save()
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    _certificaat(student)
    return plaatsing


def _certificaat(student, code="insuline"):
    return Handelingscertificaat.objects.create(
        student=student,
        handeling=Handeling.objects.get(code=code),
        afgegeven_op=NU.date(),
        door=student.stagedocent,
        at=NU,
    )


def _tekst(antwoord) -> str:
    return antwoord.content.decode()


def test_the_ward_finds_an_act_and_confirms_on_one_page(stage, client):
    client.force_login(stage.student.user)
    niveau = reverse("handelingen:niveau", args=[stage.public_id, "insuline"])
    assert client.post(niveau, {"niveau": "begeleid", "woorden": "Met <i>Anna</i>"}).status_code == 302
    assert client.post(niveau, {"niveau": "begeleid"}).status_code == 422
    client.force_login(stage.werkbegeleider)
    assert "1 te bevestigen" in _tekst(client.get(reverse("handelingen:lijst")))
    url = reverse("handelingen:stage", args=[stage.public_id])
    pagina = _tekst(client.get(url))
    assert "Klopt dit?" in pagina
    assert "Met &lt;i&gt;Anna" in pagina
    assert "Insuline geven" in _tekst(client.get(url, {"q": "insul"}))
    assert "Tillift" not in _tekst(client.get(url, {"q": "insul"}))
    assert "Insuline geven" not in _tekst(client.get(url, {"toon": "niet", "q": "insul"}))
    melding = Beheersing.objects.get()
    antwoord = reverse("handelingen:antwoord", args=[melding.public_id])
    assert client.post(antwoord, {"reden": ""}).status_code == 422
    assert client.post(antwoord, {"ja": "1"}).status_code == 302
    melding.refresh_from_db()
    assert melding.bevestigd_door == stage.werkbegeleider
    assert "gedaan onder begeleiding" in _tekst(client.get(url))


def test_the_docent_certifies_a_class_and_withdraws_one(stage, client):
    docent = stage.student.stagedocent
    klas = StudentFactory.create_batch(3, school=stage.student.school, stagedocent=docent)
    vreemd = StudentFactory()
    client.force_login(docent)
    url = reverse("handelingen:certificeren")
    pagina = _tekst(client.get(url, {"handeling": "insuline"}))
    assert pagina.count("Heeft dit al") == 1
    assert vreemd.naam not in pagina
    gegevens = {"handeling": "douchen", "afgegeven_op": "2026-10-12", "geldig_tot": ""}
    assert client.post(url, gegevens).status_code == 422
    keuze = [str(student.public_id) for student in (*klas, vreemd)]
    assert client.post(url, gegevens | {"student": [*keuze, "geen-sleutel"]}).status_code == 302
    assert Handelingscertificaat.objects.filter(handeling__code="douchen").count() == 3
    certificaat = Handelingscertificaat.objects.get(handeling__code="insuline")
    intrekken = reverse("handelingen:intrekken", args=[certificaat.public_id])
    assert client.post(intrekken, {"reden": "Protocol is nieuw"}).status_code == 302
    assert "Protocol is nieuw" in _tekst(client.get(reverse("handelingen:student", args=[stage.student.public_id])))
    client.force_login(stage.werkbegeleider)
    ward = _tekst(client.get(reverse("handelingen:stage", args=[stage.public_id])))
    assert "School trok het certificaat in" in ward
    assert "Protocol is nieuw" not in ward  # why is between school and student


def test_the_student_reads_the_own_booklet(stage, client):
    client.force_login(stage.student.user)
    antwoord = client.get(reverse("handelingen:lijst"), follow=True)
    assert "Mijn certificatenboekje" in _tekst(antwoord)
    assert client.get(reverse("handelingen:certificeren")).status_code == 403
    ander = StudentFactory()
    assert client.get(reverse("handelingen:student", args=[ander.public_id])).status_code == 404


def test_the_download_is_safe_and_of_own_students_only(stage, client):
    stage.student.user.achternaam = "=CMD()"
    stage.student.user.save()
    _certificaat(StudentFactory())
    client.force_login(stage.student.stagedocent)
    antwoord = client.get(reverse("handelingen:lijst"), {"formaat": "csv"})
    inhoud = b"".join(antwoord) if antwoord.streaming else antwoord.content
    rijen = list(csv.reader(io.StringIO(inhoud.decode("utf-8-sig")), delimiter=","))
    assert len(rijen) == 2
    assert not any(cel.startswith(("=", "+", "@")) for rij in rijen for cel in rij)


def test_lists_ask_as_much_for_many_as_for_one(stage, client, django_assert_max_num_queries):
    docent, werk = stage.student.stagedocent, stage.werkbegeleider
    for _ in range(6):
        ander = PlaatsingFactory(
            stageplaats__afdeling=stage.stageplaats.afdeling,
            student__stagedocent=docent,
            student__school=stage.student.school,
            werkbegeleider=werk,
        )
        _certificaat(ander.student)
    for wie, adres in (
        (docent, reverse("handelingen:lijst")),
        (docent, reverse("handelingen:certificeren")),
        (werk, reverse("handelingen:lijst")),
        (werk, reverse("handelingen:stage", args=[stage.public_id])),
        (docent, reverse("handelingen:student", args=[stage.student.public_id])),
    ):
        client.force_login(User.objects.get(pk=wie.pk))
        client.get(adres)
        with django_assert_max_num_queries(30):
            assert client.get(adres).status_code == 200
