"""A calculation end to end: real engine, real rows, through the task that a worker runs."""

from datetime import date

import pytest
from django.urls import reverse

from basis.errors import DomainError
from kern.models import Achtergrondtaak, AuditRegel, Opleidingscluster
from kern.services.taken import annuleer_taak, voer_uit, vraag_taak_aan
from matching.models import Berekening, Voorstel
from matching.services.berekenen import start_berekening
from matching.services.bevriezen import bevries_opnieuw
from matching.services.publiceren import publiceer_ronde
from matching.services.ronde import zet_pin
from plaatsingen.models import Plaatsing
from plaatsingen.services.status import weiger_plaatsing
from tests.factories import (
    NU,
    LocatieFactory,
    PlaatsingFactory,
    SchooljaarFactory,
    StageplaatsFactory,
    StudentFactory,
    VoorkeurFactory,
    persoon,
)
from tests.matching.hulp import erkend, maak_ronde
from vraagaanbod.models import Omzetting

pytestmark = pytest.mark.django_db

VOORJAAR = {"begindatum": date(2027, 2, 1), "einddatum": date(2027, 7, 2), "periodes": "3 4"}


def reken(ronde, door=None):
    """Ask for a calculation on the data of now and run it as a worker would; gives the task afterwards."""
    door = door or persoon("beheerder")
    if ronde.bevriezingen.filter(opgeheven_op__isnull=True).exists():
        bevries_opnieuw(ronde=ronde, by=door, at=NU)
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    ronde.refresh_from_db()
    return taak


def voorstel(student):
    return Voorstel.objects.order_by("-berekening__pk").get(
        student=student, berekening=Berekening.objects.order_by("-pk").first()
    )


def test_best_preferences_win_and_say_why():
    ronde, (een, twee), (a, b) = maak_ronde(studenten=2, plaatsen=2)
    VoorkeurFactory(student=een, stageplaats=a, rang=1)
    VoorkeurFactory(student=twee, stageplaats=b, rang=1)
    taak = reken(ronde)
    assert (taak.status, ronde.status) == ("klaar", "berekend")
    assert voorstel(een).stageplaats == a
    assert voorstel(twee).stageplaats == b
    assert "eerste voorkeur" in voorstel(een).toelichting
    berekening = Berekening.objects.get()
    assert berekening.samenvatting["geplaatst"] == 2
    assert berekening.samenvatting["optimaal"] is True
    assert len(berekening.momentopname_hash) == 64
    assert AuditRegel.objects.get(actie="ronde berekend").na["momentopname"] == berekening.momentopname_hash


def test_shortage_gives_a_true_reason_with_names_and_a_bottleneck():
    ronde, studenten, (plaats,) = maak_ronde(studenten=3)
    reken(ronde)
    zonder = [voorstel(student) for student in studenten if voorstel(student).stageplaats is None]
    assert [rij.reden for rij in zonder] == ["tekort", "tekort"]
    assert all(plaats.naam in rij.toelichting for rij in zonder)
    assert all(plaats.code not in rij.toelichting for rij in zonder)
    knelpunten = Berekening.objects.get().knelpunten
    assert any(plaats.naam in punt["naam"] for punt in knelpunten)


def test_no_suitable_place_is_explained():
    ronde, (student,), _ = maak_ronde(plaatsen=0)
    erkend(StageplaatsFactory(dagen="za zo"))
    reken(ronde)
    assert voorstel(student).reden == "geen_geschikte_plaats"
    assert "dagen" in voorstel(student).toelichting


def test_seat_of_another_placement_is_kept_on_its_days():
    ronde, (student,), (plaats,) = maak_ronde()
    PlaatsingFactory(stageplaats=plaats, dagen="di wo", **VOORJAAR)
    reken(ronde)
    assert voorstel(student).stageplaats is None
    Plaatsing.objects.update(dagen="wo do")
    reken(ronde)
    assert voorstel(student).stageplaats == plaats
    assert Berekening.objects.first().samenvatting["geplaatst"] == 1


@pytest.mark.parametrize("niveau", ["afdeling", "locatie", "organisatie"])
def test_limit_above_the_place_counts_other_placements(niveau):
    ronde, (student,), (plaats,) = maak_ronde()
    doel = {
        "afdeling": plaats.afdeling,
        "locatie": plaats.afdeling.locatie,
        "organisatie": plaats.afdeling.locatie.organisatie,
    }[niveau]
    doel.capaciteit = 1
    doel.save()
    ander = StageplaatsFactory(afdeling=plaats.afdeling, ingetrokken_op=date(2026, 10, 1))
    PlaatsingFactory(stageplaats=ander, dagen="ma", **VOORJAAR)
    reken(ronde)
    assert voorstel(student).stageplaats is None


def test_overfull_house_stops_nobody_elsewhere():
    ronde, (student,), (plaats, vol) = maak_ronde(plaatsen=2)
    for _ in range(3):
        PlaatsingFactory(stageplaats=vol, dagen="ma di", **VOORJAAR)
    assert reken(ronde).status == "klaar"
    assert voorstel(student).stageplaats == plaats


