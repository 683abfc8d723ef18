"""Goals of a student: the own page, the thread of one goal, and what a student brings along (R8.3, R8.9)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam
from evaluaties.forms_doelen import AfrondForm, CoachForm, DoelForm, KoppelForm, StapForm
from evaluaties.models import Actiepunt, Bewijsstuk, Doelverwijzing, Handelingscertificaat, Leerdoel
from evaluaties.rules_doelen import is_eigen, mag_coach_kiezen, mag_volgen
from evaluaties.services import doelen as services
from evaluaties.services.doeldraad import draad, gevolgde_studenten, kandidaten, kijker_van
from evaluaties.services.portfolio import met_versies
from evaluaties.views.gemeenschappelijk import PER_PAGINA
from kern.models import Student
from kern.services.inzage import leg_inzage_vast
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.models import Plaatsing

GEWEEST = (PlaatsingStatus.AFGEROND, PlaatsingStatus.GESTOPT)


def eigen_student(request: HttpRequest) -> Student:
    """Return the student who asks; anybody else is refused."""
    student = getattr(request.user, "student", None)
    if student is None:
        raise PermissionDenied
    return student


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the own goals, or the students whose goals one follows."""
    student = getattr(request.user, "student", None)
    if student is None:
        return _gevolgd(request)
    doelen = list(student.leerdoelen.prefetch_related("actiepunten"))
    context = {
        "student": student,
        "lopend": [doel for doel in doelen if not doel.behaald_op and not doel.gestopt_op],
        "klaar": [doel for doel in doelen if doel.behaald_op or doel.gestopt_op],
        "stukken": student.bewijsstukken.aanwezig().count(),
        "coaches": student.coaches.filter(_nu()).select_related("user"),
    }
    return render(request, "doelen/eigen.html", context)


def _nu() -> Q:
    vandaag = timezone.localdate()
    return Q(van__lte=vandaag) & (Q(tot__isnull=True) | Q(tot__gte=vandaag))


def _gevolgd(request: HttpRequest) -> HttpResponse:
    if not mag_volgen(request.user):
        raise PermissionDenied
    rijen = gevolgde_studenten(request.user, timezone.localdate())
    zoek = request.GET.get("q", "").strip()
    rijen = op_naam(rijen, zoek)
    rijen = rijen.order_by("user__achternaam", "user__voornaam", "pk")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    return render(request, "doelen/lijst.html", {"pagina": pagina, "zoek": zoek})


