"""Pages of groups for who leads them: the series, its members and its meetings (R7.5)."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam, op_woorden
from begeleiding import rules_groepen as rules
from begeleiding.enums import Opkomst, ReeksSoort
from begeleiding.forms_groepen import PlanForm, ReeksForm
from begeleiding.models import Bijeenkomst, Reeks, Reekslid
from begeleiding.services import groepen
from begeleiding.views.groepen_student import geen_toegang, lijst_van_student, reeks_van_student
from kern.models import Student

PER_PAGINA = 50


def reeks_of_404(request: HttpRequest, public_id: UUID) -> Reeks:
    """Return a series that this person sees."""
    rijen = Reeks.objects.visible_to(request.user).select_related("leider", "school")
    reeks = rijen.filter(public_id=public_id).first()
    if reeks is None:
        raise Http404
    return reeks


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the series: to a student the own meetings, to others what they lead or coordinate."""
    user = request.user
    if user.heeft_rol("student") and not user.heeft_rol(*rules.LEIDERS):
        return lijst_van_student(request)
    if not user.heeft_rol(*rules.LEIDERS, "beheerder"):
        return geen_toegang(request, "Groepen zijn voor studenten en wie hen begeleidt.")
    at = timezone.now()
    rijen = Reeks.objects.visible_to(user).select_related("leider", "school")
    zoek, soort = request.GET.get("q", "").strip(), request.GET.get("soort", "")
    rijen = op_woorden(rijen, zoek, "naam", "leider__voornaam", "leider__achternaam")
    if soort in ReeksSoort.values:
        rijen = rijen.filter(soort=soort)
    if request.GET.get("gestopt") != "ja":
        rijen = rijen.filter(gestopt_op=None)
    pagina = pagina_van(request, _met_stand(rijen, at).order_by("naam", "pk"), PER_PAGINA)
    context = {"pagina": pagina, "reeksen": pagina.object_list, "zoek": zoek, "soort": soort, "soorten": ReeksSoort}
    return render(request, "begeleiding/groepen/lijst.html", context)


