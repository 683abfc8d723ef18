"""The replacement assignment: what is asked, writing it, handing it in; and its readers (R6.3-R6.5)."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError, GeenToegang
from basis.http import begonnen_op
from evaluaties import rules
from evaluaties.forms_schrijven import OmschrijvingForm, OpdrachtForm
from evaluaties.models import Opdracht
from evaluaties.services import opdrachten
from evaluaties.services.opdrachten import Opdrachtconflict, Opdrachtstand
from evaluaties.views.bijlagen import antwoord, bijlageform, neem_aan, regels_van, weg_te_halen, werk_bij
from evaluaties.views.gemeenschappelijk import plaatsing_of_404


def _stand_of_404(request: HttpRequest, public_id: UUID, plicht: str, at: datetime) -> Opdrachtstand:
    plaatsing = plaatsing_of_404(request, public_id)
    stand = opdrachten.stand_van(plaatsing, plicht, at)
    if stand is None:
        raise Http404
    return stand


def _eigen_of_404(request: HttpRequest, public_id: UUID, plicht: str, at: datetime) -> Opdrachtstand:
    stand = _stand_of_404(request, public_id, plicht, at)
    if not rules.is_student_van(request.user, stand.plaatsing):
        raise Http404
    return stand


def _pad(naam: str, stand: Opdrachtstand) -> str:
    return reverse(f"verslagen:{naam}", args=[stand.plaatsing.public_id, stand.plicht])


def _vorm(stand: Opdrachtstand) -> OpdrachtForm:
    begin = {"versie": 0}
    if stand.opdracht is not None:
        begin = {"tekst": stand.opdracht.tekst, "versie": stand.opdracht.versie}
    return OpdrachtForm(initial=begin)


def _opnieuw(form: OpdrachtForm, versie: int) -> OpdrachtForm:
    """Return the same text, based on `versie` from now on."""
    data = form.data.copy()
    data["versie"] = versie
    return OpdrachtForm(data)


def _pagina(
    request: HttpRequest,
    stand: Opdrachtstand,
    form: OpdrachtForm,
    status: int = 200,
    fouten: list[str] | None = None,
    **extra,
) -> HttpResponse:
    context = {
        "stand": stand,
        "form": form,
        "bijlageform": bijlageform(fouten or []),
        "bijlagen": regels_van(stand.opdracht),
        "bewaren_url": _pad("opdracht_bewaren", stand),
        "uploaden_url": _pad("opdracht_uploaden", stand),
        **extra,
    }
    return render(request, "verslagen/opdracht.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def opdracht(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """What is asked, and the form or the receipt; a reader goes on to the page for readers. A post keeps the draft."""
    at = timezone.now()
    stand = _stand_of_404(request, public_id, plicht, at)
    if not rules.is_student_van(request.user, stand.plaatsing):
        if request.method == "POST":
            raise Http404
        return redirect(_pad("opdracht_lezen", stand))
    if request.method != "POST" or not stand.gevraagd or stand.ingeleverd:
        return _pagina(request, stand, _vorm(stand))
    form = OpdrachtForm(request.POST)
    if not form.is_valid():
        return _pagina(request, stand, form, status=422)
    try:
        rij, conflict = _bewaar(request, stand, form, at), None
    except Opdrachtconflict as fout:
        rij, conflict = fout.opdracht, fout
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("verslagen:lijst")
    fouten = _neem_bijlagen(request, stand, at)
    stand = replace(stand, opdracht=rij)
    if conflict is not None:
        extra = {"conflict": conflict.message, "daar": rij}
        return _pagina(request, stand, _opnieuw(form, rij.versie), status=409, fouten=fouten, **extra)
    return _na_bewaren(request, stand, form, fouten)


def _na_bewaren(request: HttpRequest, stand: Opdrachtstand, form: OpdrachtForm, fouten: list[str]) -> HttpResponse:
    controleren = request.POST.get("actie") == "controleren"
    leeg = controleren and not stand.opdracht.tekst
    if leeg or fouten:
        form = _opnieuw(form, stand.opdracht.versie)
        form.is_valid()
        if leeg:
            form.add_error("tekst", "Schrijf eerst je uitwerking. Alleen een bijlage is niet genoeg.")
        return _pagina(request, stand, form, status=422, fouten=fouten)
    if controleren:
        return redirect(_pad("opdracht_inleveren", stand))
    if weg_te_halen(request) is None:
        messages.success(request, "Je tekst is bewaard.")
    return redirect(_pad("opdracht", stand))


def _bewaar(request: HttpRequest, stand: Opdrachtstand, form: OpdrachtForm, at: datetime) -> Opdracht:
    return opdrachten.bewaar_opdracht(
        plaatsing=stand.plaatsing,
        plicht=stand.plicht,
        tekst=form.cleaned_data["tekst"],
        versie=form.versienummer,
        by=request.user,
        at=at,
    )


def _neem_bijlagen(request: HttpRequest, stand: Opdrachtstand, at: datetime) -> list[str]:
    wat = {"plaatsing": stand.plaatsing, "plicht": stand.plicht, "by": request.user, "at": at}
    return werk_bij(
        request,
        lambda gekeurd: opdrachten.voeg_bijlage_toe(gekeurd=gekeurd, **wat),
        lambda bijlage: opdrachten.haal_bijlage_weg(bijlage=bijlage, **wat),
    )


@require_POST
def bewaren(request: HttpRequest, public_id: UUID, plicht: str) -> JsonResponse:
    """Autosave, as for reports: JSON {versie, bewaard_op, tekst}, or 409 / 422 with `fout`."""
    at = timezone.now()
    stand = _eigen_of_404(request, public_id, plicht, at)
    form = OpdrachtForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Deze tekst kan niet worden bewaard. Maak hem korter."}, status=422)
    try:
        rij = _bewaar(request, stand, form, at)
    except Opdrachtconflict as fout:
        return JsonResponse({"fout": fout.message, "versie": fout.opdracht.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(at)
    return JsonResponse({"versie": rij.versie, "bewaard_op": at.isoformat(), "tekst": f"Opgeslagen om {klok:%H:%M}"})


@require_POST
def uploaden(request: HttpRequest, public_id: UUID, plicht: str) -> JsonResponse:
    """Take files in by script: JSON {lijst, fouten}, 422 when one was refused."""
    at = timezone.now()
    stand = _eigen_of_404(request, public_id, plicht, at)
    voeg_toe = partial(opdrachten.voeg_bijlage_toe, plaatsing=stand.plaatsing, plicht=plicht, by=request.user, at=at)
    fouten = neem_aan(request, lambda gekeurd: voeg_toe(gekeurd=gekeurd))
    return antwoord(request, Opdracht.objects.filter(plaatsing=stand.plaatsing, plicht=plicht).first(), fouten)


@require_http_methods(["GET", "HEAD", "POST"])
def inleveren(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show what will be handed in; a post hands it in and leads to the receipt."""
    at = begonnen_op(request)  # the deadline counts this moment, however long the rest takes
    stand = _eigen_of_404(request, public_id, plicht, at)
    if stand.opdracht is None or not stand.opdracht.tekst or stand.ingeleverd or not stand.gevraagd:
        return redirect(_pad("opdracht", stand))
    if request.method != "POST":
        context = {"stand": stand, "bijlagen": regels_van(stand.opdracht)}
        return render(request, "verslagen/opdracht_inleveren.html", context)
    versie = request.POST.get("versie", "")
    try:
        opdrachten.lever_opdracht_in(
            plaatsing=stand.plaatsing,
            plicht=plicht,
            versie=int(versie) if versie.isdigit() else -1,
            received_at=at,
            by=request.user,
            at=timezone.now(),
        )
    except Opdrachtconflict:
        messages.warning(request, "Je tekst is intussen ergens anders veranderd. Lees hem nog een keer na.")
        return redirect(_pad("opdracht_inleveren", stand))
    except DomainError as fout:
        messages.error(request, fout.message)
    return redirect(_pad("opdracht", stand))


