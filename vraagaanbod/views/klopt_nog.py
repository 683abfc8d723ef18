"""Is it still right? Own figures and places, to confirm with one click; who kept silent, for the bureau."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from basis.nederlands import count_noun
from kern.models import Organisatie, User
from kern.rules import alleen
from vacatures.services.lezen import lang_niet_bevestigd
from vraagaanbod.rules import mag_opgeven, voor_iedereen
from vraagaanbod.services import bevestigen
from vraagaanbod.views.onderdelen import onderdelen

PER_PAGINA = 50


@alleen(mag_opgeven)
@require_http_methods(["GET", "HEAD", "POST"])
def klopt_nog(request: HttpRequest) -> HttpResponse:
    """Show own figures and places by how long ago somebody looked; POST confirms some or all of them (R3.1)."""
    at = timezone.now()
    if request.method == "POST":
        return _bewaar(request, at)
    op, oud_voor = timezone.localdate(at), bevestigen.oud_voor(at)
    eigen = bevestigen.eigen_opgaven(request.user, op=op)
    opgaven = list(
        eigen.select_related("schooljaar", "organisatie", "cluster", "bevestigd_door").order_by(
            "schooljaar__begin", "organisatie__naam", "soort", "cluster__volgorde", "cluster__naam", "periode"
        )
    )
    for opgave in opgaven:
        opgave.is_oud = opgave.geldig_sinds < oud_voor
    opgaven.sort(key=lambda opgave: not opgave.is_oud)
    plaatsen = lang_niet_bevestigd(bevestigen.eigen_plaatsen(request.user, op=op), op=op)
    plaatsen = plaatsen.met_leerbedrijf().order_by("bevestigd_op", "naam", "pk")
    context = {
        "opgaven": opgaven,
        "oude_opgaven": sum(opgave.is_oud for opgave in opgaven),
        "plaatsen": Paginator(plaatsen, PER_PAGINA).get_page(request.GET.get("pagina")),
        "stil": _stil(request.user, at),
        "weken": bevestigen.termijn().days // 7,
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/klopt_nog.html", context)


def _stil(user: User, at: datetime) -> list[dict] | None:
    """Return the leerbedrijven with old figures or places, most first; None for who doesn't run the region."""
    if not voor_iedereen(user):
        return None
    oud = bevestigen.oud_aanbod(at=at)
    namen = dict(Organisatie.objects.filter(pk__in=oud).values_list("pk", "naam"))
    rijen = [{"naam": namen[pk], "cijfers": cijfers, "plaatsen": plaatsen} for pk, (cijfers, plaatsen) in oud.items()]
    return sorted(rijen, key=lambda rij: (-rij["cijfers"] - rij["plaatsen"], rij["naam"]))


def _bewaar(request: HttpRequest, at: datetime) -> HttpResponse:
    try:
        messages.success(request, _doe(request, at))
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect("vraagaanbod:klopt_nog")


def _doe(request: HttpRequest, at: datetime) -> str:
    user, op = request.user, timezone.localdate(at)
    if "vraag" in request.POST:
        if not voor_iedereen(user):
            raise PermissionDenied
        aantal = bevestigen.herinner(at=at, kenmerk=f"{op}")
        return (
            f"{count_noun(aantal, 'mail staat', 'mails staan')} klaar."
            if aantal
            else "Iedereen is vandaag al gevraagd."
        )
    if "alle_cijfers" in request.POST:
        opgaven = list(bevestigen.eigen_opgaven(user, op=op).values_list("pk", flat=True))
    else:
        opgaven = [int(tekst) for tekst in request.POST.getlist("opgave") if tekst.isdecimal() and len(tekst) < 19]
    if "alle_plaatsen" in request.POST:
        eigen = lang_niet_bevestigd(bevestigen.eigen_plaatsen(user, op=op), op=op)
        plaatsen = list(eigen.values_list("public_id", flat=True))
    else:
        plaatsen = [kenmerk for tekst in request.POST.getlist("plaats") if (kenmerk := _uuid(tekst))]
    if plaatsen:
        aantal = bevestigen.bevestig_plaatsen(plaatsen=plaatsen, by=user, at=at)
        return f"{count_noun(aantal, 'stageplaats', 'stageplaatsen')} bevestigd. Bedankt."
    aantal = bevestigen.bevestig(opgaven=opgaven, by=user, at=at)
    return f"{count_noun(aantal, 'cijfer', 'cijfers')} bevestigd. Bedankt."


def _uuid(tekst: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(tekst)
    except ValueError:
        return None
