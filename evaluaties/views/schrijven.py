"""Where a student writes a report, checks it and hands it in."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from evaluaties.forms import VRAGEN, VerslagForm
from evaluaties.models import Verslag
from evaluaties.services.overzicht import Verslagrij, verslagen_van
from evaluaties.services.schrijven import SCHRIJFBAAR, Conflict, bewaar_concept, inhoud_van, lever_in
from evaluaties.views.gemeenschappelijk import plaatsing_of_404


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


def _vorm(rij: Verslagrij, data: QueryDict | None = None) -> VerslagForm:
    begin = {"versie": 0}
    if rij.verslag is not None:
        begin = {**inhoud_van(rij.verslag), "versie": rij.verslag.versie}
    return VerslagForm(data, student=rij.plaatsing.student, initial=begin)


def _pad(naam: str, rij: Verslagrij) -> str:
    return reverse(f"verslagen:{naam}", args=[rij.plaatsing.public_id, rij.plicht])


def _klaar(rij: Verslagrij) -> HttpResponseRedirect | None:
    """Lead to the report itself when it can't be written to."""
    if rij.verslag is not None and rij.verslag.status not in SCHRIJFBAAR:
        return redirect("verslagen:detail", rij.verslag.public_id)
    return None


def _pagina(request: HttpRequest, rij: Verslagrij, form: VerslagForm, status: int = 200, **extra) -> HttpResponse:
    context = {
        "rij": rij,
        "form": form,
        "bewaren_url": _pad("bewaren", rij),
        "feedback": rij.verslag.feedback.select_related("door") if rij.verslag else [],
        **extra,
    }
    return render(request, "verslagen/schrijven.html", context, status=status)


def _botsing(request: HttpRequest, rij: Verslagrij, form: VerslagForm, conflict: Conflict) -> HttpResponse:
    """Show both texts: the own one in the form, the other beside it; saving again keeps what stands in the form."""
    daar = conflict.verslag
    data = form.data.copy()
    data["versie"] = daar.versie
    nieuw = VerslagForm(data, student=rij.plaatsing.student)
    mijn = form.inhoud()
    verschil = [
        (VRAGEN[naam], getattr(daar, naam)) for naam in Verslag.ONDERDELEN if getattr(daar, naam) != mijn[naam].strip()
    ]
    return _pagina(request, rij, nieuw, status=409, conflict=conflict.message, daar=daar, verschil=verschil)


@require_http_methods(["GET", "HEAD", "POST"])
def schrijven(  # noqa: PLR0911 - each outcome has its page
    request: HttpRequest, public_id: UUID, plicht: str
) -> HttpResponse:
    """Show the form; a post keeps the draft and, when asked, goes on to the check before handing in."""
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
        verslag = bewaar_concept(
            plaatsing=rij.plaatsing,
            plicht=plicht,
            inhoud=form.inhoud(),
            versie=form.versienummer,
            by=request.user,
            at=at,
        )
    except Conflict as conflict:
        return _botsing(request, rij, form, conflict)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("verslagen:lijst")
    if request.POST.get("actie") != "controleren":
        messages.success(request, "Je tekst is bewaard.")
        return redirect(_pad("schrijven", rij))
    leeg = [naam for naam in Verslag.ONDERDELEN if not getattr(verslag, naam)]
    if leeg:
        data = form.data.copy()
        data["versie"] = verslag.versie
        form = VerslagForm(data, student=rij.plaatsing.student)
        form.is_valid()
        for naam in leeg:
            form.add_error(naam, "Vul dit deel nog in. Je tekst is wel bewaard.")
        return _pagina(request, rij, form, status=422)
    return redirect(_pad("inleveren", rij))


@require_POST
def bewaren(request: HttpRequest, public_id: UUID, plicht: str) -> JsonResponse:
    """Autosave: JSON {versie, bewaard_op, tekst}; 409 with `fout` when another text was saved in between."""
    at = timezone.now()
    rij = _rij_of_404(request, public_id, plicht, at)
    form = _vorm(rij, request.POST)
    if not form.is_valid():
        return JsonResponse({"fout": "Deze tekst kan niet worden bewaard. Maak hem korter."}, status=422)
    try:
        verslag = bewaar_concept(
            plaatsing=rij.plaatsing,
            plicht=plicht,
            inhoud=form.inhoud(),
            versie=form.versienummer,
            by=request.user,
            at=at,
        )
    except Conflict as conflict:
        return JsonResponse({"fout": conflict.message, "versie": conflict.verslag.versie}, status=409)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    klok = timezone.localtime(at)
    return JsonResponse(
        {"versie": verslag.versie, "bewaard_op": at.isoformat(), "tekst": f"Opgeslagen om {klok:%H:%M}"}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def inleveren(request: HttpRequest, public_id: UUID, plicht: str) -> HttpResponse:
    """Show what will be handed in; a post hands it in and leads to the receipt."""
    at = timezone.now()  # the deadline counts this moment, however long the rest takes
    rij = _rij_of_404(request, public_id, plicht, at)
    if rij.verslag is None or not all(inhoud_van(rij.verslag)[naam] for naam in Verslag.ONDERDELEN):
        return redirect(_pad("schrijven", rij))
    if (elders := _klaar(rij)) is not None:
        return elders
    if request.method != "POST":
        delen = [(VRAGEN[naam], getattr(rij.verslag, naam)) for naam in Verslag.ONDERDELEN]
        return render(request, "verslagen/inleveren.html", {"rij": rij, "delen": delen, "verslag": rij.verslag})
    versie = request.POST.get("versie", "")
    try:
        inlevering = lever_in(
            plaatsing=rij.plaatsing,
            plicht=plicht,
            inhoud={},
            versie=int(versie) if versie.isdigit() else -1,
            received_at=at,
            by=request.user,
            at=at,
        )
    except Conflict:
        messages.warning(request, "Je tekst is intussen ergens anders veranderd. Lees hem nog een keer na.")
        return redirect(_pad("inleveren", rij))
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect(_pad("schrijven", rij))
    messages.success(request, "Je verslag is ingeleverd.")
    return redirect("verslagen:detail", inlevering.verslag.public_id)
