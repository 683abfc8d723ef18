"""Many coordinators on one board at the same moment: one seat, one student, one truth (C1)."""

import pytest

from matching.models import Bezwaar, Ronde, Voorkeur, Voorstel, Zet
from matching.services.bevriezen import bevries, bevroren_gegevens
from matching.services.bezwaar import maak_bezwaar
from matching.services.bord import zetten
from matching.services.bord.ongedaan import maak_ongedaan
from matching.services.publiceren import publiceer_ronde
from matching.services.sluiten import sluit_ronde
from matching.services.voorkeuren import voeg_voorkeur_toe
from tests.factories import NU, StageplaatsFactory, persoon
from tests.matching.hulp import bereken_met_hand, erkend, maak_ronde
from tests.plaatsingen.wedloop import tegelijk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg]
LOPERS = 6


def test_last_seat_goes_to_exactly_one_of_many():
    ronde, studenten, (plek,) = maak_ronde(studenten=LOPERS, plaatsen=1)
    bereken_met_hand(ronde, [], zonder=studenten)
    mensen = [persoon("beheerder") for _ in studenten]

    def plaats(student, by):
        zetten.plaats(ronde=ronde, student=student, stageplaats=plek, versie=1, reden="", vast=True, by=by, at=NU)

    paren = zip(studenten, mensen, strict=True)
    fouten = tegelijk([lambda student=student, by=by: plaats(student, by) for student, by in paren])

    assert Voorstel.objects.filter(stageplaats=plek).count() == 1
    assert sorted(fouten) == ["Botsing"] * (LOPERS - 1)
    assert (Zet.objects.count(), Ronde.objects.get().versie) == (1, 2)


def test_one_student_is_not_moved_twice_from_the_same_picture():
    ronde, (student,), plekken = maak_ronde(plaatsen=LOPERS)
    bereken_met_hand(ronde, [], zonder=[student])
    mensen = [persoon("beheerder") for _ in plekken]

    def plaats(plek, by):
        zetten.plaats(ronde=ronde, student=student, stageplaats=plek, versie=1, reden="", vast=True, by=by, at=NU)

    fouten = tegelijk([lambda plek=plek, by=by: plaats(plek, by) for plek, by in zip(plekken, mensen, strict=True)])
    assert fouten == ["Botsing"] * (LOPERS - 1)
    assert (Zet.objects.count(), Voorstel.objects.get().versie) == (1, 2)


def test_undo_happens_once():
    ronde, (student,), (plek,) = maak_ronde()
    bereken_met_hand(ronde, [], zonder=[student])
    erkend(StageplaatsFactory())
    by = persoon("beheerder")
    zet = zetten.plaats(ronde=ronde, student=student, stageplaats=plek, versie=1, reden="", vast=True, by=by, at=NU)
    fouten = tegelijk([lambda: maak_ongedaan(zet=Zet.objects.get(pk=zet.pk), by=by, at=NU)] * 3)
    assert fouten == ["DomainError"] * 2
    assert Voorstel.objects.get().stageplaats is None


def test_preference_that_is_accepted_while_the_round_freezes_is_in_the_freeze():
    ronde, studenten, (plek,) = maak_ronde(studenten=LOPERS, plaatsen=1)
    by = persoon("beheerder")

    def kies(student):
        voeg_voorkeur_toe(student=student, stageplaats=plek, by=student.user, at=NU)

    lopers = [lambda student=student: kies(student) for student in studenten]
    lopers.insert(LOPERS // 2, lambda: bevries(ronde=ronde, by=by, at=NU))
    fouten = tegelijk(lopers)
    assert set(fouten) <= {"DomainError"}
    bewaard = set(Voorkeur.objects.values_list("student__studentnummer", flat=True))
    assert bewaard == {student for student, _ in bevroren_gegevens(ronde).rangen}
    assert len(bewaard) + len(fouten) == LOPERS


def test_round_does_not_close_over_an_objection_that_comes_in():
    ronde, (student,), (plek,) = maak_ronde()
    bereken_met_hand(ronde, [(student, plek)])
    by = persoon("beheerder")
    publiceer_ronde(ronde=ronde, by=by, at=NU)
    voorstel = Voorstel.objects.get()
    fouten = tegelijk(
        [
            lambda: maak_bezwaar(voorstel=voorstel, tekst="Te ver.", by=student.user, at=NU),
            lambda: sluit_ronde(ronde=ronde, reden="Klaar.", by=by, at=NU),
        ]
    )
    assert fouten == ["DomainError"]
    assert (Ronde.objects.get().status == "gesloten") != Bezwaar.objects.filter(status="open").exists()
