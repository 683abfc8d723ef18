"""Stating figures: append-only, the former statement gets `vervangen_op` (R3.1)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Opleidingscluster, Organisatie, Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.enums import OpgaveSoort
from vraagaanbod.models import Opgave
from vraagaanbod.rules import mag_opgeven_voor

MAX_AANTAL = 1_000_000


@transaction.atomic
def geef_op(
    *,
    schooljaar: Schooljaar,
    soort: str,
    organisatie: Organisatie | None,
    periode: str,
    aantallen: Mapping[Opleidingscluster, int | None],
    gezien: Mapping[Opleidingscluster, int | None] | None = None,
    by: User,
    at: datetime,
    bron: str = "opgegeven in het portaal",
) -> int:
    """State figures of one organisation (None = the region) for a year or a period; return how many changed.

    A figure None withdraws the statement. `gezien` are the figures that the person had before them: when somebody else
    changed one since, DomainError and nothing is written. Raises GeenToegang when `by` may not state these.
    """
    if not mag_opgeven_voor(by, soort, organisatie.pk if organisatie else None):
        raise GeenToegang("U mag deze cijfers niet opgeven.")
    # Lock the year: two people who state figures at once come one after the other.
    Schooljaar.objects.select_for_update().get(pk=schooljaar.pk)
    geldend = {
        opgave.cluster_id: opgave
        for opgave in Opgave.objects.geldend().filter(
            schooljaar=schooljaar, soort=soort, organisatie=organisatie, periode=periode, cluster__in=list(aantallen)
        )
    }
    _controleer_gezien(geldend, gezien or {})
    vervangen, nieuw, voor, na = [], [], {}, {}
    for cluster, aantal in aantallen.items():
        oud = geldend.get(cluster.pk)
        if (oud.aantal if oud else None) == aantal:
            continue
        if aantal is not None and not 0 <= aantal <= MAX_AANTAL:
            raise DomainError(f"Vul bij {cluster.naam} een getal in van 0 tot en met {MAX_AANTAL}.")
        if oud:
            vervangen.append(oud.pk)
        voor[cluster.code], na[cluster.code] = oud.aantal if oud else None, aantal
        if aantal is not None:
            nieuw.append(
                Opgave(
                    schooljaar=schooljaar,
                    cluster=cluster,
                    soort=soort,
                    organisatie=organisatie,
                    periode=periode,
                    aantal=aantal,
                    door=by,
                    op=at,
                    bron=bron,
                )
            )
    if not na:
        return 0
    Opgave.objects.filter(pk__in=vervangen).update(vervangen_op=at)
    Opgave.objects.bulk_create(nieuw)
    wat = f"{OpgaveSoort(soort).label} opgegeven"
    reden = f"{schooljaar.naam}{f', periode {periode}' if periode else ''}"
    leg_vast(actie=wat, obj=organisatie or schooljaar, by=by, at=at, reden=reden, voor=voor, na=na)
    return len(na)


def _controleer_gezien(geldend: Mapping[int, Opgave], gezien: Mapping[Opleidingscluster, int | None]) -> None:
    anders = [
        f"{cluster.naam} is nu {geldend[cluster.pk].aantal if cluster.pk in geldend else 'leeg'}"
        for cluster, aantal in gezien.items()
        if (geldend[cluster.pk].aantal if cluster.pk in geldend else None) != aantal
    ]
    if anders:
        raise DomainError(
            f"Iemand anders heeft intussen cijfers veranderd: {'; '.join(anders[:5])}. Kijk ze na en sla opnieuw op."
        )
