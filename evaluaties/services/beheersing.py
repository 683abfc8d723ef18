"""How independently a student does an act on stage: proposed by the student, confirmed by the leerbedrijf (R5.6)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_handelingen
from evaluaties.enums import Zelfstandigheid
from evaluaties.models import Beheersing, Handeling, Handelingscertificaat
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing


def _vergrendeld(plaatsing_id: int) -> Plaatsing:
    """Lock the placement: levels of one student come one after the other."""
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing_id)


@transaction.atomic
def meld_niveau(
    *, plaatsing: Plaatsing, handeling: Handeling, niveau: str, woorden: str = "", by: User, at: datetime
) -> Beheersing:
    """Write a level: by the student as a proposal, by the leerbedrijf confirmed at once.

    More than 'gezien' asks for a certificate of school that holds on that day: without it the act may not be done.
    Raises GeenToegang for others, DomainError when a proposal for the same act still waits.
    """
    nu = _vergrendeld(plaatsing.pk)
    dag = timezone.localdate(at)
    bevestigt = rules_handelingen.mag_niveau_bevestigen(by, nu, dag)
    if not bevestigt and not rules_handelingen.mag_niveau_voorstellen(by, nu):
        raise GeenToegang("Alleen de student en de begeleiders op de stage melden hoe een handeling gaat.")
    if niveau not in Zelfstandigheid.values:
        raise DomainError("Kies hoe zelfstandig het ging.", field="niveau")
    if not handeling.opleidingen.filter(pk=nu.student.opleiding_id).exists():
        raise DomainError(f"{handeling} staat niet op de lijst van deze opleiding.")
    if nu.beheersingen.filter(handeling=handeling).open().exists():
        raise DomainError("Voor deze handeling wacht al een voorstel op antwoord.")
    certificaten = Handelingscertificaat.objects.filter(student=nu.student_id, handeling=handeling)
    if niveau != Zelfstandigheid.GEZIEN and not certificaten.geldig_op(dag).exists():
        raise DomainError(
            "School gaf voor deze handeling geen certificaat dat nu geldt. Meld 'gezien', of vraag school om een "
            "certificaat."
        )
    rij = Beheersing.objects.create(
        plaatsing=nu,
        handeling=handeling,
        niveau=niveau,
        woorden=woorden.strip(),
        door=by,
        at=at,
        bevestigd_door=by if bevestigt else None,
        bevestigd_op=at if bevestigt else None,
    )
    actie = "niveau van handeling vastgelegd" if bevestigt else "niveau van handeling voorgesteld"
    leg_vast(actie=actie, obj=rij, by=by, at=at, na={"handeling": handeling.code, "niveau": niveau})
    return rij


@transaction.atomic
def beantwoord_niveau(*, beheersing: Beheersing, akkoord: bool, reden: str = "", by: User, at: datetime) -> Beheersing:
    """Confirm a proposal, or put it back with a reason. Answering it the same way twice changes nothing."""
    plaatsing = _vergrendeld(beheersing.plaatsing_id)
    nu = Beheersing.objects.select_related("handeling").get(pk=beheersing.pk)
    if not rules_handelingen.mag_niveau_bevestigen(by, plaatsing, timezone.localdate(at)):
        raise GeenToegang("Alleen de begeleiders op de stage bevestigen hoe een handeling gaat.")
    if nu.bevestigd_op is not None or nu.teruggelegd_op is not None:
        if akkoord == (nu.bevestigd_op is not None):
            return nu
        raise DomainError("Op dit voorstel is al geantwoord.")
    if akkoord:
        velden = {"bevestigd_op": at, "bevestigd_door": by}
    elif not reden.strip():
        raise DomainError("Schrijf op wat er nog nodig is. De student leest dit.", field="reden")
    else:
        velden = {"teruggelegd_op": at, "teruggelegd_door": by, "reden": reden.strip()}
    for veld, waarde in velden.items():
        setattr(nu, veld, waarde)
    nu.save(update_fields=list(velden))
    actie = "niveau van handeling bevestigd" if akkoord else "niveau van handeling teruggelegd"
    leg_vast(actie=actie, obj=nu, by=by, at=at, reden=reden.strip(), na={"niveau": nu.niveau})
    return nu
