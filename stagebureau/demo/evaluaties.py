"""Evaluations in every state: filled in, talked over, waiting for signatures, fixed; a chance of its own."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from uuid import UUID

from evaluaties import rules_evaluatie
from evaluaties.formulieren import onderdelen_van, voorstel_eindscore
from evaluaties.models import (
    Bezwaar,
    Evaluatie,
    Evaluatieformulier,
    Evaluatiehandtekening,
    Evaluatieresultaat,
    Invulling,
)
from evaluaties.services.resultaat_lezen import begininhoud, bereken_hash
from kern.models import User
from plaatsingen.models import Plaatsing
from stagebureau.demo import teksten
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.stages import Stages

TUSSEN_NA_WEKEN = 10
SCORES = ("oefenen", "voldoende", "voldoende", "goed")
SAMEN = "We kijken met plezier terug. Wat nog lastig is, oefenen we elke week."
AFSPRAKEN = "De student vraagt elke week feedback. De werkbegeleider kijkt een keer per week mee."
WAAROM = "De student werkt veilig, houdt zich aan afspraken en leert van feedback."
BEZWAAR = "Ik vind dat bij rapporteren niet is gekeken naar de laatste weken. Toen ging het juist goed."


class Evaluatiemaker:
    """Makes evaluations with a chance of its own, so that what is made later stays as it was."""

    def __init__(self, wereld: Wereld, zout: int) -> None:
        self.wereld = wereld
        self.rng = Random(wereld.seed + zout)
        self.formulieren = {
            moment: formulier
            for formulier in Evaluatieformulier.objects.filter(school=None, status="gepubliceerd").order_by("versie")
            for moment in formulier.momentlijst
        }

    def id(self) -> UUID:
        """Return an id that is the same for the same seed."""
        return UUID(int=self.rng.getrandbits(128), version=4)

    def evaluatie(self, plaatsing: Plaatsing, moment: str, dag: date) -> Evaluatie:
        """Return an evaluation that was opened on this day, not yet written."""
        return Evaluatie(
            public_id=self.id(),
            plaatsing=plaatsing,
            formulier=self.formulieren[moment],
            moment=moment,
            geopend_op=self.wereld.moment(dag),
            voor_datum=dag + timedelta(days=14),
        )

    def invulling(self, evaluatie: Evaluatie, rol: str) -> Invulling:
        """Return one side, handed in some days after it was opened."""
        op = evaluatie.geopend_op + timedelta(days=self.rng.randrange(1, 12))
        op = min(op, self.wereld.moment(self.wereld.dagen_geleden(1)))
        plaatsing = evaluatie.plaatsing
        door = plaatsing.student.user if rol == "student" else plaatsing.werkbegeleider
        zinnen = teksten.GOED if rol == "werkbegeleider" else teksten.RESULTATEN
        antwoorden = {
            deel.code: {
                "score": self.rng.choice(SCORES) if deel.heeft_score else "",
                "toelichting": self.rng.choice(zinnen),
            }
            for deel in onderdelen_van(evaluatie.formulier.onderdelen)
        }
        return Invulling(
            evaluatie=evaluatie,
            rol=rol,
            door=door,
            naam=door.naam if door else "",
            antwoorden=antwoorden,
            algemeen=self.rng.choice(teksten.GOED),
            status="ingediend",
            versie=1,
            bewaard_op=op,
            ingediend_op=op,
        )

    def resultaat(self, evaluatie: Evaluatie, zijden: Sequence[Invulling], score: str = "") -> Evaluatieresultaat:
        """Return the joint result, offered to sign some days after the second side came in."""
        op = max(rij.ingediend_op for rij in zijden) + timedelta(hours=20)
        begin = begininhoud(evaluatie, zijden).antwoorden
        werk = next(rij for rij in zijden if rij.rol == "werkbegeleider").antwoorden
        antwoorden = {code: antwoord if antwoord["score"] else werk[code] for code, antwoord in begin.items()}
        resultaat = Evaluatieresultaat(
            public_id=self.id(),
            evaluatie=evaluatie,
            antwoorden=antwoorden,
            algemeen=SAMEN,
            afspraken=AFSPRAKEN,
            gemaakt_door=evaluatie.plaatsing.werkbegeleider,
            gemaakt_op=op,
            bewaard_op=op,
            bewaard_naam=evaluatie.plaatsing.werkbegeleider.naam,
            bewerking=1,
            aangeboden_op=op,
        )
        if evaluatie.moment == "eind":
            voorstel = voorstel_eindscore(onderdelen_van(evaluatie.formulier.onderdelen), antwoorden)
            gewoon = "goed" if voorstel and voorstel.score == "goed" else "voldoende"
            resultaat.eindscore, resultaat.onderbouwing = score or gewoon, WAAROM
        resultaat.hash = bereken_hash(resultaat, zijden)
        return resultaat

    def handtekeningen(self, resultaat: Evaluatieresultaat) -> Iterator[Evaluatiehandtekening]:
        """Yield the signatures of everybody, one a day."""
        plaatsing = resultaat.evaluatie.plaatsing
        mensen: dict[str, User | None] = {
            "student": plaatsing.student.user,
            "werkbegeleider": plaatsing.werkbegeleider,
            "school": plaatsing.student.stagedocent,
        }
        for rol in rules_evaluatie.tekenrollen(resultaat.evaluatie)[:3]:
            mens = mensen[rol]
            yield Evaluatiehandtekening(
                resultaat=resultaat,
                rol=rol,
                door=mens,
                naam=mens.naam if mens else "School",
                op=min(resultaat.aangeboden_op + timedelta(days=1), self.wereld.moment(self.wereld.vandaag, 9)),
                hash=resultaat.hash,
            )


def maak_evaluaties(wereld: Wereld, stages: Stages) -> None:
    """Open a mid-term for stages of ten weeks and more (some half filled in), and finish both moments of ended ones."""
    maker = Evaluatiemaker(wereld, 31)
    evaluaties = []
    for plaatsing in stages.met_status("lopend", "afgerond"):
        tussen = plaatsing.begindatum + timedelta(weeks=TUSSEN_NA_WEKEN)
        momenten = [("tussen", tussen)] if tussen < wereld.vandaag else []
        if plaatsing.status == "afgerond":
            momenten.append(("eind", plaatsing.einddatum - timedelta(days=21)))
        evaluaties += [maker.evaluatie(plaatsing, moment, dag) for moment, dag in momenten]
    zijden = {evaluatie.public_id: list(_zijden(maker, evaluatie)) for evaluatie in evaluaties}
    for evaluatie in evaluaties:
        beide = len(zijden[evaluatie.public_id]) == 2
        evaluatie.status = ("vast" if _afgerond(evaluatie) else "gesprek") if beide else "invullen"
    vast = [evaluatie for evaluatie in evaluaties if evaluatie.status == "vast"]
    resultaten = [maker.resultaat(evaluatie, zijden[evaluatie.public_id]) for evaluatie in vast]
    handtekeningen = _leg_vast(maker, resultaten)
    schrijf(Evaluatie, evaluaties)
    schrijf(Invulling, [rij for evaluatie in evaluaties for rij in zijden[evaluatie.public_id]])
    schrijf(Evaluatieresultaat, resultaten)
    schrijf(Evaluatiehandtekening, handtekeningen)


def _afgerond(evaluatie: Evaluatie) -> bool:
    return evaluatie.plaatsing.status == "afgerond"


def _zijden(maker: Evaluatiemaker, evaluatie: Evaluatie) -> Iterator[Invulling]:
    for rol in ("student", "werkbegeleider"):
        klaar = _afgerond(evaluatie) or maker.rng.random() < 0.6
        if klaar and (rol == "student" or evaluatie.plaatsing.werkbegeleider):
            yield maker.invulling(evaluatie, rol)


def _leg_vast(maker: Evaluatiemaker, resultaten: list[Evaluatieresultaat]) -> list[Evaluatiehandtekening]:
    """Let everybody sign these results; returns the signatures, nothing written yet."""
    uit: list[Evaluatiehandtekening] = []
    for resultaat in resultaten:
        rijen = list(maker.handtekeningen(resultaat))
        resultaat.vast_op = resultaat.evaluatie.vast_op = max(rij.op for rij in rijen)
        uit += rijen
    return uit


# --- For the accounts of the demo ---


def toon_elke_stand(wereld: Wereld, hoofdpersoon: Plaatsing) -> None:
    """Give the werkbegeleider and the school of the demo one evaluation in each state, one with an objection."""
    maker = Evaluatiemaker(wereld, 37)
    _geef_invulling(maker, hoofdpersoon)
    zelfde = Plaatsing.objects.filter(werkbegeleider=hoofdpersoon.werkbegeleider, status="lopend")
    school = Plaatsing.objects.filter(
        student__school=hoofdpersoon.student.school, status="lopend", werkbegeleider__isnull=False
    )
    kies = school.exclude(pk=hoofdpersoon.pk).exclude(pk__in=zelfde.values("pk"))
    anderen = [*zelfde.exclude(pk=hoofdpersoon.pk).order_by("pk")[:4], *kies.order_by("pk")[:8]]
    standen = ("tekenen", "gesprek", "onvoldoende", "bezwaar", "te_laat")
    vrij = [rij for rij in anderen if not rij.evaluaties.filter(moment="eind").exists()]
    for stand, plaatsing in zip(standen, vrij, strict=False):
        _toon(maker, plaatsing, stand)


def _geef_invulling(maker: Evaluatiemaker, plaatsing: Plaatsing) -> None:
    """Leave the werkbegeleider of the demo a mid-term to fill in."""
    plaatsing.evaluaties.filter(moment="tussen").delete()
    evaluatie = maker.evaluatie(plaatsing, "tussen", maker.wereld.dagen_geleden(2))
    evaluatie.voor_datum = maker.wereld.vandaag + timedelta(days=7)
    evaluatie.save()
    maker.invulling(evaluatie, "student").save()


def _toon(maker: Evaluatiemaker, plaatsing: Plaatsing, stand: str) -> None:
    evaluatie = maker.evaluatie(plaatsing, "eind", maker.wereld.dagen_geleden(20))
    evaluatie.save()
    if stand == "te_laat":
        return
    zijden = schrijf(Invulling, [maker.invulling(evaluatie, rol) for rol in ("student", "werkbegeleider")])
    evaluatie.status = {"tekenen": "tekenen", "bezwaar": "vast"}.get(stand, "gesprek")
    evaluatie.save()
    if stand == "gesprek":
        return
    resultaat = maker.resultaat(evaluatie, zijden, score="onvoldoende" if stand == "onvoldoende" else "")
    if stand == "bezwaar":
        handtekeningen = _leg_vast(maker, [resultaat])
        evaluatie.save()
        resultaat.save()
        schrijf(Evaluatiehandtekening, handtekeningen)
        Bezwaar.objects.create(
            public_id=maker.id(),
            resultaat=resultaat,
            tekst=BEZWAAR,
            ingediend_op=resultaat.vast_op + timedelta(hours=5),
        )
        return
    if stand == "onvoldoende":
        resultaat.aangeboden_op, resultaat.hash = None, ""
    resultaat.save()
