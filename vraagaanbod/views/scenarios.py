"""Scenarios: list and comparison, make and change, look for the cheapest set, put into the plan (R3.4)."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.http import ONGELDIG, fouten_melden
from basis.uitvoer import FORMATEN, tabel_response
from basis.vergelijkgrafiek import groep_balken
from kern.rules import alleen
from vraagaanbod.enums import MaatregelStatus
from vraagaanbod.forms_plan import JaarForm, ScenarioForm, ZoekForm
from vraagaanbod.models import Maatregel, Scenario
from vraagaanbod.rules_plan import mag_plan_bewerken, mag_plan_zien
from vraagaanbod.services import goedkoopste, toepassen
from vraagaanbod.services import scenario as scenarios_
from vraagaanbod.services.maatregelen import PlanConflict
from vraagaanbod.services.plan import Plan, maak_plan
from vraagaanbod.services.vergelijken import vergelijk
from vraagaanbod.tables_plan import vergelijk_kolommen
from vraagaanbod.views.onderdelen import onderdelen
from vraagaanbod.views.plan import gekozen_jaar, haal_scenario, jaarnamen

HOOGSTENS = 4
CONFLICT = 409


@alleen(mag_plan_zien)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the scenarios of a school year side by side: before, the plan, and those chosen with `?kies=`."""
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "onderdelen": onderdelen(request), "hoogstens": HOOGSTENS}
    context["mag_bewerken"] = mag_plan_bewerken(request.user)
    if jaar is None:
        return render(request, "vraagaanbod/scenarios.html", context)
    alle = list(
        Scenario.objects.visible_to(request.user)
        .filter(schooljaar=jaar)
        .select_related("door")
        .prefetch_related("regels")
    )
    plan = maak_plan(schooljaar=jaar)
    gekozen = _gekozen(request, alle)
    tabel = vergelijk(plan, gekozen)
    if request.GET.get("formaat") in FORMATEN:
        kolommen = vergelijk_kolommen([variant.naam for variant in tabel.varianten])
        return tabel_response(request, f"Scenario's {jaar.naam}", kolommen, tabel.als_rijen())
    voor = {scenario.pk: scenarios_.reken_uit(plan, scenarios_.aantallen_van(scenario)) for scenario in alle}
    context |= {
        "form": JaarForm({"schooljaar": jaar.naam}, jaren=jaarnamen()),
        "rijen": [{"scenario": rij, "uitkomst": voor[rij.pk], "gekozen": rij in gekozen} for rij in alle],
        "tabel": tabel,
        "heeft_maatregelen": bool(plan.kandidaten),
        "svg": groep_balken(
            f"Tekort per cluster, {jaar.naam}",
            [variant.naam for variant in tabel.varianten],
            tabel.tekorten(),
        )
        if tabel.tekorten()
        else "",
    }
    return render(request, "vraagaanbod/scenarios.html", context)


def _gekozen(request: HttpRequest, alle: list[Scenario]) -> list[Scenario]:
    gevraagd = set(request.GET.getlist("kies"))
    gekozen = [scenario for scenario in alle if str(scenario.public_id) in gevraagd]
    return (gekozen or alle)[:HOOGSTENS]


