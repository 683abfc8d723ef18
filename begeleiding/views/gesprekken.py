"""Pages of talks."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError, GeenToegang
from basis.paginering import pagina_van
from basis.zoekwoorden import op_naam
from begeleiding import rules
from begeleiding.enums import StudentOordeel
from begeleiding.filters import GesprekFilter
from begeleiding.forms import GesprekForm, OordeelForm
from begeleiding.models import Gesprek, Gespreksafspraak, Vervolgstap
from begeleiding.services.gesprekken import leg_gesprek_vast, oordeel_over_gesprek, vink_stap_af, wijzig_gesprek
from plaatsingen.models import Plaatsing, Stagedeel
from plaatsingen.models.plaatsing import begeleid_q

PER_PAGINA = 50


def geen_toegang(request: HttpRequest, reden: str) -> HttpResponse:
    """Say why this is not for this person (403)."""
    return render(request, "begeleiding/geen_toegang.html", {"reden": reden}, status=403)


def _gesprek_of_404(request: HttpRequest, public_id: UUID) -> Gesprek:
    gesprek = (
        Gesprek.objects.visible_to(request.user)
        .select_related(
            "plaatsing__student__user",
            "plaatsing__student__stagedocent",
            "plaatsing__werkbegeleider",
            "plaatsing__tweede_begeleider",
            "plaatsing__stagebegeleider",
            "plaatsing__stageplaats__afdeling__locatie__organisatie",
            "vastgelegd_door",
        )
        .filter(public_id=public_id)
        .first()
    )
    if gesprek is None:
        raise Http404
    return gesprek


def plaatsing_of_404(request: HttpRequest, public_id: UUID) -> Plaatsing:
    """Return the placement with everybody concerned, as far as this person sees it."""
    plaatsing = Plaatsing.objects.visible_to(request.user).met_betrokkenen().filter(public_id=public_id).first()
    if plaatsing is None:
        raise Http404
    return plaatsing


def _aantal_stappen(**welke: bool) -> Coalesce:
    """Count the steps of each talk on its own, so that only the talks on the page are counted."""
    stappen = Vervolgstap.objects.filter(gesprek=OuterRef("pk"), **welke).order_by().values("gesprek")
    return Coalesce(Subquery(stappen.annotate(aantal=Count("pk")).values("aantal")), 0)


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the talks that this person may know of, newest first; staff can start a new one from here."""
    user = request.user
    elders = Stagedeel.objects.enige_weg_van(user).values("plaatsing")
    rijen = (
        Gesprek.objects.visible_to(user)
        .exclude(plaatsing__in=elders)
        .select_related(
            "plaatsing__student__user", "plaatsing__stageplaats__afdeling__locatie__organisatie", "vastgelegd_door"
        )
    )
    rijen = rijen.annotate(stappen_totaal=_aantal_stappen(), stappen_open=_aantal_stappen(gedaan_op__isnull=True))
    filter_ = GesprekFilter(request.GET, queryset=rijen.order_by("-datum", "-pk"), request=request)
    pagina = pagina_van(request, filter_.qs, PER_PAGINA)
    legt_vast = user.heeft_rol("werkbegeleider", "stagebegeleider", "stagedocent", "coordinator")
    eigen = user.heeft_rol("student") and not legt_vast
    if eigen:
        filter_.form.fields.pop("q", None)  # there is one student to find
    return render(
        request,
        "begeleiding/lijst.html",
        {
            "filter": filter_,
            "pagina": pagina,
            "gesprekken": pagina.object_list,
            "legt_vast": legt_vast,
            "eigen": eigen,
        },
    )


