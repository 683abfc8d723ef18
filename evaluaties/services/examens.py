"""Exams with a double GO: asked, GO of school and of the stage, a day, the result (R5.7)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_handelingen
from evaluaties.enums import Examenuitslag, GoKant
from evaluaties.models import Examen, Examengang, ExamenGo
from kern.models import Student, User
from kern.services.audit import leg_vast
from plaatsingen.enums import ACTIEF
from plaatsingen.models import Plaatsing


def _vergrendeld(gang: Examengang) -> tuple[Examengang, Plaatsing]:
    """Lock the way to an exam, so that a GO and a day are never written past each other."""
    nu = Examengang.objects.select_for_update(of=("self",)).select_related("examen").get(pk=gang.pk)
    return nu, Plaatsing.objects.met_betrokkenen().get(pk=nu.plaatsing_id)


def _nog_open(gang: Examengang) -> None:
    if gang.uitslag:
        raise DomainError("De uitslag van dit examen is al vastgelegd.")


@transaction.atomic
def vraag_examen_aan(*, plaatsing: Plaatsing, examen: Examen, by: User, at: datetime) -> Examengang:
    """Begin the way to an exam: both sides are asked for their GO. After a failed try a new one begins.

    One that was under way on a stage that is over goes on here: the GO of school stands, that of the host lapses.
    """
    Student.objects.select_for_update(of=("self",)).get(pk=plaatsing.student_id)  # exams are of the student
    nu = Plaatsing.objects.met_betrokkenen().get(pk=plaatsing.pk)
    if not rules_handelingen.mag_examen_aanvragen(by, nu):
        raise GeenToegang("De student of de school vraagt een examen aan, terwijl de stage loopt.")
    dag = timezone.localdate(at)
    past = Examen.objects.geldig_op(dag).filter(pk=examen.pk, opleidingen=nu.student.opleiding_id)
    if not past.exists():
        raise DomainError("Dit examen hoort niet bij de opleiding van deze student.")
    van_student = Examengang.objects.filter(plaatsing__student=nu.student_id, examen=examen)
    if onderweg := van_student.filter(uitslag="").select_for_update(of=("self",)).first():
        return _neem_mee(onderweg, nu, by, at)
    if van_student.filter(uitslag=Examenuitslag.BEHAALD).exists():
        raise DomainError("Dit examen is al behaald.")
    gang = Examengang.objects.create(
        plaatsing=nu, examen=examen, poging=van_student.count() + 1, aangevraagd_door=by, aangevraagd_op=at
    )
    leg_vast(actie="examen aangevraagd", obj=gang, by=by, at=at, na={"examen": examen.code, "poging": gang.poging})
    return gang


def kan_mee(gang: Examengang, plaatsing: Plaatsing, op: date) -> bool:
    """Whether an exam that was asked on a stage that is over can go on at this one: not once its day has come."""
    elders = gang.plaatsing_id != plaatsing.pk and gang.plaatsing.status not in ACTIEF
    return elders and not gang.uitslag and (gang.datum is None or gang.datum > op)


def _neem_mee(gang: Examengang, plaatsing: Plaatsing, by: User, at: datetime) -> Examengang:
    if not kan_mee(gang, plaatsing, timezone.localdate(at)):
        raise DomainError("Dit examen is al aangevraagd.")
    gang.plaatsing, gang.datum, gang.datum_door = plaatsing, None, None
    gang.save(update_fields=["plaatsing", "datum", "datum_door"])
    for go in gang.gos.filter(kant=GoKant.STAGE, vervallen_op__isnull=True):
        _verval(go, "De student ging naar een andere stage.", by, at)
    leg_vast(actie="examen gaat mee naar andere stage", obj=gang, by=by, at=at, na={"poging": gang.poging})
    return gang


@transaction.atomic
def zeg_go(*, gang: Examengang, go: bool, woorden: str, by: User, at: datetime) -> Examengang:
    """Say GO, or not yet with the reason, for one's own side; a new word takes the place of the former.

    'Not yet' after a GO of the same side lets a day that was planned lapse. Raises GeenToegang for who stands at
    neither side, DomainError after the result, on the day itself, or for a second GO of the same person: it takes two.
    """
    nu, plaatsing = _vergrendeld(gang)
    kanten = rules_handelingen.gokanten(by, plaatsing)
    if not kanten:
        raise GeenToegang("Een GO geven de docent en de begeleider op de stage van deze student.")
    _nog_open(nu)
    if not go and not woorden.strip():
        raise DomainError("Schrijf op waarom nog niet. De student leest dit.", field="woorden")
    for kant in _kanten_voor_go(nu, kanten, by) if go else kanten:
        vorige = nu.gos.filter(kant=kant, vervallen_op__isnull=True).first()
        if vorige is not None and vorige.go and go:
            continue
        if vorige is not None:
            if vorige.go:
                _trek_dag_terug(nu, at)
            _verval(vorige, "nieuw antwoord", by, at)
        ExamenGo.objects.create(gang=nu, kant=kant, go=go, woorden=woorden.strip(), door=by, at=at)
        actie = "GO voor examen" if go else "nog geen GO voor examen"
        leg_vast(actie=actie, obj=nu, by=by, at=at, reden=woorden.strip(), na={"kant": kant})
    return nu


def _kanten_voor_go(gang: Examengang, kanten: tuple[str, ...], by: User) -> tuple[str, ...]:
    """Return the sides for which this person says GO now: who stands on both says it for one."""
    gegeven = dict(gang.gos.filter(go=True, vervallen_op__isnull=True).values_list("kant", "door"))
    if any(door == by.pk and kant not in kanten for kant, door in gegeven.items()) or (
        len(kanten) > 1 and by.pk in gegeven.values() and len(gegeven) < len(kanten)
    ):
        raise DomainError("Een GO van school en een GO van de stage komen van twee mensen. U gaf er al een.")
    return tuple(kant for kant in kanten if kant not in gegeven)[:1]


def _verval(go: ExamenGo, reden: str, by: User, at: datetime) -> None:
    go.vervallen_op, go.vervallen_door, go.vervalreden = at, by, reden
    go.save(update_fields=["vervallen_op", "vervallen_door", "vervalreden"])


def _trek_dag_terug(gang: Examengang, at: datetime) -> None:
    """Let the day that was planned lapse; too late once it has come."""
    if gang.datum is None:
        return
    if gang.datum <= timezone.localdate(at):
        raise DomainError("De examendag is er al. Een GO kunt u alleen voor die dag intrekken.")
    gang.datum, gang.datum_door = None, None
    gang.save(update_fields=["datum", "datum_door"])


@transaction.atomic
def trek_go_in(*, gang: Examengang, reden: str, by: User, at: datetime) -> Examengang:
    """Take back the GO of one's own side before the exam, with a reason; a day that was planned lapses."""
    nu, plaatsing = _vergrendeld(gang)
    kanten = rules_handelingen.gokanten(by, plaatsing)
    if not kanten:
        raise GeenToegang("Een GO trekken de docent en de begeleider op de stage van deze student in.")
    _nog_open(nu)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de GO intrekt. De student leest dit.", field="woorden")
    gegeven = list(nu.gos.filter(kant__in=kanten, go=True, vervallen_op__isnull=True))
    if not gegeven:
        raise DomainError("Er is geen GO om in te trekken.")
    _trek_dag_terug(nu, at)
    for go in gegeven:
        _verval(go, reden.strip(), by, at)
        leg_vast(actie="GO voor examen ingetrokken", obj=nu, by=by, at=at, reden=reden.strip(), na={"kant": go.kant})
    return nu


