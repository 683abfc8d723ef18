"""What the pages of applications read: timeline, contact as each may see it, the next step, counts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from basis.nederlands import clock_time, long_date
from kern.kalender import DAGEN
from kern.models import Periode, Student, User
from vacatures import rules_sollicitatie as rules
from vacatures.enums import STIL, Afwijsreden, SollicitatieStatus
from vacatures.models import Sollicitatie, Sollicitatiestap
from vacatures.models.sollicitatie import LOPEND, SollicitatieQuerySet
from vacatures.rules_sollicitatie import BIJ_LEERBEDRIJF, SCHRIJFBAAR
from vacatures.services import sollicitatie_links as links

S = SollicitatieStatus
KLEUR_VAN_STAP = {
    S.GEACCEPTEERD: "klaar",
    S.UITGENODIGD: "loopt",
    S.TERUG: "let_op",
    S.BIJ_LEERBEDRIJF: "wacht",
    S.BIJ_REGISSEUR: "wacht",
}
TITEL_VAN_STAP = {
    S.BIJ_REGISSEUR: "Verstuurd aan de school",
    S.TERUG: "Terug naar de student, met advies",
    S.BIJ_LEERBEDRIJF: "Bij het leerbedrijf",
    S.UITGENODIGD: "Uitgenodigd voor een gesprek",
    S.GEACCEPTEERD: "Aangenomen door het leerbedrijf",
    S.AFGEWEZEN_SCHOOL: "Niet doorgestuurd door de school",
    S.AFGEWEZEN: "Afgewezen door het leerbedrijf",
    S.INGETROKKEN: "Ingetrokken door de student",
    S.VERVALLEN: "Gestopt",
}


@dataclass(frozen=True, slots=True)
class Knop:
    """One thing to do on the page: its words, address, and whether it is a step back."""

    label: str
    url: str
    gevaar: bool = False


@dataclass(frozen=True, slots=True)
class VolgendeStap:
    """What happens next, for this reader; `eigen`: this reader is the one to act."""

    titel: str
    tekst: str
    knoppen: tuple[Knop, ...] = ()
    eigen: bool = False


# --- contact and motivation ---


def contact_van(student: Student, *, voor_leerbedrijf: bool, op: date) -> dict[str, str]:
    """Return what a reader sees of the student; the leerbedrijf no phone number of a minor (betrouwbaarheid P7)."""
    toon = not (voor_leerbedrijf and student.is_minderjarig(op))
    return {
        "naam": student.naam,
        "opleiding": f"{student.opleiding.naam}, leerjaar {student.leerjaar}",
        "school": student.school.naam,
        "email": student.user.email,
        "telefoon": student.user.telefoon if toon else "",
    }


def reden_voor(sollicitatie: Sollicitatie, *, student: bool) -> str:
    """Return why it was declined: in friendly words for the student, the plain reason for others; "" without one."""
    if not sollicitatie.afwijsreden:
        return ""
    if student:
        if sollicitatie.status == S.AFGEWEZEN_SCHOOL and sollicitatie.afwijsreden in SCHOOLREDEN:
            return SCHOOLREDEN[sollicitatie.afwijsreden]
        return rules.VRIENDELIJK[sollicitatie.afwijsreden]
    return Afwijsreden(sollicitatie.afwijsreden).label


SCHOOLREDEN = {
    Afwijsreden.MOTIVATIE: "Je school denkt dat een andere plek beter past bij wat je wilt leren.",
    Afwijsreden.BEGELEIDING: "Op deze plek kun je nu niet goed worden begeleid.",
    Afwijsreden.ANDERS: "Je school zoekt graag met je naar een andere plek.",
}


# --- timeline ---


def tijdlijn(sollicitatie: Sollicitatie, *, met_school: bool) -> list[dict[str, Any]]:
    """Return the steps that this reader sees, oldest first; what stays between student and school only `met_school`."""
    rijen = sollicitatie.stappen.select_related("by")
    if not met_school:
        rijen = rijen.filter(alleen_school=False)
    return [_gebeurtenis(rij) for rij in rijen]


def _gebeurtenis(stap: Sollicitatiestap) -> dict[str, Any]:
    zelfde = stap.van == stap.naar
    wie = stap.by.naam if stap.by else stap.by_naam
    return {
        "moment": stap.at,
        "titel": "Bericht" if zelfde else TITEL_VAN_STAP.get(stap.naar, S(stap.naar).label),
        "tekst": stap.tekst,
        "wie": wie or "het portaal",
        "soort": "neutraal" if zelfde else KLEUR_VAN_STAP.get(stap.naar, "neutraal"),
        "url": "",
        "toekomst": False,
    }


# --- next step ---


def _pad(sollicitatie: Sollicitatie, handeling: str) -> str:
    return reverse("sollicitaties:handeling", args=[sollicitatie.public_id, handeling])


def volgende_stap(user: User, sollicitatie: Sollicitatie, *, at: datetime) -> VolgendeStap | None:
    """Return what is next and who does it; with buttons for whoever is to act. None when it has ended."""
    if sollicitatie.status not in LOPEND and sollicitatie.status != S.CONCEPT:
        return None
    if sollicitatie.vacature.status in STIL:
        return VolgendeStap("De sollicitatie staat stil", STIL[sollicitatie.vacature.status])
    if rules.is_student_van(user, sollicitatie):
        return _voor_student(sollicitatie)
    if sollicitatie.status == S.BIJ_REGISSEUR:
        return _voor_school(user, sollicitatie)
    if sollicitatie.status in BIJ_LEERBEDRIJF:
        return _voor_leerbedrijf(user, sollicitatie, at)
    return VolgendeStap("De student is aan zet", "De student past de motivatie aan en stuurt de sollicitatie opnieuw.")


def _voor_student(nu: Sollicitatie) -> VolgendeStap:
    if nu.status in SCHRIJFBAAR:
        url = reverse("sollicitaties:nieuw", args=[nu.vacature.public_id])
        if nu.status == S.TERUG:
            return VolgendeStap(
                "Pas je motivatie aan",
                "Je stagedocent gaf je advies. Lees het hieronder en verstuur je sollicitatie daarna opnieuw.",
                (Knop("Motivatie aanpassen", url),),
                eigen=True,
            )
        tekst = "Niemand anders ziet deze sollicitatie nog."
        return VolgendeStap("Maak je sollicitatie af", tekst, (Knop("Verder schrijven", url),), eigen=True)
    if nu.status == S.UITGENODIGD:
        return VolgendeStap("Je bent uitgenodigd voor een gesprek", gesprek_van(nu))
    if nu.status == S.BIJ_REGISSEUR:
        wie = nu.regisseur.naam if nu.regisseur else f"De stagecoördinator van {nu.student.school}"
        return VolgendeStap("Wacht op je school", f"{wie} leest je sollicitatie en stuurt die door of geeft advies.")
    tekst = f"{nu.vacature.leerbedrijf} kan je aannemen, uitnodigen of afwijzen. Je krijgt een mail."
    return VolgendeStap("Wacht op het leerbedrijf", tekst)


def _voor_school(user: User, nu: Sollicitatie) -> VolgendeStap:
    if not rules.mag_regisseren(user, nu):
        return VolgendeStap("De school is aan zet", "De stagedocent leest de sollicitatie eerst.")
    return VolgendeStap(
        "Stuurt u deze sollicitatie door?",
        "Het leerbedrijf ziet de sollicitatie pas als u die doorstuurt. "
        "U kunt ook advies geven: dan past de student de motivatie aan.",
        (
            Knop("Doorsturen", _pad(nu, "doorsturen")),
            Knop("Teruggeven met advies", _pad(nu, "teruggeven")),
            Knop("Niet doorsturen", _pad(nu, "niet-doorsturen"), gevaar=True),
        ),
        eigen=True,
    )


def _voor_leerbedrijf(user: User, nu: Sollicitatie, at: datetime) -> VolgendeStap:
    gesprek = gesprek_van(nu) if nu.status == S.UITGENODIGD else ""
    link = links.open_link(nu, at=at) if rules.mag_link_intrekken(user, nu) else None
    intrekken = (Knop("Link intrekken", _pad(nu, "link-intrekken"), gevaar=True),) if link else ()
    if not rules.mag_antwoorden(user, nu):
        tekst = gesprek or "Het leerbedrijf leest de sollicitatie."
        if link:
            tekst = (
                f"{gesprek} {link.email} kan antwoorden met een link, tot en met {long_date(link.geldig_tot)}.".strip()
            )
        return VolgendeStap("Het leerbedrijf is aan zet", tekst, intrekken)
    uitnodigen = "Gesprek verzetten" if nu.status == S.UITGENODIGD else "Uitnodigen voor een gesprek"
    return VolgendeStap(
        "Wat is uw antwoord?",
        gesprek or "Neem de student aan, nodig uit voor een gesprek, of wijs af met een reden.",
        (
            Knop("Aannemen", _pad(nu, "aannemen")),
            Knop(uitnodigen, _pad(nu, "uitnodigen")),
            Knop("Afwijzen", _pad(nu, "afwijzen"), gevaar=True),
            *intrekken,
        ),
        eigen=True,
    )


def gesprek_van(nu: Sollicitatie) -> str:
    """Return when and where the talk is, as a sentence."""
    if nu.uitgenodigd_voor is None:
        return ""
    moment = timezone.localtime(nu.uitgenodigd_voor)
    return f"Het gesprek is op {long_date(moment)} om {clock_time(moment)}. Waar: {nu.uitgenodigd_waar}."


# --- what the leerbedrijf proposes when it accepts ---


def voorstel(sollicitatie: Sollicitatie, *, op: date) -> dict[str, Any]:
    """Return the time with which the form to accept begins: dates of the vacature, else of the periods both share."""
    vacature, student = sollicitatie.vacature, sollicitatie.student
    plaats = vacature.stageplaats
    dagen_plek = (vacature.dagen or plaats.dagen).split()
    dagen = [dag for dag in DAGEN if dag in dagen_plek and dag in student.dagen.split()]
    codes = set(plaats.periodes.split()) & set(student.periodes.split())
    rijen = list(Periode.objects.filter(schooljaar_id=plaats.schooljaar_id, code__in=codes, eind__gt=op))
    begin = vacature.begindatum or min((rij.begin for rij in rijen), default=plaats.schooljaar.begin)
    eind = vacature.einddatum or max((rij.eind for rij in rijen), default=plaats.schooljaar.eind)
    begin = max(begin, op) if eind > op else begin
    return {"begindatum": begin, "einddatum": eind, "dagen": dagen or dagen_plek}


# --- lists ---


def in_volgorde(ids: list[int]) -> list[Sollicitatie]:
    """Return the applications of one page in this order, with those concerned: the joins are made for these alone."""
    per_id = {rij.pk: rij for rij in Sollicitatie.objects.met_betrokkenen().filter(pk__in=ids)}
    return [per_id[pk] for pk in ids if pk in per_id]


def tellingen(rijen: SollicitatieQuerySet) -> dict[str, int]:
    """Return how many are on their way, per state, in one query."""
    return dict(rijen.filter(status__in=LOPEND).order_by().values_list("status").annotate(n=Count("pk")))


def wacht_op(user: User) -> SollicitatieQuerySet:
    """Return the applications on which this person is to act now."""
    zichtbaar = Sollicitatie.objects.visible_to(user).exclude(vacature__status__in=STIL)
    statussen: set[str] = set()
    if user.heeft_rol("student"):
        statussen.add(S.TERUG)
    if user.heeft_rol("stagedocent", "coordinator") and not user.regio_coordinator:
        statussen.add(S.BIJ_REGISSEUR)
    if rules.beoordeelt_voor_leerbedrijf(user):
        statussen |= BIJ_LEERBEDRIJF
    return zichtbaar.filter(status__in=statussen)
