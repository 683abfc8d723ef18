"""The replacement assignment: what is asked, the draft of the student, the hand-in (R6.3-R6.5).

That it is asked and until when, the ladder says; the row exists once somebody wrote or described something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from basis.errors import DomainError, GeenToegang
from basis.keuring import Gekeurd
from evaluaties import rules
from evaluaties.enums import OpdrachtStatus
from evaluaties.models import Bijlage, Opdracht
from evaluaties.services import bijlagen, feiten
from evaluaties.services.dossiers import standen
from evaluaties.services.schrijven import hash_van
from evaluaties.verslagregels import TermijnStand
from evaluaties.vragen.opdracht import standaardopdracht
from evaluaties.woorden import plichttitel
from kern.enums import InzageUitkomst
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import zet_klaar
from kern.services.inzage import leg_inzage_vast
from plaatsingen.models import Plaatsing

MAX_TEKST = 40_000
GEVRAAGD = frozenset({TermijnStand.LOOPT, TermijnStand.STIL, TermijnStand.VERSTREKEN})
ROUTE = "vervangende opdracht lezen"


class Opdrachtconflict(DomainError):
    """Somebody (another tab or phone) saved in between; `opdracht` is what stands there now."""

    def __init__(self, opdracht: Opdracht) -> None:
        super().__init__(
            "Je tekst is intussen ergens anders bewaard, bijvoorbeeld op je telefoon. Beide teksten staan hieronder."
        )
        self.opdracht = opdracht


@dataclass(frozen=True, slots=True)
class Opdrachtstand:
    """One replacement assignment as it stands: `gevraagd` = it is asked now, `tot` = the last day (None: no day set).

    `binnen`: the ladder knows that it came in, on paper or here. `opdracht` is None before anybody wrote anything.
    """

    plaatsing: Plaatsing
    plicht: str
    titel: str
    gevraagd: bool
    binnen: bool
    te_laat: bool
    tot: date | None
    opdracht: Opdracht | None

    @property
    def omschrijving(self) -> str:
        """What is asked: the words of the begeleider, else the standard assignment."""
        return (self.opdracht and self.opdracht.omschrijving) or standaardopdracht(self.titel)

    @property
    def ingeleverd(self) -> bool:
        """Whether the student handed it in here."""
        return self.opdracht is not None and self.opdracht.status == OpdrachtStatus.INGELEVERD


def van(plaatsingen: Sequence[Plaatsing]) -> dict[tuple[int, str], Opdracht]:
    """Return the assignments that have a row by (id of the placement, obligation), without their texts; one query."""
    rijen = Opdracht.objects.filter(plaatsing__in=[p.pk for p in plaatsingen]).defer("tekst")
    return {(rij.plaatsing_id, rij.plicht): rij for rij in rijen}


def stand_van(plaatsing: Plaatsing, plicht: str, at: datetime) -> Opdrachtstand | None:
    """Return how the assignment of one report stands; None when the ladder never asked it.

    `plaatsing` is annotated by `met_registratie`. One that was withdrawn is there as long as it has a row.
    """
    alle = standen([plaatsing], at)[plaatsing.pk]
    rij = next((rij for rij in alle.verslagen if rij.verplichting == plicht), None)
    opdracht = Opdracht.objects.filter(plaatsing=plaatsing, plicht=plicht).first()
    stand = rij.opdracht if rij else TermijnStand.GEEN
    if stand in (TermijnStand.GEEN, TermijnStand.VERVALLEN) and opdracht is None:
        return None
    return Opdrachtstand(
        plaatsing=plaatsing,
        plicht=plicht,
        titel=plichttitel(plicht),
        gevraagd=bool(rij) and any(vraag.wat == "vervangende_opdracht" for vraag in rij.gevraagd),
        binnen=stand is TermijnStand.BINNEN,
        te_laat=stand is TermijnStand.VERSTREKEN,
        tot=rij.opdracht_tot if rij else None,
        opdracht=opdracht,
    )


def _vergrendeld(plaatsing: Plaatsing, plicht: str, at: datetime) -> Opdracht:
    """Return the row of an assignment that the ladder asks, locked; made when there is none."""
    stand = stand_van(plaatsing, plicht, at)
    if stand is None or not (stand.gevraagd or stand.ingeleverd):
        raise DomainError("Deze opdracht wordt nu niet van je gevraagd.")
    opdracht, _ = Opdracht.objects.get_or_create(plaatsing=plaatsing, plicht=plicht, defaults={"bewaard_op": at})
    return Opdracht.objects.select_for_update(of=("self",), no_key=True).get(pk=opdracht.pk)


def open_voor_student(plaatsing: Plaatsing, plicht: str, by: User, at: datetime) -> Opdracht:
    """Return the own assignment, locked, while it may be written to. Raises DomainError. Call it in a transaction."""
    if not rules.is_student_van(by, plaatsing):
        raise DomainError("Alleen de student zelf schrijft aan deze opdracht.")
    opdracht = _vergrendeld(plaatsing, plicht, at)
    if opdracht.status != OpdrachtStatus.CONCEPT:
        raise DomainError("Deze opdracht is al ingeleverd. Je kunt de tekst niet meer veranderen.")
    return opdracht


def _schoon(tekst: str) -> str:
    return tekst.replace("\r\n", "\n").strip()


@transaction.atomic
def bewaar_opdracht(*, plaatsing: Plaatsing, plicht: str, tekst: str, versie: int, by: User, at: datetime) -> Opdracht:
    """Keep a draft. `versie` is the version the text was based on.

    Raises Opdrachtconflict when another text was saved in between, DomainError when it is handed in or not asked.
    """
    opdracht = open_voor_student(plaatsing, plicht, by, at)
    if opdracht.tekst == _schoon(tekst):
        return opdracht
    if versie != opdracht.versie:
        raise Opdrachtconflict(opdracht)
    opdracht.tekst = _schoon(tekst)
    opdracht.versie += 1
    opdracht.bewaard_op = at
    opdracht.save(update_fields=["tekst", "versie", "bewaard_op"])
    return opdracht


@transaction.atomic
def voeg_bijlage_toe(*, plaatsing: Plaatsing, plicht: str, gekeurd: Gekeurd, by: User, at: datetime) -> Bijlage:
    """Add a file to the own assignment while it may be written to. Raises DomainError (handed in, or no room)."""
    return bijlagen.voeg_toe(open_voor_student(plaatsing, plicht, by, at), gekeurd, by=by, at=at)


@transaction.atomic
def haal_bijlage_weg(*, plaatsing: Plaatsing, plicht: str, bijlage: UUID, by: User, at: datetime) -> str:
    """Take a file away from the own assignment while it may be written to; returns its name, empty when it was gone."""
    return bijlagen.haal_weg(open_voor_student(plaatsing, plicht, by, at), bijlage, by=by, at=at)


@transaction.atomic
def lever_opdracht_in(
    *, plaatsing: Plaatsing, plicht: str, versie: int, received_at: datetime, by: User, at: datetime
) -> Opdracht:
    """Hand in the draft as it stands at `versie`: hash, the fact for the ladder, a receipt by mail. Twice is once (C2).

    `received_at` is the moment the request began. Late is welcome too: the ladder only tells that it was late.
    """
    if not rules.is_student_van(by, plaatsing):
        raise DomainError("Alleen de student zelf levert deze opdracht in.")
    opdracht = _vergrendeld(plaatsing, plicht, at)
    if opdracht.status == OpdrachtStatus.INGELEVERD:
        return opdracht
    if versie != opdracht.versie:
        raise Opdrachtconflict(opdracht)
    if not opdracht.tekst:
        raise DomainError("Schrijf eerst je opdracht. Alleen een bijlage is niet genoeg.", field="tekst")
    opname = {"tekst": opdracht.tekst, **bijlagen.bevries(opdracht, at=received_at)}
    opdracht.status = OpdrachtStatus.INGELEVERD
    opdracht.versie += 1
    opdracht.ingeleverd_op = received_at
    opdracht.sha256 = hash_van(opname)
    opdracht.save(update_fields=["status", "versie", "ingeleverd_op", "sha256"])
    feiten.meld_opdracht(plaatsing=plaatsing, plicht=plicht, received_at=received_at, by=by, at=at)
    leg_vast(actie="vervangende opdracht ingeleverd", obj=opdracht, by=by, at=at, na={"sha256": opdracht.sha256})
    _bevestig(opdracht, by, at)
    return opdracht


def _bevestig(opdracht: Opdracht, by: User, at: datetime) -> None:
    zet_klaar(
        soort="opdracht_ontvangen",
        sleutel=f"opdracht-ontvangen:{opdracht.public_id}",
        at=at,
        sjabloon="opdracht_ontvangen",
        context={
            "verslag": plichttitel(opdracht.plicht),
            "ontvangen_op": opdracht.ingeleverd_op,
            "kenmerk": opdracht.sha256[:12],
        },
        ontvanger=by,
        pad=reverse("verslagen:opdracht", args=[opdracht.plaatsing.public_id, opdracht.plicht]),
    )


@transaction.atomic
def omschrijf_opdracht(*, plaatsing: Plaatsing, plicht: str, omschrijving: str, by: User, at: datetime) -> Opdracht:
    """Say what the assignment is, as reader of the reports; an empty text brings the standard assignment back.

    Raises GeenToegang, and DomainError once the student handed it in or when it is not asked.
    """
    if not rules.is_lezer_van(by, plaatsing):
        raise GeenToegang("Alleen wie de verslagen leest, omschrijft de opdracht.")
    opdracht = _vergrendeld(plaatsing, plicht, at)
    if opdracht.status == OpdrachtStatus.INGELEVERD:
        raise DomainError("De student heeft deze opdracht al ingeleverd.", field="omschrijving")
    tekst = _schoon(omschrijving)
    if tekst == standaardopdracht(plichttitel(plicht)):
        tekst = ""
    if opdracht.omschrijving == tekst:
        return opdracht
    opdracht.omschrijving = tekst
    opdracht.omschreven_door, opdracht.omschreven_op = by, at
    opdracht.save(update_fields=["omschrijving", "omschreven_door", "omschreven_op"])
    leg_vast(actie="vervangende opdracht omschreven", obj=opdracht, by=by, at=at, na={"plicht": plicht})
    return opdracht


def open_opdracht(
    user: User, plaatsing: Plaatsing, opdracht: Opdracht | None, at: datetime, route: str = ROUTE
) -> bool:
    """Let somebody see an assignment: True = the student, False = a reader, after the access line (D2).

    `opdracht` is None when nobody wrote anything yet. Raises GeenToegang, the werkbegeleider too.
    """
    if rules.is_student_van(user, plaatsing):
        return True
    mag = rules.is_lezer_van(user, plaatsing)
    if opdracht is not None:
        leg_inzage_vast(
            obj=opdracht,
            student=plaatsing.student,
            user=user,
            at=at,
            route=route,
            uitkomst=InzageUitkomst.GETOOND if mag else InzageUitkomst.GEWEIGERD,
        )
    if not mag:
        raise GeenToegang("Deze opdracht is voor de student en voor wie de verslagen leest.")
    return False


def open_opdracht_bijlage(user: User, opdracht: Opdracht, at: datetime, route: str) -> bool:
    """Let somebody have a file of an assignment: True = the student, False = a reader, after the access line.

    Raises Opdracht.DoesNotExist for who may not know of it (404), GeenToegang for who may not read it (403).
    """
    if not Opdracht.objects.visible_to(user).filter(pk=opdracht.pk).exists():
        leg_inzage_vast(
            obj=opdracht,
            student=opdracht.plaatsing.student,
            user=user,
            at=at,
            route=route,
            uitkomst=InzageUitkomst.GEWEIGERD,
        )
        raise Opdracht.DoesNotExist
    return open_opdracht(user, opdracht.plaatsing, opdracht, at, route)
