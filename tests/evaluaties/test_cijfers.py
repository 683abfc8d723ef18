"""Figures of reports: equal to a naive recount, in the right month, in the same number of queries, without names."""

import csv
import io
import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluaties.enums import FeitSoort
from evaluaties.models import Veegstand, Verslagfeit
from evaluaties.services import feiten
from evaluaties.services.beleidsboek import beleid_voor
from evaluaties.services.cijfers import Soort, Vak, tel, tel_stand
from evaluaties.services.dossiers import dossiers, met_registratie, standen
from evaluaties.services.veegronde import veeg
from kern.models import Opleidingscluster
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, PlaatsingFactory, StudentFactory, persoon

BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
VAN, TOT = date(2026, 8, 1), date(2027, 7, 31)
SEPTEMBER = "monthly:2026-09"
OKT, NOV = date(2026, 10, 1), date(2026, 11, 1)


def op(maand, dag, uur=9, minuut=0, jaar=2026):
    return datetime(jaar, maand, dag, uur, minuut, tzinfo=AMSTERDAM)


def binnen(plaatsing, plicht, moment):
    feiten.meld_inlevering(plaatsing=plaatsing, plicht=plicht, received_at=moment, by=None, at=moment)


def overal(plaatsingen, at):
    """Count by looking at each placement by itself, as the core shows it to people."""
    rijen = list(met_registratie(plaatsingen).select_related("student"))
    uit = Counter()
    alle, beleid, alle_standen = dossiers(rijen), beleid_voor(rijen), standen(rijen, at)
    for plaatsing in rijen:
        student = plaatsing.student
        for dag, soort in tel_stand(alle_standen[plaatsing.pk], alle[plaatsing.pk], beleid[plaatsing.pk], at):
            if VAN <= dag <= TOT:
                uit[Vak(dag.replace(day=1), student.cluster_id, student.school_id), soort] += 1
    return uit


def plat(cijfers):
    return Counter({(vak, soort): n for vak, telling in cijfers.items() for soort, n in telling.items() if n})


def per_maand(cijfers, maand):
    return dict(sum((telling for vak, telling in cijfers.items() if vak.maand == maand), Counter()))


def maak_wereld(zaad, aantal=14):
    """Make placements with everything that happens to reports, at random, and sweep now and then."""
    toeval = random.Random(zaad)
    moment, stages = op(9, 1), []
    clusters = list(Opleidingscluster.objects.order_by("code")[:2])
    for nummer in range(aantal):
        laat = toeval.random() < 0.25
        begin = date(2026, 9, 1) + timedelta(days=toeval.choice([0, 0, 0, 13, 20, 40]))
        stages.append(
            PlaatsingFactory(
                student=StudentFactory(cluster=toeval.choice(clusters)),
                begindatum=begin,
                einddatum=begin + timedelta(days=toeval.choice([60, 100, 150])),
                aangemaakt_op=moment + timedelta(days=55) if laat else BEGIN,
                werkbegeleider=persoon("werkbegeleider") if nummer == 0 else None,
            )
        )
    for _ in range(12):
        moment += timedelta(days=toeval.randint(4, 14), hours=toeval.randint(-8, 12))
        for stage in stages:
            _doe_iets(toeval, stage, moment)
        Veegstand.objects.update(volgend_moment=None)
        veeg(at=moment)
    return moment + timedelta(days=1)


def _doe_iets(toeval, stage, moment):
    plicht = f"monthly:2026-{toeval.randint(9, 12):02}"
    dag = moment.date()
    velden = {"plaatsing": stage, "recorded_at": moment, "by": None}
    maak = Verslagfeit.objects.create
    keus = toeval.random()
    if keus < 0.35:
        ontvangen = moment - timedelta(days=toeval.choice([0, 0, 0, 3, 20]))
        maak(soort=FeitSoort.SUBMISSION, plicht=plicht, received_at=ontvangen, **velden)
    elif keus < 0.42:
        feiten.meld_gesprek(plaatsing=stage, soort="kennismaking", datum=dag, by=None, at=moment, ref="1")
    elif keus < 0.47:
        maak(soort=FeitSoort.MEETING, waarde="tussenevaluatie", ref="1", datum=dag, **velden)
    elif keus < 0.50:
        maak(soort=FeitSoort.SUBMISSION, plicht="kennismaking:1", received_at=moment, **velden)
    elif keus < 0.53:
        maak(soort=FeitSoort.EXCUSE, plicht=plicht, **velden)
    elif keus < 0.56:
        maak(soort=FeitSoort.EXTENSION, plicht=plicht, datum=dag + timedelta(days=9), **velden)
    elif keus < 0.59:
        tot = toeval.choice([None, dag + timedelta(days=12)])
        maak(soort=FeitSoort.PAUSE, ref=str(toeval.randint(1, 2)), datum=dag, tot=tot, **velden)
    elif keus < 0.60:
        maak(soort=FeitSoort.END_CHANGED, datum=dag + timedelta(days=20), tot=stage.einddatum, **velden)
    elif keus < 0.62:
        feiten.sluit(plaatsing=stage, by=None, at=moment)


