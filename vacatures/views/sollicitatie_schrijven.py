"""Where a student writes an application, checks it and sends it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from basis.http import ONGELDIG
from kern.models import Student
from vacatures.forms_sollicitatie import MotivatieForm
from vacatures.models import Sollicitatie, Vacature
from vacatures.rules_sollicitatie import SCHRIJFBAAR
from vacatures.services import lezen
from vacatures.services import sollicitatie as service
from vacatures.services.sollicitatie_drukte import drukte_van, rustiger
from vacatures.services.sollicitatie_lezen import contact_van


def _student_en_vacature(request: HttpRequest, public_id: UUID) -> tuple[Student, Vacature]:
    """Return who applies and to what; 404 for who may not see the vacature, 403 for who is no student.

    A vacature that the student applied to already stays to be found, also when it closed.
    """
    student = lezen.student_van(request.user)
    zichtbaar = Vacature.objects.visible_to(request.user)
    if student is not None:
        eigen = Sollicitatie.objects.filter(student=student).values("vacature_id")
        zichtbaar = zichtbaar | Vacature.objects.filter(pk__in=eigen)
    vacature = get_object_or_404(zichtbaar.met_leerbedrijf(), public_id=public_id)
    if student is None:
        raise PermissionDenied
    return student, vacature


def _form(sollicitatie: Sollicitatie | None, data: Any = None, *, versie: int | None = None) -> MotivatieForm:
    begin = {"motivatie": sollicitatie.motivatie, "versie": sollicitatie.versie} if sollicitatie else {"versie": 0}
    if data is not None and versie is not None:
        data = data.copy()
        data["versie"] = versie
    return MotivatieForm(data, initial=begin)


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the motivation; a post keeps it and, when asked, goes on to the check before sending."""
    student, vacature = _student_en_vacature(request, public_id)
    huidig = service.lopende_van(student=student, vacature=vacature)
    if huidig is not None and huidig.status not in SCHRIJFBAAR:
        return redirect("sollicitaties:detail", huidig.public_id)
    form = _form(huidig, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _pagina(request, student, vacature, huidig, form)
    try:
        huidig = _bewaar(request, student, vacature, form)
    except service.Conflict as conflict:
        form = _form(conflict.sollicitatie, request.POST, versie=conflict.sollicitatie.versie)
        extra = {"conflict": conflict.message, "daar": conflict.sollicitatie, "status": 409}
        return _pagina(request, student, vacature, conflict.sollicitatie, form, **extra)
    except DomainError as fout:
        form.add_error(fout.field, fout.message)
    if request.POST.get("actie") == "nalezen" and form.is_valid():
        if huidig.motivatie:
            return redirect("sollicitaties:nalezen", public_id)
        form.add_error("motivatie", "Schrijf eerst waarom je deze plek wilt.")
    if form.errors:
        return _pagina(request, student, vacature, huidig, form)
    messages.success(request, "Je motivatie is bewaard.")
    return redirect("sollicitaties:nieuw", public_id)


def _bewaar(request: HttpRequest, student: Student, vacature: Vacature, form: MotivatieForm) -> Sollicitatie:
    return service.bewaar_motivatie(
        student=student,
        vacature=vacature,
        motivatie=form.cleaned_data["motivatie"],
        versie=form.versienummer,
        by=request.user,
        at=timezone.now(),
    )


def _pagina(
    request: HttpRequest,
    student: Student,
    vacature: Vacature,
    huidig: Sollicitatie | None,
    form: MotivatieForm,
    *,
    conflict: str = "",
    daar: Sollicitatie | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    reden = "" if huidig else service.waarom_niet_solliciteren(student=student, vacature=vacature, at=at)
    advies = huidig.stappen.filter(naar="terug").last() if huidig and huidig.status == "terug" else None
    context = {
        "vacature": vacature,
        "student": student,
        "sollicitatie": huidig,
        "form": form,
        "reden": reden,
        "advies": advies,
        "past_niet": lezen.past(student, vacature.stageplaats, op=timezone.localdate(at)),
        "conflict": conflict,
        "daar": daar,
        **_drukte(request, student, vacature),
    }
    return render(
        request, "sollicitaties/schrijven.html", context, status=ONGELDIG if form.errors and status == 200 else status
    )


def _drukte(request: HttpRequest, student: Student, vacature: Vacature) -> dict[str, Any]:
    drukte = drukte_van([vacature])[vacature.pk]
    anders = []
    if drukte.druk or drukte.vol:
        anders = rustiger(vacature=vacature, student=student, user=request.user, drukte=drukte, at=timezone.now())
    return {"drukte": drukte, "anders": anders}


@require_POST
def bewaren(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave: JSON {versie, tekst}; 409 with `fout` when another text was saved in between."""
    student, vacature = _student_en_vacature(request, public_id)
    form = MotivatieForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Deze tekst kan niet worden bewaard. Maak hem korter."}, status=ONGELDIG)
    try:
        huidig = _bewaar(request, student, vacature, form)
    except service.Conflict as conflict:
        return JsonResponse({"fout": conflict.message, "versie": conflict.sollicitatie.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    return JsonResponse({"versie": huidig.versie, "tekst": f"Opgeslagen om {timezone.localtime():%H:%M}"})


@require_http_methods(["GET", "HEAD", "POST"])
def nalezen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what will be sent, as the leerbedrijf will see it; a post sends it."""
    student, vacature = _student_en_vacature(request, public_id)
    huidig = service.lopende_van(student=student, vacature=vacature)
    if huidig is None or (huidig.status in SCHRIJFBAAR and not huidig.motivatie):
        return redirect("sollicitaties:nieuw", public_id)
    if huidig.status not in SCHRIJFBAAR:
        return redirect("sollicitaties:detail", huidig.public_id)
    at = timezone.now()
    if request.method == "POST":
        if request.POST.get("versie") != str(huidig.versie):
            messages.warning(request, "Je motivatie is intussen ergens anders veranderd. Lees hem nog een keer na.")
            return redirect("sollicitaties:nalezen", public_id)
        try:
            service.verstuur(sollicitatie=huidig, by=request.user, at=at)
        except DomainError as fout:
            messages.error(request, fout.message)
            return redirect("sollicitaties:nieuw", public_id)
        messages.success(request, "Je sollicitatie is verstuurd.")
        return redirect("sollicitaties:detail", huidig.public_id)
    context = {
        "vacature": vacature,
        "sollicitatie": huidig,
        "eerst_school": vacature.regie or huidig.status == "terug",
        "contact": contact_van(student, voor_leerbedrijf=True, op=timezone.localdate(at)),
        **_drukte(request, student, vacature),
    }
    return render(request, "sollicitaties/nalezen.html", context)
