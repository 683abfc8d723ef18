"""Pages of evaluations."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from basis.nederlands import count_noun
from basis.uitvoer import FORMATEN, tabel_response
from basis.zoekwoorden import op_naam
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import EvaluatieStatus, InvullingStatus, InvulRol
from evaluaties.filters import EvaluatieFilter
from evaluaties.forms import EvaluatieOpenenForm, VelenForm
from evaluaties.models import Evaluatie, Invulling
from evaluaties.services import evaluaties as services
from evaluaties.services.evaluaties_openen import open_voor_velen, volgende_momenten
from evaluaties.tables import evaluatie_kolommen
from evaluaties.views.evaluaties_detail import STATUSSOORT
from evaluaties.views.evaluaties_hulp import gekozen_momenten, geweigerd
from evaluaties.views.gemeenschappelijk import pagina_van, plaatsing_of_404
from kern.models import User
from plaatsingen.models import Plaatsing, Stagedeel


@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """Show evaluations with who is ready; those that wait for this person come first."""
    user = request.user
    klaar = Invulling.objects.filter(evaluatie=OuterRef("pk"), status=InvullingStatus.INGEDIEND)
    # Who fills none in has nothing to put first, and need not wait while that is asked of every row.
    vult_in = user.heeft_rol("student", "werkbegeleider")
    rijen = (
        Evaluatie.objects.visible_to(user)
        .exclude(plaatsing__in=Stagedeel.objects.enige_weg_van(user).values("plaatsing"))
        .select_related(
            "plaatsing__student__user",
            "plaatsing__student__school",
            "plaatsing__werkbegeleider",
            "plaatsing__stageplaats__afdeling__locatie__organisatie",
        )
        .annotate(
            klaar_student=Exists(klaar.filter(rol=InvulRol.STUDENT)),
            klaar_werkbegeleider=Exists(klaar.filter(rol=InvulRol.WERKBEGELEIDER)),
            zelf_klaar=Exists(klaar.filter(door=user)),
        )
        .order_by(*(["zelf_klaar"] if vult_in else []), "-geopend_op", "-pk")
    )
    filter_ = EvaluatieFilter(request.GET, queryset=rijen, request=request)
    download = user.heeft_rol("coordinator", "stagedocent", "praktijkopleider")
    if download and request.GET.get("formaat") in FORMATEN:
        return tabel_response(request, "Evaluaties", evaluatie_kolommen(), filter_.qs, op=timezone.localdate())
    pagina = pagina_van(request, filter_.qs)
    vandaag = timezone.localdate()
    regels = [
        {
            "evaluatie": rij,
            "invullen": _moet_invullen(user, rij),
            "soort": STATUSSOORT[rij.status],
            "te_laat": rij.status == EvaluatieStatus.INVULLEN and bool(rij.voor_datum and rij.voor_datum < vandaag),
        }
        for rij in pagina.object_list
    ]
    opent = user.heeft_rol("coordinator", "stagedocent", "werkbegeleider")
    eigen = hasattr(user, "student")
    context = {
        "filter": filter_,
        "pagina": pagina,
        "regels": regels,
        "opent": opent,
        "eigen": eigen,
        "formulieren": rules_evaluatie.mag_formulieren_zien(user),
        "download": download,
    }
    return render(request, "evaluaties/lijst.html", context)


def _moet_invullen(user: User, evaluatie: Evaluatie) -> bool:
    wacht = evaluatie.status == EvaluatieStatus.INVULLEN and not evaluatie.zelf_klaar
    return wacht and rules.invulrol(user, evaluatie.plaatsing) is not None


def _te_openen(user: User) -> QuerySet[Plaatsing]:
    """Return the placements for which this person opens evaluations."""
    eigen = Q(student__school_id__in=user.organisatie_ids_als("coordinator"))
    if user.heeft_rol("stagedocent"):
        eigen |= Q(student__stagedocent=user)
    if user.heeft_rol("werkbegeleider"):
        eigen |= Q(werkbegeleider=user) | Q(tweede_begeleider=user)
    return Plaatsing.objects.visible_to(user).actief().filter(eigen).met_betrokkenen()


@require_http_methods(["GET", "HEAD", "POST"])
def kies(request: HttpRequest) -> HttpResponse:
    """Choose for whom an evaluation is opened: one, or the next moment for many at once."""
    user = request.user
    rijen = _te_openen(user)
    form = VelenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _open_velen(request, rijen, form):
        return redirect("evaluaties:lijst")
    zoek = request.GET.get("q", "").strip()
    rijen = op_naam(rijen, zoek, "student__user__")
    geopend = Evaluatie.objects.filter(plaatsing=OuterRef("pk")).order_by().values("plaatsing")
    aantal = geopend.annotate(aantal=Count("pk")).values("aantal")
    rijen = rijen.annotate(aantal=Coalesce(Subquery(aantal), 0)).order_by("aantal", "student__user__achternaam", "pk")
    pagina = pagina_van(request, rijen)
    plaatsingen = list(pagina.object_list)
    volgende = volgende_momenten(plaatsingen)
    regels = [{"plaatsing": plaatsing, "volgende": volgende.get(plaatsing.pk)} for plaatsing in plaatsingen]
    vandaag = timezone.localdate()
    context = {"pagina": pagina, "regels": regels, "zoek": zoek, "form": form, "vandaag": vandaag}
    return render(request, "evaluaties/kies.html", context, status=422 if form.is_bound else 200)


def _open_velen(request: HttpRequest, rijen: QuerySet[Plaatsing], form: VelenForm) -> bool:
    """Open the moment that was shown for the chosen placements; False when none was chosen."""
    getoond = gekozen_momenten(request.POST.getlist("kies"))
    if not getoond:
        messages.error(request, "Kies eerst een of meer studenten.")
        return False
    gedaan, niet = open_voor_velen(
        plaatsingen=rijen.filter(public_id__in=list(getoond)),
        getoond=getoond,
        voor_datum=form.cleaned_data["voor_datum"],
        by=request.user,
        at=timezone.now(),
    )
    if not gedaan and not niet:
        messages.info(request, "Deze evaluaties waren al geopend. Er is niets veranderd.")
    if gedaan:
        messages.success(request, f"{count_noun(gedaan, 'evaluatie', 'evaluaties')} geopend. Iedereen krijgt bericht.")
    for reden in niet[:5]:
        messages.error(request, reden)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def openen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open an evaluation for a placement."""
    plaatsing = plaatsing_of_404(request, public_id)
    if not rules.mag_evaluatie_openen(request.user, plaatsing):
        return geweigerd(request, "Bij deze stage opent u geen evaluaties.")
    at = timezone.now()
    momenten = services.momenten_van(plaatsing)
    geopend = set(plaatsing.evaluaties.values_list("moment", flat=True))
    begin = {"moment": next((moment for moment in momenten if moment not in geopend), momenten[-1])}
    form = EvaluatieOpenenForm(request.POST or None, initial=begin, momenten=momenten)
    if request.method == "POST" and form.is_valid():
        try:
            evaluatie = services.open_evaluatie(
                plaatsing=plaatsing,
                moment=form.cleaned_data["moment"],
                voor_datum=form.cleaned_data["voor_datum"],
                by=request.user,
                at=at,
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            if evaluatie.geopend_op == at:
                messages.success(request, "De evaluatie staat klaar. De student en de werkbegeleider krijgen bericht.")
            else:
                messages.info(request, "Deze evaluatie was al geopend. Er is niets veranderd.")
            return redirect("evaluaties:detail", evaluatie.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "evaluaties/openen.html", {"form": form, "plaatsing": plaatsing}, status=status)
