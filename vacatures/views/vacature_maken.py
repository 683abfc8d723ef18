"""The leerbedrijf at work: own vacatures, the guided form, preview, publish, withdraw."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import fouten_melden
from kern.rules import alleen
from vacatures.enums import VacatureStatus
from vacatures.forms_vacature import (
    STAPNAMEN,
    STAPPEN,
    BeheerFilterForm,
    NieuweVacatureForm,
    RedenForm,
    Stap,
    VacatureForm,
    als_invoer,
)
from vacatures.models import Vacature
from vacatures.rules import mag_aanbieden, mag_vacature_wijzigen
from vacatures.services import vacature as diensten
from vacatures.services import vacature_controle, vacature_lezen
from vacatures.services.vacature_versies import verschil_met
from vacatures.views.vacature import beeld, vacature_of_404

PER_PAGINA = 50
CONTROLE = "controle"


def mag_beheren(user: object) -> bool:
    """Whether the person has vacatures of an own house."""
    return mag_aanbieden(user) or user.heeft_rol("werkbegeleider")


@alleen(mag_beheren)
@require_safe
def beheer(request: HttpRequest) -> HttpResponse:
    """Show the own vacatures with how they stand, the applications that wait and how often students looked."""
    op = timezone.localdate()
    rijen = vacature_lezen.eigen_vacatures(request.user)
    filters = BeheerFilterForm(request.GET or None)
    gekozen = filters.cleaned_data if filters.is_valid() else {}
    if gekozen.get("status"):
        rijen = rijen.filter(status=gekozen["status"])
    if gekozen.get("q"):
        rijen = rijen.filter(titel__icontains=gekozen["q"])
    rijen = rijen.order_by("-gewijzigd_op", "-pk")
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "pagina": pagina,
        "vacatures": vacature_lezen.met_cijfers(pagina.object_list, op=op),
        "filters": filters,
        "gefilterd": any(gekozen.values()),
        "mag_maken": mag_aanbieden(request.user),
    }
    return render(request, "vacatures/vacature/beheer.html", context)


@alleen(mag_aanbieden)
@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Choose a place and start a vacature of it."""
    gekozen = (request.POST.get("plaats") or request.GET.get("plaats", ""))[:36]
    plaatsen = vacature_lezen.plaatsen_voor_vacature(request.user, gekozen=gekozen, op=timezone.localdate())
    begin = {"plaats": gekozen}
    form = NieuweVacatureForm(request.POST or None, initial=begin, plaatsen=plaatsen)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            vacature = diensten.maak_vacature(plaats=form.cleaned_data["plaats"], by=request.user, at=timezone.now())
        if not fouten:
            return redirect("vacature:bewerken", vacature.public_id, STAPPEN[0].naam)
    context = {"form": form, "zijn_er": plaatsen.exists()}
    return render(request, "vacatures/vacature/nieuw.html", context, status=422 if form.errors else 200)


def _eigen(request: HttpRequest, public_id: UUID) -> Vacature:
    vacature = vacature_of_404(request, public_id)
    if not mag_vacature_wijzigen(request.user, vacature):
        raise PermissionDenied
    return vacature


def _stap(naam: str) -> Stap:
    return STAPNAMEN[naam] if naam in STAPNAMEN else get_object_or_404(Vacature.objects.none())


def _form(vacature: Vacature, stap: Stap, data: QueryDict | None, op: date, versie: int | None = None) -> VacatureForm:
    """Make the form of a step; with `versie` what stands in `data` is based on that version from now on."""
    if data is not None and versie is not None:
        data = data.copy()
        data["versie"] = versie
    return VacatureForm(data, initial=als_invoer(vacature, stap), stap=stap, vacature=vacature, op=op)


def _bewaar(request: HttpRequest, vacature: Vacature, form: VacatureForm) -> Vacature:
    return diensten.bewaar_vacature(
        vacature=vacature,
        velden=form.velden(),
        scholen=form.scholen_of_niets(),
        gezien=form.gezien,
        by=request.user,
        at=timezone.now(),
    )


def _stappen(vacature: Vacature) -> list[tuple[str, str]]:
    adressen = [(stap.titel, reverse("vacature:bewerken", args=[vacature.public_id, stap.naam])) for stap in STAPPEN]
    return [*adressen, ("Nakijken", reverse("vacature:controle", args=[vacature.public_id]))]


