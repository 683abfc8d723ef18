"""Mails about what school recorded: the student hears it, never with the reason (it may be about health)."""

from datetime import datetime
from typing import Any

from evaluaties.enums import FeitSoort, VerslagSoort
from evaluaties.models import Verslagfeit
from evaluaties.services.ladderpost import TAKEN, coordinatoren_van
from evaluaties.services.paden import standpad, voorstelpad
from evaluaties.woorden import plichttitel
from kern.kalender import lokale_dag
from kern.models import Bericht, User
from kern.services.berichten import registreer_controle, zet_klaar
from plaatsingen.models import Plaatsing

NOG_WAAR = "evaluaties.feit_nog_waar"

_AAN_STUDENT = {
    FeitSoort.EXCUSE: "verslag_vrijgesteld",
    FeitSoort.EXTENSION: "verslag_uitstel",
    FeitSoort.PAUSE: "verslag_pauze",
    FeitSoort.SUBMISSION: "verslag_geregistreerd",
    FeitSoort.REPLACEMENT: "opdracht_geregistreerd",
}

# What makes the date in a mail about a fact a thing of the past.
_ACHTERHAALD = {
    FeitSoort.EXTENSION: (FeitSoort.EXTENSION, FeitSoort.EXCUSE),
    FeitSoort.PAUSE: (FeitSoort.PAUSE,),
}


def vertel_feit(plaatsing: Plaatsing, feit: Verslagfeit, at: datetime) -> None:
    """Queue the mails that belong to a fact that a person recorded, in the caller's transaction."""
    if feit.by is None:  # an import or a replay: nobody did anything now
        return
    student = plaatsing.student.user
    if feit.soort in _AAN_STUDENT and feit.by != student:
        sjabloon = _AAN_STUDENT[FeitSoort(feit.soort)]
        context: dict[str, Any] = {"datum": feit.datum, "tot": feit.tot, "ontvangen_op": feit.received_at}
        context["verslag"] = plichttitel(feit.plicht) if feit.plicht else ""
        context["gewijzigd"] = _gewijzigd(feit)
        _zet(plaatsing, feit, sjabloon, student, at, context, bundel="")
    if feit.soort == FeitSoort.DECISION:
        betrokken = dict.fromkeys([plaatsing.student.stagedocent, plaatsing.stagebegeleider])
        for user in [user for user in betrokken if user not in (None, feit.by)]:
            _zet(plaatsing, feit, "verslag_besluit_school", user, at, {}, bundel=TAKEN)
    tussen = feit.soort == FeitSoort.MEETING and feit.waarde == VerslagSoort.TUSSENEVALUATIE
    if tussen and plaatsing.student.stagedocent is None:
        for user in coordinatoren_van(plaatsing.student.school_id, lokale_dag(at)):
            _zet(plaatsing, feit, "verslag_geen_slb", user, at, {}, bundel=TAKEN)


def _gewijzigd(feit: Verslagfeit) -> bool:
    """Whether this changes a pause that was known."""
    if feit.soort != FeitSoort.PAUSE:
        return False
    zelfde = Verslagfeit.objects.filter(plaatsing=feit.plaatsing_id, soort=FeitSoort.PAUSE, ref=feit.ref)
    return zelfde.exclude(pk=feit.pk).exists()


def _zet(  # noqa: PLR0917 - a mail has this many parts
    plaatsing: Plaatsing,
    feit: Verslagfeit,
    sjabloon: str,
    user: User,
    at: datetime,
    context: dict[str, Any],
    *,
    bundel: str,
) -> None:
    zet_klaar(
        soort=sjabloon,
        sleutel=f"{sjabloon}:{plaatsing.public_id}:{feit.pk}:{user.pk}",
        at=at,
        sjabloon=sjabloon,
        context=context,
        ontvanger=user,
        pad=voorstelpad(plaatsing) if feit.soort == FeitSoort.DECISION else standpad(plaatsing),
        controle=NOG_WAAR if feit.soort in _ACHTERHAALD else "",
        controle_gegevens={"feit": feit.pk},
        bundel=bundel,
    )


@registreer_controle(NOG_WAAR)
def feit_nog_waar(bericht: Bericht, at: datetime) -> str | None:
    """A date that was changed again before anybody heard of it is not told: the newer fact has a mail of its own."""
    feit = Verslagfeit.objects.filter(pk=bericht.controle_gegevens["feit"]).first()
    if feit is None:
        return "Dit is niet meer vastgelegd."
    later = Verslagfeit.objects.filter(
        plaatsing=feit.plaatsing_id, soort__in=_ACHTERHAALD[FeitSoort(feit.soort)], plicht=feit.plicht, pk__gt=feit.pk
    )
    if feit.soort == FeitSoort.PAUSE:
        later = later.filter(ref=feit.ref)
    return "Er is daarna iets anders vastgelegd." if later.exists() else None
