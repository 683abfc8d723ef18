"""The poule, a mentor and a training of tenant A, with texts that only some may read."""

from datetime import date

from begeleiding.models import Toewijzing, Toewijzingsronde, Training, Waarneming
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
        **_verdeling(a, begeleider),
        "afwezig": begeleider.afwezigheden.create(reden="ziek", **dagen),
        "inzet": begeleider.inzetten.create(soort="begeleiding", uren_per_week=4, **dagen),
        "mentor": mentor,
        "mentorkoppeling": mentor.koppelingen.create(naam=MEDEWERKER, van=date(2026, 10, 1)),
        "training": training,
        "papier": BekwaamheidFactory(user=a.mensen["werkbegeleider"], certificaat=scan),
    }


def _verdeling(a: object, begeleider: object) -> dict[str, object]:
    """A proposal to divide tenant A's student, and a cover that holds."""
    ronde = Toewijzingsronde.objects.create(
        peildatum=date(2026, 10, 1), tot=date(2026, 12, 1), status="voorstel", gemaakt_op=NU,
        uitkomst={
            "doelen": {"begeleid": 1, "behouden": 1, "sector": 0, "reis": 0}, "grens": {"begeleid": 1},
            "optimaal": True, "adressen": 1, "adressen_bewezen": True, "bezoek_km": 3.0, "studenten": 1, "zonder": 0,
            "buiten": 0, "begeleiders": {str(begeleider.pk): {"minuten": 1200, "elders": 0, "reden": ""}},
        },
    )  # fmt: skip
    toewijzing = Toewijzing.objects.create(
        ronde=ronde, plaatsing=a.plaatsing, begeleider=begeleider, uitleg={"km": 3.0, "past": 1}
    )
    wie = a.mensen["stagebegeleider"]
    waarneming = Waarneming.objects.create(
        plaatsing=a.plaatsing, voor=wie, door=wie, van=date(2026, 10, 1), tot=date(2026, 12, 1), gemaakt_op=NU
    )
    return {"ronde_poule": ronde, "toewijzing": toewijzing, "waarneming": waarneming}
