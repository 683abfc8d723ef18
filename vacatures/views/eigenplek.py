"""Places that students found: the list, one of them, and what the student does."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from kern.rules import alleen
from vacatures.enums import EigenPlekStatus
from vacatures.forms_eigenplek import EigenPlekForm, als_invoer
from vacatures.models import EigenPlek
from vacatures.models.eigenplek import BIJ_SCHOOL, OPEN
from vacatures.rules import DAGNAMEN, in_het_kort
from vacatures.rules_eigenplek import SOORT, WACHT_OP, is_van_student, mag_nakijken, mag_voorstellen, ziet_overzicht
from vacatures.services import eigenplek as diensten
from vacatures.services import lezen

PER_PAGINA = 50
KEUZES = (("open", "Nog open"), ("bij_school", "Bij de school"), *EigenPlekStatus.choices)


def plek_van(request: HttpRequest, public_id: str) -> EigenPlek:
    """Return the place when the person may see it (404)."""
    plek = get_object_or_404(EigenPlek.objects.visible_to(request.user).met_student(), public_id=public_id)
    if not ziet_overzicht(request.user):
        raise PermissionDenied
    return plek


def _eigen(request: HttpRequest, public_id: str) -> EigenPlek:
    plek = plek_van(request, public_id)
    if not is_van_student(request.user, plek):
        raise PermissionDenied
    return plek


@alleen(ziet_overzicht)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show a student the own proposals, the school those of its students."""
    student = request.user.heeft_rol("student")
    plekken = EigenPlek.objects.visible_to(request.user).met_student()
    keuze = request.GET.get("status", "" if student else "open")
    if keuze in EigenPlekStatus.values:
        plekken = plekken.filter(status=keuze)
    elif keuze in {"open", "bij_school"}:
        plekken = plekken.filter(status__in=OPEN if keuze == "open" else BIJ_SCHOOL).order_by("wacht_sinds", "pk")
    pagina = Paginator(plekken, PER_PAGINA).get_page(request.GET.get("pagina"))
    for plek in pagina.object_list:
        plek.soort = SOORT[plek.status]
    context = {"pagina": pagina, "student": student, "keuzes": KEUZES, "keuze": keuze}
    return render(request, "vacatures/eigenplek_lijst.html", context)


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one proposal: where it stands, who must act, and what happened."""
    plek = plek_van(request, public_id)
    mag = mag_nakijken(request.user, plek) and plek.status in OPEN
    eigen = is_van_student(request.user, plek)
    stappen = [
        {
            "moment": stap.at,
            "titel": stap.get_naar_display() if stap.van != stap.naar else "bericht",
            "tekst": stap.tekst,
            "wie": stap.by_naam,
            "soort": SOORT[stap.naar],
        }
        for stap in reversed(plek.stappen.all())
    ]
    context = {
        "plek": plek,
        "soort": SOORT[plek.status],
        "wacht_op": WACHT_OP.get(plek.status, ""),
        "wanneer": in_het_kort(plek.dagen, tuple(DAGNAMEN)),
        "stappen": stappen,
        "eigen": eigen,
        "mag_nakijken": mag,
        "mag_wijzigen": eigen and plek.status == EigenPlekStatus.VOORGESTELD,
        "mag_herinneren": (eigen or mag) and plek.status == EigenPlekStatus.VOORGESTELD,
        "mag_intrekken": eigen and plek.status in OPEN,
    }
    return render(request, "vacatures/eigenplek.html", context)


@alleen(mag_voorstellen)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Propose a place; what was typed stays on the device until it is sent."""
    student = lezen.student_van(request.user)
    if student is None:
        raise PermissionDenied
    form = EigenPlekForm(request.POST if request.method == "POST" else None, initial={"dagen": student.dagen.split()})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            plek = diensten.stel_voor(student=student, velden=form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, f"Verstuurd. {plek.contact_naam} krijgt een mail om het te bevestigen.")
            return redirect("eigenplek:detail", public_id=plek.public_id)
    context = {"form": form, "plek": None}
    return render(request, "vacatures/eigenplek_formulier.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mend a proposal that the leerbedrijf didn't confirm yet."""
    plek = _eigen(request, public_id)
    form = EigenPlekForm(request.POST if request.method == "POST" else None, initial=als_invoer(plek))
    if request.method == "POST" and form.is_valid():
        gezien = form.cleaned_data["versie"] or 0
        with fouten_melden(request, form) as fouten:
            diensten.wijzig(plek=plek, velden=form.velden(), gezien=gezien, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Bewaard. Je contactpersoon krijgt een nieuwe mail.")
            return redirect("eigenplek:detail", public_id=plek.public_id)
    context = {"form": form, "plek": plek}
    return render(request, "vacatures/eigenplek_formulier.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a proposal back, after asking."""
    plek = _eigen(request, public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            diensten.trek_in(plek=plek, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Je voorstel is ingetrokken.")
        return redirect("eigenplek:detail", public_id=plek.public_id)
    context = {
        "titel": "Voorstel intrekken?",
        "tekst": f"Je gaat dan niet verder met {plek.organisatie_naam}.",
        "ja": "Intrekken",
        "gevaar": True,
        "terug_url": reverse("eigenplek:detail", args=[plek.public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_POST
def herinneren(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mail the contact of the leerbedrijf once more."""
    plek = plek_van(request, public_id)
    with fouten_melden(request) as fouten:
        diensten.herinner_contact(plek=plek, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, f"Er gaat nog een mail naar {plek.contact_naam}.")
    return redirect("eigenplek:detail", public_id=plek.public_id)
