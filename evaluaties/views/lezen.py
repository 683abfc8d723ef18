"""Where a report is read and answered. Every road to the text goes through `services.inzage.open_verslag`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from evaluaties import rules
from evaluaties.enums import VerslagStatus
from evaluaties.forms import NoodinzageForm
from evaluaties.forms_lezen import FeedbackForm, begin_van
from evaluaties.models import Feedback, Inlevering, Verslag
from evaluaties.services import inzage
from evaluaties.services.lezen import (
    bewaar_feedbackconcept,
    geef_feedback,
    standaard_termijn,
    volgende_te_lezen,
)
from evaluaties.vragen import labels
from evaluaties.woorden import plichttitel


def _open(request: HttpRequest, public_id: UUID, route: str) -> Verslag:
    """Open the text for this person, or raise Http404 or GeenToegang."""
    at = timezone.now()
    reden = inzage.noodreden(request.session, public_id, at) if request.user.is_beheerder else ""
    try:
        return inzage.open_verslag(request.user, public_id, at, route, noodreden=reden)
    except Verslag.DoesNotExist:
        raise Http404 from None


def _geweigerd(request: HttpRequest, public_id: UUID, fout: GeenToegang) -> HttpResponse:
    context = {"reden": fout.message, "public_id": public_id, "mag_nood": request.user.is_beheerder}
    return render(request, "verslagen/geen_toegang.html", context, status=403)


def _delen(
    soort: str, inlevering: Inlevering | None, feedback: list[Feedback], form: FeedbackForm | None
) -> list[dict[str, Any]]:
    """The six parts as they were handed in, each with what was said about it and the field to say more."""
    if inlevering is None:
        return []
    return [
        {
            "naam": naam,
            "vraag": vraag,
            "tekst": inlevering.inhoud.get(naam, ""),
            "reacties": [(rij, rij.per_deel[naam]) for rij in feedback if rij.per_deel.get(naam)],
            "veld": form[f"deel_{naam}"] if form else None,
            "zinnen": form.zinnen_van(naam) if form else [],
        }
        for naam, vraag in labels(soort).items()
    ]


def _pagina(request: HttpRequest, verslag: Verslag, form: FeedbackForm | None, status: int = 200) -> HttpResponse:
    eigen = rules.is_student_van(request.user, verslag.plaatsing)
    inleveringen = list(verslag.inleveringen.all())
    laatste = inleveringen[-1] if inleveringen else None
    reacties = list(verslag.feedback.select_related("door"))
    context = {
        "verslag": verslag,
        "titel": plichttitel(verslag.plicht),
        "eigen": eigen,
        "inlevering": laatste,
        "eerdere": inleveringen[:-1],
        "delen": _delen(verslag.soort, laatste, reacties, form),
        "bijlagen": laatste.inhoud.get("bijlagen", []) if laatste else [],
        "feedback": reacties,
        "form": form,
        "concept": verslag.feedbackconcepten.filter(door=request.user).first() if form else None,
        "noodinzage": request.user.is_beheerder,
        "lezers": inzage.lezers_van(verslag) if eigen else [],
    }
    return render(request, "verslagen/detail.html", context, status=status)


def _formulier(request: HttpRequest, verslag: Verslag, at: datetime) -> FeedbackForm | None:
    """Return the empty form, or what this reader was writing; None for who does not answer."""
    antwoordbaar = verslag.status in (VerslagStatus.INGELEVERD, VerslagStatus.BESPROKEN)
    if not antwoordbaar or not rules.mag_feedback_geven(request.user, verslag):
        return None
    concept = verslag.feedbackconcepten.filter(door=request.user).first()
    return FeedbackForm(
        soort=verslag.soort, initial=begin_van(concept, timezone.localdate(at)), termijn=standaard_termijn(at)
    )


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a report with its feedback; the student also sees who read it."""
    try:
        verslag = _open(request, public_id, "verslag lezen")
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    eigen = rules.is_student_van(request.user, verslag.plaatsing)
    if eigen and verslag.eerste_inlevering is None:
        return redirect("verslagen:schrijven", verslag.plaatsing.public_id, verslag.plicht)
    return _pagina(request, verslag, _formulier(request, verslag, timezone.now()))


