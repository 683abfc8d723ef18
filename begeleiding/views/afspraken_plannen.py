"""Pages of planning: who is due for a talk, and the rhythm per school and programme."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.paginering import pagina_van
from basis.uitvoer import tabel_response
from basis.zoekwoorden import op_naam
from begeleiding import rules
from begeleiding.forms_afspraken import DagrouteForm, RitmeForm
from begeleiding.models import Gespreksritme
from begeleiding.services.ritme import (
    Ritmestand,
    achterstallig,
    met_laatste,
    ritmes_op,
    scholen_voor,
    stages_onder,
    standen_van,
    te_laat,
    zet_ritme,
)
from begeleiding.views.gesprekken import geen_toegang
from kern.models import User
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing, Stagevorm
from plaatsingen.models.plaatsing import PlaatsingQuerySet, begeleid_q
from vacatures.enums import PlaatsSoort

PER_PAGINA = 50
STANDEN = {"te_laat": "Te laat"}
MAX_UITVOER = 5000
VOLGEN = ("werkbegeleider", "stagebegeleider", "stagedocent", "coordinator", "praktijkopleider", "beheerder")


def eigen_stages(user: User) -> PlaatsingQuerySet:
    """Return the running placements with whose students this person holds or arranges talks."""
    eigen = Q(pk__in=[])
    if user.heeft_rol("werkbegeleider"):
        eigen |= Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    if user.heeft_rol("stagebegeleider"):
        eigen |= begeleid_q(user)
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    eigen |= Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
    return Plaatsing.objects.visible_to(user).filter(eigen, status=PlaatsingStatus.LOPEND)


def te_volgen(user: User) -> PlaatsingQuerySet:
    """Return the running placements of which this person sees who is due: also those that others talk with (R7.4)."""
    stages = eigen_stages(user)
    onder = stages_onder(user)
    if onder is None:
        return stages
    if user.ziet_hele_regio:
        return Plaatsing.objects.visible_to(user).filter(status=PlaatsingStatus.LOPEND)
    delen = stages.order_by().values("pk").union(onder.order_by().values("pk"))
    return Plaatsing.objects.visible_to(user).filter(pk__in=delen, status=PlaatsingStatus.LOPEND)


@require_safe
def te_plannen(request: HttpRequest) -> HttpResponse:
    """List the running placements, longest without a talk first, with what the rhythm says of each."""
    at = timezone.now()
    user, op = request.user, timezone.localdate(at)
    if not user.heeft_rol(*VOLGEN):
        return geen_toegang(request, "U plant geen gesprekken met studenten.")
    stages = te_volgen(user)
    stand, zoek = request.GET.get("stand", ""), request.GET.get("q", "").strip()
    if user.ziet_hele_regio:
        stand = "te_laat"  # who of the whole region isn't due asks nothing of the bureau
    if stand == "te_laat" and user.heeft_rol("coordinator", "beheerder", "praktijkopleider"):
        stages = te_laat(stages, ritmes_op(op), at=at, op=op)
    elif stand == "te_laat":
        stages = met_laatste(stages.filter(pk__in=[rij.pk for rij, _ in achterstallig(stages, at=at, op=op)]), at)
    else:
        stages = met_laatste(stages, at)
    stages = op_naam(stages, zoek, "student__user__")
    rijen = stages.annotate(sinds=Coalesce("laatste_gesprek", "begindatum")).order_by("sinds", "pk")
    rijen = rijen.met_betrokkenen().select_related("vorm", "student__opleiding")
    if request.GET.get("formaat"):
        return _uitvoer(request, rijen, op)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    standen = standen_van(pagina.object_list, op=op)
    context = {
        "pagina": pagina,
        "rijen": [_rij(rij, standen[rij.pk], op) for rij in pagina.object_list],
        "zoek": zoek,
        "stand": stand if stand in STANDEN else "",
        "standen": STANDEN,
        "mag_kiezen": not user.ziet_hele_regio,
        "te_plannen": {rij.pk for rij in pagina.object_list if rules.mag_afspraak_maken(user, rij)},
        "dagroute": DagrouteForm(initial={"dag": op + timedelta(days=1)}),
        "met_route": user.heeft_rol("stagebegeleider", "stagedocent"),
    }
    return render(request, "begeleiding/afspraken/te_plannen.html", context)


def _rij(plaatsing: Plaatsing, stand: Ritmestand, op: Any) -> dict[str, Any]:
    if plaatsing.gepland_op:
        woord, soort = "gepland", "wacht"
    elif stand.te_laat(op):
        woord, soort = "te laat", "fout"
    elif stand.aan_de_beurt(op):
        woord, soort = "aan de beurt", "let_op"
    else:
        woord, soort = "op schema", "klaar"
    return {"plaatsing": plaatsing, "stand": stand, "woord": woord, "soort": soort}


def _uitvoer(request: HttpRequest, rijen: PlaatsingQuerySet, op: Any) -> HttpResponse:
    plaatsingen = list(rijen[:MAX_UITVOER])
    standen = standen_van(plaatsingen, op=op)
    kolommen = [
        ("Student", lambda rij: rij["plaatsing"].student.naam),
        ("Leerbedrijf", lambda rij: str(rij["plaatsing"].stageplaats.leerbedrijf)),
        ("Plaats", lambda rij: rij["plaatsing"].stageplaats.afdeling.locatie.plaats),
        ("Laatste gesprek", lambda rij: rij["stand"].laatste),
        ("Gepland", lambda rij: rij["plaatsing"].gepland_op),
        ("Aan de beurt", lambda rij: rij["stand"].volgende),
        ("Uiterlijk", lambda rij: rij["stand"].uiterlijk),
        ("Stand", lambda rij: rij["woord"]),
    ]
    try:
        return tabel_response(
            request, "Gesprekken plannen", kolommen, [_rij(rij, standen[rij.pk], op) for rij in plaatsingen], op=op
        )
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("afspraken:te_plannen")


@require_http_methods(["GET", "HEAD", "POST"])
def ritmes(request: HttpRequest) -> HttpResponse:
    """Show how often there is a talk, per school, programme and kind of stage, with history; who may, adds a row."""
    at = timezone.now()
    user, op = request.user, timezone.localdate(at)
    if not user.rollen & {"werkbegeleider", "stagebegeleider", "stagedocent", "coordinator", "beheerder"}:
        return geen_toegang(request, "Het ritme van gesprekken is voor begeleiders.")
    mag = rules.mag_ritme_zetten(user)
    form = None
    if mag:
        begin = {"weken": 1, "te_laat_na": 4, "minuten": 30, "geldig_van": op}
        vast = {"scholen": scholen_voor(user), "hele_regio": user.ziet_hele_regio, "initial": begin}
        form = RitmeForm(request.POST or None, **vast)
    if request.method == "POST":
        if form is None:
            return geen_toegang(request, "Coördinatoren en beheerders zetten het ritme.")
        if form.is_valid():
            try:
                zet_ritme(by=user, at=at, **form.cleaned_data)
            except DomainError as fout:
                form.add_error(fout.field, fout.message)
            else:
                messages.success(request, "Het ritme is bewaard. De oude regel blijft als geschiedenis staan.")
                return redirect("afspraken:ritmes")
    namen = dict(PlaatsSoort.choices) | dict(Stagevorm.objects.values_list("code", "naam"))
    geldend = ritmes_op(op)
    alle = Gespreksritme.objects.select_related("school", "gemaakt_door").order_by("-geldig_van", "-gemaakt_op", "-pk")
    pagina = pagina_van(request, alle, PER_PAGINA)
    context = {
        "form": form,
        "pagina": pagina,
        "rijen": [
            {"ritme": rij, "soort": namen.get(rij.soort_stage, rij.soort_stage), "geldt": rij in geldend,
             "straks": rij.geldig_van > op}
            for rij in pagina.object_list
        ],
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "begeleiding/afspraken/ritmes.html", context, status=status)
