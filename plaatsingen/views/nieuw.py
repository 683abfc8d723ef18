"""Placing a student by hand, in three steps: who, where and when, and the rest."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from kern.models import Student
from kern.rules import alleen
from plaatsingen.forms_nieuw import PlaatsingForm, PlekZoekForm, WanneerForm
from plaatsingen.rules import mag_plaatsen, mag_student_plaatsen
from plaatsingen.services.kandidaten import plekken_voor, studenten_voor, voorstel_voor_tijd
from plaatsingen.services.maken import maak_plaatsing
from plaatsingen.views.hulp import waarschuw_voor_last
from vacatures.models import Stageplaats

PER_PAGINA = 20
NIET_PASSEND = 10


def _student(request: HttpRequest, student_id: uuid.UUID) -> Student:
    """Return the student; 404 for whoever may not see them, 403 for whoever may not place them."""
    student = get_object_or_404(
        Student.objects.visible_to(request.user).select_related("user", "school", "cluster", "opleiding"),
        public_id=student_id,
    )
    if not mag_student_plaatsen(request.user, student):
        raise PermissionDenied
    return student


def _stappen(student: Student | None = None, vraag: str = "") -> list[Any]:
    """Return the steps of this page, each with its address once one can go back to it."""
    nieuw = reverse("plaatsingen:nieuw")
    plek = f"{reverse('plaatsingen:nieuw_plek', args=[student.public_id])}{vraag}" if student else ""
    return [("Student", nieuw) if student else "Student", ("Plek", plek) if vraag else "Plek", "Afspraken"]


@alleen(mag_plaatsen)
@require_safe
def student(request: HttpRequest) -> HttpResponse:
    """Choose who; those without a place come first."""
    zoek = request.GET.get("q", "").strip()[:100]
    rijen = studenten_voor(user=request.user, op=timezone.localdate(), q=zoek)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {"pagina": pagina, "studenten": pagina.object_list, "zoek": zoek, "stappen": _stappen()}
    return render(request, "plaatsingen/nieuw_student.html", context)


@alleen(mag_plaatsen)
@require_safe
def plek(request: HttpRequest, student_id: uuid.UUID) -> HttpResponse:
    """Choose when, and one of the places that fit then."""
    student = _student(request, student_id)
    gevraagd = "begindatum" in request.GET
    voorstel = request.GET if gevraagd else voorstel_voor_tijd(student, op=timezone.localdate())
    form = PlekZoekForm(voorstel, student=student)
    context: dict[str, Any] = {"student": student, "form": form, "stappen": _stappen(student), "plekken": None}
    if form.is_valid():
        plekken = plekken_voor(
            student=student, aanvraag=form.aanvraag(student), user=request.user, q=form.cleaned_data["q"]
        )
        tijd = {veld: form.cleaned_data[veld] for veld in ("begindatum", "einddatum")}
        codes = {veld: form.cleaned_data[veld].split() for veld in ("periodes", "dagen")}
        if vorm := form.cleaned_data.get("vorm"):
            codes["vorm"] = [vorm.code]
        context |= {
            "plekken": plekken,
            "pagina": Paginator(plekken.passend, PER_PAGINA).get_page(request.GET.get("pagina")),
            "niet": plekken.niet[:NIET_PASSEND],
            "vraag": "?" + urlencode(tijd | codes, doseq=True),
        }
    elif not gevraagd:
        context["form"] = PlekZoekForm(initial=form.data, student=student)
    return render(request, "plaatsingen/nieuw_plek.html", context)


@alleen(mag_plaatsen)
@require_http_methods(["GET", "HEAD", "POST"])
def afspraken(request: HttpRequest, student_id: uuid.UUID, public_id: uuid.UUID) -> HttpResponse:
    """Check the time, choose the werkbegeleider, and make the placement; a refusal keeps what was typed."""
    student = _student(request, student_id)
    plaatsen = Stageplaats.objects.visible_to(request.user).met_leerbedrijf().select_related("begeleider")
    plaats = get_object_or_404(plaatsen, public_id=public_id)
    gekozen = request.GET if "begindatum" in request.GET else voorstel_voor_tijd(student, op=timezone.localdate())
    begin = {veld: _waarde(gekozen, veld) for veld in WanneerForm.base_fields}
    form = PlaatsingForm(request.POST or None, plaats=plaats, student=student, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            plaatsing = maak_plaatsing(
                student=student, stageplaats=plaats, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        if not fouten:
            messages.success(request, "De plaatsing is gemaakt. De student ziet dat pas als u de plek aanbiedt.")
            waarschuw_voor_last(request, plaatsing)
            return redirect("plaatsingen:detail", plaatsing.public_id)
    context = {
        "student": student,
        "plaats": plaats,
        "form": form,
        "stappen": _stappen(student, f"?{request.GET.urlencode()}" if request.GET else "?"),
    }
    return render(request, "plaatsingen/nieuw.html", context, status=ONGELDIG if form.is_bound else 200)


def _waarde(gegevens: Any, veld: str) -> Any:
    """Return what the address or the proposal says of one field: a list where several can be chosen."""
    if veld in {"periodes", "dagen"} and hasattr(gegevens, "getlist"):
        return gegevens.getlist(veld)
    return gegevens.get(veld)
