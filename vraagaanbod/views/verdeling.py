"""Dividing places over schools: the list, one division with its picture, and every step of its life."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.errors import DomainError
from basis.http import bladzijde, fouten_melden, meld_fout
from basis.stapelbalken import stapelbalken
from basis.uitvoer import FORMATEN, tabel_response
from kern.imports.schooljaren import zorg_voor_schooljaar
from kern.kalender import schooljaar as schooljaar_van
from kern.models import Achtergrondtaak, AuditRegel, Opleidingscluster, Organisatie
from kern.rules import alleen
from kern.services.logboek import Veranderingen
from vacatures.models import Stageplaats
from vraagaanbod.enums import VerdelingStatus
from vraagaanbod.forms_opgaven import IntrekkenForm, PlaatsFilter, SleutelForm, VerdelingForm
from vraagaanbod.models import Verdeeldaandeel, Verdeelplaats, Verdeling
from vraagaanbod.rules import mag_verdelen, mag_verdelingen_zien
from vraagaanbod.services import verdeling as service
from vraagaanbod.tables_opgaven import AANDEEL_KOLOMMEN, PLEK_KOLOMMEN
from vraagaanbod.views.gedeeld import schooljaren
from vraagaanbod.views.onderdelen import onderdelen

PER_PAGINA, MAX_LOG = 50, 50


def _haal(request: HttpRequest, public_id: uuid.UUID) -> Verdeling:
    rijen = Verdeling.objects.visible_to(request.user).select_related("schooljaar", "door", "vastgesteld_door")
    return get_object_or_404(rijen, public_id=public_id)


def _haal_eigen(request: HttpRequest, public_id: uuid.UUID) -> Verdeling:
    gekozen = _haal(request, public_id)
    if not mag_verdelen(request.user):
        raise PermissionDenied
    return gekozen


def _versie(request: HttpRequest) -> int:
    tekst = request.POST.get("versie", "")
    return int(tekst) if tekst.isdecimal() and len(tekst) < 10 else 0


@alleen(mag_verdelingen_zien)
@require_safe
def verdelingen(request: HttpRequest) -> HttpResponse:
    """List the divisions of supply over schools, newest first."""
    rijen = Verdeling.objects.visible_to(request.user).select_related("schooljaar", "door")
    context = {
        "pagina": bladzijde(request, rijen, per_pagina=PER_PAGINA),
        "mag": mag_verdelen(request.user),
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/verdelingen.html", context)


@alleen(mag_verdelen)
@require_http_methods(["GET", "HEAD", "POST"])
def verdeling_nieuw(request: HttpRequest) -> HttpResponse:
    """Choose a school year and a key; the places are divided at once."""
    at = timezone.now()
    vandaag = timezone.localdate(at)
    gegevens = {"scholen": Organisatie.objects.scholen(), "jaren": schooljaren(vandaag)}
    form = VerdelingForm(request.POST or None, initial={"schooljaar": schooljaar_van(vandaag)}, **gegevens)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            jaar = zorg_voor_schooljaar(naam=form.cleaned_data["schooljaar"], by=request.user, at=at)
            nieuw, taak = service.maak_verdeling(
                schooljaar=jaar, naam=form.cleaned_data["naam"], sleutel=form.sleutel(), by=request.user, at=at
            )
        if not fouten:
            return _naar(nieuw, taak)
    context = {"form": form, "titel": "Plekken verdelen over de scholen", "knop": "Verdelen"}
    return render(request, "vraagaanbod/verdeling_sleutel.html", context, status=422 if form.errors else 200)


def _naar(gekozen: Verdeling, taak: Achtergrondtaak | None) -> HttpResponse:
    if taak is not None:
        return redirect("taken:detail", taak.public_id)
    return redirect("vraagaanbod:verdeling", gekozen.public_id)


@alleen(mag_verdelingen_zien)
@require_safe
def verdeling(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one division: right against given per cluster and school, its places, its log; `?formaat=` downloads."""
    gekozen = _haal(request, public_id)
    aandelen = list(
        gekozen.aandelen.select_related("cluster", "school").order_by(
            "cluster__volgorde", "cluster__naam", "school__naam", "school_id"
        )
    )
    scholen = list({rij.school_id: rij.school for rij in aandelen}.values())
    scholen.sort(key=lambda school: (school.naam, school.pk))
    clusters = list({rij.cluster_id: rij.cluster for rij in aandelen}.values())
    filterform = PlaatsFilter(request.GET, clusters=clusters, scholen=scholen)
    plaatsen = _plaatsen(gekozen, filterform)
    if request.GET.get("formaat") in FORMATEN:
        if request.GET.get("lijst") == "plaatsen":
            return tabel_response(request, f"Plekken {gekozen.naam}", PLEK_KOLOMMEN, plaatsen)
        return tabel_response(request, f"Verdeling {gekozen.naam}", AANDEEL_KOLOMMEN, aandelen)
    for rij in aandelen:
        rij.verschil = rij.plekken - int(rij.recht)
    mag = mag_verdelen(request.user)
    context = {
        "verdeling": gekozen,
        "aandelen": aandelen,
        "svg": _beeld(gekozen, clusters, scholen, aandelen) if aandelen else None,
        "scholen": scholen,
        "gewichten": _gewichten(gekozen, scholen),
        "filter": filterform,
        "gefilterd": any(request.GET.get(naam) for naam in filterform.fields),
        "pagina": bladzijde(request, plaatsen, per_pagina=PER_PAGINA),
        "log": _log(gekozen),
        "mag": mag,
        "bewerkbaar": mag and gekozen.status == VerdelingStatus.CONCEPT,
        "onderdelen": onderdelen(request),
    }
    return render(request, "vraagaanbod/verdeling.html", context)


