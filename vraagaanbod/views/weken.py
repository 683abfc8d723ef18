"""The heat map: weeks of the school year by clusters (R5.13)."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.nederlands import format_number
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from kern.enums import PeriodeCode
from kern.rules import alleen
from vraagaanbod.forms_plan import BordFilter
from vraagaanbod.rules_plan import mag_plan_zien
from vraagaanbod.services.weekbord import Weekbord, als_regels, maak_weekbord
from vraagaanbod.views.onderdelen import onderdelen
from vraagaanbod.views.plan import gekozen_jaar, gekozen_school, jaarnamen, scholen
from vraagaanbod.weken import ZOMER, Cel

KOLOMMEN = [
    UitvoerKolom(naam, naam)
    for naam in ("cluster", "week", "maandag", "periode", "vakantie", "vraag", "capaciteit", "saldo", "geplaatst")
]
ZWAAR, MIDDEN = 0.5, 0.2  # part of the demand that is short


@alleen(mag_plan_zien)
@require_safe
def weken(request: HttpRequest) -> HttpResponse:
    """Show seats against students per week, the greatest shortage on top; `?formaat=` downloads every week."""
    jaar = gekozen_jaar(request)
    context: dict[str, Any] = {"jaar": jaar, "onderdelen": onderdelen(request)}
    if jaar is None:
        return render(request, "vraagaanbod/weken.html", context)
    keuze = scholen()
    school = gekozen_school(request, keuze)
    bord = maak_weekbord(schooljaar=jaar, school=school)
    if request.GET.get("formaat") in FORMATEN:
        naam = f"Weken {jaar.naam}{f' {school.naam}' if school else ''}"
        return tabel_response(request, naam, KOLOMMEN, als_regels(bord))
    context |= {
        "form": BordFilter(
            {"schooljaar": jaar.naam, "school": str(school.public_id) if school else ""},
            jaren=jaarnamen(),
            scholen=keuze,
        ),
        "school": school,
        "bord": bord,
        "groepen": _groepen(bord),
        "rijen": [_rij(bord, rij) for rij in bord.rijen],
        "uit_cijfers": any(rij.uit_cijfers for rij in bord.rijen),
        "periodes": _per_periode(bord),
    }
    return render(request, "vraagaanbod/weken.html", context)


def _groepen(bord: Weekbord) -> list[dict]:
    """Return the periods above the weeks, with how many weeks each spans."""
    uit = []
    for code, groep in groupby(bord.weken, key=lambda week: week.periode or ZOMER):
        uit.append({"label": PeriodeCode(code).label.capitalize(), "breed": len(list(groep)), "zomer": code == ZOMER})
    return uit


def klasse(cel: Cel) -> str:
    """Return how a cell looks: a pattern for a shortage, denser when more of the demand is short."""
    if cel.is_leeg:
        return "wk-leeg"
    if cel.saldo > 0:
        return "wk-over"
    if cel.saldo == 0:
        return "wk-gelijk"
    deel = -cel.saldo / (cel.vraag or 1)
    return "wk-tekort-3" if deel > ZWAAR else "wk-tekort-2" if deel > MIDDEN else "wk-tekort-1"


def _cel(cel: Cel, *, eerste_zomer: bool) -> dict:
    teken = "+" if cel.saldo > 0 else "−" if cel.saldo < 0 else ""
    wat = "geen vraag en geen plekken"
    if not cel.is_leeg:
        wat = f"{cel.vraag} gevraagd, {cel.capaciteit} plekken, {cel.geplaatst} geplaatst"
    return {
        "tekst": "" if cel.is_leeg else f"{teken}{format_number(abs(cel.saldo))}",
        "klasse": f"{klasse(cel)}{' wk-zomer' if eerste_zomer else ''}",
        "voluit": wat,
    }


def _rij(bord: Weekbord, rij: Any) -> dict:
    cellen = [_cel(cel, eerste_zomer=nummer == bord.zomer_vanaf) for nummer, cel in enumerate(rij.cellen)]
    return {"cluster": rij.cluster, "cellen": cellen, "uit_cijfers": rij.uit_cijfers, "ergste": rij.ergste}


def _per_periode(bord: Weekbord) -> dict:
    """Return the table below: per cluster and period the week with the greatest shortage."""
    codes = list(dict.fromkeys(week.periode or ZOMER for week in bord.weken))
    rijen = []
    for rij in bord.rijen:
        cellen = []
        for code in codes:
            van = [cel for week, cel in zip(bord.weken, rij.cellen, strict=True) if (week.periode or ZOMER) == code]
            cellen.append({"kop": PeriodeCode(code).label.capitalize(), "cel": min(van, key=lambda cel: cel.saldo)})
        rijen.append({"cluster": rij.cluster, "cellen": cellen})
    return {"koppen": [PeriodeCode(code).label.capitalize() for code in codes], "rijen": rijen}
