"""One student in a proposal: why this supervisor, who else, and a choice by hand (R7.3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.http import ONGELDIG, fouten_melden
from begeleiding import rules_poule as rules
from begeleiding.forms_toewijzen import KeuzeForm, UitsluitForm
from begeleiding.models import Poulebegeleider, Toewijzing, Toewijzingsronde
from begeleiding.services import toewijzen_uitleg as uitleg
from begeleiding.services.toewijzen_hand import kies_begeleider, sluit_uit
from kern.rules import alleen


def toewijzing_of_404(request: HttpRequest, public_id: UUID) -> Toewijzing:
    """Return a student's row of a round that the person may see, with all that the page shows."""
    rijen = Toewijzing.objects.filter(ronde__in=Toewijzingsronde.objects.visible_to(request.user)).select_related(
        "ronde__afwezige__user",
        "begeleider__user",
        "vorige__user",
        "plaatsing__student__user",
        "plaatsing__student__opleiding",
        "plaatsing__student__cluster",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    return get_object_or_404(rijen, public_id=public_id)


@alleen(rules.mag_poule_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def student(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show why; POST chooses another supervisor, or nobody, with a reason."""
    rij = toewijzing_of_404(request, public_id)
    form = KeuzeForm(request.POST or None, toewijzing=rij)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            bezwaren = kies_begeleider(toewijzing=rij, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Uw keuze is bewaard en vastgezet.")
            for zin in bezwaren:
                messages.warning(request, zin)
            return redirect("toewijzen:student", public_id)
    context = {
        "rij": rij,
        "ronde": rij.ronde,
        "form": form,
        "waarom": uitleg.waarom(rij),
        "trechter": uitleg.trechter(rij),
        "alternatieven": uitleg.alternatieven(rij),
        "uitgesloten": Poulebegeleider.objects.filter(pk__in=rij.niet).select_related("user"),
    }
    return render(request, "begeleiding/toewijzen/student.html", context, status=ONGELDIG if form.is_bound else 200)


@alleen(rules.mag_poule_beheren)
@require_POST
def uitsluiten(request: HttpRequest, public_id: UUID, begeleider_id: UUID) -> HttpResponse:
    """Say that this student may not get this supervisor, or may again."""
    rij = toewijzing_of_404(request, public_id)
    begeleider = get_object_or_404(Poulebegeleider.objects.visible_to(request.user), public_id=begeleider_id)
    form = UitsluitForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Schrijf op waarom u dit kiest.")
    else:
        with fouten_melden(request) as fouten:
            keuze = {"uit": not form.cleaned_data["weer"], "reden": form.cleaned_data["reden"]}
            sluit_uit(toewijzing=rij, begeleider=begeleider, by=request.user, at=timezone.now(), **keuze)
        if not fouten:
            messages.success(request, "Dit is bewaard. Het telt mee als u de verdeling opnieuw laat berekenen.")
    return redirect("toewijzen:student", public_id)
