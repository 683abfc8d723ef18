"""Steps through the phases of a template, and a flexstage from week 1 to 40 with a moved clock."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from kern.models import AuditRegel, Bericht, Schoolvakantie
from plaatsingen.models import Fasestap, Stagevorm, Urendag
from plaatsingen.services.vormkeuze import tijd_van
from plaatsingen.services.vormplan import plan_uren, stageweek
from plaatsingen.services.vormroute import route_van
from plaatsingen.services.vormstappen import stel_stap_voor, stem_in, trek_stap_in, zeg_nog_niet
from plaatsingen.vormtaken import plantekst, todos
from tests.factories import AMSTERDAM, LidmaatschapFactory, PlaatsingFactory, persoon

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 2, 2)


def _at(dag: date) -> datetime:
    return datetime(dag.year, dag.month, dag.day, 12, tzinfo=AMSTERDAM)


@pytest.fixture
def flex():
    """A running flexstage from Monday 2 February 2026 with a docent and a werkbegeleider."""
    vorm = Stagevorm.objects.get(code="flexstage")
    Schoolvakantie.objects.create(naam="voorjaar", begin=date(2026, 2, 21), eind=date(2026, 3, 1))
    Schoolvakantie.objects.create(naam="zomer", begin=date(2026, 7, 4), eind=date(2026, 8, 16))
    plaatsing = PlaatsingFactory(
        vorm=vorm, uren_norm=520, begindatum=BEGIN, einddatum=tijd_van(vorm, BEGIN).einddatum, dagen="ma di"
    )
    student, huis = plaatsing.student, plaatsing.stageplaats.leerbedrijf
    student.stagedocent = persoon("stagedocent", student.school)
    student.save()
    plaatsing.werkbegeleider = persoon("werkbegeleider", huis)
    plaatsing.save()
    return plaatsing


def _dag_in_week(plaatsing, nummer: int) -> date:
    return plan_uren(plaatsing)[nummer - 1].dagen[0]


def _fasen(plaatsing):
    return list(plaatsing.vorm.fasen.all())


def test_flexstage_from_week_1_to_40(flex):
    student, docent, werk = flex.student.user, flex.student.stagedocent, flex.werkbegeleider
    _, zorg, volledig = _fasen(flex)
    assert stageweek(flex, flex.einddatum) == 40
    assert todos(student, _at(_dag_in_week(flex, 8))) == []

    # Week 10: the student reads that the time is there, and asks.
    week10 = _dag_in_week(flex, 10)
    assert "Week 10" in todos(student, _at(week10))[0]["titel"]
    stap = stel_stap_voor(plaatsing=flex, fase=zorg, woorden="Ik ken de bewoners.", by=student, at=_at(week10))
    assert todos(student, _at(week10)) == []
    assert [len(todos(wie, _at(week10))) for wie in (docent, werk)] == [1, 1]
    assert Bericht.objects.filter(soort="fasestap_gevraagd").count() == 2

    # The werkbegeleider finds it too early, with a reason; the student asks again two weeks later, now both agree.
    zeg_nog_niet(stap=stap, reden="Oefen eerst met de tillift.", by=werk, at=_at(week10))
    assert todos(docent, _at(week10)) == []
    week12 = _dag_in_week(flex, 12)
    tweede = stel_stap_voor(plaatsing=flex, fase=zorg, woorden="De tillift lukt.", by=student, at=_at(week12))
    stem_in(stap=tweede, by=docent, at=_at(week12))
    assert route_van(flex, op=week12).huidig.fase.naam == "Kennismaken"
    week13 = _dag_in_week(flex, 13)
    stem_in(stap=tweede, by=werk, at=_at(week13))
    route = route_van(flex, op=week13)
    assert (route.nu, route.huidig.fase, route.huidig.week, route.huidig.verschil) == (13, zorg, 13, 2)
    assert plantekst(route.huidig) == "2 weken later dan het plan"
    assert [stap.reden for stap in route.huidig.eerder] == ["Oefen eerst met de tillift."]

    # Week 22 and nothing was said about full participation: the docent hears of it.
    week22 = _dag_in_week(flex, 22)
    assert "week 22" in todos(docent, _at(week22))[0]["titel"]
    derde = stel_stap_voor(plaatsing=flex, fase=volledig, woorden="Ik draai mee.", by=student, at=_at(week22))
    for wie in (werk, docent):
        stem_in(stap=derde, by=wie, at=_at(week22))
    assert [len(todos(wie, _at(week22))) for wie in (student, docent, werk)] == [0, 0, 0]

    # All hours by the plan make 520 on the last day.
    for week in plan_uren(flex):
        uren = week.uren / len(week.dagen)
        Urendag.objects.bulk_create(
            Urendag(plaatsing=flex, datum=d, uren=uren, ingevoerd_op=_at(d)) for d in week.dagen
        )
    assert sum(flex.urendagen.values_list("uren", flat=True)) == 520
    einde = route_van(flex, op=flex.einddatum)
    assert (einde.nu, einde.nog, einde.gepland, einde.ontbreekt) == (40, 0, 520, 0)
    assert [stand.stand for stand in einde.fasen] == ["gedaan", "gedaan", "bezig"]
    acties = list(AuditRegel.objects.values_list("actie", flat=True))
    assert acties.count("stap naar fase voorgesteld") == 3
    assert acties.count("akkoord met stap naar fase") == 4


def test_an_early_step_is_shown_against_the_plan(flex):
    fase = _fasen(flex)[1]
    week8 = _at(_dag_in_week(flex, 8))
    stap = stel_stap_voor(plaatsing=flex, fase=fase, woorden="Ik durf.", by=flex.student.user, at=week8)
    for wie in (flex.student.stagedocent, flex.werkbegeleider):
        stem_in(stap=stap, by=wie, at=week8)
    stand = route_van(flex, op=_dag_in_week(flex, 8)).huidig
    assert (stand.fase, stand.verschil, plantekst(stand)) == (fase, -3, "3 weken eerder dan het plan")


def test_phases_come_in_order(flex):
    with pytest.raises(DomainError, match="Eerst komt"):
        stel_stap_voor(
            plaatsing=flex, fase=_fasen(flex)[2], woorden="Ja", by=flex.student.user, at=_at(_dag_in_week(flex, 20))
        )


def test_a_step_is_asked_once_and_can_be_taken_back(flex):
    student, fase, at = flex.student.user, _fasen(flex)[1], _at(_dag_in_week(flex, 10))
    stap = stel_stap_voor(plaatsing=flex, fase=fase, woorden="Ja", by=student, at=at)
    with pytest.raises(DomainError, match="al voorgesteld"):
        stel_stap_voor(plaatsing=flex, fase=fase, woorden="Ja", by=student, at=at)
    trek_stap_in(stap=stap, by=student, at=at)
    with pytest.raises(DomainError, match="trok hem in"):
        stem_in(stap=stap, by=flex.werkbegeleider, at=at)
    stel_stap_voor(plaatsing=flex, fase=fase, woorden="Toch", by=student, at=at)
    assert Fasestap.objects.count() == 2


def test_agreeing_twice_writes_once(flex):
    stap = stel_stap_voor(
        plaatsing=flex, fase=_fasen(flex)[1], woorden="Ja", by=flex.student.user, at=_at(_dag_in_week(flex, 10))
    )
    eerst = _at(_dag_in_week(flex, 10))
    stem_in(stap=stap, by=flex.werkbegeleider, at=eerst)
    stem_in(stap=stap, by=flex.werkbegeleider, at=eerst + timedelta(days=1))
    stap.refresh_from_db()
    assert stap.werkbegeleider_op == eerst
    assert stap.docent_op is None


def test_a_step_takes_two_people_also_when_one_stands_on_both_sides(flex, client):
    docent, at = flex.student.stagedocent, _at(_dag_in_week(flex, 10))
    LidmaatschapFactory(rol="werkbegeleider", organisatie=flex.stageplaats.leerbedrijf, user=docent)
    flex.werkbegeleider = docent
    flex.save()
    coordinator = persoon("coordinator", flex.student.school)
    stap = stel_stap_voor(plaatsing=flex, fase=_fasen(flex)[1], woorden="Ja", by=flex.student.user, at=at)
    assert todos(coordinator, at) == []
    client.force_login(docent)
    adres = reverse("plaatsingen:stap_antwoorden", args=[flex.public_id, stap.public_id])
    client.post(adres, {"ja": "1"})
    na = client.post(adres, {"ja": "1"}, follow=True).content.decode()
    assert "Een collega stemt in voor de andere kant" in na
    assert "Ik stem in" not in na
    stap.refresh_from_db()
    assert (stap.werkbegeleider, stap.docent) == (docent, None)
    assert todos(docent, at) == []
    assert len(todos(coordinator, at)) == 1
    stem_in(stap=stap, by=coordinator, at=at)
    stap.refresh_from_db()
    assert stap.docent == coordinator


def test_not_yet_after_both_agreed_is_refused(flex):
    at = _at(_dag_in_week(flex, 11))
    stap = stel_stap_voor(plaatsing=flex, fase=_fasen(flex)[1], woorden="Ja", by=flex.student.user, at=at)
    for wie in (flex.student.stagedocent, flex.werkbegeleider):
        stem_in(stap=stap, by=wie, at=at)
    with pytest.raises(DomainError, match="allebei al in"):
        zeg_nog_niet(stap=stap, reden="Toch niet", by=flex.werkbegeleider, at=at)


def test_only_the_student_asks_and_only_the_begeleiders_answer(flex):
    fase, at = _fasen(flex)[1], _at(_dag_in_week(flex, 10))
    for wie in (flex.student.stagedocent, flex.werkbegeleider, persoon("student")):
        with pytest.raises(GeenToegang):
            stel_stap_voor(plaatsing=flex, fase=fase, woorden="Ja", by=wie, at=at)
    stap = stel_stap_voor(plaatsing=flex, fase=fase, woorden="Ja", by=flex.student.user, at=at)
    for wie in (flex.student.user, persoon("werkbegeleider"), persoon("stagedocent"), persoon("coordinator")):
        with pytest.raises(GeenToegang):
            stem_in(stap=stap, by=wie, at=at)
        with pytest.raises(GeenToegang):
            zeg_nog_niet(stap=stap, reden="Nee", by=wie, at=at)


def test_student_and_werkbegeleider_do_the_step_on_their_screens(flex, client):
    url = reverse("plaatsingen:route", args=[flex.public_id])
    client.force_login(flex.student.user)
    assert "Waar ben ik?" in client.get(url).content.decode()
    fase = _fasen(flex)[1]
    voorstellen = reverse("plaatsingen:stap_voorstellen", args=[flex.public_id, fase.pk])
    assert client.post(voorstellen, {"woorden": ""}).status_code == 422
    assert client.post(voorstellen, {"woorden": "Ik ken <b>iedereen</b>."}).status_code == 302
    stap = Fasestap.objects.get()
    antwoorden = reverse("plaatsingen:stap_antwoorden", args=[flex.public_id, stap.public_id])
    assert client.post(antwoorden, {"ja": "1"}).status_code == 403
    client.force_login(flex.werkbegeleider)
    pagina = client.get(url).content.decode()
    assert "Ik stem in" in pagina
    assert "&lt;b&gt;iedereen" in pagina
    assert client.post(antwoorden, {"niet": "1", "reden": ""}).status_code == 422
    assert client.post(antwoorden, {"ja": "1"}).status_code == 302
    stap.refresh_from_db()
    assert stap.werkbegeleider == flex.werkbegeleider
    detail = client.get(reverse("plaatsingen:detail", args=[flex.public_id])).content.decode()
    assert "Route door de stage" in detail
    assert "Leerbedrijf akkoord" in detail


def test_a_stranger_finds_no_route(flex, client):
    for wie in (persoon("werkbegeleider"), persoon("student"), persoon("coordinator")):
        client.force_login(wie)
        assert client.get(reverse("plaatsingen:route", args=[flex.public_id])).status_code == 404


def test_the_home_page_asks_as_much_for_many_as_for_one(flex, django_assert_max_num_queries):
    docent, at = flex.student.stagedocent, _at(_dag_in_week(flex, 15))
    for _ in range(5):
        ander = PlaatsingFactory(
            vorm=flex.vorm, begindatum=BEGIN, einddatum=flex.einddatum, student__stagedocent=docent
        )
        stel_stap_voor(plaatsing=ander, fase=_fasen(ander)[1], woorden="Ja", by=ander.student.user, at=at)
    docent = type(docent).objects.get(pk=docent.pk)
    with django_assert_max_num_queries(9):
        assert len(todos(docent, at)) == 6