def test_conversion_is_told_in_a_plain_sentence():
    ronde, (student,), _ = maak_ronde()
    deeltijd, voltijd = (Opleidingscluster.objects.get(code=code) for code in ("VZVP12-PT", "VZVP12-FT"))
    type(student).objects.filter(pk=student.pk).update(cluster=deeltijd)
    reken(ronde)
    assert voorstel(student).stageplaats is None
    Omzetting.objects.create(schooljaar=ronde.schooljaar, van_cluster=voltijd, naar_cluster=deeltijd)
    reken(ronde)
    assert f"De plaats was voor {voltijd} en is omgezet naar {deeltijd}." in voorstel(student).toelichting


def test_pin_is_kept_over_a_new_calculation():
    ronde, (een, twee), (a, b) = maak_ronde(studenten=2, plaatsen=2)
    for student in (een, twee):
        VoorkeurFactory(student=student, stageplaats=a, rang=1)
        VoorkeurFactory(student=student, stageplaats=b, rang=2)
    door = persoon("beheerder")
    zet_pin(ronde=ronde, student=een, stageplaats=b, soort="vast", reden="Broer werkt op A.", by=door, at=NU)
    for _ in range(2):
        reken(ronde, door)
        assert voorstel(een).stageplaats == b
        assert voorstel(twee).stageplaats == a
    assert "Met de hand vastgezet: Broer werkt op A." in voorstel(een).toelichting
    zet_pin(ronde=ronde, student=twee, stageplaats=a, soort="verboden", reden="Ruzie.", by=door, at=NU)
    reken(ronde, door)
    assert voorstel(twee).stageplaats is None


def test_contradicting_pins_keep_the_former_result_and_say_who(client):
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    door = persoon("beheerder")
    reken(ronde, door)
    for student in (een, twee):
        zet_pin(ronde=ronde, student=student, stageplaats=plaats, soort="vast", reden="Hier.", by=door, at=NU)
    taak = reken(ronde, door)
    assert taak.status == "mislukt"
    assert "Haal deze keuze weg" in taak.fout
    assert not any(student.naam in repr((taak.fout, taak.resultaat, taak.gegevens)) for student in (een, twee))
    client.force_login(door, backend="allauth.account.auth_backends.AuthenticationBackend")
    pagina = client.get(reverse("taken:detail", args=[taak.public_id])).text
    assert een.naam in pagina or twee.naam in pagina
    assert Berekening.objects.count() == 1
    assert ronde.status == "bevroren"


def test_round_without_students_fails_with_a_message():
    ronde, _, _ = maak_ronde(studenten=0)
    with pytest.raises(DomainError, match="geen studenten"):
        reken(ronde)


def test_cancelled_run_keeps_the_former_result():
    ronde, _, _ = maak_ronde()
    door = persoon("beheerder")
    reken(ronde, door)
    taak = start_berekening(ronde=ronde, by=door, at=NU)
    Achtergrondtaak.objects.filter(pk=taak.pk).update(annuleren=True)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "geannuleerd"
    wacht = start_berekening(ronde=ronde, by=door, at=NU)
    annuleer_taak(taak=wacht, at=NU)
    voer_uit(taak_id=wacht.pk, at=NU)
    assert Berekening.objects.count() == 1


def test_task_that_ran_to_its_end_but_was_not_closed_does_it_once():
    ronde, _, _ = maak_ronde()
    taak = reken(ronde)
    Achtergrondtaak.objects.filter(pk=taak.pk).update(status="aangevraagd")
    voer_uit(taak_id=taak.pk, at=NU)
    assert Berekening.objects.count() == 1


def test_result_of_a_round_published_meanwhile_is_thrown_away():
    ronde, (student,), _ = maak_ronde()
    reken(ronde)
    publiceer_ronde(ronde=ronde, by=None, at=NU)
    taak = vraag_taak_aan(soort="matching", titel="x", gegevens={"ronde": ronde.pk}, by=persoon("beheerder"), at=NU)
    StudentFactory(school=student.school)
    voer_uit(taak_id=taak.pk, at=NU)
    taak.refresh_from_db()
    assert taak.status == "mislukt"
    assert Berekening.objects.count() == 1


def test_equal_data_gives_equal_proposals():
    ronde, studenten, _ = maak_ronde(studenten=6, plaatsen=4)
    reken(ronde)
    eerste = {student.pk: voorstel(student).stageplaats_id for student in studenten}
    Berekening.objects.all().delete()
    reken(ronde)
    assert {student.pk: voorstel(student).stageplaats_id for student in studenten} == eerste


def test_refused_place_goes_to_the_next_round():
    ronde, (een, twee), (plaats,) = maak_ronde(studenten=2)
    VoorkeurFactory(student=een, stageplaats=plaats)
    reken(ronde)
    publiceer_ronde(ronde=ronde, by=None, at=NU)
    plaatsing = Plaatsing.objects.get()
    weiger_plaatsing(plaatsing=plaatsing, by=plaatsing.student.user, at=NU, reden="Past niet.")
    volgende, _, _ = maak_ronde(studenten=0, plaatsen=0, school=een.school, schooljaar=SchooljaarFactory())
    reken(volgende)
    over = twee if plaatsing.student == een else een
    assert voorstel(over).stageplaats == plaats  # who was left over goes first


def test_student_without_home_is_placed_and_told():
    ronde, (student,), (plaats,) = maak_ronde()
    LocatieFactory(organisatie=student.school)
    type(student).objects.filter(pk=student.pk).update(lat=None, lon=None)
    reken(ronde)
    rij = voorstel(student)
    assert (rij.stageplaats, rij.km) == (plaats, None)
    assert "vanaf school" in rij.toelichting
