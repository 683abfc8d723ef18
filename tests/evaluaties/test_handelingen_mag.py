"""The certificatenboekje: what may be done, who certifies, levels of independence (R5.6)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties import mag
from evaluaties.enums import MagStand
from evaluaties.handelingtaken import todos
from evaluaties.models import Beheersing, Handeling, Handelingscertificaat
from evaluaties.services.beheersing import beantwoord_niveau, meld_niveau
from evaluaties.services.certificeren import geef_certificaten, trek_certificaat_in
from evaluaties.services.handelingen import boekje, tel
from tests.factories import NU, OpleidingFactory, PlaatsingFactory, StudentFactory, persoon

pytestmark = pytest.mark.django_db
VANDAAG = NU.date()


@pytest.fixture
def stage():
    """A running stage with docent, werkbegeleider and a coordinator of the school."""
    plaatsing = PlaatsingFactory()
    student = plaatsing.student
    student.stagedocent = persoon("stagedocent", student.school)
    student.save()
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


def _geef(stage, code, *, dag=VANDAAG, tot=None, by=None):
    handeling = Handeling.objects.get(code=code)
    geef_certificaten(
        handeling=handeling,
        studenten=[stage.student],
        afgegeven_op=dag,
        geldig_tot=tot,
        by=by or stage.student.stagedocent,
        at=NU,
    )
    return Handelingscertificaat.objects.filter(handeling=handeling, student=stage.student).first()


class Papier:
    """A certificate without a database."""

    def __init__(self, op=date(2026, 9, 1), tot=None, ingetrokken=None):
        self.afgegeven_op, self.geldig_tot, self.ingetrokken_op = op, tot, ingetrokken


@pytest.mark.parametrize(
    ("certificaat", "adl", "week", "stand", "woord"),
    [
        (None, True, 30, MagStand.NIET, "nog geen certificaat"),
        (None, False, None, MagStand.NIET, "nog geen certificaat"),
        (Papier(), False, None, MagStand.WEL, "gaf een certificaat"),
        (Papier(), False, 19, MagStand.LET_OP, "Liever pas vanaf stageweek 20, nu is het week 19"),
        (Papier(), False, 20, MagStand.WEL, "gaf een certificaat"),
        (Papier(), True, 1, MagStand.WEL, "ADL mag ook"),
        (Papier(tot=date(2026, 10, 11)), False, 30, MagStand.NIET, "gold tot en met"),
        (Papier(tot=date(2026, 10, 12)), False, 30, MagStand.WEL, "Geldig tot en met"),
        (Papier(tot=date(2027, 10, 12)), False, 30, MagStand.WEL, "certificaat."),
        (Papier(op=date(2026, 10, 13)), False, 30, MagStand.NIET, "geldt vanaf"),
        (Papier(ingetrokken=NU), True, 30, MagStand.NIET, "trok het certificaat in"),
    ],
)
def test_may_this_act_be_done(certificaat, adl, week, stand, woord):
    uit = mag.oordeel(adl=adl, vanaf_week=20, certificaat=certificaat, week=week, op=VANDAAG)
    assert uit.stand == stand
    assert woord in uit.reden


def test_the_certificate_that_holds_says_more_than_a_newer_withdrawn_one():
    geldt, weg, oud = Papier(), Papier(op=date(2026, 10, 1), ingetrokken=NU), Papier(tot=date(2026, 9, 30))
    assert mag.beste([weg, geldt, oud], VANDAAG) is geldt
    assert mag.beste([weg, oud], VANDAAG) is oud
    assert mag.beste([], VANDAAG) is None


def test_each_programme_has_its_list():
    letters = {
        code: Handeling.objects.filter(opleidingen__letters=code).count() for code in ("ZH", "HP", "VZ", "VP", "HBO-V")
    }
    assert letters["VP"] >= letters["VZ"] >= 35 - 5
    assert 0 < letters["ZH"] < letters["HP"] < letters["VZ"]
    assert not Handeling.objects.filter(adl=True, vanaf_week__gte=20).exists()
    assert set(Handeling.objects.filter(opleidingen__letters="VZ", adl=True).values_list("groep", flat=True))


def test_a_class_is_certified_in_one_go_and_twice_is_once(stage):
    docent = stage.student.stagedocent
    klas = [stage.student, *StudentFactory.create_batch(4, school=stage.student.school, stagedocent=docent)]
    gegevens = {
        "handeling": Handeling.objects.get(code="insuline"),
        "studenten": klas,
        "afgegeven_op": VANDAAG,
        "geldig_tot": None,
        "by": docent,
        "at": NU,
    }
    assert geef_certificaten(**gegevens) == 5
    assert geef_certificaten(**gegevens) == 0
    assert Handelingscertificaat.objects.count() == 5


def test_only_school_certifies_its_own_students(stage):
    for wie in (stage.werkbegeleider, stage.student.user, persoon("stagedocent"), persoon("coordinator")):
        with pytest.raises(GeenToegang):
            _geef(stage, "insuline", by=wie)
    coordinator = persoon("coordinator", stage.student.school)
    assert _geef(stage, "insuline", by=coordinator).door == coordinator


def test_days_and_programme_must_fit(stage):
    with pytest.raises(DomainError, match="geweest"):
        _geef(stage, "insuline", dag=VANDAAG + timedelta(days=1))
    with pytest.raises(DomainError, match="voor de dag van afgifte"):
        _geef(stage, "insuline", tot=VANDAAG - timedelta(days=1))
    stage.student.opleiding = OpleidingFactory(code="34560")
    stage.student.save()
    with pytest.raises(DomainError, match="hoort niet bij de opleiding"):
        _geef(stage, "insuline")


def test_a_withdrawn_certificate_no_longer_counts(stage):
    certificaat = _geef(stage, "insuline")
    assert tel(boekje(stage.student, op=VANDAAG, plaatsing=stage))["wel"] == 1
    with pytest.raises(DomainError, match="reden"):
        trek_certificaat_in(certificaat=certificaat, reden=" ", by=stage.student.stagedocent, at=NU)
    with pytest.raises(GeenToegang):
        trek_certificaat_in(certificaat=certificaat, reden="Fout", by=stage.werkbegeleider, at=NU)
    trek_certificaat_in(certificaat=certificaat, reden="Protocol is nieuw", by=stage.student.stagedocent, at=NU)
    assert tel(boekje(stage.student, op=VANDAAG, plaatsing=stage))["wel"] == 0
    with pytest.raises(DomainError, match="al ingetrokken"):
        trek_certificaat_in(certificaat=certificaat, reden="Nog eens", by=stage.student.stagedocent, at=NU)
    assert _geef(stage, "insuline").ingetrokken_op is None  # a new one may follow


def _meld(stage, code="insuline", niveau="begeleid", by=None):
    handeling = Handeling.objects.get(code=code)
    return meld_niveau(plaatsing=stage, handeling=handeling, niveau=niveau, by=by or stage.student.user, at=NU)


def test_the_student_proposes_and_the_werkbegeleider_confirms(stage):
    _geef(stage, "insuline")
    melding = _meld(stage)
    assert [rij["titel"] for rij in todos(stage.werkbegeleider, NU)] == [
        f"Bevestig 1 handeling van {stage.student.naam}"
    ]
    with pytest.raises(DomainError, match="wacht al"):
        _meld(stage)
    for wie in (stage.student.user, stage.student.stagedocent, persoon("werkbegeleider")):
        with pytest.raises(GeenToegang):
            beantwoord_niveau(beheersing=melding, akkoord=True, by=wie, at=NU)
    beantwoord_niveau(beheersing=melding, akkoord=True, by=stage.werkbegeleider, at=NU)
    beantwoord_niveau(beheersing=melding, akkoord=True, by=stage.werkbegeleider, at=NU + timedelta(days=1))
    melding.refresh_from_db()
    assert (melding.bevestigd_op, melding.bevestigd_door) == (NU, stage.werkbegeleider)
    with pytest.raises(DomainError, match="al geantwoord"):
        beantwoord_niveau(beheersing=melding, akkoord=False, reden="Toch", by=stage.werkbegeleider, at=NU)
    assert todos(stage.werkbegeleider, NU) == []


def test_put_back_with_a_reason_the_student_may_ask_again(stage):
    _geef(stage, "insuline")
    melding = _meld(stage, niveau="zelfstandig")
    with pytest.raises(DomainError, match="nog nodig"):
        beantwoord_niveau(beheersing=melding, akkoord=False, by=stage.werkbegeleider, at=NU)
    beantwoord_niveau(beheersing=melding, akkoord=False, reden="Nog een keer", by=stage.werkbegeleider, at=NU)
    _meld(stage, niveau="begeleid")
    assert Beheersing.objects.count() == 2


def test_without_a_certificate_only_seen_can_be_told(stage):
    with pytest.raises(DomainError, match="geen certificaat"):
        _meld(stage)
    with pytest.raises(DomainError, match="geen certificaat"):
        _meld(stage, by=stage.werkbegeleider)
    assert _meld(stage, niveau="gezien", by=stage.werkbegeleider).bevestigd_op == NU


def test_who_tells_nothing_of_others_or_of_a_closed_stage(stage):
    for wie in (stage.student.stagedocent, persoon("student"), persoon("werkbegeleider")):
        with pytest.raises(GeenToegang):
            _meld(stage, niveau="gezien", by=wie)
    stage.status = "afgerond"
    stage.save()
    for wie in (stage.student.user, stage.werkbegeleider):
        with pytest.raises(GeenToegang):
            _meld(stage, niveau="gezien", by=wie)


def test_the_ward_sees_it_only_during_the_stage(stage, client, monkeypatch):
    url = reverse("handelingen:stage", args=[stage.public_id])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NU)
    client.force_login(stage.werkbegeleider)
    assert client.get(url).status_code == 200
    assert client.get(reverse("handelingen:student", args=[stage.student.public_id])).status_code == 404
    stage.status = "afgerond"
    stage.save()
    assert client.get(url).status_code == 403
    for wie in (stage.student.user, stage.student.stagedocent):
        client.force_login(wie)
        assert client.get(url).status_code == 200
    client.force_login(persoon("werkbegeleider"))
    assert client.get(url).status_code == 404
