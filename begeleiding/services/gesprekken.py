"""Logging talks and their next steps (R7.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from basis.errors import DomainError, GeenToegang
from begeleiding import rules
from begeleiding.enums import GesprekSoort, Partij, StudentOordeel
from begeleiding.models import Gesprek, Gespreksafspraak, Vervolgstap
from begeleiding.services.afspraken import sluit_af
from begeleiding.services.gesprekken_post import vertel_gesprek, vertel_oordeel, vraag_na_te_lezen
from begeleiding.signals import gesprek_vastgelegd
from kern.enums import Mailgroep
from kern.kalender import lokale_dag
from kern.models import User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_groep
from plaatsingen.models import Plaatsing

VELDEN = ("soort", "vorm", "datum", "aanwezig", "gaat_goed", "kan_beter")
MAX_STAPPEN = 4
CONTACTMOMENTEN = 3  # of student, leerbedrijf and school together, in each stage (Stagepact mbo 2023-2027)
registreer_groep(Mailgroep.GESPREKKEN, "gesprek_stap", "gesprek_nalezen", "gesprek_oordeel")


@dataclass(frozen=True, slots=True)
class Stap:
    """A next step as it is entered: for whom (a Partij), what, by when, and who does it (None: who that party is)."""

    voor: str
    wat: str
    voor_datum: date | None = None
    eigenaar: User | None = None


def _controleer(gegevens: Mapping[str, object], plaatsing: Plaatsing, stappen: Sequence[Stap], at: datetime) -> None:
    datum = gegevens["datum"]
    if datum > lokale_dag(at):
        raise DomainError("Dit gesprek is nog niet geweest. Kies vandaag of een eerdere dag.", field="datum")
    if not gegevens["aanwezig"]:
        raise DomainError("Kies wie erbij waren.", field="aanwezig")
    if len(stappen) > MAX_STAPPEN:
        raise DomainError(f"Spreek hoogstens {MAX_STAPPEN} vervolgstappen af.")


def is_contactmoment(plaatsing: Plaatsing, aanwezig: str, soort: str, by: User) -> bool:
    """Whether student, leerbedrijf and school were all there: one of the contact moments of the Stagepact.

    `aanwezig` names them with their role between brackets, as the form does; who logs it was there as well.
    """
    school = plaatsing.begeleidt(by) or by.pk == plaatsing.student.stagedocent_id
    school = school or "(stagebegeleider)" in aanwezig or "(stagedocent)" in aanwezig
    bedrijf = by.pk in {plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id}
    bedrijf = bedrijf or "werkbegeleider)" in aanwezig or "praktijkopleider van" in aanwezig
    return soort != GesprekSoort.INTERVISIE and school and bedrijf and "(student)" in aanwezig


@transaction.atomic
def leg_gesprek_vast(
    *,
    plaatsing: Plaatsing,
    gegevens: Mapping[str, object],
    stappen: Sequence[Stap],
    by: User,
    at: datetime,
    sleutel: UUID | None = None,
    afspraak: Gespreksafspraak | None = None,
) -> Gesprek:
    """Log a talk. `gegevens` holds the fields of VELDEN. The same talk posted twice is kept once (C2).

    `sleutel` is that of the form: sent again after a lost connection it gives the same talk. `afspraak` is the plan
    that it closes; without one, that of the same day and kind. Sends `gesprek_vastgelegd`, so that a report can become
    due (R6.2).
    """
    if not rules.mag_gesprek_vastleggen(by, plaatsing):
        raise GeenToegang("U kunt bij deze stage geen gesprek vastleggen.")
    _controleer(gegevens, plaatsing, stappen, at)
    Plaatsing.objects.select_for_update(of=("self",), no_key=True).get(pk=plaatsing.pk)
    velden = {naam: gegevens[naam] for naam in VELDEN}
    zelfde = Q(**velden) | Q(sleutel=sleutel) if sleutel else Q(**velden)
    dubbel = Gesprek.objects.filter(zelfde, vastgelegd_door=by, plaatsing=plaatsing).first()
    if dubbel is not None:
        return dubbel
    gesprek = Gesprek.objects.create(
        plaatsing=plaatsing,
        vastgelegd_door=by,
        vastgelegd_op=at,
        sleutel=sleutel,
        contactmoment=is_contactmoment(plaatsing, velden["aanwezig"], velden["soort"], by),
        **velden,
    )
    eigenaren = _zet_stappen(gesprek, stappen, by)
    sluit_af(gesprek, afspraak, at)
    leg_vast(
        actie="gesprek vastgelegd",
        obj=gesprek,
        by=by,
        at=at,
        na={"soort": gesprek.soort, "vorm": gesprek.vorm, "datum": gesprek.datum, "stappen": len(stappen)},
    )
    vertel_gesprek(gesprek, eigenaren, by, at)
    gesprek_vastgelegd.send(sender=Gesprek, gesprek=gesprek, by=by, at=at)
    return gesprek


@transaction.atomic
def wijzig_gesprek(
    *, gesprek: Gesprek, gegevens: Mapping[str, object], stappen: Sequence[Stap], by: User, at: datetime
) -> Gesprek:
    """Mend a talk within 24 hours, or when the student says it isn't right; the student then judges it anew.

    The kind stays, because a report may have become due by it.
    """
    rijen = Gesprek.objects.select_for_update(of=("self",), no_key=True).select_related("plaatsing__student")
    gesprek = rijen.get(pk=gesprek.pk)
    if not rules.mag_gesprek_wijzigen(by, gesprek, at):
        raise GeenToegang(
            "Een gesprek kunt u tot 24 uur na het vastleggen veranderen, als u het zelf vastlegde. "
            "Zegt de student dat het niet klopt? Dan kan het twee weken lang."
        )
    _controleer(gegevens, gesprek.plaatsing, stappen, at)
    voor = {"vorm": gesprek.vorm, "datum": gesprek.datum}
    for naam in VELDEN:
        if naam != "soort":
            setattr(gesprek, naam, gegevens[naam])
    gesprek.contactmoment = is_contactmoment(gesprek.plaatsing, gesprek.aanwezig, gesprek.soort, by)
    gevraagd = gesprek.oordeel_student == StudentOordeel.KLOPT_NIET
    gesprek.oordeel_student, gesprek.reactie_student, gesprek.oordeel_op = "", "", None
    gesprek.save()
    gedaan = {(stap.voor, stap.wat): stap.gedaan_op for stap in gesprek.vervolgstappen.all()}
    gesprek.vervolgstappen.all().delete()
    _zet_stappen(gesprek, stappen, by, gedaan)
    if gevraagd:
        vraag_na_te_lezen(gesprek, at)
    na = {"vorm": gesprek.vorm, "datum": gesprek.datum}
    leg_vast(actie="gesprek gewijzigd", obj=gesprek, by=by, at=at, voor=voor, na=na)
    gesprek_vastgelegd.send(sender=Gesprek, gesprek=gesprek, by=by, at=at)
    return gesprek


def _zet_stappen(
    gesprek: Gesprek, stappen: Sequence[Stap], by: User, gedaan: Mapping[tuple[str, str], date | None] | None = None
) -> set[User]:
    """Write the steps and return who owns one."""
    rijen = [
        Vervolgstap(
            gesprek=gesprek,
            voor=stap.voor,
            eigenaar=stap.eigenaar or _eigenaar(gesprek.plaatsing, stap.voor, by),
            wat=stap.wat,
            voor_datum=stap.voor_datum,
            gedaan_op=(gedaan or {}).get((stap.voor, stap.wat)),
        )
        for stap in stappen
    ]
    Vervolgstap.objects.bulk_create(rijen)
    return {rij.eigenaar for rij in rijen if rij.eigenaar is not None}


def _eigenaar(plaatsing: Plaatsing, voor: str, by: User) -> User | None:
    """Who does a step when nobody was named; a step of the leerbedrijf is then anybody's there."""
    if voor == Partij.STUDENT:
        return plaatsing.student.user
    if voor == Partij.WERKBEGELEIDER:
        return plaatsing.werkbegeleider
    if voor == Partij.SCHOOL:
        return by if rules.is_van_school(by, plaatsing) else plaatsing.stagebegeleider or plaatsing.student.stagedocent
    return None


