"""EVC: evidence against the parts of a qualification, from opening to handing in again (R8.5).

What the assessor and the school do with it stands in `evc_oordeel`, the book in `evc_boek`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evc as rules
from evaluaties.enums import EvaluatieMoment, EvcStatus, FormulierStatus
from evaluaties.formulieren import ONDERDELEN
from evaluaties.models import Bewijsstuk, Bewijsversie, Evaluatieformulier, Evconderdeel, Evctraject
from kern.enums import Mailgroep, Rol
from kern.models import Bericht, Lidmaatschap, Opleiding, Student, User
from kern.services import berichten
from kern.services.audit import leg_vast
from plaatsingen.services.mails import coordinatoren_van

MAX_TEKST = 4000
S = EvcStatus
berichten.registreer_groep(Mailgroep.TAKEN, "evc_ingediend", "evc_beoordeeld")


def vergrendel(traject: Evctraject) -> Evctraject:
    """Lock a procedure and return it as it is now, with its people."""
    rijen = Evctraject.objects.select_for_update(of=("self",))
    return rijen.select_related("student__user", "student__school", "opleiding", "assessor").get(pk=traject.pk)


def onderdelen_voor(opleiding: Opleiding, school_id: int) -> list[dict[str, Any]]:
    """Return the parts of a qualification: those of its newest final form, without open questions."""
    rijen = Evaluatieformulier.objects.filter(
        Q(letters=opleiding.letters) | Q(letters=""),
        Q(school_id=school_id) | Q(school__isnull=True),
        status=FormulierStatus.GEPUBLICEERD,
        momenten__contains=EvaluatieMoment.EIND.value,
    )
    beste = max(
        rijen, key=lambda rij: (rij.school_id is not None, bool(rij.letters), rij.geldig_van, rij.versie), default=None
    )
    delen = beste.onderdelen if beste else ONDERDELEN
    return [deel for deel in delen if deel.get("soort", "score") == "score"]


@transaction.atomic
def open_traject(*, student: Student, opleiding: Opleiding, by: User, at: datetime) -> Evctraject:
    """Begin a procedure with every part of the qualification; the one that is open already is returned as it is."""
    if not rules.mag_evc_openen(by, student):
        raise GeenToegang("Alleen de student of de school begint een EVC-traject.")
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    staat = Evctraject.objects.open().filter(student=student, opleiding=opleiding).first()
    if staat is not None:
        return staat
    traject = Evctraject.objects.create(student=student, opleiding=opleiding, geopend_op=at, geopend_door=by)
    Evconderdeel.objects.bulk_create(
        Evconderdeel(
            traject=traject,
            code=deel["code"][:30],
            titel=deel["titel"][:200],
            kerntaak=deel.get("kerntaak", "")[:200],
        )
        for deel in onderdelen_voor(opleiding, student.school_id)
    )
    leg_vast(actie="EVC geopend", obj=traject, by=by, at=at, na={"opleiding": opleiding.code})
    return traject


def kies_stukken(student: Student, ids: Iterable[int] = ()) -> QuerySet[Bewijsstuk]:
    """Return the pieces of the portfolio that can serve: there, with at least one version."""
    versies = Bewijsversie.objects.values("stuk")
    rijen = student.bewijsstukken.filter(weggehaald_op__isnull=True, pk__in=versies)
    return rijen.filter(pk__in=ids) if ids else rijen


@transaction.atomic
def bewaar_onderdeel(
    *,
    onderdeel: Evconderdeel,
    gevraagd: bool,
    toelichting: str,
    bewijsstukken: Iterable[Bewijsstuk],
    by: User,
    at: datetime,
) -> Evconderdeel:
    """Write what the candidate says of one part. Raises GeenToegang for others, and once it is handed in."""
    traject = vergrendel(onderdeel.traject)
    if not rules.mag_evc_invullen(by, traject):
        raise GeenToegang("Je kunt dit niet meer veranderen. De assessor kijkt ernaar.")
    stukken = list(bewijsstukken)
    if any(stuk.student_id != traject.student_id for stuk in stukken):
        raise GeenToegang("Kies bewijs uit je eigen portfolio.")
    nu = traject.onderdelen.get(pk=onderdeel.pk)
    nu.gevraagd, nu.toelichting = gevraagd, toelichting.strip()[:MAX_TEKST]
    nu.save(update_fields=["gevraagd", "toelichting"])
    nu.bewijsstukken.set(stukken)
    leg_vast(actie="EVC-onderdeel bewaard", obj=traject, by=by, at=at, na={"code": nu.code, "gevraagd": gevraagd})
    return nu


def ontbreekt(traject: Evctraject) -> list[str]:
    """Return what must still be done before it can be handed in, in Dutch; empty when all is there."""
    delen = [deel for deel in traject.onderdelen.prefetch_related("bewijsstukken") if deel.gevraagd]
    if not delen:
        return ["Kies minstens één onderdeel waarvoor je vrijstelling vraagt."]
    uit = [f"{deel.code}: schrijf op waarom je dit al kunt." for deel in delen if not deel.toelichting]
    uit += [f"{deel.code}: kies minstens één bewijsstuk." for deel in delen if not deel.bewijsstukken.all()]
    return uit


@transaction.atomic
def dien_in(*, traject: Evctraject, by: User, at: datetime) -> Evctraject:
    """Hand in: the versions of the evidence are fixed as they are now. Twice does it once."""
    nu = vergrendel(traject)
    if nu.status == S.INGEDIEND and rules.is_kandidaat(by, nu):
        return nu
    if not rules.mag_evc_invullen(by, nu):
        raise GeenToegang("Alleen de student levert het EVC in.")
    if nog := ontbreekt(nu):
        raise DomainError(" ".join(nog))
    for deel in nu.onderdelen.prefetch_related("bewijsstukken"):
        deel.versies.set(_nieuwste(deel.bewijsstukken.all()) if deel.gevraagd else [])
    nu.status, nu.ingediend_op = S.INGEDIEND, at
    nu.save(update_fields=["status", "ingediend_op"])
    leg_vast(actie="EVC ingediend", obj=nu, by=by, at=at)
    ontvangers = (
        [nu.assessor] if nu.assessor else coordinatoren_van(school_id=nu.student.school_id, op=timezone.localdate(at))
    )
    for user in ontvangers:
        mail(nu, "evc_ingediend", user, at, wacht_op=S.INGEDIEND)
    return nu


def _nieuwste(stukken: Iterable[Bewijsstuk]) -> list[Bewijsversie]:
    ids = [stuk.pk for stuk in stukken]
    hoogste = Bewijsversie.objects.filter(stuk__in=ids).order_by().values("stuk").annotate(hoogste=Max("versie"))
    waar = Q(pk__in=[])
    for stuk, versie in hoogste.values_list("stuk", "hoogste"):
        waar |= Q(stuk=stuk, versie=versie)
    return list(Bewijsversie.objects.filter(waar))


def mogelijke_assessors(traject: Evctraject, op: Any) -> QuerySet[User]:
    """Return who can judge: staff of the school of the candidate, but nobody who supervises this student."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(
        organisatie=traject.student.school_id, rol__in=[Rol.STAGEDOCENT, Rol.COORDINATOR]
    )
    weg = {traject.student.stagedocent_id} - {None}
    rijen = User.objects.filter(pk__in=leden.values("user"), is_active=True).exclude(pk__in=weg)
    return rijen.order_by("achternaam", "voornaam", "pk")


