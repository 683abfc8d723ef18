"""One student in a round: the proposal with its why, and decisions by hand."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from kern.models import Student
from matching import rules
from matching.forms import PinForm
from matching.models import Ronde, Voorstel
from matching.services.ronde import geldende_berekening, haal_pin_weg, zet_pin
from matching.views.hulp import haal_beheerd
from vacatures.models import Stageplaats


@require_http_methods(["GET", "HEAD", "POST"])
def student(request: HttpRequest, public_id: uuid.UUID, student_id: uuid.UUID) -> HttpResponse:
    """Show one student in the round; POST pins, forbids or takes such a decision back."""
    ronde = haal_beheerd(request, public_id)
    studenten = (
        Student.objects.visible_to(request.user)
        .filter(school__in=ronde.scholen.all())
        .select_related("user", "school", "cluster", "opleiding")
    )
    gekozen = get_object_or_404(studenten, public_id=student_id)
    if request.method == "POST" and "weg" in request.POST:
        return _weg(request, ronde, gekozen)
    form = PinForm(request.POST or None, ronde=ronde, student=gekozen)
    if request.method == "POST" and form.is_valid():
        try:
            zet_pin(ronde=ronde, student=gekozen, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Uw keuze is bewaard. Reken de ronde opnieuw door.")
            return redirect("matching:ronde", public_id)
    return render(
        request,
        "matching/student.html",
        {
            "ronde": ronde,
            "student": gekozen,
            "voorstel": _voorstel(ronde, gekozen),
            "voorkeuren": gekozen.voorkeuren.select_related("stageplaats__afdeling__locatie__organisatie"),
            "pins": ronde.pins.filter(student=gekozen).select_related(
                "stageplaats__afdeling__locatie__organisatie", "door"
            ),
            "form": form if rules.is_bewerkbaar(ronde) else None,
        },
    )


def _voorstel(ronde: Ronde, gekozen: Student) -> Voorstel | None:
    berekening = geldende_berekening(ronde)
    if berekening is None:
        return None
    voorstellen = berekening.voorstellen.select_related("stageplaats__afdeling__locatie__organisatie")
    return voorstellen.filter(student=gekozen).first()


def _weg(request: HttpRequest, ronde: Ronde, gekozen: Student) -> HttpResponse:
    plaats = get_object_or_404(Stageplaats, public_id=_uuid(request.POST["weg"]), schooljaar_id=ronde.schooljaar_id)
    try:
        haal_pin_weg(ronde=ronde, student=gekozen, stageplaats=plaats, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De keuze is weggehaald. Reken de ronde opnieuw door.")
    return redirect("matching:student", ronde.public_id, gekozen.public_id)


def _uuid(tekst: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(tekst)
    except ValueError:
        return None
