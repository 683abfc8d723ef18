"""Mails about what happens around a placement: documents, pauses, another first day, the kennismaking."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from kern.enums import Mailgroep
from kern.models import Bericht, User
from kern.services import berichten
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Documentregel, Kennismaking, Plaatsing
from plaatsingen.services.mails import coordinatoren_van, mensen_van_huis

berichten.registreer_groep(
    Mailgroep.PLAATSINGEN,
    "stage_onderbroken",
    "stage_hervat",
    "stage_eerste_dag",
    "kennismaking_gepland",
    "kennismaking_vraag",
    "kennismaking_nee",
)
berichten.registreer_groep(Mailgroep.UREN, "documenten")


def _stuur(
    soort: str,
    ontvangers: Iterable[User],
    *,
    plaatsing: Plaatsing,
    kenmerk: str,
    at: datetime,
    pad: str = "",
    controle: str = "",
    gegevens: dict | None = None,
    **context: object,
) -> None:
    """Queue the same mail for each of these people, once per `kenmerk`."""
    for user in ontvangers:
        berichten.zet_klaar(
            soort=soort,
            sleutel=f"{soort}:{plaatsing.public_id}:{kenmerk}:{user.pk}",
            at=at,
            sjabloon=soort,
            context={
                "plaatsing": plaatsing,
                "student": plaatsing.student,
                "is_student": user.pk == plaatsing.student.user_id,
                **context,
            },
            ontvanger=user,
            pad=pad or reverse("plaatsingen:detail", args=[plaatsing.public_id]),
            controle=controle,
            controle_gegevens=gegevens,
        )


def _iedereen(plaatsing: Plaatsing, at: datetime) -> list[User]:
    """Return the student, the leerbedrijven and the teacher."""
    mensen = {plaatsing.student.user_id: plaatsing.student.user}
    mensen |= mensen_van_huis(plaatsing, op=timezone.localdate(at))
    if plaatsing.student.stagedocent is not None:
        mensen[plaatsing.student.stagedocent_id] = plaatsing.student.stagedocent
    return list(mensen.values())


def mail_onderbroken(*, plaatsing: Plaatsing, at: datetime) -> None:
    """Tell everybody that the stage stands still; the reason isn't in the mail."""
    _stuur("stage_onderbroken", _iedereen(plaatsing, at), plaatsing=plaatsing, kenmerk=f"{at:%Y%m%d%H%M}", at=at)


def mail_hervat(*, plaatsing: Plaatsing, at: datetime) -> None:
    """Tell everybody that the student is back, and what the last day is now."""
    _stuur("stage_hervat", _iedereen(plaatsing, at), plaatsing=plaatsing, kenmerk=f"{at:%Y%m%d%H%M}", at=at)


def mail_eerste_dag(*, plaatsing: Plaatsing, at: datetime) -> None:
    """Tell everybody who may know of the placement that it begins on another day."""
    if plaatsing.status != PlaatsingStatus.VOORGESTELD:
        kenmerk = f"{plaatsing.begindatum}:{at:%Y%m%d%H%M}"
        _stuur("stage_eerste_dag", _iedereen(plaatsing, at), plaatsing=plaatsing, kenmerk=kenmerk, at=at)


def mail_documenten(*, plaatsing: Plaatsing, rijen: list[Documentregel], waarom: str, at: datetime) -> None:
    """Remind the student of documents; of those that end the coordinators too (`waarom`: nodig or verloopt)."""
    mensen = [plaatsing.student.user]
    if waarom == "verloopt":
        mensen += coordinatoren_van(school_id=plaatsing.student.school_id, op=timezone.localdate(at))
    _stuur(
        "documenten",
        mensen,
        plaatsing=plaatsing,
        kenmerk=f"{waarom}:{timezone.localdate(at)}",
        at=at,
        pad=reverse("plaatsingen:documenten", args=[plaatsing.public_id]),
        controle="documenten_nog_open",
        gegevens={"ids": [rij.pk for rij in rijen], "op": at.isoformat()},
        rijen=rijen,
        verloopt=waarom == "verloopt",
    )