def _plaatsen(gekozen: Verdeling, form: PlaatsFilter) -> QuerySet[Verdeelplaats]:
    rijen = gekozen.plaatsen.select_related("stageplaats__afdeling__locatie__organisatie", "cluster", "school")
    rijen = rijen.order_by("cluster__volgorde", "cluster__naam", "school__naam", "stageplaats__code")
    if not form.is_valid():
        return rijen
    if form.cleaned_data["cluster"]:
        rijen = rijen.filter(cluster__code=form.cleaned_data["cluster"])
    if form.cleaned_data["school"]:
        rijen = rijen.filter(school__public_id=form.cleaned_data["school"])
    if tekst := form.cleaned_data["q"]:
        bedrijf = Q(stageplaats__afdeling__locatie__organisatie__naam__icontains=tekst)
        rijen = rijen.filter(bedrijf | Q(stageplaats__naam__icontains=tekst) | Q(stageplaats__code__icontains=tekst))
    return rijen


def _beeld(
    gekozen: Verdeling, clusters: list[Opleidingscluster], scholen: list[Organisatie], aandelen: list[Verdeeldaandeel]
) -> str:
    per_paar = {(rij.cluster_id, rij.school_id): rij for rij in aandelen}

    def balk(cluster: Opleidingscluster, veld: str) -> list[int]:
        rijen = (per_paar.get((cluster.pk, school.pk)) for school in scholen)
        return [int(getattr(rij, veld)) if rij else 0 for rij in rijen]

    rijen = [
        (
            rij.naam,
            [("gevraagd", balk(rij, "vraag")), ("recht", balk(rij, "recht")), ("gekregen", balk(rij, "plekken"))],
        )
        for rij in clusters
    ]
    return stapelbalken(f"Vraag, recht en plekken per school, {gekozen.naam}", rijen, [rij.naam for rij in scholen])


def _gewichten(gekozen: Verdeling, scholen: list[Organisatie]) -> list[tuple[str, int]]:
    namen = {str(school.pk): school.naam for school in scholen}
    return [(namen.get(pk, ""), procent) for pk, procent in gekozen.sleutel.get("gewichten", {}).items() if pk in namen]


def _log(gekozen: Verdeling) -> list[dict[str, Any]]:
    regels = AuditRegel.objects.filter(object_soort="vraagaanbod.Verdeling", object_id=str(gekozen.public_id))
    rijen = list(regels.select_related("by").order_by("-volgnummer")[:MAX_LOG])
    veranderingen = Veranderingen(rijen)
    return [{"regel": regel, "wat": veranderingen.van(regel)} for regel in rijen]


