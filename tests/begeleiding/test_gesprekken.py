from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from begeleiding.models import Gesprek, Vervolgstap
from begeleiding.services.gesprekken import Stap, leg_gesprek_vast, vink_stap_af, wijzig_gesprek
from begeleiding.vandaag import todos
from evaluaties.models import Verslagfeit
from kern.models import Bericht
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, GesprekFactory, persoon

NU = datetime(2026, 10, 12, 16, 0, tzinfo=AMSTERDAM)
VASTLEGGERS = ("werkbegeleider", "stagebegeleider", "stagedocent", "coordinator")
GEGEVENS = {
    "soort": "voortgang",
    "vorm": "op_locatie",
    "datum": date(2026, 10, 12),
    "aanwezig": "student",
    "gaat_goed": "KANARIE goed",
    "kan_beter": "KANARIE beter",
}


@pytest.fixture
def kring(db):
    return maak_kring()


@pytest.fixture
def ander(db):
    return maak_kring()


@pytest.fixture(autouse=True)
def _op_die_dag():
    with time_machine.travel(NU, tick=False):
        yield


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def leg(kring, wie="werkbegeleider", stappen=(), at=NU, **gegevens):
    return leg_gesprek_vast(
        plaatsing=kring.plaatsing, gegevens={**GEGEVENS, **gegevens}, stappen=stappen, by=getattr(kring, wie), at=at
    )


def formulier(kring, **velden):
    data = {
        "soort": "voortgang",
        "datum": "2026-10-12",
        "vorm": "telefonisch",
        "aanwezig": f"{kring.student.naam} (student)",
        "anderen": "",
        "gaat_goed": "Gaat goed.",
        "kan_beter": "",
        "stap1_wat": "Een leerdoel kiezen",
        "stap1_voor": "student",
        "stap1_datum": "2026-10-19",
    }
    return data | velden


@pytest.mark.parametrize("wie", VASTLEGGERS)
def test_talk_is_logged_with_steps(kring, wie):
    gesprek = leg(kring, wie, [Stap("student", "Leerdoel kiezen", date(2026, 10, 19))])
    assert gesprek.vervolgstappen.get().wat == "Leerdoel kiezen"
    bericht = Bericht.objects.get(soort="gesprek_stap")
    assert bericht.ontvanger == kring.student
    assert "voor jou afgesproken" in bericht.tekst
    assert "Leerdoel" not in bericht.tekst + bericht.html


@pytest.mark.parametrize("wie", ["student", "praktijkopleider"])
def test_others_do_not_log(kring, wie):
    with pytest.raises(GeenToegang):
        leg(kring, wie)


def test_same_talk_posted_twice_is_one(kring):
    assert leg(kring) == leg(kring, at=NU + timedelta(seconds=1))
    assert Gesprek.objects.count() == 1


def test_talk_of_tomorrow_is_refused(kring):
    with pytest.raises(DomainError, match="nog niet geweest"):
        leg(kring, datum=date(2026, 10, 13))


def test_first_kennismaking_and_each_tussenevaluatie_make_a_report_due(kring):
    leg(kring, soort="kennismaking")
    leg(kring, soort="kennismaking", vorm="online")
    leg(kring, soort="tussenevaluatie")
    leg(kring, soort="tussenevaluatie", vorm="online")
    leg(kring)
    feiten = Verslagfeit.objects.order_by("pk").values_list("soort", "waarde", "ref")
    assert list(feiten) == [
        ("meeting", "kennismaking", "1"),
        ("meeting", "tussenevaluatie", "1"),
        ("meeting", "tussenevaluatie", "2"),
    ]


def test_correcting_the_day_corrects_the_same_meeting(kring):
    gesprek = leg(kring, soort="kennismaking")
    gegevens = {**GEGEVENS, "soort": "kennismaking", "datum": date(2026, 10, 9)}
    wijzig_gesprek(gesprek=gesprek, gegevens=gegevens, stappen=[], by=kring.werkbegeleider, at=NU + timedelta(hours=1))
    feiten = Verslagfeit.objects.order_by("pk").values_list("ref", "datum")
    assert list(feiten) == [("1", date(2026, 10, 12)), ("1", date(2026, 10, 9))]


