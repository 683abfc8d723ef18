"""The pack for the regional meeting, and the worked example of 2009 (demo only)."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from basis.http import fouten_melden
from kern.rules import alleen, mag_beheren
from kern.services.taken import vraag_taak_aan
from stagebureau.demo import voorbeeld_2009
from stagebureau.regiopakket import SOORT, mag_pakket_maken
from vraagaanbod.views.plan import gekozen_jaar


@alleen(mag_pakket_maken)
@require_http_methods(["GET", "HEAD", "POST"])
def pakket(request: HttpRequest) -> HttpResponse:
    """Tell what is in the pack (GET) and ask for it as background work (POST)."""
    jaar = gekozen_jaar(request)
    if jaar is None:
        raise Http404
    terug = f"{reverse('cijfers:overzicht')}?{urlencode({'schooljaar': jaar.naam})}"
    if request.method != "POST":
        return render(request, "cijfers/pakket_vragen.html", {"jaar": jaar, "terug_url": terug})
    taak = vraag_taak_aan(
        soort=SOORT,
        titel=f"Pakket voor het regio-overleg {jaar.naam}",
        gegevens={"schooljaar": jaar.pk},
        by=request.user,
        at=timezone.now(),
        terug_url=terug,
    )
    return redirect("taken:detail", taak.public_id)


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def voorbeeld(request: HttpRequest) -> HttpResponse:
    """Load the story of 2009 as a worked example; only where demo data may be made."""
    if not settings.DEMO:
        raise Http404
    doel = f"{reverse('vraagaanbod:scenarios')}?{urlencode({'schooljaar': voorbeeld_2009.JAAR})}"
    if request.method != "POST":
        context = {
            "titel": "Voorbeeld van 2009 laden?",
            "tekst": "U krijgt de tabel van 2009/2010 met de maatregelen van toen, en twee scenario's.",
            "ja": "Voorbeeld laden",
            "terug_url": reverse("vraagaanbod:bord"),
        }
        return render(request, "componenten/bevestigpagina.html", context)
    with fouten_melden(request) as fouten:
        voorbeeld_2009.laad(by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Het voorbeeld van 2009 is geladen.")
    return redirect(doel)
