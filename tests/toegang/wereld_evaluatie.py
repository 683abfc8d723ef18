"""A fixed evaluation of tenant A with an objection, and a side that isn't handed in: texts that only some may read."""

from evaluaties.models import Bezwaar, Evaluatieresultaat
from tests.factories import NU, EvaluatieFactory, FormulierFactory

KANT = "KANARIE-KANT"  # what one side filled in and didn't hand in: for that side
RESULTAAT = "KANARIE-RESULTAAT"  # what both wrote down together: for who takes part and who reads for the school
BEZWAAR = "KANARIE-BEZWAAR"  # for the student and the school, never for the leerbedrijf


def maak_vaste_evaluatie(a: object) -> dict[str, object]:
    """Fix a final evaluation, object to it, and begin the student's side of the mid-term."""
    a.evaluatie.invullingen.update(algemeen=KANT)
    vast = EvaluatieFactory(
        plaatsing=a.plaatsing, moment="eind", status="vast", vast_op=NU, formulier=a.evaluatie.formulier
    )
    resultaat = Evaluatieresultaat.objects.create(
        evaluatie=vast, algemeen=RESULTAAT, eindscore="voldoende", gemaakt_op=NU, bewaard_op=NU, aangeboden_op=NU,
        vast_op=NU, hash="0" * 64,
    )  # fmt: skip
    Bezwaar.objects.create(resultaat=resultaat, tekst=BEZWAAR, ingediend_op=NU)
    return {"vaste_evaluatie": vast, "formulier": FormulierFactory(school=a.school, status="concept")}
