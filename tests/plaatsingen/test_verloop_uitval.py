"""The table of states as a page, and dropout by reason and phase (R5.1, R10.3)."""

from datetime import date

import pytest
from django.urls import reverse

from plaatsingen import rules
from plaatsingen.enums import OVERGANGEN, STAPPEN, PlaatsingStatus, Uitvalfase, Wie
from plaatsingen.models import Beeindiging
from plaatsingen.services.uitval import fase_van
from tests.factories import NU, OrganisatieFactory, PlaatsingFactory, persoon

BEGIN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("laatste", "begonnen", "fase"),
    [
        (date(2026, 8, 20), False, Uitvalfase.VOORAF),
        (BEGIN, True, Uitvalfase.BEGIN),
        (date(2026, 10, 5), True, Uitvalfase.BEGIN),
        (date(2026, 10, 6), True, Uitvalfase.MIDDEN),
        (date(2027, 1, 18), True, Uitvalfase.MIDDEN),
        (date(2027, 1, 19), True, Uitvalfase.LAAT),
    ],
)
def test_phase_counts_weeks_of_the_stage(laatste, begonnen, fase):
    assert fase_van(BEGIN, laatste, begonnen=begonnen) == fase


def test_every_step_of_the_table_says_who_and_when():
    assert {(van, naar) for van in PlaatsingStatus for naar in OVERGANGEN[van]} == set(STAPPEN)
    assert all(stap.wie and stap.wie <= set(Wie) and stap.wanneer.endswith(".") for stap in STAPPEN.values())


@pytest.mark.django_db
@pytest.mark.parametrize("van", PlaatsingStatus.values)
@pytest.mark.parametrize("naar", PlaatsingStatus.values)
def test_who_may_do_a_step_is_what_the_table_says(van, naar):
    plaatsing = PlaatsingFactory(status=van)
    mensen = {
        Wie.STUDENT: plaatsing.student.user,
        Wie.COORDINATOR: persoon("coordinator", plaatsing.student.school),
        Wie.LEERBEDRIJF: persoon("praktijkopleider", plaatsing.stageplaats.leerbedrijf),
    }
    stap = STAPPEN.get((van, naar))
    for wie, user in mensen.items():
        assert rules.mag_overgang(user, plaatsing, naar) is (stap is not None and wie in stap.wie)
    assert not rules.mag_overgang(persoon("coordinator"), plaatsing, naar)


@pytest.mark.django_db
def test_page_of_states_shows_every_step(client):
    client.force_login(persoon("werkbegeleider"))
    pagina = client.get(reverse("plaatsingen:statussen")).content.decode()
    assert all(stap.wanneer in pagina for stap in STAPPEN.values())


def _stop(school, reden, status="gestopt", laatste=date(2026, 9, 20)):
    plaatsing = PlaatsingFactory(status=status, student__school=school)
    Beeindiging.objects.create(plaatsing=plaatsing, reden=reden, initiatief="student", laatste_dag=laatste, at=NU)
    return plaatsing


def _bekijk(client, school):
    """The page as its coordinator sees it, the lines of its download, and those of the page of who stops."""
    client.force_login(persoon("coordinator", school))
    jaar = {"schooljaar": "2026/2027"}
    pagina = client.get(reverse("cijfers:uitval"), jaar)
    bestanden = [client.get(reverse("cijfers:uitval"), jaar | {"formaat": "csv"})]
    bestanden += [
        client.get(reverse("volg:cijfers"), jaar | {"formaat": "csv", "wat": wat}) for wat in ("redenen", "fasen")
    ]
    regels = [bestand.content.decode("utf-8-sig").splitlines() for bestand in bestanden]
    return pagina.content.decode(), *([regel.split(",") for regel in deel[1:]] for deel in regels)


@pytest.mark.django_db
def test_dropout_of_a_few_is_told_nowhere(client, django_assert_max_num_queries):
    school = OrganisatieFactory(school=True)
    for n in range(10):
        PlaatsingFactory(status="afgerond", student__school=school)
        _stop(PlaatsingFactory().student.school, "beroep")  # of another school
        if n < 4:
            _stop(school, "beroep")
    _stop(school, "niet_gekomen", "geannuleerd")
    with django_assert_max_num_queries(60):
        pagina, regels, *_ = _bekijk(client, school)
    assert "Te weinig om te tonen" in pagina
    assert "Eerder gestopt</" not in pagina.partition("tegels")[2].partition("</details>")[0]  # no number in a tile
    assert "Voor het begin" not in pagina
    assert regels == []
    client.force_login(persoon("praktijkopleider"))
    assert client.get(reverse("cijfers:uitval")).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("samen", [True, False])
def test_dropout_per_reason_and_phase_has_no_small_cell_and_the_lines_of_the_other_page(client, samen):
    school = OrganisatieFactory(school=True)
    laat = date(2026, 12, 1)
    for n in range(9):
        PlaatsingFactory(status="afgerond", student__school=school)
        _stop(school, "beroep")
        if n < 6:
            _stop(school, "plek", laatste=laat)
    # Goes with the smallest line, since what is left of the total would tell.
    _stop(school, "gezondheid", laatste=laat if samen else date(2026, 9, 20))  # or is alone in its cell
    _stop(school, "kennismaking", "geannuleerd")
    pagina, regels, redenen, fasen = _bekijk(client, school)
    assert "Zo tellen wij" in pagina
    assert [(rij[0], rij[-1]) for rij in redenen] == [("Dit beroep past niet", "9"), ("Andere redenen samen", "7")]
    if samen:
        assert regels == [["Dit beroep past niet", "9", "0", "0", "9"], ["Andere redenen samen", "0", "7", "0", "7"]]
    else:
        apart = [["Reden", rij[0], rij[-1]] for rij in redenen] + [["Moment", rij[0], rij[-1]] for rij in fasen]
        assert regels == apart
    assert not {"1", "2", "3", "4"} & {cel for rij in regels for cel in rij}
