"""Who stops, first-years apart, and early signs that give nobody away (R8.4)."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.drempel import Regel, bundel_kleine, meest_zeggend
from begeleiding.models import Signaal
from evaluaties.services.volg_signalen import Teken, grens, mag_tonen, naast, tekens, vanaf_dag
from kern.services import bewaren
from plaatsingen.models import Beeindiging, Plaatsing
from plaatsingen.services.stopcijfers import stopcijfers
from tests.factories import (
    AMSTERDAM,
    NU,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    persoon,
)

pytestmark = pytest.mark.django_db
OP = date(2027, 9, 1)  # the year 2026/2027 is over


@pytest.fixture
def school(db):
    return OrganisatieFactory(school=True)


def stage(school, *, leerjaar=1, stop=None, reden="beroep", signaal=None, **signaalvelden):
    """One ended stage; `stop`: its last day; `signaal`: so many days before the end."""
    plaatsing = PlaatsingFactory(
        student__school=school, student__leerjaar=leerjaar, status="gestopt" if stop else "afgerond"
    )
    if stop:
        Beeindiging.objects.create(plaatsing=plaatsing, reden=reden, initiatief="student", laatste_dag=stop, at=NU)
    if signaal is not None:
        dag = (stop or plaatsing.einddatum) - timedelta(days=signaal)
        velden = {"soort": "motivatie", "bron": "mens", "omschrijving": "KANARIE"} | signaalvelden
        moment = datetime(dag.year, dag.month, dag.day, 12, tzinfo=AMSTERDAM)
        Signaal.objects.create(student=plaatsing.student, plaatsing=plaatsing, gemeld_op=moment, **velden)
    return plaatsing


def regels(rijen):
    return [(rij.naam, rij.eerstejaars, rij.anderen) for rij in rijen]


def test_first_years_stand_apart_and_what_is_small_goes_together(school):
    jaar = SchooljaarFactory()
    for _ in range(5):
        stage(school, stop=date(2026, 9, 20))
        stage(school, stop=date(2026, 12, 1), reden="plek")
        stage(school, leerjaar=2, stop=date(2026, 12, 2))
        stage(school)
        stage(school, leerjaar=2)
    stage(school, stop=date(2026, 12, 1), reden="gezondheid")
    stage(school, leerjaar=2, stop=date(2026, 9, 10), reden="kennismaking")  # no dropout
    stage(OrganisatieFactory(school=True), stop=date(2026, 9, 20))  # of another school
    stand = stopcijfers(user=persoon("coordinator", school), schooljaar=jaar, op=date(2026, 12, 31))
    assert (stand.gekozen.aantallen(0), stand.gekozen.aantallen(1)) == ((16, 11), (11, 5))
    assert stand.gekozen.procent(0) == 68.8
    assert regels(stand.redenen) == [("Dit beroep past niet", 5, 5), ("Andere redenen samen", 6, 0)]
    assert regels(stand.fasen)[0][1:] == (5, 0)
    assert [rij.totaal for rij in stand.maanden if rij.totaal] == [5, 11]
    assert (stand.niet_dit_beroep, stand.vooraf) == (45.5, 0)


def test_one_of_two_first_years_is_told_of_nowhere(school, client, time_machine):
    time_machine.move_to(datetime(2026, 12, 31, 12, tzinfo=AMSTERDAM), tick=False)
    jaar = SchooljaarFactory()
    stage(school, stop=date(2026, 9, 20))
    stage(school)
    for _ in range(6):
        stage(school, leerjaar=2, stop=date(2026, 12, 2), reden="plek")
        stage(school, leerjaar=2)
    wie = persoon("coordinator", school)
    stand = stopcijfers(user=wie, schooljaar=jaar, op=date(2026, 12, 31))
    assert (stand.gekozen.aantallen(0), stand.gekozen.aantallen()) == ((None, None), (14, 7))
    assert [(rij.naam, rij.totaal, rij.apart) for rij in stand.redenen] == [("Alle redenen samen", 7, False)]
    assert stand.niet_dit_beroep is None
    client.force_login(wie)
    for wat in ("jaren", "fasen", "redenen", "maanden"):
        gegevens = {"schooljaar": jaar.naam, "wat": wat, "formaat": "csv"}
        bestand = client.get(reverse("volg:cijfers"), gegevens).content
        cellen = [cel for regel in bestand.decode("utf-8-sig").splitlines()[1:] for cel in regel.split(",")[1:]]
        assert not {"1", "2", "12"} & set(cellen), bestand


@pytest.mark.parametrize("apart", [True, False])
def test_bundle_hides_every_small_count_and_keeps_the_total(apart):
    rng = Random(8)
    for _ in range(200):
        rijen = [Regel(str(n), rng.randrange(10), rng.randrange(10), apart) for n in range(rng.randrange(9))]
        uit = bundel_kleine(rijen, "rest")
        assert all(rij.toonbaar for rij in uit)
        assert not uit or sum(rij.totaal for rij in uit) == sum(rij.totaal for rij in rijen)


def test_reasons_stay_apart_only_where_enough_lines_are_left():
    rijen = [Regel("a", 5, 9), Regel("b", 3, 6), Regel("c", 6, 2)]
    uit = meest_zeggend(rijen, lambda r: bundel_kleine(r, "rest"))
    assert [(rij.naam, rij.totaal, rij.apart) for rij in uit] == [("a", 14, False), ("b", 9, False), ("c", 8, False)]
    ruim = [Regel(naam, 5, 5) for naam in "abc"]
    assert all(rij.apart for rij in meest_zeggend(ruim, lambda r: bundel_kleine(r, "rest")))


def eerstejaars(school, jaar, op):
    """Begun stages (first-years, others) as they are counted before small numbers are hidden."""
    return stopcijfers(user=persoon("coordinator", school), schooljaar=jaar, op=op).gekozen.begonnen


def test_year_of_study_is_that_of_then(school):
    jaar = SchooljaarFactory()
    stage(school, leerjaar=2, stop=date(2026, 9, 20))  # a year later in the second year
    weg = stage(school, leerjaar=1, stop=date(2026, 9, 20)).student
    weg.vertrokken_op = date(2026, 10, 1)
    weg.save(update_fields=["vertrokken_op"])
    assert eerstejaars(school, jaar, OP) == (2, 0)


def test_who_repeats_the_first_year_is_a_first_year_once(school):
    vorig, nu = SchooljaarFactory(naam="2025/2026", begin=date(2025, 8, 1), eind=date(2026, 7, 31)), SchooljaarFactory()
    stage(school)
    over = stage(school)  # in the first year of study again
    eerder = StageplaatsFactory(schooljaar=vorig)
    PlaatsingFactory(student=over.student, stageplaats=eerder, status="afgerond")
    op = date(2026, 12, 31)
    assert (eerstejaars(school, vorig, op), eerstejaars(school, nu, op)) == ((1, 0), (1, 1))


def test_signs_are_counted_once_per_stage_and_only_when_early(school):
    for _ in range(6):
        stage(school, stop=date(2026, 12, 1), signaal=30)
        stage(school, stop=date(2026, 12, 1))
        stage(school)
        stage(school, signaal=30)
    dubbel = stage(school, signaal=30, status="afgerond", afloop="vals", afgerond_op=NU)
    eerste = Signaal.objects.get(plaatsing=dubbel)
    Signaal.objects.create(
        student=dubbel.student, plaatsing=dubbel, soort="motivatie", bron="mens", gemeld_op=eerste.gemeld_op
    )
    stage(school, stop=date(2026, 12, 1), signaal=3)  # too late to be early
    stage(school, signaal=30, bron="melding")  # a safe report
    stage(school, signaal=30, vertrouwelijk=True)
    stage(school, signaal=30, soort="onveilig")
    uit = tekens(user=persoon("coordinator", school), op=OP)
    assert [(rij.naam, rij.met, rij.gestopt, rij.vals, rij.af) for rij in uit.regels] == [
        ("weinig motivatie", 13, 6, 1, 1)
    ]
    assert (uit.afgelopen, uit.gestopt, uit.gezien) == (29, 13, 46)


@pytest.mark.parametrize(
    ("met", "gestopt", "mag"),
    [
        (4, 2, False),  # too few with the sign
        (6, 6, False),  # all who stopped had it
        (5, 1, False),  # one who stopped
        (8, 0, False),  # nearly all who went on had it
        (5, 0, True),
        (7, 4, False),  # four who stopped
        (9, 5, False),  # four who went on
        (10, 5, True),
    ],
)
def test_line_is_hidden_when_somebody_can_be_told_apart(met, gestopt, mag):
    ruim = 10 if gestopt > 3 else 6
    assert mag_tonen(Teken("x", met, gestopt), gestopt=ruim, rest=10) is mag


def test_line_of_all_signs_but_a_few_does_not_stand_beside_that_of_all():
    alle = Teken("alle", 20, 10)
    assert naast(Teken("x", 15, 5), alle)
    assert not naast(Teken("x", 17, 7), alle)
    assert Teken("x", 10, 5, vals=4, af=10).vals_procent is None


def test_nothing_changes_when_one_stage_ends(school):
    for _ in range(6):
        stage(school, stop=date(2026, 12, 1), signaal=30)
    wie = persoon("coordinator", school)
    voor = tekens(user=wie, op=date(2027, 1, 20))
    stage(school, stop=date(2027, 1, 5), signaal=30)
    assert tekens(user=wie, op=date(2027, 1, 20)) == voor
    assert (grens(date(2027, 1, 20)), grens(date(2027, 2, 1))) == (date(2026, 8, 1), date(2027, 2, 1))


def test_stage_of_which_signals_may_be_cleared_away_counts_no_more(school):
    klaar = {"status": "afgerond", "afloop": "opgelost", "afgerond_op": datetime(2026, 11, 3, 12, tzinfo=AMSTERDAM)}
    for stop in [date(2026, 12, 1), None] * 5:
        stage(school, stop=stop, signaal=30, **klaar)
        stage(school, stop=stop)
    begin = Plaatsing.objects.values_list("begindatum", flat=True).distinct().get()
    wie = persoon("coordinator", school)
    assert vanaf_dag(date(2028, 2, 1)) <= begin < vanaf_dag(date(2028, 8, 1))
    for op, aantal in ((date(2028, 7, 31), 20), (date(2028, 11, 15), 0)):
        bewaren.ruim_op(at=datetime(op.year, op.month, op.day, 12, tzinfo=AMSTERDAM))
        uit = tekens(user=wie, op=op)
        assert (uit.afgelopen, uit.gezien) == (aantal, 50 if aantal else None)


def test_page_and_downloads_are_for_management(client, school, time_machine):
    time_machine.move_to(datetime(2027, 9, 1, 12, tzinfo=AMSTERDAM), tick=False)
    SchooljaarFactory()
    stage(school, stop=date(2026, 9, 20), signaal=10)
    adres = reverse("volg:cijfers")
    client.force_login(persoon("stagedocent", school))
    assert client.get(adres).status_code == 403
    client.force_login(persoon("coordinator", school))
    client.get(adres)

    def tel() -> int:
        with CaptureQueriesContext(connection) as vragen:
            pagina = client.get(adres, {"schooljaar": "2026/2027"})
        assert "Nog te weinig om te tonen" in pagina.content.decode()
        assert "KANARIE" not in pagina.content.decode()
        return len(vragen)

    een = tel()
    for _ in range(4):
        stage(school, leerjaar=2)
    assert tel() == een <= 30
    for wat in ("jaren", "fasen", "redenen", "maanden", "signalen"):
        bestand = client.get(adres, {"schooljaar": "2026/2027", "wat": wat, "formaat": "csv"})
        assert bestand.headers["Content-Type"].startswith("text/csv")
