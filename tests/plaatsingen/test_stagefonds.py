"""The figures for the Stagefonds: what counts, the fifth, who sees what, the list from outside, safe downloads."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kern.models import Achtergrondtaak, Schooljaar
from plaatsingen.models import Stagedeel, Stagefondsregel
from plaatsingen.services import stagefonds, stagefondslijst
from tests.factories import NU, OpleidingFactory, PlaatsingFactory, StageplaatsFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db

PAGINA = "/plaatsingen/stagefonds/"
VERGELIJK = "/plaatsingen/stagefonds/vergelijken/"
BOOS = '=HYPERLINK("http://kwaad.example","klik")'


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def plaatsing():
    return PlaatsingFactory()


def schrijf(plaatsing, dagen, *, uren=8, bevestigd=True, deel=None, vanaf=1):
    for nummer in range(dagen):
        plaatsing.urendagen.create(
            datum=date.fromordinal(date(2026, 8, vanaf).toordinal() + nummer),
            uren=uren,
            ingevoerd_op=NU,
            bevestigd_op=NU if bevestigd else None,
            deel=deel,
        )


def jaar():
    return Schooljaar.objects.get(naam="2026/2027")


def reken(**meer):
    return stagefonds.bereken(schooljaar=jaar(), by=None, at=NU, **meer)


def rijen(user):
    return stagefonds.vul_aan(list(stagefonds.regels(user=user, schooljaar=jaar())), schooljaar=jaar())


def test_only_confirmed_hours_of_the_year_count(plaatsing):
    schrijf(plaatsing, 36)
    plaatsing.urendagen.create(datum=date(2026, 12, 1), uren=8, ingevoerd_op=NU)
    plaatsing.urendagen.create(datum=date(2026, 12, 2), uren=0, soort="ziek", ingevoerd_op=NU, bevestigd_op=NU)
    plaatsing.urendagen.create(datum=date(2026, 7, 31), uren=8, ingevoerd_op=NU, bevestigd_op=NU)
    reken()
    (rij,) = rijen(persoon("beheerder"))
    assert (rij["uren"], rij["wacht"], rij["aantal"]) == (288, 8, 1)
    # 288 of 1440 hours is exactly a fifth: more is needed.
    assert (rij["fte"], rij["mee"]) == (Decimal("0.20"), False)
    plaatsing.urendagen.create(datum=date(2026, 12, 3), uren=1, ingevoerd_op=NU, bevestigd_op=NU)
    reken()
    assert rijen(persoon("beheerder"))[0]["mee"]


def test_bbl_place_has_fewer_hours(plaatsing):
    bbl = OpleidingFactory(code="25656B", leerweg="bbl")
    student = StudentFactory(opleiding=bbl)
    schrijf(PlaatsingFactory(student=student), 16)
    reken()
    (rij,) = rijen(persoon("beheerder"))
    assert rij["fte"] == Decimal("0.10")  # 128 of 1280


def test_two_hosts_each_have_their_own_hours(plaatsing):
    plaats = StageplaatsFactory()
    deel = Stagedeel.objects.create(
        plaatsing=plaatsing, stageplaats=plaats, dagen="do", uren_norm=100, toegevoegd_op=NU
    )
    schrijf(plaatsing, 20)
    schrijf(plaatsing, 4, deel=deel, vanaf=25)
    reken()
    per_huis = {rij["leerbedrijf__naam"]: (rij["uren"], rij["weinig"]) for rij in rijen(persoon("beheerder"))}
    # 32 of 192 hours is less than a fifth of what this student made.
    assert per_huis == {plaatsing.stageplaats.leerbedrijf.naam: (160, 0), plaats.leerbedrijf.naam: (32, 1)}


@pytest.mark.parametrize("soort", ["orientatie", "informele-zorg", "stagegezin"])
def test_other_kinds_of_stage_stay_out(soort):
    schrijf(PlaatsingFactory(stageplaats__soort=soort), 5)
    assert reken() == 0


def test_adding_up_again_changes_nothing_and_drops_what_is_gone(plaatsing):
    schrijf(plaatsing, 3)
    reken()
    pk = Stagefondsregel.objects.get().pk
    reken()
    assert Stagefondsregel.objects.get().pk == pk
    plaatsing.urendagen.all().delete()
    stagefonds.bereken(schooljaar=jaar(), by=None, at=NU.replace(hour=12))
    assert not Stagefondsregel.objects.exists()


def test_one_house_is_added_up_without_touching_others(plaatsing):
    ander = PlaatsingFactory()
    schrijf(plaatsing, 3)
    schrijf(ander, 3)
    reken()
    schrijf(plaatsing, 1, vanaf=10)
    schrijf(ander, 1, vanaf=10)
    reken(leerbedrijven={plaatsing.stageplaats.leerbedrijf.pk})
    uren = dict(Stagefondsregel.objects.values_list("leerbedrijf", "bevestigd"))
    assert uren == {plaatsing.stageplaats.leerbedrijf.pk: 32, ander.stageplaats.leerbedrijf.pk: 24}


def test_each_role_sees_its_own_part(client, plaatsing):
    ander = PlaatsingFactory()
    schrijf(plaatsing, 3)
    schrijf(ander, 3)
    reken()
    eigen, vreemd = plaatsing.stageplaats.leerbedrijf, ander.stageplaats.leerbedrijf
    ziet = {
        persoon("praktijkopleider", eigen): {eigen.naam},
        persoon("coordinator", ander.student.school): {vreemd.naam},
        persoon("beheerder"): {eigen.naam, vreemd.naam},
    }
    for user, namen in ziet.items():
        client.force_login(user)
        assert {rij["leerbedrijf__naam"] for rij in client.get(PAGINA).context["rijen"]} == namen
        assert {rij["leerbedrijf__naam"] for rij in rijen(user)} == namen
    for user in (persoon("werkbegeleider", eigen), plaatsing.student.user, persoon("stagedocent")):
        client.force_login(user)
        assert client.get(PAGINA).status_code == 403
        assert client.get(VERGELIJK).status_code == 403
        assert client.post(reverse("plaatsingen:stagefonds_bijwerken")).status_code == 403


def test_house_adds_up_at_once_and_a_region_in_the_background(client, plaatsing):
    schrijf(plaatsing, 3)
    client.force_login(persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf))
    client.post(reverse("plaatsingen:stagefonds_bijwerken"), {"schooljaar": "2026/2027"})
    assert Stagefondsregel.objects.get().bevestigd == 24
    client.force_login(persoon("beheerder"))
    antwoord = client.post(reverse("plaatsingen:stagefonds_bijwerken"), {"schooljaar": "2026/2027"})
    taak = Achtergrondtaak.objects.get()
    assert (taak.soort, str(taak.public_id) in antwoord.url) == (stagefonds.TAAK, True)


def test_page_filters_and_asks_as_much_for_many_as_for_one(client, plaatsing):
    schrijf(plaatsing, 3)
    reken()
    client.force_login(persoon("beheerder"))

    def tel():
        client.get(PAGINA)
        with CaptureQueriesContext(connection) as vragen:
            assert client.get(PAGINA).status_code == 200
        return len(vragen)

    een = tel()
    for _ in range(6):
        schrijf(PlaatsingFactory(), 2)
    reken()
    assert tel() == een <= 30
    naam = plaatsing.stageplaats.leerbedrijf.naam
    assert {rij["leerbedrijf__naam"] for rij in client.get(PAGINA, {"q": naam}).context["rijen"]} >= {naam}
    assert "Niets gevonden" in client.get(PAGINA, {"crebo": "25655"}).text


# --- the list from outside ---


def lijst(tekst, naam="lijst.csv"):
    return SimpleUploadedFile(naam, tekst.encode())


def test_differences_are_only_here_only_there_and_other(client, plaatsing):
    ander, derde = PlaatsingFactory(), PlaatsingFactory()
    for een in (plaatsing, ander, derde):
        schrijf(een, 18)
    reken()
    client.force_login(persoon("beheerder"))
    een, twee = (rij.stageplaats.leerbedrijf for rij in (plaatsing, ander))
    tekst = (
        f"Leerbedrijf;Crebo;Uren;FTE\n{een.code};25656;144,4;0,10\n{twee.naam.upper()};25656;;0,15\nElders;25656;80;\n"
    )
    antwoord = client.post(VERGELIJK, {"bestand": lijst(tekst)})
    uitkomst = antwoord.context["uitkomst"]
    assert uitkomst.gelijk == 1
    assert [(rij.soort, rij.leerbedrijf) for rij in uitkomst.verschillen] == [
        ("anders", twee.naam),
        ("daar", "Elders"),
        ("hier", derde.stageplaats.leerbedrijf.naam),
    ]
    assert "3 verschillen" in antwoord.text


@pytest.mark.parametrize(
    ("naam", "inhoud", "woord"),
    [
        ("x.pdf", b"%PDF", "geen CSV"),
        ("x.csv", b"leerbedrijf,crebo\nA,25656\n", "allebei leeg"),
        ("x.csv", b"naam\nA\n", "leerbedrijf"),
        ("x.xlsx", b"PK\x03\x04kapot", ""),
        ("x.csv", b"", "leeg"),
    ],
)
def test_bad_file_is_refused_with_words(client, naam, inhoud, woord):
    PlaatsingFactory()
    client.force_login(persoon("beheerder"))
    antwoord = client.post(VERGELIJK, {"bestand": SimpleUploadedFile(naam, inhoud)})
    assert antwoord.status_code == 422
    assert woord in antwoord.text


def test_same_pair_twice_is_added_up():
    inlezing = stagefondslijst.lees_lijst(b"leerbedrijf,crebo,uren\nA,1,10\na , 1,5\n", "x.csv")
    rij = {
        "opleiding__code": "1",
        "leerbedrijf__code": "A",
        "leerbedrijf__naam": "Aa",
        "uren": Decimal(15),
        "fte": Decimal("0.01"),
    }
    assert stagefondslijst.vergelijk([rij], inlezing) == stagefondslijst.Vergelijking([], 1)


# --- downloads ---


def _cellen(antwoord):
    return [cel.value for rij in openpyxl.load_workbook(io.BytesIO(antwoord.content)).active for cel in rij]


def test_downloads_are_safe_to_open(client, plaatsing):
    huis = plaatsing.stageplaats.leerbedrijf
    huis.naam = BOOS
    huis.save()
    schrijf(plaatsing, 3)
    reken()
    client.force_login(persoon("beheerder"))
    assert f"'{BOOS}" in _cellen(client.get(PAGINA, {"formaat": "xlsx"}))
    assert "'=HYPERLINK" in client.get(PAGINA, {"formaat": "csv"}).content.decode()
    bestand = lijst("leerbedrijf,crebo,uren\n+cmd|' /C calc'!A0,25656,1\n")
    antwoord = client.post(f"{VERGELIJK}?formaat=xlsx", {"bestand": bestand})
    if antwoord.status_code == 200:
        cellen = [cel for cel in _cellen(antwoord) if isinstance(cel, str)]
        assert f"'{BOOS}" in cellen
        assert not [cel for cel in cellen if cel[:1] in "=+-@"]
