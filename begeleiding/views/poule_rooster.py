"""Absence and bookings of a supervisor: small forms on the page of that person (R7.2, R7.3)."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.http import fouten_melden
from begeleiding import rules_poule as rules
from begeleiding.forms_poule import AfwezigForm, InzetForm
from begeleiding.models import Afwezigheid, Inzet
from begeleiding.services import poule as services
from begeleiding.services.afspraken import gesprekken_in
from begeleiding.views.poule import begeleider_of_404, gegevens_van
from kern.rules import alleen


@require_POST
def afwezig(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell when a supervisor is away."""
    rij = begeleider_of_404(request, public_id)
    if not rules.mag_afwezig_melden(request.user, rij):
        raise PermissionDenied
    form = AfwezigForm(request.POST, prefix="afwezig")
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            weg = services.meld_afwezig(begeleider=rij, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De afwezigheid is bewaard. De planner rekent er meteen mee.")
            _waarschuw_voor_gesprekken(request, weg)
            return redirect("poule:begeleider", rij.public_id)
    context = gegevens_van(request, rij, afwezig_form=form)
    return render(request, "begeleiding/poule_begeleider.html", context, status=422)


def _waarschuw_voor_gesprekken(request: HttpRequest, weg: Afwezigheid) -> None:
    """Say how many talks stand in the calendar in those days: nobody moves them by itself."""
    aantal = gesprekken_in(weg, at=timezone.now()).count()
    if aantal:
        staan = "staat nog 1 gesprek" if aantal == 1 else f"staan nog {aantal} gesprekken"
        anders = "Verzet wat moet, of laat het bureau een waarnemer regelen: die neemt de gesprekken over."
        messages.warning(request, f"In deze dagen {staan} in de agenda. {anders}")


@require_http_methods(["GET", "HEAD", "POST"])
def terug(request: HttpRequest, public_id: UUID, afwezig_id: UUID) -> HttpResponse:
    """Somebody is back: yesterday was the last day away."""
    rij = begeleider_of_404(request, public_id)
    weg = Afwezigheid.objects.select_related("begeleider__user").filter(begeleider=rij, public_id=afwezig_id).first()
    if weg is None:
        raise Http404
    if not rules.mag_afwezig_melden(request.user, rij):
        raise PermissionDenied
    if request.method != "POST":
        return _bevestig(
            request, rij.public_id, "Is deze begeleider terug?", "Vandaag telt weer als werkdag.", "Ja, terug"
        )
    gisteren = timezone.localdate() - timedelta(days=1)
    with fouten_melden(request) as fouten:
        services.is_terug(afwezig=weg, tot=gisteren, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De afwezigheid is afgelopen.")
    return redirect("poule:begeleider", rij.public_id)


@alleen(rules.mag_poule_beheren)
@require_POST
def inzet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Book hours; other work than supervision is refused, or stays as a warning."""
    rij = begeleider_of_404(request, public_id)
    form = InzetForm(request.POST, prefix="inzet")
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.boek_inzet(begeleider=rij, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De uren zijn geboekt.")
            return redirect("poule:begeleider", rij.public_id)
    context = gegevens_van(request, rij, inzet_form=form)
    return render(request, "begeleiding/poule_begeleider.html", context, status=422)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def inzet_stoppen(request: HttpRequest, public_id: UUID, inzet_id: UUID) -> HttpResponse:
    """End a booking."""
    rij = begeleider_of_404(request, public_id)
    boeking = Inzet.objects.filter(begeleider=rij, public_id=inzet_id).first()
    if boeking is None:
        raise Http404
    if request.method != "POST":
        return _bevestig(request, rij.public_id, "Deze boeking stoppen?", "De uren komen vandaag vrij.", "Ja, stoppen")
    services.stop_inzet(inzet=boeking, by=request.user, at=timezone.now())
    messages.success(request, "De boeking is gestopt.")
    return redirect("poule:begeleider", rij.public_id)


def _bevestig(request: HttpRequest, public_id: UUID, titel: str, tekst: str, ja: str) -> HttpResponse:
    adres = redirect("poule:begeleider", public_id).url
    context = {"titel": titel, "tekst": tekst, "ja": ja, "terug_url": adres}
    return render(request, "componenten/bevestigpagina.html", context)
