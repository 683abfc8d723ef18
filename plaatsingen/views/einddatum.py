"""Another last day for a placement."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from basis.nederlands import long_date
from plaatsingen import rules
from plaatsingen.forms import EinddatumForm
from plaatsingen.services.einddatum import wijzig_einddatum
from plaatsingen.views.hulp import haal


@require_http_methods(["GET", "HEAD", "POST"])
def wijzig(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for the last day and why (GET) and write it (POST); a refusal keeps what was typed."""
    plaatsing = haal(request, public_id)
    if not rules.mag_einddatum_wijzigen(request.user, plaatsing):
        raise PermissionDenied
    form = EinddatumForm(request.POST or None, initial={"einddatum": plaatsing.einddatum})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            nu = wijzig_einddatum(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, f"Bewaard. De laatste dag is {long_date(nu.einddatum)}.")
            return redirect("plaatsingen:detail", public_id)
    context = {"plaatsing": plaatsing, "form": form}
    return render(request, "plaatsingen/einddatum.html", context, status=ONGELDIG if form.is_bound else 200)
