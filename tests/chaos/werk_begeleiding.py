"""What a house can be asked to do about groups, signals and feedback; as `werk`."""

from datetime import datetime, timedelta

from begeleiding.models import Reeks, Signaal
from evaluaties.models import Evaluatie, Evaluatieformulier
from tests import factories
from tests.chaos import werk
from tests.evaluaties.feedbackwereld import ronde_tot
from tests.plaatsingen.overeenkomst_hulp import coordinator_van


def laat_signalen_wachten(op: str) -> list:
    """Leave a signal that waits for weeks with somebody to escalate to, and a stage without a talk for a month."""
    nu = datetime.fromisoformat(op)
    plaatsing = werk._plaatsing(95, begindatum=nu.date() - timedelta(days=40))
    factories.persoon("coordinator", plaatsing.student.school)
    lang_geleden = nu - timedelta(days=30)
    Signaal.objects.create(
        student=plaatsing.student, plaatsing=plaatsing, soort="motivatie", bron="mens", omschrijving="x",
        eigenaar=coordinator_van(plaatsing), gemeld_op=lang_geleden, wacht_vanaf=lang_geleden.date(),
    )  # fmt: skip
    return []


def laat_feedback_aflopen(op: str) -> list:
    """Make a round of feedback whose last day is over, and one that ends soon with somebody to remind."""
    nu = datetime.fromisoformat(op)
    for nummer, dagen in ((93, -1), (92, 2)):
        ronde_tot(werk._plaatsing(nummer), nu.date() + timedelta(days=dagen), nu - timedelta(days=10))
    return []


def laat_bijeenkomst_naderen(op: str) -> list:
    """Make a group that meets tomorrow, with a student to remind."""
    nu = datetime.fromisoformat(op)
    plaatsing = werk._plaatsing(94)
    leider = factories.persoon("stagedocent", plaatsing.student.school)
    reeks = Reeks.objects.create(soort="intervisie", naam="Groep", leider=leider, gemaakt_op=nu)
    reeks.leden.create(student=plaatsing.student, vanaf=nu.date())
    reeks.bijeenkomsten.create(begin=nu + timedelta(hours=20))
    return []


def laat_evaluaties_wachten(op: str) -> list:
    """Leave an evaluation that two people should fill in and that also the begeleider should hear of by now."""
    nu = datetime.fromisoformat(op)
    plaatsing = werk._plaatsing(91, begindatum=nu.date() - timedelta(days=90))
    plaatsing.werkbegeleider = factories.persoon("werkbegeleider", plaatsing.stageplaats.leerbedrijf)
    plaatsing.stagebegeleider = factories.persoon("stagebegeleider")
    plaatsing.save()
    formulier = Evaluatieformulier.objects.filter(momenten="tussen").latest("versie")
    Evaluatie.objects.create(
        plaatsing=plaatsing, moment="tussen", formulier=formulier, geopend_op=nu - timedelta(days=40),
        voor_datum=nu.date() - timedelta(days=14),
    )  # fmt: skip
    return []