def _met_stand(rijen: QuerySet[Reeks], at: datetime) -> QuerySet[Reeks]:
    """Annotate the next meeting, how many students, and whether attendance is still to be recorded."""
    bij = Bijeenkomst.objects.filter(reeks=OuterRef("pk"), afgezegd_op=None)
    komend = bij.filter(begin__gt=at).order_by("begin").values("begin")[:1]
    leden = Reekslid.objects.filter(reeks=OuterRef("pk"), tot=None).order_by().values("reeks")
    return rijen.annotate(
        volgende=Subquery(komend),
        aantal=Subquery(leden.annotate(n=Count("pk")).values("n")),
        open=Exists(bij.filter(begin__lte=at, opkomst_op=None, reeks__soort=ReeksSoort.INTERVISIE)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Start a series."""
    at = timezone.now()
    if not rules.mag_reeks_maken(request.user):
        return geen_toegang(request, "Groepen maakt iemand van school of van de poule.")
    return _formulier(request, None, at)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a series."""
    reeks = reeks_of_404(request, public_id)
    if not rules.mag_leiden(request.user, reeks):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    return _formulier(request, reeks, timezone.now())


def _formulier(request: HttpRequest, reeks: Reeks | None, at: datetime) -> HttpResponse:
    user = request.user
    leiders = groepen.mogelijke_leiders(user, op=timezone.localdate(at))
    form = ReeksForm(request.POST or None, leiders=leiders, scholen=groepen.scholen_van(user), reeks=reeks)
    if request.method == "POST" and form.is_valid():
        try:
            if reeks is None:
                soort = form.cleaned_data["soort"]
                nu = groepen.maak_reeks(soort=soort, gegevens=form.gegevens(), by=user, at=at)
            else:
                nu = groepen.wijzig_reeks(reeks=reeks, gegevens=form.gegevens(), by=user, at=at)
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De groep is bewaard.")
            return redirect("groepen:reeks", nu.public_id)
    context = {"form": form, "reeks": reeks}
    return render(request, "begeleiding/groepen/formulier.html", context, status=422 if form.is_bound else 200)


@require_safe
def reeks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a series: to who leads it members and meetings with attendance, to a student the own part."""
    at = timezone.now()
    groep = reeks_of_404(request, public_id)
    if request.user.heeft_rol("student") and groep.leider != request.user:
        return reeks_van_student(request, groep, at)
    bij = groep.bijeenkomsten.annotate(
        was_er=Count("aanwezigheden", filter=Q(aanwezigheden__opkomst=Opkomst.AANWEZIG), distinct=True),
        was_er_niet=Count("aanwezigheden", filter=Q(aanwezigheden__opkomst=Opkomst.AFWEZIG), distinct=True),
        bezet=Count("plekken", filter=Q(plekken__student__isnull=False), distinct=True),
        plekken_totaal=Count("plekken", distinct=True),
    )
    leden = groep.leden.filter(tot=None).select_related("student__user", "student__opleiding")
    pagina = pagina_van(request, bij.order_by("-begin", "-pk"), PER_PAGINA)
    context = {
        "reeks": groep,
        "pagina": pagina,
        "bijeenkomsten": pagina.object_list,
        "leden": leden,
        "leidt": rules.mag_leiden(request.user, groep),
        "nu": at,
        "spreekuur": groep.soort == ReeksSoort.SPREEKUUR,
    }
    return render(request, "begeleiding/groepen/reeks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stoppen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a series."""
    groep = reeks_of_404(request, public_id)
    if not rules.mag_leiden(request.user, groep):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    if request.method == "POST":
        groepen.stop_reeks(reeks=groep, by=request.user, at=timezone.now())
        messages.success(request, "De groep is gestopt.")
        return redirect("groepen:lijst")
    context = {
        "titel": f"{groep.naam} stoppen?",
        "tekst": "Bijeenkomsten die nog komen, worden afgezegd. De studenten krijgen bericht.",
        "ja": "Groep stoppen",
        "terug_url": reverse("groepen:reeks", args=[groep.public_id]),
        "gevaar": True,
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def leden(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose students for a series: those this person follows, with a search."""
    groep = reeks_of_404(request, public_id)
    user = request.user
    if not rules.mag_leiden(user, groep):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    rijen = groepen.kandidaten(user, groep).exclude(reeksen__in=groep.leden.filter(tot=None))
    if request.method == "POST":
        gekozen = list(rijen.filter(public_id__in=_ids(request)))
        try:
            aantal = groepen.voeg_leden_toe(reeks=groep, studenten=gekozen, by=user, at=timezone.now())
        except DomainError as fout:
            messages.error(request, fout.message)
        else:
            messages.success(request, f"Toegevoegd: {aantal}.")
            return redirect("groepen:reeks", groep.public_id)
    zoek = request.GET.get("q", "").strip()
    rijen = op_naam(rijen, zoek, gelijk=("opleiding__letters", "studentnummer"))
    rijen = rijen.select_related("user", "opleiding").order_by("user__achternaam", "user__voornaam", "pk")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {"reeks": groep, "pagina": pagina, "studenten": pagina.object_list, "zoek": zoek}
    return render(request, "begeleiding/groepen/leden.html", context)


def _ids(request: HttpRequest) -> list[UUID]:
    """Return the ids that were ticked; what is no id is left out."""
    goed = []
    for tekst in request.POST.getlist("kies")[:200]:
        try:
            goed.append(UUID(tekst))
        except ValueError:
            continue
    return goed


@require_POST
def lid_weg(request: HttpRequest, public_id: UUID, student_id: UUID) -> HttpResponse:
    """Take a student out of a series."""
    groep = reeks_of_404(request, public_id)
    if not rules.mag_leiden(request.user, groep):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    student = Student.objects.filter(public_id=student_id, reeksen__reeks=groep).first()
    if student is None:
        raise Http404
    groepen.haal_lid_weg(reeks=groep, student=student, by=request.user, at=timezone.now())
    messages.success(request, f"{student.naam} hoort niet meer bij de groep.")
    return redirect("groepen:reeks", groep.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def plannen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan one or more meetings."""
    groep = reeks_of_404(request, public_id)
    if not rules.mag_leiden(request.user, groep):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    form = PlanForm(request.POST or None, reeks=groep)
    if request.method == "POST" and form.is_valid():
        try:
            nieuw = groepen.plan(reeks=groep, momenten=form.momenten(), by=request.user, at=timezone.now())
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, f"Gepland: {len(nieuw)}.")
            return redirect("groepen:reeks", groep.public_id)
    context = {"form": form, "reeks": groep, "spreekuur": groep.soort == ReeksSoort.SPREEKUUR}
    return render(request, "begeleiding/groepen/plannen.html", context, status=422 if form.is_bound else 200)
