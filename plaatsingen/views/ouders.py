"""Parents and guardians of a student, for the student and the school."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden, naar_pagina
from kern.models import Student, Vertegenwoordiger
from kern.services.vertegenwoordigers import haal_vertegenwoordiger_weg, leg_vertegenwoordiger_vast
from plaatsingen import rules
from plaatsingen.forms_ondertekenen import OuderForm


@require_http_methods(["GET", "HEAD", "POST"])
def ouders(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Show the parents and guardians of a student, and add one."""
    student = get_object_or_404(
        Student.objects.visible_to(request.user).select_related("user", "school"), public_id=student_id
    )
    mag = rules.mag_vertegenwoordiger_wijzigen(request.user, student)
    form = OuderForm(request.POST or None) if mag else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with fouten_melden(request, form) as fouten:
                leg_vertegenwoordiger_vast(student=student, by=request.user, at=timezone.now(), **form.cleaned_data)
            if not fouten:
                messages.success(request, "De ouder of voogd is toegevoegd.")
                return naar_pagina(request, "plaatsingen:ouders", student_id)
    context = {
        "student": student,
        "eigen": student.user_id == request.user.pk,
        "minderjarig": student.is_minderjarig(timezone.localdate()),
        "rijen": Vertegenwoordiger.objects.visible_to(request.user).filter(student=student, vervallen_op=None),
        "form": form,
        "mag": mag,
    }
    return render(request, "plaatsingen/ouders.html", context, status=ONGELDIG if form and form.is_bound else 200)


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Vertegenwoordiger:
    rijen = Vertegenwoordiger.objects.visible_to(request.user).filter(vervallen_op=None)
    rij = get_object_or_404(rijen.select_related("student__user", "student__school"), public_id=public_id)
    if not rules.mag_vertegenwoordiger_wijzigen(request.user, rij.student):
        raise PermissionDenied
    return rij


@require_http_methods(["GET", "HEAD", "POST"])
def wijzig(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the details of a parent or guardian."""
    rij = _haal(request, public_id)
    terug = reverse("plaatsingen:ouders", args=[rij.student.public_id])
    nu = {"naam": rij.naam, "relatie": rij.relatie, "email": rij.email, "telefoon": rij.telefoon}
    form = OuderForm(request.POST or None, initial=nu)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            leg_vertegenwoordiger_vast(
                student=rij.student, bestaand=rij, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        if not fouten:
            messages.success(request, "De gegevens zijn bewaard.")
            return naar_pagina(request, terug)
    context = {"titel": f"Gegevens van {rij.naam}", "ja": "Bewaren", "formulier": form, "terug_url": terug}
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def weg(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a parent or guardian off the list."""
    rij = _haal(request, public_id)
    terug = reverse("plaatsingen:ouders", args=[rij.student.public_id])
    if request.method == "POST":
        haal_vertegenwoordiger_weg(vertegenwoordiger=rij, by=request.user, at=timezone.now())
        messages.success(request, f"{rij.naam} is weggehaald.")
        return naar_pagina(request, terug)
    context = {
        "titel": f"{rij.naam} weghalen?",
        "tekst": "Deze persoon kan dan niet meer meetekenen. Wat al is getekend, blijft geldig.",
        "ja": "Weghalen",
        "gevaar": True,
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context)
