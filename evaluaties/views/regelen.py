"""Where school arranges the reports of one placement: fill in, see what it changes, record (R6.7)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from evaluaties import rules
from evaluaties.enums import Regeling
from evaluaties.forms_regelen import RegelingForm
from evaluaties.services import regelen as dienst
from evaluaties.services.besluiten import besluitstand
from evaluaties.services.overzicht import Plaatsingverslagen, verslagen_van
from evaluaties.views.gemeenschappelijk import plaatsing_of_404
from kern.kalender import lokale_dag
from plaatsingen.models import Plaatsing
from plaatsingen.rules import mag_einddatum_wijzigen

GELUKT = {
    Regeling.VRIJSTELLEN: "Het verslag hoeft niet meer.",
    Regeling.UITSTEL: "Het uitstel is vastgelegd.",
    Regeling.PAUZE: "De pauze is vastgelegd.",
    Regeling.HERVATTEN: "Het einde van de pauze is vastgelegd.",
    Regeling.PER_MAIL: "De ontvangst van het verslag is vastgelegd.",
    Regeling.OPDRACHT: "De vervangende opdracht staat als ontvangen.",
}
TERMIJN = "Binnen een kwartier zijn alle termijnen aangepast."
UITLEG = {
    Regeling.VRIJSTELLEN: "Bijvoorbeeld bij ziekte of een storing. Dit kunt u niet terugdraaien.",
    Regeling.UITSTEL: "De student krijgt langer de tijd. Een eerdere dag kan niet.",
    Regeling.PAUZE: "Bij langere ziekte. De termijnen staan stil; de dagen die over zijn, blijven over.",
    Regeling.HERVATTEN: "De student is er weer, of u weet nu wanneer.",
    Regeling.PER_MAIL: "Het tijdstip van ontvangst telt, niet wanneer u het vastlegt. Het verslag zelf is niet nodig.",
    Regeling.OPDRACHT: "De opdracht kwam op papier of per mail binnen.",
}


def _mogelijk(
    request: HttpRequest, plaatsing: Plaatsing, stage: Plaatsingverslagen, at: datetime
) -> dict[Regeling, list[tuple[str, str]]]:
    """Return what this person can arrange now, with the choices."""
    beheert = rules.mag_ladder_beheren(request.user, plaatsing)
    pauzes = dienst.pauzes_van(plaatsing)
    alle = {wat: dienst.keuzes(wat, stage.stand, pauzes, lokale_dag(at)) for wat in Regeling}
    return {wat: rij for wat, rij in alle.items() if rij and (beheert or wat in dienst.ZONDER_BEHEER)}


@require_http_methods(["GET", "HEAD", "POST"])
def regelen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what can be arranged; `?wat=` opens one, a post shows what it changes and a second post records it."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.is_lezer_van(request.user, plaatsing):
        reden = "Alleen school en de stagebegeleider regelen iets bij verslagen."
        return render(request, "verslagen/geen_toegang.html", {"reden": reden, "mag_nood": False}, status=403)
    stage = verslagen_van([plaatsing], at)[0]
    mogelijk = _mogelijk(request, plaatsing, stage, at)
    wat = (request.POST if request.method == "POST" else request.GET).get("wat", "")
    if request.method != "POST":
        return _begin(request, plaatsing, stage, mogelijk, wat)
    if wat not in Regeling.values:
        raise Http404
    regeling = Regeling(wat)
    if regeling not in mogelijk and not _mag(request, plaatsing, regeling):
        reden = "Alleen de coördinator van de school van deze student mag dit."
        return render(request, "verslagen/geen_toegang.html", {"reden": reden, "mag_nood": False}, status=403)
    return _stap(request, plaatsing, stage, regeling, mogelijk, at)


def _mag(request: HttpRequest, plaatsing: Plaatsing, wat: Regeling) -> bool:
    return wat in dienst.ZONDER_BEHEER or rules.mag_ladder_beheren(request.user, plaatsing)


def _begin(
    request: HttpRequest,
    plaatsing: Plaatsing,
    stage: Plaatsingverslagen,
    mogelijk: dict[Regeling, list[tuple[str, str]]],
    wat: str,
) -> HttpResponse:
    if wat in mogelijk:
        regeling = Regeling(wat)
        begin = {naam: request.GET[naam] for naam in ("plicht", "ref") if naam in request.GET}
        form = RegelingForm(wat=regeling, keuzes=mogelijk[regeling], initial=begin)
        return _formulier(request, plaatsing, form)
    context = {
        "plaatsing": plaatsing,
        "stage": stage,
        "acties": [(wat, UITLEG[wat]) for wat in mogelijk],
        "beheert": rules.mag_ladder_beheren(request.user, plaatsing),
        "besluit": besluitstand(plaatsing),
        "einddatum_kan": mag_einddatum_wijzigen(request.user, plaatsing),
        "pauzes": dienst.pauzes_van(plaatsing),
    }
    return render(request, "verslagen/regelen.html", context)


def _stap(  # noqa: PLR0917 - what the page shows
    request: HttpRequest,
    plaatsing: Plaatsing,
    stage: Plaatsingverslagen,
    regeling: Regeling,
    mogelijk: dict[Regeling, list[tuple[str, str]]],
    at: datetime,
) -> HttpResponse:
    """One of the three steps of the form: adjust, look, record."""
    stap = request.POST.get("stap", "kijken")
    if stap == "aanpassen":
        begin = {naam: request.POST.get(naam, "") for naam in ("plicht", "ref", "datum", "tijd", "tot", "reden")}
        form = RegelingForm(initial=begin, wat=regeling, keuzes=mogelijk.get(regeling, []))
        return _formulier(request, plaatsing, form)
    # At a second click the choice is gone already: the service knows what was done.
    keuzes = mogelijk.get(regeling) if stap != "vastleggen" else None
    form = RegelingForm(request.POST, wat=regeling, keuzes=keuzes or _ruim(regeling, stage, plaatsing))
    if not form.is_valid():
        return _formulier(request, plaatsing, form, status=422)
    try:
        if stap == "vastleggen":
            return _leg_vast(request, plaatsing, form, at)
        return _voorbeeld(request, plaatsing, form, at)
    except DomainError as fout:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        return _formulier(request, plaatsing, form, status=422)


def _ruim(regeling: Regeling, stage: Plaatsingverslagen, plaatsing: Plaatsing) -> list[tuple[str, str]]:
    """All reports or pauses, also those for which it makes no sense now."""
    if regeling == Regeling.HERVATTEN:
        return [(pauze.ref, pauze.ref) for pauze in dienst.pauzes_van(plaatsing)]
    return [(rij.plicht, rij.titel) for rij in stage.rijen]


def _leg_vast(request: HttpRequest, plaatsing: Plaatsing, form: RegelingForm, at: datetime) -> HttpResponse:
    vast: dict[str, Any] = {"plaatsing": plaatsing, "voornemen": form.voornemen(), "by": request.user, "at": at}
    if dienst.al_geregeld(**vast) is None:
        vooraf = dienst.vooraf(**vast)
        if vooraf.kenmerk != request.POST.get("kenmerk", ""):
            return _voorbeeld(request, plaatsing, form, at, veranderd=True)
    dienst.regel(**vast)
    messages.success(request, f"{GELUKT[form.wat]} {TERMIJN}")
    return redirect(reverse("plaatsingen:detail", args=[plaatsing.public_id]) + "#verslagen")


def _voorbeeld(
    request: HttpRequest, plaatsing: Plaatsing, form: RegelingForm, at: datetime, *, veranderd: bool = False
) -> HttpResponse:
    vooraf = dienst.vooraf(plaatsing=plaatsing, voornemen=form.voornemen(), by=request.user, at=at)
    context = {"plaatsing": plaatsing, "form": form, "vooraf": vooraf, "veranderd": veranderd, "wat": form.wat}
    return render(request, "verslagen/regelen_vooraf.html", context)


def _formulier(request: HttpRequest, plaatsing: Plaatsing, form: RegelingForm, status: int = 200) -> HttpResponse:
    context = {"plaatsing": plaatsing, "form": form, "wat": form.wat, "uitleg": UITLEG[form.wat]}
    return render(request, "verslagen/regelen_formulier.html", context, status=status)
