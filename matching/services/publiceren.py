"""Publishing a round: proposals become offers, and everybody concerned hears of it, in one transaction (R4.3)."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.kalender import einde_van_dag, volgende_werkdag
from kern.models import Achtergrondtaak, Student, User, extra_vrije_dagen
from kern.services import berichten, taken
from kern.services.audit import leg_vast
from matching.enums import PinSoort, RondeStatus
from matching.models import Berekening, Pin, Ronde, Voorstel
from matching.services import mails
from matching.services.kiezen import haal_terug, te_publiceren
from matching.services.mails_ronde import mail_niet_gepubliceerd
from matching.services.ronde import PUBLICEREN, controleer_versie, lopende_taak
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services import maken, slot
from plaatsingen.services.geschikt import Geschiktheid
from plaatsingen.services.mails import coordinatoren_van, praktijkopleiders_van
from vacatures.models import Stageplaats

logger = logging.getLogger("stagebureau.taken")

# Up to this many mails a click publishes at once; above it a worker does it.
DIRECT_TOT = 200
LATEN_ZIEN = 5


@dataclass(frozen=True, slots=True)
class Omvang:
    """What publishing will do, for the page that asks."""

    geplaatst: int
    niet_geplaatst: int
    leerbedrijven: int
    praktijkopleiders: int
    zonder_praktijkopleider: tuple[str, ...]
    schoolmails: int

    @property
    def mails(self) -> int:
        """Mails in all."""
        return self.geplaatst + self.niet_geplaatst + self.praktijkopleiders + self.schoolmails


def omvang(*, ronde: Ronde, berekening: Berekening, at: datetime) -> Omvang:
    """Count whom publication reaches."""
    voorstellen = berekening.voorstellen
    bedrijven = dict(
        voorstellen.filter(stageplaats__isnull=False)
        .order_by()
        .values_list(
            "stageplaats__afdeling__locatie__organisatie_id", "stageplaats__afdeling__locatie__organisatie__naam"
        )
        .distinct()
    )
    op = timezone.localdate(at)
    opleiders = praktijkopleiders_van(organisatie_ids=bedrijven, op=op)
    return Omvang(
        geplaatst=voorstellen.filter(stageplaats__isnull=False).count(),
        niet_geplaatst=voorstellen.filter(stageplaats__isnull=True).count(),
        leerbedrijven=len(bedrijven),
        praktijkopleiders=sum(len(mensen) for mensen in opleiders.values()),
        zonder_praktijkopleider=tuple(sorted(naam for pk, naam in bedrijven.items() if pk not in opleiders)),
        schoolmails=len(
            {user.pk for school in ronde.scholen.all() for user in coordinatoren_van(school_id=school.pk, op=op)}
        ),
    )


@transaction.atomic
def vraag_publicatie_aan(*, ronde: Ronde, by: User, at: datetime, versie: int | None = None) -> Achtergrondtaak:
    """Let a worker publish a big round as it is now; while one waits or runs, return that one.

    Raises DomainError when `versie` is not the one of the round any more, or when it isn't up to date. What is changed
    before the worker comes to it isn't published either.
    """
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    bezig = lopende_taak(nu, PUBLICEREN)
    if bezig is not None:
        return bezig
    if nu.gepubliceerd_op is None:
        controleer_versie(nu, versie)
        te_publiceren(nu)
    return taken.vraag_taak_aan(
        soort=PUBLICEREN,
        titel=f"Publiceren: {nu.naam}",
        gegevens={"ronde": nu.pk, "versie": nu.versie},
        by=by,
        at=at,
        terug_url=reverse("matching:ronde", args=[nu.public_id]),
    )


@transaction.atomic
def publiceer_ronde(*, ronde: Ronde, by: User | None, at: datetime, versie: int | None = None) -> Ronde:
    """Make an offer of every proposal and queue all mails; a round that was published stays as it is.

    Until then nobody but who runs the round has seen a proposal: placements, and with them the data of students, are
    made here. Locks the round, then the places and students, and asks every hard rule of R4.4 and R4.7 anew. Raises
    DomainError, with nothing done, when something has changed since the calculation.
    """
    nu = Ronde.objects.select_for_update(of=("self",)).select_related("schooljaar").get(pk=ronde.pk)
    if nu.gepubliceerd_op is not None:
        return nu
    controleer_versie(nu, versie)
    if lopende_taak(nu) is not None:
        raise DomainError("Er loopt een berekening. Wacht tot die klaar is, of stop haar eerst.")
    berekening = te_publiceren(nu)
    voorstellen = list(
        berekening.voorstellen.select_related("student__user", "student__opleiding", "student__cluster").order_by("pk")
    )
    met_plaats = [voorstel for voorstel in voorstellen if voorstel.stageplaats_id is not None]
    plaatsen = slot.vergrendel(
        stageplaats_ids=[voorstel.stageplaats_id for voorstel in met_plaats],
        student_ids=[voorstel.student_id for voorstel in voorstellen],
    )
    rijen = [(voorstel.student, plaatsen[voorstel.stageplaats_id], _aanvraag(nu, voorstel)) for voorstel in met_plaats]
    _controleer(nu, rijen)
    plaatsingen = maken.schrijf(
        rijen, status=PlaatsingStatus.AANGEBODEN, by=by, at=at, reden=f"Gepubliceerd in ronde {nu.naam}."
    )
    for voorstel, plaatsing in zip(met_plaats, plaatsingen, strict=True):
        voorstel.plaatsing = plaatsing
    Voorstel.objects.bulk_update(met_plaats, ["plaatsing"], batch_size=500)
    # What wasn't chosen was never told to anybody and must not be taken for the outcome.
    Voorstel.objects.filter(berekening__ronde=nu).exclude(berekening=berekening).delete()
    nu.status, nu.gepubliceerd_op, nu.gepubliceerd_door = RondeStatus.GEPUBLICEERD, at, by
    nu.gekozen, nu.reactie_tot = berekening, einde_reactietermijn(at, nu.reactie_dagen)
    nu.versie += 1
    nu.save(update_fields=["status", "gepubliceerd_op", "gepubliceerd_door", "gekozen", "reactie_tot", "versie"])
    leg_vast(
        actie="ronde gepubliceerd",
        obj=nu,
        by=by,
        at=at,
        na={
            "berekening": berekening.public_id,
            "momentopname": berekening.momentopname_hash,
            "plaatsingen": len(plaatsingen),
            "zonder_plaats": len(voorstellen) - len(plaatsingen),
        },
    )
    with berichten.postzak():
        _meld(nu, voorstellen, plaatsingen, at)
    return nu


def einde_reactietermijn(at: datetime, werkdagen: int) -> datetime:
    """Return the last minute of the term in which students answer: that of so many working days after `at`."""
    dag, vrij = timezone.localdate(at), extra_vrije_dagen()
    for _ in range(werkdagen):
        dag = volgende_werkdag(dag + timedelta(days=1), vrij)
    return einde_van_dag(dag) - timedelta(minutes=1)


def publiceer_geplande(*, at: datetime) -> int:
    """Publish every round whose agreed moment has come; return how many. Late, twice or at once it does each once.

    A round that can't be published any more is no longer ready; who set it ready hears what to do.
    """
    wachtend = Ronde.objects.filter(status=RondeStatus.KLAARGEZET, publiceren_op__lte=at).order_by("publiceren_op")
    gedaan = 0
    for ronde in wachtend:
        try:
            gedaan += _publiceer_gepland(ronde, at)
        except DomainError as fout:
            _niet_gelukt(ronde, fout.message, at)
        except Exception:
            # Something of the moment, such as a database that is away: the next ring tries again.
            logger.exception("ronde %s kon niet worden gepubliceerd", ronde.public_id)
    return gedaan


@transaction.atomic
def _publiceer_gepland(ronde: Ronde, at: datetime) -> bool:
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status != RondeStatus.KLAARGEZET or nu.publiceren_op > at:
        return False
    publiceer_ronde(ronde=nu, by=None, at=at)
    return True


@transaction.atomic
def _niet_gelukt(ronde: Ronde, waarom: str, at: datetime) -> None:
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status != RondeStatus.KLAARGEZET:
        return
    afgesproken, door = nu.publiceren_op, nu.klaargezet_door
    haal_terug(ronde=nu, by=None, at=at, reden="Publiceren lukte niet op het afgesproken moment.")
    mail_niet_gepubliceerd(nu, afgesproken, waarom, door, at)


def _aanvraag(ronde: Ronde, voorstel: Voorstel) -> slot.Aanvraag:
    student = voorstel.student
    periodes = " ".join(code for code in student.periodes.split() if code in ronde.periodes.split())
    return slot.Aanvraag(student.pk, ronde.begindatum, ronde.einddatum, periodes, student.dagen)


def _controleer(ronde: Ronde, rijen: list[tuple]) -> None:
    plaatsen: dict[int, Stageplaats] = {plaats.pk: plaats for _, plaats, _ in rijen}
    elders = slot.overlappende_plaatsingen(
        student_ids=[student.pk for student, _, _ in rijen], begin=ronde.begindatum, eind=ronde.einddatum
    )
    geschikt = Geschiktheid(plaatsen=plaatsen.values(), begin=ronde.begindatum, eind=ronde.einddatum)
    bezetting = slot.Bezetting(stageplaatsen=plaatsen.values(), begin=ronde.begindatum, eind=ronde.einddatum)
    met_hand = set(Pin.objects.filter(ronde=ronde, soort=PinSoort.VAST).values_list("student_id", "stageplaats_id"))
    fouten: list[tuple[Student, str]] = []
    for student, plaats, aanvraag in rijen:
        if student.pk in elders:
            fouten.append((student, "heeft nu al een plaatsing in die tijd."))
            continue
        reden = geschikt.waarom_niet(
            student, plaats, aanvraag, met_hand=(student.pk, plaats.pk) in met_hand
        ) or bezetting.waarom_niet(plaats, aanvraag)
        if reden:
            fouten.append((student, reden))
        else:
            bezetting.neem(plaats, aanvraag)
    if fouten:
        raise _veranderd(fouten)


def _veranderd(fouten: list[tuple[Student, str]]) -> DomainError:
    """Return what to say of what changed since the freeze; kept with how often and why, not of whom."""
    begin = (
        "Er is iets veranderd na het bevriezen. Er is nog niets verstuurd. "
        "Bevries de ronde opnieuw en reken haar dan opnieuw door."
    )
    regels = [f"{student}: {reden}" for student, reden in fouten[:LATEN_ZIEN]]
    if len(fouten) > LATEN_ZIEN:
        regels.append(f"En nog {count_noun(len(fouten) - LATEN_ZIEN, 'ander punt', 'andere punten')}.")
    return DomainError(
        f"{begin} {' '.join(regels)}",
        bewaar=f"{begin} Het gaat om {count_noun(len(fouten), 'student', 'studenten')}.",
        over=[student.pk for student, _ in fouten],
    )


def _meld(ronde: Ronde, voorstellen: list[Voorstel], plaatsingen: list[Plaatsing], at: datetime) -> None:
    op = timezone.localdate(at)
    mails.mail_geplaatsten(plaatsingen, at)
    zonder = [voorstel for voorstel in voorstellen if voorstel.stageplaats_id is None]
    # Who got a placement since the freeze doesn't hear that there is none.
    elders = slot.overlappende_plaatsingen(
        student_ids=[voorstel.student_id for voorstel in zonder], begin=ronde.begindatum, eind=ronde.einddatum
    )
    for voorstel in zonder:
        if voorstel.student_id not in elders:
            mails.mail_niet_geplaatst(ronde, voorstel.student, at)
    per_bedrijf: dict[int, Counter[str]] = {}
    namen = {}
    for plaatsing in plaatsingen:
        organisatie = plaatsing.stageplaats.leerbedrijf
        namen[organisatie.pk] = organisatie
        per_bedrijf.setdefault(organisatie.pk, Counter())[str(plaatsing.stageplaats.afdeling)] += 1
    for organisatie_id, mensen in praktijkopleiders_van(organisatie_ids=per_bedrijf, op=op).items():
        for user in mensen:
            mails.mail_leerbedrijf(ronde, namen[organisatie_id], per_bedrijf[organisatie_id], user, at)
    per_school: dict[int, Counter[bool]] = {}
    for voorstel in voorstellen:
        per_school.setdefault(voorstel.student.school_id, Counter())[voorstel.stageplaats_id is not None] += 1
    per_user: dict[User, Counter[bool]] = {}
    for school_id, tel in per_school.items():
        for user in coordinatoren_van(school_id=school_id, op=op):
            per_user.setdefault(user, Counter()).update(tel)
    for user, tel in per_user.items():
        mails.mail_school(ronde, tel, user, at)
