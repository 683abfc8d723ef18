"""The board of demand and supply per cluster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.grafiek import Saldo, tekort_balken
from basis.uitvoer import FORMATEN, tabel_response
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Schooljaar
from kern.rules import alleen
from vraagaanbod.forms import BordForm
from vraagaanbod.rules import mag_bord_zien, mag_opgeven
from vraagaanbod.services.bord import kies_schooljaar, maak_bord
from vraagaanbod.tables import kolommen, sorteer
from vraagaanbod.views.gedeeld import gekozen_periode


@alleen(mag_bord_zien)
@require_safe
def bord(request: HttpRequest) -> HttpResponse:
    """Show demand and supply per cluster, shortage first; `?formaat=` downloads it."""
    naam = request.GET.get("schooljaar", "")
    nu = schooljaar_van(timezone.localdate())
    jaar = kies_schooljaar(naam=naam, nu=nu)
    if jaar is None and naam:
        raise Http404
    mag = mag_opgeven(request.user)
    if jaar is None:
        return render(
            request,
            "vraagaanbod/bord.html",
            {"bord": None, "mag_opgeven": mag, "is_beheerder": request.user.is_beheerder},
        )
    cijfers = maak_bord(schooljaar=jaar, periode=gekozen_periode(request))
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, f"Vraag en aanbod {jaar.naam}", kolommen(cijfers), cijfers.rijen)
    jaren = Schooljaar.objects.values_list("naam", flat=True)
    saldi = [Saldo(rij.cluster.naam, rij.vraag, rij.aanbod) for rij in cijfers.rijen]
    context = {
        "bord": cijfers,
        "rijen": sorteer(cijfers, request.GET.get("sorteer", "")),
        "totaal": cijfers.totaal,
        "form": BordForm({"schooljaar": jaar.naam, "periode": cijfers.periode}, jaren=jaren),
        "svg": tekort_balken(f"Tekort en overschot per opleidingscluster, {jaar.naam}", saldi),
        "mag_opgeven": mag,
        "is_beheerder": request.user.is_beheerder,
        "grootste": next((rij for rij in cijfers.op_tekort if rij.tekort), None),
    }
    return render(request, "vraagaanbod/bord.html", context)
