"""Searching vacatures: a list with a map."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vacatures.forms_zoeken import BewaarForm, ZoekForm, in_woorden, met_eigen
from vacatures.kaart import MEEST, teken
from vacatures.rules import mag_aanbieden
from vacatures.services import lezen, zoeken


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the vacatures that the person may see and react to, by fit, distance or date, with a map."""
    op = timezone.localdate()
    student = lezen.student_van(request.user)
    zichtbaar = zoeken.open_vacatures(request.user, op=op)
    form = ZoekForm(met_eigen(request.GET, student), student=student, zichtbaar=zichtbaar)
    vraag = form.vraag()
    treffers = zoeken.zoek(user=request.user, vraag=vraag, student=student, op=op)
    pagina = Paginator(treffers, zoeken.PER_PAGINA).get_page(request.GET.get("pagina"))
    rijen = zoeken.vul(pagina.object_list, student=student, op=op)
    op_pagina = {treffer.pk for treffer in rijen}
    rest = [treffer for treffer in treffers[: MEEST + len(rijen)] if treffer.pk not in op_pagina]
    context = {
        "form": form,
        "pagina": pagina,
        "treffers": rijen,
        "kaart": teken(rijen, rest, eerste=pagina.start_index(), thuis=vraag.vanaf),
        "student": student,
        "vraag": vraag,
        "gefilterd": any(request.GET.get(naam) for naam in form.fields),
        "bewaarform": BewaarForm(initial={"naam": in_woorden(vraag)[:80], "vraag": _bewaarbaar(request), "mail": True}),
        "mag_aanbieden": mag_aanbieden(request.user),
    }
    return render(request, "vacatures/zoeken.html", context)


def _bewaarbaar(request: HttpRequest) -> str:
    """Return the question of the address without the page number."""
    vraag = request.GET.copy()
    vraag.pop("pagina", None)
    return vraag.urlencode()[:500]