@pytest.mark.django_db
@pytest.mark.parametrize("zaad", range(5))
def test_figures_are_those_of_a_naive_recount(zaad):
    at = maak_wereld(zaad)
    alles = Plaatsing.objects.all()
    geteld = plat(tel(alles, VAN, TOT, at))
    assert geteld == overal(alles, at)
    assert len({soort for _, soort in geteld}) >= 4


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


def oktober(kring, at):
    return per_maand(tel(Plaatsing.objects.filter(pk=kring.plaatsing.pk), VAN, TOT, at), OKT)


@pytest.mark.parametrize(
    ("moment", "soort"),
    [
        (op(9, 30), Soort.OP_TIJD),
        (op(10, 1, 23, 59), Soort.OP_TIJD),
        (op(10, 2, 0, 0), Soort.LAAT),
        (op(10, 2, 6, 59), Soort.LAAT),
        (op(10, 2, 7, 0), Soort.VERGETEN),
        (op(10, 5), Soort.VERGETEN),
        (None, Soort.VERGETEN),
    ],
)
def test_moment_of_receipt_decides_how_a_report_counts(kring, moment, soort):
    if moment is not None:
        binnen(kring.plaatsing, SEPTEMBER, moment)
    veeg(at=op(10, 6))
    assert oktober(kring, op(10, 7)) == {soort: 1}


def test_report_that_was_not_checked_yet_is_open(kring):
    assert oktober(kring, op(10, 1, 12)) == {Soort.OPEN: 1}


def test_excused_miss_counts_apart_in_the_month_in_which_it_was_due(kring):
    veeg(at=op(10, 2, 7))
    feiten.stel_vrij(plaatsing=kring.plaatsing, plicht=SEPTEMBER, reden="Ziek.", by=kring.coordinator, at=op(10, 3))
    veeg(at=op(10, 4))
    assert oktober(kring, op(10, 5)) == {Soort.VRIJGESTELD: 1}


def test_open_pause_counts_apart(kring):
    feiten.pauzeer(plaatsing=kring.plaatsing, van=date(2026, 9, 28), tot=None, by=None, at=op(9, 28))
    assert oktober(kring, op(10, 5)) == {Soort.GEPAUZEERD: 1}


def test_extension_moves_a_report_to_the_month_of_its_new_day(kring):
    feiten.geef_uitstel(
        plaatsing=kring.plaatsing,
        plicht=SEPTEMBER,
        tot=date(2026, 11, 4),
        reden="Verhuizing.",
        by=kring.coordinator,
        at=op(9, 20),
    )
    uit = tel(Plaatsing.objects.all(), VAN, TOT, op(10, 10))
    assert per_maand(uit, OKT) == {}
    assert per_maand(uit, NOV) == {Soort.OPEN: 2}


def test_closed_stage_asks_nothing_more(kring):
    feiten.sluit(plaatsing=kring.plaatsing, by=None, at=op(9, 25))
    assert tel(Plaatsing.objects.all(), VAN, TOT, op(10, 10)) == {}


# --- The page ---

URL = reverse("verslagen:cijfers")


@pytest.fixture
def gemengd(kring, time_machine):
    """One on time, one forgotten, at one school; on 20 October."""
    ander = PlaatsingFactory(student=StudentFactory(school=kring.school), aangemaakt_op=BEGIN)
    binnen(kring.plaatsing, SEPTEMBER, op(9, 30))
    veeg(at=op(10, 2, 7))
    time_machine.move_to(op(10, 20), tick=False)
    kring.ander = ander
    return kring


def rij_van(antwoord, naam="Totaal"):
    totaal = antwoord.context["totaal"]
    return totaal.op_tijd, totaal.laat, totaal.vergeten


def test_coordinator_sees_the_own_school(gemengd, ander, als):
    assert rij_van(als(gemengd.coordinator).get(URL)) == (1, 0, 1)
    assert rij_van(als(ander.coordinator).get(URL)) == (0, 0, 0)


def test_stagedocent_and_stagebegeleider_see_their_own_students(gemengd, als):
    for wie in (gemengd.stagedocent, gemengd.stagebegeleider):
        assert rij_van(als(wie).get(URL)) == (1, 0, 0)


