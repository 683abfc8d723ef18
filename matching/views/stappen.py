"""Making, changing, calculating and publishing a round."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from matching import rules
from matching.enums import RondeStatus
from matching.forms import RondeForm
from matching.models import Ronde
from matching.services.berekenen import start_berekening
from matching.services.publiceren import DIRECT_TOT, omvang, publiceer_ronde, vraag_publicatie_aan
from matching.services.ronde import bewaar_ronde, geldende_berekening
from matching.views.hulp import haal_beheerd


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a round."""
    if not rules.mag_rondes_maken(request.user):
        raise PermissionDenied
    return _formulier(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a round that isn't published."""
    return _formulier(request, haal_beheerd(request, public_id))


def _formulier(request: HttpRequest, ronde: Ronde | None) -> HttpResponse:
    form = RondeForm(request.POST or None, instance=ronde, user=request.user)
    if request.method == "POST" and form.is_valid():
        velden = {naam: form.cleaned_data[naam] for naam in RondeForm.Meta.fields}
        try:
            bewaard = bewaar_ronde(ronde=ronde, by=request.user, at=timezone.now(), **velden)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De ronde is bewaard.")
            return redirect("matching:ronde", bewaard.public_id)
    # A ModelForm writes into its instance: the page shows the round as it is.
    bestaand = Ronde.objects.get(pk=ronde.pk) if ronde else None
    return render(request, "matching/formulier.html", {"form": form, "ronde": bestaand})


@require_POST
def berekenen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a calculation, and follow it."""
    ronde = haal_beheerd(request, public_id)
    try:
        taak = start_berekening(ronde=ronde, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("matching:ronde", public_id)
    if taak.aangevraagd_door_id != request.user.pk:
        messages.info(request, "Een collega heeft deze berekening al gestart.")
        return redirect("matching:ronde", public_id)
    return redirect("taken:detail", taak.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def publiceren(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, with the number of mails, and publish."""
    at = timezone.now()
    ronde = haal_beheerd(request, public_id)
    berekening = geldende_berekening(ronde)
    if ronde.status == RondeStatus.GEPUBLICEERD:
        messages.info(request, "Deze ronde is al gepubliceerd.")
        return redirect("matching:ronde", public_id)
    if ronde.status != RondeStatus.BEREKEND or berekening is None:
        messages.error(request, "Reken de ronde eerst door. Daarna kunt u publiceren.")
        return redirect("matching:ronde", public_id)
    gevolg = omvang(ronde=ronde, berekening=berekening, at=at)
    if request.method == "POST":
        try:
            if gevolg.mails > DIRECT_TOT:
                taak = vraag_publicatie_aan(ronde=ronde, by=request.user, at=at)
                return redirect("taken:detail", taak.public_id)
            publiceer_ronde(ronde=ronde, by=request.user, at=at)
        except DomainError as fout:
            messages.error(request, fout.message)
        else:
            messages.success(request, "De ronde is gepubliceerd. De berichten worden verstuurd.")
        return redirect("matching:ronde", public_id)
    return render(request, "matching/publiceren.html", {"ronde": ronde, "berekening": berekening, "gevolg": gevolg})
