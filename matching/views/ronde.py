"""The list of rounds, and the page of one: checklist, result, bottlenecks."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.uitvoer import FORMATEN, tabel_response
from matching import rules, tables, tijdlijn, uitslag
from matching.enums import Reden, RondeStatus
from matching.forms import UitslagFilter
from matching.models import Berekening, Ronde
from matching.services.bevriezen import geldende_bevriezing
from matching.services.controle import controle
from matching.services.controle import lijst as controlelijst
from matching.services.reacties import telling, voorstellen_van
from matching.services.ronde import BEREKENEN, PUBLICEREN, geldende_berekening, lopende_taken
from matching.views.hulp import haal, haal_beheerd, mag_beheren

PER_PAGINA = 50
TITELS = {
    "studenten": "Studenten die een plaats zoeken",
    "zonder-voorkeur": "Studenten zonder voorkeuren",
    "zonder-adres": "Studenten zonder woonplaats",
    "onvolledig": "Studenten van wie gegevens ontbreken",
    "zonder-vog": "Studenten zonder VOG",
    "plaatsen": "Stageplaatsen in dit schooljaar",
    "zonder-erkenning": "Stageplaatsen zonder erkenning",
    "zonder-kaart": "Stageplaatsen zonder adres op de kaart",
    "oud": "Stageplaatsen die lang niet zijn bevestigd",
    "zonder-praktijkopleider": "Stageplaatsen zonder praktijkopleider",
}


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the rounds in which the person has a part."""
    if not rules.mag_rondes_maken(request.user):
        raise PermissionDenied
    rondes = (
        Ronde.objects.visible_to(request.user)
        .select_related("schooljaar")
        .annotate(aantal_scholen=Count("scholen", distinct=True))
        .order_by("-begindatum", "-pk")
    )
    pagina = Paginator(rondes, PER_PAGINA).get_page(request.GET.get("pagina"))
    return render(request, "matching/lijst.html", {"pagina": pagina})


@require_safe
def ronde(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show where a round stands and, to who may see it, its result; `?formaat=` downloads the shown part."""
    if not rules.mag_rondes_maken(request.user):
        raise PermissionDenied
    ronde = haal(request, public_id)
    beheert = mag_beheren(request, ronde)
    berekening = geldende_berekening(ronde)
    gepubliceerd = ronde.gepubliceerd_op is not None
    ziet_uitslag = berekening is not None and (beheert or gepubliceerd)
    taken = list(lopende_taken(ronde, BEREKENEN, PUBLICEREN).order_by("pk"))
    deel = _deel(request, ronde, beheert=beheert)
    context: dict[str, Any] = {
        "ronde": ronde,
        "beheert": beheert,
        "gepubliceerd": gepubliceerd,
        "berekening": berekening,
        "taken": taken,
        "stappen": tijdlijn.STAPPEN,
        "stap": tijdlijn.stap_van(ronde, berekening, bezig=bool(taken)),
        "verloop": _verloop(ronde, berekening) if beheert else [],
        "ziet_uitslag": ziet_uitslag,
        "deel": deel,
        "verouderd": berekening is not None and ronde.status in {RondeStatus.VOORBEREIDING, RondeStatus.BEVROREN},
        "controle": controle(ronde, at=timezone.now()) if deel == "controle" else None,
        "aantal_pins": ronde.pins.count() if beheert else 0,
    }
    if ziet_uitslag and deel != "controle":
        if request.GET.get("formaat") in FORMATEN:
            return _download(request, ronde, berekening, deel)
        context |= _uitslag(request, ronde, berekening, deel)
    return render(request, "matching/ronde.html", context)


def _deel(request: HttpRequest, ronde: Ronde, *, beheert: bool) -> str:
    """Which part to show: the checklist while the round is being prepared, else the result."""
    gekozen = request.GET.get("deel", "")
    mag = {"geplaatst", "niet-geplaatst"}
    if beheert:
        mag.add("knelpunten")
        if ronde.gepubliceerd_op is None:
            mag.add("controle")
    if gekozen in mag:
        return gekozen
    return "controle" if "controle" in mag and ronde.status == RondeStatus.VOORBEREIDING else "geplaatst"


def _verloop(ronde: Ronde, berekening: Berekening | None) -> list[tijdlijn.Stap]:
    return tijdlijn.verloop(
        ronde,
        berekening,
        geldende_bevriezing(ronde),
        varianten=ronde.berekeningen.count(),
        antwoorden=telling(voorstellen_van(ronde)) if ronde.gepubliceerd_op is not None else None,
    )


@require_safe
def deelnemers(request: HttpRequest, public_id: uuid.UUID, sleutel: str) -> HttpResponse:
    """Show whom a line of the checklist is about; `?formaat=` downloads them."""
    ronde = haal_beheerd(request, public_id)
    gevonden = controlelijst(ronde, sleutel, at=timezone.now())
    if gevonden is None:
        raise Http404
    soort, rijen = gevonden
    if request.GET.get("formaat") in FORMATEN:
        kolommen = tables.DEELNEMENDE_STUDENTEN if soort == "studenten" else tables.DEELNEMENDE_PLAATSEN
        return tabel_response(request, f"{ronde.naam} {sleutel}", kolommen, rijen, op=timezone.localdate())
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {"ronde": ronde, "soort": soort, "titel": TITELS[sleutel], "pagina": pagina}
    return render(request, "matching/deelnemers.html", context)


def _rijen(request: HttpRequest, ronde: Ronde, berekening: Berekening, deel: str) -> tuple[UitslagFilter, Any]:
    form = UitslagFilter(request.GET, deel=deel, scholen=ronde.scholen.all(), redenen=Reden.choices)
    rijen = uitslag.zichtbaar(berekening, request.user).filter(stageplaats__isnull=deel != "geplaatst")
    if form.is_valid():
        rijen = uitslag.filter_rijen(rijen, form.cleaned_data)
    return form, uitslag.sorteer(rijen, request.GET.get("sorteer", ""))


def _download(request: HttpRequest, ronde: Ronde, berekening: Berekening, deel: str) -> HttpResponse:
    op = timezone.localdate()
    if deel == "knelpunten":
        return tabel_response(request, f"{ronde.naam} knelpunten", tables.KNELPUNTEN, berekening.knelpunten, op=op)
    _, rijen = _rijen(request, ronde, berekening, deel)
    kolommen = tables.GEPLAATST if deel == "geplaatst" else tables.NIET_GEPLAATST
    return tabel_response(request, f"{ronde.naam} {deel}", kolommen, rijen, op=op)


def _uitslag(request: HttpRequest, ronde: Ronde, berekening: Berekening, deel: str) -> dict[str, Any]:
    form, rijen = _rijen(request, ronde, berekening, deel)
    clusters = uitslag.per_cluster(berekening, request.user)
    return {
        "filter": form,
        "cijfers": uitslag.cijfers(berekening, request.user),
        "pagina": None if deel == "knelpunten" else Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina")),
        "knelpunten": berekening.knelpunten if deel == "knelpunten" else [],
        "grafiek": uitslag.cluster_balken(clusters) if clusters else "",
        "grafiek_kolommen": ["Cluster", "Studenten", "Geplaatst", "Niet geplaatst"],
        "grafiek_rijen": [
            [rij["student__cluster__naam"], rij["totaal"], rij["geplaatst"], rij["totaal"] - rij["geplaatst"]]
            for rij in clusters
        ],
        "basis_url": reverse("matching:ronde", args=[ronde.public_id]),
    }
