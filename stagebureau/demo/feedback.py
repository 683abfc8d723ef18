"""360 feedback, goals with steps, a portfolio and a coach: every state for the demo accounts, and rows in bulk."""

from datetime import timedelta
from random import Random

from evaluaties.enums import BewijsSoort, BewijsZicht, FeedbackStatus, Herkomst, Moderatie, VerwijsSoort
from evaluaties.models import (
    Actiepunt,
    Bewijsstuk,
    Bewijsversie,
    Doelverwijzing,
    Feedbackantwoord,
    Feedbackformulier,
    Feedbackronde,
    Feedbacktekst,
    Feedbackuitnodiging,
    Portfoliodeling,
)
from kern.models import User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

ROLLEN = ("collega", "collega", "collega", "collega", "medestudent", "medestudent", "medestudent", "client")
STERK = (
    "Je blijft rustig als het druk is.",
    "Je luistert echt naar bewoners.",
    "Je zegt eerlijk wat je nog niet kunt.",
    "Je werkt netjes en let op hygiëne.",
)
BETER = (
    "Vraag eerder om hulp.",
    "Neem de leiding in een gesprek, je kunt het.",
    "Schrijf je rapportage meteen op.",
)
GROF = "Wat een stomme manier van rapporteren."
STAPPEN = (
    "Ik vraag elke week feedback op dit punt",
    "Ik kijk een dienst mee met een collega",
    "Ik schrijf op wat lukt",
)
STUKKEN = (
    ("Diploma helpende zorg en welzijn", BewijsSoort.DIPLOMA, BewijsZicht.ALLEN, "Behaald op het vmbo en mbo 2."),
    ("Zorgplan van een bewoner, zonder namen", BewijsSoort.WERK, BewijsZicht.SCHOOL, "Mijn eerste plan, met uitleg."),
    ("Wat ik lastig vind", BewijsSoort.ANDERS, BewijsZicht.ZELF, "Alleen voor mijzelf."),
)
MET_RONDE = 0.2  # of the running stages of a large region


def maak_feedback(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing) -> None:
    """Show the demo student a closed and an open round, and give the coordinator a text to look at."""
    rng = Random(wereld.seed + 61)
    gesloten = _ronde(wereld, hoofdpersoon, "Kennismaking met het team", -30, -14, gedeeld=True)
    _antwoorden(wereld, gesloten, ROLLEN, rng)
    loopt = _ronde(wereld, hoofdpersoon, "Voor mijn tussenevaluatie", -2, 12)
    _uitnodigingen(wereld, loopt, ("collega", "client", "docent"))
    _voor_de_coordinator(wereld, loop, hoofdpersoon, rng)
    _doelen(wereld, hoofdpersoon)
    _portfolio(wereld, hoofdpersoon)


def _ronde(
    wereld: Wereld, plaatsing: Plaatsing, titel: str, begin: int, eind: int, *, gedeeld: bool = False
) -> Feedbackronde:
    dag = wereld.vandaag + timedelta(days=eind)
    return Feedbackronde.objects.create(
        public_id=wereld.id(),
        student=plaatsing.student,
        plaatsing=plaatsing,
        titel=titel,
        sluit_op=dag,
        geopend_op=wereld.moment(wereld.vandaag + timedelta(days=begin)),
        gesloten_op=wereld.moment(dag + timedelta(days=1)) if eind < 0 else None,
        gedeeld=gedeeld,
        zelf={"luisteren": 4, "initiatief": 2, "samenwerken": 3} if gedeeld else {},
    )


def _formulier(rol: str) -> Feedbackformulier:
    return Feedbackformulier.objects.filter(rol=rol).order_by("-versie")[0]


def _uitnodigingen(wereld: Wereld, ronde: Feedbackronde, rollen: tuple[str, ...], *, gegeven: bool = False) -> None:
    schrijf(
        Feedbackuitnodiging,
        [
            Feedbackuitnodiging(
                public_id=wereld.id(),
                ronde=ronde,
                rol=rol,
                formulier=_formulier(rol),
                gevraagd_op=ronde.geopend_op,
                naam="" if gegeven else f"Persoon {nummer}",
                email="" if gegeven else f"persoon{nummer}@voorbeeld.test",
                herkomst=Herkomst.HUIS if rol == "collega" else Herkomst.ANDERS,
                status=FeedbackStatus.GEGEVEN if gegeven else FeedbackStatus.GEVRAAGD,
            )
            for nummer, rol in enumerate(rollen, start=1)
        ],
    )


def _antwoorden(wereld: Wereld, ronde: Feedbackronde, rollen: tuple[str, ...], rng: Random) -> None:
    _uitnodigingen(wereld, ronde, rollen, gegeven=True)
    for rol in rollen:
        formulier = _formulier(rol)
        codes = [vraag["code"] for vraag in formulier.vragen if vraag["soort"] == "score"]
        scores = {code: rng.choice((2, 3, 3, 4, 4, 4, 5)) for code in codes}
        Feedbackantwoord.objects.create(ronde=ronde, rol=rol, formulier=formulier, scores=scores)
    for code, zinnen in (("sterk", STERK), ("beter", BETER)):
        for zin in zinnen:
            _tekst(wereld, ronde, code, zin)


