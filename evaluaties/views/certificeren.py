"""School certifies a class for one act, and withdraws a certificate (R5.6)."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, fouten_melden
from basis.nederlands import count_noun
from basis.paginering import pagina_van
from evaluaties import rules_handelingen as rules
from evaluaties.forms_handelingen import CertificeerForm, IntrekForm, StudentFilter
from evaluaties.models import Handeling, Handelingscertificaat
from evaluaties.services.certificeren import HOOGSTENS, geef_certificaten, trek_certificaat_in
from kern.models import Student, User
from kern.models.student import StudentQuerySet
from kern.rules import alleen

PER_PAGINA = 100


def _eigen(user: User) -> StudentQuerySet:
    """Students that this person certifies."""
    scholen = user.organisatie_ids_als("coordinator")
    zichtbaar = Student.objects.visible_to(user).filter(vertrokken_op__isnull=True)
    docent = zichtbaar.filter(stagedocent=user) if user.heeft_rol("stagedocent") else zichtbaar.none()
    return zichtbaar.filter(school_id__in=scholen) | docent


@alleen(rules.mag_certificeren)
@require_http_methods(["GET", "HEAD", "POST"])
def certificeren(request: HttpRequest) -> HttpResponse:
    """Choose an act and tick who can do it; who has a certificate that holds is marked."""
    op = timezone.localdate()
    eigen = _eigen(request.user)
    filterform = StudentFilter(request.GET, rijen=eigen)
    handelingen = Handeling.objects.geldig_op(op).filter(opleidingen__in=eigen.values("opleiding")).distinct()
    begin = {"handeling": request.GET.get("handeling", ""), "afgegeven_op": op}
    form = CertificeerForm(request.POST or None, handelingen=handelingen, initial=begin)
    gekozen = request.POST.getlist("student")[:HOOGSTENS]
    if request.method == "POST" and form.is_valid():
        studenten = eigen.filter(public_id__in=[sleutel for sleutel in gekozen if _is_uuid(sleutel)])
        with fouten_melden(request, form) as fouten:
            nieuw = geef_certificaten(studenten=studenten, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            handeling = form.cleaned_data["handeling"]
            wie = count_noun(nieuw, "student heeft", "studenten hebben")
            messages.success(request, f"{wie} nu een certificaat voor: {handeling}.")
            return redirect("handelingen:lijst")
    studenten = filterform.gekozen().select_related("user", "school", "opleiding", "cluster")
    pagina = pagina_van(request, studenten, PER_PAGINA)
    code = request.POST.get("handeling") or begin["handeling"]
    heeft = Handelingscertificaat.objects.geldig_op(op).filter(
        student__in=[student.pk for student in pagina.object_list], handeling__code=code
    )
    context = {
        "filter": filterform,
        "form": form,
        "pagina": pagina,
        "gekozen": gekozen,
        "heeft": {rij.student_id: rij for rij in heeft},
    }
    return render(request, "handelingen/certificeren.html", context, status=ONGELDIG if form.is_bound else 200)


def _is_uuid(tekst: str) -> bool:
    try:
        uuid.UUID(tekst)
    except ValueError:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraw a certificate, with a reason."""
    certificaat = get_object_or_404(
        Handelingscertificaat.objects.filter(
            student__in=Student.objects.visible_to(request.user).values("pk")
        ).select_related("student__user", "handeling", "door"),
        public_id=public_id,
    )
    if not rules.mag_student_certificeren(request.user, certificaat.student):
        raise PermissionDenied
    form = IntrekForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            trek_certificaat_in(certificaat=certificaat, **form.cleaned_data, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het certificaat is ingetrokken.")
            return redirect("handelingen:student", certificaat.student.public_id)
    context = {"certificaat": certificaat, "form": form}
    return render(request, "handelingen/intrekken.html", context, status=ONGELDIG if form.is_bound else 200)
