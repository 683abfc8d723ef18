"""A visit before the placement is final, time to think, and a yes or no of both (R4.8).

Either may say no without harm: the words go to school only, and the page tells the others no more than that it is off.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from basis.nederlands import long_date
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import Antwoord, Initiatief, PlaatsingStatus, Stopreden
from plaatsingen.models import Beeindiging, Kennismaking, Plaatsing
from plaatsingen.models.verloop import Verloopinstelling
from plaatsingen.services import mails, verloopmails
from plaatsingen.services.status import wijzig_status

S = PlaatsingStatus
BEDENKTIJD = 3  # days, unless the school says otherwise
HERINNER = timedelta(days=1)  # before the time to think is over
NEUTRAAL = "Na de kennismaking gaat het niet door."
STUDENT, LEERBEDRIJF = "student", "leerbedrijf"


def open_kennismaking(plaatsing: Plaatsing) -> Kennismaking | None:
    """Return the kennismaking on which an offer waits; None when there is none."""
    if plaatsing.status != S.AANGEBODEN:
        return None
    return getattr(plaatsing, "kennismaking", None)


def partij_van(user: User, plaatsing: Plaatsing) -> str:
    """Return for which side this person answers; "" for nobody."""
    if rules.is_student_van(user, plaatsing):
        return STUDENT
    return LEERBEDRIJF if rules.is_begeleider_van(user, plaatsing) else ""


def _neem(plaatsing: Plaatsing) -> Plaatsing:
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if nu.status != S.AANGEBODEN:
        raise DomainError(f"Deze plaatsing is {nu.get_status_display()}. Een kennismaking hoort bij een aanbod.")
    return nu


@transaction.atomic
def plan(*, plaatsing: Plaatsing, gepland_op: datetime, waar: str, by: User, at: datetime) -> Kennismaking:
    """Agree on a visit, or on another time or place for it; both sides get a mail. The same again changes nothing."""
    nu = _neem(plaatsing)
    if not rules.mag_kennismaking_plannen(by, nu):
        raise GeenToegang("School of het leerbedrijf plant de kennismaking.")
    if gepland_op < at:
        raise DomainError("Dit tijdstip is al geweest. Kies een later tijdstip.", field="gepland_op")
    if timezone.localdate(gepland_op) >= nu.begindatum:
        raise DomainError(f"De stage begint op {long_date(nu.begindatum)}. Kies een eerdere dag.", field="gepland_op")
    if not waar.strip():
        raise DomainError("Vul in waar de kennismaking is.", field="waar")
    rij = Kennismaking.objects.filter(plaatsing=nu).first() or Kennismaking(plaatsing=nu, versie=0)
    if rij.pk and (rij.gepland_op, rij.waar) == (gepland_op, waar.strip()):
        return rij
    if rij.student_antwoord or rij.leerbedrijf_antwoord:
        raise DomainError("Er is al een antwoord gegeven. De afspraak verandert niet meer.")
    voor = {"op": rij.gepland_op, "waar": rij.waar}
    rij.gepland_op, rij.waar, rij.gewijzigd_op = gepland_op, waar.strip(), at
    rij.geweest_op = rij.bedenktijd_tot = rij.gevraagd_op = rij.herinnerd_op = None
    rij.versie += 1
    rij.save()
    na = {"op": gepland_op, "waar": rij.waar}
    leg_vast(actie="kennismaking gepland", obj=nu, by=by, at=at, voor=voor, na=na)
    verloopmails.mail_kennismaking_gepland(kennismaking=rij, at=at)
    return rij


@transaction.atomic
def zeg_af(*, plaatsing: Plaatsing, by: User, at: datetime) -> None:
    """Call the visit off before anybody answered: the student then simply says yes or no to the offer."""
    nu = _neem(plaatsing)
    if not rules.mag_kennismaking_plannen(by, nu):
        raise GeenToegang("School of het leerbedrijf plant de kennismaking.")
    rij = Kennismaking.objects.filter(plaatsing=nu).first()
    if rij is None:
        return
    if rij.student_antwoord or rij.leerbedrijf_antwoord:
        raise DomainError("Er is al een antwoord gegeven. De kennismaking blijft staan.")
    leg_vast(actie="kennismaking afgezegd", obj=nu, by=by, at=at, voor={"op": rij.gepland_op})
    rij.delete()


@transaction.atomic
def antwoord(*, plaatsing: Plaatsing, zegt: str, by: User, at: datetime, woorden: str = "") -> Plaatsing:
    """One side says yes or no; return the placement as it is then.

    Both yes: accepted. A no cancels it, and the student looks on; `woorden` are for school only. The same answer twice
    is once; a no can't be taken back, a yes can as long as the other side hasn't answered.
    """
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    partij = partij_van(by, nu)
    if not partij:
        raise GeenToegang("De student en het leerbedrijf zeggen zelf ja of nee.")
    if zegt not in Antwoord.values:
        raise DomainError("Kies ja of nee.", field="zegt")
    rij = Kennismaking.objects.select_for_update(of=("self",)).filter(plaatsing=nu).first()
    if rij is not None and getattr(rij, f"{partij}_antwoord") == zegt:
        return nu
    if nu.status != S.AANGEBODEN or rij is None:
        raise DomainError("Dit aanbod geldt niet meer. Er is geen antwoord nodig.")
    if rij.gepland_op is not None and at < rij.gepland_op and zegt == Antwoord.JA:
        raise DomainError(f"De kennismaking is pas op {long_date(timezone.localdate(rij.gepland_op))}. "
                          "Daarna zeg je ja of nee.")  # fmt: skip
    setattr(rij, f"{partij}_antwoord", zegt)
    setattr(rij, f"{partij}_op", at)
    setattr(rij, f"{partij}_woorden", woorden.strip())
    if partij == LEERBEDRIJF:
        rij.leerbedrijf_door = by
    rij.geweest_op = rij.geweest_op or _geweest(rij, at)
    rij.save()
    leg_vast(actie=f"kennismaking: {partij} zegt {zegt}", obj=nu, by=by, at=at)
    return _verwerk(nu, rij, by, at)


def _geweest(rij: Kennismaking, at: datetime) -> date | None:
    """Return the day of the visit, once it was."""
    return timezone.localdate(rij.gepland_op) if rij.gepland_op is not None and rij.gepland_op <= at else None


def _verwerk(nu: Plaatsing, rij: Kennismaking, by: User, at: datetime) -> Plaatsing:
    """Draw the conclusion of the answers."""
    if Antwoord.NEE in {rij.student_antwoord, rij.leerbedrijf_antwoord}:
        Beeindiging.objects.create(
            plaatsing=nu,
            reden=Stopreden.KENNISMAKING,
            initiatief=Initiatief.SAMEN,
            laatste_dag=timezone.localdate(at),
            zoekt_verder=True,
            at=at,
        )
        nu = wijzig_status(plaatsing=nu, naar=S.GEANNULEERD, by=None, at=at, reden=NEUTRAAL)
        mails.mail_einde(plaatsing=nu, at=at)
        verloopmails.mail_kennismaking_nee(kennismaking=rij, at=at)
        return nu
    if rij.student_antwoord == rij.leerbedrijf_antwoord == Antwoord.JA:
        reden = "Student en leerbedrijf zeiden allebei ja na de kennismaking."
        return wijzig_status(plaatsing=nu, naar=S.GEACCEPTEERD, by=by, at=at, reden=reden)
    return nu


# --- the clock ---


def vraag_en_herinner(*, at: datetime) -> dict[str, int]:
    """Ask both sides after a visit that was, and remind a day before the time to think is over. Each comes once."""
    open_rijen = Kennismaking.objects.filter(plaatsing__status=S.AANGEBODEN)
    gevraagd = sum(
        _vraag(pk, at)
        for pk in open_rijen.filter(gepland_op__lte=at, gevraagd_op__isnull=True).values_list("pk", flat=True)
    )
    bijna = open_rijen.filter(gevraagd_op__isnull=False, herinnerd_op__isnull=True, bedenktijd_tot__lte=at + HERINNER)
    return {"gevraagd": gevraagd, "herinnerd": sum(_herinner(pk, at) for pk in bijna.values_list("pk", flat=True))}


@transaction.atomic
def _vraag(pk: int, at: datetime) -> bool:
    rij = _vergrendeld(pk)
    if rij is None or rij.gevraagd_op is not None:
        return False
    dagen = Verloopinstelling.objects.filter(school=rij.plaatsing.student.school_id)
    bedenktijd = dagen.values_list("bedenktijd_dagen", flat=True).first() or BEDENKTIJD
    rij.gevraagd_op, rij.geweest_op = at, _geweest(rij, at)
    rij.bedenktijd_tot = at + timedelta(days=bedenktijd)
    rij.save(update_fields=["gevraagd_op", "geweest_op", "bedenktijd_tot"])
    verloopmails.mail_kennismaking_vraag(kennismaking=rij, at=at)
    return True


@transaction.atomic
def _herinner(pk: int, at: datetime) -> bool:
    rij = _vergrendeld(pk)
    if rij is None or rij.herinnerd_op is not None:
        return False
    rij.herinnerd_op = at
    rij.save(update_fields=["herinnerd_op"])
    verloopmails.mail_kennismaking_vraag(kennismaking=rij, at=at, herinnering=True)
    return True


def _vergrendeld(pk: int) -> Kennismaking | None:
    """Lock a kennismaking on which an offer still waits."""
    return (
        Kennismaking.objects.select_for_update(of=("self",))
        .filter(pk=pk, plaatsing__status=S.AANGEBODEN)
        .select_related("plaatsing__student__user", "plaatsing__student__stagedocent", "plaatsing__werkbegeleider",
                        "plaatsing__tweede_begeleider", "plaatsing__stageplaats__afdeling__locatie__organisatie")
        .first()
    )  # fmt: skip