def test_beheerder_sees_all_schools_without_a_name(gemengd, als):
    maak_kring(aangemaakt_op=BEGIN)
    veeg(at=op(10, 20, 8))
    antwoord = als(persoon("beheerder")).get(URL)
    html = antwoord.content.decode().partition("<main")[2]
    assert rij_van(antwoord) == (1, 0, 2)
    assert "Per school" in html
    assert 'name="school"' in html
    for mens in (gemengd.leerling, gemengd.ander.student):
        assert mens.naam not in html
        assert mens.studentnummer not in html


@pytest.mark.parametrize("wie", ["student", "werkbegeleider", "praktijkopleider"])
def test_figures_are_for_who_follows_reports(gemengd, als, wie):
    assert als(getattr(gemengd, wie)).get(URL).status_code == 403


def test_filters_narrow_and_a_school_of_others_is_no_choice(gemengd, ander, als):
    client = als(gemengd.coordinator)
    assert rij_van(client.get(URL, {"schooljaar": "2025/2026"})) == (0, 0, 0)
    assert rij_van(client.get(URL, {"periode": "3"})) == (0, 0, 0)
    assert rij_van(client.get(URL, {"school": str(ander.school.public_id)})) == (1, 0, 1)
    html = client.get(URL).content.decode().partition("<main")[2]
    assert 'name="school"' not in html
    assert "---------" not in html


def test_download_has_counts_per_month_school_and_cluster(gemengd, als):
    antwoord = als(gemengd.coordinator).get(URL, {"formaat": "csv"})
    rijen = list(csv.DictReader(io.StringIO(antwoord.content.decode("utf-8-sig"))))
    assert len(rijen) == 1
    assert rijen[0]["Maand"] == "2026-10"
    assert rijen[0]["School"] == gemengd.school.naam
    assert (rijen[0]["Op tijd"], rijen[0]["Vergeten"]) == ("1", "1")
    assert gemengd.leerling.naam not in antwoord.content.decode()


def test_page_is_an_empty_state_before_the_first_report(kring, als, time_machine):
    time_machine.move_to(op(9, 2), tick=False)
    assert "Er zijn nog geen cijfers" in als(kring.coordinator).get(URL).content.decode()


def test_overview_begins_with_last_month_at_a_glance(gemengd, als, time_machine):
    time_machine.move_to(op(11, 10), tick=False)
    html = als(gemengd.coordinator).get(reverse("verslagen:lijst")).content.decode()
    assert "In oktober 2026 nodig" in html
    assert "op tijd 1, te laat 0, vergeten 1." in html
    assert URL in html
    leeg = als(gemengd.werkbegeleider).get(reverse("verslagen:lijst")).content.decode()
    assert "In oktober 2026 nodig" not in leeg


def test_glance_stays_away_where_adding_up_takes_long(gemengd, als, time_machine, monkeypatch):
    time_machine.move_to(op(11, 10), tick=False)
    monkeypatch.setattr("evaluaties.views.cijfers.VEEL", 0)
    assert "In oktober 2026 nodig" not in als(gemengd.coordinator).get(reverse("verslagen:lijst")).content.decode()


def test_month_at_a_glance_counts_a_stage_that_began_in_that_month(kring, als, time_machine):
    begin = op(10, 5)
    nieuw = PlaatsingFactory(student=StudentFactory(school=kring.school), begindatum=begin.date(), aangemaakt_op=begin)
    feiten.meld_gesprek(plaatsing=nieuw, soort="kennismaking", ref="1", datum=op(10, 8).date(), by=None, at=op(10, 8))
    binnen(nieuw, "kennismaking:1", op(10, 12))
    oktober = tel(Plaatsing.objects.filter(pk=nieuw.pk), op(10, 1).date(), op(10, 1).date(), op(11, 10))
    assert sum(per_maand(oktober, op(10, 1).date()).values()) == 1


def test_number_of_queries_does_not_grow(gemengd, als):
    client = als(gemengd.coordinator)
    client.get(URL)
    with CaptureQueriesContext(connection) as weinig:
        client.get(URL)
    for nummer in range(8):
        stage = PlaatsingFactory(student=StudentFactory(school=gemengd.school), aangemaakt_op=BEGIN)
        if nummer % 2:
            feiten.pauzeer(plaatsing=stage, van=date(2026, 9, 28), tot=None, by=None, at=op(9, 28))
    with CaptureQueriesContext(connection) as veel:
        client.get(URL)
    assert len(veel) <= len(weinig) + 2  # placements out of the ordinary: their facts and their events
    assert len(veel) <= 30
