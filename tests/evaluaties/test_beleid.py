"""Rules per school and programme: who may record them, which hold for whom, and that what was told stays."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.errors import DomainError, GeenToegang
from evaluaties import verslagregels as regels
from evaluaties.models import Veegstand, Verslagbeleid, VervallenVrijedag
from evaluaties.services import beleid, feiten, veegronde
from evaluaties.services.beleidsbeeld import Gevolg, bekijk
from evaluaties.services.beleidsboek import Beleidsboek, beleid_voor
from evaluaties.services.dossiers import dossiers, met_registratie, standen
from evaluaties.tasks import controleer_verslagen
from kern.models import AuditRegel, Bericht, Vrijedag
from plaatsingen.models import Plaatsing
from tests.evaluaties.conftest import maak_kring
from tests.factories import AMSTERDAM, OpleidingFactory, OrganisatieFactory, PlaatsingFactory, persoon

HUIS = regels.Beleid()
BEGIN = datetime(2026, 8, 20, 9, 0, tzinfo=AMSTERDAM)
OKTOBER = "monthly:2026-10"


def op(maand, dag, uur=12, jaar=2026):
    return datetime(jaar, maand, dag, uur, tzinfo=AMSTERDAM)


@pytest.fixture
def kring(db):
    return maak_kring(aangemaakt_op=BEGIN)


@pytest.fixture
def beheerder(db):
    return persoon("beheerder")


def leg_vast(by, *, school=None, opleiding=None, vanaf=date(2026, 11, 1), at=None, reden="Afgesproken.", **cijfers):
    return beleid.leg_beleid_vast(
        school=school,
        opleiding=opleiding,
        vanaf=vanaf,
        beleid=regels.Beleid(**cijfers),
        reden=reden,
        by=by,
        at=at or op(10, 12),
    )


def due(plaatsing, plicht=OKTOBER, at=None):
    rijen = standen(list(met_registratie(Plaatsing.objects.filter(pk=plaatsing.pk))), at or op(10, 13))
    return next(rij.due for rij in rijen[plaatsing.pk].verslagen if rij.verplichting == plicht)


# --- Who, and what ---


def test_coordinator_records_for_the_own_school_only(kring, ander):
    assert leg_vast(kring.coordinator, school=kring.school).vastgelegd_door == kring.coordinator
    for school in (ander.school, None):
        with pytest.raises(GeenToegang, match="coördinator van deze school"):
            leg_vast(kring.coordinator, school=school)
    assert Verslagbeleid.objects.count() == 1


@pytest.mark.parametrize("rol", ["student", "stagedocent", "werkbegeleider", "praktijkopleider"])
def test_others_record_nothing(kring, rol):
    with pytest.raises(GeenToegang):
        leg_vast(getattr(kring, rol), school=kring.school)


def test_beheerder_records_for_each_school_and_for_all(kring, beheerder):
    assert leg_vast(beheerder).school is None
    assert leg_vast(beheerder, school=kring.school).school == kring.school


@pytest.mark.parametrize(
    ("veld", "waarden", "zin"),
    [
        ("vanaf", {"vanaf": date(2026, 10, 12)}, "vanaf 13-10-2026"),
        ("vanaf", {"vanaf": date(2036, 10, 12)}, "twee jaar"),
        ("reden", {"reden": "  "}, "waarom"),
        ("grace_days", {"grace_days": 0}, "van 1 tot en met 60"),
        ("min_active_days", {"min_active_days": 32}, "van 1 tot en met 31"),
        ("replacement_days", {"replacement_days": 121}, "van 1 tot en met 120"),
        ("meeting_report_days", {"meeting_report_days": 61}, "van 1 tot en met 60"),
        ("nudge_days", {"nudge_days": (0,)}, "van 1 tot en met 30"),
        ("nudge_days", {"nudge_days": (1, 2, 3, 4, 5, 6)}, "hoogstens 5"),
        ("extra_nonworking", {"extra_nonworking": frozenset(BEGIN.date() + timedelta(n) for n in range(61))}, "60"),
    ],
)
def test_what_cannot_be_is_told_with_its_field(beheerder, veld, waarden, zin):
    with pytest.raises(DomainError, match=zin) as fout:
        leg_vast(beheerder, **waarden)
    assert fout.value.field == veld
    assert not Verslagbeleid.objects.exists()


def test_tomorrow_is_the_first_day_also_after_a_sweep_that_ran_ahead(beheerder):
    assert leg_vast(beheerder, vanaf=date(2026, 10, 13)).vanaf == date(2026, 10, 13)
    controleer_verslagen(op(10, 20).isoformat())
    with pytest.raises(DomainError, match="21-10-2026"):
        leg_vast(beheerder, vanaf=date(2026, 10, 20), grace_days=4)


def test_recording_leaves_an_audit_line_and_twice_is_once(beheerder):
    eerste = leg_vast(beheerder, grace_days=5)
    assert leg_vast(beheerder, grace_days=5, at=op(10, 12, 13)) == eerste
    regel = AuditRegel.objects.get(object_id=str(eerste.public_id))
    assert (regel.by, regel.reden, regel.na["grace_days"]) == (beheerder, "Afgesproken.", 5)
    tweede = leg_vast(beheerder, grace_days=6)
    assert AuditRegel.objects.get(object_id=str(tweede.public_id)).voor["grace_days"] == 5
    assert Verslagbeleid.objects.count() == 2


# --- Which holds for whom ---


def test_the_most_precise_policy_holds(kring, ander, beheerder):
    vz, vp = kring.leerling.opleiding, OpleidingFactory(code="25655", naam="Verpleegkundige", niveau=4)
    for school, opleiding, dagen in (
        (kring.school, vz, 7),
        (kring.school, None, 6),
        (None, vz, 5),
        (None, None, 4),
    ):
        leg_vast(beheerder, school=school, opleiding=opleiding, grace_days=dagen, at=op(10, 10 + dagen % 3))
    boek, dag = Beleidsboek.lees(), date(2026, 12, 1)
    uitkomst = {
        (school.pk, opleiding.pk): boek.voor(school.pk, opleiding.pk).op(dag).grace_days
        for school in (kring.school, ander.school)
        for opleiding in (vz, vp)
    }
    assert uitkomst == {
        (kring.school.pk, vz.pk): 7,
        (kring.school.pk, vp.pk): 6,
        (ander.school.pk, vz.pk): 5,
        (ander.school.pk, vp.pk): 4,
    }
    assert boek.voor(kring.school.pk, vz.pk).op(date(2026, 10, 31)) == HUIS


def test_regional_free_days_count_in_every_version(kring, beheerder):
    Vrijedag.objects.create(datum=date(2026, 11, 2), naam="Brugdag")
    leg_vast(beheerder, extra_nonworking=frozenset({date(2026, 11, 3)}))
    assert due(kring.plaatsing) == date(2026, 11, 4)


@pytest.mark.parametrize("annoteer", [True, False])
def test_policy_of_many_placements_costs_few_queries(kring, beheerder, annoteer, django_assert_max_num_queries):
    leg_vast(beheerder, school=kring.school)
    PlaatsingFactory.create_batch(4)
    rijen = Plaatsing.objects.order_by("pk")
    rijen = list(met_registratie(rijen) if annoteer else rijen)
    with django_assert_max_num_queries(2 if annoteer else 3):
        beleiden = beleid_voor(rijen)
    assert len(beleiden) == 5
    assert beleiden[kring.plaatsing.pk].op(date(2026, 12, 1)) == HUIS


# --- The sweep ---


def test_sweep_follows_the_policy_of_the_programme(kring, ander):
    # Told after the placements are known, so the check only gets later.
    leg_vast(kring.coordinator, school=kring.school, grace_days=9, check_time=time(9))
    for plaatsing in (kring.plaatsing, ander.plaatsing):
        feiten.meld_inlevering(
            plaatsing=plaatsing, plicht="monthly:2026-09", received_at=op(9, 30), by=None, at=op(9, 30)
        )
    controleer_verslagen(op(11, 3, 8).isoformat())
    assert not kring.plaatsing.ladder_events.exists()
    assert ander.plaatsing.ladder_events.filter(soort="MISS").exists()
    controleer_verslagen(op(11, 3, 9).isoformat())
    herinnering = kring.plaatsing.ladder_events.get(soort="REMINDER")
    assert herinnering.gegevens["datum"] == "2026-11-12"


def test_recording_makes_the_next_sweep_look_again_at_whom_it_concerns(kring, ander):
    controleer_verslagen(op(10, 12, 9).isoformat())
    leg_vast(kring.coordinator, school=kring.school)
    moment = dict(Veegstand.objects.values_list("plaatsing", "volgend_moment"))
    assert moment[kring.plaatsing.pk] is None
    assert moment[ander.plaatsing.pk] is not None


def test_nudges_follow_the_policy(kring, ander):
    leg_vast(kring.coordinator, school=kring.school, nudge_days=(3,))
    for dag in range(24, 32):
        controleer_verslagen(op(10, dag, 9).isoformat())
    per_student = {
        user: sorted(
            Bericht.objects.filter(soort="verslag_binnenkort", ontvanger=user, sleutel__contains=OKTOBER).values_list(
                "aangemaakt_op__date", flat=True
            )
        )
        for user in (kring.student, ander.student)
    }
    assert per_student[kring.student] == [date(2026, 10, 30)]
    assert per_student[ander.student] == [date(2026, 10, 26)]


@pytest.mark.parametrize("aantal", [1, 6])
def test_sweep_with_versions_costs_the_same_queries_for_one_and_many(beheerder, aantal):
    leg_vast(beheerder, at=op(8, 1), vanaf=date(2026, 9, 1))
    PlaatsingFactory.create_batch(aantal, aangemaakt_op=BEGIN)
    with CaptureQueriesContext(connection) as queries:
        veegronde.veeg(at=op(9, 2))
    assert len(queries) <= 20


# --- What was told stays ---


def test_a_told_date_never_gets_earlier_by_a_version(kring):
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort="kennismaking", datum=date(2026, 10, 20), by=None, at=op(10, 12, 9)
    )
    leg_vast(kring.coordinator, school=kring.school, vanaf=date(2026, 10, 13), meeting_report_days=2)
    assert due(kring.plaatsing, "kennismaking:1") == date(2026, 10, 27)
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort="tussenevaluatie", datum=date(2026, 10, 20), by=None, at=op(10, 20, 9)
    )
    assert due(kring.plaatsing, "tussenevaluatie:1", at=op(10, 20)) == date(2026, 10, 22)


@time_machine.travel(op(10, 12), tick=False)
def test_a_free_day_that_is_taken_back_leaves_the_told_date(kring):
    dag = Vrijedag.objects.create(datum=date(2026, 11, 2), naam="Brugdag")
    assert due(kring.plaatsing) == date(2026, 11, 3)
    dag.delete()
    assert due(kring.plaatsing, at=op(10, 11)) == date(2026, 11, 3)
    assert due(kring.plaatsing) == date(2026, 11, 3)
    nieuw = PlaatsingFactory(begindatum=date(2026, 10, 13), aangemaakt_op=op(10, 13, 9))
    assert due(nieuw, at=op(10, 14)) == date(2026, 11, 2)
    Vrijedag.objects.create(datum=date(2026, 11, 2), naam="Toch een brugdag")
    assert due(nieuw, at=op(10, 14)) == date(2026, 11, 3)


@time_machine.travel(op(10, 12), tick=False)
def test_a_free_day_that_moves_leaves_the_told_date(kring):
    dag = Vrijedag.objects.create(datum=date(2026, 11, 2), naam="Brugdag")
    dag.datum = date(2026, 11, 9)
    dag.save()
    assert list(VervallenVrijedag.objects.values_list("datum", "vastgelegd_op")) == [(date(2026, 11, 2), op(10, 12))]
    dag.naam = "Andere naam"
    dag.save()
    assert VervallenVrijedag.objects.count() == 1
    assert due(kring.plaatsing) == date(2026, 11, 3)


def test_a_free_day_makes_the_sweep_look_again(kring):
    controleer_verslagen(op(10, 12, 9).isoformat())
    dag = Vrijedag.objects.create(datum=date(2026, 11, 2), naam="Brugdag")
    assert Veegstand.objects.get(plaatsing=kring.plaatsing).volgend_moment is None
    controleer_verslagen(op(10, 12, 10).isoformat())
    dag.delete()
    assert Veegstand.objects.get(plaatsing=kring.plaatsing).volgend_moment is None


# --- The preview ---


def voor_en_na(school, by, **cijfers):
    """The preview, and what is true before and after recording: {(placement, obligation): (old, new)}."""
    keuze = {
        "school": school,
        "opleiding": None,
        "vanaf": cijfers.pop("vanaf", date(2026, 11, 1)),
        "beleid": regels.Beleid(**cijfers),
    }
    rijen = list(met_registratie(Plaatsing.objects.actief().order_by("pk")))
    alle, at = dossiers(rijen), op(10, 12)

    def stand():
        beleiden = beleid_voor(rijen)
        return {
            (p.pk, plicht.id): plicht.due
            for p in rijen
            for plicht in regels.verplichtingen(alle[p.pk], beleiden[p.pk], at).values()
        }

    beeld = bekijk(**keuze, by=by, at=at)
    voor = stand()
    beleid.leg_beleid_vast(**keuze, reden="Afgesproken.", by=by, at=at)
    na = stand()
    return beeld, {sleutel: (voor[sleutel], na[sleutel]) for sleutel in na if voor[sleutel] != na[sleutel]}


@pytest.mark.parametrize(
    ("cijfers", "gevolg"),
    [
        ({"extra_nonworking": frozenset({date(2026, 12, 1)})}, Gevolg.LATER),
        ({"min_active_days": 31}, Gevolg.VERVALT),
        ({"min_active_days": 1}, Gevolg.ERBIJ),
    ],
)
def test_preview_tells_what_really_happens(kring, ander, cijfers, gevolg):
    PlaatsingFactory(student__school=kring.school, begindatum=date(2026, 9, 1), einddatum=date(2026, 12, 5))
    beeld, anders = voor_en_na(kring.school, kring.coordinator, **cijfers)
    assert beeld.verslagen[gevolg] == len(anders) == beeld.verslagen.total() > 0
    assert {(rij.oud, rij.nieuw) for rij in beeld.rijen} == set(anders.values())
    assert beeld.studenten[gevolg] == len({pk for pk, _ in anders})
    assert ander.plaatsing.pk not in {pk for pk, _ in anders}
    assert (beeld.bekeken, beeld.totaal, beeld.meer, beeld.volledig) == (2, 2, 0, True)


def test_preview_tells_what_stays_because_it_was_told(kring):
    feiten.meld_gesprek(
        plaatsing=kring.plaatsing, soort="kennismaking", datum=date(2026, 11, 2), by=None, at=op(10, 12, 9)
    )
    beeld, anders = voor_en_na(kring.school, kring.coordinator, meeting_report_days=2)
    assert anders == {}
    assert beeld.verslagen == {Gevolg.BLIJFT: 1}
    assert [(rij.oud, rij.nieuw) for rij in beeld.rijen] == [(date(2026, 11, 9), date(2026, 11, 9))]


def test_preview_counts_who_has_own_rules(kring, beheerder):
    leg_vast(beheerder, school=kring.school)
    PlaatsingFactory()
    beeld = bekijk(
        school=None, opleiding=None, vanaf=date(2026, 11, 1), beleid=replace(HUIS, min_active_days=31),
        by=beheerder, at=op(10, 12),
    )  # fmt: skip
    assert (beeld.bekeken, beeld.eigen_regels, beeld.studenten[Gevolg.VERVALT]) == (2, 1, 1)


def test_preview_shows_only_placements_that_one_may_see(kring, ander):
    beeld = bekijk(
        school=ander.school, opleiding=None, vanaf=date(2026, 11, 1), beleid=replace(HUIS, min_active_days=31),
        by=kring.coordinator, at=op(10, 12),
    )  # fmt: skip
    assert (beeld.bekeken, beeld.rijen) == (0, ())


def test_preview_costs_the_same_queries_for_one_and_many(kring, beheerder):
    def tel():
        with CaptureQueriesContext(connection) as queries:
            bekijk(
                school=None, opleiding=None, vanaf=date(2026, 11, 1), beleid=replace(HUIS, min_active_days=31),
                by=beheerder, at=op(10, 12),
            )  # fmt: skip
        return len(queries)

    tel()  # reads the memberships of the beheerder
    een = tel()
    PlaatsingFactory.create_batch(4, student__school=OrganisatieFactory(school=True))
    assert tel() == een <= 7


def test_preview_of_very_many_says_that_it_is_not_whole(kring, beheerder, monkeypatch):
    PlaatsingFactory.create_batch(2)
    monkeypatch.setattr("evaluaties.services.beleidsbeeld.HOOGSTENS", 2)
    beeld = bekijk(
        school=None,
        opleiding=None,
        vanaf=date(2026, 11, 1),
        beleid=replace(HUIS, min_active_days=31),
        by=beheerder,
        at=op(10, 12),
    )
    assert (beeld.bekeken, beeld.totaal, beeld.volledig) == (2, 3, False)
