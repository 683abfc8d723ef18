"""The end of a round: its figures are kept, and afterwards it can only be read."""

from datetime import datetime
from typing import Any

from django.db import transaction

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.models import User
from kern.services.audit import leg_vast
from matching.enums import BezwaarStatus, Reactie, RondeStatus
from matching.models import Bezwaar, Ronde
from matching.services.reacties import open_bezwaren, telling, voorstellen_van
from matching.services.ronde import bewaar_ronde, controleer_versie


def slotcijfers(ronde: Ronde) -> dict[str, Any]:
    """Return the figures of a published round as they are now."""
    stand = telling(voorstellen_van(ronde))
    bezwaren = Bezwaar.objects.filter(voorstel__berekening__ronde=ronde).exclude(status=BezwaarStatus.INGETROKKEN)
    return {
        "aangeboden": sum(stand.values()) - ronde.gekozen.voorstellen.filter(stageplaats__isnull=True).count(),
        "bevestigd": stand[Reactie.BEVESTIGD],
        "geen_antwoord": stand[Reactie.GEEN_ANTWOORD],
        "vervallen": stand[Reactie.VERVALLEN],
        "bezwaren": bezwaren.count(),
        "bezwaren_toegewezen": stand[Reactie.TOEGEWEZEN],
        "zonder_plaats": ronde.gekozen.voorstellen.filter(stageplaats__isnull=True).count(),
    }


@transaction.atomic
def sluit_ronde(*, ronde: Ronde, reden: str, by: User, at: datetime, versie: int | None = None) -> Ronde:
    """Close a published round and keep its figures; a closed one stays as it is.

    Raises DomainError while an objection is open, or when students didn't answer and no reason is given.
    """
    nu = Ronde.objects.select_for_update(of=("self",)).select_related("gekozen").get(pk=ronde.pk)
    if nu.status == RondeStatus.GESLOTEN:
        return nu
    if nu.status != RondeStatus.GEPUBLICEERD or nu.gekozen is None:
        raise DomainError("Alleen een gepubliceerde ronde kan worden gesloten.")
    controleer_versie(nu, versie)
    wachtend = open_bezwaren(nu).count()
    if wachtend:
        raise DomainError(f"Beantwoord eerst {count_noun(wachtend, 'bezwaar', 'bezwaren')}. Sluit daarna de ronde.")
    cijfers = slotcijfers(nu)
    if cijfers["geen_antwoord"] and not reden.strip():
        aantal = count_noun(cijfers["geen_antwoord"], "student gaf", "studenten gaven")
        raise DomainError(f"{aantal} geen antwoord. Schrijf op waarom u de ronde toch sluit.", field="reden")
    nu.gekozen.samenvatting = {**nu.gekozen.samenvatting, "slot": {**cijfers, "reden": reden.strip()}}
    nu.gekozen.save(update_fields=["samenvatting"])
    nu.status, nu.gesloten_op, nu.gesloten_door = RondeStatus.GESLOTEN, at, by
    nu.versie += 1
    nu.save(update_fields=["status", "gesloten_op", "gesloten_door", "versie"])
    leg_vast(actie="ronde gesloten", obj=nu, by=by, at=at, reden=reden.strip(), na=cijfers)
    return nu


@transaction.atomic
def maak_vervolg(*, ronde: Ronde, by: User, at: datetime) -> Ronde:
    """Make a round for who has no place yet after this one; what was published stays as it is.

    Who has a placement takes no part and keeps the seat; late students and who was left over do. While such a round is
    being prepared, that one is returned.
    """
    nu = Ronde.objects.select_for_update(of=("self",)).get(pk=ronde.pk)
    if nu.gepubliceerd_op is None:
        raise DomainError("Maak een vervolgronde pas als deze ronde is gepubliceerd.")
    bestaand = nu.volgende.filter(status=RondeStatus.VOORBEREIDING).first()
    if bestaand is not None:
        return bestaand
    nieuw = bewaar_ronde(
        ronde=None,
        naam=_vervolgnaam(nu),
        schooljaar=nu.schooljaar,
        periodes=nu.periodes.split(),
        scholen=nu.scholen.all(),
        begindatum=nu.begindatum,
        einddatum=nu.einddatum,
        verdeling=nu.verdeling,
        eerlijkheid=True,
        reactie_dagen=nu.reactie_dagen,
        by=by,
        at=at,
    )
    nieuw.vorige = nu
    nieuw.save(update_fields=["vorige"])
    return nieuw


def _vervolgnaam(ronde: Ronde) -> str:
    """`Voorjaar`, `Voorjaar, vervolg`, `Voorjaar, vervolg 2`."""
    eerste, aantal = ronde, 1
    while eerste.vorige is not None:
        eerste, aantal = eerste.vorige, aantal + 1
    toevoeging = ", vervolg" if aantal == 1 else f", vervolg {aantal}"
    return eerste.naam[: 120 - len(toevoeging)] + toevoeging
