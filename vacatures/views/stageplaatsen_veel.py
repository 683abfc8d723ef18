"""Many own places at once: still right, copied to another school year; and the caps of afdelingen."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import fouten_melden
from basis.nederlands import count_noun
from kern.models import Afdeling, Schooljaar
from kern.rules import alleen
from vacatures.forms_plaats import BulkForm, GrensForm
from vacatures.rules import mag_aanbieden
from vacatures.services import afdelinggrens, kopieren, lezen, plaatsen

PER_PAGINA = 100


def _form(request: HttpRequest) -> BulkForm:
    jaren = Schooljaar.objects.filter(eind__gte=timezone.localdate())
    return BulkForm(request.POST, plaatsen=kopieren.eigen_plaatsen(request.user), jaren=jaren)


def _terug(request: HttpRequest, form: BulkForm) -> HttpResponse:
    for fouten in form.errors.values():
        messages.error(request, " ".join(fouten))
    return redirect(_lijst_van(request))


def _lijst_van(request: HttpRequest) -> str:
    jaar = request.POST.get("jaar", "")
    er_is = jaar in Schooljaar.objects.values_list("naam", flat=True)
    return reverse("vacatures:veel") + (f"?jaar={jaar}" if er_is else "")


@alleen(mag_aanbieden)
@require_safe
def veel(request: HttpRequest) -> HttpResponse:
    """Show the own places of one school year, to choose from."""
    op = timezone.localdate()
    jaren = list(Schooljaar.objects.order_by("-begin"))
    nu = next((jaar for jaar in jaren if jaar.begin <= op <= jaar.eind), jaren[0] if jaren else None)
    gekozen = next((jaar for jaar in jaren if jaar.naam == request.GET.get("jaar")), nu)
    rijen = kopieren.eigen_plaatsen(request.user).filter(schooljaar=gekozen)
    rijen = rijen.order_by("afdeling__locatie__organisatie__naam", "afdeling__naam", "naam", "pk")
    pagina = Paginator(rijen.prefetch_related("clusters"), PER_PAGINA).get_page(request.GET.get("pagina"))
    lijst = list(pagina.object_list)
    for plaats in lijst:
        plaats.vraagt_bevestiging = lezen.is_lang_niet_bevestigd(plaats, op)
    context = {
        "pagina": pagina,
        "plaatsen": lijst,
        "jaren": jaren,
        "gekozen": gekozen,
        "doelen": [jaar for jaar in reversed(jaren) if jaar.eind >= op and jaar != gekozen],
    }
    return render(request, "vacatures/veel.html", context)


@alleen(mag_aanbieden)
@require_POST
def klopt_nog_alle(request: HttpRequest) -> HttpResponse:
    """Confirm that the chosen places are still right."""
    form = _form(request)
    if not form.is_valid():
        return _terug(request, form)
    with fouten_melden(request) as fouten:
        aantal = plaatsen.bevestig_stageplaatsen(
            plaatsen=form.cleaned_data["plaats"], by=request.user, at=timezone.now()
        )
    if not fouten:
        messages.success(request, f"U hebt bevestigd dat {count_noun(aantal, 'stageplaats', 'stageplaatsen')} klopt.")
    return redirect(_lijst_van(request))


@alleen(mag_aanbieden)
@require_POST
def kopie(request: HttpRequest) -> HttpResponse:
    """First show what the copies come to; with `zeker` make them, and lead to the new school year."""
    form = _form(request)
    if not form.is_valid():
        return _terug(request, form)
    naar = form.cleaned_data["naar"]
    if naar is None:
        messages.error(request, "Kies het schooljaar waar de plekken heen gaan.")
        return redirect(_lijst_van(request))
    gekozen = form.cleaned_data["plaats"]
    if "zeker" not in request.POST:
        plannen = kopieren.plannen(plaatsen=list(gekozen), naar=naar)
        context = {"plannen": plannen, "naar": naar, "kan": sum(plan.kan for plan in plannen)}
        return render(request, "vacatures/kopie.html", context)
    with fouten_melden(request) as fouten:
        nieuw = kopieren.kopieer(
            plaatsen=[plaats.public_id for plaats in gekozen], naar=naar, by=request.user, at=timezone.now()
        )
    if fouten:
        return redirect(_lijst_van(request))
    messages.success(request, f"Gekopieerd naar {naar}: {count_noun(len(nieuw), 'stageplaats', 'stageplaatsen')}.")
    return redirect(f"{reverse('vacatures:veel')}?jaar={naar.naam}")


@alleen(mag_aanbieden)
@require_http_methods(["GET", "HEAD", "POST"])
def afdelingen(request: HttpRequest) -> HttpResponse:
    """Show per own afdeling how full it is over all schools and programmes, and set its cap."""
    eigen = Afdeling.objects.select_related("locatie__organisatie")
    if not request.user.is_beheerder:
        huizen = request.user.organisatie_ids_als("praktijkopleider")
        eigen = eigen.filter(locatie__organisatie__in=huizen)
    if request.method == "POST":
        form = GrensForm(request.POST, afdelingen=eigen)
        if form.is_valid():
            with fouten_melden(request) as fouten:
                afdelinggrens.zet_grens(**form.cleaned_data, by=request.user, at=timezone.now())
            if not fouten:
                messages.success(request, f"Het hoogste aantal van {form.cleaned_data['afdeling']} is bewaard.")
        else:
            messages.error(request, "Vul een heel getal in, of niets.")
        return redirect("vacatures:afdelingen")
    eigen = eigen.order_by("locatie__organisatie__naam", "locatie__naam", "naam", "pk")
    pagina = Paginator(eigen, PER_PAGINA).get_page(request.GET.get("pagina"))
    jaar = afdelinggrens.jaar_van(timezone.localdate())
    context = {"pagina": pagina, "standen": afdelinggrens.standen(list(pagina.object_list), schooljaar=jaar)}
    return render(request, "vacatures/afdelingen.html", {**context, "jaar": jaar})