def test_talk_changes_within_24_hours_by_its_author(kring):
    gesprek = leg(kring)
    met = {"gesprek": gesprek, "gegevens": {**GEGEVENS, "gaat_goed": "Anders"}, "stappen": []}
    with pytest.raises(GeenToegang):
        wijzig_gesprek(**met, by=kring.stagedocent, at=NU)
    with pytest.raises(GeenToegang):
        wijzig_gesprek(**met, by=kring.werkbegeleider, at=NU + timedelta(hours=24, seconds=1))
    wijzig_gesprek(**met, by=kring.werkbegeleider, at=NU + timedelta(hours=24))
    gesprek.refresh_from_db()
    assert gesprek.gaat_goed == "Anders"


def test_change_keeps_steps_that_were_done(kring):
    gesprek = leg(kring, stappen=[Stap("student", "A"), Stap("student", "B")])
    vink_stap_af(gesprek=gesprek, nummer=1, gedaan=True, by=kring.student, at=NU)
    stappen = [Stap("student", "A"), Stap("student", "C")]
    wijzig_gesprek(gesprek=gesprek, gegevens=GEGEVENS, stappen=stappen, by=kring.werkbegeleider, at=NU)
    gedaan = [(stap.wat, stap.gedaan_op is not None) for stap in gesprek.vervolgstappen.order_by("pk")]
    assert gedaan == [("A", True), ("C", False)]


@pytest.mark.parametrize(
    ("voor", "wie", "mag"),
    [
        ("student", "student", True),
        ("werkbegeleider", "student", False),
        ("leerbedrijf", "praktijkopleider", True),
        ("student", "praktijkopleider", False),
        ("student", "stagedocent", True),
        ("leerbedrijf", "werkbegeleider", True),
    ],
)
def test_step_is_ticked_by_whose_it_is(kring, voor, wie, mag):
    gesprek = leg(kring, "coordinator", [Stap(voor, "Iets")])
    if not mag:
        with pytest.raises(GeenToegang):
            vink_stap_af(gesprek=gesprek, nummer=1, gedaan=True, by=getattr(kring, wie), at=NU)
        return
    vink_stap_af(gesprek=gesprek, nummer=1, gedaan=True, by=getattr(kring, wie), at=NU)
    assert Vervolgstap.objects.get().gedaan_op == date(2026, 10, 12)


# --- pages ---


@pytest.mark.parametrize("wie", VASTLEGGERS)
def test_log_by_page(kring, wie):
    client = als(getattr(kring, wie))
    assert kring.student.naam in client.get(reverse("begeleiding:kies")).content.decode()
    url = reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])
    leeg = client.get(url).content.decode()
    assert 'value="2026-10-12"' in leeg
    assert not Gesprek.objects.exists()
    for _ in range(2):
        antwoord = client.post(url, formulier(kring))
        assert antwoord.status_code == 302
    gesprek = Gesprek.objects.get()
    assert gesprek.aanwezig == f"{kring.student.naam} (student)"
    pagina = client.get(antwoord.url).content.decode()
    assert "Een leerdoel kiezen" in pagina
    wijzigen = reverse("begeleiding:wijzigen", args=[gesprek.public_id])
    assert "Een leerdoel kiezen" in client.get(wijzigen).content.decode()
    assert client.post(wijzigen, formulier(kring, gaat_goed="Nog beter.")).status_code == 302
    gesprek.refresh_from_db()
    assert (gesprek.soort, gesprek.gaat_goed) == ("voortgang", "Nog beter.")


def test_step_without_a_person_is_refused_with_the_text_kept(kring):
    url = reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])
    antwoord = als(kring.werkbegeleider).post(url, formulier(kring, stap1_voor=""))
    assert antwoord.status_code == 422
    assert "Kies voor wie deze stap is." in antwoord.content.decode()
    assert "Een leerdoel kiezen" in antwoord.content.decode()


