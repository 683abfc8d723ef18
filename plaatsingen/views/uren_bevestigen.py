"""The weeks of all own students that wait: agree in bulk, or ask about them (R5.4)."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.nederlands import count_noun
from plaatsingen.forms_uren import VraagForm
from plaatsingen.models import Plaatsing
from plaatsingen.services import urenakkoord
from plaatsingen.services.urenlijst import vul_aan, wachtende_weken
from plaatsingen.views.uren import maandag_of_404

PER_PAGINA = 50


@require_http_methods(["GET", "HEAD", "POST"])
def te_bevestigen(request: HttpRequest) -> HttpResponse:
    """Show every week that waits for this werkbegeleider or praktijkopleider; POST answers the chosen ones."""
    if not request.user.heeft_rol("werkbegeleider", "praktijkopleider"):
        raise PermissionDenied
    form = VraagForm()
    if request.method == "POST":
        gekozen = _gekozen(request)
        if request.POST.get("actie") == "akkoord":
            _bevestig(request, gekozen)
            return redirect("plaatsingen:uren_te_bevestigen")
        form = VraagForm(request.POST)
        if not gekozen:
            messages.error(request, "Kies eerst een of meer weken.")
        elif form.is_valid():
            _vraag(request, gekozen, form.cleaned_data["tekst"])
            return redirect("plaatsingen:uren_te_bevestigen")
    pagina = Paginator(wachtende_weken(request.user), PER_PAGINA).get_page(request.GET.get("pagina"))
    weken = vul_aan(request.user, list(pagina.object_list))
    gekozen_weken = set(request.POST.getlist("kies"))
    if request.method != "POST":
        gekozen_weken = {week.sleutel for week in weken if not week.afwijkend and not week.waarschuwingen}
    return render(
        request,
        "plaatsingen/uren_te_bevestigen.html",
        {
            "pagina": pagina,
            "weken": weken,
            "form": form,
            "gekozen": gekozen_weken,
            "aangevinkt": sum(week.sleutel in gekozen_weken for week in weken),
        },
        status=422 if form.errors else 200,
    )


def _gekozen(request: HttpRequest) -> list[tuple[Plaatsing, date, str]]:
    """Return the chosen weeks as (placement, Monday, what it looked like); what this person can't see falls away."""
    gevraagd: list[tuple[str, date, str]] = []
    for sleutel in request.POST.getlist("kies")[: 4 * PER_PAGINA]:
        delen = sleutel.split(":")
        try:
            maandag = maandag_of_404(int(delen[1]), int(delen[2]))
            gevraagd.append((str(uuid.UUID(delen[0])), maandag, delen[3]))
        except (ValueError, IndexError, Http404):
            continue
    zichtbaar = Plaatsing.objects.visible_to(request.user).met_betrokkenen()
    rijen = {str(rij.public_id): rij for rij in zichtbaar.filter(public_id__in={deel[0] for deel in gevraagd})}
    return [(rijen[wie], maandag, versie) for wie, maandag, versie in gevraagd if wie in rijen]


def _bevestig(request: HttpRequest, gekozen: list[tuple[Plaatsing, date, str]]) -> None:
    aantal = 0
    for plaatsing, maandag, versie in gekozen:
        aantal += _een(request, urenakkoord.bevestig_week, plaatsing=plaatsing, maandag=maandag, versie=versie)
    if aantal:
        messages.success(request, f"{count_noun(aantal, 'week is', 'weken zijn')} bevestigd.")
    elif not gekozen:
        messages.error(request, "Kies eerst een of meer weken.")


def _vraag(request: HttpRequest, gekozen: list[tuple[Plaatsing, date, str]], tekst: str) -> None:
    afwijzen = request.POST.get("actie") == "afwijzen"
    aantal = sum(
        _een(request, urenakkoord.vraag_over, plaatsing=plaatsing, maandag=maandag, tekst=tekst, afwijzen=afwijzen)
        for plaatsing, maandag, _ in gekozen
    )
    if aantal:
        messages.success(request, f"Uw vraag over {count_noun(aantal, 'week', 'weken')} staat bij de student.")


def _een(request: HttpRequest, service: Any, **gegevens: Any) -> int:
    """Do one week in a transaction of its own; one that is refused doesn't hold up the others. 1 when it changed."""
    try:
        return int(bool(service(by=request.user, at=timezone.now(), **gegevens)))
    except DomainError as fout:
        messages.warning(request, fout.message)
        return 0
