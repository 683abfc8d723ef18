"""Drawing BPV-boeken of the students in the database."""

from collections.abc import Iterator

from django.utils import timezone

from basis.errors import DomainError
from evaluaties.pdf import RELATIES, teken_boek
from evaluaties.services.boek import met_boek
from evaluaties.services.boekinhoud import inhoud_hash, verzamel
from kern.models import Student
from stagebureau.metingen.basis import Meting, piek_mib, samenvatting, stopwatch


def meet(groottes: list[int]) -> Iterator[Meting]:
    """Yield time to gather the data and to draw the PDF, over the first books."""
    aantal = (groottes or [10])[0]
    rijen = Student.objects.filter(met_boek()).select_related(*RELATIES).order_by("studentnummer")
    studenten = list(rijen[:aantal])
    if not studenten:
        msg = "Er zijn nog geen studenten met een BPV-boek. Maak eerst een regio met regio_maken."
        raise DomainError(msg)
    lezen, tekenen, bytes_ = [], [], []
    for student in studenten:
        seconden, inhoud = stopwatch(lambda student=student: verzamel(student))
        lezen.append(seconden)
        digest = inhoud_hash(inhoud)
        seconden, pdf = stopwatch(lambda i=inhoud, d=digest: teken_boek(i, 1, d, timezone.now()))
        tekenen.append(seconden)
        bytes_.append(len(pdf))
    yield Meting("gegevens verzamelen", samenvatting(lezen) | {"boeken": len(studenten)})
    yield Meting(
        "PDF tekenen (eigen proces per boek)",
        samenvatting(tekenen) | {"kb_gemiddeld": round(sum(bytes_) / len(bytes_) / 1024), "piek_mib": piek_mib()},
    )
