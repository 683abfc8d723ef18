"""The board of demand and supply per cluster."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.grafiek import Saldo, tekort_balken
from basis.uitvoer import FORMATEN, tabel_response
from basis.vergelijkgrafiek import groep_balken
from kern.models import Organisatie
from kern.rules import alleen
from vraagaanbod.forms import PERIODES
from vraagaanbod.forms_plan import BordFilter
from vraagaanbod.rules import mag_bord_zien, mag_opgeven
from vraagaanbod.services.bord import Bord, maak_bord
from vraagaanbod.services.plan import Plan, maak_plan, som
from vraagaanbod.services.schoolbord import VERDELING, maak_schoolbord
from vraagaanbod.tables import kolommen, school_kolommen, sorteer
from vraagaanbod.views.gedeeld import gekozen_periode
from vraagaanbod.views.onderdelen import onderdelen
from vraagaanbod.views.plan import gekozen_jaar, gekozen_school, jaarnamen, scholen


@alleen(mag_bord_zien)
@require_safe
def bord(request: HttpRequest) -> HttpResponse:
    """Show demand and supply per cluster, shortage first, of the region or of one school; `?formaat=` downloads it."""
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {
        "bord": None,
        "mag_opgeven": mag_opgeven(request.user),
        "is_beheerder": request.user.is_beheerder,
        "mag_voorbeeld": request.user.is_beheerder and settings.DEMO,
        "onderdelen": onderdelen(request),
    }
    if jaar is None:
        return render(request, "vraagaanbod/bord.html", context)
    keuze, periode = scholen(), gekozen_periode(request)
    school = gekozen_school(request, keuze)
    herkomst = ""
    if school is None:
        cijfers = maak_bord(schooljaar=jaar, periode=periode)
    else:
        cijfers, herkomst = maak_schoolbord(schooljaar=jaar, school=school, periode=periode)
    if request.GET.get("formaat") in FORMATEN:
        return _bestand(request, cijfers, school)
    saldi = [Saldo(rij.cluster.naam, rij.vraag, rij.aanbod) for rij in cijfers.rijen]
    filter_ = {"schooljaar": jaar.naam, "periode": periode, "school": str(school.public_id) if school else ""}
    context |= {
        "bord": cijfers,
        "rijen": sorteer(cijfers, request.GET.get("sorteer", "")),
        "totaal": cijfers.totaal,
        "form": BordFilter(filter_, jaren=jaarnamen(), scholen=keuze, periodes=PERIODES),
        "svg": tekort_balken(f"Tekort en overschot per opleidingscluster, {jaar.naam}", saldi),
        "grootste": next((rij for rij in cijfers.op_tekort if rij.tekort), None),
        "school": school,
        "via_verdeling": herkomst == VERDELING,
        "plan": None,
    }
    if school is None:
        context |= _met_plan(maak_plan(schooljaar=jaar, bord=cijfers))
    return render(request, "vraagaanbod/bord.html", context)


def _bestand(request: HttpRequest, cijfers: Bord, school: Organisatie | None) -> HttpResponse:
    naam = f"Vraag en aanbod {cijfers.schooljaar.naam}"
    if school is None:
        return tabel_response(request, naam, kolommen(cijfers), cijfers.rijen)
    return tabel_response(request, f"{naam} {school.naam}", school_kolommen(cijfers, school), cijfers.rijen)


def _met_plan(plan: Plan) -> dict[str, Any]:
    """Return what the board says about measures; nothing when none was agreed."""
    if not plan.heeft_effect:
        return {}
    zonder, nu, na = som(plan.zonder), som(plan.nu), som(plan.na)
    kolommen = [("Zonder maatregelen", plan.zonder), ("Opgegeven", plan.nu), ("Na maatregelen", plan.na)]
    if zonder == nu:
        kolommen.pop(0)
    elif nu == na:
        kolommen.pop(1)
    balken = [
        (rij.cluster.naam, [markt[rij.cluster.pk].tekort for _, markt in kolommen])
        for rij in plan.rijen
        if any(markt[rij.cluster.pk].tekort for _, markt in kolommen)
    ]
    balken.sort(key=lambda rij: [-tekort for tekort in rij[1]])
    titel = f"Tekort voor en na maatregelen, {plan.schooljaar.naam}"
    return {
        "plan": plan,
        "plan_som": {"zonder": zonder, "nu": nu, "na": na},
        "plan_svg": groep_balken(titel, [naam for naam, _ in kolommen], balken) if balken else "",
        "plan_koppen": [naam for naam, _ in kolommen],
        "plan_rijen": [
            {"cluster": rij.cluster, "markten": [markt[rij.cluster.pk] for _, markt in kolommen]} for rij in plan.rijen
        ],
    }
