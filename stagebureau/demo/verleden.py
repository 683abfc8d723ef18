"""Stages of the school years before, ended or stopped, with early signs: so that trends tell something (R8.4).

Of students who are past their first year, at the school of today; no hours, reports or mails belong to them. A small
region has none: there nothing could be shown without telling of one person.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from begeleiding.enums import SignaalAfloop, SignaalBron, SignaalSoort, SignaalStatus
from begeleiding.models import Signaal
from kern.kalender import begin_schooljaar, schooljaar
from kern.models import Student
from plaatsingen.enums import Initiatief, PlaatsingStatus, Stopreden
from plaatsingen.models import Beeindiging, Plaatsing, Statuswijziging
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio, maak_schooljaar
from stagebureau.demo.stages import NORM_PER_DAG, PAD
from vacatures.models import Stageplaats

JAREN, VANAF = 3, 200  # school years; students
PER_PLAATS = 8
# Some 30 % of first-years stop, most because the job isn't what they thought; a little less each year since.
STOPT_EERSTE, STOPT_LATER, MEER_PER_JAAR = 0.27, 0.13, 0.03
REDENEN = (
    (Stopreden.BEROEP, 9, 5),  # weight for first-years, for others
    (Stopreden.PLEK, 4, 5),
    (Stopreden.BEGELEIDING, 2, 3),
    (Stopreden.GEZONDHEID, 2, 4),
    (Stopreden.PERSOONLIJK, 2, 3),
)
TEKENS = ((SignaalSoort.MOTIVATIE, 5), (SignaalSoort.AFWEZIG, 3), (SignaalSoort.VERSLAGEN, 3), (SignaalSoort.UREN, 2))
SIGNAAL_BIJ_STOP, SIGNAAL_BIJ_KLAAR, VALS = 0.6, 0.14, 0.4


@dataclass(frozen=True, slots=True)
class Verleden:
    """One stage of then: whose, in which year, whether the first year of study, last day when it stopped, why."""

    student: Student
    begin: date
    eerste: bool
    gestopt: date | None
    reden: str


def maak_verleden(wereld: Wereld, regio: Regio) -> None:
    """Write the ended stages of the three school years before this one."""
    if wereld.aantal < VANAF:
        return
    rng = Random(wereld.seed + 31)
    verleden = list(_verzin(wereld, rng))
    plaatsen = _plaatsen(wereld, regio, verleden, rng)
    rijen = schrijf(
        Plaatsing,
        [_plaatsing(wereld, stage, plaatsen[stage.begin.year, stage.student.cluster_id].pop()) for stage in verleden],
    )
    _verloop(wereld, verleden, rijen, rng)
    _signalen(wereld, verleden, rijen, rng)


def _verzin(wereld: Wereld, rng: Random) -> Iterator[Verleden]:
    nu = begin_schooljaar(wereld.vandaag).year
    # The demo accounts, and who has a finished stage to show, keep the one stage that their story is about.
    namen = Student.objects.filter(user__email__regex=r"^student[0-9]+@").exclude(plaatsingen__status="afgerond")
    studenten = namen.filter(leerjaar__gte=2, vertrokken_op=None).select_related("opleiding", "cluster")
    for student in studenten.order_by("pk"):
        for terug in range(1, min(JAREN, student.leerjaar - 1) + 1):
            begin = date(nu - terug, 9, 1) + timedelta(weeks=rng.randrange(6))
            eerste = student.leerjaar - terug == 1
            kans = (STOPT_EERSTE if eerste else STOPT_LATER) + MEER_PER_JAAR * (terug - 1)
            gestopt = (
                begin + timedelta(weeks=rng.choice((3, 4, 8, 10, 12, 16, 22, 28))) if rng.random() < kans else None
            )
            gewichten = [bij_eerste if eerste else bij_later for _, bij_eerste, bij_later in REDENEN]
            yield Verleden(student, begin, eerste, gestopt, rng.choices([rij[0] for rij in REDENEN], gewichten)[0])


def _plaatsen(
    wereld: Wereld, regio: Regio, verleden: list[Verleden], rng: Random
) -> dict[tuple[int, int], list[Stageplaats]]:
    """Return per year (first calendar year) and cluster a seat for each stage."""
    nodig: dict[tuple[int, int], int] = defaultdict(int)
    for stage in verleden:
        nodig[stage.begin.year, stage.student.cluster_id] += 1
    jaren = {jaar: maak_schooljaar(schooljaar(date(jaar, 9, 1))) for jaar, _ in sorted(nodig)}
    nieuw = [
        (sleutel, min(PER_PLAATS, aantal - klaar))
        for sleutel, aantal in nodig.items()
        for klaar in range(0, aantal, PER_PLAATS)
    ]
    rijen = [
        Stageplaats(
            public_id=wereld.id(),
            code=f"OUD-{jaar}-{nummer:03d}",
            naam=f"Leerplek {jaar}",
            afdeling=rng.choice(regio.afdelingen),
            schooljaar=jaren[jaar],
            capaciteit=capaciteit,
        )
        for nummer, ((jaar, _), capaciteit) in enumerate(nieuw, start=1)
    ]
    schrijf(Stageplaats, rijen)
    bij = [(plaats, cluster) for plaats, ((_, cluster), _) in zip(rijen, nieuw, strict=True)]
    through = Stageplaats.clusters.through
    schrijf(through, [through(stageplaats=plaats, opleidingscluster_id=cluster) for plaats, cluster in bij])
    vrij: dict[tuple[int, int], list[Stageplaats]] = defaultdict(list)
    for plaats, (sleutel, capaciteit) in zip(rijen, nieuw, strict=True):
        vrij[sleutel] += [plaats] * capaciteit
    return vrij


def _plaatsing(wereld: Wereld, stage: Verleden, plaats: Stageplaats) -> Plaatsing:
    eind = date(stage.begin.year + 1, 6, 26)
    weken = (eind - stage.begin).days // 7
    return Plaatsing(
        public_id=wereld.id(),
        student=stage.student,
        stageplaats=plaats,
        begindatum=stage.begin,
        einddatum=eind,
        periodes="1 2 3 4",
        dagen=stage.student.dagen,
        status=PlaatsingStatus.GESTOPT if stage.gestopt else PlaatsingStatus.AFGEROND,
        uren_norm=weken * len(stage.student.dagen.split()) * NORM_PER_DAG * 8 // 10,
        aangemaakt_op=wereld.moment(stage.begin - timedelta(days=60)),
        bevestigd_op=wereld.moment(stage.begin - timedelta(days=45)),
    )


def _verloop(wereld: Wereld, verleden: list[Verleden], rijen: list[Plaatsing], rng: Random) -> None:
    einden, stappen = [], []
    for stage, rij in zip(verleden, rijen, strict=True):
        klaar = wereld.moment(stage.gestopt or rij.einddatum, 15)
        van = ""
        for naar in (*PAD["lopend"], rij.status):
            at = {"lopend": wereld.moment(rij.begindatum, 9), rij.status: klaar}.get(naar, rij.aangemaakt_op)
            stappen.append(Statuswijziging(plaatsing=rij, van=van, naar=naar, at=at))
            van = naar
        if stage.gestopt:
            wie = rng.choice((Initiatief.STUDENT, Initiatief.STUDENT, Initiatief.SAMEN, Initiatief.SCHOOL))
            einden.append(
                Beeindiging(
                    public_id=wereld.id(), plaatsing=rij, reden=stage.reden, initiatief=wie,
                    laatste_dag=stage.gestopt, zoekt_verder=False, at=klaar,
                )
            )  # fmt: skip
    schrijf(Statuswijziging, stappen)
    schrijf(Beeindiging, einden)


def _signalen(wereld: Wereld, verleden: list[Verleden], rijen: list[Plaatsing], rng: Random) -> None:
    """Give most stages that stopped a sign some weeks before, and a few that were completed one too."""
    signalen = []
    for stage, rij in zip(verleden, rijen, strict=True):
        if rng.random() >= (SIGNAAL_BIJ_STOP if stage.gestopt else SIGNAAL_BIJ_KLAAR):
            continue
        soort = rng.choices([teken for teken, _ in TEKENS], [gewicht for _, gewicht in TEKENS])[0]
        vals = not stage.gestopt and rng.random() < VALS
        gemeld = wereld.moment(
            (stage.gestopt or date(stage.begin.year + 1, 3, 1)) - timedelta(days=rng.randrange(12, 21))
        )
        niet_vals = SignaalAfloop.TERECHT_GESTOPT if stage.gestopt else SignaalAfloop.OPGELOST
        signalen.append(
            Signaal(
                public_id=wereld.id(),
                student=stage.student,
                plaatsing=rij,
                soort=soort,
                bron=SignaalBron.MENS if soort == SignaalSoort.MOTIVATIE else SignaalBron.FEIT,
                omschrijving="Uit een eerder schooljaar.",
                status=SignaalStatus.AFGEROND,
                eigenaar_id=stage.student.stagedocent_id,
                gemeld_op=gemeld,
                afgerond_op=gemeld + timedelta(days=9),
                afloop=SignaalAfloop.VALS if vals else niet_vals,
                besluit="Besproken met de student en de werkbegeleider.",
            )
        )
    schrijf(Signaal, signalen)
