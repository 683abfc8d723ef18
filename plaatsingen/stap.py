"""What this person can or must do now with a placement, and whom to reach; reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from basis.nederlands import long_date, relative_day
from kern import kalender
from kern.models import User
from plaatsingen import rules
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Plaatsing
from plaatsingen.services.mails import praktijkopleiders_van

S = PlaatsingStatus


@dataclass(frozen=True, slots=True)
class Actie:
    """A button: what it says, where it leads."""

    label: str
    url: str
    gevaar: bool = False


@dataclass(frozen=True, slots=True)
class Stap:
    """The block 'next step' of the page."""

    titel: str
    tekst: str
    acties: tuple[Actie, ...] = ()
    soort: str = "wacht"


def status_url(plaatsing: Plaatsing, actie: str) -> str:
    """Return the address of a change of state."""
    return reverse("plaatsingen:status", args=[plaatsing.public_id, actie])


def week_url(plaatsing: Plaatsing, dag: date) -> str:
    """Return the address of the hours of the week in which a day lies."""
    return reverse("plaatsingen:uren_week", args=[plaatsing.public_id, *kalender.iso_week(dag)])


def volgende_stap(user: User, plaatsing: Plaatsing, at: datetime) -> Stap | None:
    """Return what this person does next, or None when there is nothing to do."""
    vandaag = timezone.localdate(at)
    if rules.is_student_van(user, plaatsing):
        return _voor_student(plaatsing, vandaag)
    if rules.is_begeleider_van(user, plaatsing):
        return _voor_leerbedrijf(user, plaatsing)
    if rules.is_coordinator_van(user, plaatsing):
        return _voor_coordinator(plaatsing, vandaag)
    return None


def _voor_student(plaatsing: Plaatsing, vandaag: date) -> Stap | None:
    if plaatsing.status == S.AANGEBODEN:
        return Stap(
            "Neem je deze stageplaats aan?",
            "Lees hieronder waar en wanneer je stage is. Zeg dan ja of nee. Zeg je nee? Dan zoekt je school "
            "met je verder. Dat heeft geen nadelige gevolgen.",
            (
                Actie("Ja, ik neem deze plaats aan", status_url(plaatsing, "bevestigen")),
                Actie("Nee, deze plaats past niet", status_url(plaatsing, "weigeren")),
            ),
            "let_op",
        )
    if plaatsing.status in {S.GEACCEPTEERD, S.ONDERTEKENING}:
        dag = long_date(plaatsing.begindatum, today=vandaag)
        over = relative_day(plaatsing.begindatum, today=vandaag)
        return Stap("Je stage staat vast", f"Je eerste stagedag is {dag} ({over}).", soort="klaar")
    if plaatsing.status == S.LOPEND:
        dag = min(vandaag, plaatsing.einddatum)
        if plaatsing.urendagen.filter(datum=dag).exists():
            return None
        return Stap(
            "Vul je uren in",
            "Alles staat al klaar volgens je rooster. Verander alleen wat anders was.",
            (Actie("Uren van deze week invullen", week_url(plaatsing, dag)),),
            "loopt",
        )
    return None


def _voor_leerbedrijf(user: User, plaatsing: Plaatsing) -> Stap | None:
    if plaatsing.werkbegeleider_id is None and rules.mag_begeleider_kiezen(user, plaatsing):
        return Stap(
            "Kies een werkbegeleider",
            "Deze student heeft nog geen werkbegeleider.",
            (Actie("Werkbegeleider kiezen", reverse("plaatsingen:begeleider", args=[plaatsing.public_id])),),
            "let_op",
        )
    open_dagen = plaatsing.urendagen.filter(bevestigd_op__isnull=True).count()
    if open_dagen:
        dagen = "1 dag" if open_dagen == 1 else f"{open_dagen} dagen"
        return Stap(
            "Bevestig de uren",
            f"De student vulde uren in van {dagen}. Kloppen ze?",
            (Actie("Uren bekijken en bevestigen", reverse("plaatsingen:uren", args=[plaatsing.public_id])),),
            "let_op",
        )
    return None


def _voor_coordinator(plaatsing: Plaatsing, vandaag: date) -> Stap | None:
    if plaatsing.status == S.VOORGESTELD:
        return Stap(
            "Bied deze plaats aan",
            "De student en het leerbedrijf zien deze plaatsing nog niet. Na het aanbod krijgt de student een mail.",
            (Actie("Stageplaats aanbieden", status_url(plaatsing, "aanbieden")),),
            "let_op",
        )
    if plaatsing.status == S.AANGEBODEN:
        return Stap("Wacht op de student", "De student heeft nog geen ja of nee gezegd.")
    if plaatsing.status in ACTIEF and plaatsing.einddatum < vandaag:
        return Stap(
            "Rond deze stage af",
            f"De laatste dag was {long_date(plaatsing.einddatum, today=vandaag)}. "
            "Kijk of alles binnen is en rond dan af.",
            (Actie("Stage afronden", status_url(plaatsing, "afronden")),),
            "let_op",
        )
    return None


ACTIES_PER_STATUS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    S.VOORGESTELD: (("Voorstel laten vervallen", "annuleren", True),),
    S.AANGEBODEN: (("Aanbod intrekken", "annuleren", True),),
    S.GEACCEPTEERD: (("Stage starten", "starten", False), ("Plaatsing annuleren", "annuleren", True)),
    S.ONDERTEKENING: (("Stage starten", "starten", False), ("Plaatsing annuleren", "annuleren", True)),
    S.LOPEND: (
        ("Stage onderbreken", "onderbreken", False),
        ("Stage afronden", "afronden", False),
        ("Stage stoppen", "stoppen", True),
    ),
    S.ONDERBROKEN: (
        ("Stage hervatten", "starten", False),
        ("Stage afronden", "afronden", False),
        ("Stage stoppen", "stoppen", True),
    ),
}


def andere_acties(user: User, plaatsing: Plaatsing) -> list[Actie]:
    """Return what else this person may do with the placement."""
    acties = []
    if rules.mag_begeleider_kiezen(user, plaatsing):
        acties.append(Actie("Werkbegeleider kiezen", reverse("plaatsingen:begeleider", args=[plaatsing.public_id])))
    if rules.mag_einddatum_wijzigen(user, plaatsing):
        acties.append(Actie("Laatste dag veranderen", reverse("plaatsingen:einddatum", args=[plaatsing.public_id])))
    if rules.mag_status_wijzigen(user, plaatsing):
        acties += [
            Actie(label, status_url(plaatsing, actie), gevaar)
            for label, actie, gevaar in ACTIES_PER_STATUS.get(plaatsing.status, ())
        ]
    return acties


def contacten(user: User, plaatsing: Plaatsing, op: date) -> list[dict[str, Any]]:
    """Return everybody concerned, as far as this person may see their details (betrouwbaarheid P7)."""
    organisatie_id = plaatsing.stageplaats.afdeling.locatie.organisatie_id
    student = plaatsing.student
    toon_telefoon = rules.ziet_telefoon_van_student(user, plaatsing, op)
    mensen = [(student.user, f"student, {student.school}", toon_telefoon)]
    if plaatsing.werkbegeleider is not None:
        mensen.append((plaatsing.werkbegeleider, "werkbegeleider", True))
    opleiders = praktijkopleiders_van(organisatie_ids=[organisatie_id], op=op).get(organisatie_id, [])[:3]
    mensen += [(mens, "praktijkopleider", True) for mens in opleiders if mens.pk != plaatsing.werkbegeleider_id]
    if student.stagedocent is not None:
        mensen.append((student.stagedocent, "stagedocent", True))
    if plaatsing.stagebegeleider is not None:
        mensen.append((plaatsing.stagebegeleider, "stagebegeleider", True))
    return [
        {"naam": mens.naam, "rol": rol, "email": mens.email, "telefoon": mens.telefoon if telefoon else ""}
        for mens, rol, telefoon in mensen
        if mens.pk != user.pk
    ]
