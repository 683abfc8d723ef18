"""Making and changing a round, and the decisions made by hand in it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.errors import DomainError
from kern.models import Achtergrondtaak, Organisatie, Schooljaar, Student, User
from kern.services.audit import leg_vast
from matching import rules
from matching.enums import PinSoort, RondeStatus
from matching.models import Berekening, Pin, Ronde
from vacatures.models import Stageplaats

PERIODEVOLGORDE = "1234z"
BEREKENEN, PUBLICEREN = "matching", "matching_publiceren"  # kinds of long work


def _controleer(*, schooljaar: Schooljaar, begindatum: date, einddatum: date, periodes: str, scholen: list) -> None:
    if einddatum < begindatum:
        raise DomainError("De laatste stagedag ligt voor de eerste stagedag.", field="einddatum")
    if begindatum < schooljaar.begin or einddatum > schooljaar.eind:
        raise DomainError(f"De stagedagen moeten in schooljaar {schooljaar} liggen.", field="begindatum")
    if not periodes:
        raise DomainError("Kies minstens een periode.", field="periodes")
    if not scholen:
        raise DomainError("Kies minstens een school.", field="scholen")


@transaction.atomic
def bewaar_ronde(
    *,
    ronde: Ronde | None,
    naam: str,
    schooljaar: Schooljaar,
    periodes: Iterable[str],
    scholen: Iterable[Organisatie],
    begindatum: date,
    einddatum: date,
    by: User,
    at: datetime,
) -> Ronde:
    """Make a round (`ronde` None) or change one that isn't published; a change asks for a new calculation."""
    codes = " ".join(code for code in PERIODEVOLGORDE if code in set(periodes))
    scholen = list(scholen)
    _controleer(schooljaar=schooljaar, begindatum=begindatum, einddatum=einddatum, periodes=codes, scholen=scholen)
    velden = {
        "naam": naam.strip(),
        "schooljaar": schooljaar,
        "periodes": codes,
        "begindatum": begindatum,
        "einddatum": einddatum,
    }
    if ronde is None:
        nu = Ronde.objects.create(**velden, aangemaakt_door=by, aangemaakt_op=at)
        actie = "ronde gemaakt"
    else:
        nu = stille_ronde(ronde)
        for veld, waarde in velden.items():
            setattr(nu, veld, waarde)
        nu.status = RondeStatus.VOORBEREIDING
        nu.save()
        actie = "ronde gewijzigd"
    nu.scholen.set(scholen)
    na = {**velden, "schooljaar": schooljaar.naam, "scholen": sorted(school.code for school in scholen)}
    leg_vast(actie=actie, obj=nu, by=by, at=at, na=na)
    return nu


def lopende_taken(ronde: Ronde, *soorten: str) -> QuerySet[Achtergrondtaak]:
    """Return long work of these kinds (usually calculations) for this round that waits or runs."""
    return Achtergrondtaak.objects.lopend().filter(soort__in=soorten or [BEREKENEN], gegevens__ronde=ronde.pk)


def lopende_taak(ronde: Ronde, *soorten: str) -> Achtergrondtaak | None:
    """Return the first piece of such work, if there is any."""
    return lopende_taken(ronde, *soorten).first()


def geldende_berekening(ronde: Ronde) -> Berekening | None:
    """Return the calculation that counts: the one that was chosen, else the newest."""
    return ronde.gekozen or ronde.berekeningen.order_by("-gestart_op", "-pk").first()


def stille_ronde(ronde: Ronde) -> Ronde:
    """Lock the round; nothing may change under a calculation, for its result would be out of date unseen."""
    nu = open_ronde(ronde)
    if lopende_taak(nu) is not None:
        raise DomainError("Er loopt een berekening. Wacht tot die klaar is, of stop haar eerst.")
    return nu


def open_ronde(ronde: Ronde) -> Ronde:
    """Lock the round and return it as it is; DomainError when it was published or stands ready for it."""
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status == RondeStatus.KLAARGEZET:
        raise DomainError(
            "Deze ronde staat klaar om te publiceren. Haal dat eerst terug, dan kunt u nog iets wijzigen."
        )
    if not rules.is_bewerkbaar(nu):
        raise DomainError("Deze ronde is al gepubliceerd. Maak een nieuwe ronde voor wie nog geen plaats heeft.")
    return nu


def _vraag_nieuwe_berekening(ronde: Ronde) -> None:
    """A decision that the result doesn't follow: no variant counts any more until the next calculation."""
    if ronde.status == RondeStatus.BEREKEND:
        bevroren = ronde.bevriezingen.filter(opgeheven_op__isnull=True).exists()
        ronde.status = RondeStatus.BEVROREN if bevroren else RondeStatus.VOORBEREIDING
        ronde.save(update_fields=["status"])


@transaction.atomic
def zet_pin(
    *, ronde: Ronde, student: Student, stageplaats: Stageplaats, soort: str, reden: str, by: User, at: datetime
) -> Pin:
    """Pin a student to a place (`vast`) or forbid one (`verboden`), with a reason; pins stay over a new calculation.

    A new `vast` takes the place of the former one; a pair holds one pin.
    """
    nu = stille_ronde(ronde)
    if soort not in {PinSoort.VAST, PinSoort.VERBODEN}:
        raise DomainError("Kies 'vastzetten' of 'niet toestaan'.", field="soort")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit kiest.", field="reden")
    if student.school_id not in set(nu.scholen.values_list("pk", flat=True)):
        raise DomainError("Deze student doet niet mee in deze ronde.")
    if stageplaats.schooljaar_id != nu.schooljaar_id or stageplaats.ingetrokken_op is not None:
        raise DomainError("Deze stageplaats doet niet mee in deze ronde.", field="stageplaats")
    if soort == PinSoort.VAST:
        nu.pins.filter(student=student, soort=PinSoort.VAST).exclude(stageplaats=stageplaats).delete()
    pin, _ = Pin.objects.update_or_create(
        ronde=nu,
        student=student,
        stageplaats=stageplaats,
        defaults={"soort": soort, "reden": reden.strip()[:300], "door": by, "op": at},
    )
    _vraag_nieuwe_berekening(nu)
    leg_vast(
        actie=f"student {pin.get_soort_display()}",
        obj=nu,
        by=by,
        at=at,
        reden=pin.reden,
        na={"student": student.public_id, "stageplaats": stageplaats.code, "soort": soort},
    )
    return pin


@transaction.atomic
def haal_pin_weg(*, ronde: Ronde, student: Student, stageplaats: Stageplaats, by: User, at: datetime) -> None:
    """Take a decision by hand back; doing it twice is no fault."""
    nu = stille_ronde(ronde)
    weg, _ = nu.pins.filter(student=student, stageplaats=stageplaats).delete()
    if weg:
        _vraag_nieuwe_berekening(nu)
        leg_vast(
            actie="keuze met de hand weggehaald",
            obj=nu,
            by=by,
            at=at,
            voor={"student": student.public_id, "stageplaats": stageplaats.code},
        )
