"""The review board: the work list of students and the list of places (R4.3, R4.6)."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from matching.forms_bord import PlaatsenFilter, StudentenFilter
from matching.models import Voorstel
from matching.services.bord import lijsten, plaatslijsten
from matching.services.bord.beeld import ONBEGRENSD
from matching.views.bord_hulp import Blik, haal_plaats, kijk, met_bord, toon

PER_PAGINA = 20
PLAATSEN_NAAST = 12


@require_safe
@met_bord
def bord(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the students, those without a place first, each with what could be done; places beside them."""
    blik = kijk(request, public_id)
    form = StudentenFilter(request.GET, ronde=blik.ronde)
    gegevens = form.cleaned_data if form.is_valid() else {}
    pks = lijsten.op_gevolg(blik.berekening, blik.stand, gegevens)
    pagina = Paginator(pks, PER_PAGINA).get_page(request.GET.get("pagina"))
    rijen = lijsten.studentrijen(blik.berekening, blik.stand, pagina.object_list)
    plaatsen = plaatslijsten.plaatsnummers(blik.stand, {"cluster": gegevens.get("cluster")})
    context: dict[str, Any] = {
        "form": form,
        "pagina": pagina,
        "rijen": rijen,
        "toon": gegevens.get("toon") or lijsten.OPEN,
        "verder": _verder(request, len(rijen)),
        "cijfers": cijfers(blik),
        "terug": request.GET.urlencode(),
        "plaatsen": plaatslijsten.plaatsrijen(blik.stand, plaatsen[:PLAATSEN_NAAST]),
        "plaatsen_aantal": len(plaatsen),
        "plaatsform": PlaatsenFilter({"cluster": request.GET.get("cluster")}, ronde=blik.ronde),
    }
    return toon(request, blik, "bord", context)


def _verder(request: HttpRequest, aantal: int) -> int:
    """The row that gets the focus after a change: the one that came in place of the row that was dealt with."""
    rij = request.GET.get("rij", "")
    return min(int(rij), aantal - 1) if rij.isdigit() and aantal else -1


def cijfers(blik: Blik) -> dict[str, int]:
    """How the whole board stands: placed, not placed, by hand."""
    return Voorstel.objects.filter(berekening=blik.berekening).aggregate(
        geplaatst=Count("pk", filter=Q(stageplaats__isnull=False)),
        open=Count("pk", filter=Q(stageplaats__isnull=True)),
        met_hand=Count("pk", filter=Q(met_hand=True)),
    )


@require_safe
@met_bord
def plaatsen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the places with their free seats as the board stands, and per weekday how full they are."""
    blik = kijk(request, public_id)
    form = PlaatsenFilter(request.GET, ronde=blik.ronde)
    gegevens = form.cleaned_data if form.is_valid() else {}
    nummers = plaatslijsten.plaatsnummers(blik.stand, gegevens)
    pagina = Paginator(nummers, PER_PAGINA).get_page(request.GET.get("pagina"))
    rijen = plaatslijsten.plaatsrijen(blik.stand, pagina.object_list)
    context = {"plaatsform": form, "pagina": pagina, "plaatsen": rijen, "plaatsen_aantal": len(nummers)}
    return toon(request, blik, "plaatsen", context)


@require_safe
@met_bord
def plaats(request: HttpRequest, public_id: uuid.UUID, plaats_id: uuid.UUID) -> HttpResponse:
    """Show one place: who stands there now, how full it and all above it is, who without a place would fit."""
    blik = kijk(request, public_id)
    gekozen = haal_plaats(blik, plaats_id)
    nummer = blik.stand.beeld.plaats[gekozen.pk]
    voorstellen = blik.berekening.voorstellen.filter(stageplaats=gekozen).order_by("pk").values_list("pk", flat=True)
    context = {
        "plaats": gekozen,
        "rij": plaatslijsten.plaatsrijen(blik.stand, [nummer])[0],
        "keten": _keten(blik, nummer),
        "zitters": lijsten.studentrijen(blik.berekening, blik.stand, voorstellen),
        "passen": plaatslijsten.wie_past(blik.berekening, blik.stand, nummer),
    }
    return toon(request, blik, "plaats", context)


def _keten(blik: Blik, nummer: int) -> list[dict[str, Any]]:
    """Every limit above a place, with how full it is on the days of that place."""
    beeld = blik.stand.beeld
    momenten = beeld.p_momenten[nummer].astype(bool)
    return [
        {"naam": beeld.naam(knoop), "dagen": plaatslijsten.dagen_van(blik.stand, knoop, momenten)}
        for knoop in beeld.keten(nummer)[1:]
        if beeld.grens[knoop] < ONBEGRENSD
    ]
