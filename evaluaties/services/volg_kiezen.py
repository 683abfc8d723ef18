"""A student keeps a choice of route, and a begeleider says what was agreed about it (R8.4). No agreement changes."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from evaluaties import rules_evc as rules
from evaluaties.models import Routekeuze
from evaluaties.services.volg_rekenen import WatAls
from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from kern.services.audit import leg_vast
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import coordinatoren_van

MAX_TEKST = 2000
berichten.registreer_groep(Mailgroep.TAKEN, "route_gekozen")
berichten.registreer_groep(Mailgroep.GESPREKKEN, "route_besproken")


def _vergrendel(plaatsing: Plaatsing) -> Plaatsing:
    return Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)


@transaction.atomic
def kies_route(
    *,
    plaatsing: Plaatsing,
    plan: WatAls,
    aankomst: date | None,
    zonder: date | None,
    toelichting: str,
    by: User,
    at: datetime,
) -> Routekeuze:
    """Keep a plan as the choice of the student and tell the begeleiders; the former one lapses.

    The same plan again changes nothing. Raises GeenToegang for anybody but the student, DomainError for an empty plan.
    """
    nu = _vergrendel(plaatsing)
    if not rules.mag_route_kiezen(by, nu):
        raise GeenToegang("Alleen de student kiest een route, en alleen tijdens de stage.")
    if plan.leeg:
        raise DomainError("Je koos nog niets anders. Verander eerst een of meer getallen.")
    staat = nu.routekeuzes.geldend().first()
    if staat is not None and staat.keuze == plan.als_keuze() and staat.toelichting == toelichting.strip():
        return staat
    if staat is not None:
        staat.vervallen_op = at
        staat.save(update_fields=["vervallen_op"])
    keuze = Routekeuze.objects.create(
        plaatsing=nu,
        keuze=plan.als_keuze(),
        aankomst=aankomst,
        zonder=zonder,
        toelichting=toelichting.strip()[:MAX_TEKST],
        gekozen_door=by,
        gekozen_op=at,
    )
    leg_vast(actie="route gekozen", obj=keuze, by=by, at=at, na={"keuze": keuze.keuze, "aankomst": aankomst})
    for user in _begeleiders(nu, at):
        berichten.zet_klaar(
            soort="route_gekozen",
            sleutel=f"route-gekozen:{keuze.public_id}:{user.pk}",
            at=at,
            sjabloon="route_gekozen",
            context={"student": nu.student},
            ontvanger=user,
            pad=reverse("volg:route", args=[nu.public_id]),
            controle="routekeuze_open",
            controle_gegevens={"keuze": keuze.pk},
        )
    return keuze


def _begeleiders(plaatsing: Plaatsing, at: datetime) -> list[User]:
    """Who steers: the stagebegeleider and the stagedocent, or else the coordinators; and the werkbegeleider."""
    school = [mens for mens in (plaatsing.stagebegeleider, plaatsing.student.stagedocent) if mens]
    school = school or coordinatoren_van(school_id=plaatsing.student.school_id, op=timezone.localdate(at))
    mensen = [*school, *([plaatsing.werkbegeleider] if plaatsing.werkbegeleider else [])]
    return list({mens.pk: mens for mens in mensen if mens.is_active}.values())


@transaction.atomic
def trek_keuze_in(*, plaatsing: Plaatsing, by: User, at: datetime) -> bool:
    """Take the choice back; return whether there was one."""
    nu = _vergrendel(plaatsing)
    if not rules.is_student_van(by, nu):
        raise GeenToegang("Alleen de student trekt de keuze in.")
    keuze = nu.routekeuzes.geldend().first()
    if keuze is None:
        return False
    keuze.vervallen_op = at
    keuze.save(update_fields=["vervallen_op"])
    leg_vast(actie="route ingetrokken", obj=keuze, by=by, at=at)
    return True


@transaction.atomic
def bespreek(*, plaatsing: Plaatsing, antwoord: str, by: User, at: datetime, gelezen: str = "") -> Routekeuze:
    """Say what was agreed about the choice that stands; the student gets a message. Twice keeps the last words.

    `gelezen` is the public id of the choice that was read: words about another one are refused (C3).
    """
    nu = _vergrendel(plaatsing)
    if not rules.mag_route_bespreken(by, nu):
        raise GeenToegang("Alleen een begeleider van deze student bespreekt de route.")
    if not antwoord.strip():
        raise DomainError("Schrijf op wat er is afgesproken.", field="antwoord")
    keuze = nu.routekeuzes.geldend().first()
    if keuze is None:
        raise DomainError("De student trok de keuze in.")
    if gelezen and gelezen != str(keuze.public_id):
        raise DomainError(
            "De student koos intussen iets anders. Lees eerst de nieuwe keuze hierboven.", field="antwoord"
        )
    keuze.antwoord, keuze.besproken_op, keuze.besproken_door = antwoord.strip()[:MAX_TEKST], at, by
    keuze.save(update_fields=["antwoord", "besproken_op", "besproken_door"])
    leg_vast(actie="route besproken", obj=keuze, by=by, at=at)
    berichten.zet_klaar(
        soort="route_besproken",
        sleutel=f"route-besproken:{keuze.public_id}:{at.timestamp():.0f}",
        at=at,
        sjabloon="route_besproken",
        context={"student": nu.student},
        ontvanger=nu.student.user,
        pad=reverse("volg:route", args=[nu.public_id]),
    )
    return keuze


@berichten.registreer_controle("routekeuze_open")
def nog_te_bespreken(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the choice must still stand and wait for a word."""
    pk = bericht.controle_gegevens["keuze"]
    if Routekeuze.objects.te_bespreken().filter(pk=pk).exists():
        return None
    return "De keuze is al besproken of ingetrokken."
