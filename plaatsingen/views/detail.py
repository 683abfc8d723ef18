"""The page of one placement, for everybody concerned."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from plaatsingen import onthoud, rules, stap
from plaatsingen.enums import PlaatsingStatus
from plaatsingen.forms import WerkbegeleiderForm
from plaatsingen.models import Plaatsing
from plaatsingen.overeenkomstsectie import tekenstap
from plaatsingen.secties import secties_voor
from plaatsingen.services.begeleiderdruk import Druk, druk_bij
from plaatsingen.services.begeleiderlast import TELT
from plaatsingen.services.contacten import contacten
from plaatsingen.services.status import kies_begeleiders
from plaatsingen.views.hulp import haal, waarschuw_voor_last
from vacatures.enums import VacatureStatus
from vacatures.models import Vacature
from vacatures.rules import mag_wijzigen


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who, where, when, the next step and the sections that concern this person."""
    at = timezone.now()
    plaatsing = haal(request, public_id)
    onthoud.begin(plaatsing)
    return render(
        request,
        "plaatsingen/detail.html",
        {
            "plaatsing": plaatsing,
            "eigen": rules.is_student_van(request.user, plaatsing),
            "stap": tekenstap(request, plaatsing) or stap.volgende_stap(request.user, plaatsing, at),
            "acties": stap.andere_acties(request.user, plaatsing, timezone.localdate(at)),
            "contacten": contacten(request.user, plaatsing, timezone.localdate(at)),
            "secties": secties_voor(request, plaatsing),
            "druk": _druk(request, plaatsing, at),
            "vacature": _weer_te_publiceren(request, plaatsing),
        },
    )


def _druk(request: HttpRequest, plaatsing: Plaatsing, at: datetime) -> list[Druk]:
    """Return who has too many students with this one, for whoever may choose another or say why it can (R7.6)."""
    mensen = [wie for wie in (plaatsing.werkbegeleider_id, plaatsing.tweede_begeleider_id) if wie is not None]
    if plaatsing.status not in TELT or not mensen or not rules.mag_begeleider_kiezen(request.user, plaatsing):
        return []
    return [druk for druk in druk_bij(mensen, op=timezone.localdate(at)) if druk.plaatsing.pk == plaatsing.pk]


def _weer_te_publiceren(request: HttpRequest, plaatsing: Plaatsing) -> Vacature | None:
    """Return the vacature of a place that came free, when this person may publish it again with one click (R5.8)."""
    plaats = plaatsing.stageplaats
    if plaatsing.status not in {PlaatsingStatus.GESTOPT, PlaatsingStatus.GEANNULEERD} or not mag_wijzigen(
        request.user, plaats
    ):
        return None
    dicht = [VacatureStatus.INGETROKKEN, VacatureStatus.VERLOPEN]
    return plaats.vacatures.filter(status__in=dicht).order_by("-gewijzigd_op", "-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
def begeleider(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose the werkbegeleider, and a second one."""
    plaatsing = haal(request, public_id)
    if not rules.mag_begeleider_kiezen(request.user, plaatsing):
        raise PermissionDenied
    form = WerkbegeleiderForm(
        request.POST or None,
        organisatie=plaatsing.stageplaats.leerbedrijf,
        initial={
            "werkbegeleider": plaatsing.werkbegeleider_id,
            "tweede_begeleider": plaatsing.tweede_begeleider_id,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            nu = kies_begeleiders(
                plaatsing=plaatsing,
                eerste=form.cleaned_data["werkbegeleider"],
                tweede=form.cleaned_data["tweede_begeleider"],
                toch=form.cleaned_data["toch"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De keuze is bewaard.")
            waarschuw_voor_last(request, nu)
            return redirect("plaatsingen:detail", public_id)
    return render(request, "plaatsingen/begeleider.html", {"plaatsing": plaatsing, "form": form})
