"""The list of placements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, tabel_response
from plaatsingen.filters import PlaatsingFilter, sorteer
from plaatsingen.models import Plaatsing
from plaatsingen.rules import leidt_op, mag_plaatsen
from plaatsingen.tables import PLAATSING_KOLOMMEN

PER_PAGINA = 50


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the placements that the person may see, filtered and sorted; `?formaat=` downloads them (R3.6)."""
    filterset = PlaatsingFilter(
        request.GET, queryset=Plaatsing.objects.visible_to(request.user).met_betrokkenen(), request=request
    )
    rijen = sorteer(filterset.qs, request.GET.get("sorteer", ""))
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Plaatsingen", PLAATSING_KOLOMMEN, rijen, op=timezone.localdate())
    pagina = pagina_van(request, rijen, PER_PAGINA)
    is_student = request.user.heeft_rol("student")
    if is_student:
        filterset.form.fields.clear()
    return render(
        request,
        "plaatsingen/lijst.html",
        {
            "filter": filterset,
            "pagina": pagina,
            "gefilterd": any(request.GET.get(naam) for naam in filterset.filters),
            "is_student": is_student,
            "mag_plaatsen": mag_plaatsen(request.user),
            "leidt_op": leidt_op(request.user),
            "mag_uren_bevestigen": request.user.heeft_rol("werkbegeleider", "praktijkopleider"),
        },
    )
