"""A zorginnovatiecentrum: all its students, who supervises whom, and the lessons on the ward (R5.12)."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from plaatsingen import rules
from plaatsingen.forms_soorten import KoppelForm, LesForm
from plaatsingen.models import Leerkoppel, Plaatsing
from plaatsingen.services import zic as diensten
from plaatsingen.views.hulp import een_van
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats


def _plaats(request: HttpRequest, plaats_id: uuid.UUID) -> Stageplaats:
    """Return the ZIC when the person may see it (404), and works with it (403)."""
    plaatsen = Stageplaats.objects.visible_to(request.user).met_leerbedrijf().filter(soort=PlaatsSoort.ZIC)
    plaats = get_object_or_404(plaatsen, public_id=plaats_id)
    if not rules.ziet_soorten(request.user):
        raise PermissionDenied
    return plaats


@require_safe
def zic(request: HttpRequest, plaats_id: uuid.UUID) -> HttpResponse:
    """Show the students of all years, the pairs, and what is short of four lesson hours a week."""
    plaats, op = _plaats(request, plaats_id), timezone.localdate()
    studenten = diensten.studenten_van(plaats, request.user, op=op)
    koppels, gevolgd = diensten.koppels_van(studenten, op=op), diensten.gevolgd(studenten)
    begeleiders = {rij.jongere_id: rij.oudere.student for rij in koppels}
    jongeren: dict[int, list] = {}
    for rij in koppels:
        jongeren.setdefault(rij.oudere_id, []).append(rij.jongere.student)
    context = {
        "plaats": plaats,
        "studenten": [
            {
                "plaatsing": rij,
                "door": begeleiders.get(rij.pk),
                "begeleidt": jongeren.get(rij.pk, []),
                "lesuren": gevolgd.get(rij.pk, 0),
            }
            for rij in studenten
        ],
        "koppels": koppels,
        "weken": diensten.lesweken(plaats, op=op),
        "lessen": plaats.lessen.all()[:12],
        "norm": diensten.LESNORM,
        "mag_leiden": rules.mag_zic_leiden(request.user, plaats),
    }
    return render(request, "plaatsingen/soorten/zic.html", context)


def _leiden(request: HttpRequest, plaats_id: uuid.UUID) -> tuple[Stageplaats, list[Plaatsing]]:
    plaats = _plaats(request, plaats_id)
    if not rules.mag_zic_leiden(request.user, plaats):
        raise PermissionDenied
    return plaats, diensten.studenten_van(plaats, request.user, op=timezone.localdate())


@require_http_methods(["GET", "HEAD", "POST"])
def koppel(request: HttpRequest, plaats_id: uuid.UUID) -> HttpResponse:
    """Let an older student supervise a younger one."""
    plaats, studenten = _leiden(request, plaats_id)
    data = request.POST if request.method == "POST" else None
    form = KoppelForm(data, studenten=studenten, initial={"van": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            diensten.koppel(**form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Bewaard. Beide studenten zien het bij hun stage.")
            return redirect("plaatsingen:zic", plaats.public_id)
    uitleg = "Een student uit een hoger leerjaar helpt een student uit een lager leerjaar."
    context = {"plaats": plaats, "form": form, "titel": "Student begeleidt student", "uitleg": uitleg}
    return render(request, "plaatsingen/soorten/plaatsvraag.html", context, status=ONGELDIG if form.errors else 200)


@require_POST
def ontkoppel(request: HttpRequest, koppel_id: uuid.UUID) -> HttpResponse:
    """End a pair."""
    zichtbaar = Plaatsing.objects.visible_to(request.user).values("pk")
    rij = get_object_or_404(Leerkoppel, public_id=koppel_id, oudere__in=zichtbaar, jongere__in=zichtbaar)
    plaats = Stageplaats.objects.met_leerbedrijf().get(plaatsingen=rij.oudere_id)
    if not rules.mag_zic_leiden(request.user, plaats):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        diensten.ontkoppel(rij=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "Beëindigd.")
    return redirect("plaatsingen:zic", plaats.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def les(request: HttpRequest, plaats_id: uuid.UUID) -> HttpResponse:
    """Write down a lesson and who was there; POST `weg` (its id) takes one away."""
    plaats, studenten = _leiden(request, plaats_id)
    if "weg" in request.POST:
        return _haal_weg(request, plaats, request.POST["weg"])
    data = request.POST if request.method == "POST" else None
    iedereen = [str(rij.public_id) for rij in studenten]
    begin = {"datum": timezone.localdate(), "uren": 4, "docent": request.user.naam, "aanwezig": iedereen}
    form = LesForm(data, studenten=studenten, initial=begin)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            diensten.leg_les_vast(plaats=plaats, **form.velden(), by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "De les is vastgelegd.")
            return redirect("plaatsingen:zic", plaats.public_id)
    uitleg = "Iedereen staat al aangevinkt. Haal het vinkje weg bij wie er niet was."
    context = {"plaats": plaats, "form": form, "titel": "Les vastleggen", "uitleg": uitleg}
    return render(request, "plaatsingen/soorten/plaatsvraag.html", context, status=ONGELDIG if form.errors else 200)


def _haal_weg(request: HttpRequest, plaats: Stageplaats, welke: str) -> HttpResponse:
    rij = een_van(plaats.lessen, welke)
    with fouten_melden(request) as fouten:
        if rij is not None:
            diensten.haal_les_weg(les=rij, by=request.user, at=timezone.now())
    if not fouten:
        messages.success(request, "De les is weggehaald.")
    return redirect("plaatsingen:zic", plaats.public_id)
