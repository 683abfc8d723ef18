"""Making, changing, calculating and publishing a round."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError
from kern.models import Achtergrondtaak
from matching import rules
from matching.forms import KlaarzetForm, RondeForm
from matching.models import Ronde
from matching.services.berekenen import start_berekening
from matching.services.kiezen import haal_terug, te_publiceren, zet_klaar
from matching.services.publiceren import DIRECT_TOT, Omvang, omvang, publiceer_ronde, vraag_publicatie_aan
from matching.services.ronde import bewaar_ronde
from matching.views.hulp import haal_beheerd, versie_uit


@require_http_methods(["GET", "HEAD", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """Make a round."""
    if not rules.mag_rondes_maken(request.user):
        raise PermissionDenied
    return _formulier(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def wijzigen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a round that isn't published."""
    return _formulier(request, haal_beheerd(request, public_id))


def _formulier(request: HttpRequest, ronde: Ronde | None) -> HttpResponse:
    form = RondeForm(request.POST or None, instance=ronde, user=request.user)
    if request.method == "POST" and form.is_valid():
        velden = {naam: form.cleaned_data[naam] for naam in [*RondeForm.Meta.fields, "versie"]}
        try:
            bewaard = bewaar_ronde(ronde=ronde, by=request.user, at=timezone.now(), **velden)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De ronde is bewaard.")
            return redirect("matching:ronde", bewaard.public_id)
    # A ModelForm writes into its instance: the page shows the round as it is.
    bestaand = Ronde.objects.get(pk=ronde.pk) if ronde else None
    return render(request, "matching/formulier.html", {"form": form, "ronde": bestaand})


@require_POST
def berekenen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask for a calculation, and follow it."""
    ronde = haal_beheerd(request, public_id)
    try:
        taak = start_berekening(ronde=ronde, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("matching:ronde", public_id)
    return _volg(request, ronde, taak, "Een collega heeft deze berekening al gestart.")


def _volg(request: HttpRequest, ronde: Ronde, taak: Achtergrondtaak, van_collega: str) -> HttpResponse:
    """Go to the page of the work, that only who asked for it may open."""
    if taak.aangevraagd_door_id != request.user.pk:
        messages.info(request, van_collega)
        return redirect("matching:ronde", ronde.public_id)
    return redirect("taken:detail", taak.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def publiceren(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tell whom it reaches; POST publishes now, or agrees on the moment (`klaarzetten`)."""
    at = timezone.now()
    ronde = haal_beheerd(request, public_id)
    if ronde.gepubliceerd_op is not None:
        messages.info(request, "Deze ronde is al gepubliceerd.")
        return redirect("matching:ronde", public_id)
    try:
        berekening = te_publiceren(ronde)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("matching:ronde", public_id)
    form = KlaarzetForm(
        request.POST if "klaarzetten" in request.POST else None, initial={"publiceren_op": ronde.publiceren_op}
    )
    gevolg = omvang(ronde=ronde, berekening=berekening, at=at)
    if request.method == "POST":
        gedaan = _klaarzetten(request, ronde, form) if form.is_bound else _nu_publiceren(request, ronde, gevolg)
        if gedaan is not None:
            return gedaan
    return render(
        request,
        "matching/publiceren.html",
        {"ronde": ronde, "berekening": berekening, "gevolg": gevolg, "form": form},
        status=422 if form.is_bound else 200,
    )


def _nu_publiceren(request: HttpRequest, ronde: Ronde, gevolg: Omvang) -> HttpResponse:
    try:
        if gevolg.mails > DIRECT_TOT:
            taak = vraag_publicatie_aan(ronde=ronde, by=request.user, at=timezone.now(), versie=versie_uit(request))
            return _volg(request, ronde, taak, "Een collega is deze ronde al aan het publiceren.")
        publiceer_ronde(ronde=ronde, by=request.user, at=timezone.now(), versie=versie_uit(request))
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De ronde is gepubliceerd. De berichten worden verstuurd.")
    return redirect("matching:ronde", ronde.public_id)


def _klaarzetten(request: HttpRequest, ronde: Ronde, form: KlaarzetForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        zet_klaar(
            ronde=ronde,
            publiceren_op=form.cleaned_data["publiceren_op"],
            by=request.user,
            at=timezone.now(),
            versie=versie_uit(request),
        )
    except DomainError as fout:
        form.add_error(fout.field, fout.message)
        return None
    messages.success(request, "De ronde staat klaar. U kunt dit terughalen tot het afgesproken moment.")
    return redirect("matching:ronde", ronde.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def terughalen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask, and take back that the round stands ready for publication."""
    ronde = haal_beheerd(request, public_id)
    if request.method != "POST":
        vraag = {
            "titel": "Klaarzetten terughalen?",
            "tekst": "De ronde wordt dan niet vanzelf gepubliceerd. U kunt haar weer veranderen.",
            "ja": "Terughalen",
            "terug_url": reverse("matching:ronde", args=[public_id]),
        }
        return render(request, "componenten/bevestigpagina.html", vraag)
    try:
        haal_terug(ronde=ronde, by=request.user, at=timezone.now())
    except DomainError as fout:
        messages.error(request, fout.message)
    else:
        messages.success(request, "De ronde wordt niet vanzelf gepubliceerd.")
    return redirect("matching:ronde", public_id)
