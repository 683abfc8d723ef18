"""Filling in the own side of an evaluation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from evaluaties import rules
from evaluaties.enums import EvaluatieStatus, InvullingStatus
from evaluaties.forms import InvulForm, begin_van
from evaluaties.formulieren import SCOREWOORDEN
from evaluaties.models import Evaluatie, Invulling
from evaluaties.services import evaluaties as services


def beginwaarden(invulling: Invulling | None) -> dict[str, Any]:
    """Return the own side as initial values of the form."""
    if invulling is None:
        return {"versie": 0}
    return {"versie": invulling.versie, "algemeen": invulling.algemeen, **begin_van(invulling.antwoorden)}


def invulform(evaluatie: Evaluatie, data: Any = None, **kwargs: Any) -> InvulForm:
    """Return the form of an evaluation, filled in or not."""
    return InvulForm(data, formulier=evaluatie.formulier, moment=evaluatie.moment, **kwargs)


def _eigen_kant(request: HttpRequest, public_id: UUID) -> tuple[Evaluatie, Invulling | None]:
    """Return the evaluation and the own side; Http404 for who does not fill it in."""
    evaluatie = (
        Evaluatie.objects.visible_to(request.user)
        .select_related("plaatsing__student__user", "plaatsing__werkbegeleider", "formulier")
        .filter(public_id=public_id)
        .first()
    )
    rol = rules.invulrol(request.user, evaluatie.plaatsing) if evaluatie else None
    if evaluatie is None or rol is None:
        raise Http404
    return evaluatie, evaluatie.invullingen.filter(rol=rol).first()


def _bewaar(request: HttpRequest, evaluatie: Evaluatie, form: InvulForm) -> Invulling:
    return services.bewaar_invulling(
        evaluatie=evaluatie,
        antwoorden=form.antwoorden(),
        algemeen=form.cleaned_data["algemeen"],
        versie=form.cleaned_data["versie"] or 0,
        by=request.user,
        at=timezone.now(),
    )


def _pagina(
    request: HttpRequest, evaluatie: Evaluatie, form: InvulForm, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"evaluatie": evaluatie, "form": form, "eigen": rules.is_student_van(request.user, evaluatie.plaatsing)}
    return render(request, "evaluaties/invullen.html", {**context, **extra}, status=status)


def opnieuw(form: InvulForm, evaluatie: Evaluatie, versie: int) -> InvulForm:
    """Return the form as it was typed, on the version that stands there now."""
    data = form.data.copy()
    data["versie"] = versie
    nieuw = invulform(evaluatie, data)
    nieuw.is_valid()
    return nieuw


def botsing(evaluatie: Evaluatie, form: InvulForm, fout: services.InvulConflict) -> dict[str, Any]:
    """Return what a page shows when this side was saved elsewhere in between: what was typed, and what stands there."""
    daar, hier = fout.invulling.antwoorden, form.antwoorden()
    verschil = [
        (deel["titel"], SCOREWOORDEN.get(oud.get("score", ""), "–"), oud.get("toelichting", ""))
        for deel in evaluatie.formulier.onderdelen
        if (oud := daar.get(deel["code"], {})) != hier[deel["code"]]
    ]
    nieuw = opnieuw(form, evaluatie, fout.invulling.versie)
    return {"form": nieuw, "conflict": fout.message, "verschil": verschil, "daar": fout.invulling}


@require_http_methods(["GET", "HEAD", "POST"])
def invullen(request: HttpRequest, public_id: UUID) -> HttpResponse:  # noqa: PLR0911 - each outcome has its page
    """Fill in the own side; a post keeps it and, when asked, hands it in."""
    evaluatie, invulling = _eigen_kant(request, public_id)
    klaar = invulling is not None and invulling.status == InvullingStatus.INGEDIEND
    if klaar or evaluatie.status in {EvaluatieStatus.TEKENEN, EvaluatieStatus.VAST}:
        return redirect("evaluaties:detail", public_id)
    if request.method != "POST":
        return _pagina(request, evaluatie, invulform(evaluatie, initial=beginwaarden(invulling)))
    form = invulform(evaluatie, request.POST)
    if not form.is_valid():
        return _pagina(request, evaluatie, form, status=422)
    try:
        bewaard = _bewaar(request, evaluatie, form)
        if request.POST.get("actie") == "indienen":
            services.dien_in(evaluatie=evaluatie, versie=bewaard.versie, by=request.user, at=timezone.now())
    except services.InvulConflict as fout:
        return _pagina(request, evaluatie, status=409, **botsing(evaluatie, form, fout))
    except DomainError as fout:
        _, nu = _eigen_kant(request, public_id)
        form = opnieuw(form, evaluatie, nu.versie if nu else 0)
        velden = fout.velden if isinstance(fout, services.Onvolledig) else {fout.field: fout.message}
        for veld, tekst in velden.items():
            form.add_error(veld if veld in form.fields else None, tekst)
        return _pagina(request, evaluatie, form, status=422)
    if request.POST.get("actie") == "indienen":
        messages.success(request, "De evaluatie is ingediend.")
        return redirect("evaluaties:detail", public_id)
    messages.success(request, "De antwoorden zijn bewaard.")
    return redirect("evaluaties:invullen", public_id)


@require_POST
def bewaren(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave: JSON {versie, bewaard_op, tekst}; 409 with `fout` when this side was saved elsewhere in between."""
    evaluatie, _ = _eigen_kant(request, public_id)
    form = invulform(evaluatie, request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Dit kan niet worden bewaard. Maak de tekst korter."}, status=422)
    try:
        invulling = _bewaar(request, evaluatie, form)
    except services.InvulConflict as fout:
        return JsonResponse({"fout": fout.message, "versie": fout.invulling.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(invulling.bewaard_op)
    return JsonResponse(
        {
            "versie": invulling.versie,
            "bewaard_op": invulling.bewaard_op.isoformat(),
            "tekst": f"Opgeslagen om {klok:%H:%M}",
        }
    )
