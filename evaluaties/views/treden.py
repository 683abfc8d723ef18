"""Rungs across students: who stands where, what is the matter, and the same thing for several at once."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.errors import DomainError
from basis.uitvoer import FORMATEN, tabel_response
from evaluaties.enums import Regeling
from evaluaties.filters import per_vergeten
from evaluaties.filters_treden import TredenFilter, treden_voor
from evaluaties.forms_regelen import BulkForm
from evaluaties.services import bulk
from evaluaties.services.treden import trederijen
from evaluaties.tables import treden_kolommen
from evaluaties.views.gemeenschappelijk import pagina_van
from kern.enums import Rol
from kern.models import User
from plaatsingen.models import Plaatsing

VOLGERS = (Rol.COORDINATOR, Rol.STAGEDOCENT, Rol.STAGEBEGELEIDER)


def _eis_volger(user: User) -> None:
    if not user.heeft_rol(*VOLGERS):
        raise PermissionDenied("Alleen school en de stagebegeleiders zien dit overzicht.")


@require_safe
def treden(request: HttpRequest) -> HttpResponse:
    """Show every running placement with its rung, filtered, sorted, 50 per page; `?formaat=` downloads them."""
    _eis_volger(request.user)
    at = timezone.now()
    filter_ = TredenFilter(request.GET, queryset=treden_voor(request.user), request=request)
    rijen = filter_.qs
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(
            request, "treden", treden_kolommen(), trederijen(list(rijen), at), op=timezone.localdate(at)
        )
    pagina = pagina_van(request, rijen, per_vergeten(rijen, request.user))
    scholen = request.user.organisatie_ids_als(Rol.COORDINATOR)
    context = {
        "filter": filter_,
        "pagina": pagina,
        "rijen": trederijen(list(pagina.object_list), at),
        "scholen": scholen,
        "acties": [(wat.value, wat.label) for wat in BulkForm.MOGELIJK] if scholen else [],
    }
    return render(request, "verslagen/treden.html", context)


def _gekozen(request: HttpRequest) -> list[Plaatsing]:
    """Return the chosen placements; Http404 when one of them is not this coordinator's, or isn't there."""
    try:
        ids = {UUID(waarde) for waarde in request.POST.getlist("kies")}
    except ValueError:
        raise Http404 from None
    scholen = request.user.organisatie_ids_als(Rol.COORDINATOR)
    rijen = treden_voor(request.user).filter(student__school_id__in=scholen, public_id__in=ids)
    gevonden = list(rijen.order_by("student__user__achternaam", "pk")) if ids else []
    if len(gevonden) != len(ids):
        raise Http404
    return gevonden


@require_POST
def samen(request: HttpRequest) -> HttpResponse:
    """Arrange one thing for the chosen students: fill in, see per student what it changes, record."""
    _eis_volger(request.user)
    at = timezone.now()
    plaatsingen = _gekozen(request)
    wat = request.POST.get("wat", "")
    if wat not in {regeling.value for regeling in BulkForm.MOGELIJK}:
        raise Http404
    if not 0 < len(plaatsingen) <= bulk.MAXIMUM:
        messages.error(request, f"Kies eerst studenten: zet een vinkje voor de naam (1 tot {bulk.MAXIMUM} studenten).")
        return redirect("verslagen:treden")
    regeling, stap = Regeling(wat), request.POST.get("stap", "")
    keuzes = bulk.keuzes_samen(plaatsingen, regeling, at)
    if stap not in ("kijken", "vastleggen"):
        begin = {naam: request.POST.get(naam, "") for naam in ("plicht", "datum", "tot", "reden")}
        form = BulkForm(initial=begin if stap else {}, wat=regeling, keuzes=keuzes)
        return _formulier(request, plaatsingen, form)
    ruim = keuzes if stap == "kijken" else [*keuzes, (request.POST.get("plicht", ""), "")]
    form = BulkForm(request.POST, wat=regeling, keuzes=ruim)
    if not form.is_valid():
        return _formulier(request, plaatsingen, form, status=422)
    if stap == "vastleggen":
        return _leg_vast(request, plaatsingen, form, at)
    return _voorbeeld(request, plaatsingen, form, at)


def _leg_vast(request: HttpRequest, plaatsingen: list[Plaatsing], form: BulkForm, at: datetime) -> HttpResponse:
    voornemen, wie = form.voornemen(), request.user
    rijen = bulk.kijk_samen(plaatsingen=plaatsingen, voornemen=voornemen, by=wie, at=at)
    mee = [rij.plaatsing for rij in rijen if rij.vooraf is not None]
    gedaan = bulk.al_gedaan(plaatsingen=plaatsingen, voornemen=voornemen, by=wie, at=at)
    aantal = len(gedaan)
    # A second click finds nobody left; whoever was done alone a moment ago does not stand for the others.
    if not gedaan or {plaatsing.pk for plaatsing in mee} - gedaan:
        if bulk.kenmerk(rijen) != request.POST.get("kenmerk", "") or not mee:
            return _voorbeeld(request, plaatsingen, form, at, veranderd=True)
        try:
            aantal = len(bulk.regel_samen(plaatsingen=mee, voornemen=voornemen, by=wie, at=at))
        except DomainError as fout:
            form.add_error(None, fout.message)
            return _formulier(request, plaatsingen, form, status=422)
    voor = "1 student" if aantal == 1 else f"{aantal} studenten"
    messages.success(request, f"Vastgelegd voor {voor}. Binnen een kwartier zijn alle termijnen aangepast.")
    return redirect("verslagen:treden")


def _voorbeeld(
    request: HttpRequest, plaatsingen: list[Plaatsing], form: BulkForm, at: datetime, *, veranderd: bool = False
) -> HttpResponse:
    rijen = bulk.kijk_samen(plaatsingen=plaatsingen, voornemen=form.voornemen(), by=request.user, at=at)
    context = {
        "plaatsingen": plaatsingen,
        "form": form,
        "wat": form.wat,
        "mee": [rij for rij in rijen if rij.vooraf is not None],
        "niet": [rij for rij in rijen if rij.vooraf is None],
        "kenmerk": bulk.kenmerk(rijen),
        "veranderd": veranderd,
    }
    return render(request, "verslagen/treden_vooraf.html", context)


def _formulier(request: HttpRequest, plaatsingen: list[Plaatsing], form: BulkForm, status: int = 200) -> HttpResponse:
    context = {"plaatsingen": plaatsingen, "form": form, "wat": form.wat}
    return render(request, "verslagen/treden_formulier.html", context, status=status)