@require_http_methods(["GET", "HEAD", "POST"])
def verdeling_sleutel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the key of a concept and divide anew; what was moved by hand stays."""
    gekozen = _haal_eigen(request, public_id)
    if gekozen.status != VerdelingStatus.CONCEPT:
        raise PermissionDenied
    form = SleutelForm(request.POST or None, scholen=Organisatie.objects.scholen(), sleutel=gekozen.sleutel)
    if request.method == "POST" and form.is_valid():
        with fouten_melden(request, form) as fouten:
            taak = service.bereken(
                verdeling=gekozen,
                sleutel=form.sleutel(),
                gezien=_versie(request),
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            return _naar(gekozen, taak)
    context = {
        "form": form,
        "verdeling": gekozen,
        "titel": "Verdeelsleutel veranderen",
        "knop": "Opnieuw verdelen",
    }
    return render(request, "vraagaanbod/verdeling_sleutel.html", context, status=422 if form.errors else 200)


@require_POST
def verdeling_verplaatsen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give one place to another school by hand, or leave it to the key again."""
    gekozen = _haal_eigen(request, public_id)
    plaats = get_object_or_404(Stageplaats, public_id=_uuid(request.POST.get("plaats", "")))
    school = None
    if request.POST.get("school"):
        school = get_object_or_404(Organisatie.objects.scholen(), public_id=_uuid(request.POST["school"]))
    with fouten_melden(request) as fouten:
        service.verplaats(
            verdeling=gekozen,
            plaats=plaats,
            school=school,
            gezien=_versie(request),
            by=request.user,
            at=timezone.now(),
        )
    if not fouten:
        wat = f"{plaats.naam} gaat naar {school.naam}." if school else f"De sleutel beslist weer over {plaats.naam}."
        messages.success(request, wat)
    vraag = request.GET.urlencode()
    return redirect(f"{reverse('vraagaanbod:verdeling', args=[public_id])}{f'?{vraag}' if vraag else ''}#plekken-kop")


@require_http_methods(["GET", "HEAD", "POST"])
def verdeling_vaststellen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Fix the division, after asking; all coordinators get a mail."""
    gekozen = _haal_eigen(request, public_id)
    terug = reverse("vraagaanbod:verdeling", args=[public_id])
    if request.method == "POST":
        with fouten_melden(request) as fouten:
            # Without the number of the page (no script): what stands there now is what one was asked about.
            service.stel_vast(
                verdeling=gekozen,
                gezien=_versie(request) or gekozen.versie,
                by=request.user,
                at=timezone.now(),
            )
        if not fouten:
            messages.success(request, "De verdeling is vastgesteld. Alle coördinatoren krijgen een mail.")
        return redirect(terug)
    context = {
        "titel": "Verdeling vaststellen?",
        "tekst": f"Alle coördinatoren krijgen een mail. Daarna kan een ronde {gekozen.naam} gebruiken.",
        "ja": "Vaststellen",
        "terug_url": terug,
    }
    return render(request, "componenten/bevestigpagina.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def verdeling_intrekken(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Withdraw a fixed division, with a reason; all coordinators get a mail."""
    gekozen = _haal_eigen(request, public_id)
    if gekozen.status != VerdelingStatus.VASTGESTELD:
        raise Http404
    terug = reverse("vraagaanbod:verdeling", args=[public_id])
    form = IntrekkenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service.trek_in(
                verdeling=gekozen,
                reden=form.cleaned_data["reden"],
                gezien=gekozen.versie,
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as fout:
            meld_fout(request, fout, form)
        else:
            messages.success(request, "De verdeling is ingetrokken. Alle coördinatoren krijgen een mail.")
            return redirect(terug)
    context = {
        "titel": "Verdeling intrekken?",
        "tekst": "Rondes die nog niet bevroren zijn, gebruiken deze verdeling dan niet meer.",
        "ja": "Intrekken",
        "gevaar": True,
        "terug_url": terug,
        "formulier": form,
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.errors else 200)


def _uuid(tekst: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(tekst)
    except ValueError:
        return None
