"""What people are trained for: from a training here, or shown with a certificate of elsewhere (R7.8)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.errors import DomainError, GeenToegang
from basis.keuring import Gekeurd
from begeleiding import rules_poule as rules
from begeleiding.models import Bekwaamheid, Deelname
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.bestanden import bewaar_bestand, gooi_weg
from vacatures.services.plaatsbegeleiders import noteer_training

SOORT = "certificaat"
SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})
BIJNA = timedelta(days=92)  # about three months before it ends somebody hears of it


def geldig_op(rijen: QuerySet[Bekwaamheid], dag: date) -> QuerySet[Bekwaamheid]:
    """Return what holds on a day."""
    return rijen.filter(Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=dag), behaald_op__lte=dag)


def verloopt_bijna(rijen: QuerySet[Bekwaamheid], dag: date) -> QuerySet[Bekwaamheid]:
    """Return what ends within three months."""
    return rijen.filter(geldig_tot__gte=dag, geldig_tot__lte=dag + BIJNA)


def _jaren_later(dag: date, jaren: int) -> date:
    """The day before the same day so many years later; 29 February counts as the 28th."""
    try:
        later = dag.replace(year=dag.year + jaren)
    except ValueError:
        later = dag.replace(year=dag.year + jaren, day=28)
    return later - timedelta(days=1)


def na_training(deelname: Deelname, *, by: User, at: datetime) -> Bekwaamheid:
    """Write down what somebody learned at a training here; inside the caller's transaction. Once per place."""
    training = deelname.training
    dag = lokale_dag(training.begin)
    bekwaamheid, nieuw = Bekwaamheid.objects.get_or_create(
        deelname=deelname,
        defaults={
            "user": deelname.user,
            "naam": training.naam,
            "niveau": training.niveau,
            "behaald_op": dag,
            "geldig_tot": _jaren_later(dag, training.jaren_geldig) if training.jaren_geldig else None,
            "vastgelegd_door": by,
            "vastgelegd_op": at,
        },
    )
    if nieuw:
        noteer_training(user=deelname.user, opleiding=training.naam, getraind_op=dag, by=by, at=at)
    return bekwaamheid


@transaction.atomic
def leg_vast_met_bewijs(
    *,
    persoon: User,
    naam: str,
    niveau: int | None,
    behaald_op: date,
    geldig_tot: date | None,
    scan: Gekeurd | None,
    by: User,
    at: datetime,
) -> Bekwaamheid:
    """Write down a certificate of elsewhere, with a scan when there is one. The same twice is kept once (C2)."""
    if not rules.mag_bekwaamheid_vastleggen(by, persoon):
        raise GeenToegang("U legt dit alleen vast voor uzelf of voor uw eigen leerbedrijf.")
    if behaald_op > lokale_dag(at):
        raise DomainError("Deze dag is nog niet geweest.", field="behaald_op")
    if geldig_tot is not None and geldig_tot < behaald_op:
        raise DomainError("De laatste dag ligt voor de dag waarop het is behaald.", field="geldig_tot")
    if scan is not None and scan.mime not in SCANS:
        raise DomainError("Een certificaat is een PDF of een foto (JPG of PNG).", field="scan")
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=persoon.pk)
    velden = {"naam": naam.strip(), "niveau": niveau, "behaald_op": behaald_op, "geldig_tot": geldig_tot}
    dubbel = persoon.bekwaamheden.filter(**velden).first()
    if dubbel is not None:
        return dubbel
    bestand = None
    if scan is not None:
        bestand = bewaar_bestand(naam=scan.naam, soort=SOORT, mime=scan.mime, inhoud=scan.inhoud, by=by, at=at)
    bekwaamheid = persoon.bekwaamheden.create(certificaat=bestand, vastgelegd_door=by, vastgelegd_op=at, **velden)
    noteer_training(user=persoon, opleiding=velden["naam"], getraind_op=behaald_op, by=by, at=at)
    leg_vast(
        actie="bekwaamheid vastgelegd", obj=bekwaamheid, by=by, at=at,
        na={"user": persoon.pk, "niveau": niveau, "behaald_op": behaald_op, "geldig_tot": geldig_tot},
    )  # fmt: skip
    return bekwaamheid


@transaction.atomic
def haal_weg(*, bekwaamheid: Bekwaamheid, by: User, at: datetime) -> None:
    """Take away what was written down by hand, with its scan; what a training gave stays. Twice does it once."""
    rij = Bekwaamheid.objects.select_for_update(of=("self",)).select_related("user").filter(pk=bekwaamheid.pk).first()
    if rij is None:
        return
    if not rules.mag_bekwaamheid_vastleggen(by, rij.user):
        raise GeenToegang("U verandert dit alleen voor uzelf of voor uw eigen leerbedrijf.")
    if rij.deelname_id is not None:
        raise DomainError("Dit certificaat hoort bij een training die is gevolgd. Het blijft staan.")
    bestand = rij.certificaat
    leg_vast(actie="bekwaamheid weggehaald", obj=rij, by=by, at=at, voor={"user": rij.user_id})
    rij.delete()
    if bestand is not None:
        gooi_weg(bestand)
