"""The proposal 'onvoldoende': the coordinator decides, the student reads what was decided and how to object (R6.6)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from evaluaties import rules
from evaluaties.forms_regelen import BesluitForm
from evaluaties.services.besluiten import (
    BEZWAAR_DAGEN,
    Besluitstand,
    besluit,
    besluitstand,
    kijk_vooruit_bij_herziening,
)
from evaluaties.services.voorstelgeschiedenis import geschiedenis
from evaluaties.views.gemeenschappelijk import plaatsing_of_404
from plaatsingen.models import Plaatsing


@require_http_methods(["GET", "HEAD", "POST"])
def voorstel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a proposal with everything that led to it; the coordinator decides here, the student reads the decision."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    student = rules.is_student_van(request.user, plaatsing)
    if not student and not rules.is_lezer_van(request.user, plaatsing):
        reden = "Alleen de student, school en de stagebegeleider zien een voorstel en een besluit."
        return render(request, "verslagen/geen_toegang.html", {"reden": reden, "mag_nood": False}, status=403)
    stand = besluitstand(plaatsing)
    if student:
        context = {"plaatsing": plaatsing, "stand": stand, "bezwaar_dagen": BEZWAAR_DAGEN}
        return render(request, "verslagen/besluit.html", context, status=405 if request.method == "POST" else 200)
    if request.method == "POST":
        return _besluit(request, plaatsing, stand, at)
    return _pagina(request, plaatsing, stand, _form(request, plaatsing, stand), at)


def _form(request: HttpRequest, plaatsing: Plaatsing, stand: Besluitstand) -> BesluitForm | None:
    """Return the form when this person has something to decide."""
    if not rules.mag_ladder_beheren(request.user, plaatsing) or not (stand.open or stand.herziening_nodig):
        return None
    return BesluitForm(request.POST or None, herziening=stand.herziening_nodig)


def _besluit(request: HttpRequest, plaatsing: Plaatsing, stand: Besluitstand, at: datetime) -> HttpResponse:
    if not rules.mag_ladder_beheren(request.user, plaatsing):
        reden = "Alleen de coördinator van de school van deze student beslist."
        return render(request, "verslagen/geen_toegang.html", {"reden": reden, "mag_nood": False}, status=403)
    form = BesluitForm(request.POST, herziening=stand.herziening_nodig)
    if not (stand.open or stand.herziening_nodig):
        form.fields.pop("zeker", None)  # somebody else was first: say that, not what was filled in wrongly
    if not form.is_valid():
        return _pagina(request, plaatsing, stand, form, at, status=422)
    schoon = form.cleaned_data
    try:
        besluit(
            plaatsing=plaatsing,
            oordeel=schoon["oordeel"],
            reden=schoon["reden"],
            gesproken_op=schoon["datum"] or (timezone.localdate(at) if schoon["gesproken"] else None),
            by=request.user,
            at=at,
        )
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("verslagen:voorstel", plaatsing.public_id)
    klaar = "Uw besluit is vastgelegd. De student krijgt bericht. Daarin staat ook hoe bezwaar maken kan."
    messages.success(request, klaar)
    return redirect("verslagen:voorstel", plaatsing.public_id)


def _pagina(  # noqa: PLR0917 - what the page shows
    request: HttpRequest,
    plaatsing: Plaatsing,
    stand: Besluitstand,
    form: BesluitForm | None,
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    rijen = geschiedenis(plaatsing)
    context = {
        "plaatsing": plaatsing,
        "stand": stand,
        "form": form,
        "verzuimen": [rij for rij in rijen if rij.telt],
        "teruggedraaid": [rij for rij in rijen if not rij.telt],
        "vooraf": kijk_vooruit_bij_herziening(plaatsing, request.user, at) if stand.herziening_nodig else None,
        "beheert": rules.mag_ladder_beheren(request.user, plaatsing),
        "bezwaar_dagen": BEZWAAR_DAGEN,
    }
    return render(request, "verslagen/voorstel.html", context, status=status)
