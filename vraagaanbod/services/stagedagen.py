"""Stage days of the schools laid side by side (R3.7): stating them, and how full each weekday is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.errors import DomainError, GeenToegang
from kern.models import Opleidingscluster, Organisatie, Schooljaar, User
from kern.services.audit import leg_vast
from vraagaanbod.engine.weekdagen import DAGEN, Schooldeel, Week, advies, specifiekst
from vraagaanbod.models import Opgave, Stagedagen
from vraagaanbod.rules import mag_opgeven_voor, tel, vraag_per_school
from vraagaanbod.services.bord import cijfers
from vraagaanbod.services.genoemd import tel_op_naam

ALLE_PERIODES = "1 2 3 4"


@dataclass(frozen=True, slots=True)
class Clusterweek:
    """One cluster: its week, the places stated for it, and what the days tell."""

    cluster: Opleidingscluster
    week: Week
    aanbod: int

    @property
    def advies(self) -> str:
        """How the days compare, in a sentence."""
        return advies(self.week, self.aanbod)


@transaction.atomic
def geef_dagen_op(
    *,
    school: Organisatie,
    schooljaar: Schooljaar,
    periodes: str,
    dagen: Mapping[Opleidingscluster, str],
    gezien: Mapping[Opleidingscluster, str] | None = None,
    by: User,
    at: datetime,
) -> int:
    """State on which days the students of a school are at work per cluster ("" takes it back); return how many changed.

    `gezien` are the days that the person had before them: DomainError when somebody else changed them since.
    """
    if not mag_opgeven_voor(by, "vraag", school.pk):
        raise GeenToegang("U mag de stagedagen van deze school niet opgeven.")
    Organisatie.objects.select_for_update().get(pk=school.pk)
    nu = {
        rij.cluster_id: rij
        for rij in Stagedagen.objects.geldend().filter(school=school, schooljaar=schooljaar, periodes=periodes)
    }
    if any((nu[c.pk].dagen if c.pk in nu else "") != was for c, was in (gezien or {}).items()):
        raise DomainError("Iemand anders heeft intussen stagedagen veranderd. Kijk ze na en sla opnieuw op.")
    vervangen, nieuw, voor, na = [], [], {}, {}
    for cluster, tekst in dagen.items():
        oud = nu.get(cluster.pk)
        codes = " ".join(dag for dag in DAGEN if dag in tekst.split())
        if (oud.dagen if oud else "") == codes:
            continue
        if oud:
            vervangen.append(oud.pk)
        voor[cluster.code], na[cluster.code] = oud.dagen if oud else None, codes or None
        if codes:
            nieuw.append(
                Stagedagen(
                    schooljaar=schooljaar,
                    school=school,
                    cluster=cluster,
                    periodes=periodes,
                    dagen=codes,
                    door=by,
                    op=at,
                )
            )
    if na:
        Stagedagen.objects.filter(pk__in=vervangen).update(vervangen_op=at)
        Stagedagen.objects.bulk_create(nieuw)
        leg_vast(actie="stagedagen opgegeven", obj=school, by=by, at=at, reden=schooljaar.naam, voor=voor, na=na)
    return len(na)


def weekbeeld(*, schooljaar: Schooljaar, periode: str = "") -> list[Clusterweek]:
    """Return per cluster how many students of which school are at work on which day. Five queries."""
    opgaven = list(Opgave.objects.geldend().filter(schooljaar_id=schooljaar.pk))
    namen = tel_op_naam(schooljaar=schooljaar)
    studenten = vraag_per_school(cijfers(opgaven), periode, op_naam=namen)
    standen = tel(cijfers(opgaven), periode, op_naam=namen)
    rijen = Stagedagen.objects.geldend().filter(schooljaar_id=schooljaar.pk).order_by("pk")
    dagen = specifiekst(
        (
            ((cluster, school), periodes, tekst)
            for cluster, school, periodes, tekst in rijen.values_list("cluster_id", "school_id", "periodes", "dagen")
        ),
        periode,
    )
    scholen = {school.pk: school for school in Organisatie.objects.filter(pk__in={school for _, school in dagen})}
    weken: dict[int, Week] = {}
    for (cluster, school), tekst in sorted(dagen.items(), key=lambda rij: scholen[rij[0][1]].naam):
        weken.setdefault(cluster, Week()).delen.append(
            Schooldeel(scholen[school], studenten.get((cluster, school), 0), tekst)
        )
    clusters = Opleidingscluster.objects.filter(pk__in=weken)
    return [
        Clusterweek(rij, weken[rij.pk], standen[rij.pk].aanbod.waarde if rij.pk in standen else 0) for rij in clusters
    ]
