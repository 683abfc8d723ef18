"""Applications in every state for the demo accounts: the student who looks, the school, the house, the bureau.

It has a random source of its own, so that the region before it stays what it was.
"""

import uuid
from datetime import date, datetime, timedelta
from random import Random

from kern.kalender import DAGEN
from kern.models import Student, User
from plaatsingen.models import Plaatsing
from stagebureau.demo.basis import Wereld
from stagebureau.demo.stages import Stages
from vacatures.enums import SollicitatieStatus, VacatureStatus
from vacatures.models import Sollicitatie, Sollicitatiestap, Stageplaats, Vacature
from vacatures.models.sollicitatie import LOPEND

S = SollicitatieStatus
MOTIVATIE = (
    "Ik wil graag leren hoe je met een team voor bewoners zorgt. Op school heb ik net het blok persoonlijke verzorging "
    "afgerond. Het omgaan met mensen met dementie vond ik het mooist.\n\nOp jullie afdeling wil ik leren rapporteren "
    "en overdragen. Ik kom met de fiets en ben altijd op tijd."
)
KORT = "Ik wil graag stage lopen want het lijkt me leuk."
ADVIES = "Goed begin. Schrijf nog wat je hier wilt leren en noem een voorbeeld uit je vorige stage."
BERICHT = "Een rustige student die goed luistert. Kennismaken kan op maandag."
# The student who looks: state, days ago, text, reason.
VAN_ZOEKER = (
    (S.TERUG, 2, KORT, ""),
    (S.BIJ_LEERBEDRIJF, 4, MOTIVATIE, ""),
    (S.UITGENODIGD, 5, MOTIVATIE, ""),
    (S.AFGEWEZEN, 9, MOTIVATIE, "dagen"),
    (S.CONCEPT, 1, KORT, ""),
)
BIJ_SCHOOL = (S.BIJ_REGISSEUR, S.BIJ_REGISSEUR, S.BIJ_REGISSEUR, S.AFGEWEZEN_SCHOOL)
BIJ_HUIS = (S.BIJ_LEERBEDRIJF, S.BIJ_LEERBEDRIJF, S.UITGENODIGD, S.BIJ_LEERBEDRIJF, S.INGETROKKEN)
DOOR_STUDENT, DOOR_SCHOOL, DOOR_HUIS = "student", "school", "huis"
# The road to each state, with who takes the step.
WEG: dict[str, tuple[tuple[str, str], ...]] = {
    S.BIJ_REGISSEUR: ((S.BIJ_REGISSEUR, DOOR_STUDENT),),
    S.TERUG: ((S.BIJ_REGISSEUR, DOOR_STUDENT), (S.TERUG, DOOR_SCHOOL)),
    S.AFGEWEZEN_SCHOOL: ((S.BIJ_REGISSEUR, DOOR_STUDENT), (S.AFGEWEZEN_SCHOOL, DOOR_SCHOOL)),
    S.BIJ_LEERBEDRIJF: ((S.BIJ_REGISSEUR, DOOR_STUDENT), (S.BIJ_LEERBEDRIJF, DOOR_SCHOOL)),
}
for _einde, _wie in (
    (S.UITGENODIGD, DOOR_HUIS),
    (S.AFGEWEZEN, DOOR_HUIS),
    (S.INGETROKKEN, DOOR_STUDENT),
    (S.GEACCEPTEERD, DOOR_HUIS),
):
    WEG[_einde] = (*WEG[S.BIJ_LEERBEDRIJF], (_einde, _wie))
WOORDEN = {S.TERUG: ADVIES, S.BIJ_LEERBEDRIJF: BERICHT, S.INGETROKKEN: "Ik heb een plek dichter bij huis gevonden."}


