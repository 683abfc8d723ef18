"""Rounds in which students are divided over the poule: the list, and a new one (R7.3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from begeleiding import rules_poule as rules
from begeleiding.forms_toewijzen import RondeForm
from begeleiding.models import Poulebegeleider, Toewijzingsronde
from begeleiding.services import toewijzen as services
from begeleiding.services.afwezigheid import geldig_op
from kern.rules import alleen

PER_PAGINA = 50


@alleen(rules.mag_poule_beheren)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the rounds, newest first, and how many students are covered for today."""
    rondes = (
        Toewijzingsronde.objects.visible_to(request.user)
        .select_related("gemaakt_door", "afwezige__user", "taak")
        .order_by("-gemaakt_op", "-pk")
    )
    context = {
        "pagina": pagina_van(request, rondes, PER_PAGINA),
        "waargenomen": geldig_op(timezone.localdate()).count(),
        "poule": Poulebegeleider.objects.exists(),
    }
    return render(request, "begeleiding/toewijzen/lijst.html", context)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Ask for a division, and follow it."""
    form = RondeForm(request.POST or None, vandaag=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            ronde = services.start_ronde(**form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            return redirect("taken:detail", ronde.taak.public_id)
    status = ONGELDIG if form.is_bound else 200
    return render(request, "begeleiding/toewijzen/nieuw.html", {"form": form}, status=status)
