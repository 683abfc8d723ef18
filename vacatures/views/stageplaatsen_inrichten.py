"""Around one place: capacity from week to week, and its begeleiders."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.http import fouten_melden
from vacatures.forms_plaats import BegeleiderForm, WekenForm
from vacatures.models import Stageplaats
from vacatures.rules import mag_wijzigen
from vacatures.services import plaatsbegeleiders, weekcapaciteit


def _eigen(request: HttpRequest, public_id: UUID) -> Stageplaats:
    plaatsen = Stageplaats.objects.visible_to(request.user).met_leerbedrijf()
    plaats = get_object_or_404(plaatsen, public_id=public_id)
    if not mag_wijzigen(request.user, plaats):
        raise PermissionDenied
    return plaats


def _dag(tekst: str) -> date | None:
    try:
        return date.fromisoformat(tekst)
    except ValueError:
        return None


def _uuid(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def weken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the school year week by week, and set another capacity for a stretch of it."""
    plaats = _eigen(request, public_id)
    begin = {naam: request.GET.get(naam, "")[:120] for naam in ("begin", "eind", "reden") if request.GET.get(naam)}
    form = WekenForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            weekcapaciteit.zet_weken(plaats=plaats, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De capaciteit in die weken is bewaard.")
            return redirect("vacatures:weken", plaats.public_id)
    weeknummers, rijen = weekcapaciteit.weekkaart_van(plaats)
    context = {
        "plaats": plaats,
        "form": form,
        "weeknummers": weeknummers,
        "rijen": rijen,
        "afwijkend": plaats.weekcapaciteiten.all(),
        "vast": weekcapaciteit.vaste_stukken(plaats),
    }
    return render(request, "vacatures/weken.html", context, status=422 if form.errors else 200)


@require_POST
def weken_weg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let the usual capacity hold again in the stretch whose first day is posted."""
    plaats = _eigen(request, public_id)
    rij = get_object_or_404(plaats.weekcapaciteiten, begin=_dag(request.POST.get("begin", "")))
    with fouten_melden(request) as fouten:
        weekcapaciteit.haal_weken_weg(weken=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "In die weken geldt weer het gewone aantal.")
    return redirect("vacatures:weken", plaats.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def begeleiders(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the begeleiders of a place, and add or change one."""
    plaats = _eigen(request, public_id)
    at = timezone.now()
    mensen = plaatsbegeleiders.keuzes(plaats, op=timezone.localdate(at))
    form = BegeleiderForm(request.POST or None, mensen=mensen)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            plaatsbegeleiders.zet_begeleider(plaats=plaats, **form.cleaned_data, by=request.user, at=at)
        if not fouten:
            messages.success(request, "De begeleider is bewaard.")
            return redirect("vacatures:begeleiders", plaats.public_id)
    context = {"plaats": plaats, "form": form, "begeleiders": plaats.plaatsbegeleiders.select_related("user")}
    return render(request, "vacatures/begeleiders.html", context, status=422 if form.errors else 200)


@require_POST
def begeleider_weg(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the begeleider whose public id is posted from the place."""
    plaats = _eigen(request, public_id)
    rij = get_object_or_404(plaats.plaatsbegeleiders, user__public_id=_uuid(request.POST.get("wie", "")))
    with fouten_melden(request) as fouten:
        plaatsbegeleiders.haal_begeleider_weg(begeleider=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De begeleider hoort niet meer bij deze plek.")
    return redirect("vacatures:begeleiders", plaats.public_id)
