"""The table of states; the lists of who may not start and who looks for a place; what a school wants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import ONGELDIG
from basis.paginering import pagina_van
from kern.models import Organisatie
from kern.rules import alleen
from plaatsingen.enums import OVERGANGEN, STAPPEN, STATUS_SOORT, PlaatsingStatus, Startregel, Wie
from plaatsingen.forms_verloop import AfsprakenForm
from plaatsingen.models import Plaatsing
from plaatsingen.models.verloop import Verloopinstelling
from plaatsingen.rules import mag_plaatsen
from plaatsingen.services import instellingen, startcheck
from plaatsingen.services.vervolg import zonder_plek

PER_PAGINA = 50


@require_safe
def statussen(request: HttpRequest) -> HttpResponse:
    """Show the one table of states, made from the code: from where, to where, who and when (R5.1)."""
    context = {
        "statussen": [
            {
                "naam": van.label,
                "soort": STATUS_SOORT[van],
                "stappen": [
                    {
                        "naar": naar.label,
                        "soort": STATUS_SOORT[naar],
                        "wie": ", ".join(wie.label for wie in Wie if wie in STAPPEN[van, naar].wie),
                        "wanneer": STAPPEN[van, naar].wanneer,
                    }
                    for naar in PlaatsingStatus
                    if naar in OVERGANGEN[van]
                ],
            }
            for van in PlaatsingStatus
        ]
    }
    return render(request, "plaatsingen/statussen.html", context)


@alleen(mag_plaatsen)
@require_safe
def startklaar(request: HttpRequest) -> HttpResponse:
    """Show whose stage begins within two weeks and may not start yet, and why."""
    op = timezone.localdate()
    zichtbaar = Plaatsing.objects.visible_to(request.user).met_betrokkenen()
    rijen = startcheck.niet_startklaar(zichtbaar, op=op).order_by("begindatum", "pk")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    redenen = startcheck.mankementen_van(pagina.object_list)
    scholen = {plaatsing.student.school_id for plaatsing in pagina.object_list}
    streng = set(
        Verloopinstelling.objects.filter(school__in=scholen, start=Startregel.BLOKKEREN).values_list(
            "school", flat=True
        )
    )
    regels = [
        {"plaatsing": rij, "redenen": redenen[rij.pk], "blokkeert": rij.student.school_id in streng}
        for rij in pagina.object_list
        if redenen[rij.pk]
    ]
    return render(request, "plaatsingen/startklaar.html", {"pagina": pagina, "regels": regels, "vandaag": op})


@alleen(mag_plaatsen)
@require_safe
def zoekt_plek(request: HttpRequest) -> HttpResponse:
    """Show the students whose stage ended early and who look for another place."""
    pagina = pagina_van(request, zonder_plek(user=request.user, op=timezone.localdate()), PER_PAGINA)
    return render(request, "plaatsingen/zoekt_plek.html", {"pagina": pagina})


@alleen(mag_plaatsen)
@require_http_methods(["GET", "HEAD", "POST"])
def afspraken(request: HttpRequest) -> HttpResponse:
    """Say per school what holds the start of a stage, and how long the time to think is."""
    scholen = instellingen.eigen_scholen(request.user)
    kenmerk = (request.POST if request.method == "POST" else request.GET).get("school", "")
    school = next((rij for rij in scholen if str(rij.public_id) == kenmerk), scholen[0] if len(scholen) == 1 else None)
    if school is None:
        return render(request, "plaatsingen/afspraken_scholen.html", {"scholen": _met_stand(scholen)})
    rij = Verloopinstelling.objects.filter(school=school).first()
    form = AfsprakenForm(request.POST or None, instance=rij or Verloopinstelling(school=school))
    if request.method == "POST" and form.is_valid():
        instellingen.leg_vast_voor(school=school, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, f"De afspraken van {school} zijn bewaard.")
        return redirect("plaatsingen:afspraken")
    context = {"school": school, "form": form, "meer": len(scholen) > 1}
    return render(request, "plaatsingen/afspraken.html", context, status=ONGELDIG if form.is_bound else 200)


def _met_stand(scholen: list[Organisatie]) -> list[tuple[Organisatie, str]]:
    rijen = {rij.school_id: rij.get_start_display() for rij in Verloopinstelling.objects.filter(school__in=scholen)}
    return [(school, rijen.get(school.pk, Startregel.WAARSCHUWEN.label)) for school in scholen]
