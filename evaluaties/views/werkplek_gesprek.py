"""Logging a talk behind the mailed link of a werkbegeleider."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import ONGELDIG
from begeleiding.forms import GesprekForm
from begeleiding.services.gesprekken import leg_gesprek_vast
from evaluaties.services import werkplek
from evaluaties.views.werkplek import als_werkbegeleider
from kern.models import Toegangslink, User


@als_werkbegeleider
@require_http_methods(["GET", "HEAD", "POST"])
def gesprek(request: HttpRequest, link: Toegangslink, user: User, token: str, public_id: UUID) -> HttpResponse:
    """Log a talk with an own student: the same form and service as after logging in."""
    at = timezone.now()
    plaatsing = werkplek.plaatsing_van(user, public_id)
    form = GesprekForm(request.POST or None, plaatsing=plaatsing, vandaag=timezone.localdate(at))
    if request.method == "POST" and form.is_valid():
        try:
            leg_gesprek_vast(
                plaatsing=plaatsing,
                gegevens=form.gegevens(),
                stappen=form.stappen(),
                by=user,
                at=at,
                sleutel=form.cleaned_data["sleutel"],
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, f"Het gesprek met {plaatsing.student} is vastgelegd.")
            return redirect("werkplek:start", token=token)
    context = {"link": link, "token": token, "plaatsing": plaatsing, "form": form}
    return render(request, "werkplek/gesprek.html", context, status=ONGELDIG if form.is_bound else 200)
