"""Who is behind the figures of one cluster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from kern.kalender import schooljaar as schooljaar_van
from kern.models import Opleidingscluster, Organisatie
from kern.rules import alleen
from vraagaanbod.models import Opgave
from vraagaanbod.rules import mag_bord_zien, mag_opgeven
from vraagaanbod.services.achter import achter_cluster
from vraagaanbod.services.bevestigen import oud_voor
from vraagaanbod.services.bord import kies_schooljaar
from vraagaanbod.services.genoemd import tel_op_naam
from vraagaanbod.services.geschiedenis import cluster_verhaal
from vraagaanbod.views.gedeeld import gekozen_periode


@alleen(mag_bord_zien)
@require_safe
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is behind the figures of one cluster, and how they came to be."""
    gekozen = get_object_or_404(Opleidingscluster, code=code)
    jaar = kies_schooljaar(naam=request.GET.get("schooljaar", ""), nu=schooljaar_van(timezone.localdate()))
    if jaar is None:
        raise Http404
    opgaven = Opgave.objects.visible_to(request.user).filter(schooljaar=jaar, cluster=gekozen)
    op_naam = tel_op_naam(schooljaar=jaar, cluster=gekozen)
    scholen = Organisatie.objects.filter(pk__in={rij.organisatie for rij in op_naam}) if op_naam else ()
    oud = oud_voor(timezone.now()) if jaar.eind >= timezone.localdate() else None
    context = {
        "cluster": gekozen,
        "schooljaar": jaar,
        "achter": achter_cluster(user=request.user, schooljaar=jaar, cluster=gekozen, oud_voor=oud),
        "verhaal": cluster_verhaal(
            opgaven.select_related("organisatie", "door", "bevestigd_door"),
            periode=gekozen_periode(request),
            op_naam=op_naam,
            scholen={school.pk: school.naam for school in scholen},
            oud_voor=oud,
        ),
        "mag_opgeven": mag_opgeven(request.user),
        "bord_url": f"{reverse('vraagaanbod:bord')}?{urlencode({'schooljaar': jaar.naam})}",
    }
    return render(request, "vraagaanbod/cluster.html", context)
