"""The two logs: in words, with names and links, filtered by names."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluaties.models import Bijlage, Verslag
from kern.models import AuditRegel, Bestand, Inzageregel, Organisatie
from kern.services.audit import leg_vast
from kern.services.inzage import leg_inzage_vast
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, StudentFactory, UserFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture
def als() -> Client:
    """A client of a beheerder."""
    client = Client()
    client.force_login(persoon("beheerder"), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_log_tells_who_did_what_from_what_to_what(als):
    wie, wat = persoon("coordinator", voornaam="Zoë", achternaam="T"), PlaatsingFactory()
    leg_vast(
        actie="stage afgerond",
        obj=wat,
        by=wie,
        at=NU,
        reden="omdat",
        voor={"status": "lopend", "einddatum": date(2026, 10, 9), "werkbegeleider": None},
        na={"status": "afgerond", "einddatum": date(2026, 10, 12), "werkbegeleider": wie.pk},
    )
    tekst = als.get(reverse("beheer:log"), {"q": "afgerond"}).content.decode()
    for stuk in ("Zoë T", "coördinator", "Stage afgerond", "omdat", "Laatste dag: <del>9 okt 2026", wat.student.naam):
        assert stuk in tekst
    assert reverse("plaatsingen:detail", args=[wat.public_id]) in tekst
    assert "<ins>Zoë T</ins>" in tekst
    for technisch in ("plaatsingen.Plaatsing<", "2026-10-09", "einddatum:", str(wie.pk) + "</ins>"):
        assert technisch not in tekst
    assert "Geen regels" in als.get(reverse("beheer:log"), {"q": "qqq"}).content.decode()
    assert als.get(reverse("beheer:log"), {"van": "2099-01-01"}).context["pagina"].paginator.count == 0
    assert als.get(reverse("beheer:log"), {"van": "onzin"}).status_code == 200


@pytest.mark.parametrize(
    ("filters", "aantal"),
    [
        ({"wat": "verslag ingeleverd"}, 1),
        ({"soort": "kern.Organisatie"}, 1),
        ({"wie": "zoë t"}, 1),
        ({"tot": "2020-01-01"}, 0),
        ({"q": "linde"}, 0),
        ({"q": "veenstra"}, 1),
    ],
)
def test_log_is_filtered_by_names(als, filters, aantal):
    student = StudentFactory(user__achternaam="Veenstra")
    leg_vast(actie="verslag ingeleverd", obj=student, by=None, at=NU, na={"plicht": "monthly:2026-09"})
    leg_vast(actie="getest", obj=OrganisatieFactory(), by=persoon("beheerder", voornaam="Zoë", achternaam="T"), at=NU)
    antwoord = als.get(reverse("beheer:log"), filters)
    assert antwoord.context["pagina"].paginator.count == aantal
    assert ">Alle handelingen<" in antwoord.text
    assert ">organisatie<" in antwoord.text
    if "wat" in filters:
        assert "reflectieverslag over september 2026" in antwoord.text
        assert "monthly:" not in antwoord.text
        assert "het systeem" in antwoord.text


def test_log_asks_as_much_for_many_lines_as_for_one(als):
    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            als.get(reverse("beheer:log"))
        return len(vragen)

    def regel() -> None:
        wie = persoon("coordinator")
        leg_vast(actie="a", obj=PlaatsingFactory(), by=wie, at=NU, na={"werkbegeleider": wie.pk})

    regel()
    tel()
    een = tel()
    for _ in range(4):
        regel()
    assert tel() == een


def test_log_says_whose_file_it_is_and_not_what_it_is_called(als):
    plaatsing = PlaatsingFactory()
    verslag = Verslag.objects.create(plaatsing=plaatsing, plicht="monthly:2026-09", bewaard_op=NU)
    for nummer in range(3):
        bestand = Bestand.objects.create(
            naam=f"ziekmelding-{nummer}.pdf", soort="bijlage", bytes=1, pad=f"x{nummer}", aangemaakt_op=NU
        )
        bijlage = Bijlage.objects.create(verslag=verslag, bestand=bestand, toegevoegd_op=NU)
        leg_vast(actie="bijlage toegevoegd", obj=bijlage, by=None, at=NU)
    with CaptureQueriesContext(connection) as vragen:
        tekst = als.get(reverse("beheer:log")).text
    assert f"van {plaatsing.student}" in tekst
    assert "ziekmelding" not in tekst
    assert sum('"evaluaties_bijlage"' in vraag["sql"] for vraag in vragen) == 1
    assert not any('FROM "kern_bestand"' in vraag["sql"] for vraag in vragen)


def test_log_of_somebody_who_is_gone_still_opens(als):
    wie = UserFactory()
    leg_vast(actie="getest", obj=None, by=wie, at=NU)
    leg_vast(actie="getest", obj=OrganisatieFactory(), by=wie, at=NU)
    Organisatie.objects.filter(code__startswith="ORG", lidmaatschappen__isnull=True).delete()
    leg_inzage_vast(obj=OrganisatieFactory(), student=None, user=wie, at=NU, route="test")
    AuditRegel.objects.update(by_id=999_999)
    Inzageregel.objects.update(user_id=999_999)
    tekst = als.get(reverse("beheer:log")).text
    assert "iemand die er niet meer is" in tekst
    assert "bestaat niet meer" in tekst
    assert "onbekend" in als.get(reverse("beheer:inzage")).content.decode()


def test_access_log_names_reader_student_and_reason(als):
    student = StudentFactory()
    leg_inzage_vast(
        obj=student, student=student, user=persoon("beheerder"), at=NU, route="verslag", reden="Klacht van de ouders"
    )
    tekst = als.get(reverse("beheer:inzage")).content.decode()
    assert "Klacht van de ouders" in tekst
    assert student.naam in tekst
    assert "Student, verslag" in tekst
    for filters, aantal in (({"student": student.naam}, 1), ({"student": "qqq"}, 0), ({"uitkomst": "geweigerd"}, 0)):
        assert als.get(reverse("beheer:inzage"), filters).context["pagina"].paginator.count == aantal
