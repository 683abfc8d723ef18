"""An approved family becomes a place for one student (R5.10), under a name that doesn't tell who they are."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from basis.errors import DomainError
from basis.postcodes import cijfers, zoek_plek
from kern.enums import OrganisatieSoort
from kern.models import Afdeling, Locatie, Opleidingscluster, Organisatie, Schooljaar, User
from kern.services.audit import leg_vast
from vacatures import signals
from vacatures.enums import PlaatsSoort, StagegezinStatus
from vacatures.models import Stagegezin, Stageplaats
from vacatures.services.stagegezin import zet


@transaction.atomic
def keur_goed(
    *,
    gezin: Stagegezin,
    besluit: str,
    schooljaar: Schooljaar,
    clusters: Iterable[Opleidingscluster],
    by: User,
    at: datetime,
) -> Stagegezin:
    """Approve with reasons, and make the place: one seat, two or three days. Raises DomainError without clusters."""
    clusters = list(clusters)
    if not clusters:
        raise DomainError("Kies minstens een opleidingscluster.", field="clusters")
    op = timezone.localdate(at)
    nu = zet(gezin, StagegezinStatus.GOEDGEKEURD, by=by, at=at, tekst=besluit, besluit=besluit, besloten_op=op)
    nu.organisatie = Organisatie.objects.create(soort=OrganisatieSoort.STAGEGEZIN, code=nu.code, naam=nu.naam)
    # The middle of the postcode, and no street: good enough to travel by, too coarse to find the door.
    plek = zoek_plek(cijfers(nu.postcode)) or zoek_plek(nu.plaats)
    locatie = Locatie.objects.create(
        organisatie=nu.organisatie,
        code=f"{nu.code}-L",
        naam=nu.naam,
        plaats=nu.plaats,
        lat=plek.lat if plek else None,
        lon=plek.lon if plek else None,
    )
    afdeling = Afdeling.objects.create(locatie=locatie, code=f"{nu.code}-A", naam="Gezin", capaciteit=1)
    nu.stageplaats = Stageplaats.objects.create(
        code=f"{nu.code}-P1",
        naam=nu.naam,
        afdeling=afdeling,
        schooljaar=schooljaar,
        capaciteit=1,
        dagen=nu.dagen,
        soort=PlaatsSoort.STAGEGEZIN,
        toelichting=nu.taken,
        bevestigd_op=op,
    )
    nu.stageplaats.clusters.set(clusters)
    nu.save(update_fields=["organisatie", "stageplaats"])
    leg_vast(actie="stageplaats gemaakt", obj=nu.stageplaats, by=by, at=at, na={"code": nu.stageplaats.code})
    signals.stagegezin_goedgekeurd.send(Stagegezin, gezin=nu, by=by, at=at)
    return nu
