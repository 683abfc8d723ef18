"""Evaluation forms: list, one version with its preview, the builder, publish, withdraw (R8.1)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from evaluaties import rules_evaluatie as rules
from evaluaties.enums import EvaluatieMoment, FormulierStatus
from evaluaties.forms import InvulForm
from evaluaties.forms_formulier import Formulierbundel, NieuwFormulierForm, PubliceerForm
from evaluaties.models import Evaluatieformulier
from evaluaties.services import formulieren as services
from evaluaties.views.gemeenschappelijk import pagina_van
from kern.rules import alleen

S = FormulierStatus
STATUSSOORT = {S.CONCEPT: "loopt", S.GEPUBLICEERD: "klaar", S.INGETROKKEN: "neutraal"}
TABS = (("", "In gebruik en in de maak"), ("alles", "Alle versies"))


def _formulier(request: HttpRequest, public_id: UUID) -> Evaluatieformulier:
    rijen = Evaluatieformulier.objects.visible_to(request.user).select_related("school", "gemaakt_door")
    formulier = rijen.filter(public_id=public_id).first()
    if formulier is None:
        raise Http404
    return formulier


@alleen(rules.mag_formulieren_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the forms, with how often each was used; old versions on request."""
    rijen = Evaluatieformulier.objects.visible_to(request.user).met_vervanging(timezone.localdate())
    rijen = rijen.select_related("school").order_by("naam", "-versie", "pk")
    if request.GET.get("toon") != "alles":
        rijen = rijen.exclude(status=S.INGETROKKEN).filter(vervangen=False)
    pagina = pagina_van(request, rijen)
    gebruikt = _gebruikt(pagina.object_list)
    regels = [
        {
            "formulier": rij,
            "soort": STATUSSOORT[rij.status],
            "aantal": gebruikt.get(rij.pk, 0),
        }
        for rij in pagina
    ]
    context = {
        "pagina": pagina,
        "regels": regels,
        "tabs": TABS,
        "toon": request.GET.get("toon", ""),
        "maakt": rules.mag_formulieren_maken(request.user),
    }
    return render(request, "evaluaties/formulieren.html", context)


def _gebruikt(formulieren: Iterable[Evaluatieformulier]) -> dict[int, int]:
    """Return how many evaluations each of these forms has."""
    rijen = Evaluatieformulier.objects.filter(pk__in=[rij.pk for rij in formulieren]).order_by()
    return dict(rijen.annotate(aantal=Count("evaluaties")).values_list("pk", "aantal"))


