"""Situations for the tests of rounds."""

from datetime import timedelta

from kern.models import Erkenning
from matching.models import Berekening, Voorstel
from tests.factories import NU, ErkenningFactory, OrganisatieFactory, RondeFactory, StageplaatsFactory, StudentFactory


def maak_ronde(*, studenten=1, plaatsen=1, school=None, **extra):
    """A round of one school with students and recognised places that fit each other."""
    school = school or OrganisatieFactory(school=True)
    ronde = RondeFactory(scholen=[school], **extra)
    leerlingen = [StudentFactory(school=school, dagen="ma di") for _ in range(studenten)]
    plekken = [erkend(StageplaatsFactory()) for _ in range(plaatsen)]
    return ronde, leerlingen, plekken


def erkend(plaats, **extra):
    """The same place, its leerbedrijf recognised for the default programme."""
    if not Erkenning.objects.filter(organisatie=plaats.leerbedrijf).exists():
        ErkenningFactory(organisatie=plaats.leerbedrijf, **extra)
    return plaats


def bereken_met_hand(ronde, paren, zonder=()):
    """A calculation as the matcher would have left it: (student, place) pairs, and students without a place."""
    berekening = Berekening.objects.create(ronde=ronde, gestart_op=NU - timedelta(hours=1), klaar_op=NU)
    for student, plaats in paren:
        Voorstel.objects.create(
            berekening=berekening, student=student, stageplaats=plaats, rang=1, km="3.4", toelichting="Eerste voorkeur."
        )
    for student in zonder:
        Voorstel.objects.create(
            berekening=berekening, student=student, reden="tekort", toelichting="Alle plaatsen zijn bezet."
        )
    ronde.status = "berekend"
    ronde.save()
    return berekening
