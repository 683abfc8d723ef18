"""Signing with a mail link, without an account: read, ask a code, sign. Opening the link does nothing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from kern.enums import Linkdoel
from kern.models import Toegangslink
from kern.services import toegangslinks
from kern.views.links import met_link, verhul
from plaatsingen.enums import PartijRol
from plaatsingen.forms_ondertekenen import TekenMetCodeForm, WeigerForm
from plaatsingen.models import Ondertekening
from plaatsingen.services import ondertekenen, partijen
from plaatsingen.views import tekenhulp

WAARVOOR = "een praktijkovereenkomst te ondertekenen"


def _partij(link: Toegangslink) -> Ondertekening:
    """Return what the link opens."""
    rijen = Ondertekening.objects.select_related(
        "organisatie",
        "overeenkomst__pdf",
        "overeenkomst__zegel_pdf",
        "overeenkomst__plaatsing__student__user",
        "overeenkomst__plaatsing__student__opleiding",
        "overeenkomst__plaatsing__student__school",
        "overeenkomst__plaatsing__stageplaats__afdeling__locatie__organisatie",
    )
    partij = rijen.filter(public_id=link.object_id).first()
    if partij is None:
        raise Http404
    return partij


def _mag_nu(partij: Ondertekening, link: Toegangslink) -> str:
    """Why this link can't sign now; "" when it can."""
    try:
        ondertekenen.tekenaar_met_link(partij=partij, link=link, at=timezone.now())
        ondertekenen.controleer_open(partij)
    except DomainError as fout:
        return fout.message
    return ""


def _toon(request: HttpRequest, link: Toegangslink, form: TekenMetCodeForm, *, status: int = 200) -> HttpResponse:
    partij = _partij(link)
    at = timezone.now()
    code_loopt = bool(link.code_hash) and link.code_tot is not None and link.code_tot > at
    context = {
        "link": link,
        "token": request.resolver_match.kwargs["token"],
        "partij": partij,
        "overeenkomst": partij.overeenkomst,
        "plaatsing": partij.overeenkomst.plaatsing,
        "tekst": tekenhulp.tekst_van(partij.overeenkomst),
        "namens": partijen.namens_van(partij),
        "is_ouder": partij.rol == PartijRol.OUDER,
        "waarom_niet": _mag_nu(partij, link),
        "code_loopt": code_loopt or form.is_bound,
        "form": form,
        "waarschuwing": tekenhulp.waarschuwing(partij.overeenkomst, at),
    }
    return render(request, "plaatsingen/teken.html", context, status=status)


def _met_lezer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view behind a link: who may sign no more, and didn't, reads nothing either (P5)."""

    @met_link(Linkdoel.ONDERTEKENING)
    @wraps(view)
    def omhuld(request: HttpRequest, link: Toegangslink) -> HttpResponse:
        partij = _partij(link)
        mensen = partijen.tekenaars(partij=partij, op=timezone.localdate())
        adressen = {partij.email} if partij.getekend_op else {mens.email for mens in mensen}
        if link.email not in {adres.lower() for adres in adressen}:
            return render(
                request, "links/vervallen.html", {"fout": DomainError(ondertekenen.MAG_NIET_MEER)}, status=410
            )
        return view(request, link)

    return omhuld


@require_safe
@_met_lezer
def teken(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Show the agreement to who has the link; writes nothing."""
    hash_ = _partij(link).overeenkomst.tekst_hash
    return _toon(request, link, TekenMetCodeForm(initial={"tekst_hash": hash_, "naam": link.naam}))


@require_POST
@_met_lezer
def code(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Mail a code, unless one was mailed a moment ago."""
    waarom_niet = _mag_nu(_partij(link), link)
    if waarom_niet:
        messages.error(request, waarom_niet)
    else:
        with fouten_melden(request) as fouten:
            toegangslinks.stuur_code(link=link, at=timezone.now(), waarvoor=WAARVOOR)
        if not fouten:
            messages.success(request, f"Er is een code gestuurd naar {link.email}.")
    return redirect("plaatsingen:teken", request.resolver_match.kwargs["token"])


@require_POST
@_met_lezer
def tekenen(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Sign with name, code and tick."""
    at = timezone.now()
    form = TekenMetCodeForm(request.POST)
    partij = _partij(link)
    if form.is_valid():
        gegevens = dict(form.cleaned_data)
        with fouten_melden(request, form) as fouten:
            # First, and by itself: a wrong try is counted, whatever comes of the rest.
            toegangslinks.controleer_code(link=link, code=gegevens.pop("code"), at=at)
            ondertekenen.teken_met_link(partij=partij, link=link, at=at, **gegevens)
        if not fouten:
            return redirect("plaatsingen:teken_klaar", "getekend")
    link.refresh_from_db()
    return _toon(request, link, form, status=ONGELDIG)


@require_http_methods(["GET", "HEAD", "POST"])
@_met_lezer
def weigeren(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Say no with a reason."""
    partij = _partij(link)
    form = WeigerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            ondertekenen.weiger(partij=partij, link=link, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            return redirect("plaatsingen:teken_klaar", "geweigerd")
    token = request.resolver_match.kwargs["token"]
    context = {"form": form, "token": token, "waarom_niet": _mag_nu(partij, link)}
    return render(request, "plaatsingen/teken_weigeren.html", context, status=ONGELDIG if form.is_bound else 200)


@require_safe
@_met_lezer
def pdf(request: HttpRequest, link: Toegangslink) -> HttpResponse:
    """Hand out the document: sealed when everybody has signed, else as it was sent."""
    overeenkomst = _partij(link).overeenkomst
    return tekenhulp.document(overeenkomst.zegel_pdf or overeenkomst.pdf, naam="praktijkovereenkomst.pdf")


@login_not_required
@require_safe
def klaar(request: HttpRequest, actie: str) -> HttpResponse:
    """Say that it was done; knows nothing about what or who."""
    if actie not in {"getekend", "geweigerd"}:
        raise Http404
    return verhul(render(request, "plaatsingen/teken_klaar.html", {"getekend": actie == "getekend"}))