@alleen(rules.mag_formulieren_zien)
@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a version as it will be filled in at one of its moments, with what can be done with it."""
    formulier = _formulier(request, public_id)
    inhoud = services.inhoud_van(formulier)
    moment = request.GET.get("moment", "")
    momenten = list(inhoud.momenten) or [EvaluatieMoment.TUSSEN.value]
    moment = moment if moment in momenten else momenten[0]
    versies = Evaluatieformulier.objects.visible_to(request.user).filter(naam=formulier.naam, school=formulier.school)
    context = {
        "formulier": formulier,
        "soort": STATUSSOORT[formulier.status],
        "voorbeeld": InvulForm(formulier=formulier, moment=moment, auto_id="voorbeeld_%s"),
        "moment": moment,
        "momenten": [(code, EvaluatieMoment(code).label) for code in momenten],
        "gewichten": [deel for deel in inhoud.onderdelen if deel.heeft_score],
        "fouten": inhoud.fouten() if formulier.status == S.CONCEPT else [],
        "versies": versies.annotate(aantal=Count("evaluaties")).order_by("-versie"),
        "wijzigt": rules.mag_formulier_wijzigen(request.user, formulier),
        "maakt": rules.mag_formulieren_maken(request.user),
        "publiceerform": PubliceerForm(),
        "in_gebruik": formulier.evaluaties.filter(~Q(status="vast")).count(),
    }
    return render(request, "evaluaties/formulier.html", context)


@alleen(rules.mag_formulieren_maken)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a form under a new name, empty or (`?van=`) as a copy."""
    van = _bron(request)
    begin = {"naam": f"Kopie van {van.naam}"[:120]} if van else None
    form = NieuwFormulierForm(request.POST or None, user=request.user, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            formulier = services.maak_formulier(by=request.user, at=timezone.now(), van=van, **form.cleaned_data)
        if not fouten:
            return redirect("formulieren:bewerken", formulier.public_id)
    context = {
        "titel": f"Kopie van {van.naam}" if van else "Formulier maken",
        "tekst": "U begint met een concept. Niemand vult het in voor u het publiceert.",
        "ja": "Concept maken",
        "formulier": form,
        "terug_url": reverse("formulieren:lijst"),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=ONGELDIG if form.is_bound else 200)


def _bron(request: HttpRequest) -> Evaluatieformulier | None:
    try:
        public_id = UUID(request.GET.get("van", ""))
    except ValueError:
        return None
    return Evaluatieformulier.objects.visible_to(request.user).filter(public_id=public_id).first()


@alleen(rules.mag_formulieren_maken)
@require_http_methods(["GET", "HEAD", "POST"])
def bewerken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Build a concept: what it is for, and its parts; keep, add a part, or keep and look at the preview."""
    formulier = _formulier(request, public_id)
    if formulier.status != S.CONCEPT or not rules.mag_formulier_wijzigen(request.user, formulier):
        return redirect("formulieren:detail", public_id)
    bundel = Formulierbundel(request.POST or None, formulier=formulier)
    status = 200
    if request.method == "POST":
        status = ONGELDIG
        if bundel.is_valid():
            try:
                services.wijzig_formulier(
                    formulier=formulier,
                    inhoud=bundel.inhoud(),
                    bewerking=bundel.hoofd.cleaned_data["bewerking"] or 0,
                    by=request.user,
                    at=timezone.now(),
                )
            except services.FormulierConflict as fout:
                return _botsing(request, formulier, bundel, fout)
            except DomainError as fout:
                bundel.hoofd.add_error(None, fout.message)
            else:
                return _na_bewaren(request, public_id)
    return _bouwer(request, formulier, bundel, status)


def _na_bewaren(request: HttpRequest, public_id: UUID) -> HttpResponse:
    if "voorbeeld" in request.POST:
        return redirect("formulieren:detail", public_id)
    messages.success(request, "Het concept is bewaard.")
    adres = reverse("formulieren:bewerken", args=[public_id])
    return redirect(f"{adres}?erbij=1#nieuw" if "erbij" in request.POST else adres)


def _botsing(
    request: HttpRequest, formulier: Evaluatieformulier, bundel: Formulierbundel, fout: services.FormulierConflict
) -> HttpResponse:
    data = request.POST.copy()
    data["bewerking"] = fout.formulier.bewerking
    opnieuw = Formulierbundel(data, formulier=formulier)
    opnieuw.is_valid()
    opnieuw.hoofd.add_error(None, fout.message)
    return _bouwer(request, formulier, opnieuw, 409)


def _bouwer(request: HttpRequest, formulier: Evaluatieformulier, bundel: Formulierbundel, status: int) -> HttpResponse:
    context: dict[str, Any] = {
        "formulier": formulier,
        "bundel": bundel,
        "nieuw_open": not formulier.onderdelen or "erbij" in request.GET,
    }
    return render(request, "evaluaties/formulier_bewerken.html", context, status=status)


@alleen(rules.mag_formulieren_maken)
@require_POST
def versie(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the concept of the next version, or go on with the one that is there."""
    formulier = _formulier(request, public_id)
    with fouten_melden(request) as fouten:
        formulier = services.nieuwe_versie(formulier=formulier, by=request.user, at=timezone.now())
    return redirect("formulieren:detail" if fouten else "formulieren:bewerken", formulier.public_id)


@alleen(rules.mag_formulieren_maken)
@require_POST
def publiceren(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish a concept from a day on."""
    formulier = _formulier(request, public_id)
    form = PubliceerForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Kies een dag.")
        return redirect("formulieren:detail", public_id)
    with fouten_melden(request) as fouten:
        services.publiceer(formulier=formulier, vanaf=form.cleaned_data["vanaf"], by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Gepubliceerd. Evaluaties die al lopen, houden hun versie.")
    return redirect("formulieren:detail", public_id)


@alleen(rules.mag_formulieren_maken)
@require_POST
def intrekken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No longer use a version for new evaluations."""
    formulier = _formulier(request, public_id)
    with fouten_melden(request) as fouten:
        services.trek_formulier_in(formulier=formulier, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Deze versie wordt niet meer gebruikt voor nieuwe evaluaties.")
    return redirect("formulieren:detail", public_id)


@alleen(rules.mag_formulieren_maken)
@require_POST
def verwijderen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw a concept away."""
    formulier = _formulier(request, public_id)
    with fouten_melden(request) as fouten:
        services.verwijder_concept(formulier=formulier, by=request.user, at=timezone.now())
    if fouten:
        return redirect("formulieren:detail", public_id)
    messages.success(request, "Het concept is verwijderd.")
    return redirect("formulieren:lijst")
