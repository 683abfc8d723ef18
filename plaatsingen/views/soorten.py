"""Special kinds of stage: the overview, and what each kind adds to a placement (R5.9, R5.11, R5.13)."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.http import ONGELDIG, fouten_melden
from kern.rules import alleen
from plaatsingen import rules
from plaatsingen.enums import ACTIEF, PlaatsingStatus
from plaatsingen.forms_soorten import DagdeelForm, GildeForm, TredeForm, VerblijfForm, VergoedingForm, ZomerdocentForm
from plaatsingen.models import Buitenverblijf, Gildeafspraak, Plaatsing, Zomervergoeding
from plaatsingen.services import soorten as diensten
from plaatsingen.views.hulp import een_van, haal
from plaatsingen.views.verloop import vraag
from vacatures.enums import PlaatsSoort
from vacatures.models import Stageplaats

PLAATSEN = 50
KOMT = (PlaatsingStatus.GEACCEPTEERD, PlaatsingStatus.ONDERTEKENING)


@alleen(rules.ziet_soorten)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Count the placements of each kind apart, and list the places that have a page of their own."""
    op = timezone.localdate()
    zichtbaar = Plaatsing.objects.visible_to(request.user)
    tel = {
        soort: (lopend, komt)
        for soort, lopend, komt in zichtbaar.order_by()
        .values_list("stageplaats__soort")
        .annotate(
            lopend=Count("pk", filter=Q(status__in=ACTIEF)),
            komt=Count("pk", filter=Q(status__in=KOMT)),
        )
    }
    plaatsen = (
        Stageplaats.objects.visible_to(request.user)
        .met_leerbedrijf()
        .filter(soort__in=[PlaatsSoort.ZIC, PlaatsSoort.ZOMER], ingetrokken_op=None, schooljaar__eind__gte=op)
        .order_by("soort", "naam", "pk")[:PLAATSEN]
    )
    alle = [(waarde, woord, *tel.get(waarde, (0, 0))) for waarde, woord in PlaatsSoort.choices]
    context = {
        "soorten": [rij for rij in alle if rij[2] or rij[3]],
        "leeg": [woord for _, woord, lopend, komt in alle if not lopend and not komt],
        "plaatsen": plaatsen,
    }
    return render(request, "plaatsingen/soorten/overzicht.html", context)


def _van_soort(request: HttpRequest, public_id: uuid.UUID, soort: str) -> Plaatsing:
    plaatsing = haal(request, public_id)
    if plaatsing.stageplaats.soort != soort:
        raise Http404
    return plaatsing


def _leidt_mee(request: HttpRequest, plaatsing: Plaatsing) -> bool:
    return rules.is_begeleider_van(request.user, plaatsing) or rules.is_van_school(request.user, plaatsing)


