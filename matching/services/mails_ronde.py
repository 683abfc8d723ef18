"""Mails about the course of a round: publication that didn't go, reminders to answer, objections."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from matching.models import Bezwaar, Ronde, Voorstel
from matching.rules import mag_ronde_beheren
from plaatsingen.services.mails import coordinatoren_van

berichten.registreer_groep(
    Mailgroep.PLAATSINGEN,
    "ronde_publiceren_mislukt",
    "ronde_reactie",
    "ronde_reacties_voorbij",
    "bezwaar_ontvangen",
    "bezwaar_beantwoord",
)
HERINNERING = "ronde_reactie"


def _beheerders(ronde: Ronde, at: datetime) -> list[User]:
    op = timezone.localdate(at)
    mensen = {user.pk: user for school in ronde.scholen.all() for user in coordinatoren_van(school_id=school.pk, op=op)}
    return list(mensen.values())


def mail_niet_gepubliceerd(ronde: Ronde, afgesproken: datetime, waarom: str, door: User | None, at: datetime) -> None:
    """Tell who set the round ready, or else who coordinates, why it wasn't published and what to do."""
    # The reason names students: only for who still runs the round.
    mag = door is not None and door.is_active and mag_ronde_beheren(door, {school.pk for school in ronde.scholen.all()})
    for user in [door] if mag else _beheerders(ronde, at):
        berichten.zet_klaar(
            soort="ronde_publiceren_mislukt",
            sleutel=f"ronde-publiceren-mislukt:{ronde.public_id}:{afgesproken:%Y%m%d%H%M}:{user.pk}",
            at=at,
            sjabloon="ronde_publiceren_mislukt",
            context={"ronde": ronde, "afgesproken": afgesproken, "waarom": waarom},
            ontvanger=user,
            pad=reverse("matching:ronde", args=[ronde.public_id]),
        )


def sleutel_herinnering(ronde: Ronde, stap: str, plaatsing_id: UUID | str) -> str:
    """Return the key under which the reminder of this step about a placement (public id) is queued."""
    return f"ronde-reactie:{ronde.public_id}:{stap}:{plaatsing_id}"


def al_herinnerd(ronde: Ronde, stap: str) -> set[str]:
    """Return the keys of the reminders of this step that were queued before."""
    begin = sleutel_herinnering(ronde, stap, "")
    return set(Bericht.objects.filter(soort=HERINNERING, sleutel__startswith=begin).values_list("sleutel", flat=True))


def mail_herinneringen(ronde: Ronde, voorstellen: Iterable[Voorstel], stap: str, at: datetime) -> int:
    """Remind these students, each once per step, to answer before the term ends; return how many."""
    aantal = 0
    for voorstel in voorstellen:
        aantal += 1
        berichten.zet_klaar(
            soort=HERINNERING,
            sleutel=sleutel_herinnering(ronde, stap, voorstel.plaatsing.public_id),
            at=at,
            sjabloon=HERINNERING,
            context={"ronde": ronde, "student": voorstel.student, "laatste": stap == "laatste"},
            ontvanger=voorstel.student.user,
            pad=reverse("plaatsingen:detail", args=[voorstel.plaatsing.public_id]),
            controle="plaatsing_nog_aangeboden",
            controle_gegevens={"plaatsing": voorstel.plaatsing_id},
        )
    return aantal


def mail_termijn_voorbij(ronde: Ronde, aantal: int, at: datetime) -> None:
    """Tell the coordinators, once, that the term is over and how many students said nothing."""
    for user in _beheerders(ronde, at):
        berichten.zet_klaar(
            soort="ronde_reacties_voorbij",
            sleutel=f"ronde-reacties-voorbij:{ronde.public_id}:{user.pk}",
            at=at,
            sjabloon="ronde_reacties_voorbij",
            context={"ronde": ronde, "aantal": aantal},
            ontvanger=user,
            pad=reverse("matching:reacties", args=[ronde.public_id]),
        )


def mail_bezwaar_ontvangen(bezwaar: Bezwaar, at: datetime) -> None:
    """Tell the coordinators of the student's school that somebody objects; the text stands on the page."""
    student = bezwaar.voorstel.student
    for user in coordinatoren_van(school_id=student.school_id, op=timezone.localdate(at)):
        berichten.zet_klaar(
            soort="bezwaar_ontvangen",
            sleutel=f"bezwaar-ontvangen:{bezwaar.public_id}:{user.pk}",
            at=at,
            sjabloon="bezwaar_ontvangen",
            context={"bezwaar": bezwaar, "student": student, "ronde": bezwaar.voorstel.berekening.ronde},
            ontvanger=user,
            pad=reverse("matching:bezwaar", args=[bezwaar.public_id]),
        )


def mail_bezwaar_beantwoord(bezwaar: Bezwaar, at: datetime) -> None:
    """Tell the student what became of the objection."""
    student = bezwaar.voorstel.student
    berichten.zet_klaar(
        soort="bezwaar_beantwoord",
        sleutel=f"bezwaar-beantwoord:{bezwaar.public_id}",
        at=at,
        sjabloon="bezwaar_beantwoord",
        context={"bezwaar": bezwaar, "student": student, "plaatsing": bezwaar.voorstel.plaatsing},
        ontvanger=student.user,
        pad=reverse("matching:bezwaar", args=[bezwaar.public_id]),
    )
