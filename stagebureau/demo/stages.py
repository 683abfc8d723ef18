"""Placements in every state, with their hours, talks, reports, goals and evaluations."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from begeleiding.models import Gesprek, Vervolgstap
from kern.kalender import dagcode, volgende_werkdag
from kern.models import Erkenning, Organisatie, Student, extra_vrije_dagen
from matching.models import Ronde, Voorkeur
from plaatsingen.models import Plaatsing, Statuswijziging, Urendag
from stagebureau.demo import teksten
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio
from vacatures.models import Stageplaats

NORM_PER_DAG = 8
LOPEND_DEEL, GEACCEPTEERD_DEEL, AANGEBODEN_DEEL, AFGEROND_DEEL = 0.52, 0.04, 0.04, 0.12
# The talks of one stage, in order; the mid-term one falls after some ten weeks.
SOORTEN = ("kennismaking", "voortgang", "tussenevaluatie", *("voortgang",) * 8)
PAD = {
    "lopend": ("voorgesteld", "aangeboden", "geaccepteerd", "lopend"),
    "geaccepteerd": ("voorgesteld", "aangeboden", "geaccepteerd"),
    "aangeboden": ("voorgesteld", "aangeboden"),
    "afgerond": ("voorgesteld", "aangeboden", "geaccepteerd", "lopend", "afgerond"),
}


@dataclass
class Stages:
    """Placements by state, and the students without one."""

    plaatsingen: list[Plaatsing]
    zonder: list[Student]

    def met_status(self, *status: str) -> list[Plaatsing]:
        """Return the placements in one of these states."""
        return [plaatsing for plaatsing in self.plaatsingen if plaatsing.status in status]


def _maandag(dag: date) -> date:
    return dag - timedelta(days=dag.weekday())


def _tijdvak(wereld: Wereld, status: str) -> tuple[date, date, str]:
    """Return first day, last day and periods; running ones started 3 to 17 weeks ago and last about 20 weeks."""
    rng = wereld.rng
    weken = {"lopend": -rng.randrange(3, 18), "geaccepteerd": 3, "aangeboden": 6, "afgerond": -rng.randrange(26, 40)}
    begin = _maandag(wereld.vandaag) + timedelta(weeks=weken[status])
    duur = rng.randrange(18, 23) if status != "afgerond" else 20
    eind = begin + timedelta(weeks=duur, days=-3)
    return begin, eind, "3 4" if status in {"geaccepteerd", "aangeboden"} else "1 2"


def _past(student: Student, plaats: Stageplaats, begin: date) -> bool:
    return not (
        (plaats.min_leeftijd and student.is_minderjarig(begin))
        or (plaats.vog_vereist and not student.vog)
        or (0 < plaats.begeleider_niveau < student.opleiding.niveau)
    )


def _erkend() -> dict[int, set[str]]:
    """Return per leerbedrijf the letters of the programmes for which its recognition has no end (R4.4)."""
    letters: dict[int, set[str]] = {}
    for organisatie_id, letter in Erkenning.objects.filter(geldig_tot__isnull=True).values_list(
        "organisatie_id", "opleiding__letters"
    ):
        letters.setdefault(organisatie_id, set()).add(letter)
    return letters


def maak_plaatsingen(
    wereld: Wereld, regio: Regio, studenten: list[Student], plaatsen: dict[str, list[Stageplaats]]
) -> Stages:
    """Give students a place of their own cluster while seats last; the rest has none and goes to the next round."""
    rng = wereld.rng
    # Places reserved for some schools stay open for the round, so that a seat is never wrongly given here.
    gereserveerd = set(Stageplaats.scholen.through.objects.values_list("stageplaats_id", flat=True))
    erkend = _erkend()
    letters = {student.cluster.code: set(student.cluster.letters.split()) for student in studenten}
    vrij = {
        code: [
            plaats
            for plaats in rij
            if plaats.pk not in gereserveerd
            and letters.get(code, set()) & erkend.get(plaats.afdeling.locatie.organisatie_id, set())
            for _ in range(plaats.capaciteit)
        ]
        for code, rij in plaatsen.items()
    }
    for rij in vrij.values():
        rng.shuffle(rij)
    volgorde = list(studenten)
    rng.shuffle(volgorde)
    grenzen = []
    som = 0.0
    for status, deel in (
        ("lopend", LOPEND_DEEL),
        ("geaccepteerd", GEACCEPTEERD_DEEL),
        ("aangeboden", AANGEBODEN_DEEL),
        ("afgerond", AFGEROND_DEEL),
    ):
        som += deel
        grenzen.append((som * len(volgorde), status))
    plaatsingen, zonder = [], []
    for index, student in enumerate(volgorde):
        status = next((status for grens, status in grenzen if index < grens), None)
        tijdvak = _tijdvak(wereld, status) if status else None
        plaats = _kies(vrij[student.cluster.code], student, tijdvak[0]) if tijdvak else None
        if plaats is None:
            zonder.append(student)
            continue
        plaatsingen.append(_plaatsing(wereld, regio, student=student, plaats=plaats, status=status, tijdvak=tijdvak))
    plaatsingen = schrijf(Plaatsing, plaatsingen)
    _maak_statussen(wereld, plaatsingen)
    return Stages(plaatsingen, zonder)


def _kies(rij: list[Stageplaats], student: Student, begin: date) -> Stageplaats | None:
    for poging in range(1, min(6, len(rij)) + 1):
        if _past(student, rij[-poging], begin):
            return rij.pop(len(rij) - poging)
    return None


def _plaatsing(
    wereld: Wereld, regio: Regio, *, student: Student, plaats: Stageplaats, status: str, tijdvak: tuple[date, date, str]
) -> Plaatsing:
    begin, eind, periodes = tijdvak
    weken = (eind - begin).days // 7 + 1
    return Plaatsing(
        public_id=wereld.id(),
        student=student,
        stageplaats=plaats,
        begindatum=begin,
        einddatum=eind,
        periodes=periodes,
        dagen=student.dagen,
        status=status,
        uren_norm=weken * len(student.dagen.split()) * NORM_PER_DAG * 9 // 10,
        werkbegeleider=plaats.begeleider,
        stagebegeleider=wereld.rng.choice(regio.stagebegeleiders),
        aangemaakt_op=wereld.moment(begin - timedelta(days=60)),
        bevestigd_op=None if status == "aangeboden" else wereld.moment(begin - timedelta(days=45)),
    )


def _maak_statussen(wereld: Wereld, plaatsingen: list[Plaatsing]) -> None:
    rijen = []
    for plaatsing in plaatsingen:
        dagen = {"voorgesteld": -60, "aangeboden": -55, "geaccepteerd": -45, "lopend": 0}
        van = ""
        for naar in PAD[plaatsing.status]:
            dag = plaatsing.einddatum if naar == "afgerond" else plaatsing.begindatum + timedelta(days=dagen[naar])
            door = plaatsing.student.user if naar == "geaccepteerd" else None
            moment = wereld.moment(min(dag, wereld.vandaag), 9)
            rijen.append(Statuswijziging(plaatsing=plaatsing, van=van, naar=naar, at=moment, by=door))
            van = naar
    schrijf(Statuswijziging, rijen)


def maak_uren(wereld: Wereld, stages: Stages) -> None:
    """Log the stage days so far; in a large region only the last two weeks."""
    vanaf = wereld.dagen_geleden(14 if wereld.aantal > 2000 else 400)
    rijen = []
    for plaatsing in stages.met_status("lopend", "afgerond"):
        dag = max(plaatsing.begindatum, vanaf)
        laatste = min(plaatsing.einddatum, wereld.dagen_geleden(1))
        dagen = set(plaatsing.dagen.split())
        while dag <= laatste:
            if dagcode(dag) in dagen and wereld.kans(0.97):
                ziek = wereld.kans(0.03)
                oud = (wereld.vandaag - dag).days > 9
                rijen.append(
                    Urendag(
                        plaatsing=plaatsing,
                        datum=dag,
                        uren=Decimal(0) if ziek else Decimal(NORM_PER_DAG),
                        gepland=Decimal(NORM_PER_DAG),
                        soort="ziek" if ziek else "aanwezig",
                        ingevoerd_op=wereld.moment(dag, 20),
                        bevestigd_door=plaatsing.werkbegeleider if oud else None,
                        bevestigd_op=wereld.moment(dag + timedelta(days=5), 8) if oud else None,
                    )
                )
            dag += timedelta(days=1)
    schrijf(Urendag, rijen)


def _erbij(plaatsing: Plaatsing, soort: str) -> str:
    """Name who was there with their role; at the main moments school is there too."""
    mensen = f"{plaatsing.student.naam} (student), {plaatsing.werkbegeleider.naam} (werkbegeleider)"
    return mensen if soort == "voortgang" else f"{mensen}, {plaatsing.student.stagedocent.naam} (stagedocent)"


def _stap(gesprek: Gesprek, voor: str, **velden: object) -> Vervolgstap:
    plaatsing = gesprek.plaatsing
    eigenaar = plaatsing.student.user if voor == "student" else plaatsing.werkbegeleider
    return Vervolgstap(gesprek=gesprek, voor=voor, eigenaar=eigenaar, **velden)


def maak_gesprekken(wereld: Wereld, stages: Stages) -> list[Gesprek]:
    """Log a kennismaking for each stage under way or done, and about every five weeks another talk; on working days."""
    rng = wereld.rng
    gesprekken = []
    vrij = extra_vrije_dagen()
    for plaatsing in stages.met_status("lopend", "afgerond"):
        eind = min(plaatsing.einddatum, wereld.dagen_geleden(1))
        dag = volgende_werkdag(plaatsing.begindatum + timedelta(days=rng.randrange(3, 8)), vrij)
        for soort in SOORTEN:
            if dag > eind:
                break
            if soort != "voortgang" or wereld.kans(0.8):
                gesprekken.append(
                    Gesprek(
                        public_id=wereld.id(),
                        plaatsing=plaatsing,
                        soort=soort,
                        vorm=rng.choice(("op_locatie", "op_locatie", "online", "telefonisch")),
                        datum=dag,
                        aanwezig=_erbij(plaatsing, soort),
                        contactmoment=soort != "voortgang",
                        oordeel_student="klopt" if dag < wereld.dagen_geleden(10) else "",
                        oordeel_op=wereld.moment(dag, 20) if dag < wereld.dagen_geleden(10) else None,
                        gaat_goed=rng.choice(teksten.GOED),
                        kan_beter=rng.choice(teksten.BETER),
                        vastgelegd_door=plaatsing.werkbegeleider,
                        vastgelegd_op=wereld.moment(dag, 16),
                    )
                )
            dag = volgende_werkdag(dag + timedelta(days=rng.randrange(30, 42)), vrij)
    gesprekken = schrijf(Gesprek, gesprekken)
    schrijf(
        Vervolgstap,
        [
            _stap(
                gesprek,
                voor=rng.choice(("student", "student", "werkbegeleider")),
                wat=rng.choice(teksten.STAPPEN),
                voor_datum=gesprek.datum + timedelta(days=21),
                gedaan_op=gesprek.datum + timedelta(days=18)
                if gesprek.datum < wereld.dagen_geleden(40) and wereld.kans(0.8)
                else None,
            )
            for gesprek in gesprekken
            if wereld.kans(0.7)
        ],
    )
    return gesprekken


def maak_ronde(wereld: Wereld, regio: Regio, stages: Stages, plaatsen: dict[str, list[Stageplaats]]) -> Ronde:
    """Prepare two rounds (the first school, the others), with preferences of most students who have no place."""
    rng = wereld.rng
    gereserveerd: dict[int, set[int]] = {}
    for rij in Stageplaats.scholen.through.objects.all():
        gereserveerd.setdefault(rij.stageplaats_id, set()).add(rij.organisatie_id)
    voorkeuren = []
    op = wereld.moment(wereld.dagen_geleden(6))
    for student in stages.zonder:
        open_plaatsen = [
            plaats
            for plaats in plaatsen[student.cluster.code]
            if plaats.pk not in gereserveerd or student.school_id in gereserveerd[plaats.pk]
        ]
        if not open_plaatsen or wereld.kans(0.15):
            continue
        if len(open_plaatsen) > 200:
            open_plaatsen = rng.sample(open_plaatsen, 200)
        dichtbij = sorted(
            open_plaatsen,
            key=lambda p: (
                (p.afdeling.locatie.lat - student.lat) ** 2 + (0.6 * (p.afdeling.locatie.lon - student.lon)) ** 2
            ),
        )[:8]
        keuze = rng.sample(dichtbij, min(len(dichtbij), rng.randrange(1, 5)))
        voorkeuren += [
            Voorkeur(student=student, stageplaats=plaats, rang=rang, ingevoerd_op=op)
            for rang, plaats in enumerate(keuze, start=1)
        ]
    schrijf(Voorkeur, voorkeuren)
    _ronde(wereld, regio, f"Voorjaarsronde {regio.scholen[0].naam}", regio.scholen[:1])
    return _ronde(wereld, regio, "Voorjaarsronde van de andere scholen", regio.scholen[1:])


def _ronde(wereld: Wereld, regio: Regio, naam: str, scholen: list[Organisatie]) -> Ronde:
    begin = _maandag(wereld.vandaag) + timedelta(weeks=9)
    ronde = Ronde.objects.create(
        public_id=wereld.id(),
        naam=naam,
        schooljaar=list(regio.jaren.values())[1],
        periodes="3 4",
        begindatum=begin,
        einddatum=begin + timedelta(weeks=20, days=-3),
        aangemaakt_op=wereld.moment(wereld.dagen_geleden(3)),
    )
    ronde.scholen.set(scholen)
    return ronde
