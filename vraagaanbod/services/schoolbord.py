"""The part of one school in the board: its own demand, and its share of the supply."""

from kern.models import Opleidingscluster, Organisatie, Schooljaar
from vraagaanbod.enums import OpgaveSoort, VerdelingStatus
from vraagaanbod.models import Opgave, Verdeeldaandeel, Verdeling
from vraagaanbod.rules import Som, Stand, tel
from vraagaanbod.services.bord import Bord, Bordrij, cijfers, maak_bord
from vraagaanbod.services.genoemd import tel_op_naam
from vraagaanbod.weken import verdeel

VERDELING, VERHOUDING = "verdeling", "verhouding"


def maak_schoolbord(*, schooljaar: Schooljaar, school: Organisatie, periode: str = "") -> tuple[Bord, str]:
    """Return the board of one school and where its supply comes from.

    With an agreed division: what that gives the school. Else its share of the regional supply in proportion to demand.
    """
    regio = {rij.cluster.pk: rij for rij in maak_bord(schooljaar=schooljaar, periode=periode).rijen}
    opgaven = Opgave.objects.geldend().filter(schooljaar=schooljaar, organisatie=school, soort=OpgaveSoort.VRAAG)
    eigen = tel(cijfers(opgaven), periode, op_naam=tel_op_naam(schooljaar=schooljaar, school=school))
    toegedeeld = _toegedeeld(schooljaar, school)
    clusters = {rij.pk: rij for rij in Opleidingscluster.objects.filter(pk__in={*eigen, *(toegedeeld or {})})}
    rijen = []
    for pk, cluster in clusters.items():
        vraag = eigen[pk].vraag if pk in eigen else Som(0)
        if toegedeeld is not None:
            aanbod = toegedeeld.get(pk, 0)
        else:
            ander = max(0, regio[pk].vraag - vraag.waarde) if pk in regio else 0
            aanbod = verdeel(regio[pk].aanbod if pk in regio else 0, {"eigen": vraag.waarde, "ander": ander})["eigen"]
        if vraag.waarde or aanbod:
            rijen.append(Bordrij(cluster, Stand(vraag, Som(aanbod))))
    return Bord(schooljaar, periode, tuple(rijen)), VERDELING if toegedeeld is not None else VERHOUDING


def _toegedeeld(schooljaar: Schooljaar, school: Organisatie) -> dict[int, int] | None:
    """Return cluster to places by the agreed division of the year; None when there is none."""
    verdeling = (
        Verdeling.objects.filter(schooljaar=schooljaar, status=VerdelingStatus.VASTGESTELD)
        .order_by("-vastgesteld_op", "-pk")
        .first()
    )
    if verdeling is None:
        return None
    aandelen = Verdeeldaandeel.objects.filter(verdeling=verdeling, school=school)
    return dict(aandelen.values_list("cluster_id", "plekken"))
