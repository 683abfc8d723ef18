"""A student ranks places; buttons only, so it works without JavaScript."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import veilige_next
from kern.models import Student
from matching.forms import PlaatsZoekForm
from matching.services import voorkeuren as dienst
from vacatures.models import Stageplaats

PER_PAGINA = 20


def _student(request: HttpRequest) -> Student:
    student = (
        Student.objects.filter(user=request.user).select_related("user", "school", "cluster").first()
        if request.user.heeft_rol("student")
        else None
    )
    if student is None:
        raise PermissionDenied
    return student


@require_http_methods(["GET", "HEAD", "POST"])
def voorkeuren(request: HttpRequest) -> HttpResponse:
    """Show the ranked list and the last result; POST moves a place up or down, or takes it off."""
    student = _student(request)
    if request.method == "POST":
        return _verander(request, student)
    return render(
        request,
        "matching/voorkeuren.html",
        {
            "student": student,
            "lijst": student.voorkeuren.select_related("stageplaats__afdeling__locatie__organisatie").order_by("rang"),
            "bevroren": dienst.bevroren_door(student),
            "uitslag": dienst.laatste_uitslag(student),
            "maximum": dienst.MAXIMUM,
        },
    )


def _verander(request: HttpRequest, student: Student) -> HttpResponse:
    at = timezone.now()
    plaats = get_object_or_404(
        Stageplaats.objects.filter(voorkeuren__student=student), public_id=_uuid(request.POST.get("plaats", ""))
    )
    try:
        if "weg" in request.POST:
            dienst.haal_voorkeur_weg(student=student, stageplaats=plaats, by=request.user, at=at)
        else:
            dienst.verplaats_voorkeur(
                student=student, stageplaats=plaats, omhoog="omhoog" in request.POST, by=request.user, at=at
            )
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect("matching:voorkeuren")


@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest) -> HttpResponse:
    """Search the places that are open to the student; POST puts one on the list."""
    student = _student(request)
    plaatsen = dienst.open_plaatsen(student, op=timezone.localdate())
    if request.method == "POST":
        return _voeg_toe(request, student)
    form = PlaatsZoekForm(request.GET)
    if form.is_valid():
        for woord in form.cleaned_data["q"].split()[:6]:
            plaatsen = plaatsen.filter(
                Q(naam__icontains=woord)
                | Q(afdeling__naam__icontains=woord)
                | Q(afdeling__locatie__plaats__icontains=woord)
                | Q(afdeling__locatie__organisatie__naam__icontains=woord)
            )
    pagina = Paginator(plaatsen.order_by("afdeling__locatie__organisatie__naam", "naam", "pk"), PER_PAGINA).get_page(
        request.GET.get("pagina")
    )
    return render(
        request,
        "matching/toevoegen.html",
        {
            "form": form,
            "pagina": pagina,
            "gekozen": set(student.voorkeuren.values_list("stageplaats_id", flat=True)),
            "bevroren": dienst.bevroren_door(student),
        },
    )


def _voeg_toe(request: HttpRequest, student: Student) -> HttpResponse:
    """Put a place that the student may see on the list, and go back to where the button stood."""
    plaats = get_object_or_404(
        Stageplaats.objects.visible_to(request.user), public_id=_uuid(request.POST.get("plaats", ""))
    )
    stond_er = student.voorkeuren.filter(stageplaats=plaats).exists()
    try:
        voorkeur = dienst.voeg_voorkeur_toe(student=student, stageplaats=plaats, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        al = "stond al" if stond_er else "staat"
        messages.success(request, f"{plaats} {al} op je lijst, op plek {voorkeur.rang}.")
    return redirect(veilige_next(request, "matching:voorkeuren"))


def _uuid(tekst: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(tekst)
    except ValueError:
        return None
