"""The public page where anybody can check a document, without an account and without personal data."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from basis.http import ONGELDIG, niet_bewaren
from plaatsingen.forms_overeenkomst import MAX_CONTROLE_MB, ControleForm
from plaatsingen.services import controle

# Room for the frame of a form around the file itself.
MAX_BYTES = (MAX_CONTROLE_MB + 1) * 1024 * 1024
TE_GROOT, TE_VAAK = 413, 429


# The check against forged forms reads the whole body first; here nothing can be forged, and the size comes first.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def controleer(request: HttpRequest) -> HttpResponse:
    """Ask for a document or its code (GET), and say what we know of it (POST)."""
    if request.method != "POST":
        return niet_bewaren(render(request, "paginas/controleren.html", {"form": ControleForm(), "uitslag": None}))
    if not ratelimit.consume(request, action="controleren"):
        return _niet_nu(TE_VAAK, **{"Retry-After": "60"})
    lengte = request.META.get("CONTENT_LENGTH") or "0"
    if lengte.isdecimal() and int(lengte) > MAX_BYTES:
        return _niet_nu(TE_GROOT, Connection="close")
    form, uitslag = ControleForm(request.POST, request.FILES), None
    if form.is_valid():
        bestand = form.cleaned_data["bestand"]
        if bestand is not None:
            uitslag = controle.controleer_bestand(bestand.chunks())
        else:
            uitslag = controle.controleer_kenmerk(form.cleaned_data["kenmerk"])
        form = ControleForm()
    context = {"form": form, "uitslag": uitslag}
    status = 200 if uitslag else ONGELDIG
    return niet_bewaren(render(request, "paginas/controleren.html", context, status=status))


def _niet_nu(status: int, **headers: str) -> HttpResponse:
    """Answer without looking at what was sent."""
    pagina = render_to_string("fouten/controleren.html", {"te_groot": status == TE_GROOT, "megabytes": MAX_CONTROLE_MB})
    return niet_bewaren(HttpResponse(pagina, status=status, headers=headers))
