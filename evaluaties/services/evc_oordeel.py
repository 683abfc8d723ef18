"""EVC: the talk, the judgement part by part, the decision, and what it does to a stage (R8.5)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evc as rules
from evaluaties.enums import EvcOordeel, EvcStatus
from evaluaties.models import Evconderdeel, Evctoepassing, Evctraject
from evaluaties.services.evc import MAX_TEKST, mail, vergrendel
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import coordinatoren_van
from plaatsingen.services.vrijstelling import geef_vrijstelling

MAX_UREN = 3000
S = EvcStatus


def _van_assessor(traject: Evctraject, by: User) -> Evctraject:
    nu = vergrendel(traject)
    if not rules.mag_evc_beoordelen(by, nu):
        raise GeenToegang("Alleen de assessor doet dit, zolang er nog geen oordeel is.")
    return nu


@transaction.atomic
def plan_gesprek(*, traject: Evctraject, op: datetime, waar: str, by: User, at: datetime) -> Evctraject:
    """Agree on a moment for the talk; the candidate gets a message. The same moment and place again does nothing."""
    nu = _van_assessor(traject, by)
    if nu.gesprek_op == op and nu.gesprek_waar == waar.strip():
        return nu
    nu.gesprek_op, nu.gesprek_waar, nu.status = op, waar.strip()[:200], S.GESPREK
    nu.save(update_fields=["gesprek_op", "gesprek_waar", "status"])
    leg_vast(actie="EVC-gesprek gepland", obj=nu, by=by, at=at, na={"op": op})
    if op > at:
        mail(nu, "evc_gesprek", nu.student.user, at, wacht_op=S.GESPREK)
    return nu


@transaction.atomic
def leg_terug(*, traject: Evctraject, vraag: str, by: User, at: datetime) -> Evctraject:
    """Ask the candidate for more evidence; what was judged stays, and can be judged anew."""
    nu = _van_assessor(traject, by)
    if not vraag.strip():
        raise DomainError("Schrijf op wat er nog ontbreekt.", field="vraag")
    nu.status, nu.vraag, nu.teruggelegd_op = S.VERZAMELEN, vraag.strip()[:MAX_TEKST], at
    nu.save(update_fields=["status", "vraag", "teruggelegd_op"])
    leg_vast(actie="EVC teruggelegd", obj=nu, by=by, at=at)
    mail(nu, "evc_terug", nu.student.user, at, wacht_op=S.VERZAMELEN)
    return nu


@transaction.atomic
def beoordeel(
    *, onderdeel: Evconderdeel, oordeel: str, motivering: str, uren_minder: int, by: User, at: datetime
) -> Evconderdeel:
    """Judge one part with reasons. Not recognised gives no hours; recognised in part or whole gives what is said."""
    traject = _van_assessor(onderdeel.traject, by)
    nu = traject.onderdelen.get(pk=onderdeel.pk)
    if not nu.gevraagd:
        raise DomainError("De student vraagt voor dit onderdeel geen vrijstelling.")
    if oordeel not in EvcOordeel.values:
        raise DomainError("Kies een oordeel.", field="oordeel")
    if not motivering.strip():
        raise DomainError("Schrijf op waarom. Een oordeel zonder motivering telt niet.", field="motivering")
    if not 0 <= uren_minder <= MAX_UREN:
        raise DomainError(f"Vul 0 tot en met {MAX_UREN} uur in.", field="uren_minder")
    if oordeel == EvcOordeel.NIET and uren_minder:
        raise DomainError("Niet erkend geeft geen vrijstelling van uren.", field="uren_minder")
    voor = {"code": nu.code, "oordeel": nu.oordeel, "uren": nu.uren_minder}
    nu.oordeel, nu.motivering, nu.uren_minder = oordeel, motivering.strip()[:MAX_TEKST], uren_minder
    nu.save(update_fields=["oordeel", "motivering", "uren_minder"])
    na = {"code": nu.code, "oordeel": oordeel, "uren": uren_minder}
    leg_vast(actie="EVC-onderdeel beoordeeld", obj=traject, by=by, at=at, voor=voor, na=na)
    return nu


@transaction.atomic
def rond_af(*, traject: Evctraject, gespreksverslag: str, by: User, at: datetime) -> Evctraject:
    """Give the judgement as a whole to the school: after the talk, and with every part judged."""
    nu = vergrendel(traject)
    if nu.status == S.BEOORDEELD and rules.is_assessor(by, nu):
        return nu
    nu = _van_assessor(nu, by)
    if nu.gesprek_op is None or nu.gesprek_op > at:
        raise DomainError("Voer eerst het gesprek met de student.")
    if not gespreksverslag.strip():
        raise DomainError("Schrijf op wat er in het gesprek is gezegd.", field="gespreksverslag")
    open_ = list(nu.onderdelen.filter(gevraagd=True, oordeel="").values_list("code", flat=True))
    if open_:
        raise DomainError(f"Geef nog een oordeel over: {', '.join(open_)}.")
    nu.status, nu.beoordeeld_op, nu.gespreksverslag = S.BEOORDEELD, at, gespreksverslag.strip()[:MAX_TEKST]
    nu.save(update_fields=["status", "beoordeeld_op", "gespreksverslag"])
    leg_vast(actie="EVC beoordeeld", obj=nu, by=by, at=at, na={"uren": advies(nu)})
    for user in coordinatoren_van(school_id=nu.student.school_id, op=timezone.localdate(at)):
        if user.pk != by.pk:
            mail(nu, "evc_beoordeeld", user, at, wacht_op=S.BEOORDEELD)
    return nu


def advies(traject: Evctraject) -> int:
    """Return the hours that the assessor says together."""
    return traject.onderdelen.filter(gevraagd=True).aggregate(som=Sum("uren_minder"))["som"] or 0


@transaction.atomic
def besluit(
    *, traject: Evctraject, uren_minder: int, weken_korter: int, tekst: str, by: User, at: datetime
) -> Evctraject:
    """Decide, with reasons and by somebody who didn't judge (D7). At most the hours that the assessor says."""
    nu = vergrendel(traject)
    if not rules.mag_evc_besluiten(by, nu):
        raise GeenToegang("Alleen een coördinator van de school besluit, en niet wie het oordeel gaf.")
    if not tekst.strip():
        raise DomainError("Een besluit heeft een reden. Schrijf op waarom.", field="tekst")
    hoogste = advies(nu)
    if not 0 <= uren_minder <= hoogste:
        raise DomainError(f"De assessor adviseert {hoogste} uur minder. Meer kan niet.", field="uren_minder")
    if weken_korter and not uren_minder:
        raise DomainError("Zonder minder uren wordt de route niet korter.", field="weken_korter")
    nu.status, nu.besloten_op, nu.besloten_door, nu.besluit = S.BESLOTEN, at, by, tekst.strip()[:MAX_TEKST]
    nu.uren_minder, nu.weken_korter = uren_minder, weken_korter
    nu.save(update_fields=["status", "besloten_op", "besloten_door", "besluit", "uren_minder", "weken_korter"])
    leg_vast(
        actie="EVC besloten",
        obj=nu,
        by=by,
        at=at,
        na={"uren_minder": uren_minder, "weken_korter": weken_korter},
    )
    mail(nu, "evc_besluit", nu.student.user, at)
    return nu


