"""Where a student writes a report, checks it and hands it in."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import begonnen_op
from evaluaties.forms_schrijven import VerslagForm
from evaluaties.models import Feedback, Verslag
from evaluaties.services.overzicht import Verslagrij, verslagen_van
from evaluaties.services.schrijven import (
    SCHRIJFBAAR,
    Conflict,
    bewaar_concept,
    haal_bijlage_weg,
    inhoud_van,
    lever_in,
    lezers_van,
    voeg_bijlage_toe,
)
from evaluaties.views.bijlagen import antwoord, bijlageform, neem_aan, regels_van, weg_te_halen, werk_bij
from evaluaties.views.gemeenschappelijk import plaatsing_of_404
from evaluaties.vragen import delen_van, labels
from evaluaties.woorden import plichtsoort


def _rij_of_404(request: HttpRequest, public_id: UUID, plicht: str, at: datetime) -> Verslagrij:
    """Return the own obligation, with its draft if there is one."""
    plaatsing = plaatsing_of_404(request, public_id)
    if plaatsing.student.user_id != request.user.pk:
        raise Http404
    rijen = verslagen_van([plaatsing], at)[0].rijen
    rij = next((rij for rij in rijen if rij.plicht == plicht), None)
    if rij is None:
        raise Http404
    if rij.verslag is not None:
        rij = replace(rij, verslag=Verslag.objects.get(pk=rij.verslag.pk))
    return rij


def _vorm(rij: Verslagrij, data: QueryDict | None = None, versie: int | None = None) -> VerslagForm:
    """Make the form; with `versie` what stands in `data` is based on that version from now on."""
    begin = {"versie": 0}
    if rij.verslag is not None:
        begin = {**inhoud_van(rij.verslag), "versie": rij.verslag.versie}
    if data is not None and versie is not None:
        data = data.copy()
        data["versie"] = versie
    return VerslagForm(data, student=rij.plaatsing.student, soort=_soort(rij), initial=begin)


def _soort(rij: Verslagrij) -> str:
    return plichtsoort(rij.plicht)


def _pad(naam: str, rij: Verslagrij) -> str:
    return reverse(f"verslagen:{naam}", args=[rij.plaatsing.public_id, rij.plicht])


def _klaar(rij: Verslagrij) -> HttpResponseRedirect | None:
    """Lead to the report itself when it can't be written to."""
    if rij.verslag is not None and rij.verslag.status not in SCHRIJFBAAR:
        return redirect("verslagen:detail", rij.verslag.public_id)
    return None


def _reacties(verslag: Verslag | None) -> list[Feedback]:
    """Return what was said about what was handed in last."""
    if verslag is None or verslag.laatste_inlevering is None:
        return []
    return list(verslag.feedback.filter(op__gte=verslag.laatste_inlevering).select_related("door"))


def _pagina(
    request: HttpRequest,
    rij: Verslagrij,
    form: VerslagForm,
    status: int = 200,
    fouten: list[str] | None = None,
    **extra,
) -> HttpResponse:
    reacties = _reacties(rij.verslag)
    velden = form.vraagvelden()
    for veld in velden:
        naam = veld["vraag"].naam
        veld["reacties"] = [(rij_, rij_.per_deel[naam]) for rij_ in reacties if rij_.per_deel.get(naam)]
    context = {
        "rij": rij,
        "form": form,
        "velden": velden,
        "bijlageform": bijlageform(fouten or []),
        "bijlagen": regels_van(rij.verslag),
        "bewaren_url": _pad("bewaren", rij),
        "uploaden_url": _pad("uploaden", rij),
        "feedback": [reactie for reactie in reacties if reactie.tekst],
        **extra,
    }
    return render(request, "verslagen/schrijven.html", context, status=status)


def _botsing(
    request: HttpRequest, rij: Verslagrij, form: VerslagForm, conflict: Conflict, fouten: list[str]
) -> HttpResponse:
    """Show both texts: the own one in the form, the other beside it; saving again keeps what stands in the form."""
    daar = conflict.verslag
    mijn = form.inhoud()
    verschil = [
        (label, getattr(daar, naam))
        for naam, label in labels(_soort(rij)).items()
        if getattr(daar, naam) != str(mijn[naam]).strip()
    ]
    extra = {"conflict": conflict.message, "daar": daar, "verschil": verschil}
    return _pagina(request, rij, _vorm(rij, form.data, daar.versie), status=409, fouten=fouten, **extra)


def _bewaar(request: HttpRequest, rij: Verslagrij, form: VerslagForm, at: datetime) -> Verslag:
    return bewaar_concept(
        plaatsing=rij.plaatsing,
        plicht=rij.plicht,
        inhoud=form.inhoud(),
        versie=form.versienummer,
        by=request.user,
        at=at,
    )


