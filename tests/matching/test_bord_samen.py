"""Many coordinators on one board at the same moment: one seat, one student, one truth (C1)."""

import pytest

from matching.models import Ronde, Voorstel, Zet
from matching.services.bord import zetten
from matching.services.bord.ongedaan import maak_ongedaan
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
