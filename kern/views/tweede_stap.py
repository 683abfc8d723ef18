"""A beheerder takes away the second login step of somebody who can't get in any more."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from kern.forms import TweedeStapWissenForm
from kern.models import User
from kern.rules import alleen, mag_beheren
from kern.services.tweede_stap import tweede_stap_van, wis_tweede_stap


@alleen(mag_beheren)
@require_http_methods(["GET", "HEAD", "POST"])
def wissen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask why (GET) and take the second step away (POST)."""
    user = get_object_or_404(User.objects.visible_to(request.user), public_id=public_id)
    form = TweedeStapWissenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            wis_tweede_stap(user=user, reden=form.cleaned_data["reden"], by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, f"De tweede stap van {user.naam} is gewist. {user.naam} krijgt een mail.")
            return redirect("beheer:persoon", user.public_id)
    context = {"persoon": user, "form": form, "heeft": tweede_stap_van(user), "zelf": user == request.user}
    return render(request, "beheer/tweede_stap.html", context, status=ONGELDIG if form.is_bound else 200)