@require_POST
def feedback(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Keep the feedback of a reader and go on to the next report that waits."""
    try:
        verslag = _open(request, public_id, "feedback geven")
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    at = timezone.now()
    form = FeedbackForm(request.POST, soort=verslag.soort)
    if not form.is_valid():
        return _pagina(request, verslag, form, status=422)
    terug = request.POST.get("actie") == "terug"
    if terug and form.cleaned_data["terug_tot"] is None:
        form.add_error("terug_tot", "Kies tot en met welke dag de student het verslag kan verbeteren.")
        return _pagina(request, verslag, form, status=422)
    try:
        geef_feedback(
            verslag=verslag,
            terug=terug,
            terug_tot=form.cleaned_data["terug_tot"],
            by=request.user,
            at=at,
            **form.inhoud(),
        )
    except GeenToegang as fout:
        return _geweigerd(request, public_id, fout)
    except DomainError as fout:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        return _pagina(request, verslag, form, status=422)
    return _volgende(request, verslag, terug=terug)


def _volgende(request: HttpRequest, verslag: Verslag, *, terug: bool) -> HttpResponse:
    naam = verslag.plaatsing.student.naam
    wat = "Het verslag is terug voor verbetering." if terug else "Uw feedback is bewaard."
    volgende = volgende_te_lezen(request.user) if request.POST.get("daarna") == "volgende" else None
    verder = " Dit is het volgende verslag." if volgende else ""
    messages.success(request, f"{wat} {naam} krijgt bericht.{verder}")
    return redirect("verslagen:detail", volgende.public_id) if volgende else redirect("verslagen:te_lezen")


@require_POST
def feedback_bewaren(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Autosave of feedback: JSON {versie, tekst}; 409 with `fout` when it can't be kept. Opens no report."""
    at = timezone.now()
    rijen = Verslag.objects.visible_to(request.user).select_related(*inzage.RELATIES).defer(*Verslag.ONDERDELEN)
    verslag = rijen.filter(public_id=public_id).first()
    if verslag is None:
        raise Http404
    form = FeedbackForm(request.POST, soort=verslag.soort)
    if not form.is_valid():
        return JsonResponse(
            {"fout": "Dit kan niet worden bewaard. Maak de tekst korter of kijk de datum na."}, status=422
        )
    try:
        concept = bewaar_feedbackconcept(
            verslag=verslag,
            tekst=form.cleaned_data["tekst"],
            per_deel={deel: form.cleaned_data[f"deel_{deel}"] for deel in Verslag.ONDERDELEN},
            terug_tot=form.cleaned_data["terug_tot"],
            versie=form.cleaned_data["versie"] or 0,
            by=request.user,
            at=at,
        )
    except GeenToegang as fout:
        return JsonResponse({"fout": fout.message}, status=403)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    return JsonResponse({"versie": concept.versie, "tekst": f"Opgeslagen om {timezone.localtime(at):%H:%M}"})


@require_http_methods(["GET", "HEAD", "POST"])
def noodinzage(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask a beheerder for a reason before a report opens (P8)."""
    if not request.user.is_beheerder:
        raise Http404
    verslag = Verslag.objects.visible_to(request.user).defer(*Verslag.ONDERDELEN).filter(public_id=public_id).first()
    if verslag is None:
        raise Http404
    form = NoodinzageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            inzage.breek_glas(
                user=request.user,
                public_id=public_id,
                reden=form.cleaned_data["reden"],
                sessie=request.session,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            return redirect("verslagen:detail", public_id)
    status = 422 if form.is_bound else 200
    context = {"form": form, "verslag": verslag, "titel": plichttitel(verslag.plicht)}
    return render(request, "verslagen/noodinzage.html", context, status=status)