class _Verteller:
    """Writes applications with their history; nobody is mailed about the past."""

    def __init__(self, wereld: Wereld) -> None:
        self.wereld = wereld
        self.rng = Random(f"{wereld.seed} sollicitaties")

    def id(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)

    def vacature(self, plaats: Stageplaats, *, contact: User | None) -> Vacature:
        """Return the vacature of a place that is open; made when there is none."""
        open_ = plaats.vacatures.filter(status=VacatureStatus.GEPUBLICEERD).order_by("pk").first()
        if open_ is not None:
            return open_
        toen = self.wereld.moment(self.wereld.dagen_geleden(20), 9)
        begin = self._maandag(self.wereld.vandaag + timedelta(weeks=6))
        eind = min(plaats.schooljaar.eind, begin + timedelta(weeks=18, days=4))
        begin = min(begin, eind - timedelta(weeks=2))
        return Vacature.objects.create(
            public_id=self.id(),
            stageplaats=plaats,
            titel=f"Stage bij {plaats.afdeling.naam}",
            doel="Je leert samen met een team zorgen voor mensen die hulp nodig hebben.",
            inhoud=f"{plaats.afdeling.naam} is een afdeling met een vast team en rust op de gang.",
            taken="Je helpt bij wassen en aankleden, eten en drinken, en je leert rapporteren.",
            begeleiding="Je hebt een vaste werkbegeleider en elke week een gesprek.",
            hoe="Schrijf in een halve bladzijde waarom je hier wilt leren.",
            uren_per_week=16,
            dagen=" ".join(dag for dag in DAGEN if dag in plaats.dagen.split()),
            begindatum=begin,
            einddatum=eind,
            contact=contact,
            contact_naam="" if contact else "Robin Verzonnen",
            contact_email="" if contact else "robin.verzonnen@voorbeeld.test",
            regie=True,
            status=VacatureStatus.GEPUBLICEERD,
            verloopt_op=self.wereld.vandaag + timedelta(weeks=4),
            gemaakt_door=contact,
            gemaakt_op=toen,
            gepubliceerd_op=toen,
            gewijzigd_op=toen,
        )

    @staticmethod
    def _maandag(dag: date) -> date:
        return dag - timedelta(days=dag.weekday())

    def sollicitatie(
        self,
        vacature: Vacature,
        student: Student,
        status: str,
        *,
        dagen: int,
        tekst: str = MOTIVATIE,
        reden: str = "",
        herinneringen: int = 0,
    ) -> Sollicitatie | None:
        """Write one application that came to `status` so many days ago; None when the student applied there already."""
        if Sollicitatie.objects.filter(vacature=vacature, student=student).exists():
            return None
        weg = WEG.get(status, ())
        begin = self.wereld.moment(self.wereld.dagen_geleden(dagen + 2 * len(weg)), 15)
        momenten = [begin + timedelta(days=2 * nummer, hours=nummer) for nummer in range(1, len(weg) + 1)]
        bereikt = dict(zip([naar for naar, _ in weg], momenten, strict=True))
        gesprek = self.wereld.moment(self.wereld.vandaag + timedelta(days=3), 14) if status == S.UITGENODIGD else None
        rij = Sollicitatie.objects.create(
            public_id=self.id(),
            vacature=vacature,
            student=student,
            motivatie=tekst,
            status=status,
            regisseur=student.stagedocent if weg else None,
            afwijsreden=reden,
            begonnen_op=begin,
            bewaard_op=begin,
            verstuurd_op=momenten[0] if weg else None,
            bereikte_leerbedrijf_op=bereikt.get(S.BIJ_LEERBEDRIJF),
            wacht_sinds=(gesprek or momenten[-1]) if status in LOPEND else None,
            herinneringen=herinneringen,
            uitgenodigd_voor=gesprek,
            uitgenodigd_waar="Hoofdingang, vraag naar de praktijkopleider" if gesprek else "",
            versie=3,
        )
        self._stappen(rij, weg, momenten)
        return rij

    def _stappen(self, rij: Sollicitatie, weg: tuple[tuple[str, str], ...], momenten: list[datetime]) -> None:
        wie = {DOOR_STUDENT: rij.student.user, DOOR_SCHOOL: rij.student.stagedocent, DOOR_HUIS: rij.vacature.contact}
        van: str = S.CONCEPT
        for (naar, door), op in zip(weg, momenten, strict=True):
            Sollicitatiestap.objects.create(
                sollicitatie=rij,
                van=van,
                naar=naar,
                at=op,
                by=wie[door],
                by_naam="" if wie[door] else rij.vacature.contact_naam,
                tekst=WOORDEN.get(naar, ""),
                alleen_school=naar in {S.TERUG, S.AFGEWEZEN_SCHOOL},
            )
            van = naar
        for nummer in range(rij.herinneringen):
            op = momenten[-1] + timedelta(days=4 * (nummer + 1))
            Sollicitatiestap.objects.create(
                sollicitatie=rij, van=van, naar=van, at=op, tekst="Herinnering gestuurd aan het leerbedrijf."
            )


def maak_sollicitaties(wereld: Wereld, stages: Stages) -> None:
    """Write the applications that the demo accounts see; nothing where an account is missing."""
    verteller = _Verteller(wereld)
    _van_zoeker(verteller)
    _bij_school(verteller, stages)
    _bij_huis(verteller, stages)
    _van_lang_geleden(verteller)


