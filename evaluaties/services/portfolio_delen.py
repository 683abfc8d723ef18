"""Sharing goals and pieces of a portfolio outside, with a term, by a mailed link with a code (R8.3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from basis.errors import DomainError
from evaluaties.models import Bewijsstuk, Bewijsversie, Leerdoel, Portfoliodeling
from evaluaties.rules_doelen import MAX_DAGEN, MAX_DELINGEN, is_eigen
from evaluaties.services.portfolio import NIET_JIJ, met_versies, nieuwste
from kern.enums import Linkdoel
from kern.kalender import einde_van_dag, lokale_dag
from kern.models import Bericht, Inzageregel, Student, User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_controle, zet_klaar
from kern.services.inzage import leg_inzage_vast
from kern.services.toegangslinks import maak_link, trek_in, vergeet_adressen

CONTROLE = "portfolio_nog_gedeeld"
GAST = "iemand met een link"
MAX_PER_DAG = 10
VERGEET_NA = timedelta(days=settings.BEWAARTERMIJNEN["portfoliodeling"])
PER_KEER = 500


@transaction.atomic
def deel(
    *,
    student: Student,
    naam: str,
    email: str,
    tot: date,
    stukken: Iterable[Bewijsstuk],
    met_doelen: bool,
    sleutel: UUID,
    by: User,
    at: datetime,
) -> Portfoliodeling:
    """Share these pieces (and goals) with one person until `tot`; the same form sent twice is one share (C2)."""
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    if not is_eigen(by, student):
        raise DomainError(NIET_JIJ)
    bestaat = student.portfoliodelingen.filter(sleutel=sleutel).first()
    if bestaat is not None:
        return bestaat
    stukken = list(stukken)
    vandaag = lokale_dag(at)
    if not vandaag < tot <= vandaag + timedelta(days=MAX_DAGEN):
        raise DomainError(f"Kies een dag na vandaag, ten hoogste {MAX_DAGEN} dagen verder.", field="tot")
    if not stukken and not met_doelen:
        raise DomainError("Kies wat je wilt delen.", field="stukken")
    if student.portfoliodelingen.filter(gemaakt_op__gt=at - timedelta(days=1)).count() >= MAX_PER_DAG:
        raise DomainError("Je deelde vandaag al met veel mensen. Ga morgen verder.")
    open_nu = student.portfoliodelingen.filter(ingetrokken_op__isnull=True, geldig_tot__gt=at)
    if open_nu.count() >= MAX_DELINGEN:
        raise DomainError(f"Je deelt al met {MAX_DELINGEN} mensen. Stop er eerst een.")
    deling = Portfoliodeling.objects.create(
        student=student,
        naam=naam.strip(),
        email=email.strip().lower(),
        met_doelen=met_doelen,
        gemaakt_op=at,
        geldig_tot=einde_van_dag(tot),
        sleutel=sleutel,
    )
    deling.stukken.set([stuk for stuk in stukken if stuk.student_id == student.pk])
    _stuur_link(deling, tot, by, at)
    leg_vast(actie="portfolio gedeeld", obj=deling, by=by, at=at, na={"stukken": len(stukken), "doelen": met_doelen})
    return deling


def _stuur_link(deling: Portfoliodeling, tot: date, by: User, at: datetime) -> None:
    _, token = maak_link(
        doel=Linkdoel.PORTFOLIO,
        object_id=deling.public_id,
        naam=deling.naam,
        email=deling.email,
        geldig_tot=deling.geldig_tot,
        by=by,
        at=at,
    )
    zet_klaar(
        soort="portfolio_gedeeld",
        sleutel=f"portfolio_gedeeld:{deling.public_id}",
        at=at,
        sjabloon="portfolio_gedeeld",
        context={"naam": deling.naam, "student": deling.student, "tot": tot},
        aan=deling.email,
        pad=reverse("doelen:gedeeld", args=[token]),
        controle=CONTROLE,
        controle_gegevens={"deling": str(deling.public_id)},
        gevoelig=True,
    )


@registreer_controle(CONTROLE)
def nog_gedeeld(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the student must still share."""
    rijen = Portfoliodeling.objects.filter(public_id=bericht.controle_gegevens["deling"], ingetrokken_op__isnull=True)
    return None if rijen.filter(geldig_tot__gt=at).exists() else "De student deelt dit niet meer."


