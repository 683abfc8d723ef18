"""One vacature as students and schools see it; former texts; reporting one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from vacatures.enums import VacatureStatus
from vacatures.forms_vacature import MeldForm
from vacatures.models import Vacature
from vacatures.rules import mag_melden, mag_modereren, mag_vacature_wijzigen
from vacatures.secties import vacature_secties_voor
from vacatures.services import lezen, vacature_lezen, vacature_melden
from vacatures.services.vacature import tel_weergave
from vacatures.services.vacature_controle import bezwaren
from vacatures.services.vacature_versies import versies_van

GEZIEN = "vacatures_gezien"  # in the session: who reloads is counted once
ONTHOUD = 100


def vacature_of_404(request: HttpRequest, public_id: UUID) -> Vacature:
    """Return the vacature when the person may see it."""
    return get_object_or_404(
        vacature_lezen.met_alles(Vacature.objects.te_lezen_door(request.user)), public_id=public_id
    )


def beeld(request: HttpRequest, vacature: Vacature) -> dict:
    """Return what the text of a vacature shows, on its page and in the preview."""
    op = timezone.localdate()
    naam, email, telefoon = vacature_lezen.contact_van(vacature)
    return {
        "vacature": vacature,
        "plaats": vacature.stageplaats,
        "stand": vacature_lezen.stand_van(vacature, op),
        "open": vacature_lezen.is_open(vacature, op),
        "contact": {"naam": naam, "email": email, "telefoon": telefoon},
        **vacature_lezen.feiten_van(vacature),
    }


def _solliciteer_url(vacature: Vacature) -> str:
    try:
        return reverse("sollicitaties:nieuw", args=[vacature.public_id])
    except NoReverseMatch:
        return ""


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a vacature: what you learn and do, when, what is asked, how to apply; to its owner also how it goes."""
    vacature = vacature_of_404(request, public_id)
    vandaag = timezone.localdate()
    student = lezen.student_van(request.user)
    mag = mag_vacature_wijzigen(request.user, vacature)
    context = beeld(request, vacature)
    if mag:
        vacature_lezen.met_cijfers([vacature], op=vandaag)
    redenen = lezen.past(student, vacature.stageplaats, op=vandaag) if student else []
    context |= {
        "student": student,
        "redenen": redenen,
        "bezwaren": bezwaren(vacature, op=vandaag) if mag and vacature.status == VacatureStatus.GEPUBLICEERD else [],
        "secties": vacature_secties_voor(request, vacature),
        "solliciteer_url": _solliciteer_url(vacature) if student and context["open"] else "",
        "mag_wijzigen": mag,
        "mag_melden": mag_melden(request.user, vacature),
        "mag_terugzetten": vacature.status == "verborgen" and mag_modereren(request.user),
        "tel": bool(student) and str(vacature.public_id) not in request.session.get(GEZIEN, []),
    }
    return render(request, "vacatures/vacature/detail.html", context)


@require_POST
def bekeken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Count that a student looked; once per login."""
    vacature = get_object_or_404(Vacature.objects.visible_to(request.user), public_id=public_id)
    gezien = request.session.get(GEZIEN, [])
    if request.user.heeft_rol("student") and str(vacature.public_id) not in gezien:
        tel_weergave(vacature=vacature)
        request.session[GEZIEN] = [*gezien, str(vacature.public_id)][-ONTHOUD:]
    return HttpResponse(status=204)


@require_safe
def versies(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the leerbedrijf and the bureau what the vacature said before, and what changed."""
    vacature = vacature_of_404(request, public_id)
    if not (mag_vacature_wijzigen(request.user, vacature) or mag_modereren(request.user)):
        raise PermissionDenied
    context = {"vacature": vacature, "versies": versies_van(vacature)}
    return render(request, "vacatures/vacature/versies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def melden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Report a vacature that is not right."""
    vacature = vacature_of_404(request, public_id)
    if not mag_melden(request.user, vacature):
        raise PermissionDenied
    form = MeldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            vacature_melden.meld_vacature(vacature=vacature, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Bedankt. Een coördinator kijkt ernaar. Je krijgt een mail met het antwoord.")
            return redirect("vacature:detail", vacature.public_id)
    context = {"form": form, "vacature": vacature}
    return render(request, "vacatures/vacature/melden.html", context, status=422 if form.errors else 200)