@require_safe
def kies(request: HttpRequest) -> HttpResponse:
    """Choose with whom the talk was: the placements under way, longest without a talk first."""
    user = request.user
    zoek = request.GET.get("q", "").strip()
    eigen = Q(pk__in=[])
    if user.heeft_rol("werkbegeleider"):
        eigen = Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    if user.heeft_rol("stagebegeleider"):
        eigen |= begeleid_q(user)
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    eigen |= Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
    rijen = Plaatsing.objects.visible_to(user).actief().filter(eigen).met_betrokkenen()
    rijen = op_naam(rijen, zoek, "student__user__")
    laatste = Gesprek.objects.filter(plaatsing=OuterRef("pk")).order_by("-datum")
    rijen = rijen.annotate(laatste=Subquery(laatste.values("datum")[:1])).order_by(
        F("laatste").asc(nulls_first=True), "student__user__achternaam", "pk"
    )
    pagina = pagina_van(request, rijen, PER_PAGINA)
    return render(request, "begeleiding/kies.html", {"pagina": pagina, "plaatsingen": pagina.object_list, "zoek": zoek})


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Log a talk with the student of this placement."""
    at = timezone.now()
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.mag_gesprek_vastleggen(request.user, plaatsing):
        return geen_toegang(request, "Bij deze stage legt u geen gesprekken vast.")
    vandaag = timezone.localdate(at)
    afspraak = _afspraak_bij(request, plaatsing)
    form = GesprekForm(request.POST or None, plaatsing=plaatsing, vandaag=vandaag, afspraak=afspraak)
    if request.method == "POST" and form.is_valid():
        try:
            gesprek = leg_gesprek_vast(
                plaatsing=plaatsing,
                gegevens=form.gegevens(),
                stappen=form.stappen(),
                by=request.user,
                at=at,
                sleutel=form.cleaned_data["sleutel"],
                afspraak=afspraak,
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            return _klaar(request, "Het gesprek is vastgelegd.", gesprek)
    return _formulier(request, form, plaatsing, None)


def _afspraak_bij(request: HttpRequest, plaatsing: Plaatsing) -> Gespreksafspraak | None:
    """Return the planned talk that this one was, when the link names it."""
    try:
        sleutel = UUID(request.GET.get("afspraak", ""))
    except ValueError:
        return None
    return plaatsing.gespreksafspraken.gepland().filter(public_id=sleutel).first()


def _klaar(request: HttpRequest, tekst: str, gesprek: Gesprek) -> HttpResponse:
    """Go to the talk; a form that was kept on a device is only told where it is."""
    messages.success(request, tekst)
    if request.headers.get("X-Requested-With") == "later-versturen":
        return JsonResponse({"url": reverse("begeleiding:detail", args=[gesprek.public_id])})
    return redirect("begeleiding:detail", gesprek.public_id)


def _formulier(request: HttpRequest, form: GesprekForm, plaatsing: Plaatsing, gesprek: Gesprek | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "plaatsing": plaatsing, "gesprek": gesprek}
    return render(request, "begeleiding/formulier.html", context, status=status)


@require_safe
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a talk with its steps, and ask the student whether it is right."""
    gesprek = _gesprek_of_404(request, public_id)
    if not rules.mag_gesprek_lezen(request.user, gesprek.plaatsing):
        return geen_toegang(request, "U ziet dat er een gesprek was, niet wat er is besproken.")
    return _detail(request, gesprek)


def _detail(request: HttpRequest, gesprek: Gesprek, form: OordeelForm | None = None) -> HttpResponse:
    user = request.user
    stappen = [
        {"nummer": nummer, "stap": stap, "mag": rules.mag_stap_afvinken(user, gesprek, stap.voor)}
        for nummer, stap in enumerate(gesprek.vervolgstappen.select_related("eigenaar").order_by("pk"), start=1)
    ]
    context = {
        "gesprek": gesprek,
        "stappen": stappen,
        "mag_wijzigen": rules.mag_gesprek_wijzigen(user, gesprek, timezone.now()),
        "mag_oordelen": rules.mag_oordelen(user, gesprek) and gesprek.oordeel_student != StudentOordeel.KLOPT,
        "oordeelform": form or OordeelForm(),
    }
    return render(request, "begeleiding/detail.html", context, status=422 if form else 200)


@require_POST
def oordeel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say, as the student, whether the report of a talk is right."""
    gesprek = _gesprek_of_404(request, public_id)
    if not rules.mag_oordelen(request.user, gesprek):
        return geen_toegang(request, "Alleen de student zegt of een verslag van een gesprek klopt.")
    form = OordeelForm(request.POST)
    if form.is_valid():
        try:
            oordeel_over_gesprek(gesprek=gesprek, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            goed = form.cleaned_data["oordeel"] == StudentOordeel.KLOPT
            tekst = "Bedankt voor het nalezen." if goed else "Je begeleider krijgt bericht en kan het verbeteren."
            messages.success(request, tekst)
            return redirect("begeleiding:detail", gesprek.public_id)
    return _detail(request, gesprek, form)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Mend a talk within 24 hours."""
    at = timezone.now()
    gesprek = _gesprek_of_404(request, public_id)
    if not rules.mag_gesprek_wijzigen(request.user, gesprek, at):
        return geen_toegang(request, "U kunt een gesprek veranderen tot 24 uur nadat u het zelf heeft vastgelegd.")
    plaatsing = gesprek.plaatsing
    form = GesprekForm(request.POST or None, plaatsing=plaatsing, vandaag=timezone.localdate(at), gesprek=gesprek)
    if request.method == "POST" and form.is_valid():
        try:
            wijzig_gesprek(gesprek=gesprek, gegevens=form.gegevens(), stappen=form.stappen(), by=request.user, at=at)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            return _klaar(request, "Het gesprek is veranderd.", gesprek)
    return _formulier(request, form, plaatsing, gesprek)


@require_POST
def stap(request: HttpRequest, public_id: UUID, nummer: int) -> HttpResponse:
    """Tick a step off, or on again, and go back to where the button was."""
    gesprek = _gesprek_of_404(request, public_id)
    if not rules.mag_gesprek_lezen(request.user, gesprek.plaatsing):
        return geen_toegang(request, "Deze stap is niet van u.")
    gedaan = request.POST.get("gedaan") == "ja"
    try:
        vink_stap_af(gesprek=gesprek, nummer=nummer, gedaan=gedaan, by=request.user, at=timezone.now())
    except GeenToegang as fout:
        return geen_toegang(request, fout.message)
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De stap is gedaan." if gedaan else "De stap staat weer open.")
    terug = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(terug, {request.get_host()}, require_https=request.is_secure()):
        return redirect(terug)
    return redirect("begeleiding:detail", gesprek.public_id)
