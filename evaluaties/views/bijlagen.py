"""Files with a report or an assignment: taking them in, and handing them out through the one door (F1, F2)."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.errors import DomainError, GeenToegang
from basis.keuring import MAX_BYTES, Afgewezen, Gekeurd, keur_in_kind, schone_naam
from evaluaties import rules
from evaluaties.forms_schrijven import BijlageForm
from evaluaties.models import Bijlage, Opdracht, Verslag
from evaluaties.services import inzage
from evaluaties.services.bijlagen import MAX_AANTAL, als_regels, nu_bij
from evaluaties.services.opdrachten import open_opdracht_bijlage

logger = logging.getLogger("stagebureau.bijlagen")
ROUTE = "bijlage openen"
WEG = "weg:"
# A file of somebody else is never a page of ours, whatever a browser makes of it.
CSP = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def neem_aan(request: HttpRequest, voeg_toe: Callable[[Gekeurd], object]) -> list[str]:
    """Judge and keep the files of a POST, one by one; returns what went wrong, each with the name of the file."""
    fouten = []
    for bestand in request.FILES.getlist("bijlage")[:MAX_AANTAL]:
        try:
            # One byte too many is enough to know that it is too big.
            voeg_toe(keur_in_kind(bestand.name or "", bestand.read(MAX_BYTES + 1)))
        except DomainError as fout:
            fouten.append(f"{schone_naam(bestand.name or '')}: {fout.message}")
            if isinstance(fout, Afgewezen) and fout.__cause__ is not None:
                logger.warning("keuring gestopt: %s", fout.__cause__)
    return fouten


def werk_bij(request: HttpRequest, voeg_toe: Callable[[Gekeurd], object], haal_weg: Callable[[UUID], str]) -> list[str]:
    """Keep the files that came along, and take away the one whose button was pressed; returns what went wrong."""
    fouten = neem_aan(request, voeg_toe)
    weg = weg_te_halen(request)
    try:
        naam = haal_weg(weg) if weg is not None else ""
    except DomainError as fout:  # handed in meanwhile, on another device
        return [*fouten, fout.message]
    if naam:
        messages.success(request, f"{naam} is weggehaald.")
    return fouten


def weg_te_halen(request: HttpRequest) -> UUID | None:
    """Return which file the pressed button takes away."""
    actie = request.POST.get("actie", "")
    try:
        return UUID(actie.removeprefix(WEG)) if actie.startswith(WEG) else None
    except ValueError:
        raise Http404 from None


def bijlageform(fouten: list[str]) -> BijlageForm:
    """Return the file field, with what went wrong at it."""
    form = BijlageForm({}, {}) if fouten else BijlageForm()
    for fout in fouten:
        form.add_error("bijlage", fout)
    return form


def regels_van(bij: Verslag | Opdracht | None) -> list[dict[str, object]]:
    """Return the files of a text for the page."""
    return als_regels(nu_bij(bij)) if bij is not None else []


def antwoord(request: HttpRequest, bij: Verslag | Opdracht | None, fouten: list[str]) -> JsonResponse:
    """Answer an upload by script: the list as it is now, and what went wrong."""
    context = {"bijlagen": regels_van(bij), "weghaalbaar": True}
    lijst = render_to_string("verslagen/_bijlagen.html", context, request=request)
    return JsonResponse({"lijst": lijst, "fouten": fouten}, status=422 if fouten else 200)


@require_safe
def bijlage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out one file to who may read the text it goes with; strangers get 404, each opening a line (D2)."""
    rij = Bijlage.objects.select_related("bestand", "verslag", "opdracht__plaatsing__student").filter(
        public_id=public_id
    )
    gevonden = rij.first()
    if gevonden is None:
        raise Http404
    try:
        eigen = _door_de_deur(request, gevonden)
    except GeenToegang as fout:
        context = {"reden": fout.message, "public_id": public_id, "mag_nood": False}
        return render(request, "verslagen/geen_toegang.html", context, status=403)
    if not eigen and gevonden.ingeleverd_op is None:
        raise Http404
    return _als_download(gevonden)


def _door_de_deur(request: HttpRequest, rij: Bijlage) -> bool:
    """Open the text that the file goes with; whether it is the person's own. Raises Http404 or GeenToegang."""
    at, user = timezone.now(), request.user
    try:
        if rij.opdracht is not None:
            return open_opdracht_bijlage(user, rij.opdracht, at, ROUTE)
        reden = inzage.noodreden(request.session, rij.verslag.public_id, at) if user.is_beheerder else ""
        verslag = inzage.open_verslag(user, rij.verslag.public_id, at, ROUTE, noodreden=reden)
    except (Verslag.DoesNotExist, Opdracht.DoesNotExist):
        raise Http404 from None
    return rules.is_student_van(user, verslag.plaatsing)


def _als_download(rij: Bijlage) -> HttpResponse:
    if not default_storage.exists(rij.bestand.pad.name):
        logger.error("bijlage %s staat niet op de schijf", rij.public_id)
        raise Http404
    uit = FileResponse(
        rij.bestand.pad.open("rb"), as_attachment=True, filename=rij.bestand.naam, content_type=rij.bestand.mime
    )
    uit.headers["Content-Security-Policy"] = CSP
    uit.headers["X-Content-Type-Options"] = "nosniff"
    uit.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    uit.headers["Cache-Control"] = "no-store, private"
    return uit
