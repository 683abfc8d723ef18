"""Pages of placements: who sees what, what a button does, how many queries."""

from datetime import date

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kern.models import Opleidingscluster
from plaatsingen import secties
from plaatsingen.models import Plaatsing
from plaatsingen.vandaag import todos
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _op_tijd(time_machine):
    time_machine.move_to(NU)


def url(naam, plaatsing, *extra):
    return reverse(f"plaatsingen:{naam}", args=[plaatsing.public_id, *extra])


def betrokkenen(plaatsing):
    """Everybody concerned, by role."""
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.stagebegeleider = persoon("stagebegeleider")
    plaatsing.save()
    plaatsing.student.stagedocent = persoon("stagedocent", plaatsing.student.school)
    plaatsing.student.save()
    return {
        "student": plaatsing.student.user,
        "werkbegeleider": plaatsing.werkbegeleider,
        "stagebegeleider": plaatsing.stagebegeleider,
        "stagedocent": plaatsing.student.stagedocent,
        "praktijkopleider": persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf),
        "coordinator": persoon("coordinator", plaatsing.student.school),
        "beheerder": persoon("beheerder"),
        "bureau": persoon("coordinator", OrganisatieFactory(bureau=True)),
    }


def test_each_role_concerned_sees_the_page(client):
    plaatsing = PlaatsingFactory()
    for user in betrokkenen(plaatsing).values():
        client.force_login(user)
        assert client.get(url("detail", plaatsing)).status_code == 200
        assert plaatsing.student.naam in client.get(reverse("plaatsingen:lijst")).text


def test_students_own_list_has_no_column_with_the_own_name(client):
    plaatsing = PlaatsingFactory()
    client.force_login(plaatsing.student.user)
    tekst = client.get(reverse("plaatsingen:lijst")).text
    tabel = tekst[tekst.index("<table") : tekst.index("</table>")]
    assert plaatsing.student.naam not in tabel
    assert url("detail", plaatsing) in tabel


@pytest.mark.parametrize(
    "rol", ["student", "werkbegeleider", "stagebegeleider", "stagedocent", "praktijkopleider", "coordinator"]
)
def test_same_role_elsewhere_gets_404_everywhere(client, rol):
    plaatsing = PlaatsingFactory()
    user = StudentFactory().user if rol == "student" else persoon(rol)
    client.force_login(user)
    assert plaatsing.student.naam not in client.get(reverse("plaatsingen:lijst")).text
    paden = [
        url("detail", plaatsing),
        url("begeleider", plaatsing),
        url("status", plaatsing, "stoppen"),
        url("uren", plaatsing),
        url("uren_week", plaatsing, 2026, 41),
        url("uren_bevestigen", plaatsing, 2026, 41),
        url("uren_heropenen", plaatsing, 2026, 41),
    ]
    for pad in paden:
        assert client.post(pad).status_code in {404, 405}
        assert client.get(pad).status_code in {404, 405}


@pytest.mark.parametrize("actie", ["stoppen", "onderbreken"])
def test_former_address_of_stopping_and_pausing_asks_a_reason_code_too(client, actie):
    plaatsing = PlaatsingFactory()
    client.force_login(betrokkenen(plaatsing)["coordinator"])
    assert 'name="reden"' in client.get(url("status", plaatsing, actie)).text
    assert client.post(url("status", plaatsing, actie), {"reden": "Andere opleiding."}).status_code == 422
    plaatsing.refresh_from_db()
    assert plaatsing.status == "lopend"


def test_home_and_list_name_the_same_stages_as_over_and_not_closed(client):
    school = OrganisatieFactory(school=True)
    voorbij = {"begindatum": date(2026, 9, 1), "einddatum": date(2026, 10, 9), "student__school": school}
    te_sluiten = {PlaatsingFactory(status=status, **voorbij) for status in ("lopend", "onderbroken")}
    PlaatsingFactory(status="afgerond", **voorbij)
    PlaatsingFactory(status="lopend", student__school=school)
    client.force_login(persoon("coordinator", school))
    (rij,) = [rij for rij in todos(get_user(client), NU) if "nog niet afgerond" in rij["titel"]]
    assert rij["titel"].startswith("2 stages")
    assert set(client.get(rij["url"]).context["pagina"]) == te_sluiten


