"""A flexstage under way whose step waits, certificates of a class, levels of independence, exams with GO's."""

from datetime import date, timedelta

from evaluaties.models import Beheersing, Examen, Examengang, Handeling, Handelingscertificaat
from kern.enums import Rol
from kern.kalender import volgende_werkdag
from kern.models import Lidmaatschap, Student, User
from plaatsingen.models import Plaatsing, Stagevorm, Urendag
from plaatsingen.services.vormkeuze import tijd_van
from plaatsingen.services.vormplan import plan_uren, stageweek
from stagebureau.demo.basis import Wereld, schrijf

WEEK = 11  # the stage week in which the demo shows a flexstage
KLAS = 150
GELDIG = timedelta(days=365 * 2)


def maak_vormen(wereld: Wereld) -> None:
    """Show templates, certificates and exams to the demo accounts; does nothing without a stage that fits."""
    hoofd = Plaatsing.objects.select_related("student", "stageplaats__afdeling__locatie").get(
        student__user__email="student@demo.test", status__in=["lopend", "onderbroken"]
    )
    flex = _kies(hoofd, wereld)
    if flex is not None:
        _maak_flexstage(wereld, flex, hoofd)
        _laat_stap_wachten(wereld, flex)
    stages = [rij for rij in (hoofd, flex) if rij is not None]
    _maak_certificaten(wereld, stages)
    for plaatsing in stages:
        _maak_niveaus(wereld, plaatsing)
        _maak_examens(wereld, plaatsing)


def _kies(hoofd: Plaatsing, wereld: Wereld) -> Plaatsing | None:
    """Return a running stage of a verzorgende of the same school, some eleven weeks old, rather in the same house."""
    huis = hoofd.stageplaats.afdeling.locatie.organisatie_id
    kandidaten = Plaatsing.objects.filter(
        status="lopend", student__school=hoofd.student.school_id, student__opleiding__letters="VZ", delen__isnull=True
    ).exclude(pk=hoofd.pk)
    doel = wereld.vandaag - timedelta(weeks=WEEK + 1)

    def rang(rij: Plaatsing) -> tuple[bool, int, int]:
        elders = rij.stageplaats.afdeling.locatie.organisatie_id != huis
        return elders, abs((rij.begindatum - doel).days), rij.pk

    return min(
        kandidaten.select_related("student__user", "stageplaats__afdeling__locatie").order_by("pk")[:400],
        key=rang,
        default=None,
    )


def _eerste_dag(wereld: Wereld, dagen: str) -> date:
    """Return the Monday from which it is now stage week 11."""
    maandag = wereld.vandaag - timedelta(days=wereld.vandaag.weekday())
    for weken in range(WEEK - 1, WEEK + 12):
        begin = maandag - timedelta(weeks=weken)
        proef = Plaatsing(begindatum=begin, einddatum=wereld.vandaag + timedelta(days=30), dagen=dagen, pk=0)
        if stageweek(proef, wereld.vandaag) >= WEEK:
            return begin
    return maandag


def _maak_flexstage(wereld: Wereld, plaatsing: Plaatsing, hoofd: Plaatsing) -> None:
    vorm = Stagevorm.objects.get(code="flexstage")
    plaatsing.vorm, plaatsing.uren_norm, plaatsing.dagen = vorm, vorm.uren, vorm.dagen
    plaatsing.begindatum = _eerste_dag(wereld, vorm.dagen)
    plaatsing.einddatum = tijd_van(vorm, plaatsing.begindatum).einddatum
    plaatsing.werkbegeleider = hoofd.werkbegeleider
    plaatsing.save()
    student = plaatsing.student
    student.stagedocent = hoofd.student.stagedocent
    student.save(update_fields=["stagedocent"])
    Lidmaatschap.objects.get_or_create(
        user=hoofd.werkbegeleider,
        organisatie_id=plaatsing.stageplaats.afdeling.locatie.organisatie_id,
        rol=Rol.WERKBEGELEIDER,
        defaults={"van": wereld.dagen_geleden(400)},
    )
    plaatsing.urendagen.all().delete()
    schrijf(
        Urendag,
        [
            Urendag(
                plaatsing=plaatsing,
                datum=dag,
                uren=week.uren / len(week.dagen),
                ingevoerd_op=wereld.moment(dag, 20),
                bevestigd_door=plaatsing.werkbegeleider,
                bevestigd_op=wereld.moment(min(dag + timedelta(days=3), wereld.vandaag), 8),
            )
            for week in plan_uren(plaatsing)
            for dag in week.dagen
            if dag < wereld.dagen_geleden(7)
        ],
    )