@require_http_methods(["GET", "HEAD", "POST"])
def gilde(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree on the school day on site and the diplomas."""
    plaatsing = _van_soort(request, public_id, PlaatsSoort.GILDE)
    if not _leidt_mee(request, plaatsing):
        raise PermissionDenied
    nu = Gildeafspraak.objects.filter(plaatsing=plaatsing).first()
    begin = {veld: getattr(nu, veld) for veld in GildeForm.base_fields} if nu else {}
    form = GildeForm(request.POST or None, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: diensten.leg_gilde_vast(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=timezone.now()),
        titel="Leerwerkgilde",
        knop="Bewaren",
        gelukt="Bewaard.",
        uitleg="De student werkt vier dagen. De vijfde dag is school op de werkplek.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def trede(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a student on the next rung."""
    plaatsing = _van_soort(request, public_id, PlaatsSoort.GILDE)
    if not rules.is_begeleider_van(request.user, plaatsing):
        raise PermissionDenied
    begin = {"trede": diensten.volgende_trede(plaatsing), "sinds": timezone.localdate()}
    form = TredeForm(request.POST or None, initial=begin)
    return vraag(
        request,
        plaatsing,
        form,
        lambda: diensten.zet_trede(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=timezone.now()),
        titel="Volgende trede",
        knop="Bewaren",
        gelukt="Bewaard. De student ziet de nieuwe trede.",
        uitleg="Leerling, gezel, meester: in die volgorde.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verblijf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down where the student stays and what is arranged."""
    plaatsing = _van_soort(request, public_id, PlaatsSoort.BUITENREGIONAAL)
    if not rules.ziet_verblijf(request.user, plaatsing):
        raise PermissionDenied
    nu = Buitenverblijf.objects.filter(plaatsing=plaatsing).first()
    form = VerblijfForm(
        request.POST or None, initial={v: getattr(nu, v) for v in VerblijfForm.base_fields} if nu else {}
    )
    return vraag(
        request,
        plaatsing,
        form,
        lambda: diensten.leg_verblijf_vast(
            plaatsing=plaatsing, velden=form.cleaned_data, by=request.user, at=timezone.now()
        ),
        titel="Verblijf en reis",
        knop="Bewaren",
        gelukt="Bewaard.",
        uitleg="Student en school zien dit. Het leerbedrijf ziet het niet.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dagdeel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree on a morning or afternoon."""
    plaatsing = _van_soort(request, public_id, PlaatsSoort.ORIENTATIE)
    if not _leidt_mee(request, plaatsing):
        raise PermissionDenied
    form = DagdeelForm(request.POST or None, initial={"datum": plaatsing.begindatum})
    return vraag(
        request,
        plaatsing,
        form,
        lambda: diensten.plan_dagdeel(plaatsing=plaatsing, **form.cleaned_data, by=request.user, at=timezone.now()),
        titel="Dagdeel afspreken",
        knop="Bewaren",
        gelukt="Het dagdeel staat erbij.",
    )


@require_POST
def aanwezig(request: HttpRequest, public_id: uuid.UUID, dagdeel_id: uuid.UUID) -> HttpResponse:
    """Say whether the pupil was there (`aanwezig` = ja or nee), or that the dagdeel is off (`weg`)."""
    plaatsing = _van_soort(request, public_id, PlaatsSoort.ORIENTATIE)
    if not _leidt_mee(request, plaatsing):
        raise PermissionDenied
    wat, wie = request.POST.get("aanwezig"), {"by": request.user, "at": timezone.now()}
    rij = plaatsing.dagdelen.filter(public_id=dagdeel_id).first()
    if rij is None and wat == "weg":  # a second click: it is off already
        return redirect("plaatsingen:detail", plaatsing.public_id)
    if rij is None:
        raise Http404
    with fouten_melden(request) as fouten:
        if wat == "weg":
            diensten.zeg_dagdeel_af(dagdeel=rij, **wie)
        else:
            diensten.zet_aanwezig(dagdeel=rij, aanwezig=wat == "ja", **wie)
    if not fouten:
        messages.success(request, "Bewaard.")
    return redirect("plaatsingen:detail", plaatsing.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def zomer(request: HttpRequest, plaats_id: uuid.UUID) -> HttpResponse:
    """Show which teacher is there in which weeks of the summer, and what students get; change it."""
    at = timezone.now()
    plaatsen = Stageplaats.objects.visible_to(request.user).met_leerbedrijf().filter(soort=PlaatsSoort.ZOMER)
    plaats = get_object_or_404(plaatsen, public_id=plaats_id)
    if not rules.ziet_soorten(request.user):
        raise PermissionDenied
    mag_docent, mag_geld = rules.mag_plaatsen(request.user), rules.mag_plaats_leiden(request.user, plaats)
    wat = request.POST.get("wat") if request.method == "POST" else None
    eigen = diensten.eigen_docenten(request.user) if mag_docent else set()
    if wat == "docent-weg":
        return _docent_weg(request, plaats, eigen, at)
    vergoeding = Zomervergoeding.objects.filter(stageplaats=plaats).first()
    leden = diensten.zomerdocenten_voor(request.user, op=timezone.localdate(at))
    docentform = ZomerdocentForm(request.POST if wat == "docent" else None, leden=leden)
    geldform = VergoedingForm(
        request.POST if wat == "vergoeding" else None, initial={"bedrag": vergoeding.bedrag if vergoeding else None}
    )
    form = {"docent": docentform, "vergoeding": geldform}.get(wat)
    if request.method == "POST" and not (mag_docent or (mag_geld and wat == "vergoeding")):
        raise PermissionDenied
    if form is not None and form.is_valid():
        with fouten_melden(request, form) as fouten:
            _bewaar_zomer(plaats, wat, form.cleaned_data, request, at)
        if not fouten:
            messages.success(request, "Bewaard.")
            return redirect("plaatsingen:zomer", plaats.public_id)
    context = {
        "plaats": plaats,
        "docenten": [(rij, rij.docent_id in eigen) for rij in plaats.zomerdocenten.select_related("docent")],
        "vergoeding": vergoeding,
        "docentform": docentform if mag_docent else None,
        "geldform": geldform if mag_docent or mag_geld else None,
    }
    fout = form is not None and form.errors
    return render(request, "plaatsingen/soorten/zomer.html", context, status=ONGELDIG if fout else 200)


def _docent_weg(request: HttpRequest, plaats: Stageplaats, eigen: set[int], at: datetime) -> HttpResponse:
    rij = een_van(plaats.zomerdocenten.select_related("stageplaats"), request.POST.get("rij", ""))
    if not eigen or (rij is not None and rij.docent_id not in eigen):
        raise PermissionDenied
    with fouten_melden(request) as fouten:
        if rij is not None:
            diensten.haal_zomerdocent_weg(rij=rij, by=request.user, at=at)
    if not fouten:
        messages.success(request, "Weggehaald. Kies een andere docent: zonder docent begint hier niemand.")
    return redirect("plaatsingen:zomer", plaats.public_id)


def _bewaar_zomer(plaats: Stageplaats, wat: str, gegevens: dict, request: HttpRequest, at: datetime) -> None:
    if wat == "docent":
        docent, van, tot = gegevens["lid"].user, gegevens["van"], gegevens["tot"]
        diensten.zet_zomerdocent(plaats=plaats, docent=docent, van=van, tot=tot, by=request.user, at=at)
    else:
        diensten.zet_zomervergoeding(plaats=plaats, bedrag=gegevens["bedrag"], by=request.user, at=at)