def test_proposal_is_hidden_from_student_and_host(client):
    plaatsing = PlaatsingFactory(status="voorgesteld")
    mensen = betrokkenen(plaatsing)
    for rol in ("student", "praktijkopleider", "werkbegeleider", "stagedocent"):
        client.force_login(mensen[rol])
        assert client.get(url("detail", plaatsing)).status_code == 404
    client.force_login(mensen["coordinator"])
    assert "Stageplaats aanbieden" in client.get(url("detail", plaatsing)).text


def test_wrong_role_gets_403_on_actions(client):
    plaatsing = PlaatsingFactory()
    mensen = betrokkenen(plaatsing)
    for rol in ("student", "werkbegeleider", "stagedocent"):
        client.force_login(mensen[rol])
        assert client.post(url("status", plaatsing, "stoppen"), {"reden": "x"}).status_code == 403
        assert client.get(url("begeleider", plaatsing)).status_code == 403
    client.force_login(mensen["stagedocent"])
    assert client.post(url("uren_week", plaatsing, 2026, 41)).status_code == 403
    assert client.post(url("uren_bevestigen", plaatsing, 2026, 41)).status_code == 403
    client.force_login(mensen["coordinator"])
    assert client.post(url("status", plaatsing, "bevestigen")).status_code == 403
    plaatsing.refresh_from_db()
    assert plaatsing.status == "lopend"


def test_unknown_action_is_404(client):
    plaatsing = PlaatsingFactory()
    client.force_login(persoon("beheerder"))
    assert client.get(url("status", plaatsing, "weg")).status_code == 404


def test_minors_phone_is_hidden_from_the_house(client):
    plaatsing = PlaatsingFactory(student=StudentFactory(geboortedatum=date(2010, 1, 1), user__telefoon="0612345678"))
    mensen = betrokkenen(plaatsing)
    for rol in ("werkbegeleider", "praktijkopleider"):
        client.force_login(mensen[rol])
        assert "0612345678" not in client.get(url("detail", plaatsing)).text
    client.force_login(mensen["stagedocent"])
    assert "0612345678" in client.get(url("detail", plaatsing)).text


def test_student_says_yes(client):
    plaatsing = PlaatsingFactory(status="aangeboden", begindatum=date(2026, 11, 2))
    client.force_login(plaatsing.student.user)
    pagina = client.get(url("detail", plaatsing)).text
    assert "Neem je deze stageplaats aan?" in pagina
    assert client.get(url("status", plaatsing, "bevestigen")).status_code == 200
    for _ in range(2):
        antwoord = client.post(url("status", plaatsing, "bevestigen"), follow=True)
        assert "Je stage staat vast" in antwoord.text
    assert plaatsing.statuswijzigingen.count() == 1


def test_student_says_no_with_a_reason(client):
    plaatsing = PlaatsingFactory(status="aangeboden")
    client.force_login(plaatsing.student.user)
    assert "verplicht" in client.post(url("status", plaatsing, "weigeren"), {"reden": ""}).text
    client.post(url("status", plaatsing, "weigeren"), {"reden": "Te ver"})
    plaatsing.refresh_from_db()
    assert plaatsing.status == "geannuleerd"
    assert plaatsing.statuswijzigingen.get().reden == "Te ver"


def test_get_writes_nothing(client, django_assert_num_queries):
    plaatsing = PlaatsingFactory(status="aangeboden")
    client.force_login(plaatsing.student.user)
    client.get(url("status", plaatsing, "bevestigen"))
    plaatsing.refresh_from_db()
    assert plaatsing.status == "aangeboden"