@transaction.atomic
def kies_assessor(*, traject: Evctraject, assessor: User, by: User, at: datetime) -> Evctraject:
    """Choose who judges. Raises DomainError for somebody who supervises the student or isn't of the school."""
    nu = vergrendel(traject)
    if not rules.mag_assessor_kiezen(by, nu):
        raise GeenToegang("Alleen een coördinator van de school kiest de assessor, voordat er een oordeel is.")
    if not mogelijke_assessors(nu, timezone.localdate(at)).filter(pk=assessor.pk).exists():
        raise DomainError("Kies iemand van de school die deze student niet zelf begeleidt.", field="assessor")
    if nu.assessor_id == assessor.pk:
        return nu
    voor = {"assessor": str(nu.assessor.public_id) if nu.assessor else ""}
    nu.assessor = assessor
    nu.save(update_fields=["assessor"])
    leg_vast(actie="EVC-assessor gekozen", obj=nu, by=by, at=at, voor=voor, na={"assessor": str(assessor.public_id)})
    if nu.status != S.VERZAMELEN:
        mail(nu, "evc_ingediend", assessor, at, wacht_op=nu.status)
    return nu


@transaction.atomic
def stop(*, traject: Evctraject, reden: str, by: User, at: datetime) -> Evctraject:
    """End a procedure without a decision, with a reason."""
    nu = vergrendel(traject)
    if not rules.mag_evc_stoppen(by, nu):
        raise GeenToegang("Dit EVC-traject is al afgelopen.")
    if not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    nu.status, nu.vraag = S.GESTOPT, reden.strip()[:MAX_TEKST]
    nu.save(update_fields=["status", "vraag"])
    leg_vast(actie="EVC gestopt", obj=nu, by=by, at=at)
    return nu


def mail(traject: Evctraject, soort: str, user: User, at: datetime, *, wacht_op: str = "") -> None:
    """Queue a mail about a procedure; with `wacht_op` it goes only while the procedure still stands there."""
    berichten.zet_klaar(
        soort=soort,
        sleutel=f"{soort.replace('_', '-')}:{traject.public_id}:{user.pk}:{at.timestamp():.0f}",
        at=at,
        sjabloon=soort,
        context={"student": traject.student, "traject": traject},
        ontvanger=user,
        pad=reverse("evc:detail", args=[traject.public_id]),
        **({"controle": "evc_wacht", "controle_gegevens": {"traject": traject.pk, "op": wacht_op}} if wacht_op else {}),
    )


@berichten.registreer_controle("evc_wacht")
def wacht_nog(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the procedure must still stand where it stood."""
    gegevens = bericht.controle_gegevens
    if Evctraject.objects.filter(pk=gegevens["traject"], status=gegevens["op"]).exists():
        return None
    return "Het EVC-traject is al verder."