def _laat_stap_wachten(wereld: Wereld, plaatsing: Plaatsing) -> None:
    """One answer 'not yet' of three weeks ago, and a new step: the docent agreed, the werkbegeleider didn't answer."""
    fase = plaatsing.vorm.fasen.filter(samen=True).first()
    toen = wereld.moment(wereld.dagen_geleden(20), 16)
    plaatsing.fasestappen.create(
        public_id=wereld.id(),
        fase=fase,
        gevraagd_op=wereld.moment(wereld.dagen_geleden(23), 19),
        woorden="Ik ken alle bewoners bij naam en weet hoe hun dag eruitziet.",
        afgewezen_op=toen,
        afgewezen_door=plaatsing.werkbegeleider,
        reden="Fijn dat je zo meekijkt. Oefen eerst nog twee weken met de tillift, dan praten we verder.",
    )
    plaatsing.fasestappen.create(
        public_id=wereld.id(),
        fase=fase,
        gevraagd_op=wereld.moment(wereld.dagen_geleden(4), 19),
        woorden="De tillift lukt nu. Ik wil graag zelf helpen met wassen en aankleden.",
        docent=plaatsing.student.stagedocent,
        docent_op=wereld.moment(wereld.dagen_geleden(2), 11),
    )


def _maak_certificaten(wereld: Wereld, stages: list[Plaatsing]) -> None:
    """Certify the class for ADL, and the demo students for more: one certificate expired, one was withdrawn."""
    eerste = stages[0].student
    klas = list(Student.objects.filter(school=eerste.school_id).exclude(opleiding__handelingen=None).distinct()[:KLAS])
    eigen = [plaatsing.student for plaatsing in stages]
    klas = [*{student.pk: student for student in [*klas, *eigen]}.values()]
    adl = list(Handeling.objects.filter(adl=True).prefetch_related("opleidingen"))
    techniek = list(Handeling.objects.filter(adl=False).prefetch_related("opleidingen"))
    dag = wereld.dagen_geleden(80)
    rijen = [_certificaat(wereld, student, handeling, dag) for student in klas for handeling in adl[:8]]
    meer = [_certificaat(wereld, student, handeling, dag) for student in eigen for handeling in techniek[:9]]
    rijen, meer = [rij for rij in rijen if rij], [rij for rij in meer if rij]
    if len(meer) > 1:
        meer[0].geldig_tot = wereld.dagen_geleden(3)
        meer[1].ingetrokken_op = wereld.moment(wereld.dagen_geleden(10), 14)
        meer[1].ingetrokken_door, meer[1].intrekreden = meer[1].door, "Het protocol is nieuw; doe de toets opnieuw."
    schrijf(Handelingscertificaat, rijen + meer)


def _certificaat(wereld: Wereld, student: Student, handeling: Handeling, dag: date) -> Handelingscertificaat | None:
    if student.opleiding_id not in {opleiding.pk for opleiding in handeling.opleidingen.all()}:
        return None
    return Handelingscertificaat(
        public_id=wereld.id(),
        student=student,
        handeling=handeling,
        afgegeven_op=dag,
        geldig_tot=None if handeling.adl else dag + GELDIG,
        door=student.stagedocent,
        at=wereld.moment(dag, 15),
    )


def _maak_niveaus(wereld: Wereld, plaatsing: Plaatsing) -> None:
    """Three levels that were confirmed and two that wait for the werkbegeleider."""
    acts = Handeling.objects.filter(opleidingen=plaatsing.student.opleiding_id, adl=True)[:5]
    niveaus = ("zelfstandig", "begeleid", "gezien", "begeleid", "zelfstandig")
    for nummer, (handeling, niveau) in enumerate(zip(acts, niveaus, strict=False)):
        at = wereld.moment(wereld.dagen_geleden(20 - 4 * nummer), 17)
        klaar = nummer < 3
        Beheersing.objects.create(
            public_id=wereld.id(),
            plaatsing=plaatsing,
            handeling=handeling,
            niveau=niveau,
            door=plaatsing.student.user,
            at=at,
            bevestigd_door=plaatsing.werkbegeleider if klaar else None,
            bevestigd_op=at + timedelta(days=1) if klaar else None,
        )


def _maak_examens(wereld: Wereld, plaatsing: Plaatsing) -> None:
    """One exam passed, one with two GO's that needs a day, one that waits for the GO of the stage."""
    docent: User | None = plaatsing.student.stagedocent
    examens = list(Examen.objects.filter(opleidingen=plaatsing.student.opleiding_id)[:3])
    for nummer, examen in enumerate(examens):
        gang = Examengang.objects.create(
            public_id=wereld.id(),
            plaatsing=plaatsing,
            examen=examen,
            aangevraagd_door=plaatsing.student.user,
            aangevraagd_op=wereld.moment(wereld.dagen_geleden(30 - 10 * nummer), 10),
        )
        at = wereld.moment(wereld.dagen_geleden(25 - 10 * nummer), 11)
        gang.gos.create(kant="school", go=True, door=docent, at=at, woorden="De lessen zijn af.")
        if nummer < 2:
            gang.gos.create(kant="stage", go=True, door=plaatsing.werkbegeleider, at=at, woorden="Gaat goed.")
        if not nummer:
            gang.datum = volgende_werkdag(wereld.dagen_geleden(16))
            gang.uitslag, gang.uitslag_door = "behaald", docent
            gang.uitslag_op = wereld.moment(wereld.dagen_geleden(13), 12)
            gang.save()