def _neem_bijlagen(request: HttpRequest, rij: Verslagrij, at: datetime) -> list[str]:
    wat = {"plaatsing": rij.plaatsing, "plicht": rij.plicht, "by": request.user, "at": at}
    return werk_bij(
        request,
        lambda gekeurd: voeg_bijlage_toe(gekeurd=gekeurd, **wat),
        lambda bijlage: haal_bijlage_weg(bijlage=bijlage, **wat),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def schrijven(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show the form; a post keeps the draft and its files and, when asked, goes on to the check before handing in."""
    at = timezone.now()
    rij = _rij_of_404(request, public_id, plicht, at)
    if (elders := _klaar(rij)) is not None:
        return elders
    if request.method != "POST":
        return _pagina(request, rij, _vorm(rij))
    form = _vorm(rij, request.POST)
    if not form.is_valid():
        return _pagina(request, rij, form, status=422)
    try:
        verslag = _bewaar(request, rij, form, at)
        fouten = _neem_bijlagen(request, rij, at)
    except Conflict as conflict:
        # The files don't depend on the text: they needn't be chosen again.
        fouten = _neem_bijlagen(request, rij, at)
        return _botsing(request, rij, form, conflict, fouten)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("verslagen:lijst")
    return _na_bewaren(request, replace(rij, verslag=verslag), form, fouten)


def _na_bewaren(request: HttpRequest, rij: Verslagrij, form: VerslagForm, fouten: list[str]) -> HttpResponse:
    """Go on after saving: back to writing, to the check, or to what is not right yet."""
    controleren = request.POST.get("actie") == "controleren"
    leeg = [naam for naam in labels(_soort(rij)) if not getattr(rij.verslag, naam)] if controleren else []
    if leeg or fouten:
        form = _vorm(rij, form.data, rij.verslag.versie)
        form.is_valid()
        for naam in leeg:
            form.add_error(naam, "Vul dit deel nog in. Je tekst is wel bewaard.")
        return _pagina(request, rij, form, status=422, fouten=fouten)
    if controleren:
        return redirect(_pad("inleveren", rij))
    if weg_te_halen(request) is None:
        messages.success(request, "Je tekst is bewaard.")
    return redirect(_pad("schrijven", rij))


@require_POST
def bewaren(request: HttpRequest, public_id: UUID, plicht: str) -> JsonResponse:
    """Autosave: JSON {versie, bewaard_op, tekst}; 409 with `fout` when another text was saved in between."""
    at = timezone.now()
    rij = _rij_of_404(request, public_id, plicht, at)
    form = _vorm(rij, request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Deze tekst kan niet worden bewaard. Maak hem korter."}, status=422)
    try:
        verslag = _bewaar(request, rij, form, at)
    except Conflict as conflict:
        return JsonResponse({"fout": conflict.message, "versie": conflict.verslag.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(at)
    return JsonResponse(
        {"versie": verslag.versie, "bewaard_op": at.isoformat(), "tekst": f"Opgeslagen om {klok:%H:%M}"}
    )


@require_POST
def uploaden(request: HttpRequest, public_id: UUID, plicht: str) -> JsonResponse:
    """Take files in by script: JSON {lijst, fouten}, 422 when one was refused. The text stays as it is."""
    at = timezone.now()
    rij = _rij_of_404(request, public_id, plicht, at)
    voeg_toe = partial(voeg_bijlage_toe, plaatsing=rij.plaatsing, plicht=plicht, by=request.user, at=at)
    fouten = neem_aan(request, lambda gekeurd: voeg_toe(gekeurd=gekeurd))
    verslag = Verslag.objects.filter(plaatsing=rij.plaatsing, plicht=plicht).first()
    return antwoord(request, verslag, fouten)


@require_http_methods(["GET", "HEAD", "POST"])
def inleveren(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show what will be handed in; a post hands it in and leads to the receipt."""
    at = begonnen_op(request)  # the deadline counts this moment, however long the rest takes
    rij = _rij_of_404(request, public_id, plicht, at)
    if rij.verslag is None or not all(inhoud_van(rij.verslag)[naam] for naam in Verslag.ONDERDELEN):
        return redirect(_pad("schrijven", rij))
    if rij.verslag.status not in SCHRIJFBAAR:
        return redirect(_pad("ontvangen", rij))
    if request.method != "POST":
        delen = delen_van(_soort(rij), inhoud_van(rij.verslag))
        context = {"rij": rij, "delen": delen, "verslag": rij.verslag, "bijlagen": regels_van(rij.verslag)}
        return render(request, "verslagen/inleveren.html", context)
    versie = request.POST.get("versie", "")
    try:
        lever_in(
            plaatsing=rij.plaatsing,
            plicht=plicht,
            inhoud={},
            versie=int(versie) if versie.isdigit() else -1,
            received_at=at,
            by=request.user,
            at=timezone.now(),
        )
    except Conflict:
        messages.warning(request, "Je tekst is intussen ergens anders veranderd. Lees hem nog een keer na.")
        return redirect(_pad("inleveren", rij))
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect(_pad("schrijven", rij))
    return redirect(_pad("ontvangen", rij))


@require_safe
def ontvangen(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """The receipt of what was handed in last: when to the second, under which mark, and what happens next."""
    at = timezone.now()
    rij = _rij_of_404(request, public_id, plicht, at)
    inlevering = rij.verslag.inleveringen.last() if rij.verslag else None
    if inlevering is None:
        return redirect(_pad("schrijven", rij))
    context = {
        "rij": rij,
        "verslag": rij.verslag,
        "inlevering": inlevering,
        "bijlagen": inlevering.inhoud.get("bijlagen", []),
        "lezers": lezers_van(rij.verslag, rij.plaatsing),
        "volgende": verslagen_van([rij.plaatsing], at)[0].volgende,
    }
    return render(request, "verslagen/ontvangen.html", context)
