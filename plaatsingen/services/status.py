"""The life of a placement: every change checks the one table of states, and says who, when and why (R5.1)."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules, signals
from plaatsingen.enums import OVERGANGEN, Initiatief, Onderbreekreden, PlaatsingStatus, Startregel, Stopreden
from plaatsingen.models import Beeindiging, Kennismaking, Onderbreking, Plaatsing, Statuswijziging
from plaatsingen.services import documenten, mails, soorten, startcheck
from plaatsingen.services.begeleiderlast import bewaar_reden, eis_ruimte

logger = logging.getLogger("stagebureau.plaatsingen")

S = PlaatsingStatus
MET_REDEN = frozenset({S.GESTOPT, S.GEANNULEERD, S.ONDERBROKEN})
EINDE = frozenset({S.AFGEROND, S.GESTOPT, S.GEANNULEERD})
EEN_DAG = timedelta(days=1)
TELT = Q(volgnummer=0, status__in=["ondertekening", "getekend"])


def _vergrendeld(plaatsing: Plaatsing) -> Plaatsing:
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)


def _controleer(plaatsing: Plaatsing, naar: str, at: datetime, reden: str) -> None:
    van = S(plaatsing.status)
    if not rules.overgang_mag(plaatsing.status, naar):
        kan = ", ".join(sorted(S(volgende).label for volgende in OVERGANGEN[van])) or "niets meer"
        raise DomainError(
            f"Een plaatsing met de status '{van.label}' kan niet naar '{S(naar).label}'. Wel mogelijk: {kan}."
        )
    if naar in MET_REDEN and not reden.strip():
        raise DomainError("Vul een reden in.", field="reden")
    if van == S.ONDERTEKENING and naar == S.GEACCEPTEERD and plaatsing.overeenkomsten.filter(TELT).exists():
        raise DomainError("De overeenkomst wordt of is al getekend. Trek haar eerst in, als dat nog kan.")
    dag = timezone.localdate(at)
    if naar == S.LOPEND and plaatsing.begindatum > dag:
        raise DomainError(f"De stage begint pas op {long_date(plaatsing.begindatum)}. Wacht tot die dag.")
    if naar == S.AFGEROND and plaatsing.einddatum > dag:
        raise DomainError(
            f"De stage loopt nog tot en met {long_date(plaatsing.einddatum)}. "
            "Kies 'Stage stoppen' als de stage eerder eindigt."
        )


@transaction.atomic
def wijzig_status(
    *, plaatsing: Plaatsing, naar: str, by: User | None, at: datetime, reden: str = "", dag: date | None = None
) -> Plaatsing:
    """Move a placement to another state and return it as it is now (R5.1).

    The same step twice does it once. Raises DomainError when the table doesn't know the step, when a reason is missing,
    when the first day hasn't come (lopend) or the last day hasn't passed (afgerond), and when the school wants a
    stage to begin only with everything there and something is missing (R5.3). `by` None is the system. `dag` is the
    first day of a pause, or the first day after it; today when left out.
    """
    nu = _vergrendeld(plaatsing)
    van = nu.status
    if van == naar:
        return nu
    _controleer(nu, naar, at, reden)
    if naar == S.LOPEND and van in startcheck.WACHT:
        _eis_startklaar(nu)
    nu.status = naar
    velden = ["status"]
    zei_ja = naar == S.GEACCEPTEERD and van != S.ONDERTEKENING  # not when an agreement is withdrawn
    if zei_ja:
        nu.bevestigd_op = at
        velden.append("bevestigd_op")
    nu.save(update_fields=velden)
    Statuswijziging.objects.create(plaatsing=nu, van=van, naar=naar, at=at, by=by, reden=reden.strip())
    leg_vast(
        actie=f"plaatsing {S(naar).label}",
        obj=nu,
        by=by,
        at=at,
        reden=reden.strip(),
        voor={"status": van},
        na={"status": naar},
    )
    _pauze(nu, van, dag or timezone.localdate(at), by=by, at=at, reden=reden)
    if zei_ja:
        documenten.maak_lijst(plaatsing=nu)
        signals.plaatsing_bevestigd.send(Plaatsing, plaatsing=nu, by=by, at=at)
    elif naar == S.LOPEND and van != S.ONDERBROKEN:
        signals.plaatsing_gestart.send(Plaatsing, plaatsing=nu, by=by, at=at)
    elif naar in EINDE:
        signals.plaatsing_beeindigd.send(Plaatsing, plaatsing=nu, by=by, at=at)
    return nu


def _eis_startklaar(plaatsing: Plaatsing) -> None:
    """Raise DomainError when something is missing and the school wants everything there first (R5.3)."""
    soorten.eis_zomerdocent(plaatsing)
    if startcheck.regel_van(plaatsing.student.school_id) == Startregel.BLOKKEREN:
        mist = startcheck.mankementen(plaatsing)
        if mist:
            raise DomainError(f"Deze stage mag nog niet beginnen. {' '.join(mist)}")


def _met_mankementen(plaatsing: Plaatsing, reden: str) -> str:
    """Return the reason of a start, with what was missing that day."""
    mist = startcheck.mankementen(plaatsing) if plaatsing.status in startcheck.WACHT else []
    return " ".join(filter(None, [reden, f"Nog niet in orde: {' '.join(mist)}" if mist else ""]))


def _pauze(plaatsing: Plaatsing, van: str, dag: date, *, by: User | None, at: datetime, reden: str) -> None:
    """Keep the row of a pause in step with the state, and tell the apps above: hours and reports wait meanwhile."""
    if plaatsing.status == S.ONDERBROKEN:
        Onderbreking.objects.get_or_create(
            plaatsing=plaatsing,
            tot=None,
            defaults={"reden": Onderbreekreden.ANDERS, "toelichting": reden, "van": dag, "door": by, "at": at},
        )
        signals.plaatsing_onderbroken.send(Plaatsing, plaatsing=plaatsing, van=dag, by=by, at=at)
    elif van == S.ONDERBROKEN:
        tot = dag - EEN_DAG
        for rij in plaatsing.onderbrekingen.filter(tot__isnull=True):
            tot = rij.tot = max(rij.van, tot)
            rij.save(update_fields=["tot"])
        signals.plaatsing_hervat.send(Plaatsing, plaatsing=plaatsing, tot=tot, by=by, at=at)


@transaction.atomic
def bied_aan(*, plaatsing: Plaatsing, by: User | None, at: datetime) -> Plaatsing:
    """Offer a proposed placement to the student, who gets a mail."""
    if by is not None:
        soorten.eis_zomerdocent(plaatsing)
    nu = wijzig_status(plaatsing=plaatsing, naar=S.AANGEBODEN, by=by, at=at)
    mails.mail_aanbod(plaatsing=nu, at=at)
    return nu


@transaction.atomic
def bevestig_plaatsing(*, plaatsing: Plaatsing, by: User, at: datetime) -> Plaatsing:
    """The student says yes: aangeboden becomes geaccepteerd; tells higher apps by `plaatsing_bevestigd`."""
    nu = _vergrendeld(plaatsing)
    if not rules.is_student_van(by, nu):
        raise GeenToegang("Alleen de student zelf kan deze stageplaats aannemen.")
    if nu.status == S.GEACCEPTEERD:
        return nu
    if nu.status != S.AANGEBODEN:
        raise DomainError("Dit aanbod geldt niet meer. Vraag je stagecoördinator wat er is veranderd.")
    if Kennismaking.objects.filter(plaatsing=nu).exists():
        raise DomainError("Jullie maken eerst kennis. Daarna zeg je ja of nee op de pagina van de kennismaking.")
    return wijzig_status(plaatsing=nu, naar=S.GEACCEPTEERD, by=by, at=at)


@transaction.atomic
def weiger_plaatsing(*, plaatsing: Plaatsing, by: User, at: datetime, reden: str) -> Plaatsing:
    """The student says no with a reason (R4.8): the seat is free again and the coordinators get a mail."""
    nu = _vergrendeld(plaatsing)
    if not rules.is_student_van(by, nu):
        raise GeenToegang("Alleen de student zelf kan nee zeggen tegen deze stageplaats.")
    if nu.status == S.GEANNULEERD:
        return nu
    if nu.status != S.AANGEBODEN:
        raise DomainError("Dit aanbod geldt niet meer. Vraag je stagecoördinator wat er is veranderd.")
    nu = wijzig_status(plaatsing=nu, naar=S.GEANNULEERD, by=by, at=at, reden=reden)
    mails.mail_weigering(plaatsing=nu, at=at)
    return nu


@transaction.atomic
def stop_plaatsing(*, plaatsing: Plaatsing, by: User, at: datetime, reden: str) -> Plaatsing:
    """End a running placement early, with a reason (R5.8): the seat is free again and those concerned get a mail."""
    was = plaatsing.status
    nu = wijzig_status(plaatsing=plaatsing, naar=S.GESTOPT, by=by, at=at, reden=reden)
    if was != nu.status:
        Beeindiging.objects.get_or_create(
            plaatsing=nu,
            defaults={
                "reden": Stopreden.ANDERS,
                "initiatief": Initiatief.SCHOOL,
                "toelichting": reden.strip(),
                "laatste_dag": timezone.localdate(at),
                "door": by,
                "at": at,
            },
        )
        mails.mail_einde(plaatsing=nu, at=at)
    return nu


@transaction.atomic
def annuleer_plaatsing(
    *, plaatsing: Plaatsing, by: User, at: datetime, reden: str, mail_student: bool = True
) -> Plaatsing:
    """Cancel a placement that hasn't begun, with a reason; those who knew of it get a mail.

    `mail_student` False: the caller tells the student, with more to it.
    """
    was = plaatsing.status
    nu = wijzig_status(plaatsing=plaatsing, naar=S.GEANNULEERD, by=by, at=at, reden=reden)
    if was not in {S.VOORGESTELD, nu.status}:
        mails.mail_einde(plaatsing=nu, at=at, ook_student=mail_student)
    return nu


def rond_af(*, plaatsing: Plaatsing, by: User, at: datetime) -> Plaatsing:
    """Close a placement whose last day has passed; never automatic."""
    return wijzig_status(plaatsing=plaatsing, naar=S.AFGEROND, by=by, at=at)


def onderbreek(*, plaatsing: Plaatsing, by: User, at: datetime, reden: str) -> Plaatsing:
    """Pause a running placement, with a reason."""
    return wijzig_status(plaatsing=plaatsing, naar=S.ONDERBROKEN, by=by, at=at, reden=reden)


@transaction.atomic
def start_of_hervat(*, plaatsing: Plaatsing, by: User | None, at: datetime) -> Plaatsing:
    """Start a placement on or after its first day, or go on after a pause."""
    reden = _met_mankementen(_vergrendeld(plaatsing), "")
    return wijzig_status(plaatsing=plaatsing, naar=S.LOPEND, by=by, at=at, reden=reden)


def start_lopende(*, at: datetime) -> int:
    """Start every accepted placement whose first day has come, also while its agreement is being signed.

    Returns how many; twice or at once does it once. Each is its own transaction: one that fails, or that the school
    holds because something is missing (R5.3), doesn't hold up the others.
    """
    dag = timezone.localdate(at)
    wachtend = Plaatsing.objects.filter(status__in=startcheck.WACHT, begindatum__lte=dag).order_by("pk")
    gestart = 0
    for plaatsing in wachtend:
        try:
            gestart += _start(plaatsing, at)
        except DomainError as fout:
            logger.info("plaatsing %s wacht: %s", plaatsing.public_id, fout.message)
        except Exception:
            logger.exception("plaatsing %s kon niet starten", plaatsing.public_id)
    return gestart


@transaction.atomic
def _start(plaatsing: Plaatsing, at: datetime) -> bool:
    nu = _vergrendeld(plaatsing)
    if nu.status not in startcheck.WACHT:
        return False
    reden = _met_mankementen(nu, "De eerste stagedag is er.")
    wijzig_status(plaatsing=nu, naar=S.LOPEND, by=None, at=at, reden=reden)
    return True


@transaction.atomic
def kies_werkbegeleider(*, plaatsing: Plaatsing, werkbegeleider: User | None, by: User, at: datetime) -> Plaatsing:
    """Say who supervises at work: a werkbegeleider or praktijkopleider of the house, or nobody yet."""
    return _kies(plaatsing, "werkbegeleider", werkbegeleider, by, at)


@transaction.atomic
def kies_tweede_begeleider(*, plaatsing: Plaatsing, begeleider: User | None, by: User, at: datetime) -> Plaatsing:
    """Say who supervises beside the first one; sees and may do the same. None: nobody."""
    return _kies(plaatsing, "tweede_begeleider", begeleider, by, at)


@transaction.atomic
def kies_begeleiders(
    *, plaatsing: Plaatsing, eerste: User | None, tweede: User | None, by: User, at: datetime, toch: str = ""
) -> Plaatsing:
    """Say who the first and the second are, also when they change places; `toch`: why somebody with many students.

    Who stays is asked nothing, but `toch` is kept for them too: they may have been chosen by a round (R7.6).
    """
    if eerste is not None and eerste == tweede:
        raise DomainError("Kies twee verschillende mensen, of laat de tweede leeg.", field="tweede_begeleider")
    nu = _vergrendeld(plaatsing)
    nieuw = {eerste, tweede} - {nu.werkbegeleider, nu.tweede_begeleider}
    dagen = {"begin": nu.begindatum, "eind": nu.einddatum, "zonder": nu.pk}
    te_veel = eis_ruimte({eerste, tweede} if toch.strip() else nieuw, **dagen, toch=toch, at=at)
    bewaar_reden(te_veel, plaatsing=nu, toch=toch, by=by, at=at)
    if nu.tweede_begeleider_id != (tweede.pk if tweede else None):
        kies_tweede_begeleider(plaatsing=plaatsing, begeleider=None, by=by, at=at)
    kies_werkbegeleider(plaatsing=plaatsing, werkbegeleider=eerste, by=by, at=at)
    return kies_tweede_begeleider(plaatsing=plaatsing, begeleider=tweede, by=by, at=at)


def _kies(plaatsing: Plaatsing, veld: str, begeleider: User | None, by: User, at: datetime) -> Plaatsing:
    nu = _vergrendeld(plaatsing)
    organisatie = nu.stageplaats.leerbedrijf
    if begeleider is not None and organisatie.pk not in begeleider.organisatie_ids_als(
        "werkbegeleider", "praktijkopleider"
    ):
        raise DomainError(f"Deze persoon is geen werkbegeleider bij {organisatie}.", field=veld)
    voor, na = getattr(nu, f"{veld}_id"), begeleider.pk if begeleider else None
    if voor == na:
        return nu
    ander = nu.tweede_begeleider_id if veld == "werkbegeleider" else nu.werkbegeleider_id
    if na is not None and na == ander:
        raise DomainError("Deze persoon begeleidt deze student al. Kies iemand anders.", field=veld)
    setattr(nu, veld, begeleider)
    nu.save(update_fields=[veld])
    leg_vast(actie=f"{veld.replace('_', ' ')} gekozen", obj=nu, by=by, at=at, voor={veld: voor}, na={veld: na})
    return nu
