"""The coach of a student who changes school or level (R8.9)."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from basis.http import ONGELDIG, fouten_melden
from begeleiding.models import Coach
from evaluaties.forms_doelen import CoachForm
from evaluaties.rules_doelen import mag_coach_kiezen
from evaluaties.services import doelen as services
from evaluaties.services.doeldraad import kijker_van
from kern.models import Student


def _student(request: HttpRequest, student: Student) -> Student:
    """Return a student for whom this person chooses coaches; strangers find nothing."""
    if kijker_van(request.user, student, timezone.localdate()) is None:
        raise Http404
    if not mag_coach_kiezen(request.user, student):
        raise PermissionDenied
    return student


@require_POST
def kiezen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tie a coach to a student."""
    rij = get_object_or_404(Student.objects.select_related("user", "school", "opleiding"), public_id=public_id)
    student = _student(request, rij)
    form = CoachForm(request.POST)
    if form.is_valid():
        schoon = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            services.wijs_coach_aan(
                student=student,
                user=schoon["email"],
                soort=schoon["soort"],
                van=schoon["van"],
                tot=schoon["tot"],
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, f"{schoon['email'].naam} is coach. De student en de coach krijgen een mail.")
            return redirect("doelen:student", student.public_id)
    return render(request, "doelen/coach.html", {"form": form, "student": student}, status=ONGELDIG)


@require_POST
def stoppen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End what a coach sees."""
    coach = get_object_or_404(Coach.objects.select_related("student__user", "user"), public_id=public_id)
    student = _student(request, coach.student)
    with fouten_melden(request) as fouten:
        services.beeindig_coach(coach=coach, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, f"{coach.user.naam} is geen coach meer.")
    return redirect("doelen:student", student.public_id)
