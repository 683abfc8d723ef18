"""The poule through the front door: who sees and keeps it, absence, bookings, norms with history, lists."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from begeleiding.models import Afwezigheid, Inzet, Poulebegeleider, Poulenorm
from begeleiding.services.poule_norm import norm_op
from kern.models import AuditRegel
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon
from tests.factories.poule import PoulebegeleiderFactory

pytestmark = pytest.mark.django_db
BOOS = '=HYPERLINK("http://kwaad.example","klik")'
BEGELEIDER = {
    "fte": "0.8", "dienstverband": "ingehuurd", "cursus": "klaar", "cursus_klaar_op": "2026-09-01", "niveau": "4",
    "max_km": "40", "in_poule_van": "2026-10-01", "werkgebied": "Assen, Beilen", "postcode": "9401 AB",
}  # fmt: skip
NORM = {
    "geldig_van": "2026-11-01", "uren_per_fte": "36", "contactdeel": "50", "minuten_per_student": "30",
    "reis_minuten_per_bezoek": "15", "km_per_uur": "50", "kosten_per_fte": "120000", "reden": "cao",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def bureau():
    return persoon("coordinator", OrganisatieFactory(bureau=True))


def als(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def adres(naam, *args):
    return reverse(f"poule:{naam}", args=args)


def test_bureau_takes_somebody_in_with_a_place_to_leave_from(bureau):
    nieuw = persoon("stagebegeleider")
    data = BEGELEIDER | {"persoon": str(nieuw.public_id)}
    assert als(bureau).post(adres("nieuw"), data).status_code == 302
    rij = Poulebegeleider.objects.get(user=nieuw)
    assert (rij.werkgebied, round(rij.lat), round(rij.lon)) == ("Assen, Beilen", 53, 7)
    assert AuditRegel.objects.filter(actie="in de poule opgenomen").count() == 1
    assert als(bureau).post(adres("nieuw"), data).status_code == 422  # is in it already
    assert Poulebegeleider.objects.count() == 1


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"cursus_klaar_op": ""}, "wanneer de cursus klaar was"),
        ({"cursus_klaar_op": "2026-10-13"}, "nog niet klaar"),
        ({"dienstverband": "uitgeleend"}, "welke organisatie"),
        ({"van_organisatie": "Bestaat niet"}, "vinden we niet"),
        ({"in_poule_tot": "2026-09-01"}, "ligt voor de eerste dag"),
        ({"postcode": "0000"}, "kennen we niet"),
        ({"fte": "1.2"}, "hoogstens 1"),
    ],
)
def test_supervisor_form_says_what_is_wrong(bureau, anders, zin):
    data = BEGELEIDER | {"persoon": str(persoon("stagebegeleider").public_id)} | anders
    antwoord = als(bureau).post(adres("nieuw"), data)
    assert antwoord.status_code == 422
    assert zin in antwoord.content.decode()
    assert not Poulebegeleider.objects.exists()


def test_other_work_is_refused_and_stays_as_a_warning_when_agreed(bureau):
    rij = PoulebegeleiderFactory()
    client, pad = als(bureau), adres("inzet", rij.public_id)
    data = {"inzet-soort": "anders", "inzet-uren_per_week": "8", "inzet-van": "2026-10-12"}
    assert "alleen voor begeleiding" in client.post(pad, data).content.decode()
    data |= {"inzet-toch": "on"}
    assert "welk werk het is" in client.post(pad, data).content.decode()
    assert not Inzet.objects.exists()
    data |= {"inzet-omschrijving": "Rooster maken"}
    for _ in range(2):  # twice is once
        assert client.post(pad, data).status_code == 302
    assert Inzet.objects.count() == 1
    pagina = client.get(adres("begeleider", rij.public_id)).content.decode()
    assert "Doet ook ander werk" in pagina
    assert "hoort niet bij de poule" in pagina
    teveel = data | {"inzet-soort": "begeleiding", "inzet-uren_per_week": "33", "inzet-toch": ""}
    assert "al 8 uur geboekt" in client.post(pad, teveel).content.decode()


def test_supervisor_reports_own_absence_and_only_the_bureau_sees_why(bureau):
    rij = PoulebegeleiderFactory()
    eigen, pad = als(rij.user), adres("afwezig", rij.public_id)
    data = {"afwezig-van": "2026-10-14", "afwezig-tot": "2026-10-20", "afwezig-reden": "ziek"}
    for _ in range(2):
        assert eigen.post(pad, data).status_code == 302
    (weg,) = Afwezigheid.objects.all()
    assert eigen.post(pad, data | {"afwezig-van": "2026-10-18", "afwezig-tot": ""}).status_code == 422
    paginas = {user: als(user).get(adres("begeleider", rij.public_id)).content.decode() for user in (bureau, rij.user)}
    school = als(persoon("coordinator")).get(adres("begeleider", rij.public_id)).content.decode()
    assert all("(ziek)" in pagina for pagina in paginas.values())
    assert "14 t/m 20 oktober" in school or "14 okt" in school
    assert "(ziek)" not in school
    assert als(PoulebegeleiderFactory().user).post(pad, data).status_code == 404
    assert eigen.post(adres("terug", rij.public_id, weg.public_id)).status_code == 302  # it never began
    assert not Afwezigheid.objects.exists()


def test_norm_holds_from_its_day_and_the_old_one_stays(bureau):
    client = als(bureau)
    assert client.post(adres("normen"), NORM | {"minuten_stagegezin": "12"}).status_code == 302
    assert norm_op(date(2026, 10, 31)).uren_per_fte == 40
    nieuw = norm_op(date(2026, 11, 1))
    assert (nieuw.uren_per_fte, nieuw.minuten_voor("stagegezin"), nieuw.minuten_voor("zic")) == (36, 12, 30)
    assert client.post(adres("normen"), NORM).status_code == 422  # another norm for the same day
    assert "oude cijfers" in client.post(adres("normen"), NORM | {"geldig_van": "2026-10-11"}).content.decode()
    past_niet = NORM | {"geldig_van": "2026-12-01", "reis_minuten_per_bezoek": "40"}
    assert "past niet in een week" in client.post(adres("normen"), past_niet).content.decode()
    assert "360 studenten" in client.get(adres("normen")).content.decode()
    assert client.post(adres("norm_intrekken", 20261101)).status_code == 302
    assert not Poulenorm.objects.exists()


@pytest.mark.parametrize(
    ("rol", "lijst", "planner", "normen_post", "nieuw"),
    [
        ("coordinator", 200, 200, 403, 403),
        ("beheerder", 200, 200, 422, 200),
        ("stagebegeleider", 200, 403, 403, 403),
        ("stagedocent", 403, 403, 403, 403),
        ("werkbegeleider", 403, 403, 403, 403),
        ("student", 403, 403, 403, 403),
    ],
)
def test_poule_is_for_coordinators_and_kept_by_the_bureau(rol, lijst, planner, normen_post, nieuw):
    client = als(persoon(rol))
    assert client.get(adres("lijst")).status_code == lijst
    assert client.get(adres("planner")).status_code == planner
    assert client.get(adres("rekenen")).status_code == planner
    assert client.post(adres("normen"), {"reden": " "}).status_code == normen_post
    assert client.get(adres("nieuw")).status_code == nieuw


def test_supervisor_goes_to_the_own_page_and_sees_nobody_else():
    eigen, ander = PoulebegeleiderFactory(), PoulebegeleiderFactory()
    client = als(eigen.user)
    assert client.get(adres("lijst")).url == adres("begeleider", eigen.public_id)
    assert client.get(adres("begeleider", eigen.public_id)).status_code == 200
    assert client.get(adres("begeleider", ander.public_id)).status_code == 404
    assert client.post(adres("inzet", eigen.public_id), {}).status_code == 403


def test_coordinator_sees_how_full_somebody_is_but_only_own_students():
    rij = PoulebegeleiderFactory()
    eigen, vreemd = (PlaatsingFactory(stagebegeleider=rij.user) for _ in range(2))
    client = als(persoon("coordinator", eigen.student.school))
    pagina = client.get(adres("begeleider", rij.public_id)).content.decode()
    assert eigen.student.naam in pagina
    assert vreemd.student.naam not in pagina
    (regel,) = csv.DictReader(io.StringIO(client.get(adres("lijst") + "?formaat=csv").content.decode("utf-8-sig")))
    assert (regel["Studenten"], regel["Uren nodig deze week"]) == ("2", "1.0")
    assert regel["Uren beschikbaar deze week"] == "20.0"


def test_list_asks_as_much_with_many_as_with_one_and_downloads_no_formula(bureau):
    client, tellingen = als(bureau), []
    for aantal in (1, 6):
        for _ in range(aantal):
            rij = PoulebegeleiderFactory(werkgebied=BOOS)
            PlaatsingFactory(stagebegeleider=rij.user)
            rij.afwezigheden.create(van=NU.date(), reden="ziek", gemaakt_op=NU)
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(adres("lijst")).status_code == 200
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1] <= 30
    tekst = client.get(adres("lijst") + "?formaat=csv").content.decode("utf-8-sig")
    assert all(rij["Werkt in"].startswith("'=") for rij in csv.DictReader(io.StringIO(tekst)))


def test_filters_find_who_is_away_and_who_must_finish_the_course(bureau):
    weg, leert = PoulebegeleiderFactory(), PoulebegeleiderFactory(cursus="bezig", cursus_klaar_op=None)
    vertrokken = PoulebegeleiderFactory(in_poule_tot=date(2026, 10, 1))
    weg.afwezigheden.create(van=date(2026, 10, 12), reden="ziek", gemaakt_op=NU)
    client = als(bureau)
    for stand, wie in (("afwezig", weg), ("cursus", leert), ("weg", vertrokken)):
        (stand_,) = client.get(adres("lijst"), {"stand": stand}).context["standen"]
        assert stand_.begeleider == wie
    assert not client.get(adres("lijst"), {"stand": "inzetbaar"}).context["standen"]
    assert len(client.get(adres("lijst")).context["standen"]) == 2
