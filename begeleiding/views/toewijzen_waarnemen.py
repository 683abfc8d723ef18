"""Cover: who takes over whose students, and arranging it when somebody is away (R7.3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from begeleiding import rules_poule as rules
from begeleiding.forms_toewijzen import WaarneemrondeForm
from begeleiding.models import Waarneming
from begeleiding.services import toewijzen as services
from begeleiding.services.afwezigheid import afwezig_zonder_waarnemer, regel_adres, zonder_waarnemer
from begeleiding.services.waarnemen import stop_waarneming
from kern.rules import alleen

PER_PAGINA = 50


@alleen(rules.mag_poule_beheren)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show covers that hold or will, and who is away without one."""
    vandaag = timezone.localdate()
    rijen = (
        Waarneming.objects.filter(tot__gte=vandaag, beeindigd_op__isnull=True)
        .select_related(
            "voor", "door", "plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie"
        )
        .order_by("van", "voor__achternaam", "door__achternaam", "pk")
    )
    weg = afwezig_zonder_waarnemer(zonder_waarnemer(vandaag))[:PER_PAGINA]
    afwezig = [{"weg": rij, "studenten": aantal, "url": regel_adres(rij, vandaag)} for rij, aantal in weg]
    context = {"pagina": pagina_van(request, rijen, PER_PAGINA), "afwezig": afwezig, "vandaag": vandaag}
    return render(request, "begeleiding/toewijzen/waarnemen.html", context)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Divide the students of who is away over the others, and follow it; the address may fill in who and when."""
    begin = {"afwezige": request.GET.get("begeleider", "")}
    begin |= {naam: dag for naam in ("peildatum", "tot") if (dag := _dag(request.GET.get(naam, "")))}
    form = WaarneemrondeForm(request.POST or None, initial=begin, vandaag=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            ronde = services.start_ronde(**form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            return redirect("taken:detail", ronde.taak.public_id)
    status = ONGELDIG if form.is_bound else 200
    return render(request, "begeleiding/toewijzen/waarnemen_nieuw.html", {"form": form}, status=status)


def _dag(tekst: str) -> object:
    try:
        return parse_date(tekst)
    except ValueError:
        return None


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def stoppen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a cover."""
    rij = get_object_or_404(Waarneming.objects.select_related("door"), public_id=public_id)
    if request.method != "POST":
        context = {
            "titel": "Deze waarneming stoppen?",
            "tekst": f"{rij.door} ziet deze stage dan niet meer.",
            "ja": "Ja, stoppen",
            "terug_url": redirect("toewijzen:waarnemen").url,
        }
        return render(request, "componenten/bevestigpagina.html", context)
    stop_waarneming(waarneming=rij, by=request.user, at=timezone.now())
    messages.success(request, "De waarneming is gestopt.")
    return redirect("toewijzen:waarnemen")
