"""Fewer hours on a stage because somebody can do a part already: exemptions that another app decided on (R8.5)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from basis.errors import DomainError, GeenToegang
from basis.nederlands import format_number
from kern.models import User
from kern.services.audit import leg_vast
from plaatsingen import rules
from plaatsingen.enums import OVERGANGEN, UrenSoort
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.services.aanvulling import Wijziging, maak_aanvulling
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.services.overeenkomst import getekende_pok


@transaction.atomic
def geef_vrijstelling(
    *, plaatsing: Plaatsing, uren: int, einddatum: date | None, reden: str, by: User, at: datetime
) -> Overeenkomst | None:
    """Take hours off the norm of a placement, and maybe end it earlier.

    With a signed agreement an amendment is made as a concept, which all must sign; it is returned. Without one the
    placement changes at once. Raises GeenToegang for whoever doesn't coordinate, DomainError when a rule speaks
    against it: more hours than are left, a stage that is over, nothing to change.
    """
    nu = Plaatsing.objects.select_for_update(of=("self",)).met_betrokkenen().get(pk=plaatsing.pk)
    if not rules.is_coordinator_van(by, nu):
        raise GeenToegang("Alleen een coördinator past een vrijstelling toe.")
    _controleer(nu, uren, einddatum)
    norm = nu.uren_norm - uren
    if getekende_pok(nu) is not None:
        wijziging = Wijziging(einddatum=einddatum, uren_totaal=norm if uren else None)
        return maak_aanvulling(plaatsing=nu, wijziging=wijziging, ingangsdatum=None, reden=reden, by=by, at=at)
    if einddatum is not None:
        wijzig_einddatum(plaatsing=nu, einddatum=einddatum, reden=reden, by=by, at=at)
    nu = Plaatsing.objects.get(pk=nu.pk)
    voor, nu.uren_norm = {"uren": nu.uren_norm}, norm
    nu.save(update_fields=["uren_norm"])
    leg_vast(actie="vrijstelling toegepast", obj=nu, by=by, at=at, reden=reden, voor=voor, na={"uren": norm})
    return None


def uren_over(plaatsing: Plaatsing) -> int:
    """Return how many hours of the norm aren't made yet: what can be taken off."""
    gewerkt = plaatsing.urendagen.filter(soort=UrenSoort.AANWEZIG).order_by()
    gemaakt = gewerkt.aggregate(som=Sum("uren"))["som"] or Decimal(0)
    return max(0, int(plaatsing.uren_norm - gemaakt))


def _controleer(plaatsing: Plaatsing, uren: int, einddatum: date | None) -> None:
    if not OVERGANGEN.get(plaatsing.status):
        raise DomainError(f"Deze plaatsing is {plaatsing.get_status_display()}. Er verandert niets meer aan.")
    if uren <= 0 and einddatum is None:
        raise DomainError("Er verandert niets. Vul minder uren of een eerdere laatste dag in.")
    if uren < 0 or uren > uren_over(plaatsing):
        over = format_number(uren_over(plaatsing))
        raise DomainError(f"Op deze stage zijn nog {over} uur te maken. Trek er niet meer af.", field="uren")
    if einddatum is not None and einddatum > plaatsing.einddatum:
        raise DomainError("Een vrijstelling maakt een stage korter, niet langer.", field="einddatum")
