"""What schools and leerbedrijven said before the rounds: confirmed figures, willingness, names, stage days, a division.

It has a random source of its own, so that the region before it stays what it was.
"""

from datetime import datetime
from random import Random

from django.conf import settings
from django.db.models import F

from kern.enums import BerichtStatus
from kern.models import Bericht, Opleidingscluster, Schooljaar, Student, User
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.organisaties import Regio
from stagebureau.demo.studenten import FULLTIME
from vraagaanbod.enums import Bereidheid, VerdelingStatus
from vraagaanbod.models import Belangstelling, Opgave, Stagedagen, Stagevraag, Verdeling
from vraagaanbod.services import belangstelling, verdelen
from vraagaanbod.services.stagedagen import ALLE_PERIODES

REDENEN = (
    "We hebben dit jaar te weinig werkbegeleiders.",
    "Er wordt verbouwd. Vanaf volgend jaar kan het weer.",
    "Dit past niet bij onze bewoners.",
    "We zijn net begonnen met een nieuw team.",
)
MISSCHIEN = ("Als er een begeleider uit de poule komt.", "Alleen op woensdag en vrijdag.", "")
ANTWOORDT, BEVESTIGDE = 0.7, 0.8
GROOT = 2000


def maak_voorbereiding(wereld: Wereld, regio: Regio, studenten: list[Student]) -> None:
    """Fill the pages about figures for this school year and the next; the division only in a region of demo size."""
    rng = Random(f"{wereld.seed} voorbereiding")
    _, nu, *_ = jaren = list(regio.jaren.values())
    volgend = jaren[-1]
    _bevestig(wereld, regio, rng)
    _geef_stagedagen(wereld, regio, nu, studenten)
    _zet_op_naam(wereld, regio, nu, studenten)
    if wereld.aantal <= GROOT:
        _geef_belangstelling(wereld, regio, volgend, rng)
        _verdeel(wereld, nu)


def _bevestig(wereld: Wereld, regio: Regio, rng: Random) -> None:
    """Let most confirm their figures some weeks ago; the rest stays as old as it was stated."""
    recent = [org.pk for org in (*regio.scholen, *regio.leerbedrijven) if rng.random() < BEVESTIGDE]
    op = wereld.moment(wereld.dagen_geleden(24), 9)
    Opgave.objects.geldend().filter(organisatie__in=recent).update(bevestigd_op=op)


def _geef_stagedagen(wereld: Wereld, regio: Regio, jaar: Schooljaar, studenten: list[Student]) -> None:
    clusters = {cluster.pk: cluster for cluster in Opleidingscluster.objects.all()}
    op = wereld.moment(wereld.dagen_geleden(120))
    schrijf(
        Stagedagen,
        [
            Stagedagen(
                schooljaar=jaar,
                school_id=school,
                cluster_id=cluster,
                periodes=ALLE_PERIODES,
                dagen=regio.schooldagen[school] if clusters[cluster].intensiteit == "parttime" else FULLTIME,
                op=op,
            )
            for school, cluster in sorted({(student.school_id, student.cluster_id) for student in studenten})
        ],
    )


def _zet_op_naam(wereld: Wereld, regio: Regio, jaar: Schooljaar, studenten: list[Student]) -> None:
    """Let the first school name its students; the others still have a prognosis."""
    op = wereld.moment(wereld.dagen_geleden(60))
    school = regio.scholen[0].pk
    schrijf(
        Stagevraag,
        [
            Stagevraag(student=student, schooljaar=jaar, cluster_id=student.cluster_id, op=op, bron="portaal")
            for student in studenten
            if student.school_id == school
        ],
    )


def _geef_belangstelling(wereld: Wereld, regio: Regio, jaar: Schooljaar, rng: Random) -> None:
    op = wereld.moment(wereld.dagen_geleden(9), 14)
    opleider = User.objects.filter(email="praktijkopleider@demo.test").first()
    wacht = opleider.lidmaatschappen.get().organisatie_id if opleider else None
    erkend = belangstelling.erkende_clusters(schooljaar=jaar)
    rijen = []
    for bedrijf in regio.leerbedrijven:
        if rng.random() > ANTWOORDT or bedrijf.pk == wacht:
            continue
        for cluster in sorted(erkend.get(bedrijf.pk, ())):
            antwoord = rng.choices(Bereidheid.values, (5, 3, 2))[0]
            reden = {Bereidheid.NIET: rng.choice(REDENEN), Bereidheid.GEINTERESSEERD: rng.choice(MISSCHIEN)}
            rijen.append(
                Belangstelling(
                    schooljaar=jaar,
                    organisatie=bedrijf,
                    cluster_id=cluster,
                    antwoord=antwoord,
                    reden=reden.get(antwoord, ""),
                    op=op,
                )
            )
    schrijf(Belangstelling, rijen)
    if settings.DEMO:
        _vraag(wereld.moment(wereld.dagen_geleden(6), 10), jaar)


def _vraag(op: datetime, jaar: Schooljaar) -> None:
    """Let the coordinator of the demo ask the others; the mails are of days ago, so they went out."""
    coordinator = User.objects.get(email="coordinator@demo.test")
    if not coordinator.heeft_rol("coordinator"):
        return  # a region of another day: the role holds then, not now
    belangstelling.vraag_belangstelling(schooljaar=jaar, by=coordinator, at=op)
    Bericht.objects.filter(soort=belangstelling.MAIL).update(
        status=BerichtStatus.VERZONDEN, verzonden_op=F("aangemaakt_op"), pogingen=1
    )


def _verdeel(wereld: Wereld, jaar: Schooljaar) -> None:
    op = wereld.moment(wereld.dagen_geleden(90), 11)
    invoer = verdelen.lees(jaar)
    if not invoer.vraag or not invoer.plaatsen:
        return
    verdeling = Verdeling.objects.create(
        public_id=wereld.id(),
        schooljaar=jaar,
        naam=f"Verdeling {jaar.naam}",
        sleutel={"gewichten": {}, "minimum": 1, "reizen": True},
        status=VerdelingStatus.VASTGESTELD,
        op=op,
        vastgesteld_op=op,
    )
    namen = verdelen.schoolnamen({school for _, school in invoer.vraag})
    verdelen.schrijf(verdeling, invoer, verdelen.reken(invoer, verdeling.sleutel, namen=namen), vast={})
