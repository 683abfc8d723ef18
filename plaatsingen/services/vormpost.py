"""Mails about a step to a phase: to both begeleiders when it is asked, to the student when it is answered (R5.5)."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.models import User
from kern.services import berichten
from plaatsingen.models import Fasestap
from plaatsingen.services.mails import coordinatoren_van, praktijkopleiders_van

berichten.registreer_groep(Mailgroep.PLAATSINGEN, "fasestap_gevraagd", "fasestap_antwoord")


def _begeleiders(stap: Fasestap, at: datetime) -> list[User]:
    """Who must answer: the docent or else the coordinators, the werkbegeleider or else the praktijkopleiders."""
    plaatsing, op = stap.plaatsing, timezone.localdate(at)
    docent = plaatsing.student.stagedocent
    school = [docent] if docent else coordinatoren_van(school_id=plaatsing.student.school_id, op=op)
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    werk = [mens for mens in (plaatsing.werkbegeleider, plaatsing.tweede_begeleider) if mens]
    return [*school, *(werk or praktijkopleiders_van(organisatie_ids=[organisatie_id], op=op).get(organisatie_id, []))]


def mail_voorstel(*, stap: Fasestap, at: datetime) -> None:
    """Ask both begeleiders for their answer."""
    for user in _begeleiders(stap, at):
        berichten.zet_klaar(
            soort="fasestap_gevraagd",
            sleutel=f"fasestap-gevraagd:{stap.public_id}:{user.pk}",
            at=at,
            sjabloon="fasestap_gevraagd",
            context={"stap": stap, "student": stap.plaatsing.student},
            ontvanger=user,
            pad=reverse("plaatsingen:route", args=[stap.plaatsing.public_id]),
            controle="fasestap_nog_open",
            controle_gegevens={"stap": stap.pk},
        )


def mail_antwoord(*, stap: Fasestap, at: datetime) -> None:
    """Tell the student what came of the step; the reason stands on the page, not in the mail."""
    student = stap.plaatsing.student
    berichten.zet_klaar(
        soort="fasestap_antwoord",
        sleutel=f"fasestap-antwoord:{stap.public_id}",
        at=at,
        sjabloon="fasestap_antwoord",
        context={"stap": stap, "student": student, "akkoord": stap.afgewezen_op is None},
        ontvanger=student.user,
        pad=reverse("plaatsingen:route", args=[stap.plaatsing.public_id]),
    )


@berichten.registreer_controle("fasestap_nog_open")
def nog_open(bericht: object, at: datetime) -> str | None:
    """Just before sending: the step must still wait for an answer."""
    pk = bericht.controle_gegevens["stap"]  # type: ignore[attr-defined]  # a Bericht; the stubs see a protocol
    open_stap = Fasestap.objects.filter(pk=pk, afgewezen_op__isnull=True)
    if open_stap.exclude(docent_op__isnull=False, werkbegeleider_op__isnull=False).exists():
        return None
    return "De stap is al beantwoord."