def nog_toe_te_passen(traject: Evctraject) -> int:
    """Return the exempted hours that no stage got yet."""
    gebruikt = traject.toepassingen.aggregate(som=Sum("uren"))["som"] or 0
    return max(0, traject.uren_minder - gebruikt)


@transaction.atomic
def pas_toe(
    *, traject: Evctraject, plaatsing: Plaatsing, uren: int, einddatum: date | None, by: User, at: datetime
) -> Evctoepassing:
    """Let a decision shorten one stage of the candidate; with a signed agreement by an amendment that all sign."""
    nu = vergrendel(traject)
    if not rules.mag_evc_toepassen(by, nu):
        raise GeenToegang("Alleen een coördinator van de school past een EVC-besluit toe.")
    if plaatsing.student_id != nu.student_id:
        raise DomainError("Deze stage is van een andere student.")
    if nu.toepassingen.filter(plaatsing=plaatsing).exists():
        raise DomainError("Dit besluit is al toegepast op deze stage.")
    if uren > nog_toe_te_passen(nu):
        raise DomainError(f"Er zijn nog {nog_toe_te_passen(nu)} uur vrijstelling over.", field="uren")
    aanvulling = geef_vrijstelling(
        plaatsing=plaatsing,
        uren=uren,
        einddatum=einddatum,
        reden="EVC: vrijstelling voor wat de student al kan.",
        by=by,
        at=at,
    )
    toepassing = Evctoepassing.objects.create(
        traject=nu,
        plaatsing=plaatsing,
        uren=uren,
        einddatum=einddatum,
        met_aanvulling=aanvulling is not None,
        door=by,
        op=at,
    )
    leg_vast(
        actie="EVC toegepast",
        obj=nu,
        by=by,
        at=at,
        na={"plaatsing": str(plaatsing.public_id), "uren": uren, "einddatum": einddatum},
    )
    return toepassing
