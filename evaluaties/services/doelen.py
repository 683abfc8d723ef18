"""Goals of a student (POP) and the steps towards them (PAP): the student writes, begeleiders tie things to them."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from basis.errors import DomainError
from begeleiding.models import Coach
from evaluaties.enums import VerwijsSoort
from evaluaties.models import Actiepunt, Doelverwijzing, Leerdoel
from evaluaties.rules_doelen import is_eigen, mag_coach_kiezen
from evaluaties.services import doeldraad
from kern.enums import Mailgroep
from kern.kalender import lokale_dag
from kern.models import Student, User
from kern.services.audit import leg_vast
from kern.services.berichten import registreer_groep, zet_klaar

VELDEN = ("titel", "aanpak", "waarom", "werkproces", "klaar_voor")
MAX_STAPPEN = 20
registreer_groep(Mailgroep.GESPREKKEN, "coach_aangewezen")
DUBBEL = "Je hebt al een doel met deze naam."


def _eigen(student: Student, by: User) -> None:
    if not is_eigen(by, student):
        raise DomainError("Alleen de student zelf verandert een doel.")


def _vast(doel: Leerdoel, by: User) -> Leerdoel:
    """Return the own goal, locked."""
    rij = Leerdoel.objects.select_for_update(of=("self",)).select_related("student").get(pk=doel.pk)
    _eigen(rij.student, by)
    return rij


def _velden(gegevens: dict[str, object]) -> dict[str, object]:
    return {naam: waarde.strip() if isinstance(waarde, str) else waarde for naam, waarde in gegevens.items()}


@transaction.atomic
def maak(*, student: Student, by: User, at: datetime, **gegevens: object) -> Leerdoel:
    """Write a goal down (fields of VELDEN). Two open goals with one name are one: a double click makes one (C2)."""
    _eigen(student, by)
    velden = _velden(gegevens)
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    zelfde = student.leerdoelen.lopend().filter(titel=velden["titel"]).first()
    if zelfde is not None:
        if all(getattr(zelfde, naam) == waarde for naam, waarde in velden.items()):
            return zelfde
        raise DomainError(DUBBEL, field="titel")
    doel = Leerdoel.objects.create(student=student, gemaakt_op=at, **velden)
    leg_vast(actie="leerdoel gemaakt", obj=doel, by=by, at=at)
    return doel


@transaction.atomic
def wijzig(*, doel: Leerdoel, by: User, at: datetime, **gegevens: object) -> Leerdoel:
    """Change the words of the own goal; reports that were about it stay with it."""
    rij = _vast(doel, by)
    velden = _velden(gegevens)
    if all(getattr(rij, naam) == waarde for naam, waarde in velden.items()):
        return rij
    if velden["titel"] != rij.titel:
        if rij.student.leerdoelen.lopend().filter(titel=velden["titel"]).exclude(pk=rij.pk).exists():
            raise DomainError(DUBBEL, field="titel")
        _leg_verslagen_vast(rij, by, at)
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde)
    rij.save(update_fields=list(velden))
    leg_vast(actie="leerdoel gewijzigd", obj=rij, by=by, at=at)
    return rij


def _leg_verslagen_vast(doel: Leerdoel, by: User, at: datetime) -> None:
    """Keep which reports named this goal, before its name changes."""
    for verslag in doeldraad.verslagen_op_naam(doel):
        Doelverwijzing.objects.get_or_create(
            doel=doel,
            soort=VerwijsSoort.VERSLAG,
            object_id=verslag.public_id,
            defaults={"gemaakt_door": by, "gemaakt_op": at},
        )


@transaction.atomic
def rond_af(*, doel: Leerdoel, hoe: str, terugblik: str, by: User, at: datetime) -> None:
    """End the own goal: `hoe` is "behaald" or "gestopt"; "verder" takes it up again."""
    rij = _vast(doel, by)
    vandaag = lokale_dag(at)
    if hoe == "behaald" and not terugblik.strip():
        raise DomainError("Schrijf in een zin waaraan je merkt dat je het kunt.", field="terugblik")
    dagen = {"behaald": (vandaag, None), "gestopt": (None, vandaag), "verder": (None, None)}
    if hoe not in dagen:
        raise DomainError("Kies: behaald, gestopt of verder.")
    rij.behaald_op, rij.gestopt_op = dagen[hoe]
    rij.terugblik = terugblik.strip() or rij.terugblik
    rij.save(update_fields=["behaald_op", "gestopt_op", "terugblik"])
    leg_vast(actie=f"leerdoel: {hoe}", obj=rij, by=by, at=at)


# --- Steps ---


@transaction.atomic
def voeg_stap_toe(
    *, doel: Leerdoel, wat: str, voor_datum: date | None, hulp_van: str, by: User, at: datetime
) -> Actiepunt:
    """Add a step towards the own goal; the same open step twice is one (C2)."""
    rij = _vast(doel, by)
    zelfde = rij.actiepunten.filter(wat=wat.strip(), gedaan_op__isnull=True).first()
    if zelfde is not None:
        return zelfde
    if rij.actiepunten.count() >= MAX_STAPPEN:
        raise DomainError(f"Een doel heeft ten hoogste {MAX_STAPPEN} stappen.", field="wat")
    return Actiepunt.objects.create(doel=rij, wat=wat.strip(), voor_datum=voor_datum, hulp_van=hulp_van.strip())


@transaction.atomic
def zet_stap(*, stap: Actiepunt, hoe: str, by: User, at: datetime) -> None:
    """Mark a step of the own goal: "gedaan", "toch_niet" (not done after all) or "weg"."""
    _vast(stap.doel, by)
    rij = Actiepunt.objects.select_for_update(of=("self",)).filter(pk=stap.pk).first()
    if rij is None:
        return
    if hoe == "weg":
        rij.delete()
        return
    if hoe not in {"gedaan", "toch_niet"}:
        raise DomainError("Kies wat er met deze stap gebeurt.")
    rij.gedaan_op = (rij.gedaan_op or lokale_dag(at)) if hoe == "gedaan" else None
    rij.save(update_fields=["gedaan_op"])


# --- The thread ---


@transaction.atomic
def verwijs(*, doel: Leerdoel, soort: str, object_id: UUID, notitie: str, by: User, at: datetime) -> Doelverwijzing:
    """Tie a report, talk, evaluation or round of feedback of the same student to a goal, with a remark.

    Once per thing and goal; a new remark by the same person replaces the old one.
    """
    if (soort, object_id) not in {(rij.soort, rij.object_id) for rij in doeldraad.kandidaten(doel, by)}:
        raise DomainError("Kies iets uit de lijst.", field="wat")
    rij, nieuw = Doelverwijzing.objects.select_for_update(of=("self",)).get_or_create(
        doel=doel,
        soort=soort,
        object_id=object_id,
        defaults={"notitie": notitie.strip(), "gemaakt_door": by, "gemaakt_op": at},
    )
    if not nieuw and rij.notitie != notitie.strip():
        if rij.gemaakt_door_id != by.pk:
            raise DomainError("Iemand anders heeft dit al gekoppeld.", field="wat")
        rij.notitie = notitie.strip()
        rij.save(update_fields=["notitie"])
    if nieuw:
        leg_vast(actie="leerdoel gekoppeld", obj=rij, by=by, at=at, na={"soort": soort})
    return rij


@transaction.atomic
def maak_los(*, verwijzing: Doelverwijzing, by: User, at: datetime) -> None:
    """Take a tie away: the student, or who made it."""
    rij = Doelverwijzing.objects.select_for_update(of=("self",)).filter(pk=verwijzing.pk).first()
    if rij is None:
        return
    if rij.gemaakt_door_id != by.pk and not is_eigen(by, rij.doel.student):
        raise DomainError("Dit kan alleen de student, of wie het koppelde.")
    leg_vast(actie="leerdoel losgemaakt", obj=rij, by=by, at=at, voor={"soort": rij.soort})
    rij.delete()


# --- The coach (R8.9) ---


@transaction.atomic
def wijs_coach_aan(
    *, student: Student, user: User, soort: str, van: date, tot: date | None, by: User, at: datetime
) -> Coach:
    """Tie a coach to a student who changes school or level; the coach sees goals and portfolio. Told to both."""
    if not mag_coach_kiezen(by, student):
        raise DomainError("Alleen de coördinator of de stagedocent van de student kiest een coach.")
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste dag.", field="tot")
    if not user.is_active or user.pk == student.user_id or user.heeft_rol("student"):
        raise DomainError("Deze persoon kan geen coach zijn.", field="coach")
    Student.objects.select_for_update(of=("self",)).get(pk=student.pk)
    lopend = student.coaches.filter(user=user, van__lte=tot or date.max)
    if bestaat := next((rij for rij in lopend if rij.tot is None or rij.tot >= van), None):
        return bestaat
    coach = Coach.objects.create(student=student, user=user, soort=soort.strip(), van=van, tot=tot)
    leg_vast(actie="coach aangewezen", obj=coach, by=by, at=at, na={"user": user.pk, "van": van, "tot": tot})
    for wie in (student.user, user):
        zet_klaar(
            soort="coach_aangewezen",
            sleutel=f"coach_aangewezen:{coach.public_id}:{wie.pk}",
            at=at,
            sjabloon="coach_aangewezen",
            context={"student": student, "coach": coach, "aan_student": wie.pk == student.user_id},
            ontvanger=wie,
            pad=doeldraad.pad_van_student(student, wie),
        )
    return coach


@transaction.atomic
def beeindig_coach(*, coach: Coach, by: User, at: datetime) -> None:
    """End what a coach sees, from today on."""
    rij = Coach.objects.select_for_update(of=("self",)).select_related("student").filter(pk=coach.pk).first()
    if rij is None:
        return
    if not mag_coach_kiezen(by, rij.student):
        raise DomainError("Alleen de coördinator of de stagedocent van de student doet dit.")
    gisteren = date.fromordinal(lokale_dag(at).toordinal() - 1)
    if rij.tot is not None and rij.tot <= gisteren:
        return
    leg_vast(actie="coach gestopt", obj=rij, by=by, at=at, na={"tot": gisteren})
    if rij.van > gisteren:
        rij.delete()
        return
    rij.tot = gisteren
    rij.save(update_fields=["tot"])