@require_http_methods(["GET", "HEAD", "POST"])
def lezen(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show the assignment to who reads the reports (logged); a post says what the assignment is."""
    at = timezone.now()
    stand = _stand_of_404(request, public_id, plicht, at)
    try:
        if opdrachten.open_opdracht(request.user, stand.plaatsing, stand.opdracht, at):
            return redirect(_pad("opdracht", stand))
    except GeenToegang as fout:
        context = {"reden": fout.message, "public_id": public_id, "mag_nood": False}
        return render(request, "verslagen/geen_toegang.html", context, status=403)
    form = OmschrijvingForm(request.POST or None, initial={"omschrijving": stand.omschrijving})
    if request.method == "POST" and form.is_valid():
        try:
            opdrachten.omschrijf_opdracht(
                plaatsing=stand.plaatsing,
                plicht=plicht,
                omschrijving=form.cleaned_data["omschrijving"],
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form.add_error("omschrijving", fout.message)
        else:
            messages.success(request, f"De opdracht is bewaard. {stand.plaatsing.student.naam} ziet hem meteen.")
            return redirect(_pad("opdracht_lezen", stand))
    context = {
        "stand": stand,
        "form": form if stand.gevraagd and not stand.ingeleverd else None,
        "bijlagen": regels_van(stand.opdracht) if stand.ingeleverd else [],
    }
    return render(request, "verslagen/opdracht_lezen.html", context, status=422 if form.is_bound else 200)
