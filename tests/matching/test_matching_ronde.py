"""Rounds, decisions by hand and preferences: the services."""

from datetime import date

import pytest

from basis.errors import DomainError
from kern.models import AuditRegel
from matching.models import Pin
from matching.services import voorkeuren
from matching.services.berekenen import start_berekening
from matching.services.ronde import bewaar_ronde, zet_pin
from tests.factories import (
    NU,
    ClusterFactory,
    OrganisatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    persoon,
)
from tests.matching.hulp import bereken_met_hand, maak_ronde

pytestmark = pytest.mark.django_db


def gegevens(**extra):
    return {
        "ronde": None,
        "naam": "Voorjaar",
        "schooljaar": SchooljaarFactory(),
        "periodes": ["4", "3"],
        "scholen": [OrganisatieFactory(school=True)],
        "begindatum": date(2027, 2, 1),
        "einddatum": date(2027, 7, 2),
        "by": persoon("beheerder"),
        "at": NU,
    } | extra


def test_round_is_made_and_audited():
    velden = gegevens()
    ronde = bewaar_ronde(**velden)
    assert (ronde.periodes, ronde.status, list(ronde.scholen.all())) == ("3 4", "voorbereiding", velden["scholen"])
    assert AuditRegel.objects.get().actie == "ronde gemaakt"


@pytest.mark.parametrize(
    ("extra", "veld"),
    [
        ({"einddatum": date(2027, 1, 1)}, "einddatum"),
        ({"begindatum": date(2026, 7, 31)}, "begindatum"),
        ({"periodes": []}, "periodes"),
        ({"scholen": []}, "scholen"),
    ],
)
def test_round_with_wrong_figures_is_refused(extra, veld):
    with pytest.raises(DomainError) as fout:
        bewaar_ronde(**gegevens(**extra))
    assert fout.value.field == veld


def test_change_asks_for_a_new_calculation():
    ronde, (student,), (plaats,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plaats)])
    velden = {"ronde": ronde, "scholen": ronde.scholen.all(), "schooljaar": ronde.schooljaar}
    nu = bewaar_ronde(**gegevens(**velden, naam="Nieuwe naam"))
    assert (nu.naam, nu.status) == ("Nieuwe naam", "berekend")
    nu = bewaar_ronde(**gegevens(**velden, periodes=["3"]))
    assert (nu.periodes, nu.status) == ("3", "voorbereiding")


def pin(ronde, student, plaats, soort="vast", reden="Woont naast de deur."):
    return zet_pin(
        ronde=ronde, student=student, stageplaats=plaats, soort=soort, reden=reden, by=persoon("beheerder"), at=NU
    )


def test_new_pin_takes_the_place_of_the_former():
    ronde, (student,), (een, twee) = maak_ronde(plaatsen=2)
    pin(ronde, student, een)
    pin(ronde, student, twee)
    pin(ronde, student, een, "verboden")
    assert set(Pin.objects.values_list("stageplaats", "soort")) == {(een.pk, "verboden"), (twee.pk, "vast")}


def test_pin_without_reason_or_outside_the_round_is_refused():
    ronde, (student,), (plaats,) = maak_ronde()
    with pytest.raises(DomainError, match="waarom"):
        pin(ronde, student, plaats, reden=" ")
    with pytest.raises(DomainError, match="student doet niet mee"):
        pin(ronde, StudentFactory(), plaats)
    ander_jaar = SchooljaarFactory(naam="2027/2028", begin=date(2027, 8, 1), eind=date(2028, 7, 31))
    with pytest.raises(DomainError, match="stageplaats doet niet mee"):
        pin(ronde, student, StageplaatsFactory(schooljaar=ander_jaar))
    with pytest.raises(DomainError, match="Kies"):
        pin(ronde, student, plaats, "huidig")


def test_nothing_changes_under_a_running_calculation():
    ronde, (student,), (plaats,) = maak_ronde()
    door = persoon("beheerder")
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    assert start_berekening(ronde=ronde, by=door, at=NU) == taak
    with pytest.raises(DomainError, match="berekening"):
        pin(ronde, student, plaats)


# --- preferences ---


@pytest.fixture
def student():
    return StudentFactory()


def rangen(student):
    return list(student.voorkeuren.order_by("rang").values_list("stageplaats__naam", flat=True))


def voeg_toe(student, *namen):
    plaatsen = [StageplaatsFactory(naam=naam) for naam in namen]
    for plaats in plaatsen:
        voorkeuren.voeg_voorkeur_toe(student=student, stageplaats=plaats, by=student.user, at=NU)
    return plaatsen


def test_list_is_ranked_moved_and_closed_up(student):
    _, b, c = voeg_toe(student, "A", "B", "C")
    door = {"student": student, "by": student.user, "at": NU}
    voorkeuren.verplaats_voorkeur(stageplaats=c, omhoog=True, **door)
    assert rangen(student) == ["A", "C", "B"]
    voorkeuren.verplaats_voorkeur(stageplaats=b, omhoog=False, **door)
    assert rangen(student) == ["A", "C", "B"]
    for _ in range(2):
        voorkeuren.haal_voorkeur_weg(stageplaats=c, **door)
    assert rangen(student) == ["A", "B"]
    assert list(student.voorkeuren.order_by("rang").values_list("rang", flat=True)) == [1, 2]


def test_same_place_is_added_once_and_ten_is_the_limit(student):
    plaatsen = voeg_toe(student, *"ABCDEFGHIJ")
    assert voorkeuren.voeg_voorkeur_toe(student=student, stageplaats=plaatsen[3], by=student.user, at=NU).rang == 4
    with pytest.raises(DomainError, match="10 plaatsen"):
        voeg_toe(student, "K")


@pytest.mark.parametrize(
    "extra",
    [
        {"ingetrokken_op": date(2026, 10, 1)},
        {"clusters": []},
        {"scholen": "ander"},
        {"schooljaar": {"naam": "2020/2021", "begin": date(2020, 8, 1), "eind": date(2021, 7, 31)}},
    ],
)
def test_place_that_is_not_open_is_refused(student, extra):
    if extra.get("scholen"):
        extra = {"scholen": [OrganisatieFactory(school=True)]}
    if extra.get("schooljaar"):
        extra = {"schooljaar": SchooljaarFactory(**extra["schooljaar"])}
    with pytest.raises(DomainError, match="niet open"):
        voorkeuren.voeg_voorkeur_toe(student=student, stageplaats=StageplaatsFactory(**extra), by=student.user, at=NU)


def test_preferences_freeze_when_a_published_place_stands():
    ronde, (student,), (plaats,) = maak_ronde()
    berekening = bereken_met_hand(ronde, [(student, plaats)])
    plaatsing = PlaatsingFactory(student=student, stageplaats=plaats, status="aangeboden")
    berekening.voorstellen.update(plaatsing=plaatsing)
    voeg_toe(student, "A")
    ronde.status, ronde.gepubliceerd_op = "gepubliceerd", NU
    ronde.save()
    with pytest.raises(DomainError, match="staan vast"):
        voeg_toe(student, "B")
    plaatsing.status = "geannuleerd"
    plaatsing.save()
    voeg_toe(student, "C")
    assert rangen(student) == ["A", "C"]


def test_open_places_are_those_of_the_own_cluster(student):
    eigen = StageplaatsFactory()
    StageplaatsFactory(clusters=[ClusterFactory(code="HP1-PT")])
    assert list(voorkeuren.open_plaatsen(student, op=NU.date())) == [eigen]
