"""Rounds further on their way, for the demo: one published with objections, one in review with two variants.

It has a random source of its own, so that the region before it stays what it was.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from basis.afstand import hemelsbreed_km
from kern.models import Student, User
from kern.services.taken import voer_uit
from matching.enums import BezwaarStatus, Reden, RondeStatus
from matching.models import Berekening, Bezwaar, Ronde, Voorkeur, Voorstel
from matching.services.berekenen import start_berekening
from matching.services.instellingen import Instellingen
from matching.services.publiceren import einde_reactietermijn
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio
from stagebureau.demo.stages import Stages

REACTIE_DAGEN = 14
ZONDER_PLAATS = 8
EERSTE_KEUZE = 0.6
EERSTE = "Dit is de eerste voorkeur van de student."
ANDERS = "De student gaf geen voorkeur op. Deze plaats past bij opleiding, dagen en reisafstand."
OPEN = "De plek is wel goed, maar ik moet op dinsdag mijn broertje van school halen. Kan het op woensdag?"
BEANTWOORD = "Ik had deze plaats niet op mijn lijst staan."
ANTWOORD = "De plaatsen van je lijst waren vol. Deze plek past bij je opleiding en is dichtbij. Kijk er eens rond."


def maak_rondes(wereld: Wereld, regio: Regio, stages: Stages, *, door: User) -> None:
    """Let the offers that stand come out of a published round, and calculate the round of the other schools."""
    _gepubliceerd(wereld, regio, stages, door)
    _in_beoordeling(wereld, regio, door)


def _gepubliceerd(wereld: Wereld, regio: Regio, stages: Stages, door: User) -> None:
    aanbod = stages.met_status("aangeboden", "geaccepteerd")
    if not aanbod:
        return
    op = wereld.moment(wereld.dagen_geleden(13), 9)
    ronde = Ronde.objects.create(
        naam="Winterronde",
        schooljaar=list(regio.jaren.values())[1],
        periodes="3 4",
        begindatum=min(rij.begindatum for rij in aanbod),
        einddatum=max(rij.einddatum for rij in aanbod),
        status=RondeStatus.GEPUBLICEERD,
        aangemaakt_door=door,
        aangemaakt_op=op - timedelta(days=20),
        bevroren_op=op - timedelta(days=6),
        bevroren_door=door,
        gepubliceerd_op=op,
        gepubliceerd_door=door,
        reactie_dagen=REACTIE_DAGEN,
        reactie_tot=einde_reactietermijn(op, REACTIE_DAGEN),
    )
    ronde.scholen.set(regio.scholen)
    berekening = Berekening.objects.create(
        ronde=ronde,
        naam="Gewone verdeling",
        gestart_door=door,
        gestart_op=op - timedelta(days=5),
        klaar_op=op - timedelta(days=5),
        samenvatting={"geplaatst": len(aanbod), "niet_geplaatst": ZONDER_PLAATS},
    )
    ronde.gekozen = berekening
    ronde.save(update_fields=["gekozen"])
    eerste = regio.scholen[0].pk
    zonder = [student for student in stages.zonder if student.school_id != eerste][:ZONDER_PLAATS]
    _voorstellen(wereld, aanbod, zonder, berekening)
    # The objection that waits is of the first school: its coordinator has an account in the demo.
    aangeboden = sorted(stages.met_status("aangeboden"), key=lambda rij: (rij.student.school_id != eerste, rij.pk))
    _bezwaren(aangeboden, berekening, door, op)


def _voorstellen(wereld: Wereld, aanbod: list[Plaatsing], zonder: list[Student], berekening: Berekening) -> None:
    rng = Random(f"{wereld.seed} rondes")
    gewild = [plaatsing for plaatsing in aanbod if rng.random() < EERSTE_KEUZE]
    schrijf(
        Voorkeur,
        [
            Voorkeur(student=rij.student, stageplaats=rij.stageplaats, rang=1, ingevoerd_op=berekening.gestart_op)
            for rij in gewild
        ],
    )
    eerste = {plaatsing.pk for plaatsing in gewild}
    schrijf(
        Voorstel,
        [
            Voorstel(
                berekening=berekening,
                student=plaatsing.student,
                stageplaats=plaatsing.stageplaats,
                plaatsing=plaatsing,
                rang=1 if plaatsing.pk in eerste else None,
                km=_km(plaatsing),
                toelichting=EERSTE if plaatsing.pk in eerste else ANDERS,
            )
            for plaatsing in aanbod
        ]
        + [
            Voorstel(
                berekening=berekening,
                student=student,
                reden=Reden.TEKORT,
                toelichting="Op alle plaatsen die passen zijn de plekken bezet.",
            )
            for student in zonder
        ],
    )


def _km(plaatsing: Plaatsing) -> Decimal:
    student, locatie = plaatsing.student, plaatsing.stageplaats.afdeling.locatie
    return Decimal(str(round(hemelsbreed_km(student.lat, student.lon, locatie.lat, locatie.lon), 1)))


def _bezwaren(aangeboden: list[Plaatsing], berekening: Berekening, door: User, op: datetime) -> None:
    for plaatsing, tekst in zip(aangeboden, (OPEN, BEANTWOORD), strict=False):
        dicht = tekst == BEANTWOORD
        Bezwaar.objects.create(
            voorstel=berekening.voorstellen.get(student_id=plaatsing.student_id),
            tekst=tekst,
            ingediend_op=op + timedelta(days=2),
            status=BezwaarStatus.AFGEWEZEN if dicht else BezwaarStatus.OPEN,
            antwoord=ANTWOORD if dicht else "",
            behandeld_door=door if dicht else None,
            behandeld_op=op + timedelta(days=4) if dicht else None,
        )


def _in_beoordeling(wereld: Wereld, regio: Regio, door: User) -> None:
    """Freeze the round of the other schools and calculate two variants, as a worker would."""
    ronde = Ronde.objects.filter(status=RondeStatus.VOORBEREIDING).order_by("-pk").first()
    if ronde is None or set(ronde.scholen.all()) == set(regio.scholen[:1]):
        return
    at = wereld.moment(wereld.vandaag, 8)
    for instellingen in (Instellingen(omzettingen=False), Instellingen()):
        taak = start_berekening(ronde=ronde, by=door, at=at, instellingen=instellingen)
        voer_uit(taak_id=taak.pk, at=at)
