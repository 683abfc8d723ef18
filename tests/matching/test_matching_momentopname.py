"""The frozen picture: who and what takes part, with which limits."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kern.models import Opleidingscluster
from matching.engine.validation import check_instance
from matching.models import Pin, Voorkeur
from matching.services.bezet import BEZET
from matching.services.momentopname import momentopname
from plaatsingen.models import Plaatsing
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
    VoorkeurFactory,
)
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde
from tests.vacatures.sollicitatie_hulp import maak_kalender
from vraagaanbod.models import Omzetting

pytestmark = pytest.mark.django_db

VOORJAAR = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2), "periodes": "3 4"}


def echte(foto):
    return {rij.student: rij for rij in foto.instance.studenten if not rij.student.startswith(BEZET)}


def zitters(foto):
    return [
        (rij.plaats, student.periodes, student.dagen)
        for rij in foto.instance.vast
        for student in foto.instance.studenten
        if rij.student == student.student and rij.student.startswith(BEZET)
    ]


def test_picture_holds_students_places_and_wishes():
    ronde, (student,), (plaats,) = maak_ronde()
    VoorkeurFactory(student=student, stageplaats=plaats)
    VoorkeurFactory(student=student, stageplaats=StageplaatsFactory(), rang=2)  # no recognition: takes no part
    foto = momentopname(ronde)
    rij = echte(foto)[student.studentnummer]
    assert (rij.periodes, rij.dagen, rij.minderjarig) == ({"3", "4"}, {"ma", "di"}, False)
    assert [p.plaats for p in foto.instance.plaatsen] == [plaats.code]
    assert [(v.plaats, v.rang) for v in foto.instance.voorkeuren] == [(plaats.code, 1)]
    assert check_instance(foto.instance) == []
    assert foto.telling.plaatsen_zonder_erkenning == 1


def test_group_tree_carries_the_limits():
    locatie = LocatieFactory(capaciteit=7, organisatie__capaciteit=9)
    afdeling = AfdelingFactory(locatie=locatie, capaciteit=5)
    ronde, _, _ = maak_ronde(plaatsen=0)
    erkend(StageplaatsFactory(afdeling=afdeling))
    groepen = {groep.groep: (groep.boven, groep.capaciteit) for groep in momentopname(ronde).instance.groepen}
    assert groepen == {
        f"afdeling:{afdeling.pk}": (f"locatie:{locatie.pk}", 5),
        f"locatie:{locatie.pk}": (f"organisatie:{locatie.organisatie_id}", 7),
        f"organisatie:{locatie.organisatie_id}": ("", 9),
    }


@pytest.mark.parametrize(
    ("extra", "telling"),
    [
        ({"vertrokken_op": date(2026, 12, 1)}, {}),
        ({"periodes": "1 2"}, {"andere_periode": 1}),
    ],
)
def test_student_who_asks_nothing_is_left_out(extra, telling):
    ronde, (student,), _ = maak_ronde()
    type(student).objects.filter(pk=student.pk).update(**extra)
    foto = momentopname(ronde)
    assert echte(foto) == {}
    assert {naam: getattr(foto.telling, naam) for naam in telling} == telling


def test_student_with_a_placement_then_is_left_out_unless_it_ended():
    ronde, (student, ander), _ = maak_ronde(studenten=2)
    PlaatsingFactory(student=student, begindatum=date(2027, 6, 1), einddatum=date(2027, 7, 9), status="aangeboden")
    PlaatsingFactory(student=ander, **VOORJAAR, status="geannuleerd")
    foto = momentopname(ronde)
    assert list(echte(foto)) == [ander.studentnummer]
    assert foto.telling.al_geplaatst == 1


def test_student_of_another_school_takes_no_part():
    ronde, (student,), _ = maak_ronde()
    StudentFactory()
    assert list(echte(momentopname(ronde))) == [student.studentnummer]


@pytest.mark.parametrize(("geboren", "minderjarig"), [(date(2009, 2, 1), False), (date(2009, 2, 2), True)])
def test_age_is_that_on_the_first_day(geboren, minderjarig):
    ronde, (student,), _ = maak_ronde()
    type(student).objects.filter(pk=student.pk).update(geboortedatum=geboren)
    assert echte(momentopname(ronde))[student.studentnummer].minderjarig is minderjarig


def test_student_without_home_travels_from_school():
    ronde, (student,), _ = maak_ronde()
    LocatieFactory(organisatie=student.school, lat=52.5, lon=6.1)
    type(student).objects.filter(pk=student.pk).update(lat=None, lon=None)
    foto = momentopname(ronde)
    rij = echte(foto)[student.studentnummer]
    assert (rij.lat, rij.lon) == (52.5, 6.1)
    assert foto.afstand_vanaf_school == {student.studentnummer}
    assert foto.telling.zonder_woonplaats == 1


def test_student_without_any_place_on_the_map_gets_told_what_is_missing():
    ronde, (student,), _ = maak_ronde()
    type(student).objects.filter(pk=student.pk).update(lat=None, lon=None)
    foto = momentopname(ronde)
    assert echte(foto) == {}
    assert "postcode" in foto.onvolledig[student.pk]


def test_place_without_address_borrows_one_of_the_house_or_stays_out():
    ronde, _, (plaats,) = maak_ronde()
    locatie = plaats.afdeling.locatie
    type(locatie).objects.filter(pk=locatie.pk).update(lat=None, lon=None)
    foto = momentopname(ronde)
    assert foto.instance.plaatsen == ()
    assert foto.telling.plaatsen_zonder_adres == 1
    LocatieFactory(organisatie=plaats.leerbedrijf, lat=53.0, lon=6.0)
    assert [(rij.lat, rij.lon) for rij in momentopname(ronde).instance.plaatsen] == [(53.0, 6.0)]


@pytest.mark.parametrize(
    ("erkenning", "doet_mee"),
    [
        ({}, True),
        ({"geldig_van": date(2027, 2, 1), "geldig_tot": date(2027, 7, 2)}, True),
        ({"geldig_tot": date(2027, 7, 1)}, False),
        ({"geldig_van": date(2027, 2, 2)}, False),
        ({"opleiding__code": "34560", "opleiding__letters": "HBO-V"}, False),
    ],
)
def test_recognition_must_hold_for_the_cluster_on_the_whole_round(erkenning, doet_mee):
    ronde, _, _ = maak_ronde(plaatsen=0)
    plaats = StageplaatsFactory()
    ErkenningFactory(organisatie=plaats.leerbedrijf, **erkenning)
    assert bool(momentopname(ronde).instance.plaatsen) is doet_mee


@pytest.mark.parametrize("soort", ["stagegezin", "informele-zorg"])
def test_stagegezin_and_informal_care_need_no_recognition(soort):
    ronde, _, _ = maak_ronde(plaatsen=0)
    StageplaatsFactory(soort=soort)
    assert len(momentopname(ronde).instance.plaatsen) == 1


def test_unrecognised_cluster_of_a_place_is_dropped():
    ronde, _, _ = maak_ronde(plaatsen=0)
    hbo = Opleidingscluster.objects.get(code="U1-FT")
    vz = Opleidingscluster.objects.get(code="VZVP12-FT")
    erkend(StageplaatsFactory(clusters=[hbo, vz]))
    assert [rij.clusters for rij in momentopname(ronde).instance.plaatsen] == [{"VZVP12-FT"}]


def test_withdrawn_place_takes_no_part():
    ronde, _, (plaats,) = maak_ronde()
    type(plaats).objects.filter(pk=plaats.pk).update(ingetrokken_op=date(2026, 10, 1))
    assert momentopname(ronde).instance.plaatsen == ()


def test_other_placement_holds_its_seat_on_its_own_days_only():
    ronde, _, (plaats,) = maak_ronde()
    PlaatsingFactory(stageplaats=plaats, dagen="do vr", **VOORJAAR)
    PlaatsingFactory(stageplaats=plaats, dagen="ma di", begindatum=date(2026, 9, 1), einddatum=date(2027, 1, 29))
    foto = momentopname(ronde)
    assert zitters(foto) == [(plaats.code, {"3", "4"}, {"do", "vr"})]
    assert foto.telling.al_bezet == 1
    assert check_instance(foto.instance) == []


def test_placement_on_a_withdrawn_place_still_counts_for_the_afdeling():
    ronde, _, (plaats,) = maak_ronde()
    weg = StageplaatsFactory(afdeling=plaats.afdeling, ingetrokken_op=date(2026, 10, 1))
    PlaatsingFactory(stageplaats=weg, **VOORJAAR)
    foto = momentopname(ronde)
    extra = [rij for rij in foto.instance.plaatsen if rij.plaats.startswith(BEZET)]
    assert [rij.groep for rij in extra] == [f"afdeling:{plaats.afdeling_id}"]
    assert zitters(foto)[0][0] == extra[0].plaats


def test_stage_that_runs_on_from_last_year_counts_above_the_places_in_the_periods_it_still_touches():
    ronde, _, (plaats,) = maak_ronde()
    maak_kalender()
    vorig = SchooljaarFactory(naam="2025/2026", begin=date(2025, 8, 1), eind=date(2026, 7, 31))
    afdeling = AfdelingFactory(locatie=plaats.afdeling.locatie)  # has no place of its own in this round
    tijd = {"begindatum": date(2026, 4, 20), "einddatum": date(2027, 4, 2), "periodes": "1 2 3 4"}
    PlaatsingFactory(stageplaats=StageplaatsFactory(afdeling=afdeling, schooljaar=vorig), dagen="ma", **tijd)
    PlaatsingFactory(stageplaats=StageplaatsFactory(schooljaar=vorig), dagen="ma", **tijd)  # elsewhere
    foto = momentopname(ronde)
    assert zitters(foto) == [(f"{BEZET}locatie:{afdeling.locatie_id}", {"3"}, {"ma"})]
    assert check_instance(foto.instance) == []


def test_overfull_place_counts_above_it_and_contradicts_no_limit():
    ronde, _, (plaats,) = maak_ronde()
    for dagen in ("ma di", "di wo"):
        PlaatsingFactory(stageplaats=plaats, dagen=dagen, **VOORJAAR)
    foto = momentopname(ronde)
    op_plaats = [dagen for doel, _, dagen in zitters(foto) if doel == plaats.code]
    erboven = [dagen for doel, _, dagen in zitters(foto) if doel != plaats.code]
    assert op_plaats == [{"ma", "di"}, {"wo"}, {"wo"}]
    assert erboven == [{"di"}, {"di"}]


def test_conversions_subtract_what_was_used():
    ronde, (student,), (plaats,) = maak_ronde()
    van, naar = Opleidingscluster.objects.get(code="VZVP12-FT"), Opleidingscluster.objects.get(code="VZVP12-PT")
    Omzetting.objects.create(schooljaar=ronde.schooljaar, van_cluster=van, naar_cluster=naar, kosten=2, maximum=5)
    vorige = bereken_met_hand(maak_ronde()[0], [(student, plaats)]).voorstellen.get()
    vorige.omzetting = "VZVP12-FT>VZVP12-PT"
    vorige.plaatsing = PlaatsingFactory(stageplaats=plaats)
    vorige.save()
    assert [rij.maximum for rij in momentopname(ronde).instance.omzettingen] == [4]


def test_who_was_left_over_before_goes_first():
    ronde, (student, ander), _ = maak_ronde(studenten=2)
    vorige, _, _ = maak_ronde(studenten=0, school=student.school)
    bereken_met_hand(vorige, [], [student])
    vorige.status, vorige.gepubliceerd_op = "gepubliceerd", NU
    vorige.save()
    rijen = echte(momentopname(ronde))
    assert rijen[student.studentnummer].voorrang == rijen[ander.studentnummer].voorrang + 1


def test_pins_and_the_former_result_go_along():
    ronde, (een, twee), (plaats, ander) = maak_ronde(studenten=2, plaatsen=2)
    bereken_met_hand(ronde, [(een, plaats), (twee, ander)])
    Pin.objects.create(ronde=ronde, student=een, stageplaats=plaats, soort="verboden", op=NU)
    vast = {(rij.student, rij.plaats): rij.soort for rij in momentopname(ronde).instance.vast}
    assert vast == {
        (een.studentnummer, plaats.code): "verboden",
        (twee.studentnummer, ander.code): "huidig",
    }


def test_hash_follows_the_data_not_the_order_of_rows():
    ronde, (student, _), (plaats, _) = maak_ronde(studenten=2, plaatsen=2)
    eerste = momentopname(ronde).hash
    assert momentopname(ronde).hash == eerste
    Voorkeur.objects.create(student=student, stageplaats=plaats, rang=1, ingevoerd_op=NU)
    assert momentopname(ronde).hash != eerste


def test_picture_takes_as_many_queries_for_many_as_for_one(django_assert_max_num_queries):
    ronde, (student,), _ = maak_ronde()
    with CaptureQueriesContext(connection) as een:
        momentopname(ronde)
    for _ in range(5):
        StudentFactory(school=student.school)
        PlaatsingFactory(stageplaats=erkend(StageplaatsFactory()), **VOORJAAR)
        VoorkeurFactory(student=StudentFactory(school=student.school), stageplaats=Plaatsing.objects.last().stageplaats)
    with CaptureQueriesContext(connection) as veel:
        momentopname(ronde)
    assert len(veel) == len(een) <= 30


def test_reserved_place_names_its_schools():
    ronde, (student,), _ = maak_ronde(plaatsen=0)
    ander = OrganisatieFactory(school=True)
    erkend(StageplaatsFactory(scholen=[ander, student.school]))
    assert [rij.scholen for rij in momentopname(ronde).instance.plaatsen] == [{ander.code, student.school.code}]
