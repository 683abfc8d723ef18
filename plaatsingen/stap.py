"""What this person can or must do now with a placement, and whom to reach; reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from basis.nederlands import clock_time, long_date, relative_day
from kern import kalender
from kern.models import User
from plaatsingen import rules
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.models import Kennismaking, Plaatsing
from plaatsingen.services import kennismaking as kennismaken
from plaatsingen.services import rijen, startcheck
from plaatsingen.services.uren import BIJ_STUDENT, eerste_open_week
from plaatsingen.services.urenrecht import van_mij
from plaatsingen.services.vervolg import te_vervolgen

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
    kennismaking = kennismaken.open_kennismaking(plaatsing)
    if kennismaking is not None:
        return _kennismaken(user, plaatsing, kennismaking, at)
    if rules.is_student_van(user, plaatsing):
        return _voor_student(plaatsing, vandaag)
    if rules.is_begeleider_van(user, plaatsing):
        return _voor_leerbedrijf(user, plaatsing)
    if rules.is_coordinator_van(user, plaatsing):
        return _voor_coordinator(plaatsing, vandaag)
    return None


def _moment(at: datetime) -> str:
    lokaal = timezone.localtime(at)
    return f"{long_date(lokaal.date())} om {clock_time(lokaal)}"


def _kennismaken(user: User, plaatsing: Plaatsing, rij: Kennismaking, at: datetime) -> Stap | None:
    """Return the step of an offer on which both sides decide after a visit (R4.8)."""
    partij = kennismaken.partij_van(user, plaatsing)
    plannen = Actie("Afspraak veranderen", reverse("plaatsingen:kennismaking", args=[plaatsing.public_id]))
    mag_plannen = rules.mag_kennismaking_plannen(user, plaatsing)
    if not partij and not mag_plannen:
        return None
    wanneer = f"{_moment(rij.gepland_op)}. Waar: {rij.waar}." if rij.gepland_op else "nog niet afgesproken."
    if rij.gepland_op is None or rij.gepland_op > at:
        anders = (plannen,) if mag_plannen else ()
        if partij == kennismaken.STUDENT:
            weigeren = status_url(plaatsing, "weigeren")
            anders = (Actie("Nee, deze plaats past niet", weigeren),)
        return Stap("Kennismaking", f"De kennismaking is op {wanneer} Daarna zeggen beide kanten ja of nee.", anders)
    antwoorden = Actie("Antwoord geven", reverse("plaatsingen:kennismaking_antwoord", args=[plaatsing.public_id]))
    tot = f" Antwoord uiterlijk op {_moment(rij.bedenktijd_tot)}." if rij.bedenktijd_tot else ""
    if partij and not getattr(rij, f"{partij}_antwoord"):
        vraag = "Wil je hier stage lopen?" if partij == kennismaken.STUDENT else "Gaat u met deze student verder?"
        return Stap(vraag, f"De kennismaking was op {wanneer}{tot} Nee zeggen mag.", (antwoorden,), "let_op")
    wie = [naam for naam, waarde in (("student", rij.student_antwoord), ("leerbedrijf", rij.leerbedrijf_antwoord))
           if not waarde]  # fmt: skip
    return Stap("Wacht op antwoord", f"Na de kennismaking antwoordt nog: {' en '.join(wie)}.{tot}")


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
        return Stap("Je stage staat vast", f"Je eerste stagedag is {dag} ({over}).", _documenten(plaatsing), "klaar")
    if plaatsing.status == S.ONDERBROKEN:
        return Stap("Je stage staat stil", f"Je hoeft nu geen uren in te vullen. {terug_rond(plaatsing, vandaag)}")
    if plaatsing.status == S.LOPEND:
        return _urenstap(plaatsing, vandaag)
    return _laatste_uren(plaatsing, vandaag) if plaatsing.status == S.GESTOPT else None


def _laatste_uren(plaatsing: Plaatsing, vandaag: date) -> Stap | None:
    """Hours of a stage that ended early that still wait for the student."""
    week = eerste_open_week(plaatsing, vandaag)
    tekst = "Deze stage is gestopt. De uren die je hebt gemaakt blijven meetellen."
    acties = (Actie("Uren invullen", week_url(plaatsing, week)),) if week else ()
    return Stap("Vul je laatste uren in", tekst, acties, "let_op") if acties else None


def _urenstap(plaatsing: Plaatsing, vandaag: date) -> Stap | None:
    """A question of the leerbedrijf, or the hours of this week."""
    dagen = rijen.urendagen(plaatsing)
    vraag = next((rij for rij in dagen if rij.bevestigd_op is None and rij.stand in BIJ_STUDENT), None)
    if vraag is not None:
        return Stap(
            "Er is een vraag over je uren",
            f"“{vraag.vraag}” Verander wat niet klopt en stuur de week opnieuw in.",
            (Actie("Vraag bekijken", week_url(plaatsing, vraag.datum)),),
            "let_op",
        )
    dag = min(vandaag, plaatsing.einddatum)
    if any(rij.datum == dag for rij in dagen):
        return None
    return Stap(
        "Vul je uren in",
        "Alles staat al klaar volgens je rooster. Verander alleen wat anders was.",
        (Actie("Uren van deze week invullen", week_url(plaatsing, dag)),),
        "loopt",
    )


def _documenten(plaatsing: Plaatsing) -> tuple[Actie, ...]:
    """Return the way to the checklist, while something on it is missing."""
    if not startcheck.mankementen(plaatsing):
        return ()
    return (Actie("Kijken wat nog nodig is", reverse("plaatsingen:documenten", args=[plaatsing.public_id])),)


def terug_rond(plaatsing: Plaatsing, vandaag: date) -> str:
    """Return until when a pause will probably last, in a sentence."""
    pauze = next((rij for rij in rijen.pauzes(plaatsing) if rij.tot is None), None)
    if pauze is None or pauze.verwacht_tot is None:
        return "Het is nog niet bekend hoe lang dit duurt."
    return f"Waarschijnlijk tot en met {long_date(pauze.verwacht_tot, today=vandaag)}."


def _voor_leerbedrijf(user: User, plaatsing: Plaatsing) -> Stap | None:
    if plaatsing.status in {S.GESTOPT, S.GEANNULEERD}:
        einde = getattr(plaatsing, "beeindiging", None)
        return Stap("De plek is weer vrij", "Een andere student kan hier stage lopen.") if einde else None
    if plaatsing.werkbegeleider_id is None and rules.mag_begeleider_kiezen(user, plaatsing):
        return Stap(
            "Kies een werkbegeleider",
            "Deze student heeft nog geen werkbegeleider.",
            (Actie("Werkbegeleider kiezen", reverse("plaatsingen:begeleider", args=[plaatsing.public_id])),),
            "let_op",
        )
    mijn = van_mij(user, plaatsing, rijen.urendagen(plaatsing))  # of a stage over two hosts only the own days
    open_dagen = sum(rij.bevestigd_op is None and rij.stand not in BIJ_STUDENT for rij in mijn)
    if open_dagen:
        aantal = "1 dag" if open_dagen == 1 else f"{open_dagen} dagen"
        return Stap(
            "Bevestig de uren",
            f"De student vulde uren in van {aantal}. Kloppen ze?",
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
    if plaatsing.status in startcheck.WACHT and (mist := startcheck.mankementen(plaatsing)):
        return Stap(
            "Nog niet klaar om te starten",
            f"De eerste dag is {long_date(plaatsing.begindatum, today=vandaag)}. {' '.join(mist)}",
            (Actie("Documenten bekijken", reverse("plaatsingen:documenten", args=[plaatsing.public_id])),),
            "let_op",
        )
    if plaatsing.status in {S.GESTOPT, S.GEANNULEERD}:
        return _na_het_einde(plaatsing)
    return _onderweg(plaatsing, vandaag) if plaatsing.status in ACTIEF else None


def _onderweg(plaatsing: Plaatsing, vandaag: date) -> Stap | None:
    """Return what a coordinator does with a stage that has begun: close it when it is over, or let it go on."""
    if plaatsing.einddatum < vandaag:
        return Stap(
            "Rond deze stage af",
            f"De laatste dag was {long_date(plaatsing.einddatum, today=vandaag)}. "
            "Kijk of alles binnen is en rond dan af.",
            (Actie("Stage afronden", status_url(plaatsing, "afronden")),),
            "let_op",
        )
    if plaatsing.status == S.ONDERBROKEN:
        return Stap(
            "De stage staat stil",
            terug_rond(plaatsing, vandaag),
            (
                Actie("Stage hervatten", reverse("plaatsingen:hervatten", args=[plaatsing.public_id])),
                Actie("Verwachting aanpassen", reverse("plaatsingen:pauze", args=[plaatsing.public_id])),
            ),
        )
    return None


def _na_het_einde(plaatsing: Plaatsing) -> Stap | None:
    """Return what is left after a stage that ended early: a place for the student, and a student for the place."""
    einde = getattr(plaatsing, "beeindiging", None)
    if einde is None or not einde.zoekt_verder or plaatsing.vervolgen.exists():
        return None
    acties = [Actie("Plek zoeken", reverse("plaatsingen:nieuw_plek", args=[plaatsing.student.public_id]))]
    vacature = plaatsing.stageplaats.vacatures.order_by("-gepubliceerd_op", "-pk").first()
    if vacature is not None:
        acties.append(Actie("Vacature van deze plek", vacature_url(vacature)))
    return Stap("De student zoekt een nieuwe plek", "De plek van deze stage is weer vrij.", tuple(acties), "let_op")


def vacature_url(vacature: Any) -> str:
    """Return the page of a vacature, where it can be published again with one click."""
    return reverse("vacature:detail", args=[vacature.public_id])


# What a coordinator may do besides the next step: (button, name of the address, what `status` does or "", dangerous).
REGELEN: dict[str, tuple[tuple[str, str, str, bool], ...]] = {
    S.VOORGESTELD: (("Eerste dag veranderen", "eerste_dag", "", False),
                    ("Voorstel laten vervallen", "status", "annuleren", True)),
    S.AANGEBODEN: (("Kennismaking plannen", "kennismaking", "", False),
                   ("Eerste dag veranderen", "eerste_dag", "", False),
                   ("Aanbod intrekken", "status", "annuleren", True)),
    S.GEACCEPTEERD: (("Stage starten", "status", "starten", False),
                     ("Eerste dag veranderen", "eerste_dag", "", False),
                     ("Nooit gekomen", "niet_gekomen", "", True),
                     ("Plaatsing annuleren", "stoppen", "", True)),
    S.LOPEND: (("Stage onderbreken", "onderbreken", "", False),
               ("Stage afronden", "status", "afronden", False),
               ("Nooit gekomen", "niet_gekomen", "", True),
               ("Stage stoppen", "stoppen", "", True)),
    S.ONDERBROKEN: (("Stage hervatten", "hervatten", "", False),
                    ("Stage afronden", "status", "afronden", False),
                    ("Stage stoppen", "stoppen", "", True)),
}  # fmt: skip
REGELEN[S.ONDERTEKENING] = REGELEN[S.GEACCEPTEERD]


def andere_acties(user: User, plaatsing: Plaatsing, op: date) -> list[Actie]:
    """Return what else this person may do with the placement on a day."""
    open_ = rules.mag_einddatum_wijzigen_nu(plaatsing)
    kan = [
        ("Werkbegeleiders kiezen", "begeleider", open_ and rules.mag_begeleider_kiezen(user, plaatsing)),
        ("Laatste dag veranderen", "einddatum", rules.mag_einddatum_wijzigen(user, plaatsing)),
        ("Tweede leerbedrijf", "deel_nieuw", rules.mag_delen_regelen(user, plaatsing)),
    ]
    coordineert = rules.mag_status_wijzigen(user, plaatsing)
    if not coordineert:
        kan.append(("Kennismaking plannen", "kennismaking", rules.mag_kennismaking_plannen(user, plaatsing)))
    acties = [Actie(label, _adres(plaatsing, naam)) for label, naam, mag in kan if mag]
    return acties + _van_coordinator(plaatsing, op) if coordineert else acties


def _adres(plaatsing: Plaatsing, naam: str, *rest: str) -> str:
    return reverse(f"plaatsingen:{naam}", args=[plaatsing.public_id, *rest])


VERS_BEGONNEN = timedelta(days=28)  # so long hours of an earlier stage may still be tied to this one


def _van_coordinator(plaatsing: Plaatsing, op: date) -> list[Actie]:
    acties = []
    vervolgbaar = {S.AANGEBODEN, S.GEACCEPTEERD, S.ONDERTEKENING, S.LOPEND}
    kort_begonnen = plaatsing.begindatum + VERS_BEGONNEN >= op
    if plaatsing.vervolg_op_id is None and plaatsing.status in vervolgbaar and kort_begonnen:
        vorige = te_vervolgen(plaatsing.student)
        if vorige is not None:
            label = f"Uren van {vorige.stageplaats.leerbedrijf} laten meetellen"
            acties.append(Actie(label, _adres(plaatsing, "vervolg")))
    te_vroeg = {"niet_gekomen"} if plaatsing.begindatum > op else set()
    te_vroeg |= {"afronden"} if plaatsing.einddatum > op else set()
    for label, naam, actie, gevaar in REGELEN.get(plaatsing.status, ()):
        if not {naam, actie} & te_vroeg:
            rest = (actie,) if actie else ()
            acties.append(Actie(label, _adres(plaatsing, naam, *rest), gevaar))
    return acties
