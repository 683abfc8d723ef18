"""Giving 360 feedback by a mailed link, without an account. Opening the link writes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, begonnen_op, fouten_melden
from evaluaties.forms_feedback import GeefForm
from evaluaties.models import Feedbackuitnodiging
from evaluaties.services import feedback360geven as services
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.services import toegangslinks
from kern.views.links import met_link, verhul

WAARVOOR = "feedback op uw naam te geven"
ACTIES = {"gegeven", "nee"}


def _uitnodiging(link: Toegangslink) -> Feedbackuitnodiging:
    uitnodiging = services.uitnodiging_van(link)
    if uitnodiging is None:
        raise Http404
    return uitnodiging


def _toon(
    request: HttpRequest, link: Toegangslink, uitnodiging: Feedbackuitnodiging, form: GeefForm, *, status: int = 200
) -> HttpResponse:
    at = begonnen_op(request)
    context = {
        "link": link,
        "token": request.resolver_match.kwargs["token"],
        "uitnodiging": uitnodiging,
        "ronde": uitnodiging.ronde,
        "student": uitnodiging.ronde.student,
        "form": form,
        "waarom_niet": services.waarom_dicht(uitnodiging, at, request.user),
    }
    return render(request, "feedback/geven.html", context, status=status)


@met_link(Linkdoel.FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def geven(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Show the questions, and take the answer once. On name the mailed code goes with it."""
    at = begonnen_op(request)
    uitnodiging = _uitnodiging(link)
    op_naam = not uitnodiging.ronde.anoniem
    gegevens = request.POST if request.method == "POST" else None
    form = GeefForm(gegevens, formulier=uitnodiging.formulier, met_code=op_naam)
    if request.method == "POST" and form.is_valid() and not services.waarom_dicht(uitnodiging, at, request.user):
        with fouten_melden(request, form) as fouten:
            if op_naam:
                # First, and by itself: a wrong try is counted, whatever comes of the rest.
                toegangslinks.controleer_code(link=link, code=form.cleaned_data["code"], at=at)
            services.geef(link=link, scores=form.scores(), teksten=form.teksten(), at=at)
        if not fouten:
            return redirect("feedback:bedankt", "gegeven")
    return _toon(request, link, uitnodiging, form, status=ONGELDIG if form.is_bound else 200)


@met_link(Linkdoel.FEEDBACK)
@require_POST
def code(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Mail a code, and show the form again with what was filled in."""
    uitnodiging = _uitnodiging(link)
    at = begonnen_op(request)
    if not services.waarom_dicht(uitnodiging, at, request.user):
        with fouten_melden(request) as fouten:
            toegangslinks.stuur_code(link=link, at=at, waarvoor=WAARVOOR)
        if not fouten:
            messages.success(request, f"Er is een code gestuurd naar {link.email}. Vul hem onderaan in.")
    namen = [f"v_{vraag['code']}" for vraag in uitnodiging.formulier.vragen]
    begin = {naam: request.POST.get(naam, "") for naam in namen}
    form = GeefForm(initial=begin, formulier=uitnodiging.formulier, met_code=not uitnodiging.ronde.anoniem)
    return _toon(request, link, uitnodiging, form)


@met_link(Linkdoel.FEEDBACK)
@require_http_methods(["GET", "HEAD", "POST"])
def nee(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Say no; nobody is told who did."""
    uitnodiging = _uitnodiging(link)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            services.weiger(link=link, at=begonnen_op(request))
        if not fouten:
            return redirect("feedback:bedankt", "nee")
        return redirect("feedback:geven", request.resolver_match.kwargs["token"])
    context = {"token": request.resolver_match.kwargs["token"], "student": uitnodiging.ronde.student}
    return render(request, "feedback/nee.html", context)


@login_not_required
@require_safe
def bedankt(request: HttpRequest, actie: str) -> HttpResponse:
    """Say that it was done; knows nothing about what or who."""
    if actie not in ACTIES:
        raise Http404
    return verhul(render(request, "feedback/bedankt.html", {"gegeven": actie == "gegeven"}))