def _tekst(wereld: Wereld, ronde: Feedbackronde, code: str, tekst: str, waarom: str = "") -> None:
    stand = Moderatie.WACHT if waarom else Moderatie.TONEN
    Feedbacktekst.objects.create(
        public_id=wereld.id(), ronde=ronde, code=code, tekst=tekst, moderatie=stand, waarom=waarom
    )


def _voor_de_coordinator(wereld: Wereld, loop: Stages, hoofdpersoon: Plaatsing, rng: Random) -> None:
    """Give another student of the same school a round of which one text waits, and one with too few answers."""
    zelfde = [p for p in loop.met_status("lopend") if p.student.school_id == hoofdpersoon.student.school_id]
    anderen = [p for p in zelfde if p.student_id != hoofdpersoon.student_id][:2]
    for plaatsing, rollen in zip(anderen, (ROLLEN[:5], ROLLEN[:2]), strict=False):
        ronde = _ronde(wereld, plaatsing, "Tussenevaluatie", -25, -5)
        _antwoorden(wereld, ronde, rollen, rng)
        if len(rollen) > 2:
            _tekst(wereld, ronde, "beter", GROF, "Er staat een woord in dat kan kwetsen.")


def _doelen(wereld: Wereld, hoofdpersoon: Plaatsing) -> None:
    """Give the first goal steps and a talk, and tie a coach to the student."""
    student = hoofdpersoon.student
    doel = student.leerdoelen.order_by("pk").first()
    if doel is not None:
        for nummer, wat in enumerate(STAPPEN):
            Actiepunt.objects.create(
                public_id=wereld.id(),
                doel=doel,
                wat=wat,
                voor_datum=wereld.vandaag + timedelta(days=3 + 14 * nummer),
                gedaan_op=wereld.dagen_geleden(4) if nummer == len(STAPPEN) - 1 else None,
            )
        gesprek = hoofdpersoon.gesprekken.order_by("-datum").first()
        if gesprek is not None:
            Doelverwijzing.objects.create(
                public_id=wereld.id(),
                doel=doel,
                soort=VerwijsSoort.GESPREK,
                object_id=gesprek.public_id,
                notitie="In dit gesprek oefenden we wat je dan zegt.",
                gemaakt_door=hoofdpersoon.werkbegeleider,
                gemaakt_op=wereld.moment(gesprek.datum, 16),
            )
    coach = User.objects.filter(email="stagebegeleider@demo.test").first()
    if coach is not None:
        student.coaches.create(
            public_id=wereld.id(), user=coach, soort="niveau-opstroomcoach", van=wereld.dagen_geleden(60)
        )


def _portfolio(wereld: Wereld, hoofdpersoon: Plaatsing) -> None:
    student, toen = hoofdpersoon.student, wereld.moment(wereld.dagen_geleden(20))
    stukken = []
    for titel, soort, zicht, tekst in STUKKEN:
        stuk = Bewijsstuk.objects.create(
            public_id=wereld.id(), student=student, titel=titel, soort=soort, zicht=zicht, gemaakt_op=toen
        )
        Bewijsversie.objects.create(
            public_id=wereld.id(), stuk=stuk, versie=1, tekst=tekst, gemaakt_door=student.user, gemaakt_op=toen
        )
        stukken.append(stuk)
    for naam, dagen in (("Hogeschool Noord", 30), ("Thuiszorg De Brug", -5)):
        deling = Portfoliodeling.objects.create(
            public_id=wereld.id(),
            student=student,
            naam=naam,
            email="iemand@voorbeeld.test",
            gemaakt_op=toen,
            geldig_tot=wereld.moment(wereld.vandaag + timedelta(days=dagen), 23, 59),
        )
        deling.stukken.add(stukken[0])


def maak_in_bulk(wereld: Wereld, loop: Stages) -> None:
    """Write closed rounds with answers, steps and pieces for a large region."""
    rng = Random(wereld.seed + 62)
    formulier = _formulier("collega")
    toen = wereld.moment(wereld.dagen_geleden(40))
    stages = [p for p in loop.met_status("lopend", "afgerond") if rng.random() < MET_RONDE]
    rondes = schrijf(
        Feedbackronde,
        [
            Feedbackronde(
                public_id=wereld.id(),
                student=plaatsing.student,
                plaatsing=plaatsing,
                titel="Tussenevaluatie",
                sluit_op=wereld.dagen_geleden(20),
                geopend_op=toen,
                gesloten_op=wereld.moment(wereld.dagen_geleden(19)),
                gedeeld=rng.random() < 0.5,
            )
            for plaatsing in stages
        ],
    )
    antwoorden = [
        Feedbackantwoord(ronde=ronde, rol="collega", formulier=formulier, scores={"luisteren": rng.randint(2, 5)})
        for ronde in rondes
        for _ in range(4)
    ]
    schrijf(Feedbackantwoord, antwoorden)
    stukken = [
        Bewijsstuk(
            public_id=wereld.id(), student=plaatsing.student, titel="Diploma vmbo", soort="diploma", gemaakt_op=toen
        )
        for plaatsing in stages
    ]
    versies = [
        Bewijsversie(public_id=wereld.id(), stuk=stuk, versie=1, tekst="Behaald.", gemaakt_op=toen)
        for stuk in schrijf(Bewijsstuk, stukken)
    ]
    schrijf(Bewijsversie, versies)
