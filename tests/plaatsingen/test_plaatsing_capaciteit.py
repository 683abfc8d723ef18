"""Making a placement: hard rules, capacity per moment at every level, overlap."""

from datetime import date

import pytest

from basis.errors import DomainError
from kern.models import Opleidingscluster
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.services.maken import maak_plaatsing
from tests.factories import (
    NU,
    AfdelingFactory,
    ErkenningFactory,
    LocatieFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
)
from tests.imports.aanroep import draai
from tests.vacatures.sollicitatie_hulp import maak_kalender
from vacatures.services import afdelinggrens
from vraagaanbod.models import Omzetting

pytestmark = pytest.mark.django_db

WANNEER = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2), "periodes": "3 4", "dagen": "ma di"}


@pytest.fixture
def organisatie():
    return ErkenningFactory().organisatie


def plaats(organisatie, **extra):
    extra.setdefault("afdeling", AfdelingFactory(locatie=LocatieFactory(organisatie=organisatie)))
    return StageplaatsFactory(**extra)


def maak(stageplaats, student=None, **extra):
    return maak_plaatsing(
        student=student or StudentFactory(), stageplaats=stageplaats, by=None, at=NU, **WANNEER | extra
    )


def test_maak_plaatsing_writes_norm_history_and_supervisor(organisatie):
    stageplaats = plaats(organisatie)
    plaatsing = maak(stageplaats)
    assert plaatsing.uren_norm == 150  # 900 hours in 3 years; two of four periods
    assert plaatsing.statuswijzigingen.get().naar == "voorgesteld"


def test_last_seat_goes_once(organisatie):
    stageplaats = plaats(organisatie, capaciteit=1)
    maak(stageplaats)
    with pytest.raises(DomainError, match=r"vol op dinsdag in periode 3: 1 van 1"):
        maak(stageplaats)
    assert Plaatsing.objects.count() == 1


def test_seat_is_shared_over_days_and_periods(organisatie):
    stageplaats = plaats(organisatie, capaciteit=1)
    maak(stageplaats)
    maak(stageplaats, dagen="do vr")
    maak(stageplaats, periodes="1", begindatum=date(2026, 9, 1), einddatum=date(2026, 11, 6))
    with pytest.raises(DomainError, match="vrijdag"):
        maak(stageplaats, dagen="wo vr")


@pytest.mark.parametrize("niveau", ["afdeling", "locatie", "organisatie"])
def test_limit_above_the_place_counts_all_places_under_it(organisatie, niveau):
    locatie = LocatieFactory(organisatie=organisatie)
    afdeling = AfdelingFactory(locatie=locatie)
    doel = {"afdeling": afdeling, "locatie": locatie, "organisatie": organisatie}[niveau]
    doel.capaciteit = 1
    doel.save()
    een = plaats(organisatie, afdeling=afdeling, capaciteit=5)
    ander = (
        plaats(organisatie, capaciteit=5)
        if niveau == "organisatie"
        else plaats(
            organisatie,
            afdeling=AfdelingFactory(locatie=locatie) if niveau == "locatie" else afdeling,
            capaciteit=5,
        )
    )
    maak(een)
    with pytest.raises(DomainError, match=doel.naam):
        maak(ander)


@pytest.mark.parametrize("als_deel", [False, True])
def test_stage_that_runs_on_from_last_year_takes_a_seat_of_the_afdeling_as_long_as_it_lasts(organisatie, als_deel):
    maak_kalender()
    afdeling = AfdelingFactory(locatie=LocatieFactory(organisatie=organisatie), capaciteit=1)
    vorig = plaats(
        organisatie,
        afdeling=afdeling,
        capaciteit=5,
        schooljaar=SchooljaarFactory(naam="2025/2026", begin=date(2025, 8, 1), eind=date(2026, 7, 31)),
    )
    eigen = StageplaatsFactory() if als_deel else vorig
    tijd = {"begindatum": date(2026, 2, 2), "einddatum": date(2027, 1, 29), "periodes": "1 2 3 4"}
    loopt_door = PlaatsingFactory(stageplaats=eigen, **tijd, dagen="wo" if als_deel else "ma", status="lopend")
    if als_deel:
        Stagedeel.objects.create(plaatsing=loopt_door, stageplaats=vorig, dagen="ma", uren_norm=50, toegevoegd_op=NU)
    nu = plaats(organisatie, afdeling=afdeling, capaciteit=5)
    herfst = {"begindatum": date(2026, 9, 7), "einddatum": date(2027, 1, 22), "periodes": "1 2"}
    with pytest.raises(DomainError, match=f"{afdeling.naam} is vol op maandag in periode 1"):
        maak(nu, **herfst)
    (stand,) = afdelinggrens.standen([afdeling], schooljaar=nu.schooljaar)
    assert stand.bezet == 1
    maak(nu, **herfst, dagen="di")  # another day
    maak(nu)  # after it: periods 3 and 4 are named in that stage too, but lie before this year


