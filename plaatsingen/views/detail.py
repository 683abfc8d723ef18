"""The page of one placement, for everybody concerned."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from basis.errors import DomainError
from plaatsingen import rules, stap
from plaatsingen.forms import WerkbegeleiderForm
from plaatsingen.secties import secties_voor
from plaatsingen.services.status import kies_werkbegeleider
from plaatsingen.views.hulp import haal


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show who, where, when, the next step and the sections that concern this person."""
    at = timezone.now()
    plaatsing = haal(request, public_id)
    return render(
        request,
        "plaatsingen/detail.html",
        {
            "plaatsing": plaatsing,
            "eigen": rules.is_student_van(request.user, plaatsing),
            "stap": stap.volgende_stap(request.user, plaatsing, at),
            "acties": stap.andere_acties(request.user, plaatsing),
            "contacten": stap.contacten(request.user, plaatsing, timezone.localdate(at)),
            "secties": secties_voor(request, plaatsing),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def begeleider(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose the werkbegeleider."""
    plaatsing = haal(request, public_id)
    if not rules.mag_begeleider_kiezen(request.user, plaatsing):
        raise PermissionDenied
    form = WerkbegeleiderForm(
        request.POST or None,
        organisatie=plaatsing.stageplaats.leerbedrijf,
        initial={"werkbegeleider": plaatsing.werkbegeleider_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kies_werkbegeleider(
                plaatsing=plaatsing,
                werkbegeleider=form.cleaned_data["werkbegeleider"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "De werkbegeleider is bewaard.")
            return redirect("plaatsingen:detail", public_id)
    return render(request, "plaatsingen/begeleider.html", {"plaatsing": plaatsing, "form": form})
