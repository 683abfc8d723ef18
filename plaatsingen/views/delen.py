"""One stage over two leerbedrijven: choose the second, divide days and hours, change or take back (R5.9)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import GeenToegang
from basis.http import fouten_melden
from basis.paginering import pagina_van
from plaatsingen import rules
from plaatsingen.forms_verloop import DeelForm
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.services import delen
from plaatsingen.views.hulp import haal
from plaatsingen.views.verloop import vraag
from vacatures.bezetting import bezetting_van
from vacatures.models import Stageplaats

PER_PAGINA = 20


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    plaatsing = haal(request, public_id)
    if not rules.mag_delen_regelen(request.user, plaatsing):
        raise PermissionDenied
    return plaatsing


@require_safe
def kies(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose the place at the second leerbedrijf."""
    plaatsing = _haal(request, public_id)
    zoek = request.GET.get("q", "").strip()[:100]
    plaatsen = Stageplaats.objects.visible_to(request.user).actief().met_leerbedrijf()
    plaatsen = plaatsen.filter(schooljaar=plaatsing.stageplaats.schooljaar_id).exclude(pk=plaatsing.stageplaats_id)
    pagina = pagina_van(request, plaatsen.zoek(zoek).order_by("naam", "pk"), PER_PAGINA)
    stand = bezetting_van(pagina.object_list)
    rijen = [(plaats, stand[plaats.pk]) for plaats in pagina.object_list]
    context = {"plaatsing": plaatsing, "pagina": pagina, "rijen": rijen, "zoek": zoek}
    return render(request, "plaatsingen/deel_kies.html", context)


def _velden(form: DeelForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


@require_http_methods(["GET", "HEAD", "POST"])
def toevoegen(request: HttpRequest, public_id: uuid.UUID, plaats_id: uuid.UUID) -> HttpResponse:
    """Divide days and hours, and tie the second leerbedrijf to the stage."""
    plaatsing = _haal(request, public_id)
    plaatsen = Stageplaats.objects.visible_to(request.user).actief().met_leerbedrijf()
    plaats = get_object_or_404(plaatsen, public_id=plaats_id)
    begin = {"dagen_eerste": plaatsing.dagen.split(), "werkbegeleider": plaats.begeleider_id}
    form = DeelForm(request.POST or None, plaatsing=plaatsing, plaats=plaats, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: delen.voeg_toe(
            plaatsing=plaatsing, stageplaats=plaats, **_velden(form), by=request.user, at=timezone.now()
        ),
        titel=f"Ook stage bij {plaats.leerbedrijf}",
        knop="Toevoegen",
        gelukt=f"{plaats.leerbedrijf} hoort nu ook bij deze stage.",
        uitleg="Elke dag van de week hoort bij een leerbedrijf. De mensen van het tweede leerbedrijf zien deze stage, "
        "met de uren van hun eigen dagen. Is er al een overeenkomst getekend? Maak dan een aanvulling.",
    )


def _deel(plaatsing: Plaatsing, deel_id: uuid.UUID) -> Stagedeel:
    rijen = plaatsing.delen.geldig().select_related("stageplaats__afdeling__locatie__organisatie", "plaatsing")
    return get_object_or_404(rijen, public_id=deel_id)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID, deel_id: uuid.UUID) -> HttpResponse:
    """Give the part other days, hours or another begeleider."""
    plaatsing = _haal(request, public_id)
    deel = _deel(plaatsing, deel_id)
    begin = {
        "dagen": deel.dagen.split(),
        "dagen_eerste": plaatsing.dagen.split(),
        "uren_norm": deel.uren_norm,
        "werkbegeleider": deel.werkbegeleider_id,
    }
    form = DeelForm(request.POST or None, plaatsing=plaatsing, plaats=deel.stageplaats, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: delen.wijzig(deel=deel, **_velden(form), by=request.user, at=timezone.now()),
        titel=f"Deel bij {deel.stageplaats.leerbedrijf} veranderen",
        knop="Bewaren",
        gelukt="De verdeling is bewaard.",
        extra={"deel": deel},
    )


@require_POST
def vervallen(request: HttpRequest, public_id: uuid.UUID, deel_id: uuid.UUID) -> HttpResponse:
    """Take the part back."""
    plaatsing = _haal(request, public_id)
    deel = _deel(plaatsing, deel_id)
    with fouten_melden(request) as fouten:
        try:
            delen.laat_vervallen(deel=deel, by=request.user, at=timezone.now())
        except GeenToegang as fout:
            raise PermissionDenied(fout.message) from fout
    if not fouten:
        messages.success(request, f"{deel.stageplaats.leerbedrijf} hoort niet meer bij deze stage.")
    return redirect("plaatsingen:detail", public_id)
