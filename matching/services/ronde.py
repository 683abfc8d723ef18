"""Making and changing a round, and the decisions made by hand in it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from basis.errors import DomainError
from kern.models import Achtergrondtaak, Organisatie, Schooljaar, Student, User
from kern.services.audit import leg_vast
from matching import rules
from matching.enums import PinSoort, RondeStatus
from matching.models import Berekening, Pin, Ronde
from matching.services import keuzes
from vacatures.models import Stageplaats
from vraagaanbod.models import Verdeling

PERIODEVOLGORDE = "1234z"
DUBBELKLIK = timedelta(minutes=1)
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
    voorkeuren_tot: datetime | None = None,
    verdeling: Verdeling | None = None,
    eerlijkheid: bool = False,
    reactie_dagen: int = 7,
    versie: int | None = None,
) -> Ronde:
    """Make a round (`ronde` None) or change one that isn't published.

    When who or what takes part changes, a frozen round thaws and asks for a new calculation. The same new round twice
    within a minute is one. Raises DomainError when `versie` is not the one of the round any more.
    """
    codes = " ".join(code for code in PERIODEVOLGORDE if code in set(periodes))
    scholen = list(scholen)
    _controleer(schooljaar=schooljaar, begindatum=begindatum, einddatum=einddatum, periodes=codes, scholen=scholen)
    if verdeling is not None and verdeling.schooljaar_id != schooljaar.pk:
        raise DomainError("Deze verdeling is van een ander schooljaar.", field="verdeling")
    deelname = {
        "schooljaar": schooljaar,
        "periodes": codes,
        "begindatum": begindatum,
        "einddatum": einddatum,
        "verdeling": verdeling,
    }
    velden = deelname | {
        "naam": naam.strip(),
        "voorkeuren_tot": voorkeuren_tot,
        "eerlijkheid": eerlijkheid,
        "reactie_dagen": reactie_dagen,
    }
    if ronde is None:
        dubbel = _zelfde_nieuwe(schooljaar, velden["naam"], by, at)
        if dubbel is not None:
            return dubbel
        nu = Ronde.objects.create(**velden, aangemaakt_door=by, aangemaakt_op=at)
        actie = "ronde gemaakt"
    else:
        nu = stille_ronde(ronde)
        controleer_versie(nu, versie)
        anders = any(getattr(nu, veld) != waarde for veld, waarde in deelname.items())
        anders |= set(nu.scholen.all()) != set(scholen)
        for veld, waarde in velden.items():
            setattr(nu, veld, waarde)
        if anders:
            hef_bevriezing_op(nu, by, at)
        nu.versie += 1
        nu.save()
        actie = "ronde gewijzigd"
    nu.scholen.set(scholen)
    na = {
        **velden,
        "schooljaar": schooljaar.naam,
        "verdeling": verdeling.naam if verdeling else None,
        "scholen": sorted(school.code for school in scholen),
    }
    leg_vast(actie=actie, obj=nu, by=by, at=at, na=na)
    return nu


def _zelfde_nieuwe(schooljaar: Schooljaar, naam: str, by: User, at: datetime) -> Ronde | None:
    """A second click on the same form: the round that the first one made. The school year is the lock."""
    list(Schooljaar.objects.select_for_update().filter(pk=schooljaar.pk).values_list("pk"))
    net = Ronde.objects.filter(schooljaar=schooljaar, naam=naam, aangemaakt_door=by, aangemaakt_op__lte=at)
    return net.filter(aangemaakt_op__gt=at - DUBBELKLIK).first()


def hef_bevriezing_op(ronde: Ronde, by: User | None, at: datetime) -> int:
    """Lift the freeze of a locked round: nothing that was calculated counts any more. Returns how many were lifted."""
    aantal = ronde.bevriezingen.filter(opgeheven_op__isnull=True).update(opgeheven_op=at, opgeheven_door=by)
    ronde.status, ronde.bevroren_op, ronde.bevroren_door, ronde.gekozen = RondeStatus.VOORBEREIDING, None, None, None
    ronde.versie += 1
    ronde.save(update_fields=["status", "bevroren_op", "bevroren_door", "gekozen", "versie"])
    return aantal


def controleer_versie(ronde: Ronde, versie: int | None) -> None:
    """Raise DomainError when somebody changed the round since the page was made that shows `versie`."""
    if versie is not None and ronde.versie != versie:
        raise DomainError("Een collega heeft deze ronde intussen veranderd. Er is niets gedaan. Kijk de ronde na.")


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


def _gaat_tegen_uitkomst_in(ronde: Ronde, pin: Pin) -> bool:
    berekening = geldende_berekening(ronde)
    if berekening is None:
        return True
    plaats = berekening.voorstellen.filter(student_id=pin.student_id).values_list("stageplaats_id", flat=True).first()
    return keuzes.volgt_niet(pin, plaats)


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
    if _gaat_tegen_uitkomst_in(nu, pin):
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