def test_student_fills_a_week_and_the_supervisor_confirms(client):
    plaatsing = PlaatsingFactory(uren_norm=150)
    mensen = betrokkenen(plaatsing)
    client.force_login(mensen["student"])
    week = url("uren_week", plaatsing, 2026, 41)
    assert 'value="8"' in client.get(week).text
    gegevens = {"uren_2026-10-05": "8", "soort_2026-10-05": "aanwezig"}
    gegevens |= {"uren_2026-10-06": "8", "soort_2026-10-06": "ziek"}
    assert client.post(week, gegevens).status_code == 302
    assert list(plaatsing.urendagen.values_list("uren", "soort")) == [(8, "aanwezig"), (0, "ziek")]
    client.force_login(mensen["werkbegeleider"])
    wacht = reverse("plaatsingen:uren_te_bevestigen")
    assert plaatsing.student.naam in client.get(wacht).text
    antwoord = client.post(url("uren_bevestigen", plaatsing, 2026, 41), {"terug": wacht}, follow=True)
    assert "Alles is bevestigd" in antwoord.text
    client.force_login(mensen["student"])
    assert "bevestigd" in client.get(week).text
    assert client.post(week, gegevens | {"uren_2026-10-05": "2"}).status_code == 302  # confirmed days are no field
    assert plaatsing.urendagen.first().uren == 8


def test_hours_page_refuses_nonsense(client):
    plaatsing = PlaatsingFactory()
    client.force_login(plaatsing.student.user)
    assert client.get(url("uren_week", plaatsing, 2026, 60)).status_code == 404
    antwoord = client.post(url("uren_week", plaatsing, 2026, 41), {"uren_2026-10-05": "99"})
    assert antwoord.status_code == 200
    assert not plaatsing.urendagen.exists()


def test_return_address_of_confirmation_stays_in_the_portal(client):
    plaatsing = PlaatsingFactory()
    client.force_login(betrokkenen(plaatsing)["praktijkopleider"])
    antwoord = client.post(url("uren_bevestigen", plaatsing, 2026, 41), {"terug": "https://kwaad.example/"})
    assert antwoord.url == url("uren", plaatsing)


def test_praktijkopleider_chooses_a_supervisor_of_the_house(client):
    plaatsing = PlaatsingFactory()
    mensen = betrokkenen(plaatsing)
    vreemd = persoon("werkbegeleider")
    client.force_login(mensen["praktijkopleider"])
    keuze = url("begeleider", plaatsing)
    assert client.post(keuze, {"werkbegeleider": vreemd.pk}).status_code == 200
    assert client.post(keuze, {"werkbegeleider": mensen["praktijkopleider"].pk}).status_code == 302
    plaatsing.refresh_from_db()
    assert plaatsing.werkbegeleider == mensen["praktijkopleider"]


def test_list_filters_searches_and_sorts(client):
    ander = Opleidingscluster.objects.exclude(code="VZVP12-FT").first()
    een = PlaatsingFactory(student__user__achternaam="Aalbers", status="aangeboden")
    twee = PlaatsingFactory(student__user__achternaam="Zwart", student__cluster=ander)
    client.force_login(persoon("beheerder"))

    def namen(**vraag):
        antwoord = client.get(reverse("plaatsingen:lijst"), vraag)
        return [rij.student.user.achternaam for rij in antwoord.context["pagina"].object_list]

    assert namen(sorteer="student") == ["Aalbers", "Zwart"]
    assert namen(sorteer="-student") == ["Zwart", "Aalbers"]
    assert namen(q="zwar") == ["Zwart"]
    assert namen(status="aangeboden") == ["Aalbers"]
    assert namen(cluster=ander.pk) == ["Zwart"]
    assert namen(school=een.student.school_id) == ["Aalbers"]
    assert namen(leerbedrijf=twee.stageplaats.leerbedrijf.pk) == ["Zwart"]
    assert "Niets gevonden" in client.get(reverse("plaatsingen:lijst"), {"q": "qqq"}).text


@pytest.mark.parametrize("formaat", ["csv", "xlsx"])
def test_download_holds_only_what_the_person_sees(client, formaat):
    plaatsing = PlaatsingFactory(student__user__achternaam="Aalbers")
    PlaatsingFactory(student__user__achternaam="Zwart")
    client.force_login(persoon("coordinator", plaatsing.student.school))
    antwoord = client.get(reverse("plaatsingen:lijst"), {"formaat": formaat})
    assert "attachment" in antwoord["Content-Disposition"]
    if formaat == "csv":
        assert "Aalbers" in antwoord.text
        assert "Zwart" not in antwoord.text


