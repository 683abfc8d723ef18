"""Reports about vacatures: the queue, one report with its decision, putting a vacature back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.http import fouten_melden
from kern.models import User
from kern.rules import alleen
from vacatures.forms_vacature import BehandelForm, RedenForm
from vacatures.models import Vacature, VacatureMelding
from vacatures.rules import mag_modereren
from vacatures.services import vacature_melden
from vacatures.views.vacature import beeld, vacature_of_404

PER_PAGINA = 50


@alleen(mag_modereren)
@require_safe
def moderatie(request: HttpRequest) -> HttpResponse:
    """Show the reports that wait, oldest first; with `?alles=1` also what was dealt with."""
    alles = request.GET.get("alles") == "1"
    rijen = VacatureMelding.objects.visible_to(request.user)
    rijen = rijen.order_by("-gemeld_op", "-pk") if alles else rijen.open()
    rijen = rijen.select_related("vacature__stageplaats__afdeling__locatie__organisatie", "afgehandeld_door")
    pagina = Paginator(rijen, PER_PAGINA).get_page(request.GET.get("pagina"))
    return render(request, "vacatures/vacature/moderatie.html", {"pagina": pagina, "alles": alles})


def _ziet_melder(user: User, melding: VacatureMelding) -> bool:
    """Who reported is for the bureau and the own school; never for the leerbedrijf or another school."""
    if melding.melder is None:
        return False
    eigen = melding.melder.organisatie_ids & user.organisatie_ids_als("coordinator")
    return user.is_beheerder or user.regio_coordinator or bool(eigen)


@alleen(mag_modereren)
@require_http_methods(["GET", "HEAD", "POST"])
def melding(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One report beside the vacature, and what to do with it."""
    rij = get_object_or_404(
        VacatureMelding.objects.visible_to(request.user).select_related("melder", "afgehandeld_door", "vacature"),
        public_id=public_id,
    )
    vacature = get_object_or_404(
        Vacature.objects.met_leerbedrijf().prefetch_related("scholen", "stageplaats__clusters"), pk=rij.vacature_id
    )
    form = BehandelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        schoon = form.cleaned_data
        with fouten_melden(request, form) as fouten:
            vacature_melden.handel_melding_af(
                melding=rij,
                verberg=schoon["besluit"] == "verberg",
                reden=schoon["reden"],
                antwoord=schoon["antwoord"],
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "De melding is behandeld. Wie het meldde, krijgt uw antwoord per mail.")
            return redirect("vacature:moderatie")
    context = {
        **beeld(request, vacature),
        "melding": rij,
        "melder": rij.melder if _ziet_melder(request.user, rij) else None,
        "andere": VacatureMelding.objects.filter(vacature=vacature).open().exclude(pk=rij.pk).count(),
        "form": form,
    }
    return render(request, "vacatures/vacature/melding.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def terugzetten(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a hidden vacature again, with a reason that the leerbedrijf reads."""
    vacature = vacature_of_404(request, public_id)
    if not mag_modereren(request.user):
        raise PermissionDenied
    form = RedenForm(request.POST or None, uitleg="Het leerbedrijf krijgt deze woorden per mail.")
    if request.method == "POST" and form.is_valid():
        reden = form.cleaned_data["reden"]
        with fouten_melden(request, form) as fouten:
            nu = vacature_melden.zet_vacature_terug(vacature=vacature, reden=reden, by=request.user, at=timezone.now())
        if not fouten:
            open_ = nu.status == "gepubliceerd"
            tekst = "weer te zien voor studenten." if open_ else "terug bij het leerbedrijf: er moet eerst iets anders."
            messages.success(request, f"De vacature is {tekst}")
            return redirect("vacature:detail", vacature.public_id) if open_ else redirect("vacature:moderatie")
    context = {
        "titel": "Vacature terugzetten?",
        "tekst": f"Verborgen om deze reden: {vacature.status_reden}",
        "ja": "Terugzetten",
        "formulier": form,
        "terug_url": reverse("vacature:detail", args=[vacature.public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.errors else 200)