@require_safe
def student(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a student brings along: goals, evidence, certified acts, earlier stages. Opening leaves a line."""
    rij = get_object_or_404(Student.objects.select_related("user", "school", "opleiding"), public_id=public_id)
    at, op = timezone.now(), timezone.localdate()
    kijker = kijker_van(request.user, rij, op)
    if kijker is None:
        raise Http404
    if not kijker.eigen:
        leg_inzage_vast(obj=rij, student=rij, user=request.user, at=at, route=request.resolver_match.view_name)
    doelen = list(rij.leerdoelen.prefetch_related("actiepunten"))
    stukken = Bewijsstuk.objects.visible_to(request.user, op).filter(student=rij)
    context = {
        "student": rij,
        "kijker": kijker,
        "lopend": [doel for doel in doelen if not doel.behaald_op and not doel.gestopt_op],
        "behaald": [doel for doel in doelen if doel.behaald_op],
        "stukken": met_versies(stukken),
        "certificaten": Handelingscertificaat.objects.filter(student=rij, ingetrokken_op__isnull=True)
        .filter(Q(geldig_tot__isnull=True) | Q(geldig_tot__gte=op))
        .select_related("handeling"),
        "stages": _eerdere_stages(rij) if kijker.leest_waarom else [],
        "coaches": rij.coaches.filter(_nu()).select_related("user") if kijker.leest_waarom else [],
        "coachform": _coachform(request, rij),
    }
    return render(request, "doelen/student.html", context)


def _eerdere_stages(student: Student) -> Any:
    stages = Plaatsing.objects.filter(student=student, status__in=GEWEEST).order_by("-begindatum")
    return stages.select_related("stageplaats__afdeling__locatie__organisatie")[:20]


def _coachform(request: HttpRequest, student: Student) -> CoachForm | None:
    if not mag_coach_kiezen(request.user, student):
        return None
    return CoachForm(initial={"van": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Write a goal down."""
    eigen = eigen_student(request)
    form = DoelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            doel = services.maak(student=eigen, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, "Je doel is bewaard. Schrijf nu op wat je gaat doen.")
            return redirect("doelen:detail", doel.public_id)
    context = {"form": form, "doel": None}
    return render(request, "doelen/formulier.html", context, status=ONGELDIG if form.errors else 200)


def _doel(request: HttpRequest, public_id: UUID) -> Leerdoel:
    """Return a goal that this person may see."""
    rijen = Leerdoel.objects.visible_to(request.user, timezone.localdate())
    return get_object_or_404(rijen.select_related("student__user"), public_id=public_id)


def eigen_doel(request: HttpRequest, public_id: UUID) -> Leerdoel:
    """Return the own goal; who only follows gets 403."""
    doel = _doel(request, public_id)
    if not is_eigen(request.user, doel.student):
        raise PermissionDenied
    return doel


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a goal with its steps and its thread."""
    return _toon(request, _doel(request, public_id))


def _toon(
    request: HttpRequest,
    doel: Leerdoel,
    *,
    stapform: StapForm | None = None,
    koppelform: KoppelForm | None = None,
    afrondform: AfrondForm | None = None,
) -> HttpResponse:
    user, op = request.user, timezone.localdate()
    kijker = kijker_van(user, doel.student, op)
    if kijker is None:
        raise Http404
    if not kijker.eigen:
        route = request.resolver_match.view_name
        leg_inzage_vast(obj=doel, student=doel.student, user=user, at=timezone.now(), route=route)
    verwijzingen = list(doel.verwijzingen.select_related("gemaakt_door"))
    bezet = {(rij.soort, rij.object_id) for rij in verwijzingen}
    vrij = [ding for ding in kandidaten(doel, user) if (ding.soort, ding.object_id) not in bezet]
    stukken = Bewijsstuk.objects.visible_to(user, op).filter(doelen=doel)
    context = {
        "doel": doel,
        "kijker": kijker,
        "loopt": not doel.behaald_op and not doel.gestopt_op,
        "stappen": doel.actiepunten.all(),
        "draad": draad(doel, user, verwijzingen, stukken),
        "los_te_maken": [rij for rij in verwijzingen if kijker.eigen or rij.gemaakt_door_id == user.pk],
        "stapform": stapform or StapForm(),
        "koppelform": koppelform or (KoppelForm(dingen=vrij) if vrij else None),
        "afrondform": afrondform or AfrondForm(),
    }
    fout = any(form is not None and form.is_bound for form in (stapform, koppelform, afrondform))
    return render(request, "doelen/detail.html", context, status=ONGELDIG if fout else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the words of a goal."""
    doel = eigen_doel(request, public_id)
    form = DoelForm(request.POST or None, initial={naam: getattr(doel, naam) for naam in services.VELDEN})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.wijzig(doel=doel, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            messages.success(request, "Je doel is gewijzigd.")
            return redirect("doelen:detail", doel.public_id)
    context = {"form": form, "doel": doel}
    return render(request, "doelen/formulier.html", context, status=ONGELDIG if form.errors else 200)


@require_POST
def afronden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reached, given up, or taken up again."""
    doel = eigen_doel(request, public_id)
    form = AfrondForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.rond_af(
                doel=doel, hoe=request.POST.get("hoe", ""), by=request.user, at=timezone.now(), **form.cleaned_data
            )
        if not fouten:
            return redirect("doelen:detail", doel.public_id)
    return _toon(request, doel, afrondform=form)


@require_POST
def stap_erbij(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a step."""
    doel = eigen_doel(request, public_id)
    form = StapForm(request.POST)
    if form.is_valid():
        with fouten_melden(request, form) as fouten:
            services.voeg_stap_toe(doel=doel, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not fouten:
            return redirect("doelen:detail", doel.public_id)
    return _toon(request, doel, stapform=form)


@require_POST
def stap(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mark a step done, not done after all, or take it away."""
    zichtbaar = Leerdoel.objects.visible_to(request.user, timezone.localdate()).values("pk")
    rijen = Actiepunt.objects.filter(doel__in=zichtbaar).select_related("doel__student")
    rij = get_object_or_404(rijen, public_id=public_id)
    if not is_eigen(request.user, rij.doel.student):
        raise PermissionDenied
    with fouten_melden(request):
        services.zet_stap(stap=rij, hoe=request.POST.get("hoe", ""), by=request.user, at=timezone.now())
    return redirect("doelen:detail", rij.doel.public_id)


@require_POST
def koppelen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tie a report, talk, evaluation or round of feedback to a goal."""
    doel = _doel(request, public_id)
    form = KoppelForm(request.POST, dingen=kandidaten(doel, request.user))
    if form.is_valid():
        ding = form.ding()
        with fouten_melden(request, form) as fouten:
            services.verwijs(
                doel=doel,
                soort=ding.soort,
                object_id=ding.object_id,
                notitie=form.cleaned_data["notitie"],
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "Het staat nu bij dit doel.")
            return redirect("doelen:detail", doel.public_id)
    return _toon(request, doel, koppelform=form)


@require_POST
def losmaken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a tie away."""
    zichtbaar = Leerdoel.objects.visible_to(request.user, timezone.localdate()).values("pk")
    rijen = Doelverwijzing.objects.filter(doel__in=zichtbaar).select_related("doel__student")
    rij = get_object_or_404(rijen, public_id=public_id)
    if rij.gemaakt_door_id != request.user.pk and not is_eigen(request.user, rij.doel.student):
        raise PermissionDenied
    with fouten_melden(request):
        services.maak_los(verwijzing=rij, by=request.user, at=timezone.now())
    return redirect("doelen:detail", rij.doel.public_id)
