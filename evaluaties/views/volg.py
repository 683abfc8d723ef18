"""The route of a student: where, when, what if; the choice; and the list of a begeleider (R8.4)."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from basis.uitvoer import FORMATEN, UitvoerKolom, tabel_response
from basis.zoekwoorden import op_naam
from evaluaties import rules_evc as rules
from evaluaties.forms_volg import BespreekForm, KeuzeForm, RouteFilter, WatAlsForm
from evaluaties.models import Routekeuze
from evaluaties.secties import stage_van
from evaluaties.services import volg, volg_kiezen
from evaluaties.services.volg import Route
from evaluaties.services.volg_gevolgen import Toon
from evaluaties.services.volg_rekenen import WatAls
from evaluaties.volgbeeld import keuzeregels, routecontext
from plaatsingen import onthoud
from plaatsingen import rules as plaatsingsregels
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.services.rooster import rooster_van

PER_PAGINA = 25  # each row walks the days of a stage
HOOGSTENS = 1000


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    """Return the placement; 404 for strangers, 403 for who knows only a part of it at a second host."""
    zichtbaar = Plaatsing.objects.visible_to(request.user).met_betrokkenen().select_related("vorm")
    plaatsing = get_object_or_404(zichtbaar, public_id=public_id)
    if plaatsingsregels.alleen_van_deel(request.user, plaatsing):
        raise PermissionDenied
    if not volg.heeft_route(plaatsing):
        raise Http404
    return plaatsing


@require_safe
def route(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the route, and what the numbers in the address would do to it."""
    return _pagina(request, _haal(request, public_id))


def _pagina(request: HttpRequest, plaatsing: Plaatsing, *, status: int = 200, **forms: Any) -> HttpResponse:
    user, at = request.user, timezone.now()
    onthoud.begin(plaatsing)  # from here on it only reads
    nu = volg.route_van(plaatsing, user, at=at, stage=stage_van(request, plaatsing))
    keuze = plaatsing.routekeuzes.geldend().select_related("gekozen_door", "besproken_door").first()
    form = WatAlsForm(request.GET or None, met_examens=nu.deel("examens") is not None)
    plan = form.plan() if form.is_bound else WatAls()
    dan = nu if plan.leeg else volg.met_plan(nu, rooster_van(plaatsing), plan)
    eigen = rules.is_student_van(user, plaatsing)
    context = routecontext(nu, dan, plan, keuze, Toon("" if eigen else plaatsing.student.user.get_short_name()))
    context |= {
        "plaatsing": plaatsing,
        "eigen": eigen,
        "form": form,
        "keuze": keuze,
        "ziet_waarom": rules.ziet_waarom(user, plaatsing),
        "mag_kiezen": rules.mag_route_kiezen(user, plaatsing),
        "mag_bespreken": keuze is not None and rules.mag_route_bespreken(user, plaatsing),
        "mag_evc": rules.mag_evc_openen(user, plaatsing.student),
        "keuzeform": KeuzeForm(),
        "bespreekform": BespreekForm(initial={"antwoord": keuze.antwoord} if keuze else None),
        "evc_uren": sum(plaatsing.evctoepassingen.values_list("uren", flat=True)),
        **forms,
    }
    return render(request, "volg/route.html", context, status=status)


@require_POST
def kiezen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keep what was tried out."""
    plaatsing = _haal(request, public_id)
    if not rules.mag_route_kiezen(request.user, plaatsing):
        raise PermissionDenied
    at = timezone.now()
    form, plan = KeuzeForm(request.POST), WatAlsForm(request.POST)
    if form.is_valid() and plan.is_valid():
        nu = volg.route_van(plaatsing, request.user, at=at)
        dan = volg.met_plan(nu, rooster_van(plaatsing), plan.plan())
        with fouten_melden(request, form) as fouten:
            volg_kiezen.kies_route(
                plaatsing=plaatsing,
                plan=plan.plan(),
                aankomst=dan.aankomst.dag,
                zonder=nu.aankomst.dag,
                **form.cleaned_data,
                by=request.user,
                at=at,
            )
        if not fouten:
            messages.success(request, "Je keuze is bewaard. Je begeleiders krijgen bericht en bespreken het met je.")
            return redirect("volg:route", public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, keuzeform=form)


@require_POST
def intrekken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the choice back."""
    plaatsing = _haal(request, public_id)
    if not rules.is_student_van(request.user, plaatsing):
        raise PermissionDenied
    with fouten_melden(request):
        if volg_kiezen.trek_keuze_in(plaatsing=plaatsing, by=request.user, at=timezone.now()):
            messages.success(request, "Je keuze is ingetrokken. Je route is weer zoals het nu gaat.")
    return redirect("volg:route", public_id)