@transaction.atomic
def vink_stap_af(*, gesprek: Gesprek, nummer: int, gedaan: bool, by: User, at: datetime) -> Vervolgstap:
    """Tick a step off (or on again); `nummer` counts from 1 within the talk. DomainError when there is none."""
    stappen = list(gesprek.vervolgstappen.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not 1 <= nummer <= len(stappen):
        raise DomainError("Deze stap is er niet meer. Laad de pagina opnieuw.")
    stap = stappen[nummer - 1]
    if not rules.mag_stap_afvinken(by, gesprek, stap.voor):
        raise GeenToegang("Deze stap is niet van u.")
    nieuw = lokale_dag(at) if gedaan else None
    if (stap.gedaan_op is None) == (nieuw is None):
        return stap
    stap.gedaan_op = nieuw
    stap.save(update_fields=["gedaan_op"])
    actie = "vervolgstap gedaan" if gedaan else "vervolgstap weer open"
    leg_vast(actie=actie, obj=gesprek, by=by, at=at, na={"stap": nummer})
    return stap


@transaction.atomic
def oordeel_over_gesprek(*, gesprek: Gesprek, oordeel: str, reactie: str, by: User, at: datetime) -> Gesprek:
    """Say, as the student, whether the report of a talk is right (R7.4); "klopt niet" needs a reason. DomainError."""
    rijen = Gesprek.objects.select_for_update(of=("self",), no_key=True).select_related("plaatsing__student__user")
    nu = rijen.get(pk=gesprek.pk)
    reactie = reactie.strip()
    if not rules.mag_oordelen(by, nu):
        raise GeenToegang("Alleen de student zegt of een verslag van een gesprek klopt.")
    if oordeel not in StudentOordeel.values:
        raise DomainError("Kies of het verslag klopt.", field="oordeel")
    if oordeel == StudentOordeel.KLOPT_NIET and not reactie:
        raise DomainError("Schrijf op wat er niet klopt. Dan kan je begeleider het verbeteren.", field="reactie")
    if (nu.oordeel_student, nu.reactie_student) == (oordeel, reactie):
        return nu
    if nu.oordeel_student == StudentOordeel.KLOPT:
        raise DomainError("Je hebt al gezegd dat dit klopt.")
    nu.oordeel_student, nu.reactie_student, nu.oordeel_op = oordeel, reactie, at
    nu.save(update_fields=["oordeel_student", "reactie_student", "oordeel_op"])
    leg_vast(actie="gesprek beoordeeld door de student", obj=nu, by=by, at=at, na={"oordeel": oordeel})
    if oordeel == StudentOordeel.KLOPT_NIET:
        vertel_oordeel(nu, at)
    return nu
