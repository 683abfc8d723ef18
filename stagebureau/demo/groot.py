"""What a large region has besides: applications, concepts of agreements and documents in numbers, written in bulk.

Nothing here is waiting for a clock, so that starting the portal on it sends no mails.
"""

from collections import defaultdict
from datetime import datetime
from random import Random

from django.conf import settings

from plaatsingen.enums import DocumentSoort, DocumentStatus, OvereenkomstSoort, OvereenkomstStatus
from plaatsingen.models import Documentregel, Overeenkomst, Overeenkomsttekst
from stagebureau.demo import feedback, groepen, poule, routes, toewijzen, verleden
from stagebureau.demo.basis import Wereld, schrijf
from stagebureau.demo.gesprekken import maak_veel_afspraken
from stagebureau.demo.organisaties import Regio
from stagebureau.demo.stages import Stages
from vacatures.enums import SollicitatieStatus
from vacatures.models import Sollicitatie, Sollicitatiestap, Vacature

VANAF = 2000  # students; a smaller region shows examples instead
MOTIVATIE = "Ik wil leren hoe ik mensen help bij hun dag. Deze afdeling past bij wat ik later wil doen."
S = SollicitatieStatus


def maak_aantallen(wereld: Wereld, regio: Regio, loop: Stages, *, at: datetime) -> None:
    """Write applications of who has no place, concepts of who said yes, and the documents of who runs; if large."""
    groepen.doe_alsof_gekeken(at)
    if wereld.aantal <= VANAF:
        if settings.DEMO:
            verleden.maak_verleden(wereld, regio)
        return
    rng = Random(wereld.seed + 29)
    _sollicitaties(wereld, loop, rng)
    _overeenkomsten(wereld, loop)
    _documenten(wereld, loop)
    maak_veel_afspraken(wereld, loop)
    groepen.maak_in_bulk(wereld, loop)
    feedback.maak_in_bulk(wereld, loop)
    toewijzen.maak_in_bulk(wereld)
    poule.maak_in_bulk(wereld, regio)
    routes.maak_in_bulk(wereld)


def _sollicitaties(wereld: Wereld, loop: Stages, rng: Random) -> None:
    per_cluster: dict[int, list[Vacature]] = defaultdict(list)
    paren = Vacature.objects.open_op(wereld.vandaag).filter(scholen=None)
    for vacature in paren.prefetch_related("stageplaats__clusters").order_by("pk"):
        for cluster in vacature.stageplaats.clusters.all():
            per_cluster[cluster.pk].append(vacature)
    at = wereld.moment(wereld.dagen_geleden(1))
    al = set(Sollicitatie.objects.values_list("student_id", flat=True))
    rijen = []
    for student in loop.zonder:
        keus = per_cluster.get(student.cluster_id)
        if not keus or student.pk in al:
            continue
        vacature = rng.choice(keus)
        naar = S.BIJ_REGISSEUR if vacature.regie else S.BIJ_LEERBEDRIJF
        rijen.append(
            Sollicitatie(
                public_id=wereld.id(),
                vacature=vacature,
                student=student,
                motivatie=MOTIVATIE,
                status=naar,
                regisseur_id=student.stagedocent_id if vacature.regie else None,
                begonnen_op=at,
                bewaard_op=at,
                verstuurd_op=at,
                bereikte_leerbedrijf_op=None if vacature.regie else at,
                wacht_sinds=at,
            )
        )
    rijen = schrijf(Sollicitatie, rijen)
    stappen = [Sollicitatiestap(sollicitatie=rij, van=S.CONCEPT, naar=rij.status, at=at) for rij in rijen]
    schrijf(Sollicitatiestap, stappen)


def _overeenkomsten(wereld: Wereld, loop: Stages) -> None:
    bron = Overeenkomsttekst.objects.filter(school=None, soort=OvereenkomstSoort.POK).order_by("-versie").first()
    at = wereld.moment(wereld.dagen_geleden(5))
    al = set(Overeenkomst.objects.values_list("plaatsing_id", flat=True))
    schrijf(
        Overeenkomst,
        [
            Overeenkomst(
                public_id=wereld.id(),
                plaatsing=plaatsing,
                volgnummer=0,
                bron=bron,
                status=OvereenkomstStatus.CONCEPT,
                gemaakt_op=at,
            )
            for plaatsing in loop.met_status("geaccepteerd")
            if plaatsing.pk not in al
        ],
    )


def _documenten(wereld: Wereld, loop: Stages) -> None:
    soorten = (DocumentSoort.VOG, DocumentSoort.IDENTITEIT)
    al = set(Documentregel.objects.values_list("plaatsing_id", flat=True))
    schrijf(
        Documentregel,
        [
            Documentregel(
                public_id=wereld.id(),
                plaatsing=plaatsing,
                soort=soort,
                status=DocumentStatus.GEZIEN,
                gezien_op=plaatsing.begindatum,
            )
            for plaatsing in loop.met_status("lopend")
            if plaatsing.pk not in al
            for soort in soorten
        ],
    )
