"""Exams: a day only with a GO of school and of the stage (R5.7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from evaluaties.handelingtaken import todos
from evaluaties.models import Examen, Examengang, ExamenGo
from evaluaties.services.examenlezen import standen
from evaluaties.services.examens import leg_uitslag_vast, plan_examendag, trek_go_in, vraag_examen_aan, zeg_go
from kern.models import AuditRegel, User
from tests.factories import NU, GesprekFactory, LidmaatschapFactory, PlaatsingFactory, StageplaatsFactory, persoon

pytestmark = pytest.mark.django_db
MORGEN = NU.date() + timedelta(days=1)


@pytest.fixture
def stage():
    """A running stage with docent and werkbegeleider."""
    plaatsing = PlaatsingFactory()
    student = plaatsing.student
    student.stagedocent = persoon("stagedocent", student.school)
    student.save()
    plaatsing.werkbegeleider = persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.save()
    return plaatsing


def _gang(stage, code="module-1", by=None):
    examen = Examen.objects.get(code=code)
    return vraag_examen_aan(plaatsing=stage, examen=examen, by=by or stage.student.user, at=NU)


def _go(gang, wie, go=True, woorden=""):
    return zeg_go(gang=gang, go=go, woorden=woorden, by=wie, at=NU)


def _stand(stage, code="module-1"):
    return next(s for s in standen([stage], op=NU.date())[stage.pk] if s.examen.code == code)


def test_four_modules_and_the_keuzedeel():
    examens = Examen.objects.filter(opleidingen__letters="VZ")
    assert examens.filter(soort="module").count() == 4
    assert "innovaties" in examens.get(soort="keuzedeel").naam


def test_a_day_only_with_two_gos_then_the_result(stage):
    docent, werk = stage.student.stagedocent, stage.werkbegeleider
    gang = _gang(stage)
    assert [len(todos(wie, NU)) for wie in (docent, werk, stage.student.user)] == [1, 1, 0]
    with pytest.raises(DomainError, match="school en stage"):
        plan_examendag(gang=gang, datum=MORGEN, by=docent, at=NU)
    _go(gang, docent)
    with pytest.raises(DomainError, match="GO van stage"):
        plan_examendag(gang=gang, datum=MORGEN, by=docent, at=NU)
    _go(gang, werk, woorden="Ze kan het.")
    assert todos(werk, NU) == []
    assert "examendag" in todos(docent, NU)[0]["titel"]
    with pytest.raises(DomainError, match="nog komt"):
        plan_examendag(gang=gang, datum=NU.date() - timedelta(days=1), by=docent, at=NU)
    plan_examendag(gang=gang, datum=MORGEN, by=docent, at=NU)
    with pytest.raises(DomainError, match="moet nog komen"):
        leg_uitslag_vast(gang=gang, uitslag="behaald", by=docent, at=NU)
    later = NU + timedelta(days=2)
    assert "uitslag" in todos(docent, later)[0]["titel"]
    leg_uitslag_vast(gang=gang, uitslag="behaald", by=docent, at=later)
    assert _stand(stage).woord == ("Behaald", "klaar")
    with pytest.raises(DomainError, match="al behaald"):
        _gang(stage)
    acties = set(AuditRegel.objects.values_list("actie", flat=True))
    assert {"examen aangevraagd", "GO voor examen", "examendag gepland", "uitslag van examen"} <= acties


def test_a_go_taken_back_before_the_exam_lets_the_day_lapse(stage):
    docent, werk = stage.student.stagedocent, stage.werkbegeleider
    gang = _gang(stage)
    for wie in (docent, werk):
        _go(gang, wie)
    plan_examendag(gang=gang, datum=MORGEN, by=docent, at=NU)
    with pytest.raises(DomainError, match="waarom"):
        trek_go_in(gang=gang, reden="", by=werk, at=NU)
    trek_go_in(gang=gang, reden="Te lang ziek", by=werk, at=NU)
    gang.refresh_from_db()
    assert gang.datum is None
    assert _stand(stage).vervallen[0].vervalreden == "Te lang ziek"
    with pytest.raises(DomainError, match="geen GO om"):
        trek_go_in(gang=gang, reden="Nog eens", by=werk, at=NU)
    _go(gang, werk)
    plan_examendag(gang=gang, datum=MORGEN, by=docent, at=NU)
    with pytest.raises(DomainError, match="is er al"):
        trek_go_in(gang=gang, reden="Te laat", by=werk, at=NU + timedelta(days=1))


def test_not_yet_asks_a_reason_and_a_new_word_takes_its_place(stage):
    werk = stage.werkbegeleider
    gang = _gang(stage)
    with pytest.raises(DomainError, match="waarom nog niet"):
        _go(gang, werk, go=False)
    _go(gang, werk, go=False, woorden="Oefen nog.")
    assert _stand(stage).woord[0] == "Nog niet"
    _go(gang, werk)
    _go(gang, werk)  # twice is once
    assert ExamenGo.objects.filter(vervallen_op__isnull=True).count() == 1
    assert ExamenGo.objects.count() == 2
    assert _stand(stage).stage_go


def test_after_a_failed_try_a_new_one_begins_with_new_gos(stage):
    docent = stage.student.stagedocent
    gang = _gang(stage)
    with pytest.raises(DomainError, match="al aangevraagd"):
        _gang(stage, by=docent)
    for wie in (docent, stage.werkbegeleider):
        _go(gang, wie)
    plan_examendag(gang=gang, datum=NU.date(), by=docent, at=NU)
    leg_uitslag_vast(gang=gang, uitslag="niet_behaald", by=docent, at=NU)
    with pytest.raises(DomainError, match="al vastgelegd"):
        _go(gang, docent)
    tweede = _gang(stage, by=docent)
    assert tweede.poging == 2
    stand = _stand(stage)
    assert (stand.gang, stand.school, [oud.poging for oud in stand.eerder]) == (tweede, None, [1])


def test_nobody_speaks_for_another_side(stage):
    gang = _gang(stage)
    anderen = (stage.student.user, persoon("stagedocent"), persoon("werkbegeleider"), persoon("coordinator"))
    for wie in anderen:
        with pytest.raises(GeenToegang):
            _go(gang, wie)
        with pytest.raises(GeenToegang):
            trek_go_in(gang=gang, reden="x", by=wie, at=NU)
    for wie in (stage.werkbegeleider, *anderen):
        with pytest.raises(GeenToegang):
            plan_examendag(gang=gang, datum=MORGEN, by=wie, at=NU)
        with pytest.raises(GeenToegang):
            leg_uitslag_vast(gang=gang, uitslag="behaald", by=wie, at=NU)
    with pytest.raises(GeenToegang):
        _gang(stage, "module-2", by=stage.werkbegeleider)
    coordinator = persoon("coordinator", stage.student.school)
    _go(gang, coordinator)
    assert _stand(stage).school.door == coordinator


def test_the_database_holds_one_word_per_side(stage):
    gang = _gang(stage)
    _go(gang, stage.werkbegeleider)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExamenGo.objects.create(gang=gang, kant="stage", go=True, at=NU)
    with pytest.raises(IntegrityError), transaction.atomic():
        Examengang.objects.create(plaatsing=stage, examen=gang.examen, poging=9, aangevraagd_op=NU)


def test_an_exam_under_way_goes_along_to_another_host(stage, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NU)
    gang = _gang(stage)
    for wie in (stage.werkbegeleider, stage.student.stagedocent):
        _go(gang, wie)
    plan_examendag(gang=gang, datum=MORGEN, by=stage.student.stagedocent, at=NU)
    nieuw = PlaatsingFactory(student=stage.student)
    nieuw.werkbegeleider = persoon("werkbegeleider", nieuw.stageplaats.leerbedrijf)
    nieuw.save()
    with pytest.raises(DomainError, match="al aangevraagd"):
        _gang(nieuw)  # the first stage still runs: its host decides
    stage.status = "gestopt"
    stage.save()
    pagina, vraag = (reverse(f"examens:{naam}", args=[nieuw.public_id, *rest])
                     for naam, *rest in (("stage",), ("aanvragen", "module-1")))  # fmt: skip
    client.force_login(nieuw.werkbegeleider)
    assert "GO geven" not in client.get(pagina).content.decode()  # no button that leads nowhere
    client.force_login(stage.student.user)
    assert "Meenemen naar deze stage" in client.get(pagina).content.decode()
    assert client.post(vraag).status_code == 302
    gang.refresh_from_db()
    assert (gang.plaatsing, gang.datum, gang.poging) == (nieuw, None, 1)
    stand = _stand(nieuw)
    assert (bool(stand.school), stand.stage) == (True, None)
    client.force_login(nieuw.werkbegeleider)
    assert client.post(reverse("examens:go", args=[gang.public_id]), {"go": "1"}).status_code == 302
    assert _stand(nieuw).twee_go


def test_exam_whose_day_has_come_stays_where_it_was(stage):
    gang = _gang(stage)
    for wie in (stage.werkbegeleider, stage.student.stagedocent):
        _go(gang, wie)
    plan_examendag(gang=gang, datum=NU.date(), by=stage.student.stagedocent, at=NU)
    stage.status = "afgerond"
    stage.save()
    with pytest.raises(DomainError, match="al aangevraagd"):
        _gang(PlaatsingFactory(student=stage.student))


def test_two_gos_come_from_two_people(stage):
    beide = persoon("werkbegeleider", stage.stageplaats.leerbedrijf)
    LidmaatschapFactory(user=beide, rol="coordinator", organisatie=stage.student.school)
    stage.werkbegeleider = beide
    stage.save()
    beide = User.objects.get(pk=beide.pk)
    gang = _gang(stage)
    _go(gang, beide)
    assert [bool(kant) for kant in (_stand(stage).school, _stand(stage).stage)] == [True, False]
    with pytest.raises(DomainError, match="twee mensen"):
        _go(gang, beide)
    stage.werkbegeleider = persoon("werkbegeleider", stage.stageplaats.leerbedrijf)
    stage.save()
    _go(gang, stage.werkbegeleider)
    assert _stand(stage).twee_go


def test_the_whole_way_on_screen(stage, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NU)
    url = reverse("examens:stage", args=[stage.public_id])
    client.force_login(stage.student.user)
    assert client.get(reverse("examens:overzicht")).url == url
    assert client.post(reverse("examens:aanvragen", args=[stage.public_id, "module-1"])).status_code == 302
    gang = Examengang.objects.get()
    go = reverse("examens:go", args=[gang.public_id])
    assert client.post(go, {"go": "1"}).status_code == 403
    for wie in (stage.werkbegeleider, stage.student.stagedocent):
        client.force_login(wie)
        assert "GO geven" in client.get(url).content.decode()
        assert client.post(go, {"niet": "1", "woorden": ""}).status_code == 422
        assert client.post(go, {"go": "1", "woorden": "Goed <b>zo</b>"}).status_code == 302
    dag = reverse("examens:dag", args=[gang.public_id])
    assert client.post(dag, {"datum": "2020-01-01"}).status_code == 422
    assert client.post(dag, {"datum": NU.date().isoformat()}).status_code == 302
    pagina = client.get(url).content.decode()
    assert "Uitslag vastleggen" in pagina
    assert "<b>zo" not in pagina
    assert client.post(reverse("examens:uitslag", args=[gang.public_id]), {"uitslag": "behaald"}).status_code == 302
    assert "Behaald" in client.get(reverse("examens:overzicht")).content.decode()
    detail = client.get(reverse("plaatsingen:detail", args=[stage.public_id])).content.decode()
    assert "GO van school" in detail
    for wie in (persoon("student"), persoon("werkbegeleider"), persoon("coordinator")):
        client.force_login(wie)
        assert client.get(url).status_code == 404
        assert client.post(go, {"go": "1"}).status_code == 404


def test_lists_leave_out_what_a_second_host_keeps_no_count_of(stage, client):
    plaats = StageplaatsFactory()
    werk = persoon("werkbegeleider", plaats.leerbedrijf)
    stage.delen.create(stageplaats=plaats, dagen="do", uren_norm=10, toegevoegd_op=NU, werkbegeleider=werk)
    GesprekFactory(plaatsing=stage)
    _gang(stage)
    paginas = [reverse(naam) for naam in ("examens:overzicht", "begeleiding:lijst", "evaluaties:lijst")]
    for wie, ziet in ((werk, False), (stage.werkbegeleider, True)):
        client.force_login(wie)
        html = [client.get(pagina).content.decode() for pagina in paginas]
        assert [stage.student.naam in pagina for pagina in html[:2]] == [ziet] * 2
        assert str(stage.public_id) in client.get(reverse("plaatsingen:lijst")).content.decode()


def test_the_overview_asks_as_much_for_many_as_for_one(stage, client, django_assert_max_num_queries):
    docent = stage.student.stagedocent
    for _ in range(6):
        ander = PlaatsingFactory(student__stagedocent=docent, student__school=stage.student.school)
        _go(_gang(ander), docent)
    client.force_login(User.objects.get(pk=docent.pk))
    client.get(reverse("examens:overzicht"))
    with django_assert_max_num_queries(30):
        assert client.get(reverse("examens:overzicht")).content.decode().count("Wacht op GO") == 6
    assert client.get(reverse("examens:overzicht"), {"formaat": "csv"}).status_code == 200