@berichten.registreer_controle("documenten_nog_open")
def nog_open(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: what was asked must still be asked; whoever updates a line takes its reminder back."""
    rijen = Documentregel.objects.filter(pk__in=bericht.controle_gegevens["ids"], herinnerd_op__isnull=False)
    if rijen.filter(plaatsing__status__in=[*_LOPEND]).exists():
        return None
    return "De documenten zijn er, of de stage is voorbij."


_LOPEND = (
    PlaatsingStatus.GEACCEPTEERD,
    PlaatsingStatus.ONDERTEKENING,
    PlaatsingStatus.LOPEND,
    PlaatsingStatus.ONDERBROKEN,
)


# --- kennismaking (R4.8) ---


def partijen(plaatsing: Plaatsing, at: datetime) -> tuple[list[User], list[User]]:
    """Return who answers for the student, and who for the leerbedrijf."""
    return [plaatsing.student.user], list(mensen_van_huis(plaatsing, op=timezone.localdate(at)).values())


def mail_kennismaking_gepland(*, kennismaking: Kennismaking, at: datetime) -> None:
    """Tell both sides when and where they meet."""
    student, huis = partijen(kennismaking.plaatsing, at)
    _stuur(
        "kennismaking_gepland",
        [*student, *huis],
        plaatsing=kennismaking.plaatsing,
        kenmerk=str(kennismaking.versie),
        at=at,
        controle="kennismaking_nog_zo",
        gegevens={"kennismaking": kennismaking.pk, "versie": kennismaking.versie},
        kennismaking=kennismaking,
    )


def mail_kennismaking_vraag(*, kennismaking: Kennismaking, at: datetime, herinnering: bool = False) -> None:
    """Ask each side that has not answered whether it goes on."""
    student, huis = partijen(kennismaking.plaatsing, at)
    wie = [*(() if kennismaking.student_antwoord else student), *(() if kennismaking.leerbedrijf_antwoord else huis)]
    _stuur(
        "kennismaking_vraag",
        wie,
        plaatsing=kennismaking.plaatsing,
        kenmerk=f"{kennismaking.versie}:{'herinnering' if herinnering else 'vraag'}",
        at=at,
        pad=reverse("plaatsingen:kennismaking_antwoord", args=[kennismaking.plaatsing.public_id]),
        controle="kennismaking_nog_open",
        gegevens={"kennismaking": kennismaking.pk},
        kennismaking=kennismaking,
        herinnering=herinnering,
    )


def mail_kennismaking_nee(*, kennismaking: Kennismaking, at: datetime) -> None:
    """Tell the coordinators that it won't be; who said no and why stands on the page, for school only."""
    plaatsing = kennismaking.plaatsing
    mensen = coordinatoren_van(school_id=plaatsing.student.school_id, op=timezone.localdate(at))
    _stuur("kennismaking_nee", mensen, plaatsing=plaatsing, kenmerk="nee", at=at)


@berichten.registreer_controle("kennismaking_nog_zo")
def nog_zo(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the visit must still be at that time."""
    gegevens = bericht.controle_gegevens
    rijen = Kennismaking.objects.filter(pk=gegevens["kennismaking"], versie=gegevens["versie"])
    if rijen.filter(plaatsing__status=PlaatsingStatus.AANGEBODEN).exists():
        return None
    return "De afspraak is veranderd."


@berichten.registreer_controle("kennismaking_nog_open")
def antwoord_nog_nodig(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: this person's side must not have answered yet."""
    rij = Kennismaking.objects.filter(pk=bericht.controle_gegevens["kennismaking"]).select_related("plaatsing__student")
    kennismaking = rij.first()
    if kennismaking is None or kennismaking.plaatsing.status != PlaatsingStatus.AANGEBODEN:
        return "Er is geen antwoord meer nodig."
    is_student = bericht.ontvanger_id == kennismaking.plaatsing.student.user_id
    if kennismaking.student_antwoord if is_student else kennismaking.leerbedrijf_antwoord:
        return "Er is al geantwoord."
    return None
