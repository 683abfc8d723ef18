"""Logging a talk behind the mailed link of a werkbegeleider, also from a phone whose connection comes and goes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import ONGELDIG
from begeleiding.forms import GesprekForm, mensen_van
from begeleiding.services.gesprekken import leg_gesprek_vast
from evaluaties.services import werkplek
from evaluaties.views.werkplek import als_werkbegeleider
from kern.models import Toegangslink, User
from plaatsingen.models import Plaatsing

GEVOUWEN = ("datum", "vorm", "aanwezig", "anderen")


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
            return _klaar(request, plaatsing, token)
    erbij = _erbij(plaatsing, user)
    if not form.is_bound:
        form.initial["aanwezig"] = erbij
    context = {
        "link": link,
        "token": token,
        "plaatsing": plaatsing,
        "form": form,
        "wie": " en ".join(erbij),
        "bij_open": any(form.errors.get(naam) for naam in GEVOUWEN),
    }
    return render(request, "werkplek/gesprek.html", context, status=ONGELDIG if form.is_bound else 200)


def _erbij(plaatsing: Plaatsing, user: User) -> list[str]:
    """Return who stands ready as present: the student and who has the link, as the form names them."""
    eigen = "tweede werkbegeleider" if plaatsing.tweede_begeleider_id == user.pk else "werkbegeleider"
    return [tekst for rol, tekst in mensen_van(plaatsing) if rol in {"student", eigen}]


def _klaar(request: HttpRequest, plaatsing: Plaatsing, token: str) -> HttpResponse:
    """Go to the students; a form that was kept on a device is only told where."""
    messages.success(request, f"Het gesprek met {plaatsing.student} is vastgelegd.")
    if request.headers.get("X-Requested-With") == "later-versturen":
        return JsonResponse({"url": reverse("werkplek:start", args=[token])})
    return redirect("werkplek:start", token=token)