@transaction.atomic
def stop(*, deling: Portfoliodeling, by: User, at: datetime) -> None:
    """Take a share back; the link is dead at the next request."""
    rij = Portfoliodeling.objects.select_for_update(of=("self",)).select_related("student").get(pk=deling.pk)
    if not is_eigen(by, rij.student):
        raise DomainError(NIET_JIJ)
    if rij.ingetrokken_op is not None:
        return
    rij.ingetrokken_op = at
    rij.save(update_fields=["ingetrokken_op"])
    trek_in(doel=Linkdoel.PORTFOLIO, object_id=rij.public_id, by=by, at=at)
    leg_vast(actie="portfolio niet meer gedeeld", obj=rij, by=by, at=at)


def laatst_bekeken(delingen: Iterable[Portfoliodeling]) -> dict[str, datetime]:
    """Return per share (its public id as text) when somebody last looked, from the access log."""
    nummers = [str(deling.public_id) for deling in delingen]
    regels = Inzageregel.objects.filter(object_soort=Portfoliodeling._meta.label, object_id__in=nummers)
    return dict(regels.order_by().values_list("object_id").annotate(laatst=Max("at")))


# --- What somebody outside sees ---


@dataclass(frozen=True, slots=True)
class Gedeeld:
    """What a link opens, as it is now."""

    deling: Portfoliodeling
    doelen: list[Leerdoel] = field(default_factory=list)
    stukken: list[tuple[Bewijsstuk, Bewijsversie]] = field(default_factory=list)


def deling_van(object_id: UUID, at: datetime) -> Portfoliodeling | None:
    """Return the share behind a link when it is good at `at`."""
    rijen = Portfoliodeling.objects.select_related("student__user", "student__school", "student__opleiding")
    return rijen.filter(
        public_id=object_id, ingetrokken_op__isnull=True, geldig_tot__gt=at, student__user__is_active=True
    ).first()


@transaction.atomic
def open_gedeeld(*, deling: Portfoliodeling, route: str, at: datetime) -> Gedeeld:
    """Return what is shared, after a line in the access log that the student sees."""
    _log(deling, route, at)
    stukken = met_versies(deling.stukken.aanwezig())
    doelen = list(deling.student.leerdoelen.prefetch_related("actiepunten")) if deling.met_doelen else []
    return Gedeeld(deling, doelen, [(stuk, versie) for stuk in stukken if (versie := nieuwste(stuk))])


@transaction.atomic
def open_bestand(*, deling: Portfoliodeling, versie_id: UUID, route: str, at: datetime) -> Bewijsversie | None:
    """Return the file of a shared piece, after a line in the access log; only of the newest version."""
    rijen = Bewijsversie.objects.filter(stuk__in=deling.stukken.aanwezig(), bestand__isnull=False)
    versie = rijen.select_related("bestand", "stuk").filter(public_id=versie_id).first()
    if versie is None or versie.stuk.versies.filter(versie__gt=versie.versie).exists():
        return None
    _log(deling, route, at)
    return versie


def _log(deling: Portfoliodeling, route: str, at: datetime) -> None:
    reden = f"gedeeld met {deling.naam}"
    leg_inzage_vast(obj=deling, student=deling.student, user=None, at=at, route=route, reden=reden, rol=GAST)


# --- The clock ---


def ruim_op(*, at: datetime) -> int:
    """Forget with whom was shared, thirty days after it ended; twice or at the same time is the same. Returns how many.

    That something was shared, when and what, stays for the student.
    """
    oud = at - VERGEET_NA
    voorbij = Portfoliodeling.objects.exclude(email="").filter(geldig_tot__lt=oud).order_by("pk")
    nummers = list(voorbij.values_list("pk", "public_id")[:PER_KEER])
    with transaction.atomic():
        weg = Portfoliodeling.objects.filter(pk__in=[pk for pk, _ in nummers]).exclude(email="").update(email="")
        vergeet_adressen(doel=Linkdoel.PORTFOLIO, object_ids=[nummer for _, nummer in nummers], at=at)
    return weg