def _stappagina(
    request: HttpRequest, vacature: Vacature, form: VacatureForm, status: int = 200, **extra: object
) -> HttpResponse:
    nummer = STAPPEN.index(form.stap)
    context = {
        "vacature": vacature,
        "form": form,
        "stap": form.stap,
        "stappen": _stappen(vacature),
        "nummer": nummer + 1,
        "vorige": STAPPEN[nummer - 1].naam if nummer else "",
        "live": vacature.status == VacatureStatus.GEPUBLICEERD,
        "vaste_eisen": vacature_lezen.feiten_van(vacature)["vaste_eisen"],
        **extra,
    }
    return render(request, "vacatures/vacature/bewerken.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def bewerken(request: HttpRequest, public_id: UUID, stap: str) -> HttpResponse:
    """One step of the guided form; a post keeps it and goes on. After a clash both texts are shown."""
    vacature, deel, op = _eigen(request, public_id), _stap(stap), timezone.localdate()
    if request.method != "POST":
        return _stappagina(request, vacature, _form(vacature, deel, None, op))
    form = _form(vacature, deel, request.POST, op)
    if not form.is_valid():
        return _stappagina(request, vacature, form, status=422)
    try:
        _bewaar(request, vacature, form)
    except diensten.Conflict as conflict:
        nu = conflict.vacature
        verschil = verschil_met(nu, form.velden(), form.scholen_of_niets())
        form = _form(nu, deel, request.POST, op, nu.versie)
        return _stappagina(request, nu, form, status=409, conflict=conflict.message, verschil=verschil)
    except DomainError as fout:
        form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        return _stappagina(request, vacature, form, status=422)
    return _na_bewaren(request, vacature, deel)


def _na_bewaren(request: HttpRequest, vacature: Vacature, deel: Stap) -> HttpResponse:
    if request.POST.get("actie") == "blijf":
        messages.success(request, "Bewaard.")
        return redirect("vacature:bewerken", vacature.public_id, deel.naam)
    volgende = STAPPEN.index(deel) + 1
    if volgende < len(STAPPEN):
        return redirect("vacature:bewerken", vacature.public_id, STAPPEN[volgende].naam)
    return redirect("vacature:controle", vacature.public_id)


@require_POST
def bewaren(request: HttpRequest, public_id: UUID, stap: str) -> JsonResponse:
    """Autosave of a step that is not published: JSON {versie, tekst}; 409 with `fout` when another was first."""
    vacature, deel = _eigen(request, public_id), _stap(stap)
    if vacature.status == VacatureStatus.GEPUBLICEERD:
        fout = "Deze vacature is gepubliceerd. Kies Bewaren om de tekst te veranderen."
        return JsonResponse({"fout": fout}, status=409)
    form = _form(vacature, deel, request.POST, timezone.localdate())
    if not form.is_valid():
        return JsonResponse({"fout": "Nog niet bewaard: kijk na wat er in het formulier staat."}, status=422)
    try:
        nu = _bewaar(request, vacature, form)
    except DomainError as fout:
        return JsonResponse({"fout": fout.message}, status=409)
    return JsonResponse({"versie": nu.versie, "tekst": f"Opgeslagen om {timezone.localtime():%H:%M}"})


@require_safe
def controle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The last step: what is still wrong with the way out, the vacature as a student sees it, and publishing."""
    vacature, op = _eigen(request, public_id), timezone.localdate()
    bezwaren = vacature_controle.bezwaren(vacature, op=op)
    over_erkenning = any(bezwaar.erkenning for bezwaar in bezwaren)
    context = {
        **beeld(request, vacature),
        "bezwaren": bezwaren,
        "over_erkenning": over_erkenning,
        "wie_helpt": vacature_controle.wie_helpt(op=op) if over_erkenning else [],
        "dekking": vacature_controle.dekking_van(vacature, vacature.stageplaats.clusters.all()),
        "stappen": _stappen(vacature),
        "nummer": len(STAPPEN) + 1,
        "live": vacature.status == VacatureStatus.GEPUBLICEERD,
    }
    return render(request, "vacatures/vacature/controle.html", context)


@require_POST
def publiceren(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish; when something stands in the way, back to the page that says what and how to mend it."""
    vacature = _eigen(request, public_id)
    try:
        diensten.publiceer_vacature(vacature=vacature, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, f"De vacature is niet gepubliceerd. {fout.message}")
        return redirect("vacature:controle", vacature.public_id)
    messages.success(request, "De vacature is gepubliceerd. Studenten kunnen nu solliciteren.")
    return redirect("vacature:detail", vacature.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def intrekken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw a vacature, with a reason that applicants read."""
    vacature = _eigen(request, public_id)
    form = RedenForm(request.POST or None, uitleg="Studenten die al solliciteerden, lezen deze reden.")
    if request.method == "POST" and form.is_valid():
        reden = form.cleaned_data["reden"]
        with fouten_melden(request, form) as fouten:
            diensten.trek_vacature_in(vacature=vacature, reden=reden, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De vacature is ingetrokken. U kunt hem later opnieuw publiceren.")
            return redirect("vacature:detail", vacature.public_id)
    context = {
        "titel": "Vacature intrekken?",
        "tekst": f"Niemand kan nog solliciteren op {vacature.titel}.",
        "ja": "Intrekken",
        "gevaar": True,
        "formulier": form,
        "terug_url": reverse("vacature:detail", args=[vacature.public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def weggooien(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Throw away a concept that was never published, after asking."""
    vacature = _eigen(request, public_id)
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            diensten.gooi_concept_weg(vacature=vacature, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Het concept is weggegooid.")
        return redirect("vacature:beheer")
    context = {
        "titel": "Concept weggooien?",
        "tekst": f"Wat u schreef bij {vacature.titel} is dan weg.",
        "ja": "Weggooien",
        "gevaar": True,
        "terug_url": reverse("vacature:controle", args=[vacature.public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context)