@alleen(mag_plan_zien)
@require_safe
def scenario(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one scenario: its measures, what it does per cluster, why it was chosen, and applying it."""
    gekozen = haal_scenario(request, public_id)
    plan = maak_plan(schooljaar=gekozen.schooljaar)
    uitkomst = scenarios_.reken_uit(plan, scenarios_.aantallen_van(gekozen))
    tabel = vergelijk(plan, [gekozen], met_plan=False)
    if request.GET.get("formaat") in FORMATEN:
        kolommen = vergelijk_kolommen([variant.naam for variant in tabel.varianten])
        return tabel_response(request, f"Scenario {gekozen.naam}", kolommen, tabel.als_rijen())
    namen = {rij.cluster.pk: rij.cluster.naam for rij in plan.rijen}
    context = {
        "scenario": gekozen,
        "uitkomst": uitkomst,
        "let_op": [{"cluster": namen[rij.cluster], "tekort": rij.tekort} for rij in uitkomst.let_op],
        "tabel": tabel,
        "voor": tabel.varianten[0],
        "na": tabel.varianten[-1],
        "svg": groep_balken(
            f"Tekort per cluster: {gekozen.naam}", [rij.naam for rij in tabel.varianten], tabel.tekorten()
        )
        if tabel.tekorten()
        else "",
        "mag_bewerken": mag_plan_bewerken(request.user),
        "kan_terug": toepassen.is_onaangeroerd(gekozen),
        "lijst_url": _lijst_url(gekozen),
    }
    return render(request, "vraagaanbod/scenario.html", context)


def _lijst_url(scenario: Scenario) -> str:
    return f"{reverse('vraagaanbod:scenarios')}?{urlencode({'schooljaar': scenario.schooljaar.naam})}"


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a scenario by hand; it starts with what was agreed, or as a copy of `?kopie=`."""
    jaar = gekozen_jaar(request)
    if jaar is None:
        raise Http404
    plan = maak_plan(schooljaar=jaar)
    nu, begin = scenarios_.plan_aantallen(plan), {}
    if kopie := request.GET.get("kopie"):
        bron = haal_scenario(request, _uuid(kopie))
        nu, begin = scenarios_.aantallen_van(bron), {"naam": f"{bron.naam} (kopie)", "toelichting": bron.toelichting}
    form = ScenarioForm(request.POST or None, maatregelen=plan.kandidaten, nu=nu, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            gemaakt = scenarios_.maak(
                schooljaar=jaar,
                naam=form.cleaned_data["naam"],
                toelichting=form.cleaned_data["toelichting"],
                aantallen=form.aantallen(),
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "Het scenario is bewaard.")
            return redirect("vraagaanbod:scenario", gemaakt.public_id)
    return _formulier(request, form, plan, None)


def _uuid(tekst: str) -> uuid.UUID:
    try:
        return uuid.UUID(tekst)
    except ValueError:
        raise Http404 from None


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change name and numbers; who comes second sees so, with the own numbers kept (409)."""
    gekozen = haal_scenario(request, public_id)
    plan = maak_plan(schooljaar=gekozen.schooljaar)
    nu = scenarios_.aantallen_van(gekozen)
    begin = {"naam": gekozen.naam, "toelichting": gekozen.toelichting, "versie": gekozen.versie}
    form = ScenarioForm(request.POST or None, maatregelen=plan.kandidaten, nu=nu, initial=begin)
    conflict = ""
    if request.method == "POST" and form.is_valid():
        try:
            scenarios_.wijzig(
                scenario=gekozen,
                naam=form.cleaned_data["naam"],
                toelichting=form.cleaned_data["toelichting"],
                aantallen=form.aantallen(),
                versie=form.cleaned_data["versie"] or 0,
                by=request.user,
                at=timezone.now(),
            )
        except PlanConflict as fout:
            data = request.POST.copy()
            data["versie"] = fout.huidig.versie
            form, conflict = ScenarioForm(data, maatregelen=plan.kandidaten, nu=nu), fout.message
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "Het scenario is gewijzigd.")
            return redirect("vraagaanbod:scenario", public_id)
    return _formulier(request, form, plan, gekozen, conflict=conflict)


def _formulier(
    request: HttpRequest, form: ScenarioForm, plan: Plan, scenario: Scenario | None, **extra: Any
) -> HttpResponse:
    status = CONFLICT if extra.get("conflict") else ONGELDIG if form.errors else 200
    context = {"form": form, "jaar": plan.schooljaar, "scenario": scenario, **extra}
    return render(request, "vraagaanbod/scenario_form.html", context, status=status)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def zoeken(request: HttpRequest) -> HttpResponse:
    """Look for the cheapest set that closes the gap, and keep it as a scenario with its explanation."""
    jaar = gekozen_jaar(request)
    if jaar is None:
        raise Http404
    plan = maak_plan(schooljaar=jaar)
    namen = Scenario.objects.filter(schooljaar=jaar).values_list("naam", flat=True)
    ideeen = Maatregel.objects.visible_to(request.user).filter(schooljaar=jaar)
    ideeen = ideeen.exclude(status=MaatregelStatus.VERVALLEN)
    form = ZoekForm(request.POST or None, ideeen=ideeen, initial={"naam": goedkoopste.nieuwe_naam(plan, namen)})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            gevonden = goedkoopste.maak_goedkoopste(
                plan=plan,
                naam=form.cleaned_data["naam"],
                houd_vast=form.cleaned_data["houd_vast"],
                zonder=[maatregel.pk for maatregel in form.cleaned_data["zonder"]],
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "De goedkoopste set is gevonden en bewaard als scenario.")
            return redirect("vraagaanbod:scenario", gevonden.public_id)
    context = {"form": form, "jaar": jaar, "plan": plan}
    return render(request, "vraagaanbod/scenario_zoeken.html", context, status=ONGELDIG if form.errors else 200)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def toepassen_(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask (GET), then promise the measures of the scenario (POST)."""
    gekozen = haal_scenario(request, public_id)
    plan = maak_plan(schooljaar=gekozen.schooljaar)
    uitkomst = scenarios_.reken_uit(plan, scenarios_.aantallen_van(gekozen))
    namen = {rij.cluster.pk: rij.cluster.naam for rij in plan.rijen}
    if request.method == "POST":
        versie = request.POST.get("versie", "")
        try:
            toepassen.pas_toe(
                scenario=gekozen,
                versie=int(versie) if versie.isdecimal() and len(versie) < 10 else 0,
                gezien="gezien" in request.POST,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            messages.error(request, fout.message)
        else:
            messages.success(request, "Het scenario is toegepast. De maatregelen staan nu op toegezegd.")
        return redirect("vraagaanbod:scenario", public_id)
    context = {
        "scenario": gekozen,
        "uitkomst": uitkomst,
        "let_op": [{"cluster": namen[rij.cluster], "tekort": rij.tekort} for rij in uitkomst.let_op],
    }
    return render(request, "vraagaanbod/scenario_toepassen.html", context)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def ongedaan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an applied scenario back."""
    gekozen = haal_scenario(request, public_id)
    if request.method != "POST":
        return _vraag(request, gekozen, f"{gekozen.naam} ongedaan maken?", "Alles staat daarna weer als ervoor.")
    with fouten_melden(request) as fouten:
        toepassen.maak_ongedaan(scenario=gekozen, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Het scenario is ongedaan gemaakt. De maatregelen staan weer zoals ervoor.")
    return redirect("vraagaanbod:scenario", public_id)


@alleen(mag_plan_bewerken)
@require_http_methods(["GET", "HEAD", "POST"])
def verwijderen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Throw a scenario away."""
    gekozen = haal_scenario(request, public_id)
    if request.method != "POST":
        return _vraag(request, gekozen, f"{gekozen.naam} weggooien?", "De maatregelen zelf blijven staan.")
    with fouten_melden(request) as fouten:
        scenarios_.verwijder(scenario=gekozen, by=request.user, at=timezone.now())
    if fouten:
        return redirect("vraagaanbod:scenario", public_id)
    messages.success(request, "Het scenario is weggegooid.")
    return redirect(_lijst_url(gekozen))


def _vraag(request: HttpRequest, scenario: Scenario, titel: str, tekst: str) -> HttpResponse:
    terug = reverse("vraagaanbod:scenario", args=[scenario.public_id])
    context = {"titel": titel, "tekst": tekst, "ja": "Ja, doe dit", "terug_url": terug}
    return render(request, "componenten/bevestigpagina.html", context)
