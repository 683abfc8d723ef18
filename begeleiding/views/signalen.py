"""Pages of signals: the board, raising one, one signal for its circle or for who raised it (R7.7)."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam
from begeleiding import rules_signalen as rules
from begeleiding.forms_signalen import MeldingForm, SignaalFilter, SignaalForm, sorteer, student_van
from begeleiding.models import Signaal
from begeleiding.services import signalen, signalen_wie
from kern.models import User
from plaatsingen.models import Plaatsing
from plaatsingen.models.plaatsing import begeleid_q

PER_PAGINA = 50
MET_SIGNALEN = ("coordinator", "stagedocent", "stagebegeleider", "werkbegeleider", "praktijkopleider", "student")


def geen_toegang(request: HttpRequest, reden: str) -> HttpResponse:
    """Show that this isn't for this person."""
    return render(request, "begeleiding/signalen/geen_toegang.html", {"reden": reden}, status=403)


@require_safe
def bord(request: HttpRequest) -> HttpResponse:
    """Show the signals of which this person belongs to the circle; to others the ones they raised themselves."""
    user = request.user
    if not user.heeft_rol(*MET_SIGNALEN):
        return geen_toegang(request, "Signalen zijn alleen voor wie een student begeleidt.")
    if not user.heeft_rol(*rules.SCHOOL):
        return _van_mij(request)
    rijen = Signaal.objects.van_kring(user).select_related("student__user", "eigenaar")
    filter_ = SignaalFilter(request.GET, queryset=rijen, request=request)
    pagina = pagina_van(request, sorteer(filter_.qs, request.GET.get("sorteer", "")), PER_PAGINA)
    context = {"filter": filter_, "pagina": pagina, "signalen": pagina.object_list, "mag_drempels": _drempels(user)}
    return render(request, "begeleiding/signalen/bord.html", context)


def _drempels(user: User) -> bool:
    return rules.mag_drempels_zetten(user)


def _van_mij(request: HttpRequest) -> HttpResponse:
    """What a student or somebody of a leerbedrijf raised, or reads along with."""
    user = request.user
    student = user.heeft_rol("student")
    rijen = Signaal.objects.visible_to(user).select_related("student__user", "eigenaar").order_by("-gemeld_op", "-pk")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {"pagina": pagina, "signalen": pagina.object_list, "is_student": student}
    return render(request, "begeleiding/signalen/van_mij.html", context)


@require_safe
def kies(request: HttpRequest) -> HttpResponse:
    """Choose whom the signal is about: students on stage whom this person supervises."""
    user = request.user
    if not user.heeft_rol(*rules.SCHOOL, *rules.HUIS):
        return geen_toegang(request, "Signalen geeft iemand die een student begeleidt.")
    rijen = Plaatsing.objects.visible_to(user).actief().filter(_eigen(user)).met_betrokkenen()
    zoek = request.GET.get("q", "").strip()
    rijen = op_naam(rijen, zoek, "student__user__")
    rijen = rijen.order_by("student__user__achternaam", "student__user__voornaam", "pk")
    pagina = pagina_van(request, rijen, PER_PAGINA)
    context = {"pagina": pagina, "plaatsingen": pagina.object_list, "zoek": zoek}
    return render(request, "begeleiding/signalen/kies.html", context)


def _eigen(user: User) -> Q:
    """Return the placements of which this person may raise a signal: the mirror of `rules.mag_signaal_geven`."""
    eigen = Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
    eigen |= Q(stageplaats__afdeling__locatie__organisatie_id__in=user.organisatie_ids_als("praktijkopleider"))
    if user.heeft_rol("werkbegeleider"):
        eigen |= Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    if user.heeft_rol("stagebegeleider"):
        eigen |= begeleid_q(user)
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    return eigen


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Raise a signal about the student of this placement."""
    at = timezone.now()
    user = request.user
    plaatsing = Plaatsing.objects.visible_to(user).met_betrokkenen().filter(public_id=public_id).first()
    if plaatsing is None:
        raise Http404
    if not rules.mag_signaal_geven(user, plaatsing):
        return geen_toegang(request, "Over deze student geeft u geen signalen.")
    van_school = not rules.is_van_leerbedrijf(user, plaatsing)
    op = timezone.localdate(at)
    eigenaars = signalen.mogelijke_eigenaars(plaatsing, user, op=op) if van_school else []
    form = SignaalForm(request.POST or None, eigenaars=eigenaars)
    if request.method == "POST" and form.is_valid():
        try:
            signaal = signalen.geef_signaal(
                plaatsing=plaatsing,
                inhoud=form.inhoud(),
                eigenaar=form.cleaned_data.get("eigenaar"),
                by=user,
                at=at,
            )
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, f"Het signaal is bij {signaal.eigenaar.naam}.")
            return redirect("signalen:detail", signaal.public_id)
    context = {"form": form, "plaatsing": plaatsing, "van_school": van_school}
    return render(request, "begeleiding/signalen/nieuw.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def melden(request: HttpRequest) -> HttpResponse:
    """A student tells safely what is wrong; the leerbedrijf doesn't see it."""
    at = timezone.now()
    student = student_van(request.user)
    if student is None:
        return geen_toegang(request, "Deze weg is voor studenten. Als begeleider geeft u een signaal.")
    ontvangers = signalen_wie.ontvangers_van_melding(student, op=timezone.localdate(at))
    form = MeldingForm(request.POST or None, ontvangers=ontvangers)
    if request.method == "POST" and form.is_valid():
        try:
            signaal = signalen.meld(
                student=student,
                inhoud=form.inhoud(),
                ontvanger=form.cleaned_data["ontvanger"],
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "Je melding is verstuurd.")
            return redirect("signalen:detail", signaal.public_id)
    context = {"form": form, "ontvangers": ontvangers}
    return render(request, "begeleiding/signalen/melden.html", context, status=422 if form.is_bound else 200)
