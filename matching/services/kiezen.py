"""Choosing one variant of a round, throwing others away, and setting the round ready to be published."""

from datetime import datetime

from django.db import transaction

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.models import User
from kern.services.audit import leg_vast
from matching.enums import RondeStatus
from matching.models import Berekening, Ronde
from matching.services import keuzes
from matching.services.bevriezen import geldende_bevriezing
from matching.services.ronde import controleer_versie, geldende_berekening, open_ronde, stille_ronde

LATEN_ZIEN = 3


@transaction.atomic
def kies_berekening(
    *, ronde: Ronde, berekening: Berekening, by: User, at: datetime, versie: int | None = None
) -> Ronde:
    """Make one variant the one under review; the same choice twice is one.

    Raises DomainError when the variant is of an earlier freeze or goes against a decision made by hand.
    """
    nu = stille_ronde(ronde)
    if nu.gekozen_id == berekening.pk and nu.status == RondeStatus.BEREKEND:
        return nu
    controleer_versie(nu, versie)
    _controleer_variant(nu, berekening)
    nu.gekozen, nu.status = berekening, RondeStatus.BEREKEND
    nu.versie += 1
    nu.save(update_fields=["gekozen", "status", "versie"])
    leg_vast(actie="variant gekozen", obj=nu, by=by, at=at, na={"variant": berekening.naam})
    return nu


def _controleer_variant(ronde: Ronde, berekening: Berekening) -> None:
    if berekening.ronde_id != ronde.pk:
        raise DomainError("Deze variant is van een andere ronde.")
    bevriezing = geldende_bevriezing(ronde)
    # Neither frozen: both are of before freezing existed.
    if berekening.bevriezing_id != (bevriezing.pk if bevriezing else None):
        raise DomainError("Deze variant is berekend met gegevens van eerder. Reken haar opnieuw door.")
    tegen = keuzes.tegenspraak(ronde, berekening)
    if tegen:
        namen = ", ".join(pin.student.naam for pin in tegen[:LATEN_ZIEN])
        raise DomainError(
            f"Deze variant volgt {count_noun(len(tegen), 'keuze', 'keuzes')} met de hand niet ({namen}). "
            "Reken haar opnieuw door.",
            bewaar=f"Deze variant volgt {count_noun(len(tegen), 'keuze', 'keuzes')} met de hand niet. "
            "Reken haar opnieuw door.",
            over=[pin.student_id for pin in tegen],
        )


@transaction.atomic
def verwijder_variant(*, ronde: Ronde, berekening: Berekening, by: User, at: datetime) -> Ronde:
    """Throw a variant away with its proposals; the one under review stays. Doing it twice is no fault."""
    nu = stille_ronde(ronde)
    weg = nu.berekeningen.filter(pk=berekening.pk).first()
    if weg is None:
        return nu
    if nu.status == RondeStatus.BEREKEND and geldende_berekening(nu) == weg:
        raise DomainError("Deze variant bekijkt u nu. Kies eerst een andere variant.")
    weg.delete()
    leg_vast(actie="variant verwijderd", obj=nu, by=by, at=at, voor={"variant": weg.naam})
    return nu


@transaction.atomic
def zet_klaar(*, ronde: Ronde, publiceren_op: datetime, by: User, at: datetime, versie: int | None = None) -> Ronde:
    """Agree on the moment of publication; until then it can be taken back (R4.3).

    Raises DomainError when that moment has passed, or when the outcome isn't up to date.
    """
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status == RondeStatus.KLAARGEZET and nu.publiceren_op == publiceren_op:
        return nu
    if nu.status == RondeStatus.KLAARGEZET:
        controleer_versie(nu, versie)
    else:
        nu = stille_ronde(nu)
        controleer_versie(nu, versie)
        nu.gekozen = te_publiceren(nu)
    if publiceren_op <= at:
        raise DomainError("Kies een moment dat nog komt, of publiceer nu.", field="publiceren_op")
    nu.status, nu.publiceren_op, nu.klaargezet_door = RondeStatus.KLAARGEZET, publiceren_op, by
    nu.versie += 1
    nu.save(update_fields=["status", "publiceren_op", "klaargezet_door", "gekozen", "versie"])
    leg_vast(
        actie="ronde klaargezet om te publiceren",
        obj=nu,
        by=by,
        at=at,
        na={"publiceren_op": publiceren_op, "variant": nu.gekozen.naam},
    )
    return nu


def te_publiceren(ronde: Ronde) -> Berekening:
    """Return the calculation that may be published; DomainError when it isn't up to date."""
    berekening = geldende_berekening(ronde)
    if ronde.status not in {RondeStatus.BEREKEND, RondeStatus.KLAARGEZET} or berekening is None:
        raise DomainError("Er is iets veranderd na de laatste berekening. Reken de ronde eerst opnieuw door.")
    _controleer_variant(ronde, berekening)
    return berekening


@transaction.atomic
def haal_terug(*, ronde: Ronde, by: User | None, at: datetime, reden: str = "") -> Ronde:
    """Take back that the round stands ready; one that doesn't stays as it is."""
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.status != RondeStatus.KLAARGEZET:
        return open_ronde(nu)
    voor = {"publiceren_op": nu.publiceren_op}
    nu.status, nu.publiceren_op = RondeStatus.BEREKEND, None
    nu.versie += 1
    nu.save(update_fields=["status", "publiceren_op", "versie"])
    leg_vast(actie="klaarzetten teruggehaald", obj=nu, by=by, at=at, voor=voor, reden=reden)
    return nu