@pytest.mark.parametrize("wie", [*VASTLEGGERS, "student", "praktijkopleider"])
def test_strangers_get_404(kring, ander, wie):
    gesprek = leg(kring, stappen=[Stap("student", "A")])
    client = als(getattr(ander, wie))
    for naam, delen in (
        ("detail", [gesprek.public_id]),
        ("wijzigen", [gesprek.public_id]),
        ("nieuw", [kring.plaatsing.public_id]),
    ):
        assert client.get(reverse(f"begeleiding:{naam}", args=delen)).status_code == 404
    assert client.post(reverse("begeleiding:stap", args=[gesprek.public_id, 1]), {"gedaan": "ja"}).status_code == 404
    assert not client.get(reverse("begeleiding:lijst")).context["gesprekken"]


@pytest.mark.parametrize("wie", ["student", "praktijkopleider"])
def test_those_concerned_read_but_do_not_log(kring, wie):
    gesprek = leg(kring)
    client = als(getattr(kring, wie))
    assert "KANARIE goed" in client.get(reverse("begeleiding:detail", args=[gesprek.public_id])).content.decode()
    assert client.get(reverse("begeleiding:nieuw", args=[kring.plaatsing.public_id])).status_code == 403
    assert client.get(reverse("begeleiding:wijzigen", args=[gesprek.public_id])).status_code == 403


def test_beheerder_sees_that_there_was_a_talk_and_not_what_was_said(kring):
    gesprek = leg(kring)
    client = als(persoon("beheerder"))
    lijst = client.get(reverse("begeleiding:lijst")).content.decode()
    assert kring.student.naam in lijst
    assert "KANARIE" not in lijst
    antwoord = client.get(reverse("begeleiding:detail", args=[gesprek.public_id]))
    assert antwoord.status_code == 403
    assert "KANARIE" not in antwoord.content.decode()


def test_step_by_page_goes_back_to_where_it_was(kring):
    gesprek = leg(kring, stappen=[Stap("student", "A")])
    url = reverse("begeleiding:stap", args=[gesprek.public_id, 1])
    client = als(kring.student)
    assert client.post(url, {"gedaan": "ja", "next": "/begeleiding/"}).url == "/begeleiding/"
    assert client.post(url, {"gedaan": "ja", "next": "//kwaad.test/"}).url.startswith("/begeleiding/")
    assert Vervolgstap.objects.get().gedaan_op is not None
    client.post(url, {"gedaan": "nee"})
    assert Vervolgstap.objects.get().gedaan_op is None


@pytest.mark.parametrize("filters", [{"soort": "voortgang"}, {"stappen": "open"}, {"q": "Voor"}])
def test_list_filters(kring, filters):
    leg(kring, stappen=[Stap("student", "A")])
    assert len(als(kring.coordinator).get(reverse("begeleiding:lijst"), filters).context["gesprekken"]) == 1


def test_list_costs_the_same_queries_for_one_and_many(kring):
    leg(kring)
    client = als(kring.coordinator)
    client.get(reverse("begeleiding:lijst"))

    def tel():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("begeleiding:lijst"))
        return len(queries)

    een = tel()
    GesprekFactory.create_batch(5, plaatsing=kring.plaatsing, vastgelegd_door=kring.stagedocent)
    assert tel() == een
    assert een <= 30


def test_todos_name_own_steps_and_students_without_a_talk(kring):
    assert [rij["titel"] for rij in todos(kring.werkbegeleider, NU)] == [
        f"Al vier weken geen gesprek met {kring.student.naam}"
    ]
    leg(kring, stappen=[Stap("student", "Leerdoel kiezen", date(2026, 10, 10))])
    assert todos(kring.werkbegeleider, NU) == []
    rij = todos(kring.student, NU)[0]
    assert (rij["titel"], rij["ernst"], rij["voor"]) == ("Leerdoel kiezen", "oranje", date(2026, 10, 10))


def test_students_own_list_has_no_column_with_the_own_name(kring):
    gesprek = GesprekFactory(plaatsing=kring.plaatsing)
    tekst = als(kring.student).get(reverse("begeleiding:lijst")).text
    tabel = tekst[tekst.index("<table") : tekst.index("</table>")]
    assert kring.student.naam not in tabel
    assert reverse("begeleiding:detail", args=[gesprek.public_id]) in tabel
    assert 'name="q"' not in tekst[tekst.index("<main") :]
    assert kring.student.naam in als(kring.coordinator).get(reverse("begeleiding:lijst")).text