def _tel(client, pad, connection):
    client.get(pad)
    with CaptureQueriesContext(connection) as vragen:
        assert client.get(pad).status_code == 200
    return len(vragen)


@pytest.mark.parametrize("rol", ["coordinator", "praktijkopleider", "werkbegeleider", "beheerder"])
def test_lists_ask_as_much_for_many_as_for_one(client, rol):
    eerste = PlaatsingFactory()
    user = betrokkenen(eerste)[rol]
    client.force_login(user)
    paden = [reverse("plaatsingen:lijst")]
    if rol in {"praktijkopleider", "werkbegeleider"}:
        paden.append(reverse("plaatsingen:uren_te_bevestigen"))
    eerste.urendagen.create(datum=date(2026, 10, 5), uren=8, ingevoerd_op=NU)
    een = [_tel(client, pad, connection) for pad in paden]
    for nummer in range(12):
        plaatsing = PlaatsingFactory(
            student__school=eerste.student.school, stageplaats=eerste.stageplaats, werkbegeleider=eerste.werkbegeleider
        )
        plaatsing.urendagen.create(datum=date(2026, 9, 7 + nummer), uren=8, ingevoerd_op=NU)
    veel = [_tel(client, pad, connection) for pad in paden]
    assert veel == een
    assert max(veel) <= 30


def test_detail_stays_within_the_query_budget(client):
    plaatsing = PlaatsingFactory(uren_norm=150)
    mensen = betrokkenen(plaatsing)
    for dag in range(1, 10):
        plaatsing.urendagen.create(datum=date(2026, 9, dag), uren=8, ingevoerd_op=NU)
        plaatsing.statuswijzigingen.create(van="", naar="lopend", at=NU, by=mensen["coordinator"])
    for user in mensen.values():
        client.force_login(user)
        # A dozen sections of five apps, each with a fixed number; rows don't add to it.
        assert _tel(client, url("detail", plaatsing), connection) <= 30


def test_higher_app_adds_a_section_and_timeline(client, monkeypatch):
    monkeypatch.setattr(secties, "_secties", dict(secties._secties))
    monkeypatch.setattr(secties, "_tijdlijnen", {})
    secties.registreer_sectie(
        "proef",
        30,
        lambda request, plaatsing: {
            "titel": "Proefsectie",
            "sjabloon": "plaatsingen/secties/tijdlijn.html",
            "context": {"rijen": [{"moment": NU, "titel": "Proefregel"}]},
        },
    )
    secties.registreer_sectie("niet-voor-jou", 31, lambda request, plaatsing: None)
    secties.registreer_tijdlijn("proef", lambda request, plaatsing: [{"moment": NU.date(), "titel": "Uit hogere app"}])
    plaatsing = PlaatsingFactory()
    client.force_login(plaatsing.student.user)
    antwoord = client.get(url("detail", plaatsing))
    namen = [sectie.naam for sectie in antwoord.context["secties"]]
    assert namen.index("uren") < namen.index("proef") < namen.index("tijdlijn")
    assert "niet-voor-jou" not in namen
    assert "Proefregel" in antwoord.text
    assert "Uit hogere app" in antwoord.text


def test_todos_per_role():
    plaatsing = PlaatsingFactory(status="aangeboden", aangemaakt_op=NU.replace(month=9))
    mensen = betrokkenen(plaatsing)
    student = todos(mensen["student"], NU)
    assert [rij["ernst"] for rij in student] == ["oranje"]
    assert student[0]["voor"] == date(2026, 9, 19)
    assert "geen antwoord" in todos(mensen["coordinator"], NU)[0]["titel"]
    Plaatsing.objects.update(status="lopend", einddatum=date(2026, 10, 9), werkbegeleider=None)
    plaatsing.urendagen.create(datum=date(2026, 10, 5), uren=8, ingevoerd_op=NU)
    titels = [rij["titel"] for rij in todos(mensen["praktijkopleider"], NU)]
    assert titels[0].startswith("Bevestig de uren van")
    assert titels[1].startswith("Kies een werkbegeleider")
    assert "nog niet afgerond" in todos(mensen["coordinator"], NU)[0]["titel"]
    assert todos(persoon("coordinator"), NU) == []
