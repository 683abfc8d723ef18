"""The figures for the Stagefonds: page, download, adding up anew, and the difference with a list from outside."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.uitvoer import FORMATEN, tabel_response
from kern.models import Schooljaar
from kern.rules import alleen
from kern.services.taken import vraag_taak_aan
from plaatsingen.forms_stagefonds import LijstForm, StagefondsFilter
from plaatsingen.models import Stagefondsregel
from plaatsingen.rules import mag_stagefonds_zien
from plaatsingen.services import stagefonds, stagefondslijst
from plaatsingen.tables_stagefonds import STAGEFONDS_KOLOMMEN, VERSCHIL_KOLOMMEN

PER_PAGINA = 50


def _jaar(request: HttpRequest) -> Schooljaar | None:
    """The school year of the address, else the last one that has ended or is under way."""
    gevraagd = Schooljaar.objects.filter(naam=request.GET.get("schooljaar") or request.POST.get("schooljaar", ""))
    nu = Schooljaar.objects.filter(begin__lte=timezone.localdate()).order_by("-begin")
    return gevraagd.first() or nu.first() or Schooljaar.objects.order_by("begin").first()


def _hele_scope(request: HttpRequest) -> bool:
    """Whether this person sees more than the own leerbedrijf, so that adding up is work for the background."""
    return request.user.heeft_rol("coordinator", "beheerder")


@alleen(mag_stagefonds_zien)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Show hours and whole places per leerbedrijf and programme; `?formaat=` downloads them."""
    jaar = _jaar(request)
    if jaar is None:
        return render(request, "plaatsingen/stagefonds.html", {"jaar": None})
    gegevens = request.GET.copy()
    gegevens["schooljaar"] = jaar.naam
    form = StagefondsFilter(gegevens)
    waar = form.cleaned_data if form.is_valid() else {}
    rijen = stagefonds.regels(user=request.user, schooljaar=jaar, zoek=waar.get("q", ""), crebo=waar.get("crebo", ""))
    if request.GET.get("formaat") in FORMATEN:
        alle = stagefonds.vul_aan(list(rijen), schooljaar=jaar)
        return tabel_response(request, f"Stagefonds {jaar.naam}", STAGEFONDS_KOLOMMEN, alle)
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    eigen = Stagefondsregel.objects.visible_to(request.user).filter(schooljaar=jaar)
    return render(
        request,
        "plaatsingen/stagefonds.html",
        {
            "jaar": jaar,
            "form": form,
            "pagina": pagina,
            "rijen": stagefonds.vul_aan(list(pagina.object_list), schooljaar=jaar),
            "totaal": stagefonds.totalen(rijen, schooljaar=jaar),
            "stand": eigen.aggregate(op=Max("berekend_op"))["op"],
            "gefilterd": bool(waar.get("q") or waar.get("crebo")),
        },
    )


@alleen(mag_stagefonds_zien)
@require_POST
def bijwerken(request: HttpRequest) -> HttpResponse:
    """Add the hours up anew: the own leerbedrijf at once, more than that in the background."""
    jaar = _jaar(request)
    terug = reverse("plaatsingen:stagefonds")
    if jaar is None:
        return redirect(terug)
    terug = f"{terug}?schooljaar={jaar.naam}"
    at = timezone.now()
    if _hele_scope(request):
        taak = vraag_taak_aan(
            soort=stagefonds.TAAK,
            titel=f"Uren voor het Stagefonds optellen, {jaar.naam}",
            gegevens={"schooljaar": jaar.pk},
            by=request.user,
            at=at,
            terug_url=terug,
        )
        return redirect("taken:detail", taak.public_id)
    huizen = request.user.organisatie_ids_als("praktijkopleider")
    stagefonds.bereken(schooljaar=jaar, by=request.user, at=at, leerbedrijven=huizen)
    messages.success(request, "De cijfers zijn bijgewerkt.")
    return redirect(terug)


@alleen(mag_stagefonds_zien)
@require_http_methods(["GET", "HEAD", "POST"])
def vergelijken(request: HttpRequest) -> HttpResponse:
    """Show what differs between our figures and a list that this person has; the file isn't kept."""
    jaar = _jaar(request)
    if jaar is None:
        return redirect("plaatsingen:stagefonds")
    form = LijstForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"jaar": jaar, "form": form, "kolommen": stagefondslijst.KOLOMMEN}
    if request.method == "POST" and form.is_valid():
        bestand = form.cleaned_data["bestand"]
        inlezing = stagefondslijst.lees_lijst(bestand, bestand.name)
        context["fouten"] = inlezing.fouten.regels()[:50]
        if not context["fouten"]:
            hier = stagefonds.vul_aan(list(stagefonds.regels(user=request.user, schooljaar=jaar)), schooljaar=jaar)
            uitkomst = stagefondslijst.vergelijk(hier, inlezing)
            if request.GET.get("formaat") in FORMATEN:
                naam = f"Verschillen Stagefonds {jaar.naam}"
                return tabel_response(request, naam, VERSCHIL_KOLOMMEN, uitkomst.verschillen)
            context["uitkomst"] = uitkomst
    fout = bool(form.errors or context.get("fouten"))
    return render(request, "plaatsingen/stagefonds_vergelijken.html", context, status=422 if fout else 200)