def test_import_counts_a_stage_that_runs_on_from_last_year_as_the_last_check_does(organisatie, tmp_path, capsys):
    maak_kalender()
    afdeling = AfdelingFactory(locatie=LocatieFactory(organisatie=organisatie), capaciteit=1)
    vorig_jaar = SchooljaarFactory(naam="2025/2026", begin=date(2025, 8, 1), eind=date(2026, 7, 31))
    vorig = plaats(organisatie, afdeling=afdeling, schooljaar=vorig_jaar)
    tijd = {"begindatum": date(2026, 2, 2), "einddatum": date(2027, 1, 15), "periodes": "1 2 3 4"}
    PlaatsingFactory(stageplaats=vorig, **tijd, dagen="ma", status="lopend")
    nu = plaats(organisatie, afdeling=afdeling)
    student = StudentFactory(cluster=nu.clusters.first(), dagen="ma")
    bestand = tmp_path / "plaatsingen.csv"
    rij = f"{student.studentnummer};{nu.code};2027-01-11;2027-07-02;ma;"

    def lees(periodes):
        bestand.write_text(f"studentnummer;stageplaats;begindatum;einddatum;dagen;periodes\n{rij}{periodes}\n")
        return draai(capsys, "importeer", "plaatsingen", bestand)

    code, _, fout = lees("2 3 4")
    assert code == 1
    assert f"{afdeling.naam} is vol op maandag in periode 2" in fout
    assert lees("3 4")[0] == 0  # they meet in the last week of period 2 alone


def test_ended_placement_frees_the_seat(organisatie):
    stageplaats = plaats(organisatie, capaciteit=1)
    eerste = maak(stageplaats)
    Plaatsing.objects.filter(pk=eerste.pk).update(status="gestopt")
    assert maak(stageplaats).pk


def test_student_with_an_overlapping_placement_is_refused(organisatie):
    student = StudentFactory()
    PlaatsingFactory(student=student, begindatum=date(2027, 7, 2), einddatum=date(2027, 7, 30), dagen="za")
    with pytest.raises(DomainError, match="heeft in die tijd al een plaatsing"):
        maak(plaats(organisatie), student)


def test_adjacent_placement_is_no_overlap(organisatie):
    student = StudentFactory()
    PlaatsingFactory(student=student, einddatum=date(2027, 1, 31))
    assert maak(plaats(organisatie), student).pk


@pytest.mark.parametrize(
    ("veranderd", "student", "tekst"),
    [
        ({"ingetrokken_op": date(2026, 9, 1)}, {}, "ingetrokken"),
        ({"periodes": "3"}, {}, "niet in alle periodes"),
        ({"dagen": "ma wo"}, {}, "niet op dinsdag"),
        ({"min_leeftijd": 18}, {"geboortedatum": date(2009, 2, 2)}, "18 jaar"),
        ({"vog_vereist": True}, {}, "VOG"),
        ({}, {"vertrokken_op": date(2027, 1, 1)}, "van school"),
    ],
)
def test_hard_rule_is_asked_of_the_database(organisatie, veranderd, student, tekst):
    with pytest.raises(DomainError, match=tekst):
        maak(plaats(organisatie, **veranderd), StudentFactory(**student))


def test_adult_on_the_first_day_is_accepted(organisatie):
    assert maak(plaats(organisatie, min_leeftijd=18), StudentFactory(geboortedatum=date(2009, 2, 1))).pk


def test_place_of_another_school_is_refused(organisatie):
    with pytest.raises(DomainError, match="andere scholen"):
        maak(plaats(organisatie, scholen=[OrganisatieFactory(school=True)]))


def test_recognition_must_hold_to_the_last_day():
    organisatie = ErkenningFactory(geldig_tot=date(2027, 7, 1)).organisatie
    with pytest.raises(DomainError, match="erkenning"):
        maak(plaats(organisatie))


def test_stagegezin_needs_no_recognition():
    assert maak(plaats(OrganisatieFactory(), soort="stagegezin")).pk


def test_other_cluster_needs_an_agreed_conversion(organisatie):
    deeltijd = Opleidingscluster.objects.get(code="VZVP12-PT")
    stageplaats = plaats(organisatie)
    student = StudentFactory(cluster=deeltijd)
    with pytest.raises(DomainError, match="is niet voor"):
        maak(stageplaats, student)
    Omzetting.objects.create(
        schooljaar=stageplaats.schooljaar, van_cluster=stageplaats.clusters.get(), naar_cluster=deeltijd
    )
    assert maak(stageplaats, student).pk
