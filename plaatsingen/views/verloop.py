"""Pausing, going on, ending early, another first day, and the next stage: a page that asks, and the answer (R5.8)."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from basis.errors import DomainError, GeenToegang
from basis.http import ONGELDIG, meld_fout
from basis.nederlands import format_number, long_date
from plaatsingen import rules
from plaatsingen.forms_verloop import (
    EersteDagForm,
    GesprekForm,
    HervatForm,
    NietGekomenForm,
    OnderbreekForm,
    StopForm,
    VerwachtForm,
)
from plaatsingen.models import Beeindiging, Plaatsing
from plaatsingen.services import verloop
from plaatsingen.services.begindatum import verzet_begin
from plaatsingen.services.vervolg import gemaakte_uren, koppel_vervolg, nog_nodig, te_vervolgen
from plaatsingen.views.hulp import haal


def vraag(
    request: HttpRequest,
    plaatsing: Plaatsing,
    form: forms.Form,
    doe: Callable[[], Any],
    *,
    titel: str,
    knop: str,
    gelukt: str,
    uitleg: str = "",
    gevaar: bool = False,
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form about a placement and, once it is sent well, do it; a refusal keeps what was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            doe()
        except GeenToegang as fout:
            raise PermissionDenied(fout.message) from fout
        except DomainError as fout:
            meld_fout(request, fout, form)
        else:
            messages.success(request, gelukt)
            return redirect("plaatsingen:detail", plaatsing.public_id)
    context = {"plaatsing": plaatsing, "form": form, "titel": titel, "knop": knop, "uitleg": uitleg, "gevaar": gevaar}
    status = ONGELDIG if form.is_bound else 200
    return render(request, "plaatsingen/verloop_formulier.html", context | (extra or {}), status=status)


def _van_coordinator(request: HttpRequest, public_id: uuid.UUID) -> Plaatsing:
    plaatsing = haal(request, public_id)
    if not rules.mag_status_wijzigen(request.user, plaatsing):
        raise PermissionDenied
    return plaatsing


@require_http_methods(["GET", "HEAD", "POST"])
def onderbreken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Pause a stage."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    form = OnderbreekForm(request.POST or None, initial={"van": timezone.localdate(at)})
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verloop.onderbreek(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at),
        titel="Stage onderbreken",
        knop="Stage onderbreken",
        gelukt="De stage staat stil. Uren en verslagen wachten tot u de stage hervat.",
        uitleg="De stage staat stil tot u haar hervat. De plek blijft voor de student. Er worden geen uren gevraagd en "
        "de dagen waarop verslagen klaar moeten zijn schuiven op. Iedereen die bij de stage hoort krijgt een mail.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pauze(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say until when a pause will probably last."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    rij = plaatsing.onderbrekingen.filter(tot__isnull=True).first()
    form = VerwachtForm(request.POST or None, initial={"verwacht_tot": rij.verwacht_tot if rij else None})
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verloop.verwacht_terug(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at),
        titel="Hoe lang duurt de onderbreking?",
        knop="Bewaren",
        gelukt="Bewaard.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def hervatten(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Go on after a pause, with another last day when that is agreed."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    begin = {"op": timezone.localdate(at), "einddatum": plaatsing.einddatum}
    form = HervatForm(request.POST or None, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verloop.hervat(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at),
        titel="Stage hervatten",
        knop="Stage hervatten",
        gelukt="De stage loopt weer.",
        uitleg="Vanaf deze dag vult de student weer uren in en lopen de termijnen van de verslagen. "
        "Een latere laatste dag kan alleen als er dan plek is.",
    )


def _gesprek(gegevens: dict[str, Any]) -> verloop.Gesprek:
    return verloop.Gesprek(
        op=gegevens.pop("gesprek_op"), met=gegevens.pop("gesprek_met"), tekst=gegevens.pop("gesprek_tekst")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stoppen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End a stage early, or cancel one that hasn't begun."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    form = StopForm(request.POST or None, initial={"laatste_dag": timezone.localdate(at)})

    def doe() -> None:
        gegevens = dict(form.cleaned_data)
        gesprek = _gesprek(gegevens)
        verloop.beeindig(plaatsing=plaatsing, gesprek=gesprek, **gegevens, by=request.user, at=at)

    return vraag(
        request,
        plaatsing,
        form,
        doe,
        titel="Stage stoppen",
        knop="Stage stoppen",
        gelukt="De stage is gestopt. De plek is vrij.",
        gevaar=True,
        uitleg="De plek is meteen vrij voor een andere student. De student en het leerbedrijf krijgen een mail zonder "
        "de reden. De uren die gemaakt zijn blijven staan. Dit kan niet worden teruggedraaid.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def gesprek(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record the closing talk afterwards."""
    at, plaatsing = timezone.now(), haal(request, public_id)
    if not rules.is_van_school(request.user, plaatsing) and not rules.is_begeleider_van(request.user, plaatsing):
        raise PermissionDenied
    einde = Beeindiging.objects.filter(plaatsing=plaatsing).first()
    if einde is None:
        raise Http404
    begin = {naam: getattr(einde, naam) for naam in GesprekForm.base_fields}
    form = GesprekForm(request.POST or None, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verloop.leg_gesprek_vast(
            einde=einde, gesprek=_gesprek(dict(form.cleaned_data)), by=request.user, at=at
        ),
        titel="Afsluitend gesprek",
        knop="Bewaren",
        gelukt="Het gesprek is vastgelegd.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def niet_gekomen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Record that the student never came."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    form = NietGekomenForm(request.POST or None)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verloop.niet_gekomen(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at),
        titel="De student is nooit gekomen",
        knop="Vastleggen",
        gelukt="Vastgelegd. De plek is vrij.",
        gevaar=True,
        uitleg="De stage eindigt op de eerste dag. De plek is meteen vrij. Dit kan niet worden teruggedraaid.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def eerste_dag(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the stage another first day."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    form = EersteDagForm(request.POST or None, initial={"begindatum": plaatsing.begindatum})
    return vraag(
        request,
        plaatsing,
        form,
        lambda: verzet_begin(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=at),
        titel="Eerste dag veranderen",
        knop="Bewaren",
        gelukt="Bewaard.",
        uitleg=f"Nu begint de stage op {long_date(plaatsing.begindatum)}. Een eerdere dag kan alleen als er dan "
        "plek is. Iedereen die bij de stage hoort krijgt een mail.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def vervolg(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a placement go on from the stage that stopped: only the hours that are left count."""
    at, plaatsing = timezone.now(), _van_coordinator(request, public_id)
    vorige = te_vervolgen(plaatsing.student)
    if vorige is None or vorige.pk == plaatsing.pk:
        raise Http404
    form = forms.Form(request.POST) if request.method == "POST" else forms.Form()
    return vraag(
        request,
        plaatsing,
        form,
        lambda: koppel_vervolg(plaatsing=plaatsing, vorige=vorige, by=request.user, at=at),
        titel="Doorgaan op de vorige stage",
        knop="Uren laten meetellen",
        gelukt="De uren van de vorige stage tellen mee.",
        uitleg=f"De student maakte {format_number(float(gemaakte_uren(vorige)))} uur "
        f"bij {vorige.stageplaats.leerbedrijf}. "
        f"Voor deze stage blijven dan {nog_nodig(vorige)} uren over.",
    )