def _plaatsen(cluster_id: int, wereld: Wereld) -> list[Stageplaats]:
    rijen = Stageplaats.objects.actief().met_leerbedrijf().filter(clusters=cluster_id, scholen__isnull=True)
    rijen = rijen.filter(schooljaar__begin__lte=wereld.vandaag, schooljaar__eind__gte=wereld.vandaag)
    return list(rijen.order_by("pk"))


def _opleider_van(plaats: Stageplaats) -> User | None:
    leden = plaats.leerbedrijf.lidmaatschappen.filter(rol="praktijkopleider").select_related("user").order_by("pk")
    return next((lid.user for lid in leden), None)


def _van_zoeker(verteller: _Verteller) -> None:
    zoeker = Student.objects.filter(user__email="student-zoekt@demo.test").select_related("user", "stagedocent").first()
    if zoeker is None:
        return
    plaatsen = _plaatsen(zoeker.cluster_id, verteller.wereld)
    for (status, dagen, tekst, reden), plaats in zip(VAN_ZOEKER, plaatsen, strict=False):
        vacature = verteller.vacature(plaats, contact=_opleider_van(plaats))
        verteller.sollicitatie(vacature, zoeker, status, dagen=dagen, tekst=tekst, reden=reden)


def _bij_school(verteller: _Verteller, stages: Stages) -> None:
    """Leave the stagedocent of the demo applications to forward, and the bureau one that waited too long."""
    docent = User.objects.filter(email="stagedocent@demo.test").first()
    eigen = [rij for rij in stages.zonder if docent and rij.stagedocent_id == docent.pk]
    eigen += [rij for rij in stages.zonder if eigen == [] or rij.school_id == eigen[0].school_id]
    for nummer, (status, student) in enumerate(zip(BIJ_SCHOOL, dict.fromkeys(eigen), strict=False)):
        plaatsen = _plaatsen(student.cluster_id, verteller.wereld)
        if not plaatsen:
            continue
        plaats = plaatsen[nummer % len(plaatsen)]
        reden = "niveau" if status == S.AFGEWEZEN_SCHOOL else ""
        vacature = verteller.vacature(plaats, contact=_opleider_van(plaats))
        verteller.sollicitatie(vacature, student, status, dagen=nummer + 1, reden=reden)
        if nummer == 0:
            laatste = plaatsen[-1]
            zonder_account = verteller.vacature(laatste, contact=None)
            verteller.sollicitatie(zonder_account, student, S.BIJ_LEERBEDRIJF, dagen=16, herinneringen=3)


def _bij_huis(verteller: _Verteller, stages: Stages) -> None:
    """Leave the praktijkopleider of the demo applications to answer."""
    opleider = User.objects.filter(email="praktijkopleider@demo.test").first()
    lid = opleider.lidmaatschappen.filter(rol="praktijkopleider").first() if opleider else None
    if opleider is None or lid is None:
        return
    plaatsen = Stageplaats.objects.actief().met_leerbedrijf()
    plaatsen = plaatsen.filter(
        afdeling__locatie__organisatie_id=lid.organisatie_id,
        schooljaar__begin__lte=verteller.wereld.vandaag,
        schooljaar__eind__gte=verteller.wereld.vandaag,
    )
    statussen = list(BIJ_HUIS)
    for plaats in plaatsen.prefetch_related("clusters").order_by("pk"):
        clusters = {cluster.pk for cluster in plaats.clusters.all()}
        for student in [rij for rij in stages.zonder if rij.cluster_id in clusters][:3]:
            if not statussen:
                return
            vacature = verteller.vacature(plaats, contact=opleider)
            herinneringen = 1 if len(statussen) == len(BIJ_HUIS) else 0
            gemaakt = verteller.sollicitatie(
                vacature, student, statussen[0], dagen=len(statussen), herinneringen=herinneringen
            )
            if gemaakt is not None:
                statussen.pop(0)


def _van_lang_geleden(verteller: _Verteller) -> None:
    """Let the stage of the demo student have begun with an application."""
    plaatsing = (
        Plaatsing.objects.filter(student__user__email="student@demo.test", status="lopend")
        .select_related("student__user", "student__stagedocent", "stageplaats__schooljaar", "stageplaats__afdeling")
        .first()
    )
    if plaatsing is None or plaatsing.sollicitatie_id is not None:
        return
    vacature = verteller.vacature(plaatsing.stageplaats, contact=_opleider_van(plaatsing.stageplaats))
    dagen = (verteller.wereld.vandaag - plaatsing.begindatum).days + 30
    plaatsing.sollicitatie = verteller.sollicitatie(vacature, plaatsing.student, S.GEACCEPTEERD, dagen=dagen)
    plaatsing.save(update_fields=["sollicitatie"])
