"""Sharing the own portfolio outside, and what somebody with the link sees."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, begonnen_op, fouten_melden
from evaluaties.forms_doelen import DeelForm, LinkcodeForm
from evaluaties.models import Portfoliodeling
from evaluaties.services import portfolio_delen as services
from evaluaties.views.doelen import eigen_student
from evaluaties.views.portfolio import als_download
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.services import toegangslinks
from kern.views.links import met_link

WAARVOOR = "een gedeeld portfolio te bekijken"
OPEN_VOOR = timedelta(minutes=30)  # after the code
STANDAARD = timedelta(days=30)


@require_safe
def delingen(request: HttpRequest) -> HttpResponse:
    """Show with whom the own portfolio is and was shared."""
    student = eigen_student(request)
    rijen = list(student.portfoliodelingen.prefetch_related("stukken"))
    bekeken = services.laatst_bekeken(rijen)
    regels = [{"deling": deling, "bekeken_op": bekeken.get(str(deling.public_id))} for deling in rijen]
    return render(request, "portfolio/delingen.html", {"regels": regels, "nu": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Choose what, with whom and how long."""
    student = eigen_student(request)
    begin = {"sleutel": uuid4(), "tot": timezone.localdate() + STANDAARD}
    form = DeelForm(request.POST or None, student=student, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.deel(student=student, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, f"{form.cleaned_data['naam']} krijgt een mail met een link.")
            return redirect("doelen:delingen")
    return render(request, "portfolio/deel.html", {"form": form}, status=ONGELDIG if form.errors else 200)


@require_POST
def stoppen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a share back."""
    deling = get_object_or_404(Portfoliodeling.objects.visible_to(request.user), public_id=public_id)
    with fouten_melden(request) as fouten:
        services.stop(deling=deling, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De link werkt niet meer.")
    return redirect("doelen:delingen")


# --- With the link ---

Gast = Callable[[HttpRequest, Toegangslink, Portfoliodeling], HttpResponse]


def _sleutel(link: Toegangslink) -> str:
    return f"portfolio:{link.public_id}"


def _is_open(request: HttpRequest, link: Toegangslink, at: datetime) -> bool:
    """Whether this browser gave the code less than half an hour ago."""
    tot = request.session.get(_sleutel(link))
    return bool(tot) and datetime.fromisoformat(tot) > at


def _met_deling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view behind a link: what is no longer shared is not there (P5)."""

    @met_link(Linkdoel.PORTFOLIO)
    @wraps(view)
    def omhuld(request: HttpRequest, link: Toegangslink, **kwargs: object) -> HttpResponse:
        deling = services.deling_van(link.object_id, begonnen_op(request))
        if deling is None:
            fout = DomainError("De student deelt dit portfolio niet meer.")
            return render(request, "links/vervallen.html", {"fout": fout}, status=410)
        return view(request, link, deling, **kwargs)

    return omhuld


def _vraag_code(
    request: HttpRequest, link: Toegangslink, deling: Portfoliodeling, form: LinkcodeForm, *, status: int = 200
) -> HttpResponse:
    at = begonnen_op(request)
    loopt = bool(link.code_hash) and link.code_tot is not None and link.code_tot > at
    token = request.resolver_match.kwargs["token"]
    context = {"link": link, "deling": deling, "token": token, "form": form, "code_loopt": loopt or form.is_bound}
    return render(request, "portfolio/gedeeld_code.html", context, status=status)


@require_safe
@_met_deling
def gedeeld(request: HttpRequest, link: Toegangslink, deling: Portfoliodeling) -> HttpResponse:
    """Show what is shared, once the code was given; before that only from whom it is."""
    at = begonnen_op(request)
    if not _is_open(request, link, at):
        return _vraag_code(request, link, deling, LinkcodeForm())
    context = {
        "gedeeld": services.open_gedeeld(deling=deling, route=request.resolver_match.view_name, at=at),
        "deling": deling,
        "token": request.resolver_match.kwargs["token"],
    }
    return render(request, "portfolio/gedeeld.html", context)


@require_POST
@_met_deling
def code(request: HttpRequest, link: Toegangslink, deling: Portfoliodeling) -> HttpResponse:
    """Mail a code, unless one was mailed a moment ago."""
    with fouten_melden(request) as fouten:
        toegangslinks.stuur_code(link=link, at=begonnen_op(request), waarvoor=WAARVOOR)
    if not fouten:
        messages.success(request, f"Er is een code gestuurd naar {link.email}.")
    return redirect("doelen:gedeeld", request.resolver_match.kwargs["token"])


@require_POST
@_met_deling
def openen(request: HttpRequest, link: Toegangslink, deling: Portfoliodeling) -> HttpResponse:
    """Check the code; this browser may then look for half an hour."""
    at = begonnen_op(request)
    form = LinkcodeForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            toegangslinks.controleer_code(link=link, code=form.cleaned_data["code"], at=at)
        if not fouten:
            request.session[_sleutel(link)] = (at + OPEN_VOOR).isoformat()
            return redirect("doelen:gedeeld", request.resolver_match.kwargs["token"])
    link.refresh_from_db()
    return _vraag_code(request, link, deling, form, status=ONGELDIG)


@require_safe
@_met_deling
def gedeeld_bestand(request: HttpRequest, link: Toegangslink, deling: Portfoliodeling, versie_id: UUID) -> HttpResponse:
    """Hand out the file of a shared piece."""
    at = begonnen_op(request)
    if not _is_open(request, link, at):
        return redirect("doelen:gedeeld", request.resolver_match.kwargs["token"])
    route = request.resolver_match.view_name
    versie = services.open_bestand(deling=deling, versie_id=versie_id, route=route, at=at)
    if versie is None or versie.bestand is None:
        raise Http404
    return als_download(versie.bestand)
