"""Leerwerkgilde, zomerstage, oriëntatie and buitenregionaal: what each adds to a placement (R5.9, R5.11, R5.13)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Rol
from kern.models import Lidmaatschap, User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import Gildestand, PlaatsingStatus
from plaatsingen.models import (
    Buitenverblijf,
    Dagdeel,
    Gildeafspraak,
    Gildetrede,
    Plaatsing,
    Zomerdocent,
    Zomervergoeding,
)
from plaatsingen.models.plaatsing import PlaatsingQuerySet
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

TREDEN = list(Gildestand.values)
OP_TIJD = timedelta(weeks=6)  # a student must hear in time whether there is a teacher (R5.13)
VOORAF = (
    PlaatsingStatus.VOORGESTELD,
    PlaatsingStatus.AANGEBODEN,
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
)
CHECKLIJST = {
    "verzekerd": "De verzekering is nog niet geregeld.",
    "reispapieren": "Paspoort of visum is nog niet in orde.",
    "thuis_bekend": "Thuis weet nog niet waar de student is.",
    "besproken": "Reis en verblijf zijn nog niet besproken met school.",
}


def _vergrendeld(plaatsing: Plaatsing, soort: str) -> Plaatsing:
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if nu.stageplaats.soort != soort:
        raise DomainError("Deze stage is van een andere soort.")
    return nu


# --- Leerwerkgilde (R5.11) ---


@transaction.atomic
def leg_gilde_vast(
    *, plaatsing: Plaatsing, schooldag: str, diploma_een: str, diploma_twee: str, by: User, at: datetime
) -> Gildeafspraak:
    """Agree on the school day on site and the diplomas; the four working days are those of the placement."""
    nu = _vergrendeld(plaatsing, PlaatsSoort.GILDE)
    if not (rules.is_begeleider_van(by, nu) or rules.is_van_school(by, nu)):
        raise GeenToegang("U mag dit niet vastleggen.")
    if schooldag in nu.dagen.split():
        raise DomainError("Op deze dag werkt de student. Kies de dag die overblijft.", field="schooldag")
    velden = {"schooldag": schooldag, "diploma_een": diploma_een, "diploma_twee": diploma_twee}
    rij, _ = Gildeafspraak.objects.update_or_create(plaatsing=nu, defaults=velden | {"door": by, "at": at})
    leg_vast(actie="afspraak leerwerkgilde vastgelegd", obj=nu, by=by, at=at, na=velden)
    return rij


def volgende_trede(plaatsing: Plaatsing) -> str | None:
    """Return the next rung of a student, None at the top."""
    gehaald = set(plaatsing.gildetreden.values_list("trede", flat=True))
    return next((trede for trede in TREDEN if trede not in gehaald), None)


@transaction.atomic
def zet_trede(*, plaatsing: Plaatsing, trede: str, sinds: date, waarom: str, by: User, at: datetime) -> Gildetrede:
    """Put a student on the next rung; only the one werkbegeleider or a praktijkopleider of the house says so."""
    nu = _vergrendeld(plaatsing, PlaatsSoort.GILDE)
    if not rules.is_begeleider_van(by, nu):
        raise GeenToegang("De werkbegeleider of praktijkopleider zegt welke trede de student heeft.")
    if trede != volgende_trede(nu):
        raise DomainError("Treden gaan op volgorde: leerling, gezel, meester.", field="trede")
    vorige = nu.gildetreden.order_by("-sinds").first()
    if sinds > timezone.localdate(at) or sinds < (vorige.sinds if vorige else nu.begindatum):
        raise DomainError("Kies een dag na de vorige trede, en niet later dan vandaag.", field="sinds")
    rij = Gildetrede.objects.create(plaatsing=nu, trede=trede, sinds=sinds, waarom=waarom, door=by, at=at)
    leg_vast(actie="trede leerwerkgilde", obj=nu, by=by, at=at, na={"trede": trede, "sinds": sinds})
    return rij


# --- Zomerstage (R5.13) ---


def zomerdocenten_voor(user: User, *, op: date) -> Iterable[Lidmaatschap]:
    """Return the stagedocenten whom this person may put down for the summer: own school, the bureau all."""
    leden = Lidmaatschap.objects.geldig_op(op).filter(rol=Rol.STAGEDOCENT, user__is_active=True)
    if not (user.is_beheerder or user.regio_coordinator):
        leden = leden.filter(organisatie__in=user.organisatie_ids_als("coordinator"))
    return leden.select_related("user", "organisatie").order_by("user__achternaam", "pk")


def eigen_docenten(user: User) -> set[int]:
    """Return the ids of the stagedocenten, also of those who left, whose summer this person arranges."""
    leden = Lidmaatschap.objects.filter(rol=Rol.STAGEDOCENT)
    if not (user.is_beheerder or user.regio_coordinator):
        leden = leden.filter(organisatie__in=user.organisatie_ids_als("coordinator"))
    return set(leden.values_list("user", flat=True))


@transaction.atomic
def zet_zomerdocent(*, plaats: Stageplaats, docent: User, van: date, tot: date, by: User, at: datetime) -> Zomerdocent:
    """Say which teacher is there for the students of a summer place, from a day to a day. Twice is once."""
    if not rules.mag_plaatsen(by):
        raise GeenToegang("De coördinator regelt docenten in de zomer.")
    if plaats.soort != PlaatsSoort.ZOMER:
        raise DomainError("Dit is geen zomerplek.")
    if docent.pk not in {lid.user_id for lid in zomerdocenten_voor(by, op=timezone.localdate(at))}:
        raise DomainError("Kies een stagedocent van de lijst.", field="docent")
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    Stageplaats.objects.select_for_update(of=("self",)).get(pk=plaats.pk)
    gegevens = {"stageplaats": plaats, "docent": docent, "van": van, "tot": tot}
    if al := Zomerdocent.objects.filter(**gegevens).first():
        return al
    rij = Zomerdocent.objects.create(**gegevens, door=by, at=at)
    leg_vast(actie="docent in de zomer", obj=plaats, by=by, at=at, na={"docent": docent.pk, "van": van, "tot": tot})
    return rij


@transaction.atomic
def haal_zomerdocent_weg(*, rij: Zomerdocent, by: User, at: datetime) -> None:
    """A teacher isn't there after all: the weeks are open again and students can't begin without another (R5.13)."""
    if rij.docent_id not in eigen_docenten(by):
        raise GeenToegang("De coördinator van de school van deze docent regelt dit.")
    voor = {"docent": rij.docent_id, "van": rij.van, "tot": rij.tot}
    if not Zomerdocent.objects.filter(pk=rij.pk).delete()[0]:
        return  # a second click
    leg_vast(actie="docent in de zomer vervalt", obj=rij.stageplaats, by=by, at=at, voor=voor)


@transaction.atomic
def zet_zomervergoeding(*, plaats: Stageplaats, bedrag: Decimal, by: User, at: datetime) -> Zomervergoeding:
    """Say what a student of a summer place gets a month."""
    if not (rules.mag_plaats_leiden(by, plaats) or rules.mag_plaatsen(by)):
        raise GeenToegang("U mag dit niet veranderen.")
    rij, _ = Zomervergoeding.objects.update_or_create(stageplaats=plaats, defaults={"bedrag": bedrag})
    leg_vast(actie="zomervergoeding", obj=plaats, by=by, at=at, na={"bedrag": bedrag})
    return rij


# --- Oriëntatie (R5.9) ---


@transaction.atomic
def plan_dagdeel(*, plaatsing: Plaatsing, datum: date, deel: str, by: User, at: datetime) -> Dagdeel:
    """Agree on a morning or afternoon within the placement."""
    nu = _vergrendeld(plaatsing, PlaatsSoort.ORIENTATIE)
    if not (rules.is_begeleider_van(by, nu) or rules.is_van_school(by, nu)):
        raise GeenToegang("U mag dit niet vastleggen.")
    if not nu.begindatum <= datum <= nu.einddatum:
        raise DomainError("Deze dag ligt niet in de oriëntatie.", field="datum")
    if Dagdeel.objects.filter(plaatsing=nu, datum=datum, deel=deel).exists():
        raise DomainError("Dit dagdeel staat er al.", field="datum")
    rij = Dagdeel.objects.create(plaatsing=nu, datum=datum, deel=deel, door=by, at=at)
    leg_vast(actie="dagdeel afgesproken", obj=rij, by=by, at=at, na={"datum": datum, "deel": deel})
    return rij


@transaction.atomic
def zeg_dagdeel_af(*, dagdeel: Dagdeel, by: User, at: datetime) -> None:
    """Call off a morning or afternoon of which nobody said yet whether the pupil was there. Twice is once."""
    nu = Dagdeel.objects.select_for_update(of=("self",)).filter(pk=dagdeel.pk).first()
    if nu is None:
        return
    plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
    if not (rules.is_begeleider_van(by, plaatsing) or rules.is_van_school(by, plaatsing)):
        raise GeenToegang("U mag dit niet afzeggen.")
    if nu.aanwezig is not None:
        raise DomainError("Dit dagdeel is al geweest.")
    nu.delete()
    leg_vast(actie="dagdeel afgezegd", obj=plaatsing, by=by, at=at, voor={"datum": nu.datum, "deel": nu.deel})


@transaction.atomic
def zet_aanwezig(*, dagdeel: Dagdeel, aanwezig: bool, by: User, at: datetime) -> Dagdeel:
    """Say whether the pupil was there, from the day itself on."""
    nu = Dagdeel.objects.select_for_update(of=("self",)).filter(pk=dagdeel.pk).first()
    if nu is None:
        raise DomainError("Dit dagdeel is net afgezegd.")
    plaatsing = Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)
    if not (rules.is_begeleider_van(by, plaatsing) or rules.is_van_school(by, plaatsing)):
        raise GeenToegang("U mag dit niet vastleggen.")
    if nu.datum > timezone.localdate(at):
        raise DomainError("Dit dagdeel moet nog komen.")
    if nu.aanwezig != aanwezig:
        voor, nu.aanwezig, nu.door, nu.at = nu.aanwezig, aanwezig, by, at
        nu.save()
        leg_vast(
            actie="dagdeel: aanwezigheid", obj=nu, by=by, at=at, voor={"aanwezig": voor}, na={"aanwezig": aanwezig}
        )
    return nu


# --- Buitenregionaal (R5.9) ---


@transaction.atomic
def leg_verblijf_vast(*, plaatsing: Plaatsing, velden: dict[str, Any], by: User, at: datetime) -> Buitenverblijf:
    """Write down where the student stays, whom to call, and what is arranged; the student and school do so."""
    nu = _vergrendeld(plaatsing, PlaatsSoort.BUITENREGIONAAL)
    if not rules.ziet_verblijf(by, nu):
        raise GeenToegang("De student en de school leggen dit vast.")
    rij, _ = Buitenverblijf.objects.update_or_create(plaatsing=nu, defaults=velden | {"door": by, "at": at})
    # The log holds no address and no numbers.
    leg_vast(actie="verblijf vastgelegd", obj=nu, by=by, at=at, na={veld: velden[veld] for veld in CHECKLIJST})
    return rij


# --- Before the start (R5.3) ---


def redenen_van(plaatsingen: Iterable[Plaatsing]) -> dict[int, list[str]]:
    """Return per placement what its kind asks before it may start. At most two queries. Needs `stageplaats`."""
    plaatsingen = list(plaatsingen)
    zomer = [rij for rij in plaatsingen if rij.stageplaats.soort == PlaatsSoort.ZOMER]
    buiten = [rij for rij in plaatsingen if rij.stageplaats.soort == PlaatsSoort.BUITENREGIONAAL]
    redenen: dict[int, list[str]] = {}
    if zomer:
        docenten: dict[int, list[tuple[date, date]]] = {}
        rijen = Zomerdocent.objects.er_nog().filter(stageplaats__in={rij.stageplaats_id for rij in zomer})
        for plaats, van, tot in rijen.order_by("van").values_list("stageplaats", "van", "tot"):
            docenten.setdefault(plaats, []).append((van, tot))
        for rij in zomer:
            gat = dag_zonder_docent(docenten.get(rij.stageplaats_id, []), rij.begindatum, rij.einddatum)
            if gat is not None:
                redenen[rij.pk] = ["Er is nog niet in elke week van de zomer een docent bereikbaar."]
    if buiten:
        verblijven = {v.plaatsing_id: v for v in Buitenverblijf.objects.filter(plaatsing__in=[r.pk for r in buiten])}
        for rij in buiten:
            verblijf = verblijven.get(rij.pk)
            redenen[rij.pk] = (
                [zin for veld, zin in CHECKLIJST.items() if not getattr(verblijf, veld)]
                if verblijf
                else ["Contactpersoon, verblijf en noodnummer zijn nog niet ingevuld."]
            )
    return redenen


def eis_zomerdocent(plaatsing: Plaatsing) -> None:
    """No summer stage without a teacher, whatever the school wants of other things that are missing (R5.13)."""
    if plaatsing.stageplaats.soort == PlaatsSoort.ZOMER and (redenen := redenen_van([plaatsing])):
        raise DomainError(f"Deze zomerstage kan nog niet. {' '.join(redenen[plaatsing.pk])}")


def mist_iets() -> Q:
    """Say to the database what `redenen_van` says: a summer without a teacher, a stay that isn't arranged.

    A teacher who is there for a part of the summer only is found by the page itself.
    """
    docent = Zomerdocent.objects.er_nog().filter(
        stageplaats=OuterRef("stageplaats"), van__lte=OuterRef("begindatum"), tot__gte=OuterRef("begindatum")
    )
    geregeld = Buitenverblijf.objects.filter(plaatsing=OuterRef("pk"), **dict.fromkeys(CHECKLIJST, True))
    return (Q(stageplaats__soort=PlaatsSoort.ZOMER) & ~Exists(docent)) | (
        Q(stageplaats__soort=PlaatsSoort.BUITENREGIONAAL) & ~Exists(geregeld)
    )


def zonder_docent(plaatsingen: PlaatsingQuerySet, *, op: date) -> PlaatsingQuerySet:
    """Return the summer placements that begin within six weeks of `op` and have no teacher on the first day."""
    docent = Zomerdocent.objects.er_nog().filter(
        stageplaats=OuterRef("stageplaats"), van__lte=OuterRef("begindatum"), tot__gte=OuterRef("begindatum")
    )
    return plaatsingen.filter(
        ~Exists(docent),
        status__in=VOORAF,
        stageplaats__soort=PlaatsSoort.ZOMER,
        begindatum__gte=op,
        begindatum__lte=op + OP_TIJD,
    )


def dag_zonder_docent(reeksen: Iterable[tuple[date, date]], begin: date, eind: date) -> date | None:
    """Return the first day of begin..eind on which no teacher is there; None when there always is one."""
    dag = begin
    for van, tot in sorted(reeksen):
        if van > dag:
            break
        dag = max(dag, tot + timedelta(days=1))
    return dag if dag <= eind else None
