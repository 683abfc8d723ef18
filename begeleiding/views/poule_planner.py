"""The planner of the poule and the sum with figures of one's own (R7.1)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from basis.grafiek import Reeks, verloopcurve
from basis.nederlands import format_number
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from begeleiding import rules_poule as rules
from begeleiding.capaciteit import Norm, reken
from begeleiding.forms_poule import GEWOON, PlannerForm, RekenForm
from begeleiding.services.planner import Plan, WatAls, Weekstand, lees, maak_plan, zonder_kleine_plaatsen
from begeleiding.services.poule_norm import norm_op
from kern.rules import alleen

MEEST_GEBIEDEN = 40
MILJOEN = 1_000_000
KOLOMMEN = [
    UitvoerKolom("Week", lambda rij: rij.maandag.isocalendar().week),
    UitvoerKolom("Maandag", "maandag"),
    UitvoerKolom("Plaats", "gebied"),
    UitvoerKolom("Studenten", "studenten"),
    UitvoerKolom("Uren nodig", lambda rij: round(rij.nodig / 60, 1)),
    UitvoerKolom("Uren gedekt", lambda rij: round(rij.gedekt / 60, 1)),
    UitvoerKolom("Uren tekort", lambda rij: round(rij.tekort / 60, 1)),
]
WEEKKOLOMMEN = [
    UitvoerKolom("Week", lambda rij: rij.maandag.isocalendar().week),
    UitvoerKolom("Maandag", "maandag"),
    UitvoerKolom("Studenten", "studenten"),
    UitvoerKolom("Fte in de poule", "fte"),
    UitvoerKolom("Uren nodig", lambda rij: round(rij.nodig / 60, 1)),
    UitvoerKolom("Uren beschikbaar", lambda rij: round(rij.beschikbaar / 60, 1)),
    UitvoerKolom("Uren tekort", lambda rij: round(rij.tekort / 60, 1)),
    UitvoerKolom("Fte tekort", "fte_tekort"),
    UitvoerKolom("Kosten van de poule per jaar", lambda rij: round(rij.kosten)),
    UitvoerKolom("Kosten van het tekort per jaar", lambda rij: round(rij.kosten_tekort)),
]


@alleen(rules.mag_poule_zien)
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    """Show need against capacity per week and region, the shortage and its cost, and what a change would do."""
    vandaag = timezone.localdate()
    form = PlannerForm({"weken": str(GEWOON)} | request.GET.dict())
    wat_als = form.wat_als()
    gegevens = lees(vanaf=vandaag, aantal=form.aantal_weken())
    plan = maak_plan(gegevens, wat_als)
    if not request.user.ziet_hele_regio:
        plan = zonder_kleine_plaatsen(plan)
    if request.GET.get("formaat") in FORMATEN:
        per_week = request.GET.get("per") == "week"
        naam, kolommen = ("per week", WEEKKOLOMMEN) if per_week else ("per week en plaats", KOLOMMEN)
        rijen = plan.weken if per_week else plan.rijen()
        return tabel_response(request, f"Planner begeleiderspoule {naam}", kolommen, rijen, op=vandaag)
    nu = maak_plan(gegevens) if not wat_als.leeg else None
    context = {
        "form": form,
        "plan": plan,
        "krapst": plan.krapst,
        "eerste": plan.weken[0],
        "ruimte": _ruimte(plan.weken[0], wat_als),
        "kosten": _geld(plan.weken[0].kosten),
        "kosten_erbij": _geld(plan.krapst.kosten_tekort),
        "nu": nu,
        "verschillen": _verschillen(nu, plan, wat_als) if nu else [],
        "heeft_poule": bool(gegevens.krachten),
        "heeft_vraag": bool(gegevens.vraag),
        **_beelden(plan, nu),
    }
    return render(request, "begeleiding/poule_planner.html", context)


def _ruimte(week: Weekstand, wat_als: WatAls) -> int:
    """For how many ordinary students there is time this week."""
    minuten = (wat_als.minuten or week.norm.minuten_per_student) * week.norm.reisdeel(wat_als.online)
    return int(week.beschikbaar / minuten) if minuten else 0


def _geld(bedrag: float) -> tuple[str, str]:
    """Return an amount as short as a tile needs it, with its unit."""
    if bedrag >= MILJOEN:
        return format_number(round(bedrag / MILJOEN, 2)), "miljoen euro per jaar"
    return format_number(round(bedrag)), "euro per jaar"


def _uren(minuten: float) -> float:
    return round(minuten / 60, 1)


def _beelden(plan: Plan, nu: Plan | None) -> dict[str, Any]:
    """Return the line over the weeks with its table, and the map of weeks and regions."""
    nodig = [(week.maandag, _uren(week.nodig)) for week in plan.weken]
    er_is = [(week.maandag, _uren(week.beschikbaar)) for week in plan.weken]
    reeksen = [Reeks("uren nodig", nodig), Reeks("uren beschikbaar", er_is)]
    if nu:
        reeksen += [
            Reeks("nodig zonder de wijziging", [(week.maandag, _uren(week.nodig)) for week in nu.weken]),
            Reeks("beschikbaar zonder de wijziging", [(week.maandag, _uren(week.beschikbaar)) for week in nu.weken]),
        ]
    gebieden = plan.gebieden()
    return {
        "svg": verloopcurve("Uren nodig en beschikbaar per week", reeksen),
        "kolommen": ["Week", "Studenten", "Uren nodig", "Uren beschikbaar", "Tekort", "Fte tekort", "Kosten tekort"],
        "rijen": [_rij(week) for week in plan.weken],
        "weken": [str(week.maandag.isocalendar().week) for week in plan.weken],
        "weekrijen": [
            {"label": naam, "url": "", "cellen": [(round(rij.nodig / 60), round(rij.ruimte / 60)) for rij in rijen]}
            for naam, rijen in gebieden[:MEEST_GEBIEDEN]
        ],
        "gebieden": [_gebied(naam, rijen) for naam, rijen in gebieden[:MEEST_GEBIEDEN]],
        "meer_gebieden": max(0, len(gebieden) - MEEST_GEBIEDEN),
    }


def _rij(week: Weekstand) -> list[str]:
    jaar_week = f"{week.maandag.isocalendar().week} ({week.maandag:%d-%m-%Y})"
    getallen = (week.studenten, _uren(week.nodig), _uren(week.beschikbaar), _uren(week.tekort), week.fte_tekort)
    return [jaar_week, *(format_number(getal) for getal in getallen), f"€ {format_number(round(week.kosten_tekort))}"]


def _gebied(naam: str, rijen: list[Any]) -> dict[str, Any]:
    krapst = max(rijen, key=lambda rij: rij.tekort)
    return {
        "naam": naam,
        "studenten": max(rij.studenten for rij in rijen),
        "nodig": _uren(max(rij.nodig for rij in rijen)),
        "tekort": _uren(sum(rij.tekort for rij in rijen)),
        "krapst": krapst if _uren(krapst.tekort) else None,
        "krapste_uren": _uren(krapst.tekort),
    }


def _verschillen(nu: Plan, straks: Plan, wat_als: WatAls) -> list[dict[str, Any]]:
    """Return what changes, as rows of (what, now, then)."""
    a, b = nu.weken[0], straks.weken[0]
    geen = WatAls()

    def rij(wat: str, oud: float, nieuw: float, eenheid: str = "", voor: str = "") -> dict[str, Any]:
        tekst = [f"{voor}{format_number(getal)} {eenheid}".strip() for getal in (oud, nieuw)]
        return {"wat": wat, "nu": tekst[0], "straks": tekst[1], "anders": oud != nieuw}

    return [
        rij("Fte in de poule", a.fte, b.fte),
        rij("Ruimte deze week", _ruimte(a, geen), _ruimte(b, wat_als), "studenten"),
        rij("Tekort in alle weken samen", round(nu.tekort_uren, 1), round(straks.tekort_uren, 1), "uur"),
        rij("Grootste tekort in een week", _uren(nu.krapst.tekort), _uren(straks.krapst.tekort), "uur"),
        rij("Nog nodig in de krapste week", nu.krapst.fte_tekort, straks.krapst.fte_tekort, "fte"),
        rij("Kosten van de poule per jaar", round(a.kosten), round(b.kosten), voor="€ "),
    ]


@alleen(rules.mag_poule_zien)
@require_safe
def rekenen(request: HttpRequest) -> HttpResponse:
    """Show what an amount of fte gives; empty fields follow the norm of today, without fte the reference of 10."""
    norm = norm_op(timezone.localdate())
    form = RekenForm(request.GET)
    form.full_clean()
    schoon = form.cleaned_data

    def kies(naam: str, anders: float) -> float:
        waarde = schoon.get(naam)
        return anders if waarde is None else float(waarde) if isinstance(waarde, Decimal) else waarde

    eigen = Norm(
        uren_per_fte=kies("uren", norm.uren_per_fte),
        contactdeel=kies("contactdeel", norm.contactdeel),
        minuten_per_student=int(kies("minuten", norm.minuten_per_student)),
        reis_minuten=int(kies("reis", norm.reis_minuten)),
        kosten_per_fte=int(kies("kosten", norm.kosten_per_fte)),
    )
    fte, online = kies("fte", 10), float(schoon.get("online") or 0)
    uit = reken(eigen, fte, online=online)
    context = {"form": form, "norm": eigen, "fte": fte, "uit": uit, "online": online, "kosten": _geld(uit.kosten)}
    return render(request, "begeleiding/poule_rekenen.html", context)
