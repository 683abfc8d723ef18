"""The life of a division: made, reckoned, adjusted by hand, fixed, withdrawn; every step in the log."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from basis.errors import DomainError, GeenToegang
from kern.enums import Mailgroep
from kern.models import Achtergrondtaak, Bericht, Organisatie, Schooljaar, User
from kern.services import berichten
from kern.services.audit import leg_vast
from kern.services.taken import vraag_taak_aan
from vacatures.models import Stageplaats
from vraagaanbod.enums import VerdelingStatus
from vraagaanbod.models import Verdeelplaats, Verdeling
from vraagaanbod.rules import mag_verdelen
from vraagaanbod.services import verdelen
from vraagaanbod.services.wie import coordinatoren

TAAK = "verdeling"
MAIL_VAST, MAIL_WEG = "verdeling_vastgesteld", "verdeling_ingetrokken"
CONTROLE = "verdeling_nog_zo"
VEEL = 1000  # more places than this are divided in the background
ANDERS = "Iemand anders heeft deze verdeling intussen veranderd. Kijk wat er nu staat en doe het opnieuw."
berichten.registreer_groep(Mailgroep.PLAATSINGEN, MAIL_VAST, MAIL_WEG)


def _vergrendeld(verdeling: Verdeling, by: User, gezien: int | None, *, status: str) -> Verdeling:
    """Lock the division; GeenToegang, or DomainError when it changed or is not in that state."""
    if not mag_verdelen(by):
        raise GeenToegang("Alleen het bureau verdeelt de plekken over de scholen.")
    nu = Verdeling.objects.select_for_update(of=("self",)).select_related("schooljaar").get(pk=verdeling.pk)
    if gezien is not None and nu.versie != gezien:
        raise DomainError(ANDERS)
    if nu.status != status:
        raise DomainError(f"Deze verdeling is {nu.get_status_display()}. Dat kan nu niet meer.")
    return nu


def _schoon(sleutel: dict[str, Any]) -> dict[str, Any]:
    """Return the key as it is stored: weights that differ from 100, minimum, travel."""
    gewichten = {str(pk): int(procent) for pk, procent in sleutel.get("gewichten", {}).items() if int(procent) != 100}
    if any(not 0 <= procent <= 1000 for procent in gewichten.values()):
        raise DomainError("Een gewicht is een getal van 0 tot en met 1000.")
    return {
        "gewichten": dict(sorted(gewichten.items())),
        "minimum": int(sleutel.get("minimum") or 0),
        "reizen": bool(sleutel.get("reizen", True)),
    }


def _leesbaar(sleutel: dict[str, Any]) -> dict[str, Any]:
    """Return the key with names of schools, for the log."""
    namen = verdelen.schoolnamen(int(pk) for pk in sleutel["gewichten"])
    return sleutel | {"gewichten": {namen[int(pk)]: procent for pk, procent in sleutel["gewichten"].items()}}


@transaction.atomic
def maak_verdeling(
    *, schooljaar: Schooljaar, naam: str, sleutel: dict[str, Any], by: User, at: datetime
) -> tuple[Verdeling, Achtergrondtaak | None]:
    """Make a concept and divide the places; with very many places that is left to the returned background work."""
    if not mag_verdelen(by):
        raise GeenToegang("Alleen het bureau verdeelt de plekken over de scholen.")
    verdeling = Verdeling.objects.create(
        schooljaar=schooljaar, naam=naam.strip(), sleutel=_schoon(sleutel), door=by, op=at
    )
    leg_vast(actie="verdeling gemaakt", obj=verdeling, by=by, at=at, na=_leesbaar(verdeling.sleutel))
    return verdeling, bereken(verdeling=verdeling, by=by, at=at)


@transaction.atomic
def bereken(
    *,
    verdeling: Verdeling,
    by: User,
    at: datetime,
    sleutel: dict[str, Any] | None = None,
    gezien: int | None = None,
    meteen: bool = False,
) -> Achtergrondtaak | None:
    """Divide the places of a concept anew (with another key when given); what was moved by hand stays.

    More than VEEL places, unless `meteen`: returns the background work that does it. DomainError when there is nothing
    to divide.
    """
    nu = _vergrendeld(verdeling, by, gezien, status=VerdelingStatus.CONCEPT)
    if sleutel is not None and _schoon(sleutel) != nu.sleutel:
        voor, nu.sleutel = nu.sleutel, _schoon(sleutel)
        nu.save(update_fields=["sleutel"])
        leg_vast(actie="verdeelsleutel gewijzigd", obj=nu, by=by, at=at, voor=_leesbaar(voor), na=_leesbaar(nu.sleutel))
    if not meteen and Stageplaats.objects.actief().filter(schooljaar_id=nu.schooljaar_id).count() > VEEL:
        return vraag_taak_aan(
            soort=TAAK,
            titel=f"Plekken verdelen: {nu.naam}",
            gegevens={"verdeling": nu.pk},
            by=by,
            at=at,
            terug_url=reverse("vraagaanbod:verdeling", args=[nu.public_id]),
        )
    _reken(nu, by, at)
    return None


def _reken(nu: Verdeling, by: User, at: datetime) -> None:
    invoer = verdelen.lees(nu.schooljaar)
    if not invoer.vraag:
        raise DomainError("Er is nog geen vraag van scholen in dit schooljaar. Geef eerst cijfers of studenten op.")
    if not invoer.plaatsen:
        raise DomainError("Er zijn nog geen stageplaatsen in dit schooljaar. Er valt nog niets te verdelen.")
    er_zijn = {rij.pk for rij in invoer.plaatsen}
    met_hand = nu.plaatsen.filter(met_hand=True).values_list("stageplaats_id", "school_id")
    vast = {pk: school for pk, school in met_hand if pk in er_zijn}
    scholen = {school for _, school in invoer.vraag} | set(vast.values())
    uitslag = verdelen.reken(invoer, nu.sleutel, namen=verdelen.schoolnamen(scholen), vast=vast)
    verdelen.schrijf(nu, invoer, uitslag, vast=vast)
    _volgende_versie(nu)
    wat = {"plaatsen": len(uitslag.plaatsen), "met de hand": len(vast), "zonder erkenning": invoer.zonder_erkenning}
    leg_vast(actie="verdeling berekend", obj=nu, by=by, at=at, na=wat)


def _volgende_versie(nu: Verdeling) -> None:
    nu.versie += 1
    nu.save(update_fields=["versie"])


@transaction.atomic
def verplaats(
    *, verdeling: Verdeling, plaats: Stageplaats, school: Organisatie | None, gezien: int, by: User, at: datetime
) -> None:
    """Give a place to another school by hand; None lets the key decide again at the next reckoning.

    DomainError when the host reserved the place for other schools, or somebody changed the division meanwhile.
    """
    nu = _vergrendeld(verdeling, by, gezien, status=VerdelingStatus.CONCEPT)
    rij = nu.plaatsen.select_related("school").filter(stageplaats=plaats).first()
    if rij is None:
        raise DomainError("Deze plek zit niet in de verdeling. Reken de verdeling opnieuw door.")
    if school is None:
        nu.plaatsen.filter(pk=rij.pk).update(met_hand=False)
        _volgende_versie(nu)
        leg_vast(actie="plek losgelaten", obj=nu, by=by, at=at, reden=plaats.code, voor={"school": rij.school.naam})
        return
    gereserveerd = set(plaats.scholen.values_list("pk", flat=True))
    if gereserveerd and school.pk not in gereserveerd:
        raise DomainError(f"Het leerbedrijf heeft {plaats.naam} voor andere scholen bestemd.")
    nu.plaatsen.filter(pk=rij.pk).update(school=school, met_hand=True)
    _tel_opnieuw(nu, rij.cluster_id, {rij.school_id, school.pk})
    _volgende_versie(nu)
    was = {"school": rij.school.naam}
    leg_vast(actie="plek verplaatst", obj=nu, by=by, at=at, reden=plaats.code, voor=was, na={"school": school.naam})


def _tel_opnieuw(nu: Verdeling, cluster_id: int, scholen: set[int]) -> None:
    for school_id in scholen:
        rijen = Verdeelplaats.objects.filter(verdeling=nu, cluster_id=cluster_id, school_id=school_id)
        plekken = rijen.aggregate(som=Sum("stageplaats__capaciteit"))["som"] or 0
        nu.aandelen.update_or_create(
            cluster_id=cluster_id,
            school_id=school_id,
            defaults={"plekken": plekken},
            create_defaults={"plekken": plekken, "vraag": 0, "recht": 0},
        )


@transaction.atomic
def stel_vast(*, verdeling: Verdeling, gezien: int, by: User, at: datetime) -> Verdeling:
    """Fix the division: all coordinators get a mail, and a round may use it from now on."""
    nu = _vergrendeld(verdeling, by, gezien, status=VerdelingStatus.CONCEPT)
    if not nu.plaatsen.exists():
        raise DomainError("Er zijn nog geen plekken verdeeld. Reken de verdeling eerst door.")
    nu.status, nu.vastgesteld_door, nu.vastgesteld_op = VerdelingStatus.VASTGESTELD, by, at
    nu.save(update_fields=["status", "vastgesteld_door", "vastgesteld_op"])
    _volgende_versie(nu)
    leg_vast(actie="verdeling vastgesteld", obj=nu, by=by, at=at, na={"plaatsen": nu.plaatsen.count()})
    _mail(nu, MAIL_VAST, at=at)
    return nu


@transaction.atomic
def trek_in(*, verdeling: Verdeling, reden: str, gezien: int, by: User, at: datetime) -> Verdeling:
    """Withdraw a fixed division, with a reason; no round uses it any more, and all coordinators hear so."""
    if not reden.strip():
        raise DomainError("Schrijf waarom de verdeling wordt ingetrokken.", field="reden")
    nu = _vergrendeld(verdeling, by, gezien, status=VerdelingStatus.VASTGESTELD)
    nu.status = VerdelingStatus.INGETROKKEN
    nu.save(update_fields=["status"])
    _volgende_versie(nu)
    leg_vast(actie="verdeling ingetrokken", obj=nu, by=by, at=at, reden=reden.strip())
    _mail(nu, MAIL_WEG, at=at, reden=reden.strip())
    return nu


def _mail(nu: Verdeling, soort: str, *, at: datetime, reden: str = "") -> None:
    with berichten.postzak():
        for user in coordinatoren(op=timezone.localdate(at)):
            berichten.zet_klaar(
                soort=soort,
                sleutel=f"{soort}:{nu.public_id}:{user.pk}",
                at=at,
                sjabloon=soort,
                context={"verdeling": nu, "reden": reden},
                ontvanger=user,
                pad=reverse("vraagaanbod:verdeling", args=[nu.public_id]),
                controle=CONTROLE,
                controle_gegevens={"verdeling": nu.pk, "status": nu.status},
            )


@berichten.registreer_controle(CONTROLE)
def nog_zo(bericht: Bericht, at: datetime) -> str | None:
    """Just before sending: the division must still be in the state that the mail tells of."""
    gegevens = bericht.controle_gegevens
    if Verdeling.objects.filter(pk=gegevens["verdeling"], status=gegevens["status"]).exists():
        return None
    return "De verdeling is intussen veranderd."
