"""Pages of rounds and preferences: who sees proposals, what a click does, how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kern.models import Achtergrondtaak, Bericht
from matching.models import Pin, Ronde, Voorstel
from matching.vandaag import todos
from plaatsingen.models import Plaatsing
from tests.factories import (
    NU,
    OrganisatieFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    VoorkeurFactory,
    persoon,
)
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


@pytest.fixture
def klaar():
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    bereken_met_hand(ronde, [(een, plaats)], [twee])
    return {
        "ronde": ronde,
        "geplaatst": een,
        "niet": twee,
        "plaats": plaats,
        "coordinator": persoon("coordinator", een.school),
    }


def url(naam, ronde, *extra):
    return reverse(f"matching:{naam}", args=[ronde.public_id, *extra])


def paden(klaar):
    return [
        url("ronde", klaar["ronde"]),
        url("wijzigen", klaar["ronde"]),
        url("publiceren", klaar["ronde"]),
        url("student", klaar["ronde"], klaar["geplaatst"].public_id),
    ]


def test_who_runs_the_round_sees_the_proposal(client, klaar):
    for user in (klaar["coordinator"], persoon("beheerder"), persoon("coordinator", OrganisatieFactory(bureau=True))):
        client.force_login(user)
        assert klaar["ronde"].naam in client.get(reverse("matching:lijst")).text
        tekst = client.get(url("ronde", klaar["ronde"])).text
        assert klaar["geplaatst"].naam in tekst
        assert "Eerste voorkeur." in tekst
        assert all(client.get(pad).status_code == 200 for pad in paden(klaar))


def test_other_school_gets_404_everywhere(client, klaar):
    client.force_login(persoon("coordinator"))
    assert klaar["ronde"].naam not in client.get(reverse("matching:lijst")).text
    for pad in [*paden(klaar), url("berekenen", klaar["ronde"])]:
        assert client.post(pad).status_code in {404, 405}
        assert client.get(pad).status_code in {404, 405}


@pytest.mark.parametrize("rol", ["stagedocent", "praktijkopleider", "werkbegeleider", "stagebegeleider", "student"])
def test_other_roles_have_no_rounds(client, klaar, rol):
    user = klaar["geplaatst"].user if rol == "student" else persoon(rol)
    client.force_login(user)
    assert client.get(reverse("matching:lijst")).status_code == 403
    assert client.get(reverse("matching:nieuw")).status_code == 403
    assert client.get(url("publiceren", klaar["ronde"])).status_code == 404
    assert client.get(url("ronde", klaar["ronde"])).status_code == 403


def test_school_in_a_round_of_the_bureau_sees_nothing_before_and_own_students_after(client, klaar):
    ander = StudentFactory()
    klaar["ronde"].scholen.add(ander.school)
    Voorstel.objects.create(
        berekening=klaar["ronde"].berekeningen.get(), student=ander, reden="tekort", toelichting="Te weinig plaatsen."
    )
    client.force_login(klaar["coordinator"])
    tekst = client.get(url("ronde", klaar["ronde"])).text
    assert "De uitslag is er nog niet" in tekst
    assert klaar["geplaatst"].naam not in tekst
    assert client.get(url("ronde", klaar["ronde"]), {"formaat": "csv"})["Content-Type"].startswith("text/html")
    for pad in paden(klaar)[1:]:
        assert client.get(pad).status_code == 403
    assert client.post(url("berekenen", klaar["ronde"])).status_code == 403
    Ronde.objects.update(status="gepubliceerd", gepubliceerd_op=NU)
    tekst = client.get(url("ronde", klaar["ronde"])).text
    assert klaar["geplaatst"].naam in tekst
    tekst = client.get(url("ronde", klaar["ronde"]), {"deel": "niet-geplaatst"}).text
    assert klaar["niet"].naam in tekst
    assert ander.naam not in tekst
    csv = client.get(url("ronde", klaar["ronde"]), {"deel": "niet-geplaatst", "formaat": "csv"}).text
    assert "Te weinig" not in csv


def test_coordinator_makes_a_round_of_own_schools_only(client):
    user = persoon("coordinator")
    school = user.lidmaatschappen_nu[0].organisatie
    vreemd = OrganisatieFactory(school=True)
    gegevens = {
        "naam": "Voorjaar",
        "schooljaar": SchooljaarFactory().pk,
        "periodes": ["3", "4"],
        "begindatum": "2027-02-01",
        "einddatum": "2027-07-02",
    }
    client.force_login(user)
    assert client.post(reverse("matching:nieuw"), gegevens | {"scholen": [vreemd.pk]}).status_code == 200
    te_vroeg = gegevens | {"scholen": [school.pk], "einddatum": "2026-01-01"}
    assert client.post(reverse("matching:nieuw"), te_vroeg).status_code == 200
    assert not Ronde.objects.exists()
    antwoord = client.post(reverse("matching:nieuw"), gegevens | {"scholen": [school.pk]})
    ronde = Ronde.objects.get()
    assert antwoord.url == url("ronde", ronde)
    client.post(url("wijzigen", ronde), gegevens | {"scholen": [school.pk], "naam": "Anders"})
    ronde.refresh_from_db()
    assert ronde.naam == "Anders"
    tekst = client.get(url("ronde", ronde)).text
    assert "Er zijn geen studenten" in tekst


def test_start_button_asks_one_calculation(client, klaar):
    client.force_login(klaar["coordinator"])
    for _ in range(2):
        antwoord = client.post(url("berekenen", klaar["ronde"]))
        taak = Achtergrondtaak.objects.get()
        assert antwoord.url == reverse("taken:detail", args=[taak.public_id])
    assert "Er wordt gewerkt aan deze ronde" in client.get(url("ronde", klaar["ronde"])).text
    client.force_login(persoon("beheerder"))
    assert client.post(url("berekenen", klaar["ronde"])).url == url("ronde", klaar["ronde"])


def test_publication_page_counts_and_publishes_once(client, klaar):
    persoon("praktijkopleider", klaar["plaats"].leerbedrijf)
    client.force_login(klaar["coordinator"])
    pagina = client.get(url("publiceren", klaar["ronde"]))
    assert pagina.context["gevolg"].mails == 4
    assert not Bericht.objects.exists()
    for _ in range(2):
        assert client.post(url("publiceren", klaar["ronde"])).url == url("ronde", klaar["ronde"])
    assert Plaatsing.objects.count() == 1
    assert Bericht.objects.count() == 4
    tekst = client.get(url("ronde", klaar["ronde"])).text
    assert "Uitslag" in tekst
    assert "Opnieuw berekenen" not in tekst


def test_publication_tells_where_nobody_gets_a_mail(client, klaar):
    client.force_login(klaar["coordinator"])
    assert klaar["plaats"].leerbedrijf.naam in client.get(url("publiceren", klaar["ronde"])).text


def test_big_round_is_published_by_a_worker(client, klaar, monkeypatch):
    monkeypatch.setattr("matching.views.stappen.DIRECT_TOT", 1)
    client.force_login(klaar["coordinator"])
    for _ in range(2):
        antwoord = client.post(url("publiceren", klaar["ronde"]))
        assert antwoord.url == reverse("taken:detail", args=[Achtergrondtaak.objects.get().public_id])
    assert not Plaatsing.objects.exists()


def test_pin_and_unpin_by_page(client, klaar):
    client.force_login(klaar["coordinator"])
    pad = url("student", klaar["ronde"], klaar["niet"].public_id)
    gegevens = {"soort": "vast", "stageplaats": klaar["plaats"].pk, "reden": "Afgesproken met de afdeling."}
    assert client.post(pad, gegevens | {"reden": ""}).status_code == 200
    assert client.post(pad, gegevens).status_code == 302
    assert Pin.objects.get().reden == "Afgesproken met de afdeling."
    assert "Er is iets veranderd" in client.get(url("ronde", klaar["ronde"])).text
    assert "Afgesproken met de afdeling." in client.get(pad).text
    client.post(pad, {"weg": klaar["plaats"].public_id})
    assert not Pin.objects.exists()
    assert client.post(pad, {"weg": "geen-uuid"}).status_code == 404


def test_student_outside_the_round_is_404(client, klaar):
    client.force_login(persoon("beheerder"))
    assert client.get(url("student", klaar["ronde"], StudentFactory().public_id)).status_code == 404


def test_result_filters_sorts_and_downloads(client, klaar):
    client.force_login(klaar["coordinator"])
    pad = url("ronde", klaar["ronde"])

    def namen(**vraag):
        return [rij.student for rij in client.get(pad, vraag).context["pagina"].object_list]

    assert namen() == [klaar["geplaatst"]]
    assert namen(deel="niet-geplaatst") == [klaar["niet"]]
    assert namen(deel="niet-geplaatst", reden="vast_conflict") == []
    assert namen(q="bestaatniet") == []
    assert namen(leerbedrijf=klaar["plaats"].leerbedrijf.pk, sorteer="-km") == [klaar["geplaatst"]]
    assert namen(cluster=klaar["niet"].cluster_id, school=klaar["niet"].school_id, deel="niet-geplaatst")
    csv = client.get(pad, {"formaat": "csv"}).text
    assert klaar["geplaatst"].studentnummer in csv
    assert klaar["niet"].studentnummer not in csv
    for deel in ("niet-geplaatst", "knelpunten"):
        assert "attachment" in client.get(pad, {"deel": deel, "formaat": "xlsx"})["Content-Disposition"]
    assert "Geen knelpunten" in client.get(pad, {"deel": "knelpunten"}).text


def _tel(client, pad):
    client.get(pad)
    with CaptureQueriesContext(connection) as vragen:
        assert client.get(pad).status_code == 200
    return len(vragen)


def test_round_page_asks_as_much_for_many_as_for_one(client, klaar):
    client.force_login(klaar["coordinator"])
    StageplaatsFactory()  # from two houses on there is a filter
    bezoek = [
        reverse("matching:lijst"),
        url("ronde", klaar["ronde"]),
        url("ronde", klaar["ronde"]) + "?deel=niet-geplaatst",
        url("ronde", klaar["ronde"]) + "?deel=knelpunten",
        url("ronde", klaar["ronde"]) + "?deel=controle",
        url("publiceren", klaar["ronde"]),
    ]
    een = [_tel(client, pad) for pad in bezoek]
    berekening = klaar["ronde"].berekeningen.get()
    for _ in range(10):
        for plaats in (erkend(StageplaatsFactory()), None):
            student = StudentFactory(school=klaar["niet"].school)
            Voorstel.objects.create(
                berekening=berekening, student=student, stageplaats=plaats, reden="" if plaats else "tekort"
            )
        maak_ronde(studenten=0, plaatsen=0, school=klaar["niet"].school)
    veel = [_tel(client, pad) for pad in bezoek]
    assert veel == een
    assert max(veel) <= 30
    klaar["ronde"].status, klaar["ronde"].gepubliceerd_op = "gepubliceerd", NU
    klaar["ronde"].save()
    assert _tel(client, url("ronde", klaar["ronde"])) <= 30


# --- preferences ---


def test_student_ranks_places_with_buttons(client):
    student = StudentFactory()
    een, twee = StageplaatsFactory(naam="Een"), StageplaatsFactory(naam="Twee")
    dicht = StageplaatsFactory(naam="Dicht", scholen=[OrganisatieFactory(school=True)])
    client.force_login(student.user)
    voorkeuren, toevoegen = reverse("matching:voorkeuren"), reverse("matching:voorkeur_toevoegen")
    assert "Je hebt nog geen voorkeuren" in client.get(voorkeuren).text
    lijst = client.get(toevoegen).text
    assert "Een" in lijst
    assert "Dicht" not in lijst
    assert client.post(toevoegen, {"plaats": dicht.public_id}).status_code == 404
    assert client.post(toevoegen, {"plaats": "x"}).status_code == 404
    for plaats in (een, twee, twee):
        client.post(toevoegen, {"plaats": plaats.public_id})
    client.post(voorkeuren, {"plaats": twee.public_id, "omhoog": "1"})
    assert [rij.stageplaats for rij in student.voorkeuren.order_by("rang")] == [twee, een]
    client.post(voorkeuren, {"plaats": twee.public_id, "omlaag": "1"})
    client.post(voorkeuren, {"plaats": een.public_id, "weg": "1"})
    assert [rij.stageplaats for rij in student.voorkeuren.all()] == [twee]
    assert [rij.naam for rij in client.get(toevoegen, {"q": "twe"}).context["pagina"].object_list] == ["Twee"]


def test_department_is_named_once(client):
    student = StudentFactory()
    een = StageplaatsFactory(naam="Ambulant team, Groningen", afdeling__naam="Ambulant team")
    twee = StageplaatsFactory(naam="Nachtdienst", afdeling__naam="Opname")
    for rang, plaats in enumerate((een, twee), start=1):
        VoorkeurFactory(student=student, stageplaats=plaats, rang=rang)
    client.force_login(student.user)
    for pad in ("matching:voorkeuren", "matching:voorkeur_toevoegen"):
        tekst = client.get(reverse(pad)).text
        assert "Ambulant team, Ambulant team" not in tekst
        assert "Ambulant team, Groningen" in tekst
        assert "Opname, Nachtdienst" in tekst


def test_preferences_of_another_student_are_out_of_reach(client):
    voorkeur = VoorkeurFactory()
    client.force_login(StudentFactory().user)
    antwoord = client.post(reverse("matching:voorkeuren"), {"plaats": voorkeur.stageplaats.public_id, "weg": "1"})
    assert antwoord.status_code == 404
    voorkeur.refresh_from_db()


def test_only_students_have_preferences(client, klaar):
    client.force_login(klaar["coordinator"])
    assert client.get(reverse("matching:voorkeuren")).status_code == 403
    assert client.get(reverse("matching:voorkeur_toevoegen")).status_code == 403


def test_unplaced_student_reads_why_only_after_publication(client, klaar):
    client.force_login(klaar["niet"].user)
    assert "die zijn vol" not in client.get(reverse("matching:voorkeuren")).text
    Ronde.objects.update(status="gepubliceerd", gepubliceerd_op=NU)
    assert "die zijn vol" in client.get(reverse("matching:voorkeuren")).text


def test_preference_page_asks_as_much_for_ten_as_for_one(client):
    student = StudentFactory()
    client.force_login(student.user)
    pagina = [reverse("matching:voorkeuren"), reverse("matching:voorkeur_toevoegen")]
    VoorkeurFactory(student=student)
    een = [_tel(client, pad) for pad in pagina]
    for rang in range(2, 10):
        VoorkeurFactory(student=student, rang=rang)
    assert [_tel(client, pad) for pad in pagina] == een
    assert max(een) <= 30


def test_todos_per_role(klaar):
    vraag = todos(klaar["niet"].user, NU)
    assert [rij["url"] for rij in vraag] == [reverse("matching:voorkeuren")]
    VoorkeurFactory(student=klaar["niet"])
    assert todos(klaar["niet"].user, NU) == []
    rij = todos(klaar["coordinator"], NU)[0]
    assert (rij["ernst"], rij["knop"]) == ("oranje", "Voorstel bekijken")
    assert todos(persoon("coordinator"), NU) == []
