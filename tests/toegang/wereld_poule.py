"""The poule, a mentor and a training of tenant A, with texts that only some may read."""

from datetime import date

from begeleiding.models import Training
from kern.services.bestanden import bewaar_bestand
from tests.factories import NU
from tests.factories.poule import BekwaamheidFactory, MentorFactory, PoulebegeleiderFactory

MEDEWERKER = "KANARIE-MEDEWERKER"  # whom a mentor coaches besides students: for the house and the mentor


def maak_poule(a: object) -> dict[str, object]:
    """Put tenant A's stagebegeleider in the poule, and give its leerbedrijf a mentor, a training and a certificate."""
    begeleider = PoulebegeleiderFactory(user=a.mensen["stagebegeleider"])
    dagen = {"van": date(2026, 10, 1), "gemaakt_op": NU}
    mentor = MentorFactory(user=a.mensen["werkbegeleider"], afdeling=a.stageplaats.afdeling)
    training = Training.objects.create(
        naam="Begeleiden", aanbieder=a.bedrijf, begin=NU.replace(month=12), plek="Zaal 1", gemaakt_op=NU
    )
    training.deelnames.create(user=a.mensen["werkbegeleider"], uitgenodigd_op=NU)
    scan = bewaar_bestand(naam="x.pdf", soort="certificaat", mime="application/pdf", inhoud=b"x", by=None, at=NU)
    return {
        "poule": begeleider,
        "afwezig": begeleider.afwezigheden.create(reden="ziek", **dagen),
        "inzet": begeleider.inzetten.create(soort="begeleiding", uren_per_week=4, **dagen),
        "mentor": mentor,
        "mentorkoppeling": mentor.koppelingen.create(naam=MEDEWERKER, van=date(2026, 10, 1)),
        "training": training,
        "papier": BekwaamheidFactory(user=a.mensen["werkbegeleider"], certificaat=scan),
    }
