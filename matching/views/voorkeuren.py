"""A student ranks places; buttons only, so it works without JavaScript."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.http import is_htmx, veilige_next
from kern.models import Student
from matching.forms import PlaatsZoekForm
from matching.services import voorkeuren as dienst
from matching.services import wensen
from matching.services.uitslag_student import uitslag_van
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


def _stand(student: Student, *, at: datetime) -> dict[str, Any]:
    """What every page of the list says: whether it is fixed and by what, and until when it is open."""
    bevroren, gesloten = dienst.bevroren_door(student), dienst.gesloten_door(student, at=at)
    open_tot = next((ronde.voorkeuren_tot for ronde in dienst.rondes_van(student, at=at) if ronde.voorkeuren_tot), None)
    vast = bool(bevroren or gesloten)
    return {"bevroren": bevroren, "gesloten": gesloten, "vast": vast, "open_tot": None if vast else open_tot}


def _lijst(student: Student) -> list[wensen.Wens]:
    rijen = student.voorkeuren.select_related(
        "stageplaats__afdeling__locatie__organisatie", "stageplaats__schooljaar"
    ).order_by("rang", "pk")
    return wensen.bekijk(student, [rij.stageplaats for rij in rijen])


@require_http_methods(["GET", "HEAD", "POST"])
def voorkeuren(request: HttpRequest) -> HttpResponse:
    """Show the ranked list and the last result; POST moves a place, or takes it off."""
    student = _student(request)
    if request.method == "POST":
        return _verander(request, student)
    context = {
        "student": student,
        "wensen": _lijst(student),
        "uitslag": uitslag_van(student),
        "maximum": dienst.MAXIMUM,
        **_stand(student, at=timezone.now()),
    }
    return render(request, "matching/voorkeuren.html", context)


def _verander(request: HttpRequest, student: Student) -> HttpResponse:
    at = timezone.now()
    plaats = get_object_or_404(
        Stageplaats.objects.filter(voorkeuren__student=student), public_id=_uuid(request.POST.get("plaats", ""))
    )
    wie: dict[str, Any] = {"student": student, "stageplaats": plaats, "by": request.user, "at": at}
    try:
        if "weg" in request.POST:
            dienst.haal_voorkeur_weg(**wie)
            gezegd = f"{plaats} is van je lijst."
        else:
            naar = request.POST.get("naar", "")
            hoe = {"naar": int(naar[:4])} if naar.isdecimal() else {"omhoog": "omhoog" in request.POST}
            gezegd = f"{plaats} staat nu op plek {dienst.verplaats_voorkeur(**wie, **hoe)}."
    except DomainError as fout:
        if not is_htmx(request):
            messages.error(request, fout.message)
            return redirect("matching:voorkeuren")
        gezegd = fout.message
    if not is_htmx(request):
        return redirect("matching:voorkeuren")
    context = {"wensen": _lijst(student), "aankondiging": gezegd, **_stand(student, at=at)}
    return render(request, "matching/_ranglijst.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest) -> HttpResponse:
    """Search the places that are open to the student; POST puts one on the list."""
    student = _student(request)
    plaatsen = dienst.open_plaatsen(student, op=timezone.localdate())
    if request.method == "POST":
        return _voeg_toe(request, student)
    form = PlaatsZoekForm(request.GET)
    if form.is_valid():
        plaatsen = plaatsen.zoek(form.cleaned_data["q"])
    ids = wensen.sorteer(student, plaatsen, form.cleaned_data.get("volgorde", ""))
    pagina = Paginator(ids, PER_PAGINA).get_page(request.GET.get("pagina"))
    op_pk = plaatsen.in_bulk(list(pagina.object_list))
    pagina.object_list = [op_pk[pk] for pk in pagina.object_list]
    rangen = dict(student.voorkeuren.values_list("stageplaats_id", "rang"))
    return render(
        request,
        "matching/toevoegen.html",
        {
            "form": form,
            "pagina": pagina,
            "wensen": wensen.bekijk(student, pagina.object_list, rangen=rangen),
            **_stand(student, at=timezone.now()),
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
