"""The list of agreements, and what is done with many at once."""

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG
from basis.nederlands import count_noun
from basis.paginering import pagina_van
from kern.rules import alleen
from kern.services.taken import vraag_taak_aan
from plaatsingen import rules_overeenkomst as rules
from plaatsingen.enums import OvereenkomstStatus
from plaatsingen.filters_overeenkomst import OvereenkomstFilter, ZonderFilter, zonder_overeenkomst
from plaatsingen.forms_overeenkomst import BulkForm
from plaatsingen.models import Overeenkomst, Plaatsing
from plaatsingen.overeenkomsttaken import ARCHIEF, MAX_TEGELIJK, VERSTUREN, getekende
from plaatsingen.services import partijen

PER_PAGINA = 50


@alleen(rules.mag_teksten_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the agreements with the traffic light of every party, newest first."""
    rijen = Overeenkomst.objects.visible_to(request.user).select_related(
        "plaatsing__student__user",
        "plaatsing__student__school",
        "plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    filterset = OvereenkomstFilter(request.GET, queryset=rijen, request=request)
    pagina = pagina_van(request, filterset.qs.order_by("-gemaakt_op", "-pk"), PER_PAGINA)
    op = timezone.localdate()
    lichten = partijen.lichten_van(overeenkomsten=pagina.object_list, user=request.user, op=op)
    return render(
        request,
        "plaatsingen/overeenkomsten.html",
        {
            "filter": filterset,
            "pagina": pagina,
            "rijen": [{"overeenkomst": rij, "lichten": _samen(lichten.get(rij.pk, []))} for rij in pagina],
            "gefilterd": any(request.GET.get(naam) for naam in filterset.filters),
            "getekend": OvereenkomstStatus.GETEKEND,
        },
    )


def _samen(lichten: list[partijen.Licht]) -> dict[str, int]:
    """Return how many of the parties signed."""
    return {"alle": len(lichten), "getekend": sum(licht.soort == "klaar" for licht in lichten)}


@alleen(rules.mag_teksten_zien)
@require_safe
def nog_te_maken(request: HttpRequest) -> HttpResponse:
    """Show the placements without an agreement, first day first, to choose from."""
    rijen = zonder_overeenkomst(Plaatsing.objects.visible_to(request.user)).met_betrokkenen()
    filterset = ZonderFilter(request.GET, queryset=rijen, request=request)
    pagina = pagina_van(request, filterset.qs.order_by("begindatum", "pk"), PER_PAGINA)
    context = {
        "filter": filterset,
        "pagina": pagina,
        "gefilterd": any(request.GET.get(naam) for naam in filterset.filters),
    }
    return render(request, "plaatsingen/overeenkomsten_te_maken.html", context)


@alleen(rules.mag_teksten_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def versturen(request: HttpRequest) -> HttpResponse:
    """Ask for the words that still miss, then compose and send the chosen ones in the background."""
    gekozen = request.POST.getlist("kies")[: MAX_TEGELIJK + 1]
    zichtbaar = zonder_overeenkomst(Plaatsing.objects.visible_to(request.user)).met_betrokkenen()
    rijen = [rij for rij in zichtbaar.filter(public_id__in=_ids(gekozen)) if rules.mag_opstellen(request.user, rij)]
    if not rijen or len(gekozen) > MAX_TEGELIJK:
        messages.error(request, f"Kies een of meer studenten, ten hoogste {MAX_TEGELIJK} tegelijk.")
        return redirect("plaatsingen:overeenkomsten_te_maken")
    form = BulkForm(request.POST if "ja" in request.POST else None)
    if form.is_bound and form.is_valid():
        taak = vraag_taak_aan(
            soort=VERSTUREN,
            titel=f"{count_noun(len(rijen), 'overeenkomst', 'overeenkomsten')} opstellen en versturen",
            gegevens={"plaatsingen": [rij.pk for rij in rijen], "afspraken": form.cleaned_data},
            by=request.user,
            at=timezone.now(),
            terug_url=reverse("plaatsingen:overeenkomsten"),
        )
        return redirect("taken:detail", public_id=taak.public_id)
    context = {"form": form, "rijen": rijen}
    status = ONGELDIG if form.errors else 200
    return render(request, "plaatsingen/overeenkomsten_versturen.html", context, status=status)


def _ids(teksten: list[str]) -> list[uuid.UUID]:
    """Return what is a public id; the rest was not ours."""
    ids = []
    for tekst in teksten:
        with suppress(ValueError):
            ids.append(uuid.UUID(tekst))
    return ids


@alleen(rules.mag_teksten_zien)
@require_POST
def archief(request: HttpRequest) -> HttpResponse:
    """Ask for the signed documents of a school or leerbedrijf in one zip."""
    gegevens: dict[str, Any] = {
        naam: int(waarde) if (waarde := request.POST.get(naam, "")).isdecimal() and len(waarde) < 19 else None
        for naam in ("school", "leerbedrijf")
    }
    aantal = getekende(gegevens, request.user).count()
    if not aantal:
        messages.info(request, "Er zijn bij deze keuze nog geen getekende overeenkomsten.")
        return redirect("plaatsingen:overeenkomsten")
    taak = vraag_taak_aan(
        soort=ARCHIEF,
        titel=f"{count_noun(aantal, 'getekende overeenkomst', 'getekende overeenkomsten')} in een zip",
        gegevens=gegevens,
        by=request.user,
        at=timezone.now(),
        terug_url=reverse("plaatsingen:overeenkomsten"),
    )
    return redirect("taken:detail", public_id=taak.public_id)