@require_POST
def bespreken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what was agreed about the choice."""
    plaatsing = _haal(request, public_id)
    if not rules.mag_route_bespreken(request.user, plaatsing):
        raise PermissionDenied
    form = BespreekForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            wie = {"by": request.user, "at": timezone.now(), "gelezen": request.POST.get("keuze", "")}
            volg_kiezen.bespreek(plaatsing=plaatsing, **form.cleaned_data, **wie)
        if not fouten:
            messages.success(request, "Bewaard. De student krijgt bericht.")
            return redirect("volg:route", public_id)
    return _pagina(request, plaatsing, status=ONGELDIG, bespreekform=form)


# --- the list ---


def _routes(request: HttpRequest) -> QuerySet[Plaatsing]:
    user = request.user
    rijen = Plaatsing.objects.visible_to(user).actief()
    rijen = rijen.exclude(stageplaats__soort__in=volg.BUITEN_RONDE)
    return rijen.exclude(pk__in=Stagedeel.objects.enige_weg_van(user).values("plaatsing"))


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Lead a student to the own route; show others how far their students are, with the choices to talk about."""
    user, op = request.user, timezone.localdate()
    rijen = _routes(request)
    if user.heeft_rol("student"):
        eigen = rijen.filter(student__user=user).order_by("-begindatum").first()
        return (
            redirect("volg:route", eigen.public_id)
            if eigen
            else render(request, "volg/lijst.html", {"geen": True, "mag_evc": True})
        )
    if not user.heeft_rol(*rules.BEGELEIDT, "beheerder"):
        raise PermissionDenied
    filterform = RouteFilter(request.GET, plaatsingen=rijen)
    rijen = _gefilterd(rijen, filterform).met_betrokkenen()
    rijen = rijen.order_by("student__user__achternaam", "student__user__voornaam", "pk")
    if request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Routes", KOLOMMEN, _regels(list(rijen[:HOOGSTENS]), op), op=op)
    pagina = pagina_van(request, rijen, PER_PAGINA)
    regels = _regels(list(pagina.object_list), op)
    context = {"pagina": pagina, "filter": filterform, "regels": regels, "geen": False}
    return render(request, "volg/lijst.html", context | {"mag_evc": rules.mag_evc_lijst(user)})


def _gefilterd(rijen: QuerySet[Plaatsing], form: RouteFilter) -> QuerySet[Plaatsing]:
    if not form.is_valid():
        return rijen
    schoon = form.cleaned_data
    rijen = op_naam(rijen, schoon["q"], "student__user__", gelijk=("student__studentnummer",))
    if schoon.get("school"):
        rijen = rijen.filter(student__school=schoon["school"])
    if schoon["wat"] == "bespreken":
        rijen = rijen.filter(pk__in=Routekeuze.objects.te_bespreken().values("plaatsing"))
    return rijen


def _regels(rijen: list[Plaatsing], op: Any) -> list[dict[str, Any]]:
    routes = volg.routes_van(rijen, op=op)
    keuzes = {keuze.plaatsing_id: keuze for keuze in Routekeuze.objects.geldend().filter(plaatsing__in=routes)}
    return [
        {"plaatsing": rij, "route": routes[rij.pk], "keuze": keuze, "regels": keuzeregels(keuze) if keuze else []}
        for rij in rijen
        for keuze in [keuzes.get(rij.pk)]
    ]


def _einde(rij: dict[str, Any]) -> Route:
    return rij["route"]


KOLOMMEN = [
    UitvoerKolom("Student", "plaatsing.student.naam"),
    UitvoerKolom("Studentnummer", "plaatsing.student.studentnummer"),
    UitvoerKolom("Leerbedrijf", lambda rij: rij["plaatsing"].stageplaats.leerbedrijf.naam),
    UitvoerKolom("Uren gemaakt", lambda rij: _einde(rij).stand.gemaakt),
    UitvoerKolom("Uren in totaal", lambda rij: _einde(rij).stand.norm),
    UitvoerKolom("Verwacht einde", lambda rij: _einde(rij).aankomst.dag),
    UitvoerKolom("Vroegst", lambda rij: _einde(rij).aankomst.vroeg),
    UitvoerKolom("Laatst", lambda rij: _einde(rij).aankomst.laat),
    UitvoerKolom("Afgesproken laatste dag", "plaatsing.einddatum"),
    UitvoerKolom("Stand", lambda rij: _einde(rij).kort[0]),
    UitvoerKolom("Keuze van de student", lambda rij: ", ".join(rij["regels"])),
]
