"""Signing, and what the school does round it: without a signature, take back, reopen, decide, objections (R8.1)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from basis.errors import DomainError, GeenToegang
from basis.http import fouten_melden
from evaluaties import rules, rules_evaluatie
from evaluaties.enums import TekenRol
from evaluaties.forms_evaluatie import BesluitForm, BezwaarForm, TekenForm, ZonderForm
from evaluaties.models import Bezwaar, Evaluatie
from evaluaties.services import bezwaar as bezwaren
from evaluaties.services import resultaat as resultaten
from evaluaties.services import resultaat_tekenen as tekenen
from evaluaties.services.resultaat_lezen import lopend
from evaluaties.views.evaluaties_hulp import geweigerd, open_evaluatie, weigert
from evaluaties.views.evaluaties_resultaat import met_reden


@require_POST
def teken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign what was shown."""
    try:
        evaluatie = open_evaluatie(request, public_id, "evaluatie tekenen")
        form = TekenForm(request.POST, student=request.POST.get("rol") == TekenRol.STUDENT)
        if not form.is_valid():
            messages.error(request, "Kies eerst of je het ermee eens bent.")
            return redirect("evaluaties:detail", public_id)
        handtekening = tekenen.teken(evaluatie=evaluatie, by=request.user, at=timezone.now(), **form.cleaned_data)
    except GeenToegang as fout:
        return geweigerd(request, fout.message)
    except DomainError as fout:
        messages.error(request, fout.message)
        return redirect("evaluaties:detail", public_id)
    if handtekening.gezien:
        messages.success(request, "Je hebt getekend voor gezien. Als de evaluatie vastligt, kun je bezwaar maken.")
    else:
        messages.success(request, "Getekend. Dank.")
    return redirect("evaluaties:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def zonder(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down why somebody doesn't sign."""
    evaluatie = open_evaluatie(request, public_id, "zonder handtekening vastleggen")
    if not rules.is_coordinator_van(request.user, evaluatie.plaatsing):
        raise GeenToegang("Alleen een coördinator van de school legt vast dat iemand niet tekent.")
    form = ZonderForm(request.POST or None, rollen=_nog_niet(evaluatie))
    if request.method == "POST" and form.is_valid():
        try:
            tekenen.leg_vast_zonder(evaluatie=evaluatie, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Vastgelegd. Iedereen ziet de reden bij de handtekeningen.")
            return redirect("evaluaties:detail", public_id)
    context = {
        "titel": "Zonder handtekening",
        "tekst": "Doe dit alleen als iemand echt niet meer tekent. De reden blijft bij de evaluatie staan.",
        "ja": "Vastleggen",
        "formulier": form,
        "terug_url": reverse("evaluaties:detail", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.is_bound else 200)


def _nog_niet(evaluatie: Evaluatie) -> list[tuple[str, str]]:
    nu = lopend(evaluatie)
    getekend = set(nu.handtekeningen.values_list("rol", flat=True)) if nu else set()
    rollen = [rol for rol in rules_evaluatie.tekenrollen(evaluatie) if rol != TekenRol.SCHOOL and rol not in getekend]
    return [(rol, TekenRol(rol).label.capitalize()) for rol in rollen]


@require_http_methods(["GET", "HEAD", "POST"])
def terug(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take a result back that waits for signatures."""
    vorm = {
        "titel": "Resultaat terughalen",
        "tekst": "Dan kunt u het nog veranderen. Wie al had getekend, tekent daarna de nieuwe versie.",
        "vraag": "Wat gaat er veranderen? (nodig als er al iemand heeft getekend)",
        "optioneel": True,
        "ja": "Terughalen",
        "klaar": "Het resultaat is teruggehaald. U kunt het veranderen.",
    }
    return met_reden(request, public_id, resultaten.haal_terug, regel=rules_evaluatie.mag_gesprek_leiden, vorm=vorm)


@require_http_methods(["GET", "HEAD", "POST"])
def heropenen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Reopen what is fixed, with a reason."""
    vorm = {
        "titel": "Evaluatie opnieuw openen",
        "tekst": "Er komt een nieuwe versie die iedereen weer tekent. Tot dan geldt de versie die er nu ligt.",
        "vraag": "Waarom gaat de evaluatie opnieuw open?",
        "ja": "Opnieuw openen",
        "klaar": "De evaluatie is opnieuw geopend. Iedereen krijgt bericht.",
    }
    return met_reden(request, public_id, resultaten.heropen, regel=rules_evaluatie.mag_heropenen, vorm=vorm)


@require_POST
@weigert
def vervalt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Drop a new version that nobody signed."""
    evaluatie = open_evaluatie(request, public_id, "wijziging laten vervallen")
    with fouten_melden(request) as fouten:
        resultaten.staak_wijziging(evaluatie=evaluatie, by=request.user, at=timezone.now())
    if any(isinstance(fout, GeenToegang) for fout in fouten):
        return geweigerd(request, fouten[0].message)
    if not fouten:
        messages.success(request, "De wijziging is vervallen. De oude versie geldt.")
    return redirect("evaluaties:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def onvoldoende(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody of the school decides that it is onvoldoende, with reasons."""
    vorm = {
        "titel": "Onvoldoende vaststellen",
        "tekst": "Uw naam en uw reden komen in het resultaat te staan. De student kan bezwaar maken.",
        "vraag": "Waarom is de stage onvoldoende?",
        "ja": "Onvoldoende vaststellen",
        "gevaar": True,
        "klaar": "Vastgesteld. Het resultaat kan nu naar iedereen om te tekenen.",
    }
    regel = rules_evaluatie.mag_onvoldoende_vaststellen
    return met_reden(request, public_id, resultaten.stel_onvoldoende_vast, regel=regel, vorm=vorm)


# --- Objections ---


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def bezwaar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The student objects to what is fixed."""
    evaluatie = open_evaluatie(request, public_id, "bezwaar maken")
    if not rules.is_student_van(request.user, evaluatie.plaatsing):
        raise GeenToegang("Alleen de student maakt bezwaar.")
    form = BezwaarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bezwaren.maak_bezwaar(evaluatie=evaluatie, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Je bezwaar is ingediend. Een coördinator leest het en praat met je.")
            return redirect("evaluaties:detail", public_id)
    context = {
        "titel": "Bezwaar maken",
        "tekst": "Een coördinator van school die niet bij de beoordeling was, leest je bezwaar, praat met je en neemt "
        "een besluit met een reden.",
        "ja": "Bezwaar indienen",
        "formulier": form,
        "terug_url": reverse("evaluaties:detail", args=[public_id]),
    }
    return render(request, "componenten/bevestigpagina.html", context, status=422 if form.is_bound else 200)


def _open_bezwaar(request: HttpRequest, evaluatie: Evaluatie) -> Bezwaar | None:
    # Of any version: an objection against one that a newer version replaced still gets its decision.
    return Bezwaar.objects.visible_to(request.user).filter(resultaat__evaluatie=evaluatie).open().first()


@require_POST
@weigert
def bezwaar_intrekken(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The student takes the objection back."""
    evaluatie = open_evaluatie(request, public_id, "bezwaar intrekken")
    if not rules.is_student_van(request.user, evaluatie.plaatsing):
        raise GeenToegang("Alleen de student trekt een bezwaar in.")
    rij = _open_bezwaar(request, evaluatie)
    if rij is not None:
        with fouten_melden(request) as fouten:
            bezwaren.trek_in(bezwaar=rij, by=request.user, at=timezone.now())
        if not fouten:
            messages.success(request, "Je bezwaar is ingetrokken.")
    return redirect("evaluaties:detail", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@weigert
def bezwaar_besluit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A coordinator decides about the objection."""
    evaluatie = open_evaluatie(request, public_id, "besluit over bezwaar")
    if not rules_evaluatie.mag_bezwaar_behandelen(request.user, evaluatie.plaatsing):
        raise GeenToegang("Een coördinator van de school beslist over een bezwaar.")
    rij = _open_bezwaar(request, evaluatie)
    if rij is None:
        return redirect("evaluaties:detail", public_id)
    form = BesluitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            bezwaren.besluit(bezwaar=rij, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as fout:
            form.add_error(fout.field, fout.message)
        else:
            messages.success(request, "Het besluit is vastgelegd. De student krijgt bericht.")
            return redirect("evaluaties:detail", public_id)
    context = {"evaluatie": evaluatie, "bezwaar": rij, "form": form}
    return render(request, "evaluaties/bezwaar_besluit.html", context, status=422 if form.is_bound else 200)
