"""Pages of one meeting for who leads it: attendance, who comes when, another moment, calling it off (R7.5)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError
from begeleiding import rules_groepen as rules
from begeleiding.enums import ReeksSoort
from begeleiding.forms_groepen import OpkomstForm, VerplaatsForm
from begeleiding.models import Aanwezigheid, Bijeenkomst
from begeleiding.services import groepen
from begeleiding.services.groepen_opkomst import leg_opkomst_vast
from begeleiding.views.groepen_student import geen_toegang


def bijeenkomst_of_404(request: HttpRequest, public_id: UUID) -> Bijeenkomst:
    """Return a meeting that this person sees."""
    rijen = Bijeenkomst.objects.visible_to(request.user).select_related("reeks__leider", "reeks__school")
    rij = rijen.filter(public_id=public_id).first()
    if rij is None:
        raise Http404
    return rij


@require_http_methods(["GET", "HEAD", "POST"])
def bijeenkomst(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record who was at an intervisie; of a spreekuur show who comes when."""
    at = timezone.now()
    rij = bijeenkomst_of_404(request, public_id)
    if not rules.mag_leiden(request.user, rij.reeks):
        return geen_toegang(request, "De opkomst ziet alleen wie de groep leidt.")
    context = {"bijeenkomst": rij, "reeks": rij.reeks, "nu": at, "kan": rules.kan_opkomst(rij, at)}
    if rij.reeks.soort == ReeksSoort.SPREEKUUR:
        context["plekken"] = rij.plekken.select_related("student__user").order_by("begin", "pk")
        return render(request, "begeleiding/groepen/spreekuur.html", context)
    al = list(Aanwezigheid.objects.filter(bijeenkomst=rij).select_related("student__user").order_by("pk"))
    form = OpkomstForm(
        request.POST or None, leden=list(groepen.leden_bij(rij.reeks, rij.begin)), al=al, nieuw=rij.opkomst_op is None
    )
    if request.method == "POST" and form.is_valid():
        try:
            leg_opkomst_vast(bijeenkomst=rij, opkomst=form.opkomst(), by=request.user, at=at)
        except DomainError as fout:
            form.add_error(None, fout.message)
        else:
            messages.success(request, "De opkomst is bewaard.")
            return redirect("groepen:reeks", rij.reeks.public_id)
    context["form"] = form
    return render(request, "begeleiding/groepen/opkomst.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def verplaatsen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Move a meeting."""
    rij = bijeenkomst_of_404(request, public_id)
    if not rules.mag_leiden(request.user, rij.reeks):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    form = VerplaatsForm(request.POST or None, bijeenkomst=rij)
    if request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        try:
            groepen.verplaats(
                bijeenkomst=rij, begin=form.begin(), plek=schoon["plek"], thema=schoon["thema"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except DomainError as fout:
            form.add_error(fout.field if fout.field in form.fields else None, fout.message)
        else:
            messages.success(request, "De bijeenkomst is verplaatst. Wie komt, krijgt bericht.")
            return redirect("groepen:reeks", rij.reeks.public_id)
    context = {"form": form, "bijeenkomst": rij, "reeks": rij.reeks}
    return render(request, "begeleiding/groepen/verplaatsen.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def afzeggen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Call a meeting off."""
    rij = bijeenkomst_of_404(request, public_id)
    if not rules.mag_leiden(request.user, rij.reeks):
        return geen_toegang(request, "Deze groep leidt iemand anders.")
    if request.method == "POST":
        try:
            groepen.zeg_af(bijeenkomst=rij, by=request.user, at=timezone.now())
        except DomainError as fout:
            messages.error(request, fout.message)
        else:
            messages.success(request, "De bijeenkomst is afgezegd. Wie zou komen, krijgt bericht.")
        return redirect("groepen:reeks", rij.reeks.public_id)
    context = {
        "titel": "Bijeenkomst afzeggen?",
        "tekst": "Iedereen die zou komen, krijgt bericht.",
        "ja": "Afzeggen",
        "terug_url": reverse("groepen:reeks", args=[rij.reeks.public_id]),
        "gevaar": True,
    }
    return render(request, "componenten/bevestigpagina.html", context)
