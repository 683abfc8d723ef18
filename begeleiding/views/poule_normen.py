"""The norms of the poule, with their history (R7.1)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import fouten_melden
from begeleiding import rules_poule as rules
from begeleiding.capaciteit import reken
from begeleiding.forms_poule import NormForm
from begeleiding.models import Poulenorm
from begeleiding.services import poule_norm as services
from kern.rules import alleen

VOORBEELD = 10  # fte


@alleen(rules.mag_poule_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def normen(request: HttpRequest) -> HttpResponse:
    """Show the norms, newest first, with what 10 fte gives under each; the bureau sets the next one."""
    at = timezone.now()
    vandaag = timezone.localdate(at)
    mag = rules.mag_poule_beheren(request.user)
    rijen = list(Poulenorm.objects.select_related("gemaakt_door").order_by("-geldig_van"))
    nu = next((rij for rij in rijen if rij.geldig_van <= vandaag), None)
    if request.method == "POST" and not mag:
        return render(request, "403.html", status=403)
    form = NormForm(request.POST or None, norm=nu or Poulenorm(), vandaag=vandaag) if mag else None
    if form is not None and request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            services.stel_norm_in(
                geldig_van=schoon["geldig_van"],
                gegevens=form.gegevens(),
                reden=schoon["reden"],
                by=request.user,
                at=at,
            )
        if not fouten:
            messages.success(request, "De norm is bewaard. De planner rekent er vanaf die dag mee.")
            return redirect("poule:normen")
    context = {
        "rijen": [
            {
                "norm": rij,
                "uit": reken(services.als_norm(rij), VOORBEELD),
                "nu": rij is nu,
                "straks": rij.geldig_van > vandaag,
            }
            for rij in rijen
        ],
        "form": form,
        "standaard": reken(services.als_norm(None), VOORBEELD),
        "voorbeeld": VOORBEELD,
    }
    return render(request, "begeleiding/poule_normen.html", context, status=422 if form and form.errors else 200)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, nummer: int) -> HttpResponse:
    """Take back a norm that doesn't hold yet; `nummer` is its day as yyyymmdd."""
    norm = next((rij for rij in Poulenorm.objects.all() if f"{rij.geldig_van:%Y%m%d}" == str(nummer)), None)
    if norm is None:
        raise Http404
    if request.method != "POST":
        context = {
            "titel": f"De norm van {norm.geldig_van:%d-%m-%Y} intrekken?",
            "tekst": "De norm van daarvoor blijft dan gelden.",
            "ja": "Ja, intrekken",
            "terug_url": reverse("poule:normen"),
        }
        return render(request, "componenten/bevestigpagina.html", context)
    with fouten_melden(request) as fouten:
        services.trek_norm_in(norm=norm, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De norm is ingetrokken.")
    return redirect("poule:normen")