@transaction.atomic
def plan_examendag(*, gang: Examengang, datum: date, by: User, at: datetime) -> Examengang:
    """Plan the day; only with a GO of school and a GO of the stage (R5.7)."""
    nu, plaatsing = _vergrendeld(gang)
    if not rules_handelingen.mag_examen_regelen(by, plaatsing):
        raise GeenToegang("Alleen de school plant een examendag.")
    _nog_open(nu)
    gegeven = set(nu.gos.filter(go=True, vervallen_op__isnull=True).values_list("kant", flat=True))
    mist = [kant.label for kant in GoKant if kant.value not in gegeven]
    if mist:
        raise DomainError(f"Er is nog geen GO van {' en '.join(mist)}. Daarna kunt u een dag kiezen.", field="datum")
    if datum < timezone.localdate(at):
        raise DomainError("Kies een dag die nog komt.", field="datum")
    oud, nu.datum, nu.datum_door = nu.datum, datum, by
    nu.save(update_fields=["datum", "datum_door"])
    leg_vast(actie="examendag gepland", obj=nu, by=by, at=at, voor={"datum": oud}, na={"datum": datum})
    return nu


@transaction.atomic
def leg_uitslag_vast(*, gang: Examengang, uitslag: str, by: User, at: datetime) -> Examengang:
    """Record how the exam went, on its day or later; final."""
    nu, plaatsing = _vergrendeld(gang)
    if not rules_handelingen.mag_examen_regelen(by, plaatsing):
        raise GeenToegang("Alleen de school legt een uitslag vast.")
    _nog_open(nu)
    if uitslag not in Examenuitslag.values:
        raise DomainError("Kies een uitslag.", field="uitslag")
    if nu.datum is None:
        raise DomainError("Plan eerst de examendag.", field="uitslag")
    if nu.datum > timezone.localdate(at):
        raise DomainError("De examendag moet nog komen.", field="uitslag")
    nu.uitslag, nu.uitslag_op, nu.uitslag_door = uitslag, at, by
    nu.save(update_fields=["uitslag", "uitslag_op", "uitslag_door"])
    leg_vast(actie="uitslag van examen", obj=nu, by=by, at=at, na={"uitslag": uitslag})
    return nu
